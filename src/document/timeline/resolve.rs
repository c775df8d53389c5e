//! Entries to events: days that are given once, midnights, years that are left out.

use super::super::dates::Dates;
use super::gather::{Entry, Gathered, Raw};
use super::{Event, EventTime, Scene, phase};
use crate::date::{self, ClockText, DateText, Moment, Precision, Reading, Zone, ZoneText};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use jiff::civil;
use std::ops::Range;

/// A clock that goes back by this many hours or more has passed midnight; one that goes
/// back by less is a slip or an event told late.
const MIDNIGHT: i64 = 6;

/// Events of an evening go on in the next morning: from this hour, until that one.
const EVENING: i8 = 17;
const MORNING: i8 = 11;

struct Resolver<'s> {
    scene: &'s Scene<'s>,
    zone: Option<ZoneText>,
    /// The day of entries that give none.
    day: Option<civil::Date>,
    /// Whether the day was written in the timeline, rather than known from elsewhere.
    written: bool,
    /// The last time of day, to see midnight pass.
    last: Option<civil::Time>,
    /// A day near the entries, for years that are left out.
    near: Option<civil::Date>,
}

/// Gives each entry its moment.
pub(super) fn resolve(
    gathered: &Gathered,
    scene: &Scene<'_>,
    dates: &mut Dates,
    problems: &mut Diagnostics,
) -> (Vec<Event>, Vec<Range<usize>>) {
    let base = scene.day.as_ref().filter(|d| d.precision >= Precision::Day).map(|d| d.civil.date());
    let near = scene.day.as_ref().filter(|d| d.precision >= Precision::Month).map(|d| d.civil.date());
    let mut r = Resolver { scene, zone: None, day: base, written: false, last: None, near };
    let mut events = Vec::new();
    let mut odd = Vec::new();
    let mut impossible: Option<(Range<usize>, usize)> = None;
    let mut unknown_zone: Option<(String, Range<usize>)> = None;
    for entry in &gathered.entries {
        match entry {
            Entry::Break => {
                (r.day, r.written, r.last) = (base.or(r.day.filter(|_| r.written)), false, None);
                r.zone = None;
            }
            Entry::Zone(zone) => r.zone = Some(zone.clone()),
            Entry::Day(reading, span) => {
                dates.note(reading, span);
                if is_impossible(reading) {
                    impossible.get_or_insert((span.clone(), 0)).1 += 1;
                }
                r.set_day(reading, None);
                r.last = None;
            }
            Entry::Event(raw) => {
                if let Some(time) = &raw.time {
                    dates.note(time, &raw.span);
                    if is_impossible(time) {
                        impossible.get_or_insert((raw.span.clone(), 0)).1 += 1;
                    }
                    if let (Some(ZoneText::Unknown(name)), None) = (&time.zone, &unknown_zone) {
                        unknown_zone = Some((name.clone(), raw.span.clone()));
                    }
                }
                if raw.time.as_ref().is_some_and(|t| matches!(t.date, Some(DateText::Unknown | DateText::Impossible))) {
                    odd.push(raw.span.clone());
                }
                events.push(r.event(raw));
            }
        }
    }
    let place = |span: Range<usize>| Place::in_lines(scene.file, scene.text, scene.lines, span);
    if let Some((span, count)) = impossible {
        let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
        let (message, span) = name_impossible(scene, first_line(scene.text, &span));
        problems.push(
            Diagnostic::new(Code::BadDate, format!("{message}{more}"))
                .at(place(span))
                .help("write it as 2024-03-09 14:05; until then the event has no time"),
        );
    }
    if gathered.unknown_zone.is_none()
        && let Some((name, span)) = unknown_zone
    {
        let line = first_line(scene.text, &span);
        let at = scene.text.get(line.clone()).and_then(|piece| piece.find(&name));
        let span = at.map_or(line.clone(), |at| line.start + at..line.start + at + name.len());
        problems.push(super::unknown_zone(&name, place(span)));
    }
    (events, odd)
}

/// The first line of a piece of the text, without white space around it.
fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let piece = text.get(span.clone()).unwrap_or_default();
    let line = piece.split('\n').next().unwrap_or_default();
    let start = span.start + line.len() - line.trim_start().len();
    start..start + line.trim().len()
}

/// What is said of a line with a date or time that does not exist, and where that stands.
fn name_impossible(scene: &Scene<'_>, line: Range<usize>) -> (String, Range<usize>) {
    let piece = scene.text.get(line.clone()).unwrap_or_default();
    let rest = piece.trim_start_matches(|c: char| !c.is_alphanumeric());
    match date::at_start(rest, scene.order).filter(is_impossible) {
        Some(reading) => {
            let what = if reading.date == Some(DateText::Impossible) { "date" } else { "time" };
            let start = line.start + piece.len() - rest.len();
            (format!("`{}` is no {what} that exists", &rest[..reading.len]), start..start + reading.len)
        }
        None => ("the timeline has a date or time that does not exist".to_owned(), line),
    }
}

fn is_impossible(reading: &Reading) -> bool {
    reading.date == Some(DateText::Impossible) || reading.clock == Some(ClockText::Impossible)
}

