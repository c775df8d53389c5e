//! Follow-ups that were not done when a like incident happened: what was asked for, and
//! what came. It says what is so, of systems and of plans; nobody is named.

use super::{actions, few};
use crate::date::Precision;
use crate::document::Action;
use crate::similar::Unfinished;
use crate::site::sentence::{self, Part, join, sentence};
use crate::site::view::View;
use tera::Value;

/// So many incidents that a follow-up met are shown at once; there is little room.
const MET: usize = 2;

/// So many follow-ups of earlier incidents are shown at once.
const ASKED: usize = 3;

/// What happened before a follow-up of an incident was done, in sentences.
pub(super) fn met(view: &View<'_>, incident: usize, action: usize) -> Option<Value> {
    let since = view.alike.met_since(incident).filter(|u| u.action == action);
    few(since.filter_map(|u| met_one(view, u)), MET)
}

fn met_one(view: &View<'_>, unfinished: &Unfinished) -> Option<Value> {
    let action = action(view, unfinished)?;
    let fill = [
        ("later", vec![incident(view, unfinished.later)]),
        ("when", vec![Part::text(when(view, unfinished.later)?)]),
        ("shared", shared(view, &unfinished.factors)),
    ];
    Some(sentence::value(sentence(view.strings.get(&format!("met_{}", state(action))), &fill)))
}

/// What earlier incidents had asked for when one happened, in sentences.
pub(super) fn asked(view: &View<'_>, incident: usize) -> Option<Value> {
    few(view.alike.asked_before(incident).filter_map(|u| asked_one(view, u)), ASKED)
}

fn asked_one(view: &View<'_>, unfinished: &Unfinished) -> Option<Value> {
    let action = action(view, unfinished)?;
    let url = format!("{}#{}", view.library.incidents[unfinished.earlier].url(), actions::anchor(unfinished.action));
    let text = action.text.trim_end_matches('.');
    let fill = [("earlier", vec![incident(view, unfinished.earlier)]), ("action", vec![Part::link(text, url)])];
    Some(sentence::value(sentence(view.strings.get(&format!("asked_{}", state(action))), &fill)))
}

fn action<'a>(view: &View<'a>, unfinished: &Unfinished) -> Option<&'a Action> {
    view.library.document_of(unfinished.earlier).fields.actions.get(unfinished.action)
}

/// What is known of a follow-up that was not done.
fn state(action: &Action) -> &'static str {
    match action.status.as_deref() {
        Some("declined") => "declined",
        Some(state) if actions::OPEN.contains(&state) => "open",
        _ => "unknown",
    }
}

fn incident(view: &View<'_>, at: usize) -> Part {
    Part::link(view.library.document_of(at).title(), view.library.incidents[at].url())
}

/// The date of an incident after "happened": `on 3 May 2024`, `in May 2024`.
fn when(view: &View<'_>, incident: usize) -> Option<String> {
    let date = view.library.date_of(incident)?;
    let key = if date.precision >= Precision::Day { "when_day" } else { "when_month" };
    Some(view.strings.get(key).replace("{date}", &view.strings.date(date)))
}

/// The factors of both, as the end of a sentence; nothing without one.
fn shared(view: &View<'_>, factors: &[usize]) -> Vec<Part> {
    if factors.is_empty() {
        return Vec::new();
    }
    let names = join(factors.iter().map(|f| view.factor_part(*f)), ", ");
    sentence(view.strings.get("they_share"), &[("factors", names)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_follow_up_is_open_or_declined_only_when_its_author_says_so() {
        for (status, expected) in [
            (Some("proposed"), "open"),
            (Some("in-progress"), "open"),
            (Some("declined"), "declined"),
            (Some("Waiting for a partner"), "unknown"),
            (None, "unknown"),
        ] {
            let action = Action { status: status.map(str::to_owned), ..Action::default() };
            assert_eq!(state(&action), expected, "{status:?}");
        }
    }
}
