// What passes the filters, how many each further choice leaves, and the best of what is found.

/**
 * @typedef {{key: string, name: string, count: number, chosen: boolean}} Count
 * @typedef {Record<Facet | 'year', Count[]>} Counts
 * @typedef {(facet: Facet) => Value[] | undefined} Columns
 */

const YEAR = 1 << FACETS.length;
const OTHER = YEAR << 1;

/**
 * For each incident the filters that it fails: a bit for each facet, one for the year, and one for all others.
 * @param {number} n
 * @param {Plan} plan
 * @param {Columns} column
 * @param {{days: Int32Array, years: Int32Array} | undefined} dates
 */
function failsOf(n, { wanted, unwanted }, column, dates) {
  const fails = new Uint8Array(n);
  FACETS.forEach((facet, at) => {
    const values = column(facet) || [];
    if (wanted[facet].length) {
      const has = new Uint8Array(n);
      for (const v of wanted[facet]) for (const doc of values[v].docs) has[doc] = 1;
      for (let doc = 0; doc < n; doc++) if (!has[doc]) fails[doc] |= 1 << at;
    }
    for (const v of unwanted[facet]) for (const doc of values[v].docs) fails[doc] |= OTHER;
  });
  if (!dates) return fails;
  for (let doc = 0; doc < n; doc++) {
    const [day, year] = [dates.days[doc], dates.years[doc]];
    /** @param {[number, number]} bounds */
    const within = ([from, before]) => day !== NO_DAY && day >= from && day < before;
    if (wanted.year.length && !wanted.year.includes(year)) fails[doc] |= YEAR;
    if (unwanted.year.includes(year) || !wanted.dates.every(within) || unwanted.dates.some(within)) fails[doc] |= OTHER;
  }
  return fails;
}

/**
 * The counts of each facet without its own filters.
 * @param {Uint8Array} matches what is found without filters
 * @param {Uint8Array} fails
 * @param {Wanted} wanted
 * @param {Columns} column
 * @param {Int32Array | undefined} years
 * @returns {Counts}
 */
function countsOf(matches, fails, wanted, column, years) {
  /** @type {Map<number, number>} */
  const byYear = new Map(wanted.year.map((y) => [y, 0]));
  years?.forEach((year, doc) => {
    if (matches[doc] && year !== NO_DAY && !(fails[doc] & ~YEAR)) byYear.set(year, (byYear.get(year) || 0) + 1);
  });
  const year = [...byYear].sort((a, b) => b[0] - a[0])
    .map(([y, count]) => ({ key: String(y), name: String(y), count, chosen: wanted.year.includes(y) }));
  const others = FACETS.map((facet, at) => {
    const counts = (column(facet) || []).map(({ key, name, docs }, v) => {
      let count = 0;
      for (const doc of docs) if (matches[doc] && !(fails[doc] & ~(1 << at))) count++;
      return { key, name, count, chosen: wanted[facet].includes(v) };
    });
    return counts.filter((c) => c.count || c.chosen).sort((a, b) => b.count - a.count);
  });
  return /** @type {Counts} */ (Object.fromEntries([...FACETS.map((facet, at) => [facet, others[at]]), ['year', year]]));
}

/**
 * The first of what is found, in its order.
 * @param {Answer} answer
 * @param {Uint8Array} fails
 * @param {number} limit
 * @param {boolean} byDate
 */
function bestOf({ matches, scores }, fails, limit, byDate) {
  /** @type {number[]} */
  const best = [];
  let total = 0;
  // From the newest on, so that what comes later is never put before its equals.
  for (let doc = matches.length - 1; doc >= 0; doc--) {
    if (!matches[doc] || fails[doc]) continue;
    total++;
    if (best.length < limit || (!byDate && limit > 0 && scores[doc] > scores[best[limit - 1]])) {
      const at = byDate ? best.length : firstOf(best.length, (i) => scores[best[i]] < scores[doc]);
      best.splice(at, 0, doc);
      if (best.length > limit) best.pop();
    }
  }
  return { best, total };
}
