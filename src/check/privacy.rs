//! What must not be published: secrets and what identifies people.

use super::{Finding, Subject};

/// Findings about secrets, personal data and internal addresses.
pub(super) fn find(_subject: &Subject<'_>, _found: &mut Vec<Finding>) {}
