// Words of a query become the terms that answer them; what they need is loaded here, in as few steps as there can be.

/**
 * A term or phrase that answers a word: for each of its positions the terms that may stand there; with its weight, its
 * share of the tier, and the only incidents in which it counts.
 * @typedef {'exact' | 'stem' | 'synonym' | 'prefix' | 'fuzzy'} How
 * @typedef {{
 *   terms: string[][], offsets: number[], how: How, weight: number, share: number, df: number, idf: number, only: Int32Array | null
 * }} Expansion
 * @typedef {{terms: string[], offset: number, idf: number}} PhraseWord
 * @typedef {{library: Library, failed: Set<string>, notes: Note[], exact: Map<string, string[]>}} State
 *   what is known of one search; `failed`: shards that could not be had
 */

/** @param {number} x from 1 on; the logarithms of browsers differ in their last bits */
function ln(x) {
  let e = 0;
  while (x >= 2) {
    x *= 0.5;
    e++;
  }
  const t = (x - 1) / (x + 1);
  const u = t * t;
  let s = 0;
  for (let k = 16; k >= 0; k--) s = s * u + 1 / (2 * k + 1);
  return (2 * t) * s + e * 0.6931471805599453;
}

/**
 * @param {number} n
 * @param {number} df
 */
const idfOf = (n, df) => ln(1 + (n - df + 0.5) / (df + 0.5));

/**
 * @param {Library} library
 * @returns {State}
 */
const stateOf = (library) => ({ library, failed: new Set(), notes: [], exact: new Map() });

/** @param {string} word */
const backwards = (word) => [...word].reverse().join('');

/**
 * What words at one edit have in common with a word: its beginning, or else its end. An edit in one half leaves
 * the other as it is; neighbours that changed places across the middle leave one letter less of the beginning.
 * @param {string} word
 */
function halves(word) {
  const all = [...word];
  const middle = (all.length + 1) >> 1;
  return { start: all.slice(0, middle - 1).join(''), end: all.slice(middle).join('') };
}

/**
 * Whether one insertion, deletion, substitution or transposition of neighbours makes one word of the other.
 * @param {string} a
 * @param {string} b
 */
function isOneEdit(a, b) {
  const [x, y] = [a, b].map((w) => (/[\ud800-\udbff]/.test(w) ? [...w] : w));
  const least = Math.min(x.length, y.length);
  let [start, end] = [0, 0];
  while (start < least && x[start] === y[start]) start++;
  while (end < least - start && x[x.length - 1 - end] === y[y.length - 1 - end]) end++;
  const [left, right] = [x.length - start - end, y.length - start - end];
  if (left === 2 && right === 2) return x[start] === y[start + 1] && x[start + 1] === y[start];
  return left < 2 && right < 2 && left + right > 0;
}

/**
 * @param {Word} a
 * @param {Word} b
 */
const byFrequency = (a, b) => b.df - a.df || compare(a.word, b.word) || compare(a.stem, b.stem);

/**
 * Words of the shards that are here, each once.
 * @param {State} state
 * @param {string[]} names
 * @param {(word: string) => boolean} fits
 */
function wordsIn({ library }, names, fits) {
  /** @type {Map<string, Word>} */
  const found = new Map();
  for (const name of new Set(names)) {
    for (const w of /** @type {Word[]} */ (library.ready.get(name) || [])) if (fits(w.word)) found.set(`${w.word} ${w.stem}`, w);
  }
  return [...found.values()].sort(byFrequency);
}

/**
 * The terms that a token is exactly; its shards of the vocabulary have to be here where stems are looked up.
 * @param {State} state
 * @param {string} token
 */
