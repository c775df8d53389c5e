//! Front matter as typed fields, each with the place where it was found.

use super::field::{self, NESTED};
use super::provenance::Found;
use super::table::Table;
use crate::date::Moment;
use crate::diagnostic::Diagnostics;
use crate::value::{Node, Value};
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

/// The states of a follow-up.
pub const ACTION_STATES: [&str; 5] = ["proposed", "accepted", "in-progress", "done", "declined"];

/// How one incident relates to another.
pub const RELATIONS: [&str; 4] = ["recurrence-of", "caused-by", "same-factor", "follow-up-of"];

/// A follow-up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What is to be done.
    pub text: String,
    /// What sort of work it is (prevent, detect, mitigate ...).
    pub kind: Option<String>,
    /// Who does it. A people field: shown to internal readers only.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<Moment>,
    /// One of [`ACTION_STATES`], or the author's own word.
    pub status: Option<String>,
    /// How urgent it is, in the author's words.
    pub priority: Option<String>,
    /// The ticket.
    pub link: Option<String>,
}

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
    pub summary: Option<String>,
    /// `users requests revenue data_loss slo`, in this order, as far as known.
    pub parts: Vec<(String, String)>,
}

/// A factor as a document names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorTag {
    /// The word.
    pub name: String,
    /// Whether it is only a category or cause of another tool, to be confirmed.
    pub suggested: bool,
    /// Where it stands.
    pub span: Range<usize>,
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
    /// How grave it was, in the author's word.
    pub severity: Option<Found<String>>,
    /// How far the write-up is.
    pub status: Option<String>,
    /// What set the incident off.
    pub trigger: Option<String>,
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
    /// The zone of times that state none.
    pub timezone: Option<String>,
    /// Systems that it affected.
    pub services: Vec<Found<String>>,
    /// Contributing factors.
    pub factors: Vec<FactorTag>,
    /// Tags.
    pub tags: Vec<String>,
    /// Teams that it concerned.
    pub teams: Vec<String>,
    /// How it was noticed: one of [`DETECTIONS`], or another word.
    pub detection: Option<String>,
    /// Exact alert names and error texts seen.
    pub alerts: Vec<String>,
    /// The effect.
    pub impact: Impact,
    /// Who wrote it. A people field.
    pub authors: Vec<String>,
    /// Who took part. A people field.
    pub participants: Vec<String>,
    /// Follow-ups.
    pub actions: Vec<Action>,
    /// Declared relations.
    pub related: Vec<Related>,
    /// Where its facts are from.
    pub sources: Vec<SourceLink>,
    /// The summary.
    pub summary: Option<String>,
    /// BCP 47 tag of its language.
    pub lang: Option<String>,
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

