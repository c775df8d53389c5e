// A query as it is written becomes items. No query is an error.

/**
 * @typedef {'service' | 'factor' | 'severity' | 'kind'} Facet
 * @typedef {{code: string, word?: string, to?: string, name?: string, field?: string, value?: string, suggestion?: string | null}} Note
 * @typedef {{not: boolean, words?: Token[], phrase?: Token[], sides?: Token[][], field?: string, value?: string}} Item
 * @typedef {{kind: 'word' | 'quoted' | 'field' | 'or', text: string, field: string, not: boolean}} Raw
 */

/** @type {Facet[]} */
const FACETS = ['service', 'factor', 'severity', 'kind'];
// In the order in which a misspelt name is compared.
const FIELDS = [...FACETS, 'year', 'after', 'before', 'title'];
const SPACE = /\p{White_Space}/u;

/**
 * Insertions, deletions, substitutions and transpositions of neighbours between two texts.
 * @param {string} a
 * @param {string} b
 */
function edits(a, b) {
  const [x, y] = [[...a], [...b]];
  // More than is ever asked for.
  if (Math.abs(x.length - y.length) > 2) return 3;
  /** @type {number[]} */
  let above = [];
  let row = [0, ...y.map((_, j) => j + 1)];
  for (let i = 1; i <= x.length; i++) {
    const next = [i];
    for (let j = 1; j <= y.length; j++) {
      const same = x[i - 1] === y[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same);
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]) next[j] = Math.min(next[j], above[j - 2] + 1);
    }
    above = row;
    row = next;
  }
  return row[y.length];
}

/**
 * The field that a word names, if it is one.
 * @param {string} word
 * @param {Note[]} notes
 */
function fieldOf(word, notes) {
  const [, written = ''] = /^([a-z]+):/i.exec(word) || [];
  const name = written.toLowerCase();
  if (!name || FIELDS.includes(name)) return name;
  const suggestion = FIELDS.find((f) => edits(f, name) <= (name.length >= 6 ? 2 : 1));
  if (suggestion) notes.push({ code: 'unknown-field', name, suggestion });
  return '';
}

/**
 * @param {string} query
 * @param {Note[]} notes
 */
function scan(query, notes) {
  /** @type {Raw[]} */
  const found = [];
  let at = 0;
  let not = false;

  /**
   * @param {Raw['kind']} kind
   * @param {string} text
   */
  const add = (kind, text, field = '') => {
    found.push({ kind, text, field, not });
    not = false;
  };

  while (at < query.length) {
    const c = query[at];
    const before = query[at - 1];
    if (SPACE.test(c)) {
      not = false;
      at++;
    } else if (c === '-' && !not && (!at || before === '"' || SPACE.test(before)) && at + 1 < query.length && !SPACE.test(query[at + 1])) {
      not = true;
      at++;
    } else if (c === '"') {
      const end = query.indexOf('"', at + 1);
      if (end < 0) {
        notes.push({ code: 'unclosed-quote' });
        not = false;
        at++;
      } else {
        add('quoted', query.slice(at + 1, end));
        at = end + 1;
      }
    } else {
      const start = at;
      while (at < query.length && query[at] !== '"' && !SPACE.test(query[at])) at++;
      const word = query.slice(start, at);
      const field = fieldOf(word, notes);
      const value = word.slice(field.length + 1);
      const end = query[at] === '"' ? query.indexOf('"', at + 1) : -1;
      if (field && value) add('field', value, field);
      else if (field && end >= 0) {
        add('field', query.slice(at + 1, end), field);
        at = end + 1;
      } else add(word === 'OR' && !not ? 'or' : 'word', word);
    }
  }
  return found;
}

/**
 * The first token of each position: what a phrase is of.
 * @param {string} text
 */
const phraseOf = (text) => tokens(text).filter((t, i, all) => !i || t.position !== all[i - 1].position);

/**
 * @param {string} query
 * @param {Note[]} notes
 * @returns {{items: Item[], endsInWords: boolean}}
 */
function parse(query, notes) {
  const raw = scan(cut(query, 4096), notes);
  /** @type {Item[]} */
  const items = [];
  let text = '';
  // Words that stand together are one text.
  const endWords = () => {
    const words = tokens(text);
    if (words.length) items.push({ not: false, words });
    text = '';
  };
  /** @param {number} at */
  const isSide = (at) => raw[at] && !raw[at].not && (raw[at].kind === 'word' || raw[at].kind === 'quoted');
  /** @param {number} at */
  const joins = (at) => raw[at]?.kind === 'or' && isSide(at - 1) && isSide(at + 1);

  for (let at = 0; at < raw.length; at++) {
    const { kind, text: own, field, not } = raw[at];
    if (joins(at + 1)) {
      endWords();
      const sides = [phraseOf(own)];
      for (; joins(at + 1); at += 2) sides.push(phraseOf(raw[at + 2].text));
      const full = sides.filter((s) => s.length);
      if (full.length) items.push({ not: false, sides: full });
    } else if (kind === 'word' && !not) text += `${own} `;
    else if (kind !== 'or') {
      endWords();
      if (kind === 'field') items.push({ not, field, value: own });
      else {
        const phrase = phraseOf(own);
        if (phrase.length) items.push({ not, phrase });
      }
    }
  }
  endWords();
  const last = raw[raw.length - 1];
  return { items, endsInWords: !!last && last.kind === 'word' && !last.not };
}
