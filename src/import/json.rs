//! JSON: a list of objects, an object that has one such list, or an object a line.
//!
//! Values are taken from the text piece by piece, so that a number keeps its digits and
//! each value knows its place.

use super::delimited::columns_of;
use super::map::Map;
use super::page::Page;
use super::row::{self, Row};
use super::{ImportError, Source, check_columns};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::value::{Entry, Node, Value};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::ops::Range;

/// Deeper values are kept as the text that they are.
const MAX_DEPTH: usize = 16;

/// The incidents of an export, one an object.
pub(super) fn read(source: &Source<'_>, map: &Map, problems: &mut Diagnostics) -> Result<Vec<Page>, ImportError> {
    if source.text.trim().is_empty() {
        let empty = Diagnostic::new(Code::EmptyFile, "the file is empty").at(Place::file(source.file));
        problems.push(empty.help("it should hold a list of objects"));
        return Ok(Vec::new());
    }
    let rows = rows(source, map, problems);
    let columns = columns_of(rows.iter().map(|r| r.entries.as_slice()));
    if !rows.is_empty() {
        check_columns(source, map, &columns.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    Ok(rows.into_iter().filter_map(|row| row::page(row, map, source, problems)).collect())
}

/// The objects of the text, in order.
fn rows(source: &Source<'_>, map: &Map, problems: &mut Diagnostics) -> Vec<Row> {
    let all = 0..source.text.len();
    if is_lines(source) {
        return of_lines(source, problems);
    }
    match source.text.trim_start().as_bytes().first() {
        Some(b'[') => of_list(source, all, problems),
        Some(b'{') => {
            let entries = match object(source, all.clone(), 0) {
                Ok(entries) => entries,
                Err(error) => {
                    problems.push(broken(source, &error, 0));
                    return Vec::new();
                }
            };
            let lists: Vec<&Entry> = entries.iter().filter(|e| is_list_of_objects(&e.node)).collect();
            match lists.as_slice() {
                // An incident of its own may have a list of actions.
                _ if map.sort(entries.clone()).known.iter().any(|(field, _)| *field == "title") => {}
                [one] => return of_list(source, one.node.span.clone(), problems),
                [] => {}
                several => {
                    let names: Vec<String> = several.iter().map(|e| format!("`{}`", e.key)).collect();
                    let message = format!("the object has several lists of objects: {}", names.join(", "));
                    problems.push(source.bad(
                        message,
                        several[1].key_span.clone(),
                        "save the list of incidents in a file of its own",
                    ));
                    return Vec::new();
                }
            }
            vec![Row { number: 1, entries, span: all }]
        }
        _ => {
            problems.push(source.bad("this is no JSON of incidents", 0..1, "it should begin with `[` or `{`"));
            Vec::new()
        }
    }
}

/// Whether there is an object a line: by the name of the file, or because there is more
/// after a first line that is whole.
fn is_lines(source: &Source<'_>) -> bool {
    let name = source.file.to_ascii_lowercase();
    let mut lines = source.text.lines().filter(|l| !l.trim().is_empty());
    let whole = |line: &str| line.trim_start().starts_with('{') && serde_json::from_str::<&RawValue>(line).is_ok();
    name.ends_with(".jsonl") || name.ends_with(".ndjson") || (lines.next().is_some_and(whole) && lines.next().is_some())
}

/// An object a line; a line that is none is said.
fn of_lines(source: &Source<'_>, problems: &mut Diagnostics) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = 0;
    let mut number = 0;
    for line in source.text.split_inclusive('\n') {
        let span = start..start + line.len();
        start = span.end;
        if line.trim().is_empty() {
            continue;
        }
        number += 1;
        match object(source, span.clone(), 0) {
            Ok(entries) => rows.push(Row { number, entries, span }),
            Err(error) => problems.push(broken(source, &error, span.start)),
        }
    }
    rows
}

/// The objects of a list; what stands before a mistake is kept.
fn of_list(source: &Source<'_>, span: Range<usize>, problems: &mut Diagnostics) -> Vec<Row> {
    let mut parts = Vec::new();
    let within = &source.text[span.clone()];
    let mut reader = serde_json::Deserializer::from_str(within);
    let read = reader.deserialize_seq(Parts(&mut parts));
    let mut rows = Vec::new();
    for (at, raw) in parts.into_iter().enumerate() {
        let span = place(source.text, raw);
        match object(source, span.clone(), 0) {
            Ok(entries) => rows.push(Row { number: at + 1, entries, span }),
            Err(_) => {
                let message = format!("part {} of the list is no object", at + 1);
                problems.push(source.bad(message, span, "an incident is an object: `{\"title\": ...}`"));
            }
        }
    }
    if let Err(error) = read.and_then(|()| reader.end()) {
        problems.push(broken(source, &error, span.start));
    }
    rows
}

/// JSON that breaks off or contradicts itself, in a piece that begins at a byte.
fn broken(source: &Source<'_>, error: &serde_json::Error, start: usize) -> Diagnostic {
    let piece = &source.text[start..];
    let line: usize = piece.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (start + line + error.column().saturating_sub(1)).min(source.text.len());
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    source.bad(format!("this is no JSON: {message}"), at..at + 1, "mend it here; what stands before it is imported")
}

/// The entries of an object, in the order of the text.
fn object(source: &Source<'_>, span: Range<usize>, depth: usize) -> Result<Vec<Entry>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(&source.text[span]);
    let mut pairs = Vec::new();
    reader.deserialize_map(Pairs(&mut pairs))?;
    reader.end()?;
    let entry = |(key, raw): (String, &RawValue)| {
        let span = place(source.text, raw);
        Entry { key, key_span: span.clone(), node: node(source, span, depth + 1) }
    };
    Ok(pairs.into_iter().map(entry).collect())
}

/// The value that stands in a range of the text.
fn node(source: &Source<'_>, span: Range<usize>, depth: usize) -> Node {
    let raw = &source.text[span.clone()];
    let as_written = || Value::Scalar { raw: raw.to_owned(), quoted: true };
    let value = match raw.as_bytes().first() {
        Some(b'"') => {
            serde_json::from_str(raw).map_or_else(|_| as_written(), |raw| Value::Scalar { raw, quoted: true })
        }
        Some(b'n') => Value::Scalar { raw: String::new(), quoted: true },
        Some(b'{' | b'[') if depth > MAX_DEPTH => as_written(),
        Some(b'{') => object(source, span.clone(), depth).map_or_else(|_| as_written(), Value::Table),
        Some(b'[') => {
            let mut parts = Vec::new();
            let mut reader = serde_json::Deserializer::from_str(raw);
            match reader.deserialize_seq(Parts(&mut parts)) {
                Ok(()) => {
                    Value::List(parts.into_iter().map(|p| node(source, place(source.text, p), depth + 1)).collect())
                }
                Err(_) => as_written(),
            }
        }
        _ => Value::Scalar { raw: raw.to_owned(), quoted: false },
    };
    Node { value, span }
}

fn is_list_of_objects(node: &Node) -> bool {
    node.list().is_some_and(|l| l.first().is_some_and(|first| first.entries().is_some()))
}

/// Where a piece of a text stands in it.
fn place(text: &str, raw: &RawValue) -> Range<usize> {
    // The piece is borrowed from the text, so that the distance of the two is its place.
    let start = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len());
    start..(start + raw.get().len()).min(text.len())
}

/// Takes the parts of a list up to the first mistake.
struct Parts<'v, 'de>(&'v mut Vec<&'de RawValue>);

impl<'de> Visitor<'de> for Parts<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<(), A::Error> {
        while let Some(part) = parts.next_element()? {
            self.0.push(part);
        }
        Ok(())
    }
}

