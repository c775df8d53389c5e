//! Tests of the rules: what fires, and what is near to it and does not.

use super::template::{Headings, Template};
use super::view::View;
use super::{sections, times};
use crate::check::{Finding, Subject};
use crate::config::Overrides;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{self, Context, Glossary, Labels, SectionName, Words};
use crate::source::{Role, SourceFile};
use proptest::prelude::*;
use std::sync::Arc;

fn with<T>(text: &str, look: impl FnOnce(&Subject<'_>) -> T) -> T {
    let dir = tempfile::tempdir().unwrap();
    let (config, _) = crate::config::load(dir.path(), &Overrides::default(), std::iter::empty()).unwrap();
    let file = SourceFile {
        path: "incidents/2026-01-31-queue.md".into(),
        name: "incidents/2026-01-31-queue.md".into(),
        disk: "incidents/2026-01-31-queue.md".into(),
        role: Role::Incident,
        size: 0,
        modified: 0,
    };
    let context = Context {
        id_pattern: config.id_pattern.clone(),
        glossary: Glossary::default(),
        labels: Labels {
            anchor: String::new(),
            footnote_back: String::new(),
            table: String::new(),
            task: String::new(),
            task_done: String::new(),
            alerts: Default::default(),
            unresolved: String::new(),
            remote_image: String::new(),
        },
        words: Arc::default(),
        split: Vec::new(),
        factor_words: Arc::default(),
        examine: std::sync::Arc::new(|_, _, _, _| {}),
    };
    let documents = document::parse(&file, text, &context, None, &mut Diagnostics::new());
    let subject = Subject::new(&file.name, text, documents.iter().collect(), &Words::default(), &config);
    look(&subject)
}

fn all(text: &str) -> Vec<Finding> {
    with(text, |subject| {
        let mut found = Vec::new();
        super::find(subject, &mut found);
        found
    })
}

/// The findings of one rule, each with the text that it points at.
fn of(code: Code, text: &str) -> Vec<(String, Finding)> {
    let found = all(text).into_iter().filter(|f| f.code == code);
    found.map(|f| (f.span.clone().map_or(String::new(), |s| text[s].to_owned()), f)).collect()
}

fn fires(code: Code, text: &str) -> bool {
    !of(code, text).is_empty()
}

/// The text after the fix of the only finding of a rule.
fn fixed(code: Code, text: &str) -> Option<String> {
    let found = of(code, text);
    let fix = found.first()?.1.fix.clone()?;
    assert_eq!(found.len(), 1, "{found:?}");
    Some(format!("{}{}{}", &text[..fix.span.start], fix.text, &text[fix.span.end..]))
}

const HEAD: &str = "---\ntitle: Queue full\ndate: 2026-01-31\n---\n\n";

#[test]
fn a_title_is_missed_where_only_the_file_name_gives_one() {
    let found = of(Code::MissingTitle, "# ISSUE NAME\n\nText.\n");
    assert_eq!(found[0].0, "ISSUE NAME");
    assert!(fires(Code::MissingTitle, "## Summary\n\nText.\n"));
    assert!(fires(Code::MissingTitle, "---\ntitle: \"{{ title }}\"\n---\nText.\n"));
    for text in ["# Queue full\n\nText.\n", HEAD, "**Title:** Queue full\n\nText.\n"] {
        assert!(!fires(Code::MissingTitle, text), "{text}");
    }
}

#[test]
fn a_section_is_missing_or_empty_and_fields_stand_for_it() {
    let codes = |text: &str| {
        let found = of(Code::MissingSection, &format!("{HEAD}{text}"));
        found.into_iter().map(|(at, f)| (at, f.message)).collect::<Vec<_>>()
    };
    let missing = codes(
        "## Impact\n\n<!-- who? -->\n\n## Detection\n\nAn alert.\n\n## Timeline\n\n| Time | Event |\n|---|---|\n",
    );
    assert_eq!(missing, [("Impact".to_owned(), "the sections `Impact` and `Timeline` are empty".to_owned()),]);
    let not_there = "sections `Impact`, `Detection` and `Timeline` are not there";
    assert_eq!(codes("Text.\n"), [("Queue full".to_owned(), not_there.to_owned())]);
    assert_eq!(
        codes("## Impact\n\n## Detection\n\nAn alert.\n"),
        [("Queue full".to_owned(), "a section `Timeline` is not there, and the section `Impact` is empty".to_owned())]
    );
    assert_eq!(
        codes("**Impact:** all users\n\n**Detected by:** an alert\n\n- 10:00 a\n- 10:05 b\n- 10:07 c\n"),
        Vec::new()
    );
    assert_eq!(
        codes("## Impact\n\nAll.\n\n## Timeline\n\n- 10:00 It fills up.\n- 10:05 The alert fires.\n"),
        Vec::new()
    );
    let near = "---\ntitle: Nearly full\nkind: near-miss\n---\n\nText.\n";
    let said = &of(Code::MissingSection, near)[0].1.message;
    assert_eq!(said, "sections `Detection` and `Timeline` are not there", "no impact is asked of a near miss");
    let planned = "---\ntitle: Move\nkind: maintenance\n---\n\nText.\n";
    assert!(!fires(Code::MissingSection, planned) && !fires(Code::FewFactors, planned));
}

#[test]
fn all_seven_sections_that_are_missing_are_said_in_one_line() {
    let ids = ["summary", "impact", "detection", "timeline", "resolution", "lessons", "actions"].map(str::to_owned);
    let (template, _) = Template::new(&ids, &[]);
    let found = with(&format!("{HEAD}## Weather\n\nRain.\n"), |subject| {
        let mut found = Vec::new();
        sections::missing(&View::new(subject, 0), &template, &mut found);
        found
    });
    assert_eq!(found.len(), 1);
    let message = &found[0].message;
    assert_eq!(
        message,
        "sections `Summary`, `Impact`, `Detection`, `Timeline`, `Resolution`, `Lessons` and `Action items` are not there"
    );
    assert!(found[0].help.starts_with("begin with `Summary`: say in two"), "{}", found[0].help);
}

#[test]
fn a_short_note_without_sections_gets_one_sentence() {
    let codes = |text: &str| all(text).into_iter().map(|f| f.code).collect::<Vec<_>>();
    let line = "We saw slow pages from ten to eleven. All is well again.\n\n";
    for note in [format!("{HEAD}{line}"), format!("# Slow pages\n\n{line}"), format!("{HEAD}{}", line.repeat(10))] {
        assert_eq!(codes(&note), [Code::MissingSection], "{note}");
    }
    for longer in [format!("{HEAD}{}", line.repeat(30)), format!("{HEAD}## What happened\n\n{line}")] {
        assert_eq!(codes(&longer), [Code::MissingSection, Code::AdvisedSection, Code::FewFactors], "{longer}");
    }
    let facts = "---\ntitle: Slow\nimpact: 40 users\ndetection: alert\n---\n\n- 10:00 UTC slow\n- 10:05 UTC slower\n- 10:10 UTC well\n";
    assert_eq!(codes(facts), [Code::AdvisedSection]);
}

#[test]
fn a_template_of_a_library_asks_for_its_own_sections() {
    let (template, _) = Template::new(&["trigger".to_owned()], &[]);
    let found = with(&format!("{HEAD}Text.\n"), |subject| {
        let mut found = Vec::new();
        sections::missing(&View::new(subject, 0), &template, &mut found);
        found
    });
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "a section `Trigger` is not there");
}