impl Resolver<'_> {
    fn event(&mut self, raw: &Raw) -> Event {
        let at = raw.time.as_ref().and_then(|t| self.at(t, raw));
        let until =
            raw.time.as_ref().and_then(|t| t.until.as_deref()).and_then(|end| self.until(end, at.as_ref(), raw));
        Event {
            at,
            until,
            approximate: raw.time.as_ref().is_some_and(|t| t.approximate),
            phase: phase::of(&raw.text, raw.bold),
            text: raw.text.clone(),
            details: raw.details.clone(),
            span: first_line(self.scene.text, &raw.span),
            line: self.scene.lines.line(raw.span.start),
        }
    }

    /// The zone of a time: its own, its column's, the section's, the document's.
    fn zone_of(&self, reading: &Reading, raw: &Raw) -> Zone {
        let first = reading.zone.as_ref().or(raw.zone.as_ref()).or(self.zone.as_ref());
        match first {
            Some(ZoneText::Known(zone)) => zone.clone(),
            Some(ZoneText::Unknown(_)) => Zone::Unknown,
            None => self.scene.zone.clone().unwrap_or(Zone::Unknown),
        }
    }

    fn at(&mut self, reading: &Reading, raw: &Raw) -> Option<EventTime> {
        let zone = self.zone_of(reading, raw);
        if let Some(date) = reading.date {
            self.set_day(reading, raw.year);
            let Some(day) = self.day else {
                // A day that does not exist is no day that is merely left out.
                let unwritten = matches!(date, DateText::Known { .. });
                return coarse(date, reading)
                    .map(EventTime::Moment)
                    .or_else(|| clock(reading, zone).filter(|_| unwritten));
            };
            if let Some(ClockText::Known(time, _)) = reading.clock {
                self.last = Some(time);
            }
            return Some(EventTime::Moment(on(day, reading, zone)));
        }
        let Some(ClockText::Known(time, _)) = reading.clock else {
            // `??:??` on a day that is known is that day.
            return self.day.filter(|_| self.written).map(|d| EventTime::Moment(Moment::day(d)));
        };
        let Some(mut day) = self.day else { return clock(reading, zone) };
        if let Some(last) = self.last
            && last.duration_since(time).as_hours() >= MIDNIGHT
            && last.hour() >= EVENING
            && time.hour() <= MORNING
        {
            day = day.tomorrow().unwrap_or(day);
            self.day = Some(day);
        }
        self.last = Some(time);
        Some(EventTime::Moment(on(day, reading, zone)))
    }

    /// The end of a range: on the day of its beginning, or the next where it is earlier.
    fn until(&self, end: &Reading, at: Option<&EventTime>, raw: &Raw) -> Option<EventTime> {
        let start = at?.moment()?;
        let zone = end.known_zone().unwrap_or_else(|| match self.zone_of(end, raw) {
            Zone::Unknown => start.zone.clone(),
            zone => zone,
        });
        let day = match end.date {
            Some(date) => full(date, raw.year, Some(start.civil.date()))?,
            None => {
                let Some(ClockText::Known(time, _)) = end.clock else { return None };
                let day = start.civil.date();
                if start.has_time() && time < start.civil.time() { day.tomorrow().ok()? } else { day }
            }
        };
        Some(EventTime::Moment(on(day, end, zone)))
    }

    fn set_day(&mut self, reading: &Reading, year: Option<i16>) {
        let near = self.day.filter(|_| self.written).or(self.near);
        let Some(date) = reading.date else { return };
        // The year of a column is that of its first row; later ones may be in the next.
        self.day = full(date, year.filter(|_| !self.written), near);
        self.written = self.day.is_some();
        self.last = None;
    }
}

/// The full date of what is written; a year that is left out is the one that brings it
/// nearest to a day that is known.
fn full(date: DateText, year: Option<i16>, near: Option<civil::Date>) -> Option<civil::Date> {
    let DateText::Known { year: own, month: Some(month), day: Some(day) } = date else { return None };
    if let Some(year) = own.or(year) {
        return civil::Date::new(year, month, day).ok();
    }
    let near = near?;
    let distance = |d: &civil::Date| d.duration_since(near).as_hours().abs();
    (-1..=1).filter_map(|n| civil::Date::new(near.year() + n, month, day).ok()).min_by_key(distance)
}

/// A moment on a day, with the time where that is known.
fn on(day: civil::Date, reading: &Reading, zone: Zone) -> Moment {
    match reading.clock {
        Some(ClockText::Known(time, precision)) => Moment { precision, civil: day.to_datetime(time), zone },
        _ => Moment::day(day),
    }
}

/// A month or year alone.
fn coarse(date: DateText, reading: &Reading) -> Option<Moment> {
    matches!(date, DateText::Known { year: Some(_), .. }).then(|| reading.moment()).flatten()
}

fn clock(reading: &Reading, zone: Zone) -> Option<EventTime> {
    match reading.clock {
        Some(ClockText::Known(time, precision)) => Some(EventTime::Clock(time, precision, zone)),
        _ => None,
    }
}
