// Everything but the search works without scripts.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { end, library, open, overflow, pagesOf } from './site.mjs';

after(end);

const sample = library('sample');

for (const over of ['http', 'file']) {
  describe(`with scripts off over ${over}`, () => {
    /** @type {Awaited<ReturnType<Awaited<ReturnType<typeof open>>['visitor']>>} */
    let visit;
    let base;
    const page = async (path) => {
      if (!visit) {
        const site = await open(sample, { over });
        base = site.base;
        visit = await site.visitor({ javaScriptEnabled: false, width: 360 });
      }
      return visit.page(path);
    };

    test(`over ${over}, without scripts every link of the menu and the footer leads to its page, which shows its content`, async () => {
      const { page: at, wrong } = await page('index.html');
      const links = await at.$$eval('body > header a, body > footer a:not([type])', (all) => [...new Set(all.map((a) => a.href))]);
      assert.ok(links.length >= 9, `${links.length} links`);
      for (const link of links) {
        assert.ok(link.startsWith(base), link);
        await at.goto(`${base}index.html`);
        const path = link.slice(base.length);
        await at.locator(`a[href="${path}"]`).first().click();
        await at.waitForURL(link);
        assert.equal(await at.isVisible('h1'), true, path);
        const text = await at.locator('main').innerText();
        assert.ok(text.length > 80, `${path} shows: ${text}`);
        assert.equal(await overflow(at), '', path);
      }
      assert.deepEqual(wrong, []);
      await at.close();
    });

    test(`over ${over}, without scripts an incident shows its body, its facts and its contents`, async () => {
      const { page: at, wrong } = await page('incidents/facebook-2021-backbone-dns/index.html');
      for (const part of ['.doc-body', '.doc-side .facts', '#_factors', '#_sources', '.toc-narrow summary']) {
        assert.equal(await at.locator(part).first().isVisible(), true, part);
      }
      assert.equal(await at.locator('.theme').isVisible(), false, 'a switch that does nothing is not shown');
      await at.click('.toc-narrow summary');
      assert.equal(await at.locator('.toc-narrow a').first().isVisible(), true);
      assert.deepEqual(wrong, []);
      await at.close();
    });

    test(`over ${over}, without scripts every incident is in the list of incidents`, async () => {
      const { page: at } = await page('incidents/index.html');
      const listed = await at.locator('[data-incident] .row-title a:visible').count();
      assert.equal(listed, pagesOf(sample).filter((p) => /^incidents\/[^/]+\/index\.html$/.test(p)).length);
      await at.close();
    });

    test(`over ${over}, without scripts the search form leads to the list of incidents`, async () => {
      const { page: at } = await page('services/index.html');
      await at.fill('#_search', 'backbone');
      await at.press('#_search', 'Enter');
      await at.waitForURL(/\/incidents\/index\.html\??$/);
      assert.equal(await at.isVisible('.row-title a >> nth=0'), true);
      await at.close();
    });

    test(`over ${over}, without scripts the search page says so and offers the lists`, async () => {
      const { page: at } = await page('search/index.html');
      assert.match(await at.locator('main').innerText(), /Searching needs JavaScript/);
      assert.equal(await at.locator('.find-big').isVisible(), false);
      assert.equal(await at.locator('#_browse a[href$="incidents/index.html"]').isVisible(), true);
      assert.equal(await at.locator('.facets, #_found').filter({ visible: true }).count(), 0);
      await at.click('#_browse a[href$="alerts/index.html"]');
      await at.waitForURL('**/alerts/index.html');
      assert.equal(await at.locator('.seen code').first().isVisible(), true);
      await at.close();
    });
  });
}
