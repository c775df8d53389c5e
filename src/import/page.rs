//! An incident that is brought in: its fields and text, its Markdown, and a file name
//! that can neither leave its folder nor hide.

use crate::config::DEFAULT_ID_PATTERN;
use crate::date::{Moment, Precision};
use crate::document::markdown::slug;
use crate::source::Role;
use crate::value::{Node, Value, printable, yaml_entry};
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

#[expect(clippy::unwrap_used, reason = "a constant pattern that the tests compile")]
static ID: LazyLock<Regex> = LazyLock::new(|| Regex::new(DEFAULT_ID_PATTERN).unwrap());

/// An incident that is brought in from elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// What happened, on one line.
    pub title: String,
    /// When it happened, for the file name.
    pub date: Option<Moment>,
    /// Front matter without the title, in the order in which it is written.
    pub fields: Vec<(String, Node)>,
    /// The text, as Markdown.
    pub body: String,
}

impl Page {
    /// The file: front matter in YAML, then the text.
    pub fn markdown(&self) -> String {
        let mut out = String::from("---\n");
        out += &yaml_entry("title", &text(&self.title));
        for (name, node) in &self.fields {
            out += &yaml_entry(name, node);
        }
        out += "---\n";
        let body = self.body.trim_matches(['\n', '\r']).trim_end();
        if !body.is_empty() {
            out += "\n";
            out += body;
            out += "\n";
        }
        out
    }
}

/// A text as a value.
pub(super) fn text(text: &str) -> Node {
    scalar(text, true)
}

/// A word that may stand without quotes: a number, a date.
pub(super) fn bare(text: &str) -> Node {
    scalar(text, false)
}

fn scalar(text: &str, quoted: bool) -> Node {
    Node { value: Value::Scalar { raw: printable(text.to_owned()), quoted }, span: 0..0 }
}

/// A list of values.
pub(super) fn list(parts: Vec<Node>) -> Node {
    Node { value: Value::List(parts), span: 0..0 }
}

