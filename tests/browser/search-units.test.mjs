// The search of the browser, part by part, in Node: tokens, stems, queries, files, and answers against a plain reading
// of docs/search-index.md.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bundle, engine, order, sources, writeIndex } from './search-index.mjs';
import { random } from './search-made.mjs';

const inner = ['parse', 'planOf', 'choose', 'fold', 'ln', 'idfOf', 'edits', 'isOneEdit', 'halves', 'reader', 'compare', 'shardsOf', 'dayOf', 'onOneLine', 'load', 'readTerms', 'isLetters'];
const plain = engine(new Map(), inner);

/** Tokens as `position:text`. */
const shown = (text, indexing = false) => plain.tokens(text, indexing).map((t) => `${t.position}:${t.text}`).join(' ');

describe('tokens', () => {
  for (const [what, text, expected, indexing] of [
    ['words are folded', 'The Café was DOWN.', '0:the 1:cafe 2:was 3:down'],
    ['letters that are no letter with a mark have a folding too', 'Straße Æther œuvre Øre łódź đ ð þorn ı ΣΊΣΥΦΟΣ İzmir ẞ', '0:strasse 1:aether 2:oeuvre 3:ore 4:lodz 5:d 6:d 7:thorn 8:i 9:σισυφοσ 10:izmir 11:ss'],
    ['ligatures, fractions and circled letters come apart', 'ﬁx ½ ⓐ', '0:fix 1:12 2:a'],
    ['what an apostrophe leaves is dropped', "it's don’t we'll l'eau o'clock 's", '0:it 1:don 2:we 3:l 4:eau 5:o 6:clock 7:s'],
    ['identifiers stand with their parts', 'payment_service PaymentService', '0:payment_service 0:payment 0:service 1:paymentservice 1:payment 1:service'],
    ['joiners of all kinds join', 'std::bad a.b a/b x-1 y\u20112', '0:std 1:bad 2:a.b 3:a/b 4:x-1 5:y-2'],
    ['hosts', 'db-primary.eu.example.com', '0:db-primary.eu.example.com 0:db 0:primary 0:eu 0:example 0:com'],
    ['humps', 'HTTPServer VMs SREs iPhone aB ABc getUserByID', '0:httpserver 0:http 0:server 1:vms 2:sres 3:iphone 3:phone 4:ab 5:abc 5:bc 6:getuserbyid 6:get 6:user 6:by 6:id'],
    ['addresses and versions have no numbers as parts', '10.0.0.123 v1.24.300 HTTP/503 2024-01-05', '0:10.0.0.123 1:v1.24.300 1:v1 2:http/503 2:http 2:503 3:2024-01-05 3:2024'],
    ['prose with hyphens is words', 'write-ahead log db-1 Follow-Up', '0:write 1:ahead 2:log 3:db-1 3:db 4:follow 5:up'],
    ['a part stands once', 'foo/foo/bar foo_FooBar', '0:foo/foo/bar 0:foo 0:bar 1:foo_foobar 1:foo 1:bar'],
    ['wide characters are pairs', '証明書TLS切れ 水 한국', '0:証明 1:明書 2:tls 3:切れ 4:水 5:한국'],
    ['what is invisible parts nothing', 'data\u00adbase 証\u200b明 \u200bx\u2060y\ufeff', '0:database 1:証明 2:xy'],
    ['marks alone are nothing', '\u0301 a\u0301 \u0301b', '0:a 1:b'],
    ['what is no word is nothing', '- _ . a- -b 🔥 … 50%', '0:a 1:b 2:50'],
    ['right to left', 'שלום‏ عربي', '0:שלום 1:عربي'],
    ['codes are found by their class, hashes by their beginning', '503 error:429 530 531 452 3f9ac21d77 deadbeef 12345678', '0:503 0:5xx 1:error:429 1:error 1:429 1:4xx 2:530 2:5xx 3:531 4:452 5:3f9ac21d77 5:3f9ac21 6:deadbeef 7:12345678', true],
    ['but not in queries', '503 3f9ac21d77', '0:503 1:3f9ac21d77'],
  ]) test(what, () => assert.equal(shown(text, indexing), expected));

  test('places are those of the text', () => {
    const text = "x 𝒳é_Ærø db\u00ad-1 PaymentService 証\u200b明書";
    assert.deepEqual(plain.tokens(text).map((t) => text.slice(t.start, t.end)),
      ['x', '𝒳é_Ærø', '𝒳é', 'Ærø', 'db', '1', 'PaymentService', 'Payment', 'Service', '証\u200b明', '明書']);
  });

  test('what is long is cut', () => {
    assert.equal(plain.tokens('x'.repeat(100))[0].text.length, 64);
    assert.equal([...plain.tokens('𐐨'.repeat(100))[0].text].length, 64);
    assert.equal(plain.tokens('a.'.repeat(64)).length, 1);
    // 129 code points are read as if their joiners were spaces.
    assert.equal(plain.tokens('a.'.repeat(65)).length, 65);
    assert.equal(plain.tokens(Array.from({ length: 24 }, (_, i) => `w${i}x`).join('_')).length, 17);
  });
});

