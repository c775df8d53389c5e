//! How long something took, as people write it.

use super::field::fold;
use serde::{Deserialize, Serialize};

/// A length of time that an author states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duration {
    /// Seconds.
    pub seconds: i64,
    /// Whether the text says that it is not exact: `~4 hours`, `13+ hours`.
    pub approximate: bool,
    /// What stands there.
    pub raw: String,
}

/// Names of units, folded, with their seconds. A month or year is no fixed number of them.
const UNITS: &[(&str, i64)] = &[
    ("s", 1),
    ("sec", 1),
    ("secs", 1),
    ("second", 1),
    ("seconds", 1),
    ("sekunde", 1),
    ("sekunden", 1),
    ("seconde", 1),
    ("secondes", 1),
    ("segundo", 1),
    ("segundos", 1),
    ("秒", 1),
    ("秒間", 1),
    ("秒钟", 1),
    ("m", 60),
    ("min", 60),
    ("mins", 60),
    ("minute", 60),
    ("minutes", 60),
    ("minuten", 60),
    ("minuto", 60),
    ("minutos", 60),
    ("分", 60),
    ("分間", 60),
    ("分钟", 60),
    ("h", 3600),
    ("hr", 3600),
    ("hrs", 3600),
    ("hour", 3600),
    ("hours", 3600),
    ("std", 3600),
    ("stunde", 3600),
    ("stunden", 3600),
    ("heure", 3600),
    ("heures", 3600),
    ("hora", 3600),
    ("horas", 3600),
    ("時間", 3600),
    ("小时", 3600),
    ("小時", 3600),
    ("d", 86400),
    ("day", 86400),
    ("days", 86400),
    ("tag", 86400),
    ("tage", 86400),
    ("tagen", 86400),
    ("jour", 86400),
    ("jours", 86400),
    ("día", 86400),
    ("días", 86400),
    ("dia", 86400),
    ("dias", 86400),
    ("日", 86400),
    ("日間", 86400),
    ("天", 86400),
    ("w", 604_800),
    ("week", 604_800),
    ("weeks", 604_800),
    ("woche", 604_800),
    ("wochen", 604_800),
    ("semaine", 604_800),
    ("semaines", 604_800),
    ("semana", 604_800),
    ("semanas", 604_800),
    ("週間", 604_800),
    ("周", 604_800),
];

/// Words between the parts of one length.
const AND: &[&str] = &["and", "und", "et", "y", "e"];

/// Words before a length that say that it is not exact.
const ABOUT: &[&str] = &[
    "~",
    "≈",
    "約",
    "约",
    "大约",
    "およそ",
    "approximately",
    "approx.",
    "approx",
    "about",
    "around",
    "roughly",
    "circa",
    "ca.",
    "etwa",
    "environ",
    "cerca de",
    "unos",
    "<",
    ">",
    "over",
    "more than",
    "less than",
    "nearly",
    "almost",
    "at least",
    "up to",
];

impl Duration {
    /// Reads a length of time from the beginning of a text; what follows it is a remark.
    ///
    /// A bare number is none: its unit is not known.
    pub(super) fn read(text: &str) -> Option<Self> {
        let raw = text.trim();
        let mut rest = raw;
        let mut approximate = false;
        while let Some(word) = ABOUT.iter().find(|w| starts_with(rest, w)) {
            rest = rest[word.len()..].trim_start();
            approximate = true;
        }
        let mut seconds = 0.0_f64;
        let mut parts = 0;
        let mut least = f64::INFINITY;
        while let Some((value, inexact, unit, after)) = part(rest) {
            // `2 hours 3 hours` is no length; each part is of a smaller unit.
            if unit >= least {
                break;
            }
            least = unit;
            seconds += value * unit;
            approximate |= inexact;
            parts += 1;
            rest = after.trim_start_matches([' ', ',', '\u{a0}']);
            if let Some(word) = AND.iter().find(|w| rest.strip_prefix(**w).is_some_and(|r| r.starts_with(' '))) {
                rest = rest[word.len()..].trim_start();
            }
        }
        // `1 h 45` leaves the minutes to be understood.
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if (least - 3600.0).abs() < 0.5
            && digits == 2
            && !rest[2..].starts_with(|c: char| c.is_alphanumeric() || c == ':')
        {
            seconds += rest[..2].parse().unwrap_or(0.0) * 60.0;
        }
        // `2 days ago` is a moment, `30 m/s` a speed, `5m 30` is not finished.
        let goes_on =
            ["ago", "before", "after", "earlier", "later", "old"].iter().any(|w| starts_with(rest.trim_start(), w));
        let unfinished = rest.starts_with(|c: char| c.is_ascii_digit()) && (least - 3600.0).abs() > 0.5;
        if goes_on || unfinished || rest.starts_with('/') {
            return None;
        }
        // More than a hundred years is a slip, and would not fit where it is counted with.
        if parts == 0 || seconds > 3.2e9 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
        Some(Self { seconds: seconds.round() as i64, approximate, raw: raw.to_owned() })
    }

