//! Anchors of headings, as GitHub makes them, and slugs of names.

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// The anchor of a heading: lower case, spaces become `-`, punctuation goes.
///
/// The rule is GitHub's, so that links written for its rendering still work; marks at
/// the ends are cut, since the layout's own ids begin with `_`.
pub fn anchor(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' | '-' => out.push('-'),
            '_' => out.push('_'),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    let out = out.trim_matches(['-', '_']);
    if out.is_empty() { "section".to_owned() } else { out.to_owned() }
}

/// A name as part of an address: lower case, without diacritics, words joined by `-`,
/// at most 80 bytes. Letters of other scripts stay as they are.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let mut out: String = out.nfc().collect();
    while out.len() > 80 {
        out.pop();
    }
    let cut = out.trim_end_matches('-').len();
    out.truncate(cut);
    if out.is_empty() { "untitled".to_owned() } else { out }
}

/// A slug that is not taken: the base, or the first of `base-2`, `base-3` ... that is free.
pub fn free(base: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut candidate = base.to_owned();
    let mut number = 1;
    while taken(&candidate) {
        number += 1;
        candidate = format!("{base}-{number}");
    }
    candidate
}

/// Makes anchors unique within a page.
#[derive(Debug, Default)]
pub struct Slugs(HashMap<String, usize>);

impl Slugs {
    /// The anchor for a heading's text, with `-1`, `-2` ... when it is taken.
    pub fn unique(&mut self, text: &str) -> String {
        let base = anchor(text);
        let mut candidate = base.clone();
        while self.0.contains_key(&candidate) {
            let count = self.0.entry(base.clone()).or_insert(0);
            *count += 1;
            candidate = format!("{base}-{count}");
        }
        self.0.insert(candidate.clone(), 0);
        candidate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_githubs_and_unique() {
        let mut slugs = Slugs::default();
        for (text, expected) in [
            ("What went well?", "what-went-well"),
            ("🔥 Leadup", "leadup"),
            ("タイムライン", "タイムライン"),
            ("Update", "update"),
            ("Update", "update-1"),
            ("Update 1", "update-1-1"),
            ("Update", "update-2"),
            ("_main", "main"),
            ("!!", "section"),
        ] {
            assert_eq!(slugs.unique(text), expected, "{text}");
        }
    }

    #[test]
    fn slugs_are_short_and_plain() {
        assert_eq!(slug("Zürich: Datenbank / Écriture!"), "zurich-datenbank-ecriture");
        assert_eq!(slug("C++"), "c");
        assert_eq!(slug("支付服务"), "支付服务");
        assert!(slug(&"é支".repeat(100)).len() <= 80);
        assert_eq!(slug("../.."), "untitled");
    }
}
