//! The fields of a document, each with what stands there and where.

use crate::date::Moment;
use crate::document::{Document, Duration, Fields, Found, Origin, Provenance, Sure};
use crate::library::Vocabulary;
use serde_json::{Value, json};

/// A field with its value.
pub(super) struct Fact {
    /// The canonical name of the field.
    pub name: &'static str,
    /// Its value: a text, a list of texts, or seconds.
    pub value: Value,
    /// The value for people, where it differs.
    pub shown: Option<String>,
    /// What stands in the file.
    pub raw: String,
    /// Where it stands; of a list, the first of it.
    pub origin: Origin,
}

struct Reader<'d> {
    text: &'d str,
    facts: Vec<Fact>,
}

/// All fields of a document that have a value, in the order of `docs/content.md`.
pub(super) fn of(document: &Document, text: &str, vocabulary: &Vocabulary) -> Vec<Fact> {
    let f = &document.fields;
    let mut r = Reader { text, facts: Vec::new() };
    r.text("id", f.id.as_ref());
    r.text("title", f.title.as_ref());
    r.moment("date", f.date.as_ref().map(|d| d.with(d.value.date_only())).as_ref());
    r.text("severity", f.severity.as_ref());
    r.text("status", f.status.as_ref());
    r.text("trigger", f.trigger.as_ref());
    for (name, found) in [
        ("started_at", &f.started_at),
        ("detected_at", &f.detected_at),
        ("declared_at", &f.declared_at),
        ("mitigated_at", &f.mitigated_at),
        ("resolved_at", &f.resolved_at),
    ] {
        r.moment(name, found.as_ref());
    }
    r.text("timezone", f.timezone.as_ref());
    for (name, found) in
        [("duration", &f.duration), ("time_to_detect", &f.time_to_detect), ("time_to_recover", &f.time_to_recover)]
    {
        r.duration(name, found.as_ref());
    }
    r.list("services", &f.services);
    r.factors(f, vocabulary);
    for (name, found) in [("tags", &f.tags), ("teams", &f.teams)] {
        r.list(name, found);
    }
    r.text("detection", f.detection.as_ref());
    r.list("alerts", &f.alerts);
    r.text("impact", f.impact.summary.as_ref());
    for (name, found) in &f.impact.parts {
        let name = ["users", "requests", "revenue", "data_loss", "slo"].into_iter().find(|n| n == name);
        r.text(
            name.map_or("impact", |n| IMPACT.iter().find(|(k, _)| *k == n).map_or("impact", |(_, v)| v)),
            Some(found),
        );
    }
    for (name, found) in [("authors", &f.authors), ("participants", &f.participants)] {
        r.list(name, found);
    }
    r.text("summary", f.summary.as_ref());
    r.text("lang", f.lang.as_ref());
    r.moment("review_by", f.review_by.as_ref());
    r.facts
}

/// Parts of the impact with their names as fields.
const IMPACT: [(&str, &str); 5] = [
    ("users", "impact.users"),
    ("requests", "impact.requests"),
    ("revenue", "impact.revenue"),
    ("data_loss", "impact.data_loss"),
    ("slo", "impact.slo"),
];

impl Reader<'_> {
    /// What stands at a place; nothing for the name of a file or folder.
    fn raw(&self, origin: &Origin) -> Option<String> {
        let raw = self.text.get(origin.span.clone()).map(str::trim).filter(|r| !r.is_empty())?;
        Some(raw.to_owned())
    }

    fn push(&mut self, name: &'static str, value: Value, shown: Option<String>, origin: &Origin) {
        let plain = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let raw = self.raw(origin).unwrap_or_else(plain);
        self.facts.push(Fact { name, value, shown, raw, origin: origin.clone() });
    }

    fn text(&mut self, name: &'static str, found: Option<&Found<String>>) {
        if let Some(found) = found {
            self.push(name, json!(found.value), None, &found.origin);
        }
    }

    fn moment(&mut self, name: &'static str, found: Option<&Found<Moment>>) {
        if let Some(found) = found {
            self.push(name, json!(found.value.iso()), None, &found.origin);
        }
    }

    fn duration(&mut self, name: &'static str, found: Option<&Found<Duration>>) {
        if let Some(found) = found {
            let shown = format!("{} ({} s)", found.value.raw, found.value.seconds);
            self.push(name, json!(found.value.seconds), Some(shown), &found.origin);
        }
    }

    fn list(&mut self, name: &'static str, found: &[Found<String>]) {
        if let Some(first) = found.first() {
            let values: Vec<&str> = found.iter().map(|f| f.value.as_str()).collect();
            self.push(name, json!(values), None, &first.origin);
        }
    }

    /// Factors that are confirmed, and those that are only suggested: the latter as far as
    /// the vocabulary has them.
    fn factors(&mut self, fields: &Fields, vocabulary: &Vocabulary) {
        let confirmed: Vec<_> = fields.factors.iter().filter(|f| !f.suggested).collect();
        if let Some(first) = confirmed.first() {
            let names: Vec<&str> = confirmed.iter().map(|f| f.name.as_str()).collect();
            self.push("factors", json!(names), None, &first.origin);
        }
        let mut ids: Vec<(&str, &Origin)> = Vec::new();
        for tag in fields.factors.iter().filter(|f| f.suggested) {
            if let Some(at) = vocabulary.find(&tag.name)
                && !ids.iter().any(|(id, _)| *id == vocabulary.factors[at].id)
                && !confirmed.iter().any(|c| vocabulary.find(&c.name) == Some(at))
            {
                ids.push((&vocabulary.factors[at].id, &tag.origin));
            }
        }
        if let Some((_, first)) = ids.first() {
            let origin = Origin { sure: Sure::Likely.max(first.sure), ..(*first).clone() };
            let origin = if origin.from == Provenance::FrontMatter { (*first).clone() } else { origin };
            let names: Vec<&str> = ids.iter().map(|(id, _)| *id).collect();
            self.push("suggested_factors", json!(names), None, &origin);
        }
    }
}
