//! Scores: tiers of matched words, BM25F within them, nearness; see
//! `docs/search-index.md`, section Score and order.

use super::expand::{Expander, Expansion};
use super::filter::{Facets, Filters};
use super::matches;
use super::near;
use crate::search::note::Note;
use crate::search::open::IndexError;
use crate::search::postings::{IN_TITLE, Reader, worth};
use crate::search::query::{Plan, Required, Slot};
use std::rc::Rc;

/// What matched a slot.
pub(in crate::search) struct Matched {
    pub(in crate::search) expansions: Vec<Expansion>,
    /// For each incident the expansion that counts there.
    pub(in crate::search) best: Vec<Option<u8>>,
    /// For each incident what the slot adds to its score.
    pub(in crate::search) gives: Vec<f64>,
}

impl Expansion {
    /// Its term, when it is one whose positions are at hand.
    pub(super) fn single(&self, reader: &Reader<'_>) -> Option<&str> {
        match self.terms.as_slice() {
            [(terms, _)] if terms.len() == 1 && self.df <= reader.index().meta.near_df() => Some(&terms[0]),
            _ => None,
        }
    }
}

/// The terms of a word that has to be there, with their idf.
type Wanted = (Vec<String>, f64);

/// Incidents that answer a plan.
pub(in crate::search) struct Answer {
    /// Numbers with scores, in their order, all of them.
    pub(in crate::search) ranked: Vec<(u32, f64)>,
    /// How many match every slot.
    pub(in crate::search) full: usize,
    pub(in crate::search) slots: Vec<Rc<Matched>>,
    /// Terms of phrases and titles that were asked for, with their idf.
    pub(in crate::search) required: Vec<Wanted>,
    pub(in crate::search) facets: Option<Facets>,
    /// What nearness gave, by incident.
    pub(in crate::search) near: Vec<f64>,
}

/// Answers a plan.
pub(in crate::search) fn answer(
    reader: &Reader<'_>,
    plan: &Plan,
    by_date: bool,
    with_facets: bool,
    notes: &mut Vec<Note>,
) -> Result<Answer, IndexError> {
    let index = reader.index();
    let n = index.len();
    let mut expander = Expander::new(reader);
    let mut scores = vec![0.0_f64; n];
    let mut counts = vec![0_usize; n];
    let mut slots = Vec::new();
    for (at, slot) in plan.slots.iter().enumerate() {
        let expansions = match slot {
            Slot::Word(word) => expander.word(plan, at, word, notes)?,
            Slot::Or(sides) => {
                let mut all = Vec::new();
                for side in sides {
                    all.push(expander.alternative(side)?);
                }
                all
            }
        };
        let matched = matched(reader, expansions, n)?;
        for (doc, gives) in matched.gives.iter().enumerate().filter(|(doc, _)| matched.best[*doc].is_some()) {
            scores[doc] += gives;
            counts[doc] += 1;
        }
        slots.push(matched);
    }
    let (required, passes) = require(reader, plan, &mut expander, &mut scores)?;
    let before = scores.clone();
    near::add(reader, &plan.slots, &slots, &mut scores)?;
    let near = scores.iter().zip(&before).map(|(a, b)| a - b).collect();
    let filters = Filters::of(plan, &index.meta.columns);
    let asks_words = !plan.slots.is_empty() || !plan.required.is_empty();
    let matches: Vec<bool> = (0..n)
        .map(|doc| {
            let answers = !plan.required.is_empty() || counts[doc] > 0;
            passes[doc] && if asks_words { answers } else { plan.has_filters() }
        })
        .collect();
    let mut ranked: Vec<(u32, f64)> = Vec::new();
    let mut full = 0;
    for (number, (doc, score)) in (0_u32..).zip(scores.into_iter().enumerate()) {
        if matches[doc] && filters.all(doc) {
            ranked.push((number, score));
            full += usize::from(counts[doc] == plan.slots.len());
        }
    }
    ranked.sort_by(|a, b| if by_date { b.0.cmp(&a.0) } else { b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)) });
    let facets = with_facets.then(|| filters.facets(&matches));
    Ok(Answer { ranked, full, slots: slots.into_iter().map(Rc::new).collect(), required, facets, near })
}

/// The best of a slot's expansions in each incident.
fn matched(reader: &Reader<'_>, expansions: Vec<Expansion>, n: usize) -> Result<Matched, IndexError> {
    let tier = reader.index().meta.rank.tier;
    let mut best: Vec<Option<u8>> = vec![None; n];
    let mut gives = vec![0.0_f64; n];
    for (expansion, at) in expansions.iter().zip(0_u8..) {
        for (doc, worth) in matches::of(reader, expansion)? {
            let doc = doc as usize;
            let value = expansion.share * tier + expansion.idf * (expansion.weight * worth);
            if best[doc].is_none() || value > gives[doc] {
                (best[doc], gives[doc]) = (Some(at), value);
            }
        }
    }
    Ok(Matched { expansions, best, gives })
}

/// Adds what required parts give; gives their terms, and which incidents have all of
/// them and nothing that is excluded.
fn require(
    reader: &Reader<'_>,
    plan: &Plan,
    expander: &mut Expander<'_>,
    scores: &mut [f64],
) -> Result<(Vec<Wanted>, Vec<bool>), IndexError> {
    let tier = reader.index().meta.rank.tier;
    let mut passes = vec![true; scores.len()];
    let mut terms = Vec::new();
    let keep = |passes: &mut [bool], found: &[u32]| {
        let mut has = vec![false; passes.len()];
        for doc in found {
            has[*doc as usize] = true;
        }
        for (pass, has) in passes.iter_mut().zip(has) {
            *pass &= has;
        }
    };
    for required in &plan.required {
        match required {
            Required::Phrase(tokens) => {
                let words = expander.phrase(tokens)?;
                let parts: Vec<(Vec<String>, u32)> = words.iter().map(|(t, o, _)| (t.clone(), *o)).collect();
                let found = matches::phrase(reader, &parts)?;
                let count = f64::from(u32::try_from(words.len()).unwrap_or(u32::MAX));
                for (doc, impacts) in &found {
                    let mut gives = count * tier;
                    for ((_, _, idf), impact) in words.iter().zip(impacts) {
                        gives += idf * worth(*impact);
                    }
                    scores[*doc as usize] += gives;
                }
                keep(&mut passes, &found.iter().map(|(d, _)| *d).collect::<Vec<_>>());
                terms.extend(words.into_iter().map(|(t, _, idf)| (t, idf)));
            }
            Required::Title(tokens) => {
                for token in tokens {
                    let words = expander.phrase(&[(token.clone(), 0)])?;
                    for (wanted, _, idf) in words {
                        let found = matches::any(reader, &wanted)?;
                        let mut docs = Vec::new();
                        for (doc, impact) in found.docs.into_iter().zip(found.impacts) {
                            if impact & IN_TITLE != 0 {
                                scores[doc as usize] += tier + idf * worth(impact);
                                docs.push(doc);
                            }
                        }
                        keep(&mut passes, &docs);
                        terms.push((wanted, idf));
                    }
                }
            }
        }
    }
    for phrase in &plan.excluded {
        let words = expander.phrase(phrase)?;
        let parts: Vec<(Vec<String>, u32)> = words.into_iter().map(|(t, o, _)| (t, o)).collect();
        for (doc, _) in matches::phrase(reader, &parts)? {
            passes[doc as usize] = false;
        }
    }
    Ok((terms, passes))
}
