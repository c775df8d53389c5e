//! What a build leaves out, it leaves out of everything.

use crate::case::{Case, Run, has};

/// A library whose open incident points at the hidden one in every way there is.
fn library(fields: &str) -> Case {
    Case::new("left out").config("base_url = \"https://x.example/\"\nglossary = \"g.toml\"\n").file("g.toml", "")
        .incident("seen", "title: The open one\ndate: 2024-05-06\nservices: [web]\nfactors: [dns]\ntags: [t]\nrelated: [zzhidden]\naudience: [public]",
            "See [[zzhidden]], [[Zzhidden title]], [it](zzhidden.md), [it](/incidents/zzhidden/) and ![i](zzhidden.png).")
        .incident("zzhidden", &format!("title: Zzhidden title\ndate: 2024-05-07\nservices: [zzhiddenservice]\nfactors: [zzhiddenfactor]\ntags: [zzhiddentag]\nseverity: zzhiddenseverity\nkind: pattern\naliases: [/old/zzhiddenalias/]\n{fields}"),
            "Zzhidden text with [the open one](seen.md). ![i](zzhidden-only.png) ![i](zzhidden.png)")
        .file("content/incidents/zzhidden-only.png", "zzhidden")
        .file("content/paths/p.md", "---\ntitle: A path\naudience: [public]\nsteps:\n  - incident: zzhidden\n    why: Zzhidden why\n  - seen\n---\n")
}

/// The address as the author wrote it in the open incident is his own text; all else is not.
fn hides(run: &Run) {
    run.succeeds().is_sound();
    for (path, bytes) in run.files() {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        assert!(!path.contains("zzhidden"), "{path}");
        if path.ends_with(".png") {
            continue;
        }
        // Link texts stay: `[[zzhidden]]` was written to be read. Nothing else may.
        let text = text.replace(">zzhidden<", "><").replace(">zzhidden title<", "><");
        let rest = text.replace("see zzhidden, zzhidden title, it, it and", "");
        assert!(
            !rest.contains("zzhidden"),
            "{path}: {}",
            &rest[rest.find("zzhidden").expect("is there").saturating_sub(120)..][..200.min(rest.len())]
        );
    }
    assert_eq!(run.titles(), ["The open one"]);
    run.page("paths/p/index.html", |page| {
        page.counts("li.step", 1);
    });
    run.page("incidents/seen/index.html", |page| {
        page.lacks("#_backlinks").lacks("#_relations").lacks(".turn a");
    });
}

fn not_found(case: &Case, words: &[&str]) {
    for query in ["zzhidden", "zzhiddentag", "zzhiddenservice", "\"Zzhidden text\""] {
        let mut all = vec!["search", "--format", "json"];
        all.extend(words);
        all.push(query);
        let run = case.run(&all);
        let hits = run.json()["hits"].as_array().expect("is there").iter().filter(|h| h["id"] == "zzhidden").count();
        assert_eq!(hits, 0, "{query}");
    }
}

fn shows(run: &Run) {
    run.succeeds()
        .is_sound()
        .mentions("Zzhidden text")
        .has("incidents/zzhidden/index.html")
        .has("old/zzhiddenalias/index.html")
        .has("tags/zzhiddentag/index.html");
    assert_eq!(run.titles(), ["Zzhidden title", "The open one"]);
    run.page("incidents/seen/index.html", |page| {
        page.has("#_backlinks ~ ul", "Zzhidden title").has("#_relations ~ ul", "Zzhidden title");
    });
}

#[test]
fn a_draft_is_left_out_of_everything_unless_asked_for() {
    let case = library("draft: true");
    let run = case.build();
    hides(&run);
    run.prints("left out: 1 in draft (--drafts)");
    not_found(&case, &[]);
    shows(&case.clone().option("--drafts").build());
    shows(&case.clone().env("CANDOR_DRAFTS", "true").build());
    hides(&case.build());
}

#[test]
fn a_future_date_is_left_out_of_everything_unless_asked_for() {
    let case = library("started_at: 2031-05-07");
    let run = case.build();
    hides(&run);
    run.prints("left out: 1 dated in the future (--future)");
    not_found(&case, &[]);
    shows(&case.clone().option("--future").build());
    shows(&case.clone().option("--date").option("2032-01-01").build());
}

