//! How alike each incident is to each other one: exact, over all pairs.

use super::bag::Term;
use super::vector::Vector;
use rayon::prelude::*;
use std::cmp::{self, Reverse};
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
/// Incidents of a block: so many that the weights of common terms in it stay near the processor, and
/// few enough that a number in it has 16 bits.
const BLOCK: usize = 1_536;
/// Incidents that are looked at together.
const TOGETHER: usize = 32;
/// Common terms that are added together.
const SWEPT: usize = 4;

/// A weight or a likeness in parts of 65,536, rounded down: a processor multiplies eight of them at
/// a time. What it says of a pair is at most [`slack`] too little, and never too much; pairs that may be
/// good enough are computed exactly.
type Rough = u16;

/// Terms of vectors, numbered anew, with their weights.
#[derive(Default)]
struct Part {
    /// Where the terms of each vector end.
    ends: Vec<usize>,
    all: Vec<(u32, Rough)>,
}

impl Part {
    fn of(&self, at: usize) -> &[(u32, Rough)] {
        &self.all[at.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[at]]
    }
}

fn rough(weight: f32) -> Rough {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 65,535")]
    let rough = (f64::from(weight) * f64::from(Rough::MAX)) as Rough;
    rough
}

/// The product of two weights. Products of one pair never add up to more than there is room for,
/// since vectors have length one.
fn product(a: Rough, b: Rough) -> Rough {
    ((u32::from(a) * u32::from(b)) >> Rough::BITS) as Rough
}

/// How much less than it is the likeness of two vectors of so many terms can come out: one for each
/// product, and for each weight its other one, of which the sum is at most the root of their number.
fn slack(terms: usize) -> Rough {
    Rough::try_from(terms + 2 * (terms.isqrt() + 1) + 3).unwrap_or(Rough::MAX)
}

/// All vectors, common terms and others apart.
struct Parts {
    /// Terms in groups of [`SWEPT`]: those that are missing weigh nothing.
    common: Part,
    /// How many common terms there are.
    commons: usize,
    /// Terms that are not common and that more than one incident has.
    rare: Part,
    rares: usize,
    /// The mean likeness of each incident to all others.
    means: Vec<f64>,
    /// How much less than it is a likeness can come out.
    slack: Rough,
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
        let others = f64::from(number(vectors.len())) - 1.0;
        let with_others = |(term, weight): &(Term, f32)| {
            let weight = f64::from(*weight);
            weight * (sums[*term as usize] - weight)
        };
        let means = vectors.iter().map(|vector| vector.iter().map(with_others).sum::<f64>() / others).collect();
        // Those that many have stand together, since they are looked up most.
        let mut by_count: Vec<usize> = (0..terms).filter(|term| counts[*term] > 1).collect();
        by_count.sort_unstable_by_key(|term| (Reverse(counts[*term]), *term));
        let commons = by_count.partition_point(|term| counts[*term] * COMMON > vectors.len());
        let mut numbers = vec![None; terms];
        for (at, term) in by_count.iter().enumerate() {
            numbers[*term] = Some(at);
        }
        let (mut common, mut rare) = (Part::default(), Part::default());
        for vector in vectors {
            for (term, weight) in vector {
                match numbers[*term as usize] {
                    Some(at) if at < commons => common.all.push((number(at), rough(*weight))),
                    Some(at) => rare.all.push((number(at - commons), rough(*weight))),
                    None => {}
                }
            }
            common.all.resize(common.all.len().next_multiple_of(SWEPT), (0, 0));
            common.ends.push(common.all.len());
            rare.ends.push(rare.all.len());
        }
        let slack = slack(vectors.iter().map(Vec::len).max().unwrap_or(0));
        Self { common, commons, rare, rares: by_count.len() - commons, means, slack }
    }
}

/// Some incidents in a row, by their terms.
struct Block {
    /// Number of the first one.
    first: usize,
    len: usize,
    /// The weight of each common term in each of them.
    common: Vec<Rough>,
    /// Where the entries of each other term begin.
    starts: Vec<u32>,
    /// Incidents by their number in the block, with the weight of a term.
    entries: Vec<(u16, Rough)>,
}

