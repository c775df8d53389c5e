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

/// Terms in more than one of so many incidents are common: most of the work would be theirs, and
/// they decide little.
const COMMON: usize = 8;
/// Sums of 32 bits may be as far from the true ones.
const ROUNDING: f32 = 1e-5;
/// Incidents that are looked at together.
const TOGETHER: usize = 16;

/// Which incidents have a term, with its weight there.
struct Inverted {
    /// Where the entries of each term begin, by its number; common ones have none.
    starts: Vec<u32>,
    /// Incidents, ascending for each term, with the term's weight there.
    entries: Vec<(u32, f32)>,
    /// For each incident its terms that are not common, as weight, first entry after its own, and end.
    rare: Vec<Vec<(f32, u32, u32)>>,
    /// For each incident its common terms.
    common: Vec<Vector>,
    /// The lengths of these parts of the vectors, which bound what they can add.
    lengths: Vec<f32>,
    /// The mean likeness of each incident to all others.
    means: Vec<f64>,
}

impl Inverted {
    fn of(vectors: &[Vector]) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let terms = vectors.iter().flatten().map(|(term, _)| *term as usize + 1).max().unwrap_or(0);
        let mut counts = vec![0_u32; terms];
        // What each term weighs in all incidents together: a vector times these is its likeness to all.
        let mut sums = vec![0.0_f64; terms];
        for (term, weight) in vectors.iter().flatten() {
            counts[*term as usize] += 1;
            sums[*term as usize] += f64::from(*weight);
        }
        let is_common = |term: Term| counts[term as usize] as usize * COMMON > vectors.len();
        let mut starts = Vec::with_capacity(terms + 1);
        let mut end = 0;
        for (term, count) in counts.iter().enumerate() {
            starts.push(end);
            end += if is_common(number(term)) { 0 } else { *count };
        }
        starts.push(end);
        let mut free = starts.clone();
        let mut entries = vec![(0, 0.0); end as usize];
        let mut rare = Vec::with_capacity(vectors.len());
        for (at, vector) in vectors.iter().enumerate() {
            let mut own = Vec::with_capacity(vector.len());
            for (term, weight) in vector.iter().filter(|(term, _)| !is_common(*term)) {
                let place = &mut free[*term as usize];
                entries[*place as usize] = (number(at), *weight);
                *place += 1;
                own.push((*weight, *place, starts[*term as usize + 1]));
            }
            rare.push(own);
        }
        let common: Vec<Vector> =
            vectors.iter().map(|v| v.iter().filter(|(term, _)| is_common(*term)).copied().collect()).collect();
        let length = |part: &Vector| part.iter().map(|(_, w)| w * w).sum::<f32>().sqrt() + ROUNDING;
        let others = f64::from(number(vectors.len())) - 1.0;
        let part = |(term, weight): &(Term, f32)| {
            let weight = f64::from(*weight);
            weight * (sums[*term as usize] - weight)
        };
        let means = vectors.iter().map(|vector| vector.iter().map(part).sum::<f64>() / others).collect();
        Self { starts, entries, rare, lengths: common.iter().map(length).collect(), common, means }
    }

    /// Adds to `sums` how alike an incident is to each that comes after it, but for common terms.
    fn add_later(&self, at: usize, sums: &mut [f32]) {
        for (own, after, end) in &self.rare[at] {
            for (other, weight) in &self.entries[*after as usize..*end as usize] {
                sums[*other as usize] += own * weight;
            }
        }
    }
}

/// What one thread works with.
struct Work<'a> {
    inverted: &'a Inverted,
    /// The most pairs of an incident.
    most: usize,
    /// The best pairs of each incident that this thread has seen.
    best: Vec<Vec<Pair>>,
    /// What a pair must have at least to be among the best of each.
    needed: Vec<f64>,
    /// The same, rounded down.
    bounds: Vec<f32>,
    /// How alike one incident is to each, but for common terms.
    sums: Vec<f32>,
    /// The weights of its common terms, by number.
    own: Vec<f32>,
}

impl<'a> Work<'a> {
    fn new(inverted: &'a Inverted, most: usize, least: f64) -> Self {
        let n = inverted.means.len();
        let needed: Vec<f64> = inverted.means.iter().map(|mean| mean + least).collect();
        Self {
            inverted,
            most,
            best: vec![Vec::new(); n],
            bounds: needed.iter().copied().map(below).collect(),
            needed,
            sums: vec![0.0; n],
            own: vec![0.0; inverted.starts.len()],
        }
    }

    /// Compares an incident with each that comes after it.
    fn compare(&mut self, at: usize) {
        let inverted = self.inverted;
        inverted.add_later(at, &mut self.sums);
        for (term, weight) in &inverted.common[at] {
            self.own[*term as usize] = *weight;
        }
        let length = inverted.lengths[at];
        let mut first = at + 1;
        while first < self.sums.len() {
            let end = (first + TOGETHER).min(self.sums.len());
            let bound = self.bounds[at];
            // Whether any can be enough: without a branch for each, since nearly none is.
            let parts = self.sums[first..end].iter().zip(&inverted.lengths[first..end]).zip(&self.bounds[first..end]);
            let enough =
                |any, ((sum, other), least): ((&f32, &f32), &f32)| any | (sum + length * other >= bound.min(*least));
            if parts.fold(false, enough) {
                (first..end).for_each(|other| self.pair(at, other));
            }
            self.sums[first..end].fill(0.0);
            first = end;
        }
        for (term, _) in &inverted.common[at] {
            self.own[*term as usize] = 0.0;
        }
    }

    /// Adds the common terms of a pair that may be among the best, and keeps it where it is.
    fn pair(&mut self, at: usize, other: usize) {
        let (sum, inverted) = (self.sums[other], self.inverted);
        let bound = self.bounds[at].min(self.bounds[other]);
        if sum + inverted.lengths[at] * inverted.lengths[other] < bound {
            return;
        }
        let common = inverted.common[other].iter().map(|(term, weight)| self.own[*term as usize] * weight);
        let score = f64::from(sum + common.sum::<f32>());
        self.add(at, Pair { other, score });
        self.add(other, Pair { other: at, score });
    }

    fn add(&mut self, at: usize, pair: Pair) {
        if pair.score < self.needed[at] {
            return;
        }
        let own = &mut self.best[at];
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

/// A score as a bound that no rounding can pass.
fn below(score: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "rounded down below")]
    let score = score as f32;
    score - ROUNDING
}

/// The most alike incidents of each, at most `most`: those that are more alike by `least`
/// than all others are on the mean. Each pair is computed once.
pub(super) fn best(vectors: &[Vector], most: usize, least: f64) -> Vec<Vec<Pair>> {
    let n = vectors.len();
    let inverted = Inverted::of(vectors);
    // One piece for each thread: every piece holds sums and lists for all incidents.
    let threads = rayon::current_num_threads().max(1);
    let piece = |first: usize| {
        let mut work = Work::new(&inverted, most, least);
        (first..n).step_by(threads).for_each(|at| work.compare(at));
        work.best
    };
    let all: Vec<Vec<Vec<Pair>>> = (0..threads).into_par_iter().map(piece).collect();
    let of = |at: usize| {
        let mut own: Vec<Pair> = all.iter().flat_map(|best| &best[at]).copied().collect();
        own.sort_by(order);
        own.truncate(most);
        own
    };
    (0..n).into_par_iter().map(of).collect()
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
