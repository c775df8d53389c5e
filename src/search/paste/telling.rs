//! What a pasted text tells: its words, weighed by what they look like. See
//! `docs/similar.md`, section Pasted text, which both readers follow.

use crate::search::postings::ln;
use crate::search::text::{Shape, Token, tokens};
use std::collections::HashMap;

/// A text is read up to this, in code points.
const LONGEST: usize = 32_768;

/// A word of a text that may tell something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    /// Folded.
    pub(super) token: String,
    /// As it stands in the text where it is first.
    pub(super) written: String,
    /// What its looks make it weigh.
    pub(super) looks: f64,
    /// The same with how often it stands there.
    pub(super) weight: f64,
}

/// Months, days and zones, in logs before nearly every line.
const CALENDAR: [&str; 44] = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "utc",
    "gmt",
    "cet",
    "cest",
    "est",
    "pst",
    "pdt",
];

/// Units that stand behind a number without a space.
const UNITS: [&str; 38] = [
    "ns", "us", "ms", "s", "sec", "secs", "m", "min", "mins", "h", "hr", "hrs", "d", "day", "days", "w", "b", "k",
    "kb", "kib", "mb", "mib", "g", "gb", "gi", "gib", "tb", "tib", "ki", "mi", "x", "t", "z", "st", "nd", "rd", "th",
    "px",
];

/// Whether a character stands in the random endings that Kubernetes gives to names.
fn is_random(c: char) -> bool {
    matches!(c, 'b'..='d' | 'f'..='h' | 'j'..='n' | 'p'..='t' | 'v'..='z' | '2' | '4'..='9')
}

/// Whether a token is a number, a time, an address, an id or a measure: what differs from
/// one occurrence to the next.
pub(super) fn is_noise(token: &str) -> bool {
    let digits = token.chars().filter(char::is_ascii_digit).count();
    if digits == 0 {
        return false;
    }
    let letters = token.chars().filter(|c| c.is_alphabetic()).count();
    let length = token.chars().count();
    if letters == 0 {
        // A status of HTTP tells; other numbers do not.
        return !(length == 3 && digits == 3 && (token.starts_with('4') || token.starts_with('5')));
    }
    let bare: String = token.chars().filter(|c| c.is_alphanumeric()).collect();
    let is_hex = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_hexdigit());
    if bare.strip_prefix("0x").is_some_and(is_hex) || bare.len() >= 6 && digits > 1 && is_hex(&bare) {
        return true;
    }
    if matches!(length, 5 | 8..=10) && token.chars().all(is_random) {
        return true;
    }
    // `12ms`, `3h20m`, `2026t`
    let mut pieces = bare.split(|c: char| c.is_ascii_digit()).filter(|p| !p.is_empty());
    if token.starts_with(|c: char| c.is_ascii_digit()) && pieces.all(|p| UNITS.contains(&p)) {
        return true;
    }
    // A long mixture of letters and digits is a token of some session.
    let turns =
        bare.chars().zip(bare.chars().skip(1)).filter(|(a, b)| a.is_ascii_digit() != b.is_ascii_digit()).count();
    length >= 16 && turns >= 4 || length >= 10 && turns >= 6
}

/// What a token weighs by its looks.
fn looks(token: &Token, written: &str, is_part: bool) -> f64 {
    let shape = Shape::of(&token.text);
    if shape != Shape::Code && CALENDAR.contains(&token.text.as_str()) || is_noise(&token.text) {
        return 0.0;
    }
    let part = if is_part { 0.7 } else { 1.0 };
    let upper = written.chars().filter(|c| c.is_uppercase()).count();
    let lower = written.chars().filter(|c| c.is_lowercase()).count();
    let weight = match shape {
        Shape::Code => 1.5,
        // `KubePodCrashLooping`, `NullPointerException`
        Shape::Letters
            if upper >= 2
                && lower >= 2
                && written.chars().count() >= 6
                && written.chars().skip(1).any(char::is_uppercase) =>
        {
            2.0
        }
        Shape::Letters if upper >= 4 && lower == 0 => 1.2,
        Shape::Letters if token.text.chars().count() < 2 => 0.0,
        Shape::Letters => 1.0,
        Shape::Wide => 0.6,
    };
    weight * part
}

/// As much of a text as is read.
pub(super) fn read(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

/// The words of a text that may tell something, in their order, each once.
pub(super) fn words(text: &str, stop: &[String]) -> Vec<Word> {
    let all = tokens(text, false);
    let mut found: Vec<(Word, u32)> = Vec::new();
    let mut places = HashMap::new();
    for chunk in all.chunk_by(|a, b| a.position == b.position) {
        let longest = chunk.iter().map(|t| t.span.len()).max().unwrap_or_default();
        let is_noisy = chunk.iter().any(|t| t.span.len() == longest && is_noise(&t.text));
        for token in chunk {
            let is_part = token.span.len() < longest;
            if is_part && is_noisy && token.text.bytes().any(|b| b.is_ascii_digit()) {
                continue;
            }
            let written = &text[token.span.clone()];
            let looks = looks(token, written, is_part);
            if looks <= 0.0 || stop.binary_search(&token.text).is_ok() {
                continue;
            }
            let place = *places.entry(&token.text).or_insert_with(|| {
                let word = Word { token: token.text.clone(), written: written.to_owned(), looks: 0.0, weight: 0.0 };
                found.push((word, 0));
                found.len() - 1
            });
            let (word, count) = &mut found[place];
            word.looks = word.looks.max(looks);
            *count += 1;
        }
    }
    let weighed = |(word, count): (Word, u32)| Word { weight: word.looks * (1.0 + ln(f64::from(count))), ..word };
    found.into_iter().map(weighed).collect()
}
