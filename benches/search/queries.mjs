// Known-item queries over a library of post-mortems: what a person who remembers one incident would type to find it.
// The definitions stand in README.md. Nothing here has seen a search engine: the words come from the documents alone.
//
//   node queries.mjs [--library DIR] [--out FILE] [--seed TEXT] [--a-document N] [--at-most N] [--classes a,b]
//   node queries.mjs --copy DIR               the post-mortems of the library alone
//   node queries.mjs --without-summaries DIR  the same, each summary cut

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isCjk, prose, summary, vocabulary, words } from './text.mjs';
import { pick, random, sample } from './random.mjs';

/**
 * @typedef {object} Query
 * @property {string} class
 * @property {'tune' | 'report'} half
 * @property {string} text what is typed
 * @property {string} target path of the source file in the library
 * @property {string[]} words the document's words behind the text, before any typo or cut
 */

export const CLASSES = ['exact', 'keywords', 'typo', 'misspelt', 'prefix', 'summary'];

// How each class draws; every number is explained in README.md.
const EXACT_TOP = 20;
const EXACT_SHARE = 0.05;
const KEYWORD_TOP = 30;
const KEYWORD_SHARE = 0.25;
const RARE = 3;
const SUMMARY_TOP = 10;
const SUMMARY_REST = 40;
const SMALLEST = 10;
const ALIKE = 0.6;

/**
 * Paths of the post-mortems: those that TRUTH.tsv calls so, else every Markdown file.
 * @param {string} library
 * @returns {string[]} sorted, from the library's folder
 */
