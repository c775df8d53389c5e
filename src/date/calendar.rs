//! The dates of a calendar, in digits and by the names of months.

use super::cursor::Cursor;
use super::read::{DateText, Order, Reading};
use super::word;
use jiff::civil;

impl Cursor<'_> {
    /// A date alone.
    pub(super) fn date(&mut self, reading: &mut Reading) -> Option<()> {
        self.attempt(|c| {
            let first = c.rest().chars().next()?;
            let found = if first.is_ascii_digit() { c.date_in_digits(reading)? } else { c.date_by_name()? };
            reading.date = Some(valid(found));
            Some(())
        })
    }

    /// A date after a time: it must say so much that it cannot be something else.
    pub(super) fn full_date(&mut self, reading: &mut Reading) -> Option<()> {
        self.date(reading)?;
        if let Some(DateText::Known { year: Some(_), month: Some(_), .. } | DateText::Ambiguous(..)) = reading.date {
            return Some(());
        }
        reading.date = None;
        None
    }

    fn date_in_digits(&mut self, reading: &mut Reading) -> Option<DateText> {
        let (first, len) = self.digits()?;
        match len {
            4 => self.year_first(first),
            // A slip of the keyboard: a year of five digits.
            5..=6 => self.year_first(first).filter(|d| !is_year_alone(*d)).map(|_| DateText::Impossible),
            1 | 2 => self.day_or_month_first(first, len, reading),
            _ => None,
        }
    }

    /// `2024-03-09`, `2024/3`, `2024-03-??`, `2026年3月10日`, `2024`.
    fn year_first(&mut self, year: i32) -> Option<DateText> {
        let year = i16::try_from(year).unwrap_or(0);
        let known = |month, day| Some(DateText::Known { year: Some(year), month, day });
        if self.eat("年") {
            let month = self.attempt(|c| c.number_before("月"));
            let day = month.and_then(|_| self.attempt(|c| c.number_before("日")));
            return known(month, day);
        }
        let separator = self.rest().chars().next().filter(|c| matches!(c, '-' | '/' | '.'));
        let Some(separator) = separator else { return known(None, None) };
        // `1999.5 ms` and `2024.10` are numbers; with a day too, dots make a date.
        let dotted = separator == '.';
        let after_year = self.at;
        self.at += 1;
        let month = match self.part() {
            Some(Part::Number(month)) => month,
            Some(Part::Unknown) => {
                self.rest_of_unknown();
                return known(None, None);
            }
            // `2019-W05`, `2024.`
            None => {
                self.at = after_year;
                return known(None, None);
            }
        };
        // Another separator than the first one: `2021/22-??-??` is two years.
        let next = self.rest().chars().next();
        if next.is_some_and(|c| matches!(c, '-' | '/') && c != separator) {
            self.at += 1;
            return matches!(self.part(), Some(Part::Unknown)).then(|| {
                self.rest_of_unknown();
                DateText::Unknown
            });
        }
        let day = if next == Some(separator) {
            self.attempt(|c| {
                c.at += 1;
                c.part()
            })
        } else {
            None
        };
        match day {
            Some(Part::Number(day)) => known(Some(month), Some(day)),
            Some(Part::Unknown) | None if dotted => {
                self.at = after_year;
                known(None, None)
            }
            Some(Part::Unknown) | None => known(Some(month), None),
        }
    }

    /// Two digits, or signs for digits that are not known.
    fn part(&mut self) -> Option<Part> {
        let rest = self.rest();
        let unknown = rest.bytes().take_while(|b| matches!(b, b'?' | b'X' | b'x')).count();
        if (1..=2).contains(&unknown) {
            self.at += unknown;
            return Some(Part::Unknown);
        }
        let (value, len) = self.digits()?;
        (len <= 2).then_some(Part::Number(i8::try_from(value).ok()?))
    }

    /// Passes over `-??` after a part that is not known.
    fn rest_of_unknown(&mut self) {
        if self.rest().starts_with(['-', '/']) {
            let at = self.at;
            self.at += 1;
            if !matches!(self.part(), Some(Part::Unknown)) {
                self.at = at;
            }
        }
    }

    fn number_before(&mut self, sign: &str) -> Option<i8> {
        let (value, _) = self.digits()?;
        self.eat(sign).then(|| i8::try_from(value).ok()).flatten()
    }

    /// `25/09/2024`, `4/21/23`, `9th of June 2020`, `3. März`, `27 février 2026`, `3月10日`.
    fn day_or_month_first(&mut self, first: i32, len: usize, reading: &mut Reading) -> Option<DateText> {
        let first = i8::try_from(first).ok()?;
        if self.eat("月") {
            let day = self.attempt(|c| c.number_before("日"))?;
            return Some(DateText::Known { year: None, month: Some(first), day: Some(day) });
        }
        let separator = self.rest().chars().next()?;
        if matches!(separator, '/' | '-' | '.')
            && let Some(found) = self.attempt(|c| c.slashed(first, separator, reading))
        {
            return Some(found);
        }
        if separator == '-'
            && len == 2
            && let Some(found) = self.attempt(|c| c.month_and_day(first))
        {
            return Some(found);
        }
        for suffix in ["st", "nd", "rd", "th", "er", "º", "."] {
            if self.eat(suffix) {
                break;
            }
        }
        self.spaces();
        let _ = self.eat("of ") || self.eat("de ");
        let (name, len) = self.word();
        let month = word::month(&name)?;
        self.at += len;
        self.eat(".");
        let year = self.year_after();
        Some(DateText::Known { year, month: Some(month), day: Some(first) })
    }

    /// `03-26 23:04`: month and day before a time, in two digits each as in ISO 8601.
    fn month_and_day(&mut self, first: i8) -> Option<DateText> {
        self.at += 1;
        let (second, len) = self.digits()?;
        let second = i8::try_from(second).ok().filter(|_| len == 2)?;
        let mut ahead = Cursor::new(self.rest().strip_prefix(' ')?, None);
        let mut reading = ahead.empty();
        ahead.clock(&mut reading)?;
        let day_first = first > 12 || self.order == Some(Order::DayFirst);
        let (month, day) = if day_first { (second, first) } else { (first, second) };
        Some(DateText::Known { year: None, month: Some(month), day: Some(day) })
    }

    fn slashed(&mut self, first: i8, separator: char, reading: &mut Reading) -> Option<DateText> {
        self.at += 1;
        let (second, len) = self.digits()?;
        let second = i8::try_from(second).ok().filter(|_| len <= 2)?;
        if !self.rest().starts_with(separator) {
            return None;
        }
        self.at += 1;
        let (year, len) = self.digits()?;
        let year = match len {
            4 => i16::try_from(year).ok()?,
            // Two digits are a year of this century: incident reports are no older.
            2 => 2000 + i16::try_from(year).ok()?,
            3 => return Some(DateText::Impossible),
            _ => return None,
        };
        let known = |month: i8, day: i8| DateText::Known { year: Some(year), month: Some(month), day: Some(day) };
        Some(match (first, second) {
            // With dots the day is first wherever it is written so.
            _ if separator == '.' => known(second, first),
            (d, m) if d > 12 => {
                reading.shows = Some(Order::DayFirst);
                known(m, d)
            }
            (m, d) if d > 12 => {
                reading.shows = Some(Order::MonthFirst);
                known(m, d)
            }
            (a, b) if a == b => known(a, b),
            (a, b) => match self.order {
                None => DateText::Ambiguous(a, b, year),
                Some(order) => {
                    reading.by_order = true;
                    if order == Order::DayFirst { known(b, a) } else { known(a, b) }
                }
            },
        })
    }

    /// `May 30th, 2019`, `Feb 28`, `June 2020`.
    fn date_by_name(&mut self) -> Option<DateText> {
        let (name, len) = self.word();
        let month = word::month(&name)?;
        self.at += len;
        self.eat(".");
        self.eat(",");
        self.spaces();
        let _ = self.eat("de ");
        let (number, len) = self.digits()?;
        if len == 4 {
            return Some(DateText::Known { year: i16::try_from(number).ok(), month: Some(month), day: None });
        }
        let day = i8::try_from(number).ok().filter(|_| len <= 2)?;
        // `May 30` of a time, `Sep 5:10`, or of a version, `Mar 1.2`
        if self.rest().starts_with(':')
            || (self.rest().starts_with('.') && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()))
        {
            return None;
        }
        for suffix in ["st", "nd", "rd", "th"] {
            if self.eat(suffix) {
                break;
            }
        }
        self.days_in_one_month();
        let year = self.year_after();
        Some(DateText::Known { year, month: Some(month), day: Some(day) })
    }

    /// Passes over the second day of `September 11-20, 2025`.
    fn days_in_one_month(&mut self) {
        let _ = self.attempt(|c| {
            if !c.eat("-") && !c.eat("–") && !c.eat("/") {
                return None;
            }
            let (_, len) = c.digits()?;
            (len <= 2 && !c.rest().starts_with(['-', ':', '/'])).then_some(())
        });
    }

    /// A year after day and month.
    fn year_after(&mut self) -> Option<i16> {
        self.attempt(|c| {
            c.eat(",");
            c.spaces();
            let _ = c.eat("de ");
            let (year, len) = c.digits()?;
            // `June 14 1430 UTC` is no year, and neither is a time after a day.
            let goes_on = c.rest().starts_with([':', '-']) && c.rest()[1..].starts_with(|c: char| c.is_ascii_digit());
            (len == 4 && (1990..2100).contains(&year) && !goes_on).then_some(())?;
            i16::try_from(year).ok()
        })
    }
}

enum Part {
    Number(i8),
    Unknown,
}

fn is_year_alone(date: DateText) -> bool {
    matches!(date, DateText::Known { month: None, .. })
}

/// A date that exists, or one that is known not to.
fn valid(date: DateText) -> DateText {
    let DateText::Known { year, month, day } = date else { return date };
    let real_month = month.is_none_or(|m| (1..=12).contains(&m));
    // Without a year, the 29th of February may be real.
    let real_day =
        day.is_none_or(|d| month.is_some_and(|m| real_month && civil::Date::new(year.unwrap_or(2000), m, d).is_ok()));
    let real_year = year.is_none_or(|y| (1900..=2199).contains(&y));
    if real_month && real_day && real_year { date } else { DateText::Impossible }
}