function exactOf(state, token) {
  const known = state.exact.get(token);
  if (known) return known;
  const { en, raw, lookup, words } = state.library.root;
  const terms = [];
  if (!isLetters(token)) terms.push(token);
  else {
    if (en) terms.push(stem(token));
    if (raw) terms.push(token);
    if (lookup) terms.push(...wordsIn(state, shardsOf('w', words, token), (w) => w === token).map((w) => w.stem).sort(compare));
  }
  const each = [...new Set(terms)];
  state.exact.set(token, each);
  return each;
}

/**
 * @param {State} state
 * @param {string[]} terms
 * @returns {number} the sum of their df, at most all incidents
 */
const dfOf = ({ library }, terms) => Math.min(library.root.n, terms.reduce((sum, t) => sum + (postingOf(library, t)?.df || 0), 0));

/**
 * @param {State} state
 * @param {string[][]} terms
 * @param {How} how
 * @param {number[]} [offsets]
 * @returns {Expansion}
 */
function expansion(state, terms, how, offsets = terms.map((_, i) => i)) {
  const { n, rank } = state.library.root;
  const df = Math.min(...terms.map((t) => dfOf(state, t)));
  const [weight, share] = how === 'exact' ? [1, 1] : [rank[how], rank[`${how}_tier`]];
  return { terms, offsets, how, weight, share, df, idf: idfOf(n, df), only: null };
}

/**
 * @param {State} state
 * @param {Placed[]} tokens
 * @returns {PhraseWord[]}
 */
const phraseWords = (state, tokens) => tokens.map(([token, position]) => {
  const terms = exactOf(state, token);
  return { terms, offset: position - tokens[0][1], idf: idfOf(state.library.root.n, dfOf(state, terms)) };
});

/**
 * For each slot the members of groups of synonyms of which it is one, or part of one that stands in the query.
 * @param {State} state
 * @param {Pick<Plan, 'slots' | 'words'>} plan
 * @returns {string[][][]}
 */
function synonymsOf(state, { slots, words }) {
  /** @type {string[][][]} */
  const found = slots.map(() => []);
  const exact = slots.map(({ word }) => (word ? exactOf(state, word.token) : []));
  const spoken = words.map(([w]) => exactOf(state, w.token));

  /**
   * @param {string[]} member
   * @param {number} from
   */
  const stands = (member, from) => member.every((term, i) => {
    const [[first], [word]] = [words[from], words[from + i] || words[from]];
    return spoken[from + i]?.includes(term) && word.run === first.run && word.position === first.position + i;
  });

  // What no incident has is not worth a request.
  const absent = new Set(state.library.root.absent || []);
  for (const group of state.library.root.synonyms) {
    // For each member the slots that are it.
    const own = group.map((member) => {
      /** @type {Set<number>} */
      const at = new Set();
      if (member.length === 1) exact.forEach((terms, slot) => terms.includes(member[0]) && at.add(slot));
      else words.forEach((_, from) => stands(member, from) && words.slice(from, from + member.length).forEach(([, slot]) => at.add(slot)));
      return at;
    });
    slots.forEach(({ word }, slot) => {
      if (word && own.some((at) => at.has(slot))) found[slot].push(...group.filter((member, m) => !own[m].has(slot) && !absent.has(member.join(' '))));
    });
  }
  return found;
}

/**
 * Whether an expansion is one term, and this one.
 * @param {Expansion} e
 * @param {string} term
 */
const isTerm = (e, term) => e.terms.length === 1 && e.terms[0].length === 1 && e.terms[0][0] === term;

/** @param {Asked} word */
const isBeginning = ({ token, last }) => last && (lengthOf(token) >= 4 || (lengthOf(token) === 1 && IS_WIDE.test(token)));

/**
 * Adds the term of a word: where the word stands as it is written, and less so where another of its stem does.
 * @param {State} state
 * @param {Expansion[]} found
 * @param {string} word
 * @param {string} term
 * @param {How} how
 */
