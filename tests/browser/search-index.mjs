// The scripts of the search in Node, and small indexes for them, written in the formats of docs/search-index.md.

import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

const scripts = join(resolve(dirname(fileURLToPath(import.meta.url)), '../..'), 'themes/default/js');

/** The scripts of a folder by name, in their order. */
export const sourcesOf = (folder) => readdirSync(join(scripts, folder)).filter((name) => name.endsWith('.js')).sort()
  .map((name) => ({ name, text: readFileSync(join(scripts, folder, name), 'utf8') }));

/** All of them as one script, as the theme loader joins them. */
const joined = (all) => `(function () {\n'use strict';\n${all.map((s) => s.text).join('\n')}\n})();\n`;

export const sources = sourcesOf('search');
export const bundle = joined(sources);
export const pasteBundle = joined(sourcesOf('paste'));

/**
 * Runs the scripts over files.
 * @param {Map<string, string>} files scripts of the index by path, such as `t/0123456789`
 * @param {string[]} inner names of inner functions that a test looks at
 */
export function engine(files = new Map(), inner = []) {
  /** @type {{path: string, round: number}[]} */
  const asked = [];
  let rounds = 0;
  const home = 'https://kb.example/x/';
  const window = {};
  const document = {
    currentScript: { src: `${home}assets/js/search.abc.js` },
    createElement: () => ({ remove() {} }),
    head: {
      append(script) {
        const path = script.src.slice(`${home}search/`.length).replace(/\.js(\?.*)?$/, '$1');
        const round = rounds + 1;
        asked.push({ path, round });
        setTimeout(() => {
          rounds = Math.max(rounds, round);
          const code = files.get(path) ?? files.get(path.split('?')[0]);
          if (code === undefined || !script.src.startsWith(`${home}search/`)) return script.onerror();
          new Function('candorShard', code)(window.candorShard);
          return script.onload();
        }, 1);
      },
    },
  };
  const code = bundle.replace(/\}\)\(\);\n$/, `window.inner = {${inner.join(', ')}};\n})();`);
  vm.runInThisContext(`(function (window, document) {${code}\n})`)(window, document);
  return { ...window.candorSearch, ...window.inner, asked, files, newRound: () => { rounds = 0; asked.length = 0; } };
}

// ---- Writing an index

const leb = (n) => {
  const bytes = [];
  do {
    bytes.push((n & 127) | (n > 127 ? 128 : 0));
    n >>>= 7;
  } while (n);
  return bytes;
};

/** Order of bytes in UTF-8. */
export const order = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * The files of an index.
 * @param {Doc[]} docs in the order of their numbers
 * @param {{tokens: Function, stem: Function}} text
 * @param {object} options
 *
 * @typedef {{id: string, title: string, date: string | null, severity: string | null, services: string[], factors: string[],
 *   kind: string, summary: string | null, lang: string, sections: [string, string, string][]}} Doc
 */