test('words have the stems of Snowball', () => {
  const pairs = `
    a:a by:by sky:sky skies:sky skis:ski dying:die lying:lie tying:tie news:news early:earli only:onli andes:andes bias:bias howe:howe
    inning:inning outing:outing canning:canning herring:herring earring:earring evening:evening proceed:proceed exceed:exceed succeed:succeed
    caresses:caress ponies:poni ties:tie cries:cri gas:gas this:this gaps:gap kiwis:kiwi us:us class:class status:status
    agreed:agre feed:feed hopping:hop hoping:hope hoped:hope falling:fall hissing:hiss failing:fail filing:file luxuriated:luxuri troubled:troubl sized:size
    plastered:plaster bled:bled motoring:motor sing:sing egged:egg added:add ebbing:ebb
    happy:happi cry:cri say:say enjoy:enjoy yes:yes youth:youth boyish:boyish
    relational:relat conditional:condit rational:ration valenci:valenc digitizer:digit operator:oper feudalism:feudal decisiveness:decis
    hopefulness:hope callousness:callous formaliti:formal sensitiviti:sensit sensibiliti:sensibl analogies:analog geologist:geolog fluently:fluentli
    triplicate:triplic formative:format formalize:formal electriciti:electr electrical:electr hopeful:hope goodness:good
    revival:reviv allowance:allow inference:infer airliner:airlin adjustable:adjust defensible:defens replacement:replac adjustment:adjust
    adoption:adopt communism:communism activate:activ homologous:homolog effective:effect rate:rate controll:control roll:roll cease:ceas
    generate:generat generically:generic communication:communic arsenal:arsenal university:universiti universe:univers interesting:interest
    organization:organiz past:past pasted:paste emergency:emergenc later:later databases:databas outages:outag replication:replic failed:fail
    naïve:naïv привет:привет 𐐨y:𐐨y`.trim().split(/\s+/).map((p) => p.split(':'));
  const wrong = pairs.filter(([word, stem]) => plain.stem(word) !== stem).map(([word, stem]) => `${word}: ${plain.stem(word)}, not ${stem}`);
  assert.deepEqual(wrong, []);
});

describe('numbers', () => {
  test('the logarithm is exact to the last bits', () => {
    for (let x = 1; x < 1e7; x *= 1.037) assert.ok(Math.abs(plain.ln(x) - Math.log(x)) <= 4 * Number.EPSILON * Math.max(Math.log(x), 0.1), String(x));
    assert.equal(plain.idfOf(10, 10), plain.ln(1 + 0.5 / 10.5));
  });

  test('LEB128', () => {
    const read = plain.reader(Uint8Array.from([0, 127, 0x80, 1, 0xac, 2, 0xff, 0xff, 0xff, 0xff, 7, 0xff]));
    assert.deepEqual([1, 2, 3, 4, 5, 6].map(() => read.number()), [0, 127, 128, 300, 0x7fffffff, 127]);
  });

  test('terms are in the order of code points', () => {
    const r = random(3);
    const signs = ['a', 'é', '\ud7ff', '\ue000', '\uffee', '𐐨', '😀', 'z', '\x01'];
    for (let i = 0; i < 2000; i++) {
      const [a, b] = [0, 1].map(() => Array.from({ length: r.below(4) }, () => r.pick(signs)).join(''));
      assert.equal(Math.sign(plain.compare(a, b)), order(a, b), JSON.stringify([a, b]));
    }
  });

  test('days', () => {
    for (const [text, day] of [['1970', 0], ['1970-02', 31], ['2024-02-29', 19782], ['1969-12-31', -1], ['0001', -719162],
      ['2023-02-29', null], ['2024-13', null], ['24', null], ['2024-1', null], ['2024-01-1', null], ['２０２４', null], ['soon', null]]) assert.equal(plain.dayOf(text), day, text);
  });
});

