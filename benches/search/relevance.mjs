// How well two engines find what was remembered: MRR@10 of the queries of queries.mjs, for Pagefind in Chromium over the
// site that the program builds, and for Candor through a command that answers queries on its standard input.
//
//   node relevance.mjs --bin CANDOR [--candor CMD] [--queries FILE] [--library DIR] [--half report|tune|both]
//                      [--work DIR] [--json FILE] [--reuse]

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { address, browser, build, mean, PAGEFIND, pagefind, run, serve, sources, table } from './lib.mjs';
import { CLASSES } from './queries.mjs';
import { random } from './random.mjs';

const LIMIT = 10;
const RESAMPLES = 10_000;
const SEED = '1';

/**
 * The sources that Pagefind finds, best first.
 * @param {string} site with its index
 * @param {string[]} texts
 * @returns {Promise<string[][]>}
 */
async function searchPagefind(site, texts) {
  const server = await serve(site);
  const chrome = await browser();
  try {
    const page = await chrome.newPage();
    await page.goto(`${server.base}blank.html`);
    await page.evaluate(async () => {
      // @ts-ignore: an address of the page, not of this file
      window.engine = await import('/pagefind/pagefind.js');
      await window.engine.init();
    });
    const source = sources(site);
    const found = [];
    for (const text of texts) {
      const urls = await page.evaluate(async ([typed, limit]) => {
        const { results } = await window.engine.search(typed);
        return Promise.all(results.slice(0, limit).map(async (result) => (await result.data()).url));
      }, [text, LIMIT]);
      found.push(urls.map((url) => source.get(address(url)) ?? `? ${url}`));
    }
    return found;
  } finally {
    await chrome.close();
    server.close();
  }
}

/**
 * The sources that the program finds, best first.
 * @param {string} command a shell command; `{root}` stands for the library, else `--root LIBRARY` is appended
 * @param {string} root
 * @param {string[]} texts
 * @returns {Promise<string[][]>}
 */
async function searchCandor(command, root, texts) {
  const quoted = `'${root.replaceAll("'", "'\\''")}'`;
  const whole = command.includes('{root}') ? command.replaceAll('{root}', quoted) : `${command} --root ${quoted}`;
  const input = texts.map((query) => `${JSON.stringify({ query, limit: LIMIT })}\n`).join('');
  const { stdout } = await run(whole, [], { shell: true, input });
  const lines = stdout.split('\n').filter((line) => line.trim());
  if (lines.length !== texts.length) throw new Error(`${texts.length} queries, but ${lines.length} answers of \`${whole}\``);
  return lines.map((line) => JSON.parse(line).hits.map(({ source }) => source));
}

/** @param {string[]} found @param {string} target */
function reciprocal(found, target) {
  const place = found.slice(0, LIMIT).indexOf(target);
  return place < 0 ? 0 : 1 / (place + 1);
}

/**
 * 95% interval of the mean difference. Documents are drawn, each with all its queries, since these are not independent;
 * that is wider than drawing queries.
 * @param {{target: string, difference: number}[]} asked
 * @param {string} name
 */
function interval(asked, name) {
  /** @type {Map<string, {sum: number, count: number}>} */
  const documents = new Map();
  for (const { target, difference } of asked) {
    const document = documents.get(target) ?? { sum: 0, count: 0 };
    documents.set(target, { sum: document.sum + difference, count: document.count + 1 });
  }
  const all = [...documents.values()];
  const next = random(SEED, 'bootstrap', name);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    let count = 0;
    for (let drawn = 0; drawn < all.length; drawn += 1) {
      const document = all[Math.floor(next() * all.length)];
      sum += document.sum;
      count += document.count;
    }
    return sum / count;
  }).sort((a, b) => a - b);
  return [means[Math.floor(RESAMPLES * 0.025)], means[Math.ceil(RESAMPLES * 0.975) - 1]];
}

