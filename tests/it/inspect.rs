//! `candor inspect`: what is understood of a file and of a folder, where it stands, and what is never made up.

use crate::case::{Case, Run, tree};
use regex::Regex;
use serde_json::{Value, json};

const QUEUE: &str = "# Checkout queue filled up

**Severity:** SEV-2

| | |
|---|---|
| Affected services | checkout, payments-db |
| Duration | 1 h 55 min |

## Timeline

All times in CET.

- 23:10 **Start:** the first orders wait.
- 23:25 The alert on queue depth fired.
- ~01:05 Incident resolved, the queue is empty.

## Contributing factors

- **Retry storm**: the client repeated at once.

## Action items

- [x] Cap the retries (owner: checkout team, due: 2024-04-01)
- [ ] Alert on retries https://tickets.example/12
";

/// Inspects and gives the documents.
fn inspected(case: &Case, path: &str) -> Vec<Value> {
    let run = case.run_inside(&["inspect", path, "--format", "json"]);
    run.succeeds();
    run.json().as_array().expect("a list of documents").clone()
}

fn only(case: &Case, path: &str) -> Value {
    let all = inspected(case, path);
    assert_eq!(all.len(), 1, "{all:#?}");
    all[0].clone()
}

/// Inspects the text of one file in a library of its own.
fn of_text(text: &str) -> Value {
    let case = Case::new("text").file("a.md", text);
    only(&case, case.path("a.md").to_str().expect("a plain path"))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn column<'v>(list: &'v Value, key: &str) -> Vec<&'v Value> {
    list.as_array().expect("a list").iter().map(|v| &v[key]).collect()
}

#[test]
fn the_json_of_a_file_has_the_documented_shape() {
    let case = Case::new("shape").file("payments/2024-03-09-queue.md", QUEUE);
    let found = only(&case, "payments/2024-03-09-queue.md");
    assert_eq!(
        keys(&found),
        ["actions", "diagnostics", "fields", "file", "kind", "not_understood", "sections", "timeline"]
    );
    assert_eq!((&found["file"], &found["kind"]), (&json!("payments/2024-03-09-queue.md"), &json!("incident")));
    for (name, field) in found["fields"].as_object().expect("fields") {
        assert_eq!(keys(field), ["from", "line", "raw", "sure", "value"], "{name}");
    }
    assert_eq!(
        found["fields"]["severity"],
        json!({"value": "SEV-2", "raw": "SEV-2", "from": "label", "line": 3, "sure": "stated"})
    );
    assert_eq!(
        found["timeline"][0],
        json!({
            "at": "2024-03-09T23:10+01:00", "precision": "minute", "zone": "UTC+01:00",
            "text": "Start: the first orders wait.", "line": 14, "phase": "started",
        })
    );
    assert_eq!(
        found["actions"][0],
        json!({
            "text": "Cap the retries", "owner": "checkout team", "due": "2024-04-01", "status": "done", "type": null,
            "priority": null, "link": null, "line": 24,
        })
    );
    assert_eq!(found["actions"][1]["link"], "https://tickets.example/12");
    assert_eq!(found["sections"][0], json!({"name": "timeline", "heading": "Timeline", "line": 10}));
    assert_eq!(found["not_understood"], json!([]));
}

