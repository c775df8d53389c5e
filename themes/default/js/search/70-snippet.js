// The piece of a text that answers a query best, and what is marked in any text.

/**
 * What matched, as plain data: groups of terms with what each tells; `terms` and `asked` (words of the query) give
 * the place of the group, `rows` are synonyms of several words, which match in a row only.
 * @typedef {{worth: number[], terms: Record<string, number>, asked: Record<string, number>, rows: [number, string[]][]}} Marks
 * @typedef {[string, boolean]} Segment text, and whether it matches
 * @typedef {{group: number, position: number, start: number, end: number}} Match
 * @typedef {{anchor: string, heading: string}} Heading
 * @typedef {Heading & {segments: Segment[], more: Heading[]}} Snippet
 */

const WINDOW = 30;
const LEAD = 6;
const LENGTH = 36;

// Languages beside English whose words the index stems, which only Rust can.
const STEMMED = /^(?:de|fr|es|pt|it|nl|sv|da|no|nb|nn|fi|ru|hu|ro|tr|ar|el|ta)(?![^-_])/i;
const ENGLISH = /^en(?![^-_])/i;

/**
 * @param {State} state
 * @param {Plan} plan
 * @param {Expansion[][]} expansions
 * @param {Required[]} required
 * @returns {Marks}
 */
function marksOf(state, plan, expansions, required) {
  // Words are of anybody's choice, so these have no prototype.
  /** @type {Marks} */
  const marks = { worth: [], terms: Object.create(null), asked: Object.create(null), rows: [] };
  /** @param {string[]} terms of the last group; of two groups the one that tells more keeps a term */
  const add = (terms) => {
    const group = marks.worth.length - 1;
    for (const t of terms) if (!(t in marks.terms) || marks.worth[group] > marks.worth[marks.terms[t]]) marks.terms[t] = group;
  };
  plan.slots.forEach(({ word }, slot) => {
    const list = expansions[slot];
    if (word && list.length) marks.asked[word.token] ??= marks.worth.length;
    const isOne = list.every((e) => e.idf === list[0].idf);
    list.forEach((e, i) => {
      if (!i || !isOne) marks.worth.push(e.idf);
      if (e.how === 'synonym' && e.terms.length > 1) marks.rows.push([marks.worth.length - 1, e.terms.flat()]);
      else add(e.terms.flat());
    });
  });
  for (const { terms, idf } of required) {
    marks.worth.push(idf);
    add(terms);
  }
  return marks;
}

/**
 * Finds what matches in texts of a language.
 * @param {Marks} marks
 * @param {string} lang
 */
function matcher({ terms, asked, rows }, lang) {
  const isEnglish = ENGLISH.test(lang);
  const isStemmed = STEMMED.test(lang);
  /** @type {Map<string, {term: string, group: number | undefined}>} */
  const known = new Map();
  /**
   * @param {Record<string, number>} of
   * @param {string} word
   */
  const get = (of, word) => (Object.prototype.hasOwnProperty.call(of, word) ? of[word] : undefined);

  /** @param {string} token */
  const look = (token) => {
    const isWord = isLetters(token);
    const term = isEnglish && isWord ? stem(token) : token;
    let group = get(terms, term);
    if (isStemmed && isWord) {
      group = get(asked, token) ?? group;
      // Its stem is not known here: the longest term that it begins with.
      const all = [...token];
      for (let end = all.length - 1; group === undefined && end >= Math.max(3, all.length - 5); end--) {
        group = get(terms, all.slice(0, end).join(''));
      }
    }
    const found = { term, group };
    known.set(token, found);
    return found;
  };

  /**
   * @param {Token[]} list
   * @returns {Match[]}
   */
  return (list) => {
    const looked = list.map(({ text }) => known.get(text) || look(text));
    const groups = looked.map(({ group }) => group);
    const words = rows.length ? looked.map(({ term }) => term) : [];
    for (const [group, row] of rows) markRow(row, list, words, group, groups);
    return list.flatMap(({ position, start, end }, i) => {
      const group = groups[i];
      return group === undefined ? [] : { group, position, start, end };
    });
  };
}

/**
 * Gives tokens of a synonym of several words its group where they stand in a row.
 * @param {string[]} row
 * @param {Token[]} list
 * @param {string[]} terms of the tokens
 * @param {number} group
 * @param {(number | undefined)[]} groups
 */
function markRow(row, list, terms, group, groups) {
  for (let from = terms.indexOf(row[0]); from >= 0; from = terms.indexOf(row[0], from + 1)) {
    const places = [from];
    for (let at = from + 1; places.length < row.length && at < list.length; at++) {
      const step = list[at].position - list[from].position;
      if (step > places.length) break;
      if (step === places.length && terms[at] === row[step]) places.push(at);
    }
    if (places.length === row.length) for (const at of places) groups[at] ??= group;
  }
}

/** @param {string} text */
const bytesOf = (text) => new TextEncoder().encode(text).length;

