// Scores: tiers of matched words, BM25F within them, nearness.

/**
 * @typedef {{docs: Int32Array, impacts: Uint8Array}} Found
 * @typedef {{expansions: Expansion[], best: Uint16Array, gives: Float64Array}} Matched
 *   for each incident the place of the expansion that counts there, from 1, and what it gives
 * @typedef {{terms: string[], idf: number}} Required
 * @typedef {{matches: Uint8Array, counts: Uint8Array, scores: Float64Array, required: Required[]}} Answer
 */

// Is set in an impact whose term stands in the title.
const IN_TITLE = 32;

/** @param {number} impact */
const worth = (impact) => ((impact & 31) + 0.5) / 32;

/**
 * The incidents with any of some terms; the greatest impact of each counts.
 * @param {State} state
 * @param {string[]} terms
 * @returns {Found}
 */
function anyOfTerms({ library }, terms) {
  const postings = terms.flatMap((t) => postingOf(library, t) || []);
  const lists = postings.map((p) => ({ docs: docsOf(p), impacts: p.impacts }));
  if (lists.length === 1) return lists[0];
  const levels = new Uint8Array(library.root.n);
  for (const { docs, impacts } of lists) {
    docs.forEach((doc, i) => {
      // 64 says that there is one.
      const [before, own] = [levels[doc], impacts[i]];
      levels[doc] = Math.max(before & 31, own & 31) | ((before | own) & IN_TITLE) | 64;
    });
  }
  const docs = [];
  for (let doc = 0; doc < levels.length; doc++) if (levels[doc]) docs.push(doc);
  return { docs: Int32Array.from(docs), impacts: Uint8Array.from(docs, (doc) => levels[doc] & 63) };
}

/**
 * A term's postings, through which one goes from incident to incident.
 * @typedef {{docs: Int32Array, impacts: Uint8Array, ends: Uint32Array, all: Uint32Array, at: number, isHere: boolean}} Cursor
 * @param {Library} library
 * @param {Posting} posting
 * @returns {Cursor}
 */
const cursorOf = (library, posting) => ({ docs: docsOf(posting), impacts: posting.impacts, ...placesOf(library, posting), at: 0, isHere: false });

/**
 * Goes on to an incident, which none before it may follow.
 * @param {Cursor} cursor
 * @param {number} doc
 * @returns {boolean} whether it is there
 */
function seek(cursor, doc) {
  const { docs } = cursor;
  let { at } = cursor;
  while (docs[at] < doc) at++;
  cursor.at = at;
  cursor.isHere = docs[at] === doc;
  return cursor.isHere;
}

/**
 * @param {Cursor} cursor
 * @returns {number} where the places in its incident begin
 */
const firstPlace = ({ ends, at }) => (at ? ends[at - 1] : 0);

/**
 * Whether any of a word's terms stands at a place.
 * @param {Cursor[]} terms
 * @param {number} place
 */
function stands(terms, place) {
  for (const c of terms) {
    if (!c.isHere) continue;
    for (let i = firstPlace(c), end = c.ends[c.at]; i < end; i++) if (c.all[i] === place) return true;
  }
  return false;
}

/**
 * Whether words stand in a row in the incident where all of them are.
 * @param {Cursor[][]} words
 * @param {number[]} offsets from the first
 */
function isRow(words, offsets) {
  for (const c of words[0]) {
    for (let i = firstPlace(c), end = c.isHere ? c.ends[c.at] : 0; i < end; i++) {
      let w = 1;
      while (w < words.length && stands(words[w], c.all[i] + offsets[w])) w++;
      if (w === words.length) return true;
    }
  }
  return false;
}

/** @param {Cursor[]} terms for one word */
function greatest(terms) {
  let [level, title] = [0, 0];
  for (const { isHere, impacts, at } of terms) {
    if (!isHere) continue;
    level = Math.max(level, impacts[at] & 31);
    title |= impacts[at] & IN_TITLE;
  }
  return level | title;
}

