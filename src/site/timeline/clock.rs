//! Events and phases on one clock.
//!
//! What goes in are times as their author wrote them, each with its own precision and
//! zone; out come seconds on the clock that most of them are in. A time that cannot be
//! compared with the others is left out of the drawing, never moved to fit.

use crate::date::{Moment, Precision, Zone};
use crate::document::{Event, EventTime, Phase};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};

/// A time of day that is earlier than the one before by so many seconds is of the next
/// day, where no day is known (the same rule as that for reading timelines).
const MIDNIGHT: i64 = 6 * 3600;

/// What the seconds of a drawing are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Times of day on days that are known.
    Times,
    /// Whole days.
    Days,
    /// Times of day of which no day is known.
    Bare,
}

/// An event on the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its number in the timeline.
    pub(super) event: usize,
    /// When it was.
    pub(super) at: i64,
    /// When it ended, of a range.
    pub(super) until: Option<i64>,
}

/// Events and phases on one clock, in seconds since 1970 as that clock reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) kind: Kind,
    /// The zone of the clock.
    pub(super) zone: Zone,
    pub(super) spots: Vec<Spot>,
    /// Phases in the order of [`Phase::ALL`].
    pub(super) phases: Vec<(Phase, i64)>,
}

impl Clock {
    /// Puts on one clock what can be compared.
    pub(super) fn of(events: &[Event], phases: &[(Phase, &Moment)]) -> Self {
        let of_events = events.iter().filter_map(|e| e.at.as_ref()?.moment());
        let moments: Vec<&Moment> = of_events.chain(phases.iter().map(|(_, m)| *m)).collect();
        let distinct = |timed: bool| {
            let wanted = moments.iter().filter(|m| m.has_time() == timed && m.precision >= Precision::Day);
            let mut all: Vec<civil::DateTime> = wanted.map(|m| m.civil).collect();
            all.sort_unstable();
            all.dedup();
            all.len()
        };
        let (times, days) = (distinct(true), distinct(false));
        if times >= 2 && times >= days {
            let zone = most(moments.iter().filter(|m| m.has_time()).map(|m| &m.zone));
            return Self::placed(Kind::Times, zone.clone(), events, phases, |m| on(m, &zone));
        }
        if times + days >= 2 {
            let day = |m: &Moment| (m.precision >= Precision::Day).then(|| seconds(m.civil.date().at(0, 0, 0, 0)));
            return Self::placed(Kind::Days, Zone::Unknown, events, phases, day);
        }
        Self::bare(events)
    }

    fn placed(
        kind: Kind,
        zone: Zone,
        events: &[Event],
        phases: &[(Phase, &Moment)],
        place: impl Fn(&Moment) -> Option<i64>,
    ) -> Self {
        let of = |time: &Option<EventTime>| place(time.as_ref()?.moment()?);
        let spots = events.iter().enumerate().filter_map(|(event, e)| {
            let at = of(&e.at)?;
            Some(Spot { event, at, until: of(&e.until).filter(|u| *u > at) })
        });
        let phases = phases.iter().filter_map(|(phase, m)| Some((*phase, place(m)?)));
        Self { kind, zone, spots: spots.collect(), phases: phases.collect() }
    }

    /// Times of day alone, in the order of the text.
    fn bare(events: &[Event]) -> Self {
        let zone = most(events.iter().filter_map(|e| clock(e.at.as_ref())).map(|(_, zone)| zone));
        let (mut spots, mut phases) = (Vec::new(), Vec::new());
        let (mut day, mut last) = (0, 0);
        for (event, e) in events.iter().enumerate() {
            let Some((time, _)) = clock(e.at.as_ref()).filter(|(_, z)| **z == zone) else { continue };
            if last - time >= MIDNIGHT {
                day += 86_400;
            }
            last = time;
            let until = clock(e.until.as_ref()).map(|(end, _)| day + end).filter(|end| *end > day + time);
            spots.push(Spot { event, at: day + time, until });
            if let Some(phase) = e.phase
                && !phases.iter().any(|(p, _)| *p == phase)
            {
                phases.push((phase, day + time));
            }
        }
        phases.sort_by_key(|(phase, _)| *phase);
        Self { kind: Kind::Bare, zone, spots, phases }
    }

    /// Every second that something stands at, in order, each once.
    pub(super) fn points(&self) -> Vec<i64> {
        let spots = self.spots.iter().flat_map(|s| [Some(s.at), s.until]).flatten();
        let mut points: Vec<i64> = spots.chain(self.phases.iter().map(|(_, at)| *at)).collect();
        points.sort_unstable();
        points.dedup();
        points
    }
}

/// Seconds since midnight, and the zone, of a time of day alone.
fn clock(time: Option<&EventTime>) -> Option<(i64, &Zone)> {
    match time {
        Some(EventTime::Clock(time, _, zone)) => Some((seconds(civil::date(1970, 1, 1).to_datetime(*time)), zone)),
        _ => None,
    }
}

/// What a clock reads at a second of it.
pub(super) fn civil(seconds: i64) -> civil::DateTime {
    Timestamp::from_second(seconds).map_or(civil::DateTime::MIN, |t| Offset::UTC.to_datetime(t))
}

/// The second of a reading, whatever its zone.
pub(super) fn seconds(reading: civil::DateTime) -> i64 {
    Offset::UTC.to_timestamp(reading).map_or(0, Timestamp::as_second)
}

/// A time on the clock of a zone; none where that would be a guess.
fn on(moment: &Moment, zone: &Zone) -> Option<i64> {
    if !moment.has_time() {
        return None;
    }
    if moment.zone == *zone {
        return Some(seconds(moment.civil));
    }
    let instant = moment.instant()?;
    match zone {
        Zone::Unknown => None,
        Zone::Offset(offset) => Some(instant + i64::from(*offset)),
        Zone::Named(name) => {
            let at = Timestamp::from_second(instant).ok()?;
            Some(instant + i64::from(TimeZone::get(name).ok()?.to_offset(at).seconds()))
        }
    }
}

/// The zone that most times are in, the first of several.
fn most<'z>(zones: impl Iterator<Item = &'z Zone>) -> Zone {
    let mut counts: Vec<(&Zone, usize)> = Vec::new();
    for zone in zones {
        match counts.iter_mut().find(|(z, _)| *z == zone) {
            Some((_, count)) => *count += 1,
            None => counts.push((zone, 1)),
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(Zone::Unknown, |(zone, _)| (*zone).clone())
}
