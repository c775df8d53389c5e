//! `book.toml`, the environment, the command line, and exit codes.

use crate::case::Case;

const INCIDENT: &str =
    "---\ntitle: Queue fell over\ndate: 2024-05-06\nservices: [queue]\nfactors: [dns]\n---\nIt fell over.\n";

fn one(name: &str) -> Case {
    Case::new(name).config("").file("content/incidents/queue.md", INCIDENT)
}

#[test]
fn a_folder_with_markdown_and_no_book_toml_is_itself_a_library() {
    let case = Case::new("zero configuration")
        .file("queue.md", INCIDENT)
        .file("deep/er/second.md", "# Second thing\n\nText.\n");
    let run = case.build();
    run.succeeds().prints("built 2 incidents").is_sound();
    assert_eq!(run.titles(), ["Queue fell over", "Second thing"]);
    run.page("index.html", |page| {
        page.has("title", "Library");
    });
}

#[test]
fn the_build_ends_by_saying_which_file_to_open() {
    let run = one("what to open").build();
    let site = run.site.canonicalize().unwrap();
    assert!(run.stdout.ends_with(&format!("open {}\n", site.join("index.html").display())), "{}", run.stdout);
}

#[test]
fn the_configuration_names_the_content_folder() {
    let case = Case::new("content folder")
        .config("content = \"docs/pm\"")
        .file("docs/pm/queue.md", INCIDENT)
        .file("content/other.md", INCIDENT);
    let run = case.build();
    run.succeeds();
    assert_eq!(run.titles(), ["Queue fell over"]);
    assert_eq!(run.incidents()[0]["source"], "docs/pm/queue.md");
}

#[test]
fn a_missing_content_folder_is_wrong_use_with_a_way_out() {
    Case::new("no content").config("").build().refuses().says("content").says("candor init");
    Case::new("no root").run_inside(&["--root", "nowhere", "build"]).refuses().says("`nowhere` is no folder");
}

#[test]
fn an_unknown_key_is_an_error_with_its_place_and_what_was_meant() {
    let case = one("unknown key").config("title = \"A\"\ntitel = \"B\"\n");
    case.build()
        .refuses()
        .says("unknown key `titel`")
        .says("book.toml:2:1")
        .says("did you mean `title`?")
        .lacks("index.html");
}

#[test]
fn a_configuration_that_is_no_toml_is_refused_with_its_place() {
    one("broken toml").config("title = \"A\nlanguage = 3\n").build().refuses().says("book.toml:1:").lacks("index.html");
}

#[test]
fn every_problem_of_a_configuration_is_said_in_one_run() {
    let run =
        one("many problems").config("titel = \"x\"\nstrict = 3\nbase_url = \"ftp://x\"\nid_pattern = \"(\"\n").build();
    run.refuses().says("titel").says("`strict`").says("base_url").says("id_pattern");
}

#[test]
fn the_environment_overrides_the_file_and_the_command_line_overrides_both() {
    let case = one("override").config("title = \"From the file\"\nout = \"a\"\n");
    let titled = case.clone().env("CANDOR_TITLE", "From outside").build();
    assert_eq!(titled.code, Some(0));
    let home = std::fs::read_to_string(case.path("a/index.html")).unwrap();
    assert!(home.contains("From outside") && !home.contains("From the file"));
    case.clone().env("CANDOR_OUT", "b").build().succeeds();
    assert!(case.path("b/index.html").is_file());
    case.clone().env("CANDOR_OUT", "b2").option("--out").option("c").run_inside(&["build", "--out", "c"]).succeeds();
    assert!(case.path("c/index.html").is_file() && !case.path("b2").exists());
}

#[test]
fn a_variable_that_is_no_setting_is_a_warning_and_a_wrong_value_an_error() {
    one("variable")
        .env("CANDOR_TITEL", "x")
        .build()
        .succeeds()
        .says("CANDOR_TITEL")
        .says("did you mean `CANDOR_TITLE`?");
    one("wrong value").env("CANDOR_STRICT", "maybe").build().refuses().says("CANDOR_STRICT");
}

#[test]
fn the_clock_of_a_build_is_the_date_option_then_source_date_epoch() {
    let case = Case::new("clock").config("").incident("late", "title: Late one\ndate: 2026-03-01", "Text.").incident(
        "old",
        "title: Old one\ndate: 2020-01-01",
        "Text.",
    );
    assert_eq!(case.build().titles(), ["Old one"]);
    let later = case.clone().env("SOURCE_DATE_EPOCH", "1772409600");
    assert_eq!(later.build().titles(), ["Late one", "Old one"]);
    assert_eq!(later.option("--date").option("2026-02-28").build().titles(), ["Old one"]);
    case.clone().option("--date").option("soon").build().refuses().says("`soon` is no date").says("2026-01-31");
    case.env("SOURCE_DATE_EPOCH", "noon").build().refuses().says("SOURCE_DATE_EPOCH");
}

