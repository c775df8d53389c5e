//! Kinds of secrets, as `secrets.toml` describes them.

use super::proof;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

const KINDS: &str = include_str!("../secrets.toml");

/// What may stand between a name and its value, on one line: `=`, `:`, `=>`, quotes, and marks of Markdown.
const IS: &str = r#"["'`*)\]\\]{0,5}[ \t]{0,8}(?:=>|:=|==?|:)[*_]{0,3}[ \t]{0,8}"#;

/// The same in a sentence.
const IS_SAID: &str = r#"["'`*]{0,4}[ ]{1,3}(?:is|was)[ ]{1,3}"#;

/// Marks before a value.
const OPEN: &str = r#"[*\\"'`(]{0,4}(?i:bearer )?"#;

/// A value of unknown form, in quotes or not.
const VALUE: &str =
    r#"\\?"([^"\s<>\\]{6,200})\\?"|'([^'\s<>]{6,200})'|`([^`\s<>]{6,200})`|([^\s"'`,;<>|()\[\]{}\\&]{8,200})"#;

/// The password of an address, from `://` on.
const URL: &str = r#"://(?P<user>[^\s:@/"'<>`|()\[\]{}\\?#,]{0,100}):([^\s@/"'<>`|\\?#]{3,200})@[A-Za-z0-9\[_$]"#;

/// What makes a text a secret beside its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Check {
    /// Its last six characters may be a checksum.
    Crc,
    /// Its first part names an algorithm.
    Jwt,
    /// It is a name and a password in base64.
    Basic,
    /// Its first part is an id of Discord in base64.
    Snowflake,
    /// It is the block of a private key in base64.
    Base64Key,
}

/// A kind of secret.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    /// Short and stable.
    pub id: String,
    /// What it is, in a message.
    pub name: String,
    /// Where it is made useless.
    pub revoke: String,
    #[serde(default)]
    literals: Vec<String>,
    pattern: Option<String>,
    assigned: Option<String>,
    vendor: Option<String>,
    /// Schemes of addresses of which it is the password.
    pub schemes: Option<Vec<String>>,
    /// Whether it is a block of PEM.
    #[serde(default)]
    pub pem: bool,
    #[serde(default = "window")]
    pub window: usize,
    /// How far before the literal it may begin.
    #[serde(default)]
    pub back: usize,
    /// Bits for each byte that it has at least.
    #[serde(default)]
    pub entropy: f64,
    #[serde(default)]
    pub mixed: bool,
    #[serde(default)]
    tail: String,
    #[serde(default)]
    pub near: Vec<String>,
    #[serde(default)]
    not_after: Vec<String>,
    #[serde(default)]
    pub generic: bool,
    #[serde(default)]
    loose: bool,
    pub check: Option<Check>,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

fn window() -> usize {
    400
}

#[derive(Deserialize)]
struct File {
    kind: Vec<Kind>,
}

/// All kinds, and the search for their literals.
pub(super) struct Kinds {
    /// In the order of the file.
    pub all: Vec<Kind>,
    /// Finds every literal in one pass.
    pub literals: AhoCorasick,
    /// Which kinds have a literal.
    pub by_literal: Vec<Vec<usize>>,
}

static SHIPPED: LazyLock<Kinds> = LazyLock::new(|| {
    let all = toml::from_str::<File>(KINDS).expect("the kinds of secrets").kind;
    let mut by_literal: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, kind) in all.iter().enumerate() {
        let schemes = kind.schemes.as_ref().map(|_| "://");
        for literal in kind.literals.iter().map(String::as_str).chain(schemes) {
            by_literal.entry(literal).or_default().push(n);
        }
    }
    let literals = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(by_literal.keys())
        .expect("an automaton of short words");
    Kinds { by_literal: by_literal.into_values().collect(), literals, all }
});

impl Kinds {
    /// The kinds that are shipped.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The kind of an id.
    pub fn get(id: &str) -> Option<&'static Kind> {
        SHIPPED.all.iter().find(|k| k.id == id)
    }
}

impl Kind {
    /// Its pattern. It begins where [`Kind::from`] says.
    pub fn regex(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| {
                let source = self.source()?;
                // Anchored where the place is known, so that a word of prose costs nothing.
                let source = if self.back > 0 { source } else { format!(r"\A(?:{source})") };
                Some(RegexBuilder::new(&source).unicode(false).build().expect("a pattern"))
            })
            .as_ref()
    }

    fn source(&self) -> Option<String> {
        if self.schemes.is_some() {
            return Some(URL.to_owned());
        }
        if let Some(value) = &self.assigned {
            let value = if value == "value" { VALUE.to_owned() } else { format!("{OPEN}({value})") };
            return Some(format!(r"(?:[0-9]{{1,2}}|s)?(?:{IS}|{IS_SAID})(?:{value})"));
        }
        if let Some(value) = &self.vendor {
            let name =
                r"[A-Za-z0-9_ .-]{0,30}?(?i:key|token|secret|password|passwd|auth|pat|credential)[A-Za-z0-9_]{0,12}";
            return Some(format!("{name}(?:{IS}|{IS_SAID}){OPEN}({value})"));
        }
        self.pattern.clone()
    }

    /// Whether the pattern begins after the literal rather than with it.
    pub fn follows(&self) -> bool {
        self.assigned.is_some() || self.vendor.is_some()
    }

    /// Whether a value of any form is looked for.
    pub fn is_free(&self) -> bool {
        self.assigned.as_deref() == Some("value")
    }

    /// Whether something may begin at a byte of a text: not within a word.
    pub fn may_begin(&self, text: &[u8], at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|n| text[n]) else { return true };
        if self.loose || self.follows() || !proof::is_word(before) {
            return true;
        }
        // A line end that is written out, as in JSON: `\n` and then the secret.
        matches!(before, b'n' | b'r' | b't') && at >= 2 && text[at - 2] == b'\\'
    }

    /// Whether something may end before a byte of a text.
    pub fn may_end(&self, text: &[u8], at: usize) -> bool {
        text.get(at).is_none_or(|next| !proof::is_word(*next) && !self.tail.as_bytes().contains(next))
    }

    /// Whether the name that ends at a byte is one of no secret, as `page_` before `token`.
    pub fn is_other_name(&self, text: &[u8], at: usize) -> bool {
        if self.not_after.is_empty() {
            return false;
        }
        let name = &text[at.saturating_sub(16)..at];
        let end = name.len() - name.iter().rev().take_while(|b| matches!(b, b'_' | b'-' | b' ')).count();
        let start = end - name[..end].iter().rev().take_while(|b| b.is_ascii_alphabetic() || **b == b'-').count();
        let word = String::from_utf8_lossy(&name[start..end]).to_ascii_lowercase();
        self.not_after.iter().any(|n| word.ends_with(n.as_str()) && (n.len() > 3 || word.len() == n.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_what_it_is_and_where_it_is_revoked_and_compiles() {
        let mut ids = std::collections::BTreeSet::new();
        for kind in &Kinds::shipped().all {
            assert!(ids.insert(&kind.id), "{} stands twice", kind.id);
            assert!(kind.pem || kind.regex().is_some(), "{} has no form", kind.id);
            assert!(!kind.literals.is_empty() || kind.schemes.is_some(), "{} has no literal", kind.id);
            for text in [&kind.name, &kind.revoke] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}", kind.id);
            }
        }
        assert!(ids.len() >= 45);
    }
}
