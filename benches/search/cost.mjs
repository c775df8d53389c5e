// What search costs: the build (time, memory, files), and a reader (bytes, requests, round trips, milliseconds), for
// Candor and for Pagefind over the same site.
//
//   node cost.mjs --root LIBRARY --bin CANDOR [--engines pagefind,candor] [--a-class 70] [--rounds 5] [--work DIR] [--json FILE]

import { cpus, tmpdir, totalmem } from 'node:os';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { browser, build, filesOf, pagefind, quantile, serve, table } from './lib.mjs';
import { queries } from './queries.mjs';
import { random, sample } from './random.mjs';

// An answer that takes so long leaves no doubt which requests waited for which, even on a loaded machine.
const LATENCY = 60;
const LIMIT = 10;

/**
 * @typedef {object} Engine
 * @property {string} page address of the page that it runs in
 * @property {(path: string) => boolean} own whether a request belongs to the search, not to the page around it
 * @property {() => Promise<void>} boot run in the page: everything before the first query can be asked
 * @property {(args: {text: string, limit: number}) => Promise<{total: number, milliseconds: number, search: number}>} ask run in
 *   the page: until the first results can be shown, and the part of it until their order is known
 */

/** @type {Record<string, Engine>} */
const ENGINES = {
  pagefind: {
    page: 'blank.html',
    own: (path) => path.startsWith('pagefind/'),
    boot: async () => {
      // @ts-ignore: an address of the page, not of this file
      window.engine = await import('/pagefind/pagefind.js');
      await window.engine.init();
    },
    ask: async ({ text, limit }) => {
      const began = performance.now();
      const { results } = await window.engine.search(text);
      const search = performance.now() - began;
      await Promise.all(results.slice(0, limit).map((result) => result.data()));
      return { total: results.length, milliseconds: performance.now() - began, search };
    },
  },
  candor: {
    page: 'index.html',
    // The shards, and the script that reads them wherever the theme puts it.
    own: (path) => path.startsWith('search/') || /(^|\/)[^/]*search[^/]*\.js$/.test(path),
    boot: async () => {
      // As the first use of the box does.
      const script = document.createElement('script');
      script.src = document.body.dataset.search || '';
      await new Promise((loaded, failed) => {
        script.onload = loaded;
        script.onerror = failed;
        document.head.append(script);
      });
      await window.candorSearch.warm();
    },
    ask: async ({ text, limit }) => {
      const began = performance.now();
      const { total } = await window.candorSearch.search(text, { limit });
      const milliseconds = performance.now() - began;
      return { total, milliseconds, search: milliseconds };
    },
  },
};

/**
 * @typedef {{path: string, start: number, end: number}} Timed
 * @typedef {{path: string, bytes: number}} Asked
 */

/**
 * Round trips one after the other: a request that started after another's answer had ended is one trip further.
 * @param {Timed[]} requests
 */
export function trips(requests) {
  const sorted = [...requests].sort((a, b) => a.start - b.start);
  const depth = sorted.map(() => 1);
  sorted.forEach((request, index) => {
    for (let earlier = 0; earlier < index; earlier += 1) {
      if (sorted[earlier].end <= request.start) depth[index] = Math.max(depth[index], depth[earlier] + 1);
    }
  });
  return Math.max(0, ...depth);
}

/** Bytes as sent, and with the base64 of shards undone. @param {Asked[]} asked */
function weigh(asked) {
  const bytes = asked.reduce((sum, one) => sum + one.bytes, 0);
  const plain = asked.reduce((sum, one) => sum + (/^search\/.*\.js$/.test(one.path) ? one.bytes * 0.75 : one.bytes), 0);
  return { requests: asked.length, bytes, plain: Math.round(plain) };
}

/** A fresh visitor on the engine's page, with the requests that the browser sends, those of workers too. */
async function visit(chrome, engine, base) {
  const context = await chrome.newContext();
  const page = await context.newPage();
  // When the page asked and when it was answered. The browser's own timing begins only when one of its six connections is
  // free, and would count waiting for a connection as a trip that the page had to wait for.
  /** @type {Map<import('playwright-core').Request, {start: number, end: number}>} */
  const sent = new Map();
  context.on('request', (request) => sent.set(request, { start: performance.now(), end: Infinity }));
  context.on('requestfinished', (request) => {
    // What was asked before the counting began may end after it did.
    const times = sent.get(request);
    if (times) times.end = performance.now();
  });
  await page.goto(`${base}${engine.page}`, { waitUntil: 'load' });
  /** @returns {Timed[]} */
  const timed = () => [...sent].filter(([request]) => request.url().startsWith(base))
    .map(([request, times]) => ({ path: decodeURIComponent(new URL(request.url()).pathname.slice(1)), ...times }))
    .filter(({ path }) => engine.own(path));
  return { context, page, sent, timed };
}

