//! Lists of incidents: all, by year, kind, tag and severity.

use super::{Page, listing};
use crate::document::Kind;
use crate::document::markdown::slug;
use crate::site::data::{data, list};
use crate::site::url;
use crate::site::view::View;
use tera::{Context, Value};

/// A list of incidents under a heading.
struct List<'a> {
    url: String,
    kind: &'static str,
    section: &'static str,
    heading: String,
    lead: Option<String>,
    incidents: &'a [usize],
    feed: bool,
    crumb: Option<(&'static str, &'static str)>,
}

pub(super) fn plan(view: &View<'_>) -> Vec<Page> {
    let mut lists = vec![List {
        feed: true,
        crumb: None,
        ..of_incidents("incidents", url_of_all(), view.strings.get("title_incidents").to_owned(), &view.library.by_time)
    }];
    let years = view.library.years();
    lists.extend(years.iter().map(|(year, all)| of_incidents("year", url::year(*year), view.year_name(*year), all)));
    let kinds = view.library.kinds();
    lists.extend(
        kinds.iter().map(|(kind, all)| of_incidents("kind", url::kind(kind.id()), kind_name(view, *kind), all)),
    );
    lists.extend(view.library.tags.iter().map(|tag| List {
        section: "tags",
        crumb: Some(("title_tags", "tags/index.html")),
        ..of_incidents("tag", url::tag(&tag.name.slug), tag.name.name.clone(), &tag.incidents)
    }));
    let levels = by_level(view);
    lists.extend(view.config.severities.levels().iter().zip(&levels).map(|(level, all)| List {
        lead: Some(level.description.clone()).filter(|d| !d.is_empty()),
        ..of_severity(url::severity(&slug(&level.id)), level.name.clone(), all)
    }));
    lists.extend(view.other_severities.iter().map(|o| of_severity(o.url.clone(), o.raw.clone(), &o.incidents)));
    lists.iter().flat_map(|list| pages(view, list)).collect()
}

/// The address of the list of all incidents.
fn url_of_all() -> String {
    "incidents/index.html".to_owned()
}

/// A list that belongs to the menu entry of the incidents.
fn of_incidents<'a>(kind: &'static str, url: String, heading: String, incidents: &'a [usize]) -> List<'a> {
    let crumb = Some(("title_incidents", "incidents/index.html"));
    List { url, kind, section: "incidents", heading, lead: None, incidents, feed: false, crumb }
}

/// A list of one severity.
fn of_severity(url: String, heading: String, incidents: &[usize]) -> List<'_> {
    let crumb = Some(("title_severities", "severities/index.html"));
    List { section: "severities", crumb, ..of_incidents("severity", url, heading, incidents) }
}

/// The incidents of each level of the scale, the newest first.
fn by_level(view: &View<'_>) -> Vec<Vec<usize>> {
    let mut levels = vec![Vec::new(); view.config.severities.levels().len()];
    for &incident in &view.library.by_time {
        if let Some(level) = view.library.incidents[incident].level {
            levels[level].push(incident);
        }
    }
    levels
}

/// The name of a kind in the plural.
fn kind_name(view: &View<'_>, kind: Kind) -> String {
    view.strings.get(&format!("kinds_{}", kind.id().replace('-', "_"))).to_owned()
}

fn pages(view: &View<'_>, list: &List<'_>) -> Vec<Page> {
    let (heading, lead, kind) = (list.heading.clone(), list.lead.clone(), list.kind);
    let first = list.url.clone();
    let fill = move |view: &View<'_>, context: &mut Context, _first: bool| {
        context.insert_value("list", data! { "heading" => heading.as_str(), "lead" => lead.clone() });
        let by_year = matches!(kind, "incidents" | "year");
        let by_kind = matches!(kind, "incidents" | "kind");
        context.insert_value("years", if by_year { view.years(&first) } else { self::list([]) });
        context.insert_value("kinds", if by_kind { kinds(view, &first) } else { self::list([]) });
    };
    let feed = list.feed.then(|| (view.strings.get("feed_all").to_owned(), "feed.xml".to_owned()));
    let crumbs: Vec<_> =
        list.crumb.iter().map(|(key, url)| (view.strings.get(key).to_owned(), (*url).to_owned())).collect();
    listing::pages(
        view,
        &list.url,
        list.incidents,
        |url, title, fill| {
            let mut page = Page::new(url, list.kind, "list.html", title, fill).section(list.section);
            page.feed.clone_from(&feed);
            page.crumbs.clone_from(&crumbs);
            page.describe(list.lead.clone())
        },
        &list.heading,
        fill,
    )
}

/// Kinds with their lists; none when there is one kind only.
fn kinds(view: &View<'_>, current: &str) -> Value {
    let kinds = view.library.kinds();
    let several = kinds.len() > 1;
    list(kinds.into_iter().filter(|_| several).map(|(kind, incidents)| {
        let url = url::kind(kind.id());
        let is_current = url == current;
        data! {
            "id" => kind.id(), "name" => kind_name(view, kind), "url" => url,
            "count" => incidents.len(), "current" => is_current,
        }
    }))
}
