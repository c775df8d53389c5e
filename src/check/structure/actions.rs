//! Follow-ups that nobody owns, that have no date or no ticket.
//!
//! One finding a document and rule: in real collections nearly no follow-up has an owner.

use super::view::View;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::{Action, Kind};
use regex::Regex;
use std::sync::LazyLock;

/// The key of a ticket: `OPS-123`, `#45`, `owner/repo#45`; and a day that a follow-up names.
static TICKET: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s(\[/])(?:[A-Z][A-Z0-9]{1,9}-\d+|[\w.-]*[#!]\d+)\b").expect("a pattern"));
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?\b|\bQ[1-4]\b|\d+月|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")
        .expect("a pattern")
});

/// Words in headings above work that is done already, in lower case.
const DONE: [&str; 21] = [
    "taken",
    "done",
    "completed",
    "implemented",
    "finished",
    "immediate",
    "already",
    "shipped",
    "resolved",
    "short-term fix",
    "実施済",
    "完了",
    "対応済",
    "已完成",
    "已实施",
    "立即实施",
    "erledigt",
    "umgesetzt",
    "réalisé",
    "realizadas",
    "concluídas",
];

/// Whether a follow-up, by its number, lacks something.
type Lacks = fn(&View<'_>, usize, &Action) -> bool;

/// Looks at the follow-ups of a document.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    if view.is(&[Kind::Maintenance]) {
        return;
    }
    let open: Vec<(usize, &Action)> =
        view.document.fields.actions.iter().enumerate().filter(|(_, a)| is_open(view, a)).collect();
    if open.is_empty() {
        return;
    }
    let rules: [(Code, &str, &str, Lacks); 3] = [
        (
            Code::ActionWithoutOwner,
            "owner",
            "name a team or a person who will see to it, in a column `Owner` or at the end: `(owner: storage team)`",
            |view, at, a| a.owner.is_none() && !names_somebody(source(view, at)),
        ),
        (
            Code::ActionWithoutDue,
            "due date",
            "say until when, in a column `Due` or at the end: `(due: 2026-02-15)`; a date that is kept late is better than none",
            |view, at, a| a.due.is_none() && !DAY.is_match(source(view, at)),
        ),
        (
            Code::ActionWithoutLink,
            "ticket",
            "link the ticket in which it is worked on, so that the next reader sees what became of it",
            |view, at, a| a.link.is_none() && !has_ticket(source(view, at)),
        ),
    ];
    for (code, what, help, lacks) in rules {
        let without: Vec<&(usize, &Action)> = open.iter().filter(|(at, a)| lacks(view, *at, a)).collect();
        let Some((_, first)) = without.first() else { continue };
        let message = match (without.len(), open.len()) {
            (1, 1) => format!("the follow-up has no {what}"),
            (2, 2) => format!("neither of the 2 follow-ups has {} {what}", article(what)),
            (n, all) if n == all => format!("none of the {all} follow-ups has {} {what}", article(what)),
            (1, all) => format!("1 of {all} follow-ups has no {what}"),
            (n, all) => format!("{n} of {all} follow-ups have no {what}"),
        };
        found.push(Finding::at(code, view.line(first.line), message, help));
    }
}

fn article(what: &str) -> &'static str {
    if what.starts_with('o') { "an" } else { "a" }
}

/// Whether something is still to be done, as far as its state and the headings above it say.
pub(super) fn is_open(view: &View<'_>, action: &Action) -> bool {
    if matches!(action.status.as_deref(), Some("done" | "declined")) {
        return false;
    }
    if ["has been ", "have been ", "already ", "we've ", "we’ve "]
        .iter()
        .any(|w| action.text.to_lowercase().contains(w))
    {
        return false;
    }
    // A state in the author's own word may be any; without one, a heading may tell.
    let above = view.heads().iter().take_while(|h| view.line_of(h.span.start) < action.line);
    let section: Vec<&str> =
        above.filter(|h| h.content.end > view.line(action.line).start).map(|h| h.text.as_str()).collect();
    !section.iter().any(|text| {
        let lower = text.to_lowercase();
        DONE.iter().any(|word| lower.contains(word))
    })
}

/// The lines of a follow-up in the file: its own, and what is indented below it.
fn source<'v>(view: &View<'v>, at: usize) -> &'v str {
    let actions = &view.document.fields.actions;
    let line = actions[at].line;
    let next = actions.get(at + 1).map_or(line + 6, |a| a.line).clamp(line + 1, line + 6);
    let text = view.lines(line, next);
    // Another block ends the item.
    let end = text.find("\n\n").or_else(|| text.find("\n#")).unwrap_or(text.len());
    &text[..end]
}

/// Whether a handle stands in it, or an address of one: who it is meant for can be asked.
fn names_somebody(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + 1..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '/') && after.is_some_and(char::is_alphanumeric)
    })
}

/// Whether a ticket, a pull request or another document is named.
fn has_ticket(text: &str) -> bool {
    text.contains("](") || text.contains("://") || text.contains("[[") || TICKET.is_match(text)
}