impl Block {
    fn of(parts: &Parts, first: usize) -> Self {
        let all = first..(first + BLOCK).min(parts.means.len());
        let len = all.len();
        let mut common = vec![0; parts.commons * len];
        for (at, incident) in all.clone().enumerate() {
            for (term, weight) in parts.common.of(incident).iter().filter(|(_, weight)| *weight > 0) {
                common[*term as usize * len + at] = *weight;
            }
        }
        let mut starts = vec![0_u32; parts.rares + 1];
        for (term, _) in all.clone().flat_map(|incident| parts.rare.of(incident)) {
            starts[*term as usize] += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        let mut entries = vec![(0, 0); end as usize];
        // Each start moves from the end of its entries to their beginning.
        for (at, incident) in (0_u16..).zip(all) {
            for (term, weight) in parts.rare.of(incident) {
                let place = &mut starts[*term as usize];
                *place -= 1;
                entries[*place as usize] = (at, *weight);
            }
        }
        Self { first, len, common, starts, entries }
    }

    /// About how alike an incident is to each of the block, and one more.
    fn compare(&self, parts: &Parts, incident: usize, sums: &mut Vec<Rough>) {
        sums.clear();
        sums.resize(self.len, 1);
        for (term, weight) in parts.rare.of(incident) {
            let (start, end) = (self.starts[*term as usize], self.starts[*term as usize + 1]);
            for (other, theirs) in &self.entries[start as usize..end as usize] {
                let sum = &mut sums[usize::from(*other)];
                *sum = sum.wrapping_add(product(*weight, *theirs));
            }
        }
        let row = |term: u32| &self.common[term as usize * self.len..][..self.len];
        for [(a, aw), (b, bw), (c, cw), (d, dw)] in parts.common.of(incident).as_chunks::<SWEPT>().0 {
            let theirs = row(*a).iter().zip(row(*b)).zip(row(*c)).zip(row(*d));
            for (sum, (((a, b), c), d)) in sums.iter_mut().zip(theirs) {
                let two = product(*aw, *a).wrapping_add(product(*bw, *b));
                let two_more = product(*cw, *c).wrapping_add(product(*dw, *d));
                *sum = sum.wrapping_add(two.wrapping_add(two_more));
            }
        }
    }
}

/// The pairs that one thread has seen and that may be among the best of each incident.
struct Best {
    /// How alike, roughly, and the other; the most alike first.
    of: Vec<Vec<(Rough, u32)>>,
    most: usize,
    /// What a pair of each is above that may be among its best.
    bounds: Vec<Rough>,
    slack: Rough,
}

impl Best {
    fn new(parts: &Parts, most: usize, least: f64) -> Self {
        let slack = parts.slack;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is out of bounds is at them")]
        let bound = |mean: &f64| ((mean + least) * 65_536.0) as Rough;
        let bounds: Vec<Rough> = parts.means.iter().map(|mean| bound(mean).saturating_sub(slack)).collect();
        Self { of: vec![Vec::new(); bounds.len()], most, bounds, slack }
    }

    /// Takes what may be good enough of how alike an incident is to those from `first` on.
    fn take(&mut self, at: usize, first: usize, sums: &[Rough]) {
        for (chunk, sums) in (first..).step_by(TOGETHER).zip(sums.chunks(TOGETHER)) {
            let own = self.bounds[at];
            // Without a branch for each, since nearly none is.
            let each = sums.iter().zip(&self.bounds[chunk..]);
            if each.fold(0, |over, (sum, theirs)| over | sum.saturating_sub(own.min(*theirs))) > 0 {
                for (other, sum) in (chunk..).zip(sums) {
                    self.add(at, other, *sum);
                    self.add(other, at, *sum);
                }
            }
        }
    }

    fn add(&mut self, at: usize, other: usize, sum: Rough) {
        if sum <= self.bounds[at] {
            return;
        }
        let own = &mut self.of[at];
        let place = own.partition_point(|(theirs, _)| *theirs >= sum);
        own.insert(place, (sum, u32::try_from(other).unwrap_or(u32::MAX)));
        if let Some((last, _)) = own.get(..self.most).and_then(<[_]>::last) {
            // Whoever is so much below as many others is certainly less alike than they are.
            let bound = last.saturating_sub(self.slack).saturating_sub(1).max(self.bounds[at]);
            self.bounds[at] = bound;
            while own.pop_if(|(theirs, _)| *theirs <= bound).is_some() {}
        }
    }
}

/// The most alike incidents of each, at most `most`: those that are more alike by `least`
/// than all others are on the mean. Each pair is computed once.
pub(super) fn best(vectors: &[Vector], most: usize, least: f64) -> Vec<Vec<Pair>> {
    let n = vectors.len();
    let parts = Parts::of(vectors);
    // The last block has most before it, so it begins. Every thread holds lists for all incidents.
    let left = AtomicUsize::new(n.div_ceil(BLOCK));
    let work = |_| {
        let mut best = Best::new(&parts, most, least);
        let mut sums = Vec::new();
        while let Ok(next) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) {
            let block = Block::of(&parts, (next - 1) * BLOCK);
            for at in 0..block.first + block.len {
                block.compare(&parts, at, &mut sums);
                let later = (at + 1).max(block.first);
                best.take(at, later, &sums[later - block.first..]);
            }
        }
        best.of
    };
    let threads = rayon::current_num_threads().max(1);
    let all: Vec<Vec<Vec<(Rough, u32)>>> = (0..threads).into_par_iter().map(work).collect();
    let of = |at: usize| {
        let mut seen: Vec<(Rough, u32)> = all.iter().flat_map(|of| &of[at]).copied().collect();
        seen.sort_unstable_by(|a, b| b.cmp(a));
        let bound = seen.get(..most).and_then(<[_]>::last).map_or(0, |(last, _)| last.saturating_sub(parts.slack));
        let others = seen.iter().take_while(|(rough, _)| *rough >= bound).map(|(_, other)| *other as usize);
        let exactly = others.map(|other| Pair { other, score: likeness(&vectors[at], &vectors[other]) });
        let mut own: Vec<Pair> = exactly.filter(|pair| pair.score >= parts.means[at] + least).collect();
        own.sort_by(order);
        own.truncate(most);
        own
    };
    (0..n).into_par_iter().map(of).collect()
}

