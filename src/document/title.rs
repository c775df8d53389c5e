//! The title of a document that has none in its front matter.

use super::field;
use super::markdown::Heading;
use super::words::Words;
use regex::Regex;
use std::sync::LazyLock;

/// Names of parts that are no sections of a post-mortem, and never titles either.
const PARTS: &[&str] = &["introduction", "update", "analysis", "incident"];

/// Headings of templates that nobody filled in.
const PLACEHOLDERS: &[&str] = &[
    "issuename",
    "incidentname",
    "incidenttitle",
    "title",
    "template",
    "postmortem",
    "incidentreport",
    "postmortemtemplate",
    "incidentpostmortem",
    "postmortemtitle",
    "yourtitle",
    "untitled",
    "todo",
    "tbd",
];

#[expect(clippy::unwrap_used, reason = "constant patterns that the tests compile")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap()
}

/// A date, a serial or a UUID at the front of a file name, with what separates it from the words.
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:\d{4}[-_.]?\d{2}[-_.]?\d{2}(?:T\d+)?|\d{4}-\d{2}|\d{2}-\d{2}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?:[-_. ]+|$)",
    )
});

/// Whether a heading names the document, rather than a part of it or nothing.
pub(super) fn names_the_document(heading: &Heading, words: &Words) -> bool {
    let folded = field::fold(&heading.text);
    let numberless = folded.trim_start_matches(|c: char| c.is_ascii_digit());
    let wrapped = |open, close| heading.text.starts_with(open) && heading.text.ends_with(close);
    let placeholder =
        PLACEHOLDERS.contains(&folded.as_str()) || is_unfilled(&heading.text) || wrapped('[', ']') || wrapped('<', '>');
    let is_part = PARTS.contains(&numberless) || words.section(numberless).is_some();
    !folded.is_empty() && !is_part && !placeholder
}

/// Whether a heading is one of a template that nobody filled in.
pub(super) fn is_placeholder(text: &str) -> bool {
    PLACEHOLDERS.contains(&field::fold(text).as_str())
}

/// Whether a title is nothing but a placeholder of a template: `{{ title }}`.
pub(super) fn is_unfilled(title: &str) -> bool {
    let title = title.trim();
    title.starts_with("{{") && title.ends_with("}}") && title.matches("{{").count() == 1
}

/// A heading as a title, without marks of numbering around it.
pub(super) fn from_heading(heading: &Heading) -> String {
    heading.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a file name: without ending, date, id, UUID, and with spaces.
///
/// Gives the folder of a page bundle (`2023-01-03-fritz/index.md`) and the name as it
/// is where nothing else remains.
pub(super) fn from_path(path: &str, id_pattern: &Regex) -> String {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    let stem = crate::source::stem(name);
    let stem = if stem.eq_ignore_ascii_case("index") { parts.next().unwrap_or(stem) } else { stem };
    let mut words = stem.to_owned();
    // Both may stand at the front, in either order.
    for _ in 0..2 {
        words = PREFIX.replace(&words, "").into_owned();
        if let Some(id) = id_pattern.find(&words)
            && id.start() == 0
        {
            let rest = words[id.end()..].trim_start_matches(['-', '_', ' ', '.', ':']);
            words = String::from(rest);
        }
    }
    let spaced = if words.contains(' ') { words } else { words.replace(['-', '_'], " ") };
    let spaced = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if spaced.is_empty() {
        // A file named only by its date or id.
        return stem.to_owned();
    }
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(text: &str) -> Heading {
        Heading { level: 1, text: text.into(), id: String::new(), span: 0..0 }
    }

    #[test]
    fn a_section_or_a_placeholder_is_no_title() {
        for text in ["Summary", "Issue summary", "ISSUE NAME", "1. Timeline", "{{ title }}", "[Title]", "🔥", "概要"]
        {
            assert!(!names_the_document(&heading(text), &Words::default()), "{text}");
        }
        for text in ["Summary of the S3 outage", "2018-01-18, reddit hugs mybinder", "DNS"] {
            assert!(names_the_document(&heading(text), &Words::default()), "{text}");
        }
    }

    #[test]
    fn a_file_name_becomes_words() {
        let ids = Regex::new(crate::config::DEFAULT_ID_PATTERN).unwrap();
        for (path, expected) in [
            ("a/2022-12-13-root-full.md", "Root full"),
            ("PM2022-006 - Kafka  down (again).md", "Kafka down (again)"),
            ("2023-01-03-fritz-overload/index.md", "Fritz overload"),
            ("2023-04/04-25-User_Account.md", "User Account"),
            ("1b4e28ba-2fa1-11d2-883f-0016d3cca427-dns.md", "Dns"),
            ("2019-01-23.md", "2019-01-23"),
            ("PM-2026-003.md", "PM-2026-003"),
        ] {
            assert_eq!(from_path(path, &ids), expected, "{path}");
        }
    }
}
