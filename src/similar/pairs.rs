//! How alike each incident is to each other one: exact, over all pairs.

use super::bag::Term;
use super::vector::Vector;
use rayon::prelude::*;
use std::cmp;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A pair, seen from one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    pub(super) other: usize,
    pub(super) score: f64,
}

/// Terms in more than one of so many incidents are common. They are added to all incidents of a
/// block in one sweep, zeros included, which is less work than to go from one to the next.
const COMMON: usize = 16;
/// Incidents of a block: so many that the weights of common terms in it stay near the processor.
const BLOCK: usize = 768;
/// Incidents that are looked at together.
const TOGETHER: usize = 16;
/// Common terms that are added together.
const SWEPT: usize = 4;

/// Terms of a vector, numbered anew, with their weights.
type Part = Vec<(u32, f32)>;

/// All vectors, common terms and others apart.
struct Parts {
    common: Vec<Part>,
    /// How many common terms there are.
    commons: usize,
    /// Terms that are not common and that more than one incident has.
    rare: Vec<Part>,
    rares: usize,
    /// The mean likeness of each incident to all others.
    means: Vec<f64>,
}

impl Parts {
    fn of(vectors: &[Vector]) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let terms = vectors.iter().flatten().map(|(term, _)| *term as usize + 1).max().unwrap_or(0);
        let mut counts = vec![0_usize; terms];
        // What each term weighs in all incidents together: a vector times these is its likeness to all.
        let mut sums = vec![0.0_f64; terms];
        for (term, weight) in vectors.iter().flatten() {
            counts[*term as usize] += 1;
            sums[*term as usize] += f64::from(*weight);
        }
        let is_common = |term: usize| counts[term] * COMMON > vectors.len();
        let (mut commons, mut rares) = (0, 0);
        let mut numbers = vec![0; terms];
        for (term, count) in counts.iter().enumerate() {
            let next = if is_common(term) { &mut commons } else { &mut rares };
            numbers[term] = number(*next);
            *next += usize::from(*count > 1);
        }
        let part = |vector: &Vector, of_common: bool| -> Part {
            let own = vector.iter().filter(|(term, _)| {
                let term = *term as usize;
                counts[term] > 1 && is_common(term) == of_common
            });
            own.map(|(term, weight)| (numbers[*term as usize], *weight)).collect()
        };
        let others = f64::from(number(vectors.len())) - 1.0;
        let product = |(term, weight): &(Term, f32)| {
            let weight = f64::from(*weight);
            weight * (sums[*term as usize] - weight)
        };
        Self {
            common: vectors.par_iter().map(|v| part(v, true)).collect(),
            commons,
            rare: vectors.par_iter().map(|v| part(v, false)).collect(),
            rares,
            means: vectors.iter().map(|vector| vector.iter().map(product).sum::<f64>() / others).collect(),
        }
    }
}

/// Some incidents in a row, by their terms.
struct Block {
    /// Number of the first one.
    first: usize,
    len: usize,
    /// The weight of each common term in each of them.
    common: Vec<f32>,
    /// Where the entries of each other term begin.
    starts: Vec<u32>,
    /// Incidents by their number in the block, with the weight of a term.
    entries: Vec<(u32, f32)>,
}

impl Block {
    fn of(parts: &Parts, first: usize) -> Self {
        let rare = &parts.rare[first..(first + BLOCK).min(parts.rare.len())];
        let len = rare.len();
        let mut common = vec![0.0; parts.commons * len];
        for (at, part) in parts.common[first..first + len].iter().enumerate() {
            for (term, weight) in part {
                common[*term as usize * len + at] = *weight;
            }
        }
        let mut starts = vec![0_u32; parts.rares + 1];
        for (term, _) in rare.iter().flatten() {
            starts[*term as usize] += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        let mut entries = vec![(0, 0.0); end as usize];
        // Each start moves from the end of its entries to their beginning.
        for (at, part) in (0_u32..).zip(rare) {
            for (term, weight) in part {
                let place = &mut starts[*term as usize];
                *place -= 1;
                entries[*place as usize] = (at, *weight);
            }
        }
        Self { first, len, common, starts, entries }
    }

    /// How alike an incident is to each of the block: terms that are not common first, each kind in
    /// the order of terms, so that the same pair has the same bits wherever blocks end.
    fn compare(&self, rare: &Part, common: &Part, sums: &mut Vec<f32>) {
        sums.clear();
        sums.resize(self.len, 0.0);
        for (term, weight) in rare {
            let (start, end) = (self.starts[*term as usize], self.starts[*term as usize + 1]);
            for (other, theirs) in &self.entries[start as usize..end as usize] {
                sums[*other as usize] += weight * theirs;
            }
        }
        let row = |term: u32| &self.common[term as usize * self.len..][..self.len];
        let (some, rest) = common.as_chunks::<SWEPT>();
        for [(a, aw), (b, bw), (c, cw), (d, dw)] in some {
            let theirs = row(*a).iter().zip(row(*b)).zip(row(*c)).zip(row(*d));
            for (sum, (((a, b), c), d)) in sums.iter_mut().zip(theirs) {
                *sum = *sum + aw * a + bw * b + cw * c + dw * d;
            }
        }
        for (term, weight) in rest {
            for (sum, theirs) in sums.iter_mut().zip(row(*term)) {
                *sum += weight * theirs;
            }
        }
    }
}

/// The best pairs of each incident that one thread has seen.
struct Best {
    of: Vec<Vec<Pair>>,
    most: usize,
    /// What a pair must have at least to be among the best of each.
    needed: Vec<f64>,
    /// The same, rounded down.
    bounds: Vec<f32>,
}

impl Best {
    fn new(means: &[f64], most: usize, least: f64) -> Self {
        let needed: Vec<f64> = means.iter().map(|mean| mean + least).collect();
        Self { of: vec![Vec::new(); needed.len()], most, bounds: needed.iter().copied().map(below).collect(), needed }
    }

