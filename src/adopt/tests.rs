//! Files before and after: what is put in, what stays, and that nothing else changes.

use super::*;
use crate::document::{Fields, Found, Labels};
use crate::source::Role;
use proptest::prelude::*;
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
    }
}

struct Library {
    file: SourceFile,
    context: Context,
    vocabulary: Vocabulary,
}

impl Library {
    fn new(path: &str) -> Self {
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

    fn read(&self, text: &str) -> Document {
        read(text, None, &self.scene()).expect("a document").0
    }

    fn adopt(&self, text: &str) -> Adoption {
        adopt(text, &self.read(text), &self.scene())
    }

    /// The text after adopting, once and twice the same.
    fn adopted(&self, text: &str) -> String {
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

fn line() -> impl Strategy<Value = String> {
    let label = prop_oneof![
        Just("Date"),
        Just("Severity"),
        Just("Services"),
        Just("Started"),
        Just("Detected"),
        Just("Resolved"),
        Just("Duration"),
        Just("Timezone"),
        Just("Title"),
        Just("Authors"),
        Just("Impact"),
        Just("Tags"),
        Just("Detected by"),
        Just("Alerts"),
        Just("Summary"),
        Just("Trigger"),
        Just("Root cause"),
        Just("Status"),
        Just("Users affected"),
        Just("Participants"),
        Just("Time to detect"),
        Just("Incident from"),
    ];
    let value = prop_oneof![
        Just("2024-03-09".to_owned()),
        Just("2024-03-09 14:05 UTC".into()),
        Just("2024-03-09T14:05:07+02:00".into()),
        Just("2024-03-10 02:30 America/New_York".into()),
        Just("9 March 2024, 10:00 - 11:30 PT".into()),
        Just("14:05".into()),
        Just("23:50 - 00:10".into()),
        Just("March 2024".into()),
        Just("7/5/2024".into()),
        Just("25/09/2024 10:00".into()),
        Just("~2 hours".into()),
        Just("N/A (about 40 minutes)".into()),
        Just("Europe/Berlin".into()),
        Just("EST".into()),
        Just("P1".into()),
        Just("alert".into()),
        Just("dns, a: b, \"c\", #d, yes, @e".into()),
        Just("reviewed".into()),
        "\\PC{0,24}",
    ];
    prop_oneof![
        3 => (label.clone(), value.clone()).prop_map(|(l, v)| format!("**{l}:** {v}")),
        1 => (label.clone(), value.clone()).prop_map(|(l, v)| format!("- {l}: {v}")),
        1 => (label, value.clone()).prop_map(|(l, v)| format!("| a | b |\n|---|---|\n| {l} | {v} |\n")),
        1 => value.clone().prop_map(|v| format!("- {v} Start of the incident")),
        1 => value.clone().prop_map(|v| format!("- {v} - Resolved")),
        1 => value.prop_map(|v| format!("# {v}")),
        4 => prop_oneof![
            Just(""), Just("---"), Just("+++"), Just("{"), Just("```"), Just("# A title"), Just("## Timeline (all times in CET)"),
            Just("## Timeline"), Just("## Contributing factors"), Just("- DNS"), Just("## Action items"), Just("- [ ] Do it (@x)"),
            Just("{\"a\": 1}"), Just("...") , Just("<!-- c -->"), Just("- 10:00 It began"), Just("\u{b}"), Just("a: b"),
        ].prop_map(str::to_owned),
    ]
}

fn head() -> impl Strategy<Value = String> {
    let yaml = prop_oneof![
        Just("title: T # t"),
        Just("# a comment"),
        Just("notes: |\n  severity: x\n   y\n"),
        Just("date: 2024-03-08"),
        Just("services: [a,\n  b]"),
        Just("severity:"),
        Just("timezone: Europe/Berlin"),
        Just("extra:\n  sev: 1"),
        Just("started_at: 2024-03-09T10:00"),
        Just("tags: []"),
        Just("x: \"a\n  b\""),
        Just(""),
        Just("categories: dns"),
    ];
    let toml = prop_oneof![
        Just("title = 'T' # t"),
        Just("# a comment"),
        Just("n = '''\n[x]\n'''"),
        Just("date = 2024-03-08"),
        Just("services = [\n  'a', # [b]\n]"),
        Just("timezone = 'Europe/Berlin'"),
        Just("a.b = 1"),
        Just(""),
    ];
    let tables =
        prop_oneof![Just(""), Just("# of it\n[extra]\nsev = 1\n"), Just("[[list]]\nx = 1\n\n[extra.y]\nz = [\n[1]]\n")];
    let json = prop_oneof![
        Just("{}"),
        Just("{\n}"),
        Just("{\"title\": \"T\"}"),
        Just("{\n\t\"date\": \"2024\",\n\t\"params\": {\"sev\": 1}\n}"),
        Just("{\"tags\": [\"a\"]\n}"),
    ];
    prop_oneof![
        3 => Just(String::new()),
        3 => prop::collection::vec(yaml, 0..4).prop_map(|l| format!("---\n{}---\n", lines(&l))),
        3 => (prop::collection::vec(toml, 0..4), tables).prop_map(|(l, t)| format!("+++\n{}{t}+++\n", lines(&l))),
        2 => json.prop_map(|j| format!("{j}\n")),
    ]
}

fn lines(all: &[&str]) -> String {
    all.iter().map(|l| format!("{l}\n")).collect()
}

/// What a reader of the library is told of an incident.
fn told(fields: &Fields) -> Vec<String> {
    let moment = |m: &Option<Found<crate::date::Moment>>| format!("{:?}", m.as_ref().map(|m| &m.value));
    let list = |l: &[Found<String>]| format!("{:?}", l.iter().map(|f| &f.value).collect::<Vec<_>>());
    vec![
        format!("{:?}", fields.title.as_ref().map(|t| &t.value)),
        moment(&fields.date),
        moment(&fields.started_at),
        moment(&fields.detected_at),
        moment(&fields.mitigated_at),
        moment(&fields.resolved_at),
        format!("{:?}", fields.severity.as_ref().map(|t| &t.value)),
        list(&fields.services),
        list(&fields.tags),
        format!("{:?}", fields.duration.as_ref().map(|d| &d.value)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn adopting_keeps_the_body_changes_nothing_that_is_read_and_is_done_once(
        head in head(), body in prop::collection::vec(line(), 0..10), crlf in any::<bool>(), mark in any::<bool>(),
        last in any::<bool>(), path in prop_oneof![Just("x.md"), Just("2024-03-09-x.md"), Just("payments/2024-03/x.md")],
    ) {
        let mut text = head + &body.join("\n");
        if last {
            text.push('\n');
        }
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        if mark {
            text.insert(0, '\u{feff}');
        }
        let library = Library::new(path);
        prop_assume!(!text.trim_start_matches('\u{feff}').trim().is_empty());
        let once = library.adopted(&text);
        let start = |t: &str| Head::of(t).map(|h| h.body);
        if let (Ok(before), Ok(after)) = (start(&text), start(&once)) {
            prop_assert_eq!(&text[before..], &once[after..]);
            prop_assert_eq!(text.starts_with('\u{feff}'), once.starts_with('\u{feff}'));
        } else {
            prop_assert_eq!(&text, &once);
        }
        let (before, after) = (library.read(&text), library.read(&once));
        prop_assert_eq!(told(&before.fields), told(&after.fields));
        // What stood in the front matter stands there in the same order, and nothing twice.
        if let Some(i) = library.adopt(&text).insertion {
            prop_assert_eq!(format!("{}{}", &once[..i.at], &once[i.at + i.text.len()..]), text);
        }
        prop_assert_eq!(after.fields.title.map(|t| t.value), before.fields.title.map(|t| t.value));
    }
}
