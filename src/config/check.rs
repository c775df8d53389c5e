//! `[check]` of `book.toml`: what `candor check` looks for, and how much it matters.

use super::external::External;
use super::settings::{Origin, Settings};
use crate::diagnostic::{Code, Place, Severity, nearest};
use crate::value::{Entry, Node, Value};
use core::net::IpAddr;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What `candor check` is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// How much findings of a kind matter, where that is not what their kind says; none where
    /// they are not wanted at all.
    pub rules: BTreeMap<Code, Option<Severity>>,
    /// Ids of the sections that every post-mortem must have.
    pub required_sections: Vec<String>,
    /// Ids of the sections that every post-mortem could have.
    pub advised_sections: Vec<String>,
    /// The one heading of a section, by the id of the section.
    pub headings: BTreeMap<String, String>,
    /// Ranges of addresses (`10.0.0.0/8`) and patterns of host names (`*.corp.example`) that
    /// are internal.
    pub internal: Vec<String>,
    /// The file of findings that are known already.
    pub baseline: Option<PathBuf>,
    /// The least severity of a finding with which the command fails.
    pub fail_on: Severity,
    /// How links to other sites are asked, where that is asked for.
    pub external: External,
    /// Every section that is named here, with its place: which ones there are, the documents know.
    pub named_sections: Vec<(String, Place)>,
}

impl Default for Check {
    fn default() -> Self {
        let list = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        Self {
            rules: BTreeMap::new(),
            required_sections: list(&["impact", "detection", "timeline"]),
            advised_sections: list(&["went-well", "lucky", "lessons"]),
            headings: BTreeMap::new(),
            internal: Vec::new(),
            baseline: None,
            fail_on: Severity::Error,
            external: External::default(),
            named_sections: Vec::new(),
        }
    }
}

/// The keys of the table.
const NAMES: [&str; 8] =
    ["rules", "required_sections", "advised_sections", "headings", "internal", "baseline", "fail_on", "external"];

/// What a rule can be set to.
const LEVELS: [&str; 4] = ["off", "info", "warning", "error"];

impl Check {
    /// How much a finding of a kind matters; none where it is not wanted.
    pub fn level(&self, code: Code) -> Option<Severity> {
        self.rules.get(&code).copied().unwrap_or_else(|| {
            // Worth a look in a build, where the page is still right; here it is what was asked for.
            let is_worse = code == Code::EndBeforeStart;
            Some(if is_worse { Severity::Error } else { code.severity() })
        })
    }

    /// Reads the table.
    pub(super) fn read(s: &mut Settings<'_>, root: &Path) -> Self {
        let mut check = Self::default();
        let Some((node, origin)) = s.last("check") else { return check };
        let node = node.clone();
        let Some(entries) = node.entries() else {
            s.wrong("check", &node, &origin, "must be a table", "write `[check]` and its keys below it");
            return check;
        };
        let mut reader = Reader { s, origin };
        for entry in entries {
            match entry.key.as_str() {
                "rules" => reader.rules(entry, &mut check.rules),
                "required_sections" => check.required_sections = reader.sections(entry, &mut check.named_sections),
                "advised_sections" => check.advised_sections = reader.sections(entry, &mut check.named_sections),
                "headings" => check.headings = reader.headings(entry, &mut check.named_sections),
                "internal" => check.internal = reader.internal(entry),
                "baseline" => check.baseline = reader.text(entry, "a path in quotes").map(|path| root.join(path)),
                "fail_on" => {
                    let fail_on = reader.text(entry, "\"error\", \"warning\" or \"info\"");
                    check.fail_on = fail_on.and_then(|word| reader.fail_on(entry, &word)).unwrap_or(check.fail_on);
                }
                "external" => check.external = External::read(&mut reader, entry),
                _ => reader.unknown(entry),
            }
        }
        check
    }
}

/// Reads the entries of a table.
pub(super) struct Reader<'a, 's> {
    s: &'a mut Settings<'s>,
    origin: Origin,
}

