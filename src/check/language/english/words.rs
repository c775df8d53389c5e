//! A sentence as words with their places and classes.

use super::lexicon::{Bits, Class, LEXICON};
use super::people::Names;
use crate::check::prose::Sentence;
use std::ops::Range;

/// A word, number or mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'s> {
    /// Where it begins in the text of its sentence.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The word in lower case; parts of contractions in their usual form: `n't`, `'ve`.
    pub lower: &'s str,
    /// What it can be.
    pub bits: Bits,
    /// What it looks like.
    pub shape: Shape,
    /// Whether it begins with a capital.
    pub is_capital: bool,
    /// Whether somebody or something else says it.
    pub is_quiet: bool,
}

/// What a piece of a sentence looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Letters.
    Word,
    /// Digits, alone or in front.
    Number,
    /// `@name`.
    Handle,
    /// Anything else, one character.
    Mark,
}

impl Word<'_> {
    /// Whether it is of a class. Quoted words are of none.
    pub(super) fn is(&self, class: Class) -> bool {
        self.bits.has(class)
    }

    /// Whether it is a mark.
    pub(super) fn is_mark(&self) -> bool {
        self.shape == Shape::Mark
    }
}

/// A phrase of several words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrase {
    /// Its first word.
    pub first: usize,
    /// The word after its last.
    pub end: usize,
    /// What it is.
    pub bits: Bits,
}

/// The words of a sentence.
pub(super) struct Words<'s> {
    /// The text of the sentence.
    pub text: &'s str,
    /// The words in their order.
    pub all: Vec<Word<'s>>,
    /// The phrases among them.
    pub phrases: Vec<Phrase>,
    /// Every class that a word or phrase has.
    pub bits: Bits,
}

