//! Dates inside texts, and in the names of files and folders.

use super::read::{self, DateText, Order};
use super::{Moment, Precision, Zone};
use jiff::civil;
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(?:^|[^\d.\-/])(?P<y>(?:19|20)\d{2})(?P<sep>[-/._])(?P<m>\d{1,2})[-/._](?P<d>\d{1,2})(?:$|[^\d])")
});
static COMPACT: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?:^|[^\d])(?P<y>20\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?:$|[^\d])"));
static MONTH: LazyLock<Regex> = LazyLock::new(|| compile(r"(?:^|[^\d])(?P<y>(?:19|20)\d{2})-(?P<m>[01]\d)(?:$|[^\d])"));
static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?P<m>[01]\d)-(?P<d>[0-3]\d)(?:$|[^\d])"));

#[expect(clippy::unwrap_used, reason = "the patterns are constants that the tests compile")]
fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

/// The first date that stands in a text with its year, to the day where the text gives
/// one, and its bytes.
///
/// A year and month in digits alone (`2024-03`) may be anything, so they are none here.
pub fn find(text: &str, order: Option<Order>) -> Option<(Moment, Range<usize>)> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // Names of months are written in Latin letters.
        let starts = c.is_ascii_digit() || (c < '\u{250}' && c.is_alphabetic());
        let inside = before.is_ascii_alphanumeric() || matches!(before, '.' | '-' | '/' | '_' | ':');
        before = c;
        if !starts || inside {
            continue;
        }
        // `Version 3.4.2023` and `app 4.5.2024` are no dates.
        if c.is_ascii_digit() && is_of_version(&text[..at]) {
            continue;
        }
        let rest = &text[at..];
        let Some((found, len)) = read::date_at_start(rest, order) else { continue };
        let DateText::Known { year: Some(_), month: Some(_), day } = found else { continue };
        let in_digits = c.is_ascii_digit() && !rest[..len].contains(|c: char| c.is_alphabetic());
        let ends = !rest[len..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if (day.is_none() && in_digits) || !ends {
            continue;
        }
        let reading = read::at_start(&rest[..len], order)?;
        return reading.moment().map(|m| (m, at..at + len));
    }
    None
}

/// Whether a text ends with a word after which a number is that of a version.
fn is_of_version(before: &str) -> bool {
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.len() <= 8 && ["v", "ver", "version", "release", "build", "app"].contains(&word.to_lowercase().as_str())
}

/// How many dates like `25/09/2024` of a text can only have the day first, and how many
/// only the month.
pub fn orders_in(text: &str) -> (u32, u32) {
    let (mut day_first, mut month_first) = (0, 0);
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'/', bytes) {
        let before = bytes[..at].iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let start = at - before;
        let apart = start == 0
            || !matches!(bytes[start - 1], b'/' | b'-' | b'.' | b'_') && !bytes[start - 1].is_ascii_alphanumeric();
        if !(1..=2).contains(&before) || !apart || !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
            continue;
        }
        if let Some(reading) = read::at_start(&text[start..], None) {
            match reading.shows {
                Some(Order::DayFirst) => day_first += 1,
                Some(Order::MonthFirst) => month_first += 1,
                None => {}
            }
        }
    }
    (day_first, month_first)
}

/// The date that stands in a path: in the file name, in a folder, or a month
/// folder with month and day in the file name.
///
/// Gives the date and whether it stood in the file name.
pub fn find_in_path(path: &str) -> Option<(Moment, bool)> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let in_part = |part: &str| [&*DAY, &*COMPACT].iter().find_map(|p| p.captures(part)).and_then(|c| parts(&c));
    let month = |part: &str| MONTH.captures(part).and_then(|c| parts(&c));
    if let Some(day) = in_part(name) {
        return Some((day, true));
    }
    if let Some(date) = in_folders(folders) {
        return Some((date, false));
    }
    for folder in folders.rsplit('/') {
        if let Some(day) = in_part(folder) {
            return Some((day, false));
        }
        if let Some(month) = month(folder) {
            let day = MONTH_DAY.captures(name).and_then(|c| {
                let (m, d) = (number(&c, "m")?, number(&c, "d")?);
                (i32::from(month.civil.month()) == m).then(|| date(i32::from(month.civil.year()), m, d)).flatten()
            });
            return Some(day.map_or((month, false), |d| (Moment::day(d), true)));
        }
    }
    month(name).map(|m| (m, true))
}

