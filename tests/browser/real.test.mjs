// Pages of real post-mortems, where the folder with them is there.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { corpora, end, library, open, overflow, pagesOf, skipped } from './site.mjs';

after(end);

/** Twelve pages that differ: each the first of all by another measure. */
function varied(folder) {
  const pages = pagesOf(folder)
    .filter((p) => /^incidents\/(?!page\/).+\/index\.html$/.test(p))
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  const count = (pattern) => (text) => (text.match(pattern) || []).length;
  const longest = (parts) => parts.reduce((most, part) => Math.max(most, part.length), 0);
  const between = (text, from, to) => text.split(from).slice(1).map((part) => part.split(to, 1)[0]);
  const cells = count(/<t[dh]\b/g);
  const han = count(/[\u3040-\u30ff\u4e00-\u9fff]/g);
  const measures = [
    (text) => text.length,
    (text) => -text.length,
    (text) => longest(between(text, '<h1>', '</h1>')),
    cells,
    (text) => (cells(text) ? han(text) : 0),
    han,
    (text) => longest(between(text, '<pre', '</pre>')),
    (text) => longest(between(text, '<pre', '</pre>').flatMap((code) => code.replace(/<[^>]*>/g, '').split('\n'))),
    count(/<img\b/g),
    (text) => longest(text.replace(/<[^>]*>/g, ' ').split(/\s+/)),
    count(/<a\b/g),
    count(/<h[2-6]\b/g),
  ];
  const chosen = new Set();
  for (const measure of measures) {
    const best = pages.filter((p) => !chosen.has(p.path)).map((p) => [measure(p.text), p.path]).sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? -1 : 1));
    if (best.length) chosen.add(best[0][1]);
  }
  return [...chosen];
}

if (!existsSync(corpora)) {
  skipped(`no real post-mortems: ${corpora} is not there`);
} else {
  let site;
  before(async () => { site = await open(library(corpora)); });

  test('twelve varied real post-mortems keep to a screen of 360 px, to the policy and to their own host', async () => {
    const paths = varied(site.folder);
    assert.equal(paths.length, 12);
    for (const colorScheme of ['light', 'dark']) {
      const visit = await site.visitor({ width: 360, colorScheme });
      const problems = [];
      for (const path of paths) {
        const { page, wrong } = await visit.page(path);
        const wide = await overflow(page);
        if (wide) problems.push(`${path}: ${wide}`);
        for (const w of wrong) problems.push(`${path}: ${w}`);
        await page.close();
      }
      assert.deepEqual(problems, []);
    }
  });

  test('the overviews of a library of real post-mortems keep to a screen of 360 px', async () => {
    const { page, wrong } = await (await site.visitor({ width: 360 })).page();
    for (const path of ['index.html', 'incidents/index.html', 'services/index.html', 'tags/index.html', 'severities/index.html'].filter((p) => existsSync(join(site.folder, p)))) {
      await page.goto(site.base + path);
      assert.equal(await overflow(page), '', path);
    }
    assert.deepEqual(wrong, []);
    await page.close();
  });
}
