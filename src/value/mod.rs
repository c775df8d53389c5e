//! Structured text (YAML, TOML, JSON) as one tree whose every part knows its place.
//!
//! Scalars keep the characters they were written with: `1.10` stays `1.10` and a
//! date stays as its author typed it, until the field that takes it decides.

mod json;
mod toml;
mod write;
mod yaml;

pub use json::object_end;
use std::ops::Range;
pub use write::{yaml_entry, yaml_text};

/// The deepest nesting that is read; deeper input is refused, not followed.
const MAX_DEPTH: usize = 64;

/// The most parts that one piece of structured text may have, aliases expanded.
const MAX_NODES: usize = 100_000;

/// The notation of a piece of structured text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// YAML 1.2, between `---` lines.
    Yaml,
    /// TOML 1.1, between `+++` lines.
    Toml,
    /// One JSON object.
    Json,
}

impl Syntax {
    /// The name for messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Syntax::Yaml => "YAML",
            Syntax::Toml => "TOML",
            Syntax::Json => "JSON",
        }
    }
}

/// Text without characters that no document may hold: they end up in feeds, which
/// XML 1.0 (section 2.2) forbids to contain them.
pub fn printable(text: String) -> String {
    let bad = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(bad) { text.replace(bad, "\u{fffd}") } else { text }
}

/// A value and the bytes of the file in which it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Bytes from the start of the file.
    pub span: Range<usize>,
}

/// One entry of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as it was written.
    pub key: String,
    /// The bytes of the key.
    pub key_span: Range<usize>,
    /// What it holds.
    pub node: Node,
}

/// A value of any notation.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A word, number, date or text. `quoted` tells a text from a bare word.
    Scalar {
        /// The characters, unescaped.
        raw: String,
        /// Whether it was written as a text and so is never a number, boolean or null.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A table, in the order of the file.
    Table(Vec<Entry>),
}

/// A place where structured text breaks off or contradicts itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, as the parser says it.
    pub message: String,
    /// Bytes from the start of the file.
    pub span: Range<usize>,
}

/// Reads structured text that begins at byte `offset` of its file.
///
/// Gives what could be read up to the first error as well as the errors, so that
/// one slip does not lose the fields before it.
pub fn parse(syntax: Syntax, text: &str, offset: usize) -> (Node, Vec<SyntaxError>) {
    match syntax {
        Syntax::Yaml => yaml::parse(text, offset),
        Syntax::Toml => toml::parse(text, offset),
        Syntax::Json => json::parse(text, offset),
    }
}

impl Node {
    /// An empty table.
    pub fn empty() -> Self {
        Self { value: Value::Table(Vec::new()), span: 0..0 }
    }

