//! Contributing factors: whether more than one condition is named.
//!
//! What can be counted (fields, items, sub-sections, rows) is counted. Prose cannot be: of it
//! only a short paragraph under the heading `Root cause` that joins no second condition to the
//! first is said to stop at one cause.

use super::view::{Head, View};
use crate::check::Finding;
use crate::check::prose::{Form, Sentence};
use crate::diagnostic::Code;
use crate::document::{Kind, SectionName};
use std::collections::BTreeSet;
use std::ops::Range;

/// So many factors are enough not to ask for more.
const ENOUGH: usize = 2;

/// More sentences than these tell of more than one condition, one way or the other.
const LONGEST_CAUSE: usize = 2;

/// Headings of one cause, folded.
const ONE_CAUSE: [&str; 19] = [
    "rootcause",
    "cause",
    "rootcauseanalysis",
    "fault",
    "根本原因",
    "直接原因",
    "原因",
    "根因",
    "问题根因",
    "ursache",
    "grundursache",
    "causeracine",
    "causeprofonde",
    "causaraíz",
    "causa",
    "causaraiz",
    "blamelessrootcause",
    "therootcause",
    "whatcausedit",
];

/// Words that join one condition to another, in lower case.
const JOINS: [&str; 44] = [
    "contribut",
    "factor",
    " also ",
    "addition",
    "combin",
    " both ",
    "second",
    "another",
    "further",
    "moreover",
    "together",
    "as well",
    "multiple",
    "several",
    " two ",
    "three",
    "compound",
    "made worse",
    "exacerbat",
    "aggravat",
    "coincid",
    "at the same time",
    "meanwhile",
    "as a result",
    "which meant",
    "because",
    "since ",
    "due to",
    "caused by",
    "unknown",
    "not known",
    "even though",
    "although",
    "さらに",
    "また",
    "加えて",
    "同時",
    "複数",
    "此外",
    "同时",
    "außerdem",
    "zudem",
    "également",
    "además",
];

const HELP: &str = "name the conditions that made it possible or worse, two at least, in `factors` or a section `Contributing factors`: what let it through, what hid it, what made it grow";

/// Looks at the factors of a document.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    if view.is(&[Kind::Maintenance]) {
        return;
    }
    let fields = &view.document.fields;
    let named = fields.factors.iter().filter(|f| !f.suggested).count();
    if named >= ENOUGH {
        return;
    }
    let mut parts = Parts::default();
    let mut first: Option<&Head> = None;
    let mut one: Option<(&Head, Range<usize>)> = None;
    for (_, head) in view.sections(SectionName::Factors) {
        first = first.or(Some(head));
        if !view.says_something(head.content.clone()) {
            continue;
        }
        let own = Parts::of(view, head);
        if own.is_unknown() {
            return;
        }
        if own.counted == 0 && own.paragraphs > 0 && is_one_cause(&head.text) {
            one = one.or(Some((head, head.span.clone())));
        }
        parts.counted += own.counted;
        parts.paragraphs += own.paragraphs;
        parts.sentences += own.sentences;
        parts.joins |= own.joins;
    }
    // What made it harder is a condition too, where it is told item by item.
    let harder = |head: &Head| Parts::of(view, head).counted >= ENOUGH;
    let all = named + parts.counted;
    if view.sections(SectionName::WentWrong).any(|(_, head)| harder(head)) {
        return;
    }
    if all >= ENOUGH || (parts.paragraphs > 0 && all > 0) {
        return;
    }
    if parts.paragraphs > 0 {
        let short = parts.sentences <= LONGEST_CAUSE && !parts.joins;
        if let Some((head, span)) = one.filter(|_| short) {
            let message = format!("`{}` names one cause and nothing beside it", head.text);
            found.push(Finding::at(
                Code::SingleCause,
                span,
                message,
                "a cause alone seldom makes an incident: say what let it through, what hid it and what made it grow, as contributing factors",
            ));
        }
        return;
    }
    let message = if all == 1 { "only one contributing factor is named" } else { "no contributing factor is named" };
    // What the text calls a cause is a suggestion until its author says so.
    let suggested: BTreeSet<&str> = fields.factors.iter().filter(|f| f.suggested).map(|f| f.name.as_str()).collect();
    let help = if suggested.is_empty() {
        HELP.to_owned()
    } else {
        let words: Vec<String> = suggested.iter().map(|w| format!("`{w}`")).collect();
        format!("{HELP}; the text speaks of {}", words.join(", "))
    };
    let stated = fields.factors.iter().find(|f| !f.suggested && !f.origin.span.is_empty());
    let place = stated.map(|f| f.origin.span.clone()).or(first.map(|h| h.span.clone())).or_else(|| view.whole());
    found.push(match place {
        Some(span) => Finding::at(Code::FewFactors, span, message, help),
        None => Finding::whole(Code::FewFactors, message, help),
    });
}

/// What a section about factors consists of.
#[derive(Default)]
struct Parts {
    /// Items, sub-sections and rows.
    counted: usize,
    /// Paragraphs of prose.
    paragraphs: usize,
    /// Their sentences.
    sentences: usize,
    /// Whether a word joins one condition to another.
    joins: bool,
}

impl Parts {
    fn of(view: &View<'_>, head: &Head) -> Self {
        let mut parts = Parts::default();
        let mut blocks = BTreeSet::new();
        let mut rows = BTreeSet::new();
        for sentence in view.sentences(head.content.clone()) {
            let is_new = blocks.insert(sentence.block);
            match sentence.form {
                Form::Heading | Form::Item => parts.counted += usize::from(is_new),
                Form::Cell => drop(rows.insert(view.line_of(sentence.whole().start))),
                Form::Paragraph => {
                    parts.paragraphs += usize::from(is_new);
                    parts.sentences += 1;
                    parts.joins |= joins(sentence);
                }
            }
        }
        // The head of a table names no factor.
        parts.counted += rows.len().saturating_sub(1);
        parts
    }

    /// Whether the section holds only what no sentence is made of: code, a quotation, a picture.
    fn is_unknown(&self) -> bool {
        self.counted == 0 && self.paragraphs == 0
    }
}

fn joins(sentence: &Sentence) -> bool {
    let lower = sentence.text.to_lowercase();
    JOINS.iter().any(|word| lower.contains(word))
}

fn is_one_cause(heading: &str) -> bool {
    let folded: String = heading.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    ONE_CAUSE.contains(&folded.as_str())
}
