// What is searched for stands in the address after `#`, and goes to no server.

/**
 * What `js/find/` shares; its files say more of each.
 * @typedef {[text: string, marked: boolean][]} Segments
 * @typedef {{
 *   title: string, url: string, date: string | null, severity: string | null, services: string[], factors: string[],
 *   kind: string, summary: string | null, lang: string
 * }} Hit
 * @typedef {{anchor: string, heading: string}} Section
 * @typedef {{key: string, name: string, count: number}} Value
 * @typedef {{code: string, word?: string, to?: string, name?: string, field?: string, value?: string, suggestion?: string}} Note
 * @typedef {{
 *   total: number, full: number, hits: Hit[], notes: Note[], facets: Record<string, Value[]> | null, marks: unknown,
 *   snippet: (hit: Hit) => Promise<Section & {segments: Segments, more: Section[]}>
 * }} Results
 * @typedef {{limit: number, sort: string, filters: Record<string, string[]>, facets: boolean}} How
 * @typedef {{
 *   ready: () => Promise<{search: (text: string, how: How) => Promise<Results>}>, warm: () => void, reason: (error: unknown) => string,
 *   marker: (results: Results, lang: string) => (text: string) => Node, marked: (segments: Segments) => Node,
 *   el: (tag: string, name: string, ...inside: (string | Node)[]) => HTMLElement,
 *   parts: (sentence: string | undefined, values: Record<string, string | number | Node>) => (string | Node)[],
 *   fill: (sentence: string | undefined, values: Record<string, string | number>) => string, counted: (n: number) => string,
 *   when: (iso: string | null) => string, severity: (hit: Hit) => Node,
 *   recent: () => string[], remember: (text: string) => void, forget: () => void,
 *   hand: (url: string, marks: unknown, lang: string, elsewhere: boolean) => void, say: (text: string) => void,
 *   words: DOMStringMap, root: string
 * }} Shared
 */

const { ready, warm, reason, marker, el, parts, fill, counted, marked, when, severity, recent, remember, forget, hand, say, words, root } =
  /** @type {Shared} */ (Object(window).candorFind || {});

const FACETS = ['service', 'factor', 'severity', 'kind', 'year'];

/** How many results are shown first, and how many more at a time. */
const STEP = 20;

/** @typedef {{q: string, filters: Record<string, string[]>, sort: 'relevance' | 'date', limit: number}} State */

/** @returns {State} what the address asks for */
function asked() {
  const given = new URLSearchParams(location.hash.slice(1));
  /** @type {Record<string, string[]>} */
  const filters = {};
  for (const name of FACETS) filters[name] = [...new Set(given.getAll(name).filter(Boolean))];
  return { q: given.get('q') || '', filters, sort: given.get('sort') === 'date' ? 'date' : 'relevance', limit: STEP };
}

/** No filters. */
const NONE = Object.fromEntries(FACETS.map((name) => [name, /** @type {string[]} */ ([])]));

/** @param {State} state */
const filtered = (state) => FACETS.some((name) => state.filters[name].length > 0);

/**
 * The part of the address from `#` on.
 * @param {State} state
 */
function address(state) {
  const pairs = FACETS.flatMap((name) => state.filters[name].map((key) => [name, key]));
  if (state.q.trim()) pairs.unshift(['q', state.q.trim()]);
  if (state.sort === 'date' && pairs.length) pairs.push(['sort', 'date']);
  const text = new URLSearchParams(pairs).toString().replace(/\+/g, '%20');
  return text && `#${text}`;
}
