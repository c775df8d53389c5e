//! How documents lead to each other: links, wiki links, ids, backlinks, relations,
//! services, factors, and what occurs together.

use crate::case::Case;

fn pair(body: &str) -> Case {
    Case::new(body).config("").incident("x/first", "title: The first one\nid: INC-101", body).incident(
        "second",
        "title: The second one\nid: INC-202",
        "## What went well\n\nAll of it.",
    )
}

fn leads_to(body: &str, href: &str) {
    let run = pair(body).build();
    run.succeeds().says_nothing().is_sound();
    run.page("incidents/INC-101/index.html", |page| {
        assert_eq!(page.attributes(".prose a", "href"), [href], "{body}");
    });
    run.page("incidents/INC-202/index.html", |page| {
        page.has("#_backlinks ~ ul", "The first one");
    });
}

#[test]
fn relative_and_root_absolute_paths_lead_to_the_page() {
    let page = "../../incidents/INC-202/index.html";
    for body in [
        "[x](../second.md)",
        "[x](../second)",
        "[x](../second.html)",
        "[x](/incidents/second.md)",
        "[x](/incidents/second/)",
        "[x](../second.md?plain=1)",
        "<a href=\"../second.md\">x</a>",
        "[x][r]\n\n[r]: ../second.md",
    ] {
        leads_to(body, page);
    }
    leads_to("[x](../second.md#what-went-well)", &format!("{page}#what-went-well"));
    leads_to("[x](../second.md#What-went-well)", &format!("{page}#what-went-well"));
}

#[test]
fn a_wiki_link_names_an_id_a_title_or_a_file() {
    let page = "../../incidents/INC-202/index.html";
    for body in [
        "[[INC-202]]",
        "[[inc-202]]",
        "[[The second one]]",
        "[[the  Second ONE]]",
        "[[second]]",
        "[[second.md]]",
        "[[INC-202|a text of its own]]",
    ] {
        leads_to(body, page);
    }
    leads_to("[[INC-202#What went well]]", &format!("{page}#what-went-well"));
}

#[test]
fn an_incident_id_in_prose_becomes_a_link() {
    let page = "../../incidents/INC-202/index.html";
    leads_to("As in INC-202, or so.", page);
    leads_to("As in **INC-202** but not `INC-202` or INC-909.", page);
}

#[test]
fn the_pattern_of_ids_is_configurable() {
    let case = Case::new("pattern")
        .config("id_pattern = 'outage/\\d+'")
        .incident("a", "title: A\nid: outage/7", "x")
        .incident("b", "title: B", "Like outage/7 and INC-1.")
        .incident("c", "title: C\nid: INC-1", "x");
    let run = case.build();
    run.succeeds().is_sound().says("the id `outage/7` cannot be an address");
    run.page("incidents/b/index.html", |page| {
        page.reads(".prose a", &["outage/7"]);
    });
    let case = Case::new("pattern")
        .config("id_pattern = 'case#\\d+'")
        .incident("case#7 x", "title: A", "x")
        .incident("b", "title: B", "Like case#8.")
        .incident("c", "title: C\nid: case#8", "x");
    case.build().succeeds().is_sound();
    let run = Case::new("pattern")
        .config("id_pattern = 'ZQ-\\d+'")
        .incident("ZQ-7 down", "title: A", "x")
        .incident("b", "title: B", "Like ZQ-7 and INC-1.")
        .incident("c", "title: C\nid: INC-1", "x")
        .build();
    run.page("incidents/b/index.html", |page| {
        page.reads(".prose a", &["ZQ-7"]).attribute(".prose a", "href", "../../incidents/ZQ-7/index.html");
    });
}

#[test]
fn a_link_that_leads_nowhere_becomes_text_with_a_diagnostic() {
    for (body, said) in [
        ("[the text](../secnd.md)", "did you mean `/incidents/second.md`?"),
        ("[the text](/nowhere/at/all)", "leads nowhere"),
        ("[the text](../../../up.md)", "the path leaves the library"),
        ("[[IMC-202|the text]]", "did you mean `[[INC-202]]`?"),
        ("[[INC-203|the text]]", "names an id"),
        ("[[Of Which Nobody Heard|the text]]", "nothing in the library is called"),
    ] {
        let run = pair(body).build();
        run.succeeds().says("warning[dead-link]").says("content/incidents/x/first.md:6:1").says(said).is_sound();
        run.page("incidents/INC-101/index.html", |page| {
            page.lacks(".prose a").has(".prose .unresolved", "the text");
        });
    }
}

#[test]
fn an_anchor_that_is_not_there_is_said_and_the_page_still_opens() {
    let run = pair("[x](../second.md#what-went-wel) and [y](#nothing)").build();
    run.succeeds()
        .says("warning[dead-anchor]")
        .says("did you mean `#what-went-well`?")
        .says("first.md:6:1")
        .says("`#nothing`");
    run.page("incidents/INC-101/index.html", |page| {
        page.attribute(".prose a", "href", "../../incidents/INC-202/index.html");
    });
}

