//! What is read, and what it becomes: front matter, fallbacks, folders, links on the disk.

use crate::case::{Case, Run};

fn built(case: &Case) -> Run {
    let run = case.build();
    run.succeeds();
    run
}

fn only(run: &Run) -> serde_json::Value {
    let all = run.incidents();
    assert_eq!(all.len(), 1, "{all:#?}");
    all[0].clone()
}

#[test]
fn yaml_toml_and_json_front_matter_say_the_same() {
    let yaml = "---\ntitle: The broker ran out of disk\ndate: 2024-05-06\nseverity: sev2\nservices: [broker, web]\nfactors: [capacity-planning]\ntags: [disk]\n---\nIt was full.\n";
    let toml = "+++\ntitle = \"The broker ran out of disk\"\ndate = 2024-05-06\nseverity = \"sev2\"\nservices = [\"broker\", \"web\"]\nfactors = [\"capacity-planning\"]\ntags = [\"disk\"]\n+++\nIt was full.\n";
    let zola = "+++\ntitle = \"The broker ran out of disk\"\ndate = 2024-05-06\n[extra]\nseverity = \"sev2\"\nfactors = [\"capacity-planning\"]\n[taxonomies]\nservices = [\"broker\", \"web\"]\ntags = [\"disk\"]\n+++\nIt was full.\n";
    let json = "{\n\"title\": \"The broker ran out of disk\", \"date\": \"2024-05-06\", \"severity\": \"sev2\",\n\"services\": [\"broker\", \"web\"], \"factors\": [\"capacity-planning\"], \"tags\": [\"disk\"]}\n\nIt was full.\n";
    let mut seen = Vec::new();
    for text in [yaml, toml, zola, json] {
        let run = built(&Case::new("notations").file("x.md", text));
        run.says_nothing();
        seen.push(only(&run));
    }
    assert_eq!(seen[0]["services"], serde_json::json!(["broker", "web"]));
    assert_eq!(seen[0]["factors"], serde_json::json!(["capacity-planning"]));
    assert_eq!((&seen[0]["severity"], &seen[0]["tags"]), (&"SEV-2".into(), &serde_json::json!(["disk"])));
    assert!(seen.iter().all(|s| *s == seen[0]), "{seen:#?}");
}

#[test]
fn a_file_without_front_matter_has_its_title_from_the_heading_and_its_date_from_the_name() {
    let run = built(&Case::new("none").file("2022-12-13-root-full.md", "# The root disk was full\n\nText.\n"));
    let incident = only(&run);
    assert_eq!(
        (&incident["title"], &incident["date"], &incident["date_precision"]),
        (&"The root disk was full".into(), &"2022-12-13".into(), &"day".into())
    );
    run.page("incidents/2022-12-13-root-full/index.html", |page| {
        page.reads("h1", &["The root disk was full"]);
        page.fact("Date", "13 December 2022 from the file name");
    });
}

#[test]
fn a_file_without_a_heading_has_its_title_from_its_name() {
    let run = built(&Case::new("file name").file("2022-12-13-root-disk_full.md", "Only text.\n"));
    assert_eq!(only(&run)["title"], "Root disk full");
}

#[test]
fn an_id_in_the_file_name_is_the_id_and_the_address() {
    let run = built(&Case::new("id").file("PM2022-006 - Kafka down.md", "# Kafka is down\n"));
    let incident = only(&run);
    assert_eq!((&incident["id"], &incident["url"]), (&"PM2022-006".into(), &"incidents/PM2022-006/index.html".into()));
    run.page("incidents/PM2022-006/index.html", |page| {
        page.fact("Id", "PM2022-006 from the file name");
    });
}

#[test]
fn title_and_date_never_change_an_address() {
    let case = Case::new("lasting").config("").incident("queue", "title: First title\ndate: 2020-01-01", "x");
    assert_eq!(only(&built(&case))["url"], "incidents/queue/index.html");
    let case = case.incident("queue", "title: Another title\ndate: 2021-01-01", "x");
    assert_eq!(only(&built(&case))["url"], "incidents/queue/index.html");
}

#[test]
fn a_month_folder_dates_a_file_to_the_month() {
    let run = built(&Case::new("month").file("2023-07/a-thing.md", "# A thing\n"));
    let incident = only(&run);
    assert_eq!((&incident["date"], &incident["date_precision"]), (&"2023-07".into(), &"month".into()));
}