/**
 * The incidents with words in a row, with the impacts of the words there, one after the other.
 * @param {State} state
 * @param {{terms: string[], offset: number}[]} words
 * @returns {{docs: ArrayLike<number>, impacts: ArrayLike<number>}}
 */
function inRow(state, words) {
  const { library } = state;
  if (words.length === 1) return anyOfTerms(state, words[0].terms);
  /** @type {number[]} */
  const docs = [];
  /** @type {number[]} */
  const impacts = [];
  const dfs = words.map((w) => dfOf(state, w.terms));
  const least = Math.min(...dfs);
  if (!words.length || !least) return { docs, impacts };
  const cursors = words.map((w) => w.terms.flatMap((t) => postingOf(library, t) || []).map((p) => cursorOf(library, p)));
  const offsets = words.map((w) => w.offset);
  for (const doc of anyOfTerms(state, words[dfs.indexOf(least)].terms).docs) {
    let everywhere = true;
    for (const terms of cursors) {
      let somewhere = false;
      for (const c of terms) if (seek(c, doc)) somewhere = true;
      everywhere &&= somewhere;
    }
    if (!everywhere || !isRow(cursors, offsets)) continue;
    docs.push(doc);
    for (const terms of cursors) impacts.push(greatest(terms));
  }
  return { docs, impacts };
}

/**
 * The best of a slot's expansions in each incident.
 * @param {State} state
 * @param {Expansion[]} expansions
 * @returns {Matched}
 */
function match(state, expansions) {
  const { n, rank } = state.library.root;
  const best = new Uint16Array(n);
  const gives = new Float64Array(n);
  expansions.forEach(({ terms, offsets, weight, share, idf, only }, at) => {
    const values = new Float64Array(64).map((_, q) => share * rank.tier + idf * (weight * worth(q)));
    /**
     * @param {number} doc
     * @param {number} impact
     */
    const take = (doc, impact) => {
      if (best[doc] && values[impact] <= gives[doc]) return;
      best[doc] = at + 1;
      gives[doc] = values[impact];
    };
    if (terms.length > 1) {
      const { docs, impacts } = inRow(state, terms.map((t, i) => ({ terms: t, offset: offsets[i] })));
      for (let i = 0; i < docs.length; i++) {
        let least = 31;
        for (let w = 0; w < terms.length; w++) least = Math.min(least, impacts[i * terms.length + w] & 31);
        take(docs[i], least);
      }
    } else {
      const { docs, impacts } = anyOfTerms(state, terms[0]);
      for (let i = 0, next = 0; i < docs.length; i++) {
        while (only && only[next] < docs[i]) next++;
        if (!only || only[next] === docs[i]) take(docs[i], impacts[i]);
      }
    }
  });
  return { expansions, best, gives };
}

/**
 * The least step from a place of one word to a later one of the other, in the incident where both are.
 * @param {Cursor} from
 * @param {Cursor} to
 */
function leastStep(from, to) {
  let least = Infinity;
  let next = firstPlace(to);
  for (let i = firstPlace(from); i < from.ends[from.at]; i++) {
    while (next < to.ends[to.at] && to.all[next] <= from.all[i]) next++;
    if (next === to.ends[to.at]) break;
    least = Math.min(least, to.all[next] - from.all[i]);
  }
  return least;
}

/**
 * Adds what words near each other give.
 * @param {State} state
 * @param {number} gap how far the words are from each other in the query
 * @param {Matched} a
 * @param {Matched} b
 * @param {Float64Array} scores
 */
function addNear({ library }, gap, a, b, scores) {
  const { rank, near_df: most } = library.root;
  // What is one term whose positions are at hand.
  /** @param {Expansion} e */
  const single = (e) => {
    const posting = e.terms.length === 1 && e.terms[0].length === 1 && e.df <= most && postingOf(library, e.terms[0][0]);
    return posting ? cursorOf(library, posting) : null;
  };
  const [first, second] = [a.expansions.map(single), b.expansions.map(single)];
  for (let doc = 0; doc < scores.length; doc++) {
    if (!a.best[doc] || !b.best[doc]) continue;
    const [p, q] = [first[a.best[doc] - 1], second[b.best[doc] - 1]];
    if (!p || !q || !seek(p, doc) || !seek(q, doc)) continue;
    const step = leastStep(p, q);
    if (step > gap + rank.slop) continue;
    const idf = Math.min(a.expansions[a.best[doc] - 1].idf, b.expansions[b.best[doc] - 1].idf);
    scores[doc] += rank.near * idf * (1 - Math.max(0, step - gap) / (rank.slop + 1));
  }
}

