//! The words by which labels and sections are known, those of `book.toml` among them.

use super::field::fold;
use super::section::SectionName;
use crate::config::WordList;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use std::collections::HashMap;
use std::sync::LazyLock;

const LABELS: &str = include_str!("labels.toml");
const SECTIONS: &str = include_str!("sections.toml");
const ACTIONS: &str = include_str!("actions.toml");
const PHASES: &str = include_str!("phases.toml");
const TIMELINE: &str = include_str!("timeline.toml");

static SHIPPED: LazyLock<Words> = LazyLock::new(Words::shipped);

/// Words for labels and sections, folded: without case, spaces and punctuation.
#[derive(Clone, Debug)]
pub struct Words {
    labels: HashMap<String, &'static str>,
    sections: HashMap<String, SectionName>,
}

impl Default for Words {
    fn default() -> Self {
        SHIPPED.clone()
    }
}

impl Words {
    /// The fields that a label can give.
    pub fn fields() -> Vec<String> {
        table(LABELS).into_iter().map(|(field, _)| field).collect()
    }

    fn shipped() -> Self {
        let mut words = Self { labels: HashMap::new(), sections: HashMap::new() };
        for (field, names) in table(LABELS) {
            let field: &'static str = Box::leak(field.into_boxed_str());
            for name in names {
                words.labels.entry(fold(&name)).or_insert(field);
            }
        }
        for (id, names) in table(SECTIONS) {
            if let Some(section) = SectionName::ALL.into_iter().find(|s| s.id() == id) {
                for name in names {
                    words.sections.entry(fold(&name)).or_insert(section);
                }
            }
        }
        words
    }

    /// Adds words of a project; they win over the shipped ones. Fields and sections that
    /// there are not are errors.
    #[must_use]
    pub fn with(mut self, labels: &[WordList], sections: &[WordList], problems: &mut Diagnostics) -> Self {
        let fields = Self::fields();
        let mut unknown = |list: &WordList, table: &str, known: &mut dyn Iterator<Item = &str>| {
            let known: Vec<&str> = known.collect();
            let help = match nearest(&list.key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is one of: {}", known.join(", ")),
            };
            let message = format!("unknown key `{}` in `[{table}]`", list.key);
            problems.push(Diagnostic::new(Code::UnknownKey, message).at(list.place.clone()).help(help));
        };
        for list in labels {
            match self.labels.values().copied().find(|f| *f == list.key) {
                Some(field) => self.labels.extend(list.words.iter().map(|n| (fold(n), field))),
                None => unknown(list, "labels", &mut fields.iter().map(String::as_str)),
            }
        }
        for list in sections {
            match SectionName::ALL.into_iter().find(|s| s.id() == list.key) {
                Some(section) => self.sections.extend(list.words.iter().map(|n| (fold(n), section))),
                None => unknown(list, "sections", &mut SectionName::ALL.iter().map(|s| s.id())),
            }
        }
        self
    }

    /// The field that a label gives.
    pub(super) fn label(&self, label: &str) -> Option<&'static str> {
        let folded = fold(label);
        if folded.is_empty() || folded.len() > 60 {
            return None;
        }
        self.labels.get(&folded).copied().or_else(|| {
            // A remark in brackets: `Start (UTC)`.
            let bare = label.split(['(', '（', '[']).next().filter(|b| b.len() < label.len())?;
            self.labels.get(&fold(bare)).copied()
        })
    }

    /// The section that a folded heading names.
    pub(super) fn section(&self, folded: &str) -> Option<SectionName> {
        self.sections.get(folded).copied()
    }
}