    /// The entries, when this is a table.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The parts, when this is a list.
    pub fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// What a key of this table holds.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()?.iter().find(|e| e.key == key).map(|e| &e.node)
    }

    /// Whether this says "nothing": null, or an empty word, list or table.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Scalar { raw, quoted } => {
                raw.trim().is_empty() || (!quoted && matches!(raw.as_str(), "~" | "null" | "Null" | "NULL"))
            }
            Value::List(list) => list.iter().all(Node::is_empty),
            Value::Table(entries) => entries.is_empty(),
        }
    }

    /// The trimmed characters of a scalar that says something.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { raw, .. } if !self.is_empty() => Some(raw.trim()),
            _ => None,
        }
    }

    /// True or false, written bare or, as people do, in quotes.
    pub fn boolean(&self) -> Option<bool> {
        match self.text()?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// A list of texts: a list, or one text split at its commas.
    pub fn texts(&self) -> Vec<(&str, Range<usize>)> {
        match &self.value {
            Value::List(list) => list
                .iter()
                .flat_map(|n| match &n.value {
                    Value::Scalar { .. } => n.text().map(|t| (t, n.span.clone())).into_iter().collect(),
                    _ => n.texts(),
                })
                .collect(),
            Value::Scalar { .. } => self
                .text()
                .unwrap_or_default()
                .split(',')
                .map(str::trim)
                .filter(|t| !t.is_empty())
                .map(|t| (t, self.span.clone()))
                .collect(),
            Value::Table(entries) => entries
                .iter()
                .filter(|e| ["name", "id", "title"].contains(&e.key.as_str()))
                .take(1)
                .filter_map(|e| e.node.text().map(|t| (t, e.node.span.clone())))
                .collect(),
        }
    }

    /// The value in one line, to show a field that Candor has no meaning for.
    pub fn flat(&self) -> String {
        match &self.value {
            Value::Scalar { raw, .. } => raw.split_whitespace().collect::<Vec<_>>().join(" "),
            Value::List(list) => list.iter().map(Node::flat).collect::<Vec<_>>().join(", "),
            Value::Table(entries) => {
                entries.iter().map(|e| format!("{}: {}", e.key, e.node.flat())).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(syntax: Syntax, text: &str) -> Node {
        let (node, errors) = parse(syntax, text, 0);
        assert_eq!(errors, [], "{text}");
        node
    }

    #[test]
    fn the_three_notations_give_the_same_values() {
        let yaml = table(Syntax::Yaml, "title: A\nversion: 1.10\ntags: [a, b]\nimpact:\n  users: 5\n");
        let toml = table(Syntax::Toml, "title = 'A'\nversion = 1.10\ntags = ['a', 'b']\n[impact]\nusers = 5\n");
        let json = table(Syntax::Json, r#"{"title":"A","version":1.10,"tags":["a","b"],"impact":{"users":5}}"#);
        for node in [&yaml, &toml, &json] {
            assert_eq!(node.get("title").unwrap().text(), Some("A"));
            assert_eq!(node.get("tags").unwrap().flat(), "a, b");
            assert_eq!(node.get("impact").unwrap().get("users").unwrap().text(), Some("5"));
        }
        assert_eq!(yaml.get("version").unwrap().text(), Some("1.10"));
        assert_eq!(toml.get("version").unwrap().text(), Some("1.10"));
    }

    #[test]
    fn spans_are_bytes_of_the_file() {
        let file = "---\ntitle: Zwölf Ü\nsev: high\n---\n";
        let (node, _) = parse(Syntax::Yaml, &file[4..30], 4);
        let sev = &node.entries().unwrap()[1];
        assert_eq!(&file[sev.key_span.clone()], "sev");
        assert_eq!(&file[sev.node.span.clone()], "high");
        let file = "+++\ntitle = 'Ü'\n+++\n";
        let (node, _) = parse(Syntax::Toml, &file[4..17], 4);
        assert_eq!(&file[node.get("title").unwrap().span.clone()], "'Ü'");
    }

    #[test]
    fn what_stands_before_an_error_is_kept() {
        let (node, errors) = parse(Syntax::Yaml, "title: Good\ndate: 2024-01-01\nbad: [1, 2\nx: }\n", 0);
        assert_eq!(errors.len(), 1);
        assert_eq!(node.get("title").unwrap().text(), Some("Good"));
        let (node, errors) = parse(Syntax::Toml, "title = 'Good'\nbad = [1,\n", 0);
        assert!(!errors.is_empty());
        assert_eq!(node.get("title").unwrap().text(), Some("Good"));
    }

    #[test]
    fn a_yaml_bomb_is_refused() {
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for i in 1..12 {
            let prior = format!("*a{}", i - 1);
            bomb += &format!("a{i}: &a{i} [{}]\n", vec![prior; 10].join(","));
        }
        let (_, errors) = parse(Syntax::Yaml, &bomb, 0);
        assert!(errors[0].message.contains("too many"), "{errors:?}");
        let deep = format!("a: {}", "[".repeat(5000));
        assert_eq!(parse(Syntax::Yaml, &deep, 0).1.len(), 1);
    }

    #[test]
    fn null_yes_and_comma_texts_are_understood() {
        let node = table(Syntax::Yaml, "a: ~\nb: yes\nc: x, y\nd: \"null\"\n");
        assert!(node.get("a").unwrap().is_empty());
        assert_eq!(node.get("b").unwrap().boolean(), Some(true));
        assert_eq!(node.get("c").unwrap().texts().len(), 2);
        assert_eq!(node.get("d").unwrap().text(), Some("null"));
    }
}