/// "did you mean" where something is near, else everything that there is.
pub(super) fn advice<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it is one of: {}", known.collect::<Vec<_>>().join(", ")),
    }
}

impl Reader<'_, '_> {
    pub(super) fn wrong(&mut self, key: &str, node: &Node, message: &str, help: &str) {
        self.s.wrong(&format!("check.{key}"), node, &self.origin.clone(), message, help);
    }

    fn unknown(&mut self, entry: &Entry) {
        let message = format!("unknown key `{}` in `[check]`", entry.key);
        self.unknown_key(message, entry, advice(&entry.key, NAMES.into_iter()));
    }

    pub(super) fn unknown_key(&mut self, message: String, entry: &Entry, help: String) {
        self.s.unknown_key(message, entry, help);
    }

    fn text(&mut self, entry: &Entry, what: &str) -> Option<String> {
        if let Value::Scalar { quoted: true, .. } = entry.node.value
            && let Some(text) = entry.node.text()
        {
            return Some(text.to_owned());
        }
        self.wrong(&entry.key, &entry.node, "must be a text", &format!("write {what}"));
        None
    }

    pub(super) fn list<'e>(&mut self, key: &str, node: &'e Node) -> Vec<(&'e str, &'e Node)> {
        let Some(list) = node.list() else {
            self.wrong(key, node, "must be a list of texts", "write `[\"..\"]`");
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(list.len());
        for part in list {
            match part.text() {
                Some(text) => texts.push((text, part)),
                None => self.wrong(key, part, "has an entry that is no text", "write it in quotes"),
            }
        }
        texts
    }

    pub(super) fn table<'e>(&mut self, entry: &'e Entry, example: &str) -> &'e [Entry] {
        entry.node.entries().unwrap_or_else(|| {
            let help = format!("write `{example}` below `[check.{}]`", entry.key);
            self.wrong(&entry.key, &entry.node, "must be a table", &help);
            &[]
        })
    }

    fn rules(&mut self, entry: &Entry, rules: &mut BTreeMap<Code, Option<Severity>>) {
        for rule in self.table(entry, "W2 = \"off\"") {
            let Some(code) = Code::named(&rule.key) else {
                let message = format!("there is no rule `{}`", rule.key);
                let help = match nearest(&rule.key, Code::ALL.iter().map(|c| c.as_str())) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "docs/diagnostics.md lists every code".to_owned(),
                };
                self.s.unknown_key(message, rule, help);
                continue;
            };
            let word = rule.node.text().unwrap_or_default();
            let level = match word {
                "off" => None,
                "info" => Some(Severity::Info),
                "warning" => Some(Severity::Warning),
                "error" => Some(Severity::Error),
                _ => {
                    let message = format!("is `{}`", rule.node.flat());
                    self.wrong(&format!("rules.{}", rule.key), &rule.node, &message, &advice(word, LEVELS.into_iter()));
                    continue;
                }
            };
            rules.insert(code, level);
        }
    }

    fn sections(&mut self, entry: &Entry, named: &mut Vec<(String, Place)>) -> Vec<String> {
        let list = self.list(&entry.key, &entry.node);
        named.extend(list.iter().map(|(id, node)| ((*id).to_owned(), self.s.place(&node.span))));
        list.into_iter().map(|(id, _)| id.to_owned()).collect()
    }

    fn headings(&mut self, entry: &Entry, named: &mut Vec<(String, Place)>) -> BTreeMap<String, String> {
        let mut headings = BTreeMap::new();
        for part in self.table(entry, "went-well = \"What went well\"") {
            named.push((part.key.clone(), self.s.place(&part.key_span)));
            match part.node.text() {
                Some(text) => drop(headings.insert(part.key.clone(), text.to_owned())),
                None => {
                    let key = format!("headings.{}", part.key);
                    self.wrong(&key, &part.node, "must be a text", "write the heading in quotes, without `#`");
                }
            }
        }
        headings
    }

    fn internal(&mut self, entry: &Entry) -> Vec<String> {
        let mut all = Vec::new();
        for (text, node) in self.list(&entry.key, &entry.node) {
            if is_range_or_host(text) {
                all.push(text.to_owned());
            } else {
                let message = format!("has `{text}`, which is neither a range of addresses nor a host");
                let help = "write a range like `10.0.0.0/8` or a pattern of host names like `*.corp.example`";
                self.wrong("internal", node, &message, help);
            }
        }
        all
    }

    fn fail_on(&mut self, entry: &Entry, word: &str) -> Option<Severity> {
        let level = Severity::named(word);
        if level.is_none() {
            let message = format!("is `{word}`");
            self.wrong("fail_on", &entry.node, &message, &advice(word, LEVELS[1..].iter().copied()));
        }
        level
    }
}

