//! Names of time zones as people write them.
//!
//! Only names with one common meaning are known. `BST`, `CST` and `IST` each name
//! zones hours apart, so they are not taken for any (the zone stays unknown).

use super::Zone;
use jiff::tz::TimeZone;

/// A zone as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneText {
    /// A zone that is known.
    Known(Zone),
    /// A name that means several zones, or none that is known.
    Unknown(String),
}

/// Abbreviations with their distance from UTC in minutes.
///
/// From the `tz` database's own abbreviations; those that name several zones in wide
/// use stand in [`AMBIGUOUS`].
const FIXED: &[(&str, i32)] = &[
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("WEST", 60),
    ("CET", 60),
    ("MEZ", 60),
    ("CEST", 120),
    ("MESZ", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("JST", 540),
    ("KST", 540),
    ("SGT", 480),
    ("HKT", 480),
    ("AWST", 480),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
    ("EST", -300),
    ("EDT", -240),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("BRT", -180),
];

/// Abbreviations that change with the time of year.
const REGIONAL: &[(&str, &str)] =
    &[("PT", "America/Los_Angeles"), ("MT", "America/Denver"), ("CT", "America/Chicago"), ("ET", "America/New_York")];

/// Abbreviations of several zones.
const AMBIGUOUS: &[&str] = &["BST", "CST", "IST", "AST", "GST", "ECT", "AMT", "WST", "PHT", "SST", "ACT"];

/// The zone that a name stands for: an abbreviation, or one of the IANA database.
fn named(name: &str) -> Option<ZoneText> {
    if let Some((_, minutes)) = FIXED.iter().find(|(n, _)| *n == name) {
        return Some(ZoneText::Known(Zone::Offset(minutes * 60)));
    }
    if let Some((_, zone)) = REGIONAL.iter().find(|(n, _)| *n == name) {
        return Some(ZoneText::Known(Zone::Named((*zone).to_owned())));
    }
    if AMBIGUOUS.contains(&name) {
        return Some(ZoneText::Unknown(name.to_owned()));
    }
    if name.contains('/') && TimeZone::get(name).is_ok() {
        return Some(ZoneText::Known(Zone::Named(name.to_owned())));
    }
    None
}

/// The zone that a field names: an abbreviation as times of the text have it, an offset, or any name of the IANA
/// database.
pub fn of(text: &str) -> Option<Zone> {
    let name = text.trim();
    match at_start(name) {
        _ if name == "Etc/UTC" => Some(Zone::Offset(0)),
        Some((ZoneText::Known(zone), _)) => Some(zone),
        Some((ZoneText::Unknown(_), _)) => None,
        None => TimeZone::get(name).is_ok().then(|| Zone::Named(name.to_owned())),
    }
}

/// Whether a word has the form of an abbreviation of a zone, known or not.
pub fn is_abbreviation(word: &str) -> bool {
    (2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
}

/// The zone at the beginning of a text, with the bytes it takes: a name, an offset,
/// or both (`UTC+1`).
pub fn at_start(text: &str) -> Option<(ZoneText, usize)> {
    if text.starts_with(['+', '-']) {
        let (seconds, len) = offset(text)?;
        return Some((ZoneText::Known(Zone::Offset(seconds)), len));
    }
    let len = text.find(|c: char| !(c.is_ascii_alphabetic() || c == '/' || c == '_')).unwrap_or(text.len());
    let word = text[..len].trim_end_matches('/');
    let upper = word.to_ascii_uppercase();
    let name = if word.len() <= 4 && !word.contains('/') && (upper == "UTC" || upper == "GMT" || word == "z") {
        upper.as_str()
    } else {
        word
    };
    let found = named(name)?;
    let mut len = word.len();
    if matches!(name, "UTC" | "GMT")
        && let Some((seconds, more)) = offset(&text[len..])
    {
        len += more;
        return Some((ZoneText::Known(Zone::Offset(seconds)), len));
    }
    // A letter or digit right after it belongs to another word: `Zürich`, `PT3`.
    let ends = text[len..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    ends.then_some((found, len))
}

/// Seconds east of UTC of `+02:00`, `+0200`, `+02` or `+2`, with the bytes it takes.
fn offset(text: &str) -> Option<(i32, usize)> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let (hours, minutes, len) = match digits(1) {
        4 => (&text[1..3], &text[3..5], 5),
        n @ (1 | 2) if text[1 + n..].starts_with(':') && digits(2 + n) == 2 => {
            (&text[1..=n], &text[2 + n..4 + n], 4 + n)
        }
        n @ (1 | 2) => (&text[1..=n], "0", 1 + n),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    // No zone is further than 18 hours from UTC (the limit of ISO 8601 readers).
    (hours <= 18 && minutes < 60).then_some((sign * (hours * 3600 + minutes * 60), len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read_as_they_are_written() {
        for (text, seconds, len) in [
            ("UTC", 0, 3),
            ("utc: x", 0, 3),
            ("UTC+1)", 3600, 5),
            ("GMT-03:30 x", -12600, 9),
            ("+0900", 32400, 5),
            ("JST)", 32400, 3),
            ("PST", -28800, 3),
            ("Z", 0, 1),
        ] {
            assert_eq!(at_start(text), Some((ZoneText::Known(Zone::Offset(seconds)), len)), "{text}");
        }
        assert_eq!(at_start("US/Pacific,"), Some((ZoneText::Known(Zone::Named("US/Pacific".into())), 10)));
    }

    #[test]
    fn a_name_of_several_zones_is_none() {
        for text in ["BST", "IST", "CST"] {
            assert_eq!(at_start(text), Some((ZoneText::Unknown(text.into()), 3)));
        }
        for text in ["DNS", "Zürich", "ZFS", "Mars/Base", "PTA", ""] {
            assert_eq!(at_start(text), None, "{text}");
        }
    }
}
