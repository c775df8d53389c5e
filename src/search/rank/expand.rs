//! A word becomes the terms that answer it; see `docs/search-index.md`, section Words and
//! their expansions.

use crate::search::meta::Rank;
use crate::search::note::Note;
use crate::search::open::IndexError;
use crate::search::postings::{Reader, idf};
use crate::search::query::{Plan, Word};
use crate::search::text::{Lang, Shape, Stem};
use crate::search::vocabulary;
use std::cmp::Reverse;
use std::collections::HashMap;

/// The least length of an unfinished word for which terms are looked through.
const LEAST_BEGINNING: usize = 4;
/// The least length of an unfinished word for which the vocabulary is.
const LEAST_UNFINISHED: usize = 2;
/// The least length of a word that may be misspelt.
const LEAST_MISSPELT: usize = 4;

/// Why a term answers a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is the word.
    Exact,
    /// It is another word of its stem.
    Stem,
    /// It means the same.
    Synonym,
    /// It begins with the word.
    Beginning,
    /// It is one edit away.
    Edit,
}

/// A term or phrase that answers a word.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::search) struct Expansion {
    /// Terms with their offsets; one unless it is a phrase.
    pub(in crate::search) terms: Vec<(Vec<String>, u32)>,
    pub(in crate::search) how: How,
    pub(in crate::search) weight: f64,
    /// The part of the tier that it gives.
    pub(in crate::search) share: f64,
    /// How many incidents have it, or the rarest word of it.
    pub(in crate::search) df: u32,
    /// The inverse document frequency that it counts with.
    pub(in crate::search) idf: f64,
    /// The only incidents in which it counts: those with the word as it is written.
    pub(in crate::search) only: Option<Vec<u32>>,
    /// What it was found as, when that is not the term.
    pub(in crate::search) word: String,
}

/// The words of an index.
pub(in crate::search) struct Expander<'a> {
    reader: &'a Reader<'a>,
    english: Stem,
    rank: Rank,
    known: HashMap<String, Vec<String>>,
}

impl<'a> Expander<'a> {
    pub(in crate::search) fn new(reader: &'a Reader<'a>) -> Self {
        Self { reader, english: Stem::new(Lang::English), rank: reader.index().meta.rank, known: HashMap::new() }
    }

    /// The terms that a token is exactly.
    pub(in crate::search) fn exact(&mut self, token: &str) -> Result<Vec<String>, IndexError> {
        if Shape::of(token) != Shape::Letters {
            return Ok(vec![token.to_owned()]);
        }
        if let Some(known) = self.known.get(token) {
            return Ok(known.clone());
        }
        let meta = &self.reader.index().meta;
        let mut terms = Vec::new();
        if meta.en {
            terms.push(self.english.english(token));
        }
        if meta.raw {
            terms.push(token.to_owned());
        }
        if meta.lookup {
            terms.extend(self.reader.index().vocabulary()?.of(token).iter().map(|w| w.stem.clone()));
        }
        let mut seen = Vec::new();
        terms.retain(|t| !seen.contains(t) && (seen.push(t.clone()), true).1);
        self.known.insert(token.to_owned(), terms.clone());
        Ok(terms)
    }

    /// The sum of df of terms, at most all incidents.
    fn df(&self, terms: &[String]) -> Result<u32, IndexError> {
        let mut sum = 0_u32;
        for term in terms {
            sum = sum.saturating_add(self.reader.df(term)?);
        }
        Ok(sum.min(self.reader.index().meta.n))
    }

    /// Words of a phrase with the idf of each.
    pub(in crate::search) fn phrase(
        &mut self,
        tokens: &[(String, u32)],
    ) -> Result<Vec<(Vec<String>, u32, f64)>, IndexError> {
        let first = tokens.first().map_or(0, |(_, p)| *p);
        let n = self.reader.index().meta.n;
        let mut words = Vec::new();
        for (token, position) in tokens {
            let terms = self.exact(token)?;
            let df = self.df(&terms)?;
            words.push((terms, position - first, idf(n, df)));
        }
        Ok(words)
    }

    /// A word or phrase as an alternative of `OR`.
    pub(in crate::search) fn alternative(&mut self, tokens: &[(String, u32)]) -> Result<Expansion, IndexError> {
        let words = self.phrase(tokens)?;
        let terms: Vec<(Vec<String>, u32)> = words.into_iter().map(|(terms, offset, _)| (terms, offset)).collect();
        self.made(terms, How::Exact, tokens.iter().map(|(t, _)| t.as_str()).collect::<Vec<_>>().join(" "))
    }

    fn made(&self, terms: Vec<(Vec<String>, u32)>, how: How, word: String) -> Result<Expansion, IndexError> {
        let mut df = u32::MAX;
        for (terms, _) in &terms {
            df = df.min(self.df(terms)?);
        }
        let (weight, share) = match how {
            How::Exact => (1.0, 1.0),
            How::Stem => (self.rank.stem, self.rank.stem_tier),
            How::Synonym => (self.rank.synonym, self.rank.synonym_tier),
            How::Beginning => (self.rank.prefix, self.rank.prefix_tier),
            How::Edit => (self.rank.fuzzy, self.rank.fuzzy_tier),
        };
        let n = self.reader.index().meta.n;
        let df = df.min(n);
        Ok(Expansion { terms, how, weight, share, df, idf: idf(n, df), only: None, word })
    }

    fn one(&self, term: String, how: How, word: String) -> Result<Expansion, IndexError> {
        self.made(vec![(vec![term], 0)], how, word)
    }

