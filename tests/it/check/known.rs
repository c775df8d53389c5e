//! What is allowed in the text, and what a baseline knows.

use super::{DEAD, dead, found, library};
use crate::case::Case;

#[test]
fn a_suppression_with_a_reason_takes_a_finding_away() {
    let allow = "<!-- candor allow dead-link: written next week -->";
    let case = library("allow").incident("a", "title: A", &format!("{DEAD} {allow}\n\n{DEAD}\n"));
    let run = case.check(&[]);
    assert_eq!((dead(&run), run.json()["allowed"].as_u64()), (1, Some(1)));
    case.run(&["check"]).prints("1 allowed in the text");
    let case = case.incident("a", "title: A", &format!("{allow}\n\n{DEAD}\n\nText.\n"));
    assert_eq!(dead(&case.check(&[])), 0);
}

#[test]
fn a_suppression_that_is_wrong_or_not_needed_is_said() {
    let text = format!(
        "{DEAD} <!-- candor allow dead-link -->\n\nText. <!-- candor allow dead-anchor: x -->\n\n<!-- candor allow dead-lnk: x -->\n"
    );
    let case = library("bad allow").incident("a", "title: A", &text);
    let all = found(&case.check(&[]));
    for wanted in ["dead-link", "bad-allow", "unused-allow", "bad-allow"] {
        assert!(all.iter().any(|f| f.starts_with(wanted)), "{wanted}: {all:#?}");
    }
    case.run(&["check"]).prints("did you mean `dead-link`?");
    // A rule that is off finds nothing, and its suppressions are not to blame.
    let case = case.config("[check.rules]\ndead-anchor = \"off\"\n");
    assert!(!found(&case.check(&[])).iter().any(|f| f.starts_with("unused-allow")));
}

/// Front matter that names who took part.
const PEOPLE: &str = "title: A\nparticipants: [Ana Lopez, Ben Okafor]";

/// The places and words in which people are said to be named in `a.md`.
fn named(case: &Case, words: &[&str]) -> Vec<String> {
    let report = case.check(words).json();
    let findings = report["findings"].as_array().expect("findings").clone();
    let named = findings.iter().filter(|f| f["code"] == "named-participant");
    named.map(|f| format!("{}: {}", f["line"], f["message"].as_str().unwrap_or_default())).collect()
}

#[test]
fn a_person_is_said_to_be_named_once_a_file_and_one_comment_covers_them() {
    let text = "## One\n\nAna Lopez looked.\n\nThen Ana called Ben.\n\n## Two\n\nAna left.\n";
    let case = library("named").incident("a", PEOPLE, text);
    assert_eq!(
        named(&case, &[]),
        ["8: `Ana Lopez` is named in the text, and 2 more times in this file", "10: `Ben` is named in the text"]
    );
    // The comment may stand at any of the places.
    for at in ["looked.", "left."] {
        let allow = format!("{at} <!-- candor allow named-participant: she asked for it -->");
        let case = case.clone().incident("a", PEOPLE, &text.replace(at, &allow));
        let run = case.check(&[]);
        assert!(!found(&run).iter().any(|f| f.starts_with("unused-allow")), "{at}");
        assert_eq!(named(&case, &[]), ["10: `Ben` is named in the text"], "{at}");
        assert_eq!(run.json()["allowed"], 1, "{at}");
    }
}

#[test]
fn a_baseline_knows_every_place_of_a_person_so_that_a_new_one_counts() {
    let text = "## One\n\nAna Lopez looked, and Ana called.\n\nAna left.\n";
    let case = library("named known").incident("a", PEOPLE, text).config("[check]\nbaseline = \"known.json\"\n");
    case.run(&["check", "--write-baseline"]).succeeds();
    assert_eq!(named(&case, &[]), Vec::<String>::new());
    // To mend the first place brings none of the others back.
    let case = case.incident("a", PEOPLE, &text.replace("Ana Lopez looked, and Ana called", "Somebody looked"));
    assert_eq!(named(&case, &[]), Vec::<String>::new());
    let case = case.incident("a", PEOPLE, &format!("{text}\n## Two\n\nAna again.\n"));
    assert_eq!(named(&case, &[]), ["14: `Ana` is named in the text, and 2 more times in this file"]);
}