#[test]
fn each_kind_of_source_is_named_with_its_line() {
    let case = Case::new("sources").file("payments/2024-03-09-queue.md", QUEUE).file(
        "mail/2024-03/b.md",
        "---\nseverity: sev3\n---\n\nThe mail relay was slow on 2024-03-17, and receipts came late.\n",
    );
    let found = only(&case, "payments/2024-03-09-queue.md");
    for (name, from, line) in [
        ("title", "heading", json!(1)),
        ("severity", "label", json!(3)),
        ("services", "table", json!(7)),
        ("duration", "table", json!(8)),
        ("started_at", "timeline", json!(14)),
        ("resolved_at", "timeline", json!(16)),
        ("suggested_factors", "section", json!(20)),
    ] {
        assert_eq!((&found["fields"][name]["from"], &found["fields"][name]["line"]), (&json!(from), &line), "{name}");
    }
    let other = only(&case, "mail/2024-03/b.md");
    assert_eq!(
        (&other["fields"]["severity"]["from"], &other["fields"]["severity"]["line"]),
        (&json!("front-matter"), &json!(2))
    );
    assert_eq!(
        (&other["fields"]["title"]["from"], &other["fields"]["title"]["line"]),
        (&json!("file-name"), &json!(null))
    );
    assert_eq!(
        (&other["fields"]["date"]["from"], &other["fields"]["date"]["value"]),
        (&json!("folder"), &json!("2024-03"))
    );
    let text = of_text("# The relay was slow\n\nOn 2024-03-17 receipts came late.\n");
    assert_eq!(
        text["fields"]["date"],
        json!({"value": "2024-03-17", "raw": "2024-03-17", "from": "text", "line": 3, "sure": "weak"})
    );
}

#[test]
fn a_date_in_the_heading_is_shown_without_the_rest_of_it() {
    let found = of_text("# 2024-03-17: the relay was slow\n\nReceipts came late.\n");
    assert_eq!(found["fields"]["date"]["raw"], "2024-03-17");
}

#[test]
fn what_was_not_understood_is_listed_with_its_line() {
    let found = of_text("# A queue\n\n**Date:** 2024-03-17\n**Started:** unknown\n**Duration:** until it was over\n");
    assert_eq!(
        found["not_understood"],
        json!([
            {"text": "unknown", "what": "started_at", "line": 4},
            {"text": "until it was over", "what": "duration", "line": 5},
        ])
    );
    assert_eq!(found["fields"]["started_at"], json!(null));
}

#[test]
fn a_file_is_shown_to_people_with_its_facts_events_actions_and_sections() {
    let case = Case::new("text").file("payments/2024-03-09-queue.md", QUEUE);
    let run = case.run_inside(&["inspect", "payments/2024-03-09-queue.md"]);
    run.succeeds().says_nothing();
    for line in [
        "payments/2024-03-09-queue.md (incident)",
        "Checkout queue filled up  (heading, line 1)",
        "1 h 55 min (6900 s)  (table, line 8)",
        "retry-storm  (section, line 20, perhaps)",
        "    14  2024-03-09T23:10+01:00  Start: the first orders wait.  [started]",
        "    16  about 2024-03-10T01:05+01:00  Incident resolved, the queue is empty.  [resolved]",
        "    24  Cap the retries; owner: checkout team; status: done; due: 2024-04-01",
        "    10  timeline    Timeline",
    ] {
        run.prints(line);
    }
}