describe('queries', () => {
  const root = { stop: ['is', 'the', 'why'], stop_phrases: [['how', 'to', 'fix'], ['how', 'to']] };
  const values = { service: [['payments-api', 'Payments API']], factor: [['dns', 'DNS']], severity: [['sev1', 'SEV 1']], kind: [] };
  const column = (facet) => values[facet].map(([key, name]) => ({ key, name, folded: [plain.fold(key), plain.fold(name)], docs: Int32Array.of(0) }));

  /** Items as text: `w(..)` words, `p(..)` a phrase, `f(..)` a field, `o(..)` alternatives. */
  const items = (query) => {
    const notes = [];
    const texts = (list) => list.map((t) => t.text).join(' ');
    const one = ({ not, words, phrase, sides, field, value }) => `${not ? '-' : ''}${words ? `w(${texts(words)})`
      : phrase ? `p(${texts(phrase)})` : sides ? `o(${sides.map(texts).join('|')})` : `f(${field}=${value})`}`;
    return [...plain.parse(query, notes).items.map(one), ...notes.map((n) => `!${n.code}`)].join(' ');
  };
  const plan = (query) => {
    const notes = [];
    const { items: list, endsInWords } = plain.parse(query, notes);
    return { ...plain.planOf(list, endsInWords, root, column, notes), notes };
  };
  const slots = (query) => plan(query).slots.map(({ word, sides }) => (word ? `${word.token}${word.last ? '*' : ''}` : JSON.stringify(sides))).join(' ');

  for (const [query, expected] of [
    ['dns  cache', 'w(dns cache)'],
    ['dns "retry storm" -planned -"read replica"', 'w(dns) p(retry storm) -p(planned) -p(read replica)'],
    ['service:payments SEVERITY:"sev 1" x', 'f(service=payments) f(severity=sev 1) w(x)'],
    ['dns OR "name resolution" OR bgp x', 'o(dns|name resolution|bgp) w(x)'],
    ['a dns OR write-ahead', 'w(a) o(dns|write ahead)'],
    ['-service:api x-y -a-b', '-f(service=api) w(x y) -p(a b)'],
    ['foo"bar baz"qux', 'w(foo) p(bar baz) w(qux)'],
    ['a OR -b c', 'w(a) -p(b) w(c)'],
    ['a "never closed -x', 'w(a never closed) -p(x) !unclosed-quote'],
    ['servce:payments', 'w(servce:payments servce payments) !unknown-field'],
    ['sevrty:x befor:y yar:z', 'w(sevrty:x sevrty befor:y befor yar:z yar) !unknown-field !unknown-field !unknown-field'],
    ['std::bad error:timeout service: x', 'w(std bad error:timeout error timeout service x)'],
    ['OR dns OR', 'w(dns)'],
    ['service:a OR dns', 'f(service=a) w(dns)'],
    ['title:"', 'w(title) !unclosed-quote'],
    ['- -- "" \u200b 🔥', ''],
    ['dns\u0085cache\u3000a', 'w(dns cache a)'],
  ]) test(`items of ${query}`, () => assert.equal(items(query), expected));

  for (const [query, expected] of [
    ['why is the cache cold', 'cache cold*'], ['the cache is', 'cache'], ['why is', 'why is*'], ['how to fix dns', 'dns*'], ['how to fix', 'how to fix*'],
    ['service:dns-not-there the', 'dns not there'], ['service:payments-api the', ''], ['cache cache db', 'cache db*'],
    ['cache payment_ser', 'cache payment_ser* payment ser*'], ['cache "db"', 'cache'], ['cache ???', 'cache*'], ['a OR b', '[[["a",0]],[["b",0]]]'],
  ]) test(`slots of ${query}`, () => assert.equal(slots(query), expected));

  test('filters are found by key or name, and what is unknown is words', () => {
    const found = plan('service:paymentsapi factor:DNS -severity:sev-1 after:2024-03 before:2025 -year:2024');
    assert.deepEqual([found.wanted.service, found.wanted.factor, found.unwanted.severity, found.unwanted.year, found.notes], [[0], [0], [0], [2024], []]);
    assert.deepEqual(found.wanted.dates, [[19783, Infinity], [-Infinity, 20089]]);
    assert.deepEqual(plan('service:paymets-api after:soon kind:x').notes, [
      { code: 'unknown-value', field: 'service', value: 'paymets-api', suggestion: 'payments-api' },
      { code: 'bad-date', field: 'after', value: 'soon' },
      { code: 'unknown-value', field: 'kind', value: 'x', suggestion: null },
    ]);
  });

  test('there are at most 64 slots, of at most 4096 code points', () => {
    assert.equal(plan(Array.from({ length: 100 }, (_, i) => `w${i}`).join(' ')).slots.length, 64);
    assert.equal(plan(`${'𐐨'.repeat(4096)} x`).slots.length, 1);
  });
});

