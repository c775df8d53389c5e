//! A moment, exactly as precisely as a text gives it.
//!
//! Precision (year to second) and what is known about the time zone are part of
//! the type: a zone that is not stated is never taken to be UTC.

mod calendar;
mod clock;
mod cursor;
mod find;
mod read;
mod word;
mod zone;

pub use find::{find, find_in_path, orders_in};
pub use read::{ClockText, DateText, Order, Reading, at_start, both_readings};
pub use zone::{ZoneText, at_start as zone_at_start, is_abbreviation, of as zone_of};

use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How much of a moment is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// The day, without a time.
    Day,
    /// Day, hour and minute.
    Minute,
    /// Day, hour, minute and second.
    Second,
}

impl Precision {
    /// The word for this precision, as it is written to JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Minute => "minute",
            Precision::Second => "second",
        }
    }
}

/// What is known about the zone of a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Zone {
    /// The text does not say.
    Unknown,
    /// A fixed distance from UTC, in seconds east.
    Offset(i32),
    /// A zone of the IANA database, such as `Europe/Berlin`.
    Named(String),
}

/// A moment with its precision and its zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// How much of `civil` was in the text; the rest of it is filled with its least value.
    pub precision: Precision,
    /// The clock and calendar reading in `zone`.
    pub civil: civil::DateTime,
    /// What is known about the zone; [`Zone::Unknown`] for anything without a time.
    pub zone: Zone,
}

impl Moment {
    /// Reads a whole text as a moment; none when it is not one or does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        read::whole(text, None)
    }

    /// Reads a whole text as a moment, day and month told apart by other dates where the
    /// text itself does not.
    pub fn parse_in(text: &str, order: Option<Order>) -> Option<Self> {
        read::whole(text, order)
    }

    /// A day without a time.
    pub fn day(date: civil::Date) -> Self {
        Self { precision: Precision::Day, civil: date.at(0, 0, 0, 0), zone: Zone::Unknown }
    }

    /// Whether a time of day is known.
    pub fn has_time(&self) -> bool {
        self.precision >= Precision::Minute
    }

    /// The day, month or year alone.
    #[must_use]
    pub fn date_only(&self) -> Self {
        if self.has_time() { Self::day(self.civil.date()) } else { self.clone() }
    }

    /// The same time in a zone that a field names, where the text gave none.
    #[must_use]
    pub fn or_zone(mut self, name: &str) -> Self {
        if self.has_time()
            && self.zone == Zone::Unknown
            && let Some(zone) = zone::of(name)
        {
            self.zone = zone;
        }
        self
    }

    /// Distance from UTC in seconds east, when the zone is known.
    pub fn offset_seconds(&self) -> Option<i32> {
        match &self.zone {
            Zone::Unknown => None,
            Zone::Offset(seconds) => Some(*seconds),
            Zone::Named(name) => {
                // A reading that a change of clocks skips or repeats is no one instant.
                let zone = TimeZone::get(name).ok()?;
                Some(zone.to_ambiguous_zoned(self.civil).unambiguous().ok()?.offset().seconds())
            }
        }
    }

    /// Seconds since 1970 in UTC, when time and zone are known.
    pub fn instant(&self) -> Option<i64> {
        if !self.has_time() {
            return None;
        }
        Some(self.civil_seconds() - i64::from(self.offset_seconds()?))
    }

    /// Seconds since 1970 on the clock of the text itself.
    fn civil_seconds(&self) -> i64 {
        Offset::UTC.to_timestamp(self.civil).map_or(0, jiff::Timestamp::as_second)
    }

    /// A key to put moments in order: the instant where it is known, else the clock reading.
    ///
    /// Only for order; it is never shown, since it takes an unknown zone as it comes.
    pub fn order(&self) -> (i64, Precision) {
        (self.instant().unwrap_or_else(|| self.civil_seconds()), self.precision)
    }

    /// Whether this is surely before the other: both known well enough to tell.
    pub fn is_surely_before(&self, other: &Self) -> bool {
        match (self.instant(), other.instant()) {
            (Some(a), Some(b)) => a < b,
            // On clocks of unknown zones only a gap of more than a day is sure.
            _ if self.zone == other.zone && self.has_time() && other.has_time() => self.civil < other.civil,
            _ => {
                let coarse = self.precision.min(other.precision).min(Precision::Day);
                self.truncate(coarse) < other.truncate(coarse)
            }
        }
    }

    /// Year, month and day down to a precision, as numbers that compare.
    fn truncate(&self, to: Precision) -> (i16, i8, i8) {
        let d = self.civil.date();
        match to {
            Precision::Year => (d.year(), 0, 0),
            Precision::Month => (d.year(), d.month(), 0),
            _ => (d.year(), d.month(), d.day()),
        }
    }

    /// The moment as ISO 8601, with only what is known: `2024`, `2024-03`,
    /// `2024-03-09`, `2024-03-09T14:05`, with `Z` or `+02:00` when the zone is known.
    pub fn iso(&self) -> String {
        let d = self.civil.date();
        let t = self.civil.time();
        let mut out = format!("{:04}", d.year());
        if self.precision >= Precision::Month {
            out += &format!("-{:02}", d.month());
        }
        if self.precision >= Precision::Day {
            out += &format!("-{:02}", d.day());
        }
        if self.precision >= Precision::Minute {
            out += &format!("T{:02}:{:02}", t.hour(), t.minute());
        }
        if self.precision == Precision::Second {
            out += &format!(":{:02}", t.second());
        }
        if self.has_time() {
            out += &match self.offset_seconds() {
                None => String::new(),
                Some(0) => "Z".to_owned(),
                Some(seconds) => signed(seconds),
            };
        }
        out
    }

    /// The clock time for a reader, with the zone where it is known: `14:05 UTC`.
    pub fn clock(&self) -> Option<String> {
        if !self.has_time() {
            return None;
        }
        let t = self.civil.time();
        let mut out = format!("{:02}:{:02}", t.hour(), t.minute());
        match (&self.zone, self.offset_seconds()) {
            (Zone::Named(name), Some(_)) => out += &format!(" {name}"),
            (_, Some(0)) => out += " UTC",
            (_, Some(seconds)) => out += &format!(" UTC{}", signed(seconds)),
            (_, None) => {}
        }
        Some(out)
    }

    /// RFC 3339, as feeds demand it: what is less precise is filled in with its least
    /// value, and a zone that is not known is `-00:00`, which says just that (section 4.3).
    pub fn rfc3339(&self) -> String {
        let d = self.civil.date();
        let t = self.civil.time();
        let zone = match self.offset_seconds() {
            None => "-00:00".to_owned(),
            Some(0) => "Z".to_owned(),
            Some(seconds) => signed(seconds),
        };
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{zone}",
            d.year(),
            d.month(),
            d.day(),
            t.hour(),
            t.minute(),
            t.second()
        )
    }
}

