// Which words of a text are looked up, and how much of what they tell each incident matches.

/** @typedef {{word: Word, weight: number}} Asked a word that is looked up */
/** @typedef {{asked: Asked, docs: ArrayLike<number>, worths: ArrayLike<number>, df: number, rare: number}} Matched */

/** The most words that are looked up. */
const MOST = 16;
/** What a word counts that stands in the title. */
const TITLE = 1.4;
/** What a word of everyday language weighs. */
const WEAK = 0.4;
/** The least part of what a text tells that an incident has to match. */
const LEAST = 0.15;
/** The same where an identifier matches. */
const LEAST_STRONG = 0.06;
/** Looks of an identifier. */
const STRONG = 1.5;
/** The words that name an incident's reason. */
const REASONS = 6;

/**
 * How common words are, as far as it is known before anything is looked up.
 * @typedef {{edge: number, terms: Map<string, number>}} Common
 * @param {{edge: number, terms: string, df: number[]}} table
 * @returns {Common}
 */
function commonOf({ edge, terms, df }) {
  const names = terms.split(' ');
  return { edge, terms: new Map(df.map((number, at) => [names[at], number])) };
}

/**
 * The words that are looked up, the most telling first.
 * @param {Word[]} words
 * @param {Root} root
 * @param {Common} common
 * @param {Engine} engine
 * @returns {Asked[]}
 */
function chosenOf(words, { n, en }, common, { stem, parts }) {
  const all = words.map((word) => {
    const key = en && parts.isLetters(word.token) ? stem(word.token) : word.token;
    const known = common.terms.get(key) ?? Math.max(common.edge, 1) * 2;
    const df = known >> 1;
    const weight = word.weight * (known & 1 ? WEAK : 1);
    return { value: weight * (df ? parts.idfOf(n, df) : 0), word, weight };
  });
  // Of equal ones the first in the text: the sort is stable.
  return all.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value).slice(0, MOST).map(({ word, weight }) => ({ word, weight }));
}

/**
 * Loads the terms of words; all at once, but for stems that only the vocabulary knows.
 * @param {SearchState} state
 * @param {Asked[]} asked
 * @param {Engine} engine
 */
async function loadWords(state, asked, { stem, parts }) {
  const { loadAll, loadTerms, shardsOf, readWords, exactOf, isLetters } = parts;
  const { en, raw, lookup, words } = state.library.root;
  const tokens = asked.map(({ word }) => word.token);
  const letters = tokens.filter(isLetters);
  const terms = [...tokens.filter((t) => raw || !isLetters(t)), ...(en ? letters.map(stem) : [])];
  await Promise.all([loadTerms(state, terms), lookup && loadAll(state, letters.flatMap((t) => shardsOf('w', words, t)), readWords)]);
  if (lookup) await loadTerms(state, tokens.flatMap((t) => exactOf(state, t)));
}

/**
 * The incidents with a word, ascending, and what it is worth there: of several terms the best.
 * @param {SearchState} state
 * @param {Asked} asked
 * @param {Parts} parts
 * @returns {Matched}
 */
function matchOf(state, asked, parts) {
  const { library } = state;
  const { n } = library.root;
  const postings = parts.exactOf(state, asked.word.token).flatMap((term) => parts.postingOf(library, term) || []);
  const values = Float64Array.from({ length: 64 }, (_, impact) => (impact & parts.IN_TITLE ? parts.worth(impact) * TITLE : parts.worth(impact)));
  /** @type {ArrayLike<number>} */
  let docs = [];
  /** @type {ArrayLike<number>} */
  let worths = [];
  if (postings.length === 1) {
    docs = parts.docsOf(postings[0]);
    worths = Float64Array.from(postings[0].impacts, (impact) => values[impact]);
  } else if (postings.length) {
    const best = new Float64Array(n);
    for (const posting of postings) {
      parts.docsOf(posting).forEach((doc, i) => { best[doc] = Math.max(best[doc], values[posting.impacts[i]]); });
    }
    docs = [...best.keys()].filter((doc) => best[doc]);
    worths = Array.from(docs, (doc) => best[doc]);
  }
  const df = postings.reduce((sum, posting) => sum + posting.df, 0);
  return { asked, docs, worths, df, rare: asked.weight * parts.idfOf(n, Math.min(Math.max(df, 1), n)) };
}

/**
 * The numbers of the incidents that are similar, the most alike first; and all scores.
 * @param {Matched[]} matched
 * @param {number} n
 * @param {number} limit
 */
function rankOf(matched, n, limit) {
  const scores = new Float64Array(n);
  const counts = new Uint8Array(n);
  const strong = new Uint8Array(n);
  let whole = 0;
  for (const { asked, docs, worths, df, rare } of matched) {
    whole += rare;
    const isStrong = asked.word.looks >= STRONG && df <= Math.max(Math.floor(n / 20), 3);
    for (let i = 0; i < docs.length; i++) {
      const doc = docs[i];
      scores[doc] += rare * worths[i];
      counts[doc]++;
      if (isStrong) strong[doc] = 1;
    }
  }
  const alike = [];
  for (let doc = n - 1; doc >= 0; doc--) {
    if (whole > 0) scores[doc] /= whole;
    const several = counts[doc] > 1 || matched.length === 1;
    if ((several && scores[doc] >= LEAST) || (strong[doc] && scores[doc] >= LEAST_STRONG)) alike.push(doc);
  }
  // Of equal ones the newer: the sort is stable.
  return { scores, best: alike.sort((a, b) => scores[b] - scores[a]).slice(0, limit) };
}

/**
 * The words that give most of what an incident matches, as they are written in the text.
 * @param {Matched[]} matched
 * @param {number} doc
 * @param {Parts} parts
 */
function reasonsOf(matched, doc, { firstOf }) {
  const gives = matched.flatMap(({ asked, docs, worths, rare }) => {
    const at = firstOf(docs.length, (i) => docs[i] >= doc);
    return docs[at] === doc ? { written: asked.word.written, gives: rare * worths[at] } : [];
  });
  return gives.sort((a, b) => b.gives - a.gives).slice(0, REASONS).map(({ written }) => written);
}
