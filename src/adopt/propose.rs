//! Which fields front matter could state: those that were inferred.
//!
//! Not the id, which is the address of the page and stays what it is; not timeline and
//! actions, which stay in the text where their author keeps them; not a service that is
//! only the name of a folder.

use super::head::Head;
use super::notation::Given;
use crate::date::Moment;
use crate::document::{Document, Found, Origin, Provenance, Sure};
use crate::library::Vocabulary;

/// How a field comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// As a field.
    Plain,
    /// As a comment, since it may be something else.
    Perhaps,
    /// As a comment, for a person to confirm.
    Suggested,
}

/// A field that front matter could state.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    /// The canonical name of the field.
    pub name: &'static str,
    /// Its value.
    pub value: Given,
    /// How it comes in.
    pub standing: Standing,
    /// Where the value is from.
    from: Provenance,
    sure: Sure,
    /// The line of the file in which it stands; zero where it stands in none.
    pub line: usize,
}

impl Proposal {
    /// What is said of it behind it; `shift` lines come before the text.
    pub(super) fn remark(&self, shift: usize) -> Option<String> {
        let line = if self.line > 0 { format!(", line {}", self.line + shift) } else { String::new() };
        let from = match self.from {
            Provenance::FrontMatter => "front matter",
            Provenance::Label => "a label",
            Provenance::Table => "a table",
            Provenance::Timeline => "the timeline",
            Provenance::Section => "its section",
            Provenance::Heading => "the heading",
            Provenance::FileName => "the file name",
            Provenance::Folder => "the folder",
            Provenance::Text => "the text",
        };
        match (self.standing, self.sure) {
            (Standing::Suggested, _) => Some("candor: suggested by the text; uncomment what holds".to_owned()),
            (Standing::Perhaps, _) => Some(format!("candor: perhaps, from {from}{line}")),
            (Standing::Plain, Sure::Stated) => None,
            (Standing::Plain, _) => Some(format!("from {from}{line}")),
        }
    }
}

struct Collector<'h> {
    head: &'h Head,
    all: Vec<Proposal>,
}

/// The fields of a document that its front matter does not state, in the order of
/// `docs/content.md`.
pub(super) fn of(document: &Document, vocabulary: &Vocabulary, head: &Head) -> Vec<Proposal> {
    let f = &document.fields;
    let mut c = Collector { head, all: Vec::new() };
    c.text("title", f.title.as_ref());
    let began = f.started_at.as_ref().map(|s| &s.value);
    // The time stands in `started_at`; `date` is the day of it.
    let date = f.date.as_ref().map(|d| if Some(&d.value) == began { d.with(d.value.date_only()) } else { d.clone() });
    c.moment("date", date.as_ref());
    c.text("severity", f.severity.as_ref());
    c.text("status", f.status.as_ref());
    c.text("trigger", f.trigger.as_ref());
    for (name, found) in [
        ("started_at", &f.started_at),
        ("detected_at", &f.detected_at),
        ("declared_at", &f.declared_at),
        ("mitigated_at", &f.mitigated_at),
        ("resolved_at", &f.resolved_at),
    ] {
        c.moment(name, found.as_ref());
    }
    for (name, found) in
        [("duration", &f.duration), ("time_to_detect", &f.time_to_detect), ("time_to_recover", &f.time_to_recover)]
    {
        c.text(name, found.as_ref().map(|d| d.with(d.value.raw.clone())).as_ref());
    }
    c.text("timezone", f.timezone.as_ref());
    let named: Vec<_> = f.services.iter().filter(|s| s.origin.from != Provenance::Folder).cloned().collect();
    c.list("services", &named);
    c.factors(document, vocabulary);
    c.list("tags", &f.tags);
    c.list("teams", &f.teams);
    c.text("detection", f.detection.as_ref());
    c.list("alerts", &f.alerts);
    c.impact(document);
    c.list("authors", &f.authors);
    c.list("participants", &f.participants);
    c.text("summary", f.summary.as_ref());
    c.all
}

impl Collector<'_> {
    fn push(&mut self, name: &'static str, value: Given, origin: &Origin) {
        if origin.from == Provenance::FrontMatter {
            return;
        }
        let standing = if origin.sure == Sure::Weak { Standing::Perhaps } else { Standing::Plain };
        if standing == Standing::Perhaps && self.head.has_mark(name) {
            return;
        }
        self.all.push(Proposal { name, value, standing, from: origin.from, sure: origin.sure, line: origin.line });
    }

    fn text(&mut self, name: &'static str, found: Option<&Found<String>>) {
        if let Some(found) = found {
            self.push(name, Given::Text(found.value.clone()), &found.origin);
        }
    }

    fn moment(&mut self, name: &'static str, found: Option<&Found<Moment>>) {
        if let Some(found) = found
            && let Some(value) = Given::moment(&found.value, self.head.timezone.as_deref())
        {
            self.push(name, value, &found.origin);
        }
    }

    fn list(&mut self, name: &'static str, found: &[Found<String>]) {
        if let Some(first) = found.first() {
            self.push(name, Given::List(found.iter().map(|f| f.value.clone()).collect()), &first.origin);
        }
    }

    /// Words of the text that mean a factor. Front matter that names factors, even none, has
    /// settled the question.
    fn factors(&mut self, document: &Document, vocabulary: &Vocabulary) {
        if self.head.names("factors") || self.head.has_mark("factors") {
            return;
        }
        let of_text = document.fields.factors.iter().filter(|f| f.origin.from != Provenance::FrontMatter);
        let mut ids: Vec<String> = Vec::new();
        for tag in of_text {
            let id = vocabulary.find(&tag.name).map(|at| &vocabulary.factors[at].id);
            ids.extend(id.filter(|id| !ids.contains(id)).cloned());
        }
        if ids.is_empty() {
            return;
        }
        self.all.push(Proposal {
            name: "factors",
            value: Given::List(ids),
            standing: Standing::Suggested,
            from: Provenance::Text,
            sure: Sure::Weak,
            line: 0,
        });
    }

    fn impact(&mut self, document: &Document) {
        let impact = &document.fields.impact;
        let parts = impact.parts.iter().filter_map(|(name, found)| {
            let name = ["users", "requests", "revenue", "data_loss", "slo"].into_iter().find(|n| n == name)?;
            Some((name, found))
        });
        let parts: Vec<(&'static str, &Found<String>)> =
            impact.summary.iter().map(|s| ("summary", s)).chain(parts).collect();
        match parts.as_slice() {
            [] => {}
            [("summary", only)] => self.text("impact", Some(only)),
            [(_, first), ..] => {
                let table = parts.iter().map(|(name, found)| (*name, found.value.clone())).collect();
                self.push("impact", Given::Table(table), &first.origin);
            }
        }
    }
}