#[test]
fn a_heading_takes_the_name_that_the_library_uses_and_keeps_its_remark() {
    let look = |text: &str| {
        let headings = Headings([(SectionName::Timeline, "Timeline".to_owned())].into());
        let text = format!("{HEAD}{text}\n\n- 10:00 a\n");
        let found = with(&text, |subject| {
            let mut found = Vec::new();
            sections::names(&View::new(subject, 0), &headings, &mut found);
            found
        });
        let fix = found.first()?.fix.clone()?;
        Some(format!("{}{}{}", &text[HEAD.len()..fix.span.start], fix.text, &text[fix.span.end..]))
    };
    let after = |head: &str| Some(format!("{head}\n\n- 10:00 a\n"));
    assert_eq!(look("## Sequence of events (UTC)"), after("## Timeline (UTC)"));
    assert_eq!(look("## 3. Incident timeline:"), after("## 3. Timeline:"));
    for same in ["## Timeline (UTC)", "## 2. TIMELINE", "## Impact"] {
        assert_eq!(look(same), None, "{same}");
    }
}

#[test]
fn factors_are_counted_where_they_can_be() {
    for (factors, text, count) in [
        ("[dns, missing-alert]", "", 0),
        ("[dns]", "", 1),
        ("[]", "## Summary\n\nText.\n", 1),
        ("[dns]", "## Contributing factors\n\n- No alert.\n", 0),
        ("[]", "## Contributing factors\n\n- No alert.\n", 1),
        ("[]", "## Contributing factors\n\n- No alert.\n- A wide rollout.\n", 0),
        ("[]", "## Contributing factors\n\n", 1),
        ("[]", "## What went wrong\n\n- No alert.\n- A wide rollout.\n", 0),
        ("[]", "## Root cause\n\nThe disk was full, and nothing said so.\n", 0),
    ] {
        let text = format!("---\ntitle: A\nfactors: {factors}\n---\n\n{text}");
        assert_eq!(of(Code::FewFactors, &text).len(), count, "{text}");
    }
}

