// `candor lsp`, spoken to with the library that Visual Studio Code itself speaks with: its
// types of messages, its positions, its way to apply an edit.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as lsp from 'vscode-languageserver-protocol/node';
import { program } from './site.mjs';

const { TextDocument } = lsp;

const FILES = {
  'book.toml': 'title = "Learning"\n',
  'content/incidents/carts.md': '---\ntitle: Retries of the 🔥 cart\nid: PM-2\ndate: 2026-01-03\nservices: [checkout]\nfactors: [retry-storm]\n---\n\n## Impact\n\n20 carts.\n',
  'content/incidents/queue.md': '---\ntitle: Queue full\nid: PM-1\n---\n\nx\n',
};

const QUEUE = [
  '---', 'title: Queue full', 'id: PM-1', 'date: 2026-01-02', 'services: []', 'sevrity: high', '---', '',
  '🔥🔥 See [[PM-2]] and [x](gone.md).', '', 'Also [[cart', '',
].join('\n');

let folder;
let uri;
let server;
let connection;
let document;
const published = [];
const waiting = [];

/** The findings of a version of the text. */
function findings(version) {
  const found = published.find((p) => p.uri === uri && p.version === version);
  return found ? Promise.resolve(found.diagnostics) : new Promise((done) => { waiting.push({ version, done }); });
}

/** Changes the text by edits, as an editor does, and tells the server of each. */
async function edit(edits) {
  const next = TextDocument.create(uri, 'markdown', document.version + 1, TextDocument.applyEdits(document, edits));
  const contentChanges = [...edits].reverse().map(({ range, newText }) => ({ range, text: newText }));
  document = next;
  await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, { textDocument: { uri, version: next.version }, contentChanges });
  return findings(next.version);
}

/** The place at the end of some words of the text. */
function behind(words) {
  return document.positionAt(document.getText().indexOf(words) + words.length);
}

const text = (range) => document.getText(range);
const the = (all, code) => all.find((d) => d.code === code) ?? assert.fail(`no ${code} among ${JSON.stringify(all)}`);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'candor-lsp-'));
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  uri = pathToFileURL(join(folder, 'content/incidents/queue.md')).href;
  server = spawn(program(), ['lsp'], { cwd: tmpdir(), stdio: ['pipe', 'pipe', 'inherit'] });
  connection = lsp.createProtocolConnection(new lsp.StreamMessageReader(server.stdout), new lsp.StreamMessageWriter(server.stdin));
  connection.onNotification(lsp.PublishDiagnosticsNotification.type, (params) => {
    published.push(params);
    for (const { version, done } of waiting) if (params.uri === uri && params.version === version) done(params.diagnostics);
  });
  connection.onRequest(lsp.RegistrationRequest.type, () => {});
  connection.listen();
  const root = pathToFileURL(folder).href;
  const { capabilities } = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: 'learning' }],
    capabilities: {
      general: { positionEncodings: [lsp.PositionEncodingKind.UTF16] },
      workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
      textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [lsp.CodeActionKind.QuickFix] } } } },
    },
  });
  assert.equal(capabilities.positionEncoding, lsp.PositionEncodingKind.UTF16);
  assert.equal(capabilities.textDocumentSync.change, lsp.TextDocumentSyncKind.Incremental);
  await connection.sendNotification(lsp.InitializedNotification.type, {});
  document = TextDocument.create(uri, 'markdown', 1, QUEUE);
  await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: lsp.TextDocumentItem.create(uri, 'markdown', 1, QUEUE) });
});

after(() => {
  server?.kill();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

describe('the language server, with the client of Visual Studio Code', () => {
  test('findings stand where the editor shows them, behind emojis too', async () => {
    const all = await findings(1);
    assert.equal(text(the(all, 'dead-link').range), '[x](gone.md)');
    assert.equal(text(the(all, 'unknown-field').range), 'sevrity');
    for (const one of all) {
      assert.ok(lsp.Diagnostic.is(one), JSON.stringify(one));
      assert.equal(one.source, 'candor');
      assert.equal(one.codeDescription, undefined);
    }
  });

  test('a quick fix, applied by the editor, removes its finding', async () => {
    const finding = the(await findings(document.version), 'unknown-field');
    const actions = await connection.sendRequest(lsp.CodeActionRequest.type, { textDocument: { uri }, range: finding.range, context: { diagnostics: [finding] } });
    assert.ok(actions.every((action) => lsp.CodeAction.is(action)), JSON.stringify(actions));
    const action = actions.find((a) => a.isPreferred);
    assert.equal(action.title, 'Write `severity` instead of `sevrity`');
    const now = await edit(action.edit.changes[uri]);
    assert.ok(!now.some((d) => d.code === 'unknown-field'), JSON.stringify(now));
    assert.match(document.getText(), /\nseverity: high\n/);
  });

  test('completion writes names of the library where they belong', async () => {
    const complete = async (position) => (await connection.sendRequest(lsp.CompletionRequest.type, { textDocument: { uri }, position })).items;
    const services = await complete(behind('services: ['));
    assert.deepEqual(services.map((item) => item.label), ['checkout']);
    await edit([services[0].textEdit]);
    const ids = await complete(behind('Also [[cart'));
    assert.deepEqual(ids.map((item) => [item.label, item.detail]), [['PM-2', 'Retries of the 🔥 cart, 2026-01-03']]);
    const now = await edit([ids[0].textEdit]);
    assert.match(document.getText(), /\nservices: \[checkout\]\n/);
    assert.match(document.getText(), /\nAlso \[\[PM-2\]\]\n/);
    assert.equal(now.filter((d) => d.code === 'dead-link').length, 1);
  });

  test('a name is explained, and leads to its file', async () => {
    const position = behind('See [[PM');
    const hover = await connection.sendRequest(lsp.HoverRequest.type, { textDocument: { uri }, position });
    assert.ok(lsp.Hover.is(hover), JSON.stringify(hover));
    assert.match(hover.contents.value, /^\*\*Retries of the 🔥 cart\*\*\n\nPM-2, 2026-01-03/);
    assert.equal(text(hover.range), '[[PM-2]]');
    const place = await connection.sendRequest(lsp.DefinitionRequest.type, { textDocument: { uri }, position });
    assert.equal(place.uri, pathToFileURL(join(folder, 'content/incidents/carts.md')).href);
  });

  test('it ends when it is asked to', async () => {
    await connection.sendRequest(lsp.ShutdownRequest.type);
    const ended = once(server, 'exit');
    await connection.sendNotification(lsp.ExitNotification.type);
    assert.deepEqual(await ended, [0, null]);
  });
});
