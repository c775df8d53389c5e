//! import: link lists, CSV, JSON and HTML pages become incidents of a library.

use crate::case::{Case, Run, tree};
use std::fs;

const TABLE: &str = "Summary;Created at;Component;Severity;Cost centre;Notes\n\
    The queue filled up;2024-03-09;queue, web;sev2;42;\"The consumers\nstood still.\"\n\
    Names did not resolve;2024-04-01 10:30;resolver;sev1;;A cache was cold.\n";

const EXPORT: &str = r#"{"total": 2, "issues": [
  {"key": "OPS-1", "fields": {"summary": "The disk was full", "created": "2024-05-06T10:00:00Z", "components": [{"name": "db"}],
   "description": "Nobody looked.", "squad": {"colour": "red"}}},
  {"key": "OPS-2", "fields": {"summary": "The certificate ran out", "created": "7/5/2024", "components": [], "description": "It was\nlong ago."}}
]}"#;

const LIST: &str = "# Some post-mortems\n\n## Contents\n\n- [Hardware](#hardware)\n\n## Hardware\n\n\
    [Acme](https://acme.example/disk). A disk was full. It had been for days.\n\n\
    ## Config\n\n- [Umbrella](https://umbrella.example/flag): a flag was set in all regions\n";

fn library(name: &str) -> Case {
    Case::new(name).config("").incident("mine", "title: Mine", "x")
}

/// A wiki of two incidents, an index, and what must not be taken along.
fn wiki(name: &str) -> Case {
    let page = |title: &str, content: &str| {
        format!(
            "<!doctype html><html><head><title>Ops wiki : {title}</title><style>p {{}}</style></head><body><header>Menu of the wiki</header>\
            <h1 id=\"title-heading\"><span id=\"title-text\">Ops wiki : {title}</span></h1><div id=\"main-content\">{content}</div>\
            <footer>Made by a wiki</footer><script>alert(1)</script></body></html>"
        )
    };
    library(name)
        .file("wiki/index.html", &page("Home", "<ul><li><a href=\"ops/queue.html\">a</a></li><li><a href=\"disk.html\">b</a></li></ul>"))
        .file("wiki/disk.html", &page("Disk full on 2024-02-03", "<h1>Summary</h1><p>The disk was full.</p><p>Like <a href=\"ops/queue.html#TL\">the queue</a>.</p>"))
        .file("wiki/ops/queue.html", &page("Queue stood still", "<h1>Summary</h1><p>The queue stood still, see <a href=\"../index.html\">home</a>.</p>\
            <h2 id=\"TL\">Time line</h2><table><tbody><tr><th>Time</th><th>What</th></tr><tr><td>10:00</td><td>It began | ended</td></tr></tbody></table>\
            <p><img src=\"img/depth.png?v=1\" alt=\"Depth\"></p><p><img src=\"img/link.png\"></p><p><img src=\"../../secret.png\"></p><pre>a &lt; b</pre>"))
        .bytes("wiki/ops/img/depth.png", b"png")
        .bytes("wiki/ops/img/unused.png", b"png")
        .bytes("secret.png", b"hush-hush")
        .link("wiki/ops/img/link.png", "../../../secret.png")
}

fn import(case: &Case, words: &[&str]) -> Run {
    let mut all = vec!["import"];
    all.extend(words);
    case.shell(&format!("candor {}", all.iter().map(|w| format!("'{w}'")).collect::<Vec<_>>().join(" ")))
}

