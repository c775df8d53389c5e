// An engine that answers as a test wants: late, with notes, or not at all. What the search
// box and the search page do with answers is tested with it; what is found, with the real one.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs in the page in the place of the engine.
 * @param {Record<string, any>[]} all incidents of the library, the newest first
 */
function engine(all) {
  const how = { delays: {}, notes: {}, fail: {}, ...window.stubbed };
  const asked = [];
  const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
  const FACETS = ['service', 'factor', 'severity', 'kind', 'year'];
  const values = (one, name) => ({
    service: one.services, factor: one.factors, severity: one.severity ? [one.severity] : [], kind: [one.kind], year: one.date ? [one.date.slice(0, 4)] : [],
  })[name];
  const passes = (one, filters, except) => FACETS.every((name) => name === except || !filters[name]?.length || values(one, name).some((v) => filters[name].includes(v)));
  const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

  const highlighter = (marks) => (text) => {
    if (!marks.length) return [[text, false]];
    return text.split(new RegExp(`(${marks.join('|')})`, 'i')).map((part, n) => [part, n % 2 === 1]).filter(([part]) => part);
  };

  async function search(text, { limit = 10, sort = 'relevance', filters = {}, facets = false } = {}) {
    asked.push(text);
    if (how.delays[text]) await wait(how.delays[text]);
    const code = Array.isArray(how.fail[text]) ? how.fail[text].shift() : how.fail[text];
    if (code) throw Object.assign(new Error(code), { code });
    const words = wordsOf(text);
    const hay = (one) => `${one.title} ${one.services.join(' ')} ${one.factors.join(' ')} ${one.severity} ${one.summary}`.toLowerCase();
    const matching = (one) => words.filter((word) => hay(one).includes(word)).length;
    const some = all.filter((one) => (words.length ? matching(one) > 0 : FACETS.some((name) => filters[name]?.length)));
    const found = some.filter((one) => passes(one, filters));
    if (sort === 'relevance') found.sort((a, b) => matching(b) - matching(a));
    const hits = found.slice(0, limit).map((one) => ({ doc: one.doc, score: 1, level: 1, lang: 'en', ...one }));
    const count = (name) => {
      const counts = new Map((filters[name] || []).map((key) => [key, 0]));
      for (const one of some.filter((one) => passes(one, filters, name))) for (const key of values(one, name)) counts.set(key, (counts.get(key) || 0) + 1);
      return [...counts].map(([key, count]) => ({ key, name: key, count, chosen: !!filters[name]?.includes(key) })).sort((a, b) => b.count - a.count);
    };
    return {
      query: text, total: found.length, full: found.filter((one) => matching(one) === words.length).length, hits,
      notes: how.notes[text] || [],
      facets: facets ? Object.fromEntries(FACETS.map((name) => [name, count(name)])) : null,
      marks: words,
      async snippet(hit) {
        if (how.slow) await wait(how.slow);
        if (how.textless) throw Object.assign(new Error('load'), { code: 'load' });
        const piece = `…and then: ${hit.summary || hit.title} ${how.long || ''}`;
        return { anchor: 'what-happened', heading: 'What happened', segments: highlighter(words)(piece), more: [{ anchor: '_facts', heading: 'Facts' }] };
      },
    };
  }

  // A page that preloads the root of the index sees it used.
  function warm() {
    window.candorShard = () => {};
    const script = document.createElement('script');
    script.src = `${document.body.dataset.root}search/root.js`;
    document.head.append(script);
    return Promise.resolve();
  }

  window.stubAsked = asked;
  window.candorSearch = { warm, search, highlighter };
}

/**
 * Has every page of a visitor take the stub for the engine.
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} folder the site
 * @param {{delays?: Record<string, number>, notes?: Record<string, object[]>, fail?: Record<string, string | (string | null)[]>, slow?: number, textless?: boolean, long?: string, more?: number}} how
 */
export async function stub(context, folder, { more = 0, ...how } = {}) {
  const incidents = JSON.parse(readFileSync(join(folder, 'incidents.json'), 'utf8'));
  const all = incidents.map((one, n) => ({ doc: incidents.length - n, ...one, summary: one.summary || '' }));
  for (let n = 0; n < more; n++) {
    all.push({ ...all[n % incidents.length], title: `Numbered ${n + 1}`, services: [`service-${n % 12}`], doc: -n });
  }
  await context.addInitScript((how) => { window.stubbed = how; }, how);
  await context.route('**/assets/js/search.*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: `(${engine})(${JSON.stringify(all)});` }));
}
