//! What must not be published: secrets and what identifies people.
//!
//! Secrets count everywhere in a file. The rest counts in what a public reader is shown: not
//! in front matter, of which people fields are kept from them.

mod email;
mod internal;
mod participant;
mod phone;
mod secret;

use super::{Finding, Subject};
use crate::diagnostic::Code;
use crate::document::markdown;
pub use internal::{BadEntry, Internal, internal};
use pulldown_cmark::{Event, Tag};
pub use secret::{Secret, kinds, masked, secrets};
use std::ops::Range;

/// Findings about secrets, personal data and internal addresses.
pub(super) fn find(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    found.extend(secret_findings(subject.text));
    let body = crate::source::split(subject.text).map_or(0, |f| f.body);
    let shown = &subject.text[body..];
    let place = |span: Range<usize>| span.start + body..span.end + body;
    let lines = hidden_lines(subject);
    let is_shown = |span: &Range<usize>| !lines.contains(&subject.lines.line(span.start));
    for span in email::addresses(shown).into_iter().map(place).filter(is_shown) {
        let message = format!("`{}` is the address of a person", &subject.text[span.clone()]);
        found.push(Finding::at(
            Code::EmailAddress,
            span,
            message,
            "name the role or the team, or the mailbox of a team",
        ));
    }
    let phones = phone::numbers(shown);
    if !phones.is_empty() {
        let code = code_blocks(shown);
        let is_said = |span: &Range<usize>| !code.iter().any(|c| c.start <= span.start && span.end <= c.end);
        for span in phones.into_iter().filter(is_said).map(place).filter(is_shown) {
            let help = "say how to reach the role: the name of the rota, the page of the service";
            found.push(Finding::at(Code::PhoneNumber, span, "a phone number stands in the text", help));
        }
    }
    // The configuration took only entries that can be read.
    let list = Internal::of(&subject.config.check.internal).unwrap_or_default();
    for span in internal(shown, &list).into_iter().map(place) {
        let message = format!("`{}` is an internal address", &subject.text[span.clone()]);
        let help = "say what it is instead: \"the primary database\", \"a host of the cache\"";
        found.push(Finding::at(Code::InternalAddress, span, message, help));
    }
    participant::find(subject, found);
}

/// Findings about the secrets of a text. They name the kind and never a character of the secret.
pub fn secret_findings(text: &str) -> Vec<Finding> {
    secrets(text).into_iter().map(finding).collect()
}

fn finding(secret: Secret) -> Finding {
    let message = format!("{} must not be published", secret.name);
    let help = format!(
        "revoke it first: {}. Then remove it here; the history of the repository still holds it",
        secret.revoke()
    );
    Finding::at(Code::Secret, secret.span, message, help)
}

/// The blocks of code of a text.
fn code_blocks(text: &str) -> Vec<Range<usize>> {
    let parsed = markdown::parse(text);
    let blocks = parsed.events().iter().filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_))));
    blocks.map(|(_, span)| span.clone()).collect()
}

/// Lines of the text that name its people and owners, which public readers are not shown.
fn hidden_lines(subject: &Subject<'_>) -> Vec<usize> {
    let fields = subject.documents.iter().map(|d| &d.fields);
    let of_people = |f: &'_ crate::document::Fields| {
        let people = f.participants.iter().chain(&f.authors).filter(|p| p.origin.line > 0);
        let listed = people
            .flat_map(|p| p.origin.line..=subject.lines.line(p.origin.span.end.saturating_sub(1)).max(p.origin.line));
        listed.chain(f.actions.iter().filter(|a| a.owner.is_some()).map(|a| a.owner_line)).collect::<Vec<_>>()
    };
    fields.flat_map(of_people).collect()
}
