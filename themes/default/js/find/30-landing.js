// The searched words, on the page that one opens from the results.

const MARKS = 'candor-marks';

/** How long a page may take to open, in milliseconds. */
const PATIENCE = 120000;

/** @typedef {{path: string, at: number, marks: unknown, lang: string}} Hand */

/** @param {string} path */
const plain = (path) => path.replace(/index\.html$/, '');

/**
 * @param {Store} where
 * @returns {Hand[]}
 */
function waiting(where) {
  const all = kept(where, MARKS);
  return Array.isArray(all) ? all.filter((one) => one && Date.now() - one.at < PATIENCE) : [];
}

/**
 * Leaves the searched words for a page that is being opened.
 * @param {string} url from here
 * @param {unknown} marks
 * @param {string} lang
 * @param {boolean} elsewhere whether in another tab, which has a session of its own
 */
function hand(url, marks, lang, elsewhere) {
  const where = elsewhere ? 'localStorage' : 'sessionStorage';
  const path = plain(new URL(url, location.href).pathname);
  keep(where, MARKS, [...waiting(where).filter((one) => one.path !== path), { path, at: Date.now(), marks, lang }].slice(-20));
}

/** @returns {Hand | undefined} what was left for this page; a reload finds it again */
function taken() {
  const path = plain(location.pathname);
  let found = history.state?.candorMarks;
  for (const where of /** @type {Store[]} */ (['localStorage', 'sessionStorage'])) {
    const all = waiting(where);
    const mine = all.find((one) => one.path === path);
    if (!mine) continue;
    found = mine;
    keep(where, MARKS, all.filter((one) => one !== mine));
  }
  if (found) history.replaceState({ ...history.state, candorMarks: found }, '');
  return found;
}

/** Where words are not marked: what is no text of the author. */
const ASIDE = 'nav, script, style, svg, button, textarea, select, summary small, .vh, .anchor';

/**
 * @param {(text: string) => Segments} highlight
 * @returns {HTMLElement[]} the new marks
 */
function highlightPage(highlight) {
  /** @type {Text[]} */
  const texts = [];
  for (const place of document.querySelectorAll('[data-highlight]')) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Text && node.data.trim() && !node.parentElement?.closest(ASIDE)) texts.push(node);
    }
  }
  const all = [];
  for (const text of texts) {
    const segments = highlight(text.data);
    if (!segments.some(([, is]) => is)) continue;
    const nodes = marked(segments);
    all.push(...nodes.querySelectorAll('mark'));
    text.replaceWith(nodes);
  }
  return all;
}

async function land() {
  const found = taken();
  if (!found) return;
  const engine = await ready();
  const marks = highlightPage(engine.highlighter(found.marks, found.lang));
  if (!marks.length) return;
  const button = el('button', '', words.unmark || '');
  const bar = el('div', 'marks', el('p', '', words.marked || ''), button);
  button.addEventListener('click', () => {
    for (const mark of marks) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent?.normalize();
    }
    bar.remove();
    history.replaceState({ ...history.state, candorMarks: undefined }, '');
    document.getElementById('_main')?.focus({ preventScroll: true });
  });
  document.getElementById('_main')?.prepend(bar);
}