    /// A number of minutes, as fields like `duration_minutes` give it.
    pub(super) fn of_unit(text: &str, unit: i64) -> Option<Self> {
        let value: f64 = text.trim().parse().ok().filter(|v: &f64| v.is_finite() && *v >= 0.0)?;
        #[expect(clippy::cast_precision_loss, reason = "units are small")]
        let seconds = value * unit as f64;
        #[expect(clippy::cast_possible_truncation, reason = "bounded here")]
        (seconds <= 3.2e9).then(|| Self {
            seconds: seconds.round() as i64,
            approximate: false,
            raw: text.trim().to_owned(),
        })
    }
}

fn starts_with(text: &str, word: &str) -> bool {
    let same = text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let letters = word.ends_with(|c: char| c.is_ascii_alphabetic());
    same && (!letters || !text[word.len()..].starts_with(char::is_alphanumeric))
}

/// A number with its unit: value, whether it is not exact, seconds of the unit, the rest.
fn part(text: &str) -> Option<(f64, bool, f64, &str)> {
    let decimal =
        |at: usize| text[at..].starts_with([',', '.']) && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut len = digits(0);
    if len > 0 && decimal(len) {
        len += 1 + digits(len + 1);
    }
    let value: f64 = text[..len].replace(',', ".").parse().ok()?;
    let mut rest = &text[len..];
    let mut inexact = false;
    // `3-4 hours` is as long as its beginning at least; `13+ hours` too.
    if let Some(after) = rest.strip_prefix(['-', '–']).filter(|r| r.starts_with(|c: char| c.is_ascii_digit())) {
        inexact = true;
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    if let Some(after) = rest.strip_prefix('+') {
        inexact = true;
        rest = after;
    }
    let rest = rest.trim_start_matches([' ', '\u{a0}', '-']);
    let len = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    // Units of scripts without spaces run into what follows: `約40分が`.
    let (word, after) = rest.split_at(len);
    let folded = fold(word);
    let exact = UNITS.iter().find(|(name, _)| *name == folded);
    let (unit, after) = match exact {
        Some((_, unit)) => (*unit, after),
        None => {
            let wide = UNITS
                .iter()
                .filter(|(name, _)| !name.is_ascii() && word.starts_with(name) && name.chars().all(|c| c > '\u{3000}'));
            let (name, unit) = wide.max_by_key(|(name, _)| name.len())?;
            (*unit, &rest[name.len()..])
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "units are small")]
    Some((value, inexact, unit as f64, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_they_are_written() {
        for (text, seconds, approximate) in [
            ("54 hours 10 minutes", 195_000, false),
            ("11 Days", 950_400, false),
            ("1d 5h 47m", 107_220, false),
            ("279 minutes [^3]", 16_740, false),
            ("2 hours (during support hours 10:00-17:00)", 7200, false),
            ("~4 hours", 14_400, true),
            ("13+ hours of failure", 46_800, true),
            ("1.5 hours", 5400, false),
            ("1,5 Stunden", 5400, false),
            ("3-4 hours", 10_800, true),
            ("90min", 5400, false),
            ("6 時間 31 分", 23_460, false),
            ("約40分が", 2400, true),
            ("3 Stunden und 5 Minuten", 11_100, false),
            ("2 heures", 7200, false),
            ("1 h 45", 6300, false),
            ("1 hora y 10 minutos", 4200, false),
            ("2 小时 15 分钟", 8100, false),
        ] {
            let found = Duration::read(text).unwrap_or_else(|| panic!("{text} is a length"));
            assert_eq!((found.seconds, found.approximate), (seconds, approximate), "{text}");
        }
        for text in
            ["N/A", "?", "24", "", "soon", "2 months", "5 engineers", "Unknown", "2 days ago", "30 m/s", "5m 30"]
        {
            assert_eq!(Duration::read(text), None, "{text}");
        }
    }
}
