//! The page of an incident.

use super::Page;
use crate::date::Moment;
use crate::document::markdown::Heading;
use crate::document::{Document, Found, Provenance};
use crate::library::Stop;
use crate::site::data::{data, list};
use crate::site::strings::Strings;
use crate::site::view::{View, minutes};
use crate::site::{body, url};
use tera::Value;

pub(super) fn plan(view: &View<'_>) -> Vec<Page> {
    let title = view.strings.get("title_incidents");
    (0..view.library.incidents.len())
        .map(|at| {
            let incident = &view.library.incidents[at];
            let document = view.library.document_of(at);
            let mut page =
                Page::new(incident.url(), "incident", "incident.html", document.title(), move |view, context| {
                    context.insert_value("incident", value(view, at));
                })
                .section("incidents")
                .describe(incident.summary.clone());
            page.crumbs = vec![(title.to_owned(), "incidents/index.html".into())];
            page.lang = document.fields.lang.as_ref().map(|l| l.value.clone());
            page
        })
        .collect()
}

fn value(view: &View<'_>, at: usize) -> Value {
    let library = view.library;
    let incident = &library.incidents[at];
    let document = library.document_of(at);
    let internal = library.internal;
    let relations = incident.relations.iter().map(|r| {
        let label = view.strings.get(&format!("rel_{}", r.rel.replace('-', "_"))).to_owned();
        data! { "rel" => r.rel.as_str(), "label" => label, "incident" => view.card(r.incident) }
    });
    let backlinks = incident.backlinks.iter().map(|d| {
        let from = &library.documents[*d];
        let date = from.fields.date.as_ref().map(|d| view.date(&d.value));
        data! { "title" => from.title(), "url" => view.url_of(*d), "date" => date }
    });
    let sources = document.fields.sources.iter().map(|s| {
        data! { "url" => s.url.as_str(), "title" => s.title.clone(), "archive_url" => s.archive_url.clone() }
    });
    let (previous, next) = view.neighbours(&library.by_time, at);
    let link = |i: Option<usize>| i.map(|i| view.link(i));
    data! {
        "id" => incident.id.as_str(),
        "title" => document.title(),
        "url" => incident.url(),
        "date" => library.date_of(at).map(|d| view.date(d)),
        "year" => library.year_of(at),
        "kind" => view.kind(document.fields.kind),
        "severity" => view.severity(at),
        "summary" => incident.summary.clone(),
        "lead" => document.fields.summary().map(str::to_owned),
        "body" => body::html(view, incident.document, &incident.url()),
        "toc" => toc(&document.body.headings),
        "minutes" => minutes(document.body.words),
        "words" => document.body.words,
        "facts" => list(facts(view, at)),
        "factors" => factors(view, at),
        "services" => services(view, at),
        "tags" => list(incident.tags.iter().map(|t| view.tag_name(*t))),
        "alerts" => list(document.fields.alerts.iter().map(|a| Value::from(a.value.as_str()))),
        "actions" => actions(view, document, internal),
        "relations" => list(relations),
        "backlinks" => list(backlinks),
        "sources" => list(sources),
        "paths" => paths(view, at),
        "previous" => link(previous),
        "next" => link(next),
        "along" => along(view, at),
        "people" => people(view, document, internal),
        "more" => more(document, internal),
        "edit_url" => view.edit_url(document),
        "changed" => view.changed(document),
        "source_path" => document.name.as_str(),
    }
}

/// The neighbours in time along each service of an incident.
fn along(view: &View<'_>, at: usize) -> Value {
    list(view.library.incidents[at].services.iter().map(|s| {
        let service = &view.library.services[*s];
        let (previous, next) = view.neighbours(&service.incidents, at);
        data! {
            "name" => service.name.name.as_str(), "url" => url::service(&service.name.slug),
            "previous" => previous.map(|i| view.link(i)), "next" => next.map(|i| view.link(i)),
        }
    }))
}

/// Headings as a tree, without those that stand deeper than three levels.
pub(super) fn toc(headings: &[Heading]) -> Value {
    let top = headings.iter().map(|h| h.level).min().unwrap_or(1);
    let shown: Vec<&Heading> = headings.iter().filter(|h| h.level < top + 3 && !h.text.is_empty()).collect();
    branch(&shown)
}

