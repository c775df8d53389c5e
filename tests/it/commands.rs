//! init, new, search, completions, man.

use crate::case::Case;
use std::fs;

#[test]
fn a_new_library_builds_without_a_word() {
    let case = Case::new("init");
    case.run(&["init"]).succeeds().prints("next: candor");
    let run = case.run(&["build", "--strict"]);
    run.succeeds().says_nothing().is_sound();
    assert_eq!(run.incidents().len(), 1);
    run.has("paths/start-here/index.html").has("services/example-service/index.html").has("glossary/index.html");
    assert_eq!(fs::read_to_string(case.path(".gitignore")).unwrap(), "/public/\n/.candor/\n");
}

#[test]
fn init_takes_a_folder_and_keeps_the_lines_of_its_gitignore() {
    let case = Case::new("init a folder").file("lib/.gitignore", "target\n/public/");
    case.run_inside(&["init", "lib"]).succeeds();
    assert_eq!(fs::read_to_string(case.path("lib/.gitignore")).unwrap(), "target\n/public/\n/.candor/\n");
    case.run_inside(&["--root", "lib", "build"]).succeeds();
}

#[test]
fn init_never_overwrites() {
    let case = Case::new("init twice").config("title = \"Mine\"\n").file("content/glossary.toml", "mine");
    case.run(&["init"]).refuses().says("already there").says("nothing was written");
    assert_eq!(fs::read_to_string(case.path("book.toml")).unwrap(), "title = \"Mine\"\n");
    let files: Vec<_> = crate::case::tree(case.root()).into_iter().map(|(p, _)| p).collect();
    assert_eq!(files, ["book.toml", "content/glossary.toml"]);
}