describe('edits', () => {
  const r = random(8);
  const word = (letters, most) => Array.from({ length: 1 + r.below(most) }, () => r.pick(letters)).join('');
  /** All that is at one edit. */
  const neighbours = (w, letters) => {
    const all = [...w];
    const out = [];
    for (let i = 0; i <= all.length; i++) {
      for (const c of letters) out.push([...all.slice(0, i), c, ...all.slice(i)], [...all.slice(0, i), c, ...all.slice(i + 1)]);
      out.push([...all.slice(0, i), ...all.slice(i + 1)]);
      if (i + 1 < all.length) out.push([...all.slice(0, i), all[i + 1], all[i], ...all.slice(i + 2)]);
    }
    return new Set(out.map((o) => o.join('')).filter((o) => o && o !== w));
  };

  test('one edit is one, whichever way it is looked for', () => {
    const letters = ['a', 'b', '𐐨'];
    for (let i = 0; i < 300; i++) {
      const w = word(letters, 6);
      const near = neighbours(w, letters);
      for (const other of near) assert.ok(plain.isOneEdit(w, other) && plain.edits(w, other) === 1, `${w} ${other}`);
      const any = word(letters, 6);
      assert.equal(plain.isOneEdit(w, any), near.has(any), `${w} ${any}`);
    }
  });

  test('the shards of a beginning and an end have every word at one edit', () => {
    const letters = [...'abcdé𐐨'];
    const backwards = (w) => [...w].reverse().join('');
    const table = (list) => {
      const sorted = [...list].sort(order);
      const first = sorted.filter((_, i) => i % 7 === 0);
      return { shards: first.map((_, i) => sorted.slice(7 * i, 7 * i + 7)), first, files: first.map((_, i) => String(i).padStart(8, '0')).join('') };
    };
    for (let i = 0; i < 150; i++) {
      const w = Array.from({ length: 4 + r.below(6) }, () => r.pick(letters)).join('');
      const vocabulary = [...new Set([...neighbours(w, letters), ...Array.from({ length: 300 }, () => word(letters, 9))])];
      const [forth, back] = [table(vocabulary), table(vocabulary.map(backwards))];
      const { start, end } = plain.halves(w);
      const of = (names, { shards }) => names.flatMap((n) => shards[Number(n.slice(2))]);
      const seen = new Set([...of(plain.shardsOf('w', forth, start), forth), ...of(plain.shardsOf('b', back, backwards(end)), back).map(backwards)]);
      const missed = vocabulary.filter((v) => plain.isOneEdit(w, v) && !seen.has(v));
      assert.deepEqual(missed, [], w);
    }
  });
});

// ---- Answers

const SYNONYMS = [[['db'], ['databas']], [['lb'], ['load', 'balanc']], [['oom'], ['out', 'of', 'memori']]];
const r = random(42);
const WORDS = 'database databases cache caches failed failing failure load balancer memory out of the slow queue timeout retry storm dns payment_service 503 db lb oom'.split(' ');
const text = (n) => Array.from({ length: 1 + r.below(n) }, () => r.pick(WORDS)).join(' ').replace(/ queue /g, '. Queue\n');
const docs = Array.from({ length: 30 }, (_, n) => ({
  id: `doc-${n}`, title: n % 7 === 3 ? '証明書の期限切れ' : text(5), date: n < 3 ? null : `20${18 + Math.floor(n / 6)}-0${1 + (n % 6)}-01`, severity: n % 4 ? `sev${n % 3}` : null,
  services: [['payments'], ['search', 'edge'], []][n % 3], factors: n % 2 ? ['dns'] : [], kind: n % 5 ? 'incident' : 'near-miss',
  summary: n % 2 ? text(8) : null, lang: n % 7 === 3 ? 'ja' : 'en', sections: [['', '', text(9)], ['time', `Timeline ${text(2)}`, text(9)], ['more', 'More', text(4)]],
}));
const made = writeIndex(docs, plain, { synonyms: SYNONYMS, stop: ['the', 'of'], stopPhrases: [['out', 'of', 'the']], nearDf: 12 });

