//! Blameless language: what a sentence says about people, and how it could describe the
//! condition instead.

mod english;
pub mod foreign;

use super::prose::Sentence;
use super::{Finding, Subject};

/// Nobody writes a longer sentence, in bytes: it is a dump without a full stop, which would only take long to read.
const LONGEST: usize = 4_000;

/// The sentences of a file that somebody may have written.
fn sentences<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s Sentence> {
    subject.sentences.iter().filter(|sentence| sentence.text.len() <= LONGEST)
}

/// Findings about the language of a file, by the rules of its language.
pub fn find(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let primary = subject.language.split(['-', '_']).next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("en") {
        english::find(subject, found);
    } else if let Some(language) = foreign::of(subject.language) {
        language.find(subject, found);
    }
}