#[test]
fn a_new_post_mortem_has_its_date_and_id_and_is_never_written_over() {
    let case = Case::new("new").config("");
    fs::create_dir(case.path("content")).unwrap();
    let run = case.run(&[
        "new",
        "The queue fell over",
        "--date",
        "2025-03-04",
        "--service",
        "queue",
        "--service",
        "web",
        "--factor",
        "dns",
        "--draft",
    ]);
    run.succeeds().says_nothing().prints("content/incidents/2025-03-04-the-queue-fell-over.md");
    let path = case.path("content/incidents/2025-03-04-the-queue-fell-over.md");
    let text = fs::read_to_string(&path).unwrap();
    for line in [
        "id: \"2025-03-04-the-queue-fell-over\"",
        "title: The queue fell over",
        "date: 2025-03-04",
        "services: [queue, web]",
        "factors: [dns]",
        "draft: true",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    fs::write(&path, "mine").unwrap();
    case.run(&["new", "The queue fell over", "--date", "2025-03-04"]).refuses().says("already there");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    case.run(&["new", "Today"]).succeeds().prints("2026-01-31-today.md");
    case.run(&["new", "  "]).refuses().says("needs a title");
    case.run(&["new", "x", "--date", "yesterday"]).refuses().says("2026-01-31");
}

#[test]
fn a_new_post_mortem_with_an_unknown_factor_is_written_and_asked_about() {
    let case = Case::new("factor").config("");
    fs::create_dir(case.path("content")).unwrap();
    case.run(&["new", "A", "--factor", "config-chagne", "--factor", "human-error"])
        .succeeds()
        .says("did you mean `config-change`?")
        .says("What made that action reasonable");
}

#[test]
fn odd_titles_come_back_from_the_file_as_they_were_given() {
    let titles = [
        "It's \"quoted\": twice",
        "- a dash: and #hash",
        "🔥 emoji & <b>tags</b>",
        "{% raw %} and {x}",
        "[bracket] {brace} @at *star",
        "2024-01-01",
        "yes",
        "null",
        "12",
        "back\\slash \\n",
        "日本語の題",
        "ends with colon:",
        "%percent|pipe>",
        "' single",
    ];
    for title in titles {
        let case = Case::new(title).config("");
        fs::create_dir(case.path("content")).unwrap();
        case.run(&["new", "--date", "2025-03-04", &format!("--service={title}"), "--", title]).succeeds();
        let run = case.build();
        run.succeeds().is_sound();
        let incident = &run.incidents()[0];
        assert_eq!(incident["title"], title);
        assert_eq!(incident["services"], serde_json::json!([title]));
        run.page(incident["url"].as_str().unwrap(), |page| {
            page.reads("h1", &[title]);
        });
    }
    let case = Case::new("newline").config("");
    fs::create_dir(case.path("content")).unwrap();
    case.run(&["new", "one\n---\nid: evil\r\n\ttwo"]).succeeds();
    assert_eq!(case.build().titles(), ["one --- id: evil two"]);
}

#[test]
fn the_template_of_the_library_is_used_and_is_no_incident() {
    let case = Case::new("template")
        .config("")
        .file("content/template.md", "---\ntitle: {{title}}\nid: {{id}}\ndate: {{date}}\n---\n\n## Our own section\n");
    case.run(&["new", "A: b", "--date", "2025-03-04"]).succeeds();
    let run = case.build();
    run.succeeds().mentions("Our own section");
    assert_eq!(run.titles(), ["A: b"]);
}

fn library() -> Case {
    Case::new("search").config("")
        .incident("queue", "title: The message broker ran out of disk\ndate: 2024-05-06\nseverity: sev2\nservices: [broker]\nfactors: [capacity-planning]\nalerts: ['KafkaDiskFull']", "Consumers were lagging behind the retention window for hours. Zürich too.")
        .incident("dns", "title: Names did not resolve\ndate: 2024-06-06\nservices: [resolver]\nfactors: [dns]", "The window of retention was not the cause, the disk was fine.")
        .incident("ja", "title: 検索が遅い\ndate: 2024-07-06", "データベースの遅延が発生した。")
}

fn ids(case: &Case, words: &[&str]) -> Vec<String> {
    let mut all = vec!["search", "--format", "json"];
    all.extend(words);
    case.run(&all).json()["hits"]
        .as_array()
        .expect("hits")
        .iter()
        .map(|h| h["id"].as_str().expect("hits").to_owned())
        .collect()
}

#[test]
fn search_finds_words_phrases_and_leaves_out_what_is_not_wanted() {
    let case = library();
    assert_eq!(ids(&case, &["broker"]), ["queue"]);
    assert_eq!(ids(&case, &["retention", "window"]).len(), 2);
    assert_eq!(ids(&case, &["\"retention window\""]), ["queue"]);
    assert_eq!(ids(&case, &["disk -resolver"]), ["queue"]);
    assert_eq!(ids(&case, &["kafkadiskfull"]), ["queue"]);
    assert_eq!(ids(&case, &["RESOLVED"]), ["dns"], "words are stemmed and case does not matter");
    assert_eq!(ids(&case, &["zurich"]), ["queue"], "diacritics do not matter");
    assert_eq!(ids(&case, &["遅延"]), ["ja"]);
}

#[test]
fn what_matches_all_words_comes_before_what_matches_some() {
    assert_eq!(ids(&library(), &["disk", "retention", "cause"])[0], "dns");
    assert_eq!(ids(&library(), &["disk", "retention", "consumers"])[0], "queue");
}

#[test]
fn search_reports_json_with_the_fields_of_each_hit() {
    let run = library().run(&["search", "--format", "json", "--limit", "1", "retention"]);
    run.succeeds();
    let json = run.json();
    assert_eq!(json["total"], 2);
    assert_eq!(json["hits"].as_array().unwrap().len(), 1);
    let run = library().run(&["search", "--format", "json", "lagging"]);
    let hit = &run.json()["hits"][0];
    let mut keys: Vec<&str> = hit.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let fields = "anchor date factors heading id kind more score services severity snippet source title url";
    assert_eq!(keys, fields.split(' ').collect::<Vec<_>>());
    assert_eq!(
        (&hit["id"], &hit["date"], &hit["severity"], &hit["source"]),
        (&"queue".into(), &"2024-05-06".into(), &"SEV-2".into(), &"content/incidents/queue.md".into())
    );
    assert_eq!(
        (&hit["services"], &hit["factors"], &hit["url"]),
        (
            &serde_json::json!(["broker"]),
            &serde_json::json!(["capacity-planning"]),
            &"incidents/queue/index.html".into()
        )
    );
    assert!(hit["score"].as_f64().unwrap() > 0.0 && hit["snippet"].as_str().unwrap().contains("lagging"));
}

#[test]
fn search_prints_title_facts_snippet_and_source() {
    let run = library().run(&["search", "lagging"]);
    run.succeeds().says_nothing();
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[..2], ["The message broker ran out of disk", "  2024-05-06  SEV-2  broker"]);
    assert!(lines[2].contains("lagging") && lines[3] == "  content/incidents/queue.md", "{lines:#?}");
    library().run(&["search", "--limit", "1", "retention"]).prints("2 results in all");
}

