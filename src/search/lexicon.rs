//! Synonyms, stop words and stop phrases: those that ship, and those of the library.

use super::text::tokens;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::value::{self, Node, Syntax};
use serde::{Deserialize, Serialize};

/// The operations vocabulary that ships.
const SHIPPED: &str = include_str!("lexicon.toml");

/// Words that search knows something about, as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// Groups of words and phrases that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Words that say nothing by themselves.
    pub stop_words: Vec<String>,
    /// Phrases that say nothing by themselves.
    pub stop_phrases: Vec<String>,
    /// Words of everyday language, which tell little of a pasted text.
    pub weak_words: Vec<String>,
}

/// The same, folded and stemmed, as both readers use it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Groups of members, each a list of terms.
    pub synonyms: Vec<Vec<Vec<String>>>,
    /// Folded words, sorted.
    pub stop_words: Vec<String>,
    /// Lists of folded words, the longest first.
    pub stop_phrases: Vec<Vec<String>>,
}

impl Lexicon {
    /// What ships, with what a library's own file (name and text) adds to it.
    pub fn load(own: Option<(&str, &str)>, problems: &mut Diagnostics) -> Self {
        let mut lexicon = Self::default();
        lexicon.read("lexicon.toml", SHIPPED, &mut Diagnostics::new());
        if let Some((name, text)) = own {
            lexicon.read(name, text, problems);
        }
        lexicon
    }

    fn read(&mut self, name: &str, text: &str, problems: &mut Diagnostics) {
        let (node, errors) = value::parse(Syntax::Toml, text, 0);
        for error in errors {
            problems.push(
                Diagnostic::new(Code::BadVocabulary, format!("cannot read {name}: {}", error.message))
                    .at(Place::span(name, text, error.span)),
            );
        }
        let mut wrong = |node: &Node, message: String, help: &str| {
            problems.push(
                Diagnostic::new(Code::BadVocabulary, message).at(Place::span(name, text, node.span.clone())).help(help),
            );
        };
        for entry in node.entries().unwrap_or_default() {
            let node = &entry.node;
            match entry.key.as_str() {
                "replace" if node.text() == Some("true") => *self = Self::default(),
                "replace" if node.text() == Some("false") => {}
                "stop_words" => self.stop_words.extend(node.texts().into_iter().map(|(t, _)| t.to_owned())),
                "weak_words" => self.weak_words.extend(node.texts().into_iter().map(|(t, _)| t.to_owned())),
                "stop_phrases" => self.stop_phrases.extend(node.texts().into_iter().map(|(t, _)| t.to_owned())),
                "synonyms" => {
                    for group in node.list().unwrap_or_default() {
                        let members: Vec<String> = group.texts().into_iter().map(|(t, _)| t.to_owned()).collect();
                        if members.len() < 2 {
                            wrong(
                                group,
                                "a group of synonyms has fewer than two members".into(),
                                "write `[\"db\", \"database\"]`",
                            );
                        } else {
                            self.synonyms.push(members);
                        }
                    }
                }
                key => wrong(
                    node,
                    format!("`{key}` is nothing that search knows"),
                    "the keys are `synonyms`, `stop_words`, `stop_phrases`, `weak_words`, and before them `replace = true`",
                ),
            }
        }
    }

    /// As the readers use it; `term` stems a folded word as the library's documents are stemmed.
    pub(super) fn known(&self, mut term: impl FnMut(&str) -> String) -> Known {
        let words = |text: &str| -> Vec<String> { positions(text) };
        let mut stop_words: Vec<String> = self.stop_words.iter().flat_map(|w| words(w)).collect();
        stop_words.sort();
        stop_words.dedup();
        let mut stop_phrases: Vec<Vec<String>> =
            self.stop_phrases.iter().map(|p| words(p)).filter(|p| !p.is_empty()).collect();
        stop_phrases.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        stop_phrases.dedup();
        let mut member = |text: &String| -> Vec<String> { words(text).iter().map(|w| term(w)).collect() };
        let synonyms: Vec<Vec<Vec<String>>> = self
            .synonyms
            .iter()
            .map(|group| group.iter().map(&mut member).filter(|m: &Vec<String>| !m.is_empty()).collect())
            .filter(|group: &Vec<_>| group.len() > 1)
            .collect();
        Known { synonyms, stop_words, stop_phrases }
    }
}

/// The first token of each position.
pub(super) fn positions(text: &str) -> Vec<String> {
    let mut all = tokens(text, false);
    all.dedup_by_key(|t| t.position);
    all.into_iter().map(|t| t.text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_well_formed_and_says_each_thing_once() {
        let mut problems = Diagnostics::new();
        let mut lexicon = Lexicon::default();
        lexicon.read("lexicon.toml", SHIPPED, &mut problems);
        assert!(problems.is_empty());
        assert!(lexicon.synonyms.len() > 60 && lexicon.stop_words.len() > 80 && lexicon.stop_phrases.len() > 10);
        let mut seen = std::collections::BTreeSet::new();
        for word in lexicon.synonyms.iter().flatten() {
            assert!(seen.insert(word), "`{word}` stands in two groups");
        }
    }

    #[test]
    fn a_librarys_own_words_are_added_or_stand_alone() {
        let mut problems = Diagnostics::new();
        let more = Lexicon::load(Some(("s.toml", "synonyms = [[\"zeta\", \"last letter\"]]\n")), &mut problems);
        assert!(more.synonyms.len() > 60);
        let alone = Lexicon::load(Some(("s.toml", "replace = true\nsynonyms = [[\"a\", \"b c\"]]\n")), &mut problems);
        assert!(problems.is_empty());
        let known = alone.known(str::to_owned);
        assert_eq!(known.synonyms, [[vec!["a".to_owned()], vec!["b".to_owned(), "c".to_owned()]]]);
        Lexicon::load(Some(("s.toml", "synonym = []\nsynonyms = [[\"a\"]]\n")), &mut problems);
        assert_eq!(problems.len(), 2);
    }
}
