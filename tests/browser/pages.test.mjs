// Each kind of page, at three widths, in both colours, over http in a sub-path and from file://.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { axe, end, library, open, overflow, pagesOf, structure } from './site.mjs';

const COLOURS = ['light', 'dark'];

const sample = library('sample');
const hard = library('hard');
const alike = library('alike');

/** The first page of the sample library under a folder, its overview left out. */
function first(folder) {
  const found = pagesOf(sample).find((p) => p.startsWith(`${folder}/`) && p !== `${folder}/index.html`);
  assert.ok(found, `the sample library has a page under ${folder}/`);
  return found;
}

/** Name, site and path of each kind of page. */
const KINDS = [
  ['the home page', sample, 'index.html'],
  ['the list of incidents', sample, 'incidents/index.html'],
  ['an incident', sample, first('incidents')],
  ['an incident with all of Markdown', hard, 'incidents/every-feature/index.html'],
  ['an incident with hostile fields', hard, 'incidents/hostile-title/index.html'],
  ['an incident in Japanese', hard, 'incidents/2023-07-01-japanese/index.html'],
  ['an incident without a date', hard, 'incidents/no-date/index.html'],
  ['a year', sample, first('years')],
  ['a kind of incident', sample, first('kinds')],
  ['the services', sample, 'services/index.html'],
  ['a service', sample, first('services')],
  ['a service with a page of its own', hard, 'services/payments-api/index.html'],
  ['a service with a very long name', hard, 'services/a-service-with-a-name-that-is-much-longer-than-any-column-of-the-page-is-wide/index.html'],
  ['the factors', sample, 'factors/index.html'],
  ['a factor', sample, first('factors')],
  ['the reading paths', sample, 'paths/index.html'],
  ['a reading path', sample, first('paths')],
  ['the tags', sample, 'tags/index.html'],
  ['a tag', hard, 'tags/an-extraordinarily-long-tag-that-somebody-generated-with-a-tool/index.html'],
  ['the severities', sample, 'severities/index.html'],
  ['a severity', sample, first('severities')],
  ['the alerts', sample, 'alerts/index.html'],
  ['the alerts of a hard library', hard, 'alerts/index.html'],
  ['what keeps coming back', alike, 'clusters/index.html'],
  ['the glossary', sample, 'glossary/index.html'],
  ['the page about the library', sample, 'pages/about/index.html'],
  ['the search page', sample, 'search/index.html'],
  ['the page for what is not found', sample, '404.html'],
  ['a redirect', hard, 'old/every-feature.html'],
];

/** @type {Map<string, Awaited<ReturnType<typeof open>>>} */
const sites = new Map();
/** @type {Map<string, any>} */
const visitors = new Map();

before(async () => {
  for (const folder of [sample, hard, alike]) for (const over of ['http', 'file']) sites.set(folder + over, await open(folder, { over }));
});
after(end);

/** One visitor for each site, colour and purpose; pages share its cache. */
async function visitor(folder, over, colorScheme, bypassCSP) {
  const key = [folder, over, colorScheme, bypassCSP].join(' ');
  if (!visitors.has(key)) visitors.set(key, sites.get(folder + over).visitor({ colorScheme, bypassCSP }));
  return visitors.get(key);
}

const isRedirect = (path) => path.startsWith('old/');

/** A redirect leaves at once; here it stays to be looked at. */
async function stay(page, folder, path) {
  const text = readFileSync(join(folder, path), 'utf8').replace(/<meta http-equiv="refresh"[^>]*>/, '');
  await page.route(`**/${path}`, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: text }));
}

/** Opens a page, hands it over with what went wrong in it, and closes it. */
async function visit(folder, path, over, colour, bypassCSP, check) {
  const { page, wrong } = await (await visitor(folder, over, colour, bypassCSP)).page();
  try {
    if (isRedirect(path)) await stay(page, folder, path);
    await page.goto(sites.get(folder + over).base + path, { waitUntil: 'load' });
    await check(page, wrong);
  } finally {
    await page.close();
  }
}

/** @param {import('playwright-core').Page} page */
async function fits(page, path, colour, widths, wrong) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    assert.equal(await overflow(page), '', `at ${width} px nothing is wider than the screen`);
  }
  assert.deepEqual(await structure(page, { whole: !isRedirect(path) }), []);
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(paper === 'rgb(255, 255, 255)', colour === 'light', `the paper is ${paper}`);
  assert.deepEqual(wrong, []);
}

