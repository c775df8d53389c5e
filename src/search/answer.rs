//! Asking the index.

use super::card::{Card, Text};
use super::meta::Rank;
use super::note::Note;
use super::open::{Index, IndexError};
use super::postings::Reader;
use super::query::{Plan, Slot};
use super::rank::{Answer, Chosen, Facets, How, answer};
use super::snippet::{Marker, Snippet};
use serde::Serialize;
use tantivy::schema::Value as _;
use tantivy::{DocAddress, TantivyDocument};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The query.
    pub query: &'a str,
    /// The most results.
    pub limit: usize,
    /// The newest first, instead of the best.
    pub by_date: bool,
    /// Choices beside the query.
    pub chosen: Chosen,
    /// Whether each result has a piece of its text.
    pub snippets: bool,
    /// Whether facets are counted.
    pub facets: bool,
    /// Whether each result says why it stands where it does.
    pub explain: bool,
}

/// An incident that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The incident.
    pub card: Card,
    /// How well it matches; only comparable within one query.
    pub score: f64,
    /// The piece of its text that matches best.
    pub snippet: Snippet,
    /// Why it stands where it does.
    pub why: Option<Why>,
}

/// Why an incident stands where it does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    /// How many words of the query it matches.
    pub matched: usize,
    /// How many there are.
    pub of: usize,
    /// What each word gave.
    pub words: Vec<WordWhy>,
    /// What words near each other gave.
    pub near: f64,
}

/// What a word of the query gave.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordWhy {
    /// The word of the query.
    pub word: String,
    /// The term that answers it there.
    pub term: String,
    /// `exact`, `stem`, `synonym`, `beginning` or `edit`.
    pub how: &'static str,
    /// How many incidents have the term.
    pub df: u32,
    /// The inverse document frequency that counts.
    pub idf: f64,
    /// How often it stands in the whole, the title, and names and alerts.
    pub counts: [u32; 3],
    /// What it added to the score.
    pub gives: f64,
}

/// What a query found.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// How many incidents match.
    pub total: usize,
    /// How many of them match every word.
    pub full: usize,
    /// The first of them.
    pub hits: Vec<Hit>,
    /// Remarks on the query.
    pub notes: Vec<Note>,
    /// Counts by facet, where they were asked for.
    pub facets: Option<Facets>,
}

impl Index {
    /// The constants of the ranking, to try others: a bench chooses them.
    pub fn rank_mut(&mut self) -> &mut Rank {
        &mut self.meta.rank
    }

    /// The incidents that match a query, at most `limit` of them.
    ///
    /// # Errors
    /// When the index cannot be read; never because of the query.
    pub fn search(&self, ask: &Ask<'_>) -> Result<Results, IndexError> {
        let mut notes = Vec::new();
        let mut plan = Plan::of(ask.query, &self.meta.columns, &self.meta.known, &mut notes);
        plan.choose(&ask.chosen, &self.meta.columns, &mut notes);
        let Some(reader) = Reader::of(self)? else {
            return Ok(Results { total: 0, full: 0, hits: Vec::new(), notes, facets: None });
        };
        let answer = answer(&reader, &plan, ask.by_date, ask.facets, &mut notes)?;
        let asked: Vec<(String, usize)> = plan
            .slots
            .iter()
            .enumerate()
            .filter_map(|(at, slot)| match slot {
                Slot::Word(word) => Some((word.token.clone(), at)),
                Slot::Or(_) => None,
            })
            .collect();
        let mut marker = Marker::of(&answer, &asked);
        let mut hits = Vec::new();
        for (number, score) in answer.ranked.iter().take(ask.limit) {
            let (card, Text(sections, _)) = self.stored(*number)?;
            let snippet = if ask.snippets { marker.snippet(&card, &sections) } else { Snippet::default() };
            let why = if ask.explain { Some(why(&reader, &plan, &answer, *number)?) } else { None };
            hits.push(Hit { card, score: *score, snippet, why });
        }
        Ok(Results { total: answer.ranked.len(), full: answer.full, hits, notes, facets: answer.facets })
    }

    /// What an incident shows, and its text.
    pub(super) fn stored(&self, number: u32) -> Result<(Card, Text), IndexError> {
        let document: TantivyDocument = self.searcher.doc(DocAddress::new(0, number))?;
        let text = |field| document.get_first(field).and_then(|v| v.as_str()).unwrap_or_default();
        let broken = |error: serde_json::Error| IndexError::Read(error.into());
        let card = serde_json::from_str(text(self.fields.card)).map_err(broken)?;
        let text = serde_json::from_str(text(self.fields.sections)).map_err(broken)?;
        Ok((card, text))
    }
}

fn why(reader: &Reader<'_>, plan: &Plan, answer: &Answer, number: u32) -> Result<Why, IndexError> {
    let doc = number as usize;
    let mut words = Vec::new();
    for (slot, matched) in plan.slots.iter().zip(&answer.slots) {
        let Some(best) = matched.best[doc] else { continue };
        let expansion = &matched.expansions[usize::from(best)];
        let word = match slot {
            Slot::Word(word) => word.token.clone(),
            Slot::Or(_) => expansion.word.clone(),
        };
        let terms: Vec<&str> = expansion.terms.iter().flat_map(|(t, _)| t).map(String::as_str).collect();
        let mut counts = [0; 3];
        for term in &terms {
            for (sum, count) in counts.iter_mut().zip(reader.counts(term, number)?) {
                *sum += count;
            }
        }
        let how = match expansion.how {
            How::Exact => "exact",
            How::Stem => "stem",
            How::Synonym => "synonym",
            How::Beginning => "beginning",
            How::Edit => "edit",
        };
        let gives = matched.gives[doc];
        let (df, idf) = (expansion.df, expansion.idf);
        words.push(WordWhy { word, term: terms.join(" "), how, df, idf, counts, gives });
    }
    Ok(Why { matched: words.len(), of: plan.slots.len(), words, near: answer.near[doc] })
}
