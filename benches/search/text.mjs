// What the queries are made from: the prose of a Markdown file, its words, and its summary paragraph.
// Written apart from the program that is measured, so that a mistake of its reader is not copied into the queries.

/**
 * @typedef {object} Prose
 * @property {string} title
 * @property {string} text title and body without markup
 */

const STOP = new Set(`
  about above according across actually after afterwards again against almost alone along already also although always
  among amount another anyone anything around away back became because become becomes been before behind being below
  beside besides best better between beyond both bring came cannot case certain certainly come comes coming could
  course current currently despite didn does doesn doing done down during each early either else enough especially
  etcetera even ever every everyone everything example except fact fairly felt following follows from further
  general generally getting give given gives giving goes going gone good great happen happened happening happens hard
  hardly have haven having hence here hers herself himself however immediately indeed inside instead into itself just
  keep kept know known knows large last late later latter least less like likely little long look looked looking looks
  made mainly make makes making many maybe mean means meant meanwhile might mine more moreover most mostly much must
  myself near nearly need needed needs neither never nevertheless next none nobody nothing often once ones only onto
  other others otherwise ours ourselves over overall part perhaps please possible possibly prior probably provide
  quite rather really recent recently regarding same seem seemed seems seen several shall should shouldn show shows
  since soon some somehow someone something sometimes somewhat still such sure take taken takes taking than thank
  thanks that their theirs them themselves then thence there thereby therefore these they thing things think this those
  though thought three through throughout thus till together told took toward towards tried tries trying twice under
  unless until upon used useful uses using usually various very want wanted wants wasn went were weren what whatever
  when whenever where whereas wherever whether which while whole whom whose will with within without wont would
  wouldn year years your yours yourself yourselves
  january february march april june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday
  first second third fourth fifth four five seven eight nine`.split(/\s+/).filter(Boolean));

/** Headings whose sections name people: a blameless library neither shows nor indexes them. */
const PEOPLE = /^\W*(at+endees|participants|responders|authors?|special thanks|thanks|acknowledge?ments?|owners?)\b/i;

const SUMMARY = /\b(summary|overview|abstract|tl;?dr|what happened)\b/i;

/** `key: value`, `**Key:** value`: facts, not prose. */
const LABEL = /^[\s>*_-]*[\p{L}][\p{L}\p{N} /_-]{0,30}[*_]*\s*[:：]/u;

/**
 * Parts a file at its front matter.
 * @param {string} source
 * @returns {{front: string, body: string, start: number}} `start` is where the body begins
 */
export function part(source) {
  const match = /^\uFEFF?\s*(---|\+\+\+)[ \t]*\r?\n([\s\S]*?)\r?\n\1[ \t]*(?:\r?\n|$)/.exec(source);
  if (!match) return { front: '', body: source, start: 0 };
  return { front: match[2], body: source.slice(match[0].length), start: match[0].length };
}

/**
 * A value of one line of front matter, without quotes.
 * @param {string} front
 * @param {string[]} keys the first that is there counts
 */
