//! Blameless language in German, French, Spanish and Japanese: E1, E2, W1 and W2, as lists of
//! words and patterns of them in a file a language.
//!
//! The files `de.toml`, `fr.toml`, `es.toml` and `ja.toml` beside this one say what is found
//! and when it is not; `file` describes their form, `pattern` what a pattern can say, and
//! `normal` the text that patterns read. A sentence is first looked through for the words that
//! rules turn on: one that has none of them costs one search.

mod file;
mod normal;
mod pattern;

use crate::check::prose::{Form, Sentence};
use crate::check::{Finding, Subject};
use crate::diagnostic::Code;
use crate::document::{Document, SectionName};
use normal::{Names, Normal};
use pattern::Patterns;
use regex::Regex;
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

static GERMAN: LazyLock<Language> = LazyLock::new(|| Language::shipped(include_str!("de.toml")));
static FRENCH: LazyLock<Language> = LazyLock::new(|| Language::shipped(include_str!("fr.toml")));
static SPANISH: LazyLock<Language> = LazyLock::new(|| Language::shipped(include_str!("es.toml")));
static JAPANESE: LazyLock<Language> = LazyLock::new(|| Language::shipped(include_str!("ja.toml")));

/// The rules of one language.
#[derive(Debug)]
pub struct Language {
    /// Whether blanks stand between its words.
    spaces: bool,
    /// The words that rules turn on, any of which a sentence needs.
    keys: Regex,
    /// Where a clause ends.
    clause: Option<Regex>,
    rules: Vec<Rule>,
}

/// What one rule finds and where it does not.
#[derive(Debug)]
struct Rule {
    code: Code,
    /// The words that it turns on, any of which a sentence needs.
    keys: Regex,
    find: Vec<Regex>,
    /// What must stand in the sentence.
    only: Option<Patterns>,
    /// What must not stand in the clause of the word that the rule turns on.
    unless: Patterns,
    /// What must not stand in the sentence.
    unless_sentence: Patterns,
    /// What must not stand directly before.
    not_after: Patterns,
    not_in: Vec<SectionName>,
    /// Parts of headings, in lower case, under which it finds nothing.
    not_under: Vec<String>,
    message: String,
    help: String,
}

/// The rules of the language that a tag of BCP 47 names by its first part, where there are any.
pub fn of(tag: &str) -> Option<&'static Language> {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    [("de", &GERMAN), ("fr", &FRENCH), ("es", &SPANISH), ("ja", &JAPANESE)]
        .into_iter()
        .find(|(name, _)| primary.eq_ignore_ascii_case(name))
        .map(|(_, language)| &**language)
}

impl Language {
    fn shipped(text: &str) -> Self {
        Self::read(&[text]).expect("a file of a language as it is shipped")
    }

    /// Reads a language from the texts of its files. A later file adds words and rules to an
    /// earlier one, and its messages win.
    ///
    /// # Errors
    /// One line that says what is wrong with a file.
    pub fn read(texts: &[&str]) -> Result<Self, String> {
        file::read(texts)
    }

    /// What the rules find in a file: at most one finding per rule and sentence.
    pub fn find(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let names = OnceCell::new();
        for sentence in super::sentences(subject) {
            // A heading is a name of what follows, and a question asserts nothing.
            let is_question = sentence.text.trim_end().ends_with(['?', '？']);
            if sentence.form == Form::Heading || is_question || !self.keys.is_match(&sentence.text) {
                continue;
            }
            let names = names.get_or_init(|| Names::new(people(&subject.documents)));
            let normal = Normal::new(sentence, names, self.spaces);
            let mut seen: Vec<Code> = Vec::new();
            for rule in &self.rules {
                if seen.contains(&rule.code) || !rule.keys.is_match(&sentence.text) || rule.is_off(sentence) {
                    continue;
                }
                if let Some(range) = rule.first(&normal.text, self.clause.as_ref()) {
                    seen.push(rule.code);
                    let range = normal.place(range);
                    let message = rule.message.replace("{found}", sentence.text[range.clone()].trim());
                    found.push(Finding::at(rule.code, sentence.span(range), message, rule.help.clone()));
                }
            }
        }
    }
}

impl Rule {
    /// Whether a sentence stands in a section of which the rule says nothing.
    fn is_off(&self, sentence: &Sentence) -> bool {
        sentence.is_in(&self.not_in)
            || sentence.above.iter().any(|a| {
                let heading = a.text.to_lowercase();
                self.not_under.iter().any(|part| heading.contains(part))
            })
    }

    /// The first place of a normal text where the rule finds something.
    fn first(&self, text: &str, clause: Option<&Regex>) -> Option<Range<usize>> {
        if self.unless_sentence.any(text) || self.only.as_ref().is_some_and(|o| !o.any(text)) {
            return None;
        }
        self.find.iter().filter_map(|find| self.first_of(find, text, clause)).min_by_key(|r| r.start)
    }

    fn first_of(&self, find: &Regex, text: &str, clause: Option<&Regex>) -> Option<Range<usize>> {
        let mut from = 0;
        while let Some(hit) = find.captures_at(text, from) {
            let whole = hit.get(0)?.range();
            // Without a word that the rule turns on, all that was found, but not the mark after it.
            let said = text[whole.clone()].trim_end_matches(|c: char| !c.is_alphanumeric() && !"@#".contains(c));
            let key = hit.name("key").map_or(whole.start..whole.start + said.len(), |k| k.range());
            let around = clause.map_or(0..text.len(), |ends| around(ends, text, &key));
            let before = whole.start + usize::from(whole.start > 0 && text[whole.start..].starts_with(' '));
            if !self.unless.any(&text[around]) && !self.not_after.any(&text[..before]) {
                return Some(whole);
            }
            // What was passed over may hide another hit that begins in it.
            from = whole.start + text[whole.start..].chars().next().map_or(1, char::len_utf8);
            if from >= text.len() {
                break;
            }
        }
        None
    }
}

