//! Which pages and files a site has.

use crate::case::{Case, folded};
use scraper::{Html, Selector};

fn everything() -> Case {
    Case::new("everything").config("title = \"Lessons\"\nglossary = \"g.toml\"\nbase_url = \"https://kb.example/lessons\"\n").file("g.toml", "[[term]]\nterm = \"herd\"\ndefinition = \"Many\"\n")
        .incident("a", "title: Alpha & <b>\ndate: 2024-05-06\nseverity: sev1\nservices: [Web & db]\nfactors: [dns]\ntags: [t1]\naliases: [/old/place/, old.html]", "Summary of the first incident.")
        .incident("b", "title: Beta\ndate: 2023-05-06T10:00:00+02:00\nkind: near-miss\nservices: [web-db]\nfactors: [dns]", "Summary of the second incident.")
        .incident("c", "title: Gamma\nkind: security", "Summary of the third incident.")
        .file("content/paths/p.md", "---\ntitle: Path\nsteps: [a, b]\naliases: [/way/]\n---\n")
        .file("content/pages/home.md", "---\ntitle: Home\n---\nWelcome to it.\n")
        .file("content/pages/about.md", "---\ntitle: About us\n---\nWho reads this.\n")
}

#[test]
fn every_kind_of_page_is_there() {
    let run = everything().build();
    run.succeeds().is_sound();
    for url in [
        "index.html",
        "incidents/index.html",
        "incidents/a/index.html",
        "years/2024/index.html",
        "years/undated/index.html",
        "kinds/near-miss/index.html",
        "services/index.html",
        "services/web-db/index.html",
        "factors/index.html",
        "factors/dns/index.html",
        "paths/index.html",
        "paths/p/index.html",
        "tags/index.html",
        "tags/t1/index.html",
        "severities/index.html",
        "severities/sev1/index.html",
        "glossary/index.html",
        "search/index.html",
        "pages/about/index.html",
        "404.html",
        "old/place/index.html",
        "old.html",
        "way/index.html",
        "feed.xml",
        "services/web-db/feed.xml",
        "factors/dns/feed.xml",
        "sitemap.xml",
        "incidents.json",
    ] {
        run.has(url);
    }
    assert!(run.urls().iter().any(|u| u.starts_with("assets/js/search.")));
    run.page("pages/about/index.html", |page| {
        page.has(".prose", "Who reads this.").reads("h1", &["About us"]);
    });
    run.page("index.html", |page| {
        page.has("main", "Welcome to it.")
            .has("main", "Path")
            .has(".years", "2024")
            .has(".years", "Undated")
            .counts("header form[role=search], main form[role=search]", page.texts("form[role=search]").len());
        assert!(!page.texts("form[role=search]").is_empty(), "no search box");
    });
    run.lacks("pages/home/index.html");
}