async function main() {
  const here = dirname(fileURLToPath(import.meta.url));
  const { values } = parseArgs({ options: {
    bin: { type: 'string', default: resolve(here, '../../target/release/candor') },
    candor: { type: 'string' },
    queries: { type: 'string' },
    library: { type: 'string', default: resolve(here, '../../../shared/corpora') },
    half: { type: 'string', default: 'report' },
    work: { type: 'string' },
    json: { type: 'string' },
    reuse: { type: 'boolean', default: false }, // sites and Pagefind's indexes of an earlier run in --work
    'pagefind-root': { type: 'string', default: PAGEFIND.root },
    'pagefind-exclude': { type: 'string', default: PAGEFIND.exclude },
    'no-pagefind': { type: 'boolean', default: false },
  } });
  if (!existsSync(values.library)) {
    console.log(`SKIPPED: ${values.library} is missing: name the folder of the post-mortems with --library`);
    return;
  }
  const work = resolve(values.work ?? mkdtempSync(join(tmpdir(), 'candor-relevance-')));
  mkdirSync(work, { recursive: true });
  const script = join(here, 'queries.mjs');

  const file = values.queries ?? join(work, 'queries.jsonl');
  if (!values.queries) await run(process.execPath, [script, '--library', values.library, '--out', file]);
  const asked = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
    .filter((query) => values.half === 'both' || query.half === values.half);

  // Two libraries: the post-mortems as they are, and without the summaries for the class that asks for these.
  const libraries = [
    { name: 'library', option: '--copy', of: asked.filter((query) => query.class !== 'summary') },
    { name: 'without-summaries', option: '--without-summaries', of: asked.filter((query) => query.class === 'summary') },
  ];
  const how = { ...PAGEFIND, root: values['pagefind-root'], exclude: values['pagefind-exclude'] };
  for (const { name, option, of } of libraries) {
    if (!of.length) continue;
    const root = join(work, name);
    const site = join(work, `${name}.site`);
    if (!values.reuse || !existsSync(root)) {
      rmSync(root, { recursive: true, force: true });
      await run(process.execPath, [script, '--library', values.library, option, root]);
    }
    const texts = of.map(({ text }) => text);
    if (!values['no-pagefind']) {
      if (!values.reuse || !existsSync(join(site, 'incidents.json'))) await build(values.bin, root, site);
      if (!values.reuse || !existsSync(join(site, 'pagefind'))) await pagefind(site, how);
      const found = await searchPagefind(site, texts);
      of.forEach((query, index) => { query.pagefind = reciprocal(found[index], query.target); query.pagefindFound = found[index]; });
    }
    if (values.candor) {
      const found = await searchCandor(values.candor, root, texts);
      of.forEach((query, index) => { query.candor = reciprocal(found[index], query.target); query.candorFound = found[index]; });
    }
  }

  const results = [];
  for (const half of ['tune', 'report']) {
    for (const name of CLASSES) {
      const members = asked.filter((query) => query.class === name && query.half === half);
      if (!members.length) continue;
      const of = (engine) => (members[0][engine] === undefined ? null : mean(members.map((query) => query[engine])));
      const [ours, theirs] = [of('candor'), of('pagefind')];
      const both = ours !== null && theirs !== null;
      results.push({
        class: name, half, queries: members.length, documents: new Set(members.map(({ target }) => target)).size,
        pagefind: theirs, candor: ours,
        difference: both ? ours - theirs : null,
        interval: both ? interval(members.map((query) => ({ target: query.target, difference: query.candor - query.pagefind })), `${half} ${name}`) : null,
      });
    }
  }
  const number = (value) => (value === null ? '-' : value.toFixed(3));
  for (const half of ['tune', 'report']) {
    const rows = results.filter((row) => row.half === half);
    if (!rows.length) continue;
    console.log(`\nMRR@${LIMIT}, half: ${half}\n`);
    console.log(table(['class', 'queries', 'documents', 'Pagefind', 'Candor', 'difference', '95% interval'], rows.map((row) => [
      row.class, row.queries, row.documents, number(row.pagefind), number(row.candor), number(row.difference),
      row.interval ? `${row.interval[0].toFixed(3)} to ${row.interval[1].toFixed(3)}` : '-',
    ])));
  }
  // Each query with its answers too: that is where to look when a figure surprises. It holds words of the collections.
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ pagefind: how, results, queries: asked }, null, 1)}\n`);
  if (!values.work) rmSync(work, { recursive: true, force: true });
}

await main();
