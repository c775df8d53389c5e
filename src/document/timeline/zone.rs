//! Lines that state the zone of the times below them.
//!
//! Only whole statements count: a sentence about a job that runs at midnight UTC says
//! nothing of the clock by which its timeline is told.

use crate::date::{self, Zone, ZoneText};

/// What a statement says of the zone.
pub(super) enum Said<'t> {
    /// A zone, or the name of several.
    Zone(ZoneText),
    /// A name that is no zone.
    Unknown(&'t str),
    /// Nothing; it may state the day.
    Nothing,
}

/// Words with which people speak of all times of a timeline.
const ALL_TIMES: &[&str] = &[
    "all times",
    "times are",
    "times in ",
    "times below",
    "times given",
    "times shown",
    "time zone",
    "timezone",
    "all timestamps",
    "all events are",
    "timestamps are",
    "alle zeiten",
    "zeiten in",
    "toutes les heures",
    "heures en",
    "todas las horas",
    "todos os horários",
    "全時刻",
    "時刻はすべて",
    "所有时间",
];

/// What a line states of zone and day; none where it is no statement.
pub(super) fn statement(text: &str, is_heading: bool) -> Option<Said<'_>> {
    let bracketed = is_bracketed(text);
    let whole = text.chars().count() < 100 && (bracketed || speaks_of_times(text));
    let alone = text.trim().trim_end_matches(['.', ':']);
    let is_zone = date::zone_at_start(alone).is_some_and(|(_, len)| len == alone.len() && len > 1);
    if !is_heading && !whole && !is_zone {
        return None;
    }
    // Of a heading only its remark is a statement: `Timeline of the UTC bug` is none.
    let part = if is_heading && !speaks_of_times(text) {
        let open = text.find(['(', '（', '[']).map_or("", |at| &text[at..]);
        let close = open.find([')', '）', ']']).unwrap_or(open.len());
        &open[..close]
    } else {
        text
    };
    Some(match zones_in(part).as_slice() {
        [] => match unknown_zone_in(text).or_else(|| unknown_zone_in(part)) {
            Some(name) => Said::Unknown(name),
            None => Said::Nothing,
        },
        zones => agreed(zones).map_or(Said::Nothing, Said::Zone),
    })
}

/// Whether a line stands in brackets from its beginning to its end.
pub(super) fn is_bracketed(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.');
    text.starts_with(['(', '（']) && text.ends_with([')', '）'])
}

/// Whether a line speaks of all times.
pub(super) fn speaks_of_times(text: &str) -> bool {
    let lower = text.to_lowercase();
    ALL_TIMES.iter().any(|w| lower.contains(w))
}

/// Whether that is how a line begins, rather than `Add events here, all times in UTC`.
pub(super) fn begins_with_times(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    ALL_TIMES.iter().any(|w| lower.starts_with(w))
}

/// The zone of some that are named: the one, or the same one under several names.
fn agreed(zones: &[ZoneText]) -> Option<ZoneText> {
    let known: Vec<&ZoneText> = zones.iter().filter(|z| matches!(z, ZoneText::Known(_))).collect();
    let first = (*known.first().or(zones.first().as_ref())?).clone();
    let same = |zone: &&&ZoneText| match (**zone, &first) {
        (ZoneText::Known(Zone::Offset(a)), ZoneText::Known(Zone::Offset(b))) => a == b,
        (a, b) => a == b,
    };
    known.iter().all(|z| same(&z)).then_some(first)
}

/// The words of a text that may be zones.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '+' | '-' | ':' | '_');
    text.split(move |c: char| !is_part(c)).map(|w| w.trim_matches([':', '-'])).filter(|w| w.len() > 1)
}

/// Every zone that a text names.
fn zones_in(text: &str) -> Vec<ZoneText> {
    words(text)
        .filter(|w| w.starts_with(|c: char| c.is_ascii_uppercase()))
        .filter_map(|word| date::zone_at_start(word).filter(|(_, len)| *len == word.len()).map(|(zone, _)| zone))
        .collect()
}

/// The zone that the head of a column names.
pub(super) fn zone_in(text: &str) -> Option<ZoneText> {
    agreed(&zones_in(text))
}

/// The name of the zone that a statement names, known or not.
pub(in crate::document) fn zone_name(text: &str) -> Option<&str> {
    let is_zone = |word: &&str| {
        let upper = word.starts_with(|c: char| c.is_ascii_uppercase());
        upper && date::zone_at_start(word).is_some_and(|(_, len)| len == word.len())
    };
    speaks_of_times(text).then(|| words(text).find(is_zone).or_else(|| unknown_zone_in(text))).flatten()
}

/// The word where a zone belongs that is none: `All times in XYZ`, `Time (XYZ)`.
pub(super) fn unknown_zone_in(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let after =
        ["times in ", "times are in ", "times are ", "time zone: ", "timezone: ", "time (", "times (", "all times "]
            .iter()
            .find_map(|w| lower.find(w).map(|at| at + w.len()))?;
    let word = text.get(after..)?.split(|c: char| !c.is_ascii_alphabetic()).next()?;
    date::is_abbreviation(word).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset(text: &str, is_heading: bool) -> Option<i32> {
        match statement(text, is_heading)? {
            Said::Zone(ZoneText::Known(Zone::Offset(seconds))) => Some(seconds / 3600),
            _ => None,
        }
    }

    #[test]
    fn only_a_statement_about_all_times_gives_their_zone() {
        for (text, heading, hours) in [
            ("All times in CET (GMT+1)", false, 1),
            ("(Paris, UTC+1)", false, 1),
            ("UTC", false, 0),
            ("Timeline (all times PST) 7/5/2023", true, -8),
            ("Timeline (UTC)", true, 0),
            ("All events are documented in UTC time.", false, 0),
        ] {
            assert_eq!(offset(text, heading), Some(hours), "{text}");
        }
        for (text, heading) in [
            ("The nightly cron runs at UTC midnight", false),
            ("The customers had no GMT offset set at this time", false),
            ("Timeline of the UTC bug", true),
            ("All times in UTC or CET, nobody knows", false),
        ] {
            assert_eq!(offset(text, heading), None, "{text}");
        }
    }
}