#[test]
fn every_page_can_be_reached_from_the_first_one() {
    let run = everything().build();
    let lost: Vec<_> =
        crate::checker::orphans(&run.site).into_iter().filter(|u| !u.starts_with("severities/")).collect();
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn each_page_names_its_language_its_title_and_one_heading() {
    let run = everything().build();
    for url in run.urls().into_iter().filter(|u| u.ends_with(".html")).map(str::to_owned).collect::<Vec<_>>() {
        run.page(&url, |page| {
            page.attribute("html", "lang", "en")
                .counts("h1", 1)
                .counts("main", 1)
                .has("title", "Lessons")
                .counts("meta[name=viewport]", 1);
            assert!(page.html.starts_with("<!doctype html>"), "{url}");
        });
    }
}

#[test]
fn the_facts_of_an_incident_stand_in_a_side_panel_with_their_sources() {
    let fields = "title: A\nid: INC-77\nstarted_at: 2024-05-06T10:00:00Z\ndetected_at: 2024-05-06T10:05:00Z\nmitigated_at: 2024-05-06T11:00:00Z\nresolved_at: 2024-05-06T12:30:00Z\nseverity: P1\nstatus: reviewed\ntrigger: A deploy\ndetection: alert\nteams: [core, edge]\nalerts: ['HighErrorRate: 5xx > 5%']\nimpact:\n  summary: Half of it\n  users: 1,200\n  data_loss: none\nsources:\n  - url: https://src.example/pm\n    title: Their report\n    archive_url: https://arch.example/pm\n  - https://src.example/two\nactions:\n  - text: Add an alert\n    owner: core\n    due: 2024-06-01\n    status: wip\n    link: https://t.example/1\n  - Only a text";
    let run = Case::new("facts")
        .config("")
        .incident("a", fields, "## Resolution\n\nIt was fixed.\n\n## Timeline\n\nx")
        .build();
    run.succeeds().says_nothing().is_sound();
    run.page("incidents/INC-77/index.html", |page| {
        for (label, value) in [
            ("Started", "6 May 2024, 10:00"),
            ("Detected", "6 May 2024, 10:05"),
            ("Mitigated", "6 May 2024, 11:00"),
            ("Resolved", "6 May 2024, 12:30"),
            ("Duration", "2 h 30 min"),
            ("Severity", "SEV-1 P1"),
            ("Trigger", "A deploy"),
            ("Detected by", "An alert"),
            ("Teams", "core, edge"),
            ("Impact", "Half of it"),
            ("Users affected", "1,200"),
            ("Data loss", "none"),
            ("Document", "Reviewed"),
            ("Id", "INC-77"),
        ] {
            page.fact(label, value);
        }
        page.has(".alerts code", "HighErrorRate: 5xx > 5%")
            .attribute("#_sources ~ ul a", "href", "https://src.example/pm")
            .attribute("#_sources ~ ul a", "href", "https://arch.example/pm")
            .has("#_sources ~ ul a", "Their report");
        page.has(".actions td", "Add an alert")
            .attribute(".actions a", "href", "https://t.example/1")
            .has(".actions .status", "In progress")
            .has(".actions td", "1 June 2024")
            .has(".actions td", "Only a text")
            .has(".jumps a", "Resolution")
            .has(".jumps a", "Timeline");
        page.attribute(".toc a", "href", "#resolution");
    });
}

#[test]
fn an_alias_leads_to_the_new_place() {
    let run = everything().build();
    for (url, target) in [
        ("old/place/index.html", "../../incidents/a/index.html"),
        ("old.html", "incidents/a/index.html"),
        ("way/index.html", "../paths/p/index.html"),
    ] {
        run.page(url, |page| {
            page.attribute("meta[http-equiv=refresh]", "content", &format!("0; url={target}"))
                .attribute("main a", "href", target)
                .attribute("meta[name=robots]", "content", "noindex");
        });
    }
}

#[test]
fn an_alias_that_a_page_has_or_that_leaves_the_site_is_refused() {
    let case = Case::new("taken")
        .config("")
        .incident("a", "title: A\naliases: [/incidents/b/, ../up, /Incidents/B/, /x/]", "x")
        .incident("b", "title: B\naliases: [/x/]", "x");
    let problems = case.problems();
    assert_eq!(problems.iter().filter(|p| p.starts_with("alias-taken")).count(), 4, "{problems:#?}");
    let run = case.build();
    run.succeeds().is_sound().has("x/index.html");
    run.page("incidents/b/index.html", |page| {
        page.reads("h1", &["B"]);
    });
}

fn many(count: usize) -> Case {
    let mut case = Case::new("many").config("");
    for n in 0..count {
        let (year, day) = (2010 + n / 100, n % 28 + 1);
        case = case.incident(&format!("n{n:03}"), &format!("title: Incident {n:03}\ndate: {year}-02-{day:02}\nservices: [web, s{}]\nfactors: [dns]\ntags: [all]\nseverity: sev2", n % 3), "Text.");
    }
    case
}

#[test]
fn lists_are_paged_at_two_hundred_and_every_count_is_the_length_of_its_list() {
    let run = many(450).build();
    run.succeeds().is_sound();
    for (list, pages) in [
        ("incidents", 3),
        ("services/web", 3),
        ("factors/dns", 3),
        ("tags/all", 3),
        ("severities/sev2", 3),
        ("services/s0", 1),
        ("years/2012", 1),
    ] {
        run.page(&format!("{list}/index.html"), |page| {
            page.counts(
                "[data-incident]",
                if pages > 1 { 200 } else { page.attributes("[data-total]", "data-total")[0].parse().unwrap() },
            );
        });
        for number in 2..=pages {
            run.has(&format!("{list}/page/{number}/index.html"));
        }
        run.lacks(&format!("{list}/page/{}/index.html", pages + 1));
    }
    run.page("incidents/page/3/index.html", |page| {
        page.counts("[data-incident]", 50)
            .attribute("[data-total]", "data-total", "450")
            .has(".pager-range", "401–450 of 450")
            .attribute(".pager a[rel=prev]", "href", "../../../incidents/page/2/index.html")
            .counts(".pager a[rel=next]", 0);
        page.attribute(".pager a[aria-current=page]", "aria-label", "Page 3");
    });
    run.page("incidents/index.html", |page| {
        page.attribute(".pager a[rel=next]", "href", "../incidents/page/2/index.html").has("h2.year", "2014");
    });
    run.page("services/web/index.html", |page| {
        page.has(".together-many", "in over 50 incidents");
    });
    assert_eq!(run.incidents().len(), 450);
}

#[test]
fn exactly_two_hundred_incidents_are_one_page() {
    let run = many(200).build();
    run.succeeds().is_sound().lacks("incidents/page");
    run.page("incidents/index.html", |page| {
        page.counts("[data-incident]", 200).lacks(".pager");
    });
}

/// Checks that XML is well-formed: every tag closes, every `&` is an entity.
fn well_formed(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>").expect("an XML declaration");
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        for piece in text.split('&').skip(1) {
            let name = piece.split(';').next().unwrap_or_default();
            assert!(
                ["amp", "lt", "gt", "quot", "apos"].contains(&name) || name.starts_with('#'),
                "a bare & before `{piece}`"
            );
        }
        let end = tag.find('>').expect("a tag that ends");
        let inner = &tag[1..end];
        assert!(!inner.contains('<'), "`<` in {inner}");
        if let Some(name) = inner.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "a tag that closes another");
        } else if !inner.ends_with('/') {
            open.push(inner.split_whitespace().next().expect("a name"));
        }
        rest = &tag[end + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(!xml.chars().any(|c| c.is_control() && !c.is_whitespace()), "a control character");
}

