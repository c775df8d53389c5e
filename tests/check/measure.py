#!/usr/bin/env python3
"""How well the rules of blameless language do on labelled sentences, beside the naive patterns.

    measure.py PROGRAM [--corpora DIR] [--written DIR] [--half write|report] [--misses] [--markdown]

PROGRAM is the example `check_batch`, built. Two sources, counted apart and together: `written/*.LANG.toml` (each
sentence in a document of its own; the verdict is for one rule) and `labels.tsv` (sentences of real post-mortems in
DIR, ../shared/corpora unless given; left out with a word where it is not there). A finding in a real sentence that
nobody labelled counts as wrong. `--misses` lists what is wrong, of the half `write` only: the half `report` is for
figures, so its sentences are never shown. Standard library only.
"""
import bisect
import glob
import math
import os
import subprocess
import sys
import tempfile
import tomllib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sentences  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
CODES = sentences.CODES


def run(program, root):
    """Findings of a library: (file, line, column, code, words)."""
    done = subprocess.run([program, root], capture_output=True, text=True, check=True)
    out = []
    for row in done.stdout.splitlines():
        file, line, column, _, _, code, words = row.split("\t")[:7]
        out.append((file, int(line), int(column), code, words))
    return out


def written(folder, language="en"):
    """The written sentences: (id, code, half, fires, text, document)."""
    out = []
    for path in sorted(glob.glob(os.path.join(HERE, folder, "*.%s.toml" % language))):
        code = os.path.basename(path)[:2]
        with open(path, "rb") as f:
            for n, says in enumerate(tomllib.load(f)["says"]):
                people = says.get("participants", [])
                head = "---\ntitle: Queue full\ndate: 2026-01-02\nlang: %s\n" % language
                if people:
                    head += "participants: [%s]\n" % ", ".join('"%s"' % p for p in people)
                section = says.get("section", "What happened")
                text = head + "---\n\n## %s\n\n%s\n" % (section, says["text"])
                out.append(("%s-%03d" % (code, n), code, says["half"], says["fires"], says["text"], text))
    return out


def fired_written(program, cases):
    with tempfile.TemporaryDirectory() as root:
        folder = os.path.join(root, "content", "incidents")
        os.makedirs(folder)
        for name, _, _, _, _, document in cases:
            with open(os.path.join(folder, name + ".md"), "w", encoding="utf-8") as f:
                f.write(document)
        found = {}
        for file, _, _, code, words in run(program, root):
            found.setdefault(os.path.basename(file)[:-3], {}).setdefault(code, words)
    return found


def real(program, corpora):
    """(place, half, text, labels or None, codes that fired with their words, naive codes) of each sentence."""
    lab = {(c[0], int(c[1]), int(c[2])): ([] if c[6] == "-" else c[6].split(" ")) for _, c in sentences.labels()}
    found = {}
    for file, line, column, code, words in run(program, corpora):
        found.setdefault(file, []).append((line, column, code, words))
    out = []
    for path in sentences.files(corpora):
        source = sentences.read(corpora, path)
        starts, at = [], 0
        for raw in source.splitlines(keepends=True):
            starts.append(at)
            at += len(raw)
        all_of = sentences.sentences(path, source)
        begins = [s.begin for s in all_of]
        fired = {}
        for line, column, code, words in found.get(path, []):
            n = bisect.bisect_right(begins, starts[line - 1] + column - 1) - 1
            fired.setdefault(max(n, 0), {}).setdefault(code, words)
        for n, s in enumerate(all_of):
            out.append((s.place, sentences.half(path), s.text, lab.get(s.place), fired.get(n, {}), sentences.naive(s.text)))
    return out


def wilson(k, n):
    if n == 0:
        return (0.0, 1.0)
    z, p = 1.96, k / n
    mid = p + z * z / (2 * n)
    wide = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return ((mid - wide) / (1 + z * z / n), (mid + wide) / (1 + z * z / n))


