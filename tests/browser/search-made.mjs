// A library of made-up post-mortems, the same for the same seed: English, with some German, Japanese and undeclared
// ones; with names, codes, hosts and everything else that a tokenizer can meet.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Numbers from 0 up to 1, the same for the same seed.
 * @param {number} seed
 */
export function random(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  /** @param {number} n */
  const below = (n) => Math.floor(next() * n);
  return {
    next, below,
    /** @template T @param {ArrayLike<T>} list */
    pick: (list) => list[below(list.length)],
    /** @param {number} share */
    chance: (share) => next() < share,
  };
}

const words = (text) => text.trim().split(/\s+/);
const SERVICES = words('payments checkout ledger search-index edge-proxy auth mail billing catalogue image-resizer queue-worker session-store dns-resolver feature-flags metrics report-builder');
const FACTORS = words('retry-storm missing-alert config-change expired-certificate capacity dns deploy human-factors single-point latent-bug');
const SEVERITIES = words('sev1 sev2 sev3 sev4');
const NOUNS = words(`database cache queue cluster node replica certificate connection pool timeout latency memory disk partition broker index
  backup migration rollout deploy release canary alert dashboard pager load balancer gateway region zone network packet resolver record
  token session quota limit retry storm lock deadlock transaction snapshot shard leader follower election heartbeat consumer producer
  topic backlog schema query plan thread heap process container pod kubernetes image registry secret key config flag script job
  scheduler cron log metric trace customer request response error failure outage incident degradation recovery failover`);
const VERBS = words(`failed crashed restarted expired stalled saturated leaked dropped rejected retried overloaded exhausted corrupted
  reverted drained throttled deployed upgraded migrated scaled recovered detected escalated mitigated misconfigured replicated synchronised
  blocked starved looped flapped hung returned served`);
const OTHERS = words(`the a of in on for with after before because while during slowly suddenly silently repeatedly all some many most
  primary secondary stale cold warm hot wrong missing unexpected intermittent partial global regional upstream downstream unhealthy`);
const GERMAN = words(`der die das Datenbank Ausfall Störung Zertifikat abgelaufen Server Warteschlange größer später übertragen
  Verbindungen Speicher voll Fehler wurden behoben häufig Lastverteiler Neustart Überlastung Straße Benutzer konnten nicht`);
const JAPANESE = ['データベース', '証明書', '期限切れ', '障害', '発生', '再起動', 'サーバー', 'が', 'の', 'を', 'に', 'した', '遅延', '接続', '監視', '復旧'];
const CODES = ['HTTP 503', 'HTTP/2', 'E1234', 'ECONNREFUSED', '10.0.0.17', 'v1.24.3', '3f9ac21d77be', 'db-primary.eu.example.com', 'payment_service',
  'PaymentService', 'OOMKilled', 'getUserByID', 'max_connections', 'errors/timeout.rs', 'k8s', 'p99', '5xx', '429', 'TLS', 'café', 'naïve', "didn't", 'VMs',
  'write-ahead', 'log4j', 'i/o', 'std::bad_alloc', 'ﬁx', 'data\u00adbase', '2024-01-05', '50%', 'C++', '🔥', 'zero\u200bwidth', 'Ωmega', 'Привет', 'שלום'];

/**
 * @param {ReturnType<typeof random>} r
 * @param {string} lang
 */
function sentence(r, lang) {
  const count = 4 + r.below(14);
  const out = [];
  for (let i = 0; i < count; i++) {
    if (r.chance(0.08)) out.push(r.pick(CODES));
    else if (lang === 'de') out.push(r.pick(r.chance(0.85) ? GERMAN : NOUNS));
    else if (lang === 'ja') out.push(r.pick(r.chance(0.9) ? JAPANESE : NOUNS));
    // Some words are far more frequent than others.
    else out.push(r.pick([OTHERS, NOUNS.slice(0, 8), NOUNS, VERBS][r.below(4)]));
  }
  const text = out.join(lang === 'ja' ? '' : ' ');
  return lang === 'ja' ? `${text}。` : `${text[0].toUpperCase()}${text.slice(1)}${r.pick(['.', '.', '!', ' (again).', ';'])}`;
}

/**
 * Writes a library.
 * @param {string} folder
 * @param {number} count
 * @param {number} seed
 */
export function makeLibrary(folder, count, seed = 1) {
  const r = random(seed);
  mkdirSync(join(folder, 'content/incidents'), { recursive: true });
  writeFileSync(join(folder, 'book.toml'), 'title = "Made up"\nlanguage = "en"\n');
  for (let n = 0; n < count; n++) {
    const lang = r.chance(0.9) ? 'en' : r.pick(['de', 'ja', 'xx']);
    const some = (list, most) => [...new Set(Array.from({ length: r.below(most + 1) }, () => r.pick(list)))];
    const text = (most) => Array.from({ length: 1 + r.below(most) }, () => sentence(r, lang)).join(r.pick([' ', '\n', '\n\n']));
    const head = {
      id: `made-${String(n).padStart(4, '0')}`,
      title: sentence(r, lang).replace(/[.!;]$/, ''),
      date: r.chance(0.05) ? undefined : `${2017 + r.below(9)}-${String(1 + r.below(12)).padStart(2, '0')}-${String(1 + r.below(28)).padStart(2, '0')}`,
      severity: r.chance(0.2) ? undefined : r.pick(SEVERITIES),
      kind: r.chance(0.85) ? undefined : r.pick(['near-miss', 'security']),
      services: some(SERVICES, 3),
      factors: some(FACTORS, 2),
      tags: some(['oncall', 'customer-visible', 'data-loss'], 2),
      lang: lang === 'en' && r.chance(0.8) ? undefined : lang,
      summary: r.chance(0.5) ? sentence(r, lang) : undefined,
      alerts: r.chance(0.2) ? [r.pick(CODES)] : undefined,
    };
    const yaml = Object.entries(head).filter(([, v]) => v !== undefined).map(([k, v]) => `${k}: ${JSON.stringify(v)}`).join('\n');
    const sections = ['Impact', 'Timeline', 'Root cause', 'What went well', 'Follow-up'].filter(() => r.chance(0.7))
      .map((h) => `## ${h}${r.chance(0.2) ? ` ${r.pick(NOUNS)}` : ''}\n\n${text(6)}\n`);
    writeFileSync(join(folder, `content/incidents/${head.id}.md`), `---\n${yaml}\n---\n\n${text(3)}\n\n${sections.join('\n')}`);
  }
}