#[test]
fn one_cause_is_told_from_several_conditions_in_prose() {
    assert_eq!(of(Code::SingleCause, &format!("{HEAD}## Root cause\n\nThe disk was full.\n"))[0].0, "Root cause");
    for text in [
        "## Root cause\n\nThe disk was full. In addition, nothing watched it.\n",
        "## Root causes\n\nThe disk was full.\n",
        "## Root cause\n\nThe disk was full.\n\n## Contributing factors\n\n- no alert\n- no quota\n",
        "## Root cause\n\nThe disk was full because the job that cleans it had been switched off.\n",
    ] {
        assert!(!fires(Code::SingleCause, &format!("{HEAD}{text}")), "{text}");
    }
}

#[test]
fn an_impact_wants_a_number_or_a_word_for_an_amount() {
    assert_eq!(of(Code::ImpactWithoutNumber, &format!("{HEAD}## Impact\n\nUsers could not log in.\n"))[0].0, "Impact");
    assert!(fires(Code::ImpactWithoutNumber, "---\ntitle: A\nimpact: Slow checkout\n---\n"));
    for text in ["About 40 users could not log in.", "Nobody noticed.", "![errors](errors.png)", ""] {
        assert!(!fires(Code::ImpactWithoutNumber, &format!("{HEAD}## Impact\n\n{text}\n")), "{text}");
    }
    assert!(!fires(Code::ImpactWithoutNumber, "---\ntitle: A\nimpact: Slow\n---\n\n## Impact\n\n30% of the orders.\n"));
}

fn times_of(fields: &str) -> String {
    format!("---\ntitle: A\n{fields}---\n\nText.\n")
}

