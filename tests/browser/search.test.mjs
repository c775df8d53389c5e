// What is found, by the engine that the site has: over http in a sub-path and from file://,
// on a slow link, and where a part of the index is missing.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { end, library, open } from './site.mjs';

const INCIDENT = 'incidents/facebook-2021-backbone-dns/index.html';
const STORAGE = 'Object storage unavailable in one region after too much capacity was removed';

let sample;
let hard;
before(async () => {
  sample = await open(library('sample'));
  hard = await open(library('hard'));
});
after(end);

/** Types a question and waits until the panel shows the answer to it. */
async function ask(page, text) {
  await page.fill('#_search', text);
  await page.waitForFunction((text) => {
    const all = document.querySelector('#_find-list .hit-all')?.firstChild?.textContent;
    return all === `All results for “${text.trim()}”` || /match|could not/.test(document.querySelector('#_find-note').textContent);
  }, text);
}

const titles = (page) => page.locator('#_find-list .hit-title').allTextContents();
const results = (page) => page.locator('#_hits .row-title').allTextContents();
const total = (page) => page.textContent('#_total');

/** Opens the search page and waits for an answer. */
async function search(visit, hash) {
  const { page, wrong } = await visit.page(`search/index.html${hash}`);
  await page.waitForSelector('#_hits .row, #_nothing .lead');
  return { page, wrong };
}