function value(front, keys) {
  for (const key of keys) {
    const match = new RegExp(`^${key}[ \\t]*[:=][ \\t]*(.+?)[ \\t]*$`, 'mi').exec(front);
    if (match) return match[1].replace(/^(["'])(.*)\1$/, '$2');
  }
  return '';
}

/**
 * Takes the marks of Markdown, HTML and templates away, and what is no prose: code, addresses, comments.
 * @param {string} body
 */
export function plain(body) {
  return body
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/^[ \t>]*(`{3,}|~{3,})[\s\S]*?^[ \t>]*\1[`~]*[ \t]*$/gm, '\n')
    .replace(/\{\{[<%][\s\S]*?[%>]\}\}|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}|\{:[^}]*\}/g, ' ')
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<\/?[a-z][^>\n]*>/gi, ' ')
    .replace(/!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])?/g, ' ')
    .replace(/^\s*\[[^\]]+\]:\s.*$/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\[[^\]]*\]/g, '$1')
    .replace(/\b(?:https?|ftp|ssh|git|file|mailto):\S+|\bwww\.\S+/gi, ' ')
    .replace(/\S+@\S+\.\S+/g, ' ')
    .replace(/&[a-z]+;|&#\d+;/gi, ' ')
    .replace(/:[a-z_]+:/g, ' ')
    .replace(/\\([\\`*_{}[\]()#+.!|-])/g, '$1')
    .replace(/`+/g, '')
    .replace(/\*+|~~/g, '')
    .replace(/(^|\s)_+(?=\S)|(\S)_+(?=\s|[.,;:!?)]|$)/gm, '$1$2')
    .replace(/^[ \t]*(#+|>+|[-+]|\d+[.)])[ \t]+/gm, '')
    .replace(/[|]/g, ' ');
}

/**
 * The prose of a file: its title, and its body without the sections that name people.
 * @param {string} source
 * @returns {Prose}
 */
export function prose(source) {
  const { front, body } = part(source);
  const title = value(front, ['title']) || (/^#[ \t]+(.+)$/m.exec(body)?.[1] ?? '');
  const kept = [];
  let hidden = 0; // level of the heading that hides what follows
  for (const line of body.split('\n')) {
    const heading = /^(#{1,6})[ \t]+(.*)$/.exec(line);
    if (heading && (hidden === 0 || heading[1].length <= hidden)) hidden = PEOPLE.test(heading[2]) ? heading[1].length : 0;
    if (!hidden) kept.push(line);
  }
  return { title: plain(title), text: `${plain(value(front, ['title']))}\n${plain(value(front, ['summary', 'description']))}\n${plain(kept.join('\n'))}` };
}

/**
 * Words that a person could type: letters only, four at least, standing alone (no part of an identifier, an address, a
 * version or a contraction), lower-cased, no stop word; in order, with repetitions.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  const found = [];
  for (const [word] of text.matchAll(/(?<![\p{L}\p{N}_./@:#$%&=\\~'’-])[A-Za-z]{4,}(?![\p{L}\p{N}_/@#$%&=\\~-]|[.:'’][\p{L}\p{N}])/gu)) {
    const low = word.toLowerCase();
    if (!STOP.has(low)) found.push(low);
  }
  return found;
}

/** Everything in a file that a searcher could take for a word; a mistyped word must be none of them. */
export function vocabulary(source) {
  const found = new Set();
  for (const [run] of source.matchAll(/[\p{L}\p{N}_]+/gu)) {
    found.add(run.toLowerCase());
    for (const [letters] of run.matchAll(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})/gu)) found.add(letters.toLowerCase());
  }
  return found;
}

/** Whether the text is written in Chinese or Japanese: its words cannot be told apart by spaces. */
export function isCjk(text) {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const cjk = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return cjk > letters * 0.1;
}

/**
 * The blocks of a body: runs of lines that are not blank, with what they are.
 * @param {string} body
 */
function* blocks(body) {
  const lines = body.split('\n');
  let offset = 0;
  let fence = '';
  /** @type {{kind: string, text: string, start: number, end: number} | null} */
  let block = null;
  for (const line of lines) {
    const start = offset;
    offset += line.length + 1;
    const end = Math.min(offset, body.length);
    const mark = /^[ \t]*(```|~~~)/.exec(line)?.[1];
    if (fence || mark) {
      if (block) { yield block; block = null; }
      if (fence) { if (mark === fence) fence = ''; } else fence = mark ?? '';
      continue;
    }
    const heading = /^#{1,6}[ \t]+(.*)$/.exec(line);
    if (heading || line.trim() === '') {
      if (block) { yield block; block = null; }
      if (heading) yield { kind: 'heading', text: heading[1], start, end };
      continue;
    }
    if (block && /^(=+|-{3,})\s*$/.test(line)) { // a setext heading under its line
      yield { ...block, kind: 'heading', end };
      block = null;
      continue;
    }
    if (block) {
      block.text += `\n${line}`;
      block.end = end;
    } else {
      const kind = /^[ \t]*([-+*]|\d+[.)])[ \t]/.test(line) ? 'list' : /^[ \t]*\|/.test(line) ? 'table'
        : /^[ \t]*(<|!\[|\{\{|\{%|\{:|\[[^\]]+\]:)/.test(line) ? 'other' : 'paragraph';
      block = { kind, text: line, start, end };
    }
  }
  if (block) yield block;
}

/** A paragraph says something when it has eight words and is no list of labelled facts. */
function says(text) {
  const lines = text.trim().split('\n');
  if (lines.length > 1 ? lines.every((line) => LABEL.test(line)) : /^[\s*_]*(date|status|severity|duration|impact|created by|last modified|author|owner)\b[^.]{0,60}$/i.test(text)) return false;
  return (plain(text).match(/\p{L}+/gu)?.length ?? 0) >= 8;
}

/**
 * The summary of a file: the value of the front matter, and the paragraph of the body that stands first under a heading
 * such as "Summary", else first in the text; `cut` is the file without both.
 * @param {string} source
 * @returns {{text: string, cut: string}}
 */
export function summary(source) {
  const { front, body, start } = part(source);
  let under = false;
  let fallback = null;
  let chosen = null;
  for (const block of blocks(body)) {
    if (block.kind === 'heading') {
      under = SUMMARY.test(block.text);
      continue;
    }
    const isText = (block.kind === 'paragraph' || (under && block.kind === 'list')) && says(block.text);
    if (isText && under) { chosen = block; break; }
    if (isText && !fallback && block.kind === 'paragraph') fallback = block;
  }
  chosen ??= fallback;
  const written = value(front, ['summary', 'description']);
  const rest = chosen ? body.slice(0, chosen.start) + body.slice(chosen.end) : body;
  const head = source.slice(0, start).replace(/^(summary|description)[ \t]*[:=].*(\r?\n[ \t]+\S.*)*\r?\n/gim, '');
  return { text: plain(written) || (chosen ? plain(chosen.text) : ''), cut: head + rest };
}
