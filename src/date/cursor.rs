//! Reads the parts of a time one after the other.

use super::Precision;
use super::read::{ClockText, DateText, Order, Reading};
use super::word;
use super::zone;
use jiff::civil;

/// Where in a text one is.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    order: Option<Order>,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn new(text: &'a str, order: Option<Order>) -> Self {
        Self { text, at: 0, order }
    }

    /// Bytes that were read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// A time, and the end of it where it is a range.
    pub(super) fn range(&mut self) -> Option<Reading> {
        let mut reading = self.one()?;
        reading.until = self.attempt(|c| c.range_end(&reading)).map(Box::new);
        reading.len = self.at;
        Some(reading)
    }

    pub(super) fn empty(&self) -> Reading {
        Reading {
            date: None,
            clock: None,
            zone: None,
            until: None,
            approximate: false,
            by_order: false,
            shows: None,
            len: self.at,
        }
    }

    fn spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\u{a0}', '\t']).len();
    }

    fn eat(&mut self, what: &str) -> bool {
        let found = self.rest().starts_with(what);
        if found {
            self.at += what.len();
        }
        found
    }

    /// Tries something, and goes back where it finds nothing.
    fn attempt<T>(&mut self, f: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let at = self.at;
        let found = f(self);
        if found.is_none() {
            self.at = at;
        }
        found
    }

    /// The digits here, and how many they are.
    fn digits(&mut self) -> Option<(i32, usize)> {
        let len = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let value = self.rest().get(..len).filter(|d| !d.is_empty() && d.len() <= 8)?.parse().ok()?;
        self.at += len;
        Some((value, len))
    }

    /// A word of letters, in lower case.
    fn word(&self) -> (String, usize) {
        let len = self.rest().find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest().len());
        // No month or weekday is longer; a paragraph without spaces is not copied.
        if len > 30 { (String::new(), len) } else { (self.rest()[..len].to_lowercase(), len) }
    }

    /// A date, a time, or both in either order.
    fn one(&mut self) -> Option<Reading> {
        let mut reading = self.empty();
        self.about(&mut reading);
        self.weekday();
        let mut dated = self.date(&mut reading).is_some();
        let end = self.at;
        if dated {
            self.between();
            self.about(&mut reading);
        }
        let timed = self.clock(&mut reading).is_some();
        if !timed {
            self.at = end;
        }
        if timed && !dated {
            dated = self
                .attempt(|c| {
                    if !c.eat(", ") && !c.eat(" on ") && !c.eat(" ") {
                        return None;
                    }
                    c.weekday();
                    c.full_date(&mut reading)
                })
                .is_some();
        }
        (dated || timed).then_some(reading)
    }

    /// The end of a range whose beginning was read.
    fn range_end(&mut self, start: &Reading) -> Option<Reading> {
        self.spaces();
        let len = word::until(self.rest())?;
        self.at += len;
        self.spaces();
        let mut end = self.one()?;
        // `14:05 - 5 servers` and `2024-03-09 - 12 nodes` are no ranges.
        let alike = start.has_clock() && end.has_clock() || start.date.is_some() && end.date.is_some();
        if !alike {
            return None;
        }
        end.len = self.at;
        Some(end)
    }

    fn about(&mut self, reading: &mut Reading) {
        if let Some(len) = word::about(self.rest()) {
            reading.approximate = true;
            self.at += len;
            self.spaces();
        }
    }

    fn weekday(&mut self) {
        let (word, len) = self.word();
        if word::is_weekday(&word) {
            self.at += len;
            self.eat(".");
            self.eat(",");
            self.spaces();
        }
    }

    /// What stands between a date and its time.
    fn between(&mut self) {
        // `(金)`
        let weekday = self.rest().trim_start().strip_prefix(['(', '（']).and_then(|r| {
            let inner = r.chars().next().filter(|c| "月火水木金土日".contains(*c))?;
            r[inner.len_utf8()..].chars().next().filter(|c| matches!(c, ')' | '）'))
        });
        if weekday.is_some() {
            let close = self.rest().find([')', '）']).unwrap_or(0);
            self.at += close;
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        }
        if self.rest().starts_with(['T', 't']) && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) {
            self.at += 1;
            return;
        }
        self.eat(",");
        self.spaces();
        for word in ["at ", "um ", "à ", "a las ", "às ", "@ ", "kl. "] {
            if self.eat(word) {
                break;
            }
        }
        self.spaces();
    }

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
    fn full_date(&mut self, reading: &mut Reading) -> Option<()> {
        self.date(reading)?;
        if let Some(DateText::Known { month: Some(_), .. } | DateText::Ambiguous(..)) = reading.date {
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
            5..=6 => self.year_first(first).filter(|d| !is_year_alone(d)).map(|_| DateText::Impossible),
            1 | 2 => self.day_or_month_first(first, reading),
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
    fn day_or_month_first(&mut self, first: i32, reading: &mut Reading) -> Option<DateText> {
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
            // `June 14 1430 UTC` is no year.
            (len == 4 && (1990..2100).contains(&year) && !c.rest().starts_with([':', '-'])).then_some(())?;
            i16::try_from(year).ok()
        })
    }

    fn clock(&mut self, reading: &mut Reading) -> Option<()> {
        let iso = self.text[..self.at].ends_with(['T', 't']);
        let clock = self.attempt(Self::time)?;
        reading.clock = Some(clock);
        if !iso && self.is_range(clock) {
            return Some(());
        }
        // The zone, perhaps in brackets: `(JST)`.
        let zone = self.attempt(|c| {
            c.spaces();
            let open = c.eat("(") || c.eat("（");
            let (zone, len) = zone::at_start(c.rest())?;
            // ` - 5 nodes` after a time is no offset.
            let apart = !open && !c.text[..c.at].ends_with(|x: char| x.is_ascii_digit());
            if apart && c.rest().starts_with(['+', '-']) && len < 5 {
                return None;
            }
            c.at += len;
            if open && !c.eat(")") && !c.eat("）") {
                return None;
            }
            Some(zone)
        });
        reading.zone = zone;
        Some(())
    }

    /// Whether `-11:30` after a time is the end of a range rather than an offset: it is
    /// later in the day, which a reader of `10:00-11:30` sees first.
    fn is_range(&self, start: ClockText) -> bool {
        let (Some(end), ClockText::Known(start, Precision::Minute)) = (self.rest().strip_prefix('-'), start) else {
            return false;
        };
        let mut c = Cursor::new(end, None);
        matches!(c.time(), Some(ClockText::Known(end, _)) if end > start)
    }

    /// `14:05`, `9:15:04`, `4:23PM`, `4 pm`, `14h05`, `14時05分`, `??:??`, `22:XX`.
    fn time(&mut self) -> Option<ClockText> {
        if let Some(unknown) = self.attempt(Self::unknown_time) {
            return Some(unknown);
        }
        let (hour, len) = self.digits()?;
        if len > 2 {
            return None;
        }
        let minute = self.attempt(|c| {
            let sign = [":", "：", "h", "時", "时", "点"].into_iter().find(|s| c.eat(s))?;
            let (minute, len) = c.digits()?;
            let ok = len == 2 && (sign == ":" || !c.rest().starts_with(|x: char| x.is_ascii_alphanumeric()));
            ok.then_some(minute)
        });
        let Some(minute) = minute else {
            let at = self.at;
            let half = self.half()?;
            self.at = self.at.max(at);
            return hour_of(hour, Some(half)).map(|h| ClockText::Known(h, Precision::Minute));
        };
        self.eat("分");
        let second = self.attempt(|c| {
            if !c.eat(":") {
                return None;
            }
            let (second, len) = c.digits()?;
            (len == 2).then_some(second)
        });
        // Fractions of a second say nothing that a reader needs.
        let _ = self.attempt(|c| {
            let fraction = second.is_some() && (c.eat(".") || c.eat(","));
            (fraction && c.digits().is_some()).then_some(())
        });
        let half = self.half();
        let _ = self.eat(" Uhr") || self.eat(" uur");
        let (Some(hour), Ok(minute)) = (hour_of(hour, half), i8::try_from(minute)) else {
            return Some(ClockText::Impossible);
        };
        let second_number = i8::try_from(second.unwrap_or(0)).unwrap_or(i8::MAX);
        let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
        // A leap second is the last one that clocks have names for.
        let time = civil::Time::new(hour.hour(), minute, second_number.min(59), 0);
        Some(time.map_or(ClockText::Impossible, |t| ClockText::Known(t, precision)))
    }

    /// A time of which hour or minute is not known, or that a template left open.
    fn unknown_time(&mut self) -> Option<ClockText> {
        let sign = |b: &u8| b.is_ascii_digit() || matches!(b, b'?' | b'X' | b'x');
        let rest = self.rest().as_bytes();
        if rest.get(..5).is_some_and(|t| t.eq_ignore_ascii_case(b"HH:mm")) {
            self.at += 5;
            return Some(ClockText::Unknown);
        }
        let hours = rest.iter().take_while(|b| sign(b)).count();
        let minutes = rest.get(hours + 1..)?.iter().take_while(|b| sign(b)).count();
        let all = rest.get(..hours + 1 + minutes)?;
        let fits = (1..=2).contains(&hours) && rest[hours] == b':' && minutes == 2;
        let open = all.iter().any(|b| matches!(b, b'?' | b'X' | b'x'));
        if !fits || !open {
            return None;
        }
        self.at += all.len();
        Some(ClockText::Unknown)
    }

    /// AM or PM.
    fn half(&mut self) -> Option<Half> {
        self.attempt(|c| {
            c.spaces();
            let rest = c.rest();
            let (half, len) = [("a.m.", Half::Am), ("p.m.", Half::Pm), ("am", Half::Am), ("pm", Half::Pm)]
                .into_iter()
                .find(|(word, _)| rest.get(..word.len()).is_some_and(|r| r.eq_ignore_ascii_case(word)))
                .map(|(word, half)| (half, word.len()))?;
            c.at += len;
            (!c.rest().starts_with(char::is_alphanumeric)).then_some(half)
        })
    }
}

#[derive(Clone, Copy)]
enum Half {
    Am,
    Pm,
}

enum Part {
    Number(i8),
    Unknown,
}

/// A full hour on a clock of 24, from one of twelve where a half of the day is named.
fn hour_of(hour: i32, half: Option<Half>) -> Option<civil::Time> {
    let hour = match half {
        // A clock that already shows 13 to 23 keeps its hour: `20:56 PM` is seen.
        Some(Half::Pm) if hour < 12 => hour + 12,
        Some(Half::Am) if hour == 12 => 0,
        _ => hour,
    };
    civil::Time::new(i8::try_from(hour).ok()?, 0, 0, 0).ok()
}

fn is_year_alone(date: &DateText) -> bool {
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
