//! Figures of a ranking, and what they are sure to.

use crate::sets::Seed;

/// What a ranking is worth for one seed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures([Option<f64>; 6]);

impl Figures {
    /// Their names in order.
    pub const NAMES: [&'static str; 6] = ["P@1", "MRR", "MRR@10", "R@5", "nDCG@5", "nDCG@10"];

    fn get(&self, name: &str) -> Option<f64> {
        Self::NAMES.iter().position(|n| *n == name).and_then(|at| self.0[at])
    }
}

/// Grades of two and more are relevant where there are grades; nDCG takes the grade as gain
/// (2^grade - 1).
pub fn of(seed: &Seed, found: &[usize]) -> Figures {
    let grade = |at: &usize| seed.grades.get(at).copied().unwrap_or(0);
    let relevant = seed.grades.values().filter(|g| **g >= seed.relevant).count();
    let is_relevant = |at: &usize| grade(at) >= seed.relevant;
    #[expect(clippy::cast_precision_loss, reason = "ranks are small")]
    let discount = |rank: usize| 1.0 / ((rank + 2) as f64).log2();
    let gain = |grade: u32| f64::from(2_u32.pow(grade) - 1);
    let ndcg = |depth: usize| -> Option<f64> {
        let mut best: Vec<u32> = seed.grades.values().copied().collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let ideal: f64 = best.iter().take(depth).enumerate().map(|(r, g)| gain(*g) * discount(r)).sum();
        let got: f64 = found.iter().take(depth).enumerate().map(|(r, at)| gain(grade(at)) * discount(r)).sum();
        (ideal > 0.0).then(|| got / ideal)
    };
    if relevant == 0 {
        return Figures([None, None, None, None, ndcg(5), ndcg(10)]);
    }
    #[expect(clippy::cast_precision_loss, reason = "ranks are small")]
    let reciprocal =
        |depth: usize| found.iter().take(depth).position(is_relevant).map_or(0.0, |r| 1.0 / (r + 1) as f64);
    let first = f64::from(u8::from(found.first().is_some_and(is_relevant)));
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let recall = found.iter().take(5).filter(|at| is_relevant(at)).count() as f64 / relevant as f64;
    Figures([Some(first), Some(reciprocal(found.len())), Some(reciprocal(10)), Some(recall), ndcg(5), ndcg(10)])
}

/// A mean with the bounds of 95% of a bootstrap.
pub fn interval(figures: &[Figures], name: &str) -> String {
    show(&figures.iter().filter_map(|f| f.get(name)).collect::<Vec<_>>())
}

/// The mean difference of two rankings, seed by seed, with its bounds.
pub fn difference(ours: &[Figures], theirs: &[Figures], name: &str) -> String {
    show(&ours.iter().zip(theirs).filter_map(|(a, b)| Some(a.get(name)? - b.get(name)?)).collect::<Vec<_>>())
}

fn show(values: &[f64]) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let mean = |sum: f64| sum / values.len().max(1) as f64;
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap_or(0)
    };
    let mut means: Vec<f64> =
        (0..2000).map(|_| mean((0..values.len()).map(|_| values[random() % values.len()]).sum())).collect();
    means.sort_unstable_by(f64::total_cmp);
    format!("{:.3} [{:.3}, {:.3}]", mean(values.iter().sum()), means[49], means[1949])
}
