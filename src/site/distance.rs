//! How far two dates lie apart, in words that say no more than is known.

use super::strings::Strings;
use crate::date::{Moment, Precision};
use jiff::civil::Date;

/// Fewer days than these are said in days.
const IN_DAYS: i32 = 14;

/// Fewer days than these are said in weeks.
const IN_WEEKS: i32 = 63;

/// Fewer months than these are said in months.
const IN_MONTHS: i32 = 36;

/// The time between two dates, as precisely as both of them are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Distance {
    days: i32,
    precision: Precision,
}

impl Distance {
    pub(super) fn between(a: &Moment, b: &Moment) -> Self {
        let precision = a.precision.min(b.precision).min(Precision::Day);
        let (a, b) = (coarse(a.civil.date(), precision), coarse(b.civil.date(), precision));
        Self { days: (b - a).get_days().abs(), precision }
    }

    /// The distance in the middle of some, or between the two in the middle.
    pub(super) fn median(mut all: Vec<Self>) -> Option<Self> {
        all.sort_unstable();
        let (low, high) = (all.get(all.len().checked_sub(1)? / 2)?, all.get(all.len() / 2)?);
        Some(Self { days: low.days.midpoint(high.days), precision: low.precision.min(high.precision) })
    }

    /// The unit that says it best, and how many of it.
    fn measure(self) -> (&'static str, i32) {
        let Self { days, precision } = self;
        // The mean month has 30.44 days, the mean year 365.25.
        let (months, years) = ((days * 100 + 1522) / 3044, (days * 100 + 18_262) / 36_525);
        match precision {
            Precision::Year => ("years", years),
            _ if months >= IN_MONTHS => ("years", years),
            Precision::Month => ("months", months),
            _ if days < IN_DAYS => ("days", days),
            _ if days < IN_WEEKS => ("weeks", (days + 3) / 7),
            _ => ("months", months),
        }
    }

    /// How much later: `4 months later`, `the same day`.
    pub(super) fn later(self, strings: &Strings) -> String {
        match self.measure() {
            (unit, 0) => strings.get(&format!("later_same_{unit}")).to_owned(),
            (unit, n) => strings.get("later").replace("{time}", &plural(unit, n, strings)),
        }
    }

    /// How long: `4 months`, `less than a day`.
    pub(super) fn length(self, strings: &Strings) -> String {
        match self.measure() {
            (unit, 0) => strings.get(&format!("less_than_{unit}")).to_owned(),
            (unit, n) => plural(unit, n, strings),
        }
    }
}

fn plural(unit: &str, n: i32, strings: &Strings) -> String {
    strings.plural(unit, usize::try_from(n).unwrap_or(0))
}

/// A date with what is not known of it set to its least value.
fn coarse(date: Date, precision: Precision) -> Date {
    match precision {
        Precision::Year => date.first_of_year(),
        Precision::Month => date.first_of_month(),
        _ => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: &str, b: &str) -> Distance {
        Distance::between(&Moment::parse(a).unwrap(), &Moment::parse(b).unwrap())
    }

    #[test]
    fn a_distance_is_said_in_the_unit_that_fits_it() {
        for (a, b, expected) in [
            ("2024-01-01", "2024-01-01T23:00Z", ("days", 0)),
            ("2024-01-01T23:00Z", "2024-01-02", ("days", 1)),
            ("2024-01-01", "2024-01-14", ("days", 13)),
            ("2024-01-01", "2024-01-15", ("weeks", 2)),
            ("2024-01-01", "2024-02-20", ("weeks", 7)),
            ("2024-01-01", "2024-05-02", ("months", 4)),
            ("2021-01-01", "2023-01-01", ("months", 24)),
            ("2020-01-01", "2023-02-01", ("years", 3)),
            ("2024-05-02", "2024-01-01", ("months", 4)),
        ] {
            assert_eq!(of(a, b).measure(), expected, "{a} to {b}");
        }
    }

    #[test]
    fn a_distance_is_no_more_precise_than_the_dates() {
        assert_eq!(of("2024-01", "2024-01-31").measure(), ("months", 0));
        assert_eq!(of("2024-02-28", "2024-03").measure(), ("months", 1));
        assert_eq!(of("2023", "2024-01-02").measure(), ("years", 1));
        assert_eq!(of("2024", "2024-12-31").measure(), ("years", 0));
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        let all = vec![of("2024-01-01", "2024-01-11"), of("2024-01-01", "2024-01-03"), of("2024-01-01", "2025-01-01")];
        assert_eq!(Distance::median(all.clone()).map(Distance::measure), Some(("days", 10)));
        assert_eq!(Distance::median(all[..2].to_vec()).map(Distance::measure), Some(("days", 6)));
        assert_eq!(Distance::median(Vec::new()), None);
    }
}