#[test]
fn fields_are_known_under_the_names_of_other_tools() {
    let fields = "title: A\nincident_start_date: 2024-05-06T10:00:00Z\nresolvedWhen: 2024-05-06T12:30:00Z\naffectedsystems: [web, db]\npriority: P1\ncontributing_factors: config_change\nkeywords: k1, k2";
    let run = built(&Case::new("aliases").config("").incident("a", fields, "x"));
    run.says_nothing();
    let incident = only(&run);
    assert_eq!(incident["services"], serde_json::json!(["web", "db"]));
    assert_eq!(incident["factors"], serde_json::json!(["config-change"]));
    assert_eq!(incident["tags"], serde_json::json!(["k1", "k2"]));
    assert_eq!((&incident["severity"], &incident["date"]), (&"SEV-1".into(), &"2024-05-06T10:00:00Z".into()));
    run.page("incidents/a/index.html", |page| {
        page.fact("Duration", "2 h 30 min computed from start and end");
    });
}

#[test]
fn a_near_miss_of_a_field_name_is_suggested_and_kept() {
    let case = Case::new("slip").config("").incident("a", "title: A\nsevrity: sev1", "x");
    let run = built(&case);
    run.says("unknown field `sevrity`").says("content/incidents/a.md:3:1").says("did you mean `severity`?");
    run.page("incidents/a/index.html", |page| {
        page.has(".facts", "sevrity");
    });
}

#[test]
fn a_time_without_a_zone_is_not_made_utc() {
    let run = built(&Case::new("zones").config("").incident(
        "a",
        "title: A\nstarted_at: 2024-05-06 10:00\nresolved_at: 2024-05-06T12:00:00+02:00",
        "x",
    ));
    run.page("incidents/a/index.html", |page| {
        page.fact("Started", "6 May 2024, 10:00 time zone not stated");
        assert!(!page.texts(".facts div").iter().any(|f| f.starts_with("Duration")), "a duration across unknown zones");
    });
    assert_eq!(only(&run)["date"], "2024-05-06T10:00");
}

#[test]
fn an_impossible_date_and_an_end_before_the_start_are_said_with_their_places() {
    let case = Case::new("dates").config("");
    let case = case.incident("a", "title: A\ndate: 20202-01-16", "x").incident(
        "b",
        "title: B\nstarted_at: 2024-01-02T00:00Z\nresolved_at: 2024-01-01T00:00Z",
        "x",
    );
    let run = built(&case);
    run.says("warning[bad-date]")
        .says("content/incidents/a.md:3:7")
        .says("warning[end-before-start]")
        .says("content/incidents/b.md:4:");
    assert_eq!(run.titles().len(), 2);
}

#[test]
fn broken_front_matter_costs_a_warning_and_never_the_page() {
    let case = Case::new("broken")
        .config("")
        .file("content/2024-05-06-a.md", "---\ntitle: [unclosed\nseverity: sev1\n---\n# The real title\n\nThe body.\n");
    let run = built(&case);
    run.says("warning[bad-front-matter]").says("content/2024-05-06-a.md:3");
    assert_eq!(only(&run)["title"], "The real title");
    run.page("incidents/2024-05-06-a/index.html", |page| {
        page.has(".prose", "The body.");
    });
}

#[test]
fn reserved_folders_hold_paths_services_factors_and_pages() {
    let case = Case::new("reserved")
        .config("")
        .incident("a", "title: A\nservices: [dns-resolver]\nfactors: [dns]", "x")
        .file("content/paths/first.md", "---\ntitle: First path\nsteps: [a]\n---\n")
        .file(
            "content/services/dns-resolver.md",
            "---\ntitle: Resolver\nname: dns-resolver\ndescription: Finds names\n---\nAbout it.\n",
        )
        .file("content/factors/dns.md", "---\nname: dns\ndefinition: Our own definition\n---\nMore on it.\n")
        .file("content/pages/house.md", "---\ntitle: The house\nmenu: true\n---\nRules.\n");
    let run = built(&case);
    run.says_nothing().is_sound();
    assert_eq!(run.titles(), ["A"]);
    run.page("paths/first/index.html", |p| {
        p.reads("h1", &["First path"]);
    });
    run.page("services/dns-resolver/index.html", |p| {
        p.has(".lead", "Finds names").has(".prose", "About it.").has(".row-title", "A");
    });
    run.page("factors/dns/index.html", |p| {
        p.has(".lead", "Our own definition").has(".prose", "More on it.").has(".row-title", "A");
    });
    run.page("pages/house/index.html", |p| {
        p.has(".prose", "Rules.").has("header nav", "The house");
    });
}