/**
 * Bytes, requests and round trips of booting and of each query, each by a fresh visitor.
 * @param {import('playwright-core').Browser} chrome
 */
async function traffic(chrome, engine, site, texts) {
  const server = await serve(site, { latency: LATENCY });
  const mine = () => server.asked.filter(({ path }) => engine.own(path));
  const rows = [];
  let boot;
  try {
    for (const { text } of texts) {
      server.asked.length = 0;
      const { context, page, sent, timed } = await visit(chrome, engine, server.base);
      await page.evaluate(engine.boot);
      // What is loaded ahead after boot belongs to boot: wait until nothing more is asked.
      for (let count = -1; count !== server.asked.length;) { count = server.asked.length; await page.waitForTimeout(LATENCY * 2); }
      boot ??= { ...weigh(mine()), trips: trips(timed()), files: mine() };
      server.asked.length = 0;
      sent.clear();
      const { total } = await page.evaluate(engine.ask, { text, limit: LIMIT });
      const asked = mine();
      // The timing of a request is complete a little after the page has its answer.
      for (let tries = 0; tries < 50 && (timed().length < asked.length || timed().some(({ end }) => end === Infinity)); tries += 1) await page.waitForTimeout(10);
      if (timed().length !== asked.length) throw new Error(`the browser tells of ${timed().length} requests, the server of ${asked.length}`);
      rows.push({ text, total, ...weigh(asked), order: weigh(asked.filter(({ path }) => !path.includes('/fragment/'))), trips: trips(timed()), files: asked });
      await context.close();
    }
  } finally {
    server.close();
  }
  return { boot, rows };
}

/** Milliseconds of booting and of the first query of a fresh visitor, without any latency but the machine's. */
async function cold(chrome, engine, site, texts) {
  const server = await serve(site);
  const rows = [];
  try {
    for (const { text } of texts) {
      const { context, page } = await visit(chrome, engine, server.base);
      const began = performance.now();
      await page.evaluate(engine.boot);
      const boot = performance.now() - began;
      rows.push({ text, boot, ...await page.evaluate(engine.ask, { text, limit: LIMIT }) });
      await context.close();
    }
  } finally {
    server.close();
  }
  return rows;
}

/** Milliseconds of each query when all of them have been asked before: the median of some rounds. */
async function warm(chrome, engine, site, texts, rounds) {
  const server = await serve(site);
  try {
    const { context, page } = await visit(chrome, engine, server.base);
    await page.evaluate(engine.boot);
    for (const { text } of texts) await page.evaluate(engine.ask, { text, limit: LIMIT });
    const times = texts.map(() => /** @type {{milliseconds: number, search: number}[]} */ ([]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, { text }] of texts.entries()) times[index].push(await page.evaluate(engine.ask, { text, limit: LIMIT }));
    }
    await context.close();
    return texts.map(({ text }, index) => ({ text, milliseconds: quantile(times[index].map((time) => time.milliseconds), 0.5), search: quantile(times[index].map((time) => time.search), 0.5) }));
  } finally {
    server.close();
  }
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
const megabytes = (bytes) => (bytes === null ? '-' : (bytes / 1e6).toFixed(1));
const spread = (values, show = (value) => value.toFixed(1)) => `${show(quantile(values, 0.5))} / ${show(quantile(values, 0.95))}`;

