// The search page: results, filters, order, the address, what is copied, and what is said
// when something is amiss. A stub answers; what is found is tested in search.test.mjs.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, end, library, open, overflow } from './site.mjs';
import { stub } from './stub.mjs';

let sample;
let hard;
before(async () => {
  sample = await open(library('sample'));
  hard = await open(library('hard'));
});
after(end);

/** Opens the search page of a visitor whose engine is the stub. */
async function search(hash, how = {}, { site = sample, ...options } = {}) {
  const visit = await site.visitor(options);
  await stub(visit.context, site.folder, how);
  const { page, wrong } = await visit.page(`search/index.html${hash}`);
  return { page, wrong, visit, site };
}

const titles = (page) => page.locator('#_hits .row-title').allTextContents();
const answered = (page, text) => page.waitForFunction((text) => document.getElementById('_total').textContent.startsWith(text) && !document.getElementById('_found').hidden, text);
const box = (page, name, value) => page.locator(`#_facets input[name="${name}"][value="${value}"]`);
const hash = (page) => new URL(page.url()).hash;
const chips = (page) => page.locator('.chip').allTextContents();

describe('results', () => {
  test('a result has what one needs to choose, the text that matches, and links to its sections', async () => {
    const { page, wrong } = await search('#q=backbone');
    await answered(page, '3 incidents');
    assert.equal(await page.inputValue('#_search'), 'backbone');
    const row = page.locator('#_hits .row').first();
    await row.locator('.hit-in a').first().waitFor();
    assert.equal(await row.locator('.row-date').textContent(), '4 October 2021');
    assert.match(await row.locator('.row-side').innerText(), /SEV-1\s+Services:\s+backbone-network, dns/);
    assert.match(await row.locator('.row-factors').innerText(), /unintended-change/);
    assert.match(await row.locator('.hit-text').innerHTML(), /^…and then: .*<mark>backbone<\/mark>/);
    assert.deepEqual(await row.locator('.hit-in a').evaluateAll((all) => all.map((a) => [a.textContent, a.hash])), [['What happened', '#what-happened'], ['Facts', '#_facts']]);
    assert.equal(await row.locator('.hit-in').innerText(), 'In What happened and in Facts');
    await row.locator('.hit-in a').last().click();
    await page.waitForURL('**/incidents/*/index.html#_facts');
    await page.waitForSelector('.marks');
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('how many match all words is said where not all do', async () => {
    const { page } = await search('#q=dns%20capacity');
    await answered(page, '4 incidents, 1 matches all words');
    await page.fill('#_search', 'dns xyzzy');
    await answered(page, '2 incidents, none matches all words');
    await page.fill('#_search', 'dns');
    await page.waitForFunction(() => document.getElementById('_total').textContent === '2 incidents');
    await page.close();
  });

  test('more are shown twenty at a time, the keyboard goes on at the first new one, and no row moves', async () => {
    const { page } = await search('#q=numbered', { more: 47 });
    await answered(page, '47 incidents');
    assert.equal(await page.locator('#_hits .row').count(), 20);
    await page.focus('#_more');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('#_hits .row').length === 40);
    await page.waitForFunction(() => document.activeElement?.textContent === 'Numbered 21');
    await page.click('#_more');
    await page.waitForFunction(() => document.querySelectorAll('#_hits .row').length === 47);
    assert.equal(await page.isVisible('#_more'), false);
    await page.close();
  });

  test('texts are asked for when their rows come into view, and take no more room than was kept', async () => {
    const { page } = await search('#q=numbered', { more: 47 });
    await answered(page, '47 incidents');
    await page.waitForTimeout(300);
    const first = await page.locator('#_hits .hit-in a').count();
    assert.ok(first >= 6 * 2 && first < 20 * 2, `${first} links`);
    await page.locator('#_hits .row').last().scrollIntoViewIfNeeded();
    await page.locator('#_hits .row').last().locator('.hit-in a').first().waitFor();
    await page.close();
  });

  for (const width of [1280, 800]) {
    test(`at ${width} px the rows stay where they are when their texts come`, async () => {
      const { page } = await search('#q=control', { slow: 2500, long: 'a few words more '.repeat(12) }, { width });
      await page.waitForSelector('#_hits .row');
      const places = () => page.$$eval('#_hits .row', (all) => all.map((e) => Math.round(e.getBoundingClientRect().top / 24)));
      const early = await places();
      assert.equal(await page.locator('.hit-text mark').count(), 0);
      await page.locator('.hit-text mark').first().waitFor();
      await page.waitForTimeout(100);
      assert.deepEqual(await places(), early);
      await page.close();
    });
  }

  test('where a text does not come the summary stays, and can be copied', async () => {
    const { page, wrong } = await search('#q=backbone', { textless: true });
    await answered(page, '3 incidents');
    assert.match(await page.locator('.hit-text').first().textContent(), /^Maintenance work/);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('one click copies a result as Markdown, and says so', async () => {
    const { page, visit, site } = await search('#q=backbone');
    await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.hit-in a').first().waitFor();
    const button = page.locator('#_hits .copy').first();
    await button.click();
    await page.waitForFunction(() => document.querySelector('#_hits .copy').textContent === 'Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.startsWith(`- [Backbone disconnected and DNS withdrawn during capacity maintenance](${site.base}incidents/facebook-2021-backbone-dns/index.html) (2021-10-04, SEV-1, services: backbone-network, dns) — …and then: Maintenance`), copied);
    assert.ok(!copied.includes('\n'));
    await page.close();
  });

  test('what means something in Markdown is text in what is copied', async () => {
    const { page, visit } = await search('#q=zebra', {}, { site: hard });
    await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('#_hits .copy').first().click();
    await page.waitForFunction(() => document.querySelector('#_hits .copy').textContent === 'Copied');
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^- \[\\<img src=x onerror=alert\(1\)\\> "quoted" & \\<script\\>/);
    await page.close();
  });

  test('hostile titles, names, texts, questions and filters are shown as text', async () => {
    const { page, wrong, site } = await search('#q=zebra', {}, { site: hard });
    await page.locator('.hit-in a').first().waitFor();
    assert.match((await titles(page))[0], /^<img src=x onerror=alert\(1\)>/);
    await page.goto(`${site.base}search/index.html#q=%3Cimg%20src%3Dx%20onerror%3Dalert(11)%3Eqq&service=%3Cb%3Ex%3C%2Fb%3E`);
    await page.waitForSelector('#_nothing .lead');
    assert.deepEqual(await chips(page), ['Service: <b>x</b>']);
    assert.equal(await page.locator('main img, main script, main b').count(), 0);
    assert.deepEqual(wrong, []);
    await page.close();
  });
});

describe('filters', () => {
  test('a filter narrows, its own counts stay, the others follow, and the way back leads to what was before', async () => {
    const { page } = await search('#q=control');
    await page.waitForSelector('#_hits .row');
    const before = await titles(page);
    const count = (name, value) => box(page, name, value).evaluate((e) => Number(e.closest('label').querySelector('.n').textContent));
    const of = await count('service', 'control-plane');
    const other = await page.locator('#_facets input[name=service]').evaluateAll((all) => all.map((e) => e.value).find((v) => v !== 'control-plane'));
    const ofOther = await count('service', other);
    await box(page, 'service', 'control-plane').check();
    await page.waitForSelector('.chip');
    assert.equal((await titles(page)).length, of);
    assert.equal(await count('service', other), ofOther, 'what one could choose besides');
    assert.equal(hash(page), '#q=control&service=control-plane');
    assert.equal(await page.evaluate(() => document.activeElement.value), 'control-plane', 'the keyboard stays on the box');
    assert.deepEqual(await chips(page), ['Service: control-plane']);
    await box(page, 'year', '2019').check();
    await page.waitForFunction(() => document.querySelectorAll('.chip').length === 2);
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll('.chip').length === 1);
    await page.goBack();
    await page.waitForFunction(() => !document.querySelector('.chip'));
    assert.deepEqual(await titles(page), before);
    await page.goForward();
    await page.waitForSelector('.chip');
    assert.equal(await box(page, 'service', 'control-plane').isChecked(), true);
    await page.close();
  });

  test('a chip takes its filter back, and the keyboard stays among the chips', async () => {
    const { page } = await search('#q=a&severity=SEV-1&severity=SEV-2&year=2019');
    await page.waitForFunction(() => document.querySelectorAll('.chip').length === 3);
    assert.equal(await page.getAttribute('.chip >> nth=0', 'aria-label'), 'Remove the filter Severity: SEV-1');
    await page.focus('.chip >> nth=0');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.chip').length === 2);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Severity: SEV-2');
    await page.click('.chips .link');
    await page.waitForFunction(() => !document.querySelector('.chip'));
    assert.equal(hash(page), '#q=a');
    await page.close();
  });

  test('eight values of a facet are shown, all on demand, and chosen ones always', async () => {
    const { page } = await search('#q=numbered&service=service-11', { more: 47 });
    await page.waitForSelector('.chip');
    const services = page.locator('#_facets input[name=service]');
    assert.equal(await services.count(), 9);
    assert.equal(await box(page, 'service', 'service-11').isChecked(), true);
    const all = page.locator('.facet', { has: page.locator('input[name=service]') }).locator('button');
    assert.equal(await all.textContent(), 'Show all 12');
    await all.click();
    assert.equal(await services.count(), 12);
    assert.equal(await all.textContent(), 'Show fewer');
    await page.close();
  });

  test('filters alone list what passes them', async () => {
    const { page } = await search('#year=2019');
    await page.waitForSelector('#_hits .row');
    for (const date of await page.locator('#_hits .row-date').allTextContents()) assert.match(date, /2019$/);
    assert.match(await page.textContent('#_total'), /^\d+ incidents?$/);
    await page.close();
  });

  test('on a small screen the filters are folded, and say how many are chosen', async () => {
    const { page } = await search('#q=a&severity=SEV-1', {}, { width: 360 });
    await page.waitForSelector('.chip');
    assert.equal(await page.locator('#_facets').evaluate((e) => e.open), false);
    assert.match(await page.locator('#_facets summary').innerText(), /Filters\s+1/);
    await page.click('#_facets summary');
    assert.equal(await box(page, 'severity', 'SEV-1').isVisible(), true);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.waitForFunction(() => document.getElementById('_facets').open);
    await page.close();
  });

  test('the order is chosen, stands in the address, and holds for a shared link', async () => {
    const { page } = await search('#q=dns%20capacity');
    await page.waitForSelector('#_hits .row');
    await page.click('[data-sort=date]');
    await page.waitForFunction(() => document.querySelector('[data-sort=date]').getAttribute('aria-pressed') === 'true');
    assert.equal(hash(page), '#q=dns%20capacity&sort=date');
    const years = async () => (await page.locator('#_hits .row-date').allTextContents()).map((d) => Number(d.slice(-4)));
    const newest = await years();
    assert.deepEqual(newest, [...newest].sort((a, b) => b - a));
    await page.reload();
    await page.waitForSelector('#_hits .row');
    assert.deepEqual(await years(), newest);
    await page.close();
  });
});

describe('the address', () => {
  test('typing changes it without steps to go back through, and a link into the page is followed', async () => {
    const { page, wrong, site } = await search('');
    await page.goto(`${site.base}index.html`);
    await page.goto(`${site.base}search/index.html#q=dns`);
    await page.waitForSelector('#_hits .row');
    for (const text of ['c++ & "co', 'capacity']) {
      await page.fill('#_search', text);
      await page.waitForFunction((text) => window.stubAsked.at(-1) === text, text);
    }
    assert.equal(hash(page), '#q=capacity');
    await page.evaluate(() => { location.hash = '#q=backbone%20%2B%20x&service=dns'; });
    await answered(page, '1 incident');
    assert.equal(await page.inputValue('#_search'), 'backbone + x');
    await page.goBack();
    await page.waitForFunction(() => document.getElementById('_search').value === 'capacity');
    await page.goBack();
    await page.waitForURL('**/index.html');
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('what no address can hold is typed without harm', async () => {
    const { page, wrong } = await search('');
    for (const text of ['\ud800', '%', '#q=x&service=y', 'a'.repeat(5000)]) {
      await page.fill('#_search', text);
      await page.waitForFunction((n) => window.stubAsked?.at(-1)?.length === n, text.length);
    }
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('whoever comes back from a result finds the results where they were', async () => {
    const { page } = await search('#q=numbered', { more: 47 });
    await page.waitForSelector('#_hits .row');
    await page.click('#_more');
    await page.waitForFunction(() => document.querySelectorAll('#_hits .row').length === 40);
    await page.locator('#_hits .row-title a').nth(30).scrollIntoViewIfNeeded();
    const y = await page.evaluate(() => scrollY);
    assert.ok(y > 500);
    await page.locator('#_hits .row-title a').nth(30).click();
    await page.waitForURL('**/incidents/*/index.html');
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll('#_hits .row').length === 40);
    await page.waitForFunction((y) => Math.abs(scrollY - y) < 60, y);
    await page.close();
  });

  test('nothing that one searches for is asked of the server', async () => {
    const { page, site, wrong } = await search('#q=confidentialsecret&service=dns');
    site.asked.length = 0;
    await page.reload();
    await page.waitForSelector('#_nothing .lead');
    await page.fill('#_search', 'backbone');
    await page.click('#_hits .row-title a');
    await page.waitForURL('**/incidents/*/index.html');
    assert.ok(site.asked.length > 2, 'the server was asked for the pages');
    for (const { url, referer } of site.asked) {
      assert.doesNotMatch(url, /confidential|backbone$|\?|q=/);
      assert.equal(referer, undefined, `${url} came with a referrer`);
    }
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('the last searches are kept in this browser, offered at the start, and cleared', async () => {
    const { page, site } = await search('#q=backbone');
    await page.waitForSelector('#_hits .row');
    await page.fill('#_search', 'dns');
    await page.waitForFunction(() => window.stubAsked.at(-1) === 'dns');
    await page.keyboard.press('Enter');
    await page.fill('#_search', 'capacity');
    await page.waitForFunction(() => window.stubAsked.at(-1) === 'capacity');
    await page.click('#_hits .row-title a');
    await page.waitForURL('**/incidents/*/index.html');
    await page.goto(`${site.base}search/index.html`);
    await page.waitForSelector('#_recent a');
    assert.deepEqual(await page.locator('#_recent a').allTextContents(), ['capacity', 'dns']);
    await page.click('#_recent a >> nth=1');
    await answered(page, '2 incidents');
    await page.fill('#_search', '');
    await page.click('#_forget');
    assert.equal(await page.isVisible('#_recent'), false);
    assert.equal(await page.evaluate(() => localStorage.getItem('candor-recent')), null);
    await page.close();
  });
});

describe('what is said', () => {
  const notes = {
    'kafak lag': [{ code: 'corrected', word: 'kafak', to: 'kafka' }],
    'servce:dns': [{ code: 'unknown-field', name: 'servce', suggestion: 'service' }],
    'service:"dsn two" x': [{ code: 'unknown-value', field: 'service', value: 'dsn two', suggestion: 'the dns' }],
    'after:2024-13 "dns': [{ code: 'bad-date', field: 'after', value: '2024-13' }, { code: 'unclosed-quote' }, { code: 'no-match', word: 'zzz' }],
    dns: [{ code: 'missing' }, { code: 'of-a-later-version' }],
  };
  const said = (page) => page.locator('#_notes .hint').allTextContents();

  for (const [query, text, then] of [
    ['kafak lag', 'Did you mean kafka? Its results are shown, since nothing has “kafak”.', 'kafka lag'],
    ['servce:dns', 'There is no field “servce”, so it was searched as words. Did you mean service?', 'service:dns'],
    ['service:"dsn two" x', 'Nothing has “dsn two” as its service, so it was searched as words. Did you mean the dns?', 'service:"the dns" x'],
  ]) {
    test(`for ${query} what was meant is offered, and one click asks it`, async () => {
      const { page } = await search(`#q=${encodeURIComponent(query)}`, { notes });
      await page.waitForSelector('#_notes .hint a');
      assert.deepEqual(await said(page), [text]);
      await page.click('#_notes .hint a');
      await page.waitForFunction((then) => window.stubAsked.at(-1) === then, then);
      assert.equal(await page.inputValue('#_search'), then);
      await page.close();
    });
  }

  test('what was not understood is said in plain words', async () => {
    const { page } = await search(`#q=${encodeURIComponent('after:2024-13 "dns')}`, { notes });
    await page.waitForSelector('#_notes .hint');
    assert.deepEqual(await said(page), [
      '“2024-13” is no date like 2024, 2024-03 or 2024-03-09, so it was searched as words.',
      'A quotation mark is not closed, so it means nothing.', 'Nothing has “zzz”.',
    ]);
    await page.close();
  });

  test('a part that is missing is said, the rest is shown, and one can try again', async () => {
    const { page } = await search('#q=dns', { notes });
    await page.waitForSelector('#_hits .row');
    assert.match((await said(page)).join(), /^A part of the search could not be loaded\. Some results may be missing\. Try again$/);
    await page.click('#_notes button');
    await page.waitForFunction(() => window.stubAsked.length === 2);
    await page.close();
  });

  test('nothing found is said with what to try, the lists are offered, and filters can be left out', async () => {
    const { page } = await search('#q=backbone&year=1999');
    await page.waitForSelector('#_nothing .lead');
    assert.equal(await page.textContent('#_nothing .lead'), 'Nothing matches “backbone”.');
    assert.equal(await page.isVisible('#_browse a[href$="alerts/index.html"]'), true);
    assert.equal(await page.isVisible('#_total'), false);
    await page.click('#_nothing button');
    await answered(page, '3 incidents');
    assert.equal(await page.isVisible('#_browse'), false);
    assert.equal(hash(page), '#q=backbone');
    await page.close();
  });

  test('a search that fails is said with a way on, and works again when it can', async () => {
    const { page } = await search('#q=dns', { fail: { dns: ['load', null] } });
    await page.waitForSelector('#_nothing .lead');
    assert.match(await page.textContent('#_nothing'), /could not be loaded.*browse the lists.*Try again/);
    assert.equal(await page.isVisible('#_browse a[href$="incidents/index.html"]'), true);
    await page.click('#_nothing button');
    await answered(page, '2 incidents');
    assert.equal(await page.isVisible('#_nothing'), false);
    await page.close();
  });

  test('a page that is older than the index offers to be loaded anew', async () => {
    const { page } = await search('#q=dns', { fail: { dns: ['version'] } });
    await page.waitForSelector('#_nothing .lead');
    assert.match(await page.textContent('#_nothing'), /older than what it searches.*Reload the page/);
    await page.click('#_nothing button');
    await page.waitForSelector('#_nothing .lead');
    await page.close();
  });

  test('an older answer that comes later never takes the place of a newer one', async () => {
    const { page } = await search('', { delays: { d: 900, dn: 600 } });
    await page.focus('#_search');
    for (const letter of 'dns') {
      await page.keyboard.type(letter);
      await page.waitForTimeout(120);
    }
    await answered(page, '2 incidents');
    const found = await titles(page);
    await page.waitForTimeout(1200);
    assert.deepEqual(await page.evaluate(() => window.stubAsked), ['d', 'dn', 'dns']);
    assert.deepEqual(await titles(page), found);
    assert.equal(hash(page), '#q=dns');
    await page.close();
  });

  test('results are heard as well as seen', async () => {
    const { page } = await search('#q=dns%20capacity');
    await page.waitForFunction(() => document.getElementById('_find-live').textContent === '4 incidents, 1 matches all words');
    await page.close();
  });
});

for (const [width, colorScheme] of [[320, 'light'], [360, 'dark'], [800, 'light'], [1280, 'light'], [1280, 'dark']]) {
  test(`results keep to a screen of ${width} px, ${colorScheme}, without a serious finding of axe`, async () => {
    const notes = { 'a <': [{ code: 'corrected', word: 'x', to: 'y' }, { code: 'missing' }] };
    const { page } = await search('#q=a%20%3C&severity=SEV1&kind=near-miss', { notes }, { site: hard, width, colorScheme, bypassCSP: true });
    await page.waitForFunction(() => document.querySelector('.hit-in a') || document.querySelector('#_nothing .lead'));
    await page.evaluate(() => { document.getElementById('_facets').open = true; document.querySelector('.syntax').open = true; });
    assert.equal(await overflow(page), '');
    assert.deepEqual(await axe(page), []);
    await page.goto(`${hard.base}search/index.html#q=nothingatall&service=x`);
    await page.waitForSelector('#_nothing .lead');
    assert.equal(await overflow(page), '');
    assert.deepEqual(await axe(page), []);
    await page.close();
  });
}
