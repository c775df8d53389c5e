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
    let library = view.library;
    let text = |key: &str| view.strings.get(key).to_owned();
    let mut pages = pages(
        view,
        List {
            url: "incidents/index.html".into(),
            kind: "incidents",
            section: "incidents",
            heading: text("title_incidents"),
            lead: None,
            incidents: &library.by_time,
            feed: true,
            crumb: None,
        },
    );
    for (year, incidents) in library.years() {
        let crumb = Some(("title_incidents", "incidents/index.html"));
        let heading = view.year_name(year);
        pages.extend(self::pages(
            view,
            List { url: url::year(year), kind: "year", section: "incidents", heading, lead: None, incidents: &incidents, feed: false, crumb },
        ));
    }
    for (kind, incidents) in library.kinds() {
        let crumb = Some(("title_incidents", "incidents/index.html"));
        let heading = kind_name(view, kind);
        pages.extend(self::pages(
            view,
            List { url: url::kind(kind.id()), kind: "kind", section: "incidents", heading, lead: None, incidents: &incidents, feed: false, crumb },
        ));
    }
    for tag in &library.tags {
        let crumb = Some(("title_tags", "tags/index.html"));
        let (url, heading) = (url::tag(&tag.name.slug), tag.name.name.clone());
        pages.extend(self::pages(
            view,
            List { url, kind: "tag", section: "tags", heading, lead: None, incidents: &tag.incidents, feed: false, crumb },
        ));
    }
    let crumb = Some(("title_severities", "severities/index.html"));
    for (level, on_scale) in view.config.severities.levels().iter().enumerate() {
        let of_level = |i: &usize| library.incidents[*i].level == Some(level);
        let incidents: Vec<usize> = library.by_time.iter().copied().filter(of_level).collect();
        let url = url::severity(&slug(&on_scale.id));
        let lead = Some(on_scale.description.clone()).filter(|d| !d.is_empty());
        let heading = on_scale.name.clone();
        pages.extend(self::pages(
            view,
            List { url, kind: "severity", section: "severities", heading, lead, incidents: &incidents, feed: false, crumb },
        ));
    }
    for other in &view.other_severities {
        let (url, heading) = (other.url.clone(), other.raw.clone());
        pages.extend(self::pages(
            view,
            List { url, kind: "severity", section: "severities", heading, lead: None, incidents: &other.incidents, feed: false, crumb },
        ));
    }
    pages
}

/// The name of a kind in the plural.
fn kind_name(view: &View<'_>, kind: Kind) -> String {
    view.strings.get(&format!("kinds_{}", kind.id().replace('-', "_"))).to_owned()
}

fn pages(view: &View<'_>, list: List<'_>) -> Vec<Page> {
    let (heading, lead, kind) = (list.heading.clone(), list.lead.clone(), list.kind);
    let first = list.url.clone();
    let fill = move |view: &View<'_>, context: &mut Context| {
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