/** Answers by looking through all documents: words in a row, required phrases, a filter; see docs/search-index.md. */
function naive({ words = [], phrases = [], without = [], keep = () => true, unfinished = true }) {
  const { rank, n } = { rank: made.root.rank, n: docs.length };
  const S = (d, term) => (made.impact(made.read[d], term) + 0.5) / 32;
  const has = (d, term) => made.read[d].all.has(term);
  const df = (term) => made.read.filter((x) => x.all.has(term)).length;
  const exact = (w) => (plain.isLetters(w) ? [...new Set([plain.stem(w), w])] : [w]);
  const sum = (list) => Math.min(n, list.reduce((a, b) => a + b, 0));
  const idf = (count) => plain.idfOf(n, count);
  const row = (d, terms) => (made.read[d].all.get(terms[0]) || []).some((p) => terms.every((t, i) => (made.read[d].all.get(t) || []).includes(p + i)));
  const written = (w) => docs.map((_, d) => d).filter((d) => [...made.read[d].words.values()].some(([word]) => word === w));
  const slots = words.map((w, at) => {
    let found = [];
    const add = (word, t, weight, share, isExact) => {
      const only = written(word);
      const apart = only.length > 0 && only.length < df(t);
      if (apart) found.push({ terms: [t], weight, share, only, isExact });
      found.push({ terms: [t], weight: apart ? weight * rank.stem : weight, share: apart ? share * rank.stem_tier : share, isExact });
    };
    for (const t of exact(w)) add(w, t, 1, 1, true);
    for (const group of SYNONYMS) {
      if (group.some((m) => m.length === 1 && exact(w).includes(m[0]))) {
        for (const m of group) if (!found.some((e) => e.terms.join(' ') === m.join(' '))) found.push({ terms: m, weight: rank.synonym, share: rank.synonym_tier });
      }
    }
    if (unfinished && at === words.length - 1 && w.length >= 4) {
      const all = [...new Set(made.read.flatMap((x) => [...x.all.keys()]))].filter((t) => t.startsWith(w) && !found.some((e) => e.terms.length === 1 && e.terms[0] === t));
      all.sort((a, b) => df(b) - df(a) || order(a, b));
      for (const t of all.slice(0, rank.most)) found.push({ terms: [t], weight: rank.prefix, share: rank.prefix_tier });
    }
    if (unfinished && at === words.length - 1 && found.every((e) => !Math.min(...e.terms.map(df)))) {
      const near = made.vocabulary.filter(([word]) => word.startsWith(w)).sort((a, b) => b[2] - a[2] || order(a[0], b[0]) || order(a[1], b[1]));
      for (const [word, t] of near) if (!found.some((e) => e.terms.join(' ') === t)) add(word, t, rank.prefix, rank.prefix_tier, false);
    }
    for (const e of found) e.df = Math.min(...e.terms.map(df));
    found = found.filter((e) => e.df > 0);
    const total = (list) => sum(list.filter((e) => !e.only).map((e) => e.df));
    const I = idf(total(found.filter((e) => e.isExact)) || total(found));
    const best = docs.map((_, d) => {
      let top = null;
      for (const e of found) {
        if ((e.only && !e.only.includes(d)) || !(e.terms.length > 1 ? row(d, e.terms) : has(d, e.terms[0]))) continue;
        const gives = e.share * rank.tier + I * (e.weight * Math.min(...e.terms.map((t) => S(d, t))));
        if (!top || gives > top.gives) top = { gives, e };
      }
      return top;
    });
    return { best, I };
  });
  const hits = [];
  docs.forEach((doc, d) => {
    let score = 0;
    for (const s of slots) if (s.best[d]) score += s.best[d].gives;
    const spoken = phrases.map((p) => p.split(' ').map((w) => ({ terms: exact(w), I: idf(sum(exact(w).map(df))) })));
    for (const p of spoken) {
      if (!p[0].terms.some((t) => (made.read[d].all.get(t) || []).some((at) => p.every((w, i) => w.terms.some((u) => (made.read[d].all.get(u) || []).includes(at + i)))))) return;
      let g = p.length * rank.tier;
      for (const w of p) g += w.I * Math.max(...w.terms.filter((t) => has(d, t)).map((t) => S(d, t)));
      score += g;
    }
    slots.slice(1).forEach((b, i) => {
      const a = slots[i];
      const [x, y] = [a.best[d]?.e, b.best[d]?.e];
      if (!x || !y || x.terms.length > 1 || y.terms.length > 1 || x.df > made.root.near_df || y.df > made.root.near_df) return;
      const steps = made.read[d].all.get(x.terms[0]).flatMap((p) => made.read[d].all.get(y.terms[0]).filter((q) => q > p).map((q) => q - p));
      const step = Math.min(...steps);
      if (step <= 1 + rank.slop) score += rank.near * Math.min(a.I, b.I) * (1 - Math.max(0, step - 1) / (rank.slop + 1));
    });
    if (without.some((w) => exact(w).some((t) => has(d, t))) || !keep(doc)) return;
    if (words.length && !phrases.length && !slots.some((s) => s.best[d])) return;
    hits.push({ d, score, full: slots.every((s) => s.best[d]) });
  });
  hits.sort((a, b) => b.score - a.score || b.d - a.d);
  return { total: hits.length, full: hits.filter((h) => h.full).length, hits: hits.map((h) => [docs[h.d].id, h.score]) };
}

