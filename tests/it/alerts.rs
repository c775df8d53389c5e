//! The page of all alerts and error texts, and the scripts of the search.

use crate::case::Case;

fn library() -> Case {
    Case::new("alerts")
        .config("")
        .incident(
            "a",
            "title: First\ndate: 2024-01-01\nalerts: [HighErrorRate, 'FATAL: <too> many & \"more\"', HighErrorRate]",
            "x",
        )
        .incident("b", "title: Second\ndate: 2024-02-01\nalerts: [HighErrorRate, higherrorrate, '!!!', '???']", "x")
        .incident("c", "title: Draft\ndraft: true\nalerts: [OnlyInADraft]", "x")
        .incident("d", "title: None\ndate: 2024-03-01", "x")
}

#[test]
fn every_alert_stands_once_on_a_page_and_leads_to_its_incidents() {
    let run = library().build();
    run.succeeds().is_sound();
    run.page("alerts/index.html", |page| {
        page.reads(".seen code", &["!!!", "???", "FATAL: <too> many & \"more\"", "HighErrorRate", "higherrorrate"])
            .reads("#higherrorrate .lines a", &["Second", "First"])
            .reads("#higherrorrate-2 .lines a", &["Second"])
            .reads("#untitled .lines a, #untitled-2 .lines a", &["Second", "Second"])
            .has(".total", "5 alerts and error texts")
            .has(".crumbs", "Incidents");
    });
    run.page("incidents/a/index.html", |page| {
        page.has(".alerts", "seen in 2 incidents")
            .counts(".alerts a[href='../../alerts/index.html#higherrorrate']", 1)
            .counts(".alerts a[href='../../alerts/index.html']", 1);
    });
    for page in ["404.html", "search/index.html"] {
        run.page(page, |page| {
            page.has("main", "Alerts and error texts");
        });
    }
}

#[test]
fn a_library_without_alerts_has_no_page_of_them() {
    let run = Case::new("none").config("").incident("a", "title: A", "x").build();
    run.succeeds().is_sound().lacks("alerts/index.html");
    run.page("search/index.html", |page| {
        page.counts("a[href*=alerts]", 0);
    });
}

#[test]
fn an_address_of_the_page_of_alerts_is_no_alias() {
    let run = Case::new("alias").config("").incident("a", "title: A\nalerts: [Down]\naliases: [/alerts/]", "x").build();
    run.succeeds().says("alias-taken").has("alerts/index.html");
}

#[test]
fn an_address_of_the_search_index_is_no_alias() {
    let run = Case::new("alias-index").config("").incident("a", "title: A\naliases: [/search/root.js]", "x").build();
    run.succeeds().says("alias-taken");
    assert!(run.text_of("search/root.js").starts_with("candorShard(\"root\""));
}

#[test]
fn the_scripts_of_a_folder_are_one_script_and_a_theme_adds_to_it() {
    let run = Case::new("scripts")
        .config("theme = \"ours\"\n")
        .incident("a", "title: A", "x")
        .file("themes/ours/theme.toml", "api = 1\n")
        .file("themes/ours/js/search/99-ours.js", "// said nowhere\n  const ours = 'added by us';\n")
        .build();
    run.succeeds().is_sound().mentions("\nconst ours = 'added by us';\n})();");
    let scripts: Vec<&str> = run.urls().into_iter().filter(|u| u.starts_with("assets/js/")).collect();
    let names: Vec<&str> = scripts.iter().filter_map(|s| s.strip_prefix("assets/js/")?.split('.').next()).collect();
    assert_eq!(names, ["candor", "find", "paste", "results", "search", "theme"]);
    for (path, bytes) in run.files() {
        assert!(!String::from_utf8_lossy(bytes).contains("said nowhere"), "{path}");
    }
}
