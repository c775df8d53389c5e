// What the search box and the search page share. Nodes and text only, never markup from data.

/**
 * The engine: `js/search/`.
 * @typedef {[text: string, marked: boolean][]} Segments
 * @typedef {{
 *   doc: number, score: number, id: string, title: string, url: string, date: string | null, severity: string | null,
 *   level: number | null, services: string[], factors: string[], kind: string, summary: string | null, lang: string
 * }} Hit
 * @typedef {{anchor: string, heading: string, segments: Segments, more: {anchor: string, heading: string}[]}} Snippet
 * @typedef {{key: string, name: string, count: number, chosen: boolean}} Value
 * @typedef {{code: string, word?: string, to?: string, name?: string, field?: string, value?: string, suggestion?: string}} Note
 * @typedef {{
 *   query: string, total: number, full: number, hits: Hit[], notes: Note[], facets: Record<string, Value[]> | null,
 *   snippet: (hit: Hit) => Promise<Snippet>, marks: unknown
 * }} Results
 * @typedef {{limit?: number, sort?: string, filters?: Record<string, string[]>, facets?: boolean}} How
 * @typedef {{
 *   warm: () => Promise<void>, search: (text: string, how?: How) => Promise<Results>,
 *   highlighter: (marks: unknown, lang: string) => (text: string) => Segments
 * }} Engine
 */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form.find'));
const field = /** @type {HTMLInputElement | null} */ (document.getElementById('_search'));
const root = document.body.dataset.root || '';

/** The words of the page's language. */
const words = form ? form.dataset : {};

/**
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
 * A sentence with its `{names}` replaced, by text or by nodes.
 * @param {string | undefined} sentence
 * @param {Record<string, string | number | Node>} values
 * @returns {(string | Node)[]}
 */
function parts(sentence, values) {
  return (sentence || '').split(/\{(\w+)\}/).map((part, n) => {
    const value = n % 2 ? values[part] ?? '' : part;
    return value instanceof Node ? value : String(value);
  });
}

/**
 * @param {string | undefined} sentence
 * @param {Record<string, string | number>} values
 */
const fill = (sentence, values) => parts(sentence, values).join('');

/** @param {number} n how many incidents, in words */
const counted = (n) => fill(n === 1 ? words.one : words.count, { n });

/** @param {Segments} segments */
function marked(segments) {
  const out = document.createDocumentFragment();
  for (const [text, is] of segments) out.append(is ? el('mark', '', text) : text);
  return out;
}

/**
 * A date in words, as precisely as it is known.
 * @param {string | null} iso
 */
function when(iso) {
  if (!iso) return words.undated || '';
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.exec(iso) || [];
  const name = (words.months || '').split('|')[Number(month) - 1];
  if (!year || !name) return iso;
  return fill(day ? words.day : words.month, { year, month: name, day: Number(day) });
}

/** @param {Hit} hit */
function severity(hit) {
  const node = el('span', 'sev', hit.severity || '');
  if (hit.level) node.dataset.level = String(hit.level);
  return node;
}

// ---- What is kept in this browser

/** @typedef {'localStorage' | 'sessionStorage'} Store */

/**
 * @param {Store} where
 * @param {string} key
 */
function kept(where, key) {
  try {
    return JSON.parse(window[where].getItem(key) || 'null');
  } catch {
    // Storage may be closed to us, or hold what is not ours.
    return null;
  }
}

/**
 * @param {Store} where
 * @param {string} key
 * @param {unknown[]} list forgotten when it is empty
 */
function keep(where, key, list) {
  try {
    if (list.length) window[where].setItem(key, JSON.stringify(list));
    else window[where].removeItem(key);
  } catch {
    // Then nothing is kept.
  }
}

const RECENT = 'candor-recent';

/** @returns {string[]} the last searches that led somewhere, the newest first */
function recent() {
  const all = kept('localStorage', RECENT);
  return Array.isArray(all) ? all.filter((text) => typeof text === 'string').slice(0, 8) : [];
}

/** @param {string} text */
function remember(text) {
  const query = text.trim().slice(0, 200);
  if (query) keep('localStorage', RECENT, [query, ...recent().filter((other) => other !== query)].slice(0, 8));
}

const forget = () => keep('localStorage', RECENT, []);

// ---- For screen readers

let saying = 0;

/**
 * Says something once typing has paused.
 * @param {string} text
 */
function say(text) {
  const live = document.getElementById('_find-live');
  clearTimeout(saying);
  saying = window.setTimeout(() => { if (live && live.textContent !== text) live.textContent = text; }, 300);
}