/// A library with three dead links under two headings.
fn old(name: &str) -> Case {
    let text = format!("## One\n\n{DEAD} and {DEAD}\n\n## Two\n\n{DEAD}\n");
    library(name).incident("old", "title: A", &text).config("[check]\nbaseline = \"known.json\"\n")
}

#[test]
fn a_baseline_starts_an_old_library_at_zero() {
    let case = old("baseline");
    case.run(&["check"]).refuses().says("there is no baseline").says("--write-baseline");
    let before = found(&old("no baseline").config("").check(&[])).len();
    case.run(&["check", "--write-baseline"]).succeeds().prints(&format!("wrote {before} finding"));
    let run = case.check(&[]);
    assert_eq!((found(&run).len(), run.json()["known"].as_u64()), (0, Some(before as u64)));
    case.run(&["check", "--fail-on", "info"]).succeeds().prints("known by the baseline");
    // A new one counts.
    let text = format!("## One\n\n{DEAD} and {DEAD}\n\n## Two\n\n{DEAD} and {DEAD}\n");
    let case = case.incident("old", "title: A", &text);
    assert_eq!(found(&case.check(&[])), ["dead-link content/incidents/old.md:11"]);
}

#[test]
fn a_baseline_does_not_mind_edits_elsewhere_in_the_file() {
    let case = old("moved");
    case.run(&["check", "--write-baseline"]).succeeds();
    let text = format!(
        "Some more words.\n\n## New\n\nNothing.\n\n## One\n\nMore. {DEAD} and {DEAD}\n\n## Two\n\nMore.\n\n{DEAD}\n"
    );
    let case = case.incident("old", "title: A better one", &text);
    assert_eq!(found(&case.check(&[])), Vec::<String>::new());
}

#[test]
fn an_entry_of_the_baseline_that_is_gone_is_said_and_removed() {
    let case = old("gone");
    case.run(&["check", "--write-baseline"]).succeeds();
    let case = case.incident("old", "title: A", &format!("## One\n\n{DEAD}\n\n## Two\n\n{DEAD}\n"));
    case.run(&["check"]).succeeds().prints("1 gone from the baseline");
    case.run(&["-v", "check"]).prints("old.md#one:dead-link:2");
    case.run(&["check", "--write-baseline"]).succeeds().prints("removed 1 entry");
    let text = std::fs::read_to_string(case.path("known.json")).unwrap();
    assert_eq!(text.matches("\"dead-link\"").count(), 2, "{text}");
    // A run that looks at some files keeps the entries of the others.
    case.run(&["check", "--write-baseline", "content/incidents/fine.md"]).succeeds();
    let after = std::fs::read_to_string(case.path("known.json")).unwrap();
    assert_eq!(after, text);
}

#[test]
fn a_baseline_is_one_line_an_entry_and_sorted_and_holds_no_text() {
    let case = old("form");
    case.run(&["check", "--baseline", &case.place("b.json"), "--write-baseline"]).succeeds();
    let text = std::fs::read_to_string(case.place("b.json")).unwrap();
    let entries: Vec<&str> = text.lines().filter(|l| l.trim_start().starts_with("{\"file\"")).collect();
    let mut sorted = entries.clone();
    sorted.sort_unstable();
    assert_eq!(
        entries.iter().map(|l| l.trim_end_matches(',')).collect::<Vec<_>>(),
        sorted.iter().map(|l| l.trim_end_matches(',')).collect::<Vec<_>>()
    );
    assert!(entries.len() >= 3 && !text.contains("gone.md"), "{text}");
    let case = case.file("known.json", "{\"version\": 7, \"known\": []}");
    case.run(&["check"]).refuses().says("version 7");
}