#[test]
fn feeds_are_well_formed_and_absolute_with_a_base_url() {
    let run = everything().build();
    let feed = run.text_of("feed.xml");
    well_formed(&feed);
    well_formed(&run.text_of("services/web-db/feed.xml"));
    well_formed(&run.text_of("factors/dns/feed.xml"));
    let xml = Html::parse_fragment(&feed);
    let texts = |s: &str| {
        xml.select(&Selector::parse(s).unwrap()).map(|e| folded(&e.text().collect::<String>())).collect::<Vec<_>>()
    };
    assert_eq!(texts("entry > title"), ["Alpha & <b>", "Beta"], "without a date there is no place in a feed");
    assert_eq!(texts("entry > updated"), ["2024-05-06T00:00:00-00:00", "2023-05-06T10:00:00+02:00"]);
    assert!(
        feed.contains("href=\"https://kb.example/lessons/incidents/a/\"") && feed.contains("<category term=\"DNS\"/>"),
        "{feed}"
    );
    assert!(run.text_of("services/web-db/feed.xml").contains(
        "rel=\"self\" type=\"application/atom+xml\" href=\"https://kb.example/lessons/services/web-db/feed.xml\""
    ));
    run.page("services/web-db/index.html", |page| {
        page.attribute("link[type='application/atom+xml']", "href", "../../services/web-db/feed.xml");
    });
}

