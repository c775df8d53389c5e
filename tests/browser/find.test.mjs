// The search box of every page: its panel, its keys, and what happens when answers are late
// or do not come. A stub answers; what is found is tested in search.test.mjs.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, end, library, open, overflow } from './site.mjs';
import { stub } from './stub.mjs';

const INCIDENT = 'incidents/facebook-2021-backbone-dns/index.html';

let sample;
let hard;
before(async () => {
  sample = await open(library('sample'));
  hard = await open(library('hard'));
});
after(end);

/** A visitor whose engine is the stub. */
async function visitor(site, how = {}, options = {}) {
  const visit = await site.visitor(options);
  await stub(visit.context, site.folder, how);
  return visit;
}

/** Types a question and waits until the panel shows the answer to it. */
async function ask(page, text) {
  await page.fill('#_search', text);
  await page.waitForFunction((text) => {
    const all = document.querySelector('#_find-list .hit-all')?.firstChild?.textContent;
    return all === `All results for “${text.trim()}”` || /match|could not|older/.test(document.querySelector('#_find-note').textContent);
  }, text);
}

const titles = (page) => page.locator('#_find-list .hit-title').allTextContents();
const note = (page) => page.textContent('#_find-note');
const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);
const engines = (page) => page.locator('script[src*="assets/js/search."]').count();
const heard = (page, pattern) => page.waitForFunction((p) => new RegExp(p).test(document.getElementById('_find-live').textContent), pattern.source);
const chosen = (page) => page.evaluate(() => {
  const field = document.getElementById('_search');
  const options = [...document.querySelectorAll('#_find-list [role=option]')];
  const at = options.findIndex((o) => o.getAttribute('aria-selected') === 'true');
  if (at >= 0 && field.getAttribute('aria-activedescendant') !== options[at].id) return 'aria-activedescendant differs';
  return at;
});

