//! The follow-ups of an incident.

use super::unfinished;
use crate::date::Moment;
use crate::document::{Action, Document};
use crate::site::data::{data, list};
use crate::site::view::View;
use tera::Value;

/// States in which a follow-up is known to be open.
pub(super) const OPEN: [&str; 3] = ["proposed", "accepted", "in-progress"];

/// The place of a follow-up on the page of its incident.
pub(super) fn anchor(action: usize) -> String {
    format!("_action-{}", action + 1)
}

/// The follow-ups as the template is given them; owners for internal readers only.
pub(super) fn list_of(view: &View<'_>, incident: usize, internal: bool) -> Value {
    let today = Moment::day(view.library.today);
    let actions = &view.library.document_of(incident).fields.actions;
    list(actions.iter().enumerate().map(|(at, action)| {
        data! {
            "id" => anchor(at),
            "text" => action.text.as_str(), "type" => action.kind.clone(),
            "owner" => action.owner.clone().filter(|_| internal),
            "due" => action.due.as_ref().map(|d| view.date(d)), "status" => status(view, action),
            "overdue" => overdue(action, &today), "met" => unfinished::met(view, incident, at),
            "priority" => action.priority.clone(), "link" => action.link.clone(),
        }
    }))
}

/// The state of a follow-up, in the author's word where it is none of the known ones.
pub(super) fn status(view: &View<'_>, action: &Action) -> Option<Value> {
    let id = action.status.as_deref()?;
    let key = format!("status_{}", id.replace('-', "_"));
    let word = view.strings.get(&key);
    Some(data! { "id" => id, "name" => if word == key { id } else { word } })
}

/// Whether a follow-up is known to be open, and its day has surely passed.
fn overdue(action: &Action, today: &Moment) -> bool {
    let open = action.status.as_deref().is_some_and(|s| OPEN.contains(&s));
    open && action.due.as_ref().is_some_and(|due| due.date_only().is_surely_before(today))
}

/// How many follow-ups there are in which state, and where they were read, when that is
/// not front matter: the lines for internal readers, who have the file.
pub(super) fn note(view: &View<'_>, document: &Document, internal: bool) -> Option<String> {
    let actions = &document.fields.actions;
    let front = document.head.lines().count();
    let lines: Vec<usize> = actions.iter().map(|a| a.line).filter(|line| *line > front).collect();
    let count = view.strings.plural("actions", actions.len());
    let (first, last) = (lines.iter().min()?, lines.iter().max()?);
    let place = match (internal, first == last) {
        (false, _) => view.strings.get("actions_from_text").to_owned(),
        (true, true) => view.strings.get("actions_from_line").replace("{line}", &first.to_string()),
        (true, false) => {
            let words = view.strings.get("actions_from_lines");
            words.replace("{first}", &first.to_string()).replace("{last}", &last.to_string())
        }
    };
    Some(format!("{count}, {place}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_to_be_open_and_surely_past_is_overdue() {
        let today = Moment::parse("2024-06-15").unwrap();
        for (status, due, expected) in [
            (Some("proposed"), "2024-06-14", true),
            (Some("in-progress"), "2024-05", true),
            (Some("accepted"), "2024-06-15", false),
            (Some("accepted"), "2024-06", false),
            (Some("done"), "2024-06-14", false),
            (Some("Waiting for a partner"), "2024-06-14", false),
            (None, "2024-06-14", false),
        ] {
            let (status, due) = (status.map(str::to_owned), Moment::parse(due));
            let action = Action { status: status.clone(), due: due.clone(), ..Action::default() };
            assert_eq!(overdue(&action, &today), expected, "{status:?} {due:?}");
        }
    }
}
