//! A pasted alert, log line or stack trace, and the incidents that are like it; see
//! `docs/similar.md`, section Pasted text, which both readers follow.

mod common;
mod telling;

pub use common::Common;

use super::card::{Card, Section, Text};
use super::open::{Index, IndexError};
use super::postings::{IN_TITLE, Reader, idf, worth};
use super::rank::{Chosen, Expander};
use super::text::{Lang, Shape, Stem, tokens};
use crate::library::Helped;
use telling::{Word, words};

/// The most words that are looked up.
const MOST: usize = 16;
/// What a word counts that stands in the title.
const TITLE: f64 = 1.4;
/// The least part of what a text tells that an incident has to match.
const LEAST: f64 = 0.15;
/// The same where an identifier matches.
const LEAST_STRONG: f64 = 0.06;
/// Looks of an identifier.
const STRONG: f64 = 1.5;
/// The words of a pasted text that name an incident's reason.
const REASONS: usize = 6;

/// An incident that is like a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// The incident.
    pub card: Card,
    /// How much of what the text tells it matches; about 0 to 1.
    pub score: f64,
    /// Words of the text, as they stand there, that tell most of what both share.
    pub terms: Vec<String>,
    /// Factors of the incident that the text names.
    pub factors: Vec<String>,
    /// Services of the incident that the text names.
    pub services: Vec<String>,
    /// What helped then.
    pub helped: Option<Helped>,
}

/// A word that is looked up.
struct Asked {
    word: Word,
    weight: f64,
}

impl Index {
    /// The words of a text that are looked up, at most sixteen, chosen by what is known
    /// before: their looks and how common they are.
    fn chosen(&self, text: &str) -> Vec<Asked> {
        let mut stem = Stem::new(Lang::English);
        let n = self.meta.n;
        let mut all: Vec<(f64, Asked)> = words(text, &self.meta.known.stop_words)
            .into_iter()
            .map(|word| {
                let is_english = self.meta.en && Shape::of(&word.token) == Shape::Letters;
                let key = if is_english { stem.english(&word.token) } else { word.token.clone() };
                let (idf, weakness) = self.meta.common.prior(n, &key);
                let weight = word.weight * weakness;
                (weight * idf, Asked { word, weight })
            })
            .filter(|(value, _)| *value > 0.0)
            .collect();
        // Of equal ones the first in the text: the sort is stable.
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        all.truncate(MOST);
        all.into_iter().map(|(_, asked)| asked).collect()
    }

    /// The incidents that are like a text, the most alike first, at most `limit`; none when
    /// nothing is similar.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn alike(&self, text: &str, chosen: &Chosen, limit: usize) -> Result<Vec<Alike>, IndexError> {
        let Some(reader) = Reader::of(self)? else { return Ok(Vec::new()) };
        let text = telling::read(text);
        let passes = self.passing(chosen, &mut Vec::new());
        let asked = self.chosen(text);
        let found = score(&reader, &asked)?;
        let mut ranked: Vec<(u32, &Found)> = (0..)
            .zip(&found)
            .filter(|(_, f)| f.is_alike(asked.len()))
            .filter(|(doc, _)| passes[*doc as usize])
            .collect();
        ranked.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(b.0.cmp(&a.0)));
        let named: Vec<String> = tokens(text, false).into_iter().map(|t| t.text).collect();
        ranked.truncate(limit);
        ranked.into_iter().map(|(number, found)| self.shown(number, found, &asked, &named)).collect()
    }

    /// An incident with what helped in it.
    pub(super) fn with_helped(&self, number: u32) -> Result<(Card, Option<Helped>), IndexError> {
        let (card, Text(_, helped)) = self.stored(number)?;
        Ok((card, helped.map(|Section(anchor, heading, text)| Helped { anchor, heading, text })))
    }

    fn shown(&self, number: u32, found: &Found, asked: &[Asked], named: &[String]) -> Result<Alike, IndexError> {
        let (card, helped) = self.with_helped(number)?;
        let mut terms = found.gives.clone();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.truncate(REASONS);
        let terms = terms.into_iter().map(|(at, _)| asked[at].word.written.clone()).collect();
        let is_named = |name: &&String| {
            let name: Vec<String> = tokens(name, false).into_iter().map(|t| t.text).collect();
            !name.is_empty() && named.windows(name.len()).any(|w| w == name)
        };
        let services = card.services.iter().filter(is_named).cloned().collect();
        let factors = card.factor_names.iter().filter(is_named).cloned().collect();
        Ok(Alike { card, score: found.score, terms, factors, services, helped })
    }
}

/// What an incident shares with a text.
#[derive(Clone, Default)]
struct Found {
    score: f64,
    /// Words by number, with what each gives.
    gives: Vec<(usize, f64)>,
    is_strong: bool,
}

impl Found {
    /// Whether it is shown, of a text of which so many words were looked up: a good part of what
    /// it tells, by more than one word, unless it has but one or the word is an identifier.
    fn is_alike(&self, asked: usize) -> bool {
        let several = self.gives.len() > 1 || asked == 1;
        several && self.score >= LEAST || self.is_strong && self.score >= LEAST_STRONG
    }
}

fn score(reader: &Reader<'_>, asked: &[Asked]) -> Result<Vec<Found>, IndexError> {
    let n = reader.index().meta.n;
    let mut expander = Expander::new(reader);
    let mut found = vec![Found::default(); n as usize];
    let mut whole = 0.0;
    for (at, Asked { word, weight }) in asked.iter().enumerate() {
        let mut df = 0_u32;
        let mut best: Vec<(u32, f64)> = Vec::new();
        for term in expander.exact(&word.token)? {
            let postings = reader.get(&term)?;
            df = df.saturating_add(u32::try_from(postings.docs.len()).unwrap_or(u32::MAX));
            let worths = postings.impacts.iter().map(|i| if i & IN_TITLE > 0 { worth(*i) * TITLE } else { worth(*i) });
            best.extend(postings.docs.iter().copied().zip(worths));
        }
        // Of several terms of one word the best counts.
        best.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        best.dedup_by_key(|(doc, _)| *doc);
        let rare = weight * idf(n, df.clamp(1, n));
        whole += rare;
        let is_strong = word.looks >= STRONG && df > 0 && df <= (n / 20).max(3);
        for (doc, worth) in best {
            let found = &mut found[doc as usize];
            found.gives.push((at, rare * worth));
            found.score += rare * worth;
            found.is_strong |= is_strong;
        }
    }
    for found in &mut found {
        if whole > 0.0 {
            found.score /= whole;
        }
    }
    Ok(found)
}
