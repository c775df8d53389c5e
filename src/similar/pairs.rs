//! How alike each incident is to each other one: exact, over all pairs.

use super::bag::Term;
use super::vector::Vectors;
use rayon::prelude::*;
use std::cmp::Ordering;

/// What incidents can share beside words: factors, services, alerts, triggers.
pub(super) struct Marks {
    /// For each incident its marks, ascending.
    pub(super) of: Vec<Vec<u32>>,
    /// How rare each mark is.
    pub(super) idf: Vec<f64>,
}

/// A pair, seen from one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    pub(super) other: usize,
    pub(super) score: f64,
}

/// Which incidents have a term, with its weight.
pub(super) struct Inverted {
    starts: Vec<(Term, u32)>,
    entries: Vec<(u32, f32)>,
}

impl Inverted {
    pub(super) fn of(vectors: &Vectors) -> Self {
        let mut all: Vec<(Term, u32, f32)> = vectors
            .par_iter()
            .enumerate()
            .flat_map_iter(|(at, vector)| {
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                vector.iter().map(move |(term, weight)| (*term, at, *weight))
            })
            .collect();
        all.par_sort_unstable_by_key(|(term, at, _)| (*term, *at));
        let mut starts: Vec<(Term, u32)> = Vec::new();
        for (place, (term, ..)) in all.iter().enumerate() {
            if starts.last().is_none_or(|(t, _)| t != term) {
                starts.push((*term, u32::try_from(place).unwrap_or(u32::MAX)));
            }
        }
        Self { starts, entries: all.into_iter().map(|(_, at, weight)| (at, weight)).collect() }
    }

    fn get(&self, term: Term) -> &[(u32, f32)] {
        let Ok(at) = self.starts.binary_search_by_key(&term, |(t, _)| *t) else { return &[] };
        let start = self.starts[at].1 as usize;
        let end = self.starts.get(at + 1).map_or(self.entries.len(), |(_, s)| *s as usize);
        &self.entries[start..end]
    }
}

/// Sums for one incident over all others.
#[derive(Clone)]
struct Sums {
    words: Vec<f32>,
    shared: Vec<f64>,
    touched: Vec<u32>,
}

/// The most alike incidents of each, at most `most`, none below `least`.
pub(super) fn best(vectors: &Vectors, marks: &Marks, overlap: f64, most: usize, least: f64) -> Vec<Vec<Pair>> {
    let n = vectors.len();
    let inverted = Inverted::of(vectors);
    let mut with_mark: Vec<Vec<u32>> = vec![Vec::new(); marks.idf.len()];
    for (at, own) in marks.of.iter().enumerate() {
        for mark in own {
            with_mark[*mark as usize].push(u32::try_from(at).unwrap_or(u32::MAX));
        }
    }
    let weight_of = |at: usize| marks.of[at].iter().map(|m| marks.idf[*m as usize]).sum::<f64>();
    let weights: Vec<f64> = (0..n).map(weight_of).collect();
    let fresh = Sums { words: vec![0.0; n], shared: vec![0.0; n], touched: Vec::new() };
    (0..n)
        .into_par_iter()
        .with_min_len(64)
        .map_init(
            || fresh.clone(),
            |sums, at| {
                for (term, own) in &vectors[at] {
                    for (other, weight) in inverted.get(*term) {
                        let sum = &mut sums.words[*other as usize];
                        if *sum == 0.0 {
                            sums.touched.push(*other);
                        }
                        *sum += own * weight;
                    }
                }
                for mark in &marks.of[at] {
                    let idf = marks.idf[*mark as usize];
                    for other in &with_mark[*mark as usize] {
                        sums.shared[*other as usize] += idf;
                    }
                }
                let mut found: Vec<Pair> = Vec::new();
                for other in std::mem::take(&mut sums.touched) {
                    let other = other as usize;
                    let words = f64::from(std::mem::take(&mut sums.words[other]));
                    let shared = sums.shared[other];
                    let all = weights[at] + weights[other] - shared;
                    let jaccard = if all > 0.0 { shared / all } else { 0.0 };
                    let score = (words + overlap * jaccard) / (1.0 + overlap);
                    if other != at && score >= least {
                        found.push(Pair { other, score });
                    }
                }
                for mark in &marks.of[at] {
                    for other in &with_mark[*mark as usize] {
                        sums.shared[*other as usize] = 0.0;
                    }
                }
                if found.len() > most {
                    found.select_nth_unstable_by(most, order);
                    found.truncate(most);
                }
                found.sort_unstable_by(order);
                found
            },
        )
        .collect()
}

/// The most alike first, of equal ones the first by path.
fn order(a: &Pair, b: &Pair) -> Ordering {
    b.score.total_cmp(&a.score).then(a.other.cmp(&b.other))
}
