//! JSON through `serde_json`; places of keys are found again in the text.

use super::{Entry, Node, SyntaxError, Value, printable};
use serde_json::Value as Json;
use std::ops::Range;

/// Where the JSON object at the start of `text` ends, when it is one.
pub fn object_end(text: &str) -> Option<usize> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Json>();
    match stream.next() {
        Some(Ok(Json::Object(_))) => Some(stream.byte_offset()),
        _ => None,
    }
}

/// Reads one JSON value.
pub(super) fn parse(text: &str, offset: usize) -> (Node, Vec<SyntaxError>) {
    match serde_json::from_str(text) {
        Ok(value) => (Finder { text, offset }.node(&value, 0..text.len()), Vec::new()),
        Err(error) => {
            let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let at = (line_start + error.column().saturating_sub(1)).min(text.len()) + offset;
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
            (Node::empty(), vec![SyntaxError { message, span: at..at + 1 }])
        }
    }
}

struct Finder<'a> {
    text: &'a str,
    offset: usize,
}

impl Finder<'_> {
    fn node(&self, value: &Json, within: Range<usize>) -> Node {
        let inner = match value {
            Json::Null => Value::Scalar { raw: String::new(), quoted: false },
            Json::Bool(b) => Value::Scalar { raw: b.to_string(), quoted: false },
            Json::Number(n) => Value::Scalar { raw: n.to_string(), quoted: false },
            Json::String(s) => Value::Scalar { raw: printable(s.clone()), quoted: true },
            Json::Array(list) => Value::List(list.iter().map(|v| self.node(v, within.clone())).collect()),
            Json::Object(map) => {
                let mut entries: Vec<_> = map
                    .iter()
                    .map(|(key, value)| {
                        let key_span = self.find(&Json::from(key.as_str()), within.clone());
                        let node = self.node(value, key_span.end..within.end);
                        let node = Node { span: self.place(value, &key_span), ..node };
                        let key_span = self.shift(&key_span);
                        Entry { key: key.clone(), key_span, node }
                    })
                    .collect();
                entries.sort_by_key(|e| e.key_span.start);
                Value::Table(entries)
            }
        };
        Node { value: inner, span: self.shift(&within) }
    }

    /// The first place of a value as JSON writes it; all of the range when it was escaped otherwise.
    fn find(&self, value: &Json, within: Range<usize>) -> Range<usize> {
        let written = value.to_string();
        match self.text[within.clone()].find(&written) {
            Some(at) => within.start + at..within.start + at + written.len(),
            None => within,
        }
    }

    /// The place of what a key holds.
    fn place(&self, value: &Json, key: &Range<usize>) -> Range<usize> {
        match value {
            Json::Object(_) | Json::Array(_) => self.shift(key),
            scalar => self.shift(&self.find(scalar, key.end..self.text.len())),
        }
    }

    fn shift(&self, range: &Range<usize>) -> Range<usize> {
        range.start + self.offset..range.end + self.offset
    }
}
