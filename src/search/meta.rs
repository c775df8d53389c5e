//! What an index keeps beside tantivy's files: columns, vocabulary, synonyms, and the
//! numbers that ranking needs.

use super::columns::Columns;
use super::lexicon::Known;
use super::paste::Common;
use serde::{Deserialize, Serialize};

/// The version of the files of an index, the browser's among them.
pub const VERSION: u32 = 5;

/// Constants of the ranking; see `docs/search-index.md`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rank {
    /// What each word that matches adds.
    pub tier: f64,
    /// Weight of another word of the same stem.
    pub stem: f64,
    /// The part of the tier that such a word gives.
    pub stem_tier: f64,
    /// Weight of a synonym.
    pub synonym: f64,
    /// The part of the tier that a synonym gives.
    pub synonym_tier: f64,
    /// Weight of a word that begins with the one asked for.
    pub prefix: f64,
    /// The part of the tier that such a word gives.
    pub prefix_tier: f64,
    /// Weight of a word at one edit.
    pub fuzzy: f64,
    /// The part of the tier that such a word gives.
    pub fuzzy_tier: f64,
    /// Weight of nearness.
    pub near: f64,
    /// How many further positions may lie between words that are near.
    pub slop: u32,
    /// The most expansions of one kind.
    pub most: usize,
}

impl Rank {
    /// Chosen on the half of the known items that is for tuning; see `benches/search`.
    pub const CHOSEN: Self = Self {
        tier: 100.0,
        stem: 0.7,
        stem_tier: 0.9,
        synonym: 0.8,
        synonym_tier: 0.9,
        prefix: 0.6,
        prefix_tier: 1.0,
        fuzzy: 0.7,
        fuzzy_tier: 1.0,
        near: 0.25,
        slop: 4,
        most: 24,
    };
}

/// What an index keeps beside tantivy's files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// [`VERSION`] of the program that wrote it.
    pub version: u32,
    /// How many incidents there are.
    pub n: u32,
    /// Whether some are in English.
    pub en: bool,
    /// Whether some are in a language without a stemmer.
    pub raw: bool,
    /// Whether some are in another language with one, so that stems are looked up.
    pub lookup: bool,
    /// Constants of the ranking.
    pub rank: Rank,
    /// The id of each incident.
    pub ids: Vec<String>,
    /// What incidents are filtered by.
    pub columns: Columns,
    /// Synonyms, stop words and stop phrases.
    pub known: Known,
    /// Common terms, by which the words of a pasted text are chosen.
    pub common: Common,
}

impl Meta {
    /// Words in more incidents than this take no part in nearness, and have their
    /// positions in files of their own.
    pub fn near_df(&self) -> u32 {
        (self.n / 50).max(500)
    }
}
