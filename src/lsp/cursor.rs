//! What is being written where the cursor stands: the name of a field, a value of one, the
//! target of a wiki link, the rules of a suppression.

use crate::document::field;
use crate::source::{self, FrontMatter};
use crate::value::Syntax;
use std::ops::Range;

/// What stands at a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// The name of a field.
    Field(Range<usize>),
    /// A value of a field, without its quotation marks.
    Value {
        /// The field, by its canonical name; `rel` and `related` within declared relations.
        field: &'static str,
        /// Its bytes.
        item: Range<usize>,
        /// Whether it stands in quotation marks.
        quoted: bool,
        /// The notation around it.
        syntax: Syntax,
    },
    /// The target of a wiki link, without its brackets.
    Wiki(Range<usize>),
    /// A rule in a suppression.
    Allow(Range<usize>),
}

/// What stands at a byte of a text.
pub fn at(text: &str, at: usize) -> Option<Cursor> {
    let line = Line::of(text, at);
    if let Some(range) = allow(text, at) {
        return Some(Cursor::Allow(range));
    }
    match front_matter(text).filter(|front| (front.fields.start..=front.fields.end).contains(&at)) {
        // The line of the closing mark begins where the fields end.
        Some(front) if at < front.fields.end || !is_mark(&text[line.start..line.end]) => field_at(text, &front, &line),
        Some(_) => None,
        None => wiki(text, &line).map(Cursor::Wiki),
    }
}

/// A line with a place in it.
struct Line {
    start: usize,
    end: usize,
    at: usize,
}

impl Line {
    fn of(text: &str, at: usize) -> Self {
        let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
        let end = text[at..].find(['\r', '\n']).map_or(text.len(), |rest| at + rest);
        Self { start, end, at }
    }
}

fn is_mark(line: &str) -> bool {
    matches!(line.trim_end(), "---" | "+++" | "...")
}

/// The front matter of a text, also while it is being written and nothing in it is a field yet.
fn front_matter(text: &str) -> Option<FrontMatter> {
    source::split(text).or_else(|| {
        let (first, rest) = text.split_once('\n')?;
        let syntax = match first.trim_end() {
            "---" => Syntax::Yaml,
            "+++" => Syntax::Toml,
            _ => return None,
        };
        let start = first.len() + 1;
        let ends = |line: &&str| !line.trim().is_empty() && !is_mark(line) && !line.starts_with('#');
        let length: usize = rest.split_inclusive('\n').take_while(ends).map(str::len).sum();
        let fields = start..start + length;
        Some(FrontMatter { syntax, body: fields.end, fields, unclosed: true })
    })
}

