// The box on the search page into which an alert is pasted. What stands in it is nowhere else: it is in no address, in
// no storage, and in no request; shards are asked for by names that hold hundreds of words each.

/** After the last key, in milliseconds. */
const PAUSE = 200;

function pasteBox() {
  const box = /** @type {HTMLDetailsElement} */ (part('_paste'));
  const field = /** @type {HTMLTextAreaElement} */ (part('_paste-text'));
  const search = /** @type {HTMLInputElement} */ (part('_search'));
  const shown = part('_alike');
  const strings = shown.dataset;
  let newest = 0;
  let typing = 0;
  /** What was last asked. */
  let asked = '';
  /** Whether somebody is opening the box, who wants to paste. */
  let isOpening = false;

  /** The answer takes the place of the search while the box is open and has a text. */
  function see() {
    const isOn = box.open && field.value.trim() !== '';
    shown.hidden = !isOn;
    /** @type {HTMLElement} */ (document.querySelector('.search')).hidden = isOn;
    part('_paste-clear').hidden = !field.value;
  }

  /**
   * @param {string} total
   * @param {(Node | null)[]} notes
   * @param {Node[]} rows
   * @param {Node[]} nothing
   */
  function show(total, notes, rows, nothing) {
    part('_alike-total').textContent = total;
    part('_alike-total').hidden = !total;
    part('_alike-notes').replaceChildren(...notes.filter((note) => note !== null));
    part('_alike-hits').replaceChildren(...rows);
    part('_alike-nothing').replaceChildren(...nothing);
    shown.removeAttribute('aria-busy');
  }

  /** @param {string} word */
  function searchFor(word) {
    search.value = word;
    search.dispatchEvent(new Event('input', { bubbles: true }));
    search.focus();
  }

  /** @param {Answer} answer */
  function draw(answer) {
    const { hits, missing, isCut } = answer;
    const total = hits.length ? fill(hits.length === 1 ? strings.one : strings.count, { n: hits.length }) : '';
    const notes = [
      isCut ? el('p', 'hint', fill(strings.cut, { n: LONGEST.toLocaleString(document.documentElement.lang) })) : null,
      missing ? el('p', 'hint', strings.missing || '', ' ', button(strings.retry || '', again)) : null,
    ];
    const nothing = hits.length ? [] : nothingLike(answer, strings, searchFor);
    show(total, notes, hits.map((alike) => alikeRow(alike, strings)), nothing);
    say([total || nothing[0].textContent, ...notes.map((note) => note?.firstChild?.textContent)].filter(Boolean).join('. '));
  }

  /** @param {unknown} error */
  function failed(error) {
    const isOld = Object(error).code === 'version';
    const way = isOld ? button(strings.reload || '', () => location.reload()) : button(strings.retry || '', again);
    show('', [], [], [el('p', 'lead', reason(error)), el('p', '', way)]);
    say(reason(error));
  }

  /** Answers what stands in the box; only the answer to the newest text is shown. */
  async function run() {
    const mine = ++newest;
    const text = asked;
    if (!text.trim()) {
      show('', [], [], []);
      say('');
      return;
    }
    const slow = setTimeout(() => {
      if (mine !== newest) return;
      shown.setAttribute('aria-busy', 'true');
      if (!part('_alike-total').textContent && !part('_alike-nothing').firstChild) show(said.loading || '', [], [], []);
    }, 150);
    try {
      const answer = await alike(text, await ready());
      if (mine === newest) draw(answer);
    } catch (error) {
      if (mine === newest) failed(error);
    } finally {
      clearTimeout(slow);
    }
  }

  function again() {
    field.focus();
    run();
  }

  function ask() {
    clearTimeout(typing);
    see();
    if (field.value === asked) return;
    asked = field.value;
    run();
  }

  /** @param {string} text */
  function put(text) {
    field.value = text;
    box.open = true;
    ask();
    field.focus();
  }

  field.addEventListener('input', () => {
    clearTimeout(typing);
    // What was pasted is whole at once.
    typing = window.setTimeout(ask, PAUSE);
  });
  field.addEventListener('paste', () => { setTimeout(ask); });
  field.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' || (!e.ctrlKey && !e.metaKey) || e.isComposing) return;
    e.preventDefault();
    ask();
  });
  part('_paste-clear').addEventListener('click', () => put(''));
  box.querySelector('summary')?.addEventListener('click', () => { isOpening = !box.open; });
  box.addEventListener('toggle', () => {
    see();
    if (!box.open) return;
    ready().then(getReady).catch(() => {});
    if (isOpening) field.focus();
    isOpening = false;
  });

  // Whoever searches wants to see what is found.
  search.addEventListener('input', () => {
    box.open = false;
    see();
  });
  // Several lines are no question to a search, and would stand in the address.
  search.addEventListener('paste', (e) => {
    const text = e.clipboardData?.getData('text/plain') || '';
    if (!/\S\s*\n\s*\S/.test(text)) return;
    e.preventDefault();
    put(text);
  });

  // Browsers keep what stands in fields, some of them on disk: it is taken out when the page is left. Whoever comes back
  // finds text and answer again where the browser has kept the whole page in memory, else an empty box.
  let left = '';
  addEventListener('pagehide', () => {
    clearTimeout(typing);
    left = field.value;
    field.value = '';
  });
  addEventListener('pageshow', (e) => {
    field.value = e.persisted ? left : '';
    left = '';
    see();
  });
}

if (Object(window).candorRows && document.getElementById('_paste')) pasteBox();
