// Items become slots of words, requirements, exclusions and filters.

/**
 * A token with its position.
 * @typedef {[string, number]} Placed
 * @typedef {{token: string, run: number, position: number, last: boolean}} Asked
 *   `run` says which of the query's texts it is of; `last`: the query ends with it, so it may be unfinished
 * @typedef {{word?: Asked, sides?: Placed[][]}} Slot
 * @typedef {Record<Facet, number[]> & {year: number[], dates: [number, number][]}} Wanted
 * @typedef {{
 *   slots: Slot[], words: [Asked, number][], required: {phrase?: Placed[], title?: string[]}[], excluded: Placed[][],
 *   wanted: Wanted, unwanted: Wanted
 * }} Plan
 *   `words`: the first of each position, stop words included, with the place of its slot or -1
 * @typedef {Partial<Record<Facet | 'year', string[]>> & {after?: string | null, before?: string | null}} Chosen
 */

const MOST_SLOTS = 64;

/** @returns {Wanted} */
const nothing = () => ({ service: [], factor: [], severity: [], kind: [], year: [], dates: [] });

/**
 * The first day of `2024`, `2024-03` or `2024-03-09`, in days since 1970-01-01.
 * @param {string} text
 */
function dayOf(text) {
  const [all, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) || [];
  if (!all) return null;
  const date = new Date(0);
  date.setUTCFullYear(+year, +month - 1, +day);
  // A day that is none becomes another.
  return date.getUTCMonth() === +month - 1 && date.getUTCDate() === +day ? date.getTime() / 864e5 : null;
}

/**
 * Takes a filter; a value that is none is noted.
 * @param {Wanted} wanted
 * @param {string} field
 * @param {string} value
 * @param {(facet: Facet) => Value[] | undefined} column undefined when it is not there
 * @param {Note[]} notes
 * @returns {boolean} whether it was one
 */
function filter(wanted, field, value, column, notes) {
  const facet = FACETS.find((f) => f === field);
  if (facet) {
    const values = column(facet);
    const folded = fold(value);
    if (!values) return true;
    const at = values.findIndex((v) => v.folded.includes(folded));
    if (at >= 0) {
      wanted[facet].push(at);
      return true;
    }
    let [least, suggestion] = [2.5, /** @type {string | null} */ (null)];
    for (const { key, folded: known } of values) {
      const distance = Math.min(...known.map((k) => edits(k, folded)));
      if (distance < least) [least, suggestion] = [distance, key];
    }
    notes.push({ code: 'unknown-value', field, value, suggestion });
    return false;
  }
  const day = field === 'year' && value.length !== 4 ? null : dayOf(value);
  if (day === null) {
    notes.push({ code: 'bad-date', field, value });
    return false;
  }
  if (field === 'year') wanted.year.push(+value);
  else wanted.dates.push(field === 'after' ? [day, Infinity] : [-Infinity, day]);
  return true;
}

/** @param {Wanted} wanted */
const anyOf = (wanted) => Object.values(wanted).some((list) => list.length > 0);

/**
 * Which words are left out, phrases first; each step only if it leaves something.
 * @param {(Asked | null)[]} asked null for alternatives
 * @param {Root} root
 * @param {boolean} others whether there is something else in the query
 */
function stopsOf(asked, root, others) {
  /** @param {boolean[]} stops */
  const leaves = (stops) => others || stops.includes(false);
  let stops = asked.map(() => false);
  const phrases = [...stops];
  for (const phrase of root.stop_phrases) {
    for (let from = 0; from + phrase.length <= asked.length; from++) {
      const run = asked[from]?.run;
      const fits = phrase.every((w, i) => !phrases[from + i] && asked[from + i]?.token === w && asked[from + i]?.run === run);
      if (fits) phrases.fill(true, from, from + phrase.length);
    }
  }
  if (leaves(phrases)) stops = phrases;
  const words = asked.map((a, i) => stops[i] || (!!a && root.stop.includes(a.token)));
  return leaves(words) ? words : stops;
}

/**
 * @param {Item[]} items
 * @param {boolean} endsInWords
 * @param {Root} root
 * @param {(facet: Facet) => Value[] | undefined} column
 * @param {Note[]} notes
 * @returns {Plan}
 */
function planOf(items, endsInWords, root, column, notes) {
  /** @type {Plan} */
  const plan = { slots: [], words: [], required: [], excluded: [], wanted: nothing(), unwanted: nothing() };
  /** @type {{word?: Asked, first?: boolean, sides?: Placed[][]}[]} */
  const asked = [];

  /** @param {Token[]} list */
  const placed = (list) => list.map((t) => /** @type {Placed} */ ([t.text, t.position]));

  /**
   * @param {Token[]} list
   * @param {number} run
   * @param {boolean} isLast
   */
  const words = (list, run, isLast) => {
    const end = Math.max(...list.map((t) => t.end));
    list.forEach(({ text, position, end: own }, i) => {
      const first = !i || list[i - 1].position !== position;
      asked.push({ word: { token: text, run, position, last: isLast && own === end }, first });
    });
  };

  items.forEach(({ not, words: list, phrase, sides, field, value = '' }, run) => {
    if (list) words(list, run, endsInWords && run === items.length - 1);
    else if (phrase && not) plan.excluded.push(placed(phrase));
    else if (phrase) plan.required.push({ phrase: placed(phrase) });
    else if (sides) asked.push({ sides: sides.map(placed) });
    else if (field === 'title') {
      const title = phraseOf(value).map((t) => t.text);
      // A title is short: without the words anywhere is near enough to be understood.
      if (title.length && not) plan.excluded.push(title.map((t, i) => [t, i]));
      else if (title.length) plan.required.push({ title });
    } else if (field && !filter(not ? plan.unwanted : plan.wanted, field, value, column, notes) && !not) {
      words(tokens(value), run, false);
    }
  });

  const others = asked.some((a) => a.sides) || plan.required.length > 0 || anyOf(plan.wanted);
  const stops = stopsOf(asked.map((a) => a.word || null), root, others);
  asked.forEach(({ word, first, sides }, i) => {
    const full = plan.slots.length >= MOST_SLOTS;
    if (word) {
      let slot = plan.slots.findIndex((s) => s.word?.token === word.token);
      if (slot < 0 && !stops[i] && !full) slot = plan.slots.push({ word }) - 1;
      if (first) plan.words.push([word, slot]);
    } else if (!full) plan.slots.push({ sides });
  });
  return plan;
}

/**
 * Adds what is chosen beside the query.
 * @param {Plan} plan
 * @param {Chosen} chosen
 * @param {(facet: Facet) => Value[] | undefined} column
 * @param {Note[]} notes
 */
function choose(plan, chosen, column, notes) {
  for (const field of FIELDS.slice(0, -1)) {
    const values = Object(chosen)[field];
    for (const value of values ? [values].flat() : []) filter(plan.wanted, field, String(value), column, notes);
  }
}
