// The colour switch, the keyboard, paper, and the parts of the frame.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { end, library, open, overflow } from './site.mjs';

const INCIDENT = 'incidents/facebook-2021-backbone-dns/index.html';
const DARK = 'rgb(17, 21, 20)';
const LIGHT = 'rgb(255, 255, 255)';

let sample;
let hard;
before(async () => {
  sample = await open(library('sample'));
  hard = await open(library('hard'));
});
after(end);

const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const pressed = (page) => page.$$eval('[data-set-theme][aria-pressed=true]', (all) => all.map((b) => b.dataset.setTheme).join());

describe('the colour switch', () => {
  for (const [colorScheme, own, other, otherPaper] of [['light', LIGHT, 'dark', DARK], ['dark', DARK, 'light', LIGHT]]) {
    test(`on a ${colorScheme} system the switch has three ways, is remembered on other pages, and goes back to the system`, async () => {
      const visit = await sample.visitor({ colorScheme });
      const { page, wrong } = await visit.page('index.html');
      assert.equal(await paper(page), own);
      assert.equal(await pressed(page), 'system');
      await page.click(`[data-set-theme=${other}]`);
      assert.equal(await paper(page), otherPaper);
      assert.equal(await pressed(page), other);
      await page.goto(sample.base + INCIDENT);
      assert.equal(await paper(page), otherPaper);
      assert.equal(await pressed(page), other);
      await page.click(`[data-set-theme=${colorScheme}]`);
      assert.equal(await paper(page), own);
      await page.emulateMedia({ colorScheme: other });
      assert.equal(await paper(page), own, 'a choice holds against the system');
      await page.click('[data-set-theme=system]');
      assert.equal(await paper(page), otherPaper);
      await page.reload();
      assert.equal(await pressed(page), 'system');
      assert.equal(await page.evaluate(() => document.documentElement.hasAttribute('data-theme')), false);
      assert.deepEqual(wrong, []);
      await page.close();
    });
  }

  test('the chosen colours stand before the body is parsed, so that nothing flashes', async () => {
    const visit = await sample.visitor({ colorScheme: 'light' });
    const { page } = await visit.page('index.html');
    await page.click('[data-set-theme=dark]');
    await visit.context.addInitScript(() => {
      window.seen = [];
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.seen.push(document.documentElement.getAttribute('data-theme'));
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
      addEventListener('DOMContentLoaded', () => window.seen.push(document.documentElement.getAttribute('data-theme')));
    });
    for (const path of ['index.html', INCIDENT, 'search/index.html']) {
      await page.goto(sample.base + path);
      assert.deepEqual(await page.evaluate(() => window.seen), ['dark', 'dark'], path);
    }
    await page.close();
  });

  test('where storage is closed the switch still works for the page', async () => {
    const visit = await sample.visitor({ colorScheme: 'light' });
    await visit.context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed', 'SecurityError'); } });
    });
    const { page, wrong } = await visit.page('index.html');
    await page.click('[data-set-theme=dark]');
    assert.equal(await paper(page), DARK);
    assert.deepEqual(wrong, []);
    await page.close();
  });
});

