// What the tests share: libraries built by the program, a server, a browser, and a record
// of everything that a page does wrong.

import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
export const repository = resolve(here, '../..');
export const temp = mkdtempSync(join(tmpdir(), 'candor-browser-'));

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const PREFIX = '/kb/';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif',
  '.webp': 'image/webp', '.json': 'application/json', '.xml': 'application/atom+xml', '.pdf': 'application/pdf',
};

// ---- Libraries

/** The program under test: `CANDOR_BIN`, else the debug build. */
export function program() {
  const bin = process.env.CANDOR_BIN || join(repository, 'target/debug/candor');
  if (!existsSync(bin)) throw new Error(`${bin} is missing: build it with \`cargo build\`, or set CANDOR_BIN`);
  return bin;
}

/**
 * Builds a library once into a temporary folder.
 * @param {string} root the library's folder
 * @returns {string} the folder of the site
 */
function build(root) {
  const out = mkdtempSync(join(temp, 'site-'));
  const args = ['--root', root, '--cache-dir', mkdtempSync(join(temp, 'cache-')), 'build', '--out', join(out, 'site')];
  // Only the library decides what is built, not the environment.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CANDOR_')));
  const done = spawnSync(program(), args, { encoding: 'utf8', env, maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`candor ${args.join(' ')} ended with ${done.status}\n${done.stderr}${done.error || ''}`);
  return join(out, 'site');
}

const built = new Map();

/** @param {'sample' | 'hard' | 'alike' | string} name one of the three libraries, or the folder of another */
export function library(name) {
  const root = { sample: repository, hard: join(here, 'library'), alike: join(here, 'alike') }[name] || name;
  if (!built.has(root)) built.set(root, build(root));
  return built.get(root);
}

/** Pages of a site: paths from its root. */
export function pagesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map((path) => String(path).split(sep).join('/'))
    .filter((path) => path.endsWith('.html'))
    .sort();
}

/** The folder of real post-mortems, which is not there for everyone. */
export const corpora = resolve(repository, '../shared/corpora');

/** Says aloud that something was not tested, and has the runner count it. */
export function skipped(why) {
  console.log(`SKIPPED: ${why}`);
  if (process.env.CANDOR_TEST_SKIPS) appendFileSync(process.env.CANDOR_TEST_SKIPS, `${why}\n`);
}

// ---- Server

/**
 * Serves a folder under a sub-path and remembers what it was asked.
 * @param {string} folder
 */
async function serve(folder) {
  /** @type {{url: string, referer: string | undefined}[]} */
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    asked.push({ url: request.url, referer: request.headers.referer });
    const path = decodeURIComponent(pathname);
    const file = normalize(join(folder, path.slice(PREFIX.length)));
    const found = path.startsWith(PREFIX) && !relative(folder, file).startsWith('..') && existsSync(file) && statSync(file).isFile();
    response.writeHead(found ? 200 : 404, { 'content-type': found ? TYPES[extname(file)] || 'application/octet-stream' : 'text/plain' });
    response.end(found ? readFileSync(file) : 'not found');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { base: `http://127.0.0.1:${server.address().port}${PREFIX}`, asked, close: () => { server.closeAllConnections(); server.close(); } };
}

// ---- Browser

let browser;
/** @type {(() => void)[]} */
const closing = [];

async function launched() {
  browser ||= chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
    ],
  });
  return browser;
}

/** What a page may never do, written down as it happens. */
function record(page, base) {
  /** @type {string[]} */
  const wrong = [];
  page.on('console', (message) => {
    const type = message.type();
    if (type === 'error' || type === 'warning') wrong.push(`console ${type}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => wrong.push(`page error: ${error}`));
  page.on('dialog', (dialog) => { wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss().catch(() => {}); });
  page.on('requestfailed', (request) => {
    // A page that is left cancels what it was loading.
    const why = request.failure()?.errorText;
    // With scripts off the search page cannot preload one, and asks for nothing.
    if (why === 'csp' && request.url().endsWith('/search/root.js')) return;
    if (why !== 'net::ERR_ABORTED') wrong.push(`failed: ${request.url()} ${why}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:')) wrong.push(`request elsewhere: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()}: ${response.url()}`);
  });
  return wrong;
}

/**
 * Opens a site in the browser.
 * @param {string} folder the site
 * @param {{over?: 'http' | 'file'}} how
 */
export async function open(folder, { over = 'http' } = {}) {
  const server = over === 'http' ? await serve(folder) : null;
  const base = server ? server.base : `${pathToFileURL(folder)}/`;
  const chrome = await launched();

  /**
   * A fresh visitor.
   * @param {import('playwright-core').BrowserContextOptions} options
   */
  async function visitor({ width = 1280, height = 900, ...options } = {}) {
    const context = await chrome.newContext({ viewport: { width, height }, reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(15000);
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
    });
    return {
      context,
      /** A page of the site, and the list of what went wrong in it. */
      async page(path, { waitUntil = 'load' } = {}) {
        const page = await context.newPage();
        const wrong = record(page, base);
        if (path !== undefined) await page.goto(base + path, { waitUntil });
        return { page, wrong };
      },
    };
  }

  closing.push(() => server?.close());
  return { folder, base, visitor, asked: server?.asked };
}

/** To be called after all tests of a file. */
export async function end() {
  if (browser) await (await browser).close();
  for (const close of closing) close();
  rmSync(temp, { recursive: true, force: true });
}

// ---- Checks

/** What stands out to the right of the screen, or nothing. */
export const overflow = (page) => page.evaluate(() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return '';
  const wide = [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 0.5 && !e.closest('.table-scroll > *, pre > *'))
    .map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
  return `${root.scrollWidth} > ${root.clientWidth} px: ${wide.slice(0, 6).join(', ')}`;
});

/** Serious and critical findings of axe, one a line. */
export async function axe(page) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) => v.nodes.slice(0, 4).map((n) => `${v.id} (${v.impact}): ${n.target.join(' ')} ${n.failureSummary}`));
}

/** The parts that every page has: one h1, one of each landmark, a title, a language. */
export const structure = (page, { whole = true } = {}) => page.evaluate((whole) => {
  const wrong = [];
  const count = (selector, n) => {
    const found = document.querySelectorAll(selector).length;
    if (found !== n) wrong.push(`${found} of ${selector}`);
  };
  count('h1', 1);
  count('main', 1);
  if (whole) {
    count('body > header', 1);
    count('body > footer', 1);
    count('body > header nav', 1);
    count('[role=search]', document.body.dataset.search ? 1 : 0);
    for (const nav of document.querySelectorAll('nav')) if (!nav.getAttribute('aria-label')) wrong.push('a nav without a name');
  }
  if (!document.title) wrong.push('no title');
  if (!document.documentElement.lang) wrong.push('no lang');
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) wrong.push(`id ${id} twice`);
  return wrong;
}, whole);