/// Takes the entries of an object in their order.
struct Pairs<'v, 'de>(&'v mut Vec<(String, &'de RawValue)>);

impl<'de> Visitor<'de> for Pairs<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        while let Some(pair) = pairs.next_entry()? {
            self.0.push(pair);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(file: &str, text: &str, words: &[&str]) -> (Vec<Page>, Vec<String>) {
        let mut problems = Diagnostics::new();
        let map = Map::read(&words.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
        let pages = read(&Source::new(file, text), &map, &mut problems).unwrap_or_default();
        let said = |d: &Diagnostic| {
            let place = d.place.as_ref().unwrap();
            format!("{} {}:{} {}", d.code.as_str(), place.line, place.column, d.message)
        };
        (pages, problems.iter().map(said).collect())
    }

    fn titles(pages: &[Page]) -> Vec<&str> {
        pages.iter().map(|p| p.title.as_str()).collect()
    }

    #[test]
    fn the_three_forms_give_the_same_incidents() {
        for (file, text) in [
            ("a.json", r#"[{"title": "A"}, {"title": "B"}]"#),
            ("a.json", "{\"total\": 2, \"issues\": [\n {\"title\": \"A\"},\n {\"title\": \"B\"}\n]}"),
            ("a.jsonl", "{\"title\": \"A\"}\n\n{\"title\": \"B\"}\n"),
            ("a.json", "{\"title\": \"A\"}\n{\"title\": \"B\"}\n"),
        ] {
            let (pages, problems) = run(file, text, &[]);
            assert_eq!((titles(&pages), problems), (vec!["A", "B"], vec![]), "{text}");
        }
        let (pages, _) = run("a.json", r#"{"title": "One", "actions": [{"text": "x"}]}"#, &[]);
        assert_eq!(titles(&pages), ["One"]);
    }

    #[test]
    fn nested_values_are_mapped_by_path_or_kept_with_dots() {
        let text = r#"[{"key": "OPS-1", "fields": {"summary": "Queue full", "created": "2024-03-09T14:05:07.123+0000",
            "components": [{"name": "queue"}, {"name": "web"}], "points": 1.50, "big": 12345678901234567890123,
            "labels": ["a, b", "c"], "done": true, "nothing": null, "who": {"team": "core"}}}]"#;
        let words = ["title=fields.summary", "date=fields.created", "services=fields.components", "tags=fields.labels"];
        let (pages, problems) = run("a.json", text, &words);
        assert_eq!(problems, [""; 0]);
        assert_eq!(
            pages[0].markdown(),
            "---\ntitle: Queue full\ndate: 2024-03-09T14:05:07.123+0000\nservices: [queue, web]\n\
             tags: [\"a, b\", c]\nkey: OPS-1\nfields.points: 1.50\nfields.big: 12345678901234567890123\nfields.done: true\n\
             fields.who.team: core\n---\n"
        );
    }