export function postMortems(library) {
  const truth = join(library, 'TRUTH.tsv');
  const found = existsSync(truth)
    ? readFileSync(truth, 'utf8').split('\n').map((line) => line.split('\t')).filter(([, , kind]) => kind === 'pm').map(([collection, file]) => `${collection}/${file}`)
    : readdirSync(library, { recursive: true }).map((path) => String(path).replaceAll('\\', '/')).filter((path) => path.endsWith('.md') && !/(^|\/)(public|node_modules|\.[^/]+)\//.test(path));
  return found.sort();
}

/** By the document and by nothing else: all queries of a document stand in one half, whatever the seed. */
export const half = (path) => (createHash('sha256').update(path).digest()[0] & 1 ? 'report' : 'tune');

/** One random edit: substitution, deletion, insertion or transposition, at any place. */
function edit(next, word) {
  const letter = () => String.fromCharCode(97 + Math.floor(next() * 26));
  const at = Math.floor(next() * word.length);
  switch (Math.floor(next() * 4)) {
    case 0: return word.slice(0, at) + letter() + word.slice(at + 1);
    case 1: return word.slice(0, at) + word.slice(at + 1);
    case 2: { const gap = Math.floor(next() * (word.length + 1)); return word.slice(0, gap) + letter() + word.slice(gap); }
    default: { const left = Math.floor(next() * (word.length - 1)); return word.slice(0, left) + word[left + 1] + word[left] + word.slice(left + 2); }
  }
}

/** A typo that is no word of the collection; null after a hundred tries. */
function typo(next, word, known) {
  for (let tries = 0; tries < 100; tries += 1) {
    const typed = edit(next, word);
    if (!known.has(typed)) return typed;
  }
  return null;
}

/**
 * Reads the collection and weighs its words.
 * @param {string} library
 */
export function read(library) {
  const known = new Set();
  const documents = [];
  for (const path of postMortems(library)) {
    const source = readFileSync(join(library, path), 'utf8');
    for (const word of vocabulary(source)) known.add(word);
    const { text } = prose(source);
    if (isCjk(text)) continue;
    const counts = new Map();
    for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    documents.push({ path, source, counts });
  }
  const df = new Map();
  for (const { counts } of documents) for (const word of counts.keys()) df.set(word, (df.get(word) ?? 0) + 1);
  return { known, documents, df };
}

/** Documents whose words are nearly another's: neither can be told from a few words, so neither is a target. */
function duplicates(documents, df) {
  const found = new Set();
  const holders = new Map();
  documents.forEach(({ counts }, index) => {
    for (const word of counts.keys()) {
      if ((df.get(word) ?? 0) < 2) continue;
      const list = holders.get(word);
      if (list) list.push(index); else holders.set(word, [index]);
    }
  });
  documents.forEach(({ counts, path }, index) => {
    const shared = new Map();
    for (const word of counts.keys()) for (const other of holders.get(word) ?? []) if (other > index) shared.set(other, (shared.get(other) ?? 0) + 1);
    for (const [other, both] of shared) {
      if (both / (counts.size + documents[other].counts.size - both) < ALIKE) continue;
      found.add(path).add(documents[other].path);
    }
  });
  return found;
}

/**
 * The queries, class by class, in the order of the documents.
 * @param {string} library
 * @param {{seed: string, aDocument: number, classes?: string[], alike?: boolean}} options
 * @returns {Query[]}
 */
export function queries(library, { seed, aDocument, classes = CLASSES, alike = false }) {
  const { known, documents, df } = read(library);
  const skipped = alike ? new Set() : duplicates(documents, df);
  const idf = (word) => Math.log(documents.length / (df.get(word) ?? 1));
  /** @type {Map<string, Query[]>} */
  const made = new Map(classes.map((name) => [name, []]));

  for (const { path, source, counts } of documents) {
    if (counts.size < SMALLEST || skipped.has(path)) continue;
    const tfidf = (word) => (1 + Math.log(counts.get(word) ?? 1)) * idf(word);
    const byWeight = [...counts.keys()].sort((a, b) => tfidf(b) - tfidf(a) || (a < b ? -1 : 1));
    const few = (share) => (word) => (df.get(word) ?? 0) <= Math.max(RARE, share * documents.length);
    const distinctive = byWeight.filter(few(EXACT_SHARE)).slice(0, EXACT_TOP);
    const frequent = [...counts.keys()].filter(few(KEYWORD_SHARE))
      .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || tfidf(b) - tfidf(a) || (a < b ? -1 : 1)).slice(0, KEYWORD_TOP);
    const rare = distinctive.filter((word) => word.length >= 6 && (df.get(word) ?? 0) <= RARE);

    /** @type {Record<string, (next: () => number) => {text: string, words: string[]} | null>} */
    const draw = {
      exact(next) {
        const chosen = sample(next, distinctive, 2);
        return chosen.length === 2 ? { text: chosen.join(' '), words: chosen } : null;
      },
      keywords(next) {
        const chosen = sample(next, frequent, 3);
        return chosen.length === 3 ? { text: chosen.join(' '), words: chosen } : null;
      },
      typo(next) {
        const chosen = sample(next, distinctive, 2);
        const long = chosen.filter((word) => word.length >= 5);
        if (chosen.length < 2 || !long.length) return null;
        const wrong = pick(next, long);
        const typed = typo(next, wrong, known);
        return typed && { text: chosen.map((word) => (word === wrong ? typed : word)).join(' '), words: chosen };
      },
      misspelt(next) {
        if (!rare.length) return null;
        const word = pick(next, rare);
        const typed = typo(next, word, known);
        return typed && { text: typed, words: [word] };
      },
      prefix(next) {
        const last = distinctive.filter((word) => word.length >= 6);
        if (!last.length) return null;
        const cut = pick(next, last);
        const [whole] = sample(next, distinctive.filter((word) => word !== cut), 1);
        return whole ? { text: `${whole} ${cut.slice(0, 4)}`, words: [whole, cut] } : null;
      },
      summary: (() => {
        const short = summary(source);
        const rest = new Set(words(prose(short.cut).text));
        const telling = [...new Set(words(short.text))].filter((word) => counts.has(word)).sort((a, b) => tfidf(b) - tfidf(a) || (a < b ? -1 : 1)).slice(0, SUMMARY_TOP);
        return (next) => {
          if (rest.size < SUMMARY_REST) return null;
          const chosen = sample(next, telling, 3);
          return chosen.length === 3 && chosen.some((word) => rest.has(word)) ? { text: chosen.join(' '), words: chosen } : null;
        };
      })(),
    };

    for (const name of classes) {
      const next = random(seed, name, path);
      const texts = new Set();
      for (let tries = 0; tries < aDocument * 5 && texts.size < aDocument; tries += 1) {
        const drawn = draw[name](next);
        if (!drawn || texts.has(drawn.text)) continue;
        texts.add(drawn.text);
        made.get(name)?.push({ class: name, half: half(path), target: path, ...drawn });
      }
    }
  }
  return [...made.values()].flat();
}

