// Texts as they are pasted in an incident: lines of documents among timestamps, hosts, ids and stack frames, alerts of many
// tools, and what nobody would paste; the same for the same seed.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { random } from './search-made.mjs';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const MULTI = /^(\w+)\s*=\s*('''|""")\n?([\s\S]*?)\2/gm;

/** What stands in a file of `tests/similar/`: tables of texts and lists, of the few forms of TOML that these files use. */
export function blocksOf(name) {
  const file = readFileSync(join(repository, 'tests/similar', name), 'utf8');
  return file.split(/^\[\[\w+\]\]\n/m).slice(1).map((table) => {
    const block = {};
    let rest = table.replace(MULTI, (_, key, __, text) => {
      block[key] = text;
      return '';
    });
    rest = rest.replace(/^(\w+)\s*=\s*\[([\s\S]*?)^\]/gm, (_, key, list) => {
      block[key] = [...list.matchAll(/^\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'),?\s*$/gm)].map(([, basic, literal]) => (literal ?? JSON.parse(`"${basic}"`)));
      return '';
    });
    for (const [, key, value] of rest.matchAll(/^(\w+)\s*=\s*"((?:[^"\\]|\\.)*)"\s*$/gm)) block[key] = JSON.parse(`"${value}"`);
    return block;
  });
}

const HOSTILE = [
  '', ' ', '\n\n\n', '-', '0', 'a', '404', '503 503 503', '12ms 3h20m 0x1f 10.0.0.1:8080', 'the and of', '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>', '__proto__ constructor toString hasOwnProperty valueOf', '{{ 7*7 }} {% raw %} ${x}', '%00%0d%0a%2e%2e', '\u0000\u0001\u0002', '\u202eabc\u200b def',
  '👩‍👩‍👧 🔥🔥🔥', 'שלום עולם', 'عربي', 'データベース接続数の上限', '证书过期 证', '가나다라', '\u0301\u0301', '𝒳 𐐷 𐐨', '￿', 'Mon Jan 1 may', 'xx '.repeat(50), 'A'.repeat(70000),
  'a.'.repeat(40000), 'ÜBERLAST Überlast überlast', 'ΣΊΣΥΦΟΣ ﬁx ½ ⓐ ①', 'x\u00ady', 'OOMKilled', 'CrashLoopBackOff', 'timeout', 'database', 'connection pool exhausted',
  'service service service service', '𐐨'.repeat(40000), `${'e\u0301'.repeat(20000)} timeout`,
];

/**
 * @param {{own: string[], foreign: string[]}} texts those of the library, and of all the others
 * @param {number} count
 * @param {number} seed
 * @param {{real?: boolean}} how real: only what somebody might paste
 */
export function makePastes({ own, foreign }, count, seed, { real = false } = {}) {
  const r = random(seed);
  const alerts = blocksOf('alerts.toml').map((b) => b.text);
  const strange = blocksOf('foreign.toml').map((b) => b.text);
  const digits = (n, from = '0123456789') => Array.from({ length: n }, () => r.pick(from)).join('');
  const hex = (n) => digits(n, '0123456789abcdef');
  const two = (most) => String(r.below(most)).padStart(2, '0');
  const time = () => `${two(24)}:${two(60)}:${two(60)}`;
  const stamp = () => r.pick([
    () => `2024-${two(12)}-${two(28)}T${time()}.${digits(3)}Z`, () => `[${r.pick(['Mon', 'Tue', 'Sun'])} ${r.pick(['Jan', 'May', 'Dec'])} ${two(28)} ${time()} 2024]`,
    () => `${r.pick(['Feb', 'Mar', 'Nov'])} ${two(28)} ${time()}`, () => `1${digits(9)}.${digits(3)}`, () => `I0${digits(3)} ${time()}`,
  ])();
  const id = () => r.pick([
    () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`, () => hex(16), () => hex(7), () => `0x${hex(8)}`, () => digits(6), () => `[${digits(4)}]`, () => `trace_id=${hex(32)}`,
    () => `req-${digits(10, 'abcdefghijklmnopqrstuvwxyz0123456789')}`, () => `${digits(10, 'bcdf2456')}-${digits(5, 'bcdfghjkl2456789')}`, () => digits(20, 'AbCdEf0123456789'), () => `${digits(3)}ms`, () => `${digits(2)}GiB`,
  ])();
  const host = () => r.pick([() => `ip-10-${digits(2)}-${digits(3)}-${digits(1)}`, () => `10.${digits(2)}.${digits(3)}.${digits(1)}:${digits(4)}`, () => `web-${digits(2)}.eu-west-1.example.com`, () => `node${digits(3)}`])();
  const frame = () => r.pick([
    () => `\tat com.example.${r.pick(['orders', 'cache', 'net'])}.${r.pick(['PoolManager', 'RetryHandler', 'DnsResolver'])}.${r.pick(['acquire', 'run', 'lookup'])}(${r.pick(['Pool', 'Retry'])}.java:${digits(3)})`,
    () => `  File "/srv/app/${r.pick(['queue', 'db'])}.py", line ${digits(3)}, in ${r.pick(['connect', 'flush_batch'])}`,
    () => `goroutine ${digits(3)} [running]:\nmain.(*Server).${r.pick(['Serve', 'Shutdown'])}(0xc000${hex(6)})`,
    () => `#${digits(1)}  0x0000${hex(12)} in ${r.pick(['malloc_consolidate', 'ssl3_read_bytes'])} () from /lib/x86_64-linux-gnu/libc.so.6`,
  ])();
  const piece = (from, most) => {
    const words = (from.length ? r.pick(from) : 'nothing').split(/\s+/).filter(Boolean);
    const at = r.below(Math.max(1, words.length));
    return words.slice(at, at + 1 + r.below(most)).join(' ');
  };
  const line = (from) => {
    const lines = (from.length ? r.pick(from) : 'nothing').split('\n').filter((l) => l.trim());
    return lines.length ? r.pick(lines) : '';
  };
  const logged = (from) => `${stamp()} ${host()} ${r.pick(['ERROR', 'WARN', 'kernel:', 'level=error', 'app[1]:'])} ${r.chance(0.5) ? `${id()} ` : ''}${piece(from, 10)}`;
  const log = (from, most) => Array.from({ length: 1 + r.below(most) }, () => (r.chance(0.3) ? frame() : logged(from))).join('\n');
  const mixed = () => Array.from({ length: 1 + r.below(40) }, () => String.fromCodePoint(r.pick([
    32, 10, 45, 46, 47, 48 + r.below(10), 95, 97 + r.below(26), 65 + r.below(26), 0xc0 + r.below(60), 0x300 + r.below(80), 0x391 + r.below(60), 0x410 + r.below(60), 0x5d0 + r.below(26),
    0xe01 + r.below(46), 0x3041 + r.below(80), 0x4e00 + r.below(200), 0xac00 + r.below(200), 0x1f600 + r.below(40), 0x200b, 0xff10 + r.below(10), 0x2460 + r.below(20), 0x10428 + r.below(20),
  ]))).join('');
  /** Somebody's words with capitals, joiners and repetitions that were not there. */
  const recased = (from) => piece(from, 8).split(' ').map((w) => r.pick([() => w, () => w.toUpperCase(), () => `${w}_${w}`, () => w[0].toUpperCase() + w.slice(1) + r.pick(['Failed', 'Error', '']), () => `${w} ${w} ${w}`])()).join(' ');
  const likely = [
    () => log(own, 6), () => log(own, 30), () => line(own), () => `${line(own)}\n${line(own)}\n${line(own)}`, () => r.pick(alerts), () => `${r.pick(alerts)}\n${piece(own, 12)}`,
    () => `{"level":"error","msg":${JSON.stringify(piece(own, 9))},"ts":${digits(10)},"host":"${host()}"}`,
  ];
  const kinds = [
    () => log(own, 6), () => log(own, 30), () => log(foreign, 6), () => line(own), () => `${line(own)}\n${line(own)}\n${line(own)}`, () => piece(own, 4), () => piece(own, 60),
    () => recased(own), () => r.pick(alerts), () => `${r.pick(alerts)}\n${piece(own, 12)}`, () => r.pick(strange), () => `${piece(own, 3)} ${piece(foreign, 3)}`, mixed, () => `${mixed()} ${piece(own, 6)}`,
    () => `${id()} ${id()} ${stamp()} ${host()}`, () => (own.length ? r.pick(own).slice(0, 6000) : 'x'), () => `{"level":"error","msg":${JSON.stringify(piece(own, 9))},"ts":${digits(10)},"host":"${host()}"}`,
    () => `<b onclick="alert(1)">${piece(own, 5)}</b><script>${piece(own, 2)}</script>`,
  ];
  const sure = [...HOSTILE, ...alerts, ...strange, own.join('\n').slice(0, 200000), foreign.join('\n').slice(0, 200000), Array.from({ length: 3000 }, () => logged(own)).join('\n').slice(0, 200000)];
  if (real) return Array.from({ length: count }, (_, at) => likely[at % likely.length]());
  return Array.from({ length: count }, (_, at) => (sure[at] ?? r.pick(kinds)()).toWellFormed());
}

/** Whether the generator of the shared folder is there. */
export const generator = join(repository, '../shared/tools/gen_corpus.py');
export const hasGenerator = existsSync(generator);
