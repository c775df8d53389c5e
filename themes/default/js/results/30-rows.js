// The results: rows, the text that matches best in each, and a result as Markdown.

/** Rows whose text is asked for at once; the others follow when they come into view. */
const AT_ONCE = 6;

/** @type {WeakMap<Element, () => void>} */
const later = new WeakMap();

const watcher = 'IntersectionObserver' in window && new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (isIntersecting) show(target);
  }
}, { rootMargin: '300px' });

/** @param {Element} row */
function show(row) {
  later.get(row)?.();
  later.delete(row);
  if (watcher) watcher.unobserve(row);
}

/**
 * @param {string} url
 * @param {string | Node} text
 */
function link(url, text) {
  const node = document.createElement('a');
  node.href = url;
  node.append(text);
  return node;
}

/** What means something in Markdown means nothing in a title. @param {string} text */
const plainly = (text) => text.replace(/\s+/g, ' ').trim().replace(/[\\[\]<>*`]/g, '\\$&');

/**
 * A result for the channel of an incident.
 * @param {Hit} hit
 * @param {string} text what matches best in it
 */
function markdown(hit, text) {
  // A page that was opened from disk knows the site's address when the library states it.
  const canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel=canonical]'));
  const base = location.protocol === 'file:' && canonical ? canonical.href : location.href;
  const url = new URL(root + hit.url, base).href.replace(/[()]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const services = hit.services.length ? fill(words.servicesOf, { names: hit.services.join(', ') }) : '';
  const facts = [hit.date?.slice(0, 10), hit.severity, services].filter(Boolean).map((fact) => plainly(String(fact))).join(', ');
  return `- [${plainly(hit.title)}](${url})${facts && ` (${facts})`}${text && ` — ${plainly(text)}`}`;
}

/**
 * @param {HTMLElement} button
 * @param {() => string} text
 */
function copying(button, text) {
  const label = button.textContent;
  button.addEventListener('click', async () => {
    const said = document.body.dataset;
    button.textContent = await Object(window).candorCopy(text()).then(() => said.copied, () => said.copyFailed);
    say(button.textContent || '');
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

/**
 * Fills what every row shows of an incident.
 * @param {HTMLElement} node
 * @param {Hit} hit
 * @param {(text: string) => string | Node} mark
 */
function drawFacts(node, hit, mark) {
  /** @param {string} name @param {(string | Node)[]} inside */
  const put = (name, ...inside) => {
    const at = /** @type {HTMLElement} */ (node.querySelector(`.${name}`));
    if (inside.length) at.append(...inside);
    else at.remove();
  };
  put('row-date', when(hit.date));
  put('row-title', link(root + hit.url, mark(hit.title)));
  put('row-factors', ...(hit.factors.length ? [mark(hit.factors.join(', '))] : []));
  put('hit-severity', ...(hit.severity ? [severity(hit)] : []));
  put('kind', ...(hit.kind && hit.kind !== 'incident' ? [nameOf('kind', hit.kind, undefined)] : []));
  put('hit-services', ...(hit.services.length ? [mark(hit.services.join(', '))] : []));
}

/**
 * Draws a result. Its text takes the place of the summary when it comes, and takes no more
 * room than was kept for it.
 * @param {Hit} hit
 * @param {Results} results
 * @param {string} query
 */
function row(hit, results, query) {
  const node = copyOf('_row');
  const at = /** @param {string} name */ (name) => /** @type {HTMLElement} */ (node.querySelector(`.${name}`));
  const url = root + hit.url;
  let text = hit.summary || '';

  drawFacts(node, hit, marker(results, hit.lang));
  at('hit-text').textContent = text;
  copying(at('copy'), () => markdown(hit, text));

  node.addEventListener('click', (e) => left(e, hit, results, query));
  node.addEventListener('auxclick', (e) => { if (e.button === 1) left(e, hit, results, query); });
  later.set(node, () => results.snippet(hit).then((found) => {
    text = found.segments.map(([piece]) => piece).join('');
    at('hit-text').replaceChildren(marked(found.segments));
    const { dataset } = at('hit-in');
    /** @param {Section} section */
    const to = (section) => link(section.anchor ? `${url}#${section.anchor}` : url, section.heading);
    if (found.heading) at('hit-in').append(...parts(dataset.in, { section: to(found) }));
    const more = found.more.filter(({ heading }) => heading).flatMap((section, n) => (n ? [', ', to(section)] : [to(section)]));
    if (!more.length) return;
    const others = el('span', '', ...more);
    // The text before the first heading has no name.
    const said = found.heading ? parts(dataset.also, { sections: others }) : parts(dataset.in, { section: others });
    at('hit-in').append(' ', el('span', '', ...said));
  }, () => {}));
  return node;
}

/**
 * Somebody opens a result: the search is remembered, and its words go with them.
 * @param {MouseEvent} e
 * @param {Hit} hit
 * @param {Results} results
 * @param {string} query
 */
function left(e, hit, results, query) {
  const target = e.target instanceof Element ? e.target.closest('a') : null;
  if (!target || e.defaultPrevented) return;
  remember(query);
  hand(target.href, results.marks, hit.lang, e.button === 1 || e.ctrlKey || e.metaKey || e.shiftKey);
}

/**
 * @param {Results} results
 * @param {string} query
 * @param {number} from how many rows are there already
 */
function drawRows(results, query, from) {
  const list = part('_hits');
  const rows = results.hits.slice(from).map((hit) => row(hit, results, query));
  if (from) list.append(...rows);
  else list.replaceChildren(...rows);
  list.hidden = !results.hits.length;
  rows.forEach((node, n) => {
    if (!watcher || (n < AT_ONCE && !from)) show(node);
    else watcher.observe(node);
  });
  part('_more').hidden = results.hits.length >= results.total;
}

// What `js/paste/` shows its results with.
Object.assign(window, { candorRows: { part, copyOf, link, button, drawFacts, markdown, copying } });
