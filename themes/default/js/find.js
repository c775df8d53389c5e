// Quick find: the box in the header of every page, and the search page.
(function () {
  'use strict';

  const IN_PANEL = 8;
  const ON_PAGE = 50;

  /**
   * See catalogue.js.
   * @typedef {[string, string, string | null, string | null, number | null, number[], number[], string | null, string | null]} Row
   * @typedef {{
   *   load: (url: string, done: () => void) => void, search: (text: string) => Row[], wordsOf: (text: string) => string[],
   *   el: (tag: string, name: string, ...inside: (string | Node)[]) => HTMLElement,
   *   marked: (text: string, query: string[]) => Node, severity: (row: Row) => Node, services: (row: Row) => string,
   *   fill: (template: string, values: Record<string, string | number>) => string, state: () => string
   * }} Tools
   */

  const { load, search, wordsOf, el, marked, severity, services, fill, state } =
    /** @type {Tools} */ (Object(window).candorFind || {});
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form.find'));
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById('_search'));
  if (!form || !field || !load) return;

  const words = form.dataset;
  const root = document.body.dataset.root || '';
  const source = document.body.dataset.catalogue || '';
  const live = document.getElementById('_find-live');

  /** @param {string} text */
  function say(text) {
    if (live && live.textContent !== text) live.textContent = text;
  }

  /** What to say when there is nothing to list: the reason, or nothing at all. */
  function reason() {
    if (state() === 'failed') return words.failed || '';
    return state() === 'ready' ? '' : words.loading || '';
  }

  /**
   * The box in the header: a combobox with a listbox.
   * @param {HTMLFormElement} form
   * @param {HTMLInputElement} field
   * @param {HTMLElement} panel
   */
  function quickFind(form, field, panel) {
    const list = /** @type {HTMLElement} */ (document.getElementById('_find-list'));
    const note = /** @type {HTMLElement} */ (document.getElementById('_find-note'));
    /** @type {{node: HTMLElement, url: string}[]} */
    let options = [];
    let chosen = -1;

    field.setAttribute('role', 'combobox');
    field.setAttribute('aria-controls', '_find-list');
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-expanded', 'false');

    const results = () => `${words.search}#q=${encodeURIComponent(field.value.trim())}`;

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
     * @param {HTMLElement} node
     * @param {string} url
     */
    function offer(node, url) {
      node.setAttribute('role', 'option');
      node.id = `_hit-${options.length}`;
      node.setAttribute('aria-selected', 'false');
      node.addEventListener('click', (e) => {
        if (e.ctrlKey || e.metaKey) window.open(url, '_blank', 'noopener');
        else location.href = url;
      });
      options.push({ node, url });
      list.append(node);
    }

    /**
     * @param {Row} row
     * @param {string[]} query
     */
    function option(row, query) {
      const facts = el('span', 'hit-meta', el('span', '', row[2] || words.undated || ''));
      if (row[3]) facts.append(severity(row));
      if (row[5].length) facts.append(el('span', '', marked(services(row), query)));
      return el('li', '', el('span', 'hit-title', marked(row[1], query)), facts);
    }

    function draw() {
      const text = field.value.trim();
      const query = wordsOf(text);
      const hits = search(text);
      let said = state() === 'failed' || query.length ? reason() : '';
      options = [];
      list.replaceChildren();
      choose(-1);
      for (const row of hits.slice(0, IN_PANEL)) offer(option(row, query), root + row[0]);
      if (hits.length) offer(el('li', 'hit-all', fill(words.all || '', { query: text })), results());
      note.textContent = said;
      if (query.length && !said) {
        said = fill((hits.length ? words.count : words.none) || '', { n: hits.length, query: text });
        note.textContent = hits.length ? '' : `${said} ${words.noneHelp}`;
      }
      list.hidden = !hits.length;
      say(said);
      show(document.activeElement === field);
    }

    field.addEventListener('focus', () => { load(source, draw); draw(); });
    field.addEventListener('input', draw);
    field.addEventListener('blur', () => show(false));
    // A press inside the panel must not take the focus before the click arrives.
    panel.addEventListener('mousedown', (e) => e.preventDefault());
    field.addEventListener('keydown', (e) => {
      if (e.isComposing) return;
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
        e.preventDefault();
        if (panel.hidden) return draw();
        // One more place than options: the field itself.
        const places = options.length + 1;
        const step = e.key === 'ArrowDown' ? 1 : -1;
        if (options.length) choose(((chosen + 1 + step + places) % places) - 1);
      } else if (e.key === 'Escape') {
        e.preventDefault();
        if (panel.hidden && field.value) field.value = '';
        else if (panel.hidden || !field.value) field.blur();
        show(false);
      }
    });
    form.addEventListener('submit', (e) => {
      e.preventDefault();
      if (chosen >= 0) location.href = options[chosen].url;
      else if (field.value.trim()) location.href = results();
    });
    if (document.activeElement === field) { load(source, draw); draw(); }
  }

  /**
   * The search page: the question stands in the address after `#q=` and goes to no server.
   * @param {HTMLFormElement} form
   * @param {HTMLInputElement} field
   * @param {HTMLElement} results
   */
  function searchPage(form, field, results) {
    const browse = document.getElementById('_browse');
    let shown = ON_PAGE;

    /** @param {Row} row */
    function item(row) {
      const query = wordsOf(field.value);
      const link = document.createElement('a');
      link.href = root + row[0];
      link.append(marked(row[1], query));
      const main = el('div', 'row-main', el('p', 'row-title', link));
      if (row[7]) main.append(el('p', 'row-summary', marked(row[7], query)));
      const side = el('div', 'row-side');
      if (row[3]) side.append(el('p', '', severity(row)));
      if (row[5].length) side.append(el('p', '', marked(services(row), query)));
      return el('li', 'row', el('p', 'row-date', row[2] || words.undated || ''), main, side);
    }

    function draw() {
      const text = field.value.trim();
      const hits = search(text);
      let said = reason();
      if (!wordsOf(text).length && state() !== 'failed') said = results.dataset.start || '';
      else if (!said) {
        const template = !hits.length ? `${words.none} ${words.noneHelp}` : hits.length > shown ? words.countShown : words.count;
        said = fill(template || '', { n: hits.length, shown, query: text });
      }
      results.replaceChildren(el('p', 'pager-range', said));
      say(said);
      if (browse) browse.hidden = hits.length > 0;
      if (!hits.length) return;
      const list = el('ol', 'rows', ...hits.slice(0, shown).map(item));
      list.setAttribute('aria-label', words.results || '');
      results.append(list);
      if (hits.length <= shown) return;
      const more = el('button', '', words.more || '');
      more.addEventListener('click', () => {
        const at = shown;
        shown += ON_PAGE;
        draw();
        results.querySelectorAll('a')[at]?.focus();
      });
      results.append(more);
    }

    const asked = () => new URLSearchParams(location.hash.slice(1)).get('q') || '';
    const question = () => (field.value.trim() ? `#q=${encodeURIComponent(field.value.trim())}` : location.pathname);

    field.value = asked();
    load(source, draw);
    draw();
    if (!field.value) field.focus({ preventScroll: true });
    field.addEventListener('input', () => { shown = ON_PAGE; history.replaceState(null, '', question()); draw(); });
    addEventListener('hashchange', () => { field.value = asked(); shown = ON_PAGE; draw(); });
    form.addEventListener('submit', (e) => { e.preventDefault(); history.replaceState(null, '', question()); draw(); });
  }

  /** @param {EventTarget | null} at */
  const typing = (at) => at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));

  // `/` and Ctrl-K or Cmd-K come here, unless one is typing somewhere.
  addEventListener('keydown', (e) => {
    const slash = e.key === '/' && !e.ctrlKey && !e.metaKey && !e.altKey;
    const combined = e.key.toLowerCase() === 'k' && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey;
    if ((!slash && !combined) || typing(e.target) || e.defaultPrevented) return;
    e.preventDefault();
    field.focus();
    field.select();
  });

  const panel = document.getElementById('_find-panel');
  if (panel) quickFind(form, field, panel);
  const results = document.getElementById('_results');
  if (results) searchPage(form, field, results);
})();
