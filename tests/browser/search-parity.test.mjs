// One query gives the same in the browser and in the terminal: tokens, stems, and thousands of answers, in Chromium over
// the files of built sites and through the examples `search_probe` and `search_batch`.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { bundle } from './search-index.mjs';
import { makeLibrary, random } from './search-made.mjs';
import { makeQueries } from './search-queries.mjs';
import { corpora, end, open, program, repository, skipped, temp } from './site.mjs';

after(end);

/** An example of the program, which `cargo build --examples` and `cargo test` make. */
function example(name) {
  const path = join(dirname(program()), 'examples', name);
  if (!existsSync(path)) throw new Error(`${path} is missing: build it with \`cargo build --examples\``);
  return path;
}

/** Runs an example over lines of JSON. */
const lines = (name, args, input) => new Promise((resolve, reject) => {
  const child = spawn(example(name), args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const out = [];
  const said = [];
  child.stdout.on('data', (data) => out.push(data));
  child.stderr.on('data', (data) => said.push(data));
  child.on('error', reject);
  child.on('close', (code) => {
    if (code !== 0) reject(new Error(`${name} ended with ${code}: ${Buffer.concat(said)}`));
    else resolve(Buffer.concat(out).toString().trim().split('\n').map((line) => JSON.parse(line)));
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input.map((line) => `${JSON.stringify(line)}\n`).join(''));
});

const built = new Map();

/** Builds everything of a library once, drafts too, as `search_batch` searches it. */
function build(root) {
  if (built.has(root)) return built.get(root);
  const folder = mkdtempSync(join(temp, 'parity-'));
  const args = ['--root', root, '--cache-dir', join(folder, 'cache'), 'build', '--drafts', '--future', '--out', join(folder, 'site')];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CANDOR_')));
  const done = spawnSync(program(), args, { encoding: 'utf8', env, maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, done.stderr);
  // The scripts as they are in this checkout, where the pages of the site would have them.
  writeFileSync(join(folder, 'site/assets/js/search.parity.js'), bundle);
  built.set(root, { site: join(folder, 'site'), cache: join(folder, 'cache') });
  return built.get(root);
}

/** What stands in the files of an index. */
function contents(site) {
  const folder = join(site, 'search');
  const read = (path) => inflateRawSync(Buffer.from(/,"([^"]*)"/.exec(readFileSync(join(folder, path), 'utf8'))[1], 'base64')).toString();
  const all = (kind) => readdirSync(join(folder, kind)).sort().map((file) => read(join(kind, file)));
  const root = JSON.parse(read('root.js'));
  return {
    vocabulary: all('w').flatMap((t) => t.split('\n').filter(Boolean)).map((line) => [line.split(' ')[0], Number(line.split(' ')[2])]).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
    texts: all('f').flatMap((t) => JSON.parse(t).flatMap(([sections]) => sections).flatMap(([, heading, text]) => [heading, text])).filter(Boolean),
    columns: Object.fromEntries(['service', 'factor', 'severity', 'kind'].map((c) => [c, JSON.parse(read(`c/${root.columns[c]}.js`)).values])),
    synonyms: root.synonyms,
  };
}

/** A page with the search of a site. */
async function searcher(site) {
  const opened = await open(site);
  const { page, wrong } = await (await opened.visitor()).page('index.html');
  await page.addScriptTag({ url: `${opened.base}assets/js/search.parity.js` });
  return { page, wrong };
}

/**
 * Gives a page parts of a list, so that no call takes long; as text, which is handed over faster than values.
 * @param {(text: string) => unknown} answer from a list in JSON to the answers in JSON
 */
async function inPage(page, list, size, answer) {
  const answers = [];
  for (let at = 0; at < list.length; at += size) answers.push(...JSON.parse(await page.evaluate(answer, JSON.stringify(list.slice(at, at + size)))));
  return answers;
}

/** The same value with its keys in order. */
const sorted = (value) => (Array.isArray(value) ? value.map(sorted)
  : value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value);

/** Whether two scores are the same but for their last two units. */
const near = (a, b) => Math.abs(a - b) <= 2 * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b));

/** Where two texts begin to differ. */
function difference(a, b) {
  let at = 0;
  while (a[at] === b[at]) at++;
  return `\n terminal …${a.slice(Math.max(0, at - 100), at + 200)}\n browser  …${b.slice(Math.max(0, at - 100), at + 200)}`;
}

// ---- Answers

const made = join(temp, 'made');
makeLibrary(made, 1000, 5);
// `most`: nine of ten queries ask for no more, since the terminal of a debug build cuts snippets slowly.
const libraries = [
  { name: 'the sample library', root: repository, queries: 2000, snippets: 1, most: 3 },
  { name: 'the hard library', root: join(repository, 'tests/browser/library'), queries: 2500, snippets: 1, most: 5 },
  { name: 'a thousand made-up incidents', root: made, queries: 4000, snippets: 0.5, most: 3 },
];
if (existsSync(corpora)) libraries.push({ name: 'real post-mortems', root: corpora, queries: 1500, snippets: 0.2, most: 1 });
else {
  skipped(`no search in real post-mortems: ${corpora} is not there`);
  libraries[2].queries += 1500;
}

describe('the browser and the terminal', () => {
  const seen = { total: 0, found: 0, marked: 0 };

  for (const [seed, { name, root, queries: count, snippets, most }] of libraries.entries()) {
    test(`answer ${count} queries of ${name} alike`, async (t) => {
      const { site, cache } = build(root);
      const { texts, ...from } = contents(site);
      const r = random(seed);
      const queries = makeQueries({ ...from, texts }, count, seed + 1).map((q) => ({ ...q, snippets: r.chance(snippets), limit: r.chance(0.1) ? q.limit : Math.min(q.limit, most) }));
      const terminal = lines('search_batch', ['--root', root, '--cache-dir', cache], queries);
      terminal.catch(() => {});
      const { page, wrong } = await searcher(site);
      const browser = await inPage(page, queries, 200, async (text) => {
        const answers = [];
        for (const { query, snippets, ...options } of JSON.parse(text)) {
          const started = performance.now();
          const { total, full, hits, notes, facets, snippet } = await window.candorSearch.search(query, options);
          const time = performance.now() - started;
          const found = [];
          for (const hit of hits) found.push({ id: hit.id, score: hit.score, snippet: snippets ? await snippet(hit) : null });
          answers.push({ total, full, hits: found, notes, facets, time });
        }
        return JSON.stringify(answers);
      });
      const differences = [];
      (await terminal).forEach((expected, i) => {
        const { time, ...got } = browser[i];
        // The scores are compared by themselves.
        const plain = ({ hits, ...rest }) => JSON.stringify(sorted({ ...rest, hits: hits.map(({ id, snippet }) => ({ id, snippet })) }));
        const [a, b] = [plain(expected), plain(got)];
        if (a !== b) differences.push(`${JSON.stringify(queries[i]).slice(0, 300)}${difference(a, b)}`);
        else if (!expected.hits.every((hit, h) => near(hit.score, got.hits[h].score))) differences.push(`${JSON.stringify(queries[i]).slice(0, 300)}: scores differ`);
        seen.total++;
        seen.found += got.total > 0;
        seen.marked += got.hits.some((h) => h.snippet?.segments.some(([, marked]) => marked));
      });
      const times = browser.map((b) => b.time).sort((a, b) => a - b);
      t.diagnostic(`a query took ${times[times.length >> 1].toFixed(1)} ms, 95 of 100 at most ${times[Math.floor(times.length * 0.95)].toFixed(1)} ms, loading included`);
      assert.deepEqual(differences.slice(0, 5), [], `${differences.length} answers differ`);
      assert.deepEqual(wrong, []);
      await page.close();
    });
  }

  test('were asked for things that are there', () => {
    assert.ok(seen.total >= 10000 && seen.found > seen.total * 0.6 && seen.marked > seen.total * 0.1, JSON.stringify(seen));
  });
});

// ---- Tokens and stems

describe('tokens and stems', () => {
  // Blocks that have been whole for long, so that the Unicode versions of Rust and of the browser agree about them.
  const BLOCKS = [[0x20, 0x17f], [0x250, 0x2ff], [0x300, 0x36f], [0x370, 0x52f], [0x531, 0x5f4], [0x600, 0x6ff], [0x900, 0x97f], [0xe01, 0xe5b], [0x1000, 0x10ff],
    [0x1100, 0x11ff], [0x1780, 0x17f9], [0x1e00, 0x1fff], [0x2000, 0x2064], [0x2070, 0x209c], [0x20d0, 0x20f0], [0x2100, 0x2188], [0x2460, 0x24ff], [0x2e80, 0x2fd5], [0x3000, 0x303f],
    [0x3041, 0x318e], [0x31f0, 0x32fe], [0x3400, 0x3500], [0x4e00, 0x5000], [0xa960, 0xa97c], [0xac00, 0xad00], [0xf900, 0xfad9], [0xfb00, 0xfb06], [0xfe00, 0xfe2f],
    [0xff01, 0xffdc], [0x10400, 0x1044f], [0x1d400, 0x1d7ff], [0x1f130, 0x1f169], [0x1f300, 0x1f64f], [0x20000, 0x20100]];
  const SPICE = [...'abzABZsS019_.-:/\'’ \u2010\u2011\u00ad\u200b\u200d\ufeff\u0301\u0308éÉßẞİıςΣǅǄﬁ½²Ⅷⅷ証明か゛ﾊﾟﾡ한กำ𐐀𐐨𝐀①ⓐªœŒ\u0345क्षिع٣'];
  let page;
  before(async () => { ({ page } = await searcher(build(repository).site)); });

  test('of 100,000 random texts agree', async () => {
    const r = random(17);
    const texts = Array.from({ length: 100000 }, (_, i) => {
      const mode = r.next();
      return Array.from({ length: 1 + r.below(i % 50 ? 12 : 200) }, () => {
        if (r.chance(mode < 0.7 ? 0.9 : 0.3)) return r.pick(mode < 0.35 ? SPICE.slice(0, 30) : SPICE);
        const [from, to] = r.pick(BLOCKS);
        const c = String.fromCodePoint(from + r.below(to - from + 1));
        return /\p{Cn}/u.test(c) ? ' ' : c;
      }).join('');
    });
    const asked = texts.map((text, i) => ({ op: 'tokens', text, indexing: i % 2 === 0 }));
    const terminal = lines('search_probe', [], asked);
    terminal.catch(() => {});
    const browser = await inPage(page, asked, 10000, (all) => JSON.stringify(JSON.parse(all)
      .map(({ text, indexing }) => window.candorSearch.tokens(text, indexing).map((t) => [t.text, t.position, t.start, t.end]))));
    const wrong = [];
    (await terminal).forEach((expected, i) => {
      const [a, b] = [JSON.stringify(expected), JSON.stringify(browser[i])];
      if (a !== b) wrong.push(`${JSON.stringify(texts[i])}${difference(a, b)}`);
    });
    assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} differ`);
  });

  test('of every word and text of the libraries agree', async () => {
    const words = new Set();
    const texts = [];
    for (const { root } of libraries.filter(({ root }) => root !== repository)) {
      const from = contents(build(root).site);
      for (const [word] of from.vocabulary) words.add(word);
      texts.push(...from.texts);
    }
    const asked = [...words].map((word) => ({ op: 'stem', word }));
    asked.push(...texts.slice(0, 3000).map((text) => ({ op: 'tokens', text: text.slice(0, 4000).toWellFormed?.() ?? text.slice(0, 4000), indexing: true })));
    const terminal = lines('search_probe', [], asked);
    terminal.catch(() => {});
    const browser = await inPage(page, asked, 2000, (all) => JSON.stringify(JSON.parse(all).map(({ op, word, text }) => (op === 'stem'
      ? window.candorSearch.stem(word) : window.candorSearch.tokens(text, true).map((t) => [t.text, t.position, t.start, t.end])))));
    const wrong = [];
    (await terminal).forEach((expected, i) => {
      const [a, b] = [JSON.stringify(expected), JSON.stringify(browser[i])];
      if (a !== b) wrong.push(`${JSON.stringify(asked[i]).slice(0, 200)}${difference(a, b)}`);
    });
    assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} of ${asked.length} differ`);
  });
});
