//! A query as it is written becomes items. No query is an error.

use crate::search::note::Note;
use crate::search::text::{Token, tokens};

/// A longer query is cut to this, in code points.
const LONGEST: usize = 4096;

/// Names of fields, in the order in which a misspelt one is compared.
pub(super) const FIELDS: [&str; 8] = ["service", "factor", "severity", "kind", "year", "after", "before", "title"];

/// A part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Words that stand together; `runs` are their places among the words' tokens.
    Words(Vec<Token>),
    /// `"words"`, `-words`, or an item of several positions beside `OR`.
    Phrase(Vec<Token>),
    /// `field:value`.
    Field(&'static str, String),
    /// Alternatives: words or phrases.
    Or(Vec<Vec<Token>>),
}

/// A part with whether it is unwanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) part: Part,
    pub(super) not: bool,
}

/// An item as it is scanned.
#[derive(Debug)]
enum Raw<'a> {
    /// Words.
    Word(&'a str),
    Quoted(&'a str),
    Field(&'static str, &'a str),
    Or,
}

/// The items of a query, and whether its last item is words.
pub(super) fn parse(query: &str, notes: &mut Vec<Note>) -> (Vec<Item>, bool) {
    let query = query.char_indices().nth(LONGEST).map_or(query, |(end, _)| &query[..end]);
    let raw = scan(query, notes);
    let ends_in_words = matches!(raw.last(), Some((Raw::Word(..), false)));
    (joined(&raw), ends_in_words)
}

fn scan<'a>(query: &'a str, notes: &mut Vec<Note>) -> Vec<(Raw<'a>, bool)> {
    let mut found: Vec<(Raw<'a>, bool)> = Vec::new();
    let mut at = 0;
    let mut not = false;
    while let Some(c) = query[at..].chars().next() {
        let rest = &query[at..];
        if c.is_whitespace() {
            not = false;
            at += c.len_utf8();
            continue;
        }
        // `-` excludes what follows at once; elsewhere in a word it is a hyphen.
        let begins = query[..at].chars().next_back().is_none_or(|b| b.is_whitespace() || b == '"');
        if c == '-' && !not && begins && rest[1..].chars().next().is_some_and(|n| !n.is_whitespace()) {
            not = true;
            at += 1;
            continue;
        }
        if c == '"' {
            at += 1;
            match query[at..].find('"') {
                Some(len) => {
                    found.push((Raw::Quoted(&query[at..at + len]), not));
                    at += len + 1;
                }
                None => notes.push(Note::UnclosedQuote),
            }
            not = false;
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
        let word = &rest[..end];
        let named = field(word, notes);
        at += end;
        match named {
            Some((name, value)) if !value.is_empty() => found.push((Raw::Field(name, value), not)),
            Some((name, _)) if query[at..].starts_with('"') && query[at + 1..].contains('"') => {
                let value = &query[at + 1..];
                let len = value.find('"').unwrap_or(value.len());
                found.push((Raw::Field(name, &value[..len]), not));
                at += len + 2;
            }
            _ if word == "OR" && !not => found.push((Raw::Or, false)),
            _ => found.push((Raw::Word(word), not)),
        }
        not = false;
    }
    found
}

/// The field that a word names, with what follows the colon.
fn field<'a>(word: &'a str, notes: &mut Vec<Note>) -> Option<(&'static str, &'a str)> {
    let (name, value) = word.split_once(':')?;
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let name = name.to_ascii_lowercase();
    if let Some(known) = FIELDS.into_iter().find(|f| *f == name) {
        return Some((known, value));
    }
    let edits = if name.len() >= 6 { 2 } else { 1 };
    let near = FIELDS.into_iter().find(|f| strsim::osa_distance(f, &name) <= edits);
    if let Some(suggestion) = near {
        notes.push(Note::UnknownField { name, suggestion: suggestion.into() });
    }
    None
}

/// Joins words to texts and alternatives to one part.
fn joined(raw: &[(Raw<'_>, bool)]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut words = String::new();
    let end_words = |words: &mut String, items: &mut Vec<Item>| {
        let found = tokens(words, false);
        words.clear();
        if !found.is_empty() {
            items.push(Item { part: Part::Words(found), not: false });
        }
    };
    // Items joined by OR, first by first.
    let joins = |at: usize| {
        let side = |at: Option<usize>| {
            at.and_then(|at| raw.get(at)).is_some_and(|(r, not)| !not && matches!(r, Raw::Word(..) | Raw::Quoted(_)))
        };
        matches!(raw.get(at), Some((Raw::Or, _))) && side(at.checked_sub(1)) && side(Some(at + 1))
    };
    let mut at = 0;
    while at < raw.len() {
        let (item, not) = &raw[at];
        let not = *not;
        if joins(at + 1) {
            end_words(&mut words, &mut items);
            let mut sides = vec![text_of(item)];
            while joins(at + 1) {
                sides.push(text_of(&raw[at + 2].0));
                at += 2;
            }
            let sides: Vec<Vec<Token>> = sides.into_iter().map(phrase).filter(|s| !s.is_empty()).collect();
            if !sides.is_empty() {
                items.push(Item { part: Part::Or(sides), not: false });
            }
            at += 1;
            continue;
        }
        match item {
            Raw::Word(word) if !not => {
                words.push_str(word);
                words.push(' ');
            }
            Raw::Or => {}
            Raw::Word(text) | Raw::Quoted(text) => {
                end_words(&mut words, &mut items);
                let found = phrase(text);
                if !found.is_empty() {
                    items.push(Item { part: Part::Phrase(found), not });
                }
            }
            Raw::Field(name, value) => {
                end_words(&mut words, &mut items);
                items.push(Item { part: Part::Field(name, (*value).to_owned()), not });
            }
        }
        at += 1;
    }
    end_words(&mut words, &mut items);
    items
}

fn text_of<'a>(raw: &Raw<'a>) -> &'a str {
    match raw {
        Raw::Word(text) | Raw::Quoted(text) => text,
        _ => "",
    }
}

/// The first token of each position: what a phrase is of.
pub(super) fn phrase(text: &str) -> Vec<Token> {
    let mut all = tokens(text, false);
    all.dedup_by_key(|t| t.position);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items as text: `w(..)` words, `p(..)` a phrase, `f(..)` a field, `o(..)` alternatives.
    fn shown(query: &str) -> String {
        let mut notes = Vec::new();
        let (items, _) = parse(query, &mut notes);
        let texts = |t: &Vec<Token>| t.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ");
        let one = |item: &Item| {
            let sign = if item.not { "-" } else { "" };
            let part = match &item.part {
                Part::Words(t) => format!("w({})", texts(t)),
                Part::Phrase(t) => format!("p({})", texts(t)),
                Part::Field(name, value) => format!("f({name}={value})"),
                Part::Or(sides) => format!("o({})", sides.iter().map(texts).collect::<Vec<_>>().join("|")),
            };
            format!("{sign}{part}")
        };
        let items: Vec<String> = items.iter().map(one).collect();
        let notes = notes.iter().map(|n| format!("!{}", n.code()));
        items.into_iter().chain(notes).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_query_is_words_phrases_fields_exclusions_and_alternatives() {
        assert_eq!(shown("dns  cache"), "w(dns cache)");
        assert_eq!(
            shown("dns \"retry storm\" -planned -\"read replica\""),
            "w(dns) p(retry storm) -p(planned) -p(read replica)"
        );
        assert_eq!(shown("service:payments SEVERITY:\"sev 1\" x"), "f(service=payments) f(severity=sev 1) w(x)");
        assert_eq!(shown("dns OR \"name resolution\" OR bgp x"), "o(dns|name resolution|bgp) w(x)");
        assert_eq!(shown("a dns OR write-ahead"), "w(a) o(dns|write ahead)");
        assert_eq!(shown("-service:api x-y -a-b"), "-f(service=api) w(x y) -p(a b)");
    }

    #[test]
    fn what_is_broken_is_words_and_is_said() {
        assert_eq!(shown("a \"never closed -x"), "w(a never closed) -p(x) !unclosed-quote");
        assert_eq!(shown("servce:payments"), "w(servce:payments servce payments) !unknown-field");
        assert_eq!(shown("std::bad error:timeout service: x"), "w(std bad error:timeout error timeout service x)");
        assert_eq!(shown("OR dns OR"), "w(dns)");
        assert_eq!(shown(" - -- \"\" \u{200b} 🔥"), "");
        assert_eq!(shown("service:a OR dns"), "f(service=a) w(dns)");
    }
}
