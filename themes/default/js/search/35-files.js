// What stands in shards: terms with their postings, the vocabulary, columns.

/**
 * A term with the incidents that have it; what is null has not been read yet. `apart` names the file of positions;
 * without one they are in the file beside its shard, there the `nth`. Where `isWord`, it is a word as it is written, whose term more incidents have, and there is nothing but incidents.
 * @typedef {{
 *   term: string, df: number, bytes: Uint8Array, from: number, isWord: boolean, apart: string,
 *   nth: number, docs: Int32Array | null, impacts: Uint8Array, places: Places | null
 * }} Posting
 * @typedef {{ends: Uint32Array, all: Uint32Array}} Places
 * @typedef {{word: string, stem: string, df: number}} Word
 * @typedef {{key: string, name: string, folded: string[], docs: Int32Array}} Value
 */

// Follows a word as it is written, where fewer incidents have it than its term.
const WRITTEN = '\x01';

// Stands for a day that is not known.
const NO_DAY = -0x80000000;

/**
 * Order of code points, which is that of bytes in UTF-8 but not that of JavaScript.
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    let [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    // Halves of pairs stand for code points above all others.
    if (x >= 0xd800 && y >= 0xd800) {
      x += x < 0xe000 ? 0x2000 : -0x800;
      y += y < 0xe000 ? 0x2000 : -0x800;
    }
    return x - y;
  }
  return a.length - b.length;
}

/**
 * The first place of a sorted list for which a test holds, or its length.
 * @param {number} length
 * @param {(at: number) => boolean} test
 */
