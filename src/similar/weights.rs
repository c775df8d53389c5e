//! The numbers of the engine; `docs/similar.md` says on which data they were chosen.

/// What weighs how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// How often a word of the title counts, against one of the text.
    pub title: u32,
    /// The same for summary, trigger and impact where these are fields.
    pub facts: u32,
    /// The same for alerts and error texts.
    pub alerts: u32,
    /// The same for headings.
    pub headings: u32,
    /// The same for a timeline, follow-ups and lessons: who did what when, and what is wished.
    pub aside: u32,
    /// Words in more than this part of the incidents weigh nothing.
    pub common: f64,
    /// The most terms of an incident that are compared.
    pub terms: usize,
    /// The power of the inverse document frequency.
    pub idf: f64,
    /// How much more alike than all others on the mean a relative has to be.
    pub least: f64,
}

impl Weights {
    /// What serves best on the judged halves for choosing; see `docs/similar.md`.
    pub const CHOSEN: Self =
        Self { title: 6, facts: 1, alerts: 2, headings: 3, aside: 1, common: 0.5, terms: 96, idf: 0.2, least: 0.12 };
}