async function main() {
  const here = dirname(fileURLToPath(import.meta.url));
  const { values } = parseArgs({ options: {
    root: { type: 'string' },
    bin: { type: 'string', default: resolve(here, '../../target/release/candor') },
    engines: { type: 'string', default: 'pagefind,candor' },
    'a-class': { type: 'string', default: '70' },
    rounds: { type: 'string', default: '5' },
    work: { type: 'string' },
    json: { type: 'string' },
    'build-only': { type: 'boolean', default: false },
  } });
  if (!values.root || !existsSync(values.root)) {
    console.log('SKIPPED: name the folder of a library with --root');
    return;
  }
  const work = resolve(values.work ?? mkdtempSync(join(tmpdir(), 'candor-cost-')));
  mkdirSync(work, { recursive: true });
  const site = join(work, 'site');
  const engines = values.engines.split(',');
  const result = { machine: { cores: cpus().length, processor: cpus()[0]?.model, memory: totalmem(), node: process.version }, documents: 0, build: {}, reader: {} };

  const built = await build(values.bin, values.root, site);
  result.documents = built.incidents;
  const rows = [];
  if (engines.includes('candor')) {
    const index = Object.entries(built.stages).filter(([name]) => /index|search|shard/.test(name));
    const files = filesOf(join(site, 'search')).filter(({ path }) => !path.endsWith('.html'));
    result.build.candor = {
      index: index.reduce((sum, [, milliseconds]) => sum + milliseconds, 0), stages: built.stages, whole: built.milliseconds, peak: built.peakBytes,
      files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      plain: Math.round(files.reduce((sum, { path, bytes }) => sum + bytes * (path.endsWith('.js') ? 0.75 : 1), 0)),
    };
  }
  if (engines.includes('pagefind')) {
    const indexed = await pagefind(site);
    // Its ready-made interfaces lie there too, but are no part of the index.
    const files = filesOf(join(site, 'pagefind')).filter(({ path }) => !/pagefind-(ui|modular-ui|component-ui|highlight)\./.test(path));
    result.build.pagefind = { index: indexed.milliseconds, peak: indexed.peakBytes, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  }
  for (const engine of engines) {
    const { index, whole, peak, files, bytes, plain } = result.build[engine];
    rows.push([engine, (index / 1000).toFixed(2), whole ? (whole / 1000).toFixed(2) : '-', megabytes(peak), files, megabytes(bytes), plain === undefined ? '-' : megabytes(plain)]);
  }
  console.log(`${built.incidents} documents\n\n${table(['engine', 'index, s', 'whole build, s', 'peak memory, MB', 'files', 'size, MB', 'without base64, MB'], rows)}`);

  if (!values['build-only']) {
    const classes = ['exact', 'prefix', 'typo'];
    const all = queries(values.root, { seed: '1', aDocument: 1, classes, alike: true });
    const texts = classes.flatMap((name) => sample(random('1', 'cost', name), all.filter((query) => query.class === name), Number(values['a-class'])));
    const chrome = await browser();
    result.machine.chromium = chrome.version();
    const reader = [];
    try {
      for (const name of engines) {
        const engine = ENGINES[name];
        const sent = await traffic(chrome, engine, site, texts);
        const first = await cold(chrome, engine, site, texts);
        const again = await warm(chrome, engine, site, texts, Number(values.rounds));
        result.reader[name] = { boot: sent.boot, traffic: sent.rows, cold: first, warm: again };
        for (const kind of ['all', ...classes]) {
          const pick = (list) => list.filter((_, index) => kind === 'all' || texts[index].class === kind);
          const got = pick(sent.rows);
          reader.push([
            `${name}, ${kind}`, got.length,
            spread(got.map(({ bytes }) => bytes), kilobytes), spread(got.map(({ plain }) => plain), kilobytes), spread(got.map(({ order }) => order.plain), kilobytes),
            spread(got.map(({ requests }) => requests), String), `${quantile(got.map((row) => row.trips), 0.5)} / ${Math.max(...got.map((row) => row.trips))}`,
            spread(pick(first).map(({ milliseconds }) => milliseconds)), spread(pick(again).map(({ milliseconds }) => milliseconds)), spread(pick(again).map(({ search }) => search)),
            got.filter(({ total }) => total === 0).length,
          ]);
        }
        const { requests, bytes, plain, trips: deep } = sent.boot;
        console.log(`\n${name} boots with ${requests} requests in ${deep} round trips, ${kilobytes(bytes)} KB (${kilobytes(plain)} KB without base64), ${quantile(first.map(({ boot }) => boot), 0.5).toFixed(0)} ms (median)`);
      }
    } finally {
      await chrome.close();
    }
    console.log(`\nA query: median / p95; round trips: median / most; KB = 1000 bytes.\n`);
    console.log(table(['engine, class', 'queries', 'KB', 'KB without base64', 'of it for the order', 'requests', 'round trips', 'cold, ms', 'warm, ms', 'warm, order only, ms', 'nothing found'], reader));
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 1)}\n`);
  if (!values.work) rmSync(work, { recursive: true, force: true });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
