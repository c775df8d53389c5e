// The catalogue of all incidents: loading it, matching words, and drawing what matched.
// find.js uses this through `window.candorFind`.
(function () {
  'use strict';

  /**
   * A row of the catalogue: url, title, date, severity, level, numbers of services, numbers of factors,
   * summary, tags and alerts.
   * @typedef {[string, string, string | null, string | null, number | null, number[], number[], string | null, string | null]} Row
   * @typedef {string | {name: string}} Named
   * @typedef {{version: number, services: Named[], factors: Named[], rows: Row[]}} Catalogue
   * @typedef {{row: Row, fields: [string, number][]}} Entry
   * @typedef {'none' | 'loading' | 'ready' | 'failed'} State
   */

  const WORD = /[\p{L}\p{N}]+/gu;
  // Scripts written without spaces: a word is matched anywhere.
  const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

  /** @type {Catalogue | null} */
  let catalogue = null;
  /** @type {Entry[] | null} */
  let entries = null;
  /** @type {State} */
  let state = 'none';

  /** @param {string} text */
  const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

  /** @param {string} text */
  const wordsOf = (text) => fold(text).match(WORD) || [];

  /** @param {string} text */
  const hay = (text) => ' ' + wordsOf(text).join(' ');

  /**
   * @param {Named[]} items
   * @param {number[]} numbers
   */
  const names = (items, numbers) => numbers.map((n) => {
    const item = items[n];
    return typeof item === 'string' ? item : item.name;
  }).join(', ');

  /**
   * @param {Row} row
   * @param {Catalogue} all
   * @returns {Entry} the words of each field with the weight of the field, heaviest first
   */
  function entryOf(row, all) {
    return {
      row,
      fields: [
        [hay(row[1]), 8],
        [hay(`${names(all.services, row[5])} ${row[8] || ''}`), 3],
        [hay(`${names(all.factors, row[6])} ${row[3] || ''} ${row[2] || ''}`), 2],
        [hay(row[7] || ''), 1],
      ],
    };
  }

  /**
   * Every word has to begin a word of the entry; the best field of each word counts.
   * @param {Entry} entry
   * @param {string[]} query
   */
  function score(entry, query) {
    let sum = 0;
    for (const word of query) {
      const needle = UNSPACED.test(word) ? word : ' ' + word;
      const found = entry.fields.find(([text]) => text.includes(needle));
      if (!found) return 0;
      sum += found[1];
    }
    return sum;
  }

  /**
   * @param {string} text
   * @returns {Row[]} best first, and of equals the newest first
   */
  function search(text) {
    const query = wordsOf(text);
    if (!query.length || !catalogue) return [];
    const all = catalogue;
    entries = entries || all.rows.map((row) => entryOf(row, all));
    return entries
      .map((entry, at) => ({ row: entry.row, at, score: score(entry, query) }))
      .filter((hit) => hit.score > 0)
      .sort((a, b) => b.score - a.score || a.at - b.at)
      .map((hit) => hit.row);
  }

  /**
   * Loads the catalogue once, by a script element: that works from file:// too.
   * @param {string} url
   * @param {() => void} done
   */
  function load(url, done) {
    if (state === 'loading' || state === 'ready') return;
    state = 'loading';
    /** @param {Catalogue} data */
    const receive = (data) => { catalogue = data; };
    Object.assign(window, { candorCatalogue: receive });
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => { state = catalogue ? 'ready' : 'failed'; done(); };
    script.onerror = () => { state = 'failed'; script.remove(); done(); };
    document.head.append(script);
  }

  /**
   * Nodes and text only, never markup from data.
   * @param {string} tag
   * @param {string} name its class
   * @param {(string | Node)[]} inside
   */
  function el(tag, name, ...inside) {
    const node = document.createElement(tag);
    if (name) node.className = name;
    node.append(...inside);
    return node;
  }

  /**
   * The text with the words that match in <mark>.
   * @param {string} text
   * @param {string[]} query
   */
  function marked(text, query) {
    const out = document.createDocumentFragment();
    let done = 0;
    for (const match of text.matchAll(WORD)) {
      const folded = fold(match[0]);
      const hit = query.filter((w) => folded.startsWith(w)).sort((a, b) => b.length - a.length)[0];
      if (!hit) continue;
      const length = folded.length === match[0].length ? hit.length : match[0].length;
      out.append(text.slice(done, match.index), el('mark', '', match[0].slice(0, length)));
      done = match.index + length;
    }
    out.append(text.slice(done));
    return out;
  }

  /** @param {Row} row */
  function severity(row) {
    const node = el('span', 'sev', row[3] || '');
    if (row[4]) node.dataset.level = String(row[4]);
    return node;
  }

  /** @param {Row} row */
  const services = (row) => (catalogue ? names(catalogue.services, row[5]) : '');

  /**
   * @param {string} template
   * @param {Record<string, string | number>} values
   */
  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (all, key) => String(values[key] ?? all));

  const tools = { load, search, wordsOf, el, marked, severity, services, fill, state: () => state };
  Object.assign(window, { candorFind: tools });
})();