/// The rule in a suppression that is being written.
fn allow(text: &str, at: usize) -> Option<Range<usize>> {
    const MARK: &str = "candor allow";
    let before = &text[..at];
    let mark = before.rfind(MARK)?;
    let opened = before[..mark].trim_end();
    let rest = &before[mark + MARK.len()..];
    let is_open = (opened.ends_with("<!--") || opened.ends_with('#')) && rest.starts_with([' ', '\n']);
    if !is_open || rest.contains([':', '\n']) || rest.contains("-->") {
        return None;
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let start = before.rfind(|c| !is_word(c)).map_or(0, |n| n + 1);
    Some(start..at + text[at..].find(|c| !is_word(c)).unwrap_or(0))
}

/// The target of a wiki link that is open before the cursor.
fn wiki(text: &str, line: &Line) -> Option<Range<usize>> {
    let before = &text[line.start..line.at];
    let open = before.rfind("[[")? + 2;
    if before[open..].contains(']') {
        return None;
    }
    let end = text[line.at..line.end].find([']', '[', '|', '#']).map_or(line.at, |n| line.at + n);
    // Without a closing mark the link is still being written.
    let end = if text[end..line.end].starts_with("]]") { end } else { line.at };
    Some(line.start + open..end)
}

/// A line of front matter as a key and the byte at which its value begins.
fn key_of(line: &str) -> Option<(&str, usize)> {
    let indent = line.len() - line.trim_start_matches([' ', '\t', '-', '{', ',']).len();
    let rest = &line[indent..];
    let end = rest.find([':', '='])?;
    let key = rest[..end].trim().trim_matches(['"', '\'']);
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
    is_key.then_some((key, indent + end + 1))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

fn field_at(text: &str, front: &FrontMatter, line: &Line) -> Option<Cursor> {
    let whole = &text[line.start..line.end];
    let value = |field, range| Some(item(text, line, range, field, front.syntax));
    let parent = parent(&text[front.fields.start..line.start.max(front.fields.start)], whole);
    match key_of(whole) {
        Some((key, begin)) if line.at >= line.start + begin => {
            value(meaning(key, parent)?, line.start + begin..line.end)
        }
        None if whole.trim_start().starts_with("- ") => {
            let begin = whole.find("- ").unwrap_or(0) + 2;
            value(meaning(parent?, None)?, line.start + begin.min(line.at - line.start)..line.end)
        }
        None if open_list(&text[front.fields.start..line.start.max(front.fields.start)]).is_some() => {
            let field = open_list(&text[front.fields.start..line.start])?;
            value(meaning(field, None)?, line.start..line.end)
        }
        _ => {
            let word = &text[line.start + indent(whole)..line.at.max(line.start + indent(whole))];
            let is_name = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
            let at_top = indent(whole) == 0 || parent.is_some_and(|p| field::NESTED.contains(&p));
            let start = line.start + indent(whole);
            let end = key_of(whole).map_or(line.at, |(key, _)| start + key.len());
            (is_name && at_top && !whole.starts_with('-')).then_some(Cursor::Field(start..end.max(start)))
        }
    }
}

/// The key under which an indented line or an item stands.
fn parent<'t>(before: &'t str, line: &str) -> Option<&'t str> {
    let (own, is_item) = (indent(line), line.trim_start().starts_with('-'));
    if own == 0 && !is_item {
        return None;
    }
    let mut limit = own;
    for other in before.lines().rev().filter(|l| !l.trim().is_empty()) {
        let item = other.trim_start().starts_with('-');
        let above = indent(other) < limit || (indent(other) == limit && is_item && !item);
        if !above {
            continue;
        }
        match key_of(other) {
            Some((key, begin)) if other[begin..].trim().is_empty() && !item => return Some(key),
            _ => limit = indent(other),
        }
        if limit == 0 && !item {
            return None;
        }
    }
    None
}

/// The key of a list that is open at the end of some lines.
fn open_list(before: &str) -> Option<&str> {
    for line in before.lines().rev() {
        if line.contains(']') {
            return None;
        }
        if let Some((key, begin)) = key_of(line) {
            return line[begin..].trim_start().starts_with('[').then_some(key);
        }
    }
    None
}

/// What a key means, under the key above it.
fn meaning(key: &str, parent: Option<&str>) -> Option<&'static str> {
    let above = parent.and_then(field::canonical).map(|(name, _)| name);
    let of_incident = || matches!(key, "id" | "incident").then_some("related");
    match above {
        Some("related") if matches!(key, "rel" | "type") => Some("rel"),
        Some("related" | "supersedes" | "steps") => of_incident(),
        Some(_) => None,
        None => match key {
            "rel" => Some("rel"),
            _ => field::canonical(key).map(|(name, _)| name),
        },
    }
}

