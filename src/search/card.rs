//! What a hit shows of an incident.

use super::columns;
use crate::config::Scale;
use crate::library::{Library, helped};
use serde::{Deserialize, Serialize};

/// An incident as a result shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The address of its page, from the root of the site.
    pub url: String,
    /// The file that it is from, from the root of the library.
    pub source: String,
    /// Its date, as precisely as it is known.
    pub date: Option<String>,
    /// Its severity, by the scale or in the author's word.
    pub severity: Option<String>,
    /// The level of its severity, from 1, the gravest.
    pub level: Option<usize>,
    /// Its kind.
    pub kind: String,
    /// Services that it affects.
    pub services: Vec<String>,
    /// Ids of its factors.
    pub factors: Vec<String>,
    /// Names of its factors.
    pub factor_names: Vec<String>,
    /// Its summary.
    pub summary: Option<String>,
    /// The language of its text.
    pub lang: String,
}

/// A section of a text: its anchor, its heading, its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section(pub String, pub String, pub String);

impl Card {
    /// The card of an incident.
    pub(super) fn of(library: &Library, scale: &Scale, language: &str, at: usize) -> Self {
        let incident = &library.incidents[at];
        let source = library.document_of(at);
        let severity = source
            .fields
            .severity
            .as_ref()
            .map(|raw| incident.level.map_or_else(|| raw.value.clone(), |l| scale.levels()[l].name.clone()));
        Self {
            id: incident.id.clone(),
            title: source.title().to_owned(),
            url: incident.url(),
            source: source.name.clone(),
            date: library.date_of(at).map(|d| d.date_only().iso()),
            severity,
            level: incident.level.map(|l| l + 1),
            kind: source.fields.kind.id().to_owned(),
            services: incident.services.iter().map(|s| library.services[*s].name.name.clone()).collect(),
            factors: incident.factors.iter().map(|f| library.factors[*f].entry.id.clone()).collect(),
            factor_names: incident.factors.iter().map(|f| library.factors[*f].entry.name.clone()).collect(),
            summary: incident.summary.clone(),
            lang: language_of(library, language, at).to_owned(),
        }
    }
}

/// The language of an incident's text.
pub(super) fn language_of<'a>(library: &'a Library, language: &'a str, at: usize) -> &'a str {
    library.document_of(at).fields.lang.as_ref().map_or(language, |l| l.value.as_str())
}

/// The text of an incident: its sections, and what helped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Text(pub(super) Vec<Section>, pub(super) Option<Section>);

impl Text {
    pub(super) fn of(library: &Library, at: usize) -> Self {
        let helped = helped(library.document_of(at)).map(|h| Section(h.anchor, h.heading, h.text));
        Self(sections(library, at), helped)
    }
}

/// The sections of an incident's text.
fn sections(library: &Library, at: usize) -> Vec<Section> {
    let body = &library.document_of(at).body;
    let sections = body.sections.iter().map(|section| {
        let heading = section.heading.map(|h| &body.headings[h]);
        let (id, text) = heading.map_or(("", ""), |h| (h.id.as_str(), h.text.as_str()));
        Section(id.to_owned(), text.to_owned(), section.text.clone())
    });
    sections.collect()
}

/// Incidents in the order in which they are numbered: by date, those without one first;
/// of one date by id. A new post-mortem moves no other.
pub(super) fn order(library: &Library) -> Vec<usize> {
    let mut order: Vec<usize> = (0..library.incidents.len()).collect();
    order.sort_by_cached_key(|at| (columns::days(library, *at), library.incidents[*at].id.clone()));
    order
}