/// The cells of a row of the table of coverage.
fn row(run: &Run, name: &str) -> Vec<String> {
    let line = run.stdout.lines().find(|l| l.split_whitespace().next() == Some(name));
    line.unwrap_or_else(|| panic!("no row `{name}` in\n{}", run.stdout)).split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_folder_is_a_table_of_coverage_by_collection_with_true_percentages() {
    let case = Case::new("coverage")
        .file("payments/2024-03-09-queue.md", QUEUE)
        .file("payments/b.md", "# Orders were shown twice\n\n**Date:** 2024-05-06\n**Severity:** P2\n")
        .file("payments/c.md", "No heading, and nothing known.\n")
        .file("storage/d.md", "---\ntitle: Disk full\nfactors: [capacity-planning]\n---\n")
        .file("pages/about.md", "# No incident\n");
    let run = case.run(&["inspect", case.root().to_str().expect("a plain path")]);
    run.succeeds();
    let head = [
        "collection",
        "incidents",
        "title",
        "date",
        "start",
        "end",
        "service",
        "severity",
        "factors",
        "timeline",
        "actions",
        "summary",
    ];
    assert_eq!(row(&run, "collection"), head);
    let payments = row(&run, "payments");
    assert_eq!(payments[..11], ["payments", "3", "66%", "66%", "33%", "33%", "100%", "66%", "0%", "33%", "33%"]);
    let storage = row(&run, "storage");
    assert_eq!(storage[..11], ["storage", "1", "100%", "0%", "0%", "0%", "100%", "0%", "100%", "0%", "0%"]);
    let all = row(&run, "all");
    assert_eq!(all[..11], ["all", "4", "75%", "50%", "25%", "25%", "100%", "50%", "25%", "25%", "25%"]);
}

#[test]
fn a_file_outside_of_a_library_is_read_by_itself() {
    let case = Case::new("outside").file("elsewhere/a.md", "# A queue\n\n**Date:** 2024-03-17\n");
    let case = case.file("book.toml", "").file("content/b.md", "# B\n");
    let found = only(&case, case.path("elsewhere/a.md").to_str().expect("a plain path"));
    assert_eq!((&found["file"], &found["fields"]["date"]["value"]), (&json!("a.md"), &json!("2024-03-17")));
}

#[test]
fn an_absolute_path_below_a_folder_that_is_no_library_reads_only_its_own_folder() {
    let case = Case::new("absolute").file("far/below/a.md", "# A queue\n").file("far/other/b.md", "# B\n");
    let path = case.path("far/below/a.md");
    let run = case.run_inside(&["inspect", path.to_str().expect("a plain path"), "--format", "json"]);
    run.succeeds();
    assert_eq!(run.json()[0]["file"], "a.md");
}

#[test]
fn a_folder_is_a_library_by_itself() {
    let case = Case::new("folder")
        .config("")
        .file("content/a.md", "# A\n")
        .file("old/x/b.md", "# B\n")
        .file("old/c.md", "# C\n");
    let files: Vec<Value> =
        inspected(&case, case.path("old").to_str().expect("a plain path")).iter().map(|d| d["file"].clone()).collect();
    assert_eq!(files, ["c.md", "x/b.md"]);
    let all = case.run(&["inspect", "--format", "json"]);
    assert_eq!(column(&all.json(), "file"), ["content/a.md"]);
}

#[test]
fn relative_paths_are_those_of_the_current_folder_and_else_of_the_root() {
    let case = Case::new("paths").config("").file("content/x/a.md", "# A\n");
    for run in [
        case.run(&["inspect", "content/x/a.md", "--format", "json"]),
        case.run_inside(&["inspect", "content/x/a.md", "--format", "json"]),
        case.run_inside(&["inspect", "./content/x", "--format", "json"]),
        case.run_inside(&["--root", ".", "inspect", "content", "--format", "json"]),
    ] {
        run.succeeds();
        assert_eq!(column(&run.json(), "file"), ["content/x/a.md"]);
    }
    case.run(&["inspect", "content/none.md"]).refuses().says("there is no file or folder");
}

#[test]
fn a_file_that_is_no_document_is_refused_with_the_reason() {
    let case = Case::new("no document")
        .file("README.md", "# Read me\n")
        .file("x/template.md", "# T\n")
        .file("x/a.md", "# A\n")
        .file("data.csv", "a,b\n");
    case.run_inside(&["inspect", "README.md"]).refuses().says("`README.md` is a README");
    case.run_inside(&["inspect", "x/template.md"])
        .refuses()
        .says("`x/template.md` is a template")
        .does_not_say("README");
    case.run_inside(&["inspect", "data.csv"]).refuses().says("no Markdown document");
}

#[test]
fn inspect_writes_nothing_where_it_is_pointed() {
    let case = Case::new("clean").config("").file("content/a.md", QUEUE).file("old/b.md", QUEUE);
    let seen = || {
        let mut all: Vec<String> = walkdir::WalkDir::new(case.root())
            .into_iter()
            .map(|e| e.expect("an entry").path().display().to_string())
            .collect();
        all.sort();
        (all, tree(case.root()))
    };
    let before = seen();
    for path in ["content/a.md", "content", "old/b.md", "old"] {
        case.run(&["inspect", case.path(path).to_str().expect("a plain path")]).succeeds();
        case.run_inside(&["inspect", path, "--format", "json"]).succeeds();
    }
    case.run(&["inspect"]).succeeds();
    assert!(seen() == before, "a file or folder is new: {:#?}", seen().0);
}

/// Whether a time of day is followed by a name of UTC, markup between them aside.
fn as_utc(text: &str, clocks: &str) -> Option<String> {
    let utc = Regex::new(&format!(r"({clocks})(:\d\d)?(\.\d+)?(\s|&nbsp;|<[^>]*>)*(Z\b|UTC\b|GMT\b|[+]00:?00)"))
        .expect("a pattern");
    utc.find(text).map(|m| m.as_str().to_owned())
}

#[test]
fn a_zone_that_is_not_known_is_utc_nowhere() {
    let case = Case::new("zones")
        .config("title = \"Zones\"\nbase_url = \"https://library.example/\"")
        .incident("front", "title: A\nstarted_at: 2024-05-06 11:17\nresolved_at: 2024-05-06T12:17:08", "Text.")
        .incident("named", "title: B\nstarted_at: 2024-05-06 13:17\ntimezone: CST", "Text.")
        .file(
            "content/incidents/labels.md",
            "# C\n\n**Started:** 2024-05-06 14:17 BST\n**Resolved:** 2024-05-06 15:17\n",
        )
        .file(
            "content/incidents/timeline.md",
            "# D\n\n**Date:** 2024-05-06\n\n## Timeline\n\nAll times in QXT.\n\n- 16:17 **Start:** orders wait.\n- 17:17 BST The alert fired.\n- 18:17 Incident resolved.\n",
        )
        .file(
            "content/incidents/table.md",
            "# E\n\n**Date:** 2024-05-06\n\n## Timeline\n\n| Time (XYZ) | Event |\n|---|---|\n| 19:17 | **Start:** orders wait. |\n| 20:17 | Incident resolved. |\n",
        );
    let clocks = r"1[1-9]:17|20:17";
    let built = case.build();
    built.succeeds();
    let mut seen = 0;
    for (path, bytes) in built.files() {
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(as_utc(&text, clocks), None, "{path}");
        seen += usize::from(Regex::new(clocks).expect("a pattern").is_match(&text));
    }
    assert!(seen > 5, "the times stand in {seen} files only");
    let feed = built.files().iter().find(|(path, _)| path == "feed.xml").map(|(_, b)| String::from_utf8_lossy(b));
    assert!(feed.is_some_and(|f| f.contains("T16:17:00-00:00")), "RFC 3339 has a way to say so");
    for format in ["text", "json"] {
        let content = case.path("content");
        for file in [
            "",
            "incidents/front.md",
            "incidents/named.md",
            "incidents/labels.md",
            "incidents/timeline.md",
            "incidents/table.md",
        ] {
            let path = content.join(file);
            let run = case.run(&["inspect", path.to_str().expect("a plain path"), "--format", format]);
            assert_eq!(as_utc(&run.stdout, clocks), None, "{file}\n{}", run.stdout);
        }
    }
    let timeline = only(&case, "content/incidents/timeline.md");
    assert_eq!(column(&timeline["timeline"], "zone"), [&json!(null); 3]);
    assert_eq!(timeline["timeline"][0]["at"], "2024-05-06T16:17");
}

#[test]
fn a_zone_that_a_field_names_holds_for_all_times_of_the_document() {
    let found = of_text(
        "---\ntitle: A\ntimezone: CET\nstarted_at: 2024-07-06 11:00\n---\n\n## Timeline\n\n- 2024-07-06 11:00 Orders wait.\n- 11:05 The alert fired.\n- 11:30 All is well.\n",
    );
    assert_eq!(found["fields"]["started_at"]["value"], "2024-07-06T11:00+01:00");
    assert_eq!(found["timeline"][0]["at"], "2024-07-06T11:00+01:00");
}

#[test]
fn a_letter_behind_a_time_is_no_zone_when_it_begins_a_word() {
    let found = of_text(
        "# A\n\n**Date:** 2024-07-06\n\n## Timeline\n\n- 11:00 Z-index of the banner hides the button.\n- 11:05 z is restarted.\n- 11:30 Z: all is well.\n",
    );
    assert_eq!(column(&found["timeline"], "at"), ["2024-07-06T11:00", "2024-07-06T11:05", "2024-07-06T11:30Z"]);
    assert_eq!(found["timeline"][0]["text"], "Z-index of the banner hides the button.");
}

#[test]
fn a_severity_with_a_remark_does_not_disagree() {
    let codes = |label: &str| {
        let found = of_text(&format!("---\ntitle: A\nseverity: sev1\n---\n\n**Severity:** {label}\n"));
        column(&found["diagnostics"], "code").into_iter().cloned().collect::<Vec<_>>()
    };
    assert_eq!(codes("SEV-1 (major)"), Vec::<Value>::new());
    assert_eq!(codes("SEV-10"), ["sources-disagree"]);
}

#[test]
fn hostile_files_are_inspected_in_time_and_print_nothing_that_controls_a_terminal() {
    let events: Vec<String> = (0..5000).map(|n| format!("- {:02}:{:02} event {n}", n / 60 % 24, n % 60)).collect();
    let events = events.join("\n");
    let case = Case::new("hostile")
        .file("control.md", "# A \u{1b}[31m\u{202e}queue\u{7}\n\n**Severity:** \u{1b}]0;x\u{7}\n\n## Timeline\n\n- 10:00 \u{9b}31m\u{0} x\n- 10:01 ::error::y\n- 10:02 z\n")
        .file("long.md", &format!("# A\n\n**Date:** {}\n\n- 10:00 {}\n", "2024-".repeat(100_000), "x ".repeat(500_000)))
        .file("nested.md", &format!("# A\n\n{}10:00 deep\n", "- ".repeat(10_000)))
        .file("quoted.md", &format!("# A\n\n## Timeline\n\n{}10:00 deep\n", "> - ".repeat(10_000)))
        .file("events.md", &format!("# A\n\n**Date:** 2024-03-09\n\n## Timeline\n\n{events}"))
        .file("cells.md", &format!("# A\n\n## Timeline\n\n|{}\n|{}\n{}\n", "Time|".repeat(2000), "---|".repeat(2000), "|10:00".repeat(2000)))
        .file("labels.md", &format!("# A\n\n{}", "**Date:** 2024-03-09 \n".repeat(5000)))
        .bytes("bytes.md", b"# A \xff\xfe queue\n\n**Date:** 2024-03-\xff09\n\n## Timeline\n\n- 10:00 \xc3\x28\n");
    for format in ["text", "json"] {
        for (path, _) in tree(case.root()) {
            let run = case.run(&["inspect", case.path(&path).to_str().expect("a plain path"), "--format", format]);
            run.succeeds().does_not_say("panicked");
            assert!(run.seconds < 60.0, "{path}: {} s", run.seconds);
            let bad =
                run.stdout.chars().find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c));
            assert!(format == "json" || bad.is_none(), "{path}: {bad:?}");
            assert!(run.stdout.lines().all(|l| !l.trim_start().starts_with("::")), "{path}");
        }
    }
    assert_eq!(only(&case, "events.md")["timeline"].as_array().map(Vec::len), Some(5000));
}

#[test]
fn two_runs_print_the_same() {
    let case =
        Case::new("twice").file("payments/2024-03-09-queue.md", QUEUE).file("b.md", "# B\n\n**Date:** 7/5/2023\n");
    for words in [&["inspect", "--format", "json"][..], &["inspect"]] {
        assert_eq!(case.run(words).stdout, case.clone().env("RAYON_NUM_THREADS", "1").run(words).stdout);
    }
}
