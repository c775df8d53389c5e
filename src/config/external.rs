//! `[check.external]` of `book.toml`: which links to other sites are asked, and how patiently.

use super::check::{Reader, advice};
use crate::value::{Entry, Node};
use globset::Glob;
use std::time::Duration;

/// What `candor check --external` is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    /// Addresses that are not asked.
    pub skip: Vec<Glob>,
    /// How long one address may take.
    pub timeout: Duration,
    /// For how many days an answer is kept.
    pub days: u32,
}

impl Default for External {
    fn default() -> Self {
        Self { skip: Vec::new(), timeout: Duration::from_secs(10), days: 7 }
    }
}

/// The keys of the table.
const NAMES: [&str; 3] = ["skip", "timeout", "days"];

impl External {
    /// Reads the table.
    pub(super) fn read(reader: &mut Reader<'_, '_>, entry: &Entry) -> Self {
        let mut external = Self::default();
        for part in reader.table(entry, "timeout = 10") {
            let key = format!("external.{}", part.key);
            match part.key.as_str() {
                "skip" => {
                    for (text, node) in reader.list(&key, &part.node) {
                        match Glob::new(text) {
                            Ok(glob) => external.skip.push(glob),
                            Err(error) => {
                                let message = format!("has a pattern that cannot be read: {}", error.kind());
                                let help = "patterns are globs like `https://wiki.corp.example/*`";
                                reader.wrong(&key, node, &message, help);
                            }
                        }
                    }
                }
                "timeout" => {
                    let seconds = number(reader, &key, &part.node, 1, 120, "seconds");
                    external.timeout = seconds.map_or(external.timeout, |s| Duration::from_secs(s.into()));
                }
                "days" => {
                    external.days = number(reader, &key, &part.node, 0, 365, "days").unwrap_or(external.days);
                }
                _ => {
                    let message = format!("unknown key `{}` in `[check.external]`", part.key);
                    reader.unknown_key(message, part, advice(&part.key, NAMES.into_iter()));
                }
            }
        }
        external
    }
}

/// A whole number of something, between two others.
fn number(reader: &mut Reader<'_, '_>, key: &str, node: &Node, least: u32, most: u32, of: &str) -> Option<u32> {
    let number = node.text().and_then(|t| t.parse().ok()).filter(|n| (least..=most).contains(n));
    if number.is_none() {
        reader.wrong(key, node, "is no such number", &format!("write a whole number of {of} from {least} to {most}"));
    }
    number
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
    fn what_is_not_set_has_its_default() {
        assert_eq!(loaded("").unwrap().check.external, External::default());
        let toml = "[check.external]\nskip = [\"https://wiki.corp.example/*\"]\ntimeout = 3\ndays = 0\n";
        let external = loaded(toml).unwrap().check.external;
        assert_eq!((external.timeout, external.days), (Duration::from_secs(3), 0));
        assert!(external.skip[0].compile_matcher().is_match("https://wiki.corp.example/a/b"));
    }

    #[test]
    fn every_slip_is_said_with_what_was_meant() {
        let toml = "[check.external]\nskip = [\"https://[\", 3]\ntimeout = 0\ndays = \"many\"\nskipp = []\n";
        let problems = loaded(toml).unwrap_err();
        let all = text::render(&problems, false, true);
        for near in ["globs like", "from 1 to 120", "from 0 to 365", "did you mean `skip`?", "`check.external.timeout`"]
        {
            assert!(all.contains(near), "{near}: {all}");
        }
        assert!(loaded("[check]\nexternal = 3\n").is_err());
    }
}
