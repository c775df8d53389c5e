//! What a file in the place of post-mortems is, where its front matter does not say:
//! an incident, planned work, or something else that stands beside them.
//!
//! A file is taken for an incident unless it says itself that it is something else and
//! nothing in it speaks of one.

use super::fields::{Fields, Kind};
use super::section::{NamedSection, SectionName};
use super::timeline::Event;
use crate::source::SourceFile;

/// Words of tags and types for what is no post-mortem, in lower case.
const OTHER: &[&str] = &[
    "release",
    "releases",
    "release-notes",
    "news",
    "announcement",
    "announcements",
    "tutorial",
    "tutorials",
    "howto",
    "how-to",
    "guide",
    "training",
    "documentation",
    "docs",
    "event",
    "events",
    "feature",
    "features",
    "changelog",
    "adr",
    "rfc",
    "runbook",
    "meeting",
    "meetings",
];

/// Words of tags and titles that speak of an incident, in lower case.
const TROUBLE: &[&str] = &[
    "incident",
    "incidents",
    "outage",
    "outages",
    "downtime",
    "postmortem",
    "post-mortem",
    "post-mortems",
    "rca",
    "down",
    "issue",
    "issues",
    "problem",
    "problems",
    "failure",
    "failures",
    "failed",
    "fails",
    "error",
    "errors",
    "crash",
    "broken",
    "degraded",
    "unavailable",
    "interruption",
    "disruption",
    "data-loss",
];

/// Words of a title that speak of planned work.
const PLANNED: &[&str] =
    &["maintenance", "wartung", "wartungsarbeiten", "メンテナンス", "维护", "mantenimiento", "manutenção"];

/// Words of a title that speak of planned work where the text announces it.
const WORK: &[&str] = &["migrate", "migration", "upgrade", "upgrading", "umzug", "migración", "migração"];

/// Words in the beginning of an announcement.
const ANNOUNCES: &[&str] = &[" will be ", "we will ", " is scheduled ", " are scheduled ", "scheduled for "];

/// What is known of a document.
pub(super) struct Known<'d> {
    pub file: &'d SourceFile,
    pub fields: &'d Fields,
    pub events: &'d [Event],
    pub sections: &'d [NamedSection],
    /// The first paragraph of the text.
    pub beginning: Option<&'d str>,
}

/// What a file is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Genre {
    /// An incident of some kind.
    Incident(Kind),
    /// No incident.
    Other,
}

/// What a file is, where its front matter names no kind.
pub(super) fn of(known: &Known<'_>) -> Genre {
    let of_incidents = sections_of_incidents(known);
    if !of_incidents && is_planned(known) {
        return Genre::Incident(Kind::Maintenance);
    }
    let states = of_incidents || states_facts(known);
    let speaks = states || says_trouble(known) || in_their_folder(known);
    // Such a file is about post-mortems even where its title has the word.
    if (!speaks && says_other(known)) || (!states && is_of_repository(&known.file.path)) {
        return Genre::Other;
    }
    Genre::Incident(known.fields.kind)
}

/// Whether it has a timeline, or sections that only post-mortems have.
fn sections_of_incidents(known: &Known<'_>) -> bool {
    let telling = |s: &&NamedSection| {
        matches!(
            s.name,
            SectionName::Timeline
                | SectionName::Factors
                | SectionName::Detection
                | SectionName::WentWell
                | SectionName::WentWrong
                | SectionName::Lucky
        )
    };
    known.events.len() >= 3 || known.sections.iter().filter(telling).count() >= 2
}

/// Whether it states what only incidents have.
fn states_facts(known: &Known<'_>) -> bool {
    let f = known.fields;
    f.severity.is_some()
        || f.started_at.is_some()
        || f.resolved_at.is_some()
        || f.duration.is_some()
        || f.factors.iter().any(|t| !t.suggested)
        || f.services.iter().any(|s| s.origin.from != super::Provenance::Folder)
}

fn is_planned(known: &Known<'_>) -> bool {
    let title = words(known.fields.title.as_ref().map_or("", |t| t.value.as_str()));
    let has = |list: &[&str]| title.iter().any(|w| list.contains(&w.as_str()));
    if has(TROUBLE) {
        return false;
    }
    let beginning = known.beginning.unwrap_or_default().to_lowercase();
    if ["outage", "incident", "investigat"].iter().any(|w| beginning.contains(w)) {
        return false;
    }
    has(PLANNED) || (has(WORK) && ANNOUNCES.iter().any(|w| beginning.contains(w)))
}

fn says_other(known: &Known<'_>) -> bool {
    known.fields.tags.iter().any(|t| OTHER.contains(&t.value.to_lowercase().as_str()))
}

fn says_trouble(known: &Known<'_>) -> bool {
    let title = words(known.fields.title.as_ref().map_or("", |t| t.value.as_str()));
    title.iter().any(|w| TROUBLE.contains(&w.as_str()))
        || known.fields.tags.iter().any(|t| TROUBLE.contains(&t.value.to_lowercase().as_str()))
        || known.fields.id.is_some()
}

/// Whether the folder is named for incidents.
fn in_their_folder(known: &Known<'_>) -> bool {
    let folders = known.file.path.rsplit_once('/').map_or("", |(folders, _)| folders).to_lowercase();
    ["incident", "postmortem", "post-mortem", "outage", "post_mortem"].iter().any(|w| folders.contains(w))
}

/// Whether a name in capitals at the top is that of a file about the repository: `SOURCES.md`.
fn is_of_repository(path: &str) -> bool {
    let stem = crate::source::stem(path);
    !path.contains('/') && stem.len() >= 3 && stem.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}
