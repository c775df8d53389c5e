//! Words in a sentence that somebody else says, and lines that a machine or a chat wrote.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Pairs of quotation marks; German closes with what English opens with.
const PAIRS: [(char, char); 7] =
    [('“', '”'), ('„', '“'), ('«', '»'), ('»', '«'), ('「', '」'), ('『', '』'), ('‘', '’')];

/// Adds the bytes of quotations to `quiet`, sorts it and joins what overlaps.
pub(super) fn quotations(text: &str, quiet: &mut Vec<Range<usize>>) {
    let in_quiet = |quiet: &[Range<usize>], at: usize| quiet.iter().any(|q| q.contains(&at));
    let mut found = Vec::new();
    let mut from = 0;
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for (n, (at, c)) in chars.iter().enumerate() {
        if *at < from || in_quiet(quiet, *at) {
            continue;
        }
        let before = n.checked_sub(1).map_or(' ', |n| chars[n].1);
        let close = match c {
            // A straight mark opens a quotation at the beginning of a word only.
            '"' | '\'' if !before.is_alphanumeric() => closing(&chars, n, *c),
            '"' | '\'' => None,
            _ => PAIRS.iter().find(|(open, _)| open == c).and_then(|(_, close)| {
                chars[n + 1..].iter().find(|(_, c)| c == close).map(|(at, c)| at + c.len_utf8())
            }),
        };
        if let Some(end) = close {
            found.push(*at..end);
            from = end;
        }
    }
    quiet.append(&mut found);
    quiet.sort_by_key(|q| (q.start, q.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(quiet.len());
    for q in quiet.drain(..) {
        match joined.last_mut().filter(|last| q.start <= last.end) {
            Some(last) => last.end = last.end.max(q.end),
            None => joined.push(q),
        }
    }
    *quiet = joined;
}

/// Where a quotation ends that a straight mark at `open` begins: at the same mark after a
/// word and before none.
fn closing(chars: &[(usize, char)], open: usize, mark: char) -> Option<usize> {
    if chars.get(open + 1).is_none_or(|(_, c)| c.is_whitespace()) {
        return None;
    }
    (open + 2..chars.len()).find_map(|n| {
        let (at, c) = chars[n];
        let ends = c == mark
            && !chars[n - 1].1.is_whitespace()
            && chars.get(n + 1).is_none_or(|(_, next)| !next.is_alphanumeric());
        ends.then_some(at + 1)
    })
}

/// Compiles a pattern with `[0-9]` for its `\d` and `word` for the `\w` in its brackets. All digits and
/// letters of Unicode make an automaton a hundred times as large, which takes longer than to check a file.
fn compiled(pattern: &str, word: &str) -> Regex {
    let pattern = pattern.replace(r"\d", "[0-9]").replace(r"\w", word).replace(r"\b", r"(?-u:\b)");
    Regex::new(&pattern).expect("a pattern")
}

/// What may stand in somebody's name: beside letters, digits and `_` whatever is not ASCII, but for
/// punctuation.
const WORD: &str = r"0-9A-Za-z_\u{80}-\u{1FFF}\u{2070}-\u{2FFF}\u{3040}-\u{FEFF}\u{10000}-\u{10FFFF}";

/// What a line looks like that a machine wrote: a time and a level or a process, levels in
/// brackets, pairs of keys and values, a stack trace.
static MACHINE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        concat!(
            r"^(?:",
            r"\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[^ ]*\]?[ |:\-]+(?:\[?[\w.-]+\]? +){0,3}\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|ERR|CRIT(?:ICAL)?|FATAL|PANIC|trace|debug|info|warn(?:ing)?|error|fatal|panic|crit)\b",
            r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} \d\d:\d\d:\d\d [\w.-]+ [\w./-]+(?:\[\d+\])?:",
            r"|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ ",
            r"|\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC)\]?[: |]",
            r"|(?:\S+=(?:\S+|\x22[^\x22]*\x22)[ ,]*){3,}",
            r"|at [\w$.<>]+\([\w.]+:\d+\)",
            r#"|File "[^"]+", line \d+"#,
            r"|Traceback \(most recent|Caused by: [\w.]+(?:Exception|Error)\b|Exception in thread",
            r"|goroutine \d+ \[",
            r")"
        ),
        "0-9A-Za-z_",
    )
});

/// What a line of a chat looks like: a name in angle brackets, or a time and a name.
static CHAT: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        concat!(
            r"^(?:",
            r"(?:\[?\(?\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?\)?\]? *[-|]? *)?<[@+~&%]?[\w.|`^-]+> ",
            r"|\[?\(?\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?\)?\]? +@?[\w.-]{2,20}: ",
            r"|@?[\w.-]{2,20} +\[?\(?\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?\)?\]?:? *$",
            r"|\* [\w]+ (?:has )?(?:joined|left|quit) ",
            r")"
        ),
        WORD,
    )
});

/// Words after a time that are no names: "15:32 Confirmed: ...".
const STATES: [&str; 14] = [
    "update",
    "status",
    "note",
    "cause",
    "impact",
    "action",
    "start",
    "end",
    "alert",
    "incident",
    "all-clear",
    "decision",
    "fix",
    "summary",
];

/// Whether a machine or a chat wrote a line.
pub(super) fn is_foreign(line: &str) -> bool {
    let line = line.trim();
    MACHINE.is_match(line) || CHAT.is_match(line) && !is_event(line)
}

/// Whether what stands before the colon, after a time, says what happened rather than who speaks.
fn is_event(line: &str) -> bool {
    let Some((head, _)) = line.split_once(": ") else { return false };
    let word = head.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default().to_lowercase();
    !word.starts_with('<') && (word.ends_with("ed") || word.ends_with("ing") || STATES.contains(&word.as_str()))
}