#[test]
fn feeds_without_a_base_url_have_lasting_ids_and_relative_links() {
    let case = Case::new("no base").config("").incident("a", "title: A\u{7}\ndate: 2024-01-01\nservices: [web]", "x");
    let run = case.build();
    run.succeeds();
    let feed = run.text_of("services/web/feed.xml");
    well_formed(&feed);
    assert!(feed.contains("<id>urn:uuid:") && feed.contains("href=\"../../incidents/a/index.html\""), "{feed}");
}

#[test]
fn a_sitemap_is_there_only_with_a_base_url() {
    let run = everything().build();
    let sitemap = run.text_of("sitemap.xml");
    well_formed(&sitemap);
    assert!(sitemap.contains("<loc>https://kb.example/lessons/incidents/a/</loc>"));
    assert!(!sitemap.contains("old/place") && !sitemap.contains("404"));
    for piece in sitemap.split("<loc>https://kb.example/lessons/").skip(1) {
        run.has(&format!("{}index.html", piece.split("</loc>").next().unwrap()));
    }
    Case::new("no base").config("").incident("a", "title: A", "x").build().lacks("sitemap.xml");
    run.page("incidents/a/index.html", |page| {
        page.attribute("link[rel=canonical]", "href", "https://kb.example/lessons/incidents/a/");
    });
    run.page("404.html", |page| {
        page.attribute("main a", "href", "/lessons/incidents/index.html");
    });
    let other = everything().option("--base-url").option("https://other.example/").build();
    assert!(other.text_of("sitemap.xml").contains("https://other.example/incidents/a/"));
}

#[test]
fn incidents_json_is_an_array_with_the_fields_of_each_incident() {
    let run = everything().build();
    let all = run.incidents();
    let expected = serde_json::json!({
        "id": "a", "url": "incidents/a/index.html", "source": "content/incidents/a.md", "title": "Alpha & <b>", "date": "2024-05-06", "date_precision": "day",
        "kind": "incident", "severity": "SEV-1", "services": ["Web & db"], "factors": ["dns"], "tags": ["t1"], "summary": "Summary of the first incident."
    });
    // `web-db` and `Web & db` are two names with one slug.
    let mut first = all[0].clone();
    let similar = first.as_object_mut().and_then(|fields| fields.remove("similar"));
    assert_eq!(first, expected);
    assert!(similar.is_some_and(|s| s.is_array()), "similar incidents are a list");
    assert_eq!(
        (&all[1]["kind"], &all[1]["date"], &all[1]["severity"]),
        (&"near-miss".into(), &"2023-05-06T10:00:00+02:00".into(), &serde_json::Value::Null)
    );
    assert_eq!(
        (&all[2]["date"], &all[2]["date_precision"], &all[2]["kind"]),
        (&serde_json::Value::Null, &serde_json::Value::Null, &"security".into())
    );
    for incident in &all {
        run.has(incident["url"].as_str().unwrap());
    }
}

