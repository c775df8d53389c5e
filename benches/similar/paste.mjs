// What a pasted text costs a reader: bytes, requests and round trips of the first answer, beyond the search page itself,
// and milliseconds when everything is there.
//
//   (cd benches/search && npm ci) && node benches/similar/paste.mjs --root LIBRARY [--bin CANDOR] [--site FOLDER] [--texts 40] [--rounds 5] [--json FILE]
//
// The texts are log lines among timestamps, hosts and stack frames made of the library's own documents, and the alerts of
// `tests/similar`. `--site` takes a site that is built already.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { trips } from '../search/cost.mjs';
import { browser, build, filesOf, quantile, serve, table } from '../search/lib.mjs';
import { makePastes } from '../../tests/browser/paste-texts.mjs';
import { random } from '../../tests/browser/search-made.mjs';

// So long that there is no doubt which requests waited for which.
const LATENCY = 60;
const FOLDERS = { common: 's', terms: 't', places: 'n', words: 'w', cards: 'd', texts: 'f' };

const { values } = parseArgs({ options: {
  root: { type: 'string' },
  bin: { type: 'string', default: resolve(dirname(fileURLToPath(import.meta.url)), '../../target/release/candor') },
  site: { type: 'string' },
  texts: { type: 'string', default: '40' },
  rounds: { type: 'string', default: '5' },
  seed: { type: 'string', default: '1' },
  json: { type: 'string' },
} });

/** Texts of some documents of a library, without front matter. */
function documents(root, count, r) {
  const all = filesOf(root).map(({ path }) => path).filter((path) => /(^|\/)content\/.*\.md$/.test(path)).sort();
  return Array.from({ length: Math.min(count, all.length) }, () => readFileSync(join(root, r.pick(all)), 'utf8').replace(/^(---|\+\+\+)\n[^]*?\n\1\n/, '')
    .split('\n').filter((line) => line.trim() && !/^(```|\||<!--|#)/.test(line)).join('\n')).filter(Boolean);
}

/** Runs in the page. */
const ask = async (text) => {
  const began = performance.now();
  const { hits, missing } = await window.candorPaste.alike(text, window.candorSearch);
  return { hits: hits.length, missing, milliseconds: performance.now() - began };
};

async function visit(chrome, base) {
  const context = await chrome.newContext();
  const page = await context.newPage();
  const sent = new Map();
  context.on('request', (request) => sent.set(request, { start: performance.now(), end: Infinity }));
  context.on('requestfinished', (request) => { if (sent.has(request)) sent.get(request).end = performance.now(); });
  await page.goto(`${base}search/index.html`, { waitUntil: 'networkidle' });
  await page.evaluate(() => window.candorSearch.warm());
  return { context, page, sent };
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
const spread = (list, show = (value) => value.toFixed(1)) => [show(quantile(list, 0.5)), show(quantile(list, 0.95)), show(Math.max(...list))];

if (!values.root) {
  console.log('SKIPPED: name the folder of a library with --root');
} else {
  const work = mkdtempSync(join(tmpdir(), 'candor-paste-'));
  const site = values.site ? resolve(values.site) : join(work, 'site');
  if (!values.site) await build(values.bin, values.root, site);
  const r = random(Number(values.seed));
  const texts = makePastes({ own: documents(resolve(values.root), 400, r), foreign: [] }, Number(values.texts), Number(values.seed), { real: true });
  const chrome = await browser();
  const cold = [];
  const warm = [];
  try {
    const slow = await serve(site, { latency: LATENCY });
    for (const text of texts) {
      const { context, page, sent } = await visit(chrome, slow.base);
      slow.asked.length = 0;
      sent.clear();
      const { hits, missing, milliseconds } = await page.evaluate(ask, text);
      if (missing) throw new Error('a shard is missing');
      const asked = [...slow.asked];
      for (let tries = 0; tries < 50 && [...sent.values()].some(({ end }) => end === Infinity); tries += 1) await page.waitForTimeout(10);
      const bytes = (folder) => asked.filter(({ path }) => !folder || path.startsWith(`search/${folder}/`)).reduce((sum, one) => sum + one.bytes, 0);
      cold.push({
        text, hits, milliseconds, requests: asked.length, bytes: bytes(), trips: trips([...sent.values()]),
        ...Object.fromEntries(Object.entries(FOLDERS).map(([name, folder]) => [name, bytes(folder)])),
      });
      await context.close();
    }
    slow.close();
    const fast = await serve(site);
    const { context, page } = await visit(chrome, fast.base);
    for (const text of texts) await page.evaluate(ask, text);
    for (const text of texts) {
      const times = [];
      for (let round = 0; round < Number(values.rounds); round += 1) times.push((await page.evaluate(ask, text)).milliseconds);
      warm.push(quantile(times, 0.5));
    }
    await context.close();
    fast.close();
  } finally {
    await chrome.close();
    rmSync(work, { recursive: true, force: true });
  }
  const of = (name) => cold.map((row) => row[name]);
  console.log(`${texts.length} texts, ${cold.filter(({ hits }) => hits).length} of them like some incident; KB = 1000 bytes as sent, base64 included\n`);
  console.log(table(['', 'median', '95 of 100', 'most'], [
    ['KB, cold', ...spread(of('bytes'), kilobytes)],
    ...Object.keys(FOLDERS).map((name) => [`  of it ${name}`, ...spread(of(name), kilobytes)]),
    ['requests, cold', ...spread(of('requests'), String)],
    ['round trips, cold', ...spread(of('trips'), String)],
    ['ms, warm', ...spread(warm)],
  ]));
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ cold, warm }, null, 1)}\n`);
}
