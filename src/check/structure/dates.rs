//! Dates of the front matter that are understood and are not written as ISO 8601.

use super::view::View;
use crate::check::Finding;
use crate::date::Moment;
use crate::diagnostic::Code;
use crate::document::{Found, Provenance};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// ISO 8601 as it is written in front matter: a year, month or day; a day and a time, with a
/// blank in place of the `T` as TOML and many generators have it, and any offset.
static ISO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\d{4}(?:-\d\d(?:-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:[Zz]|[+-]\d\d(?::?\d\d)?))?)?)?)?$",
    )
    .expect("a pattern")
});

/// Looks at the dates of a document's front matter.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let f = &view.document.fields;
    let all: [(&str, &Option<Found<Moment>>); 7] = [
        ("date", &f.date),
        ("started_at", &f.started_at),
        ("detected_at", &f.detected_at),
        ("declared_at", &f.declared_at),
        ("mitigated_at", &f.mitigated_at),
        ("resolved_at", &f.resolved_at),
        ("review_by", &f.review_by),
    ];
    let mut seen = BTreeSet::new();
    for (name, value) in all {
        // A date in the text may be written as its reader likes it.
        let Some(value) = value.as_ref().filter(|v| v.origin.from == Provenance::FrontMatter) else { continue };
        let span = &value.origin.span;
        let Some(raw) = view.subject.text.get(span.clone()) else { continue };
        let quote = ['"', '\''].into_iter().find(|q| raw.len() >= 2 && raw.starts_with(*q) && raw.ends_with(*q));
        let inner = if quote.is_some() { span.start + 1..span.end - 1 } else { span.clone() };
        let text = view.subject.text.get(inner.clone()).unwrap_or_default();
        let blank = text.len() - text.trim_start().len();
        let inner = inner.start + blank..inner.start + blank + text.trim().len();
        let text = text.trim();
        if ISO.is_match(text) || !seen.insert(inner.start) {
            continue;
        }
        // Read by itself: an order that other dates show, or a zone of another field, is not in it.
        let Some(moment) = Moment::parse(text) else { continue };
        let iso = moment.iso();
        let finding = Finding::at(
            Code::DateFormat,
            inner.clone(),
            format!("`{name}` is written as `{text}`"),
            format!("write `{iso}`: it is read the same everywhere, and files sort by it"),
        );
        found.push(if keeps_meaning(text, &moment, &iso) { finding.fix(inner, iso) } else { finding });
    }
}

/// Whether nothing that a text says is lost in its ISO form.
fn keeps_meaning(text: &str, moment: &Moment, iso: &str) -> bool {
    let zone_stays =
        !moment.has_time() || moment.zone == crate::date::Zone::Unknown || moment.offset_seconds().is_some();
    // Parts of a second are left out of a moment.
    let has_fraction = text.contains('.') && moment.precision == crate::date::Precision::Second;
    zone_stays && !has_fraction && Moment::parse(iso).is_some_and(|again| again.order() == moment.order())
}