class Tally:
    def __init__(self):
        self.hit = self.wrong = self.missed = self.right_silent = 0

    def add(self, wanted, fired):
        if wanted and fired:
            self.hit += 1
        elif fired:
            self.wrong += 1
        elif wanted:
            self.missed += 1
        else:
            self.right_silent += 1

    def __add__(self, other):
        t = Tally()
        for k in ("hit", "wrong", "missed", "right_silent"):
            setattr(t, k, getattr(self, k) + getattr(other, k))
        return t

    def precision(self):
        return (self.hit, self.hit + self.wrong)

    def recall(self):
        return (self.hit, self.hit + self.missed)


def share(k, n, wide=True):
    if n == 0:
        return "-"
    low, high = wilson(k, n)
    return "%.2f (%.2f–%.2f)" % (k / n, low, high) if wide else "%.2f" % (k / n)


def main(argv):
    args = [a for a in argv if not a.startswith("--")]
    corpora = "../shared/corpora"
    if "--corpora" in argv:
        corpora = argv[argv.index("--corpora") + 1]
        args.remove(corpora)
    halves = ["write", "report"]
    if "--half" in argv:
        halves = [argv[argv.index("--half") + 1]]
        args.remove(halves[0])
    tally = {}

    def at(half, source, who, code):
        return tally.setdefault((half, source, who, code), Tally())

    folder = "written"
    if "--written" in argv:
        folder = argv[argv.index("--written") + 1]
        args.remove(folder)
    cases = written(folder)
    program = args[0]
    fired = fired_written(program, cases)
    for name, code, half, fires, text, _ in cases:
        if half not in halves:
            continue
        words = fired.get(name, {}).get(code)
        at(half, "written", "rule", code).add(fires, words is not None)
        at(half, "written", "naive", code).add(fires, code in sentences.naive(text))
        if "--misses" in argv and half == "write" and fires != (words is not None):
            print("%s %s %s%s" % (code, "MISSED" if fires else "WRONG ", text.replace("\n", " / "),
                                  "" if words is None else "  [%s]" % words))
    if os.path.isdir(corpora):
        for place, half, text, labels, codes, naive in real(program, corpora):
            if half not in halves:
                continue
            for code in CODES:
                wanted = labels is not None and code in labels
                at(half, "real", "rule", code).add(wanted, code in codes)
                at(half, "real", "naive", code).add(wanted, code in naive)
                if "--misses" in argv and half == "write" and wanted != (code in codes):
                    print("real %s %s %s:%d%s %s%s" % (
                        code, "MISSED" if wanted else "WRONG ", place[0], place[1], "" if labels is not None else " (no label)",
                        text[:300], "" if wanted else "  [%s]" % codes[code]))
    else:
        print("skipped: no corpora", file=sys.stderr)
    for half in halves:
        for source in ("written", "real", "both"):
            rows = []
            for code in CODES:
                get = lambda who: (at(half, source, who, code) if source != "both"
                                   else at(half, "written", who, code) + at(half, "real", who, code))
                rule, naive = get("rule"), get("naive")
                if rule.hit + rule.missed + rule.wrong + rule.right_silent == 0:
                    continue
                rows.append((code, rule, naive))
            if not rows or source == "both" and not os.path.isdir(corpora):
                continue
            if "--markdown" in argv:
                print("\n### Half `%s`, %s\n" % (half, {"written": "written sentences", "real": "real sentences", "both": "both together"}[source]))
                print("| rule | true | fired | precision | recall | naive precision | naive recall |\n|---|---|---|---|---|---|---|")
                for code, r, n in rows:
                    print("| %s | %d | %d | %s | %s | %s | %s |" % (
                        code, r.recall()[1], r.precision()[1], share(*r.precision()), share(*r.recall()),
                        share(*n.precision(), wide=False), share(*n.recall(), wide=False)))
            else:
                print("\n%s, %s" % (half, source))
                for code, r, n in rows:
                    print("%s  true %3d fired %3d  precision %-18s recall %-18s naive %s / %s" % (
                        code, r.recall()[1], r.precision()[1], share(*r.precision()), share(*r.recall()),
                        share(*n.precision(), wide=False), share(*n.recall(), wide=False)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