/// The item of a value in which the cursor stands.
fn item(text: &str, line: &Line, range: Range<usize>, field: &'static str, syntax: Syntax) -> Cursor {
    let before = &text[range.start..line.at.max(range.start)];
    let mut start = range.start + before.rfind(['[', ',', '{']).map_or(0, |n| n + 1);
    let mut end = line.at + text[line.at..range.end].find([',', ']', '}']).unwrap_or(range.end - line.at);
    end = text[line.at..end].find(" #").map_or(end, |n| line.at + n);
    let mut field = field;
    // `{ id: PM-1, rel: caused-by }` has keys of its own.
    if field == "related"
        && let Some((key, begin)) = key_of(&text[start..end])
        && line.at >= start + begin
    {
        field = meaning(key, Some("related")).unwrap_or("related");
        start += begin;
    }
    let spaces = text[start..end].len() - text[start..end].trim_start().len();
    start = (start + spaces).min(line.at.max(start));
    end = (start + text[start..end].trim_end().len()).max(line.at);
    let quote = text[start..end].chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote.filter(|_| line.at > start) {
        start += 1;
        if end > start && text[start..end].ends_with(quote) && line.at < end {
            end -= 1;
        }
    }
    Cursor::Value { field, item: start..end.max(start), quoted: quote.is_some(), syntax }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands at `|` in a text: the kind, and the word.
    fn found(text: &str) -> String {
        let place = text.find('|').expect("a cursor");
        let text = text.replacen('|', "", 1);
        match at(&text, place) {
            None => "nothing".to_owned(),
            Some(Cursor::Field(range)) => format!("field `{}`", &text[range]),
            Some(Cursor::Value { field, item, quoted, .. }) => {
                format!("{field} `{}`{}", &text[item], if quoted { " quoted" } else { "" })
            }
            Some(Cursor::Wiki(range)) => format!("wiki `{}`", &text[range]),
            Some(Cursor::Allow(range)) => format!("allow `{}`", &text[range]),
        }
    }

    #[test]
    fn values_are_found_in_each_form_of_a_list() {
        for (text, expected) in [
            ("---\ntitle: A\nservices: |\n---\n", "services ``"),
            ("---\nservices: check|out\n---\n", "services `checkout`"),
            ("---\nservices: [checkout, pay|]\n---\n", "services `pay`"),
            ("---\nservices: [checkout, |]\n---\n", "services ``"),
            ("---\nservices: [\"check|out\", b]\n---\n", "services `checkout` quoted"),
            ("---\naffected_services:\n  - checkout\n  - pa|\n---\n", "services `pa`"),
            ("---\nfactors:\n- retry-st|orm\n---\n", "factors `retry-storm`"),
            ("---\nfactors: [\n  dns,\n  retr|\n]\n---\n", "factors `retr`"),
            ("---\nseverity: | # as declared\n---\n", "severity ``"),
            ("---\nkind: near|\n", "kind `near`"),
            ("+++\nfactors = ['dns', 'ret|']\n+++\n", "factors `ret` quoted"),
            ("{\n  \"severity\": \"se|v1\"\n}\n", "severity `sev1` quoted"),
            ("---\nrelated:\n  - id: PM-|\n    rel: caused-by\n---\n", "related `PM-`"),
            ("---\nrelated:\n  - id: PM-1\n    rel: cau|\n---\n", "rel `cau`"),
            ("---\nrelated: [{ id: PM-1, rel: |}]\n---\n", "rel ``"),
            ("---\nrelated: [PM-1, P|]\n---\n", "related `P`"),
            ("---\nsteps:\n  - incident: P|\n---\n", "related `P`"),
            ("---\nextra:\n  severity: s|\n---\n", "severity `s`"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn names_of_fields_are_found_at_the_beginning_of_a_line() {
        for (text, expected) in [
            ("---\n|\n---\n", "field ``"),
            ("---\nti|\n---\n", "field `ti`"),
            ("---\ntitle: A\nsev|\n---\nBody\n", "field `sev`"),
            ("---\nsev|rity: high\n---\n", "field `sevrity`"),
            ("+++\nse|\n+++\n", "field `se`"),
            ("---\nactions:\n  own|\n---\n", "nothing"),
            ("---\ntitle: A\n---\n\nti|\n", "nothing"),
            ("---\ntitle: A\n---|\n", "nothing"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn wiki_links_and_suppressions_are_found_in_the_text() {
        for (text, expected) in [
            ("See [[PM|", "wiki `PM`"),
            ("See [[PM|-1]] and", "wiki `PM-1`"),
            ("See [[|]]", "wiki ``"),
            ("See [[PM-1]] and |", "nothing"),
            ("<!-- candor allow |", "allow ``"),
            ("<!-- candor allow W2, W|1: x -->", "allow `W1`"),
            ("<!-- candor allow W2: a rea|son -->", "nothing"),
            ("<!-- candor allow W2: x --> a|", "nothing"),
            ("---\na: b # candor allow ema|\n---\n", "allow `ema`"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn no_place_of_an_odd_text_is_too_odd() {
        for text in [
            "---\nservices: [\"a\", 'b, {c: [[d\n - x: y\n\t- \n:\n=\n---\n[[a\n<!-- candor allow",
            "+++\n[a]\nb=[\n'ü🔥\r\n]\n+++",
            "{\"a\": [\"b\", {\"c\": \"d\"}]}\n[[",
            "---",
            "---\r\nx",
            "",
        ] {
            for (place, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let found = at(text, place);
                let range = match found {
                    Some(Cursor::Field(r) | Cursor::Wiki(r) | Cursor::Allow(r)) => r,
                    Some(Cursor::Value { item, .. }) => item,
                    None => continue,
                };
                assert!(text.get(range).is_some(), "{place} of {text}");
            }
        }
    }
}