impl<'s> Words<'s> {
    /// Reads a sentence; `lower` is its text in lower ASCII.
    pub(super) fn of(sentence: &'s Sentence, lower: &'s str, names: &Names) -> Self {
        let mut words =
            Self { text: &sentence.text, all: Vec::with_capacity(32), phrases: Vec::new(), bits: Bits::default() };
        let mut chars = lower.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if c.is_whitespace() {
                continue;
            }
            let is_handle = c == '@' && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
            let mut end = start + c.len_utf8();
            if is_handle || c.is_alphanumeric() {
                while let Some((at, next)) = chars.peek().copied() {
                    let goes_on = next.is_alphanumeric()
                        || matches!(next, '-' | '_' | '\'' | '’' | '.')
                            && lower[at + next.len_utf8()..].starts_with(char::is_alphanumeric)
                        || is_handle && next == '/';
                    if !goes_on {
                        break;
                    }
                    end = at + next.len_utf8();
                    chars.next();
                }
            }
            words.push(sentence, lower, start..end, is_handle, names);
        }
        words.find_phrases();
        words
    }

    fn push(&mut self, sentence: &Sentence, lower: &'s str, at: Range<usize>, is_handle: bool, names: &Names) {
        let word = &lower[at.clone()];
        let shape = match word.chars().next() {
            // A scope of a package is no person.
            Some(_) if is_handle && !word.contains('/') => Shape::Handle,
            Some(c) if c.is_ascii_digit() => Shape::Number,
            Some(c) if c.is_alphabetic() => Shape::Word,
            _ => Shape::Mark,
        };
        if matches!(shape, Shape::Word | Shape::Handle)
            && let Some((cut, tail)) = contraction(word)
        {
            self.one(sentence, &word[..cut], at.start..at.start + cut, shape, names);
            self.one(sentence, tail, at.start + cut..at.end, Shape::Word, names);
            return;
        }
        self.one(sentence, word, at, shape, names);
    }

    fn one(&mut self, sentence: &Sentence, lower: &'s str, at: Range<usize>, shape: Shape, names: &Names) {
        let is_quiet = !sentence.quiet.is_empty() && sentence.is_quiet(&at);
        let is_capital = sentence.text[at.start..].starts_with(char::is_uppercase);
        let mut bits = if is_quiet || shape == Shape::Handle { Bits::default() } else { LEXICON.word(lower) };
        if shape == Shape::Word && !is_quiet && (bits.is_empty() || !bits.any(FORMS) && !lower.ends_with("ing")) {
            bits.add(guessed(lower));
        }
        if !is_quiet && names.knows(lower, is_capital) {
            bits.add(Bits::of(Class::Given));
        }
        self.bits.add(bits);
        self.all.push(Word { start: at.start, end: at.end, lower, bits, shape, is_capital, is_quiet });
    }

    fn find_phrases(&mut self) {
        for first in 0..self.all.len() {
            let Words { all, phrases, bits, .. } = self;
            if all[first].is_quiet {
                continue;
            }
            let word = |n: usize| all.get(first + n).filter(|w| !w.is_quiet).map(|w| w.lower);
            LEXICON.phrases(all[first].lower, word, |b, more| {
                bits.add(b);
                phrases.push(Phrase { first, end: first + more + 1, bits: b });
            });
        }
    }

    /// The word at a place, or none.
    pub(super) fn get(&self, at: usize) -> Option<&Word<'s>> {
        self.all.get(at)
    }

    /// The lower-case word at a place, empty beyond the end.
    pub(super) fn lower(&self, at: usize) -> &'s str {
        self.all.get(at).map_or("", |w| w.lower)
    }

    /// Whether the word at a place is of a class, alone or as the beginning of a phrase.
    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.all.get(at).is_some_and(|w| w.is(class)) || self.phrase(at, class).is_some()
    }

    /// The phrase of a class that begins at a word.
    pub(super) fn phrase(&self, at: usize, class: Class) -> Option<Phrase> {
        self.phrases.iter().find(|p| p.first == at && p.bits.has(class)).copied()
    }

    /// The words and phrases of a class, as ranges of words.
    pub(super) fn of_class(&self, class: Class) -> impl Iterator<Item = Range<usize>> + '_ {
        let found = self.bits.has(class);
        let words = self.all.iter().enumerate().filter(move |(_, w)| found && w.is(class)).map(|(n, _)| n..n + 1);
        words.chain(self.phrases.iter().filter(move |p| p.bits.has(class)).map(|p| p.first..p.end))
    }

    /// Whether any word or phrase of a class is among some words.
    pub(super) fn has(&self, within: Range<usize>, class: Class) -> bool {
        self.bits.has(class)
            && (self.all[within.start.min(within.end)..within.end].iter().any(|w| w.is(class))
                || self.phrases.iter().any(|p| p.bits.has(class) && p.first >= within.start && p.end <= within.end))
    }

    /// Whether some words in a row say this.
    pub(super) fn says(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(n, w)| self.all.get(at + n).is_some_and(|x| x.lower == *w && !x.is_quiet))
    }

    /// Whether these words stand in a row anywhere before a word.
    pub(super) fn said_before(&self, before: usize, words: &[&str]) -> bool {
        (0..before).any(|at| self.says(at, words))
    }

    /// The bytes of some words.
    pub(super) fn bytes(&self, words: Range<usize>) -> Range<usize> {
        let start = self.all.get(words.start).map_or(self.text.len(), |w| w.start);
        let end = words.end.checked_sub(1).and_then(|n| self.all.get(n)).map_or(start, |w| w.end);
        start..end.max(start)
    }

    /// The text of some words as it is written.
    pub(super) fn written(&self, words: Range<usize>) -> &'s str {
        &self.text[self.bytes(words)]
    }
}

/// Forms of verbs.
const FORMS: Bits = Bits::of(Class::Base).and(Class::Third).and(Class::Past).and(Class::Part).and(Class::Ing);

/// Where a contraction is cut, and the usual form of its second part.
fn contraction(word: &str) -> Option<(usize, &'static str)> {
    let (at, mark) = word.char_indices().rev().find(|(_, c)| matches!(c, '\'' | '’'))?;
    let tail = &word[at + mark.len_utf8()..];
    let tail = match tail {
        "t" if word[..at].ends_with('n') && at > 1 => {
            // "can't" keeps its n: "ca" is no word.
            let cut = if &word[..at] == "can" { at } else { at - 1 };
            return Some((cut, "n't"));
        }
        "ve" => "'ve",
        "re" => "'re",
        "ll" => "'ll",
        "d" => "'d",
        "m" => "'m",
        "s" => "'s",
        _ => return None,
    };
    Some((at, tail))
}

/// The classes of an unknown word by its ending.
fn guessed(word: &str) -> Bits {
    if word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed") {
        return Bits::of(Class::Past).and(Class::Part);
    }
    if word.len() > 5 && word.ends_with("ing") {
        return Bits::of(Class::Ing);
    }
    if word.len() > 4 && word.ends_with("ly") {
        return Bits::of(Class::Adverb);
    }
    Bits::default()
}