fn branch(headings: &[&Heading]) -> Value {
    let mut items = Vec::new();
    let mut rest = headings;
    while let [first, tail @ ..] = rest {
        let own = tail.iter().take_while(|h| h.level > first.level).count();
        items.push(data! {
            "id" => first.id.as_str(), "text" => first.text.as_str(), "level" => usize::from(first.level),
            "children" => branch(&tail[..own]),
        });
        rest = &tail[own..];
    }
    list(items)
}

/// Where a value was found, in words; none for a field of the front matter.
fn source(strings: &Strings, from: Provenance) -> Option<String> {
    let key = match from {
        Provenance::FrontMatter => return None,
        Provenance::Label => "source_label",
        Provenance::Table => "source_table",
        Provenance::Timeline => "source_timeline",
        Provenance::Section => "source_section",
        Provenance::Heading => "source_heading",
        Provenance::FileName => "source_file_name",
        Provenance::Folder => "source_folder",
        Provenance::Text => "source_text",
    };
    Some(strings.get(key).to_owned())
}

/// The facts of the side panel.
fn facts(view: &View<'_>, at: usize) -> Vec<Value> {
    let strings = view.strings;
    let fields = &view.library.document_of(at).fields;
    let mut facts = Vec::new();
    let mut add = |key: &str, value: String, note: Option<String>, source: Option<String>, url: Option<String>| {
        facts.push(data! {
            "key" => key, "label" => strings.get(&format!("fact_{key}")), "value" => value,
            "note" => note, "source" => source, "url" => url,
        });
    };
    let zone_note = |unknown: bool| unknown.then(|| strings.get("zone_unknown").to_owned());
    let times: [(&str, &Option<Found<Moment>>); 5] = [
        ("started", &fields.started_at),
        ("detected", &fields.detected_at),
        ("declared", &fields.declared_at),
        ("mitigated", &fields.mitigated_at),
        ("resolved", &fields.resolved_at),
    ];
    if fields.started_at.is_none()
        && let Some(date) = &fields.date
    {
        let (text, unknown) = strings.moment(&date.value);
        let url = view.library.year_of(at).map(|y| url::year(Some(y)));
        add("date", text, zone_note(unknown), source(strings, date.origin.from), url);
    }
    for (key, found) in times {
        if let Some(found) = found {
            let (text, unknown) = strings.moment(&found.value);
            add(key, text, zone_note(unknown), source(strings, found.origin.from), None);
        }
    }
    if let Some(seconds) = duration(fields.started_at.as_ref(), fields.resolved_at.as_ref()) {
        let note = strings.get("duration_computed").to_owned();
        add("duration", Strings::duration(seconds), Some(note), None, None);
    }
    if let Some(severity) = &fields.severity {
        let level = view.library.incidents[at].level.map(|l| &view.config.severities.levels()[l]);
        let name = level.map_or(severity.value.as_str(), |l| l.name.as_str());
        let fold = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let raw = (fold(name) != fold(&severity.value)).then(|| severity.value.clone());
        add(
            "severity",
            name.to_owned(),
            raw,
            source(strings, severity.origin.from),
            Some("severities/index.html".into()),
        );
    }
    for (key, value) in [("trigger", &fields.trigger), ("impact", &fields.impact.summary)] {
        if let Some(value) = value {
            add(key, value.value.clone(), None, source(strings, value.origin.from), None);
        }
    }
    for (key, value) in &fields.impact.parts {
        add(key, value.value.clone(), None, source(strings, value.origin.from), None);
    }
    if let Some(how) = &fields.detection {
        let key = format!("detected_{}", how.value);
        let word = strings.get(&key);
        let word = if word == key { how.value.clone() } else { word.to_owned() };
        add("detection", word, None, source(strings, how.origin.from), None);
    }
    if let Some(zone) = &fields.timezone {
        add("timezone", zone.value.clone(), None, source(strings, zone.origin.from), None);
    }
    if let Some(first) = fields.teams.first() {
        let names: Vec<&str> = fields.teams.iter().map(|t| t.value.as_str()).collect();
        add("teams", names.join(", "), None, source(strings, first.origin.from), None);
    }
    if let Some(status) = &fields.status {
        let key = format!("doc_{}", status.value.replace('-', "_"));
        let word = strings.get(&key);
        let word = if word == key { status.value.clone() } else { word.to_owned() };
        add("status", word, None, source(strings, status.origin.from), None);
    }
    let from = fields.id.as_ref().map_or(Provenance::FileName, |id| id.origin.from);
    add("id", view.library.incidents[at].id.clone(), None, source(strings, from), None);
    facts
}

