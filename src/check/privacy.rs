//! What must not be published: private keys.

use super::{Finding, Subject};
use crate::diagnostic::Code;
use std::ops::Range;

/// A secret of a text.
pub struct Secret {
    /// Its bytes.
    pub span: Range<usize>,
}

/// Findings about secrets.
pub(super) fn find(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    found.extend(secret_findings(subject.text));
}

/// Findings about the secrets of a text. They never repeat a character of the secret.
pub fn secret_findings(text: &str) -> Vec<Finding> {
    let finding = |secret: Secret| {
        Finding::at(
            Code::Secret,
            secret.span,
            "a private key must not be published",
            "revoke it first, then remove it here; the history of the repository still holds it",
        )
    };
    secrets(text).into_iter().map(finding).collect()
}

/// The secrets of a text in the order of their places.
pub fn secrets(text: &str) -> Vec<Secret> {
    let (begin, end) = ("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----");
    let starts = text.match_indices(begin);
    starts
        .map(|(at, _)| Secret { span: at..text[at..].find(end).map_or(at + begin.len(), |to| at + to + end.len()) })
        .collect()
}

/// The text with `*` for every byte of the secrets in it: lines and lengths stay.
pub fn masked(text: &str, found: &[Secret]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for Secret { span } in found {
        out += &text[from..span.start];
        let stars = text[span.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { '*' });
        out.extend(stars);
        from = span.end;
    }
    out + &text[from..]
}
