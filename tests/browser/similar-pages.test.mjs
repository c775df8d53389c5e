// Similar incidents, recurrences, follow-ups that were not done, and what keeps coming back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, end, library, open, overflow, structure } from './site.mjs';

const INCIDENT = 'incidents/payments/index.html';
const FIRST = 'incidents/checkout/index.html';
const CLUSTERS = 'clusters/index.html';
const PAGES = [INCIDENT, FIRST, 'incidents/refunds/index.html', CLUSTERS, 'services/payments/index.html', 'factors/retry-storm/index.html'];

const folder = library('alike');
let site;
before(async () => { site = await open(folder); });
after(end);

/** Unfolds everything, so that what is folded is looked at too. */
const unfold = (page) => page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });

/** The boxes of what a selector finds. */
const boxes = (page, selector) => page.$$eval(selector, (all) => all.map((e) => {
  const { left, right, top, bottom } = e.getBoundingClientRect();
  return { left, right, top, bottom };
}));

/** Where the points of a line stand: the dots are drawn before each body. */
const dots = (page) => page.$$eval('.chain .thread-body', (all) => all.map((e) => {
  const { left, top } = e.getBoundingClientRect();
  const dot = getComputedStyle(e, '::before');
  return { x: left + parseFloat(dot.left) + parseFloat(dot.width) / 2, y: top + parseFloat(dot.top) + parseFloat(dot.height) / 2 };
}));

for (const colorScheme of ['light', 'dark']) {
  test(`pages on likeness, ${colorScheme}, keep to screens of 320, 360, 768 and 1280 px, and to the policy`, async () => {
    const { page, wrong } = await (await site.visitor({ colorScheme })).page();
    for (const path of PAGES) {
      await page.goto(site.base + path);
      await unfold(page);
      for (const width of [320, 360, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        assert.equal(await overflow(page), '', `${path} at ${width} px`);
      }
      assert.deepEqual(await structure(page), [], path);
    }
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test(`pages on likeness, ${colorScheme}, have no serious finding of axe`, async () => {
    const { page } = await (await site.visitor({ colorScheme, bypassCSP: true })).page();
    for (const path of PAGES) {
      await page.goto(site.base + path);
      await unfold(page);
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        assert.deepEqual(await axe(page), [], `${path} at ${width} px`);
      }
    }
    await page.close();
  });
}

test('pages on likeness work from file:// and without scripts', async () => {
  const files = await open(folder, { over: 'file' });
  const { page, wrong } = await (await files.visitor({ javaScriptEnabled: false })).page(INCIDENT);
  await page.locator('.similar .groups a').first().click();
  await page.waitForURL('**/clusters/index.html#*');
  assert.ok(await page.locator('.cluster:target .thread-title').first().isVisible());
  await page.locator('.cluster:target .thread-title a', { hasText: 'Checkout slow' }).click();
  await page.waitForURL('**/incidents/checkout/index.html');
  assert.deepEqual(wrong, []);
  await page.close();
});

test('on a wide screen recurrences stand side by side in the order of time, each distance over its stretch', async () => {
  const { page } = await (await site.visitor({ width: 1280 })).page(INCIDENT);
  const at = await dots(page);
  assert.equal(at.length, 4);
  for (const [n, dot] of at.entries()) {
    assert.ok(Math.abs(dot.y - at[0].y) < 1, 'the points are on one line');
    if (n) assert.ok(dot.x > at[n - 1].x + 80, 'each stands after the one before');
  }
  const gaps = await boxes(page, '.chain .thread-gap');
  assert.equal(gaps.length, 2, 'what has no date has no distance');
  for (const [n, gap] of gaps.entries()) {
    assert.ok(gap.left >= at[n].x - 8 && gap.right <= at[n + 1].x + 8, 'a distance keeps to its stretch');
    assert.ok(gap.bottom <= at[n].y, 'and stands over the line');
  }
  await page.close();
});

test('on a phone recurrences stand one below the other on one line', async () => {
  const { page } = await (await site.visitor({ width: 360 })).page(INCIDENT);
  const at = await dots(page);
  for (const [n, dot] of at.entries()) {
    assert.ok(Math.abs(dot.x - at[0].x) < 1, 'the points are on one line');
    if (n) assert.ok(dot.y > at[n - 1].y + 30, 'each stands below the one before');
  }
  await page.close();
});

test('the line of recurrences is a list that says which one is read', async () => {
  const { page } = await (await site.visitor()).page(INCIDENT);
  const line = page.getByRole('region', { name: 'Recurrences' });
  assert.equal(await line.getByRole('list').getByRole('listitem').count(), 4);
  const here = line.locator('[aria-current=true]');
  assert.match(await here.textContent(), /this incident.*Payments unavailable/s);
  assert.equal(await here.locator('.thread-title a').count(), 0, 'it does not lead to itself');
  assert.equal(await line.getByRole('link', { name: 'Checkout slow after a retry storm against payments' }).count(), 1);
  await page.close();
});

test('a similar incident says why, and its reasons lead to their pages', async () => {
  const { page, wrong } = await (await site.visitor()).page('incidents/refunds/index.html');
  const why = page.locator('.similar .row-why').first();
  assert.match(await why.textContent(), /Retry storm/);
  await why.getByRole('link', { name: 'Retry storm' }).click();
  await page.waitForURL('**/factors/retry-storm/index.html');
  assert.deepEqual(wrong, []);
  await page.close();
});

test('what had been asked for leads to the follow-up, and the follow-up to what came', async () => {
  const { page, wrong } = await (await site.visitor()).page('incidents/refunds/index.html');
  await page.locator('.asked a[href$="#_action-1"]').first().click();
  await page.waitForURL('**/index.html#_action-1');
  const met = page.locator('tr:target + .met-row');
  assert.match(await met.textContent(), /Still open when/);
  assert.doesNotMatch(await met.textContent(), /Ada Example/);
  assert.deepEqual(wrong, []);
  await page.close();
});

test('on paper a line through time is drawn, and nothing stays folded', async () => {
  const { page } = await (await site.visitor({ width: 800 })).page(CLUSTERS);
  await page.emulateMedia({ media: 'print' });
  const line = await page.$eval('.thread-body', (e) => getComputedStyle(e).borderInlineStartWidth);
  assert.equal(line, '2px');
  for (const rest of await page.locator('.tried-rest li').all()) assert.ok(await rest.isVisible());
  await page.close();
});
