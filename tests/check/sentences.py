#!/usr/bin/env python3
"""Sentences of real post-mortems, and the naive patterns that hit them.

    sentences.py [CORPORA]            list every sentence (TSV): file, first line, last line, ordinal, kind,
                                      digest, half, section path, naive codes, text
    sentences.py --draw [CORPORA]     list the places that labels.tsv must label (hits, samples), no text
    sentences.py --check [CORPORA]    verify that each place of labels.tsv still gives the sentence of its digest
    sentences.py --count              counts of labels.tsv: per rule, half and label (needs no corpora)

CORPORA is ../shared/corpora unless given. Standard library only; the same input gives the same output.

What counts as prose: paragraphs, headings, list items and table cells. Left out: front matter, fenced and indented
code, block quotes, HTML blocks, tags and comments, link targets, bare URLs (one word "URL" is left in their place),
images, shortcodes, footnote marks. Inline code is kept as its text (a handle is often written as `@name`).
A heading, a list item, a table cell and a paragraph each end a sentence. Ordinal: the n-th sentence that begins on
that line, from 1. Digest: first 8 hex digits of sha256 of the sentence, runs of white space as one blank.
"""
import hashlib
import os
import random
import re
import sys

COLLECTIONS = [
    "agrc-status", "chia-post-mortem", "contributor-info-postmortems", "dfds-postmortems",
    "hachyderm-incidents", "jenkins-status", "k8s-test-infra-post-mortems",
    "mybinder-incident-reports", "opencollective-postmortem", "python-discord-post-mortems",
    "univaf-incidents", "usegalaxy-eu-posts",
]
SEED = "blameless-1"
# Of half-1 .. half-200 the one which parts the positives of every code most evenly (some codes have two or four in
# all). Chosen from the labels alone, before any code of the rules existed.
HALF_SEED = "half-77"
CODES = ["E1", "E2", "W1", "W2", "W3", "I1", "I2", "I3", "I4"]
SAMPLED = {}                      # {"I3": 200} would take a seeded sample of its hits; without: every hit
NO_HIT = 420                      # sentences that no pattern hits

# ---------------------------------------------------------------- naive patterns

HUMAN = (r"(?:human|operator|user|manual|people|person|personnel|admin\w*|engineer\w*|developer\w*|employee|"
         r"maintainer|pilot|our|my|his|her|their)")
VERBS = (r"(?:re)?(?:deploy|delet|merg|push|commit|chang|remov|dropp|drop|disabl|enabl|start|stopp|stop|revert|"
         r"updat|upgrad|downgrad|appl[iy]|edit|modif|rotat|revok|set|kill|shut|turn|switch|mov|renam|configur|"
         r"misconfigur|add|caus|introduc|trigger|releas|publish|roll|built|build|boot|clean|clear|wip|truncat|"
         r"terminat|scal|migrat|destroy|execut|run|ran|creat|open|clos|block|bann|suspend|broke|break|unplug|pull|"
         r"plug|install|uninstall|swap|replac|click|cop[iy]|overw|wrote|typed|cut|lost|los|leak|expos|shar|sent|"
         r"mistak|bump|cordon|drain|accept|approv|forc|forgot|fail|miss|flip|put|made|us|log|grant|allow|provid|"
         r"download|upload|transfer|cancel|enter|fell|fall|ignor|overlook|neglect)"
         r"(?:s|es|ed|d|ied|ies|ned|ing|e|en|te|t|rote|ote|down|n)?")
