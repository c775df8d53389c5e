//! Timelines as events, from whatever form they are written in.

mod event;
mod gather;
mod phase;
mod resolve;
mod table;
mod zone;

pub use event::{Event, EventTime};
pub use phase::Phase;
pub(super) use zone::zone_name;

use super::dates::Dates;
use super::section::Part;
use crate::date::{self, Moment, Order, Zone, ZoneText};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lines, Place};
use std::ops::Range;

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
