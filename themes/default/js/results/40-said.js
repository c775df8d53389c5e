// What is said about a search: how much was found, what was understood otherwise, what went wrong.

/**
 * @param {string} text
 * @param {() => void} act
 */
function button(text, act) {
  const node = el('button', 'link', text);
  node.addEventListener('click', act);
  return node;
}

/** @param {string} word */
const folded = (word) => word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * The query with a word of it replaced.
 * @param {string} query
 * @param {string} from
 * @param {string} to
 */
const replaced = (query, from, to) =>
  query.replace(/[\p{L}\p{N}\p{M}]+/gu, (piece) => (folded(piece) === folded(from) ? to : piece));

/**
 * The query with the value of a field replaced.
 * @param {string} query
 * @param {string} from
 * @param {string} to
 */
function revalued(query, from, to) {
  const quoted = `"${from}"`;
  return query.replace(query.includes(quoted) ? quoted : from, () => (/\s/.test(to) ? `"${to}"` : to));
}

/**
 * @param {Note} note
 * @param {State} state
 * @param {(state: State) => void} go
 * @returns {Node | null}
 */
function noteOf(note, state, go) {
  const { dataset } = part('_notes');
  // `no-match` is in `data-no-match`; a code of a later engine has no sentence.
  const sentence = dataset[note.code.replace(/-(.)/g, (_, letter) => letter.toUpperCase())];
  if (!sentence) return null;
  const { word = '', to = '', name = '', field: facet = '', value = '', suggestion = '' } = note;
  let better = state.q;
  if (note.code === 'corrected') better = replaced(state.q, word, to);
  else if (suggestion) better = note.code === 'unknown-field' ? replaced(state.q, name, suggestion) : revalued(state.q, value, suggestion);
  /** @type {string | Node} */
  let there = to || suggestion;
  if (better !== state.q) {
    const next = { ...state, q: better };
    const way = link(address(next), there);
    way.addEventListener('click', (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      go(next);
    });
    there = way;
  }
  const line = el('p', 'hint', ...parts(sentence, { word, name, field: facet, value, to: there }));
  if (suggestion) line.append(' ', ...parts(dataset.meant, { to: there }));
  if (note.code === 'missing') line.append(' ', button(dataset.retry || '', () => go(state)));
  return line;
}

/**
 * How many incidents, and how many of them match all words.
 * @param {Results} results
 * @param {State} state
 */
function summed(results, state) {
  const { dataset } = part('_total');
  const { total, full } = results;
  if (!state.q.trim() || !total || full >= total) return counted(total);
  const all = fill(full === 0 ? dataset.fullNone : full === 1 ? dataset.fullOne : dataset.full, { n: full });
  return `${counted(total)}, ${all}`;
}

/**
 * @param {State} state
 * @param {() => void} clear
 */
function nothing(state, clear) {
  const { dataset } = part('_nothing');
  const said = state.q.trim() ? fill(words.none, { query: state.q.trim() }) : dataset.none || '';
  const lines = [el('p', 'lead', said), el('p', '', words.noneHelp || '')];
  if (filtered(state)) lines.push(el('p', '', button(dataset.unfiltered || '', clear)));
  part('_nothing').replaceChildren(...lines);
}

/** The last searches, kept in this browser only. @param {boolean} shown */
function drawRecent(shown) {
  const past = shown ? recent() : [];
  part('_recent').hidden = !past.length;
  part('_recent-list').replaceChildren(...past.map((/** @type {string} */ text) =>
    el('li', '', link(address({ q: text, filters: NONE, sort: 'relevance', limit: STEP }), text))));
}

/**
 * @param {unknown} error
 * @param {() => void} again
 */
function failed(error, again) {
  const { dataset } = part('_nothing');
  const old = Object(error).code === 'version';
  const way = old ? button(dataset.reload || '', () => location.reload()) : button(dataset.retry || '', again);
  part('_nothing').replaceChildren(el('p', 'lead', reason(error)), el('p', '', way));
  say(reason(error));
}
