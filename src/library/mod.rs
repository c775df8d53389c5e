//! Stage 3: all documents together, cross-linked.
//!
//! Everything here refers to incidents, services and factors by their number in the
//! lists of [`Library`], which are in the order of paths and names: the same input
//! gives the same numbers.

mod build;
mod factors;
mod helped;
mod identity;
mod link;
mod names;
mod path;
mod relation;
mod select;
mod together;
mod vocabulary;

pub use build::{Input, load};
pub use helped::{Helped, helped};
pub use link::Target;
pub use names::Name;
pub(crate) use names::key as name_key;
pub use path::{ReadingPath, Stop};
pub use relation::Relation;
pub use select::{LeftOut, Selection};
pub use together::Together;
pub use vocabulary::{FactorEntry, Group, Vocabulary};

use crate::date::Moment;
use crate::document::{Document, Glossary};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A post-mortem in the library.
#[derive(Clone, Debug)]
pub struct Incident {
    /// Number of its document.
    pub document: usize,
    /// Its id, part of its address.
    pub id: String,
    /// Level on the severity scale from zero, the gravest; none for an unknown word.
    pub level: Option<usize>,
    /// The services that it affects.
    pub services: Vec<usize>,
    /// The factors that its author names.
    pub factors: Vec<usize>,
    /// Factors that a category or cause of another tool suggests.
    pub suggested: Vec<usize>,
    /// Its tags.
    pub tags: Vec<usize>,
    /// Declared relations, in both directions.
    pub relations: Vec<Relation>,
    /// Documents whose text links here.
    pub backlinks: Vec<usize>,
    /// The summary: the field, else the first paragraph of the text, cut to a few lines.
    pub summary: Option<String>,
}

impl Incident {
    /// The address of its page, from the root of the site. It depends on the id alone.
    pub fn url(&self) -> String {
        format!("incidents/{}/index.html", self.id)
    }
}

/// A system that incidents affect.
#[derive(Clone, Debug)]
pub struct Service {
    /// Name and address.
    pub name: Name,
    /// The document about it.
    pub document: Option<usize>,
    /// Its incidents, the newest first.
    pub incidents: Vec<usize>,
    /// Factors of its incidents.
    pub factors: Vec<Together>,
    /// Other services of its incidents.
    pub services: Vec<Together>,
}

/// A contributing factor.
#[derive(Clone, Debug)]
pub struct Factor {
    /// What the vocabulary says of it.
    pub entry: FactorEntry,
    /// Whether the vocabulary has it.
    pub known: bool,
    /// The document about it.
    pub document: Option<usize>,
    /// Its incidents, the newest first.
    pub incidents: Vec<usize>,
    /// Incidents for which it is only suggested, the newest first.
    pub suggested: Vec<usize>,
    /// Other factors of its incidents.
    pub factors: Vec<Together>,
    /// Services of its incidents.
    pub services: Vec<Together>,
}

/// A page that is about nothing else in the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPage {
    /// Number of its document.
    pub document: usize,
    /// The address of its page, from the root of the site.
    pub url: String,
}

impl OwnPage {
    /// Whether this is the text of the first page, `pages/home.md`.
    pub fn is_home(&self) -> bool {
        self.url == "index.html"
    }
}

/// A tag.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Name and address.
    pub name: Name,
    /// Its incidents, the newest first.
    pub incidents: Vec<usize>,
}

/// All documents of a build, cross-linked.
#[derive(Debug)]
pub struct Library {
    /// Documents that are part of this build, in the order of their paths.
    pub documents: Vec<Document>,
    /// For each document, where each of its links leads.
    pub targets: Vec<Vec<Target>>,
    /// Incidents in the order of their paths.
    pub incidents: Vec<Incident>,
    /// Incidents by time, the newest first, those without a date last.
    pub by_time: Vec<usize>,
    /// Services in the order of their names.
    pub services: Vec<Service>,
    /// Factors in the order of the vocabulary, unknown ones after it by name.
    pub factors: Vec<Factor>,
    /// Groups of factors.
    pub groups: Vec<Group>,
    /// Tags in the order of their names.
    pub tags: Vec<Tag>,
    /// Reading paths in the order of their files.
    pub paths: Vec<ReadingPath>,
    /// Pages of their own, in the order of their files.
    pub pages: Vec<OwnPage>,
    /// Terms.
    pub glossary: Glossary,
    /// Files to be copied: those that a document refers to.
    pub attachments: BTreeMap<String, PathBuf>,
    /// Last change of each document, where git knows it.
    pub changed: BTreeMap<String, Timestamp>,
    /// How many documents were left out, and why.
    pub left_out: BTreeMap<LeftOut, usize>,
    /// Whether people and unknown fields are shown.
    pub internal: bool,
    /// The day of the build.
    pub today: jiff::civil::Date,
}

impl Library {
    /// The document of an incident.
    pub fn document_of(&self, incident: usize) -> &Document {
        &self.documents[self.incidents[incident].document]
    }

    /// The date of an incident.
    pub fn date_of(&self, incident: usize) -> Option<&Moment> {
        self.document_of(incident).fields.date.as_ref().map(|d| &d.value)
    }

    /// The year of an incident.
    pub fn year_of(&self, incident: usize) -> Option<i16> {
        self.date_of(incident).map(|d| d.civil.date().year())
    }

    /// Incidents of each year, the newest year first; those without a date come last.
    pub fn years(&self) -> Vec<(Option<i16>, Vec<usize>)> {
        let mut years: BTreeMap<Option<i16>, Vec<usize>> = BTreeMap::new();
        for &incident in &self.by_time {
            years.entry(self.year_of(incident)).or_default().push(incident);
        }
        // None is the least, so it comes last.
        years.into_iter().rev().collect()
    }

    /// Incidents of each kind that there is, in the order of the kinds.
    pub fn kinds(&self) -> Vec<(crate::document::Kind, Vec<usize>)> {
        crate::document::Kind::ALL
            .into_iter()
            .map(|kind| {
                let of_kind = |i: &usize| self.document_of(*i).fields.kind == kind;
                (kind, self.by_time.iter().copied().filter(of_kind).collect::<Vec<_>>())
            })
            .filter(|(_, list)| !list.is_empty())
            .collect()
    }

    /// Words for severity that are not on the scale, with their incidents, newest first.
    pub fn other_severities(&self) -> BTreeMap<String, Vec<usize>> {
        let mut other: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &i in &self.by_time {
            if let (None, Some(raw)) = (self.incidents[i].level, &self.document_of(i).fields.severity) {
                other.entry(raw.value.clone()).or_default().push(i);
            }
        }
        other
    }

    /// Services that have incidents.
    pub fn affected_services(&self) -> impl Iterator<Item = usize> {
        let used: BTreeSet<usize> = self.incidents.iter().flat_map(|i| i.services.iter().copied()).collect();
        used.into_iter()
    }
}
