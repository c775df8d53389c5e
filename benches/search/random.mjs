// Chance that is the same everywhere: seeded by text, so that one document's draws do not depend on another's.

import { createHash } from 'node:crypto';

/**
 * A source of numbers in [0, 1) (mulberry32).
 * @param {...(string | number)} seed
 * @returns {() => number}
 */
export function random(...seed) {
  let state = createHash('sha256').update(seed.join('\0')).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** @template T @param {() => number} next @param {T[]} from @returns {T} */
export const pick = (next, from) => from[Math.floor(next() * from.length)];

/** `count` different members in the order of their drawing. @template T @param {() => number} next @param {T[]} from @param {number} count @returns {T[]} */
export function sample(next, from, count) {
  const rest = [...from];
  return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(Math.floor(next() * rest.length), 1)[0]);
}
