//! `candor check`: what it looks at, how it reports, when it fails.

mod external;
mod fix;
mod formats;
mod known;
mod secrets;
mod since;

use crate::case::{Case, Run};
use serde_json::Value;

/// A library with one incident that lacks nothing that is looked at here.
fn library(name: &str) -> Case {
    Case::new(name).config("").incident("fine", "title: Queue full\nid: PM-1\ndate: 2026-01-02", BODY)
}

/// A text with which no rule has an issue in these tests.
const BODY: &str = "## Impact\n\n300 orders waited.\n";

/// The findings of a run as `code file:line`.
fn found(run: &Run) -> Vec<String> {
    let report = run.json();
    report["findings"].as_array().expect("findings").iter().map(one).collect()
}

fn one(finding: &Value) -> String {
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    format!("{} {}:{}", text("code"), text("file"), finding["line"])
}

impl Case {
    /// Checks and reads the report.
    fn check(&self, words: &[&str]) -> Run {
        let mut all = vec!["check", "--format", "json"];
        all.extend(words);
        self.run(&all)
    }
}

#[test]
fn problems_of_links_and_names_are_findings() {
    let case = library("links").incident(
        "linked",
        "title: A\nsevrity: high\nrelated: [PM-7]\nfactors: [human-error]",
        "See [x](gone.md), [y](#no-such), ![](gone.png) and [[nobody]].\n",
    );
    let run = case.check(&[]);
    run.succeeds();
    let all = found(&run);
    let codes = ["unknown-field", "dead-relation", "not-a-factor", "dead-link", "dead-anchor", "missing-image"];
    for code in codes {
        assert!(all.iter().any(|f| f.starts_with(&format!("{code} content/incidents/linked.md"))), "{code}: {all:#?}");
    }
}

#[test]
fn drafts_and_what_is_dated_in_the_future_are_checked_too() {
    let case = library("drafts").incident("draft", "title: A\ndraft: true", "[x](gone.md)\n").incident(
        "future",
        "title: B\ndate: 2031-01-01",
        "[x](gone.md) and [a draft](draft.md)\n",
    );
    let all = found(&case.check(&[]));
    let dead: Vec<&String> = all.iter().filter(|f| f.starts_with("dead-link")).collect();
    assert_eq!(dead, ["dead-link content/incidents/draft.md:6", "dead-link content/incidents/future.md:6"]);
}

#[test]
fn errors_fail_and_fail_on_says_from_which_severity_on() {
    let case = library("fails").incident("warned", "title: A\nsevrity: high", BODY);
    case.check(&[]).succeeds();
    case.check(&["--fail-on", "warning"]).fails();
    let case = case.config("[check]\nfail_on = \"warning\"\n");
    case.check(&[]).fails();
    case.check(&["--fail-on", "error"]).succeeds();
    let case = case.config("[check.rules]\nunknown-field = \"error\"\n");
    case.check(&[]).fails();
    let case = case.config("[check.rules]\nunknown-field = \"off\"\n");
    assert!(!found(&case.check(&["--fail-on", "warning"])).iter().any(|f| f.starts_with("unknown-field")));
}

#[test]
fn an_end_before_the_start_fails_a_check_and_no_build() {
    let case = library("times").incident(
        "times",
        "title: A\nstarted_at: 2026-01-03T10:00Z\nresolved_at: 2026-01-03T09:00Z",
        BODY,
    );
    case.check(&[]).fails();
    case.build().succeeds();
}

#[test]
fn a_review_date_that_has_passed_is_said_of_incidents_too() {
    let case = library("review").incident("old", "title: A\nreview_by: 2026-01-30", BODY);
    assert!(found(&case.check(&[])).contains(&"review-overdue content/incidents/old.md:3".to_owned()));
    assert!(!found(&case.check(&["--date", "2026-01-30"])).iter().any(|f| f.starts_with("review-overdue")));
}

#[test]
fn a_path_narrows_what_is_said_and_nothing_else() {
    let case = library("paths").incident("one", "title: A", "[the other](two.md) and [x](gone.md)\n").incident(
        "two",
        "title: B",
        "[x](gone.md)\n",
    );
    let run = case.check(&["content/incidents/one.md"]);
    let all = found(&run);
    assert!(all.iter().all(|f| f.contains("one.md")), "{all:#?}");
    assert_eq!(all.iter().filter(|f| f.starts_with("dead-link")).count(), 1);
    assert_eq!(run.json()["files"], 1);
    let run = case.check(&["content/incidents/one.md", "content/incidents/two.md"]);
    assert_eq!(run.json()["files"], 2);
    case.check(&["content/incidents/three.md"]).refuses().says("there is no file or folder");
}

#[test]
fn the_report_for_people_shows_places_and_counts() {
    let case = library("text").incident("linked", "title: A", "See [x](gone.md).\n");
    let run = case.run(&["check"]);
    run.succeeds()
        .prints("warning[dead-link]")
        .prints("--> content/incidents/linked.md:5:")
        .prints("looked at 2 files: ");
    let run = case.run(&["-q", "check"]);
    assert_eq!(run.stdout, "");
}

#[test]
fn a_configuration_that_is_wrong_is_wrong_use() {
    let case = library("config").config("[check]\nrequired_sections = [\"timelin\"]\n");
    case.check(&[]).fails();
    let case = case.config("[check.rules]\nW22 = \"off\"\n");
    let run = case.check(&[]);
    run.refuses();
    assert_eq!(found(&run), ["unknown-key book.toml:2"]);
}

/// A finding of a rule that every check has: a link to nothing.
const DEAD: &str = "[x](gone.md)";

fn dead(run: &Run) -> usize {
    found(run).iter().filter(|f| f.starts_with("dead-link")).count()
}