for (const over of ['http', 'file']) {
  describe(`search over ${over}`, () => {
    let site;
    let visit;
    before(async () => {
      site = over === 'http' ? sample : await open(library('sample'), { over });
      visit = await site.visitor();
    });

    test(`over ${over}, a word of a title finds the incident, and Enter opens it with its words highlighted`, async () => {
      const { page, wrong } = await visit.page('index.html');
      await ask(page, 'backbone');
      const found = await titles(page);
      assert.ok(found.length > 0 && found.length <= 6);
      assert.match(found[0], /backbone/i);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/incidents/*/index.html');
      assert.equal(await page.textContent('h1'), found[0]);
      await page.waitForSelector('.marks');
      for (const word of await page.locator('main mark').allTextContents()) assert.match(word, /backbone/i);
      assert.deepEqual(wrong, []);
      await page.close();
    });

    test(`over ${over}, a service, a factor and a word of the text find their incidents, from a page deep in the site`, async () => {
      const { page, wrong } = await visit.page(INCIDENT);
      for (const text of ['object storage', 'circular dependency', 'playbook']) {
        await ask(page, text);
        assert.ok((await titles(page)).includes(STORAGE), text);
      }
      await page.click('#_find-list [role=option] >> nth=0');
      await page.waitForURL('**/incidents/*/index.html');
      assert.deepEqual(wrong, []);
      await page.close();
    });

    test(`over ${over}, search/index.html#q= shows what matches with its best section, and typing changes the address`, async () => {
      const { page, wrong } = await search(visit, '#q=backbone');
      assert.equal(await page.inputValue('#_search'), 'backbone');
      assert.match((await results(page))[0], /backbone/i);
      await page.locator('.hit-text mark').first().waitFor();
      const link = page.locator('.hit-in a').first();
      const section = await link.textContent();
      await page.fill('#_search', 'certificat zebra');
      await page.waitForFunction(() => /zebra$/.test(location.hash));
      assert.match(page.url(), /#q=certificat%20zebra$/);
      await page.fill('#_search', 'backbone');
      await page.waitForFunction(() => /backbone$/.test(location.hash) && document.querySelector('.hit-in a'));
      await page.locator('.hit-in a').first().click();
      await page.waitForURL('**/incidents/*/index.html#*');
      assert.equal(await page.evaluate(() => document.querySelector(':target')?.textContent), section);
      assert.deepEqual(wrong, []);
      await page.close();
    });

    test(`over ${over}, a filter is chosen, shared by its address, and taken back`, async () => {
      const { page, wrong } = await search(visit, '#q=network&service=dns');
      const few = (await results(page)).length;
      assert.deepEqual(await page.locator('.chip').allTextContents(), ['Service: dns']);
      await page.click('.chip');
      await page.waitForFunction((few) => document.querySelectorAll('#_hits .row').length > few, few);
      assert.match(page.url(), /#q=network$/);
      assert.deepEqual(wrong, []);
      await page.close();
    });
  });
}

test('the name of an alert and the text of an error find their incident, as a link in an alert asks for them', async () => {
  const visit = await hard.visitor();
  for (const query of ['PaymentsHighErrorRate', 'remaining connection slots are reserved for non-replication superuser connections']) {
    const { page } = await search(visit, `#q=${encodeURIComponent(query)}`);
    assert.match((await results(page))[0], /^Every feature of Markdown/, query);
    await page.close();
  }
});

test('a title in Japanese is found by a word inside it, and marked', async () => {
  const { page } = await search(await hard.visitor(), '#q=%E6%8E%A5%E7%B6%9A%E6%95%B0');
  assert.equal((await results(page))[0], 'データベース接続数の上限に達したことによる決済障害');
  assert.equal(await page.locator('#_hits .row-title mark').first().textContent(), '接続数');
  await page.close();
});

test('what is found is the same by accents and case', async () => {
  const { page } = await search(await sample.visitor(), '#q=backbone%20dns');
  const found = await results(page);
  for (const text of ['BACKBONE DNS', '  backbone   dns  ', 'báckbone dńs']) {
    await page.fill('#_search', text);
    await page.waitForFunction((text) => decodeURIComponent(location.hash) === `#q=${text.trim()}`, text);
    await page.waitForTimeout(200);
    assert.deepEqual(await results(page), found, text);
  }
  await page.close();
});

test('a word that is misspelt finds what was meant, and says so', async () => {
  const { page } = await search(await sample.visitor(), '#q=netwrok%20dns');
  await page.waitForSelector('#_notes .hint a');
  assert.match(await page.textContent('#_notes .hint'), /^Did you mean network\? Its results are shown/);
  assert.ok((await results(page)).length > 0);
  await page.click('#_notes .hint a');
  await page.waitForFunction(() => !document.querySelector('#_notes .hint'));
  assert.match(page.url(), /#q=network%20dns$/);
  await page.close();
});

test('each count of a filter is what choosing it shows', async () => {
  const visit = await sample.visitor();
  const { page } = await search(visit, '#q=network%20capacity&year=2019&year=2021');
  const counts = await page.$$eval('#_facets label', (all) => all.map((label) => {
    const box = label.querySelector('input');
    return { name: box.name, value: box.value, checked: box.checked, n: Number(label.querySelector('.n').textContent) };
  }));
  assert.ok(counts.some(({ name }) => name === 'service') && counts.some(({ name }) => name === 'factor'));
  const base = '#q=network%20capacity';
  for (const { name, value, n } of counts.filter((_, at) => at % 3 === 0)) {
    const others = name === 'year' ? '' : '&year=2019&year=2021';
    await page.goto('about:blank');
    await page.goto(`${sample.base}search/index.html${base}${others}&${name}=${encodeURIComponent(value)}`);
    await page.waitForSelector('#_hits .row');
    assert.match(await total(page), new RegExp(`^${n} incidents?\\b`), `${name}=${value}`);
  }
  await page.close();
});

test('fields, phrases and exclusions of a query work in the browser, and a slip in one is explained', async () => {
  const { page } = await search(await sample.visitor(), `#q=${encodeURIComponent('network severity:sev1 -kubernetes')}`);
  assert.ok((await results(page)).length > 0);
  assert.deepEqual([...new Set(await page.locator('.hit-severity .sev').allTextContents())], ['SEV-1']);
  await page.fill('#_search', 'servce:dns');
  await page.waitForSelector('#_notes .hint a');
  assert.match(await page.textContent('#_notes .hint'), /There is no field “servce”.*Did you mean service\?/);
  await page.click('#_notes .hint a');
  await page.waitForFunction(() => !document.querySelector('#_notes .hint') && document.querySelector('#_hits .row'));
  assert.equal(await page.inputValue('#_search'), 'service:dns');
  await page.close();
});

test('a hostile title, service, alert and question are shown as text', async () => {
  const { page, wrong } = await (await hard.visitor()).page('index.html');
  await ask(page, 'zebra');
  assert.deepEqual(await titles(page), ['<img src=x onerror=alert(1)> "quoted" & <script>alert(2)</script> {% raw %} zebra']);
  assert.match(await page.textContent('#_find-list .hit-meta'), /<svg onload=alert\(3\)>/);
  await ask(page, 'HostileAlert <img src=x onerror=alert(10)>');
  await page.goto(`${hard.base}search/index.html#q=zebra`);
  await page.waitForSelector('#_hits .row');
  await page.locator('#_hits .row-title a').first().click();
  await page.waitForSelector('.marks');
  await page.goto(`${hard.base}search/index.html#q=%3Cimg%20src%3Dx%20onerror%3Dalert(11)%3E`);
  await page.waitForSelector('#_hits .row, #_nothing .lead');
  assert.equal(await page.locator('main img, main script, .find img').count(), 0);
  assert.deepEqual(wrong, []);
  await page.close();
});

describe('a part of the index that does not come', () => {
  const without = async (pattern) => {
    const visit = await sample.visitor();
    await visit.context.route(pattern, (route) => route.abort('failed'));
    return visit;
  };

  test('without the root the search is said to be unavailable, the lists are offered, and it works when it comes', async () => {
    const visit = await without('**/search/root.js*');
    const { page } = await search(visit, '#q=backbone');
    assert.match(await page.textContent('#_nothing'), /could not be loaded/);
    assert.equal(await page.isVisible('#_browse a[href$="incidents/index.html"]'), true);
    await visit.context.unrouteAll();
    await page.click('#_nothing button');
    await page.waitForSelector('#_hits .row');
    await page.close();
  });

  for (const [name, pattern] of [['the filters', '**/search/c/*.js*'], ['the texts', '**/search/f/*.js*']]) {
    test(`without ${name} the results are shown all the same`, async () => {
      const { page } = await search(await without(pattern), '#q=backbone');
      assert.ok((await results(page)).length > 0);
      if (name === 'the filters') assert.match(await page.textContent('#_notes'), /A part of the search could not be loaded/);
      else assert.ok((await page.locator('.hit-text').first().textContent()).length > 20);
      await page.close();
    });
  }

  test('without the words of a shard the others are still found, and that something is missing is said', async () => {
    const visit = await sample.visitor();
    let first = '';
    await visit.context.route('**/search/t/*.js*', (route) => {
      const url = route.request().url().split('?')[0];
      first ||= url;
      return url === first ? route.abort('failed') : route.continue();
    });
    const { page } = await search(visit, '#q=backbone%20network%20kubernetes%20certificate');
    assert.ok(first);
    assert.match(await page.textContent('#_notes'), /A part of the search could not be loaded/);
    assert.ok((await results(page)).length > 0);
    await page.close();
  });
});

test('on a slow link the first result is there two round trips after the first key', async () => {
  const visit = await sample.visitor();
  let under = 0;
  let trips = 0;
  // The texts of the rows come after their titles.
  await visit.context.route(/^(?!.*\/search\/f\/)/, async (route) => {
    if (!under++) trips++;
    await new Promise((go) => { setTimeout(go, 250); });
    under--;
    await route.continue();
  });
  const { page } = await visit.page('index.html');
  await page.focus('#_search');
  await page.waitForTimeout(1500);
  trips = 0;
  await ask(page, 'backbone');
  assert.ok((await titles(page)).length > 0);
  assert.ok(trips <= 2, `${trips} round trips`);
  await page.close();
});

test('the words that one searches for leave the browser in no request', async () => {
  const { page, wrong } = await (await sample.visitor()).page('index.html');
  sample.asked.length = 0;
  await ask(page, 'confidentialsecret');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search/index.html#q=confidentialsecret');
  await page.waitForSelector('#_nothing .lead');
  await page.fill('#_search', 'backbone service:dns');
  await page.waitForSelector('#_hits .row');
  await page.click('#_hits .row-title a');
  await page.waitForURL('**/incidents/*/index.html');
  await page.waitForSelector('.marks');
  assert.ok(sample.asked.length > 5, 'the server was asked for pages and shards');
  for (const { url, referer } of sample.asked) {
    assert.doesNotMatch(url, /confidential|\?|q=|service=/);
    assert.equal(referer, undefined, `${url} came with a referrer`);
  }
  assert.deepEqual(wrong, []);
  await page.close();
});

for (const width of [320, 800, 1280]) {
  test(`at ${width} px nothing on the search page moves while it loads`, async () => {
    const visit = await sample.visitor({ width });
    await visit.context.addInitScript(() => {
      window.moved = [];
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) window.moved.push(`${value}: ${sources.map(({ node }) => node?.id || node?.className)}`);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const hash of ['', '#q=network', '#q=qqqq']) {
      const { page } = await visit.page(`search/index.html${hash}`);
      await page.waitForSelector(hash === '#q=network' ? '.hit-in a' : '#_browse[data-shown]');
      await page.waitForTimeout(300);
      assert.deepEqual(await page.evaluate(() => window.moved), [], hash);
      await page.close();
    }
  });
}
