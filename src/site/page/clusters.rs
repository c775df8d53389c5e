//! The page of what keeps coming back: groups of incidents that share conditions, each as
//! a line through time with what was tried. It counts systems and conditions, never people.

use super::{Page, actions, few, listing, similar, thread};
use crate::document::Action;
use crate::library::{Helped, helped as what_helped};
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

/// So many groups stand on one page.
const PER_PAGE: usize = 50;

/// So many incidents of a group are shown at once, the newest; those before are folded away.
const LINE: usize = 12;

/// So many groups are named where something belongs to many.
const LINKED: usize = 5;

/// The pages, where anything keeps coming back.
pub(super) fn plan(view: &View<'_>) -> Vec<Page> {
    let count = view.alike.clusters().len().div_ceil(PER_PAGE);
    (1..=count).map(|number| page(view, number)).collect()
}

fn page(view: &View<'_>, number: usize) -> Page {
    let title = listing::titled(view, view.strings.get("title_clusters"), number);
    let address = url::numbered(url::CLUSTERS, number);
    let mut page = Page::new(address, "clusters", "clusters.html", title, move |view, context| {
        let all = view.alike.clusters();
        let shown = &all[(number - 1) * PER_PAGE..all.len().min(number * PER_PAGE)];
        context.insert_value("clusters", list(shown.iter().map(|c| cluster(view, c))));
        context.insert_value("listing", place(all.len(), number));
    })
    .section("incidents")
    .describe(Some(view.strings.get("clusters_lead").to_owned()));
    page.crumbs = vec![(view.strings.get("title_incidents").to_owned(), "incidents/index.html".into())];
    page
}

/// Which of all groups a page has, and the way to the other pages.
fn place(total: usize, number: usize) -> Value {
    let count = total.div_ceil(PER_PAGE);
    data! {
        "total" => total,
        "pages" => listing::numbers(url::CLUSTERS, count, number),
        "previous" => (number > 1).then(|| url::numbered(url::CLUSTERS, number - 1)),
        "next" => (number < count).then(|| url::numbered(url::CLUSTERS, number + 1)),
        "from" => (number - 1) * PER_PAGE + 1,
        "to" => total.min(number * PER_PAGE),
    }
}

fn cluster(view: &View<'_>, cluster: &Cluster) -> Value {
    let mut earlier = thread::points(view, &cluster.incidents, None, &|incident| Some(tried(view, incident)));
    let points = earlier.split_off(earlier.len().saturating_sub(LINE));
    data! {
        "id" => cluster.slug.as_str(),
        "name" => name(view, cluster),
        "often" => thread::often(view, &cluster.incidents),
        "share" => sentence::value(share(view, cluster)),
        "earlier" => list(earlier),
        "points" => list(points),
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

/// What an incident asked for and how that stands, and what helped.
fn tried(view: &View<'_>, incident: usize) -> Value {
    let actions = &view.library.document_of(incident).fields.actions;
    let one = |action: &Action| data! { "text" => action.text.as_str(), "status" => actions::status(view, action) };
    data! { "actions" => few(actions.iter().map(one), TRIED), "helped" => helped(view, incident) }
}

/// What ended an incident or its effect, in the words of its document, and where they stand.
fn helped(view: &View<'_>, incident: usize) -> Option<Value> {
    let Helped { anchor, heading, text } = what_helped(view.library.document_of(incident))?;
    let page = view.library.incidents[incident].url();
    let url = if anchor.is_empty() { page } else { format!("{page}#{anchor}") };
    Some(data! { "text" => text, "heading" => heading, "url" => url })
}

/// A group by what its incidents share: its factors and services, else its words.
fn name(view: &View<'_>, cluster: &Cluster) -> String {
    let library = view.library;
    let factors = cluster.factors.iter().take(NAMED).map(|f| library.factors[*f].entry.name.as_str());
    let services = cluster.services.iter().take(NAMED).map(|s| library.services[*s].name.name.as_str());
    let names: Vec<&str> = factors.chain(services).collect();
    let words: Vec<&str> = cluster.terms.iter().take(WORDS).map(AsRef::as_ref).collect();
    match (names.is_empty(), words.is_empty()) {
        (false, _) => names.join(" · "),
        (true, false) => words.join(", "),
        (true, true) => library.document_of(cluster.incidents[0]).title().to_owned(),
    }
}

/// Groups by their numbers as links, the largest few; none of no group.
pub(super) fn links(view: &View<'_>, mut groups: impl Iterator<Item = usize>) -> Option<Value> {
    let shown: Vec<Value> = groups.by_ref().take(LINKED).map(|at| link(view, at)).collect();
    (!shown.is_empty()).then(|| data! { "shown" => list(shown), "more" => groups.count() })
}

/// A group by its number, as a link with how many incidents it has.
fn link(view: &View<'_>, at: usize) -> Value {
    let cluster = &view.alike.clusters()[at];
    let url = url::cluster(at / PER_PAGE + 1, &cluster.slug);
    data! { "name" => name(view, cluster), "url" => url, "count" => cluster.incidents.len() }
}

/// The groups that share something.
pub(super) fn sharing(view: &View<'_>, is_shared: impl Fn(&Cluster) -> bool) -> Option<Value> {
    let all = view.alike.clusters().iter().enumerate();
    links(view, all.filter(|(_, cluster)| is_shared(cluster)).map(|(at, _)| at))
}
