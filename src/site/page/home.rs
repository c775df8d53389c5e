//! The first page, the search page, and the one for addresses that are not there.

use super::Page;
use crate::site::body;
use crate::site::data::{data, list};
use crate::site::url;
use crate::site::view::{View, minutes};
use tera::Value;

/// How many of the newest incidents the first page shows.
const NEWEST: usize = 8;

/// How many factors and services it shows.
const MOST: usize = 10;

pub(super) fn plan(view: &View<'_>) -> Vec<Page> {
    let text = |key: &str| view.strings.get(key).to_owned();
    let mut home = Page::new("index.html", "home", "home.html", view.config.title.clone(), |view, context| {
        context.insert_value("home", home(view));
    });
    home.feed = Some((text("feed_all"), "feed.xml".into()));
    let search = Page::new("search/index.html", "search", "search.html", text("title_search"), |_, _| {});
    let lost = Page::new("404.html", "not-found", "404.html", text("title_not_found"), |_, _| {});
    vec![home, search.section("search"), lost]
}

fn home(view: &View<'_>) -> Value {
    let library = view.library;
    let mut factors: Vec<usize> =
        (0..library.factors.len()).filter(|f| library.factors[*f].incidents.len() > 1).collect();
    factors.sort_by_key(|f| (std::cmp::Reverse(library.factors[*f].incidents.len()), *f));
    let mut services: Vec<usize> = library.affected_services().collect();
    services.sort_by_key(|s| (std::cmp::Reverse(library.services[*s].incidents.len()), *s));
    let factor = |f: &usize| {
        let factor = &library.factors[*f];
        data! {
            "id" => factor.entry.id.as_str(), "name" => factor.entry.name.as_str(), "url" => url::factor(&factor.entry.id),
            "count" => factor.incidents.len(), "definition" => factor.entry.definition.clone(),
        }
    };
    let service = |s: &usize| {
        let service = &library.services[*s];
        data! {
            "name" => service.name.name.as_str(), "url" => url::service(&service.name.slug),
            "count" => service.incidents.len(),
        }
    };
    let paths = library.paths.iter().map(|path| {
        let document = &library.documents[path.document];
        let words: usize = path.stops.iter().map(|s| library.document_of(s.incident).body.words).sum();
        data! {
            "title" => document.title(), "url" => url::path(&path.slug),
            "description" => document.fields.summary().map(str::to_owned), "steps" => path.stops.len(), "minutes" => minutes(words),
        }
    });
    let intro = library.pages.iter().find(|page| page.is_home());
    data! {
        "total" => library.incidents.len(),
        "newest" => list(library.by_time.iter().take(NEWEST).map(|i| view.card(*i))),
        "factors" => list(factors.iter().take(MOST).map(factor)),
        "services" => list(services.iter().take(MOST).map(service)),
        "clusters" => view.alike.clusters().len(),
        "paths" => list(paths),
        "years" => view.years(""),
        "intro" => intro.map(|page| body::html(view, page.document, "index.html")),
    }
}