    /// Takes what is good enough of how alike an incident is to those from `first` on.
    fn take(&mut self, at: usize, first: usize, sums: &[f32]) {
        for (chunk, sums) in (first..).step_by(TOGETHER).zip(sums.chunks(TOGETHER)) {
            let own = self.bounds[at];
            // Without a branch for each, since nearly none is.
            let each = sums.iter().zip(&self.bounds[chunk..]);
            if each.fold(false, |any, (sum, bound)| any | (*sum >= own.min(*bound))) {
                for (other, sum) in (chunk..).zip(sums) {
                    let score = f64::from(*sum);
                    self.add(at, Pair { other, score });
                    self.add(other, Pair { other: at, score });
                }
            }
        }
    }

    fn add(&mut self, at: usize, pair: Pair) {
        if pair.score < self.needed[at] {
            return;
        }
        let own = &mut self.of[at];
        let place = own.partition_point(|p| order(p, &pair).is_lt());
        own.insert(place, pair);
        own.truncate(self.most);
        if own.len() == self.most
            && let Some(last) = own.last()
        {
            self.needed[at] = last.score.max(self.needed[at]);
            self.bounds[at] = below(self.needed[at]);
        }
    }
}

/// A number of 32 bits that is not above a score.
fn below(score: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "the next one below is taken")]
    let score = score as f32;
    score.next_down()
}

/// The most alike incidents of each, at most `most`: those that are more alike by `least`
/// than all others are on the mean. Each pair is computed once.
pub(super) fn best(vectors: &[Vector], most: usize, least: f64) -> Vec<Vec<Pair>> {
    let n = vectors.len();
    let parts = Parts::of(vectors);
    // The last block has most before it, so it begins. Every thread holds lists for all incidents.
    let left = AtomicUsize::new(n.div_ceil(BLOCK));
    let work = |_| {
        let mut best = Best::new(&parts.means, most, least);
        let mut sums = Vec::new();
        while let Ok(next) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) {
            let block = Block::of(&parts, (next - 1) * BLOCK);
            for at in 0..block.first + block.len {
                block.compare(&parts.rare[at], &parts.common[at], &mut sums);
                let later = (at + 1).max(block.first);
                best.take(at, later, &sums[later - block.first..]);
            }
        }
        best.of
    };
    let threads = rayon::current_num_threads().max(1);
    let all: Vec<Vec<Vec<Pair>>> = (0..threads).into_par_iter().map(work).collect();
    let of = |at: usize| {
        let mut own: Vec<Pair> = all.iter().flat_map(|best| &best[at]).copied().collect();
        own.sort_by(order);
        own.truncate(most);
        own
    };
    (0..n).into_par_iter().map(of).collect()
}

/// The most alike first, of equal ones the first by path.
fn order(a: &Pair, b: &Pair) -> cmp::Ordering {
    b.score.total_cmp(&a.score).then(a.other.cmp(&b.other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(parts: &[(Term, f32)]) -> Vector {
        let length = parts.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        parts.iter().map(|(t, w)| (*t, w / length)).collect()
    }

    fn likeness(a: &Vector, b: &Vector) -> f64 {
        let weight = |term: Term| b.iter().find(|(t, _)| *t == term).map_or(0.0, |(_, w)| f64::from(*w));
        a.iter().map(|(term, w)| f64::from(*w) * weight(*term)).sum()
    }

    #[test]
    fn the_best_pairs_are_those_of_comparing_all_with_all() {
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        // Terms below ten are common, some of the others are rare.
        let vectors: Vec<Vector> = (0..150)
            .map(|_| {
                let mut terms: Vec<u64> = (0..4).map(|_| random(10)).collect();
                terms.extend((0..8).map(|_| 10 + random(200)).collect::<Vec<_>>());
                terms.sort_unstable();
                terms.dedup();
                #[expect(clippy::cast_precision_loss, reason = "small")]
                let weight = |_| 1.0 + random(5) as f32;
                let weights: Vec<f32> = (0..terms.len()).map(weight).collect();
                unit(&terms.into_iter().map(|t| Term::try_from(t).expect("small")).zip(weights).collect::<Vec<_>>())
            })
            .collect();
        let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
        for (most, least) in [(5, -1.0), (149, -1.0), (149, 0.1), (3, 0.1)] {
            for (at, found) in best(&vectors, most, least).into_iter().enumerate() {
                let mut all: Vec<f64> =
                    (0..150).filter(|o| *o != at).map(|o| likeness(&vectors[at], &vectors[o])).collect();
                let needed = all.iter().sum::<f64>() / 149.0 + least;
                all.retain(|score| *score >= needed);
                all.sort_by(|a, b| b.total_cmp(a));
                all.truncate(most);
                assert_eq!(found.len(), all.len());
                assert!(found.is_sorted_by(|a, b| order(a, b).is_lt()));
                assert!(found.iter().zip(&all).all(|(pair, score)| near(pair.score, *score)));
                assert!(found.iter().all(|p| near(p.score, likeness(&vectors[at], &vectors[p.other]))));
            }
        }
    }

    #[test]
    fn nothing_and_one_are_like_nothing() {
        assert!(best(&[], 5, 0.0).is_empty());
        assert_eq!(best(&[unit(&[(1, 1.0)])], 5, 0.0), [vec![]]);
    }
}
