//! Where a field can be added to front matter without touching anything else.

use crate::source::FrontMatter;
use crate::value::{Entry, Node, Syntax, Value};
use std::ops::Range;

/// Where fields are added.
pub(super) enum Place {
    /// Between marks that are not there yet, at this byte.
    New(usize),
    /// As lines with this indentation before this byte.
    Lines(usize, String),
    /// Behind the last entry of a JSON object that has any, which ends at this byte; on lines
    /// of their own where there is an indentation.
    Json { at: usize, is_empty: bool, indent: Option<String> },
}

impl Place {
    /// The place in the front matter of a text; `fields` are its bytes without the marks.
    pub(super) fn of(text: &str, found: &FrontMatter, fields: Range<usize>, node: &Node) -> Self {
        let entries = node.entries().unwrap_or_default();
        let indent = |e: &Entry| {
            let line = text[..e.key_span.start].rfind('\n').map_or(0, |at| at + 1);
            let before = &text[line..e.key_span.start];
            before[..before.len() - before.trim_start().len()].to_owned()
        };
        match found.syntax {
            Syntax::Yaml => Place::Lines(fields.end, entries.first().map(indent).unwrap_or_default()),
            Syntax::Toml => Place::Lines(toml_place(text, fields, entries), String::new()),
            Syntax::Json => {
                let inner = text[..fields.end - 1].trim_end();
                let is_lines = text[inner.len()..fields.end].contains('\n');
                let indent = is_lines.then(|| entries.first().map_or_else(|| "  ".to_owned(), indent));
                Place::Json { at: inner.len(), is_empty: entries.is_empty(), indent }
            }
        }
    }
}

/// Where a key of the first level can be added to TOML: before the first table, behind the
/// last key that stands there.
fn toml_place(text: &str, fields: Range<usize>, entries: &[Entry]) -> usize {
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |n| n + 1);
    let is_header = |at: usize| text[line_start(at)..].trim_start().starts_with('[');
    let (tables, own): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|e| is_header(e.key_span.start));
    let Some(header) = tables.iter().map(|e| first_header(&e.node, e.key_span.start, &is_header)).min() else {
        return fields.end;
    };
    let header = line_start(header);
    let after = own.iter().map(|e| end_of(&e.node).max(e.key_span.end)).filter(|end| *end <= header).max();
    match after {
        Some(end) => text[end..header].find('\n').map_or(header, |n| end + n + 1),
        None => header,
    }
}

/// The first header that a table is opened with: `[a.b]` may stand before `[a]`.
fn first_header(node: &Node, least: usize, is_header: &impl Fn(usize) -> bool) -> usize {
    let inner = node.entries().unwrap_or_default().iter();
    let found =
        inner.filter(|e| is_header(e.key_span.start)).map(|e| first_header(&e.node, e.key_span.start, is_header));
    found.min().map_or(least, |first| first.min(least))
}

/// The last byte of a value; that of a table by dotted keys is in its parts.
fn end_of(node: &Node) -> usize {
    let inner = match &node.value {
        Value::Table(entries) => entries.iter().map(|e| end_of(&e.node)).max(),
        _ => None,
    };
    inner.unwrap_or(0).max(node.span.end)
}
