//! Incidents as vectors: the terms that tell most of each, weighed by how rare they are.

use super::bag::{Bag, Bags, Term, count_of, term_of};
use super::weights::Weights;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A vector of length one, its terms ascending.
pub(super) type Vector = Vec<(Term, f32)>;

/// All incidents as vectors.
pub(super) struct Vectors {
    pub(super) of: Vec<Vector>,
    /// How rare each term of each vector is, in the same order.
    pub(super) rarity: Vec<Vec<f32>>,
    /// In how many incidents each term stands, ascending by term, where it is more than one.
    frequencies: Vec<(Term, u32)>,
}

impl Vectors {
    /// How rare a term is: the logarithm of the incidents for each that has it.
    pub(super) fn rarity(&self, term: Term) -> f64 {
        let n = f64::from(u32::try_from(self.of.len()).unwrap_or(u32::MAX));
        (n / f64::from(df(&self.frequencies, term))).ln().max(0.0)
    }
}

fn df(frequencies: &[(Term, u32)], term: Term) -> u32 {
    frequencies.binary_search_by_key(&term, |(t, _)| *t).map_or(1, |at| frequencies[at].1)
}

/// In how many incidents each term stands, ascending by term; those of one incident only are left out.
fn frequencies(bags: &Bags) -> Vec<(Term, u32)> {
    let count = |mut found: FxHashMap<Term, u32>, bag: &Bag| {
        for entry in bag {
            *found.entry(term_of(*entry)).or_default() += 1;
        }
        found
    };
    let add = |mut sums: FxHashMap<Term, u32>, (term, df): (Term, u32)| {
        *sums.entry(term).or_default() += df;
        sums
    };
    let merge = |a: FxHashMap<Term, u32>, b: FxHashMap<Term, u32>| b.into_iter().fold(a, add);
    let size = bags.of.len().div_ceil(rayon::current_num_threads()).max(1);
    let counted = bags.of.par_chunks(size).map(|some| some.iter().fold(FxHashMap::default(), count));
    let mut all: Vec<(Term, u32)> =
        counted.reduce(FxHashMap::default, merge).into_iter().filter(|(_, df)| *df > 1).collect();
    all.sort_unstable();
    all
}

/// The vectors of all incidents: `(1 + ln tf) * idf`, of which the largest are kept.
pub(super) fn vectors(bags: &Bags, weights: &Weights) -> Vectors {
    let n = f64::from(u32::try_from(bags.of.len()).unwrap_or(u32::MAX));
    let frequencies = frequencies(bags);
    let idf = |term: Term| -> f64 {
        let df = f64::from(df(&frequencies, term));
        if df > 2.0 && df > n * weights.common { 0.0 } else { (n / df).ln().max(0.0).powf(weights.idf) }
    };
    let of = bags
        .of
        .par_iter()
        .map(|bag| {
            let mut vector: Vec<(Term, f64)> = bag
                .iter()
                .map(|entry| (term_of(*entry), (1.0 + count_of(*entry).ln()) * idf(term_of(*entry))))
                .filter(|(_, w)| *w > 0.0)
                .collect();
            vector.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            vector.truncate(weights.terms);
            let length = vector.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
            vector.sort_unstable_by_key(|(term, _)| *term);
            #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
            let unit = |w: f64| (w / length) as f32;
            vector.into_iter().map(|(term, w)| (term, unit(w))).collect()
        })
        .collect();
    let mut vectors = Vectors { of, rarity: Vec::new(), frequencies };
    #[expect(clippy::cast_possible_truncation, reason = "to compare by")]
    let rarity = |vector: &Vector| vector.iter().map(|(term, _)| vectors.rarity(*term) as f32).collect();
    vectors.rarity = vectors.of.par_iter().map(rarity).collect();
    vectors
}
