//! Files before and after: what is put in, and what stays.

use super::check::read;
use super::*;
use crate::document::{self, Labels};
use crate::source::Role;
use regex::Regex;
use std::sync::Arc;

fn context() -> Context {
    let labels = Labels {
        anchor: "Link to".into(),
        footnote_back: "Back".into(),
        table: "Table".into(),
        task: "Open".into(),
        task_done: "Done".into(),
        alerts: ["Note", "Tip", "Important", "Warning", "Caution"].map(str::to_owned),
        unresolved: "Not in this library".into(),
        remote_image: "Image:".into(),
    };
    Context {
        id_pattern: Regex::new(crate::config::DEFAULT_ID_PATTERN).unwrap(),
        glossary: document::Glossary::default(),
        labels,
        words: Arc::default(),
        split: Vec::new(),
        factor_words: Arc::default(),
        examine: Arc::new(|_, _, _, _| {}),
    }
}

pub(super) struct Library {
    file: SourceFile,
    context: Context,
    vocabulary: Vocabulary,
}

impl Library {
    pub(super) fn new(path: &str) -> Self {
        let file = SourceFile {
            path: path.into(),
            name: path.into(),
            disk: path.into(),
            role: Role::Incident,
            size: 0,
            modified: 0,
        };
        Self { file, context: context(), vocabulary: Vocabulary::load(None, &mut Diagnostics::new()) }
    }

    fn scene(&self) -> Scene<'_> {
        Scene { file: &self.file, context: &self.context, vocabulary: &self.vocabulary }
    }

    pub(super) fn read(&self, text: &str) -> Document {
        read(text, None, &self.scene()).expect("a document").0
    }

    pub(super) fn adopt(&self, text: &str) -> Adoption {
        adopt(text, &self.read(text), &self.scene())
    }

    /// The text after adopting, once and twice the same.
    pub(super) fn adopted(&self, text: &str) -> String {
        let once = self.adopt(text).insertion.map_or_else(|| text.to_owned(), |i| i.into_text(text));
        let again = self.adopt(&once).insertion;
        assert_eq!(again, None, "twice is not once: {once}");
        once
    }
}

fn adopted(path: &str, text: &str) -> String {
    Library::new(path).adopted(text)
}

fn notes(path: &str, text: &str) -> Vec<String> {
    Library::new(path).adopt(text).notes.iter().map(|d| d.message.clone()).collect()
}

const BODY: &str = "# Queue\n\n**Severity:** high\n**Services:** queue, web\n\n## Timeline (UTC)\n\n- 14:05 Start of the incident\n\n\
    ## Contributing factors\n\n- DNS\n";

#[test]
fn a_file_without_front_matter_gets_yaml_before_its_untouched_text() {
    assert_eq!(
        adopted("2024-03-09-x.md", BODY),
        format!(
            "---\ntitle: Queue\ndate: 2024-03-09  # from the timeline, line 16\nseverity: high\nstarted_at: 2024-03-09T14:05Z  # from the timeline, line 16\n\
             services: [queue, web]\n# factors: [dns]  # candor: suggested by the text; uncomment what holds\n---\n{BODY}"
        )
    );
}

#[test]
fn yaml_keeps_its_comments_its_order_and_its_line_ends() {
    let text =
        "---\r\n# of the board\r\ntitle: T # t\r\n\r\n# which?\r\nseverity: low\r\n---\r\n**Services:** a: b, @c\r\n";
    let expected = "---\r\n# of the board\r\ntitle: T # t\r\n\r\n# which?\r\nseverity: low\r\ndate: 2024-03-09\r\nservices: [\"a: b\", \"@c\"]\r\n---\r\n**Services:** a: b, @c\r\n";
    assert_eq!(
        adopted("2024-03-09-x.md", &text.replace("a: b", "a b").replace("@c", "#c")),
        expected.replace("\"a: b\"", "a b").replace("a: b", "a b").replace("@c", "#c")
    );
}