describe('the keyboard', () => {
  test('the first stop of the Tab key is the link to the content, which is seen and goes there', async () => {
    const { page } = await (await sample.visitor()).page(INCIDENT);
    await page.keyboard.press('Tab');
    const skip = page.locator('.skip');
    assert.equal(await skip.evaluate((e) => e === document.activeElement), true);
    const box = await skip.boundingBox();
    assert.ok(box && box.y >= 0 && box.x >= 0, JSON.stringify(box));
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), '_main');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), true);
    await page.close();
  });

  for (const [name, width, colorScheme] of [['on a wide screen', 1280, 'light'], ['on a small dark screen', 360, 'dark']]) {
    test(`each stop of the Tab key can be seen ${name}`, async () => {
      const { page } = await (await hard.visitor({ width, colorScheme })).page('incidents/every-feature/index.html');
      const stops = new Set();
      for (let n = 0; n < 200; n++) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(() => {
          const e = document.activeElement;
          if (!e || e === document.body) return null;
          const style = getComputedStyle(e);
          const box = e.getBoundingClientRect();
          const name = `${e.tagName.toLowerCase()}.${e.className} ${e.textContent.trim().slice(0, 40)}`;
          window.stops ||= [];
          if (window.stops.includes(e)) return null;
          window.stops.push(e);
          const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== getComputedStyle(document.body).backgroundColor;
          const seen = box.width > 4 && box.height > 4 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight && style.opacity !== '0' && style.visibility === 'visible';
          return { name, ring, seen, box: JSON.stringify(box) };
        });
        if (!stop) break;
        stops.add(stop.name);
        assert.ok(stop.ring, `${stop.name} has a ring around it`);
        assert.ok(stop.seen, `${stop.name} is in view: ${stop.box}`);
      }
      assert.ok(stops.size > 25, `${stops.size} stops`);
      await page.close();
    });
  }

  test('targets are at least 24 px high, but for links inside a sentence', async () => {
    const { page } = await (await sample.visitor({ width: 360 })).page('index.html');
    const small = await page.$$eval('header a, header button, header input, footer a, summary', (all) => all
      .filter((e) => e.getClientRects().length && !e.closest('.vh') && !e.matches('.vh, .skip'))
      .filter((e) => e.getBoundingClientRect().height < 24)
      .map((e) => `${e.textContent.trim()} ${e.getBoundingClientRect().height}`));
    assert.deepEqual(small, []);
    await page.close();
  });

  test('code that scrolls can be reached and scrolled, and its copy button says what happened', async () => {
    const visit = await hard.visitor({ width: 360 });
    await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { page, wrong } = await visit.page('incidents/every-feature/index.html');
    const pre = page.locator('pre').first();
    assert.equal(await pre.evaluate((e) => e.scrollWidth > e.clientWidth && e.tabIndex === 0), true);
    await pre.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('pre').scrollLeft > 0);
    const copy = page.locator('.code-box .copy').first();
    await copy.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.code-box .copy').textContent === document.body.dataset.copied);
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^fn main\(\) \{ println!/);
    assert.deepEqual(wrong, []);
    await page.close();
  });
});

describe('on paper', () => {
  for (const path of ['index.html', INCIDENT]) {
    test(`${path} is printed without the menu, in black on white even where the reader chose dark`, async () => {
      const visit = await sample.visitor({ colorScheme: 'dark' });
      const { page } = await visit.page(path);
      await page.click('[data-set-theme=dark]');
      await page.emulateMedia({ media: 'print' });
      for (const part of ['.top', '.skip', '.foot nav', '.toc-wide', '.toc-narrow', '.jumps', '.crumbs', '.copy']) {
        for (const one of await page.locator(part).all()) assert.equal(await one.isVisible(), false, part);
      }
      assert.equal(await page.isVisible('h1'), true);
      assert.equal(await page.isVisible('main'), true);
      const [ink, under] = await page.evaluate(() => [getComputedStyle(document.querySelector('h1')).color, getComputedStyle(document.body).backgroundColor]);
      assert.equal(ink, 'rgb(0, 0, 0)');
      assert.equal(under, LIGHT);
      const pdf = await page.pdf({ format: 'A4' });
      assert.ok(pdf.length > 5000 && pdf.subarray(0, 5).toString() === '%PDF-');
      await page.close();
    });
  }

  test('what is folded is open on paper and closed again after', async () => {
    const { page } = await (await sample.visitor()).page('paths/first-on-call/index.html');
    const open = () => page.$$eval('main details', (all) => all.filter((d) => d.open).length);
    const all = await page.locator('main details').count();
    assert.ok(all > 2);
    assert.equal(await open(), 0);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await open(), all);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await open(), 0);
    await page.close();
  });
});

test('at twice the zoom a page of 1280 px still scrolls in one direction only', async () => {
  const { page } = await (await hard.visitor({ width: 640, height: 450, deviceScaleFactor: 2 })).page('incidents/every-feature/index.html');
  assert.equal(await overflow(page), '');
  await page.close();
});

test('the policy of every page lets no inline script run', async () => {
  const { page, wrong } = await (await sample.visitor()).page('index.html');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    const image = new Image();
    image.src = 'https://elsewhere.example/x.png';
    document.body.append(image);
  });
  assert.equal(await page.evaluate(() => 'ran' in window), false);
  for (let n = 0; n < 50 && !wrong.some((w) => w.includes('CSP: img-src')); n++) await page.waitForTimeout(50);
  assert.ok(wrong.some((w) => w.includes('CSP: script-src')), `the record works: ${wrong}`);
  assert.ok(wrong.some((w) => w.includes('CSP: img-src')), `the record works: ${wrong}`);
  await page.close();
});
