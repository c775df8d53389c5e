//! Incidents like the one of a page, each with the reasons in words.

use super::{clusters, unfinished};
use crate::similar::{Relative, Why};
use crate::site::data::{data, list};
use crate::site::sentence::{self, Part, join, sentence};
use crate::site::url;
use crate::site::view::View;
use tera::Value;

/// So many characters of an error text are shown among the reasons.
const EXACT: usize = 80;

/// Between reasons of different kinds and of the same kind.
const BETWEEN: &str = " · ";

/// What the section is given; none where there is nothing to show. What stands in the chain
/// of the incident is not shown again.
pub(super) fn value(view: &View<'_>, at: usize, chain: &[usize]) -> Option<Value> {
    let relatives = view.alike.relatives(at, |other| !chain.contains(&other));
    let groups = clusters::links(view, view.alike.clusters_of(at).iter().copied());
    let asked = unfinished::asked(view, at);
    let is_there = !relatives.is_empty() || groups.is_some() || asked.is_some();
    is_there.then(|| {
        data! {
            "incidents" => list(relatives.into_iter().map(|r| relative(view, r))),
            "clusters" => groups,
            "asked" => asked,
        }
    })
}

fn relative(view: &View<'_>, relative: &Relative) -> Value {
    data! {
        "incident" => view.card(relative.incident),
        "near" => relative.near_duplicate,
        "why" => sentence::value(why(view, &relative.why)),
    }
}

/// The reasons in one line: `Both: retry storm · payments · also alike in: pool, handshake`.
fn why(view: &View<'_>, why: &Why) -> Vec<Part> {
    let both = shared(view, &why.factors, &why.services, &why.alerts);
    let key = match (both.is_empty(), why.terms.is_empty()) {
        (true, true) => return Vec::new(),
        (true, false) => "why_terms",
        (false, true) => "why_both",
        (false, false) => "why_both_terms",
    };
    sentence(view.strings.get(key), &[("both", both), ("terms", vec![Part::text(why.terms.join(", "))])])
}

/// What incidents share beside words, each as a link to its page.
pub(super) fn shared(view: &View<'_>, factors: &[usize], services: &[usize], alerts: &[String]) -> Vec<Part> {
    let factors = factors.iter().map(|f| view.factor_part(*f));
    let services = services.iter().map(|s| view.service_part(*s));
    let alerts = alerts.iter().map(|text| exact(text, view.alerts.find(text).map(|a| url::alert(&a.id))));
    join(factors.chain(services).chain(alerts), BETWEEN)
}

/// An alert or error text, cut where it is very long.
fn exact(text: &str, url: Option<String>) -> Part {
    let mut shown: String = text.chars().take(EXACT).collect();
    if shown.len() < text.len() {
        shown.push('\u{2026}');
    }
    Part::Exact(shown, url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_error_text_is_cut_between_characters() {
        let Part::Exact(shown, url) = exact(&"ä".repeat(200), None) else { panic!("an exact text") };
        assert_eq!((shown.chars().count(), url), (81, None));
        assert_eq!(exact("Down", None), Part::Exact("Down".into(), None));
    }
}
