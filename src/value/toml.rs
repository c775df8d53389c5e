//! TOML through the spanned tree of the `toml` crate.

use super::{Entry, Node, SyntaxError, Value, printable};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a TOML document, with what could be recovered from a broken one.
pub(super) fn parse(text: &str, offset: usize) -> (Node, Vec<SyntaxError>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let errors = errors
        .into_iter()
        .map(|e| SyntaxError {
            message: e.message().lines().collect::<Vec<_>>().join("; "),
            span: shift(&e.span().unwrap_or(0..0), offset),
        })
        .collect();
    let span = shift(&table.span(), offset);
    (Node { value: entries(table.get_ref(), offset), span }, errors)
}

fn shift(span: &Range<usize>, offset: usize) -> Range<usize> {
    span.start + offset..span.end + offset
}

fn entries(table: &DeTable<'_>, offset: usize) -> Value {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: shift(&key.span(), offset),
            node: node(value, offset),
        })
        .collect();
    // The crate sorts by key; the order of the file is what people see.
    entries.sort_by_key(|e| e.key_span.start);
    Value::Table(entries)
}

fn node(value: &Spanned<DeValue<'_>>, offset: usize) -> Node {
    let bare = |raw: String| Value::Scalar { raw, quoted: false };
    let inner = match value.get_ref() {
        DeValue::String(s) => Value::Scalar { raw: printable(s.to_string()), quoted: true },
        DeValue::Integer(i) => bare(i.to_string()),
        DeValue::Float(f) => bare(f.to_string()),
        DeValue::Boolean(b) => bare(b.to_string()),
        DeValue::Datetime(d) => bare(d.to_string()),
        DeValue::Array(list) => Value::List(list.iter().map(|v| node(v, offset)).collect()),
        DeValue::Table(table) => entries(table, offset),
    };
    Node { value: inner, span: shift(&value.span(), offset) }
}
