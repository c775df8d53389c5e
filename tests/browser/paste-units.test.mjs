// What a pasted text tells, in Node: its words, against blocks in the formats of tools, whose words are judged.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from './paste-texts.mjs';
import { engine, pasteBundle, sourcesOf } from './search-index.mjs';
import { repository } from './site.mjs';

const plain = engine();
const inner = {};
new Function('window', 'document', pasteBundle.replace(/\}\)\(\);\n$/, 'Object.assign(window, { isNoise, commonOf, chosenOf, rankOf, namedIn });\n})();'))(inner, { getElementById: () => null });
const words = (text, stop = []) => inner.candorPaste.words(text, stop, plain);
const shown = (text, stop) => words(text, stop).map((w) => `${w.token}=${Number(w.looks.toFixed(3))}`).join(' ');

describe('the words of a pasted text', () => {
  for (const [what, text, expected] of [
    ['names with humps tell most, and their parts less', 'KubePodCrashLooping', 'kubepodcrashlooping=2 kube=0.7 pod=0.7 crash=0.7 looping=0.7'],
    ['words of capitals tell more', 'SIGSEGV oom', 'sigsegv=1.2 oom=1'],
    ['codes and identifiers tell more', '503 render_invoice', '503=1.5 render_invoice=1.5 render=0.7 invoice=0.7'],
    ['wide characters tell less', '証明書', '証明=0.6 明書=0.6'],
    ['single letters, months and days tell nothing', 'x Feb Sun september UTC', ''],
    ['a part that is noise or a month tells nothing', 'feb_sun web-04', 'feb_sun=1.5 web-04=1.5 web=0.7'],
    ['the most telling looks count', 'timeout TIMEOUT', 'timeout=1.2'],
    ['nothing', '', ''],
  ]) test(what, () => assert.equal(shown(text), expected));

  test('stop words tell nothing', () => assert.equal(shown('the cache', ['the']), 'cache=1'));

  test('a word is written as it stands first, and weighs by how often', () => {
    const [word] = words('Cache cache CACHE');
    assert.deepEqual(word, { token: 'cache', written: 'Cache', looks: 1.2, weight: 1.2 * (1 + plain.parts.ln(3)) });
  });

  test('a text is long', () => {
    assert.equal(words('x1 y '.repeat(50000)).length, 1);
    assert.equal(words('a.'.repeat(100000)).length, 0);
  });

  test('noise is what differs from one time to the next', () => {
    const noise = ['1', '12', '123', '600', '10.0.0.1', '2024-01-05', '7c9d8f6b5', 'x2x4q', '0x1f2e3d4c', '3f9ac21d77', 'deadbee1f2', '12ms', '3h20m', '4gib', '2026t', '65f0c3a1b2d4e6f8', 'q2zk7v1m0xw9ra12'];
    const words = ['404', '503', 'p99', 'k8s', 'timeout', 'deadbeef', 'deadbeef1', 'e1234', 'node42', 'http/503', 'tls1.3', 'é', '証1', 'utf8mb4'];
    assert.deepEqual(noise.filter((token) => !inner.isNoise(token)), []);
    assert.deepEqual(words.filter(inner.isNoise), []);
  });
});

const STOP = [.../^stop_words = \[([^]*?)^\]/m.exec(readFileSync(join(repository, 'src/search/lexicon.toml'), 'utf8'))[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]);

// Words of the lists `nothing` that the rules as they stand count: names of threads, units, and numbers of lines that look
// like a status.
const UNMET = {
  'java-stack-trace': ['nio-8080-exec-17', 'nio', 'exec', '466'],
  'python-traceback': ['fork', 'pool', 'worker', '477'],
  'kubectl-describe-events': ['x3', 'over', 'ip', 'pvc'],
  'nodejs-unhandled-rejection': ['pid'],
  'rust-panic': ['flush-3', 'flush'],
  'curl-tls-failure': ['1f'],
  'cloudwatch-alarm': ['seconds'],
  'haproxy-line': ['402'],
};

describe('blocks in the formats of tools', () => {
  const blocks = blocksOf('alerts.toml');
  const tokens = (text) => [...new Set(plain.tokens(text).map((t) => t.text))];

  test('are read whole', () => {
    const file = readFileSync(join(repository, 'tests/similar/alerts.toml'), 'utf8');
    assert.equal(blocks.length, file.match(/^\[\[paste\]\]$/gm).length);
    for (const { name, text, telling, nothing } of blocks) assert.ok(name && text && telling?.length && nothing?.length, name);
    const entries = blocks.flatMap((b) => [...b.telling, ...b.nothing]).length;
    const lists = file.replace(/'''[^]*?'''/g, '');
    assert.equal(entries, lists.match(/^ {2}["'].*["'],?$/gm).length);
  });

  for (const { name, text, telling, nothing } of blocks) {
    test(`${name}: what differs each time is no word, and what tells is`, () => {
      const found = new Map(words(text, STOP).map((w) => [w.token, w]));
      for (const entry of [...telling, ...nothing]) assert.ok(text.includes(entry), `${entry} does not stand in the text`);
      assert.deepEqual(nothing.flatMap((entry) => tokens(entry).filter((t) => found.has(t))), UNMET[name] || []);
      assert.deepEqual(telling.filter((entry) => !tokens(entry).some((t) => found.has(t))), []);
    });
  }
});

describe('the scripts', () => {
  test('are small, short, begin with what they are, and write no markup', (t) => {
    const sources = sourcesOf('paste');
    const stripped = pasteBundle.split('\n').map((line) => line.trimStart()).filter((line) => line && !/^(\/\/|\/\*|\*)/.test(line)).join('\n');
    const size = gzipSync(stripped, { level: 9 }).length;
    t.diagnostic(`${size} bytes`);
    assert.ok(size <= 6 * 1024, `${size} bytes`);
    for (const { name, text } of sources) {
      assert.match(text, /^\/\/ [A-Z]/, name);
      assert.ok(text.split('\n').length < 400, name);
    }
    assert.doesNotMatch(stripped, /innerHTML|outerHTML|insertAdjacent|eval\(|new Function|Storage|history|fetch\(|sendBeacon|XMLHttp/);
  });
});
