//! `candor check`: what it looks at, how it reports, when it fails.

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
fn the_page_of_a_rule_is_printed_and_a_slip_is_mended() {
    let case = library("explain");
    case.run(&["check", "--explain", "dead-link"]).succeeds().prints("the target of a link is not in this build");
    case.run(&["check", "--explain", "dead-lnk"]).refuses().says("did you mean `dead-link`?");
}

#[test]
fn annotations_name_files_from_where_the_program_runs() {
    let case = library("github").incident("linked", "title: A", "See [x](gone.md).\n");
    let run = case.run_inside(&["check", "--format", "github"]);
    run.succeeds().prints(
        "::warning file=content/incidents/linked.md,line=5,endLine=5,col=5,endColumn=17,title=candor dead-link::",
    );
    assert!(run.stdout.lines().all(|l| l.starts_with("::")), "{}", run.stdout);
}

#[test]
fn sarif_has_a_rule_a_place_and_a_fingerprint_for_each_result() {
    let text = format!("{DEAD} <!-- candor allow dead-link: soon -->\n\n{DEAD}\n");
    let case = library("sarif").incident("a b", "title: A", &text);
    let log = case.run_inside(&["check", "--format", "sarif"]).json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    let dead: Vec<&Value> = results.iter().filter(|r| r["ruleId"] == "dead-link").collect();
    assert_eq!(dead.len(), 2);
    assert_eq!(dead[0]["suppressions"][0]["kind"], "inSource");
    assert_eq!(dead[0]["suppressions"][0]["justification"], "soon");
    assert_eq!(dead[1]["suppressions"].as_array().unwrap().len(), 0);
    let prints: std::collections::BTreeSet<String> =
        results.iter().map(|r| r["partialFingerprints"]["candor/v1"].to_string()).collect();
    assert_eq!(prints.len(), results.len());
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().is_some_and(|m| !m.is_empty()));
        assert!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].is_string());
    }
    let place = &dead[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/incidents/a%20b.md");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&7.into(), &1.into()));
}

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

#[test]
fn a_post_mortem_without_a_title_fails_a_check_and_warns_in_a_build() {
    let case = library("title").file("content/incidents/2026-01-03-untitled.md", "## Impact\n\n300 orders waited.\n");
    assert!(found(case.check(&[]).fails()).iter().any(|f| f.starts_with("missing-title")));
    case.build().succeeds().says("warning[missing-title]");
}