#[test]
fn moments_that_cannot_follow_each_other_are_said() {
    let detected = |a: &str, b: &str| {
        fires(Code::DetectedBeforeStarted, &times_of(&format!("started_at: {a}\ndetected_at: {b}\n")))
    };
    assert!(detected("2026-01-31T10:00Z", "2026-01-31T09:50Z"));
    assert!(detected("2026-01-31T10:00", "2026-01-31T09:50"));
    assert!(detected("2026-01-31", "2026-01-30"));
    assert!(detected("2026-01-31T10:00Z", "2026-01-31T11:00+02:00"));
    assert!(!detected("2026-01-31T10:00Z", "2026-01-31T09:50"), "the zone of one is not known");
    assert!(!detected("2026-01-31T00:10Z", "2026-01-30T20:10"), "nor is the day");
    assert!(!detected("2026-01-31T10:00Z", "2026-01-31T12:05+02:00"));
    assert!(!detected("2026-01-31", "2026-01-31T09:50Z"));
    let over = |a: &str, b: &str| {
        fires(Code::ResolvedBeforeMitigated, &times_of(&format!("mitigated_at: {a}\nresolved_at: {b}\n")))
    };
    assert!(over("2026-01-31T10:00Z", "2026-01-31T09:50Z"));
    assert!(!over("2026-01-31T10:00Z", "2026-01-31T10:00Z"));
}

#[test]
fn a_stated_length_is_compared_by_its_own_precision() {
    let differs = |length: &str, end: &str| {
        let text = times_of(&format!("started_at: 2026-01-31T10:00Z\nresolved_at: {end}\nduration: {length}\n"));
        fires(Code::DurationDiffers, &text)
    };
    for (length, end) in [
        ("2 hours", "2026-01-31T14:10Z"),
        ("45 minutes", "2026-01-31T11:10Z"),
        ("4 h 10 min", "2026-01-31T11:00Z"),
        ("3 days", "2026-01-31T14:00Z"),
    ] {
        assert!(differs(length, end), "{length} {end}");
    }
    for (length, end) in [
        ("2 hours", "2026-01-31T12:40Z"),
        ("~4 hours", "2026-01-31T15:10Z"),
        ("45 minutes", "2026-01-31T10:49Z"),
        ("1.5 hours", "2026-01-31T11:28Z"),
        ("3 days", "2026-02-02T20:00Z"),
        ("2 days", "2026-02-02"),
        ("1h (11:00 to 12:00)", "2026-01-31T18:00Z"),
    ] {
        assert!(!differs(length, end), "{length} {end}");
    }
    let text = times_of("started_at: 2026-01-31T10:00Z\ndetected_at: 2026-01-31T10:05Z\ntime_to_detect: 50 min\n");
    let found = of(Code::DurationDiffers, &text);
    assert_eq!(found[0].1.message, "`time_to_detect` is stated as 50 min and is 5 min by the times");
    assert_eq!(times::span_of(93_600), "1 day 2 h");
}

#[test]
fn a_timeline_without_a_zone_is_said_once() {
    let look = |text: &str| of(Code::TimelineWithoutZone, &format!("{HEAD}{text}"));
    let found = look("## Timeline\n\n- 10:00 The queue fills up.\n- 10:05 An alert.\n- 11:00 Empty again.\n");
    assert_eq!(found.len(), 1);
    assert!(found[0].0.contains("10:00"), "{}", found[0].0);
    for fine in [
        "## Timeline (UTC)\n\n- 10:00 a\n- 10:05 b\n- 11:00 c\n",
        "## Timeline\n\nAll times in CET.\n\n- 10:00 a\n- 10:05 b\n- 11:00 c\n",
        "## Timeline\n\n- 10:00 BST a\n- 10:05 BST b\n- 11:00 BST c\n",
        "## Timeline\n\n- 2026-01-31 a\n- 2026-02-01 b\n",
        "## Timeline\n\n- 10:00 UTC a\n- 10:05 b\n- 11:00 c\n",
        "## Timeline\n\nAll times in PST (UTC-7)\n\n- 10:00 a\n- 10:05 b\n- 11:00 c\n",
    ] {
        assert!(look(fine).is_empty(), "{fine}");
    }
}

