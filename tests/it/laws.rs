//! Laws of reading, held against texts that are put together from all that readers look for: none panics, nothing is
//! more precise than it was written, a zone is never made up, and line ends do not matter.

use candor::date::{Moment, Precision, Zone};
use candor::diagnostic::Diagnostics;
use candor::document::{Context, Document, EventTime, Glossary, Labels, Provenance, parse};
use candor::source::{Role, SourceFile};
use proptest::prelude::*;
use regex::Regex;
use std::cell::RefCell;
use std::sync::Arc;

thread_local! {
    static CONTEXT: RefCell<Context> = RefCell::new(Context {
        id_pattern: Regex::new(candor::config::DEFAULT_ID_PATTERN).expect("a pattern"),
        glossary: Glossary::default(),
        labels: Labels {
            anchor: "Link to".into(),
            footnote_back: "Back".into(),
            table: "Table".into(),
            task: "Open".into(),
            task_done: "Done".into(),
            alerts: ["Note", "Tip", "Important", "Warning", "Caution"].map(str::to_owned),
            unresolved: "Not in this library".into(),
            remote_image: "Image:".into(),
        },
        words: Arc::default(),
        split: Vec::new(),
        factor_words: Arc::default(),
        examine: Arc::new(|_, _, _, _| {}),
    });
}

fn read(path: &str, text: &str) -> Vec<Document> {
    let file = SourceFile {
        path: path.into(),
        name: path.into(),
        disk: path.into(),
        role: Role::Incident,
        size: 0,
        modified: 0,
    };
    CONTEXT.with_borrow(|context| parse(&file, text, context, None, &mut Diagnostics::new()))
}

/// Times as people write them, and what only looks like one; no zone.
const TIMES: &[&str] = &[
    "2024-03-09",
    "2024-03-09 14:05",
    "2024-03-09T14:05:07",
    "March 9th, 2024",
    "9 March 2024 4pm",
    "March 2024",
    "2024",
    "7/5/2023",
    "25/09/2024",
    "9/25/2024 9:15",
    "2024年3月9日 14時05分",
    "14:05",
    "14:05:07",
    "4:23 PM",
    "~13:30-13:45",
    "2022-09-?? ??:??",
    "2023-02-30",
    "20202-01-16",
    "25:10",
    "23:55",
    "00:10",
    "14h05",
    "May 5",
    "10:00 - 11:30",
    "27 février 2026",
    "2024-03-09 23:50 - 2024-03-10 00:20",
    "unknown",
    "N/A",
    "?",
    "TBD",
    "",
    "1 h 55 min",
    "54 hours",
];

const ZONES: &[&str] = &[" UTC", "Z", " CET", " BST", " (JST)", "+02:00", " -0500", " PT", " QXT", " Europe/Berlin"];

const LABELS: &[&str] = &[
    "Date",
    "Started",
    "Resolved",
    "Detected",
    "Duration",
    "Severity",
    "Affected services",
    "Timezone",
    "日付",
    "Beginn",
    "début",
    "発生日時",
    "恢复时间",
    "Factors",
    "Owner",
    "Incident from",
    "Title",
    "ID",
    "No label",
];

const WORDS: &[&str] = &[
    "the queue grows",
    "**Start:** it waits",
    "Incident resolved",
    "checkout, payments-db",
    "SEV-2",
    "`code`",
    "@ana",
    "[x](https://a.example/)",
    "INC-2024-1",
    "{{< track >}}",
    "<!-- a remark -->",
    "&nbsp;",
    "🟢 P2 - 中等",
    "a: b: c",
    "|",
];

const HEADINGS: &[&str] = &[
    "Timeline",
    "Summary",
    "Action items",
    "Root cause",
    "Metadata",
    "時系列",
    "Impact",
    "14:05 It broke",
    "2024-03-09",
    "Lessons learned",
    "A title",
    "1) Do it [repair]",
];

fn time() -> impl Strategy<Value = String> {
    prop_oneof![4 => prop::sample::select(TIMES).prop_map(str::to_owned), 1 => "[0-9]{1,5}[-/:. ?T][0-9]{1,4}([/:. ][0-9]{0,4})?"]
}

/// A line of one of the forms that readers look for.
fn line(zones: &'static [&'static str]) -> impl Strategy<Value = String> {
    let label = prop::sample::select(LABELS);
    let words = prop::sample::select(WORDS);
    let zone = prop::sample::select(zones);
    (0..15_u8, label, time(), zone, words, prop::sample::select(HEADINGS)).prop_map(
        |(form, label, time, zone, words, heading)| match form {
            0 => format!("**{label}:** {time}{zone}"),
            1 => format!("- {label}: {time}{zone} {words}"),
            2 => format!("| {label} | {time}{zone} |"),
            3 => format!("| {time}{zone} | {words} | {label} |"),
            4 => "|---|---|".to_owned(),
            5 => format!("- {time}{zone} {words}"),
            6 => format!("{time}{zone} {words}"),
            7 => format!("  - [ ] {words} (owner: {label}, due: {time})"),
            8 => format!("## {heading}"),
            9 => format!("### {time}{zone} {words}"),
            10 => String::new(),
            11 => format!("> {words} {time}"),
            12 => format!("All times in{zone}."),
            13 => format!("## Timeline (all times{zone})"),
            _ => format!("| Time{zone} | Event |\n|---|---|\n| {time} | {words} |"),
        },
    )
}

