//! What a post-mortem lacks, and what does not add up in it.

use super::{Finding, Subject};

/// Findings about the parts of a write-up, its times and its follow-ups.
pub(super) fn find(_subject: &Subject<'_>, _found: &mut Vec<Finding>) {}
