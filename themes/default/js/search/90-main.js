// The interface: `window.candorSearch`.

/**
 * @typedef {{
 *   doc: number, score: number, id: string, title: string, url: string, date: string | null, severity: string | null,
 *   level: number | null, services: string[], factors: string[], kind: string, summary: string | null, lang: string
 * }} Hit
 * @typedef {[anchor: string, heading: string, text: string]} Section
 * @typedef {[string, string, string | null, string | null, number | null, string[], string[], string, string | null, string, string, number]} Card
 * @typedef {{
 *   query: string, total: number, full: number, hits: Hit[], notes: Note[], facets: Counts | null, marks: Marks,
 *   snippet: (hit: Hit) => Promise<Snippet>
 * }} Results
 * @typedef {{limit?: number, sort?: 'relevance' | 'date', filters?: Chosen, facets?: boolean}} Options
 */

/**
 * @param {Library} library
 * @param {number} doc
 */
const blockOf = ({ root: { cards } }, doc) => {
  const at = Math.floor(doc / cards.size);
  return `d/${cards.files.slice(8 * at, 8 * at + 8)}`;
};

/**
 * The columns of these fields, loaded.
 * @param {State} state
 * @param {Iterable<string>} fields
 */
async function loadColumns(state, fields) {
  const { root } = state.library;
  const dates = ['year', 'after', 'before', 'date'];
  const names = new Set([...fields].map((f) => (dates.includes(f) ? 'date' : f)).filter((f) => root.columns[f]));
  await Promise.all([...names].map((f) => loadAll(state, [`c/${root.columns[f]}`], f === 'date' ? readDates : readValues)));
}

/**
 * Incidents as results show them, in their order; and where the text of each is.
 * @param {State} state
 * @param {number[]} docs
 * @param {ArrayLike<number>} scores of all incidents
 */
async function hitsOf(state, docs, scores) {
  const { library } = state;
  const { root, ready } = library;
  await loadAll(state, docs.map((doc) => blockOf(library, doc)), json);
  /** @type {Hit[]} */
  const hits = [];
  /** @type {Map<number, [string, number]>} */
  const texts = new Map();
  for (const doc of docs) {
    /** @type {Card | undefined} */
    const card = ready.get(blockOf(library, doc))?.[doc % root.cards.size];
    if (!card) continue;
    const [id, title, date, severity, level, services, factors, kind, summary, lang, fragment, at] = card;
    const url = `incidents/${id}/index.html`;
    hits.push({ doc, score: scores[doc], id, title, url, date, severity, level, services, factors, kind, summary, lang });
    texts.set(doc, [`f/${fragment}`, at]);
  }
  return { hits, texts };
}

/**
 * The text of an incident, what helped then and its whole summary, when its file is here.
 * @param {Library} library
 * @param {[string, number]} where
 * @returns {[Section[], Section | null, string | null] | undefined}
 */
const textOf = ({ ready }, [name, at]) => ready.get(name)?.[at];

/**
 * @param {Library} library
 * @param {string} text
 * @param {Options} options
 * @returns {Promise<Results>}
 */
async function run(library, text, { limit = 10, sort = 'relevance', filters = {}, facets = false }) {
  const { root, ready } = library;
  const state = stateOf(library);
  /** @type {Columns} */
  const column = (facet) => ready.get(`c/${root.columns[facet]}`);

  const { items, endsInWords } = parse(text, state.notes);
  const chosen = Object.entries(filters).filter(([, values]) => values?.length).map(([field]) => field);
  const fields = [...items.flatMap((i) => i.field || []), ...chosen, ...(facets ? [...FACETS, 'date'] : [])];
  // Words that are asked for in any case come at the same time.
  if (fields.length) await Promise.all([loadColumns(state, fields), gather(state, planOf(items, endsInWords, root, () => undefined, []))]);
  const plan = planOf(items, endsInWords, root, column, state.notes);
  choose(plan, filters, column, state.notes);

  const expansions = await expandAll(state, plan);
  await loadPlaces(state, plan, expansions);
  const found = answer(state, plan, expansions);
  const dates = ready.get(`c/${root.columns.date}`);
  const fails = failsOf(root.n, plan, column, dates);
  const { best, total } = bestOf(found, fails, limit, sort === 'date');
  let full = 0;
  for (let doc = 0; doc < root.n; doc++) if (found.matches[doc] && !fails[doc] && found.counts[doc] === plan.slots.length) full++;

  const { hits, texts } = await hitsOf(state, best, found.scores);
  const marks = marksOf(state, plan, expansions, found.required);
  if (state.failed.size) state.notes.push({ code: 'missing' });
  return {
    query: text, total, full, hits, notes: state.notes, marks,
    facets: facets ? countsOf(found.matches, fails, plan.wanted, column, dates?.years) : null,
    async snippet(hit) {
      const where = texts.get(hit.doc);
      // Where it cannot be had, the beginning of the summary says something too.
      if (where) await load(library, where[0], json).catch(() => {});
      const [sections, , summary] = (where && textOf(library, where)) || [[], null, hit.summary];
      return snippetOf(marks, hit.lang, summary, sections);
    },
  };
}

/**
 * Asks the library as it is now.
 * @template T
 * @param {(library: Library) => Promise<T>} task
 * @returns {Promise<T>}
 */
async function within(task) {
  for (let tries = 0; ; tries++) {
    try {
      return await task(await opened());
    } catch (error) {
      // The site was built anew while the page was open.
      if (Object(error).code !== 'restart') throw error;
      if (tries > 1) throw failure('missing', 'the index is never the same');
    }
  }
}

/**
 * @param {string} text
 * @param {Options} [options]
 * @returns {Promise<Results>}
 */
const search = (text, options = {}) => within((library) => run(library, String(text ?? ''), options));

/** Loads the root, so that the first question finds it there. */
async function warm() {
  await opened();
}

/**
 * What matched, in any text of a language.
 * @param {Marks} marks
 * @param {string} lang
 * @returns {(text: string) => Segment[]}
 */
function highlighter(marks, lang) {
  const match = matcher(marks, lang);
  return (text) => segmentsOf(text, 0, text.length, spansOf(match(tokens(text)), text));
}

// What `js/paste/` reads the index with.
const parts = {
  within, stateOf, load, loadAll, loadTerms, shardsOf, readWords, exactOf, postingOf, docsOf, firstOf, worth, IN_TITLE, idfOf, ln,
  hitsOf, textOf, json, cut, lengthOf, isLetters, isWide: (/** @type {string} */ token) => IS_WIDE.test(token),
};

Object.assign(window, { candorSearch: { warm, search, highlighter, tokens, stem, parts } });
