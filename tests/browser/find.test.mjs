// Quick find in the header and the search page, over http and from file://.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { end, library, open } from './site.mjs';

const INCIDENT = 'incidents/facebook-2021-backbone-dns/index.html';

let sample;
let hard;
before(async () => {
  sample = await open(library('sample'));
  hard = await open(library('hard'));
});
after(end);

/** Types a question and waits until the panel shows what there is. */
async function ask(page, text) {
  await page.fill('#_search', text);
  await page.waitForFunction(() => document.querySelector('#_find-list li') || /match|could not/.test(document.querySelector('#_find-note').textContent));
}

const titles = (page) => page.locator('#_find-list .hit-title').allTextContents();
const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);
const chosen = (page) => page.evaluate(() => {
  const field = document.getElementById('_search');
  const options = [...document.querySelectorAll('#_find-list [role=option]')];
  const at = options.findIndex((o) => o.getAttribute('aria-selected') === 'true');
  if (at >= 0 && field.getAttribute('aria-activedescendant') !== options[at].id) return 'aria-activedescendant differs';
  return at;
});

for (const over of ['http', 'file']) {
  describe(`quick find over ${over}`, () => {
    let site;
    let visit;
    before(async () => {
      site = over === 'http' ? sample : await open(library('sample'), { over });
      visit = await site.visitor();
    });

    test(`over ${over}, a word of a title finds the incident, and Enter opens it`, async () => {
      const { page, wrong } = await visit.page('index.html');
      await ask(page, 'backbone');
      const found = await titles(page);
      assert.ok(found.length > 0 && found.length <= 8);
      assert.match(found[0], /backbone/i);
      assert.match(await page.textContent('#_find-live'), /^Results: \d+$/);
      assert.equal(await page.getAttribute('#_search', 'aria-expanded'), 'true');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/incidents/*/index.html');
      assert.equal(await page.textContent('h1'), found[0]);
      assert.deepEqual(wrong, []);
      await page.close();
    });

    test(`over ${over}, a service and a factor find their incidents, from a page deep in the site`, async () => {
      const { page, wrong } = await visit.page(INCIDENT);
      await ask(page, 'object storage');
      assert.ok((await titles(page)).includes('Object storage unavailable in one region after too much capacity was removed'));
      await ask(page, 'circular dependency');
      assert.ok((await titles(page)).includes('Object storage unavailable in one region after too much capacity was removed'));
      await page.click('#_find-list [role=option] >> nth=0');
      await page.waitForURL('**/incidents/*/index.html');
      assert.deepEqual(wrong, []);
      await page.close();
    });

    test(`over ${over}, search/index.html#q= shows what matches, and typing changes the address`, async () => {
      const { page, wrong } = await visit.page('search/index.html#q=backbone');
      await page.waitForSelector('#_results .row');
      assert.equal(await page.inputValue('#_search'), 'backbone');
      assert.match(await page.textContent('#_results .row-title'), /backbone/i);
      await page.fill('#_search', 'certificate zebra');
      await page.waitForFunction(() => /Nothing matches/.test(document.getElementById('_results').textContent));
      assert.match(page.url(), /#q=certificate%20zebra$/);
      await page.evaluate(() => { location.hash = '#q=regex'; });
      await page.waitForSelector('#_results .row');
      assert.equal(await page.inputValue('#_search'), 'regex');
      assert.deepEqual(wrong, []);
      await page.close();
    });
  });
}

test('the name of an alert finds its incident', async () => {
  const { page } = await (await hard.visitor()).page('index.html');
  await ask(page, 'PaymentsHighErrorRate');
  assert.match((await titles(page))[0], /^Every feature of Markdown/);
  await ask(page, 'connection slots are reserved');
  assert.equal((await titles(page)).length, 1);
  await page.close();
});

test('a title in Japanese is found by a word inside it', async () => {
  const { page } = await (await hard.visitor()).page('index.html');
  await ask(page, '接続数');
  assert.deepEqual(await titles(page), ['データベース接続数の上限に達したことによる決済障害']);
  await page.close();
});

test('what is found is the same by accents, case and order of words', async () => {
  const { page } = await (await sample.visitor()).page('index.html');
  await ask(page, 'backbone dns');
  const found = await titles(page);
  assert.ok(found.length > 0);
  for (const text of ['DNS BACKBONE', '  dns   backbone  ', 'dńs báckbone', 'backb dns']) {
    await ask(page, text);
    assert.deepEqual(await titles(page), found, text);
  }
  await page.close();
});

test('slash and Ctrl+K come to the search box, and the key is not typed into it', async () => {
  const { page } = await (await sample.visitor()).page('index.html');
  for (const key of ['/', 'Control+k', 'Meta+k']) {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press(key);
    assert.equal(await focused(page), '_search', key);
    assert.equal(await page.inputValue('#_search'), '', key);
  }
  await page.close();
});

test('slash is not stolen while one is typing in a field', async () => {
  const { page } = await (await sample.visitor()).page('index.html');
  for (const tag of ['input', 'textarea', 'div']) {
    await page.evaluate((tag) => {
      const other = document.createElement(tag);
      other.id = `other-${tag}`;
      if (tag === 'div') other.contentEditable = 'true';
      document.querySelector('main').prepend(other);
      other.focus();
    }, tag);
    await page.keyboard.type('a/b');
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
  const { page } = await (await sample.visitor()).page('index.html');
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

test('Enter without a choice opens the search page with the question', async () => {
  const { page, wrong } = await (await sample.visitor()).page(INCIDENT);
  await ask(page, 'backbone & dns');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search/index.html#q=backbone%20%26%20dns');
  await page.waitForSelector('#_results .row');
  assert.equal(await page.inputValue('#_search'), 'backbone & dns');
  assert.deepEqual(wrong, []);
  await page.close();
});

test('a question without an answer is said so, with what to try', async () => {
  const { page } = await (await sample.visitor()).page('index.html');
  await ask(page, 'xyzzyplugh');
  assert.match(await page.textContent('#_find-note'), /^Nothing matches “xyzzyplugh”\. Try fewer words/);
  assert.equal(await page.isVisible('#_find-list'), false);
  assert.match(await page.textContent('#_find-live'), /Nothing matches/);
  await page.close();
});

test('a catalogue that does not load is said so, and the lists are offered', async () => {
  const visit = await sample.visitor();
  await visit.context.route('**/search/catalogue*.js', (route) => route.abort('failed'));
  const { page } = await visit.page('index.html');
  await ask(page, 'backbone');
  assert.match(await page.textContent('#_find-note'), /could not be loaded.*browse the list of incidents/);
  await page.goto(`${sample.base}search/index.html#q=backbone`);
  await page.waitForFunction(() => /could not be loaded/.test(document.getElementById('_results').textContent));
  assert.equal(await page.isVisible('#_browse a[href$="incidents/index.html"]'), true);
  await page.close();
});

test('a catalogue that failed once is asked for again at the next use', async () => {
  const visit = await sample.visitor();
  let times = 0;
  await visit.context.route('**/search/catalogue*.js', (route) => (times++ ? route.continue() : route.abort('failed')));
  const { page } = await visit.page('index.html');
  await ask(page, 'backbone');
  assert.match(await page.textContent('#_find-note'), /could not be loaded/);
  await page.evaluate(() => document.activeElement.blur());
  await page.focus('#_search');
  await page.waitForSelector('#_find-list li');
  assert.equal(times, 2);
  await page.close();
});

test('the catalogue is not loaded before one searches', async () => {
  const { page } = await (await sample.visitor()).page('index.html');
  const before = await page.locator('script[src*="search/catalogue"]').count();
  await page.focus('#_search');
  await page.waitForSelector('script[src*="search/catalogue"]', { state: 'attached' });
  assert.equal(before, 0);
  await page.close();
});

test('a hostile title, service and question are shown as text', async () => {
  const { page, wrong } = await (await hard.visitor()).page('index.html');
  await ask(page, 'zebra');
  assert.deepEqual(await titles(page), ['<img src=x onerror=alert(1)> "quoted" & <script>alert(2)</script> {% raw %} zebra']);
  assert.match(await page.textContent('#_find-list .hit-meta'), /<svg onload=alert\(3\)>/);
  await ask(page, '<img src=x onerror=alert(10)>nothing');
  assert.match(await page.textContent('#_find-note'), /“<img src=x onerror=alert\(10\)>nothing”/);
  await page.goto(`${hard.base}search/index.html#q=zebra`);
  await page.waitForSelector('#_results .row');
  await page.goto(`${hard.base}search/index.html#q=%3Cimg%20src%3Dx%20onerror%3Dalert(11)%3E`);
  await page.waitForSelector('#_results .row, #_results p');
  assert.equal(await page.locator('main img, main script, #_find-panel img').count(), 0);
  assert.deepEqual(wrong, []);
  await page.close();
});

test('nothing that one types leaves the page', async () => {
  const { page, wrong } = await (await sample.visitor()).page('index.html');
  sample.asked.length = 0;
  await ask(page, 'backbone');
  await ask(page, 'confidentialsecret');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search/index.html#q=confidentialsecret');
  await page.waitForFunction(() => /Nothing matches/.test(document.getElementById('_results').textContent));
  await page.fill('#_search', 'backbone');
  await page.click('#_results .row-title a');
  await page.waitForURL('**/incidents/*/index.html');
  assert.ok(sample.asked.length > 2, 'the server was asked for the pages');
  for (const { url, referer } of sample.asked) {
    assert.doesNotMatch(url, /confidential|\?|q=/);
    assert.equal(referer, undefined, `${url} came with a referrer`);
  }
  assert.deepEqual(wrong, []);
  await page.close();
});
