//! Timelines as events, from whatever form they are written in.

mod gather;
mod phase;
mod resolve;
mod table;
mod zone;

pub use phase::Phase;
pub(super) use zone::zone_name;

use super::dates::Dates;
use super::section::Part;
use crate::date::{self, Moment, Order, Precision, Zone, ZoneText};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lines, Place};
use jiff::civil;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// When an event was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventTime {
    /// A moment, or the day, month or year alone.
    Moment(Moment),
    /// A time of day on a day that nothing tells.
    Clock(civil::Time, Precision, Zone),
}

/// An event of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it was; none where the author does not know.
    pub at: Option<EventTime>,
    /// When it ended, of a range.
    pub until: Option<EventTime>,
    /// Whether the author says that the time is not exact.
    pub approximate: bool,
    /// What happened, without markup.
    pub text: String,
    /// What stands under it.
    pub details: Vec<String>,
    /// The phase of the incident that it begins, where it says so.
    pub phase: Option<Phase>,
    /// The bytes of the file in which it stands.
    pub span: Range<usize>,
    /// The line of the file in which it begins, from one.
    pub line: usize,
}

impl EventTime {
    /// The moment, where the day is known.
    pub fn moment(&self) -> Option<&Moment> {
        match self {
            EventTime::Moment(moment) => Some(moment),
            EventTime::Clock(..) => None,
        }
    }

    /// ISO 8601 with only what is known; a time of day without its day as `T14:05`.
    pub fn iso(&self) -> String {
        match self {
            EventTime::Moment(moment) => moment.iso(),
            EventTime::Clock(time, precision, zone) => {
                let any = civil::date(2000, 1, 1).to_datetime(*time);
                // An offset that depends on the day is not known without it.
                let zone = if matches!(zone, Zone::Offset(_)) { zone.clone() } else { Zone::Unknown };
                let iso = Moment { precision: *precision, civil: any, zone }.iso();
                iso.split_once('T').map_or(String::new(), |(_, time)| format!("T{time}"))
            }
        }
    }

    /// How precise it is, as it is written to JSON.
    pub fn precision(&self) -> Precision {
        match self {
            EventTime::Moment(moment) => moment.precision,
            EventTime::Clock(_, precision, _) => *precision,
        }
    }

    /// What is known about its zone.
    pub fn zone(&self) -> &Zone {
        match self {
            EventTime::Moment(moment) => &moment.zone,
            EventTime::Clock(_, _, zone) => zone,
        }
    }
}

/// What the reading of a timeline is told.
pub(super) struct Scene<'s> {
    /// The file, as diagnostics name it.
    pub file: &'s str,
    /// Its text.
    pub text: &'s str,
    /// Where its lines end.
    pub lines: &'s Lines,
    /// The day of the incident as far as the rest of the document tells it.
    pub day: Option<Moment>,
    /// The zone of times that state none, by a field of the document.
    pub zone: Option<Zone>,
    /// Which of day and month stands first.
    pub order: Option<Order>,
}

/// What a document holds of times.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The events in the order of the text.
    pub events: Vec<Event>,
    /// Items of a timeline that say no time: where they stand.
    pub untimed: Vec<Range<usize>>,
    /// Events whose date is none that exists or is known.
    pub odd: Vec<Range<usize>>,
}

/// Reads the timeline of a document.
pub(super) fn read(parts: &[Part<'_, '_>], scene: &Scene<'_>, dates: &mut Dates, problems: &mut Diagnostics) -> Found {
    let gathered = gather::gather(parts, scene);
    let (events, odd) = resolve::resolve(&gathered, scene, dates, problems);
    say_backwards(&events, scene, problems);
    if let Some((name, span)) = &gathered.unknown_zone {
        problems.push(unknown_zone(name, Place::in_lines(scene.file, scene.text, scene.lines, span.clone())));
    }
    Found { events, untimed: gathered.untimed, odd }
}

/// What is said of a name that stands where a zone belongs.
pub(super) fn unknown_zone(name: &str, place: Place) -> Diagnostic {
    let what = match date::zone_at_start(name) {
        Some((ZoneText::Unknown(_), _)) => "is the name of several time zones",
        _ => "is no time zone that is known",
    };
    Diagnostic::new(Code::UnknownZone, format!("`{name}` {what}")).at(place).help(
        "write the offset (`+02:00`), a name like `Europe/Berlin`, or UTC; until then times are shown without a zone",
    )
}

/// Says once where a timeline goes back in time, unless it is told from the end.
fn say_backwards(events: &[Event], scene: &Scene<'_>, problems: &mut Diagnostics) {
    let timed: Vec<(&Event, &Moment)> = events
        .iter()
        .filter_map(|e| Some((e, e.at.as_ref()?.moment()?)))
        .filter(|(e, m)| m.has_time() && !e.approximate)
        .collect();
    let back: Vec<usize> = (1..timed.len()).filter(|n| timed[*n].1.is_surely_before(timed[n - 1].1)).collect();
    let Some(first) = back.first().filter(|_| back.len() * 2 <= timed.len()) else { return };
    let (event, at) = timed[*first];
    let before = timed[first - 1].1;
    let more = if back.len() > 1 { format!(" (and {} more)", back.len() - 1) } else { String::new() };
    problems.push(
        Diagnostic::new(Code::TimelineBackwards, format!("the timeline goes back from {before} to {at}{more}"))
            .at(Place::in_lines(scene.file, scene.text, scene.lines, event.span.clone()))
            .help("put the events in the order of time, or mend the date"),
    );
}
