//! Front matter as typed fields, each with the place where it was found.

use super::action::{self, Action};
use super::duration::Duration;
use super::field::{self, NESTED};
use super::provenance::{Found, Origin};
use super::table::Table;
use crate::date::Moment;
use crate::diagnostic::{Diagnostics, Lines};
use crate::value::{Entry, Node, Value};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What kind of event a document is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Something broke.
    #[default]
    Incident,
    /// Something nearly broke.
    NearMiss,
    /// A breach or a vulnerability.
    Security,
    /// Planned work.
    Maintenance,
    /// What several incidents have in common.
    Pattern,
}

impl Kind {
    /// Every kind, in the order of the lists.
    pub const ALL: [Kind; 5] = [Kind::Incident, Kind::NearMiss, Kind::Security, Kind::Maintenance, Kind::Pattern];

    /// The id, as front matter and addresses write it.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Incident => "incident",
            Kind::NearMiss => "near-miss",
            Kind::Security => "security",
            Kind::Maintenance => "maintenance",
            Kind::Pattern => "pattern",
        }
    }

    fn read(text: &str) -> Option<Self> {
        let folded = field::fold(text);
        Kind::ALL.into_iter().find(|k| field::fold(k.id()) == folded)
    }
}

/// The document's own state; not the state of the incident.
pub const STATUSES: [&str; 4] = ["draft", "in-review", "reviewed", "published"];

/// How an incident was noticed.
pub const DETECTIONS: [&str; 5] = ["alert", "customer", "employee", "partner", "other"];

/// How one incident relates to another.
pub const RELATIONS: [&str; 4] = ["recurrence-of", "caused-by", "same-factor", "follow-up-of"];

/// A declared relation to another incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The other incident, by id, title or file name.
    pub target: String,
    /// One of [`RELATIONS`], `supersedes`, or `related` when not said.
    pub rel: String,
    /// Where it is declared.
    pub span: Range<usize>,
}

/// Where the facts of a write-up are from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLink {
    /// Address.
    pub url: String,
    /// Name, when given.
    pub title: Option<String>,
    /// A copy kept elsewhere.
    pub archive_url: Option<String>,
}

/// The effect, each part in the author's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// In a sentence.
    pub summary: Option<Found<String>>,
    /// `users requests revenue data_loss slo`, in this order, as far as known.
    pub parts: Vec<(String, Found<String>)>,
}

/// A factor as a document names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorTag {
    /// The word.
    pub name: String,
    /// Whether it is only a category or cause, or stands in the text: to be confirmed.
    pub suggested: bool,
    /// Where it stands.
    pub origin: Origin,
}

/// The fields of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    /// Its id.
    pub id: Option<Found<String>>,
    /// Its title.
    pub title: Option<Found<String>>,
    /// When it happened: the start where that is known, else the date.
    pub date: Option<Found<Moment>>,
    /// What kind of event it is about.
    pub kind: Kind,
    /// Whether front matter names the kind.
    pub has_kind: bool,
    /// How grave it was, in the author's word.
    pub severity: Option<Found<String>>,
    /// How far the write-up is.
    pub status: Option<Found<String>>,
    /// What set the incident off.
    pub trigger: Option<Found<String>>,
    /// When it began.
    pub started_at: Option<Found<Moment>>,
    /// When it was noticed.
    pub detected_at: Option<Found<Moment>>,
    /// When it was called an incident.
    pub declared_at: Option<Found<Moment>>,
    /// When its effect ended.
    pub mitigated_at: Option<Found<Moment>>,
    /// When it was over.
    pub resolved_at: Option<Found<Moment>>,
    /// How long it took, as its author says.
    pub duration: Option<Found<Duration>>,
    /// How long it took to notice it, as its author says.
    pub time_to_detect: Option<Found<Duration>>,
    /// How long it took to end it, as its author says.
    pub time_to_recover: Option<Found<Duration>>,
    /// The zone of times that state none.
    pub timezone: Option<Found<String>>,
    /// Systems that it affected.
    pub services: Vec<Found<String>>,
    /// Contributing factors.
    pub factors: Vec<FactorTag>,
    /// Tags.
    pub tags: Vec<Found<String>>,
    /// Teams that it concerned.
    pub teams: Vec<Found<String>>,
    /// How it was noticed: one of [`DETECTIONS`], or another word.
    pub detection: Option<Found<String>>,
    /// Exact alert names and error texts seen.
    pub alerts: Vec<Found<String>>,
    /// The effect.
    pub impact: Impact,
    /// Who wrote it. A people field.
    pub authors: Vec<Found<String>>,
    /// Who took part. A people field.
    pub participants: Vec<Found<String>>,
    /// Follow-ups.
    pub actions: Vec<Action>,
    /// Declared relations.
    pub related: Vec<Related>,
    /// Where its facts are from.
    pub sources: Vec<SourceLink>,
    /// The summary.
    pub summary: Option<Found<String>>,
    /// BCP 47 tag of its language.
    pub lang: Option<Found<String>>,
    /// For whom it is; empty means internal.
    pub audience: Vec<String>,
    /// Whether it is kept out of builds.
    pub draft: bool,
    /// Addresses that it had before; of a service, its other names.
    pub aliases: Vec<String>,
    /// When it is to be read again.
    pub review_by: Option<Found<Moment>>,
    /// Fields that Candor has no meaning for, by name.
    pub more: Vec<(String, String)>,
}

