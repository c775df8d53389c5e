// What the benches share: the program and Pagefind as processes that are watched, a server that counts, a browser.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, relative } from 'node:path';
import { chromium } from 'playwright-core';

// ---- Processes

/**
 * Runs a program to its end and reads its peak memory off /proc while it runs (Linux only; elsewhere the peak is null).
 * @param {string} program
 * @param {string[]} args
 * @param {{shell?: boolean, input?: string, env?: Record<string, string>}} [options]
 * @returns {Promise<{stdout: string, milliseconds: number, peakBytes: number | null}>}
 */
export function run(program, args, { shell = false, input = '', env = {} } = {}) {
  return new Promise((done, fail) => {
    const began = performance.now();
    const child = spawn(program, args, { shell, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let peak = 0;
    // VmHWM is itself a high-water mark: only what happens after the last look is missed.
    const look = () => {
      try {
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024);
      } catch { /* it has ended, or there is no /proc */ }
    };
    const timer = setInterval(look, 5);
    const out = [];
    const wrong = [];
    child.stdout.on('data', (data) => out.push(data));
    child.stderr.on('data', (data) => wrong.push(data));
    child.on('error', (error) => { clearInterval(timer); fail(error); });
    child.on('close', (code) => {
      clearInterval(timer);
      const milliseconds = performance.now() - began;
      if (code === 0) done({ stdout: Buffer.concat(out).toString(), milliseconds, peakBytes: peak || null });
      else fail(new Error(`${program} ${args.join(' ')} ended with ${code}: ${Buffer.concat(wrong).toString().slice(-2000)}`));
    });
    child.stdin.on('error', () => {}); // a program that has ended reads no more; its exit code says why
    child.stdin.end(input);
  });
}

/**
 * Builds a library without cache and output, drafts and future documents included: every document can be asked for.
 * @param {string} candor the program
 * @param {string} root
 * @param {string} out folder of the site, emptied first
 * @param {{keep?: boolean}} [options] keep: leave cache and site as they are
 */
export async function build(candor, root, out, { keep = false } = {}) {
  const cache = `${out}.cache`;
  if (!keep) for (const folder of [out, cache]) rmSync(folder, { recursive: true, force: true });
  const result = await run(candor, ['build', '--root', root, '--out', out, '--cache-dir', cache, '--drafts', '--future', '--date', '2030-01-01', '--format', 'json']);
  const report = JSON.parse(result.stdout);
  /** @type {Record<string, number>} */
  const stages = Object.fromEntries((report.stages ?? []).map(({ name, milliseconds }) => [name, milliseconds]));
  return { ...result, stages, incidents: report.incidents };
}

// Only the pages of incidents, and of these only what belongs to the incident: the fairest chance. Navigation is left out
// by Pagefind itself; what the page repeats or says of other incidents is left out here.
export const PAGEFIND = {
  glob: 'incidents/*/index.html',
  root: 'main',
  exclude: '.toc, .turns, .similar, .related, .colophon, .timeline, .doc-side, .doc-after',
};

/**
 * Indexes a site with Pagefind into its folder `pagefind/`.
 * @param {string} site
 * @param {typeof PAGEFIND} [how]
 */
export async function pagefind(site, how = PAGEFIND) {
  rmSync(join(site, 'pagefind'), { recursive: true, force: true });
  // The package's own command would start the binary as a child of its own, whose memory would not be seen.
  const { resolveBinaryPath } = await import(new URL('resolveBinary.js', import.meta.resolve('pagefind')).href);
  const args = ['--site', site, '--glob', how.glob, '--root-selector', how.root, '--quiet'];
  if (how.exclude) args.push('--exclude-selectors', how.exclude);
  return run(resolveBinaryPath(['pagefind_extended', 'pagefind']), args);
}

/** Files below a folder with their sizes. */
export function filesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => { const path = join(entry.parentPath ?? entry.path, entry.name); return { path: relative(folder, path), bytes: statSync(path).size }; });
}

/**
 * Address of each incident's page -> path of its source file.
 * @param {string} site
 * @returns {Map<string, string>}
 */
export function sources(site) {
  const incidents = JSON.parse(readFileSync(join(site, 'incidents.json'), 'utf8'));
  return new Map((Array.isArray(incidents) ? incidents : incidents.incidents).map(({ url, source }) => [address(url), source]));
}

/** One form for `/incidents/x/`, `incidents/x/index.html` and `./incidents/x`. */
export const address = (url) => decodeURIComponent(url).replace(/[?#].*$/, '').replace(/index\.html$/, '').replace(/^[./]+/, '').replace(/\/$/, '');

// ---- Server

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.wasm': 'application/wasm',
};

/**
 * Serves a folder on the loopback address, uncompressed as a plain file host does, and writes down each request.
 * @param {string} folder
 * @param {{latency?: number}} [options] latency: milliseconds before each answer
 */
export async function serve(folder, { latency = 0 } = {}) {
  /** @type {{path: string, bytes: number}[]} */
  const asked = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
    const file = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    const blank = path === '/blank.html'; // a page of nobody, for the engine that needs none
    const found = blank || (!relative(folder, file).startsWith('..') && existsSync(file) && statSync(file).isFile());
    const body = blank ? Buffer.from('<!doctype html><title>blank</title>') : found ? readFileSync(file) : Buffer.from('not found');
    asked.push({ path: path.slice(1), bytes: body.length });
    const send = () => {
      response.writeHead(found ? 200 : 404, {
        'content-type': found ? TYPES[extname(blank ? 'x.html' : file)] ?? 'application/octet-stream' : 'text/plain', 'content-length': body.length,
        // Alone in its process, a page is given a clock of 5 microseconds instead of 100.
        'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp',
        'cache-control': 'max-age=3600',
      });
      response.end(body);
    };
    if (latency) setTimeout(send, latency); else send();
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(undefined)));
  return { base: `http://127.0.0.1:${server.address().port}/`, asked, close: () => { server.closeAllConnections(); server.close(); } };
}

// ---- Browser

export const browser = () => chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  ],
});

// ---- Figures

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The value that the share `p` of the values do not pass. */
export function quantile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
}

/** @param {string[]} head @param {(string | number)[][]} rows first column left, the others right */
export function table(head, rows) {
  const cells = [head, ...rows.map((row) => row.map(String))];
  const width = head.map((_, column) => Math.max(...cells.map((row) => [...row[column]].length)));
  const line = (row) => `| ${row.map((cell, column) => (column ? cell.padStart(width[column]) : cell.padEnd(width[column]))).join(' | ')} |`;
  return [line(cells[0]), `|${width.map((n, column) => (column ? `${'-'.repeat(n + 1)}:` : '-'.repeat(n + 2))).join('|')}|`, ...cells.slice(1).map(line)].join('\n');
}
