// The drawn timeline of an incident, its list, and its follow-ups.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, end, library, open, overflow } from './site.mjs';

const DRAWN = ['incidents/fastly-2021-edge-config/index.html', 'incidents/facebook-2021-backbone-dns/index.html', 'incidents/gitlab-2017-database-removal/index.html', 'incidents/crowdstrike-2024-channel-file/index.html'];

let sample;
before(async () => { sample = await open(library('sample')); });
after(end);

/** Pairs of visible texts of the drawing that touch, and texts that stand out of the screen. */
const crowded = (page) => page.evaluate(() => {
  const texts = [...document.querySelectorAll('svg.tl text')]
    .map((e) => ({ text: e.textContent, box: e.getBoundingClientRect() }))
    .filter((t) => t.box.width > 0);
  const wrong = texts.filter((t) => t.box.left < 0 || t.box.right > innerWidth).map((t) => `${t.text} is cut off`);
  for (const [n, a] of texts.entries()) {
    for (const b of texts.slice(0, n)) {
      const over = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const below = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (over > 1 && below > 2) wrong.push(`${a.text} touches ${b.text}`);
    }
  }
  return wrong;
});

for (const colorScheme of ['light', 'dark']) {
  test(`drawn timelines, ${colorScheme}, keep to screens of 320, 768 and 1280 px, and no two labels touch`, async () => {
    const { page, wrong } = await (await sample.visitor({ colorScheme })).page();
    for (const path of DRAWN) {
      await page.goto(sample.base + path);
      await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });
      for (const width of [320, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        assert.equal(await overflow(page), '', `${path} at ${width} px`);
        assert.deepEqual(await crowded(page), [], `${path} at ${width} px`);
        assert.ok(await page.locator('svg.tl').isVisible(), path);
      }
    }
    assert.deepEqual(wrong, []);
    await page.close();
  });

  test(`drawn timelines and unfolded events, ${colorScheme}, have no serious finding of axe`, async () => {
    const { page } = await (await sample.visitor({ colorScheme, bypassCSP: true })).page();
    for (const path of DRAWN.slice(0, 2)) {
      await page.goto(sample.base + path);
      await page.evaluate(() => { for (const d of document.querySelectorAll('details.events')) d.open = true; });
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        assert.deepEqual(await axe(page), [], `${path} at ${width} px`);
      }
    }
    await page.close();
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`a mark of the drawing leads to its event, scripts ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
    const { page, wrong } = await (await sample.visitor({ javaScriptEnabled })).page(DRAWN[0]);
    assert.equal(await page.locator('#_event-4').isVisible(), false, 'the list is folded');
    await page.locator('svg.tl a[href="#_event-4"] circle').click();
    await page.locator('#_event-4').waitFor({ state: 'visible' });
    assert.match(page.url(), /#_event-4$/);
    assert.deepEqual(wrong, []);
    await page.close();
  });
}

test('the drawing is no stop for the keyboard, and the list below it is one', async () => {
  const { page } = await (await sample.visitor()).page(DRAWN[0]);
  const stops = await page.$$eval('.timeline :is(a, summary)', (all) => all.filter((e) => e.tabIndex >= 0).map((e) => e.tagName.toLowerCase()));
  assert.deepEqual(stops, ['summary']);
  await page.close();
});

test('with forced colours the drawing is drawn in the colours of the system', async () => {
  const { page } = await (await sample.visitor({ forcedColors: 'active', colorScheme: 'dark' })).page(DRAWN[0]);
  const [label, paper] = await page.evaluate(() => [getComputedStyle(document.querySelector('.tl-phase')).fill, getComputedStyle(document.querySelector('.tl-unseen')).fill]);
  assert.notEqual(label, paper);
  await page.close();
});
