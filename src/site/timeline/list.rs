//! The events as a list, day by day.

use super::words;
use crate::date::{Moment, Precision};
use crate::document::Event;
use crate::site::data::{data, list, texts};
use crate::site::strings::Strings;
use jiff::civil::Date;
use tera::Value;

/// The events in the order of the text, in groups of one day where there are several,
/// and the zone where all times are in one.
pub(super) fn value(events: &[Event], strings: &Strings) -> Value {
    let day = |e: &Event| e.at.as_ref()?.moment().filter(|m| m.precision >= Precision::Day).map(|m| m.civil.date());
    let mut days: Vec<Date> = events.iter().filter_map(day).collect();
    days.dedup();
    let several = days.len() > 1;
    let zones = || events.iter().filter_map(|e| words::zone(e.at.as_ref()?));
    let zone_said = zones().all(|z| Some(z) == zones().next());
    let mut groups: Vec<(Option<Date>, Vec<Value>)> = Vec::new();
    for (number, event) in events.iter().enumerate() {
        let own = day(event).filter(|_| several);
        match groups.last() {
            // What says no day belongs to the day before it.
            Some((current, _)) if own.is_none() || *current == own => {}
            _ => groups.push((own, Vec::new())),
        }
        let said = several || days.is_empty() || day(event).is_some();
        let item = item(number + 1, event, said, zone_said, strings);
        if let Some((_, items)) = groups.last_mut() {
            items.push(item);
        }
    }
    let mut start = 1;
    let groups = groups.into_iter().map(|(day, items)| {
        let from = start;
        start += items.len();
        let heading = day.map(|d| data! { "iso" => d.to_string(), "text" => strings.date(&Moment::day(d)) });
        data! { "day" => heading, "start" => from, "events" => list(items) }
    });
    let only = days.first().filter(|_| !several).map(|d| strings.date(&Moment::day(*d)));
    let zone = zones().next().filter(|_| zone_said).map(|zone| match zone.as_str() {
        "" => strings.get("zone_unknown").to_owned(),
        zone => strings.get("zone_all").replace("{zone}", zone),
    });
    let note: Vec<String> = only.into_iter().chain(zone).collect();
    data! { "days" => list(groups), "note" => Some(note.join(", ")).filter(|n| !n.is_empty()) }
}

fn item(number: usize, event: &Event, day_said: bool, zone_said: bool, strings: &Strings) -> Value {
    let phase = event.phase.map(|p| data! { "id" => p.id(), "name" => strings.get(&format!("fact_{}", p.id())) });
    data! {
        "id" => format!("_event-{number}"),
        "timed" => event.at.is_some(),
        "time" => words::html(event, day_said, zone_said, strings),
        "text" => event.text.as_str(),
        "details" => texts(&event.details),
        "phase" => phase,
    }
}
