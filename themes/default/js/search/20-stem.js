// Porter2, the English stemmer of Snowball (version 3), after its description at https://snowballstem.org/algorithms/english/stemmer.html.

/**
 * Endings and what becomes of them.
 * @param {string} list `ending:replacement`, parted by spaces
 */
const endings = (list) => {
  /** @type {Map<string, string>} */
  const to = new Map();
  for (const pair of list.split(' ')) {
    const [from, into = ''] = pair.split(':');
    to.set(from, into);
  }
  // A pattern that ends with the word finds the longest ending first.
  return { to, pattern: new RegExp(`(?:${[...to.keys()].join('|')})$`) };
};

const WHOLE = endings('andes:andes atlas:atlas bias:bias cosmos:cosmos early:earli gently:gentl howe:howe idly:idl news:news only:onli'
  + ' singly:singl skies:sky skis:ski sky:sky ugly:ugli').to;
const STEP2 = endings('anci:ance enci:ence ogi:og li bli:ble abli:able alli:al fulli:ful lessli:less ousli:ous entli:ent aliti:al'
  + ' biliti:ble iviti:ive tional:tion ational:ate alism:al ation:ate ization:ize izer:ize ator:ate iveness:ive fulness:ful'
  + ' ousness:ous ogist:og');
const STEP3 = endings('icate:ic ative alize:al iciti:ic ical:ic tional:tion ational:ate ful ness');
const STEP4 = endings('ic ance ence able ible ate ive ize iti al ism ion er ous ant ent ment ement');

const REGION = /^[^aeiouy]*[aeiouy]+[^aeiouy]/;
const FIRST = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/;
const SHORT = /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$|past$/;
const ASTRAL = /[\ud800-\udbff][\udc00-\udfff]/g;

/**
 * @param {string} w after step 1a
 * @param {number} p1
 */
function step1b(w, p1) {
  const end = /(eed|ed|ing)(?:ly)?$/.exec(w);
  if (!end) return w;
  const rest = w.slice(0, end.index);
  if (end[1] === 'eed') return end.index < p1 || /^(?:succ|proc|exc)$/.test(rest) ? w : `${rest}ee`;
  if (end[0] === 'ing') {
    if (/^[^aeiouy]y$/.test(rest)) return `${rest[0]}ie`;
    if (/^(?:even|cann|inn|earr|herr|out)$/.test(rest)) return w;
  }
  if (!/[aeiouy]/.test(rest)) return w;
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) return /^[aeo]..$/.test(rest) ? rest : rest.slice(0, -1);
  return rest.length === p1 && SHORT.test(rest) ? `${rest}e` : rest;
}

/**
 * The stem of a folded word; such a word has no apostrophes.
 * @param {string} word
 * @returns {string}
 */
function stem(word) {
  // One unit for each code point, so that lengths are those of Snowball.
  const astral = word.match(ASTRAL);
  if (astral) return stem(word.replace(ASTRAL, '~')).replace(/~/g, () => astral.shift() || '');
  const known = WHOLE.get(word);
  if (known) return known;
  if (word.length < 3) return word;

  // A `y` that is a consonant is written `Y`.
  let w = word.replace(/^y/, 'Y').replace(/([aeiouy])y/g, '$1Y');
  const region = FIRST.exec(w) || REGION.exec(w);
  const p1 = region ? region[0].length : w.length;
  const second = REGION.exec(w.slice(p1));
  const p2 = second ? p1 + second[0].length : w.length;

  if (w.endsWith('sses')) w = w.slice(0, -2);
  else if (/ie[ds]$/.test(w)) w = w.slice(0, w.length > 4 ? -2 : -1);
  else if (/[aeiouy].+s$/.test(w) && !/[us]s$/.test(w)) w = w.slice(0, -1);

  w = step1b(w, p1).replace(/(.[^aeiouy])[yY]$/, '$1i');

  /**
   * @param {typeof STEP2} table
   * @param {number} from where the region begins
   * @param {(ending: string, before: string) => boolean} may
   */
  const step = ({ to, pattern }, from, may) => {
    const found = pattern.exec(w);
    if (!found || found.index < from) return;
    const before = w.slice(0, found.index);
    if (may(found[0], before)) w = before + to.get(found[0]);
  };
  step(STEP2, p1, (ending, before) => (ending === 'li' ? /[cdeghkmnrt]$/.test(before) : ending !== 'ogi' || before.endsWith('l')));
  step(STEP3, p1, (ending, before) => ending !== 'ative' || before.length >= p2);
  step(STEP4, p2, (ending, before) => ending !== 'ion' || /[st]$/.test(before));

  const last = w.length - 1;
  const rest = w.slice(0, last);
  if (w.endsWith('e') ? last >= p2 || (last >= p1 && !SHORT.test(rest)) : w.endsWith('ll') && last >= p2) w = rest;
  return w.replace(/Y/g, 'y');
}