fn text(case: &Case, path: &str) -> String {
    fs::read_to_string(case.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn files(case: &Case) -> Vec<String> {
    tree(&case.path("content")).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_table_becomes_incidents_that_a_build_finds() {
    let case = library("csv").file("export.csv", TABLE);
    let run =
        import(&case, &["export.csv", "--map", "title=Summary", "--map", "date=Created at", "--map", "body=Notes"]);
    run.succeeds().says("imported 2 incidents\n");
    assert_eq!(
        run.stdout,
        "content/incidents/2024-03-09-the-queue-filled-up.md\ncontent/incidents/2024-04-01-names-did-not-resolve.md\n"
    );
    assert_eq!(
        text(&case, "content/incidents/2024-03-09-the-queue-filled-up.md"),
        "---\ntitle: The queue filled up\ndate: 2024-03-09\nseverity: sev2\nservices: [queue, web]\nCost centre: \"42\"\n---\n\nThe consumers\nstood still.\n"
    );
    let run = case.build();
    run.succeeds().is_sound();
    let incidents = run.incidents();
    assert_eq!(run.titles(), ["Names did not resolve", "The queue filled up", "Mine"]);
    assert_eq!(incidents[1]["date"], "2024-03-09");
    assert_eq!(incidents[1]["services"], serde_json::json!(["queue", "web"]));
    assert!(!run.text_of("incidents.json").contains("Cost centre"), "a column of its own is for internal readers");
    run.page(incidents[1]["url"].as_str().unwrap(), |page| {
        page.has(".prose", "The consumers stood still.").has("main", "Cost centre");
    });
}

#[test]
fn an_export_in_json_becomes_incidents_and_a_date_that_cannot_be_read_is_kept() {
    let case = library("json").file("export.json", EXPORT);
    let run = import(
        &case,
        &[
            "export.json",
            "--map",
            "id=key",
            "--map",
            "title=fields.summary",
            "--map",
            "date=fields.created",
            "--map",
            "services=fields.components",
            "--map",
            "body=fields.description",
        ],
    );
    run.succeeds()
        .says("row 2: `date` may have the day or the month first: `7/5/2024`")
        .says("export.json:4:")
        .says("imported 2 incidents");
    let second = text(&case, "content/incidents/the-certificate-ran-out.md");
    assert!(second.contains("date_text: \"7/5/2024\"\n") && !second.contains("\ndate:"), "{second}");
    let run = case.build();
    run.succeeds().does_not_say("date_text").is_sound();
    let incident = run.incidents().into_iter().find(|i| i["id"] == "OPS-1").expect("OPS-1");
    assert_eq!(
        (&incident["date"], &incident["services"]),
        (&"2024-05-06T10:00:00Z".into(), &serde_json::json!(["db"]))
    );
    run.page("incidents/OPS-1/index.html", |page| {
        page.has("main", "fields.squad.colour").has(".prose", "Nobody looked.");
    });
}

#[test]
fn a_list_of_links_becomes_incidents_with_sources_and_suggested_factors() {
    let case = library("links").file("list.md", LIST);
    let run = import(&case, &["list.md"]);
    run.succeeds().says("imported 2 incidents");
    assert_eq!(
        text(&case, "content/incidents/acme-a-disk-was-full.md"),
        "---\ntitle: \"Acme: A disk was full\"\ncategories: [Hardware]\nsources:\n  - {url: \"https://acme.example/disk\", title: Acme}\n---\n\n\
         A disk was full. It had been for days.\n"
    );
    let run = case.build();
    run.succeeds().is_sound();
    assert_eq!(run.titles().len(), 3);
    run.page("incidents/acme-a-disk-was-full/index.html", |page| {
        page.attribute("a", "href", "https://acme.example/disk").has("h1", "Acme: A disk was full");
    });
}

#[test]
fn the_pages_of_a_wiki_become_incidents_with_their_links_tables_and_images() {
    let case = wiki("wiki");
    let run = import(&case, &["wiki"]);
    run.succeeds()
        .says("imported 2 incidents, 1 file copied\n")
        .says("`Home` holds only links to other pages")
        .says("`ops/img/link.png` is a symbolic link and is not followed");
    assert_eq!(
        files(&case),
        [
            "incidents/2024-02-03-disk-full-on-2024-02-03.md",
            "incidents/mine.md",
            "incidents/ops/img/depth.png",
            "incidents/ops/queue-stood-still.md"
        ]
    );
    let queue = text(&case, "content/incidents/ops/queue-stood-still.md");
    assert!(queue.starts_with("---\ntitle: Queue stood still\n---\n\n# Summary\n\n"), "{queue}");
    assert!(queue.contains("| Time | What |\n| --- | --- |\n| 10:00 | It began \\| ended |\n"), "{queue}");
    assert!(queue.contains("![Depth](img/depth.png)") && queue.contains("```\na < b\n```"), "{queue}");
    for gone in ["Menu of the wiki", "Made by a wiki", "alert(1)", "index"] {
        assert!(!queue.contains(gone), "{gone}: {queue}");
    }
    let disk = text(&case, "content/incidents/2024-02-03-disk-full-on-2024-02-03.md");
    assert!(
        disk.contains("[the queue](ops/queue-stood-still.md#time-line)") && disk.contains("date: 2024-02-03\n"),
        "{disk}"
    );
    let run = case.build();
    run.succeeds().does_not_say("dead-link").does_not_say("dead-anchor").is_sound();
    assert_eq!(run.titles(), ["Disk full on 2024-02-03", "Mine", "Queue stood still"]);
    run.page("incidents/ops-queue-stood-still/index.html", |page| {
        page.has(".prose td", "It began | ended").attribute(".prose img", "alt", "Depth");
    });
    run.never_mentions("hush-hush");
}

#[test]
fn one_page_is_imported_with_the_images_beside_it() {
    let case = wiki("page");
    import(&case, &["wiki/ops/queue.html"]).succeeds().says("imported 1 incident, 1 file copied\n");
    assert!(case.path("content/incidents/img/depth.png").is_file());
    assert!(text(&case, "content/incidents/ops-wiki-queue-stood-still.md").contains("(img/depth.png)"));
}

#[test]
fn standard_input_is_read_when_it_is_said_what_comes() {
    let case = library("stdin").file("list.md", LIST);
    case.shell("candor import - --from links < list.md").succeeds().prints("acme-a-disk-was-full.md");
    case.shell("candor import - < list.md").refuses().says("say what comes from standard input");
    case.shell("printf 'title\\nA\\n' | candor import - --from csv --to elsewhere").succeeds();
    assert!(text(&case, "elsewhere/a.md").contains("title: A\n"));
}

#[test]
fn a_second_import_writes_nothing_and_says_so() {
    for (name, words) in [("export.csv", "--map=title=Summary"), ("list.md", "--from=links"), ("wiki", "--from=html")] {
        let case = wiki(name).file("export.csv", TABLE).file("list.md", LIST);
        import(&case, &[name, words]).succeeds();
        let before = tree(case.root());
        let run = import(&case, &[name, words]);
        run.succeeds().says("already there").says("imported 0 incidents, 2 already there\n");
        assert_eq!(run.stdout, "");
        assert!(tree(case.root()) == before, "{name}: something was written");
    }
}

#[test]
fn a_file_that_is_there_is_never_written_over() {
    let case = library("over").file("list.md", LIST).file("content/incidents/acme-a-disk-was-full.md", "mine");
    let run = import(&case, &["list.md"]);
    run.succeeds().says("imported 1 incident, 1 already there\n").says("already-there");
    assert_eq!(text(&case, "content/incidents/acme-a-disk-was-full.md"), "mine");
    assert!(run.stdout.lines().count() == 1, "{}", run.stdout);
}

#[test]
fn a_dry_run_prints_what_it_would_write_and_writes_nothing() {
    let case = wiki("dry");
    let before = tree(case.root());
    let dry = import(&case, &["wiki", "--dry-run", "--to", "new/folder"]);
    dry.succeeds().says("would import 2 incidents, 1 file copied\n");
    assert!(tree(case.root()) == before && !case.path("new").exists());
    let wet = import(&case, &["wiki", "--to", "new/folder"]);
    assert_eq!(dry.stdout, wet.stdout);
    assert_eq!(wet.stdout.lines().count(), 3);
}

#[test]
fn nothing_is_written_through_a_symbolic_link() {
    // The file, a folder on the way, the target, and a folder above it.
    for link in [
        "content/incidents/acme-a-disk-was-full.md",
        "to/acme-a-disk-was-full.md",
        "to",
        "above",
        "wiki-to/ops",
        "wiki-to/ops/img",
    ] {
        let case = wiki(link).file("list.md", LIST).file("elsewhere/keep", "x").link(link, case_elsewhere(link));
        let to = match link.split('/').next().unwrap() {
            "content" => vec![],
            "above" => vec!["--to", "above/to"],
            "wiki-to" => vec!["--to", "wiki-to"],
            _ => vec!["--to", "to"],
        };
        let source = if link.starts_with("wiki-to") { "wiki" } else { "list.md" };
        let mut words = vec![source];
        words.extend(&to);
        let run = import(&case, &words);
        run.says("refused-link").says("nothing is written through it").does_not_say("panicked");
        assert_eq!(run.code, Some(i32::from(link == "to" || link == "above")), "{link}: {}", run.stderr);
        assert_eq!(tree(&case.path("elsewhere")).len(), 1, "{link}");
        assert!(case.path(link).is_symlink(), "{link}");
        words.push("--dry-run");
        import(&case, &words).says("refused-link");
    }
    let case =
        Case::new("library").config("").file("list.md", LIST).file("elsewhere/keep", "x").link("content", "elsewhere");
    import(&case, &["list.md"]).fails().says("refused-link");
    assert_eq!(tree(&case.path("elsewhere")).len(), 1);
}

/// Where a link at some depth leads to the folder `elsewhere`.
fn case_elsewhere(link: &str) -> String {
    let up = "../".repeat(link.matches('/').count());
    let target = if link.ends_with(".md") { "elsewhere/new.md" } else { "elsewhere" };
    format!("{up}{target}")
}

#[test]
fn hostile_titles_and_columns_stay_in_the_folder() {
    let titles = [
        "../../../escape",
        "/etc/passwd",
        ".hidden",
        "README",
        "Security",
        "template",
        "index",
        "a\u{202e}b",
        "---\nid: evil\n---",
        "\"},{\"",
        "con",
    ];
    let long = "very long ".repeat(200);
    let rows: Vec<_> = titles.iter().copied().chain([long.as_str(), "", "日本語の題"]).map(|t| {
        serde_json::json!({ "title": t, "../../own": "x", "": "y", "a\nb: c": "z", long.as_str(): "w", "text": "---\n---\nBody" })
    }).collect();
    let case = library("hostile").file("export.json", &serde_json::to_string(&rows).unwrap());
    let before: Vec<_> = tree(case.root()).into_iter().map(|(p, _)| p).filter(|p| !p.starts_with("content/")).collect();
    let run = import(&case, &["export.json"]);
    run.succeeds().says(&format!("imported {} incidents", rows.len()));
    let after: Vec<_> = tree(case.root()).into_iter().map(|(p, _)| p).filter(|p| !p.starts_with("content/")).collect();
    assert_eq!(before, after);
    for name in files(&case) {
        let name = name.strip_prefix("incidents/").expect("below the target");
        assert!(!name.starts_with('.') && !name.contains('/') && name.len() < 120, "{name}");
    }
    let run = case.build();
    run.succeeds().is_sound();
    assert_eq!(run.incidents().len(), rows.len() + 1, "each is an incident: {:?}", run.titles());
    for title in titles {
        let said = title.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(run.titles().contains(&said), "{said}: {:?}", run.titles());
    }
}

#[test]
fn two_of_one_title_get_two_files() {
    let case = library("twice").file("a.csv", "title,text\nSame,one\nSame,two\nSAME!,three\n");
    let run = import(&case, &["a.csv"]);
    assert_eq!(
        run.stdout.lines().map(|l| l.rsplit('/').next().unwrap()).collect::<Vec<_>>(),
        ["same.md", "same-2.md", "same-3.md"]
    );
    assert!(text(&case, "content/incidents/same-2.md").ends_with("two\n"));
}

#[test]
fn bad_input_is_said_with_its_place_and_the_way_out() {
    let case = library("bad")
        .bytes("latin.csv", b"title,text\nCaf\xe9,x\n")
        .file("empty.csv", "")
        .file("none.json", "[]")
        .file("broken.json", "[{\"title\": \"A\"},\n {\"title\" 5}]")
        .file("prose.md", "# A\n\nOnly words.\n")
        .file("words.txt", "x")
        .file("empty.html", "")
        .file("rows.csv", "title,text\nA,b,c,d\nB,ok\n")
        .file("folder/readme.md", "x");
    import(&case, &["latin.csv"]).fails().says("latin.csv:2:4").says("save it as UTF-8").says("nothing was imported");
    import(&case, &["empty.csv"]).fails().says("the table is empty");
    import(&case, &["none.json"]).fails().says("no object");
    import(&case, &["prose.md"]).fails().says("need no import");
    import(&case, &["empty.html"]).fails().says("no text");
    import(&case, &["folder"]).fails().says("needs no import");
    import(&case, &["gone.csv"]).fails().says("there is no such file");
    import(&case, &["broken.json"]).succeeds().says("broken.json:2:11").says("imported 1 incident\n");
    import(&case, &["rows.csv"])
        .succeeds()
        .says("row 1 has 4 cells for 2 columns")
        .says("rows.csv:2:1")
        .says("imported 1 incident\n");
    import(&case, &["words.txt"]).refuses().says("--from links");
    import(&case, &["folder", "--from", "csv"]).refuses().says("is a folder");
    import(&case, &["rows.csv", "--map", "titel=text"]).refuses().says("did you mean `title`?");
    import(&case, &["rows.csv", "--map", "date=Dat"]).refuses().says("has no column `Dat`");
    import(&case, &["prose.md", "--map", "title=x"]).refuses().says("only CSV and JSON have");
}

#[test]
fn a_library_is_needed_only_where_no_folder_is_named() {
    let case = Case::new("alone").file("a.csv", "title\nA\n");
    fs::create_dir(case.path("empty")).unwrap();
    case.shell("candor --root empty import a.csv").refuses().says("candor init");
    case.shell("candor --root empty import a.csv --to out").succeeds().prints("out/a.md");
}

#[test]
fn a_full_disk_leaves_no_half_file() {
    let case = library("full").file("a.csv", &format!("title,text\nShort,x\nLong,{}\n", "y".repeat(100_000)));
    case.shell("ulimit -f 8; candor import a.csv").fails().prints("short.md").says("cannot write");
    assert_eq!(files(&case), ["incidents/mine.md", "incidents/short.md"]);
    case.shell("candor import a.csv").succeeds().says("imported 1 incident, 1 already there");
}