#[test]
fn strict_makes_warnings_fail_the_build_and_publishes_nothing() {
    let case = one("strict").incident("dead", "title: Dead link\ndate: 2024-01-01", "[x](nowhere.md)");
    case.build().succeeds().says("warning[dead-link]");
    std::fs::remove_dir_all(case.path("public")).unwrap();
    let run = case.clone().option("--strict").build();
    run.fails().says("error[dead-link]").prints("nothing was published").lacks("index.html");
    case.config("strict = true").build().fails();
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let case = one("quiet").incident("dead", "title: Dead link\ndate: 2024-01-01", "[x](nowhere.md)");
    let run = case.run(&["-q", "build"]);
    run.succeeds().says_nothing();
    assert_eq!(run.stdout, "");
    let strict = case.run(&["-q", "build", "--strict"]);
    strict.fails().says("error[dead-link]");
    assert_eq!(strict.stdout, "");
}

#[test]
fn verbose_says_each_stage_and_each_file_passed_over() {
    let case = one("verbose").file("content/README.md", "# Read me\n");
    case.run(&["-v", "build"])
        .succeeds()
        .prints(" ms  parse")
        .prints(" ms  write")
        .prints("passed over README.md: a README");
}

#[test]
fn a_build_reports_one_json_object_with_counts_stages_and_diagnostics() {
    let case = one("json").incident(
        "dead",
        "title: Dead link\ndate: 2024-01-01\nfactors: [dns]",
        "Text\n\nand [x](nowhere.md)",
    );
    let report = case.report();
    let keys: Vec<&String> = report.as_object().unwrap().keys().collect();
    let mut wanted = ["incidents", "services", "factors", "pages", "files", "bytes", "stages", "diagnostics"];
    wanted.sort_unstable();
    assert_eq!(keys, wanted.iter().collect::<Vec<_>>());
    assert_eq!((&report["incidents"], &report["services"], &report["factors"]), (&2.into(), &1.into(), &1.into()));
    let site = crate::case::tree(&case.path("public"));
    let site: Vec<_> = site.iter().filter(|(p, _)| p != ".candor-manifest.json").collect();
    assert_eq!(report["files"], site.len());
    assert_eq!(report["bytes"], site.iter().map(|(_, b)| b.len()).sum::<usize>());
    assert_eq!(report["pages"], site.iter().filter(|(p, _)| p.ends_with(".html")).count());
    let names: Vec<&str> = report["stages"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    for stage in ["walk", "parse", "link", "render", "index", "write"] {
        assert!(names.contains(&stage), "{names:?}");
    }
    assert!(report["stages"].as_array().unwrap().iter().all(|s| s["milliseconds"].as_f64().is_some_and(|m| m >= 0.0)));
    let problem = &report["diagnostics"][0];
    assert_eq!(
        (&problem["code"], &problem["severity"], &problem["file"], &problem["line"], &problem["column"]),
        (&"dead-link".into(), &"warning".into(), &"content/incidents/dead.md".into(), &9.into(), &5.into())
    );
    assert!(problem["message"].as_str().unwrap().contains("nowhere.md"));
    assert!(problem["help"].is_string());
    assert_eq!((&problem["end_line"], problem["end_column"].is_u64()), (&9.into(), true));
    assert_eq!(problem.as_object().unwrap().len(), 9);
}

#[test]
fn a_failed_build_reports_json_too() {
    let case = one("json of a failure").incident("a", "title: A\nid: X-1", "a").incident("b", "title: B\nid: X-1", "b");
    let run = case.run(&["build", "--format", "json"]);
    run.fails();
    assert_eq!(run.json()["diagnostics"][0]["code"], "duplicate-id");
    assert_eq!(run.stderr, "");
}

#[test]
fn wrong_words_on_the_command_line_exit_with_two() {
    let case = one("usage");
    case.run(&["build", "--frmat", "json"]).refuses().says("--format");
    case.run(&["bild"]).refuses().says("build");
    case.run(&[]).refuses();
    case.run(&["--help"]).succeeds().prints("build");
    case.run(&["--version"]).succeeds().prints("candor ");
}

#[test]
fn a_build_writes_no_colour_and_no_progress_bar_where_there_is_no_terminal() {
    let mut case = one("no terminal").incident("dead", "title: Dead link", "[x](nowhere.md)");
    for n in 0..450 {
        case = case.incident(&format!("n{n}"), &format!("title: Incident {n}\ndate: 2024-01-01"), "Text.");
    }
    let run = case.env("NO_COLOR", "").build();
    run.succeeds();
    assert!(!run.stderr.contains('\u{1b}') && !run.stdout.contains('\u{1b}'), "{}", run.stderr);
    assert!(!run.stderr.contains("/4") && !run.stderr.contains('\r'), "{}", run.stderr);
}

#[test]
fn an_empty_library_is_a_site_that_says_so() {
    let run = Case::new("nothing").config("").file("content/pages/x.md", "# X\n").build();
    run.succeeds().says("no-incidents").says("candor new").is_sound();
    run.page("incidents/index.html", |page| {
        page.has(".empty", "no incident");
    });
}

#[test]
fn title_description_language_footer_menu_and_logo_stand_on_the_pages() {
    let config = "title = \"Our lessons\"\ndescription = \"What we learned\"\nlanguage = \"ar\"\nfooter = \"Kept by nobody in particular\"\nlogo = \"mark.svg\"\n\
        [[menu]]\nlabel = \"Handbook\"\nurl = \"https://handbook.example/\"\n[[menu]]\nlabel = \"By year\"\nurl = \"/years/2024/\"\n";
    let run = one("frame").config(config).file("mark.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>").build();
    run.succeeds().is_sound();
    run.page("incidents/queue/index.html", |page| {
        page.attribute("html", "lang", "ar").attribute("html", "dir", "rtl");
        page.has("title", "Our lessons").has("footer", "Kept by nobody in particular");
        page.attribute("header a", "href", "https://handbook.example/").attribute(
            "header a",
            "href",
            "../../years/2024/index.html",
        );
        assert!(page.attributes("header img", "src").iter().any(|s| s.starts_with("../../assets/logo.")));
    });
    run.page("index.html", |page| {
        page.attribute("meta[name=description]", "content", "What we learned");
    });
}

#[test]
fn pages_ask_search_engines_to_stay_away_unless_told_otherwise() {
    one("noindex").build().page("incidents/queue/index.html", |page| {
        page.attribute("meta[name=robots]", "content", "noindex, nofollow");
    });
    one("index").config("noindex = false").build().page("incidents/queue/index.html", |page| {
        page.counts("meta[name=robots]", 0);
    });
}

#[test]
fn the_severity_scale_is_configurable_and_keeps_the_raw_word() {
    let config = "[[severity]]\nid = \"black\"\nname = \"Black\"\ndescription = \"All is dark\"\naliases = [\"total\"]\n[[severity]]\nid = \"grey\"\n";
    let case = Case::new("scale").config(config);
    let case = case.incident("a", "title: A\ndate: 2024-01-01\nseverity: TOTAL", "x").incident(
        "b",
        "title: B\ndate: 2024-01-02\nseverity: puce",
        "x",
    );
    let run = case.build();
    run.succeeds().says("info[unknown-severity]").says("puce").is_sound();
    run.page("incidents/a/index.html", |page| {
        page.fact("Severity", "Black TOTAL");
    });
    run.page("severities/black/index.html", |page| {
        page.has(".row-title", "A").has(".lead", "All is dark").counts("[data-incident]", 1);
    });
    run.page("severities/index.html", |page| {
        page.has(".pairs", "puce").has(".entry", "grey");
    });
    let levels: Vec<_> = run.incidents().iter().map(|i| i["severity"].clone()).collect();
    assert_eq!(levels, ["puce", "Black"]);
}

#[test]
fn the_words_of_other_scales_find_their_level() {
    let mut case = Case::new("words of severity").config("");
    for (n, word) in ["SEV-2", "P2", "S2", "'🟢 P2 - 中等'", "high", "partial-outage"].iter().enumerate() {
        case = case.incident(&format!("i{n}"), &format!("title: Incident {n}\nseverity: {word}"), "x");
    }
    let run = case.build();
    run.succeeds().says_nothing();
    assert!(run.incidents().iter().all(|i| i["severity"] == "SEV-2"), "{:?}", run.incidents());
}

#[test]
fn without_a_root_the_current_folder_is_the_library() {
    Case::new("current folder")
        .file("queue.md", INCIDENT)
        .run_inside(&["build"])
        .succeeds()
        .has("incidents/queue/index.html");
}