export function writeIndex(docs, { tokens, stem }, options = {}) {
  const { stop = [], stopPhrases = [], synonyms = [], nearDf = 2000, terms: perTerms = 40, words: perWords = 40, cards: perCards = 4, build = 'one' } = options;
  const isLetters = (t) => /^[^\p{N}_.:/-]+$/u.test(t) && !/^[\u3040-\u9fff]/.test(t);
  const termOf = (t, lang) => (lang === 'en' && isLetters(t) ? stem(t) : t);
  const files = new Map();
  const put = (folder, bytes, known = '') => {
    const data = Buffer.from(bytes);
    const name = known || createHash('sha256').update(data).digest('hex').slice(0, folder === 'p' ? 16 : 8);
    files.set(`${folder}/${name}`, `candorShard("${folder}/${name}", "${deflateRawSync(data).toString('base64')}")`);
    return name;
  };
  const putJson = (folder, value) => put(folder, Buffer.from(JSON.stringify(value)));

  // Streams: term -> positions, of each document.
  const read = docs.map((doc) => {
    const all = new Map();
    const counts = { title: new Map(), names: new Map() };
    const words = new Map();
    let next = 0;
    let len = 0;
    const piece = (text, into) => {
      let last = -1;
      for (const t of tokens(text, true)) {
        const term = termOf(t.text, doc.lang);
        if (isLetters(t.text)) words.set(`${t.text} ${term}`, [t.text, term]);
        all.set(term, [...(all.get(term) || []), next + t.position]);
        into?.set(term, (into.get(term) || 0) + 1);
        last = t.position;
        len++;
      }
      if (last >= 0) next = Math.ceil((next + last + 64) / 4096) * 4096;
    };
    piece(doc.title, counts.title);
    for (const name of [...doc.services, ...doc.factors]) piece(name, counts.names);
    for (const [, heading, text] of doc.sections) {
      piece(heading);
      piece(text);
    }
    return { all, counts, words, len };
  });
  const ref = read.reduce((sum, r) => sum + r.len, 0) / (docs.length || 1);
  const impact = ({ all, counts, len }, term) => {
    const x = (all.get(term).length + 2 * (counts.title.get(term) || 0) + (counts.names.get(term) || 0)) / (0.4 + (0.6 * len) / ref);
    return Math.min(31, Math.floor((32 * x) / (x + 1.2)));
  };

  // Words that are written in fewer documents than have their term, marked.
  const written = new Map();
  read.forEach(({ words }, d) => { for (const [word] of words.values()) written.set(word, new Set([...(written.get(word) || []), d])); });
  const dfOf = (term) => read.filter((r) => r.all.has(term)).length;
  const marked = [...written].filter(([word, at]) => [...new Set(docs.map((d) => termOf(word, d.lang)))].some((t) => at.size < dfOf(t)));
  const wordsOf = new Map(marked.map(([word, at]) => [`${word}\x01`, [...at]]));
  const allTerms = [...new Set(read.flatMap((r) => [...r.all.keys()])), ...wordsOf.keys()].sort(order);
  const table = (list, most, write) => {
    const first = [];
    let names = '';
    for (let at = 0; at < list.length; at += most) {
      first.push(list[at]);
      names += write(list.slice(at, at + most), at);
    }
    return { first, files: names };
  };
  const positionsOf = (term, numbers) => numbers.flatMap((d) => {
    const places = read[d].all.get(term);
    return [...leb(places.length), ...places.flatMap((p, i) => leb(p - (i ? places[i - 1] : 0)))];
  });
  const terms = table(allTerms, perTerms, (some) => {
    const head = leb(some.length);
    const blocks = [];
    const places = [];
    let before = Buffer.alloc(0);
    for (const term of some) {
      const bytes = Buffer.from(term);
      let shared = 0;
      while (shared < before.length && before[shared] === bytes[shared]) shared++;
      const isWord = wordsOf.has(term);
      const numbers = wordsOf.get(term) || docs.map((_, d) => d).filter((d) => read[d].all.has(term));
      const block = numbers.flatMap((d, i) => leb(d - (i ? numbers[i - 1] : 0)));
      if (!isWord) block.push(...numbers.map((d) => impact(read[d], term) + (read[d].counts.title.has(term) ? 32 : 0)));
      const apart = !isWord && numbers.length > nearDf;
      if (!isWord && !apart) {
        const positions = positionsOf(term, numbers);
        places.push(...leb(positions.length), ...positions);
      }
      head.push(...leb(shared), ...leb(bytes.length - shared), ...bytes.subarray(shared), ...leb(numbers.length), ...leb(block.length));
      head.push(...(isWord ? [2] : apart ? [1, ...Buffer.from(put('p', positionsOf(term, numbers)))] : [0]));
      blocks.push(...block);
      before = bytes;
    }
    return put('n', places, put('t', [...head, ...blocks]));
  });

  const counted = new Map();
  for (const { words } of read) for (const [key, [word, stem]] of words) counted.set(key, [word, stem, (counted.get(key)?.[2] || 0) + 1]);
  const backwards = (w) => [...w].reverse().join('');
  const vocabulary = [...counted.values()];
  const lines = (folder, key) => {
    const sorted = vocabulary.map((v) => [key(v[0]), v]).sort((a, b) => order(a[0], b[0]) || order(a[1][1], b[1][1]));
    return table(sorted.map(([k]) => k), perWords, (some, at) => put(folder, Buffer.from(sorted.slice(at, at + some.length)
      .map(([, [word, stem, df]]) => `${word} ${stem === word ? '-' : stem} ${df}`).join('\n'))));
  };

  const days = docs.map((d) => (d.date ? Date.parse(d.date) / 864e5 : null));
  let before = 0;
  const steps = days.map((d) => (d === null ? null : [d - before, before = d][0]));
  const column = (of) => {
    const keys = [...new Set(docs.flatMap(of))].sort();
    const lists = keys.map((key) => docs.flatMap((d, i) => (of(d).includes(key) ? [i] : [])));
    return putJson('c', { values: keys.map((k) => [k, k.toUpperCase()]), docs: lists.map((l) => l.map((d, i) => d - (i ? l[i - 1] : 0))) });
  };
  let blocks = '';
  for (let at = 0; at < docs.length; at += perCards) {
    const some = docs.slice(at, at + perCards);
    const fragment = putJson('f', some.map((d) => [d.sections, d.helped || null, d.summary]));
    blocks += putJson('d', some.map((d, i) => [d.id, d.title, d.date, d.severity, null, d.services, d.factors, d.kind, d.summary, d.lang, fragment, i]));
  }
  const root = {
    build, n: docs.length, en: docs.some((d) => d.lang === 'en'), raw: docs.some((d) => d.lang === 'ja'), lookup: false, near_df: nearDf,
    rank: {
      tier: 100, stem: 0.7, stem_tier: 0.9, synonym: 0.8, synonym_tier: 0.9, prefix: 0.6, prefix_tier: 0.95, fuzzy: 0.7, fuzzy_tier: 1,
      near: 0.5, slop: 4, most: 24,
    },
    stop, stop_phrases: stopPhrases, synonyms, terms, words: lines('w', (w) => w), sdrow: lines('b', backwards),
    cards: { size: perCards, files: blocks },
    columns: {
      date: putJson('c', steps), service: column((d) => d.services), factor: column((d) => d.factors),
      severity: column((d) => (d.severity ? [d.severity] : [])), kind: column((d) => [d.kind]),
    },
  };
  files.set('root', `candorShard("root", "${deflateRawSync(Buffer.from(JSON.stringify(root))).toString('base64')}", 5)`);
  return { files, root, read, days, impact, vocabulary };
}
