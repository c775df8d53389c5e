// The engine, loaded when the search is first used, by a script element: that works from
// file:// too.

/** @param {string} url */
const script = (url) => new Promise((done, failed) => {
  const node = document.createElement('script');
  node.src = url;
  node.onload = done;
  node.onerror = () => { node.remove(); failed(Object.assign(new Error(url), { code: 'load' })); };
  document.head.append(node);
});

/** @returns {Engine | undefined} */
const loaded = () => Object(window).candorSearch;

/** @type {Promise<Engine> | null} */
let loading = null;

/** @returns {Promise<Engine>} what failed is tried twice, and anew at the next use */
function ready() {
  const engine = loaded();
  if (engine) return Promise.resolve(engine);
  const url = document.body.dataset.search || '';
  loading ||= script(url)
    .catch(() => new Promise((go) => { setTimeout(go, 300); }).then(() => script(url)))
    .then(() => loaded() || Promise.reject(Object.assign(new Error(url), { code: 'load' })));
  loading.catch(() => { loading = null; });
  return loading;
}

/** Gets ready to answer; what goes wrong is said when somebody asks. */
function warm() {
  if (!loaded() && !loading) {
    // What the engine asks for first comes along with it.
    const link = document.createElement('link');
    Object.assign(link, { rel: 'preload', as: 'script', href: `${root}search/root.js` });
    document.head.append(link);
  }
  ready().then((engine) => engine.warm()).catch(() => {});
}

/**
 * Why nothing could be found.
 * @param {unknown} error
 */
const reason = (error) => (Object(error).code === 'version' ? words.outdated : words.failed) || '';

/**
 * Marks the searched words in names and titles.
 * @param {Results} results
 * @param {string} lang
 * @returns {(text: string) => Node}
 */
function marker(results, lang) {
  const highlight = loaded()?.highlighter(results.marks, lang);
  return (text) => (highlight ? marked(highlight(text)) : document.createTextNode(text));
}
