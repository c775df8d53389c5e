// One query gives the same in the browser and in the terminal: tokens, stems, and thousands of answers, in Chromium over
// the files of built sites and through the examples `search_probe` and `search_batch`.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build, contents, difference, inPage, lines, near, searcher, sorted } from './parity.mjs';
import { makeLibrary, random } from './search-made.mjs';
import { makeQueries } from './search-queries.mjs';
import { corpora, end, repository, skipped, temp } from './site.mjs';

after(end);

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
