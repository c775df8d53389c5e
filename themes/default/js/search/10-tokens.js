// Tokens of a text, as docs/search-index.md describes them; the Rust half has the same ones.

/**
 * @typedef {{text: string, position: number, start: number, end: number}} Token
 */

const IGNORABLE = '\\xad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff';
const ANY = '\\p{Alphabetic}\\p{N}\\p{M}';
// Scripts without spaces, and Korean, as they come in blocks.
const BLOCKS = '\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029'
  + '\\u3031-\\u3035\\u3040-\\u30ff\\u3100-\\u318f\\u31a0-\\u31bf\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f'
  + '\\uac00-\\ud7ff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}';
const JOINERS = '_.:/\\u2010\\u2011-';
const NARROW = `(?:[a-zA-Z0-9]|(?![${BLOCKS}])[${ANY}])`;
const WIDE = `(?:[\\u3041-\\u3096\\u30a1-\\u30fa\\u4e00-\\u9fff\\uac00-\\ud7a3]|(?=[${ANY}])[${BLOCKS}])`;
// The plainest words, which need no second look.
const PLAIN = /^[A-Z]?[a-z0-9]*$/;

/** @param {string} source */
const unicode = (source, flags = 'u') => new RegExp(source, flags);

// A run of wide code points, or a chunk: no two of the alternatives begin alike, so nothing is tried twice.
const PIECES = unicode(`(${WIDE}(?:[${IGNORABLE}]*${WIDE})*)|${NARROW}(?:${NARROW}|[${JOINERS}]${NARROW}|[${IGNORABLE}]+${NARROW})*`, 'gu');
const IS_WIDE = unicode(`^${WIDE}`);
const IS_CODE = unicode(`[\\p{N}${JOINERS}]`);
const IS_WORD = unicode(`^[${ANY}]$`);
const KEPT = unicode(`^(?!\\p{M})[${ANY}]$`);
const INVISIBLE = unicode(`[${IGNORABLE}]`);
const JOINER = unicode(`[${JOINERS}]`, 'gu');
const DASHES = /[\u2010\u2011]/g;
const ASCII = /^[\0-\x7f]*$/;
const PLURAL = unicode(`^[${IGNORABLE}]*(?:\\p{Uppercase}[${IGNORABLE}]*){2,}s[${IGNORABLE}]*$`);
const HUMP = unicode(
  `(?:(?!\\p{Uppercase})\\p{Alphabetic}[${IGNORABLE}]*(?=\\p{Uppercase})|\\p{Uppercase}[${IGNORABLE}]*(?=\\p{Uppercase}[${IGNORABLE}]*\\p{Lowercase}))`, 'gu');
const CLITICS = /^(?:s|t|d|m|re|ve|ll)$/;
const STATUS = /^(?:4(?:[0-4]\d|5[01]|9[4-9])|5(?:[0-2]\d|30))$/;
const HASH = /^(?=.*\d)(?=.*[a-f])[0-9a-f]{8,64}$/;

/** @type {Record<string, string>} */
const LETTERS = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ς: 'σ' };

/** @type {Map<string, string>} */
const folds = new Map();

/** @param {string} c a code point that is not of ASCII */
function foldOne(c) {
  let out = folds.get(c);
  if (out === undefined) {
    out = '';
    if (IS_WIDE.test(c)) out = c;
    else {
      for (const part of c.normalize('NFKD')) {
        if (/\p{M}/u.test(part)) continue;
        for (const low of part.toLowerCase()) out += LETTERS[low] || (KEPT.test(low) ? low : '');
      }
    }
    folds.set(c, out);
  }
  return out;
}

/**
 * Lower case without diacritics, and without anything that is not of words.
 * @param {string} text
 */
function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase().replace(/[^a-z0-9]+/g, '');
  let out = '';
  for (const c of text) out += c > '\x7f' ? foldOne(c) : /[a-z0-9]/i.test(c) ? c.toLowerCase() : '';
  return out;
}

/**
 * @param {string} text
 * @param {number} most
 * @returns {string} the first code points
 */
const cut = (text, most) => (text.length > most ? [...text].slice(0, most).join('') : text);

/** @param {string} text */
const lengthOf = (text) => (ASCII.test(text) ? text.length : [...text].length);