impl Fields {
    /// The text of the summary.
    pub fn summary(&self) -> Option<&str> {
        self.summary.as_ref().map(|s| s.value.as_str())
    }
}

/// Reads the fields that every role shares; what is left in the table afterwards is
/// for the role, or unknown.
pub(super) fn read(table: &mut Table<'_>) -> Fields {
    let timezone = table.text("timezone");
    let moment = |found: Option<Found<Moment>>| {
        found.map(|f| match &timezone {
            Some(zone) => Found { value: f.value.or_zone(&zone.value), ..f },
            None => f,
        })
    };
    let mut fields = Fields {
        id: table.text("id"),
        title: table.text("title").filter(|t| !t.value.is_empty()),
        date: moment(table.moment("date")),
        severity: table.text("severity"),
        trigger: table.text("trigger"),
        started_at: moment(table.moment("started_at")),
        detected_at: moment(table.moment("detected_at")),
        declared_at: moment(table.moment("declared_at")),
        mitigated_at: moment(table.moment("mitigated_at")),
        resolved_at: moment(table.moment("resolved_at")),
        duration: table.duration("duration"),
        time_to_detect: table.duration("time_to_detect"),
        time_to_recover: table.duration("time_to_recover"),
        services: table.found_texts("services"),
        tags: table.found_texts("tags"),
        teams: table.found_texts("teams"),
        alerts: table.lines("alerts"),
        authors: table.found_texts("authors"),
        participants: table.found_texts("participants"),
        summary: table.text("summary"),
        lang: table.text("lang"),
        audience: table.texts("audience").iter().map(|a| a.to_lowercase()).collect(),
        draft: table.flag("draft"),
        aliases: table.texts("aliases"),
        review_by: table.moment("review_by"),
        status: table.word("status", &STATUSES),
        detection: table.word("detection", &DETECTIONS),
        ..Fields::default()
    };
    fields.timezone = timezone;
    // A word that is not on the list may be somebody's name.
    if let Some(other) = fields.detection.take_if(|d| !DETECTIONS.contains(&d.value.as_str())) {
        table.keep_text("detection", other.value);
    }
    if let Some(entry) = table.take("published") {
        match entry.node.boolean() {
            Some(false) => fields.draft = true,
            _ => table.keep("published".into(), &entry.node),
        }
    }
    if let Some(kind) = table.text("kind") {
        match Kind::read(&kind.value) {
            Some(kind) => (fields.kind, fields.has_kind) = (kind, true),
            None => {
                let known = Kind::ALL.map(Kind::id);
                table.unknown_word("kind", &kind.value, kind.origin.span.clone(), &known);
                table.keep_text("kind", kind.value);
            }
        }
    }
    factors(table, &mut fields);
    fields.impact = impact(table);
    fields.actions = action::of_front_matter(table);
    fields.related = related(table);
    fields.sources = sources(table);
    fields
}

fn factors(table: &mut Table<'_>, fields: &mut Fields) {
    for (name, suggested) in [("factors", false), ("suggested_factors", true)] {
        for found in table.found_texts(name) {
            let tag = FactorTag { name: found.value, suggested, origin: found.origin };
            if !fields.factors.iter().any(|f| field::fold(&f.name) == field::fold(&tag.name)) {
                fields.factors.push(tag);
            }
        }
    }
}