/// Reads the fields that every role shares; what is left in the table afterwards is
/// for the role, or unknown.
pub(super) fn read(table: &mut Table<'_>) -> Fields {
    let timezone = table.text("timezone").map(|f| f.value);
    let moment = |found: Option<Found<Moment>>| {
        found.map(|f| match &timezone {
            Some(zone) => Found { value: f.value.or_zone(zone), ..f },
            None => f,
        })
    };
    let mut fields = Fields {
        id: table.text("id"),
        title: table.text("title").filter(|t| !t.value.is_empty()),
        date: moment(table.moment("date")),
        severity: table.text("severity"),
        trigger: table.text("trigger").map(|f| f.value),
        started_at: moment(table.moment("started_at")),
        detected_at: moment(table.moment("detected_at")),
        declared_at: moment(table.moment("declared_at")),
        mitigated_at: moment(table.moment("mitigated_at")),
        resolved_at: moment(table.moment("resolved_at")),
        services: table.found_texts("services"),
        tags: table.texts("tags"),
        teams: table.texts("teams"),
        alerts: table.lines("alerts"),
        authors: table.texts("authors"),
        participants: table.texts("participants"),
        summary: table.text("summary").map(|f| f.value),
        lang: table.text("lang").map(|f| f.value),
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
    if let Some(other) = fields.detection.take_if(|d| !DETECTIONS.contains(&d.as_str())) {
        table.keep_text("detection", other);
    }
    if let Some(entry) = table.take("published") {
        match entry.node.boolean() {
            Some(false) => fields.draft = true,
            _ => table.keep("published".into(), &entry.node),
        }
    }
    if let Some(kind) = table.text("kind") {
        match Kind::read(&kind.value) {
            Some(kind) => fields.kind = kind,
            None => {
                let known = Kind::ALL.map(Kind::id);
                table.unknown_word("kind", &kind.value, kind.span, &known);
                table.keep_text("kind", kind.value);
            }
        }
    }
    factors(table, &mut fields);
    fields.impact = impact(table);
    fields.actions = actions(table);
    fields.related = related(table);
    fields.sources = sources(table);
    fields
}

fn factors(table: &mut Table<'_>, fields: &mut Fields) {
    for (name, suggested) in [("factors", false), ("suggested_factors", true)] {
        for found in table.found_texts(name) {
            let tag = FactorTag { name: found.value, suggested, span: found.span };
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
        return Impact { summary: Some(entry.node.flat()).filter(|s| !s.is_empty()), parts: Vec::new() };
    };
    let get = |name: &str| {
        entries.iter().find(|e| field::fold(&e.key) == field::fold(name) && !e.node.is_empty()).map(|e| e.node.flat())
    };
    for other in entries {
        let known = PARTS.iter().chain(&["summary"]).any(|p| field::fold(p) == field::fold(&other.key));
        if !known {
            table.keep(format!("impact.{}", other.key), &other.node);
        }
    }
    Impact { summary: get("summary"), parts: PARTS.iter().filter_map(|p| Some(((*p).to_owned(), get(p)?))).collect() }
}

fn actions(table: &mut Table<'_>) -> Vec<Action> {
    let Some(entry) = table.take("actions") else { return Vec::new() };
    let one = std::slice::from_ref(&entry.node);
    let parts = entry.node.list().unwrap_or(one);
    parts
        .iter()
        .filter(|n| !n.is_empty())
        .map(|node| {
            let Some(entries) = node.entries() else {
                return Action { text: node.flat(), ..Action::default() };
            };
            let get = |names: &[&str]| {
                names.iter().find_map(|name| {
                    entries
                        .iter()
                        .find(|e| field::fold(&e.key) == field::fold(name) && !e.node.is_empty())
                        .map(|e| (e.node.flat(), e.node.span.clone()))
                })
            };
            let text = |names: &[&str]| get(names).map(|(t, _)| t);
            let known =
                ["id", "text", "title", "action", "description", "summary", "type", "kind", "owner", "assignee"]
                    .iter()
                    .chain(&[
                        "due", "due_date", "deadline", "status", "state", "priority", "link", "url", "issue", "ticket",
                    ]);
            for other in entries.iter().filter(|e| !known.clone().any(|k| field::fold(k) == field::fold(&e.key))) {
                table.keep(format!("actions.{}", other.key), &other.node);
            }
            let id = text(&["id"]).map(|id| format!("{id}: ")).unwrap_or_default();
            Action {
                text: id + &text(&["text", "title", "action", "description", "summary"]).unwrap_or_default(),
                kind: text(&["type", "kind"]),
                owner: text(&["owner", "assignee"]),
                due: get(&["due", "due_date", "deadline"])
                    .and_then(|(text, span)| table.read_moment("due", &text, span)),
                status: text(&["status", "state"]).map(|s| action_state(&s)),
                priority: text(&["priority"]),
                link: text(&["link", "url", "issue", "ticket"]),
            }
        })
        .collect()
}

/// The canonical state of a follow-up, or the author's word.
fn action_state(word: &str) -> String {
    let folded = field::fold(word);
    let state = match folded.as_str() {
        "open" | "todo" | "planned" | "new" | "backlog" => "proposed",
        "wip" | "doing" | "started" | "inprogress" | "ongoing" => "in-progress",
        "closed" | "complete" | "completed" | "fixed" | "resolved" | "done" => "done",
        "wontfix" | "wontdo" | "rejected" | "declined" | "cancelled" | "canceled" => "declined",
        other => {
            return ACTION_STATES
                .iter()
                .find(|s| field::fold(s) == other)
                .map_or_else(|| word.to_owned(), ToString::to_string);
        }
    };
    state.to_owned()
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
pub(super) fn table<'a>(file: &'a str, text: &'a str, node: &'a Node, problems: &'a mut Diagnostics) -> Table<'a> {
    let mut table = Table::new(file, text, problems);
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
