//! Incidents as vectors: the terms that tell most of each, weighed by how rare they are.

use super::bag::{Bag, Bags, Term};
use super::weights::Weights;
use rayon::prelude::*;

/// A vector of length one, its terms ascending.
pub(super) type Vector = Vec<(Term, f32)>;

/// All incidents as vectors.
pub(super) struct Vectors {
    pub(super) of: Vec<Vector>,
    /// How rare each term is, by its number: the logarithm of the incidents for each that has it.
    pub(super) rarity: Vec<f64>,
}

/// In how many incidents each term stands, by its number.
fn frequencies(bags: &Bags) -> Vec<u32> {
    let none = || vec![0_u32; bags.vocabulary.len()];
    let count = |mut found: Vec<u32>, bag: &Bag| {
        for (term, _) in bag {
            found[*term as usize] += 1;
        }
        found
    };
    let add = |a: Vec<u32>, b: Vec<u32>| a.into_iter().zip(b).map(|(a, b)| a + b).collect();
    let size = bags.of.len().div_ceil(rayon::current_num_threads()).max(1);
    bags.of.par_chunks(size).map(|some| some.iter().fold(none(), count)).reduce(none, add)
}

/// The vectors of all incidents: `(1 + ln tf) * idf`, of which the largest are kept.
pub(super) fn vectors(bags: &Bags, weights: &Weights) -> Vectors {
    let n = f64::from(u32::try_from(bags.of.len()).unwrap_or(u32::MAX));
    let frequencies = frequencies(bags);
    let rarity: Vec<f64> = frequencies.par_iter().map(|df| (n / f64::from(*df)).ln().max(0.0)).collect();
    let idf = |(df, rarity): (&u32, &f64)| {
        let df = f64::from(*df);
        if df > 2.0 && df > n * weights.common { 0.0 } else { rarity.powf(weights.idf) }
    };
    let idf: Vec<f64> = frequencies.par_iter().zip(&rarity).map(idf).collect();
    let logarithms: Vec<f64> = (0..=255_u32).map(|count| 1.0 + f64::from(count).ln()).collect();
    let tf = |count: u32| logarithms.get(count as usize).copied().unwrap_or_else(|| 1.0 + f64::from(count).ln());
    let vector = |bag: &Bag| -> Vector {
        let weighed = bag.iter().map(|(term, count)| (*term, tf(*count) * idf[*term as usize]));
        let mut vector: Vec<(Term, f64)> = weighed.filter(|(_, w)| *w > 0.0).collect();
        if vector.len() > weights.terms {
            vector.select_nth_unstable_by(weights.terms, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            vector.truncate(weights.terms);
        }
        vector.sort_unstable_by_key(|(term, _)| *term);
        let length = vector.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
        let unit = |w: f64| (w / length) as f32;
        vector.into_iter().map(|(term, w)| (term, unit(w))).collect()
    };
    Vectors { of: bags.of.par_iter().map(vector).collect(), rarity }
}
