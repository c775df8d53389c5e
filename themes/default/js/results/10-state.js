// What is searched for stands in the address after `#`, and goes to no server.

/** What `js/find/` shares. */
const { ready, warm, reason, marker, el, parts, fill, counted, marked, when, severity, recent, remember, forget, hand, say, words, root } =
  Object(window).candorFind;

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