function firstOf(length, test) {
  let from = 0;
  while (from < length) {
    const middle = (from + length) >> 1;
    if (test(middle)) length = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * Names of the shards with what begins with a text.
 * @param {'t' | 'n' | 'w' | 'b'} folder
 * @param {Table} table
 * @param {string} text
 * @param {boolean} [whole] only what is the text
 */
function shardsOf(folder, { first, files }, text, whole = false) {
  const names = [];
  let at = Math.max(0, firstOf(first.length, (i) => compare(first[i], text) > 0) - 1);
  // A word with two stems may lie on both sides of a boundary.
  while (!whole && at > 0 && first[at] === text) at--;
  for (const from = at; at < first.length && (at === from || (!whole && first[at].startsWith(text))); at++) {
    names.push(`${folder}/${files.slice(8 * at, 8 * at + 8)}`);
  }
  return names;
}

/**
 * Reads numbers in LEB128.
 * @param {Uint8Array} bytes
 */
const reader = (bytes, at = 0) => ({
  number() {
    let [n, shift, byte] = [0, 0, 0];
    do {
      byte = bytes[at++];
      n |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    return n;
  },
  /** @param {number} length */
  bytes(length) {
    at += length;
    return bytes.subarray(at - length, at);
  },
  at: () => at,
});

/**
 * @param {Uint8Array} bytes
 * @returns {Map<string, Posting>} terms in their order
 */
function readTerms(bytes) {
  const read = reader(bytes);
  /** @type {Map<string, Posting>} */
  const terms = new Map();
  let before = new Uint8Array();
  let [from, nth] = [0, 0];
  for (let count = read.number(); count > 0; count--) {
    const shared = read.number();
    const own = read.bytes(read.number());
    const whole = new Uint8Array(shared + own.length);
    whole.set(before.subarray(0, shared));
    whole.set(own, shared);
    before = whole;
    const df = read.number();
    const size = read.number();
    const kind = read.number();
    const apart = kind === 1 ? utf8.decode(read.bytes(16)) : '';
    const term = utf8.decode(whole);
    terms.set(term, { term, df, bytes, from, isWord: kind === 2, apart, nth, docs: null, impacts: bytes, places: null });
    from += size;
    if (kind === 0) nth++;
  }
  const start = read.at();
  for (const posting of terms.values()) posting.from += start;
  return terms;
}

/**
 * @param {Posting} posting
 * @returns {Int32Array} numbers of incidents
 */
function docsOf(posting) {
  if (posting.docs) return posting.docs;
  const read = reader(posting.bytes, posting.from);
  const docs = new Int32Array(posting.df);
  for (let i = 0, doc = 0; i < docs.length; i++) docs[i] = doc += read.number();
  posting.docs = docs;
  posting.impacts = read.bytes(posting.df);
  return docs;
}

/**
 * @param {Uint8Array} bytes
 * @returns {Uint8Array[]} the positions of each term of a shard
 */
function readPlaces(bytes) {
  const read = reader(bytes);
  const all = [];
  while (read.at() < bytes.length) all.push(read.bytes(read.number()));
  return all;
}

/**
 * @param {Library} library
 * @param {Posting} posting
 * @returns {Places} where it stands in each of its incidents; nowhere when that shard is not there
 */
function placesOf({ root, ready }, posting) {
  if (posting.places) return posting.places;
  const [shard] = shardsOf('n', root.terms, posting.term, true);
  const bytes = posting.apart ? ready.get(`p/${posting.apart}`) : ready.get(shard)?.[posting.nth];
  const ends = new Uint32Array(posting.df);
  const all = [];
  if (bytes) {
    const read = reader(bytes);
    for (let i = 0; i < ends.length; i++) {
      let place = 0;
      for (let count = read.number(); count > 0; count--) all.push(place += read.number());
      ends[i] = all.length;
    }
    posting.places = { ends, all: Uint32Array.from(all) };
  }
  return posting.places || { ends, all: new Uint32Array() };
}

/**
 * @param {Uint8Array} bytes
 * @returns {Word[]}
 */
function readWords(bytes) {
  const words = [];
  for (const line of utf8.decode(bytes).split('\n')) {
    const [word, stem, df] = line.split(' ');
    if (df) words.push({ word, stem: stem === '-' ? word : stem, df: Number(df) });
  }
  return words;
}

/**
 * @param {Uint8Array} bytes
 * @returns {{days: Int32Array, years: Int32Array}} both `NO_DAY` where there is no date
 */
function readDates(bytes) {
  /** @type {(number | null)[]} */
  const steps = json(bytes);
  const days = new Int32Array(steps.length).fill(NO_DAY);
  const years = new Int32Array(steps.length).fill(NO_DAY);
  let [day, year, end] = [0, 0, NO_DAY];
  steps.forEach((step, doc) => {
    if (step === null) return;
    days[doc] = day += step;
    if (day >= end) {
      year = new Date(day * 864e5).getUTCFullYear();
      end = new Date(0).setUTCFullYear(year + 1, 0, 1) / 864e5;
    }
    years[doc] = year;
  });
  return { days, years };
}

/**
 * @param {Uint8Array} bytes
 * @returns {Value[]}
 */
function readValues(bytes) {
  /** @type {{values: [string, string][], docs: number[][]}} */
  const { values, docs } = json(bytes);
  return values.map(([key, name], at) => {
    let doc = 0;
    return { key, name, folded: [fold(key), fold(name)], docs: Int32Array.from(docs[at], (step) => (doc += step)) };
  });
}

/**
 * @param {Library} library
 * @param {string} term
 * @returns {Posting | undefined}
 */
function postingOf({ root, ready }, term) {
  const [name] = shardsOf('t', root.terms, term, true);
  return ready.get(name)?.get(term);
}

/**
 * Loads shards side by side; what cannot be had is left out.
 * @param {State} state
 * @param {Iterable<string>} names
 * @param {(bytes: Uint8Array) => any} read
 */
const loadAll = ({ library, failed }, names, read) => Promise.all([...new Set(names)].map(async (name) => {
  try {
    if (!failed.has(name)) await load(library, name, read);
  } catch (error) {
    if (Object(error).code !== 'missing') throw error;
    failed.add(name);
  }
}));

/**
 * Loads terms: the incidents that have them, or where they stand there.
 * @param {State} state
 * @param {Iterable<string>} terms
 * @param {string[]} beginnings
 * @param {'t' | 'n'} [folder]
 */
function loadTerms(state, terms, beginnings = [], folder = 't') {
  const table = state.library.root.terms;
  const names = [...terms].flatMap((t) => shardsOf(folder, table, t, true));
  return loadAll(state, [...names, ...beginnings.flatMap((b) => shardsOf(folder, table, b))], folder === 't' ? readTerms : readPlaces);
}
