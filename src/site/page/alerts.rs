//! The page of all alerts and error texts, each with the incidents it was seen in.

use super::Page;
use crate::site::data::{data, list};
use crate::site::url;
use crate::site::view::View;

/// The page, where any incident names an alert.
pub(super) fn plan(view: &View<'_>) -> Option<Page> {
    if view.alerts.all().is_empty() {
        return None;
    }
    let title = view.strings.get("title_alerts");
    let mut page = Page::new(url::ALERTS, "alerts", "alerts.html", title, |view, context| {
        let alerts = view.alerts.all().iter().map(|alert| {
            data! {
                "text" => alert.text.as_str(), "id" => alert.id.as_str(), "count" => alert.incidents.len(),
                "incidents" => list(alert.incidents.iter().map(|i| view.link(*i))),
            }
        });
        context.insert_value("alerts", list(alerts));
    })
    .section("incidents");
    page.crumbs = vec![(view.strings.get("title_incidents").to_owned(), "incidents/index.html".into())];
    Some(page)
}