/// The clause around some bytes: between the ends of clauses before and after it.
fn around(ends: &Regex, text: &str, bytes: &Range<usize>) -> Range<usize> {
    let (mut start, mut from) = (0, 0);
    while let Some(end) = ends.find_at(text, from) {
        // The blank after an end belongs to the next clause too.
        let last = end.as_str().chars().next_back().map_or(0, char::len_utf8);
        if end.start() + 1 >= bytes.end {
            return start..end.start() + usize::from(end.as_str().starts_with(' '));
        }
        if end.end() <= bytes.start + last {
            start = end.end() - usize::from(end.as_str().ends_with(' '));
        }
        from = (end.end() - usize::from(end.as_str().ends_with(' '))).max(end.start() + 1);
    }
    start..text.len()
}

/// Names of people that the documents of a file state. The owner of a follow-up is taken for a
/// person where it is a name of several words: one word may be a team or a service.
fn people<'d>(documents: &[&'d Document]) -> Vec<&'d str> {
    let mut all = Vec::new();
    for document in documents {
        let fields = &document.fields;
        all.extend(fields.authors.iter().chain(&fields.participants).map(|f| f.value.as_str()));
        all.extend(fields.actions.iter().filter_map(|a| a.owner.as_deref()).filter(|o| o.trim().contains(' ')));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Overrides};
    use crate::document::Words;

    fn config() -> Config {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::write(dir.path().join("book.toml"), "").expect("book.toml");
        crate::config::load(dir.path(), &Overrides::default(), std::iter::empty()).expect("a configuration").0
    }

    fn codes(language: &Language, text: &str) -> Vec<&'static str> {
        let config = config();
        let subject = Subject::new("a.md", text, Vec::new(), &Words::default(), &config);
        let mut found = Vec::new();
        language.find(&subject, &mut found);
        found.iter().map(|f| f.code.as_str()).collect()
    }

    const SMALL: &str = r#"
clause = [",", "\\."]
[says.W1]
message = "`{found}` says what was not done"
help = "say what was there"
[words]
human = ["we", "*team"]
forgot = ["forgot", "overlook(ed|s)"]
[[rule]]
code = "W1"
key = "forgot"
find = ["{human} ... {forgot}"]
only = ["it", "lost"]
unless = ["never"]
not_in = ["actions"]
"#;

    #[test]
    fn every_language_that_is_shipped_can_be_read() {
        for tag in ["de", "fr-CA", "ES", "ja_JP"] {
            assert!(of(tag).is_some(), "{tag}");
        }
        assert!(of("en").is_none() && of("").is_none() && of("den").is_none());
    }

    #[test]
    fn a_rule_looks_at_the_clause_the_section_and_the_names() {
        let one = Language::read(&[SMALL]).expect("a language");
        assert_eq!(codes(&one, "The database team overlooked it.\n"), ["W1"]);
        assert!(codes(&one, "We saw it, the proxy forgot it.\n").is_empty(), "another clause");
        assert!(codes(&one, "We never forgot it.\n").is_empty());
        assert!(codes(&one, "We forgot her.\n").is_empty(), "nothing of what must stand there");
        assert_eq!(codes(&one, "It never was said, we forgot it.\n"), ["W1"]);
        assert!(codes(&one, "## Action items\n\n- we forgot it\n").is_empty());
        assert!(codes(&one, "## We forgot it\n\nDid we forget it? We forgot it?\n").is_empty());
    }

    #[test]
    fn a_second_file_adds_words_and_rules_and_its_messages_win() {
        let more = "[words]\nhuman = [\"crew\"]\nlost = [\"lost\"]\n[says.W1]\nmessage = \"`{found}` again\"\nhelp = \"h\"\n\
                    [[rule]]\ncode = \"W1\"\nkey = \"lost\"\nfind = [\"{human} {lost}\"]\n";
        let both = Language::read(&[SMALL, more]).expect("a language");
        assert_eq!(codes(&both, "The crew forgot it. The crew lost it.\n"), ["W1", "W1"]);
        let config = config();
        let subject = Subject::new("a.md", "The crew lost it.\n", Vec::new(), &Words::default(), &config);
        let mut found = Vec::new();
        both.find(&subject, &mut found);
        assert_eq!(found[0].message, "`crew lost` again");
        assert_eq!(found[0].span, Some(4..13));
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let wrong = |from: &str, to: &str| Language::read(&[&SMALL.replace(from, to)]).expect_err(to);
        assert!(wrong("key = \"forgot\"", "key = \"forgat\"").contains("no list `forgat`"));
        assert!(wrong("\"forgot\", ", "\"x\", ").contains("no letters to look for"));
        assert!(wrong("[\"actions\"]", "[\"acts\"]").contains("no section `acts`"));
        assert!(wrong("[says.W1]", "[says.W2]").contains("no message"));
        assert!(wrong("\"*team\"", "\"{human}\"").contains("contains itself"));
        assert!(Language::read(&["window = 3"]).is_err());
    }
}