NOT_NAMES = (
    "A An And Or But So If In On At As By For From With Without To Of This That These Those The There Then Thus "
    "It Its He She We You They I Our Your Their My His Her All Any Both Each Every Few Many More Most Much No Nobody "
    "None Nothing Not Now One Only Other Others Another Some Someone Something Such Two Three Four Five Several What "
    "When Where Which While Who Why How However Therefore Because Since Although Though After Before During Until "
    "Once Upon Also Additionally Again Already Always Never Here Instead Later Meanwhile Next Finally First Second "
    "Third Last Further Furthermore Moreover Eventually Unfortunately Fortunately Luckily Sadly Immediately Currently "
    "Initially Subsequently Consequently Hence Yet Still Even Just Simply Manually Automatically Accidentally Did Do "
    "Does Don Has Have Had Was Were Is Are Be Been Can Could Will Would Should Must May Might Let Lets Please Yes Ok "
    "January February March April June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec UTC PST PDT CET CEST GMT AM PM "
    "Users User Customers People Team Teams New Old Root Cause Due Issue Issues Problem Problems Incident Incidents "
    "Error Errors Fix Fixes Fixed Bug Bugs Update Updates Updated Service Services Server Servers Change Changes"
).split()
PATTERNS = {
    "E1": [
        r"\b(?:careless\w*|negligen\w*|incompeten\w*|sloppy|sloppi\w*|laz(?:y|ily|iness)|reckless\w*|"
        r"irresponsib\w*|stupid\w*|foolish\w*|silly|dumb|idiot\w*|clueless|inexperienced|inept\w*|"
        r"struggl\w+|unprofessional\w*|thoughtless\w*|inattentive|complacen\w*|naive\w*|na[iï]ve\w*|ignoran\w*|inattention|"
        r"at fault|(?:to|be|are|is) blame\w*|blam(?:e|ed|es|ing)|guilty|hast(?:y|ily)|oblivious|distracted|"
        r"carefully enough|lack of (?:care|attention|diligence|discipline)|bad engineers?|poor judge?ment)\b",
    ],
    "E2": [
        r"\b" + HUMAN + r"(?:['’]s?)?[- ]+(?:\w+[- ]+)?(?:error|errors|mistake|mistakes|fault|oversight|slip)\b",
        r"\bhuman[- ]factors?\b", r"\bmistakes?\b", r"\bmistaken(?:ly)?\b", r"\boversights?\b", r"\bPEBKAC\b",
        r"\bhumans?\b",
    ],
    "W1": [
        r"\b(?:fail(?:ed|s|ing|ure)? to|forg[eo]t(?:s|ten|ting)?|neglect\w*|miss(?:ed|es)|missing (?:to|the)|"
        r"ignor(?:e|es|ed|ing)|overlook\w*|(?:did|do|does)(?:n['’]t| not) bother\w*|bothered|didn['’]?t|did not|"
        r"disregard\w*|omitted)\b",
        r"\b(?:wrong|incorrect)(?:ly)? assum\w*", r"\b(?:not|n['’]t) (?:considered|noticed?|checked|tested|realised|"
        r"realized|thought|caught|catch)\b", r"\b(?:nobody|no one|none of us) (?:actually )?(?:noticed|checked|"
        r"attempted|was watching)\b", r"\bunaware\b",
    ],
    "W2": [
        r"\bshould(?:n['’]?t| not)?(?: \w+){0,2} (?:have|had|of)\b", r"\bshould(?:['’]ve|a)\b", r"\bought(?:n['’]t| not)? to\b",
        r"\bif only\b", r"\b(?:^|if |, |\")?had (?:we|they|I|he|she|you|the|this|it|our|someone|anyone|there)\b",
        r"\bif (?:[\w'’-]+ ){1,4}had (?:not |never |only )?\w+", r"\b(?:wish|hadn['’]?t)\b", r"\bneeded to have\b", r"\b(?:was|were) supposed to\b",
        r"\bif (?:we|they|I|he|she|you|someone|anyone)(?: \w+)? (?:had|['’]d)\b", r"\b(?:we|they|I)['’]d have\b",
    ],
    "W3": [
        r"(?:^|[^\w@/.`'\"-]|[\s(`])@[A-Za-z][\w-]*`?[\]):,]*(?: +[\w'’-]+){0,3}? +" + VERBS + r"\b",
        r"\b(?!(?:" + "|".join(NOT_NAMES) + r")\b)[A-Z][^\W\d_]{2,}(?: [A-Z][\w-]+){0,2}(?: \(@?[\w .-]+\))?"
        r"(?: (?:has|had|then|also|accidentally|mistakenly|manually|unintentionally|inadvertently|erroneously|"
        r"wrongly|incorrectly|ends|ended|up|and|later|first|immediately|quickly|again|did|was|who|is|by|not|have)){0,3} +"
        + VERBS + r"\b",
        r"\b(?:by|from) (?:@\w+|[A-Z][a-z]+ [A-Z][a-z]+)",
        r"(?:^|[\s(`])@(?!radix|nivo|supabase|sentry)[A-Za-z][\w-]+(?!/)\b",
    ],
    "I1": [
        r"\b(?:could|would|might)(?:n['’]?t| not)?(?: [\w-]+){0,2} (?:have|['’]ve)\b",
        r"\b(?:could|would|might|couldn|wouldn)['’]?t?['’]ve\b", r"\b(?:coulda|woulda)\b",
        r"\b(?:we|they|I|it|he|she|there)['’]d(?: \w+)? have\b",
    ],
    "I2": [r"\broot[- ]?causes?\b", r"\bthe (?:real|true|actual|main|primary|sole|only|underlying|ultimate) causes?\b"],
    "I3": [r"\b(?:obvious(?:ly)?|simpl[ey]|of course|just|clear(?:ly)?|trivial(?:ly)?|merely|evident(?:ly)?|"
           r"easily|easy|naturally|surely|needless to say|as simple as|basic(?:ally)?|straightforward|only had to)\b"],
    "I4": [
        r"\b(?:more |extra |be |very |particularly )+careful\b", r"\bbe (?:more |extra )?(?:mindful|vigilant|attentive|"
        r"aware|diligent|conscious|thorough|cautious)\b", r"\bmore (?:care|caution|careful\w*|attention|attentive|"
        r"diligen\w*|vigilan\w*|mindful|thorough\w*)\b",
        r"\b(?:re-?)?train(?:ed|ing|s)?\b", r"\bremind(?:ed|er|ers|ing|s)?\b", r"\bpay(?:ing)? (?:\w+ )?attention\b",
        r"\bdouble[- ]?check\w*\b", r"\btak(?:e|ing) (?:more |extra |better |greater )?care\b", r"\bcarefully\b",
        r"\bmore closely\b", r"\b(?:closer|close|an) eye\b", r"\beducat\w+\b", r"\bawareness\b", r"\bmake sure (?:we|to|that we|you|everyone|people|not)\b",
        r"\b(?:always|never) (?:check|test|verify|deploy|forget|remember|run|merge|push|use|assume|be|make|do|trust)\b",
        r"\b(?:don['’]?t|do not) forget\b", r"\bremember(?:ing)?\b", r"\bkeep in mind\b",
        r"\bensure (?:we|that we|everyone|people|engineers|developers|the team)\b", r"\bcommunicate\b",
    ],
}
FLAGS = {"W3": 0}
COMPILED = {c: [re.compile(p, FLAGS.get(c, re.I)) for p in ps] for c, ps in PATTERNS.items()}


