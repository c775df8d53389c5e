//! Findings that are known already, so that an old library starts at zero.

use crate::diagnostic::Code;

/// What a finding is known by from one run to the next: its kind, and the how manieth of that
/// kind it is under its heading. Nothing of the text goes into it, so that edits elsewhere in
/// the file change nothing, and no digest of a secret is ever kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    /// Path from the library's root.
    pub file: String,
    /// Its kind.
    pub code: Code,
    /// The anchor of the heading that it stands under; empty before the first.
    pub heading: String,
    /// Its number among those of its kind under that heading, from one.
    pub number: usize,
}
