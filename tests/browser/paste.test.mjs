// The box for pasted alerts on the search page: what it answers, how it looks, and that what is pasted stays where it is.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeLibrary } from './search-made.mjs';
import { axe, end, library, open, overflow, temp } from './site.mjs';

let sample;
let hard;
before(async () => {
  sample = await open(library('sample'));
  hard = await open(library('hard'));
});
after(end);

const ALERT = `[FIRING:1] BackboneRouterUnreachable (dns prod critical)
2024-02-11T03:14:07.482Z ip-10-2-3-4 named[4127]: DNS servers withdrew their BGP routes, backbone connection lost
 - pod = dns-7c9d8f6b5-x2x4q
error: the audit tool did not stop the command that took the backbone down
`;
const BACKBONE = 'Backbone disconnected and DNS withdrawn during capacity maintenance';
const NOTHING = 'Wash three leeks well and slice them thinly; let them soften in butter over a low flame, with network cables.';

const titles = (page) => page.locator('#_alike-hits .row-title').allTextContents();
const answered = (page) => page.waitForFunction(() => {
  const shown = document.getElementById('_alike');
  return !shown.hidden && !shown.hasAttribute('aria-busy') && (document.querySelector('#_alike-hits .row') || document.querySelector('#_alike-nothing .lead'));
});
const heard = (page, text) => page.waitForFunction((text) => document.getElementById('_find-live').textContent.startsWith(text), text);

/** The search page with its box open. */
async function opened({ site = sample, path = 'search/index.html', ...options } = {}) {
  const visit = await site.visitor(options);
  const { page, wrong } = await visit.page(path);
  await page.click('#_paste summary');
  await page.waitForFunction(() => document.activeElement?.id === '_paste-text');
  return { visit, page, wrong };
}

/** Puts a text into the box at once, as the clipboard does. */
async function paste(page, text, where = '#_paste-text') {
  await page.focus(where);
  await page.evaluate(([text, where]) => {
    const field = document.querySelector(where);
    const data = new DataTransfer();
    data.setData('text/plain', text);
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    if (field.dispatchEvent(event)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
    }
  }, [text, where]);
}

for (const over of ['http', 'file']) {
  test(`over ${over}, a pasted alert finds its incident, says why, and quotes what helped`, async () => {
    const site = over === 'http' ? sample : await open(library('sample'), { over });
    const { page, wrong } = await opened({ site });
    await paste(page, ALERT);
    await answered(page);
    assert.equal(await page.textContent('#_alike-total'), '1 similar incident');
    assert.deepEqual(await titles(page), [BACKBONE]);
    const row = page.locator('#_alike-hits .row').first();
    assert.equal(await row.locator('.row-date').textContent(), '4 October 2021');
    assert.match(await row.locator('.row-side').innerText(), /SEV-1\s+Services:\s+backbone-network, dns/);
    assert.match(await row.locator('.row-factors').innerText(), /Circular dependency/);
    assert.match(await row.locator('.row-why').first().textContent(), /^Alike in: .*Backbone · .*BGP/);
    assert.equal(await row.locator('.named').textContent(), 'Named in your text: dns (service) · DNS (factor)');
    assert.match(await row.locator('blockquote').textContent(), /^Engineers went to the data centres/);
    assert.equal(await row.locator('.helped .label').textContent(), 'What helped, from Resolution');
    assert.equal(await page.isVisible('.search'), false, 'the search is out of the way');
    await row.locator('.helped a').click();
    await page.waitForURL('**/incidents/*/index.html#*');
    assert.equal(await page.evaluate(() => document.querySelector(':target')?.textContent), 'Resolution');
    assert.deepEqual(wrong, []);
    await page.close();
  });
}

test('by the keyboard: the box opens with the cursor in it, and Ctrl or Cmd with Enter answers at once', async () => {
  const { page } = await (await sample.visitor()).page('search/index.html');
  await page.focus('#_paste summary');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === '_paste-text');
  for (const key of ['Control+Enter', 'Meta+Enter']) {
    await page.keyboard.press('Control+A');
    await page.keyboard.type(`backbone BGP routes ${key}`);
    await page.keyboard.press(key);
    assert.equal(await page.isVisible('#_alike'), true, 'before the pause after the last key');
    await answered(page);
    assert.match((await titles(page))[0], /Backbone/);
    assert.doesNotMatch(await page.inputValue('#_paste-text'), /\n/);
  }
  await page.keyboard.press('Enter');
  assert.match(await page.inputValue('#_paste-text'), /\n$/, 'Enter is a new line');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), '_paste-clear');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === '_paste-text' && document.getElementById('_alike').hidden);
  assert.equal(await page.inputValue('#_paste-text'), '');
  assert.equal(await page.isVisible('.search'), true);
  await page.close();
});