/** What the engine says, as the naive reading does. */
const said = ({ total, full, hits }) => ({ total, full, hits: hits.map((h) => [h.id, h.score]) });

describe('answers', () => {
  const search = engine(made.files);

  for (const [query, asked] of [
    ['cache', { words: ['cache'] }],
    ['failing databases ', { words: ['failing', 'databases'] }],
    ['slow queue timeout', { words: ['slow', 'queue', 'timeout'] }],
    ['retry storm dns cache load', { words: ['retry', 'storm', 'dns', 'cache', 'load'] }],
    ['cache fail', { words: ['cache', 'fail'] }],
    ['cache fai', { words: ['cache', 'fai'] }],
    ['time', { words: ['time'] }],
    ['lb', { words: ['lb'] }],
    ['oom cache', { words: ['oom', 'cache'] }],
    ['"retry storm"', { phrases: ['retry storm'] }],
    ['"the slow queue" cache', { phrases: ['the slow queue'], words: ['cache'] }],
    ['cache "load balancer"', { phrases: ['load balancer'], words: ['cache'], unfinished: false }],
    ['cache -dns -storm', { words: ['cache'], without: ['dns', 'storm'], unfinished: false }],
    ['cache service:edge', { words: ['cache'], keep: (d) => d.services.includes('edge'), unfinished: false }],
    ['service:edge service:payments', { keep: (d) => d.services.length > 0 }],
    ['service:EDGE -factor:dns', { keep: (d) => d.services.includes('edge') && !d.factors.length }],
    ['year:2019 year:2021', { keep: (d) => /^20(19|21)/.test(d.date || '') }],
    ['after:2019-03 before:2021-02-01', { keep: (d) => d.date && d.date >= '2019-03' && d.date < '2021-02-01' }],
    ['503 payment_service', { words: ['503', 'payment_service', 'payment', 'service'] }],
  ]) {
    test(`${query} finds what a plain reading finds`, async () => {
      // An identifier's tokens are of one position, so its pairs have no nearness.
      if (query.includes('_')) {
        const found = await search.search(query, { limit: 100 });
        assert.ok(found.total > 0 && found.hits[0].score > 400);
        return;
      }
      assert.deepEqual(said(await search.search(query, { limit: 100 })), naive(asked));
    });
  }

  test('by date, the highest number is first', async () => {
    const found = await search.search('cache', { limit: 100, sort: 'date' });
    const expected = naive({ words: ['cache'] }).hits.map(([id]) => Number(id.slice(4))).sort((a, b) => b - a);
    assert.deepEqual(found.hits.map((h) => h.doc), expected);
  });

  test('choices beside the query go together with it, and facets count without their own', async () => {
    const found = await search.search('cache kind:incident', { limit: 100, facets: true, filters: { service: ['edge', 'payments'], year: ['2020'] } });
    const inYear = (d) => (d.date || '').startsWith('2020');
    const words = ['cache'];
    assert.deepEqual(said(found), naive({ words, unfinished: false, keep: (d) => d.kind === 'incident' && d.services.length > 0 && inYear(d) }));
    const count = (keep) => naive({ words, keep, unfinished: false }).total;
    const service = ['edge', 'payments', 'search'].map((key) => ({
      key, name: key.toUpperCase(), count: count((d) => d.kind === 'incident' && inYear(d) && d.services.includes(key)), chosen: key !== 'search',
    })).sort((a, b) => b.count - a.count);
    assert.deepEqual(found.facets.service, service);
    const year = ['2022', '2021', '2020', '2019', '2018'].map((key) => ({
      key, name: key, count: count((d) => d.kind === 'incident' && d.services.length > 0 && (d.date || '').startsWith(key)), chosen: key === '2020',
    })).filter((c) => c.count);
    assert.deepEqual(found.facets.year, year);
    assert.equal((await search.search('cache')).facets, null);
  });

  test('a letter too much, too few, wrong or in the wrong place is said and overcome', async () => {
    for (const typo of ['databse', 'datacbase', 'databqse', 'adtabase', 'datbaase']) {
      const { notes, total } = await search.search(`${typo} `);
      assert.deepEqual(notes, [{ code: 'corrected', word: typo, to: 'database' }]);
      assert.ok(total > 0);
    }
    assert.deepEqual((await search.search('xyzzy')).notes, [{ code: 'no-match', word: 'xyzzy' }]);
  });

  test('alternatives are one slot', async () => {
    const found = await search.search('retry OR "load balancer"', { limit: 100 });
    const either = (d) => naive({ words: ['retry'] }).hits.some(([id]) => id === d.id) || naive({ phrases: ['load balancer'] }).hits.some(([id]) => id === d.id);
    assert.deepEqual([found.total, found.full], [docs.filter(either).length, docs.filter(either).length]);
  });

  test('title: looks at titles alone', async () => {
    const found = await search.search('title:cache', { limit: 100 });
    assert.deepEqual(found.hits.map((h) => h.id).sort(), docs.filter((d) => plain.tokens(d.title).some((t) => plain.stem(t.text) === 'cach')).map((d) => d.id).sort());
  });

  test('wide characters are found by their pairs', async () => {
    const found = await search.search('証明書', { limit: 100 });
    assert.equal(found.total, docs.filter((d) => d.lang === 'ja').length);
    assert.deepEqual(search.highlighter(JSON.parse(JSON.stringify(found.marks)), 'ja')('新しい証明書の期限'), [['新しい', false], ['証明書', true], ['の期限', false]]);
  });

  test('a snippet shows the best window of the best section, and where else', async () => {
    const { files } = writeIndex([{
      id: 'one', title: 'T', date: null, severity: null, services: [], factors: [], kind: 'incident', summary: null, lang: 'en',
      sections: [['', '', 'A cache.'], ['s', 'Story', `${'word '.repeat(50)}the cold caches\u00a0failed,\n and the cache   failed again ${'word '.repeat(60)}`], ['h', 'Cache notes', ''], ['x', 'Else', 'cache']],
    }], plain);
    const { search: ask } = engine(files);
    const found = await ask('cache failed');
    assert.deepEqual(await found.snippet(found.hits[0]), {
      anchor: 's', heading: 'Story', more: [{ anchor: 'h', heading: 'Cache notes' }, { anchor: 'x', heading: 'Else' }],
      segments: [['…word word word word the cold ', false], ['caches failed', true], [', and the ', false], ['cache failed', true], [` again ${'word '.repeat(23).trim()}…`, false]],
    });
    const none = await ask('kind:incident');
    assert.deepEqual(await none.snippet(none.hits[0]), { anchor: '', heading: '', segments: [['A cache.', false]], more: [] });
  });

  test('a synonym of several words is marked where they stand in a row', async () => {
    const { marks } = await search.search('lb ');
    const marked = search.highlighter(marks, 'en')('The load-balancers of a load, and a balancer; load. Balancing lb load balancer');
    assert.deepEqual(marked.filter(([, is]) => is).map(([t]) => t), ['load', 'balancers', 'load', 'Balancing', 'lb', 'load', 'balancer']);
    assert.equal(marked.map(([t]) => t).join(''), 'The load-balancers of a load, and a balancer; load. Balancing lb load balancer');
  });

  test('a hostile query neither fails nor takes long', async () => {
    const hostile = ['', ' ', '"', '-', '-"', ':', 'OR', 'the of', '\u200b\u202e', '🔥👩‍👩‍👧', 'שלום عربي', '\ud800', '\udc00a\ud83d', '__proto__ constructor toString', '<img src=x onerror=alert(1)>',
      'x'.repeat(10240), 'ab '.repeat(3400), '"a" '.repeat(2500), '-x '.repeat(3400), 'service:'.repeat(1300), 'a.'.repeat(5000), '\u0301'.repeat(10240), '証'.repeat(10240),
      Array.from({ length: 1500 }, (_, i) => `wrod${i}`).join(' ')];
    for (const query of hostile) {
      const found = await search.search(query, { facets: true });
      for (const hit of found.hits) await found.snippet(hit);
      JSON.stringify(found.marks);
    }
    assert.equal((await search.search(undefined)).total, 0);
  });
});

