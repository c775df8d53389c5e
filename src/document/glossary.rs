//! Terms with their definitions, looked for in text.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::document::markdown::{free, slug};
use crate::value::{self, Node, Syntax};
use regex::Regex;
use std::collections::HashMap;
use std::ops::Range;

/// A term and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Anchor in the glossary.
    pub id: String,
    /// The term.
    pub term: String,
    /// What it means, in plain text.
    pub definition: String,
    /// Other words for it.
    pub aliases: Vec<String>,
}

/// All terms of a library.
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    terms: Vec<Term>,
    pattern: Option<Regex>,
    by_word: HashMap<String, usize>,
}

impl Glossary {
    /// Reads `[[term]]` tables with `term`, `definition` and `aliases`.
    pub fn read(file: &str, text: &str, problems: &mut Diagnostics) -> Self {
        let (node, errors) = value::parse(Syntax::Toml, text, 0);
        let mut say = |message: String, span: Range<usize>, help: &str| {
            problems.push(Diagnostic::new(Code::BadVocabulary, message).at(Place::span(file, text, span)).help(help));
        };
        for error in errors {
            say(format!("cannot read the glossary: {}", error.message), error.span, "mend the TOML");
        }
        let mut terms: Vec<Term> = Vec::new();
        let mut by_word: HashMap<String, usize> = HashMap::new();
        let tables = node.get("term").and_then(Node::list).unwrap_or_default();
        for table in tables {
            let get = |key| table.get(key).and_then(Node::text).map(str::to_owned);
            let known = ["term", "definition", "aliases"];
            for entry in table.entries().unwrap_or_default().iter().filter(|e| !known.contains(&e.key.as_str())) {
                let message = format!("unknown key `{}` in `[[term]]`", entry.key);
                say(message, entry.key_span.clone(), "a term has `term`, `definition` and `aliases`");
            }
            let (Some(term), Some(definition)) = (get("term"), get("definition")) else {
                say("a term without `term` or `definition`".into(), table.span.clone(), "give it both");
                continue;
            };
            let aliases: Vec<String> = table
                .get("aliases")
                .map(|n| n.texts().into_iter().map(|(t, _)| t.to_owned()).collect())
                .unwrap_or_default();
            for word in std::iter::once(&term).chain(&aliases) {
                if by_word.insert(word.to_lowercase(), terms.len()).is_some() {
                    let message = format!("`{word}` is explained twice");
                    say(message, table.span.clone(), "keep one definition of a word");
                }
            }
            let id = free(&slug(&term), |id| terms.iter().any(|t| t.id == id));
            terms.push(Term { id, term, definition, aliases });
        }
        let pattern = pattern(&terms);
        Self { terms, pattern, by_word }
    }

    /// The terms in alphabetical order.
    pub fn terms(&self) -> Vec<&Term> {
        let mut terms: Vec<_> = self.terms.iter().collect();
        terms.sort_by_cached_key(|t| (t.term.to_lowercase(), t.id.clone()));
        terms
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Where terms stand in a text.
    pub(super) fn find_in(&self, text: &str) -> Vec<(Range<usize>, &Term)> {
        let Some(pattern) = &self.pattern else { return Vec::new() };
        pattern
            .find_iter(text)
            .filter_map(|m| {
                let at = self.by_word.get(&m.as_str().to_lowercase())?;
                Some((m.range(), &self.terms[*at]))
            })
            .collect()
    }
}

/// One pattern for all words, the longest first. A word with capitals inside it
/// (`BGP`, `SLO`) must be written so; any other may be written in any case.
fn pattern(terms: &[Term]) -> Option<Regex> {
    let mut words: Vec<&str> =
        terms.iter().flat_map(|t| std::iter::once(&t.term).chain(&t.aliases)).map(String::as_str).collect();
    if words.is_empty() {
        return None;
    }
    words.sort_by_key(|w| (std::cmp::Reverse(w.len()), *w));
    let alternatives: Vec<String> = words
        .iter()
        .map(|word| {
            // A word boundary stands only beside a letter or digit: `C++` ends without one.
            let edge = |c: Option<char>| if c.is_some_and(char::is_alphanumeric) { r"\b" } else { "" };
            let escaped =
                format!("{}{}{}", edge(word.chars().next()), regex::escape(word), edge(word.chars().next_back()));
            if word.chars().skip(1).any(char::is_uppercase) { escaped } else { format!("(?i:{escaped})") }
        })
        .collect();
    Regex::new(&format!("(?:{})", alternatives.join("|"))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_found_as_whole_words() {
        let mut problems = Diagnostics::new();
        let text = "[[term]]\nterm = 'BGP'\ndefinition = 'x'\n[[term]]\nterm = 'error budget'\ndefinition = 'y'\naliases = ['budget']\n";
        let glossary = Glossary::read("glossary.toml", text, &mut problems);
        assert!(problems.is_empty());
        let found = glossary.find_in("The Error budget of BGP, not bgp or BGPs");
        let two = Glossary::read(
            "g.toml",
            "[[term]]\nterm = 'C'\ndefinition = 'c'\n[[term]]\nterm = 'C++'\ndefinition = 'p'\n",
            &mut problems,
        );
        let ids: Vec<_> = two.find_in("in C++ and C").iter().map(|(_, t)| t.id.clone()).collect();
        assert_eq!(ids, ["c-2", "c"]);
        let words: Vec<_> = found.iter().map(|(_, t)| t.id.as_str()).collect();
        assert_eq!(words, ["error-budget", "bgp"]);
    }
}