#[test]
fn a_file_of_a_theme_wins_over_the_built_in_one() {
    let case = Case::new("theme")
        .config("theme = \"ours\"\n")
        .incident("a", "title: A", "x")
        .file("themes/ours/theme.toml", "api = 1\n")
        .file("themes/ours/templates/partials/footer.html", "<footer>Our own footer for {{ page.kind }}</footer>")
        .file("themes/ours/css/print.css", "/* our own print style */")
        .file("themes/ours/icons/mark.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    let run = case.build();
    run.succeeds().is_sound().mentions("our own print style");
    run.page("incidents/a/index.html", |page| {
        page.has("footer", "Our own footer for incident").has("h1", "A");
    });
    assert!(run.urls().iter().any(|u| u.starts_with("assets/icons/mark.")));
    // The default theme can be overridden in the same way.
    Case::new("default")
        .config("")
        .incident("a", "title: A", "x")
        .file("themes/default/css/print.css", "/* ours */")
        .build()
        .succeeds()
        .mentions("/* ours */");
}

#[test]
fn a_language_file_translates_the_interface_and_english_fills_the_gaps() {
    let case = Case::new("language")
        .config("language = \"de-CH\"\n")
        .incident("a", "title: A\nlang: fr\nservices: [web]", "x")
        .file(
            "themes/default/lang/de.toml",
            "nav_services = \"Dienste\"\n[plural.incidents]\none = \"{n} Vorfall\"\nother = \"{n} Vorfälle\"\n",
        );
    let run = case.build();
    run.succeeds().is_sound();
    run.page("incidents/index.html", |page| {
        page.has("footer", "Dienste")
            .has("footer", "Incidents")
            .has(".total", "1 Vorfall")
            .attribute("html", "lang", "de-CH");
    });
    run.page("incidents/a/index.html", |page| {
        page.attribute("html, article, main", "lang", "fr");
    });
}

#[test]
fn a_broken_template_names_itself_and_the_page() {
    let theme = |file: &str, text: &str| {
        Case::new("broken theme")
            .config("theme = \"ours\"\n")
            .incident("a", "title: A", "x")
            .file("themes/ours/theme.toml", "api = 1\n")
            .file(&format!("themes/ours/templates/{file}"), text)
    };
    let run = theme("incident.html", "{{ incident.nothing.at_all }}").build();
    run.refuses().says("incident.html").says("incidents/a/index.html").lacks("index.html");
    theme("incident.html", "{% if %}").build().refuses().says("incident.html").lacks("index.html");
}

#[test]
fn a_theme_of_another_version_or_name_is_refused() {
    let case = Case::new("api").config("theme = \"ours\"\n").incident("a", "title: A", "x");
    case.build().refuses().says("there is no theme `ours`");
    let case = case.file("themes/ours/theme.toml", "api = 9\n");
    case.build().refuses().says("`themes/ours/theme.toml` is for version 9").says("this is version 1");
}

#[test]
fn the_word_for_one_is_never_the_word_for_many() {
    let run = Case::new("plural")
        .config("")
        .incident("a", "title: A\ndate: 2024-01-01\nservices: [s]\nfactors: [dns]", "x")
        .build();
    run.succeeds().prints("built 1 incident, 1 service and 1 factor into");
    for (path, bytes) in run.files().iter().filter(|(p, _)| p.ends_with(".html")) {
        let text =
            folded(&Html::parse_document(&String::from_utf8_lossy(bytes)).root_element().text().collect::<String>());
        for wrong in [" 1 incidents", " 1 services", " 1 steps", " 1 minutes"] {
            assert!(!text.contains(wrong), "{path}: {wrong}");
        }
    }
}

#[test]
fn a_few_strings_of_the_language_file_can_be_reworded() {
    let run = Case::new("default")
        .config("")
        .incident("a", "title: A\nservices: [web]", "x")
        .file("themes/default/lang/en.toml", "nav_services = \"Systems\"\n")
        .build();
    run.succeeds();
    run.page("index.html", |page| {
        page.has("footer", "Systems").has("footer", "Incidents");
    });
}

#[test]
fn an_alias_where_a_feed_or_an_asset_stands_is_refused_and_the_site_is_built() {
    let run = Case::new("aliases")
        .config("")
        .incident("a", "title: A\nservices: [web]\naliases: [/services/web/feed.xml, /assets, /incidents.json/x]", "x")
        .build();
    run.succeeds().says("alias-taken").has("services/web/feed.xml").has("assets/index.html").is_sound();
}
