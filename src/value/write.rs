//! Values back to YAML, so that what is read from the text is what was given.

use super::{Entry, Node, Value};
use std::fmt::Write;

/// A text as YAML takes it: bare where it is a plain word, else in double quotes.
pub fn yaml_text(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/'))
        && !text.ends_with(' ')
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n"
        );
    if plain { text.to_owned() } else { quoted(text) }
}

/// A text in double quotes. Only `"`, `\` and what is no printable character of YAML
/// (1.2.2, section 5.1) or could be taken for a line break is escaped.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') => {
                // A string cannot fail to be written to.
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// One entry of a block table, `key: value` with its line break.
///
/// A list of tables has one part a line; all else stands on the line of its key.
pub fn yaml_entry(key: &str, node: &Node) -> String {
    let key = yaml_text(key);
    match node.list() {
        Some(parts) if parts.iter().any(|p| p.entries().is_some()) => {
            let lines: Vec<String> = parts.iter().map(|p| format!("  - {}\n", flow(p))).collect();
            format!("{key}:\n{}", lines.concat())
        }
        _ => format!("{key}: {}\n", flow(node)),
    }
}

/// A value on one line.
fn flow(node: &Node) -> String {
    match &node.value {
        Value::Scalar { raw, quoted: false } if is_bare(raw) => raw.clone(),
        Value::Scalar { raw, .. } => yaml_text(raw),
        Value::List(list) => format!("[{}]", list.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Table(entries) => {
            let part = |e: &Entry| format!("{}: {}", yaml_text(&e.key), flow(&e.node));
            format!("{{{}}}", entries.iter().map(part).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Whether a word is a number, a date or a truth value that needs no quotes.
fn is_bare(raw: &str) -> bool {
    let body = raw.strip_prefix('-').unwrap_or(raw);
    let number = body.starts_with(|c: char| c.is_ascii_digit())
        && body.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | ':'))
        && !body.ends_with(':');
    number || matches!(raw, "true" | "false")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Syntax, parse, printable};
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = Node> {
        let scalar = (any::<bool>(), any::<String>()).prop_map(|(quoted, raw)| Value::Scalar { raw, quoted });
        let node = |value| Node { value, span: 0..0 };
        scalar.prop_map(node).prop_recursive(3, 12, 4, move |inner| {
            let entry = |(key, node)| Entry { key, key_span: 0..0, node };
            let list = prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List);
            let keys = prop::collection::vec(("[a-z]{1,5}", inner), 0..4);
            let table = keys.prop_map(move |all| Value::Table(all.into_iter().map(entry).collect()));
            prop_oneof![list.prop_map(node), table.prop_map(node)]
        })
    }

    /// What a value says, place and quotes aside.
    fn said(node: &Node) -> String {
        match &node.value {
            Value::Scalar { raw, .. } => format!("{:?}", printable(raw.clone())),
            Value::List(list) => format!("{:?}", list.iter().map(said).collect::<Vec<_>>()),
            Value::Table(all) => format!("{:?}", all.iter().map(|e| (&e.key, said(&e.node))).collect::<Vec<_>>()),
        }
    }

    proptest! {
        #[test]
        fn any_value_comes_back_from_the_yaml_that_is_written(node in value(), key in "[^\\p{Cc}]{1,30}") {
            let text = yaml_entry(&key, &node) + &yaml_entry("after", &node);
            let (found, errors) = parse(Syntax::Yaml, &text, 0);
            prop_assert_eq!(errors, vec![], "{}", text);
            prop_assert_eq!(said(&found.entries().unwrap()[0].node), said(&node), "{}", text);
            prop_assert_eq!(said(found.get("after").unwrap()), said(&node), "{}", text);
        }
    }

    #[test]
    fn what_needs_no_quotes_has_none() {
        let bare = |raw: &str| flow(&Node { value: Value::Scalar { raw: raw.into(), quoted: false }, span: 0..0 });
        for raw in ["2024-03-09", "2024-03-09T14:05:07+02:00", "1.10", "-5", "true", "Queue is full"] {
            assert_eq!(bare(raw), raw);
        }
        for raw in ["- a", "a: b", "#1", "5:", "", "null", " x"] {
            assert_eq!(bare(raw), format!("\"{raw}\""));
        }
    }
}