describe('files', () => {
  const ask = (files) => engine(new Map(files));
  /** Paths that were asked for, with the round trip in which they were. */
  const rounds = (e) => [...new Set(e.asked.map((a) => `${a.round} ${a.path[0]}`))].sort();

  test('an exact query takes two round trips, with filters too; a typo one more', async () => {
    const words = ['1 b', '1 w'];
    for (const [query, expected] of [
      ['cache ', ['1 t', '2 d', ...words]], ['cache service:edge', ['1 c', '1 t', '2 d', ...words]], ['slow queue timeout', ['1 n', '1 t', '2 d', ...words]],
      ['slow queue timeout cache ', ['1 n', '1 t', '2 d']], ['databse ', ['1 t', '2 d', ...words]],
    ]) {
      const e = ask(made.files);
      await e.warm();
      e.newRound();
      await e.search(query);
      // The term that a correction gives may be in a shard of its own.
      assert.deepEqual(rounds(e).filter((x) => x !== '2 t').map((x) => (x === '3 d' ? '2 d' : x)), expected.toSorted(), query);
      e.newRound();
      await e.search(query);
      assert.deepEqual(e.asked, [], 'a second time, nothing is loaded');
    }
  });

  test('facets are loaded when they are asked for', async () => {
    const e = ask(made.files);
    await e.search('cache ');
    assert.ok(!e.asked.some((a) => a.path.startsWith('c/')));
    await e.search('cache ', { facets: true });
    assert.equal(e.asked.filter((a) => a.path.startsWith('c/')).length, 5);
  });

  test('a shard that fails is asked for again, and then what is there is searched', async () => {
    const e = ask(made.files);
    await e.search('cache ');
    const gone = e.asked.find((a) => a.path.startsWith('t/')).path;
    const files = new Map(made.files);
    files.delete(gone);
    const broken = ask(files);
    const found = await broken.search('cache slow ', { limit: 100 });
    assert.equal(broken.asked.filter((a) => a.path === gone).length, 2);
    assert.equal(broken.asked.filter((a) => a.path.startsWith('root?')).length, 1);
    assert.ok(found.notes.some((note) => note.code === 'missing'));
    files.set(gone, made.files.get(gone));
    broken.files.set(gone, made.files.get(gone));
    assert.deepEqual((await broken.search('cache ')).notes, []);
    // Without positions the words are found all the same.
    const placeless = new Map([...made.files].filter(([path]) => !path.startsWith('n/')));
    const without = await ask(placeless).search('cache slow ', { limit: 100 });
    assert.deepEqual(without.notes.map((note) => note.code), ['missing']);
    assert.equal(without.total, (await ask(made.files).search('cache slow ', { limit: 100 })).total);
    // A card block leaves its hits out.
    const block = e.asked.find((a) => a.path.startsWith('d/')).path;
    const cardless = new Map(made.files);
    cardless.delete(block);
    const fewer = await ask(cardless).search('cache ', { limit: 100 });
    assert.ok(fewer.notes.some((note) => note.code === 'missing') && fewer.hits.length < fewer.total && fewer.hits.length > 0);
  });

  test('a root that was replaced makes the search start over', async () => {
    const e = ask(made.files);
    await e.warm();
    const other = writeIndex(docs.slice(0, 9), plain, { build: 'two', terms: 7 });
    e.files.clear();
    for (const [path, code] of other.files) e.files.set(path, code);
    const found = await e.search('cache ', { limit: 100 });
    const fresh = await ask(other.files).search('cache ', { limit: 100 });
    assert.deepEqual([found.total, found.notes, said(found)], [fresh.total, [], said(fresh)]);
  });

  test('another version is refused politely, and a root that is not there says so', async () => {
    const code = made.files.get('root').replace(/ 5\)$/, ' 4)');
    await assert.rejects(ask([['root', code]]).warm(), { code: 'version' });
    const e = ask([]);
    await assert.rejects(e.search('cache'), { code: 'missing' });
    assert.equal(e.asked.length, 2);
    for (const [path, text] of made.files) e.files.set(path, text);
    assert.ok((await e.search('cache')).total > 0, 'and is asked again');
    await assert.rejects(ask([['root', 'candorShard("root", "!!!", 5)']]).search('x'), { code: 'missing' });
  });
});