#[test]
fn readmes_section_pages_and_templates_are_no_incidents() {
    let mut case = Case::new("passed over").config("").incident("a", "title: A", "x");
    for name in [
        "README.md",
        "readme.md",
        "x/_index.md",
        "template.md",
        "post_mortem_template.md",
        "x/archetypes/incident.md",
        "CONTRIBUTING.md",
        "LICENSE.md",
    ] {
        case = case.file(&format!("content/{name}"), "# Not an incident\n");
    }
    let case = case.file("content/2024-01-01-email-template.md", "# The email template broke\n");
    let run = built(&case);
    let mut titles = run.titles();
    titles.sort();
    assert_eq!(titles, ["A", "The email template broke"]);
    run.never_mentions("Not an incident");
}

#[test]
fn a_page_bundle_is_one_document_with_its_images() {
    let case = Case::new("bundle")
        .config("")
        .file("content/2024-01-02-fritz/index.md", "# Fritz\n\n![plan](plan.svg)\n")
        .file("content/2024-01-02-fritz/plan.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    let run = built(&case);
    run.says_nothing().has("incidents/2024-01-02-fritz/plan.svg").is_sound();
    assert_eq!((&only(&run)["title"], &only(&run)["date"]), (&"Fritz".into(), &"2024-01-02".into()));
}

#[test]
fn the_folder_is_the_service_where_nothing_else_names_one() {
    let run = built(&Case::new("folder").config("").file("content/payments/a.md", "# A\n"));
    assert_eq!(only(&run)["services"], serde_json::json!(["payments"]));
}

#[test]
fn the_own_output_and_the_cache_are_never_read_as_content() {
    let case = Case::new("own output").file("a.md", "# A\n");
    built(&case);
    let case =
        case.file("public/notes.md", "# A note beside the site\n").file(".candor/left.md", "# A note in the cache\n");
    let run = built(&case);
    assert_eq!(run.titles(), ["A"]);
    built(&case.clone().option("--out").option(&case.place("elsewhere")));
    let run = case.build();
    assert_eq!(run.titles(), ["A"], "the site of an earlier build is known by its manifest");
}

#[test]
fn an_output_inside_the_content_folder_is_not_read() {
    let case = Case::new("inside").config("out = \"content/site\"").incident("a", "title: A", "x");
    case.build().succeeds();
    let case = case.file("content/site/b.md", "# B\n");
    case.build().succeeds().prints("built 1 incident,");
}

#[test]
fn hidden_files_and_ignored_ones_are_not_read() {
    let case = Case::new("ignored")
        .config("ignore = [\"drafts/**\", \"*.tmp.md\"]")
        .incident("a", "title: A", "x")
        .file("content/.hidden.md", "# Unseen one\n")
        .file("content/.git/b.md", "# Unseen one\n")
        .file("content/drafts/c.md", "# Ignored\n")
        .file("content/d.tmp.md", "# Ignored\n");
    let run = built(&case);
    assert_eq!(run.titles(), ["A"]);
    run.says_nothing().never_mentions("Unseen one").never_mentions("Ignored");
}

#[test]
fn a_symbolic_link_that_runs_in_a_circle_is_said_and_passed_over() {
    let case = Case::new("circle").config("").incident("a", "title: A", "x").link("content/loop", "../content");
    let run = built(&case);
    run.says("refused-link").says("runs in a circle").says("content/loop");
    assert_eq!(run.titles(), ["A"]);
}

#[test]
fn a_symbolic_link_that_leaves_the_library_is_refused() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.md"), "# Secret of the host\n").unwrap();
    std::fs::write(outside.path().join("key.png"), "secret").unwrap();
    let case = Case::new("outside")
        .config("")
        .incident("a", "title: A", "![k](key.png)\n\nText.")
        .link("content/incidents/out.md", outside.path().join("secret.md"))
        .link("content/folder", outside.path())
        .link("content/incidents/key.png", outside.path().join("key.png"));
    let run = built(&case);
    run.says("leaves the library")
        .says("content/incidents/out.md")
        .says("content/folder")
        .says("content/incidents/key.png")
        .says("missing-image");
    run.never_mentions("Secret of the host").lacks("incidents/a/key.png");
    assert_eq!(run.titles(), ["A"]);
}

#[test]
fn a_symbolic_link_inside_the_library_is_followed() {
    let case = Case::new("inside")
        .config("")
        .incident("a", "title: A", "x")
        .file("archive/b.md", "# B\n")
        .link("content/old", "../archive");
    assert_eq!(built(&case).titles(), ["A", "B"]);
}

