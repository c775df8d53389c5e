//! Stage 4: which incidents are alike, and why; see `docs/similar.md`.
//!
//! Everything is exact and the same on every run: no sampling, sums in one order, ties by
//! the path of the document.

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

/// What ended an incident or its effect, in the words of its document.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Helped {
    /// The anchor of the place in the page.
    pub anchor: String,
    /// The heading above it.
    pub heading: String,
    /// The words.
    pub text: String,
}