#[test]
fn a_link_to_a_heading_that_the_page_itself_lacks_becomes_text() {
    let run = pair("[y](#nothing)").build();
    run.succeeds().says("warning[dead-anchor]").is_sound();
    run.page("incidents/INC-101/index.html", |page| {
        page.lacks(".prose a").has(".prose .unresolved", "y");
    });
}

#[test]
fn a_missing_image_is_said_and_its_text_is_shown() {
    let run = pair("![The plan](img/plan.svg)").file("content/img/Plan.svg", "<svg/>").build();
    run.succeeds().says("warning[missing-image]").says("first.md:6:1").says("did you mean `/img/Plan.svg`?").is_sound();
    run.page("incidents/INC-101/index.html", |page| {
        page.has(".prose .unresolved", "The plan").counts(".prose img", 0);
    });
}

#[test]
fn a_wiki_link_that_two_incidents_answer_to_is_ambiguous() {
    let case = Case::new("ambiguous")
        .config("")
        .incident("a", "title: Same", "x")
        .incident("b", "title: Same", "x")
        .incident("c", "title: C", "[[Same]]");
    case.build()
        .succeeds()
        .says("warning[ambiguous-link]")
        .says("`incidents/a.md`, `incidents/b.md`")
        .says("link by id")
        .is_sound();
}

#[test]
fn relations_are_shown_from_both_ends() {
    for (rel, here, there) in [
        ("recurrence-of", "Recurrence of", "Recurred as"),
        ("caused-by", "Caused by", "Caused"),
        ("same-factor", "Shares a factor with", "Shares a factor with"),
        ("follow-up-of", "Follow-up of", "Followed up by"),
    ] {
        let case = Case::new(rel)
            .config("")
            .incident("a", &format!("title: A\nrelated:\n  - id: b\n    rel: {rel}"), "x")
            .incident("b", "title: B", "x");
        let run = case.build();
        run.succeeds().says_nothing().is_sound();
        run.page("incidents/a/index.html", |p| {
            p.reads(".relations > li > .label", &[here]).has(".relations .row-title", "B");
        });
        run.page("incidents/b/index.html", |p| {
            p.reads(".relations > li > .label", &[there]).has(".relations .row-title", "A");
        });
    }
    let run = Case::new("supersedes")
        .config("")
        .incident("a", "title: A\nsupersedes: b\nrelated: ['[[c]]']", "x")
        .incident("b", "title: B", "x")
        .incident("c", "title: C", "x")
        .build();
    run.succeeds().says_nothing();
    run.page("incidents/b/index.html", |p| {
        p.has(".relations .label", "Superseded by");
    });
    run.page("incidents/c/index.html", |p| {
        p.has(".relations .label", "Related to");
    });
}

#[test]
fn a_relation_to_nothing_and_an_unknown_kind_of_relation_are_said() {
    let case = Case::new("dead relation")
        .config("")
        .incident("alpha", "title: A\nrelated:\n  - id: betta\n    rel: casued-by", "x")
        .incident("beta", "title: B", "x");
    case.build()
        .succeeds()
        .says("warning[dead-relation]")
        .says("`betta` is no incident")
        .says("did you mean `beta`?")
        .says("casued-by")
        .says("content/incidents/alpha.md:");
}

#[test]
fn two_incidents_share_a_factor() {
    let case = Case::new("share")
        .config("")
        .incident("a", "title: A\ndate: 2024-01-01\nservices: [web]\nfactors: [dns, config-change]", "x")
        .incident("b", "title: B\ndate: 2024-01-02\nservices: [web, db]\nfactors: [Config Change]", "x");
    let run = case.build();
    run.succeeds().says_nothing().is_sound();
    run.page("factors/config-change/index.html", |page| {
        page.reads("[data-incident] .row-title", &["B", "A"]).attribute("[data-total]", "data-total", "2");
        page.has("#_with-factors ~ .together details", "DNS").has("#_with-services ~ .together details", "web");
        // `db` occurs once only, which says nothing beyond that incident.
        assert!(!page.texts(".together details").iter().any(|t| t.starts_with("db")));
    });
    run.page("services/web/index.html", |page| {
        page.reads("[data-incident] .row-title", &["B", "A"])
            .has("#_with-services ~ .together", "db")
            .has("#_with-factors ~ .together", "Configuration change 2 incidents");
    });
    run.page("index.html", |page| {
        page.has("main", "Configuration change");
    });
    run.page("incidents/a/index.html", |page| {
        page.has(".side-list", "seen in 2 incidents")
            .has(".side-list", "seen here only")
            .has(".side-list", "A change to settings");
    });
}