describe('the panel', () => {
  test('a row has title, date, severity, services and the text that matches, and opens its page', async () => {
    const { page, wrong } = await (await visitor(sample)).page(INCIDENT);
    await ask(page, 'backbone');
    const row = page.locator('#_find-list [role=option]').first();
    assert.match(await row.locator('.hit-title').textContent(), /backbone/i);
    assert.match(await row.locator('.hit-meta').textContent(), /4 October 2021.*SEV-1.*backbone-network/);
    await row.locator('.hit-text mark').first().waitFor();
    assert.match(await row.locator('.hit-text').textContent(), /^…and then: /);
    assert.equal(await page.getAttribute('#_search', 'aria-expanded'), 'true');
    await heard(page, /^\d+ incidents?$/);
    const title = await row.locator('.hit-title').textContent();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/incidents/*/index.html');
    assert.equal(await page.textContent('h1'), title);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('the last row leads to the search page with the question, and so does Enter without a choice', async () => {
    const { page, wrong } = await (await visitor(sample)).page(INCIDENT);
    await ask(page, 'backbone & dns');
    await page.click('.hit-all');
    await page.waitForURL('**/search/index.html#q=backbone%20%26%20dns');
    await page.goto(sample.base + INCIDENT);
    await ask(page, 'backbone');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search/index.html#q=backbone');
    await page.waitForSelector('#_hits .row');
    assert.equal(await page.inputValue('#_search'), 'backbone');
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('the text comes late, and no row moves for it', async () => {
    const { page } = await (await visitor(sample, { slow: 600, long: 'very long '.repeat(50) })).page('index.html');
    await ask(page, 'control');
    const places = () => page.$$eval('#_find-list [role=option]', (all) => all.map((e) => e.getBoundingClientRect().top));
    const early = await places();
    assert.ok(early.length > 2);
    assert.equal(await page.locator('#_find-list .hit-text mark').count(), 0);
    await page.locator('#_find-list .hit-text mark').first().waitFor();
    assert.deepEqual(await places(), early);
    await page.close();
  });

  test('where the text does not come the summary stays', async () => {
    const { page, wrong } = await (await visitor(sample, { textless: true })).page('index.html');
    await ask(page, 'backbone');
    assert.match(await page.locator('#_find-list .hit-text').first().textContent(), /^Maintenance work/);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('a question without an answer is said so, with what to try', async () => {
    const { page } = await (await visitor(sample)).page('index.html');
    await ask(page, 'xyzzyplugh');
    assert.match(await note(page), /^Nothing matches “xyzzyplugh”\. Try fewer words/);
    assert.equal(await page.isVisible('#_find-list'), false);
    await heard(page, /Nothing matches/);
    await page.close();
  });

  test('a corrected word and a part that is missing are said above the results', async () => {
    const notes = { backbone: [{ code: 'corrected', word: 'bakbone', to: 'backbone' }, { code: 'missing' }] };
    const { page } = await (await visitor(sample, { notes })).page('index.html');
    await ask(page, 'backbone');
    assert.ok((await titles(page)).length > 0);
    assert.match(await note(page), /A part of the search could not be loaded.*Nothing has “bakbone”; these are results for “backbone”/);
    await page.close();
  });

  test('the last searches are offered before one types, and only those that led somewhere', async () => {
    const { page } = await (await visitor(sample)).page('index.html');
    await ask(page, 'bac');
    await ask(page, 'backbone');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search/index.html#q=backbone');
    await page.goto(`${sample.base}index.html`);
    await page.keyboard.press('/');
    await page.waitForSelector('.hit-recent');
    assert.deepEqual(await page.locator('.hit-recent').allTextContents(), ['backbone']);
    assert.equal(await note(page), 'Recent searches');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search/index.html#q=backbone');
    await page.close();
  });

  for (const [width, colorScheme] of [[320, 'light'], [360, 'dark'], [1280, 'light'], [1280, 'dark']]) {
    test(`the open panel keeps to a screen of ${width} px, ${colorScheme}, without a serious finding of axe`, async () => {
      const visit = await visitor(hard, {}, { width, colorScheme, bypassCSP: true });
      const { page } = await visit.page('incidents/every-feature/index.html');
      await ask(page, 'a');
      await page.keyboard.press('ArrowDown');
      assert.equal(await overflow(page), '');
      assert.deepEqual(await axe(page), []);
      await page.close();
    });
  }
});

describe('late and missing answers', () => {
  test('an older answer that comes later never takes the place of a newer one', async () => {
    const { page } = await (await visitor(sample, { delays: { d: 900, dn: 500 } })).page('index.html');
    await page.focus('#_search');
    for (const letter of 'dns') {
      await page.keyboard.type(letter);
      await page.waitForTimeout(80);
    }
    await page.waitForSelector('.hit-all');
    const found = await titles(page);
    assert.deepEqual(await page.evaluate(() => window.stubAsked), ['d', 'dn', 'dns']);
    await page.waitForTimeout(1200);
    assert.deepEqual(await titles(page), found);
    assert.equal(await page.locator('.hit-all').evaluate((e) => e.firstChild.textContent), 'All results for “dns”');
    await page.close();
  });

  test('an answer that comes after Escape does not open the panel again', async () => {
    const { page } = await (await visitor(sample, { delays: { dns: 400 } })).page('index.html');
    await page.focus('#_search');
    await page.keyboard.type('dns');
    await page.waitForTimeout(150);
    await page.keyboard.press('Escape');
    await page.waitForTimeout(600);
    assert.equal(await page.isVisible('#_find-panel'), false);
    await page.close();
  });

  test('a question that was not asked yet when Escape came is not asked', async () => {
    const { page } = await (await visitor(sample)).page('index.html');
    await page.focus('#_search');
    await page.evaluate(() => {
      const field = document.getElementById('_search');
      field.value = 'dns';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    });
    await page.waitForTimeout(300);
    assert.equal(await page.isVisible('#_find-panel'), false);
    assert.deepEqual(await page.evaluate(() => window.stubAsked ?? []), []);
    await page.close();
  });

  test('what takes long is said to be under way', async () => {
    const { page } = await (await visitor(sample, { delays: { dns: 1500 } })).page('index.html');
    await page.fill('#_search', 'dns');
    await page.waitForFunction(() => document.getElementById('_find-note').textContent === 'Searching…');
    await page.waitForSelector('.hit-all');
    assert.equal(await note(page), '');
    await page.close();
  });

  test('an engine that does not load is asked for twice, said so, and asked for again at the next use', async () => {
    const visit = await visitor(sample);
    let times = 0;
    await visit.context.route('**/assets/js/search.*.js', (route) => (times++ < 2 ? route.abort('failed') : route.fallback()));
    const { page } = await visit.page('index.html');
    await ask(page, 'backbone');
    assert.match(await note(page), /could not be loaded.*browse the lists/);
    await heard(page, /could not be loaded/);
    assert.equal(times, 2);
    await page.evaluate(() => document.activeElement.blur());
    await page.focus('#_search');
    await page.waitForSelector('.hit-all');
    assert.equal(times, 3);
    await page.close();
  });

  test('an engine that is older than the index says to reload the page', async () => {
    const { page } = await (await visitor(sample, { fail: { dns: 'version' } })).page('index.html');
    await ask(page, 'dns');
    assert.match(await note(page), /Reload it to search/);
    await page.close();
  });

  test('nothing of the search is loaded before one uses it', async () => {
    sample.asked.length = 0;
    const { page } = await (await visitor(sample)).page('index.html');
    await page.waitForTimeout(300);
    assert.equal(await engines(page), 0);
    assert.ok(!sample.asked.some(({ url }) => /\/search\//.test(url)));
    await page.focus('#_search');
    await page.waitForSelector('script[src*="assets/js/search."]', { state: 'attached' });
    await page.evaluate(() => document.activeElement.blur());
    await page.focus('#_search');
    assert.equal(await engines(page), 1);
    await page.close();
  });
});

describe('keys', () => {
  test('slash and Ctrl+K come to the search box, and the key is not typed into it', async () => {
    const { page } = await (await visitor(sample)).page('index.html');
    for (const key of ['/', 'Control+k', 'Meta+k']) {
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press(key);
      assert.equal(await focused(page), '_search', key);
      assert.equal(await page.inputValue('#_search'), '', key);
    }
    await page.close();
  });

  test('no key is stolen while one is typing in a field', async () => {
    const { page } = await (await visitor(sample)).page('index.html');
    for (const tag of ['input', 'textarea', 'div']) {
      await page.evaluate((tag) => {
        const other = document.createElement(tag);
        other.id = `other-${tag}`;
        if (tag === 'div') other.contentEditable = 'true';
        document.querySelector('main').prepend(other);
        other.focus();
      }, tag);
      await page.keyboard.type('a/b');
      await page.keyboard.press('Control+k');
      assert.equal(await focused(page), `other-${tag}`);
      assert.equal(await page.evaluate((tag) => { const e = document.getElementById(`other-${tag}`); return e.value ?? e.textContent; }, tag), 'a/b');
    }
    // In the search box itself a slash is a slash.
    await page.focus('#_search');
    await page.keyboard.type('tcp/ip');
    assert.equal(await page.inputValue('#_search'), 'tcp/ip');
    await page.close();
  });

  test('arrows go through the results and round, and Escape closes, empties and leaves', async () => {
    const { page } = await (await visitor(sample)).page('index.html');
    await page.focus('#_search');
    await ask(page, 'backbone');
    const options = await page.locator('#_find-list [role=option]').count();
    assert.equal(await chosen(page), -1);
    for (let at = 0; at < options; at++) {
      await page.keyboard.press('ArrowDown');
      assert.equal(await chosen(page), at);
    }
    await page.keyboard.press('ArrowDown');
    assert.equal(await chosen(page), -1, 'after the last comes the field itself');
    await page.keyboard.press('ArrowUp');
    assert.equal(await chosen(page), options - 1);
    await page.keyboard.press('Escape');
    assert.equal(await page.isVisible('#_find-panel'), false);
    assert.equal(await page.inputValue('#_search'), 'backbone');
    await page.keyboard.press('Escape');
    assert.equal(await page.inputValue('#_search'), '');
    await page.keyboard.press('Escape');
    assert.notEqual(await focused(page), '_search');
    await page.close();
  });
});

describe('the page one lands on', () => {
  const lit = (page) => page.$$eval('main mark', (all) => [...new Set(all.map((m) => m.textContent.toLowerCase()))]);

  /** Opens the first result of a question. */
  async function landed(visit, text, button = 'Enter') {
    const { page, wrong } = await visit.page('index.html');
    await ask(page, text);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(button);
    await page.waitForURL('**/incidents/*/index.html');
    return { page, wrong };
  }

  test('the searched words are highlighted, a reload keeps them, and Clear takes them away for good', async () => {
    const { page, wrong } = await landed(await visitor(sample), 'backbone');
    await page.waitForSelector('.marks');
    assert.deepEqual(await lit(page), ['backbone']);
    assert.match(await page.textContent('.marks'), /Searched words are highlighted/);
    assert.equal(await page.locator('.doc-side mark, nav mark, svg mark').count(), 0);
    const text = await page.textContent('.doc-body');
    await page.reload();
    await page.waitForSelector('.marks');
    await page.focus('.marks button');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('main mark, .marks').count(), 0);
    assert.equal(await page.textContent('.doc-body'), text);
    await page.reload();
    await page.waitForTimeout(300);
    assert.equal(await page.locator('main mark, .marks').count(), 0);
    assert.equal(await engines(page), 0, 'without words to highlight nothing is loaded');
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('what is highlighted stays on the page that was opened', async () => {
    const { page } = await landed(await visitor(sample), 'backbone');
    await page.waitForSelector('.marks');
    const url = page.url();
    await page.goto(`${sample.base}incidents/index.html`);
    await page.goto(url);
    await page.waitForTimeout(300);
    assert.equal(await page.locator('main mark').count(), 0);
    await page.goBack();
    await page.goBack();
    await page.waitForSelector('.marks');
    await page.close();
  });

  test('a result that is opened in another tab has its words highlighted too', async () => {
    const visit = await visitor(sample);
    const { page } = await visit.page('index.html');
    await ask(page, 'backbone');
    await page.keyboard.press('ArrowDown');
    const opened = visit.context.waitForEvent('page');
    await page.keyboard.press('Control+Enter');
    const other = await opened;
    await other.waitForSelector('.marks');
    assert.deepEqual(await lit(other), ['backbone']);
    assert.equal(await other.evaluate(() => localStorage.getItem('candor-marks')), null);
    await visit.context.close();
  });

  test('code is copied as it was, and the control moves nothing', async () => {
    const visit = await visitor(hard);
    await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { page } = await landed(visit, 'payments writer');
    await page.waitForSelector('.marks');
    assert.match(await page.locator('.alerts li').first().innerHTML(), /<code><mark>Payments<\/mark>HighErrorRate<\/code>/);
    await page.click('.alerts .copy >> nth=0');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'PaymentsHighErrorRate');
    assert.equal(await page.locator('.marks').evaluate((e) => getComputedStyle(e).position), 'fixed');
    await page.close();
  });

  test('where storage is closed the page opens all the same', async () => {
    const visit = await visitor(sample);
    await visit.context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, { get() { throw new DOMException('closed', 'SecurityError'); } });
      }
    });
    const { page, wrong } = await landed(visit, 'backbone');
    assert.equal(await page.locator('main mark').count(), 0);
    assert.deepEqual(wrong, []);
    await page.close();
  });
});

test('a hostile title, service, summary and question are shown as text', async () => {
  const { page, wrong } = await (await visitor(hard)).page('index.html');
  await ask(page, 'zebra');
  assert.deepEqual(await titles(page), ['<img src=x onerror=alert(1)> "quoted" & <script>alert(2)</script> {% raw %} zebra']);
  assert.match(await page.textContent('#_find-list .hit-meta'), /<svg onload=alert\(3\)>/);
  assert.match(await page.textContent('#_find-list .hit-text'), /<script>alert\(5\)<\/script>/);
  await ask(page, '<img src=x onerror=alert(10)>qqq');
  assert.equal(await page.locator('main img, main script, .find img, .find script').count(), 0);
  assert.deepEqual(wrong, []);
  await page.close();
});
