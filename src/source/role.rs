//! What a Markdown file is, by its place in the content folder.

use crate::date;
use regex::Regex;
use serde::{Deserialize, Serialize};

/// What a Markdown file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// A post-mortem.
    Incident,
    /// A reading path, in `paths/`.
    Path,
    /// A service, in `services/`.
    Service,
    /// A contributing factor, in `factors/`.
    Factor,
    /// Any other page, in `pages/`.
    Page,
}

impl Role {
    /// The role of a file by its path from the content folder, or why it is none.
    pub(crate) fn of(path: &str, id_pattern: &Regex) -> Result<Role, &'static str> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = super::stem(name);
        let folded = stem.to_lowercase();
        if folded == "readme" || folded.starts_with("readme.") {
            return Err("a README");
        }
        if folded == "_index" {
            return Err("a section page of another generator");
        }
        if !path.contains('/')
            && ["changelog", "contributing", "code_of_conduct", "license", "security"].contains(&folded.as_str())
        {
            return Err("a file about the repository");
        }
        let top = path.split_once('/').map(|(top, _)| top);
        let reserved = match top {
            Some("paths") => Some(Role::Path),
            Some("services") => Some(Role::Service),
            Some("factors") => Some(Role::Factor),
            Some("pages") => Some(Role::Page),
            _ => None,
        };
        if let Some(role) = reserved {
            return Ok(role);
        }
        if is_template(path, &folded, id_pattern) {
            return Err("a template");
        }
        Ok(Role::Incident)
    }
}

/// Words that a template's file name has beside `template`.
const TEMPLATE_WORDS: [&str; 16] = [
    "a",
    "blameless",
    "blank",
    "default",
    "example",
    "incident",
    "incidents",
    "markdown",
    "mortem",
    "new",
    "pm",
    "post",
    "postmortem",
    "rca",
    "report",
    "review",
];

/// Whether a word only holds the place of a date or number: `yyyy`, `PMyyyy`, `nnn`, `xx`.
fn is_blank(word: &str) -> bool {
    let word = word.strip_prefix("pm").or_else(|| word.strip_prefix("inc")).unwrap_or(word);
    word.len() >= 2 && (word.bytes().all(|b| b"ymd".contains(&b)) || word.bytes().all(|b| b == b'n' || b == b'x'))
}

/// Whether a file is a template to copy from: its name says so and nothing else, or
/// a folder says so. `template-engine-outage` is an incident.
fn is_template(path: &str, stem: &str, id_pattern: &Regex) -> bool {
    let in_folder = path
        .split('/')
        .rev()
        .skip(1)
        .any(|f| matches!(f.to_lowercase().as_str(), "archetypes" | "templates" | "_templates"));
    let is_word = |w: &str| matches!(w, "template" | "templates");
    let mut words = stem.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let named = stem.contains("template")
        && words.all(|w| is_word(w) || TEMPLATE_WORDS.contains(&w) || is_blank(w) || w.parse::<u8>().is_ok());
    in_folder || (named && date::find_in_path(stem).is_none() && !id_pattern.is_match(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_file_says_what_it_is() {
        let ids = Regex::new(crate::config::DEFAULT_ID_PATTERN).unwrap();
        for (path, expected) in [
            ("incidents/a.md", Some(Role::Incident)),
            ("a.md", Some(Role::Incident)),
            ("paths/a.md", Some(Role::Path)),
            ("x/paths/a.md", Some(Role::Incident)),
            ("services/a.md", Some(Role::Service)),
            ("README.md", None),
            ("x/_index.md", None),
            ("template-incident-report.md", None),
            ("site/archetypes/incidents.md", None),
            ("post_mortem_template.md", None),
            ("PMyyyy-nnn - Postmortem template.md", None),
            ("2024-01-01-email-template.md", Some(Role::Incident)),
            ("template-engine-outage-again.md", Some(Role::Incident)),
            ("outage-of-template-engine.md", Some(Role::Incident)),
        ] {
            assert_eq!(Role::of(path, &ids).ok(), expected, "{path}");
        }
    }
}
