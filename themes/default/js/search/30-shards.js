// Shards of the index. They are loaded as classic scripts, which works from a disk and under a policy that allows
// scripts of the site alone.

/**
 * A sorted file in pieces: the first entry of each, and their names of eight digits, one after the other.
 * @typedef {{first: string[], files: string}} Table
 * @typedef {{tier: number, stem: number, stem_tier: number, synonym: number, synonym_tier: number, prefix: number,
 *   prefix_tier: number, fuzzy: number, fuzzy_tier: number, near: number, slop: number, most: number}} Rank
 * @typedef {{
 *   build: string, n: number, en: boolean, raw: boolean, lookup: boolean, near_df: number, rank: Rank,
 *   stop: string[], stop_phrases: string[][], synonyms: string[][][], absent?: string[], terms: Table, words: Table, sdrow: Table,
 *   cards: {size: number, files: string}, columns: Record<string, string>, common: string
 * }} Root
 * @typedef {{root: Root, ready: Map<string, any>, asked: Map<string, Promise<void>>}} Library
 *   `ready` holds the shards that are here, by name, as they were read.
 */

const VERSION = 5;
const PAUSE = 300;

// This script is at assets/js/.
const HOME = new URL('../../search/', /** @type {HTMLScriptElement} */ (document.currentScript).src).href;

/** @type {Map<string, {data: string, version?: number}>} */
const arrived = new Map();

/**
 * What every shard calls.
 * @param {string} name
 * @param {string} data
 * @param {number} [version]
 */
const candorShard = (name, data, version) => { arrived.set(name, { data, version }); };
Object.assign(window, { candorShard });

/**
 * @param {string} code `missing`, `version` or, within these files, `restart`
 * @param {string} what
 */
const failure = (code, what) => Object.assign(new Error(`search: ${code}: ${what}`), { code });

/**
 * @param {string} name
 * @returns {Promise<{data: string, version?: number}>}
 */
const ask = (name, suffix = '') => new Promise((resolve, reject) => {
  const script = document.createElement('script');
  const end = () => {
    script.remove();
    const got = arrived.get(name);
    arrived.delete(name);
    if (got) resolve(got);
    else reject(failure('missing', name));
  };
  script.onload = end;
  script.onerror = end;
  script.src = `${HOME}${name}.js${suffix}`;
  document.head.append(script);
});

/** @param {string} data base64 of deflate-raw */
async function inflate(data) {
  const packed = atob(data);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Asks again after a pause, since networks fail for a moment.
 * @template T
 * @param {() => Promise<T>} get
 * @returns {Promise<T>}
 */
async function twice(get) {
  try {
    return await get();
  } catch (error) {
    if (Object(error).code === 'version') throw error;
    await new Promise((done) => { setTimeout(done, PAUSE); });
    return get();
  }
}

const utf8 = new TextDecoder();

/** @param {Uint8Array} bytes */
const json = (bytes) => JSON.parse(utf8.decode(bytes));

/** @returns {Promise<Root>} */
async function askRoot(suffix = '') {
  const { data, version } = await ask('root', suffix);
  if (version !== VERSION) throw failure('version', `${version} is not ${VERSION}`);
  return json(await inflate(data));
}

/** @type {Promise<Library> | null} */
let current = null;

/**
 * @param {Root} root
 * @returns {Library}
 */
const libraryOf = (root) => ({ root, ready: new Map(), asked: new Map() });

/**
 * What went wrong, with a code whatever it was.
 * @param {unknown} error
 */
const coded = (error) => (['version', 'restart'].includes(Object(error).code) ? error : failure('missing', String(error)));

/** @type {Promise<Root | null> | null} */
let asking = null;

/** The root as it is now, or null: one request, however many shards are missing at once. */
function newest() {
  asking ??= askRoot(`?${Date.now()}`).catch((why) => {
    if (Object(why).code === 'version') throw why;
    return null;
  }).finally(() => { asking = null; });
  return asking;
}

/** The library, whose root is loaded once; a failure is forgotten, so that the next question asks again. */
function opened() {
  if (!current) {
    const opening = twice(() => askRoot()).then(libraryOf, (error) => {
      current = null;
      throw coded(error);
    });
    current = opening;
  }
  return current;
}

/**
 * A shard that is not there may be of a build that was replaced while the page was open.
 * @param {Library} library
 * @param {unknown} error
 * @returns {Promise<never>}
 */
async function replaced(library, error) {
  const root = await newest();
  if (!root || root.build === library.root.build) throw coded(error);
  if (await current === library) current = Promise.resolve(libraryOf(root));
  throw failure('restart', root.build);
}

/**
 * Brings a shard into `ready`.
 * @param {Library} library
 * @param {string} name
 * @param {(bytes: Uint8Array) => any} read
 * @returns {Promise<void>}
 */
function load(library, name, read) {
  let asked = library.asked.get(name);
  if (!asked) {
    asked = twice(async () => {
      library.ready.set(name, read(await inflate((await ask(name)).data)));
    }).catch((error) => {
      library.asked.delete(name);
      return replaced(library, error);
    });
    library.asked.set(name, asked);
  }
  return asked;
}