#[test]
fn previous_and_next_go_by_time_overall_and_along_each_service() {
    let case = Case::new("time")
        .config("")
        .incident("c", "title: Third\ndate: 2024-03-01\nservices: [web]", "x")
        .incident("a", "title: First\ndate: 2024-01-01\nservices: [web]", "x")
        .incident("b", "title: Second\ndate: 2024-02-01\nservices: [db]", "x");
    let run = case.build();
    run.page("incidents/b/index.html", |page| {
        page.has("nav[aria-label='All incidents'] .turn-back", "First")
            .has("nav[aria-label='All incidents'] .turn-on", "Third")
            .counts("nav[aria-label=db]", 0);
    });
    run.page("incidents/c/index.html", |page| {
        page.has("nav[aria-label='All incidents'] .turn-back", "Second")
            .has("nav[aria-label=web] .turn-back", "First")
            .counts("nav[aria-label=web] .turn-on", 0);
    });
}

#[test]
fn spellings_of_one_service_are_put_together_and_said() {
    let case = Case::new("spellings")
        .config("")
        .incident("a", "title: A\nservices: [API Gateway]", "x")
        .incident("b", "title: B\nservices: [api-gateway]", "x")
        .incident("c", "title: C\nservices: [API Gateway]", "x");
    let run = case.build();
    run.succeeds()
        .says("info[name-variants]")
        .says("`API Gateway` is spelled")
        .says("write `API Gateway` instead of `api-gateway`")
        .says("content/incidents/b.md:3:12");
    run.page("services/api-gateway/index.html", |page| {
        page.reads("h1", &["API Gateway"]).counts("[data-incident]", 3);
    });
}

#[test]
fn the_aliases_of_a_service_page_are_other_names_of_it() {
    let case = Case::new("aliases")
        .config("")
        .incident("a", "title: A\nservices: [pg]", "x")
        .incident("b", "title: B\nservices: [Postgres]", "x")
        .file("content/services/postgres.md", "---\nname: Postgres\naliases: [pg, postgresql]\n---\n");
    let run = case.build();
    run.succeeds().says_nothing().is_sound().lacks("services/pg/index.html");
    run.page("services/postgres/index.html", |page| {
        page.counts("[data-incident]", 2);
    });
}

#[test]
fn a_name_used_once_that_is_nearly_one_used_often_is_asked_about() {
    let mut case = Case::new("near miss").config("").incident("z", "title: Z\nservices: [paymets]", "x");
    for n in 0..4 {
        case = case.incident(&format!("a{n}"), &format!("title: A{n}\nservices: [payments]"), "x");
    }
    case.build()
        .succeeds()
        .says("info[near-miss-name]")
        .says("did you mean `payments`?")
        .says("content/incidents/z.md:3:12");
}

#[test]
fn services_whose_addresses_would_collide_have_pages_of_their_own() {
    let run = Case::new("collision")
        .config("")
        .incident("a", "title: A\nservices: [C++]", "x")
        .incident("b", "title: B\nservices: ['C#']", "x")
        .build();
    run.succeeds()
        .says("warning[slug-collision]")
        .is_sound()
        .has("services/c/index.html")
        .has("services/c-2/index.html");
}

#[test]
fn an_unknown_factor_is_listed_and_asked_about() {
    let run =
        Case::new("unknown").config("").incident("a", "title: A\nfactors: [config-chagne, moon-phase]", "x").build();
    run.succeeds()
        .says("warning[unknown-factor]")
        .says("did you mean `config-change`?")
        .says("`moon-phase`")
        .says("content/incidents/a.md:3:11")
        .is_sound()
        .has("factors/moon-phase/index.html");
}

#[test]
fn human_error_is_no_factor_and_leads_to_the_question() {
    for word in ["human-error", "Operator Error", "fat_finger"] {
        let run = Case::new(word).config("").incident("a", &format!("title: A\nfactors: [{word}]"), "x").build();
        run.succeeds()
            .says("warning[not-a-factor]")
            .says("What made that action reasonable at the time?")
            .says("unsafe-tooling")
            .says("content/incidents/a.md:3:11");
        run.page("incidents/a/index.html", |page| {
            page.has(".ask", "What made that action reasonable at the time?");
        });
    }
}

#[test]
fn a_category_of_another_tool_is_only_a_suggestion() {
    let run = Case::new("suggested").config("").incident("a", "title: A\ncategories: [dns, news]", "x").build();
    run.succeeds().says_nothing().is_sound().lacks("factors/news/index.html");
    assert_eq!(run.incidents()[0]["factors"], serde_json::json!([]));
    run.page("factors/dns/index.html", |page| {
        page.attribute("[data-total]", "data-total", "0").has("#_suggested ~ div", "A");
    });
    run.page("incidents/a/index.html", |page| {
        page.has(".side-list", "suggested");
    });
}