/**
 * What a searcher could reach at best that knows only which documents hold all the words (as meant, not as typed) and
 * orders them by chance: the MRR@10 lost to words that several documents share, whoever searches.
 * @param {string} library
 * @param {Query[]} asked
 */
function reachable(library, asked) {
  const { documents } = read(library);
  const sums = new Map();
  for (const { class: name, words: meant } of asked) {
    const holders = documents.filter(({ counts }) => meant.every((word) => counts.has(word))).length;
    let mean = 0;
    for (let rank = 1; rank <= Math.min(10, holders); rank += 1) mean += 1 / rank / holders;
    const [sum, count] = sums.get(name) ?? [0, 0];
    sums.set(name, [sum + mean, count + 1]);
  }
  return Object.fromEntries([...sums].map(([name, [sum, count]]) => [name, +(sum / count).toFixed(3)]));
}

/** Writes the post-mortems of the library to a folder, at their paths. */
function copy(library, out, change) {
  for (const path of postMortems(library)) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), change(readFileSync(join(library, path), 'utf8')));
  }
}

function main() {
  const here = dirname(fileURLToPath(import.meta.url));
  const { values } = parseArgs({ options: {
    library: { type: 'string', default: resolve(here, '../../../shared/corpora') },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'a-document': { type: 'string', default: '3' },
    'at-most': { type: 'string' },
    classes: { type: 'string', default: CLASSES.join() },
    alike: { type: 'boolean', default: false },
    copy: { type: 'string' },
    'without-summaries': { type: 'string' },
  } });
  if (!existsSync(values.library)) {
    console.error(`${values.library} is missing: name the folder of the post-mortems with --library`);
    process.exit(2);
  }
  if (values.copy) copy(values.library, values.copy, (source) => source);
  if (values['without-summaries']) copy(values.library, values['without-summaries'], (source) => summary(source).cut);
  if (values.copy || values['without-summaries']) return;

  let asked = queries(values.library, { seed: values.seed, aDocument: Number(values['a-document']), classes: values.classes.split(','), alike: values.alike });
  if (values['at-most']) {
    // An even choice, so that no end of the library is favoured.
    asked = values.classes.split(',').flatMap((name) => sample(random(values.seed, 'at most', name), asked.filter((query) => query.class === name), Number(values['at-most'])));
  }
  const lines = asked.map((query) => `${JSON.stringify({ class: query.class, half: query.half, text: query.text, target: query.target, words: query.words })}\n`).join('');
  if (values.out) writeFileSync(values.out, lines);
  else process.stdout.write(lines);

  const best = reachable(values.library, asked);
  for (const name of new Set(asked.map((query) => query.class))) {
    const all = asked.filter((query) => query.class === name);
    const count = (side) => all.filter((query) => query.half === side);
    console.error(`${name.padEnd(9)} ${String(all.length).padStart(5)} queries: tune ${count('tune').length}, report ${count('report').length} (of ${new Set(count('report').map((query) => query.target)).size} documents); reachable ${best[name]}`);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();