#[test]
fn another_audience_is_left_out_of_everything() {
    let case = library("audience: board");
    let run = case.build();
    hides(&run);
    run.prints("left out: 1 for another audience (--audience)");
    not_found(&case, &[]);
}

#[test]
fn what_names_no_audience_is_internal_and_stays_out_of_a_public_build() {
    let case = library("trigger: x");
    hides(&case.clone().option("--audience").option("public").build());
    not_found(&case, &["--audience", "public"]);
    shows(&case.build());
    hides(&case.env("CANDOR_AUDIENCE", "Public").build());
}

#[test]
fn paths_services_and_pages_have_an_audience_too() {
    let case = Case::new("audience of pages").config("").incident("a", "title: A\naudience: public", "x");
    let mut case = case;
    for folder in ["paths", "services", "pages", "factors"] {
        case = case.file(&format!("content/{folder}/zzinside.md"), "---\ntitle: Zzinside\n---\nZzinside text\n");
    }
    let run = case.option("--audience").option("public").build();
    run.succeeds().never_mentions("zzinside").never_mentions("Zzinside");
}

const PEOPLE: &str = "title: A\ndate: 2024-01-01\naudience: [public]\nauthors: [Zzauthor]\nparticipants: [Zzparticipant]\nteam_lead: Zzunknown\nzzkey: x\nimpact: {users: many, zzimpact: y}\nactions:\n  - text: Fix it\n    owner: Zzowner\n    status: done";

#[test]
fn people_and_unknown_fields_are_shown_to_internal_readers() {
    let run = Case::new("internal").config("").incident("a", PEOPLE, "x").build();
    run.succeeds();
    run.page("incidents/a/index.html", |page| {
        for word in ["Zzauthor", "Zzparticipant", "Zzunknown", "zzkey"] {
            page.has("#_people ~ dl", word);
        }
        page.has(".actions", "Zzowner").has("#_people", "internal readers only");
    });
}

#[test]
fn people_and_unknown_fields_never_stand_in_a_public_build() {
    let run = Case::new("public").config("audience = \"public\"").incident("a", PEOPLE, "x").build();
    run.succeeds().mentions("Fix it").never_mentions("Zz").never_mentions("zzkey").never_mentions("zzimpact");
}

#[test]
fn people_and_unknown_fields_are_never_exported_or_searchable() {
    let case = Case::new("export").config("").incident("a", PEOPLE, "x");
    let run = case.build();
    run.succeeds();
    for (path, bytes) in run.files() {
        if path != "incidents/a/index.html" {
            assert!(!has(path, bytes, "Zz") && !has(path, bytes, "zzkey"), "{path}");
        }
    }
    for query in ["Zzauthor", "Zzparticipant", "Zzowner", "Zzunknown", "zzkey"] {
        case.run(&["search", query]).fails().prints("nothing found");
    }
}

#[test]
fn an_attachment_of_a_document_that_is_left_out_is_not_copied() {
    let case = Case::new("attachments")
        .config("")
        .incident("a", "title: A", "x")
        .incident("b", "title: B\ndraft: true", "![p](p.png)")
        .file("content/incidents/p.png", "secret-bytes")
        .file("content/incidents/unused.pdf", "secret-bytes");
    case.build().succeeds().never_mentions("secret-bytes");
}

#[test]
fn what_another_generator_keeps_out_is_kept_out() {
    let run = Case::new("jekyll")
        .config("")
        .incident("a", "title: Zebrafinch\npublished: false\naudience: public", "x")
        .incident("b", "title: B\npublished: 2024-01-01", "x")
        .build();
    run.succeeds();
    assert_eq!(run.titles(), ["B"]);
}

#[test]
fn a_name_given_as_the_way_of_detection_is_not_shown_to_the_public() {
    let case = Case::new("detected by")
        .config("")
        .incident("a", "title: A\naudience: public\ndetected_by: Jane Doe", "x")
        .option("--audience")
        .option("public");
    let run = case.build();
    run.succeeds();
    assert!(!run.text_of("incidents/a/index.html").contains("Jane Doe"));
}