function addWord(state, found, word, term, how) {
  const { stem: weight, stem_tier: share } = state.library.root.rank;
  const whole = expansion(state, [[term]], how);
  const written = postingOf(state.library, word + WRITTEN);
  if (!written || written.df >= whole.df) found.push(whole);
  else {
    found.push({ ...whole, only: docsOf(written) });
    found.push({ ...whole, how: how === 'exact' ? 'stem' : how, weight: whole.weight * weight, share: whole.share * share });
  }
}

/**
 * What answers a word slot, of what is in the index; the term shards have to be here.
 * @param {State} state
 * @param {Asked} word
 * @param {string[][]} synonyms
 */
function expand(state, word, synonyms) {
  const { root, ready } = state.library;
  /** @type {Expansion[]} */
  const found = [];
  for (const term of exactOf(state, word.token)) addWord(state, found, word.token, term, 'exact');
  for (const member of synonyms) {
    const key = member.join(' ');
    if (!found.some((e) => e.terms.join(' ') === key)) found.push(expansion(state, member.map((t) => [t]), 'synonym'));
  }
  if (isBeginning(word)) {
    /** @type {[string, number][]} */
    const terms = [];
    for (const name of shardsOf('t', root.terms, word.token)) {
      for (const { term, df, isWord } of ready.get(name)?.values() || []) {
        if (!isWord && term.startsWith(word.token) && !found.some((e) => isTerm(e, term))) terms.push([term, df]);
      }
    }
    terms.sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
    for (const [term] of terms.slice(0, root.rank.most)) found.push(expansion(state, [[term]], 'prefix'));
  }
  return found;
}

/**
 * The shards of the vocabulary with the words that a word begins, and with those at one edit.
 * @param {State} state
 * @param {Asked} word
 */
function nearOf({ library }, { token, last }) {
  const { words, sdrow } = library.root;
  const long = lengthOf(token);
  const { start, end } = halves(token);
  return {
    beginning: last && long >= 2 ? shardsOf('w', words, token) : [],
    edit: long < 4 ? [] : shardsOf('w', words, start).concat(shardsOf('b', sdrow, backwards(end))),
  };
}

/** Words in a query whose neighbours are asked for before it is known that one is misspelt. */
const MOST_AHEAD = 3;

/**
 * Asks for what a misspelt word will need along with the terms, which spares a round trip; nobody waits for it. A
 * longer query has other words to be found by.
 * @param {State} state
 * @param {Pick<Plan, 'slots'>} plan
 */
function lookAhead(state, { slots }) {
  if (slots.length > MOST_AHEAD) return;
  for (const { word } of slots) {
    if (!word || !isLetters(word.token)) continue;
    const { beginning, edit } = nearOf(state, word);
    for (const name of new Set([...beginning, ...edit])) load(state.library, name, readWords).catch(() => {});
  }
}

/**
 * Looks through the vocabulary for words that nothing answers: what they begin, else what they may have been meant as.
 * @param {State} state
 * @param {{word: Asked, found: Expansion[]}[]} unknown
 * @param {boolean} isAlone
 */
async function guess(state, unknown, isAlone) {
  const { rank } = state.library.root;
  const asked = unknown.map(({ word, found }) => ({ word, found, ...nearOf(state, word) }));
  await loadAll(state, asked.flatMap(({ beginning, edit }) => beginning.concat(edit)), readWords);
  const guesses = asked.map(({ word: { token }, found, beginning, edit }) => {
    /** @type {How} */
    let how = 'prefix';
    let near = wordsIn(state, beginning, (w) => w.startsWith(token));
    if (!near.length) {
      how = 'fuzzy';
      near = wordsIn(state, edit, (w) => isOneEdit(token, w));
    }
    return { token, found, how, near: near.slice(0, rank.most) };
  });
  const words = guesses.flatMap(({ near }) => near);
  await Promise.all([
    loadTerms(state, words.flatMap((w) => [w.stem, w.word + WRITTEN])), !isAlone && loadTerms(state, words.map((w) => w.stem), [], 'n'),
  ]);
  /** @type {Map<string, string>} */
  const corrected = new Map();
  for (const { token, found, how, near } of guesses) {
    if (how === 'fuzzy' && near.length) corrected.set(token, near[0].word);
    for (const { word, stem: term } of near) if (!found.some((e) => isTerm(e, term))) addWord(state, found, word, term, how);
  }
  return corrected;
}

