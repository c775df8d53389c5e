// A pasted text is answered: `window.candorPaste`.

/**
 * @typedef {{hit: Hit, terms: string[], services: string[], factors: string[], helped: Helped | null}} Alike
 *   an incident that is like a text: words of the text that both share, services and factors that the text names, and
 *   what helped then
 * @typedef {{hits: Alike[], words: {written: string, df: number}[], missing: boolean, isCut: boolean}} Answer
 *   `words` are those that were looked up, each with how many incidents have it; `missing` says that a part of the
 *   index could not be had, `isCut` that the text is longer than what is read
 */

/**
 * The names that stand in a text, by their tokens in a row; tokens have no spaces.
 * @param {string} text
 * @param {Engine} engine
 * @returns {(name: string) => boolean}
 */
function namedIn(text, { tokens }) {
  /** @param {string} of */
  const row = (of) => tokens(of).map((t) => ` ${t.text}`).join('');
  const all = `${row(text)} `;
  return (name) => row(name) !== '' && all.includes(`${row(name)} `);
}

/**
 * @param {Library} library
 * @param {Engine} engine
 */
const loadCommon = (library, { parts }) => parts.load(library, `s/${library.root.common}`, (bytes) => commonOf(parts.json(bytes)));

/**
 * The incidents that are like a text, the most alike first; none when nothing is similar.
 * @param {string} pasted
 * @param {Engine} engine
 * @returns {Promise<Answer>}
 */
const alike = (pasted, engine, limit = 5) => engine.parts.within(async (library) => {
  const { parts } = engine;
  const { root, ready } = library;
  const text = parts.cut(pasted, LONGEST);
  await loadCommon(library, engine);
  const asked = root.n ? chosenOf(wordsOf(text, root.stop, engine), root, ready.get(`s/${root.common}`), engine) : [];
  const state = parts.stateOf(library);
  await loadWords(state, asked, engine);
  const matched = asked.map((one) => matchOf(state, one, parts));
  const { scores, best } = rankOf(matched, root.n, limit);
  const { hits, texts } = await parts.hitsOf(state, best, scores);
  await parts.loadAll(state, [...texts.values()].map(([name]) => name), parts.json);
  const isNamed = namedIn(text, engine);
  return {
    hits: hits.map((hit) => {
      const where = texts.get(hit.doc);
      return {
        hit, terms: reasonsOf(matched, hit.doc, parts), services: hit.services.filter(isNamed), factors: hit.factors.filter(isNamed),
        helped: (where && parts.textOf(library, where)?.[1]) || null,
      };
    }),
    words: matched.map(({ asked: { word }, df }) => ({ written: word.written, df })),
    missing: state.failed.size > 0,
    isCut: text !== pasted,
  };
});

/**
 * Gets ready to answer: what any answer needs first.
 * @param {Engine} engine
 */
const getReady = (engine) => engine.parts.within((library) => loadCommon(library, engine));

Object.assign(window, { candorPaste: { alike, warm: getReady, words: wordsOf } });