#[test]
fn a_silence_after_it_was_noticed_is_said() {
    let look = |lines: &[&str]| {
        let list = lines.iter().map(|l| format!("- {l}\n")).collect::<Vec<_>>().concat();
        of(Code::TimelineGap, &format!("{HEAD}## Timeline (UTC)\n\n{list}"))
    };
    let found = look(&["10:00 Start", "10:05 Detected", "10:10 x", "13:00 y", "13:10 Resolved"]);
    assert_eq!(found[0].1.message, "2 h 50 min without an event, from 2026-01-31T10:10Z to 2026-01-31T13:00Z");
    for fine in [
        ["10:00 Start", "12:50 Detected", "12:55 x", "13:00 y", "13:10 Resolved"],
        ["10:00 Start", "10:05 Detected", "10:10 x", "10:20 Resolved", "16:00 y"],
        ["10:00 Start", "10:05 Detected", "10:30 x", "12:20 y", "12:30 Resolved"],
        ["10:00 Start", "12:50 look", "12:55 x", "13:00 y", "13:10 Resolved"],
        ["10:00 Start", "10:05 Detected", "10:10-12:50 x", "13:00 y", "13:10 Resolved"],
    ] {
        assert!(look(&fine).is_empty(), "{fine:?}");
    }
}

#[test]
fn follow_ups_are_counted_once_a_document() {
    let text = format!(
        "{HEAD}## Action items\n\n| Action | Owner | Due | Status | Link |\n|---|---|---|---|---|\n| Cap retries | storage | | | OPS-12 |\n| Add an alert | | 2026-03-01 | open | |\n| Roll back | | | done | |\n"
    );
    let message = |code| of(code, &text).first().map(|(_, f)| f.message.clone());
    assert_eq!(message(Code::ActionWithoutOwner).as_deref(), Some("1 of 2 follow-ups has no owner"));
    assert_eq!(message(Code::ActionWithoutDue).as_deref(), Some("1 of 2 follow-ups has no due date"));
    assert_eq!(message(Code::ActionWithoutLink).as_deref(), Some("1 of 2 follow-ups has no ticket"));
    assert!(of(Code::ActionWithoutOwner, &text)[0].0.contains("Add an alert"));
    for fine in [
        "## Actions taken\n\n- Restarted the queue\n",
        "## Action items\n\n- [x] Cap retries\n",
        "## Action items\n\nNone.\n",
    ] {
        assert!(!fires(Code::ActionWithoutOwner, &format!("{HEAD}{fine}")), "{fine}");
    }
    let asked = format!("{HEAD}## Action items\n\n- Ask @ana and @ben to cap retries by 2026-03-01, see #45\n");
    for code in [Code::ActionWithoutOwner, Code::ActionWithoutDue, Code::ActionWithoutLink] {
        assert!(!fires(code, &asked), "{code:?}");
    }
}

#[test]
fn text_of_templates_is_found() {
    for text in [
        "## Impact\n\nTBD\n",
        "## Impact\n\n**Users:** TBD\n",
        "## Impact\n\n<describe who was affected>\n",
        "## Impact\n\n[Insert the number of users]\n",
        "## Impact\n\nLorem ipsum dolor sit amet.\n",
        "## Impact\n\n*Who was affected, and how?*\n\nAll.\n",
        "## Impact\n\n<!-- Who was affected, and how? With numbers. -->\n\nAll.\n",
        "## Action items\n\n- Cap retries (owner: @username)\n",
        "## Impact\n\nTODO: count the users\n",
        "### What went wrong\n\nThings that could have gone better. Ideally each has a ticket.\n\n1. No alert.\n",
    ] {
        assert_eq!(of(Code::TemplateText, &format!("{HEAD}{text}")).len(), 1, "{text}");
    }
    let fields =
        "---\ntitle: A\nseverity: TBD\nauthors: \"@username\"\nservices: <service>\nstarted_at: YYYY-MM-DD\n---\n";
    assert_eq!(of(Code::TemplateText, fields).len(), 4);
    for text in [
        "## Impact\n\nThe page showed `TBD` and `<your name>`.\n",
        "## Impact\n\nThe list of TODO items was lost.\n",
        "### What went wrong\n\nThings that could have gone better:\n\n1. No alert.\n",
        "## Impact\n\n*Nobody* could log in. See [your profile](x.md).\n",
        "## Impact\n\n*Why this matters to us is told below.* It was slow.\n",
        "```\n[Insert coin]\n```\n",
        "## Impact\n\n<details>\n<summary>What</summary>\n\nAll.\n\n</details>\n",
        "## Action items\n\n| Action | Owner |\n|---|---|\n| Cap retries | TBD |\n",
    ] {
        assert_eq!(of(Code::TemplateText, &format!("{HEAD}{text}")), Vec::new(), "{text}");
    }
}