/// The likeness of two vectors, the same bits from either side.
fn likeness(mut a: &[(Term, f32)], mut b: &[(Term, f32)]) -> f64 {
    let mut sum = 0.0;
    while let ([(term, weight), rest @ ..], [(other, theirs), others @ ..]) = (a, b) {
        if term == other {
            sum += f64::from(*weight) * f64::from(*theirs);
        }
        if term <= other {
            a = rest;
        }
        if other <= term {
            b = others;
        }
    }
    sum
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

    fn random(state: &mut u64, below: u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) % below
    }

    /// Vectors of some terms below `common`, and of some others up to `rare` more.
    fn vectors(n: usize, (commons, common): (usize, u64), (rares, rare): (usize, u64)) -> Vec<Vector> {
        let mut state = 7_u64;
        let vector = |_| {
            let mut terms: Vec<u64> = (0..commons).map(|_| random(&mut state, common)).collect();
            terms.extend((0..rares).map(|_| common + random(&mut state, rare)));
            terms.sort_unstable();
            terms.dedup();
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let weight = |term| (Term::try_from(term).expect("small"), 1.0 + random(&mut state, 5) as f32);
            unit(&terms.into_iter().map(weight).collect::<Vec<_>>())
        };
        (0..n).map(vector).collect()
    }

    /// What [`best`] is to find, by comparing all with all.
    fn naive(vectors: &[Vector], at: usize, most: usize, least: f64) -> Vec<Pair> {
        let product = |a: &Vector, b: &Vector| -> f64 {
            let theirs = |term: Term| b.iter().find(|(t, _)| *t == term).map(|(_, w)| f64::from(*w));
            a.iter().filter_map(|(term, w)| Some(f64::from(*w) * theirs(*term)?)).sum()
        };
        let others = (0..vectors.len()).filter(|other| *other != at);
        let mut all: Vec<Pair> =
            others.map(|other| Pair { other, score: product(&vectors[at], &vectors[other]) }).collect();
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let mean = all.iter().map(|pair| pair.score).sum::<f64>() / all.len() as f64;
        // No pair of these tests is as near to the threshold as two ways to take a mean are apart.
        all.retain(|pair| pair.score >= mean + least);
        all.sort_by(order);
        all.truncate(most);
        all
    }

    #[test]
    fn the_best_pairs_are_those_of_comparing_all_with_all() {
        let few_terms = vectors(150, (4, 10), (8, 200));
        // Many terms, so that many incidents are about as alike and what is rounded away adds up.
        let many_terms = vectors(130, (90, 120), (30, 60));
        for (vectors, settings) in [
            (few_terms, [(5, -1.0), (149, -1.0), (149, 0.1), (3, 0.1)]),
            (many_terms, [(1, -1.0), (5, -1.0), (12, 0.02), (129, 0.03)]),
        ] {
            for (most, least) in settings {
                for (at, found) in best(&vectors, most, least).into_iter().enumerate() {
                    assert_eq!(found, naive(&vectors, at, most, least), "{at} of {most} above {least}");
                }
            }
        }
    }

    #[test]
    fn a_rough_likeness_is_never_more_than_the_exact_one_and_less_by_the_slack_at_most() {
        let vectors = vectors(60, (90, 120), (30, 60));
        let parts = Parts::of(&vectors);
        let block = Block::of(&parts, 0);
        let mut sums = Vec::new();
        for at in 0..vectors.len() {
            block.compare(&parts, at, &mut sums);
            for (other, sum) in sums.iter().enumerate() {
                let (rough, exact) = (f64::from(*sum) - 1.0, likeness(&vectors[at], &vectors[other]) * 65_536.0);
                assert!(rough <= exact + 0.1 && exact <= rough + f64::from(parts.slack), "{rough} for {exact}");
            }
        }
    }

    #[test]
    fn nothing_and_one_are_like_nothing() {
        assert!(best(&[], 5, 0.0).is_empty());
        assert_eq!(best(&[unit(&[(1, 1.0)])], 5, 0.0), [vec![]]);
    }
}
