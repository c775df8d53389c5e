//! Secrets are shown nowhere: every text of a problem that may hold one goes through here.

use super::privacy;
use crate::diagnostic::{Diagnostic, Diagnostics};
use std::borrow::Cow;

/// A text with a star in the place of each byte of a secret, so that places in the text stay
/// what they are.
pub fn mask(text: &str) -> Cow<'_, str> {
    let found = privacy::secrets(text);
    if found.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(privacy::masked(text, &found)) }
}

/// Masks what a problem shows and says.
pub fn redact(diagnostic: &mut Diagnostic) {
    let one = |text: &mut String| {
        if let Cow::Owned(masked) = mask(text) {
            *text = masked;
        }
    };
    one(&mut diagnostic.message);
    diagnostic.help.as_mut().map(one);
    if let Some(place) = &mut diagnostic.place {
        one(&mut place.excerpt);
    }
}

/// The same of all problems.
pub fn redact_all(diagnostics: &mut Diagnostics) {
    diagnostics.for_each_mut(redact);
}