for (const [name, folder, path] of KINDS) {
  describe(name, { concurrency: 3 }, () => {
    for (const colour of COLOURS) {
      test(`${name}, ${colour}, keeps to the screen at 320, 360 and 1280 px, to the policy and to its own host`, () =>
        visit(folder, path, 'http', colour, false, (page, wrong) => fits(page, path, colour, [320, 360, 1280], wrong)));
      test(`${name}, ${colour}, has no serious finding of axe at 360 and 1280 px`, () =>
        visit(folder, path, 'http', colour, true, async (page) => {
          for (const width of [360, 1280]) {
            await page.setViewportSize({ width, height: 900 });
            assert.deepEqual(await axe(page), [], `at ${width} px`);
          }
        }));
    }
    test(`${name} works from file://`, () =>
      visit(folder, path, 'file', 'light', false, (page, wrong) => fits(page, path, 'light', [360, 1280], wrong)));
  });
}

test('every kind of page that is built is looked at above', async () => {
  const kind = (folder, path) => /<body class="kind-([a-z-]+)"/.exec(readFileSync(join(folder, path), 'utf8'))?.[1] || 'redirect';
  const seen = new Set(KINDS.map(([, folder, path]) => kind(folder, path)));
  for (const folder of [sample, hard]) for (const path of pagesOf(folder)) assert.ok(seen.has(kind(folder, path)), `${kind(folder, path)}: ${path}`);
});

test('a redirect arrives at the page that has moved', async () => {
  for (const over of ['http', 'file']) {
    const { page, wrong } = await (await visitor(hard, over, 'light', false)).page('old/every-feature.html');
    await page.waitForURL('**/incidents/every-feature/index.html');
    assert.match(await page.textContent('h1'), /Every feature/);
    assert.deepEqual(wrong, []);
    await page.close();
  }
});

test('a hostile title is text on every page of its library, and nothing of it runs', async () => {
  const { page, wrong } = await (await visitor(hard, 'http', 'light', false)).page();
  for (const path of pagesOf(hard).filter((p) => !isRedirect(p))) {
    await page.goto(sites.get(`${hard}http`).base + path, { waitUntil: 'load' });
    const foreign = await page.evaluate(() => [...document.querySelectorAll('main *')]
      .filter((e) => e.matches('script, [src=x], iframe, object') || [...e.attributes].some((a) => a.name.startsWith('on') || /^\s*javascript:/i.test(a.value)))
      .map((e) => e.outerHTML));
    assert.deepEqual(foreign, [], path);
  }
  await page.goto(`${sites.get(`${hard}http`).base}incidents/hostile-title/index.html`);
  assert.match(await page.textContent('h1'), /^<img src=x onerror=alert\(1\)> "quoted" & <script>alert\(2\)<\/script> \{% raw %\} zebra$/);
  assert.deepEqual(wrong, []);
  await page.close();
});

test('an alert leads to its incidents, and an incident to the list of alerts', async () => {
  for (const over of ['http', 'file']) {
    const { page, wrong } = await (await visitor(hard, over, 'light', false)).page('alerts/index.html');
    const alert = page.locator('.seen .entry', { hasText: 'PaymentsHighErrorRate' });
    assert.equal(await alert.getAttribute('id'), 'paymentshigherrorrate');
    await alert.locator('.lines a').click();
    await page.waitForURL('**/incidents/every-feature/index.html');
    await page.locator('.alerts .more a').click();
    await page.waitForURL('**/alerts/index.html');
    assert.deepEqual(wrong, []);
    await page.close();
  }
});

test('pictures are shown, and one of another host is a link', async () => {
  const { page, wrong } = await (await visitor(hard, 'http', 'light', false)).page('incidents/every-feature/index.html');
  await page.locator('main img').scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector('main img').complete);
  const pictures = await page.$$eval('main img', (all) => all.map((i) => [i.naturalWidth, i.alt]));
  assert.deepEqual(pictures, [[2400, 'A wide graph of the error rate']]);
  assert.equal(await page.locator('a[href="https://images.example/far.png"]').count(), 1);
  assert.deepEqual(wrong, []);
  await page.close();
});
