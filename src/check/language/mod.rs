//! Blameless language: what a sentence says about people, and how it could describe the
//! condition instead.

pub mod foreign;

use super::{Finding, Subject};

/// Findings about the language of a file, by the rules of its language.
pub(super) fn find(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    if let Some(language) = foreign::of(subject.language) {
        language.find(subject, found);
    }
}
