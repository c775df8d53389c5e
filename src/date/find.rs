//! Texts to moments: RFC 3339 and its looser forms, month names, East Asian dates.

use super::{Moment, Precision, Zone};
use jiff::civil;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A date in numbers, perhaps with a time and a zone.
///
/// `-00:00` is UTC whose local offset is not known (RFC 3339, section 4.3), so it
/// is a known instant.
const NUMERIC: &str = r"(?P<y>\d{4})(?:(?P<sep>[-/.])(?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?)?(?:(?:[Tt]|[ ,]+(?:at )?)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)? ?(?P<ap>[AaPp][Mm])?(?: ?(?P<z>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?";

/// `May 30th, 2019`, `9th of June 2020`, `June 2020`, perhaps with a time after it.
const NAMED: &str = r"(?i:(?:(?P<mon>[a-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})|(?P<d2>\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?(?P<mon2>[a-z]{3,9})\.?,? (?P<y2>\d{4})|(?P<mon3>[a-z]{3,9})\.?,? (?P<y3>\d{4})))";

/// `2026年3月10日`.
const EAST: &str = r"(?P<y>\d{4})年(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?";

static NUMERIC_WHOLE: LazyLock<Regex> = LazyLock::new(|| compile(&format!("^{NUMERIC}$")));
static NAMED_WHOLE: LazyLock<Regex> = LazyLock::new(|| compile(&format!("^{NAMED}$")));
static EAST_WHOLE: LazyLock<Regex> = LazyLock::new(|| compile(&format!("^{EAST}$")));
/// `25/09/2024`, `4/23/2021`: read only where one of the two cannot be a month.
static SLASHED: LazyLock<Regex> = LazyLock::new(|| compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$"));
static DAY_ANYWHERE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(?:^|[^\d.\-/])(?P<y>(?:19|20)\d{2})(?P<sep>[-/._])(?P<m>\d{1,2})[-/._](?P<d>\d{1,2})(?:$|[^\d])")
});
static NAMED_ANYWHERE: LazyLock<Regex> = LazyLock::new(|| compile(&format!(r"\b{NAMED}\b")));
static EAST_ANYWHERE: LazyLock<Regex> = LazyLock::new(|| compile(EAST));
static COMPACT: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?:^|[^\d])(?P<y>20\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?:$|[^\d])"));
static MONTH_IN_PATH: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?:^|[^\d])(?P<y>(?:19|20)\d{2})-(?P<m>[01]\d)(?:$|[^\d])"));
static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?P<m>[01]\d)-(?P<d>[0-3]\d)(?:$|[^\d])"));

#[expect(clippy::unwrap_used, reason = "the patterns are constants that the tests compile")]
fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

/// Reads a whole text as a moment.
pub(super) fn whole(text: &str) -> Option<Moment> {
    let text = text.trim();
    if let Some(found) = NUMERIC_WHOLE.captures(text) {
        return numeric(&found);
    }
    if let Some(found) = NAMED_WHOLE.captures(text) {
        return named(&found);
    }
    if let Some((a, b, year)) = slashed(text) {
        let (month, day) = if a > 12 { (b, a) } else { (a, b) };
        return (a > 12 || b > 12 || a == b).then(|| date(year, month, day)).flatten().map(Moment::day);
    }
    EAST_WHOLE.captures(text).and_then(|c| parts(&c))
}

/// Whether a text is a date of which one cannot tell the day from the month: `7/5/2023`.
pub fn is_ambiguous(text: &str) -> bool {
    slashed(text.trim()).is_some_and(|(a, b, _)| a <= 12 && b <= 12 && a != b)
}

fn slashed(text: &str) -> Option<(i32, i32, i32)> {
    let c = SLASHED.captures(text)?;
    let number = |i: usize| c.get(i)?.as_str().parse().ok();
    Some((number(1)?, number(2)?, number(3)?))
}

