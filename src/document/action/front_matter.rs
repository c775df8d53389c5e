//! Follow-ups of front matter.

use super::super::field::fold;
use super::super::table::Table;
use super::Action;
use super::column::state;
use crate::value::Node;

/// Takes the follow-ups of front matter.
pub(in crate::document) fn of_front_matter(table: &mut Table<'_>) -> Vec<Action> {
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
        owner_line: 0,
    }
}