/// The date of nested folders: `2023/07`, `2023/07/25`.
fn in_folders(folders: &str) -> Option<Moment> {
    let parts: Vec<&str> = folders.split('/').collect();
    let numeric = |p: &&str, len: usize| p.len() == len && p.bytes().all(|b| b.is_ascii_digit());
    parts.windows(2).rev().find(|w| numeric(&w[0], 4) && numeric(&w[1], 2)).and_then(|w| {
        let day = parts.iter().skip_while(|p| **p != w[0]).nth(2).filter(|p| numeric(p, 2));
        let text = day.map_or_else(|| format!("{}-{}", w[0], w[1]), |d| format!("{}-{}-{d}", w[0], w[1]));
        Moment::parse(&text)
    })
}

fn number(c: &Captures<'_>, name: &str) -> Option<i32> {
    c.name(name)?.as_str().parse().ok()
}

fn date(y: i32, m: i32, d: i32) -> Option<civil::Date> {
    civil::Date::new(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()
}

/// Year, month and day as far as they are there.
fn parts(c: &Captures<'_>) -> Option<Moment> {
    let y = number(c, "y")?;
    let m = number(c, "m");
    let d = number(c, "d");
    let precision = match (m, d) {
        (None, _) => Precision::Year,
        (_, None) => Precision::Month,
        _ => Precision::Day,
    };
    let civil = date(y, m.unwrap_or(1), d.unwrap_or(1))?.at(0, 0, 0, 0);
    Some(Moment { precision, civil, zone: Zone::Unknown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_found_in_a_path() {
        for (path, expected, in_name) in [
            ("a/2022-12-13-root-full.md", "2022-12-13", true),
            ("2023-07/04-25-x.md", "2023-07", false),
            ("2023-04/04-25-User_Account.md", "2023-04-25", true),
            ("2023-01-03-fritz/index.md", "2023-01-03", false),
            ("2023/07/x.md", "2023-07", false),
            ("a/2023/07/25/x.md", "2023-07-25", false),
            ("posts/20240105_x.md", "2024-01-05", true),
            ("2025-09-contributor.md", "2025-09", true),
        ] {
            let (moment, name) = find_in_path(path).expect(path);
            assert_eq!((moment.iso().as_str(), name), (expected, in_name), "{path}");
        }
        assert_eq!(find_in_path("PM2022-006 - Title.md"), None);
        assert_eq!(find_in_path("a/406-error.md"), None);
    }

    #[test]
    fn a_date_is_found_in_a_heading() {
        for (text, expected) in [
            ("2018-01-18, reddit hugs mybinder", "2018-01-18"),
            ("February 8th, 2019 - Prow responding slow", "2019-02-08"),
            ("incident date: 2019-02-20, kubectl logs unavailable", "2019-02-20"),
        ] {
            assert_eq!(find(text, None).map(|(m, _)| m.iso()).as_deref(), Some(expected), "{text}");
        }
        for text in ["Upgrade to version 1.2024.3", "Ticket 2024-03", "migration 20250121_fix.sql", "7/5/2023"] {
            assert_eq!(find(text, None), None, "{text}");
        }
        let in_kanji = find("潜伏開始は2026-07-18（依存）", None).map(|(m, at)| (m.iso(), at));
        assert_eq!(in_kanji, Some(("2026-07-18".into(), 15..25)));
    }
}