#[test]
fn search_that_finds_nothing_exits_with_one() {
    library().run(&["search", "zebra"]).fails().prints("nothing found");
    let run = library().run(&["search", "--format", "json", "zebra"]);
    run.fails();
    assert_eq!(
        run.json(),
        serde_json::json!({
            "total": 0, "full": 0, "hits": [], "notes": [{ "code": "no-match", "word": "zebra" }]
        })
    );
}

#[test]
fn no_query_breaks_search() {
    let case = library();
    for query in
        ["\"", "AND", "title:", "((", "disk\"", "- -", "*", "a:b:c", "\u{1b}[31m", "~", "\"\"", "-disk", "+", "\\"]
    {
        let run = case.run(&["search", "--", query]);
        assert!(matches!(run.code, Some(0 | 1)), "{query}: {:?} {}", run.code, run.stderr);
        assert!(!run.stderr.contains("panicked"), "{query}: {}", run.stderr);
    }
    case.run(&["search"]).refuses();
}

#[test]
fn search_needs_no_build_and_notices_that_content_changed() {
    let case = library();
    assert_eq!(ids(&case, &["zebra"]), [""; 0]);
    let case = case.incident("zebra", "title: A zebra", "x");
    assert_eq!(ids(&case, &["zebra"]), ["zebra"]);
    let case = case.incident("zebra", "title: A horse", "x");
    assert_eq!(ids(&case, &["zebra"]), [""; 0]);
    let case = case.without("content/incidents/queue.md");
    assert_eq!(ids(&case, &["broker"]), [""; 0]);
    let case = case.config("[[severity]]\nid = \"top\"\naliases = [\"sev2\"]\n").incident(
        "queue",
        "title: Broker\nseverity: sev2",
        "x",
    );
    assert_eq!(case.run(&["search", "--format", "json", "broker"]).json()["hits"][0]["severity"], "top");
}

#[test]
fn search_honours_drafts_future_and_audience() {
    let case = Case::new("which")
        .config("")
        .incident("d", "title: Zebra draft\ndraft: true", "x")
        .incident("f", "title: Zebra future\ndate: 2030-01-01", "x")
        .incident("i", "title: Zebra internal", "x")
        .incident("p", "title: Zebra public\naudience: public", "x");
    let sorted = |words: &[&str]| {
        let mut found = ids(&case, words);
        found.sort();
        found
    };
    assert_eq!(sorted(&["zebra"]), ["i", "p"]);
    assert_eq!(sorted(&["--drafts", "zebra"]), ["d", "i", "p"]);
    assert_eq!(sorted(&["--future", "zebra"]), ["f", "i", "p"]);
    assert_eq!(sorted(&["--date", "2031-01-01", "zebra"]), ["f", "i", "p"]);
    assert_eq!(sorted(&["--audience", "public", "zebra"]), ["p"]);
    assert_eq!(sorted(&["zebra"]), ["i", "p"]);
}

#[test]
fn completions_and_the_manual_name_every_command() {
    let case = Case::new("manual");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = case.run(&["completions", shell]);
        run.succeeds();
        for command in ["build", "init", "new", "import", "search", "completions", "man"] {
            run.prints(command);
        }
    }
    case.run(&["completions", "tcsh"]).refuses();
    let run = case.run(&["man"]);
    run.succeeds().prints(".TH");
    for word in ["build", "init", "search", "completions", "base\\-url", "strict", "limit", "audience"] {
        run.prints(word);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_problem() {
    library()
        .shell("candor search retention | true; candor man | head -1 >/dev/null")
        .succeeds()
        .does_not_say("panicked")
        .does_not_say("error");
}

#[test]
fn search_leaves_out_a_phrase() {
    assert_eq!(ids(&library(), &["retention -\"retention window\""]), ["dns"]);
}
