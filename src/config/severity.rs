//! The ordered severity scale and the words that mean its levels.

use crate::config::FILE;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::value::Node;

/// One level of the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityLevel {
    /// Stable id, part of the address of its page.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// What it means, in a sentence.
    pub description: String,
    /// Other words for it.
    pub aliases: Vec<String>,
}

/// Levels from the gravest to the least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale(Vec<SeverityLevel>);

impl Scale {
    /// The scale that is used where `book.toml` has none.
    ///
    /// Words of status pages (cState, Statuspage) and of the usual SEV, P and S
    /// scales are its aliases.
    pub fn shipped() -> Self {
        let level = |id: &str, name: &str, description: &str, aliases: &str| SeverityLevel {
            id: id.into(),
            name: name.into(),
            description: description.into(),
            aliases: aliases.split_whitespace().map(str::to_owned).collect(),
        };
        Self(vec![
            level(
                "sev1",
                "SEV-1",
                "A critical service is down or data is at risk for most users.",
                "1 p0 p1 s1 critical down major-outage blocker emergency",
            ),
            level(
                "sev2",
                "SEV-2",
                "A major function fails, or many users are affected.",
                "2 p2 s2 high major partial-outage",
            ),
            level(
                "sev3",
                "SEV-3",
                "A function is degraded or a part of users is affected; there is a way around.",
                "3 p3 s3 medium moderate disrupted degraded degraded-performance",
            ),
            level("sev4", "SEV-4", "Little or no effect on users.", "4 p4 s4 low minor"),
            level(
                "sev5",
                "SEV-5",
                "No effect on users: a notice, planned work, or something learned.",
                "5 p5 s5 notice informational info trivial maintenance under-maintenance",
            ),
        ])
    }

    /// Reads `[[severity]]` tables, the gravest first.
    pub(super) fn read(node: &Node, text: &str, problems: &mut Diagnostics) -> Self {
        let mut levels: Vec<SeverityLevel> = Vec::new();
        let mut wrong = |node: &Node, message: String, help: &str| {
            problems.push(
                Diagnostic::new(Code::BadConfig, message).at(Place::span(FILE, text, node.span.clone())).help(help),
            );
        };
        for table in node.list().unwrap_or_default() {
            let get = |key| table.get(key).and_then(Node::text).map(str::to_owned);
            for entry in table.entries().unwrap_or_default() {
                if !["id", "name", "description", "aliases"].contains(&entry.key.as_str()) {
                    let message = format!("unknown key `{}` in `[[severity]]`", entry.key);
                    wrong(&entry.node, message, "a level has `id`, `name`, `description` and `aliases`");
                }
            }
            let Some(id) = get("id") else {
                wrong(table, "a `[[severity]]` has no `id`".into(), "give each level an `id` like \"sev1\"");
                continue;
            };
            let aliases: Vec<String> = table
                .get("aliases")
                .map(|n| n.texts().into_iter().map(|(t, _)| t.to_owned()).collect())
                .unwrap_or_default();
            let taken =
                levels.iter().find(|l| std::iter::once(&id).chain(&aliases).any(|word| l.answers_to(&fold(word))));
            if let Some(other) = taken {
                let message = format!("severity `{id}` shares a word with `{}`", other.id);
                wrong(table, message, "each id and alias may mean one level only");
            }
            levels.push(SeverityLevel {
                name: get("name").unwrap_or_else(|| id.clone()),
                description: get("description").unwrap_or_default(),
                id,
                aliases,
            });
        }
        if levels.is_empty() {
            wrong(node, "`severity` has no levels".into(), "write one `[[severity]]` table a level");
        }
        Self(levels)
    }

    /// The levels, the gravest first.
    pub fn levels(&self) -> &[SeverityLevel] {
        &self.0
    }

    /// Which level a raw word means, counted from zero.
    ///
    /// Case, emoji, spaces and punctuation do not matter, and a word with a remark
    /// (`🟢 P2 - 中等`, `SEV-2 (major)`) means what its first known word says.
    pub fn level(&self, raw: &str) -> Option<usize> {
        let find = |word: &str| {
            let word = fold(word);
            (!word.is_empty()).then(|| self.0.iter().position(|l| l.answers_to(&word))).flatten()
        };
        find(raw).or_else(|| {
            raw.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
                // A bare number in a remark ("SEV-2, 3 regions") says nothing.
                .filter(|w| w.chars().any(char::is_alphabetic))
                .find_map(find)
        })
    }
}

impl SeverityLevel {
    fn answers_to(&self, folded: &str) -> bool {
        fold(&self.id) == folded || fold(&self.name) == folded || self.aliases.iter().any(|a| fold(a) == folded)
    }
}

/// Letters and digits in lower case.
fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_real_collections_find_their_level() {
        let scale = Scale::shipped();
        for (raw, level) in [
            ("SEV-2", 1),
            ("sev2", 1),
            ("SEV2", 1),
            ("P1", 0),
            ("🟢 P2 - 中等", 1),
            ("down", 0),
            ("major-outage", 0),
            ("disrupted", 2),
            ("High", 1),
            ("Under Maintenance", 4),
            ("SEV-3 (degraded)", 2),
        ] {
            assert_eq!(scale.level(raw), Some(level), "{raw}");
        }
        for raw in ["purple", "", "🟢", "affects 3 regions"] {
            assert_eq!(scale.level(raw), None, "{raw}");
        }
    }
}
