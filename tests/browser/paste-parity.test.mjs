// One pasted text finds the same in the browser and in Rust: incidents in their order, scores, reasons, and what helped.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { build, contents, difference, inPage, lines, near, searcher, sorted } from './parity.mjs';
import { generator, hasGenerator, makePastes } from './paste-texts.mjs';
import { makeLibrary, random } from './search-made.mjs';
import { corpora, end, repository, skipped, temp } from './site.mjs';

after(end);

/** A library of a thousand documents: those of the shared generator, or where it is not there our own. */
function generated() {
  const root = join(temp, 'pasted-on');
  if (!hasGenerator) {
    skipped(`pasted texts are tried on our own made-up incidents: ${generator} is not there`);
    makeLibrary(root, 1000, 9);
    return root;
  }
  mkdirSync(join(root, 'content'), { recursive: true });
  const done = spawnSync('python3', [generator, '--count', '1000', '--out', join(root, 'content/incidents'), '--seed', '7', '--flavor', 'yaml'], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  writeFileSync(join(root, 'book.toml'), 'title = "Generated"\n');
  return root;
}

const libraries = [
  { name: 'the sample library', root: repository, count: 400 },
  { name: 'the hard library', root: join(repository, 'tests/browser/library'), count: 250 },
  { name: 'a thousand generated incidents', root: generated(), count: 400 },
];
if (existsSync(corpora)) libraries.push({ name: 'real post-mortems', root: corpora, count: 250 });
else skipped(`no pasted texts on real post-mortems: ${corpora} is not there`);

describe('pasted texts', () => {
  const seen = { total: 0, found: 0, reasons: 0, named: 0, helped: 0 };

  for (const [seed, { name, root, count }] of libraries.entries()) {
    test(`${count} of them find the same in ${name}`, async (t) => {
      const { site, cache } = build(root);
      const own = contents(site).texts;
      const foreign = libraries.filter((l) => l.root !== root).flatMap((l) => contents(build(l.root).site).texts.slice(0, 2000));
      const r = random(seed + 100);
      const asked = makePastes({ own, foreign }, count, seed + 1).map((paste) => ({ paste, limit: r.pick([5, 5, 5, 1, 20]) }));
      const terminal = lines('search_batch', ['--root', root, '--cache-dir', cache], asked);
      terminal.catch(() => {});
      const { page, wrong } = await searcher(site);
      const browser = await inPage(page, asked, 50, async (text) => {
        const answers = [];
        for (const { paste, limit } of JSON.parse(text)) {
          const started = performance.now();
          const { hits, missing } = await window.candorPaste.alike(paste, window.candorSearch, limit);
          const time = performance.now() - started;
          answers.push({
            time, missing, hits: hits.map(({ hit, terms, factors, services, helped }) => ({
              id: hit.id, score: hit.score, terms, factors, services, helped: helped && { anchor: helped[0], heading: helped[1], text: helped[2] },
            })),
          });
        }
        return JSON.stringify(answers);
      });
      const differences = [];
      (await terminal).forEach(({ hits: expected }, i) => {
        const { hits, missing } = browser[i];
        const plain = (list) => JSON.stringify(sorted(list.map(({ score, ...hit }) => hit)));
        const [a, b] = [plain(expected), plain(hits)];
        const what = JSON.stringify(asked[i]).slice(0, 300);
        if (a !== b || missing) differences.push(`${what}${difference(a, b)}`);
        else if (!expected.every(({ score }, h) => near(score, hits[h].score))) differences.push(`${what}: scores differ`);
        seen.total++;
        seen.found += hits.length > 0;
        seen.reasons += hits.some((hit) => hit.terms.length > 1);
        seen.named += hits.some((hit) => hit.services.length + hit.factors.length > 0);
        seen.helped += hits.some((hit) => hit.helped);
      });
      const times = browser.map((b) => b.time).sort((a, b) => a - b);
      t.diagnostic(`an answer took ${times[times.length >> 1].toFixed(1)} ms, 95 of 100 at most ${times[Math.floor(times.length * 0.95)].toFixed(1)} ms, loading included`);
      assert.deepEqual(differences.slice(0, 5), [], `${differences.length} answers differ`);
      assert.deepEqual(wrong, []);
      await page.close();
    });
  }

  test('were like incidents often enough, and unlike all of them too', (t) => {
    t.diagnostic(JSON.stringify(seen));
    assert.ok(seen.total >= 1000 && seen.found > seen.total * 0.3 && seen.found < seen.total * 0.95, JSON.stringify(seen));
    assert.ok(seen.reasons > 100 && seen.named > 20 && seen.helped > 100, JSON.stringify(seen));
  });
});