fn text(zones: &'static [&'static str]) -> impl Strategy<Value = String> {
    let front = prop_oneof![
        3 => Just(String::new()),
        1 => (prop::sample::select(TIMES), prop::sample::select(zones))
            .prop_map(|(time, zone)| format!("---\ntitle: A\nstarted_at: {time}{zone}\n---\n\n")),
    ];
    (front, prop::collection::vec(line(zones), 0..24)).prop_map(|(front, lines)| front + &lines.join("\n"))
}

/// All moments of a document with what is written where they stand.
fn moments(document: &Document, text: &str) -> Vec<(String, Precision, Zone, String)> {
    let f = &document.fields;
    let raw = |span: &std::ops::Range<usize>| text.get(span.clone()).unwrap_or_default().to_owned();
    let fields: [(&str, &Option<candor::document::Found<Moment>>); 6] = [
        ("date", &f.date),
        ("started_at", &f.started_at),
        ("detected_at", &f.detected_at),
        ("declared_at", &f.declared_at),
        ("mitigated_at", &f.mitigated_at),
        ("resolved_at", &f.resolved_at),
    ];
    let stands = |from| !matches!(from, Provenance::FileName | Provenance::Folder);
    let of_fields = fields.into_iter().filter_map(|(name, found)| {
        let found = found.as_ref().filter(|f| stands(f.origin.from))?;
        Some((name.to_owned(), found.value.precision, found.value.zone.clone(), raw(&found.origin.span)))
    });
    let of_events = document.timeline.iter().flat_map(|e| {
        let both = [&e.at, &e.until];
        both.into_iter()
            .flatten()
            .map(|at| ("event".to_owned(), at.precision(), at.zone().clone(), raw(&e.span)))
            .collect::<Vec<_>>()
    });
    of_fields.chain(of_events).collect()
}

/// The most precise that the digits of a text allow a time of day to be.
fn allowed(raw: &str) -> Precision {
    let has = |pattern: &str| Regex::new(pattern).expect("a pattern").is_match(raw);
    if has(r"\d{1,2}[:：]\d\d:\d\d") {
        Precision::Second
    } else if has(r"(?i)\d\s*([:：h時时点]\s*\d\d|[ap]\.?m|\s*時)") {
        Precision::Minute
    } else {
        Precision::Day
    }
}

/// The facts of a document without the bytes in which they stand.
fn facts(document: &Document) -> String {
    let f = &document.fields;
    let at = |found: &Option<candor::document::Found<Moment>>| {
        found.as_ref().map(|f| format!("{} {:?} {}", f.value, f.origin.from, f.origin.line))
    };
    let events: Vec<_> = document
        .timeline
        .iter()
        .map(|e| {
            (
                e.at.as_ref().map(EventTime::iso),
                e.until.as_ref().map(EventTime::iso),
                &e.text,
                &e.details,
                e.line,
                e.phase,
            )
        })
        .collect();
    let lists: Vec<_> = [&f.services, &f.tags, &f.teams, &f.authors, &f.alerts]
        .iter()
        .map(|l| l.iter().map(|v| &v.value).collect::<Vec<_>>())
        .collect();
    let factors: Vec<_> = f.factors.iter().map(|t| (&t.name, t.suggested, t.origin.line)).collect();
    format!(
        "{:#?}",
        (
            document.title(),
            (at(&f.date), at(&f.started_at), at(&f.detected_at), at(&f.mitigated_at), at(&f.resolved_at)),
            (f.severity.as_ref().map(|s| &s.value), f.duration.as_ref().map(|d| d.value.seconds), &f.kind),
            (lists, factors, &f.actions),
            (events, &document.sections, &document.not_understood),
        )
    )
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in text(ZONES), path in "[a-z0-9/-]{1,20}") {
        read(&format!("{path}.md"), &text);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(text in "(?s).{0,200}") {
        read("a.md", &text);
        read("a.md", &format!("## Timeline\n\n{text}"));
    }

    #[test]
    fn two_readings_of_a_text_are_the_same(text in text(ZONES)) {
        prop_assert_eq!(read("2024-03-09-a.md", &text), read("2024-03-09-a.md", &text));
    }

    #[test]
    fn nothing_is_more_precise_than_it_is_written(text in text(ZONES)) {
        for document in read("a.md", &text) {
            for (name, precision, _, raw) in moments(&document, &text) {
                prop_assert!(precision <= allowed(&raw), "{} of {:?}: {:?}", name, raw, precision);
            }
        }
    }

    #[test]
    fn a_document_that_states_no_zone_has_none(text in text(&[""])) {
        for document in read("a.md", &text) {
            for (name, _, zone, raw) in moments(&document, &text) {
                prop_assert_eq!(&zone, &Zone::Unknown, "{} of {:?}", name, raw);
            }
        }
    }

    #[test]
    fn line_ends_do_not_matter(text in text(ZONES)) {
        let unix: Vec<String> = read("a.md", &text).iter().map(facts).collect();
        let windows: Vec<String> = read("a.md", &text.replace('\n', "\r\n")).iter().map(facts).collect();
        prop_assert_eq!(unix, windows);
    }
}
