//! Words as they are written, with their stems: for words that are not complete, or
//! misspelt.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A word of the vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The folded word.
    pub text: String,
    /// Its term.
    pub stem: String,
    /// How many incidents have it.
    pub df: u32,
}

/// All words of letters of a library, in order; one with several stems stands several times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vocabulary {
    words: Vec<Word>,
}

/// Counts words while documents are read.
#[derive(Debug, Default)]
pub(super) struct Counter {
    words: HashMap<String, Vec<(String, u32)>>,
}

impl Counter {
    /// Counts the words of one incident, each once.
    pub(super) fn add(&mut self, words: impl IntoIterator<Item = (String, String)>) {
        for (word, stem) in words {
            let stems = self.words.entry(word).or_default();
            match stems.iter_mut().find(|(s, _)| *s == stem) {
                Some((_, df)) => *df += 1,
                None => stems.push((stem, 1)),
            }
        }
    }

    pub(super) fn finish(self) -> Vocabulary {
        // Sorted right below, so the order of the map shows nowhere.
        #[expect(clippy::iter_over_hash_type, reason = "sorted below")]
        let mut words: Vec<Word> = {
            let mut words = Vec::new();
            for (text, stems) in self.words {
                words.extend(stems.into_iter().map(|(stem, df)| Word { text: text.clone(), stem, df }));
            }
            words
        };
        words.sort_by(|a, b| a.text.cmp(&b.text).then_with(|| a.stem.cmp(&b.stem)));
        Vocabulary { words }
    }
}

impl Vocabulary {
    /// All words, in order.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The entries of one word.
    pub fn of(&self, word: &str) -> &[Word] {
        let from = self.words.partition_point(|w| w.text.as_str() < word);
        let to = from + self.words[from..].partition_point(|w| w.text == word);
        &self.words[from..to]
    }

    /// Words that begin with a text.
    pub fn beginning(&self, with: &str) -> &[Word] {
        let from = self.words.partition_point(|w| w.text.as_str() < with);
        let to = from + self.words[from..].partition_point(|w| w.text.starts_with(with));
        &self.words[from..to]
    }

    /// Words at one edit from a word.
    pub fn one_edit_from(&self, word: &str) -> Vec<&Word> {
        let wanted: Vec<char> = word.chars().collect();
        let near = |w: &&Word| {
            let difference = w.text.len().abs_diff(word.len());
            difference <= 4 && is_one_edit(&wanted, &w.text)
        };
        self.words.iter().filter(near).collect()
    }
}

/// Whether one insertion, deletion, substitution or transposition of neighbours makes
/// one word of the other.
fn is_one_edit(word: &[char], other: &str) -> bool {
    let other: Vec<char> = other.chars().collect();
    let start = word.iter().zip(&other).take_while(|(a, b)| a == b).count();
    match (&word[start..], &other[start..]) {
        ([_, rest @ ..], other) if rest == other => true,
        (rest, [_, other @ ..]) if rest == other => true,
        ([_, rest @ ..], [_, other @ ..]) if rest == other => true,
        ([a, b, rest @ ..], [c, d, other @ ..]) => a == d && b == c && rest == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
