//! Stage 4: which incidents are alike, and why; see `docs/similar.md`.
//!
//! Everything is exact and the same on every run: no sampling, sums in one order, ties by
//! the path of the document.

mod bag;
mod pairs;
mod vector;
mod weights;

use crate::library::Library;
use pairs::Marks;
use std::collections::{BTreeMap, HashSet};
pub use weights::Weights;

/// What is known of likeness in a library.
#[derive(Clone, Debug, Default)]
pub struct Similar {
    /// For each incident its relatives, the most alike first. Incidents that an author relates
    /// to each other are not among them.
    pub relatives: Vec<Vec<Relative>>,
    /// Incidents that keep coming back, the largest group first.
    pub clusters: Vec<Cluster>,
    /// Follow-ups that were not done when a like incident happened.
    pub unfinished: Vec<Unfinished>,
}

/// An incident that is like another.
#[derive(Clone, Debug, PartialEq)]
pub struct Relative {
    /// Its number in the library.
    pub incident: usize,
    /// How alike, from 0 to 1.
    pub score: f64,
    /// Whether the texts are nearly the same, as a copy or an update is.
    pub near_duplicate: bool,
    /// Why.
    pub why: Why,
}

/// What two incidents share. Everything here is in both documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// Factors that the authors of both name.
    pub factors: Vec<usize>,
    /// Services that both affect.
    pub services: Vec<usize>,
    /// Alerts and error texts that both name.
    pub alerts: Vec<String>,
    /// The words that tell most, as one of the documents writes them.
    pub terms: Vec<String>,
}

/// Incidents that keep coming back.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Part of its address on the page of clusters.
    pub slug: String,
    /// Its incidents, the oldest first, those without a date last.
    pub incidents: Vec<usize>,
    /// Factors that all or most of them have.
    pub factors: Vec<usize>,
    /// Services that all or most of them affect.
    pub services: Vec<usize>,
    /// Words that most of them share and other incidents do not.
    pub terms: Vec<String>,
}

/// A follow-up that was not done when a like incident happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The incident that asked for it.
    pub earlier: usize,
    /// Its number among the follow-ups of that incident's document.
    pub action: usize,
    /// The incident that happened since.
    pub later: usize,
    /// Factors that both have.
    pub factors: Vec<usize>,
}

/// For each incident the most alike others with their scores, whatever an author says of
/// them: what relatives are chosen from.
pub fn nearest(
    library: &Library,
    language: &str,
    stop: &[String],
    weights: &Weights,
    most: usize,
) -> Vec<Vec<(usize, f64)>> {
    let stop: HashSet<String> = stop.iter().map(|w| crate::search::text::fold(w)).collect();
    let bags = bag::bags(library, language, &stop, weights);
    let vectors = vector::vectors(&bags, weights);
    let pairs = pairs::best(&vectors, &marks(library), weights.overlap, most, 0.0);
    pairs.into_iter().map(|of| of.into_iter().map(|p| (p.other, p.score)).collect()).collect()
}

/// What incidents share beside words.
fn marks(library: &Library) -> Marks {
    let mut numbers: BTreeMap<(u8, String), Vec<usize>> = BTreeMap::new();
    for (at, incident) in library.incidents.iter().enumerate() {
        let fields = &library.document_of(at).fields;
        let factors = incident.factors.iter().map(|f| (0, library.factors[*f].entry.id.clone()));
        let services = incident.services.iter().map(|s| (1, library.services[*s].name.slug.clone()));
        let alerts = fields.alerts.iter().map(|a| (2, a.value.to_lowercase()));
        let trigger = fields.trigger.iter().map(|t| (3, t.value.to_lowercase()));
        for mark in factors.chain(services).chain(alerts).chain(trigger) {
            let all = numbers.entry(mark).or_default();
            if all.last() != Some(&at) {
                all.push(at);
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let idf = numbers.values().map(|all| (library.incidents.len() as f64 / all.len() as f64).ln()).collect();
    let mut of = vec![Vec::new(); library.incidents.len()];
    for (mark, all) in (0..).zip(numbers.values()) {
        for at in all {
            of[*at].push(mark);
        }
    }
    Marks { of, idf }
}
