// The box in the header of every page: a combobox with a listbox.

const IN_PANEL = 6;

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 * @param {HTMLElement} panel
 */
function palette(form, field, panel) {
  const list = /** @type {HTMLElement} */ (document.getElementById('_find-list'));
  const note = /** @type {HTMLElement} */ (document.getElementById('_find-note'));
  /** @type {{node: HTMLElement, go: (elsewhere: boolean) => void}[]} */
  let options = [];
  let chosen = -1;
  /** The number of the newest question: only its answer is shown. */
  let asked = 0;
  let typing = 0;

  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-controls', '_find-list');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-expanded', 'false');

  /** @param {string} text */
  const page = (text) => `${words.page}#q=${encodeURIComponent(text.toWellFormed ? text.toWellFormed() : text)}`;

  /** @param {number} at */
  function choose(at) {
    chosen = at;
    options.forEach(({ node }, n) => node.setAttribute('aria-selected', String(n === at)));
    if (at < 0) return field.removeAttribute('aria-activedescendant');
    field.setAttribute('aria-activedescendant', options[at].node.id);
    options[at].node.scrollIntoView({ block: 'nearest' });
  }

  /** @param {boolean} open */
  function show(open) {
    panel.hidden = !open;
    field.setAttribute('aria-expanded', String(open && options.length > 0));
    if (!open) choose(-1);
  }

  /**
   * @param {string} url
   * @param {boolean} elsewhere
   */
  function visit(url, elsewhere) {
    if (elsewhere) window.open(url, '_blank', 'noopener');
    else location.href = url;
  }

  /**
   * @param {HTMLElement} node
   * @param {(elsewhere: boolean) => void} go
   */
  function offer(node, go) {
    node.setAttribute('role', 'option');
    node.id = `_hit-${options.length}`;
    node.setAttribute('aria-selected', 'false');
    node.addEventListener('click', (e) => go(e.ctrlKey || e.metaKey));
    options.push({ node, go });
    list.append(node);
  }

  /** @param {string} said in the place of results */
  function clear(said) {
    options = [];
    list.replaceChildren();
    choose(-1);
    note.textContent = said;
    list.hidden = true;
  }

  /** Before one types: the last searches. */
  function start() {
    const past = recent();
    clear('');
    if (past.length) note.textContent = words.recent || '';
    for (const text of past) offer(el('li', 'hit-recent', text), (elsewhere) => visit(page(text), elsewhere));
    list.hidden = !past.length;
    say('');
    show(document.activeElement === field);
  }

  /**
   * @param {Hit} hit
   * @param {Results} results
   */
  function option(hit, results) {
    const mark = marker(results, hit.lang);
    const facts = el('span', 'hit-meta', el('span', '', when(hit.date)));
    if (hit.severity) facts.append(severity(hit));
    if (hit.services.length) facts.append(el('span', '', mark(hit.services.join(', '))));
    const text = el('span', 'hit-text', hit.summary || '');
    text.setAttribute('aria-hidden', 'true');
    // The row has its height already; the summary stays where the text cannot be loaded.
    results.snippet(hit).then((found) => text.replaceChildren(marked(found.segments)), () => {});
    return el('li', '', el('span', 'hit-title', mark(hit.title)), facts, text);
  }

  /**
   * @param {Results} results
   * @param {string} text
   */
  function draw(results, text) {
    clear('');
    for (const hit of results.hits) {
      offer(option(hit, results), (elsewhere) => {
        remember(text);
        hand(root + hit.url, results.marks, hit.lang, elsewhere);
        visit(root + hit.url, elsewhere);
      });
    }
    const found = results.hits.length > 0;
    if (found) {
      const last = el('li', 'hit-all', fill(words.all, { query: text }), el('span', 'n', counted(results.total)));
      offer(last, (elsewhere) => { remember(text); visit(page(text), elsewhere); });
    }
    const corrected = results.notes.find(({ code }) => code === 'corrected');
    const missing = results.notes.some(({ code }) => code === 'missing');
    const said = [
      missing && words.missing,
      !found && fill(words.none, { query: text }),
      corrected && fill(words.corrected, { word: corrected.word || '', to: corrected.to || '' }),
      !found && !missing && words.noneHelp,
    ].filter(Boolean).join(' ');
    note.textContent = said;
    list.hidden = !found;
    say([found && counted(results.total), said].filter(Boolean).join('. '));
    show(document.activeElement === field);
  }

  async function ask() {
    const mine = ++asked;
    const text = field.value.trim();
    if (!text) return start();
    // What is quick needs no word about it, and older results are better than none.
    const slow = setTimeout(() => {
      if (mine !== asked || (options.length && !list.querySelector('.hit-recent'))) return;
      clear(words.loading || '');
      show(document.activeElement === field);
    }, 200);
    try {
      const engine = await ready();
      const results = await engine.search(text, { limit: IN_PANEL });
      if (mine === asked) draw(results, text);
    } catch (error) {
      if (mine !== asked) return;
      clear(reason(error));
      say(reason(error));
      show(document.activeElement === field);
    } finally {
      clearTimeout(slow);
    }
  }

  field.addEventListener('focus', () => { warm(); ask(); });
  field.addEventListener('input', () => { clearTimeout(typing); typing = window.setTimeout(ask, 30); });
  field.addEventListener('blur', () => show(false));
  // A press inside the panel must not take the focus before the click arrives.
  panel.addEventListener('mousedown', (e) => e.preventDefault());
  field.addEventListener('keydown', (e) => {
    if (e.isComposing) return;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (panel.hidden) { ask(); return; }
      // One more place than options: the field itself.
      const places = options.length + 1;
      const step = e.key === 'ArrowDown' ? 1 : -1;
      if (options.length) choose(((chosen + 1 + step + places) % places) - 1);
    } else if (e.key === 'Escape') {
      e.preventDefault();
      // Neither a question that was about to be asked nor an answer on its way opens it again.
      clearTimeout(typing);
      asked++;
      if (panel.hidden && field.value) field.value = '';
      else if (panel.hidden || !field.value) field.blur();
      show(false);
    } else if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && chosen >= 0) {
      e.preventDefault();
      options[chosen].go(true);
    }
  });
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    const text = field.value.trim();
    if (chosen >= 0) return options[chosen].go(false);
    if (!text) return;
    remember(text);
    location.href = page(text);
  });
  if (document.activeElement === field) { warm(); ask(); }
}
