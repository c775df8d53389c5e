//! The page of an incident.

use super::{Page, actions, chain, facts, similar};
use crate::document::Document;
use crate::document::markdown::Heading;
use crate::library::Stop;
use crate::site::data::{data, list};
use crate::site::view::{View, minutes};
use crate::site::{body, timeline, url};
use std::collections::HashSet;
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
    let chain = chain::of(library, at);
    let relations = incident.relations.iter().map(|r| {
        let label = view.strings.get(&format!("rel_{}", r.rel.replace('-', "_"))).to_owned();
        let chained = !chain.is_empty() && chain::is_recurrence(r);
        data! { "rel" => r.rel.as_str(), "label" => label, "incident" => view.card(r.incident), "chained" => chained }
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
        "facts" => list(facts::facts(view, at)),
        "timeline" => timeline::value(&document.timeline, &timeline::phases(&document.fields), view.strings),
        "factors" => factors(view, at),
        "services" => services(view, at),
        "tags" => list(incident.tags.iter().map(|t| view.tag_name(*t))),
        "alerts" => alerts(view, document),
        "actions" => actions::list_of(view, at, internal),
        "actions_note" => actions::note(view, document, internal),
        "relations" => list(relations),
        "chain" => chain::value(view, &chain, at),
        "similar" => similar::value(view, at, &chain),
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

/// Alerts, each with its place in the list of all, and how many incidents it was seen in.
fn alerts(view: &View<'_>, document: &Document) -> Value {
    let mut seen = HashSet::new();
    let once = document.fields.alerts.iter().filter(|a| seen.insert(a.value.as_str()));
    let all = once.filter_map(|a| view.alerts.find(&a.value));
    list(all.map(|alert| {
        data! { "text" => alert.text.as_str(), "url" => url::alert(&alert.id), "count" => alert.incidents.len() }
    }))
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