/// The first date that stands in a text, to the day where the text gives one.
pub fn find(text: &str) -> Option<Moment> {
    let mut found = Vec::new();
    for (pattern, read) in [
        (&DAY_ANYWHERE, parts as fn(&Captures<'_>) -> Option<Moment>),
        (&NAMED_ANYWHERE, named),
        (&EAST_ANYWHERE, parts),
    ] {
        found.extend(pattern.captures_iter(text).filter_map(|c| Some((c.get(0)?.start(), read(&c)?))));
    }
    found.into_iter().min_by_key(|(at, _)| *at).map(|(_, moment)| moment)
}

/// The date that stands in a path: in the file name, in a folder, or a month
/// folder with month and day in the file name.
///
/// Gives the date and whether it stood in the file name.
pub fn find_in_path(path: &str) -> Option<(Moment, bool)> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let in_part =
        |part: &str| [&*DAY_ANYWHERE, &*COMPACT].iter().find_map(|p| p.captures(part)).and_then(|c| parts(&c));
    let month = |part: &str| MONTH_IN_PATH.captures(part).and_then(|c| parts(&c));
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
        whole(&text)
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

fn numeric(c: &Captures<'_>) -> Option<Moment> {
    let day = parts(c)?;
    let Some(mut hour) = number(c, "H") else { return Some(day) };
    if day.precision != Precision::Day {
        return None;
    }
    match c.name("ap").map(|m| m.as_str().to_ascii_lowercase()) {
        // A clock that already shows 13 to 23 keeps its hour: `20:56 PM` is seen.
        Some(half) if half == "pm" && hour < 12 => hour += 12,
        Some(half) if half == "am" && hour == 12 => hour = 0,
        _ => {}
    }
    let second = number(c, "S");
    let time = civil::Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(number(c, "M")?).ok()?,
        i8::try_from(second.unwrap_or(0)).ok()?,
        0,
    )
    .ok()?;
    let zone = match c.name("z").map(|m| m.as_str()) {
        None => Zone::Unknown,
        Some(text) => Zone::Offset(offset(text)?),
    };
    let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
    Some(Moment { precision, civil: day.civil.date().to_datetime(time), zone })
}

/// Seconds east of UTC of `Z`, `UTC`, `+02:00`, `+0200` or `+02`.
fn offset(text: &str) -> Option<i32> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return Some(0),
    };
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..4).map_or(Some(0), |m| m.parse().ok())?;
    // No zone is further than 18 hours from UTC (the limit of ISO 8601 readers).
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// The number of an English month name or its first three letters.
fn month(name: &str) -> Option<i32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.to_ascii_lowercase();
    let name = if name == "sept" { "sep".to_owned() } else { name };
    let at = MONTHS.iter().position(|m| *m == name || (name.len() == 3 && m.starts_with(&name)))?;
    i32::try_from(at + 1).ok()
}

fn named(c: &Captures<'_>) -> Option<Moment> {
    let pick = |names: [&str; 3]| names.iter().find_map(|n| c.name(n).map(|m| m.as_str()));
    let m = month(pick(["mon", "mon2", "mon3"])?)?;
    let y = pick(["y", "y2", "y3"])?.parse().ok()?;
    let d = c.name("d").or_else(|| c.name("d2")).map(|d| d.as_str().parse::<i32>());
    let (precision, d) = match d {
        None => (Precision::Month, 1),
        Some(d) => (Precision::Day, d.ok()?),
    };
    Some(Moment { precision, civil: date(y, m, d)?.at(0, 0, 0, 0), zone: Zone::Unknown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(text: &str) -> Option<String> {
        whole(text).map(|m| m.iso())
    }

    #[test]
    fn the_forms_seen_in_real_front_matter_are_read() {
        for (text, expected) in [
            ("2021-05-25T11:30:00-00:00", "2021-05-25T11:30:00Z"),
            ("2020-09-30T13:01:02.000Z", "2020-09-30T13:01:02Z"),
            ("2021-03-21 10:00:00", "2021-03-21T10:00:00"),
            ("2023-12-06T9:15:00-00:00", "2023-12-06T09:15:00Z"),
            ("2023-12-06T09:15+0800", "2023-12-06T09:15+08:00"),
            ("2017-11-30 4:23PM", "2017-11-30T16:23"),
            ("2023-01-31  20:56 PM UTC", "2023-01-31T20:56Z"),
            ("May 30th, 2019", "2019-05-30"),
            ("9th of June 2020", "2020-06-09"),
            ("January 2025", "2025-01"),
            ("2026年3月10日", "2026-03-10"),
            ("25/09/2024", "2024-09-25"),
            ("4/23/2021", "2021-04-23"),
            ("2024", "2024"),
        ] {
            assert_eq!(iso(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_does_not_exist_is_not_a_date() {
        assert!(is_ambiguous("7/5/2023") && !is_ambiguous("25/09/2024") && !is_ambiguous("5/5/2023"));
        for text in [
            "7/5/2023",
            "2023-02-30",
            "20202-01-16",
            "2022-13-01",
            "2022-05-?? HH:mm",
            "soon",
            "",
            "2024-01-01T25:00Z",
            "2024-01-01T10:00+99:00",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

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
            assert_eq!(find(text).map(|m| m.iso()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(find("Upgrade to version 1.2024.3"), None);
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_never_invents_precision(text in "[0-9TZ:+ -]{0,24}") {
            if let Some(m) = whole(&text) {
                let digits = text.chars().filter(char::is_ascii_digit).count();
                let needed = match m.precision {
                    Precision::Year => 4, Precision::Month => 5, Precision::Day => 6,
                    Precision::Minute => 9, Precision::Second => 11,
                };
                prop_assert!(digits >= needed, "{text} became {m}");
                prop_assert_eq!(whole(&m.iso()), Some(m));
            }
        }
    }
}