/// A text on one line, as titles are.
pub(super) fn one_line(text: &str) -> String {
    printable(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The first sentence of a text, cut at a word to about so many characters.
pub(super) fn first_sentence(text: &str, longest: usize) -> String {
    let line = one_line(text);
    let mut end = line.len();
    for (at, c) in line.char_indices() {
        let after = at + c.len_utf8();
        let closes = matches!(c, '。' | '！' | '？')
            || (matches!(c, '.' | '!' | '?') && line[after..].starts_with(' ') && !is_short_form(&line[..at]));
        if closes {
            end = after;
            break;
        }
    }
    let sentence = line[..end].trim_end_matches(['.', '。', ' ']);
    if sentence.chars().count() <= longest {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(longest).collect();
    let whole = cut.rfind(' ').filter(|at| *at > cut.len() / 2).map_or(cut.as_str(), |at| &cut[..at]);
    format!("{}…", whole.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '"' | '`')))
}

/// Whether a point after these words belongs to a short form: `e.g`, `vs`, an initial.
fn is_short_form(before: &str) -> bool {
    let word = before.rsplit([' ', '(']).next().unwrap_or_default();
    word.contains('.') || word.chars().count() == 1 || ["vs", "etc", "cf", "approx", "no", "Inc"].contains(&word)
}

/// File names that were given in a run; no two are the same.
#[derive(Debug, Default)]
pub struct Names {
    taken: HashSet<String>,
    /// The last number that each name got, so that many of one name do not count from the start.
    last: HashMap<String, usize>,
}

impl Names {
    /// The path of an incident's file below the target: its folder, then `DATE-SLUG.md`.
    ///
    /// The folder must be made of [`folder_name`]s.
    pub fn give(&mut self, folder: &str, date: Option<&Moment>, title: &str) -> String {
        let slug = slug(title);
        let day = date.filter(|d| d.precision >= Precision::Day).map(|d| d.date_only().iso());
        let mut stem = match &day {
            Some(day) if !slug.starts_with(day.as_str()) => format!("{day}-{slug}"),
            _ => slug,
        };
        // A name that Candor takes for a README or a template would never be an incident.
        if stem == "index" || Role::of(&format!("{stem}.md"), &ID) != Ok(Role::Incident) {
            stem = format!("incident-{stem}");
            if Role::of(&format!("{stem}.md"), &ID) != Ok(Role::Incident) {
                stem = format!("about-{stem}");
            }
        }
        let base = if folder.is_empty() { stem } else { format!("{folder}/{stem}") };
        let mut name = base.clone();
        let number = self.last.entry(base.to_lowercase()).or_insert(1);
        while !self.taken.insert(name.to_lowercase()) {
            *number += 1;
            name = format!("{base}-{number}");
        }
        format!("{name}.md")
    }
}

/// A folder of the source as a folder of the target: kept where it is a plain name.
pub(super) fn folder_name(name: &str) -> String {
    let plain = name.len() <= 80
        && name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '(' | ')' | '&' | '+' | ','));
    if plain { name.to_owned() } else { slug(name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Syntax, parse};
    use proptest::prelude::*;

    #[test]
    fn a_first_sentence_ends_where_it_ends() {
        for (text, expected) in [
            ("A disk filled. Then more.", "A disk filled"),
            ("It took 1.5 hours, e.g. too long. Yes.", "It took 1.5 hours, e.g. too long"),
            ("No end", "No end"),
            ("障害が発生した。次", "障害が発生した"),
            ("", ""),
        ] {
            assert_eq!(first_sentence(text, 80), expected);
        }
        let long = first_sentence(&"many words and ".repeat(20), 80);
        assert!(long.chars().count() <= 81 && long.ends_with("many…"), "{long}");
    }

    #[test]
    fn names_are_unique_and_are_those_of_incidents() {
        let mut names = Names::default();
        let day = Moment::parse("2024-03-09T10:00Z");
        let mut give = |date: Option<&Moment>, title: &str| names.give("", date, title);
        assert_eq!(give(day.as_ref(), "Disk full"), "2024-03-09-disk-full.md");
        assert_eq!(give(day.as_ref(), "Disk: FULL!"), "2024-03-09-disk-full-2.md");
        assert_eq!(give(day.as_ref(), "Disk full 2"), "2024-03-09-disk-full-2-2.md");
        assert_eq!(give(day.as_ref(), "2024-03-09 Disk full"), "2024-03-09-disk-full-3.md");
        assert_eq!(give(Moment::parse("2024-03").as_ref(), "Disk full"), "disk-full.md");
        assert_eq!(give(None, "README"), "incident-readme.md");
        assert_eq!(give(None, "Security"), "incident-security.md");
        assert_eq!(give(None, "Template"), "about-incident-template.md");
        assert_eq!(give(None, "index"), "incident-index.md");
    }

    proptest! {
        #[test]
        fn no_title_leaves_its_folder_or_hides(title in any::<String>(), folder in any::<String>()) {
            let path = Names::default().give(&folder_name(&folder), None, &title);
            let parts: Vec<&str> = path.split('/').collect();
            prop_assert_eq!(parts.len(), 2, "{}", path);
            for part in parts {
                prop_assert!(!part.starts_with('.') && !part.is_empty() && part.len() <= 100, "{}", path);
                prop_assert!(!part.contains(|c: char| c.is_control() || c == '\\'), "{}", path);
            }
        }

        #[test]
        fn any_title_and_field_come_back_from_the_file(title in any::<String>(), value in any::<String>(), body in any::<String>()) {
            let page = Page { title: one_line(&title), fields: vec![("mine".into(), text(&value))], body, ..Page::default() };
            let file = page.markdown();
            let rest = file.strip_prefix("---\n").unwrap();
            let end = rest.find("\n---\n").unwrap() + 1;
            let (node, errors) = parse(Syntax::Yaml, &rest[..end], 0);
            prop_assert_eq!(errors, vec![], "{}", file);
            prop_assert_eq!(node.entries().unwrap().len(), 2, "{}", file);
            prop_assert_eq!(node.get("title").unwrap().flat(), one_line(&title));
            let Value::Scalar { raw, .. } = &node.get("mine").unwrap().value else { panic!() };
            prop_assert_eq!(raw, &printable(value));
        }
    }
}