    /// What answers each word slot of a plan, in their order; other slots stay empty.
    pub(in crate::search) fn word(
        &mut self,
        plan: &Plan,
        slot: usize,
        word: &Word,
        notes: &mut Vec<Note>,
    ) -> Result<Vec<Expansion>, IndexError> {
        let exact = self.exact(&word.token)?;
        let mut found = Vec::new();
        for term in &exact {
            self.written(&word.token, term, How::Exact, &mut found)?;
        }
        self.synonyms(plan, slot, &exact, &mut found)?;
        if word.is_last {
            self.beginnings(&word.token, &mut found)?;
        }
        if found.iter().all(|e| e.df == 0) && Shape::of(&word.token) == Shape::Letters {
            self.unknown(word, &mut found, notes)?;
        }
        found.retain(|e| e.df > 0);
        if found.is_empty() {
            notes.push(Note::NoMatch { word: word.token.clone() });
        }
        self.weigh(&mut found);
        Ok(found)
    }

    /// A word by its term: where it stands just so, and less so where only its stem does.
    fn written(&self, word: &str, term: &str, how: How, found: &mut Vec<Expansion>) -> Result<(), IndexError> {
        let whole = self.one(term.to_owned(), how, word.to_owned())?;
        let Some(only) = self.reader.written(word, whole.df)? else {
            found.push(whole);
            return Ok(());
        };
        let (weight, share) = (whole.weight * self.rank.stem, whole.share * self.rank.stem_tier);
        let stem = Expansion { how: if how == How::Exact { How::Stem } else { how }, weight, share, ..whole.clone() };
        found.push(Expansion { only: Some(only), ..whole });
        found.push(stem);
        Ok(())
    }

    /// One idf for all expansions of a word: that of the word itself where it is known, else
    /// that of all together, so that a rare neighbour never outweighs the word.
    fn weigh(&self, found: &mut [Expansion]) {
        let n = self.reader.index().meta.n;
        let sum = |exact: bool| {
            // What counts in some incidents only comes again for all.
            let all = found.iter().filter(|e| e.only.is_none() && (!exact || matches!(e.how, How::Exact | How::Stem)));
            all.fold(0_u32, |sum, e| sum.saturating_add(e.df)).min(n)
        };
        let df = if sum(true) > 0 { sum(true) } else { sum(false) };
        let idf = idf(n, df);
        for expansion in found {
            expansion.idf = idf;
        }
    }

    fn synonyms(
        &mut self,
        plan: &Plan,
        slot: usize,
        exact: &[String],
        found: &mut Vec<Expansion>,
    ) -> Result<(), IndexError> {
        let known = &self.reader.index().meta.known;
        for group in &known.synonyms {
            let mut own = Vec::new();
            for (at, member) in group.iter().enumerate() {
                let is_own = match member.as_slice() {
                    [one] => exact.contains(one),
                    several => self.stands(plan, slot, several)?,
                };
                if is_own {
                    own.push(at);
                }
            }
            if own.is_empty() {
                continue;
            }
            for (_, member) in group.iter().enumerate().filter(|(at, _)| !own.contains(at)) {
                let terms: Vec<(Vec<String>, u32)> = member.iter().cloned().map(|t| vec![t]).zip(0..).collect();
                if found.iter().all(|e| e.terms != terms) {
                    found.push(self.made(terms, How::Synonym, member.join(" "))?);
                }
            }
        }
        Ok(())
    }

    /// Whether words of the query in a row, one of them a slot, are these terms.
    fn stands(&mut self, plan: &Plan, slot: usize, member: &[String]) -> Result<bool, IndexError> {
        'places: for window in plan.words.windows(member.len()) {
            if window.iter().all(|(_, s)| *s != Some(slot)) {
                continue;
            }
            for ((word, _), (offset, term)) in window.iter().zip((0_u32..).zip(member)) {
                let first = &window[0].0;
                let in_row = word.run == first.run && word.position == first.position + offset;
                if !in_row || !self.exact(&word.token)?.contains(term) {
                    continue 'places;
                }
            }
            return Ok(true);
        }
        Ok(false)
    }

    fn beginnings(&mut self, token: &str, found: &mut Vec<Expansion>) -> Result<(), IndexError> {
        let length = token.chars().count();
        if length < LEAST_BEGINNING && !(length == 1 && Shape::of(token) == Shape::Wide) {
            return Ok(());
        }
        let mut terms = self.reader.beginning(token)?;
        terms.retain(|(term, _)| found.iter().all(|e| e.terms.len() != 1 || e.terms[0].0 != [term.as_str()]));
        terms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for (term, _) in terms.into_iter().take(self.rank.most) {
            found.push(self.one(term.clone(), How::Beginning, term)?);
        }
        Ok(())
    }

    /// A word that no incident has: what it begins, else what it may have been meant as.
    fn unknown(&mut self, word: &Word, found: &mut Vec<Expansion>, notes: &mut Vec<Note>) -> Result<(), IndexError> {
        let vocabulary = self.reader.index().vocabulary()?;
        let length = word.token.chars().count();
        let mut how = How::Beginning;
        let mut words: Vec<&vocabulary::Word> = Vec::new();
        if word.is_last && length >= LEAST_UNFINISHED {
            words = vocabulary.beginning(&word.token).iter().collect();
        }
        if words.is_empty() && length >= LEAST_MISSPELT {
            how = How::Edit;
            words = vocabulary.one_edit_from(&word.token);
        }
        words.sort_by_key(|w| (Reverse(w.df), w.text.as_str(), w.stem.as_str()));
        words.truncate(self.rank.most);
        if let (How::Edit, Some(first)) = (how, words.first()) {
            notes.push(Note::Corrected { word: word.token.clone(), to: first.text.clone() });
        }
        for w in words {
            if found.iter().all(|e| e.terms.len() != 1 || e.terms[0].0 != [w.stem.as_str()]) {
                self.written(&w.text, &w.stem, how, found)?;
            }
        }
        Ok(())
    }
}
