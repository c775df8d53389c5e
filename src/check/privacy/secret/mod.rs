//! Secrets in a text: one pass for the words that every kind has, then the form around
//! each, then what tells a secret from an example.
//!
//! They count everywhere: in prose, code, front matter, links and comments.

mod kind;
mod pem;
mod placeholder;
mod proof;

#[cfg(test)]
mod planted;
#[cfg(test)]
mod tests;

use kind::{Check, Kind, Kinds};
use regex::bytes::Captures;
use std::ops::Range;

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The id of its kind.
    pub kind: &'static str,
    /// What it is, as "an API key of Datadog".
    pub name: &'static str,
    /// Its bytes, on boundaries of characters.
    pub span: Range<usize>,
}

impl Secret {
    /// Where it is made useless.
    pub fn revoke(&self) -> &'static str {
        Kinds::get(self.kind).map_or("", |k| k.revoke.as_str())
    }
}

/// The ids and names of all kinds of secrets, with where each is revoked.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    Kinds::shipped().all.iter().map(|k| (k.id.as_str(), k.name.as_str(), k.revoke.as_str()))
}

/// The secrets of a text in the order of their places, none within another.
pub fn secrets(text: &str) -> Vec<Secret> {
    let kinds = Kinds::shipped();
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    for hit in kinds.literals.find_overlapping_iter(text) {
        for &n in &kinds.by_literal[hit.pattern().as_usize()] {
            if let Some(span) = at(&kinds.all[n], text, hit.range()) {
                found.push((n, span));
            }
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    // A kind of its own form wins over one of any form, then what begins first, then what is longer.
    found.sort_by_key(|(n, span)| (kinds.all[*n].generic, span.start, std::cmp::Reverse(span.end), *n));
    let mut kept: Vec<(usize, Range<usize>)> = Vec::new();
    for (n, span) in found {
        if kept.iter().all(|(_, other)| span.end <= other.start || other.end <= span.start) {
            kept.push((n, span));
        }
    }
    kept.sort_by_key(|(_, span)| span.start);
    let secret = |(n, span): (usize, Range<usize>)| Secret { kind: &kinds.all[n].id, name: &kinds.all[n].name, span };
    kept.into_iter().map(secret).collect()
}

/// The text with `*` for every byte of the secrets in it: lines and lengths stay.
pub fn masked(text: &str, found: &[Secret]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for secret in found {
        let (start, end) = (secret.span.start.max(from), secret.span.end.max(from));
        let (Some(before), Some(inside)) = (text.get(from..start), text.get(start..end)) else { continue };
        masked.push_str(before);
        masked.extend(inside.bytes().map(|b| if matches!(b, b'\n' | b'\r') { b as char } else { '*' }));
        from = end;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    masked
}

/// The secret of a kind around a literal.
fn at(kind: &Kind, text: &str, literal: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if let Some(schemes) = &kind.schemes {
        if !has_scheme(bytes, literal.start, schemes) {
            return None;
        }
    } else if (kind.back == 0 && !kind.may_begin(bytes, literal.start)) || kind.is_other_name(bytes, literal.start) {
        return None;
    }
    if kind.pem {
        return pem::block(text, literal);
    }
    let from = if kind.follows() { literal.end } else { literal.start.saturating_sub(kind.back) };
    let window = &bytes[from..(literal.end + kind.window).min(bytes.len())];
    let regex = kind.regex()?;
    if kind.back == 0 {
        let captures = regex.captures(window)?;
        return judge(kind, text, from, literal.end, &captures);
    }
    // The literal stands within the secret: the first that holds it.
    let holds =
        |c: &Captures<'_>| c.get(0).is_some_and(|m| from + m.start() <= literal.start && literal.end <= from + m.end());
    let captures = regex.captures_iter(window).find(holds)?;
    judge(kind, text, from, literal.start, &captures)
}

/// Whether the scheme before `://` is one of these; any, where there are none.
fn has_scheme(bytes: &[u8], end: usize, schemes: &[String]) -> bool {
    let is_part = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'+';
    let len = bytes[..end].iter().rev().take(24).take_while(is_part).count();
    let scheme = bytes[end - len..end].split(|b| *b == b'+').next().unwrap_or_default();
    schemes.is_empty() || schemes.iter().any(|s| s.as_bytes().eq_ignore_ascii_case(scheme))
}

/// What a pattern matched, where it is a secret; `random` is where the part begins that is not the same in all.
fn judge(kind: &Kind, text: &str, from: usize, random: usize, captures: &Captures<'_>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let user = captures.name("user");
    let group = captures.iter().skip(1).flatten().find(|g| user.is_none_or(|u| u.range() != g.range()));
    let group = group.or_else(|| captures.get(0))?;
    let (mut start, mut end) = (from + group.start(), from + group.end());
    if kind.is_free() || kind.generic {
        end -= bytes[start..end].iter().rev().take_while(|b| b".,;:!?*)".contains(b)).count();
    }
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let value = text.get(start..end)?;
    if value.is_empty() || (kind.back > 0 && !kind.may_begin(bytes, start)) {
        return None;
    }
    if !kind.generic && !kind.may_end(bytes, end) {
        return None;
    }
    if kind.check == Some(Check::Crc) && proof::has_checksum(value) && !placeholder::is_placeholder(value) {
        return Some(start..end);
    }
    let body = if start < random && kind.back == 0 { text.get(random..end)? } else { value };
    let proved = match kind.check {
        None | Some(Check::Crc) => true,
        Some(Check::Jwt) => proof::is_jwt(value),
        Some(Check::Basic) => proof::is_login(value),
        Some(Check::Snowflake) => proof::is_snowflake(value),
        Some(Check::Base64Key) => proof::is_base64_key(value),
    };
    let is_mixed = || value.bytes().any(|b| b.is_ascii_digit()) && value.bytes().any(|b| b.is_ascii_alphabetic());
    let refused = (kind.mixed && !is_mixed())
        || proof::entropy(body.as_bytes()) < kind.entropy
        || placeholder::is_placeholder(body)
        || placeholder::is_placeholder(value)
        || (!kind.near.is_empty() && !is_near(kind, text, start))
        || is_in_blob(bytes, start, end);
    if !proved || refused {
        return None;
    }
    let is_password = kind.schemes.is_some() || user.is_some() || kind.id == "sql-password";
    if is_password {
        let user = user.map_or("", |u| std::str::from_utf8(u.as_bytes()).unwrap_or_default());
        return (!placeholder::is_common(user, value)).then_some(start..end);
    }
    if kind.is_free() && !is_free_value(kind, value) {
        return None;
    }
    Some(start..end)
}

/// Whether a value without a form of its own is no word, name or reference, and strong enough to be one that was made.
fn is_free_value(kind: &Kind, value: &str) -> bool {
    let has = |test: fn(&u8) -> bool| value.as_bytes().iter().any(&test);
    let sign: fn(&u8) -> bool = |b| b.is_ascii_punctuation() && !matches!(b, b'-' | b'_' | b'.' | b'/' | b':');
    let classes = [has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase), has(u8::is_ascii_digit), has(sign)];
    let classes = classes.iter().filter(|c| **c).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let (length, enough) = match kind.id.as_str() {
        // A password may be as weak as people make them.
        "password-assignment" => (8, classes >= 3 || (classes >= 2 && digits >= 1)),
        _ => (16, classes >= 2 && digits >= 2),
    };
    value.len() >= length && enough && value.is_ascii() && !placeholder::is_words(value)
}

/// Whether one of the words that a kind needs stands in the same line.
fn is_near(kind: &Kind, text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let start = memchr::memrchr(b'\n', &bytes[at.saturating_sub(600)..at])
        .map_or(at.saturating_sub(600), |n| at.saturating_sub(600) + n + 1);
    let rest = &bytes[at..bytes.len().min(at + 600)];
    let end = at + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let line = &bytes[start..end];
    kind.near.iter().any(|w| memchr::memmem::find(line, w.as_bytes()).is_some())
}

/// Whether bytes are a piece of a long run of base64, as of an image.
fn is_in_blob(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_blob = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let touches = |at: Option<&u8>| at.is_some_and(|b| matches!(b, b'+' | b'/'));
    if !touches(start.checked_sub(1).and_then(|n| bytes.get(n))) && !touches(bytes.get(end)) {
        return false;
    }
    let before = bytes[..start].iter().rev().take(200).take_while(|b| is_blob(b)).count();
    let after = bytes[end..].iter().take(200).take_while(|b| is_blob(b)).count();
    before + after >= 80
}
