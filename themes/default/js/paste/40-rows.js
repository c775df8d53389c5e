// What the answer to a pasted text looks like. Nodes and text only, never markup from data.

/**
 * What `js/find/` and `js/results/` share; their files say more of each.
 * @typedef {{
 *   ready: () => Promise<Engine>, reason: (error: unknown) => string, el: (tag: string, name: string, ...inside: (string | Node)[]) => HTMLElement,
 *   parts: (sentence: string | undefined, values: Record<string, string | number | Node>) => (string | Node)[],
 *   fill: (sentence: string | undefined, values: Record<string, string | number>) => string, say: (text: string) => void,
 *   words: DOMStringMap, root: string
 * }} Tools
 * @typedef {{
 *   part: (id: string) => HTMLElement, copyOf: (id: string) => HTMLElement, link: (url: string, text: string | Node) => HTMLElement,
 *   button: (text: string, act: () => void) => HTMLElement, drawFacts: (node: HTMLElement, hit: Hit, mark: (text: string) => string | Node) => void,
 *   markdown: (hit: Hit, text: string) => string, copying: (button: HTMLElement, text: () => string) => void
 * }} Rows
 */

const { ready, reason, el, parts: sentence, fill, say, words: said, root } = /** @type {Tools} */ (Object(window).candorFind || {});
const { part, copyOf, link, button, drawFacts, markdown, copying } = /** @type {Rows} */ (Object(window).candorRows || {});

/** The single words that are offered where nothing is similar. */
const OFFERED = 6;

/**
 * Names with dots between them.
 * @param {string[]} names
 */
const dotted = (names) => el('span', '', ...names.flatMap((name, n) => [...(n ? [' · '] : []), el('b', '', name)]));

/**
 * An incident with the reason why it is shown, and what helped then.
 * @param {Alike} alike
 * @param {DOMStringMap} strings
 */
function alikeRow({ hit, terms, services, factors, helped }, strings) {
  const node = copyOf('_alike-row');
  const at = /** @param {string} selector */ (selector) => /** @type {HTMLElement} */ (node.querySelector(selector));
  drawFacts(node, hit, (text) => text);
  at('.row-why').append(...sentence(strings.why, { terms: dotted(terms) }));
  const named = [...services.map((name) => fill(strings.service, { name })), ...factors.map((name) => fill(strings.factor, { name }))];
  if (named.length) at('.named').append(...sentence(strings.named, { names: named.join(' · ') }));
  else at('.named').remove();
  if (helped) {
    const [anchor, heading, text] = helped;
    const place = link(root + hit.url + (anchor && `#${anchor}`), heading || strings.there || '');
    at('.helped .label').append(...sentence(strings.helpedIn, { section: place }));
    at('.helped blockquote').append(text);
  } else at('.helped').remove();
  copying(at('.copy'), () => markdown(hit, helped ? `${strings.helped}: ${helped[2]}` : hit.summary || ''));
  return node;
}

/**
 * What is said where nothing is similar, with words of the text that one can search for.
 * @param {Answer} answer
 * @param {DOMStringMap} strings
 * @param {(word: string) => void} search
 */
function nothingLike({ words }, strings, search) {
  if (!words.length) return [el('p', 'lead', strings.empty || ''), el('p', '', strings.emptyHelp || '')];
  const lines = [el('p', 'lead', strings.none || ''), el('p', '', strings.noneHelp || '')];
  const offered = words.filter(({ df }) => df > 0).slice(0, OFFERED).map(({ written }) => {
    const chip = button(written, () => search(written));
    chip.className = 'chip';
    return chip;
  });
  if (offered.length) lines.push(el('p', 'words', strings.words || '', ...offered), el('p', '', el('small', '', strings.wordsNote || '')));
  return lines;
}
