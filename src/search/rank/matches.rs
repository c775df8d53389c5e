//! Where a word or phrase stands: incidents, with how much each is about it.

use super::expand::Expansion;
use crate::search::open::IndexError;
use crate::search::postings::{IN_TITLE, Reader, worth};

/// The incidents of several terms for one word, ascending.
pub(super) struct Found {
    pub(super) docs: Vec<u32>,
    pub(super) impacts: Vec<u8>,
}

/// The incidents with any of some terms; the greatest impact of each counts.
pub(super) fn any(reader: &Reader<'_>, terms: &[String]) -> Result<Found, IndexError> {
    let mut all: Vec<(u32, u8)> = Vec::new();
    for term in terms {
        let postings = reader.get(term)?;
        all.extend(postings.docs.iter().copied().zip(postings.impacts.iter().copied()));
    }
    if terms.len() > 1 {
        all.sort_unstable();
        let mut merged: Vec<(u32, u8)> = Vec::with_capacity(all.len());
        for (doc, impact) in all {
            match merged.last_mut() {
                Some((last, before)) if *last == doc => {
                    let title = (*before | impact) & IN_TITLE;
                    *before = (*before & !IN_TITLE).max(impact & !IN_TITLE) | title;
                }
                _ => merged.push((doc, impact)),
            }
        }
        all = merged;
    }
    let (docs, impacts) = all.into_iter().unzip();
    Ok(Found { docs, impacts })
}

/// Positions of any of some terms in an incident, ascending.
fn places(reader: &Reader<'_>, terms: &[String], doc: u32) -> Result<Vec<u32>, IndexError> {
    let mut places = Vec::new();
    for term in terms {
        let postings = reader.get(term)?;
        if let Ok(at) = postings.docs.binary_search(&doc) {
            places.extend_from_slice(reader.positions(term, &postings)?.at(at));
        }
    }
    places.sort_unstable();
    Ok(places)
}

/// The incidents with words in a row, with the impact of each word there.
pub(super) fn phrase(reader: &Reader<'_>, words: &[(Vec<String>, u32)]) -> Result<Vec<(u32, Vec<u8>)>, IndexError> {
    let mut found: Vec<Found> = Vec::new();
    for (terms, _) in words {
        found.push(any(reader, terms)?);
    }
    let Some(rarest) = found.iter().min_by_key(|f| f.docs.len()) else { return Ok(Vec::new()) };
    let mut matches = Vec::new();
    'docs: for doc in rarest.docs.clone() {
        let mut impacts = Vec::with_capacity(words.len());
        for found in &found {
            match found.docs.binary_search(&doc) {
                Ok(at) => impacts.push(found.impacts[at]),
                Err(_) => continue 'docs,
            }
        }
        if words.len() == 1 || in_row(reader, words, doc)? {
            matches.push((doc, impacts));
        }
    }
    Ok(matches)
}

fn in_row(reader: &Reader<'_>, words: &[(Vec<String>, u32)], doc: u32) -> Result<bool, IndexError> {
    let mut all = Vec::with_capacity(words.len());
    for (terms, offset) in words {
        all.push((places(reader, terms, doc)?, *offset));
    }
    let begins = |start: &u32| all.iter().all(|(places, offset)| places.binary_search(&(start + offset)).is_ok());
    Ok(all[0].0.iter().any(begins))
}

/// The incidents of an expansion with its worth in each.
pub(super) fn of(reader: &Reader<'_>, expansion: &Expansion) -> Result<Vec<(u32, f64)>, IndexError> {
    if let [(terms, _)] = expansion.terms.as_slice() {
        let found = any(reader, terms)?;
        let all = found.docs.into_iter().zip(found.impacts.into_iter().map(worth));
        return Ok(match &expansion.only {
            Some(only) => all.filter(|(doc, _)| only.binary_search(doc).is_ok()).collect(),
            None => all.collect(),
        });
    }
    let found = phrase(reader, &expansion.terms)?;
    let least = |impacts: Vec<u8>| impacts.into_iter().map(|i| i & !IN_TITLE).min().unwrap_or(0);
    Ok(found.into_iter().map(|(doc, impacts)| (doc, worth(least(impacts)))).collect())
}