/// Words of follow-ups, events and their columns, by what they mean.
#[derive(Debug)]
pub(super) struct Lists {
    /// Words of the states of a follow-up, folded.
    pub states: HashMap<String, String>,
    /// Signs of the states of a follow-up.
    pub signs: Vec<(String, String)>,
    /// Heads of columns of follow-ups, folded.
    pub columns: HashMap<String, String>,
    /// Words with which an event names a phase, in lower case.
    pub leading: HashMap<String, String>,
    /// Words that name a phase anywhere in an event, in lower case.
    pub anywhere: Vec<(String, String)>,
    /// Words that take a phase back.
    pub doubt: Vec<String>,
    /// Heads of columns of a timeline, in lower case, as `time`, `date` and `event`.
    pub heads: HashMap<String, String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let actions = sections_of(ACTIONS);
    let phases = sections_of(PHASES);
    let pairs = |tables: &HashMap<String, Vec<(String, Vec<String>)>>, name: &str| -> Vec<(String, String)> {
        let lists = tables.get(name).cloned().unwrap_or_default();
        lists.into_iter().flat_map(|(key, words)| words.into_iter().map(move |w| (w, key.clone()))).collect()
    };
    Lists {
        states: pairs(&actions, "states").into_iter().collect(),
        signs: pairs(&actions, "signs"),
        columns: pairs(&actions, "columns").into_iter().collect(),
        leading: pairs(&phases, "leading").into_iter().collect(),
        anywhere: pairs(&phases, "anywhere"),
        doubt: pairs(&phases, "doubt").into_iter().map(|(word, _)| word).collect(),
        heads: table(TIMELINE)
            .into_iter()
            .flat_map(|(key, words)| words.into_iter().map(move |w| (w, key.clone())))
            .collect(),
    }
});

/// The words of follow-ups and events.
pub(super) fn lists() -> &'static Lists {
    &LISTS
}

/// The tables of a file of words, each with its lists.
fn sections_of(text: &str) -> HashMap<String, Vec<(String, Vec<String>)>> {
    #[expect(clippy::unwrap_used, reason = "shipped tables, which the tests parse")]
    let all: toml::Table = text.parse().unwrap();
    all.into_iter().map(|(name, value)| (name, value.as_table().map(lists_of).unwrap_or_default())).collect()
}

/// The lists of a table of words.
fn table(text: &str) -> Vec<(String, Vec<String>)> {
    #[expect(clippy::unwrap_used, reason = "shipped tables, which the tests parse")]
    let table: toml::Table = text.parse().unwrap();
    lists_of(&table)
}

fn lists_of(table: &toml::Table) -> Vec<(String, Vec<String>)> {
    let texts = |value: &toml::Value| {
        let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    };
    table.iter().map(|(key, value)| (key.clone(), texts(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_one_thing_and_every_field_is_known() {
        for (text, known) in
            [(LABELS, Words::fields()), (SECTIONS, SectionName::ALL.iter().map(|s| s.id().to_owned()).collect())]
        {
            let mut seen: HashMap<String, String> = HashMap::new();
            for (key, names) in table(text) {
                assert!(known.contains(&key), "{key}");
                for name in names {
                    let before = seen.insert(fold(&name), key.clone());
                    assert!(before.as_ref().is_none_or(|b| *b == key), "`{name}` is `{key}` and {before:?}");
                }
            }
        }
    }

    #[test]
    fn labels_of_seven_languages_are_known() {
        let words = Words::default();
        for (label, field) in [
            ("Date", "date"),
            ("Severity (initial)", "severity"),
            ("発生日時", "started_at"),
            ("重大度", "severity"),
            ("影响组件", "services"),
            ("Schweregrad", "severity"),
            ("Début", "started_at"),
            ("Fecha", "date"),
            ("Duração", "duration"),
            ("Time to detection", "time_to_detect"),
            ("Category", "services"),
        ] {
            assert_eq!(words.label(label), Some(field), "{label}");
        }
        assert_eq!(words.label("Note"), None);
    }

    #[test]
    fn a_project_adds_words_of_its_own() {
        let own = |k: &str, v: &str| {
            vec![WordList { key: k.into(), words: vec![v.into()], place: crate::diagnostic::Place::file("book.toml") }]
        };
        let mut problems = Diagnostics::new();
        let services = own("services", "Bounded context");
        let words = Words::default().with(&services, &own("timeline", "Log of the night"), &mut problems);
        assert!(problems.is_empty());
        let _ = Words::default().with(&own("servces", "x"), &own("time", "x"), &mut problems);
        assert_eq!(problems.len(), 2);
        assert_eq!(words.label("bounded-context"), Some("services"));
        assert_eq!(SectionName::of("Log of the night", &words), Some(SectionName::Timeline));
    }
}