/**
 * Where matches stand: of one position the widest, and those that overlap as one.
 * @param {Match[]} matches
 * @param {string} text
 * @returns {[number, number][]}
 */
function spansOf(matches, text) {
  /** @type {Map<number, Match>} */
  const widest = new Map();
  for (const match of matches) {
    const before = widest.get(match.position);
    if (!before || bytesOf(text.slice(match.start, match.end)) > bytesOf(text.slice(before.start, before.end))) widest.set(match.position, match);
  }
  /** @type {[number, number][]} */
  const spans = [];
  for (const { start, end } of widest.values()) {
    const last = spans[spans.length - 1];
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end]);
  }
  return spans;
}

/**
 * A text in pieces.
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {[number, number][]} spans
 * @returns {Segment[]}
 */
function segmentsOf(text, from, to, spans) {
  /** @type {Segment[]} */
  const segments = [];
  let at = from;
  for (const [start, end] of [...spans, /** @type {[number, number]} */ ([to, to])]) {
    if (start > at) segments.push([text.slice(at, start), false]);
    if (end > start) segments.push([text.slice(start, end), true]);
    at = end;
  }
  return segments;
}

/**
 * The same on one line: white space is one space, which stands outside of marks, and inside between two.
 * @param {Segment[]} segments
 * @returns {Segment[]}
 */
function onOneLine(segments) {
  /** @type {Segment[]} */
  const line = [];
  let space = false;
  for (const [text, marked] of segments) {
    const words = text.split(/\p{White_Space}+/u);
    let piece = '';
    words.forEach((word, i) => {
      space ||= i > 0;
      if (!word) return;
      const last = line[line.length - 1];
      if (space && !piece && last && !last[1]) last[0] += ' ';
      else if (space && (piece || last)) piece += ' ';
      space = false;
      piece += word;
    });
    const last = line[line.length - 1];
    if (!piece) continue;
    if (last && last[1] === marked) last[0] += piece;
    else line.push([piece, marked]);
  }
  return line;
}

/**
 * The text around a position, with its matches marked.
 * @param {string} text
 * @param {Token[]} list
 * @param {Match[]} matches
 * @param {number} start
 * @returns {Segment[]}
 */
function cutAround(text, list, matches, start) {
  const first = list.find((t) => t.position >= start);
  if (!first) return [];
  const line = text.lastIndexOf('\n', first.start - 1) + 1;
  const begin = (list.find((t) => t.position + LEAD >= start && t.start >= line) || first).position;
  const end = begin + LENGTH;
  const within = list.filter((t) => t.position >= begin && t.position < end);
  const isWhole = list[list.length - 1].position < end;
  const from = list[0].position === begin ? 0 : Math.min(...within.map((t) => t.start));
  const to = isWhole ? text.length : Math.max(...within.map((t) => t.end));
  const spans = spansOf(matches.filter((m) => m.position >= begin && m.position < end), text);
  /** @type {Segment[]} */
  const dots = [['…', false]];
  return onOneLine([...(list[0].position === begin ? [] : dots), ...segmentsOf(text, from, to, spans), ...(isWhole ? [] : dots)]);
}

/**
 * @param {Marks} marks
 * @param {string} lang
 * @param {string | null} summary
 * @param {[string, string, string][]} sections anchor, heading, text
 * @returns {Snippet}
 */
function snippetOf(marks, lang, summary, sections) {
  const match = matcher(marks, lang);
  /** @param {Match[]} matches */
  const sumOf = (matches) => {
    const groups = new Set(matches.map((m) => m.group));
    return marks.worth.reduce((sum, worth, group) => (groups.has(group) ? sum + worth : sum), 0);
  };
  const searched = sections.map(([anchor, heading, text]) => {
    const list = tokens(text);
    const matches = match(list);
    return { anchor, heading, text, list, matches, sum: sumOf(matches.concat(match(tokens(heading)))) };
  });
  const [best, ...others] = searched.filter((s) => s.sum > 0).sort((a, b) => b.sum - a.sum);
  if (!best) {
    /** @type {Segment[]} */
    const plain = typeof summary === 'string' ? [[summary, false]] : searched.length ? cutAround(searched[0].text, searched[0].list, [], 0) : [];
    return { anchor: '', heading: '', segments: plain, more: [] };
  }
  let [most, start, beyond] = [-1, 0, 0];
  best.matches.forEach(({ position }, at) => {
    while (best.matches[beyond]?.position < position + WINDOW) beyond++;
    const sum = sumOf(best.matches.slice(at, beyond));
    if (sum > most) [most, start] = [sum, position];
  });
  return {
    anchor: best.anchor,
    heading: best.heading,
    segments: cutAround(best.text, best.list, best.matches, start),
    more: others.filter((s) => s.anchor).slice(0, 3).map(({ anchor, heading }) => ({ anchor, heading })),
  };
}
