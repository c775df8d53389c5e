//! Whatever stands in a file: adopting keeps its body, changes nothing that is read, and is
//! done once.

use super::head::Head;
use super::tests::Library;
use crate::document::{Fields, Found};
use proptest::prelude::*;

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
    all.iter().flat_map(|l| [l, "\n"]).collect()
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