/// Whether a text is a range of addresses, an address, or a pattern of host names.
fn is_range_or_host(text: &str) -> bool {
    if let Some((address, bits)) = text.split_once('/') {
        let most = address.parse::<IpAddr>().ok().map(|a| if a.is_ipv4() { 32 } else { 128 });
        return most.zip(bits.parse::<u8>().ok()).is_some_and(|(most, bits)| bits <= most);
    }
    let is_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'*');
    // A pattern with less than two letters would be that of nearly every word.
    let is_pattern =
        text.bytes().all(is_host) && !text.contains("..") && text.bytes().filter(u8::is_ascii_alphanumeric).count() > 1;
    is_pattern || text.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::{Config, FILE, Overrides, load};
    use super::*;
    use crate::diagnostic::{Diagnostics, text};

    fn loaded(toml: &str) -> Result<Config, Diagnostics> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), toml).unwrap();
        load(dir.path(), &Overrides::default(), std::iter::empty()).map(|(config, _)| config)
    }

    #[test]
    fn rules_are_set_and_switched_off() {
        let check = loaded("[check]\nfail_on = \"warning\"\n[check.rules]\nW2 = \"off\"\nsecret = \"warning\"\n");
        let check = check.unwrap().check;
        assert_eq!(check.level(Code::Counterfactual), None);
        assert_eq!(check.level(Code::Secret), Some(Severity::Warning));
        assert_eq!(check.level(Code::EndBeforeStart), Some(Severity::Error));
        assert_eq!(check.fail_on, Severity::Warning);
    }

    #[test]
    fn lists_replace_the_defaults() {
        let toml = "[check]\nrequired_sections = [\"impact\"]\ninternal = [\"10.0.0.0/8\", \"*.corp.example\", \"fd00::/8\"]\n\
                    baseline = \"known.json\"\n[check.headings]\nwent-well = \"What went well\"\n";
        let check = loaded(toml).unwrap().check;
        assert_eq!(check.required_sections, ["impact"]);
        assert_eq!(check.advised_sections, ["went-well", "lucky", "lessons"]);
        assert_eq!(check.internal.len(), 3);
        assert!(check.baseline.unwrap().ends_with("known.json"));
        assert_eq!(check.headings["went-well"], "What went well");
        assert_eq!(check.named_sections.len(), 2);
    }

    #[test]
    fn every_slip_is_said_with_what_was_meant() {
        let toml = "[check]\nfail_onn = \"error\"\ninternal = [\"10.0.0.0/40\", \"a b\"]\nbaseline = 3\nfail_on = \"warn\"\n\
                    [check.rules]\nsecrets = \"off\"\nW2 = \"of\"\n";
        let problems = loaded(toml).unwrap_err();
        let all = text::render(&problems, false, true);
        assert_eq!(problems.len(), 7, "{all}");
        for near in ["`fail_on`", "`secret`", "it is one of: off, info, warning, error"] {
            assert!(all.contains(near), "{near}: {all}");
        }
    }
}
