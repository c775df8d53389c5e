// What the tests of parity share: a site and the examples of the program over one library, and how answers are compared.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { bundle, pasteBundle } from './search-index.mjs';
import { open, program, temp } from './site.mjs';

/** An example of the program, which `cargo build --examples` and `cargo test` make. */
function example(name) {
  const path = join(dirname(program()), 'examples', name);
  if (!existsSync(path)) throw new Error(`${path} is missing: build it with \`cargo build --examples\``);
  return path;
}

/** Runs an example over lines of JSON. */
export const lines = (name, args, input) => new Promise((resolve, reject) => {
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
export function build(root) {
  if (built.has(root)) return built.get(root);
  const folder = mkdtempSync(join(temp, 'parity-'));
  const args = ['--root', root, '--cache-dir', join(folder, 'cache'), 'build', '--drafts', '--future', '--out', join(folder, 'site')];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CANDOR_')));
  const done = spawnSync(program(), args, { encoding: 'utf8', env, maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, done.stderr);
  // The scripts as they are in this checkout, where the pages of the site would have them.
  writeFileSync(join(folder, 'site/assets/js/search.parity.js'), bundle);
  writeFileSync(join(folder, 'site/assets/js/paste.parity.js'), pasteBundle);
  built.set(root, { site: join(folder, 'site'), cache: join(folder, 'cache') });
  return built.get(root);
}

/** What stands in the files of an index. */
export function contents(site) {
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
export async function searcher(site) {
  const opened = await open(site);
  const { page, wrong } = await (await opened.visitor()).page('index.html');
  for (const name of ['search', 'paste']) await page.addScriptTag({ url: `${opened.base}assets/js/${name}.parity.js` });
  return { page, wrong };
}

/**
 * Gives a page parts of a list, so that no call takes long; as text, which is handed over faster than values.
 * @param {(text: string) => unknown} answer from a list in JSON to the answers in JSON
 */
export async function inPage(page, list, size, answer) {
  const answers = [];
  for (let at = 0; at < list.length; at += size) answers.push(...JSON.parse(await page.evaluate(answer, JSON.stringify(list.slice(at, at + size)))));
  return answers;
}

/** The same value with its keys in order. */
export const sorted = (value) => (Array.isArray(value) ? value.map(sorted)
  : value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value);

/** Whether two scores are the same but for their last two units. */
export const near = (a, b) => Math.abs(a - b) <= 2 * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b));

/** Where two texts begin to differ. */
export function difference(a, b) {
  let at = 0;
  while (a[at] === b[at]) at++;
  return `\n terminal …${a.slice(Math.max(0, at - 100), at + 200)}\n browser  …${b.slice(Math.max(0, at - 100), at + 200)}`;
}
