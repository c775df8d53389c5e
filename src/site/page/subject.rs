//! Services and factors: the list of each kind, and a page for each one.

use super::{Page, clusters, listing};
use crate::library::{Factor, Service, Together};
use crate::site::body;
use crate::site::data::{data, list, texts};
use crate::site::url;
use crate::site::view::View;
use std::collections::BTreeMap;
use tera::{Context, Value};

pub(super) fn services(view: &View<'_>) -> Vec<Page> {
    let text = |key: &str| view.strings.get(key).to_owned();
    let mut pages = vec![
        Page::new("services/index.html", "services", "services.html", text("title_services"), |view, context| {
            let all = view.library.services.iter().map(|s| service_row(view, s));
            context.insert_value("services", list(all));
        })
        .section("services"),
    ];
    for (at, service) in view.library.services.iter().enumerate() {
        let first = url::service(&service.name.slug);
        let title = service_title(view, service);
        let feed = (text("feed_for").replace("{name}", &title), url::feed(&first));
        let crumbs = vec![(text("title_services"), "services/index.html".to_owned())];
        pages.extend(listing::pages(
            view,
            &first,
            &service.incidents,
            |url, title, fill| {
                let mut page = Page::new(url, "service", "service.html", title, fill).section("services");
                page.feed = Some(feed.clone());
                page.crumbs.clone_from(&crumbs);
                page.describe(description(view, service))
            },
            &title,
            move |view, context, first| fill_service(view, context, at, first),
        ));
    }
    pages
}

/// The name of a service for readers: the title of its page, else its name.
fn service_title(view: &View<'_>, service: &Service) -> String {
    service
        .document
        .map(|d| &view.library.documents[d])
        .filter(|d| d.fields.title.as_ref().is_some_and(|t| t.origin.from == crate::document::Provenance::FrontMatter))
        .map_or_else(|| service.name.name.clone(), |d| d.title().to_owned())
}

fn description(view: &View<'_>, service: &Service) -> Option<String> {
    service.document.and_then(|d| view.library.documents[d].fields.summary().map(str::to_owned))
}

fn service_row(view: &View<'_>, service: &Service) -> Value {
    let latest = service.incidents.first().and_then(|i| view.library.date_of(*i));
    data! {
        "name" => service.name.name.as_str(),
        "url" => url::service(&service.name.slug),
        "count" => service.incidents.len(),
        "description" => description(view, service),
        "latest" => latest.map(|d| view.date(d)),
    }
}

fn fill_service(view: &View<'_>, context: &mut Context, at: usize, first: bool) {
    let service = &view.library.services[at];
    let page = url::service(&service.name.slug);
    let aliases = service.document.map(|d| view.library.documents[d].fields.aliases.clone()).unwrap_or_default();
    context.insert_value(
        "service",
        data! {
            "name" => service_title(view, service),
            "url" => page.as_str(),
            "count" => service.incidents.len(),
            "description" => description(view, service),
            "aliases" => texts(&aliases),
            "body" => prose(view, service.document.filter(|_| first), &page),
        },
    );
    context.insert_value("clusters", Value::from(clusters::sharing(view, |c| first && c.services.contains(&at))));
    let none: &[Together] = &[];
    context.insert_value("factors", view.together(if first { &service.factors } else { none }, true));
    context.insert_value("services", view.together(if first { &service.services } else { none }, false));
}

/// The text of the document about something, when it has one.
fn prose(view: &View<'_>, document: Option<usize>, page: &str) -> Option<String> {
    document.map(|d| body::html(view, d, page)).filter(|html| !html.trim().is_empty())
}

pub(super) fn factors(view: &View<'_>) -> Vec<Page> {
    let text = |key: &str| view.strings.get(key).to_owned();
    let mut pages = vec![
        Page::new("factors/index.html", "factors", "factors.html", text("title_factors"), |view, context| {
            context.insert_value("groups", groups(view));
        })
        .section("factors"),
    ];
    for (at, factor) in view.library.factors.iter().enumerate() {
        let Some(first) = view.factor_url(at) else { continue };
        let feed = (text("feed_for").replace("{name}", &factor.entry.name), url::feed(&first));
        let crumbs = vec![(text("title_factors"), "factors/index.html".to_owned())];
        pages.extend(listing::pages(
            view,
            &first,
            &factor.incidents,
            |url, title, fill| {
                let mut page = Page::new(url, "factor", "factor.html", title, fill).section("factors");
                page.feed = Some(feed.clone());
                page.crumbs.clone_from(&crumbs);
                page.describe(factor.entry.definition.clone())
            },
            &factor.entry.name,
            move |view, context, first| fill_factor(view, context, at, first),
        ));
    }
    pages
}

/// The groups in the order of the vocabulary; factors of no known group come last.
fn groups(view: &View<'_>) -> Value {
    let library = view.library;
    let mut by_group: BTreeMap<usize, Vec<Value>> = BTreeMap::new();
    let last = library.groups.len();
    for (at, factor) in library.factors.iter().enumerate() {
        let group = library.groups.iter().position(|g| g.id == factor.entry.group).unwrap_or(last);
        by_group.entry(group).or_default().push(data! {
            "id" => factor.entry.id.as_str(),
            "name" => factor.entry.name.as_str(),
            "url" => view.factor_url(at),
            "count" => factor.incidents.len(),
            "definition" => factor.entry.definition.clone(),
            "unused" => factor.incidents.is_empty(),
        });
    }
    list(by_group.into_iter().map(|(at, factors)| {
        let (id, name, description) = match library.groups.get(at) {
            Some(group) => (group.id.clone(), group.name.clone(), group.description.clone()),
            None => (
                "other".into(),
                view.strings.get("group_other").to_owned(),
                view.strings.get("group_other_note").to_owned(),
            ),
        };
        data! { "id" => id, "name" => name, "description" => description, "factors" => list(factors) }
    }))
}

fn group(view: &View<'_>, factor: &Factor) -> Value {
    let found = view.library.groups.iter().find(|g| g.id == factor.entry.group);
    let name = found.map_or_else(|| view.strings.get("group_other").to_owned(), |g| g.name.clone());
    data! { "id" => found.map_or("other", |g| g.id.as_str()), "name" => name }
}

fn fill_factor(view: &View<'_>, context: &mut Context, at: usize, first: bool) {
    let factor = &view.library.factors[at];
    let page = url::factor(&factor.entry.id);
    context.insert_value(
        "factor",
        data! {
            "id" => factor.entry.id.as_str(),
            "name" => factor.entry.name.as_str(),
            "group" => group(view, factor),
            "url" => page.as_str(),
            "count" => factor.incidents.len(),
            "definition" => factor.entry.definition.clone(),
            "ask" => factor.entry.ask.clone(),
            "aliases" => texts(&factor.entry.aliases),
            "body" => prose(view, factor.document.filter(|_| first), &page),
        },
    );
    context.insert_value("clusters", Value::from(clusters::sharing(view, |c| first && c.factors.contains(&at))));
    let none: &[Together] = &[];
    context.insert_value("factors", view.together(if first { &factor.factors } else { none }, true));
    context.insert_value("services", view.together(if first { &factor.services } else { none }, false));
    let suggested = factor.suggested.iter().filter(|_| first);
    context.insert_value("suggested", list(suggested.map(|i| view.card(*i))));
}
