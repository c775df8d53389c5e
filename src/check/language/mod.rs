//! Blameless language: what a sentence says about people, and how it could describe the
//! condition instead.

mod english;
pub mod foreign;

use super::{Finding, Subject};

/// Findings about the language of a file, by the rules of its language.
pub fn find(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let primary = subject.language.split(['-', '_']).next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("en") {
        english::find(subject, found);
    } else if let Some(language) = foreign::of(subject.language) {
        language.find(subject, found);
    }
}
