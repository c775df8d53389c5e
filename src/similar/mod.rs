//! Stage 4: which incidents are alike, and why; see `docs/similar.md`.
//!
//! Everything is exact and the same on every run: no sampling, sums in one order, ties by
//! the path of the document.

mod bag;
mod cluster;
mod pairs;
mod reason;
mod unfinished;
mod vector;
mod weights;

pub use weights::Weights;

use crate::library::Library;
use crate::search::Lexicon;
use bag::Vocabulary;
use pairs::Pair;
use rayon::prelude::*;
use reason::Reasons;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use vector::Vectors;

/// The most relatives of an incident.
const RELATIVES: usize = 10;
/// How many of the most alike are looked at for groups that keep coming back.
const LOOKED_AT: usize = 12;
/// From this likeness on two texts are nearly the same.
const NEAR_DUPLICATE: f64 = 0.8;

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
    /// Alerts and error texts that both name, as the first document writes them.
    pub alerts: Vec<String>,
    /// The words that tell most; both documents have them, maybe in another form.
    pub terms: Vec<Arc<str>>,
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
    /// Words that most of them share, those first that few other incidents have.
    pub terms: Vec<Arc<str>>,
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

/// What is computed before anything is chosen.
struct Engine {
    vocabulary: Vocabulary,
    vectors: Vectors,
    pairs: Vec<Vec<Pair>>,
}

impl Engine {
    fn of(library: &Library, language: &str, lexicon: &Lexicon, weights: &Weights, most: usize) -> Self {
        let fold = |words: &[String]| words.iter().map(|w| crate::search::text::fold(w)).collect::<HashSet<_>>();
        let mut bags = bag::bags(library, language, &fold(&lexicon.stop_words), weights);
        let vectors = vector::vectors(&bags, weights);
        bags.of = Vec::new();
        let pairs = pairs::best(&vectors.of, most, weights.least);
        Self { vocabulary: bags.vocabulary, vectors, pairs }
    }
}

impl Similar {
    /// Finds what is alike in a library; `language` is that of documents that name none.
    pub fn of(library: &Library, language: &str, lexicon: &Lexicon) -> Self {
        let engine = Engine::of(library, language, lexicon, &Weights::CHOSEN, LOOKED_AT);
        let reasons = Reasons::of(library, &engine.vocabulary, &engine.vectors, lexicon, language);
        let related = |at: usize, other: usize| library.incidents[at].relations.iter().any(|r| r.incident == other);
        let relatives = engine.pairs.par_iter().enumerate().map(|(at, pairs)| {
            let chosen = pairs.iter().filter(|p| !related(at, p.other)).take(RELATIVES);
            let relative = |pair: &Pair| Relative {
                incident: pair.other,
                score: pair.score,
                near_duplicate: pair.score >= NEAR_DUPLICATE,
                why: reasons.why(at, pair.other),
            };
            chosen.map(relative).collect()
        });
        Self {
            relatives: relatives.collect(),
            clusters: cluster::clusters(library, &engine.pairs, &reasons),
            unfinished: unfinished::unfinished(library, &engine.pairs),
        }
    }
}

/// For each incident the most alike others with their scores, whatever an author says of
/// them: what relatives are chosen from. For the measurement of other weights.
pub fn nearest(
    library: &Library,
    language: &str,
    lexicon: &Lexicon,
    weights: &Weights,
    most: usize,
) -> Vec<Vec<(usize, f64)>> {
    let pairs = Engine::of(library, language, lexicon, weights, most).pairs;
    pairs.into_iter().map(|of| of.into_iter().map(|p| (p.other, p.score)).collect()).collect()
}

/// Lists up to this length are searched from end to end.
const SHORT: usize = 16;

/// What is in both of two lists, in the order of the first.
fn shared(a: &[usize], b: &[usize]) -> Vec<usize> {
    if b.len() <= SHORT {
        return a.iter().filter(|item| b.contains(item)).copied().collect();
    }
    let b: BTreeSet<&usize> = b.iter().collect();
    a.iter().filter(|item| b.contains(item)).copied().collect()
}
