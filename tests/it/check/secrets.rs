//! What a build looks at too: secrets, which are shown nowhere, and titles.

use super::{found, library};

/// A key that a rule knows, and a word of it that must stand nowhere.
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----";
const OF_KEY: &str = "MIIEvQIBADAN";

#[test]
fn a_secret_fails_a_check_and_a_build_and_is_shown_nowhere() {
    let case = library("secret").incident("leak", "title: A", &format!("Look:\n\n```\n{KEY}\n```\n"));
    for words in [
        ["check", "--format", "text"],
        ["check", "--format", "json"],
        ["check", "--format", "sarif"],
        ["check", "--format", "github"],
    ] {
        let run = case.run(&words);
        run.fails();
        assert!(run.stdout.contains("secret") && !run.stdout.contains(OF_KEY), "{}", run.stdout);
    }
    let build = case.build();
    build.fails().says("error[secret]").says("candor allow secret").does_not_say(OF_KEY);
    build.lacks("index.html");
    // What is kept of the file says it again.
    case.build().fails().says("error[secret]");
}

#[test]
fn a_secret_that_is_allowed_or_known_does_not_stop_a_build() {
    let allowed = format!("<!-- candor allow secret: made for this example -->\n\n```\n{KEY}\n```\n");
    let case = library("allowed secret").incident("leak", "title: A", &allowed);
    case.build().succeeds().does_not_say("secret");
    case.check(&[]).succeeds();
    let case = library("known secret").config("[check]\nbaseline = \"known.json\"\n").incident(
        "leak",
        "title: A",
        &format!("```\n{KEY}\n```\n"),
    );
    case.build().fails();
    case.run(&["check", "--write-baseline"]).succeeds();
    let kept = std::fs::read_to_string(case.path("known.json")).unwrap();
    assert!(kept.contains("\"secret\"") && !kept.contains("MII"), "{kept}");
    case.build().succeeds().does_not_say("secret");
    let case = case.incident("leak", "title: A", &format!("```\n{KEY}\n{KEY}\n```\n"));
    case.build().fails().says("error[secret]");
}

#[test]
fn a_post_mortem_without_a_title_fails_a_check_and_warns_in_a_build() {
    let case = library("title").file("content/incidents/2026-01-03-untitled.md", "## Impact\n\n300 orders waited.\n");
    assert!(found(case.check(&[]).fails()).iter().any(|f| f.starts_with("missing-title")));
    case.build().succeeds().says("warning[missing-title]");
}
