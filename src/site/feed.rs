//! Atom feeds of all incidents, of each service and of each factor; the sitemap.

use super::data::{data, list, texts};
use super::page::Page;
use super::theme::{Engine, ThemeError};
use super::view::View;
use super::{Artifact, Content, url};
use crate::date::Moment;
use rayon::prelude::*;
use std::collections::HashMap;
use tera::{Context, Value};

/// How many of the newest incidents a feed holds.
const ENTRIES: usize = 50;

/// A feed that is to be made.
struct Feed<'a> {
    url: String,
    title: String,
    page: String,
    incidents: &'a [usize],
}

/// Every feed, and the sitemap when there is an address to put into it.
pub(super) fn all(view: &View<'_>, engine: &Engine, pages: &[Page]) -> Result<Vec<Artifact>, ThemeError> {
    let library = view.library;
    let named = |name: &str| view.strings.get("feed_for").replace("{name}", name);
    let mut feeds = vec![Feed {
        url: "feed.xml".into(),
        title: view.strings.get("feed_all").into(),
        page: "index.html".into(),
        incidents: &library.by_time,
    }];
    for service in &library.services {
        let page = url::service(&service.name.slug);
        feeds.push(Feed {
            url: url::feed(&page),
            title: named(&service.name.name),
            page,
            incidents: &service.incidents,
        });
    }
    for (at, factor) in library.factors.iter().enumerate() {
        if let Some(page) = view.factor_url(at) {
            feeds.push(Feed {
                url: url::feed(&page),
                title: named(&factor.entry.name),
                page,
                incidents: &factor.incidents,
            });
        }
    }
    let mut artifacts: Vec<Artifact> = feeds
        .par_iter()
        .map(|feed| {
            let mut context = Context::new();
            context.insert_value("feed", value(view, feed));
            let xml = engine.template("feed.xml", &context, &feed.url)?;
            Ok(Artifact { path: feed.url.clone(), content: Content::Bytes(xml.into_bytes()) })
        })
        .collect::<Result<_, ThemeError>>()?;
    if let Some(base) = &view.config.base_url {
        artifacts.push(sitemap(view, engine, base, pages)?);
    }
    Ok(artifacts)
}

fn value(view: &View<'_>, feed: &Feed<'_>) -> Value {
    let base = view.config.base_url.as_deref();
    let root = url::root(&feed.url);
    let address = |url: &str| match base {
        Some(base) => url::absolute(base, url),
        None => format!("{root}{}", url::encode(url)),
    };
    // A tag URI would need a date and a name of the organisation; without an address a
    // digest of title and place is as lasting.
    let id = |what: &str| match base {
        Some(base) => url::absolute(base, what),
        None => {
            let digest = blake3::hash(format!("{}\0{what}", view.config.title).as_bytes()).to_hex();
            let d = &digest[..32];
            format!("urn:uuid:{}-{}-{}-{}-{}", &d[..8], &d[8..12], &d[12..16], &d[16..20], &d[20..])
        }
    };
    // A feed is ordered by time; what has no date is in the lists.
    let dated = feed.incidents.iter().filter_map(|i| Some((*i, view.library.date_of(*i)?.rfc3339())));
    let shown: Vec<(usize, String)> = dated.take(ENTRIES).collect();
    let entries = shown.iter().map(|(i, updated)| {
        let i = *i;
        let incident = &view.library.incidents[i];
        let services = incident.services.iter().map(|s| view.library.services[*s].name.name.as_str());
        let factors = incident.factors.iter().map(|f| view.library.factors[*f].entry.name.as_str());
        data! {
            "id" => id(&incident.url()), "title" => view.library.document_of(i).title(), "updated" => updated.as_str(),
            "url" => address(&incident.url()), "summary" => incident.summary.clone(),
            "categories" => texts(services.chain(factors)),
        }
    });
    data! {
        "id" => id(&feed.url),
        "title" => format!("{}: {}", view.config.title, feed.title),
        "updated" => shown.first().map_or_else(|| Moment::day(view.library.today).rfc3339(), |(_, u)| u.clone()),
        "self_url" => address(&feed.url),
        "alternate_url" => address(&feed.page),
        "entries" => list(entries),
    }
}

fn sitemap(view: &View<'_>, engine: &Engine, base: &str, pages: &[Page]) -> Result<Artifact, ThemeError> {
    let mut urls: Vec<&Page> =
        pages.iter().filter(|p| !matches!(p.kind, "redirect" | "not-found" | "search")).collect();
    urls.sort_by(|a, b| a.url.cmp(&b.url));
    let changed: HashMap<&str, String> = view
        .library
        .documents
        .iter()
        .enumerate()
        .filter_map(|(at, document)| {
            let changed = view.library.changed.get(&document.file)?;
            Some((view.url_of(at), jiff::tz::Offset::UTC.to_datetime(*changed).date().to_string()))
        })
        .collect();
    let entries = urls.into_iter().map(|page| {
        let lastmod = changed.get(page.url.as_str()).cloned();
        data! { "loc" => url::absolute(base, &page.url), "lastmod" => lastmod }
    });
    let mut context = Context::new();
    context.insert_value("urls", list(entries));
    let xml = engine.template("sitemap.xml", &context, "sitemap.xml")?;
    Ok(Artifact { path: "sitemap.xml".into(), content: Content::Bytes(xml.into_bytes()) })
}