/**
 * Adds what required parts give, and strikes incidents without them or with what is excluded.
 * @param {State} state
 * @param {Plan} plan
 * @param {Float64Array} scores
 * @param {Uint8Array} passes
 */
function requireParts(state, plan, scores, passes) {
  const { n, rank } = state.library.root;
  /** @type {Required[]} */
  const required = [];
  for (const { phrase, title } of plan.required) {
    for (const words of phrase ? [phraseWords(state, phrase)] : (title || []).map((t) => phraseWords(state, [[t, 0]]))) {
      const has = new Uint8Array(n);
      const { docs, impacts } = inRow(state, words);
      for (let i = 0; i < docs.length; i++) {
        if (title && !(impacts[i] & IN_TITLE)) continue;
        let gives = words.length * rank.tier;
        for (let w = 0; w < words.length; w++) gives += words[w].idf * worth(impacts[i * words.length + w]);
        scores[docs[i]] += gives;
        has[docs[i]] = 1;
      }
      for (let doc = 0; doc < n; doc++) passes[doc] &= has[doc];
      required.push(...words);
    }
  }
  for (const phrase of plan.excluded) {
    const { docs } = inRow(state, phraseWords(state, phrase));
    for (let i = 0; i < docs.length; i++) passes[docs[i]] = 0;
  }
  return required;
}

/**
 * Loads the positions that phrases need and that are not here yet.
 * @param {State} state
 * @param {Plan} plan
 * @param {Expansion[][]} expansions
 */
function loadPlaces(state, plan, expansions) {
  const phrases = [...plan.required.flatMap((r) => (r.phrase ? [r.phrase] : [])), ...plan.excluded]
    .map((p) => phraseWords(state, p).map((w) => w.terms)).concat(expansions.flat().map((e) => e.terms));
  const postings = phrases.filter((p) => p.length > 1 && p.every((t) => dfOf(state, t))).flat(2)
    .flatMap((t) => postingOf(state.library, t) || []);
  return Promise.all([
    loadAll(state, postings.flatMap(({ apart }) => (apart ? `p/${apart}` : [])), (bytes) => bytes),
    loadTerms(state, postings.flatMap(({ apart, term }) => (apart ? [] : term)), [], 'n'),
  ]);
}

/**
 * Answers a plan; everything that it needs has to be here.
 * @param {State} state
 * @param {Plan} plan
 * @param {Expansion[][]} expansions
 * @returns {Answer}
 */
function answer(state, plan, expansions) {
  const { n } = state.library.root;
  const scores = new Float64Array(n);
  const counts = new Uint8Array(n);
  const matches = new Uint8Array(n).fill(1);
  const matched = expansions.map((list) => match(state, list));
  for (const { best, gives } of matched) {
    for (let doc = 0; doc < n; doc++) {
      if (!best[doc]) continue;
      scores[doc] += gives[doc];
      counts[doc]++;
    }
  }
  const required = requireParts(state, plan, scores, matches);
  const words = plan.slots.flatMap(({ word }, i) => (word ? { word, matched: matched[i] } : []));
  words.slice(1).forEach((b, i) => {
    const a = words[i];
    const gap = b.word.position - a.word.position;
    if (a.word.run === b.word.run && gap > 0) addNear(state, gap, a.matched, b.matched, scores);
  });
  if (!plan.required.length) {
    const asks = plan.slots.length > 0;
    const all = anyOf(plan.wanted);
    for (let doc = 0; doc < n; doc++) if (asks ? !counts[doc] : !all) matches[doc] = 0;
  }
  return { matches, counts, scores, required };
}