    #[test]
    fn a_bad_object_does_not_lose_the_others() {
        let (pages, problems) = run("a.jsonl", "{\"title\": \"A\"}\n{\"title\": }\n{\"title\": \"C\"}\n", &[]);
        assert_eq!(titles(&pages), ["A", "C"]);
        assert_eq!(problems, ["bad-import 2:11 this is no JSON: expected value"]);
        let (pages, problems) =
            run("a.json", "[{\"title\": \"A\"},\n 5,\n {\"title\": \"B\"},\n {\"title\" \"C\"}]", &[]);
        assert_eq!(titles(&pages), ["A", "B"]);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("bad-import 2:2 part 2 of the list is no object"), "{problems:?}");
        assert!(problems[1].starts_with("bad-import 4:"), "{problems:?}");
    }

    #[test]
    fn several_lists_are_asked_about() {
        let (pages, problems) = run("a.json", r#"{"a": [{"x": 1}], "b": [{"x": 1}]}"#, &[]);
        assert!(pages.is_empty() && problems[0].contains("`a`, `b`"), "{problems:?}");
    }

    #[test]
    fn deep_nesting_ends_somewhere() {
        let text = format!("[{{\"title\": \"A\", \"deep\": {}{}}}]", "[".repeat(50_000), "]".repeat(50_000));
        run("a.json", &text, &[]);
        let text = "[".repeat(100_000);
        run("a.json", &text, &[]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in any::<String>(), jsonish in "[\\[\\]{}\":,a1 \n]{0,60}") {
            for file in ["a.json", "a.jsonl"] {
                run(file, &text, &[]);
                run(file, &jsonish, &[]);
            }
        }

        #[test]
        fn any_text_of_an_object_comes_back(value in any::<String>()) {
            let text = serde_json::json!([{ "title": "A", "mine": value }]).to_string();
            let (pages, problems) = run("a.json", &text, &[]);
            prop_assert_eq!(problems, [""; 0]);
            let said = pages[0].markdown();
            let words = |t: &str| crate::value::printable(t.to_owned()).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let field = pages[0].fields.iter().find(|(k, _)| k == "mine").map(|(_, n)| n.flat());
            let found = field.unwrap_or_else(|| said.split_once("## mine\n").map_or("", |(_, t)| t).to_owned());
            prop_assert_eq!(words(&found), words(&value));
        }
    }
}
