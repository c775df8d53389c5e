//! Words near each other in the order of the query.

use super::score::Matched;
use crate::search::open::IndexError;
use crate::search::postings::Reader;
use crate::search::query::{Slot, Word};

/// Adds what nearness gives to the scores.
pub(super) fn add(
    reader: &Reader<'_>,
    slots: &[Slot],
    matched: &[Matched],
    scores: &mut [f64],
) -> Result<(), IndexError> {
    let words: Vec<(&Word, &Matched)> = slots
        .iter()
        .zip(matched)
        .filter_map(|(slot, matched)| match slot {
            Slot::Word(word) => Some((word, matched)),
            Slot::Or(_) => None,
        })
        .collect();
    for pair in words.windows(2) {
        let ((a, in_a), (b, in_b)) = (pair[0], pair[1]);
        if a.run == b.run && b.position > a.position {
            of_pair(reader, b.position - a.position, in_a, in_b, scores)?;
        }
    }
    Ok(())
}

/// `gap`: how far the words are from each other in the query.
fn of_pair(
    reader: &Reader<'_>,
    gap: u32,
    first: &Matched,
    second: &Matched,
    scores: &mut [f64],
) -> Result<(), IndexError> {
    let rank = reader.index().meta.rank;
    for (doc, score) in scores.iter_mut().enumerate() {
        let (Some(from), Some(to)) = (first.best[doc], second.best[doc]) else { continue };
        let (from, to) = (&first.expansions[usize::from(from)], &second.expansions[usize::from(to)]);
        let (Some(one), Some(other)) = (from.single(reader), to.single(reader)) else { continue };
        let Some(distance) = distance(reader, one, other, doc)?.filter(|d| *d <= gap + rank.slop) else { continue };
        let further = f64::from(distance.saturating_sub(gap));
        let idf = if from.idf < to.idf { from.idf } else { to.idf };
        *score += rank.near * idf * (1.0 - further / f64::from(rank.slop + 1));
    }
    Ok(())
}

/// How far a term stands from the nearest one before it, in an incident.
fn distance(reader: &Reader<'_>, from: &str, to: &str, doc: usize) -> Result<Option<u32>, IndexError> {
    let Ok(number) = u32::try_from(doc) else { return Ok(None) };
    let (one, other) = (reader.get(from)?, reader.get(to)?);
    let places = (one.docs.binary_search(&number), other.docs.binary_search(&number));
    let (Ok(place), Ok(other_place)) = places else { return Ok(None) };
    Ok(least(reader.positions(from, &one)?.at(place), reader.positions(to, &other)?.at(other_place)))
}

/// The least step from a position to a later one of the other list.
fn least(from: &[u32], to: &[u32]) -> Option<u32> {
    let mut best: Option<u32> = None;
    let mut next = 0;
    for start in from {
        while next < to.len() && to[next] <= *start {
            next += 1;
        }
        let Some(end) = to.get(next) else { break };
        let step = end - start;
        best = Some(best.map_or(step, |b| b.min(step)));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::least;

    #[test]
    fn the_least_step_is_to_a_later_position() {
        assert_eq!(least(&[5, 20], &[4, 9, 21]), Some(1));
        assert_eq!(least(&[5], &[5, 3]), None);
        assert_eq!(least(&[], &[1]), None);
    }
}
