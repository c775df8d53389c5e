//! A time at the beginning of a text, as people write it: a date, a time of day, a
//! zone, the end of a range, as far as each is there.
//!
//! One hand-written reader serves front matter, tables, headings and lines, so that a
//! form that is understood in one place is understood in all of them.

use super::cursor::Cursor;
use super::zone::ZoneText;
use super::{Moment, Precision, Zone};
use jiff::civil;

/// Which of day and month stands first in `7/5/2023`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Order {
    /// `25/09/2024`
    DayFirst,
    /// `9/25/2024`
    MonthFirst,
}

/// A date as far as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateText {
    /// Year, month and day as far as they are there; a day without its month is none.
    Known {
        /// The year.
        year: Option<i16>,
        /// The month, from one.
        month: Option<i8>,
        /// The day of the month.
        day: Option<i8>,
    },
    /// Two numbers of which either may be the month, with the year.
    Ambiguous(i8, i8, i16),
    /// What has the form of a date and is none: `20202-01-16`, `2023-02-30`.
    Impossible,
    /// A date of which not even the year is sure: `2021/22-??-??`.
    Unknown,
}

/// A time of day as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockText {
    /// Hour and minute, with seconds where they are there.
    Known(civil::Time, Precision),
    /// `??:??`, `22:XX`, `HH:mm`.
    Unknown,
    /// `25:10`
    Impossible,
}

/// What stands at the beginning of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The date.
    pub date: Option<DateText>,
    /// The time of day.
    pub clock: Option<ClockText>,
    /// The zone of the time.
    pub zone: Option<ZoneText>,
    /// The end, where it is a range; its date and zone where they are written again.
    pub until: Option<Box<Reading>>,
    /// Whether the text says that it is not exact.
    pub approximate: bool,
    /// Whether day and month were told apart by other dates than this one.
    pub by_order: bool,
    /// The slashed date whose order its own numbers show, if it is one.
    pub shows: Option<Order>,
    /// Bytes of the text that it takes.
    pub len: usize,
}

impl Reading {
    /// The moment that the text gives by itself: its date, with the time where that is known.
    pub fn moment(&self) -> Option<Moment> {
        let DateText::Known { year: Some(year), month, day } = self.date? else { return None };
        let (precision, month, day) = match (month, day) {
            (Some(m), Some(d)) => (Precision::Day, m, d),
            (Some(m), None) => (Precision::Month, m, 1),
            _ => (Precision::Year, 1, 1),
        };
        let date = civil::Date::new(year, month, day).ok()?;
        let moment = Moment { precision, civil: date.at(0, 0, 0, 0), zone: Zone::Unknown };
        if precision != Precision::Day {
            return Some(moment);
        }
        Some(self.at_time_of(date).unwrap_or(moment))
    }

    /// The time of day of this text on a day that is known otherwise.
    pub fn at_time_of(&self, date: civil::Date) -> Option<Moment> {
        let Some(ClockText::Known(time, precision)) = self.clock else { return None };
        Some(Moment { precision, civil: date.to_datetime(time), zone: self.known_zone().unwrap_or(Zone::Unknown) })
    }

    /// The zone, where it is one that is known.
    pub fn known_zone(&self) -> Option<Zone> {
        match &self.zone {
            Some(ZoneText::Known(zone)) => Some(zone.clone()),
            _ => None,
        }
    }

    /// Whether any time of day is written, known or not.
    pub fn has_clock(&self) -> bool {
        self.clock.is_some()
    }
}

/// Reads the time that a text begins with.
///
/// `order` tells day and month apart where a date by itself does not.
pub fn at_start(text: &str, order: Option<Order>) -> Option<Reading> {
    Cursor::new(text, order).range()
}

/// Reads a text that is a moment from its beginning to its end.
pub(super) fn whole(text: &str, order: Option<Order>) -> Option<Moment> {
    let text = text.trim();
    let reading = at_start(text, order)?;
    let all = reading.len == text.len() && reading.until.is_none() && !reading.approximate;
    let known = matches!(reading.clock, None | Some(ClockText::Known(..)))
        && !matches!(reading.zone, Some(ZoneText::Unknown(_)));
    let moment = reading.moment().filter(|_| all && known)?;
    // A time beside a date of less than a day says that something was misread.
    (reading.clock.is_some() == moment.has_time()).then_some(moment)
}

/// The two days that a date may be of which one cannot tell the day from the month: `7/5/2023`.
pub fn both_readings(text: &str) -> Option<(String, String)> {
    let DateText::Ambiguous(a, b, year) = at_start(text.trim(), None)?.date? else { return None };
    Some((format!("{year:04}-{a:02}-{b:02}"), format!("{year:04}-{b:02}-{a:02}")))
}

/// Reads a date without a time at the beginning of a text.
pub(super) fn date_at_start(text: &str, order: Option<Order>) -> Option<(DateText, usize)> {
    let mut c = Cursor::new(text, order);
    let mut reading = c.empty();
    c.date(&mut reading)?;
    Some((reading.date?, c.at))
}

#[cfg(test)]
mod tests;
