//! Times of a timeline in words: with what is known, and no more.

use super::clock::{Clock, Kind, civil};
use crate::date::{Moment, Zone};
use crate::document::markdown::{attribute, escape};
use crate::document::{Event, EventTime};
use crate::site::strings::Strings;
use jiff::civil::date;

/// A time of day as it is shown: the time, and its zone where that is known.
fn clock(time: &EventTime) -> Option<(String, Option<String>)> {
    let shown = match time {
        EventTime::Moment(moment) => moment.clock()?,
        // A day is needed to show it, and is not shown.
        EventTime::Clock(time, precision, zone) => {
            Moment { precision: *precision, civil: date(2000, 1, 1).to_datetime(*time), zone: zone.clone() }.clock()?
        }
    };
    Some(match shown.split_once(' ') {
        Some((time, zone)) => (time.to_owned(), Some(zone.to_owned())),
        None => (shown, None),
    })
}

/// The zone of a time of day, empty where it is not known; none of a day alone.
pub(super) fn zone(time: &EventTime) -> Option<String> {
    clock(time).map(|(_, zone)| zone.unwrap_or_default())
}

/// The time of an event: `10:05`, `about 10:05 UTC`, `10:05 to 10:20`, `3 May to 5 May 2024`.
///
/// The day is left out where a heading names it, and the zone where it is said once.
pub(super) fn time(event: &Event, day_said: bool, zone_said: bool, strings: &Strings) -> Option<String> {
    marked(event, day_said, zone_said, strings, |_, text| text)
}

/// The same as HTML, each time with what a program can read of it.
pub(super) fn html(event: &Event, day_said: bool, zone_said: bool, strings: &Strings) -> Option<String> {
    marked(event, day_said, zone_said, strings, |time, text| {
        format!("<time datetime=\"{}\">{}</time>", attribute(&iso(time)), escape(&text))
    })
}

/// A time as HTML takes it: a time of day alone has no zone there.
fn iso(time: &EventTime) -> String {
    let iso = time.iso();
    iso.strip_prefix('T').map_or(iso.clone(), |clock| clock.trim_end_matches('Z').to_owned())
}

fn marked(
    event: &Event,
    day_said: bool,
    zone_said: bool,
    strings: &Strings,
    mark: impl Fn(&EventTime, String) -> String,
) -> Option<String> {
    let at = event.at.as_ref()?;
    let one = |time: &EventTime, day_said: bool| {
        let clock = clock(time).map(|(time, zone)| match zone.filter(|_| !zone_said) {
            Some(zone) => format!("{time} {zone}"),
            None => time,
        });
        let day = time.moment().filter(|_| !day_said).map(|m| strings.date(m));
        let text = match (day, clock) {
            (Some(day), Some(clock)) => Some(format!("{day}, {clock}")),
            (day, clock) => day.or(clock),
        };
        text.map(|text| mark(time, text))
    };
    // A month or a year is in no heading.
    let day_said = day_said && at.moment().is_none_or(|m| m.precision >= crate::date::Precision::Day);
    let same_day = |until: &EventTime| {
        let days = (at.moment().map(|m| m.civil.date()), until.moment().map(|m| m.civil.date()));
        days.0 == days.1 && clock(until).is_some()
    };
    let text = match &event.until {
        Some(until) => {
            let from = one(at, day_said).or_else(|| one(at, false))?;
            let to = one(until, same_day(until))?;
            strings.get("range").replace("{from}", &from).replace("{to}", &to)
        }
        None => one(at, day_said)?,
    };
    Some(if event.approximate { strings.get("about_time").replace("{time}", &text) } else { text })
}

/// The length of a silence that is cut out, rounded to one unit, since there is little room.
pub(super) fn silence(seconds: i64) -> String {
    let (unit, name) = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
        .into_iter()
        .find(|(unit, _)| seconds >= 3 * unit)
        .unwrap_or((1, "s"));
    format!("{} {name}", (seconds + unit / 2) / unit)
}

/// What a drawing spans: `4 October 2021, 15:40 to 21:20 UTC`.
pub(super) fn span(seen: &Clock, from: i64, to: i64, strings: &Strings) -> String {
    let (from, to) = (civil(from), civil(to));
    let day = |at: jiff::civil::DateTime| strings.date(&Moment::day(at.date()));
    let time = |at: jiff::civil::DateTime| format!("{:02}:{:02}", at.hour(), at.minute());
    let (a, b) = match seen.kind {
        Kind::Days => (day(from), day(to)),
        Kind::Bare => (time(from), time(to)),
        Kind::Times if from.date() == to.date() => (format!("{}, {}", day(from), time(from)), time(to)),
        Kind::Times => (format!("{}, {}", day(from), time(from)), format!("{}, {}", day(to), time(to))),
    };
    let span = strings.get("range").replace("{from}", &a).replace("{to}", &b);
    let zone = match &seen.zone {
        _ if seen.kind == Kind::Days => None,
        Zone::Unknown => Some(format!(", {}", strings.get("zone_unknown"))),
        zone => {
            let at = Moment { precision: crate::date::Precision::Minute, civil: from, zone: zone.clone() };
            self::zone(&EventTime::Moment(at)).map(|z| format!(" {z}"))
        }
    };
    let day = if seen.kind == Kind::Bare { format!(", {}", strings.get("day_unknown")) } else { String::new() };
    span + &zone.unwrap_or_default() + &day
}