#[test]
fn a_dangling_link_and_a_pipe_are_said_and_never_hang() {
    let case = Case::new("unreadable")
        .config("")
        .incident("a", "title: A", "![p](pipe.png)")
        .link("content/incidents/gone.md", "nowhere.md")
        .pipe("content/incidents/pipe.md")
        .pipe("content/incidents/pipe.png");
    let run = built(&case);
    run.says("a symbolic link to nothing")
        .says("content/incidents/gone.md")
        .says("not a regular file")
        .says("content/incidents/pipe.md");
    assert_eq!(run.titles(), ["A"]);
    assert!(run.seconds < 60.0);
}

#[test]
fn odd_file_names_become_pages_that_links_can_reach() {
    let names = [
        "with space.md",
        "comma, dot. (paren).md",
        "100% #1?.md",
        "ümläut & co.md",
        "日本語.md",
        "CRLF.markdown",
        "quote'\".md",
        "a<b>.md",
        "[x].md",
        "c:d.md",
    ];
    let mut case = Case::new("odd names").config("");
    for name in names {
        case = case.file(&format!("content/incidents/{name}"), "# Odd\r\n\r\nText.\r\n![i](<i m%26g.svg>)");
    }
    let case = case.file("content/incidents/i m&g.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    let run = built(&case);
    run.is_sound();
    assert_eq!(run.titles().len(), names.len());
}

#[test]
fn titles_that_repeat_have_pages_of_their_own() {
    let run =
        built(&Case::new("repeat").config("").incident("a", "title: Same", "x").incident("b", "title: Same", "y"));
    run.says_nothing().has("incidents/a/index.html").has("incidents/b/index.html");
}

#[test]
fn an_unfilled_placeholder_or_a_section_name_is_no_title() {
    let case = Case::new("no titles")
        .config("")
        .file("content/2024-01-01-queue-fell.md", "# ISSUE NAME\n\nx\n")
        .file("content/2024-01-02-disk-full.md", "# Summary\n\nx\n");
    let mut titles = built(&case).titles();
    titles.sort();
    assert_eq!(titles, ["Disk full", "Queue fell"]);
}

#[test]
fn carriage_returns_a_byte_order_mark_and_a_missing_last_newline_do_no_harm() {
    let run = built(&Case::new("bytes").config("").bytes(
        "content/a.md",
        "\u{feff}---\r\ntitle: A title\r\ndate: 2024-01-01\r\n---\r\n\r\n## One\r\n\r\nLast".as_bytes(),
    ));
    run.says_nothing();
    assert_eq!(only(&run)["title"], "A title");
    run.page("incidents/a/index.html", |p| {
        p.has(".prose h2", "One").has(".prose p", "Last");
    });
}

#[test]
fn an_edit_link_and_the_last_change_come_from_the_repository() {
    let case =
        Case::new("git").config("edit_url = \"https://git.example/edit/{path}\"").incident("a b", "title: A", "x");
    let made = case.shell("git init -q . && git -c user.name=n -c user.email=e@x add -A && GIT_COMMITTER_DATE=2025-04-05T06:07:08Z git -c user.name=n -c user.email=e@x commit -q -m x --date 2025-04-05T06:07:08Z");
    made.succeeds();
    // Hooks and file-system monitors of the checkout are programs of somebody else.
    let case = case.file("trap.sh", "#!/bin/sh\ntouch \"$(dirname \"$0\")/sprung\"\n");
    case.shell("chmod +x trap.sh && git config core.fsmonitor \"$PWD/trap.sh\" && git config log.showSignature true && git config gpg.program \"$PWD/trap.sh\"").succeeds();
    let run = built(&case);
    run.page("incidents/a-b/index.html", |p| {
        p.attribute(".colophon a", "href", "https://git.example/edit/content/incidents/a%20b.md");
        p.has(".colophon", "Last changed 5 April 2025");
    });
    assert!(!case.path("sprung").exists(), "a program of the checkout ran");
}

#[test]
fn a_shallow_clone_says_nothing_about_the_last_change() {
    let case = Case::new("shallow").config("").incident("a", "title: A", "x");
    case.shell("git init -q up && cp -r book.toml content up && cd up && for i in 1 2; do echo $i > n && git add -A && git -c user.name=n -c user.email=e@x commit -q -m x; done; cd .. && git clone -q --depth 1 \"file://$PWD/up\" down").succeeds();
    let run = case.run_inside(&["--root", "down", "build"]);
    run.succeeds();
    let page = std::fs::read_to_string(case.path("down/public/incidents/a/index.html")).unwrap();
    assert!(!page.contains("Last changed"));
}

#[test]
fn a_title_that_breaks_the_front_matter_is_not_cut_short() {
    let run = Case::new("cut")
        .config("")
        .file("content/a.md", "---\ntitle: The broker: out of disk\n---\n\n# The broker ran out of disk\n")
        .build();
    run.succeeds();
    assert_ne!(run.titles(), ["The broker"]);
}

#[test]
fn an_ambiguous_date_is_called_ambiguous() {
    let run = Case::new("ambiguous").config("").incident("a", "title: A\ndate: 7/5/2023", "x").build();
    run.succeeds().does_not_say("no date that exists");
}

#[test]
fn a_kind_that_is_not_known_is_said_and_kept() {
    let run = Case::new("kind").config("").incident("a", "title: A\nkind: outrage", "x").build();
    run.succeeds().says("`outrage` is not a `kind`");
    assert!(run.text_of("incidents/a/index.html").contains("<dd>outrage</dd>"));
}

/// A public post-mortem that names people under labels, in a table and in a bullet.
fn with_people(case: Case) -> Case {
    case.file(
        "content/incidents/2024-03-09-queue.md",
        "---\naudience: public\n---\n# Queue stood still\n\n**Authors:** Zelda Zimmermann\n**Participants:** `@quorra`, Yann Ypsilon\n\n\
         ## Summary\n\nThe queue stood still after a change.\n\n## Action items\n\n| Action | Owner |\n|---|---|\n\
         | Cap the retries | Xaver Xylander |\n\n## Follow-ups\n\n- Alert on depth (owner: [Walt](https://people.example.org/walt))\n\
         - Drain by hand\n  - Owner: Vico Vandervoort\n\n## Attendees\n\n- Ursel Unterwegs\n- Tomke Tiedemann\n",
    )
    .config("title = \"L\"\nbase_url = \"https://library.example.org\"\n")
}

#[test]
fn people_that_a_text_names_are_for_internal_readers_and_for_no_index() {
    let names = ["Zimmermann", "quorra", "Ypsilon", "Xylander", ">Walt<", "Vandervoort", "Unterwegs", "Tiedemann"];
    let public = with_people(Case::new("public")).option("--audience").option("public");
    let run = public.build();
    run.succeeds();
    for (path, bytes) in crate::case::tree(&public.path("public")) {
        let text = String::from_utf8_lossy(&bytes);
        for name in names {
            assert!(!text.contains(name), "`{name}` is in {path} of a public build");
        }
    }
    let internal = with_people(Case::new("internal"));
    internal.build().succeeds();
    let page = std::fs::read_to_string(internal.path("public/incidents/2024-03-09-queue/index.html")).expect("a page");
    for name in names {
        assert!(page.contains(name), "`{name}` is not on the page of an internal build");
    }
    for (path, bytes) in crate::case::tree(&internal.path("public")) {
        let text = String::from_utf8_lossy(&bytes);
        let exported = path.ends_with(".json") || path.ends_with(".xml") || path.starts_with("search/");
        assert!(!exported || !text.contains("Zimmermann"), "{path} exports people");
    }
    let found = internal.run(&["search", "zimmermann", "--format", "json"]);
    assert_eq!(found.code, Some(1), "{}", found.stdout);
}

#[test]
fn a_field_with_day_or_month_first_is_read_as_other_files_of_the_folder_write_dates() {
    let case = Case::new("order")
        .file("a.md", "---\ntitle: A\ndate: 25/09/2024\n---\nThe queue stood still.\n")
        .file("b.md", "---\ntitle: B\ndate: 7/5/2024\n---\nThe cache was cold.\n");
    let run = case.build();
    run.succeeds();
    let dates: Vec<String> = run.incidents().iter().map(|i| i["date"].to_string()).collect();
    assert!(dates.contains(&"\"2024-05-07\"".to_owned()), "{dates:?}");
    assert!(case.problems().iter().any(|p| p.starts_with("ambiguous-date b.md:3")), "{:?}", case.problems());
    let alone = Case::new("alone").file("b.md", "---\ntitle: B\ndate: 7/5/2024\n---\nThe cache was cold.\n");
    assert!(alone.build().incidents().iter().all(|i| i["date"].is_null()));
}