/**
 * Whether a folded token is a word that is stemmed and stands in the vocabulary.
 * @param {string} token
 */
const isLetters = (token) => !IS_CODE.test(token) && !IS_WIDE.test(token);

/**
 * The parts of a segment between its humps, as places in it.
 * @param {string} segment
 * @returns {number[]} where parts begin, without 0
 */
function humps(segment) {
  if (!/\p{Uppercase}/u.test(segment.slice(1)) || PLURAL.test(segment)) return [];
  return [...segment.matchAll(HUMP)].map((m) => m.index + m[0].length);
}

/**
 * @param {string} text
 * @param {boolean} [indexing] with what a token is also found by
 * @returns {Token[]}
 */
function tokens(text, indexing = false) {
  /** @type {Token[]} */
  const out = [];
  let position = 0;

  /**
   * @param {string} token
   * @param {number} start
   * @param {number} end
   */
  const push = (token, start, end) => {
    token = cut(token, 64);
    out.push({ text: token, position, start, end });
    if (!indexing) return;
    if (STATUS.test(token)) out.push({ text: `${token[0]}xx`, position, start, end });
    else if (HASH.test(token)) out.push({ text: token.slice(0, 7), position, start, end });
  };

  /**
   * @param {string} run of wide code points
   * @param {number} start
   */
  const pairs = (run, start) => {
    let [before, from, at, any] = ['', start, start, false];
    for (const c of run) {
      if (!INVISIBLE.test(c)) {
        if (before) {
          push(before + c, from, at + c.length);
          position++;
          any = true;
        }
        [before, from] = [c, at];
      }
      at += c.length;
    }
    if (any) return;
    push(before, from, at);
    position++;
  };

  /**
   * @param {string} chunk
   * @param {number} start
   */
  const read = (chunk, start) => {
    /** @type {{start: number, text: string, folded: string, humps: number[]}[]} */
    const segments = [];
    const joiners = chunk.match(JOINER) || [];
    let at = start;
    for (const segment of chunk.split(JOINER)) {
      segments.push({ start: at, text: segment, folded: fold(segment), humps: humps(segment) });
      at += segment.length + 1;
    }
    if (segments.every((s) => !s.folded)) return;
    const smooth = segments.every((s) => !s.humps.length);
    const prose = smooth && joiners.every((j) => /[-\u2010\u2011]/.test(j)) && segments.every((s) => isLetters(s.folded));
    if (prose || (smooth && !joiners.length)) {
      for (const s of segments) {
        if (!s.folded) continue;
        push(s.folded, s.start, s.start + s.text.length);
        position++;
      }
      return;
    }
    const whole = segments.map((s, i) => s.folded + (joiners[i] || '').replace(DASHES, '-')).join('');
    const dotted = joiners.length > 0 && joiners.every((j) => j === '.');
    const seen = new Set([whole]);
    push(whole, start, start + chunk.length);
    for (const s of segments) {
      let from = 0;
      for (const to of [...s.humps, s.text.length]) {
        const part = fold(s.text.slice(from, to));
        const begin = s.start + from;
        from = to;
        // One letter says nothing, nor do the numbers of an address or a version.
        const stands = !/\p{N}/u.test(part) ? lengthOf(part) > 1 : /\P{N}/u.test(part) || (lengthOf(part) > 2 && !dotted);
        if (!stands || seen.has(part) || seen.size > 16) continue;
        seen.add(part);
        push(part, begin, s.start + to);
      }
    }
    position++;
  };

  for (const piece of text.matchAll(PIECES)) {
    const [chunk, run] = piece;
    const start = piece.index;
    if (run) pairs(run, start);
    // `s` in `it's`; the code point before may have two units
    else if (/['\u2019]/.test(text[start - 1]) && IS_WORD.test([...text.slice(Math.max(0, start - 3), start - 1)].pop() || '') && CLITICS.test(fold(chunk))) continue;
    else if (PLAIN.test(chunk)) {
      push(chunk.toLowerCase(), start, start + chunk.length);
      position++;
    } else if (lengthOf(chunk) <= 128) read(chunk, start);
    else {
      let at = start;
      for (const segment of chunk.split(JOINER)) {
        read(segment, at);
        at += segment.length + 1;
      }
    }
  }
  return out;
}