#[test]
fn hints_of_our_own_template_are_taken_out() {
    let text = format!("{HEAD}## Impact\n\n<!-- Who was affected, and how? With numbers. -->\nAll.\n");
    assert_eq!(fixed(Code::TemplateText, &text), Some(format!("{HEAD}## Impact\n\nAll.\n")));
    let whole = include_str!("../../command/template/post-mortem.md");
    let hints = of(Code::TemplateText, &whole.replace("{{", "x").replace("}}", "x"));
    assert_eq!(hints.len(), whole.matches("<!--").count(), "{hints:?}");
}

#[test]
fn dates_become_iso_and_keep_their_meaning() {
    let date = |written: &str| {
        let fixed = fixed(Code::DateFormat, &format!("---\ntitle: A\nstarted_at: {written}\n---\n"))?;
        fixed.lines().nth(2).map(|l| l.trim_start_matches("started_at: ").to_owned())
    };
    for (written, iso) in [
        ("March 9th, 2024", "2024-03-09"),
        ("\"March 9th, 2024\"", "\"2024-03-09\""),
        ("25/09/2024", "2024-09-25"),
        ("2024/03/09", "2024-03-09"),
        ("2024-03-09 14:05 UTC", "2024-03-09T14:05Z"),
        ("2024-03-09 4:05 PM", "2024-03-09T16:05"),
        ("2024-03-09 14:05 CET", "2024-03-09T14:05+01:00"),
    ] {
        assert_eq!(date(written).as_deref(), Some(iso), "{written}");
    }
    for fine in [
        "2024-03-09",
        "2024-03",
        "2024-03-09 14:05",
        "2024-03-09T14:05:07.5Z",
        "2024-03-09T14:05+0100",
        "7/5/2024",
        "soon",
    ] {
        assert!(!fires(Code::DateFormat, &format!("---\ntitle: A\nstarted_at: {fine}\n---\n")), "{fine}");
    }
    let toml = "+++\ntitle = 'A'\ndate = 'March 9th, 2024'\n+++\n";
    assert!(fixed(Code::DateFormat, toml).unwrap().contains("date = '2024-03-09'\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_text_makes_a_rule_fail_and_every_place_is_in_the_text(
        parts in proptest::collection::vec(prop_oneof![
            Just("---\n"), Just("+++\n"), Just("title: TBD\n"), Just("date: 9 März 2024\n"), Just("# "), Just("## Impact\n"),
            Just("## Timeline\n"), Just("- 10:00 ü\n"), Just("| a | b |\n|---|---|\n"), Just("## Root cause\n"), Just("=\n"),
            Just("<!-- "), Just("-->"), Just("*What?*\n"), Just("["), Just("<insert 障"), Just("]"), Just(">"), Just("`"), Just("```\n"),
            Just("## Action items\n"), Just("- Improve 監視\n"), Just("TODO: é\n"), Just("\n"), Just("\r\n"), Just("> "), Just("@user")
        ], 0..24)
    ) {
        let text = parts.concat();
        for finding in all(&text) {
            if let Some(span) = finding.span {
                prop_assert!(text.get(span.clone()).is_some(), "{:?} {span:?} {text:?}", finding.code);
            }
            if let Some(fix) = finding.fix {
                prop_assert!(text.get(fix.span).is_some(), "{:?} {text:?}", finding.code);
            }
        }
    }
}
