//! Incidents as a line through time: points in their order, with the distance to the one
//! before in words.

use crate::date::Moment;
use crate::site::data::data;
use crate::site::distance::Distance;
use crate::site::view::View;
use tera::Value;

/// The points of a line, the oldest first, `here` being the incident of the page; `more`
/// is what else a point tells. Those without a date have no distance.
pub(super) fn points(
    view: &View<'_>,
    incidents: &[usize],
    here: Option<usize>,
    more: &dyn Fn(usize) -> Option<Value>,
) -> Vec<Value> {
    let mut before: Option<&Moment> = None;
    let point = |&incident: &usize| {
        let date = view.library.date_of(incident);
        let gap = before.zip(date).map(|(a, b)| Distance::between(a, b).later(view.strings));
        before = date.or(before);
        data! {
            "incident" => view.card(incident), "gap" => gap,
            "dated" => date.is_some(), "current" => here == Some(incident), "more" => more(incident),
        }
    };
    incidents.iter().map(point).collect()
}

/// How often and over which time: `4 incidents, 3 March 2021 to 9 May 2024, typically
/// 7 months apart`.
pub(super) fn often(view: &View<'_>, incidents: &[usize]) -> String {
    let strings = view.strings;
    let count = strings.plural("incidents", incidents.len());
    let dates: Vec<&Moment> = incidents.iter().filter_map(|i| view.library.date_of(*i)).collect();
    let gaps: Vec<Distance> = dates.windows(2).map(|pair| Distance::between(pair[0], pair[1])).collect();
    let key = if gaps.len() == 1 { "often_once" } else { "often" };
    let known = Distance::median(gaps).map(|gap| {
        let (from, to) = (strings.date(dates[0]), strings.date(dates[dates.len() - 1]));
        let range = if from == to { from } else { strings.get("range").replace("{from}", &from).replace("{to}", &to) };
        strings.get(key).replace("{range}", &range).replace("{time}", &gap.length(strings))
    });
    let undated = incidents.len() - dates.len();
    let undated = (undated > 0 && !dates.is_empty()).then(|| strings.plural("of_them_undated", undated));
    std::iter::once(count).chain(known).chain(undated).collect::<Vec<_>>().join(", ")
}
