//! Follow-ups: from front matter, and from the section of that name as a table, a
//! checklist, bullets or numbered headings.
//!
//! An owner is only who a column, a label or a handle at the edge of an item names.

mod column;
mod section;

pub(super) use section::of_sections;

use super::field::fold;
use super::table::Table;
use crate::date::Moment;
use crate::value::Node;
use column::state;
use serde::{Deserialize, Serialize};

/// The states of a follow-up.
pub const ACTION_STATES: [&str; 5] = ["proposed", "accepted", "in-progress", "done", "declined"];

/// A follow-up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What is to be done.
    pub text: String,
    /// What sort of work it is (prevent, detect, mitigate ...).
    pub kind: Option<String>,
    /// Who does it. A people field: shown to internal readers only.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<Moment>,
    /// One of [`ACTION_STATES`], or the author's own word.
    pub status: Option<String>,
    /// How urgent it is, in the author's words.
    pub priority: Option<String>,
    /// The ticket.
    pub link: Option<String>,
    /// The line of the file in which it stands, from one.
    pub line: usize,
}

/// Takes the follow-ups of front matter.
pub(super) fn of_front_matter(table: &mut Table<'_>) -> Vec<Action> {
    let Some(entry) = table.take("actions") else { return Vec::new() };
    let one = std::slice::from_ref(&entry.node);
    let parts = entry.node.list().unwrap_or(one);
    parts.iter().filter(|n| !n.is_empty()).map(|node| of_node(table, node)).collect()
}

fn of_node(table: &mut Table<'_>, node: &Node) -> Action {
    const KNOWN: [&str; 19] = [
        "id",
        "text",
        "title",
        "action",
        "description",
        "summary",
        "type",
        "kind",
        "owner",
        "assignee",
        "due",
        "due_date",
        "deadline",
        "status",
        "state",
        "priority",
        "link",
        "url",
        "issue",
    ];
    let line = table.line(&node.span);
    let Some(entries) = node.entries() else { return Action { text: node.flat(), line, ..Action::default() } };
    let get = |names: &[&str]| {
        names.iter().find_map(|name| {
            let entry = entries.iter().find(|e| fold(&e.key) == fold(name) && !e.node.is_empty())?;
            Some((entry.node.flat(), entry.node.span.clone()))
        })
    };
    let text = |names: &[&str]| get(names).map(|(t, _)| t);
    let known = |key: &str| KNOWN.iter().chain(&["ticket"]).any(|k| fold(k) == fold(key));
    for other in entries.iter().filter(|e| !known(&e.key)) {
        table.keep(format!("actions.{}", other.key), &other.node);
    }
    let id = text(&["id"]).map(|id| format!("{id}: ")).unwrap_or_default();
    Action {
        text: id + &text(&["text", "title", "action", "description", "summary"]).unwrap_or_default(),
        kind: text(&["type", "kind"]),
        owner: text(&["owner", "assignee"]),
        due: get(&["due", "due_date", "deadline"]).and_then(|(text, span)| table.read_moment("due", &text, span)),
        status: text(&["status", "state"]).map(|s| state(&s)),
        priority: text(&["priority"]),
        link: text(&["link", "url", "issue", "ticket"]),
        line: entries.first().map_or(line, |e| table.line(&e.key_span)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Lines;
    use crate::document::outline::outline;
    use crate::document::section::parts;
    use crate::document::{Words, markdown};

    fn actions(text: &str) -> Vec<Action> {
        let text = format!("## Action items\n\n{text}");
        let parsed = markdown::parse(&text);
        let blocks = outline(parsed.events(), 0, &[]);
        of_sections(&parts(&blocks, None, &Words::default()), &Lines::of(&text), None)
    }

    #[test]
    fn columns_are_known_by_their_heads() {
        let found = actions(
            "| # | Action | Owner | Due | Status |\n|---|---|---|---|---|\n| 1 | Cap retries | Storage | 2024-04-01 | **Done** (see #4) |\n| 2 | Alert | - | TBD | TODO |\n",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].owner.as_deref(), Some("Storage"));
        assert_eq!(found[0].due.as_ref().map(Moment::iso).as_deref(), Some("2024-04-01"));
        assert_eq!(found[0].status.as_deref(), Some("done"));
        assert_eq!(
            (found[1].owner.as_deref(), found[1].due.as_ref(), found[1].status.as_deref()),
            (None, None, Some("proposed"))
        );
    }

    #[test]
    fn an_owner_is_never_out_of_thin_air() {
        for text in [
            "- Ask @ana about the alert",
            "- Talk with @ana",
            "- Thank Ana and Ben",
            "- Nóva to send a list",
            "- Work with @ana and @ben on it",
        ] {
            assert_eq!(actions(text)[0].owner, None, "{text}");
        }
        for (text, owner) in [
            ("- Cap retries (@ana)", "@ana"),
            ("- @ana: cap retries", "@ana"),
            ("- Cap retries (owner: Storage team, due: 2024-04-01)", "Storage team"),
            ("- Cap retries\n  - Owner: Storage\n  - Due: 2024-04-01", "Storage"),
        ] {
            let found = actions(text);
            assert_eq!((found.len(), found[0].owner.as_deref()), (1, Some(owner)), "{text}");
            assert!(found[0].text.to_lowercase().ends_with("cap retries"), "{}", found[0].text);
        }
    }

    #[test]
    fn groups_are_told_from_items() {
        let found = actions(
            "- Short term:\n  - [x] a b\n  - [ ] c d\n- e f\n  - a remark\n\n**Later**\n\n1. ✅ g h\n2. None\n",
        );
        let all: Vec<_> = found.iter().map(|a| (a.text.as_str(), a.status.as_deref())).collect();
        assert_eq!(all, [("a b", Some("done")), ("c d", Some("proposed")), ("e f", None), ("g h", Some("done"))]);
        assert_eq!(actions("### 1) Plan for it `@ana` [repair]\n\nMore.\n")[0].owner.as_deref(), Some("@ana"));
    }
}
