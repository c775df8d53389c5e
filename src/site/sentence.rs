//! Sentences with links in them, for languages of any order of words: a pattern of the
//! language file, and what stands in its places.

use super::data::{data, list};
use tera::Value;

/// A piece of a sentence. Templates escape its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Words.
    Text(String),
    /// Words that lead to an address of the site.
    Link(String, String),
    /// The exact text of an alert or error, and its place on the page of them.
    Exact(String, Option<String>),
}

impl Part {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn link(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self::Link(text.into(), url.into())
    }

    fn value(self) -> Value {
        let (text, url, exact) = match self {
            Self::Text(text) => (text, None, false),
            Self::Link(text, url) => (text, Some(url), false),
            Self::Exact(text, url) => (text, url, true),
        };
        data! { "text" => text, "url" => url, "exact" => exact }
    }
}

/// Puts parts in the places of a pattern: `{name}` becomes what `fill` has under `name`.
pub(super) fn sentence(pattern: &str, fill: &[(&str, Vec<Part>)]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((before, name, after)) = place(rest) {
        push(&mut parts, before);
        match fill.iter().find(|(known, _)| *known == name) {
            Some((_, own)) => parts.extend(own.iter().cloned()),
            // A slip in a language file shows.
            None => push(&mut parts, &format!("{{{name}}}")),
        }
        rest = after;
    }
    push(&mut parts, rest);
    parts
}

/// The first `{name}` of a pattern, with what stands before and after it.
fn place(pattern: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = pattern.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn push(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::text(text));
    }
}

/// Parts with words between them.
pub(super) fn join(parts: impl IntoIterator<Item = Part>, between: &str) -> Vec<Part> {
    let mut all = Vec::new();
    for part in parts {
        if !all.is_empty() {
            all.push(Part::text(between));
        }
        all.push(part);
    }
    all
}

/// A sentence as the template is given it.
pub(super) fn value(parts: Vec<Part>) -> Value {
    list(parts.into_iter().map(Part::value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_a_sentence_is_not_read_as_a_pattern() {
        let fill = [("a", vec![Part::text("{b}")]), ("b", vec![Part::link("<i>", "x")])];
        let said = sentence("One {a}, two {b}; {c} {", &fill);
        let expected = [
            Part::text("One "),
            Part::text("{b}"),
            Part::text(", two "),
            Part::link("<i>", "x"),
            Part::text("; "),
            Part::text("{c}"),
            Part::text(" {"),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn words_stand_between_parts_only() {
        let joined = join([Part::text("a"), Part::text("b")], ", ");
        assert_eq!(joined, [Part::text("a"), Part::text(", "), Part::text("b")]);
        assert!(join([], ", ").is_empty());
    }
}
