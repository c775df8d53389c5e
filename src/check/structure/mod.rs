//! What a post-mortem lacks, and what does not add up in it.
//!
//! Every rule looks at what was understood of a document: fields with their places, events,
//! sections, follow-ups. The text itself is looked at only where words are what counts.

mod actions;
mod dates;
mod factors;
mod impact;
mod leftover;
mod sections;
pub mod template;
mod times;
mod vague;
mod view;

use super::{Finding, Subject};
use crate::source::Role;
use template::{Headings, Template};
use view::View;

/// Findings about the parts of a write-up, its times and its follow-ups.
pub(super) fn find(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let template = Template::of(subject.config);
    let headings = Headings::of(subject.config);
    for (at, document) in subject.documents.iter().enumerate() {
        // A service or a reading path has none of these parts.
        if document.role != Role::Incident {
            continue;
        }
        let view = View::new(subject, at);
        sections::title(&view, found);
        let is_said = sections::missing(&view, &template, found);
        sections::names(&view, &headings, found);
        // A note of a few lines that lacks sections lacks factors as well: one sentence says it.
        if !is_said || document.fields.factors.iter().any(|f| !f.suggested) {
            factors::find(&view, found);
        }
        impact::find(&view, found);
        times::find(&view, found);
        actions::find(&view, found);
        vague::find(&view, found);
        leftover::find(&view, found);
        dates::find(&view, found);
    }
}

/// Findings about titles alone; a build looks for them too.
pub(super) fn titles(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (at, document) in subject.documents.iter().enumerate().filter(|(_, d)| d.role == Role::Incident) {
        // Nothing else of the document is looked at where it has a title of its own.
        if sections::lacks_title(document) {
            sections::title(&View::new(subject, at), found);
        }
    }
}

#[cfg(test)]
mod tests;