/// Seconds between two moments, when both have a time on clocks that can be compared
/// and the end is not before the start.
fn duration(start: Option<&Found<Moment>>, end: Option<&Found<Moment>>) -> Option<i64> {
    let (start, end) = (&start?.value, &end?.value);
    let seconds = match (start.instant(), end.instant()) {
        (Some(a), Some(b)) => b - a,
        // The same unknown zone for both is what one author means by two bare times.
        _ if start.has_time() && end.has_time() && start.zone == end.zone => end.order().0 - start.order().0,
        _ => return None,
    };
    (seconds > 0).then_some(seconds)
}

fn factors(view: &View<'_>, at: usize) -> Value {
    let incident = &view.library.incidents[at];
    let confirmed = incident.factors.iter().map(|f| (*f, false));
    let suggested = incident.suggested.iter().map(|f| (*f, true));
    list(confirmed.chain(suggested).map(|(f, suggested)| {
        let factor = &view.library.factors[f];
        data! {
            "id" => factor.entry.id.as_str(), "name" => factor.entry.name.as_str(), "url" => url::factor(&factor.entry.id),
            "definition" => factor.entry.definition.clone(), "ask" => factor.entry.ask.clone(),
            "count" => factor.incidents.len(), "suggested" => suggested,
        }
    }))
}

fn services(view: &View<'_>, at: usize) -> Value {
    list(view.library.incidents[at].services.iter().map(|s| {
        let service = &view.library.services[*s];
        let about = service.document.and_then(|d| view.library.documents[d].fields.summary().map(str::to_owned));
        data! {
            "name" => service.name.name.as_str(), "url" => url::service(&service.name.slug),
            "count" => service.incidents.len(), "description" => about,
        }
    }))
}

fn actions(view: &View<'_>, document: &Document, internal: bool) -> Value {
    list(document.fields.actions.iter().map(|action| {
        let status = action.status.as_ref().map(|id| {
            let key = format!("status_{}", id.replace('-', "_"));
            let word = view.strings.get(&key);
            let name = if word == key { id.as_str() } else { word };
            data! { "id" => id.as_str(), "name" => name }
        });
        data! {
            "text" => action.text.as_str(), "type" => action.kind.clone(),
            "owner" => action.owner.clone().filter(|_| internal),
            "due" => action.due.as_ref().map(|d| view.date(d)), "status" => status,
            "priority" => action.priority.clone(), "link" => action.link.clone(),
        }
    }))
}

/// The reading paths through an incident, each with the steps beside it.
fn paths(view: &View<'_>, at: usize) -> Value {
    let mut all = Vec::new();
    for path in &view.library.paths {
        let Some(place) = path.stops.iter().position(|s| s.incident == at) else { continue };
        let document = &view.library.documents[path.document];
        let step = &document.special.steps[path.stops[place].step];
        let link = |stop: Option<&Stop>| stop.map(|s| view.link(s.incident));
        all.push(data! {
            "title" => document.title(), "url" => url::path(&path.slug),
            "step" => place + 1, "steps" => path.stops.len(),
            "why" => step.why.clone(), "question" => step.question.clone(),
            "previous" => link(place.checked_sub(1).and_then(|p| path.stops.get(p))),
            "next" => link(path.stops.get(place + 1)),
        });
    }
    list(all)
}

/// People, for internal readers only.
fn people(view: &View<'_>, document: &Document, internal: bool) -> Value {
    let all = [("people_authors", &document.fields.authors), ("people_participants", &document.fields.participants)];
    list(all.into_iter().filter(|(_, names)| internal && !names.is_empty()).map(|(key, names)| {
        let names = names.iter().map(|n| Value::from(n.value.as_str()));
        data! { "label" => view.strings.get(key), "names" => list(names) }
    }))
}

/// Fields that Candor has no meaning for, for internal readers only.
fn more(document: &Document, internal: bool) -> Value {
    list(document.fields.more.iter().filter(|_| internal).map(|(name, value)| {
        data! { "name" => name.as_str(), "value" => value.as_str() }
    }))
}
