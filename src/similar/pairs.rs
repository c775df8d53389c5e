//! How alike each incident is to each other one: exact, over all pairs.

use super::bag::Term;
use super::vector::Vector;
use rayon::prelude::*;
use std::cmp::Ordering;

/// A pair, seen from one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    pub(super) other: usize,
    pub(super) score: f64,
}

/// Which incidents have a term, with its weight there.
struct Inverted {
    /// Where the entries of each term begin; terms are numbered in their order.
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
    /// The vectors again, with each term by the place of its entry.
    places: Vec<Vec<u32>>,
    /// Which term the entry at a place is of.
    terms: Vec<u32>,
}

impl Inverted {
    fn of(vectors: &[Vector]) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut all: Vec<(Term, u32, f32)> = vectors
            .par_iter()
            .enumerate()
            .flat_map_iter(|(at, vector)| vector.iter().map(move |(term, weight)| (*term, number(at), *weight)))
            .collect();
        all.par_sort_unstable_by_key(|(term, at, _)| (*term, *at));
        let mut starts: Vec<u32> = Vec::new();
        let mut terms: Vec<u32> = Vec::with_capacity(all.len());
        let mut places: Vec<Vec<u32>> = vectors.iter().map(|v| Vec::with_capacity(v.len())).collect();
        let mut last = None;
        for (place, (term, at, _)) in all.iter().enumerate() {
            if last != Some(term) {
                starts.push(number(place));
            }
            last = Some(term);
            terms.push(number(starts.len() - 1));
            places[*at as usize].push(number(place));
        }
        starts.push(number(all.len()));
        Self { starts, entries: all.into_iter().map(|(_, at, weight)| (at, weight)).collect(), places, terms }
    }

    /// The mean likeness of each incident to all others: its vector times the sum of all.
    fn means(&self) -> Vec<f64> {
        let of_term = |t: usize| &self.entries[self.starts[t] as usize..self.starts[t + 1] as usize];
        let sums: Vec<f64> =
            (0..self.starts.len() - 1).map(|t| of_term(t).iter().map(|(_, w)| f64::from(*w)).sum()).collect();
        let others = f64::from(u32::try_from(self.places.len()).unwrap_or(u32::MAX)) - 1.0;
        let one = |places: &Vec<u32>| {
            let part = |place: &u32| {
                let weight = f64::from(self.entries[*place as usize].1);
                weight * (sums[self.terms[*place as usize] as usize] - weight)
            };
            places.iter().map(part).sum::<f64>() / others
        };
        self.places.iter().map(one).collect()
    }

    /// Adds to `sums` how alike an incident is to each that comes after it.
    fn add_later(&self, at: usize, sums: &mut [f32]) {
        for place in &self.places[at] {
            let end = self.starts[self.terms[*place as usize] as usize + 1] as usize;
            let (own, later) = (self.entries[*place as usize].1, &self.entries[*place as usize + 1..end]);
            for (other, weight) in later {
                sums[*other as usize] += own * weight;
            }
        }
    }
}

/// The best pairs of each incident that one thread has seen.
#[derive(Clone)]
struct Best {
    of: Vec<Vec<Pair>>,
    most: usize,
}

impl Best {
    fn add(&mut self, at: usize, pair: Pair) {
        let own = &mut self.of[at];
        let place = own.partition_point(|p| order(p, &pair).is_lt());
        if place < self.most {
            own.insert(place, pair);
            own.truncate(self.most);
        }
    }
}

/// The most alike incidents of each, at most `most`: those that are more alike by `least`
/// than all others are on the mean. Each pair is computed once.
pub(super) fn best(vectors: &[Vector], most: usize, least: f64) -> Vec<Vec<Pair>> {
    let n = vectors.len();
    let inverted = Inverted::of(vectors);
    let means = inverted.means();
    let fresh = || (vec![0.0_f32; n], Best { of: vec![Vec::new(); n], most });
    let one = |(mut sums, mut best): (Vec<f32>, Best), at: usize| {
        inverted.add_later(at, &mut sums);
        let own = means[at] + least;
        for (other, sum) in sums.iter_mut().enumerate().skip(at + 1) {
            let score = f64::from(std::mem::take(sum));
            if score >= own {
                best.add(at, Pair { other, score });
            }
            if score >= means[other] + least {
                best.add(other, Pair { other: at, score });
            }
        }
        (sums, best)
    };
    let merged = |(sums, mut a): (Vec<f32>, Best), (_, b): (Vec<f32>, Best)| {
        for (at, pairs) in b.of.into_iter().enumerate() {
            for pair in pairs {
                a.add(at, pair);
            }
        }
        (sums, a)
    };
    // One piece for each thread: every piece holds sums and lists for all incidents.
    let threads = rayon::current_num_threads().max(1);
    let pieces: Vec<usize> = (0..threads).collect();
    let piece = |first: &usize| (*first..n).step_by(threads).fold(fresh(), one);
    pieces.par_iter().map(piece).reduce(fresh, merged).1.of
}

/// The most alike first, of equal ones the first by path.
fn order(a: &Pair, b: &Pair) -> Ordering {
    b.score.total_cmp(&a.score).then(a.other.cmp(&b.other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(parts: &[(Term, f32)]) -> Vector {
        let length = parts.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        parts.iter().map(|(t, w)| (*t, w / length)).collect()
    }

    #[test]
    fn the_best_pairs_are_those_of_comparing_all_with_all() {
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let vectors: Vec<Vector> = (0..60)
            .map(|_| {
                let mut terms: Vec<Term> = (0..12).map(|_| random(40)).collect();
                terms.sort_unstable();
                terms.dedup();
                #[expect(clippy::cast_precision_loss, reason = "small")]
                unit(&terms.into_iter().map(|t| (t, 1.0 + random(5) as f32)).collect::<Vec<_>>())
            })
            .collect();
        let found = best(&vectors, 5, -1.0);
        for (at, vector) in vectors.iter().enumerate() {
            let likeness = |other: usize| -> f64 {
                let mut sum = 0.0_f32;
                for (term, weight) in vector {
                    sum += vectors[other].iter().find(|(t, _)| t == term).map_or(0.0, |(_, w)| w * weight);
                }
                f64::from(sum)
            };
            let mut all: Vec<Pair> =
                (0..60).filter(|o| *o != at).map(|other| Pair { other, score: likeness(other) }).collect();
            all.sort_by(order);
            all.truncate(5);
            assert_eq!(found[at], all);
        }
        let mean = |of: &[Pair]| of.iter().map(|p| p.score).sum::<f64>() / 59.0;
        let all = best(&vectors, 59, -1.0);
        let choosy = best(&vectors, 59, 0.1);
        for (all, choosy) in all.iter().zip(&choosy) {
            let least = mean(all) + 0.1;
            assert!(choosy.iter().all(|p| p.score > least - 1e-6));
            assert_eq!(choosy.len(), all.iter().filter(|p| p.score >= least).count());
        }
    }

    #[test]
    fn nothing_and_one_are_like_nothing() {
        assert!(best(&[], 5, 0.0).is_empty());
        assert_eq!(best(&[unit(&[(1, 1.0)])], 5, 0.0), [vec![]]);
    }
}
