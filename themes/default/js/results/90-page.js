// The search page: a question goes out when something changes, and only the answer to the
// newest one is shown.

function searchPage() {
  const field = /** @type {HTMLInputElement} */ (part('_search'));
  let state = asked();
  /** The number of the newest question. */
  let newest = 0;
  let typing = 0;
  /** What the rows on the page are an answer to. */
  let shown = '';

  /** @param {boolean} push whether the way back leads to what was before */
  function write(push) {
    const to = address(state) || location.pathname + location.search;
    if (address(state) === location.hash) return;
    if (push) history.pushState(null, '', to);
    else history.replaceState(null, '', to);
  }

  /**
   * Which parts of the page are seen.
   * @param {{found?: boolean, nothing?: boolean, start?: boolean}} what
   */
  function see({ found = false, nothing = false, start = false }) {
    part('_found').hidden = !found;
    part('_nothing').hidden = !nothing;
    part('_start').hidden = !start;
    if (!found) part('_facets').hidden = true;
    part('_browse').toggleAttribute('data-shown', nothing || start);
    part('_found').removeAttribute('aria-busy');
    drawRecent(start);
  }

  /** @param {Results} results */
  function draw(results) {
    const key = address(state);
    const list = part('_hits');
    const from = key === shown && results.hits.length >= list.children.length ? list.children.length : 0;
    shown = key;
    const said = summed(results, state);
    part('_total').textContent = said;
    // Where nothing is found, it goes without saying of each word.
    const told = results.notes.filter(({ code }) => results.total || code !== 'no-match');
    const notes = told.map((note) => noteOf(note, state, go)).filter((note) => note !== null);
    part('_notes').replaceChildren(...notes);
    drawFacets(results, state, choose);
    drawChips(results, state, choose, clear);
    drawRows(results, state.q, from);
    for (const sort of part('_sort').querySelectorAll('button')) {
      sort.setAttribute('aria-pressed', String(sort.dataset.sort === state.sort));
    }
    part('_sort').hidden = results.total < 2;
    const empty = !results.total;
    if (empty) nothing(state, clear);
    part('_total').hidden = empty;
    see({ found: true, nothing: empty });
    const heard = notes.map((note) => note?.textContent || '');
    say([empty ? part('_nothing').firstElementChild?.textContent || '' : said, ...heard].join('. '));
  }

  /** Forgets what is shown. */
  function empty() {
    shown = '';
    part('_hits').replaceChildren();
    part('_notes').replaceChildren();
  }

  async function run() {
    const mine = ++newest;
    if (!state.q.trim() && !filtered(state)) {
      empty();
      say('');
      see({ start: true });
      return;
    }
    const slow = setTimeout(() => {
      if (mine !== newest) return;
      part('_found').setAttribute('aria-busy', 'true');
      if (shown) return;
      part('_total').textContent = words.loading || '';
      part('_total').hidden = false;
      drawChips(null, state, choose, clear);
      see({ found: true });
    }, 150);
    try {
      const engine = await ready();
      const results = await engine.search(state.q.trim(), { limit: state.limit, sort: state.sort, filters: state.filters, facets: true });
      if (mine === newest) draw(results);
    } catch (error) {
      if (mine !== newest) return;
      empty();
      failed(error, run);
      see({ nothing: true });
    } finally {
      clearTimeout(slow);
    }
  }

  /** @param {State} next */
  function go(next) {
    state = { ...next, limit: STEP };
    if (field.value !== state.q) field.value = state.q;
    write(true);
    run();
  }

  /**
   * @param {string} name
   * @param {string} key
   * @param {boolean} on
   */
  function choose(name, key, on) {
    const others = state.filters[name].filter((other) => other !== key);
    go({ ...state, filters: { ...state.filters, [name]: on ? [...others, key] : others } });
  }

  const clear = () => go({ ...state, filters: NONE });

  function type() {
    clearTimeout(typing);
    if (field.value === state.q) return;
    state = { ...state, q: field.value, limit: STEP };
    write(false);
    run();
  }

  field.addEventListener('input', () => { clearTimeout(typing); typing = window.setTimeout(type, 60); });
  part('_search').closest('form')?.addEventListener('submit', (e) => {
    e.preventDefault();
    type();
    remember(field.value);
  });
  part('_sort').addEventListener('click', (e) => {
    const sort = e.target instanceof HTMLElement && e.target.closest('button')?.dataset.sort;
    if (sort) go({ ...state, sort: sort === 'date' ? 'date' : 'relevance' });
  });
  part('_more').addEventListener('click', async () => {
    const at = part('_hits').children.length;
    state = { ...state, limit: state.limit + STEP };
    await run();
    part('_hits').children[at]?.querySelector('a')?.focus();
  });
  part('_forget').addEventListener('click', () => { forget(); drawRecent(true); field.focus(); });
  for (const moved of ['popstate', 'hashchange']) {
    addEventListener(moved, () => {
      const next = asked();
      if (address(next) === address(state)) return;
      state = next;
      field.value = state.q;
      run();
    });
  }

  // On a wide screen the filters stand beside the results and are always open.
  const wide = matchMedia('(min-width: 64rem)');
  const facets = /** @type {HTMLDetailsElement} */ (part('_facets'));
  const widen = () => { facets.open = wide.matches; };
  wide.addEventListener('change', widen);
  widen();

  // Whoever comes back finds the results where they were.
  addEventListener('pagehide', () => {
    history.replaceState({ ...history.state, candorPlace: { limit: state.limit, y: scrollY } }, '');
  });
  const place = history.state?.candorPlace;
  if (place) state = { ...state, limit: place.limit };
  field.value = state.q;
  warm();
  run().then(() => { if (place) scrollTo(0, place.y); });
  if (!field.value && !filtered(state)) field.focus({ preventScroll: true });
}

if (Object(window).candorFind && document.getElementById('_hits')) searchPage();
