// `candor check --format sarif` against the official schema of SARIF 2.1.0.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv';
import { program, temp } from './site.mjs';

// Variables of the tests are none of the program's.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CANDOR_')));

const require = createRequire(import.meta.url);
const lib = dirname(require.resolve('@microsoft/jest-sarif'));
const schema = JSON.parse(readFileSync(join(lib, 'schemas/sarif-2.1.0-rtm.5.json'), 'utf8'));
const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true });
const draft4 = require('ajv/lib/refs/json-schema-draft-04.json');
ajv.addMetaSchema(draft4);
const isValid = ajv.compile(schema);

function library(name, files) {
  const root = join(temp, `sarif-${name}`);
  for (const [path, text] of Object.entries({ 'book.toml': '', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function sarif(root, ...words) {
  const run = spawnSync(program(), ['--root', root, 'check', '--format', 'sarif', ...words], { encoding: 'utf8', env });
  assert.ok([0, 1, 2].includes(run.status), run.stderr);
  return JSON.parse(run.stdout);
}

function holds(log) {
  assert.ok(isValid(log), ajv.errorsText(isValid.errors, { separator: '\n' }));
  return log.runs[0].results;
}

const INCIDENT = '---\ntitle: Queue full\n---\n\n## Impact\n\nOrders waited.\n';

test('a log of findings of all kinds is SARIF', () => {
  const root = library('kinds', {
    'content/incidents/a b#%.md': `${INCIDENT}\n[x](gone.md) <!-- candor allow dead-link: soon -->\n\n[y](gone.md)\n`,
    'content/incidents/empty.md': '',
    'content/incidents/hostile.md': '---\ntitle: "::error::"\nsevrity: x\n---\n\n[a\u202eb](go:ne.md) ![](<%0A::x,y.png>)\n',
  });
  const results = holds(sarif(root));
  assert.ok(results.length > 8, `${results.length} results`);
  assert.ok(results.some((r) => r.suppressions.length === 1));
  assert.ok(results.every((r) => r.locations.length === 1));
});

test('each rule that found something is explained, and no other is there', () => {
  const root = library('rules', { 'content/incidents/a.md': `${INCIDENT}\nWe should have looked.\n` });
  const log = sarif(root);
  const results = holds(log);
  const { rules } = log.runs[0].tool.driver;
  assert.deepEqual([...new Set(results.map((r) => r.ruleId))].sort(), rules.map((r) => r.id).sort());
  for (const rule of rules) {
    for (const text of [rule.shortDescription.text, rule.fullDescription.text, rule.help.text]) assert.ok(text.length > 5);
    assert.match(rule.help.markdown, /^# .+\n\n/);
    // GitHub shows it on its own page: there is nothing beside it.
    const prose = rule.help.markdown.replaceAll(/```.*?```|`[^`]*`/gs, '');
    assert.doesNotMatch(prose, /\]\((?!https?:)/);
  }
});

test('what the baseline knows is suppressed', () => {
  const root = library('known', { 'content/incidents/a.md': INCIDENT });
  const baseline = join(root, 'known.json');
  spawnSync(program(), ['--root', root, 'check', '--baseline', baseline, '--write-baseline'], { env });
  const results = holds(sarif(root, '--baseline', baseline));
  assert.ok(results.length > 0 && results.every((r) => r.suppressions[0].kind === 'external'));
});

test('a library without a finding, and a broken configuration, are SARIF too', () => {
  const root = library('broken', { 'book.toml': '[check]\nfoo = 1\n', 'content/incidents/a.md': INCIDENT });
  const results = holds(sarif(root));
  assert.equal(results[0].ruleId, 'unknown-key');
  assert.equal(results[0].locations[0].physicalLocation.region.startLine, 2);
});

test('a log that is wrong is found to be', () => {
  assert.ok(!isValid({ version: '2.1.0', runs: [{ results: [] }] }));
});
