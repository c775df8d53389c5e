// How much of the browser's index an edit rewrites: a reader who was there yesterday has the rest in the cache, and a host
// has to be sent no more.
//
//   node edited.mjs --root LIBRARY --bin CANDOR [--documents 5] [--work DIR] [--json FILE]

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, filesOf, quantile, table } from './lib.mjs';
import { postMortems } from './queries.mjs';
import { part } from './text.mjs';

// Words that most libraries already hold, and one that none does: an edit brings both.
const SENTENCE = 'After the second restart the operators watched the queue drain and raised the Zwischenspeicherlimit.';

/** @param {string} folder @returns {Map<string, {hash: string, bytes: number}>} */
const snapshot = (folder) => new Map(filesOf(folder).filter(({ path }) => !path.endsWith('.html'))
  .map(({ path, bytes }) => [path, { hash: createHash('sha256').update(readFileSync(join(folder, path))).digest('hex'), bytes }]));

/** What of the later state is not in the earlier: other content under a name, or a new name. */
function compare(before, after) {
  const changed = [...after].filter(([path, { hash }]) => before.has(path) && before.get(path).hash !== hash).map(([path]) => path);
  const added = [...after.keys()].filter((path) => !before.has(path));
  const removed = [...before.keys()].filter((path) => !after.has(path));
  return { files: after.size, changed, added, removed, bytes: [...changed, ...added].reduce((sum, path) => sum + after.get(path).bytes, 0), whole: [...after.values()].reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Another sentence for the first one of the text that ends inside a line of prose. */
export function edit(source) {
  const { start } = part(source);
  const body = source.slice(start);
  const edited = body.replace(/^(?![#\s|>*+`<-])([^\n]*?[\p{L}\p{N})][.!?])(?=\s)/mu, SENTENCE);
  if (edited === body) return null;
  return source.slice(0, start) + edited;
}

/** The same document as another one, of a day that is later than all others. */
function newest(source) {
  const { front, body } = part(source);
  const title = 'Orders waited behind a stuck reconciliation';
  // No front matter is needed: a heading and a labelled date are understood too, so that any library can take it.
  const rest = (front ? body : body.replace(/^#[ \t].*$/m, '')).trim();
  return `---\ntitle: "${title}"\ndate: 2029-12-31\n---\n\n${rest}\n\n${SENTENCE}\n`;
}

async function main() {
  const here = dirname(fileURLToPath(import.meta.url));
  const { values } = parseArgs({ options: {
    root: { type: 'string', default: resolve(here, '../../../shared/corpora') },
    bin: { type: 'string', default: resolve(here, '../../target/release/candor') },
    documents: { type: 'string', default: '5' },
    work: { type: 'string' },
    json: { type: 'string' },
  } });
  if (!existsSync(values.root)) {
    console.log(`SKIPPED: ${values.root} is missing: name the folder of a library with --root`);
    return;
  }
  const work = resolve(values.work ?? mkdtempSync(join(tmpdir(), 'candor-edited-')));
  mkdirSync(work, { recursive: true });
  const root = join(work, 'library');
  const site = join(work, 'site');
  rmSync(root, { recursive: true, force: true });
  const paths = postMortems(values.root);
  for (const path of paths) cpSync(join(values.root, path), join(root, path));

  await build(values.bin, root, site);
  const search = join(site, 'search');
  const before = snapshot(search);
  const results = [];
  const attempt = async (what, name, change) => {
    const restore = change();
    if (!restore) return;
    const { milliseconds } = await build(values.bin, root, site, { keep: true });
    results.push({ what, name, milliseconds, ...compare(before, snapshot(search)) });
    restore();
  };

  const count = Number(values.documents);
  const chosen = Array.from({ length: count }, (_, index) => paths[Math.floor(((index + 0.5) * paths.length) / count)]);
  for (const path of chosen) {
    await attempt('one sentence edited', path, () => {
      const source = readFileSync(join(root, path), 'utf8');
      const edited = edit(source);
      if (edited === null) { console.log(`${path} has no sentence to edit`); return null; }
      writeFileSync(join(root, path), edited);
      return () => writeFileSync(join(root, path), source);
    });
  }
  // Documents are in the order of their paths: a new one behind all others moves nobody, one amid them moves half of them.
  const last = paths[paths.length - 1];
  const middle = paths[Math.floor(paths.length / 2)];
  for (const [what, path] of [['newest document, last path', join(dirname(last), `zzz-new${extname(last)}`)], ['newest document, path in the middle', middle.replace(/\.md$/, '-b.md')]]) {
    await attempt(what, path, () => {
      const file = join(root, path);
      writeFileSync(file, newest(readFileSync(join(root, middle), 'utf8')));
      return () => rmSync(file);
    });
  }
  await build(values.bin, root, site, { keep: true });
  const back = compare(before, snapshot(search));
  console.log(`${paths.length} documents, ${before.size} files in search/; when all was undone, ${back.changed.length + back.added.length + back.removed.length} differed\n`);

  const rows = [...new Set(results.map(({ what }) => what))].map((what) => {
    const of = results.filter((result) => result.what === what);
    const figures = (value) => (of.length > 1 ? `${quantile(of.map(value), 0.5)} (${Math.min(...of.map(value))} to ${Math.max(...of.map(value))})` : String(value(of[0])));
    return [what, of.length, figures(({ changed, added }) => changed.length + added.length), figures(({ changed }) => changed.length), figures(({ added }) => added.length), figures(({ removed }) => removed.length), figures(({ bytes }) => Math.round(bytes / 1000)), figures(({ bytes, whole }) => +((bytes / whole) * 100).toFixed(1))];
  });
  console.log(table(['edit', 'tries', 'rewritten files', 'same name', 'new name', 'gone', 'KB', '% of bytes'], rows));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);
  if (!values.work) rmSync(work, { recursive: true, force: true });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