test('answers come while one types, and are heard', async () => {
  const { page } = await opened();
  await page.keyboard.type('DNS servers withdrew their BGP routes, backbone lost');
  await answered(page);
  await heard(page, '5 similar incidents');
  await page.fill('#_paste-text', NOTHING);
  await heard(page, 'Nothing similar');
  await page.close();
});

describe('nothing similar', () => {
  test('is said calmly, and single words can be searched for', async () => {
    const { page, wrong } = await opened();
    await paste(page, NOTHING);
    await answered(page);
    assert.deepEqual(await titles(page), []);
    assert.match(await page.textContent('#_alike-nothing'), /^Nothing similar\s*No incident of this library rhymes with this text/);
    const words = await page.locator('#_alike-nothing .chip').allTextContents();
    assert.ok(words.includes('network') && !words.includes('leeks'), words.join());
    assert.equal(new URL(page.url()).hash, '');
    await page.click('#_alike-nothing .chip >> text=network');
    await page.waitForSelector('#_hits .row');
    assert.match(page.url(), /#q=network$/);
    assert.equal(await page.isVisible('#_alike'), false);
    assert.equal(await page.evaluate(() => document.activeElement.id), '_search');
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('of numbers and everyday words there is nothing to go by', async () => {
    const { page } = await opened();
    await paste(page, '2024-02-11T03:14:07.482Z 10.42.7.118:8080 12ms 0x8f4a2c10');
    await answered(page);
    assert.match(await page.textContent('#_alike-nothing'), /^Nothing to go by\s*There are only numbers/);
    await page.close();
  });
});

test('one click copies a result as Markdown, with what helped', async () => {
  const { page, visit } = await opened();
  await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await paste(page, ALERT);
  await answered(page);
  await page.click('#_alike-hits .copy');
  await heard(page, 'Copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^- \[Backbone disconnected [^\]]*\]\(http:.*\/incidents\/facebook-2021-backbone-dns\/index\.html\) \(2021-10-04, SEV-1, services: backbone-network, dns\) — What helped: Engineers went/);
  assert.doesNotMatch(copied, /\n|audit tool/);
  await page.close();
});

test('several lines that are pasted into the search box go to this one, and one line does not', async () => {
  const { page } = await (await sample.visitor()).page('search/index.html');
  await paste(page, ALERT, '#_search');
  await answered(page);
  assert.equal(await page.inputValue('#_paste-text'), ALERT);
  assert.equal(await page.inputValue('#_search'), '');
  assert.equal(new URL(page.url()).hash, '');
  await paste(page, 'backbone', '#_search');
  await page.waitForSelector('#_hits .row');
  assert.equal(await page.isVisible('#_alike'), false, 'whoever searches sees what is found');
  await page.click('#_paste summary');
  assert.deepEqual(await titles(page), [BACKBONE], 'and the answer is still there');
  assert.equal(await page.isVisible('#_alike'), true);
  await page.close();
});

test('of a very long text it is said how much is read', async () => {
  const { page } = await opened();
  await paste(page, `backbone BGP routes withdrawn ${'x'.repeat(40000)}`);
  await answered(page);
  assert.equal(await page.textContent('#_alike-notes'), 'Only the first 32,768 characters are read.');
  await page.close();
});

describe('what is pasted', () => {
  const SECRET = 'confidentialmarker';

  test('stands in no request, address, history or storage, neither then nor after one has gone and come back', async () => {
    const { page, wrong, visit } = await opened();
    const sent = [];
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData() || ''} ${JSON.stringify(request.headers())}`));
    const state = () => page.evaluate(async () => JSON.stringify({
      local: { ...localStorage }, session: { ...sessionStorage }, url: location.href, state: history.state?.text, length: history.length, title: document.title,
      name: window.name, cookie: document.cookie, databases: await indexedDB.databases(), caches: await caches.keys().catch(() => []),
    }));
    const before = await state();
    sample.asked.length = 0;
    await paste(page, `${ALERT}\n${SECRET}`);
    await answered(page);
    await heard(page, '1 similar');
    assert.equal(await state(), before);
    assert.ok(sample.asked.some(({ url }) => url.includes('/search/t/')), 'shards were asked for');
    assert.ok(!sample.asked.some(({ url }) => url.includes('/search/n/')), 'positions were not');
    for (const text of [...sent, ...sample.asked.map(({ url, referer }) => `${url} ${referer}`)]) {
      assert.doesNotMatch(text, /confidential|backbone|unreachable|withdrew|audit|firing/i);
      assert.doesNotMatch(text.split(' ')[0], /\?/);
    }
    await page.click('#_alike-hits .row-title a');
    await page.waitForURL('**/incidents/*/index.html');
    assert.equal(await page.locator('.marks').count(), 0, 'no word is handed over to be highlighted');
    const there = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, window.name]));
    assert.doesNotMatch(there, /backbone|confidential/i);
    await page.goBack();
    await page.waitForURL('**/search/index.html');
    await page.waitForTimeout(300);
    assert.equal(await page.inputValue('#_paste-text'), '', 'a browser that builds the page anew does not fill the box');
    await page.reload();
    assert.equal(await page.inputValue('#_paste-text'), '');
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]));
    assert.doesNotMatch(kept, /backbone|confidential/i);
    assert.doesNotMatch(JSON.stringify(await visit.context.storageState()), /backbone|confidential/i);
    for (const text of sent) assert.doesNotMatch(text, /confidential/);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test('is in no form that sends it, and in nothing that a browser would keep or look at', async () => {
    const { page } = await opened();
    assert.deepEqual(await page.$eval('#_paste-text', (e) => [e.form, e.name, e.autocomplete, e.spellcheck, e.getAttribute('autocapitalize'), e.getAttribute('writingsuggestions')]),
      [null, '', 'off', false, 'off', 'false']);
    await page.close();
  });

  test('is taken out while the page is put aside, and is there again where the browser has kept the page', async () => {
    const { page } = await opened();
    await paste(page, ALERT);
    await answered(page);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    assert.equal(await page.inputValue('#_paste-text'), '');
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    assert.equal(await page.inputValue('#_paste-text'), ALERT);
    assert.deepEqual(await titles(page), [BACKBONE]);
    assert.equal(await page.isVisible('#_alike'), true);
    await page.close();
  });

  test('is never markup', async () => {
    const { page, wrong } = await opened({ site: hard });
    for (const text of ['<img src=x onerror=alert(1)> zebra <script>alert(2)</script> <svg onload=alert(3)>', 'PaymentsHighErrorRate <b>remaining connection slots are reserved</b> </textarea><script>alert(4)</script>']) {
      await page.fill('#_paste-text', text);
      await page.keyboard.press('Control+Enter');
      await answered(page);
      await page.waitForTimeout(300);
      assert.ok((await titles(page)).length > 0, text);
      assert.equal(await page.locator('main :is(img, script, b:not(.row-why b), svg:not(.find-icon))').count(), 0);
    }
    await page.fill('#_paste-text', 'zebra <img src=x onerror=alert(5)>');
    await page.keyboard.press('Control+Enter');
    await page.waitForFunction(() => /onerror/.test(document.querySelector('#_alike-hits .row-title')?.textContent || ''));
    assert.deepEqual(wrong, []);
    await page.close();
  });
});

test('an older answer never takes the place of a newer one', async () => {
  const root = join(temp, 'ordered');
  makeLibrary(root, 300, 3);
  const site = await open(library(root));
  const { page, visit } = await opened({ site });
  await page.waitForTimeout(500);
  let slow = true;
  let held = 0;
  await visit.context.route('**/search/t/*.js*', async (route) => {
    const wait = slow;
    if (wait) {
      held++;
      await new Promise((go) => { setTimeout(go, 1500); });
    }
    await route.continue();
  });
  await paste(page, 'OOMKilled PaymentService std::bad_alloc kubernetes container memory');
  await page.waitForFunction(() => document.getElementById('_alike-total').textContent === 'Searching…');
  assert.ok(held > 0);
  slow = false;
  await page.fill('#_paste-text', '12ms 10.0.0.1');
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction(() => /Nothing to go by/.test(document.getElementById('_alike-nothing').textContent));
  await page.waitForTimeout(2000);
  assert.match(await page.textContent('#_alike-nothing'), /Nothing to go by/);
  assert.deepEqual(await titles(page), []);
  await page.close();
});

test('a cold answer takes four round trips at most after the root, and a warm one none', async () => {
  const visit = await sample.visitor();
  let under = 0;
  let trips = 0;
  await visit.context.route('**/search/*/*.js', async (route) => {
    if (!under++) trips++;
    await new Promise((go) => { setTimeout(go, 250); });
    under--;
    await route.continue();
  });
  const { page } = await visit.page('search/index.html');
  await paste(page, ALERT, '#_search');
  await answered(page);
  assert.ok((await titles(page)).length > 0);
  assert.ok(trips <= 4, `${trips} round trips`);
  trips = 0;
  await page.fill('#_paste-text', `${ALERT} `);
  await page.keyboard.press('Control+Enter');
  await page.waitForTimeout(300);
  assert.equal(trips, 0);
  await page.close();
});

describe('a part of the index that does not come', () => {
  const without = async (pattern, answer = (route) => route.abort('failed')) => {
    const visit = await sample.visitor();
    await visit.context.route(pattern, answer);
    const { page } = await visit.page('search/index.html');
    await page.click('#_paste summary');
    await paste(page, ALERT);
    await answered(page);
    return { page, visit };
  };

  for (const [name, pattern] of [['the root', '**/search/root.js*'], ['how common words are', '**/search/s/*.js*']]) {
    test(`without ${name} that is said, and it works when it comes`, async () => {
      const { page, visit } = await without(pattern);
      assert.match(await page.textContent('#_alike-nothing'), /could not be loaded/);
      await heard(page, 'The search could not be loaded');
      await visit.context.unrouteAll();
      await page.click('#_alike-nothing button');
      await page.waitForSelector('#_alike-hits .row');
      await page.close();
    });
  }

  test('an index of another version is said to be newer than the page', async () => {
    const { page } = await without('**/search/root.js*', (route) => route.fulfill({ contentType: 'text/javascript', body: 'candorShard("root", "", 99);' }));
    assert.match(await page.textContent('#_alike-nothing'), /This page is older than what it searches.*Reload the page/);
    await page.close();
  });

  test('without the texts the incidents are shown all the same, and that something is missing is said', async () => {
    const { page, visit } = await without('**/search/f/*.js*');
    assert.deepEqual(await titles(page), [BACKBONE]);
    assert.equal(await page.locator('.helped').count(), 0);
    assert.match(await page.textContent('#_alike-notes'), /A part of the search could not be loaded/);
    await visit.context.unrouteAll();
    await page.click('#_alike-notes button');
    await page.waitForSelector('.helped blockquote');
    assert.equal(await page.textContent('#_alike-notes'), '');
    await page.close();
  });
});

test('with scripts off nothing of the box shows', async () => {
  const { page } = await (await sample.visitor({ javaScriptEnabled: false })).page('search/index.html');
  for (const id of ['#_paste', '#_paste-text', '#_alike']) assert.equal(await page.isVisible(id), false, id);
  assert.doesNotMatch(await page.innerText('main'), /[Pp]aste|similar|helped/);
  await page.close();
});

for (const [width, colorScheme] of [[320, 'light'], [360, 'dark'], [800, 'light'], [1280, 'dark']]) {
  test(`the box keeps to a screen of ${width} px, ${colorScheme}, without a serious finding of axe`, async () => {
    const { page } = await opened({ site: hard, width, colorScheme, bypassCSP: true });
    assert.equal(await overflow(page), '');
    assert.deepEqual(await axe(page), []);
    await paste(page, `PaymentsHighErrorRate remaining connection slots are reserved ${'unbroken'.repeat(40)} zebra database`);
    await answered(page);
    assert.ok((await titles(page)).length > 0);
    assert.equal(await overflow(page), '');
    assert.deepEqual(await axe(page), []);
    await page.fill('#_paste-text', `the kettle, its hymn ${'plum'.repeat(60)}`);
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('#_alike-nothing .lead');
    assert.equal(await overflow(page), '');
    assert.deepEqual(await axe(page), []);
    await page.close();
  });
}