const EXTRA: &str = "[[group]]\nid = \"ours\"\nname = \"Ours\"\ndescription = \"Of this house\"\n\n[[factor]]\nid = \"moon-phase\"\nname = \"Phase of the moon\"\ngroup = \"ours\"\ndefinition = \"The moon was full\"\naliases = [\"full-moon\"]\n\n[[factor]]\nid = \"dns\"\nname = \"Names\"\ngroup = \"ours\"\ndefinition = \"Our words for it\"\n";

#[test]
fn a_vocabulary_file_extends_and_overrides_the_shipped_one() {
    let case = Case::new("extend").config("vocabulary = \"v.toml\"").file("v.toml", EXTRA).incident(
        "a",
        "title: A\nfactors: [Full Moon, dns, config-change]",
        "x",
    );
    let run = case.build();
    run.succeeds().says_nothing().is_sound();
    run.page("factors/moon-phase/index.html", |page| {
        page.reads("h1", &["Phase of the moon"]).has(".lead", "The moon was full").has(".also", "Ours");
    });
    run.page("factors/dns/index.html", |page| {
        page.has(".lead", "Our words for it");
    });
}

#[test]
fn a_vocabulary_file_can_replace_the_shipped_one() {
    let case = Case::new("replace")
        .config("vocabulary = \"v.toml\"")
        .file("v.toml", &format!("replace = true\n{EXTRA}"))
        .incident("a", "title: A\nfactors: [moon-phase, config-change]", "x");
    let run = case.build();
    run.succeeds().says("no factor `config-change`");
    run.page("factors/index.html", |page| {
        page.has(".entries", "Phase of the moon");
        assert!(!page.texts("main")[0].contains("Retry storm"));
    });
}

#[test]
fn two_factors_that_collide_after_folding_are_an_error_with_a_place() {
    let case = Case::new("collide")
        .config("vocabulary = \"v.toml\"")
        .file("v.toml", "[[factor]]\nid = \"conf\"\naliases = [\"Config_Change\"]\n")
        .incident("a", "title: A", "x");
    case.build()
        .fails()
        .says("error[bad-vocabulary]")
        .says("v.toml:1:1")
        .says("may mean one factor only")
        .lacks("index.html");
}

#[test]
fn a_reading_path_leads_from_step_to_step() {
    let path = "---\ntitle: First steps\nfor: Newcomers\ngoal: To know\nreview_by: 2025-01-01\nsteps:\n  - incident: a\n    why: Because of A\n    question: What would you do?\n    discuss: [This, That]\n  - b\n  - incident: '[[C title]]'\n  - incident: nobody\n---\nAbout it.\n";
    let case = Case::new("path")
        .config("")
        .incident("a", "title: A", "x")
        .incident("b", "title: B", "x")
        .incident("c", "title: C title", "x")
        .file("content/paths/first-steps.md", path);
    let run = case.build();
    run.succeeds()
        .says("warning[dead-step]")
        .says("`nobody`")
        .says("content/paths/first-steps.md:13:")
        .says("info[review-overdue]")
        .is_sound();
    run.page("paths/first-steps/index.html", |page| {
        page.reads("li.step h3", &["A", "B", "C title"])
            .has(".step-notes", "Because of A")
            .has(".step-notes", "What would you do?")
            .has(".step-notes", "This")
            .has("dl.inline", "Newcomers")
            .has("dl.inline", "1 min")
            .has(".overdue", "due for a review")
            .has(".prose", "About it.");
    });
    run.page("incidents/b/index.html", |page| {
        page.has("nav[aria-label='First steps'] .turn-back", "A")
            .has("nav[aria-label='First steps'] .turn-on", "C title")
            .has("nav[aria-label='First steps']", "Step 2 of 3");
    });
    run.page("incidents/c/index.html", |page| {
        page.has("nav[aria-label='First steps'] .turn-end", "That was the last step.");
    });
    run.page("index.html", |page| {
        page.has("main", "First steps");
    });
}

#[test]
fn a_dead_link_to_a_folder_suggests_nothing_by_chance() {
    let run = Case::new("folder").config("").incident("a", "title: A", "[x](/runbooks/dns/)").build();
    run.succeeds().says("warning[dead-link]").does_not_say("did you mean");
}

#[test]
fn an_id_that_two_file_names_have_leads_to_neither() {
    let run = Case::new("twice")
        .config("")
        .incident("one/PM2022-006 a", "title: A", "x")
        .incident("two/PM2022-006 b", "title: B", "x")
        .incident("c", "title: C", "Like PM2022-006.")
        .build();
    run.succeeds().is_sound();
    run.page("incidents/c/index.html", |page| {
        page.reads(".prose a", &[]);
    });
}
