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
mod tests {
    use super::*;

    fn edit(a: &str, b: &str) -> bool {
        is_one_edit(&a.chars().collect::<Vec<_>>(), b)
    }

    #[test]
    fn one_edit_is_an_insertion_deletion_substitution_or_transposition() {
        for (a, b) in [("cache", "cachee"), ("cache", "ache"), ("cache", "cbche"), ("cache", "cahce"), ("ab", "ba")] {
            assert!(edit(a, b) && edit(b, a), "{a} {b}");
        }
        for (a, b) in [("cache", "cache"), ("cache", "cahec"), ("abc", "cba"), ("cache", "cac"), ("", "ab")] {
            assert!(!edit(a, b), "{a} {b}");
        }
    }

    #[test]
    fn words_are_counted_by_stem_and_found_by_their_beginning() {
        let mut counter = Counter::default();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        counter.add([pair("failed", "fail"), pair("cache", "cach")]);
        counter.add([pair("failed", "fail"), pair("failing", "fail")]);
        let vocabulary = counter.finish();
        assert_eq!(vocabulary.of("failed"), [Word { text: "failed".into(), stem: "fail".into(), df: 2 }]);
        assert_eq!(vocabulary.beginning("fai").len(), 2);
        assert_eq!(vocabulary.one_edit_from("faild").len(), 1);
        assert!(vocabulary.of("fail").is_empty());
    }

    /// Words of the sample library with how many of its files have them.
    fn sample() -> Vocabulary {
        let mut counter = Counter::default();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content/incidents");
        for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap) {
            let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
            let words: std::collections::BTreeSet<String> =
                crate::search::text::tokens(&text, true).into_iter().map(|t| t.text).collect();
            counter.add(words.into_iter().filter(|w| w.chars().all(char::is_alphabetic)).map(|w| (w.clone(), w)));
        }
        counter.finish()
    }

    #[test]
    fn the_word_that_was_meant_is_among_those_at_one_edit_nearly_always() {
        let vocabulary = sample();
        let most = crate::search::meta::Rank::CHOSEN.most;
        let (mut tried, mut found) = (0, 0);
        let mut seed = 1_u64;
        let mut random = |below: usize| {
            // The generator of Knuth's MMIX.
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap() % below
        };
        for word in vocabulary.words().iter().filter(|w| w.text.is_ascii() && w.text.len() >= 4) {
            for kind in 0..4 {
                let mut letters: Vec<u8> = word.text.bytes().collect();
                let at = random(letters.len() - 1);
                let letter = b'a' + u8::try_from(random(26)).unwrap();
                match kind {
                    0 => letters.insert(at, letter),
                    1 => drop(letters.remove(at)),
                    2 => letters[at] = letter,
                    _ => letters.swap(at, at + 1),
                }
                let typed = String::from_utf8(letters).unwrap();
                if typed.len() < 4 || !vocabulary.of(&typed).is_empty() {
                    continue;
                }
                let mut near = vocabulary.one_edit_from(&typed);
                near.sort_by_key(|w| (std::cmp::Reverse(w.df), w.text.as_str()));
                tried += 1;
                found += usize::from(near.iter().take(most).any(|w| w.text == word.text));
            }
        }
        assert!(tried > 5000, "{tried}");
        assert!(found * 100 >= tried * 99, "{found} of {tried}");
    }
}