fn impact(table: &mut Table<'_>) -> Impact {
    const PARTS: [&str; 5] = ["users", "requests", "revenue", "data_loss", "slo"];
    let Some(entry) = table.take("impact") else { return Impact::default() };
    let Some(entries) = entry.node.entries() else {
        let summary = table.found(entry.node.flat(), &entry.node.span);
        return Impact { summary: Some(summary).filter(|s| !s.value.is_empty()), parts: Vec::new() };
    };
    let get = |table: &Table<'_>, name: &str| {
        let same = |e: &&Entry| field::fold(&e.key) == field::fold(name) && !e.node.is_empty();
        entries.iter().find(same).map(|e| table.found(e.node.flat(), &e.node.span))
    };
    for other in entries {
        let known = PARTS.iter().chain(&["summary"]).any(|p| field::fold(p) == field::fold(&other.key));
        if !known {
            table.keep(format!("impact.{}", other.key), &other.node);
        }
    }
    Impact {
        summary: get(table, "summary"),
        parts: PARTS.iter().filter_map(|p| Some(((*p).to_owned(), get(table, p)?))).collect(),
    }
}

fn related(table: &mut Table<'_>) -> Vec<Related> {
    let mut all = Vec::new();
    for (name, default) in [("related", "related"), ("supersedes", "supersedes")] {
        let Some(entry) = table.take(name) else { continue };
        let one = std::slice::from_ref(&entry.node);
        for node in entry.node.list().unwrap_or(one) {
            // `[[PM-1]]` in YAML is a list in a list.
            let (target, rel) = match &node.value {
                Value::Table(_) => {
                    let get = |key| node.get(key).and_then(Node::text).map(str::to_owned);
                    let rel = get("rel").or_else(|| get("type")).map(|rel| {
                        let known = RELATIONS.iter().find(|r| field::fold(r) == field::fold(&rel));
                        if known.is_none() {
                            table.unknown_word("rel", &rel, node.span.clone(), &RELATIONS);
                        }
                        known.map_or(rel, ToString::to_string)
                    });
                    (get("id").or_else(|| get("incident")), rel)
                }
                _ => (Some(node.flat()), None),
            };
            let Some(target) = target else {
                table.keep(name.into(), node);
                continue;
            };
            // A YAML table has no mark of its own to point at.
            let span = node.get("id").or_else(|| node.get("incident")).map_or(&node.span, |n| &n.span).clone();
            for target in target.split(", ").map(|t| t.trim_matches(['[', ']', ' '])) {
                if !target.is_empty() {
                    all.push(Related {
                        target: target.to_owned(),
                        rel: rel.clone().unwrap_or_else(|| default.to_owned()),
                        span: span.clone(),
                    });
                }
            }
        }
    }
    all
}

fn sources(table: &mut Table<'_>) -> Vec<SourceLink> {
    let Some(entry) = table.take("sources") else { return Vec::new() };
    let one = std::slice::from_ref(&entry.node);
    let mut sources = Vec::new();
    for node in entry.node.list().unwrap_or(one) {
        let get = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let url = node.text().map(str::to_owned).or_else(|| get("url")).or_else(|| get("link"));
        let web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
        for entry in node.entries().unwrap_or_default() {
            let known = ["url", "link", "title", "name"].contains(&entry.key.as_str());
            let archive = entry.key == "archive_url" && entry.node.text().is_some_and(|t| web(&t.to_owned()));
            if !known && !archive {
                table.keep(format!("sources.{}", entry.key), &entry.node);
            }
        }
        match url {
            Some(url) if web(&url) => sources.push(SourceLink {
                url,
                title: get("title").or_else(|| get("name")),
                archive_url: get("archive_url").filter(web),
            }),
            _ => table.keep("sources".into(), node),
        }
    }
    sources
}

/// Looks into the tables of other generators, then says which names are unknown.
pub(super) fn table<'a>(
    file: &'a str,
    text: &'a str,
    lines: &'a Lines,
    node: &'a Node,
    problems: &'a mut Diagnostics,
) -> Table<'a> {
    let mut table = Table::new(file, text, lines, problems);
    for entry in node.entries().unwrap_or_default() {
        match entry.node.entries() {
            Some(inner) if NESTED.contains(&entry.key.as_str()) => {
                for inner in inner {
                    table.add(inner, Some(&entry.key));
                }
            }
            _ => table.add(entry, None),
        }
    }
    table
}
