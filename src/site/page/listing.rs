//! Lists of incidents by year, in pages of a fixed length.

use super::Page;
use crate::site::data::{data, list};
use crate::site::url;
use crate::site::view::{PER_PAGE, View};
use std::sync::Arc;
use tera::{Context, Value};

/// The pages of a list, made from what the first one is.
///
/// `page` makes the page of an address; `fill` adds what stands beside the list, and is
/// told whether it is the first page, the only one with a text of its own.
pub(super) fn pages(
    view: &View<'_>,
    first: &str,
    incidents: &[usize],
    page: impl Fn(String, String, Box<dyn Fn(&View<'_>, &mut Context) + Send + Sync>) -> Page,
    title: &str,
    fill: impl Fn(&View<'_>, &mut Context, bool) + Send + Sync + Clone + 'static,
) -> Vec<Page> {
    let incidents: Arc<[usize]> = incidents.into();
    let count = incidents.len().div_ceil(PER_PAGE).max(1);
    (1..=count)
        .map(|number| {
            let address = url::numbered(first, number);
            let title = titled(view, title, number);
            let (first, incidents, fill) = (first.to_owned(), Arc::clone(&incidents), fill.clone());
            let fill = move |view: &View<'_>, context: &mut Context| {
                fill(view, context, number == 1);
                context.insert_value("listing", value(view, &first, &incidents, number));
            };
            page(address, title, Box::new(fill))
        })
        .collect()
}

/// The title of a page of a list: all but the first say which one they are.
pub(super) fn titled(view: &View<'_>, title: &str, number: usize) -> String {
    if number == 1 {
        return title.to_owned();
    }
    let which = view.strings.get("page_n").replace("{n}", &number.to_string());
    format!("{title} ({})", which.to_lowercase())
}

/// The numbers of `count` pages; none where there is one only.
pub(super) fn numbers(first: &str, count: usize, current: usize) -> Value {
    let pages = (1..=count).filter(|_| count > 1);
    list(pages.map(|n| data! { "number" => n, "url" => url::numbered(first, n), "current" => n == current }))
}

/// One page of a list.
fn value(view: &View<'_>, first: &str, all: &[usize], number: usize) -> Value {
    let from = (number - 1) * PER_PAGE;
    let shown = &all[from..all.len().min(from + PER_PAGE)];
    let mut groups: Vec<(Option<i16>, Vec<Value>)> = Vec::new();
    for &incident in shown {
        let year = view.library.year_of(incident);
        match groups.iter_mut().find(|(y, _)| *y == year) {
            Some((_, cards)) => cards.push(view.card(incident)),
            None => groups.push((year, vec![view.card(incident)])),
        }
    }
    let groups = groups.into_iter().map(|(year, cards)| {
        let id = year.map_or_else(|| "undated".to_owned(), |y| format!("y{y}"));
        data! { "heading" => view.year_name(year), "id" => id, "incidents" => list(cards) }
    });
    let count = all.len().div_ceil(PER_PAGE).max(1);
    data! {
        "total" => all.len(),
        "groups" => list(groups),
        "pages" => numbers(first, count, number),
        "previous" => (number > 1).then(|| url::numbered(first, number - 1)),
        "next" => (number < count).then(|| url::numbered(first, number + 1)),
        "from" => if all.is_empty() { 0 } else { from + 1 },
        "to" => from + shown.len(),
    }
}