def naive(text):
    return [c for c in CODES if any(p.search(text) for p in COMPILED[c])]


# ---------------------------------------------------------------- blocks of Markdown

class Line:
    """A line of source (or what is left of it inside a container): text, and where it begins in the file."""
    __slots__ = ("no", "off", "text")

    def __init__(self, no, off, text):
        self.no, self.off, self.text = no, off, text

    def cut(self, n):
        """Without n columns of indentation (a tab counts as going to the next multiple of four)."""
        i = col = 0
        while i < len(self.text) and col < n and self.text[i] in " \t":
            col += 4 - col % 4 if self.text[i] == "\t" else 1
            i += 1
        return Line(self.no, self.off + i, self.text[i:])


def indent(text):
    col = 0
    for ch in text:
        if ch == " ":
            col += 1
        elif ch == "\t":
            col += 4 - col % 4
        else:
            break
    return col


FENCE = re.compile(r"^(`{3,}|~{3,})(.*)$")
ATX = re.compile(r"^(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
ITEM = re.compile(r"^([-*+]|\d{1,9}[.)])([ \t]+|$)")
RULE = re.compile(r"^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
TABLE_RULE = re.compile(r"^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
REFDEF = re.compile(r"^\[[^\]]+\]:\s*\S+(?:\s+[\"'(].*)?$")
HTML = re.compile(r"^</?(?:address|article|aside|base|blockquote|body|caption|center|col|colgroup|dd|details|dialog|"
                  r"div|dl|dt|fieldset|figcaption|figure|footer|form|frame|h[1-6]|head|header|hr|html|iframe|img|li|"
                  r"link|main|menu|nav|ol|p|param|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|"
                  r"title|tr|track|ul)(?:[\s/>]|$)", re.I)


def blocks(lines, out):
    """Walks the lines of one container; appends (kind, level, [Line]) of its prose to out."""
    i, n = 0, len(lines)
    para = []

    def flush():
        if para:
            out.append(("para", 0, list(para)))
            para.clear()

    while i < n:
        line = lines[i]
        raw = line.text
        ind = indent(raw)
        body = raw.strip()
        if not body:
            flush()
            i += 1
            continue
        if ind >= 4 and not para:  # indented code
            i += 1
            continue
        if ind >= 4:  # goes on with the paragraph
            para.append(line)
            i += 1
            continue
        m = FENCE.match(body)
        if m and not (m.group(1)[0] == "`" and "`" in m.group(2)):
            flush()
            mark = m.group(1)
            i += 1
            while i < n:
                t = lines[i].text.strip()
                i += 1
                if t.startswith(mark) and not t.strip(mark[0]):
                    break
            continue
        if body.startswith("<!--"):
            flush()
            while i < n and "-->" not in lines[i].text:
                i += 1
            i += 1
            continue
        if HTML.match(body):
            flush()
            while i < n and lines[i].text.strip():
                i += 1
            continue
        if body.startswith(">"):
            flush()
            while i < n and lines[i].text.strip() and (
                    lines[i].text.lstrip().startswith(">") or not starts_block(lines[i].text)):
                i += 1
            continue
        m = ATX.match(body)
        if m:
            flush()
            out.append(("head", len(m.group(1)), [Line(line.no, line.off + raw.index("#") + len(m.group(1)),
                                                       raw[raw.index("#") + len(m.group(1)):])]))
            i += 1
            continue
        if para and re.match(r"^(=+|-+)$", body):  # Setext
            out.append(("head", 1 if body[0] == "=" else 2, list(para)))
            para.clear()
            i += 1
            continue
        if RULE.match(body):
            flush()
            i += 1
            continue
        m = ITEM.match(body)
        if m and not (para and not body[m.end():]) and not (para and m.group(1)[0].isdigit()
                                                            and m.group(1)[:-1] != "1"):
            flush()
            gap = len(m.group(2).expandtabs(4))
            width = ind + len(m.group(1)) + (gap if 1 <= gap <= 4 else 1)
            first = raw.index(body) + m.end()
            inner = [Line(line.no, line.off + first, raw[first:])]
            i += 1
            blank = False
            while i < n:
                t = lines[i].text
                if not t.strip():
                    blank = True
                    inner.append(Line(lines[i].no, lines[i].off, ""))
                    i += 1
                    continue
                if indent(t) >= width:
                    inner.append(lines[i].cut(width))
                elif blank or starts_block(t):
                    break
                else:
                    inner.append(lines[i].cut(indent(t)))  # lazy continuation
                blank = False
                i += 1
            box = []
            blocks(inner, box)
            out.extend(("item" if k == "para" else k, lv, ls) for k, lv, ls in box)
            continue
        if "|" in body and not para and i + 1 < n and TABLE_RULE.match(lines[i + 1].text.strip()) \
                and "-" in lines[i + 1].text and "|" in lines[i + 1].text:
            row = i
            while row < n and lines[row].text.strip() and "|" in lines[row].text:
                if row != i + 1:
                    for cell in cells(lines[row]):
                        out.append(("cell", 0, [cell]))
                row += 1
            i = row
            continue
        if REFDEF.match(body) and not para and not body.startswith("[^"):
            i += 1
            continue
        para.append(line)
        i += 1
    flush()


def starts_block(text):
    body = text.strip()
    return bool(indent(text) < 4 and (ATX.match(body) or FENCE.match(body) or RULE.match(body) or ITEM.match(body)
                                      or body.startswith(">") or HTML.match(body) or body.startswith("<!--")))


def cells(line):
    text, start, code, out = line.text, 0, False, []
    for k, ch in enumerate(text + "|"):
        if ch == "`":
            code = not code
        if k == len(text) or (ch == "|" and not code and text[k - 1:k] != "\\"):
            if text[start:k].strip():
                out.append(Line(line.no, line.off + start, text[start:k]))
            start = k + 1
    return out


# ---------------------------------------------------------------- inline: only deletes, so places stay known

def inline(chars):
    """chars: list of (character, offset). Returns the same without marks, targets and tags."""
    def text():
        return "".join(c for c, _ in chars)

    def sub(pattern, keep, flags=re.S):
        nonlocal chars
        s, out, last = text(), [], 0
        for m in re.finditer(pattern, s, flags):
            out.extend(chars[last:m.start()])
            k = keep(m)
            if isinstance(k, str):
                out.extend((ch, chars[m.start()][1]) for ch in k)
            elif k:
                out.extend(chars[k[0]:k[1]])
            last = m.end()
        out.extend(chars[last:])
        chars = out

    sub(r"<!--.*?-->", lambda m: None)
    sub(r"\{\{[<%].*?[%>]\}\}", lambda m: None)
    sub(r"\{:[^{}]*\}", lambda m: None)
    sub(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])", lambda m: None)
    sub(r"\[\^[^\]]+\]:?", lambda m: None)
    sub(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\s*\)", lambda m: m.span(1))
    sub(r"\[([^\[\]]+)\]\[[^\[\]]*\]", lambda m: m.span(1))
    sub(r"<?(?:https?|ftp)://[^\s<>)\]]*[^\s<>)\].,;:!?'\"*_`]>?", lambda m: "URL")
    sub(r"\[((?![ xX]\])[^\[\]]+)\](?!\()", lambda m: m.span(1))
    sub(r"^\s*\[[ xX]\]\s", lambda m: None)
    sub(r"</?[A-Za-z][^<>]*>", lambda m: None)
    sub(r"`+", lambda m: None)
    sub(r"\*\*|__|~~", lambda m: None)
    sub(r"(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])", lambda m: None)
    sub(r"(?<!\w)_(?=\S)|(?<=\S)_(?!\w)", lambda m: None)
    sub(r"\\([!-/:-@\[-`{-~])", lambda m: m.span(1))
    return chars


# ---------------------------------------------------------------- sentences

ABBREV = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|ca|Mr|Mrs|Ms|Dr|St|No|no|Fig|fig|resp|incl|Inc|Ltd|Corp|"
                    r"a\.m|p\.m|U\.S|Sr|Jr|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Z])\.$")
# A line of a paragraph after which, or before which, a sentence ends: a hard break, a label in bold, "[Final message]".
BREAK = re.compile(r"(?:  |\\)$")
LABEL = re.compile(r"^\s*(?:\*\*[^*]+\*\*:|\*\*[^*]+:\*\*|\[[^\]]+\]\s*$)")
ALONE = re.compile(r"^\s*\[[^\]]+\]\s*$")


def split(chars):
    """Splits one block into sentences, each a list of (character, offset)."""
    s = "".join(c for c, _ in chars)
    start = 0
    for m in re.finditer(r"[.!?…]+[\"'”’)\]]*(?=\s)", s):
        rest = s[m.end():].lstrip()
        if not rest or not re.match(r"[\"'“‘(\[@#:-]*[A-Z0-9À-Þ@✅❌]|[^\x00-\x7f]", rest):
            continue
        if m.group().startswith(".") and ABBREV.search(s[start:m.start() + 1]):
            continue
        if re.match(r"^\s*[\w]{1,3}\.$", s[start:m.end()]):  # "1." "a."
            continue
        yield chars[start:m.end()]
        start = m.end()
    yield chars[start:]


def digest(text):
    return hashlib.sha256(" ".join(text.split()).encode("utf-8")).hexdigest()[:8]


def half(path):
    return "write" if hashlib.sha256((HALF_SEED + "|" + path).encode("utf-8")).digest()[0] % 2 == 0 else "report"


class Sentence:
    __slots__ = ("file", "line", "last", "ordinal", "kind", "text", "section", "begin", "end")

    @property
    def place(self):
        return (self.file, self.line, self.ordinal)


def sentences(path, source):
    """Every sentence of one file, in order."""
    lines, off = [], 0
    for no, raw in enumerate(source.splitlines(keepends=True), 1):
        lines.append(Line(no, off, raw.rstrip("\r\n")))
        off += len(raw)
    starts = [l.off for l in lines]
    if lines and lines[0].text.lstrip("\ufeff").strip() in ("---", "+++"):
        mark = lines[0].text.lstrip("\ufeff").strip()
        for k in range(1, len(lines)):
            if lines[k].text.strip() == mark:
                lines = lines[k + 1:]
                break
    found = []
    blocks(lines, found)
    import bisect
    section, seen, out = [], {}, []
    for kind, level, ls in found:
        groups = [[]]
        for k, l in enumerate(ls):
            if k and (BREAK.search(ls[k - 1].text) or ALONE.match(ls[k - 1].text) or LABEL.match(l.text)):
                groups.append([])
            groups[-1].append(l)
        parts = []
        for group in groups:
            chars = []
            for l in group:
                if chars:
                    chars.append(("\n", l.off))
                chars.extend((ch, l.off + k) for k, ch in enumerate(l.text))
            chars = inline(chars)
            parts.extend(split(chars))
        if kind == "head":
            name = " ".join("".join(c for c, _ in chars).split())
            section = [(lv, t) for lv, t in section if lv < level] + [(level, name)]
        for part in parts:
            while part and part[0][0].isspace():
                part = part[1:]
            while part and part[-1][0].isspace():
                part = part[:-1]
            text = " ".join("".join(c for c, _ in part).split())
            if not re.search(r"[^\W\d_]", text):
                continue
            s = Sentence()
            s.file, s.kind, s.text = path, kind, text
            s.begin, s.end = part[0][1], part[-1][1] + 1
            s.line = bisect.bisect_right(starts, s.begin)
            s.last = bisect.bisect_right(starts, s.end - 1)
            seen[s.line] = seen.get(s.line, 0) + 1
            s.ordinal = seen[s.line]
            s.section = " > ".join(t for _, t in section)
            out.append(s)
    return out


def read(corpora, path):
    with open(os.path.join(corpora, path), encoding="utf-8", errors="replace", newline="") as f:
        return f.read()


def files(corpora):
    """The post-mortems (kind pm) of the English collections, by TRUTH.tsv."""
    out = []
    with open(os.path.join(corpora, "TRUTH.tsv"), encoding="utf-8") as f:
        for row in f:
            cols = row.rstrip("\n").split("\t")
            if len(cols) > 2 and cols[0] in COLLECTIONS and cols[2] == "pm":
                out.append(cols[0] + "/" + cols[1])
    return sorted(out)


def everything(corpora):
    return [s for p in files(corpora) for s in sentences(p, read(corpora, p))]


def draw(all_sentences):
    """The sentences to label: {place: why}. Every hit, except of the sampled codes; and sentences without a hit."""
    chosen, none, pools = {}, [], {c: [] for c in SAMPLED}
    for s in all_sentences:
        codes = naive(s.text)
        if not codes:
            none.append(s)
        elif any(c not in SAMPLED for c in codes):
            chosen[s.place] = "hit"
        else:
            for c in codes:
                pools[c].append(s)
    for c, pool in sorted(pools.items()):
        have = sum(1 for s in all_sentences if s.place in chosen and c in naive(s.text))
        rng = random.Random(SEED + "|" + c)
        for s in rng.sample(pool, min(len(pool), max(0, SAMPLED[c] - have))):
            chosen.setdefault(s.place, "hit")
    none.sort(key=lambda s: hashlib.sha256((SEED + "|none|%s|%d|%d" % s.place).encode("utf-8")).digest())
    for s in none[:NO_HIT]:
        chosen[s.place] = "none"
    return chosen


# ---------------------------------------------------------------- labels.tsv

HERE = os.path.dirname(os.path.abspath(__file__))


def labels():
    with open(os.path.join(HERE, "labels.tsv"), encoding="utf-8") as f:
        for no, row in enumerate(f, 1):
            if row.strip() and not row.startswith("#"):
                yield no, row.rstrip("\n").split("\t")


def check(corpora):
    if not os.path.isdir(corpora):
        print("skipped: no corpora")
        return 0
    bad, total, cache, seen = 0, 0, {}, set()
    for no, cols in labels():
        total += 1
        problem = None
        if len(cols) != 8:
            problem = "%d columns, not 8" % len(cols)
        else:
            path, line, ordinal, dig, hf, label, codes, _ = cols
            if path not in cache:
                try:
                    cache[path] = {s.place: s for s in sentences(path, read(corpora, path))}
                except OSError as e:
                    cache[path] = {}
                    problem = str(e)
            s = cache[path].get((path, int(line), int(ordinal)))
            cs = set() if codes == "-" else set(codes.split(" "))
            want = "blame" if cs & {"E1", "E2", "W1", "W3"} else "counterfactual" if cs & {"W2", "I1"} else "fine"
            if problem is None and s is None:
                problem = "no sentence there"
            elif problem is None and digest(s.text) != dig:
                problem = "another sentence: %s, not %s" % (digest(s.text), dig)
            elif half(path) != hf:
                problem = "wrong half"
            elif not cs <= set(CODES):
                problem = "unknown code"
            elif label != want:
                problem = "label %s, but the codes say %s" % (label, want)
            elif (path, line, ordinal) in seen:
                problem = "twice"
            seen.add((path, line, ordinal))
        if problem:
            bad += 1
            print("labels.tsv:%d: %s" % (no, problem))
    chosen = {(p, str(l), str(o)) for p, l, o in draw(everything(corpora))}
    for place in sorted(chosen - seen):
        bad += 1
        print("not labelled: %s:%s:%s" % place)
    print("%d labels, %d problems" % (total, bad))
    return 1 if bad else 0


def count():
    table, kinds, fls = {}, {}, {}
    for _, cols in labels():
        hf, label, codes = cols[4], cols[5], cols[6]
        kinds[(label, hf)] = kinds.get((label, hf), 0) + 1
        fls.setdefault(hf, set()).add(cols[0])
        for c in codes.split(" "):
            table[(c, hf)] = table.get((c, hf), 0) + 1
    print("\twrite\treport\tboth")
    for rows, d in ((CODES + ["-"], table), (["blame", "counterfactual", "fine"], kinds)):
        for r in rows:
            w, p = d.get((r, "write"), 0), d.get((r, "report"), 0)
            print("%s\t%d\t%d\t%d" % (r, w, p, w + p))
    print("files\t%d\t%d" % (len(fls.get("write", ())), len(fls.get("report", ()))))
    return 0


def main(argv):
    args = [a for a in argv if not a.startswith("--")]
    corpora = args[0] if args else "../shared/corpora"
    if "--count" in argv:
        return count()
    if "--check" in argv:
        return check(corpora)
    if not os.path.isdir(corpora):
        print("skipped: no corpora")
        return 0
    everyone = everything(corpora)
    if "--draw" in argv:
        chosen = draw(everyone)
        for s in everyone:
            if s.place in chosen:
                print("\t".join([s.file, str(s.line), str(s.ordinal), digest(s.text), half(s.file), chosen[s.place],
                                 " ".join(naive(s.text)) or "-"]))
        return 0
    for s in everyone:
        print("\t".join([s.file, str(s.line), str(s.last), str(s.ordinal), s.kind, digest(s.text), half(s.file),
                         s.section, " ".join(naive(s.text)) or "-", s.text]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