describe('the scripts', () => {
  // What the theme loader leaves out: lines of comments, and white space before lines.
  const stripped = bundle.split('\n').map((line) => line.trimStart()).filter((line) => line && !/^(\/\/|\/\*|\*)/.test(line)).join('\n');

  test('are at most 20 KB when compressed', (t) => {
    const size = gzipSync(stripped, { level: 9 }).length;
    t.diagnostic(`${size} bytes`);
    assert.ok(size <= 20 * 1024, `${size} bytes`);
  });

  test('are short, begin with what they are, and have no text over several lines that could lose one', () => {
    for (const { name, text } of sources) {
      assert.match(text, /^\/\/ [A-Z]/, name);
      assert.ok(text.split('\n').length < 400, name);
      text.split('\n').forEach((line, i) => {
        if (/^\s*(\/\/|\*|\/\*)/.test(line)) return;
        assert.equal((line.match(/(?<!\\)`/g) || []).length % 2, 0, `${name}:${i + 1}`);
      });
    }
    assert.doesNotMatch(stripped, /innerHTML|outerHTML|insertAdjacent|eval\(|new Function/);
  });

  test('say the same when their comments are left out', async () => {
    const window = {};
    const document = { currentScript: { src: 'https://x/assets/js/search.js' } };
    new Function('window', 'document', stripped)(window, document);
    assert.equal(window.candorSearch.stem('databases'), 'databas');
  });
});