/// An offset as `+02:00`.
fn signed(seconds: i32) -> String {
    let minutes = seconds.abs() / 60;
    format!("{}{:02}:{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::parse(text).unwrap_or_else(|| panic!("{text} is a moment"))
    }

    #[test]
    fn a_moment_is_written_with_what_is_known_and_no_more() {
        for text in
            ["2024", "2024-03", "2024-03-09", "2024-03-09T14:05", "2024-03-09T14:05:07Z", "2024-03-09T14:05+05:30"]
        {
            assert_eq!(moment(text).iso(), text);
        }
    }

    #[test]
    fn a_zone_that_is_not_stated_is_not_utc() {
        let m = moment("2023-04-18T09:02:29");
        assert_eq!(m.zone, Zone::Unknown);
        assert_eq!(m.clock().unwrap(), "09:02");
        assert_eq!(m.instant(), None);
        assert_eq!(m.rfc3339(), "2023-04-18T09:02:29-00:00");
        assert_eq!(m.or_zone("Europe/Berlin").iso(), "2023-04-18T09:02:29+02:00");
        let skipped = moment("2024-03-10T02:30").or_zone("America/New_York");
        assert_eq!((skipped.iso().as_str(), skipped.instant()), ("2024-03-10T02:30", None));
    }

    #[test]
    fn order_of_moments_knows_zones() {
        assert!(moment("2024-01-01T10:00+02:00").is_surely_before(&moment("2024-01-01T09:00Z")));
        assert!(!moment("2024-01-01T10:00").is_surely_before(&moment("2024-01-01T11:00Z")));
        assert!(!moment("2024-01").is_surely_before(&moment("2024-01-20")));
        assert!(moment("2023").is_surely_before(&moment("2024-01-20")));
    }
}
