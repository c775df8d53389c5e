//! What plain text holds: bare addresses, incident ids, terms of the glossary.

use super::Glossary;
use regex::Regex;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Something in a text that becomes a link.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// A bare address.
    Address,
    /// What looks like an incident id.
    Id,
    /// A term, with the anchor of its definition and the definition.
    Term(&'a str, &'a str),
}

#[expect(clippy::unwrap_used, reason = "a constant pattern that the tests compile")]
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:https?://|\bwww\.)[^\s<>"'`\u{3000}-\u{30ff}\u{4e00}-\u{9fff}\u{ff00}-\u{ffef}]+"#).unwrap()
});

/// Finds what becomes a link in a text, in order and without overlap.
///
/// `seen` holds the terms that were explained before in this page.
pub(super) fn marks<'a>(
    text: &str,
    id_pattern: &Regex,
    glossary: &'a Glossary,
    seen: &mut HashSet<&'a str>,
    terms: bool,
) -> Vec<(Range<usize>, Mark<'a>)> {
    let mut found: Vec<(Range<usize>, Mark<'a>)> =
        addresses(text).into_iter().map(|range| (range, Mark::Address)).collect();
    let free = |found: &[(Range<usize>, Mark<'_>)], range: &Range<usize>| {
        found.iter().all(|(f, _)| f.end <= range.start || range.end <= f.start)
    };
    for m in id_pattern.find_iter(text) {
        if !m.is_empty() && free(&found, &m.range()) {
            found.push((m.range(), Mark::Id));
        }
    }
    if terms {
        for (range, term) in glossary.find_in(text) {
            if free(&found, &range) && seen.insert(&term.id) {
                found.push((range, Mark::Term(&term.id, &term.definition)));
            }
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// The bare addresses of a text.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    if ["://", "www."].iter().all(|m| memchr::memmem::find(text.as_bytes(), m.as_bytes()).is_none()) {
        return Vec::new();
    }
    ADDRESS.find_iter(text).map(|m| m.start()..m.start() + trimmed(m.as_str()).len()).collect()
}

/// A bare address without the punctuation of the sentence around it (GFM 6.9).
fn trimmed(address: &str) -> &str {
    let mut out = address;
    loop {
        let last = out.chars().next_back();
        let cut = match last {
            Some('?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '"') => true,
            Some(')') => out.matches(')').count() > out.matches('(').count(),
            Some(']') => out.matches(']').count() > out.matches('[').count(),
            _ => false,
        };
        if !cut {
            return out;
        }
        out = &out[..out.len() - last.map_or(0, char::len_utf8)];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        let none = Glossary::default();
        let ids = Regex::new("PM-\\d+").unwrap();
        for (text, expected) in [
            ("see https://a.example/x.", "https://a.example/x"),
            ("(https://a.example/x_(y))", "https://a.example/x_(y)"),
            ("https://a.example/?q=1&r=2, and", "https://a.example/?q=1&r=2"),
            ("at www.a.example/x!", "www.a.example/x"),
            ("参照https://a.example/xを", "https://a.example/x"),
        ] {
            let found = marks(text, &ids, &none, &mut HashSet::new(), true);
            assert_eq!(&text[found[0].0.clone()], expected);
        }
    }

    #[test]
    fn an_id_in_an_address_is_part_of_the_address() {
        let none = Glossary::default();
        let ids = Regex::new("PM-\\d+").unwrap();
        let found = marks("PM-1 https://x.example/PM-2", &ids, &none, &mut HashSet::new(), true);
        assert_eq!(found, [(0..4, Mark::Id), (5..27, Mark::Address)]);
    }
}
