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
 * The incidents with words in a row, with the impact of each word there.
 * @param {State} state
 * @param {{terms: string[], offset: number}[]} words
 * @returns {{doc: number, impacts: number[]}[]}
 */
function inRow(state, words) {
  const { library } = state;
  const found = words.map((w) => anyOfTerms(state, w.terms));
  if (!found.length) return [];
  const rarest = found.reduce((a, b) => (b.docs.length < a.docs.length ? b : a));
  const postings = words.map((w) => w.terms.flatMap((t) => postingOf(library, t) || []));

  /**
   * @param {number} word
   * @param {number} doc
   */
  const places = (word, doc) => {
    /** @type {Set<number>} */
    const all = new Set();
    for (const p of postings[word]) {
      const at = find(docsOf(p), doc);
      if (at >= 0) for (const place of placesAt(placesOf(library, p), at)) all.add(place - words[word].offset);
    }
    return all;
  };

  const out = [];
  for (const doc of rarest.docs) {
    const at = found.map((f) => find(f.docs, doc));
    if (at.includes(-1)) continue;
    if (words.length > 1) {
      let starts = places(0, doc);
      for (let i = 1; i < words.length && starts.size; i++) {
        const next = places(i, doc);
        starts = new Set([...starts].filter((s) => next.has(s)));
      }
      if (!starts.size) continue;
    }
    out.push({ doc, impacts: at.map((a, i) => found[i].impacts[a]) });
  }
  return out;
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
      const found = inRow(state, terms.map((t, i) => ({ terms: t, offset: offsets[i] })));
      for (const { doc, impacts } of found) take(doc, Math.min(...impacts.map((i) => i & 31)));
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
 * The least step from a place to a later one of the other list.
 * @param {Uint32Array} from
 * @param {Uint32Array} to
 */
function leastStep(from, to) {
  let least = Infinity;
  let next = 0;
  for (const start of from) {
    while (next < to.length && to[next] <= start) next++;
    if (next === to.length) break;
    least = Math.min(least, to[next] - start);
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
  // Of each expansion the postings, when they are of one term whose positions are at hand.
  /** @param {Expansion} e */
  const single = (e) => (e.terms.length === 1 && e.terms[0].length === 1 && e.df <= most ? postingOf(library, e.terms[0][0]) : undefined);
  const [first, second] = [a.expansions.map(single), b.expansions.map(single)];
  for (let doc = 0; doc < scores.length; doc++) {
    if (!a.best[doc] || !b.best[doc]) continue;
    const [p, q] = [first[a.best[doc] - 1], second[b.best[doc] - 1]];
    if (!p || !q) continue;
    const from = placesAt(placesOf(library, p), find(docsOf(p), doc));
    const to = placesAt(placesOf(library, q), find(docsOf(q), doc));
    const step = leastStep(from, to);
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
      for (const { doc, impacts } of inRow(state, words)) {
        if (title && !(impacts[0] & IN_TITLE)) continue;
        let gives = words.length * rank.tier;
        words.forEach((w, i) => { gives += w.idf * worth(impacts[i]); });
        scores[doc] += gives;
        has[doc] = 1;
      }
      for (let doc = 0; doc < n; doc++) passes[doc] &= has[doc];
      required.push(...words);
    }
  }
  for (const phrase of plan.excluded) for (const { doc } of inRow(state, phraseWords(state, phrase))) passes[doc] = 0;
  return required;
}

/**
 * Loads positions of frequent words where phrases need them.
 * @param {State} state
 * @param {Plan} plan
 * @param {Expansion[][]} expansions
 */
function loadPlaces(state, plan, expansions) {
  const phrases = [...plan.required.flatMap((r) => (r.phrase ? [r.phrase] : [])), ...plan.excluded]
    .map((p) => phraseWords(state, p).map((w) => w.terms)).concat(expansions.flat().map((e) => e.terms));
  const names = phrases.filter((p) => p.length > 1 && p.every((t) => dfOf(state, t))).flat(2)
    .flatMap((t) => postingOf(state.library, t)?.apart || []);
  return loadAll(state, names.map((name) => `p/${name}`), (bytes) => bytes);
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
