//! Splits a text into front matter and body, by the marks that generators use.

use crate::value::{Syntax, object_end};
use std::ops::Range;

/// Where front matter stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// Its notation.
    pub syntax: Syntax,
    /// The bytes of the fields, without the marks around them.
    pub fields: Range<usize>,
    /// The byte at which the body begins.
    pub body: usize,
    /// Whether the closing mark is missing.
    pub unclosed: bool,
}

/// Finds the front matter of a text: YAML between `---` lines, TOML between `+++`
/// lines, or a JSON object; empty lines before it are passed over.
pub fn split(text: &str) -> Option<FrontMatter> {
    let start = text.len() - text.trim_start().len();
    // Only whole empty lines may stand before the mark.
    let start = text[..start].rfind('\n').map_or(start, |i| i + 1).min(start);
    let rest = &text[start..];
    for (mark, syntax) in [("---", Syntax::Yaml), ("+++", Syntax::Toml)] {
        if line(rest) == mark {
            return fenced(text, start, mark, syntax);
        }
    }
    if rest.starts_with('{') && !rest.starts_with("{{") && !rest.starts_with("{%") {
        let end = object_end(rest)?;
        return Some(FrontMatter {
            syntax: Syntax::Json,
            fields: start..start + end,
            body: start + end,
            unclosed: false,
        });
    }
    None
}

/// The first line of a text without its end and trailing spaces.
fn line(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default().trim_end()
}

fn fenced(text: &str, start: usize, mark: &str, syntax: Syntax) -> Option<FrontMatter> {
    let fields = start + text[start..].find('\n')? + 1;
    let mut at = fields;
    for piece in text[fields..].split_inclusive('\n') {
        let found = line(piece);
        if found == mark || (syntax == Syntax::Yaml && found == "...") {
            let inner = &text[fields..at];
            if syntax == Syntax::Yaml && has_prose(inner) {
                return None;
            }
            let body = at + piece.len();
            return Some(FrontMatter { syntax, fields: fields..at, body, unclosed: false });
        }
        at += piece.len();
    }
    // No closing mark: a rule at the top of a text, unless fields follow at once.
    let fields_end = text[fields..]
        .split_inclusive('\n')
        .take_while(|l| !line(l).is_empty() && !line(l).starts_with('#'))
        .map(str::len)
        .sum::<usize>()
        + fields;
    has_fields(line(&text[fields..])).then_some(FrontMatter {
        syntax,
        fields: fields..fields_end,
        body: fields_end,
        unclosed: true,
    })
}

/// Whether text between two rules says something that is no field. A heading alone
/// cannot be told from a comment of YAML, and is taken as one only beside fields.
fn has_prose(text: &str) -> bool {
    !text.trim().is_empty() && !has_fields(text)
}

/// Whether the first line that says something looks like `key: value` or
/// `key = value`: prose between two rules is not front matter.
fn has_fields(text: &str) -> bool {
    let first = text.lines().map(str::trim_start).find(|l| !l.is_empty() && !l.starts_with('#'));
    let Some(first) = first else { return false };
    if first.starts_with('{') {
        return true;
    }
    let key = first.split([':', '=']).next().unwrap_or_default();
    key.len() < first.len()
        && !key.is_empty()
        && key.split_whitespace().count() <= 3
        && !key.contains(['[', '(', '`', '*', '|', '<'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(&str, &str)> {
        split(text).map(|f| (&text[f.fields], &text[f.body..]))
    }

    #[test]
    fn each_notation_is_found() {
        assert_eq!(parts("---\na: 1\n---\nBody"), Some(("a: 1\n", "Body")));
        assert_eq!(parts("---\r\na: 1\r\n---\r\nBody"), Some(("a: 1\r\n", "Body")));
        assert_eq!(parts("\n\n---\na: 1\n...\nBody"), Some(("a: 1\n", "Body")));
        assert_eq!(parts("+++\na = 1\n+++\nBody"), Some(("a = 1\n", "Body")));
        assert_eq!(parts("{\"a\": 1}\nBody"), Some(("{\"a\": 1}", "\nBody")));
        assert_eq!(parts("---\n---\nBody"), Some(("", "Body")));
    }

    #[test]
    fn what_is_not_front_matter_stays_in_the_body() {
        for text in [
            "# Title\n",
            "---\nSome prose here.\n---\nMore",
            "{{< track >}}\n",
            "---\n\n# A\n",
            "- a\n---\n",
            "--- a\n",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn front_matter_that_is_never_closed_is_known_as_such() {
        let found = split("---\ntitle: A\ndate: 2024-01-01\n\n# Body\n").unwrap();
        assert!(found.unclosed);
        assert_eq!(found.fields, 4..30);
    }
}
