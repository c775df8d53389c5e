//! Blameless language: what a sentence says about people, and how it could describe the
//! condition instead.

mod english;

use super::{Finding, Subject};

/// Findings about the language of a file, by the rules of its language.
pub fn find(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let primary = subject.language.split(['-', '_']).next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "en" => english::find(subject, found),
        _ => {}
    }
}
