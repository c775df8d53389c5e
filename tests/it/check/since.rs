//! Only what has changed since a revision.

use super::{DEAD, found, library};
use crate::case::{Case, Run};

fn git(case: &Case, words: &[&str]) {
    let who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
    let mut command = std::process::Command::new("git");
    command.arg("-C").arg(case.root()).args(who).args(words);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let done = command.output().expect("git runs");
    assert!(done.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A library in a repository: one incident with a dead link, another one beside it.
fn repository(name: &str) -> Case {
    let case = library(name)
        .file(".gitignore", "/public/\n/.candor/\n")
        .incident("old", "title: A\nid: PM-2", &format!("## One\n\n{DEAD}\n\n## Two\n\nText.\n"))
        .incident("other", "title: B", &format!("{DEAD}\n"));
    git(&case, &["init", "--quiet", "."]);
    git(&case, &["add", "."]);
    git(&case, &["commit", "--quiet", "--message", "one"]);
    case
}

/// Runs with and without what an earlier run has kept: both say the same.
fn since(case: &Case, revision: &str) -> Run {
    let kept = std::fs::remove_dir_all(case.path(".candor"));
    drop(kept);
    let without = case.check(&["--since", revision]);
    assert!(case.path(".candor/names.bin").exists() || without.json()["files"] == 0);
    // What has changed in the last seconds is read anew in any case; the names of others are not.
    let with = case.check(&["--since", revision]);
    assert_eq!(without.json(), with.json());
    assert_eq!(without.code, with.code);
    with
}

#[test]
fn since_a_revision_only_changed_lines_count() {
    let case = repository("since");
    let run = since(&case, "HEAD");
    assert_eq!((found(&run).len(), run.json()["files"].as_u64()), (0, Some(0)));
    let case = case
        .incident(
            "old",
            "title: A\nid: PM-2",
            &format!("## One\n\n{DEAD}\n\n## Two\n\n[y](other.md) [x](gone.md) [z](../../x.md)\n"),
        )
        .incident("new", "title: C\nid: PM-2", "[[PM-1]] and [[PM-9]]\n");
    let run = since(&case, "HEAD");
    run.fails();
    let all = found(&run);
    assert!(all.iter().all(|f| !f.contains("other.md") && !f.contains("fine.md")), "{all:#?}");
    for wanted in ["dead-link content/incidents/new.md:6", "dead-link content/incidents/old.md:12"] {
        assert!(all.iter().any(|f| f == wanted), "{wanted}: {all:#?}");
    }
    // Two files claim one id, whichever of them is named.
    assert!(all.iter().any(|f| f.starts_with("duplicate-id")), "{all:#?}");
    let report = run.json();
    let findings = report["findings"].as_array().unwrap();
    let changed: Vec<bool> = findings.iter().map(|f| f["changed"].as_bool().unwrap()).collect();
    assert!(changed.is_sorted_by(|a, b| a >= b) && changed[0] && !changed[changed.len() - 1], "{changed:?}");
    let old = findings.iter().find(|f| f["file"] == "content/incidents/old.md" && f["line"] == 8).unwrap();
    assert_eq!(old["changed"], false);
    case.run(&["check", "--since", "HEAD"]).prints("which do not count:").prints("on lines that have not changed");
}

#[test]
fn what_stood_there_before_does_not_fail_a_check_since() {
    let case = repository("since before").config("[check]\nfail_on = \"warning\"\n");
    let case = case.incident("old", "title: A\nid: PM-2", &format!("## One\n\n{DEAD}\n\n## Two\n\nOther text.\n"));
    let run = since(&case, "HEAD");
    run.succeeds();
    assert!(found(&run).contains(&"dead-link content/incidents/old.md:8".to_owned()));
    case.run_inside(&["check", "--since", "HEAD", "--format", "github"]).succeeds().prints("");
}

#[test]
fn a_person_who_is_named_on_a_changed_line_is_said_to_be_named_there() {
    let fields = "title: A\nid: PM-2\nparticipants: [Ana Lopez]";
    let case = repository("since named").config("[check]\nfail_on = \"warning\"\n");
    let case = case.incident("old", fields, "Ana looked.\n\nText.\n\nAna left.\n");
    git(&case, &["commit", "--quiet", "--all", "--message", "two"]);
    let named = |case: &Case| {
        let report = since(case, "HEAD").json();
        let findings = report["findings"].as_array().expect("findings").clone();
        let named = findings.iter().filter(|f| f["code"] == "named-participant");
        named.map(|f| format!("{} {} {}", f["line"], f["changed"], f["message"])).collect::<Vec<_>>()
    };
    let said = "is named in the text, and";
    let case = case.incident("old", fields, "Ana looked.\n\nThen Ana called.\n\nAna left.\n");
    assert_eq!(named(&case), [format!("9 true \"`Ana` {said} 2 more times in this file\"")]);
    case.check(&["--since", "HEAD"]).fails();
    let case = case.incident("old", fields, "Ana looked.\n\nSome text.\n\nAna left.\n");
    assert_eq!(named(&case), [format!("7 false \"`Ana` {said} once more in this file\"")]);
    case.check(&["--since", "HEAD"]).succeeds();
}

#[test]
fn a_revision_that_git_does_not_know_is_wrong_use() {
    let case = repository("revision");
    case.check(&["--since", "nowhere"]).refuses().says("git cannot compare with `nowhere`");
    case.run(&["check", "--since=--output=x"]).refuses().says("is no revision");
    assert!(!case.path("x").exists() && !case.path("content/x").exists());
    library("no repository").check(&["--since", "HEAD"]).refuses().says("in no git repository");
}

#[test]
fn no_program_of_the_checkout_runs_for_a_comparison() {
    let case = repository("filters").file(".gitattributes", "*.md filter=own diff=own\n");
    let ran = case.place("ran");
    for key in [
        "filter.own.clean",
        "filter.own.process",
        "diff.own.textconv",
        "diff.own.command",
        "diff.external",
        "core.fsmonitor",
    ] {
        git(&case, &["config", key, &format!("touch {ran}; cat")]);
    }
    git(&case, &["config", "filter.own.required", "true"]);
    let case = case.incident("old", "title: A", &format!("Other.\n\n{DEAD}\n"));
    let run = case.check(&["--since", "HEAD"]);
    assert!(found(&run).iter().any(|f| f.starts_with("dead-link")), "{}", run.stderr);
    assert!(!std::path::Path::new(&ran).exists());
}
