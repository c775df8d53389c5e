// Queries of every kind, made from what stands in an index; the same for the same seed.

import { random } from './search-made.mjs';

const ASKING = ['have we seen', 'what happened when', 'how do i', 'how to fix', 'why is', 'what caused', 'the', 'of', 'is', 'what to do when'];
const HOSTILE = [
  '', ' ', '"', '""', '-', '--', '-"', '"-', ':', '::', 'OR', 'OR OR', 'a OR', 'OR a', '-OR', '- x', 'service:', 'service:""', 'service:"', 'title:', 'title:""',
  'year:', 'year:20x4', 'after:2024-13', 'before:2024-02-30', 'after:0000', '<script>alert(1)</script>', '__proto__ constructor hasOwnProperty', 'toString',
  '\u200b\u200e', '\u202eabc', '👩‍👩‍👧 🔥', '((((', '%00 %2e%2e', '\\', '../..', 'null undefined NaN', 'שלום עולם', 'عربي', '\u0301\u0301', 'a\u0000b', '￿', '𝒳 𐐷',
  'x'.repeat(5000), 'a.'.repeat(2500), '"a" '.repeat(500), '-a '.repeat(1000), 'a-b_c.d:e/f', 'servce:x "unclosed', 'kindd:security', 'befor:2020', 'titel:dns',
  'service:nothing-like-it', 'severity:sev9', 'factor:dnss', '-service:nothing', '-year:2020', '-after:2021', '-title:the', 'after:2020 before:2021', '证书 证', '가나다라',
];

/**
 * @param {{vocabulary: [string, number][], texts: string[], columns: Record<string, [string, string][]>, synonyms: string[][][]}} from
 * @param {number} count
 * @param {number} seed
 */
export function makeQueries({ vocabulary, texts, columns, synonyms }, count, seed = 1) {
  const r = random(seed);
  const sum = vocabulary.reduce((n, [, df]) => n + df, 0);
  /** A word of the index, the frequent ones more often. */
  const word = () => {
    if (!vocabulary.length || r.chance(0.02)) return r.pick(['frobnicate', 'zzyzx', 'qq']);
    if (r.chance(0.4)) return r.pick(vocabulary)[0];
    let at = r.next() * sum;
    return (vocabulary.find(([, df]) => (at -= df) < 0) || vocabulary[0])[0];
  };
  /** Some text as it stands there. */
  const piece = (most) => {
    const text = texts.length ? r.pick(texts) : 'nothing';
    const list = text.split(/\s+/).filter(Boolean);
    const from = r.below(Math.max(1, list.length));
    return list.slice(from, from + 1 + r.below(most)).join(' ').replace(/"/g, '');
  };
  const wide = () => {
    const runs = texts.join(' ').slice(0, 200000).match(/[\u3040-\u30ff\u4e00-\u9fff]{2,}/g);
    if (!runs) return '証明書';
    const run = r.pick(runs);
    const from = r.below(run.length);
    return run.slice(from, from + 1 + r.below(6));
  };
  const mistyped = () => {
    const w = word();
    const at = r.below(w.length);
    const letter = r.pick('abcdefghijklmnopqrstuvwxyz');
    return r.pick([
      () => w.slice(0, at) + w.slice(at + 1), () => w.slice(0, at) + letter + w.slice(at), () => w.slice(0, at) + letter + w.slice(at + 1),
      () => w.slice(0, at) + (w[at + 1] || '') + w[at] + w.slice(at + 2),
    ])();
  };
  const beginning = () => {
    const w = word();
    return w.slice(0, Math.max(1, r.below(w.length + 1)));
  };
  const field = () => {
    const name = r.pick(['service', 'factor', 'severity', 'kind', 'year', 'after', 'before', 'title', 'SERVICE', 'sevrity', 'fctor', 'zeit']);
    const values = columns[name.toLowerCase()];
    let value = values?.length ? r.pick(r.pick(values)) : r.pick(['2021', '2023-05', '2022-11-03', word(), '20', '2024-1']);
    if (r.chance(0.1)) value = r.pick([mistyped(), value.slice(1), `${value}x`, value.toUpperCase()]);
    return `${r.chance(0.2) ? '-' : ''}${name}:${/\s/.test(value) || r.chance(0.2) ? `"${value}"` : value}`;
  };
  const synonym = () => (synonyms.length ? r.pick(r.pick(synonyms)).join(' ') : word());
  const kinds = [
    () => Array.from({ length: 1 + r.below(4) }, word).join(' '),
    () => piece(6),
    () => `"${piece(4)}"`,
    () => `${word()} "${piece(3)}" ${word()}`,
    () => `${word()} ${word()} -${r.pick([word, () => `"${piece(2)}"`, () => piece(1)])()}`,
    () => `${field()} ${word()}`,
    () => Array.from({ length: 1 + r.below(3) }, field).join(' '),
    () => `${word()} OR ${r.pick([word, () => `"${piece(2)}"`, () => piece(1)])()} ${r.chance(0.5) ? `OR ${word()} ` : ''}${word()}`,
    mistyped,
    () => `${word()} ${mistyped()}`,
    () => `${mistyped()} ${word()}`,
    beginning,
    () => `${word()} ${beginning()}`,
    () => piece(2).slice(0, -1),
    wide,
    () => `${wide()} ${r.pick([word, wide])()}`,
    () => `${r.pick(ASKING)} ${piece(3)}`,
    () => `${r.pick(ASKING)} ${r.pick(ASKING)}`,
    synonym,
    () => `${word()} ${synonym()} ${synonym()}`,
    () => `title:${r.pick([word(), `"${piece(2)}"`, beginning()])}`,
    () => r.pick(HOSTILE),
    () => `${r.pick(HOSTILE)} ${word()}`,
    () => Array.from({ length: 1 + r.below(12) }, () => String.fromCodePoint(r.pick([32, 34, 45, 58, 0x200b, 97 + r.below(26), 0x300 + r.below(80), 0x3041 + r.below(80), 0x400 + r.below(80), 0x1f600 + r.below(40)]))).join(''),
    () => Array.from({ length: 80 }, word).join(' '),
  ];
  const filters = () => {
    const name = r.pick(['service', 'factor', 'severity', 'kind', 'year']);
    const values = columns[name];
    return { [name]: Array.from({ length: 1 + r.below(2) }, () => (values?.length ? r.pick(values)[0] : r.pick(['2021', '2022', '2023']))) };
  };
  return Array.from({ length: count }, (_, at) => ({
    query: at < HOSTILE.length ? HOSTILE[at] : r.pick(kinds)(),
    limit: r.pick([10, 10, 10, 1, 50]),
    sort: r.chance(0.1) ? 'date' : 'relevance',
    filters: r.chance(0.1) ? filters() : {},
    facets: r.chance(0.2),
    snippets: true,
  }));
}