/**
 * Whether a plan is one word, which is near to nothing.
 * @param {Pick<Plan, 'slots' | 'required' | 'excluded'>} plan
 */
const standsAlone = ({ slots, required, excluded }) => slots.length === 1 && !!slots[0].word && !required.length && !excluded.length;

/**
 * Loads what the words of a plan need before it is known what is found.
 * @param {State} state
 * @param {Plan} plan
 * @returns {Promise<string[][][]>} the synonyms of each slot
 */
async function gather(state, { slots, words, required, excluded }) {
  const { root } = state.library;
  const own = slots.flatMap((s) => s.word?.token || (s.sides || []).flat().map(([t]) => t));
  const others = [...required.flatMap((r) => r.title || (r.phrase || []).map(([t]) => t)), ...excluded.flat().map(([t]) => t)];
  const all = [...own, ...others];
  if (root.lookup) {
    const spoken = words.map(([w]) => w.token);
    await loadAll(state, [...all, ...spoken].filter(isLetters).flatMap((t) => shardsOf('w', root.words, t)), readWords);
  }
  const synonyms = synonymsOf(state, { slots, words });
  const beginnings = slots.flatMap(({ word }) => (word && isBeginning(word) ? word.token : []));
  const written = slots.flatMap(({ word }) => (word && isLetters(word.token) ? word.token + WRITTEN : []));
  const exact = all.flatMap((t) => exactOf(state, t));
  const loading = Promise.all([
    loadTerms(state, [...exact, ...synonyms.flat(2), ...written], beginnings),
    standsAlone({ slots, required, excluded })
      ? loadTerms(state, synonyms.flat().filter((member) => member.length > 1).flat(), [], 'n')
      : loadTerms(state, [...exact, ...synonyms.flat(2)], beginnings, 'n'),
  ]);
  lookAhead(state, { slots });
  await loading;
  return synonyms;
}

/**
 * The expansions of each slot of a plan.
 * @param {State} state
 * @param {Plan} plan
 * @returns {Promise<Expansion[][]>}
 */
async function expandAll(state, plan) {
  const { n } = state.library.root;
  const synonyms = await gather(state, plan);
  const found = plan.slots.map(({ word, sides }, i) => {
    if (word) return expand(state, word, synonyms[i]);
    return (sides || []).map((side) => {
      const words = phraseWords(state, side);
      return expansion(state, words.map((w) => w.terms), 'exact', words.map((w) => w.offset));
    });
  });
  const unknown = plan.slots.flatMap(({ word }, i) => (word && isLetters(word.token) && found[i].every((e) => !e.df) ? { word, found: found[i] } : []));
  const corrected = unknown.length ? await guess(state, unknown, standsAlone(plan)) : new Map();

  return plan.slots.map(({ word }, i) => {
    if (!word) return found[i];
    const { token } = word;
    const to = corrected.get(token);
    if (to) state.notes.push({ code: 'corrected', word: token, to });
    const left = found[i].filter((e) => e.df);
    if (!left.length) state.notes.push({ code: 'no-match', word: token });
    // One idf for all: that of the word itself where it is known, so that a rare neighbour never outweighs it.
    /** @param {Expansion[]} list */
    const sum = (list) => Math.min(n, list.reduce((df, e) => (e.only ? df : df + e.df), 0));
    const idf = idfOf(n, sum(left.filter((e) => e.how === 'exact' || e.how === 'stem')) || sum(left));
    return left.map((e) => ({ ...e, idf }));
  });
}
