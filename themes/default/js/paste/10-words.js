// What a pasted text tells: its words, weighed by what they look like. See docs/similar.md, Pasted text, which
// `src/search/paste` follows too; sums are taken in the same order, so that scores are the same.

/**
 * What is used of the engine, `js/search/`; its files say more of each.
 * @typedef {{text: string, position: number, start: number, end: number}} Token
 * @typedef {{n: number, en: boolean, raw: boolean, lookup: boolean, stop: string[], words: unknown, common: string}} Root
 * @typedef {{root: Root, ready: Map<string, any>}} Library
 * @typedef {{library: Library, failed: Set<string>}} SearchState
 * @typedef {{df: number, impacts: Uint8Array}} Posting
 * @typedef {{
 *   doc: number, score: number, title: string, url: string, date: string | null, severity: string | null, level: number | null,
 *   services: string[], factors: string[], kind: string, summary: string | null, lang: string
 * }} Hit
 * @typedef {[anchor: string, heading: string, text: string]} Helped
 * @typedef {{
 *   within: <T>(task: (library: Library) => Promise<T>) => Promise<T>, stateOf: (library: Library) => SearchState,
 *   load: (library: Library, name: string, read: (bytes: Uint8Array) => unknown) => Promise<void>,
 *   loadAll: (state: SearchState, names: Iterable<string>, read: (bytes: Uint8Array) => unknown) => Promise<unknown>,
 *   loadTerms: (state: SearchState, terms: Iterable<string>) => Promise<unknown>,
 *   shardsOf: (folder: string, table: unknown, text: string) => string[], readWords: (bytes: Uint8Array) => unknown,
 *   exactOf: (state: SearchState, token: string) => string[], postingOf: (library: Library, term: string) => Posting | undefined,
 *   docsOf: (posting: Posting) => Int32Array, firstOf: (length: number, test: (at: number) => boolean) => number,
 *   worth: (impact: number) => number, IN_TITLE: number, idfOf: (n: number, df: number) => number, ln: (x: number) => number,
 *   hitsOf: (state: SearchState, docs: number[], scores: ArrayLike<number>) => Promise<{hits: Hit[], texts: Map<number, [string, number]>}>,
 *   textOf: (library: Library, where: [string, number]) => [unknown, Helped | null] | undefined, json: (bytes: Uint8Array) => any,
 *   cut: (text: string, most: number) => string, lengthOf: (text: string) => number,
 *   isLetters: (token: string) => boolean, isWide: (token: string) => boolean
 * }} Parts
 * @typedef {{tokens: (text: string) => Token[], stem: (word: string) => string, parts: Parts}} Engine
 */

/**
 * A word of a text: folded, as it stands where it is first, what its looks make it weigh, and the same with how often
 * it stands there.
 * @typedef {{token: string, written: string, looks: number, weight: number}} Word
 */

/** A text is read up to this, in code points. */
const LONGEST = 32768;

/** Months, days and zones, in logs before nearly every line. */
const CALENDAR = new Set(('jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun january february march april june july '
  + 'august september october november december monday tuesday wednesday thursday friday saturday sunday utc gmt cet cest est pst pdt').split(' '));

/** Units that stand behind a number without a space. */
const UNITS = new Set('ns us ms s sec secs m min mins h hr hrs d day days w b k kb kib mb mib g gb gi gib tb tib ki mi x t z st nd rd th px'.split(' '));

/** The random endings that Kubernetes gives to names. */
const RANDOM = /^(?:[b-df-hj-np-tv-z24-9]{5}|[b-df-hj-np-tv-z24-9]{8,10})$/;

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
const countOf = (text, pattern) => (text.match(pattern) || []).length;

/**
 * Whether a token is a number, a time, an address, an id or a measure: what differs from one occurrence to the next.
 * @param {string} token
 */
function isNoise(token) {
  const digits = countOf(token, /[0-9]/g);
  if (!digits) return false;
  // A status of HTTP tells; other numbers do not.
  if (!/\p{Alphabetic}/u.test(token)) return !/^[45][0-9]{2}$/.test(token);
  const bare = token.replace(/[^\p{Alphabetic}\p{N}]/gu, '');
  if (/^0x[0-9a-f]+$/i.test(bare) || (digits > 1 && /^[0-9a-f]{6,}$/i.test(bare))) return true;
  if (RANDOM.test(token)) return true;
  // `12ms`, `3h20m`, `2026t`
  if (/^[0-9]/.test(token) && bare.split(/[0-9]/).every((piece) => !piece || UNITS.has(piece))) return true;
  // A long mixture of letters and digits is a token of some session.
  const runs = countOf(bare, /[0-9]+|[^0-9]+/g);
  return ([...token].length >= 16 && runs > 4) || ([...token].length >= 10 && runs > 6);
}

/**
 * What a token weighs by its looks.
 * @param {string} token
 * @param {string} written
 * @param {boolean} isPart
 * @param {Parts} engine
 */
function looksOf(token, written, isPart, { isLetters, isWide, lengthOf }) {
  const wide = isWide(token);
  const letters = isLetters(token);
  if (((wide || letters) && CALENDAR.has(token)) || isNoise(token)) return 0;
  const part = isPart ? 0.7 : 1;
  if (wide) return 0.6 * part;
  if (!letters) return 1.5 * part;
  const upper = countOf(written, /\p{Uppercase}/gu);
  const lower = countOf(written, /\p{Lowercase}/gu);
  // `KubePodCrashLooping`, `NullPointerException`
  if (upper >= 2 && lower >= 2 && lengthOf(written) >= 6 && /^.+\p{Uppercase}/su.test(written)) return 2 * part;
  if (upper >= 4 && !lower) return 1.2 * part;
  return lengthOf(token) < 2 ? 0 : part;
}

/**
 * The words of a text that may tell something, in their order, each once.
 * @param {string} text
 * @param {string[]} stop
 * @param {Engine} engine
 * @returns {Word[]}
 */
function wordsOf(text, stop, { tokens, parts }) {
  const all = tokens(text);
  const stops = new Set(stop);
  /** @type {Map<string, Word & {count: number}>} */
  const found = new Map();
  for (let from = 0, to = 0; from < all.length; from = to) {
    // Tokens of one position are an identifier and its parts: the whole is longer than any of them.
    let longest = 0;
    while (to < all.length && all[to].position === all[from].position) longest = Math.max(longest, all[to].end - all[to++].start);
    const chunk = all.slice(from, to);
    const isNoisy = chunk.some(({ text: token, start, end }) => end - start === longest && isNoise(token));
    for (const { text: token, start, end } of chunk) {
      if (stops.has(token) || (isNoisy && end - start < longest && /[0-9]/.test(token))) continue;
      const written = text.slice(start, end);
      const looks = looksOf(token, written, end - start < longest, parts);
      if (looks <= 0) continue;
      const word = found.get(token);
      if (!word) found.set(token, { token, written, looks, weight: 0, count: 1 });
      else {
        word.looks = Math.max(word.looks, looks);
        word.count++;
      }
    }
  }
  return [...found.values()].map(({ count, ...word }) => ({ ...word, weight: word.looks * (1 + parts.ln(count)) }));
}
