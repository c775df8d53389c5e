//! The page of what keeps coming back: groups of incidents that share conditions, each as
//! a line through time with what was tried. It counts systems and conditions, never people.

use super::{Page, actions, few, similar, thread};
use crate::document::Action;
use crate::similar::Cluster;
use crate::site::data::{data, list};
use crate::site::sentence::{self, Part, sentence};
use crate::site::url;
use crate::site::view::View;
use tera::Value;

/// So many factors, and so many services, are in the name of a group.
const NAMED: usize = 2;

/// So many words are in the name of a group that shares nothing but words.
const WORDS: usize = 3;

/// So many follow-ups of an incident are shown at once.
const TRIED: usize = 4;

/// The page, where anything keeps coming back.
pub(super) fn plan(view: &View<'_>) -> Option<Page> {
    if view.alike.clusters().is_empty() {
        return None;
    }
    let title = view.strings.get("title_clusters");
    let mut page = Page::new(url::CLUSTERS, "clusters", "clusters.html", title, |view, context| {
        context.insert_value("clusters", list(view.alike.clusters().iter().map(|c| cluster(view, c))));
    })
    .section("incidents")
    .describe(Some(view.strings.get("clusters_lead").to_owned()));
    page.crumbs = vec![(view.strings.get("title_incidents").to_owned(), "incidents/index.html".into())];
    Some(page)
}

fn cluster(view: &View<'_>, cluster: &Cluster) -> Value {
    data! {
        "id" => cluster.slug.as_str(),
        "name" => name(view, cluster),
        "often" => thread::often(view, &cluster.incidents),
        "share" => sentence::value(share(view, cluster)),
        "points" => thread::points(view, &cluster.incidents, None, &|incident| Some(tried(view, incident))),
    }
}

/// What the incidents of a group share, in a line.
fn share(view: &View<'_>, cluster: &Cluster) -> Vec<Part> {
    let all = similar::shared(view, &cluster.factors, &cluster.services, &[]);
    let key = match (all.is_empty(), cluster.terms.is_empty()) {
        (true, true) => return Vec::new(),
        (true, false) => "share_terms",
        (false, true) => "share_all",
        (false, false) => "share_all_terms",
    };
    sentence(view.strings.get(key), &[("all", all), ("terms", vec![Part::text(cluster.terms.join(", "))])])
}

/// What an incident asked for, and how that stands.
fn tried(view: &View<'_>, incident: usize) -> Value {
    let actions = &view.library.document_of(incident).fields.actions;
    let one = |action: &Action| data! { "text" => action.text.as_str(), "status" => actions::status(view, action) };
    data! { "actions" => few(actions.iter().map(one), TRIED) }
}

/// A group by what its incidents share: its factors and services, else its words.
fn name(view: &View<'_>, cluster: &Cluster) -> String {
    let library = view.library;
    let factors = cluster.factors.iter().take(NAMED).map(|f| library.factors[*f].entry.name.as_str());
    let services = cluster.services.iter().take(NAMED).map(|s| library.services[*s].name.name.as_str());
    let names: Vec<&str> = factors.chain(services).collect();
    let words: Vec<&str> = cluster.terms.iter().take(WORDS).map(String::as_str).collect();
    match (names.is_empty(), words.is_empty()) {
        (false, _) => names.join(" · "),
        (true, false) => words.join(", "),
        (true, true) => library.document_of(cluster.incidents[0]).title().to_owned(),
    }
}

/// A group as a link, with how many incidents it has.
pub(super) fn link(view: &View<'_>, cluster: &Cluster) -> Value {
    data! {
        "name" => name(view, cluster), "url" => url::cluster(&cluster.slug), "count" => cluster.incidents.len(),
    }
}

/// The groups that something is shared by.
pub(super) fn links(view: &View<'_>, is_shared: impl Fn(&Cluster) -> bool) -> Value {
    list(view.alike.clusters().iter().filter(|c| is_shared(c)).map(|c| link(view, c)))
}