#[test]
fn toml_gets_its_fields_before_the_first_table() {
    let text = "+++\ntitle = 'T'\nlong = '''\n[no table]\n'''\nlist = [\n  [1],\n] # a list\n\n# of the site\n[extra.a]\nx = 1\n[extra]\ny = 2\n+++\n**Severity:** P2\n";
    assert_eq!(
        adopted("2024-03-09-x.md", text),
        text.replace("] # a list\n", "] # a list\ndate = 2024-03-09\nseverity = \"P2\"\n")
    );
    let only_tables = "+++\n# c\n[extra]\ny = 2\n+++\nText\n";
    assert_eq!(
        adopted("2024-03-09-x.md", only_tables),
        only_tables.replace("[extra]", "title = \"X\"\ndate = 2024-03-09\n[extra]")
    );
}

#[test]
fn json_gets_its_fields_behind_the_last_entry() {
    assert_eq!(
        adopted("2024-03-09-x.md", "{\n  \"title\": \"T\"\n}\nText\n"),
        "{\n  \"title\": \"T\",\n  \"date\": \"2024-03-09\"\n}\nText\n"
    );
    assert_eq!(adopted("x.md", "{\"date\": \"2024\"} Text\n"), "{\"date\": \"2024\", \"title\": \"X\"} Text\n");
    assert_eq!(adopted("x.md", "{}\nText\n"), "{\"title\": \"X\"}\nText\n");
    let text = "{\"title\": \"T\"}\n\n## Causes\n\n- DNS\n";
    assert_eq!(notes("x.md", text), ["`factors` is perhaps `dns`; JSON has no comments, so it was left out"]);
}

#[test]
fn what_is_unsure_comes_in_commented_out_and_only_once() {
    let text = "---\ntitle: T\n---\nIt broke on 9 March 2024.\n\n## Causes\n\n- DNS\n- Config change\n";
    let once = adopted("x.md", text);
    let date = "# date: 2024-03-09  # candor: perhaps, from the text, line 6\n";
    let factors = "# factors: [dns, config-change]  # candor: suggested by the text; uncomment what holds\n";
    assert_eq!(once, text.replace("---\nIt", &format!("{date}{factors}---\nIt")));
    // An author who confirms, empties or rewords a suggestion is not asked again.
    for own in ["factors: [dns]\n", "factors: []\n", "# factors: none of them (candor: no)\n"] {
        let own = once.replace(factors, own);
        assert_eq!(adopted("x.md", &own), own);
    }
    let confirmed = once.replace("# date", "date");
    assert_eq!(adopted("x.md", &confirmed), confirmed);
}

#[test]
fn a_field_that_stands_there_is_never_named_twice() {
    let text = "---\ntitle: T\nseverity:\nservices: []\ndate: soon\n---\n**Severity:** high\n**Services:** a\n**Date:** 2024-03-09\n";
    assert_eq!(adopted("x.md", text), text);
    assert_eq!(
        notes("x.md", text),
        [
            "`severity` stands there without a value; the text says `high`",
            "`services` stands there without a value; the text says `a`"
        ]
    );
}

#[test]
fn front_matter_that_cannot_be_read_is_left_alone() {
    for text in ["---\ntitle: [a\n---\nText\n", "---\ntitle: a\nText\n\n", "+++\ntitle = \n+++\nText\n"] {
        assert_eq!(adopted("2024-03-09-x.md", text), text);
        assert_eq!(notes("2024-03-09-x.md", text).len(), 1, "{text}");
    }
}

#[test]
fn a_folder_is_no_service_that_is_written_down() {
    assert_eq!(adopted("payments/x.md", "Text\n"), "---\ntitle: X\n---\nText\n");
}

#[test]
fn what_would_be_read_otherwise_stays_in_the_text() {
    // The day of the write-up and a start on the next day: stated, the start would be the date.
    let text =
        "---\ntitle: T\n---\n**Date:** 2024-03-09\n\n## Timeline (UTC)\n\n- 2024-03-10 00:05 Start of the incident\n";
    assert_eq!(adopted("x.md", text), text.replace("T\n---", "T\ndate: 2024-03-09\n---"));
    assert_eq!(
        notes("x.md", text),
        ["`started_at` was left in the text: stated, it would change what is read, or what is reported"]
    );
}
