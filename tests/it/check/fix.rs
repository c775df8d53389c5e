//! What is mechanical is mended.

use super::{BODY, library};
use crate::case::Case;

/// A library in which one tag is spelled in two ways.
fn spelled(name: &str) -> Case {
    let mut case = library(name);
    for n in 0..3 {
        case = case.incident(&format!("right{n}"), &format!("title: R{n}\ntags: [retry-storm]"), BODY);
    }
    case.incident("odd", "title: A # a comment\ntags: [Retry_Storm, other]\ndate: 2026-01-02", BODY)
}

#[test]
fn what_is_mechanical_is_mended_and_nothing_else() {
    let case = spelled("fix");
    let path = case.path("content/incidents/odd.md");
    let before = std::fs::read_to_string(&path).unwrap();
    let run = case.run_inside(&["check", "--fix", "--dry-run"]);
    run.succeeds()
        .prints("--- a/content/incidents/odd.md")
        .prints("-tags: [Retry_Storm, other]\n+tags: [retry-storm, other]\n");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
    let with_diff = case.clone().file("fix.patch", &run.stdout);
    with_diff.shell("git init -q . && git apply --check fix.patch").succeeds();
    assert_eq!(
        case.check(&[]).json()["findings"].as_array().unwrap().iter().filter(|f| f["fixable"] == true).count(),
        1
    );
    case.run(&["check", "--fix"]).succeeds().says("mended 1 finding in 1 file");
    let after = std::fs::read_to_string(&path).unwrap();
    assert_eq!(after, before.replace("Retry_Storm", "retry-storm"));
    case.run(&["check", "--fix"]).succeeds().does_not_say("mended");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), after);
}

#[test]
fn nothing_is_mended_through_a_symbolic_link() {
    let case = spelled("fix a link");

    let text = std::fs::read_to_string(case.path("content/incidents/odd.md")).unwrap();
    let case = case.without("content/incidents/odd.md").file("elsewhere/odd.md", &text);
    let case = case.link("content/incidents/odd.md", "../../elsewhere/odd.md");
    case.run(&["check", "--fix"]).succeeds().says("is a symbolic link");
    assert_eq!(std::fs::read_to_string(case.path("elsewhere/odd.md")).unwrap(), text);
}
