//! Likeness on pages: similar incidents with their reasons, recurrences as a line through
//! time, follow-ups that were not done, and what keeps coming back.
//!
//! What is alike is made up here, so that what is shown is tested apart from what is found.

use crate::case::{Case, Run};
use candor::library::{Library, Selection};
use candor::similar::{Cluster, Relative, Similar, Unfinished, Why};
use candor::site::{Content, Theme};
use candor::{Clock, config};
use std::{fs, io};

/// Builds a library, and makes its pages anew from a likeness.
fn render(case: &Case, alike: impl FnOnce(&Known<'_>) -> Similar) -> Run {
    let run = case.build();
    run.succeeds();
    if run.site.join("clusters").exists() {
        fs::remove_dir_all(run.site.join("clusters")).expect("a page to remove");
    }
    let (config, _) = config::load(case.root(), &config::Overrides::default(), []).expect("a configuration");
    let theme = Theme::load(&config).expect("a theme");
    let clock = Clock { today: jiff::civil::date(2026, 1, 31), now: 0 };
    let audience = config.audience.clone();
    let selection = Selection { audience, drafts: false, future: false, today: clock.today };
    let library = candor::load(&config, &selection, &theme, clock).library;
    let similar = alike(&Known(&library));
    let sink = |artifact: candor::site::Artifact| {
        let path = run.site.join(&artifact.path);
        fs::create_dir_all(path.parent().expect("a folder"))?;
        match artifact.content {
            Content::Bytes(bytes) => fs::write(path, bytes),
            Content::Copy(from) => fs::copy(from, path).map(|_| ()),
        }
    };
    candor::site::render::<io::Error>(&library, &similar, &config, &theme, &sink, &|_, _| {}).expect("a site");
    run
}

/// A library whose parts are named by what their authors call them.
struct Known<'a>(&'a Library);

impl Known<'_> {
    fn incident(&self, id: &str) -> usize {
        self.0.incidents.iter().position(|i| i.id == id).expect("an incident")
    }

    fn incidents(&self, ids: &[&str]) -> Vec<usize> {
        ids.iter().map(|id| self.incident(id)).collect()
    }

    fn factors(&self, ids: &[&str]) -> Vec<usize> {
        let find = |id: &&str| self.0.factors.iter().position(|f| f.entry.id == *id).expect("a factor");
        ids.iter().map(find).collect()
    }

    fn services(&self, names: &[&str]) -> Vec<usize> {
        let find = |name: &&str| self.0.services.iter().position(|s| s.name.name == *name).expect("a service");
        names.iter().map(find).collect()
    }

    fn relative(&self, id: &str, why: Why) -> Relative {
        Relative { incident: self.incident(id), score: 0.987, near_duplicate: false, why }
    }

    fn unfinished(&self, earlier: &str, action: usize, later: &str, factors: &[&str]) -> Unfinished {
        let (earlier, later) = (self.incident(earlier), self.incident(later));
        Unfinished { earlier, action, later, factors: self.factors(factors) }
    }

    /// Relatives of one incident, none of any other.
    fn of(&self, id: &str, relatives: Vec<Relative>) -> Similar {
        let mut all = vec![Vec::new(); self.incident(id)];
        all.push(relatives);
        Similar { relatives: all, ..Similar::default() }
    }
}

fn words(all: &[&str]) -> Vec<std::sync::Arc<str>> {
    all.iter().map(|w| (*w).into()).collect()
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|t| (*t).to_owned()).collect()
}

const ACTIONS: &str = "actions:
  - {text: Limit retries., status: in-progress, owner: Ada Example}
  - {text: Alert on growth, status: done}
  - {text: 'Shed <b>load</b>', status: declined}
  - {text: Ask the partner, status: Waiting}";

fn library() -> Case {
    Case::new("alike")
        .config("")
        .incident("a", &format!("title: First\ndate: 2021-03-02\nseverity: sev1\nservices: [payments]\nfactors: [retry-storm]\nalerts: [Down]\n{ACTIONS}"), "x")
        .incident("b", "title: Second <i>one</i>\ndate: 2021-07-09\nservices: [payments]\nfactors: [retry-storm, config-change]\nalerts: [Down]\nactions: [{text: Test it, status: proposed}]", "x")
        .incident("c", "title: Third\ndate: 2022-05\nservices: [payments, cards]\nfactors: [retry-storm]", "x")
        .incident("d", "title: Fourth\nservices: [cards]", "x")
}

#[test]
fn similar_incidents_say_why_in_words_and_links() {
    let run = render(&library(), |known| {
        let near = Relative { near_duplicate: true, ..known.relative("c", Why::default()) };
        let why = Why {
            factors: known.factors(&["retry-storm"]),
            services: known.services(&["payments"]),
            alerts: texts(&["Down"]),
            terms: words(&["pool", "<b>handshake"]),
        };
        let words = Why { terms: words(&["{both}", "card"]), ..Why::default() };
        known.of("a", vec![known.relative("b", why), near, known.relative("d", words)])
    });
    run.is_sound();
    run.page("incidents/a/index.html", |page| {
        page.reads("#_similar", &["Similar incidents"])
            .reads(".similar .row-title a", &["Second <i>one</i>", "Third", "Fourth"])
            .reads(".similar .row-date", &["9 July 2021", "May 2022", "Undated"])
            .reads(
                ".similar .row-why",
                &[
                    "Both: Retry storm · payments · Down · also alike in: pool, <b>handshake",
                    "nearly the same text",
                    "Alike in: {both}, card",
                ],
            )
            .reads(".similar .row-why a", &["Retry storm", "payments", "Down"])
            .counts(".row-why a[href='../../alerts/index.html#down']", 1)
            .counts(".row-why a[href='../../services/payments/index.html']", 1)
            .counts("link[href*='css/similar']", 1)
            .lacks(".asked, .similar .groups, .similar .row-factors");
        assert!(!page.html.contains("0.98") && !page.html.contains('%'), "a score is shown");
    });
    run.page("incidents/b/index.html", |page| {
        page.lacks(".similar").counts("link[href*='css/similar']", 0);
    });
    run.lacks("clusters/index.html");
    run.page("index.html", |page| {
        page.counts("a[href*=clusters]", 0);
    });
}

#[test]
fn no_more_than_five_similar_incidents_are_shown() {
    let mut case = Case::new("many").config("").incident("a", "title: A", "x");
    let ids: Vec<String> = (0..7).map(|n| format!("b{n}")).collect();
    for id in &ids {
        case = case.incident(id, &format!("title: {id}"), "x");
    }
    let why = || Why { terms: words(&["pool"]), ..Why::default() };
    let run = render(&case, |known| known.of("a", ids.iter().map(|id| known.relative(id, why())).collect()));
    run.page("incidents/a/index.html", |page| {
        page.reads(".similar .row-title", &["b0", "b1", "b2", "b3", "b4"]);
    });
}

#[test]
fn programs_are_told_what_is_similar_and_why() {
    let run = render(&library(), |known| {
        let why = Why {
            factors: known.factors(&["retry-storm"]),
            services: known.services(&["payments"]),
            terms: words(&["pool"]),
            alerts: texts(&["Down"]),
        };
        known.of("a", vec![known.relative("b", why)])
    });
    let of = |id: &str| run.incidents().into_iter().find(|i| i["id"] == id).expect("an incident")["similar"].clone();
    let why = serde_json::json!({ "terms": ["pool"], "factors": ["retry-storm"], "services": ["payments"] });
    assert_eq!(of("a"), serde_json::json!([{ "id": "b", "why": why }]));
    assert_eq!(of("d"), serde_json::json!([]));
}

/// Incidents of which each is declared to be the one before it again.
fn chain() -> Case {
    let again = |of: &str| format!("related: [{{id: {of}, rel: recurrence-of}}]");
    Case::new("chain")
        .config("")
        .incident("z", "title: First\ndate: 2021-03-02\nseverity: sev1\nservices: [payments]", "x")
        .incident("y", &format!("title: Second <i>\ndate: 2021-07-09T23:00Z\n{}", again("z")), "x")
        .incident("m", &format!("title: Never dated\n{}", again("z")), "x")
        .incident(
            "x",
            "title: Third\ndate: 2022-05\nrelated: [{id: y, rel: recurrence-of}, {id: o, rel: caused-by}]",
            "x",
        )
        .incident("o", "title: Another\ndate: 2021-01-01", "x")
}

#[test]
fn recurrences_are_a_line_through_time_on_the_page_of_each_of_them() {
    let run = chain().build();
    run.succeeds().is_sound();
    for (id, here) in [("z", "First"), ("y", "Second <i>"), ("x", "Third"), ("m", "Never dated")] {
        run.page(&format!("incidents/{id}/index.html"), |page| {
            page.reads(".thread-title", &["First", "Second <i>", "Third", "Never dated"])
                .reads("[aria-current] .thread-title", &[here])
                .counts(".thread-title a", 3)
                .reads(".thread-gap", &["4 months later", "10 months later"])
                .reads(".thread-undated .thread-title", &["Never dated"])
                .reads(
                    ".chain .note",
                    &["4 incidents, 2 March 2021 to May 2022, typically 7 months apart, 1 of them without a date"],
                );
        });
    }
    run.page("incidents/x/index.html", |page| {
        page.reads(".relations > li > .label", &["Caused by"]);
    });
    run.page("incidents/z/index.html", |page| {
        page.lacks(".relations").has(".thread-side", "SEV-1");
    });
    run.page("incidents/o/index.html", |page| {
        page.lacks(".chain").reads(".relations > li > .label", &["Caused"]);
    });
}

#[test]
fn recurrences_without_dates_are_related_and_no_line() {
    let run = Case::new("undated")
        .config("")
        .incident("a", "title: A\ndate: 2024", "x")
        .incident("b", "title: B\nrelated: [{id: a, rel: recurrence-of}]", "x")
        .build();
    run.succeeds().page("incidents/a/index.html", |page| {
        page.lacks(".thread").reads(".relations > li > .label", &["Recurred as"]);
    });
}

#[test]
fn a_follow_up_that_was_not_done_when_it_happened_again_is_said_on_both_pages() {
    let run = render(&library(), |known| Similar {
        unfinished: vec![
            known.unfinished("a", 0, "b", &["retry-storm"]),
            known.unfinished("a", 2, "c", &["retry-storm"]),
            known.unfinished("a", 3, "b", &[]),
        ],
        ..Similar::default()
    });
    run.is_sound();
    run.page("incidents/a/index.html", |page| {
        page.reads(
            "#_action-1 + .met-row",
            &["Still open when Second <i>one</i> happened on 9 July 2021: they share Retry storm."],
        )
        .reads("#_action-3 + .met-row", &["Had been declined when Third happened in May 2022: they share Retry storm."])
        .reads("#_action-4 + .met-row", &["Not known to be done when Second <i>one</i> happened on 9 July 2021."])
        .lacks("#_action-2 + .met-row")
        .counts(".met a[href='../../factors/retry-storm/index.html']", 2)
        .counts("link[href*='css/similar']", 1);
    });
    run.page("incidents/b/index.html", |page| {
        page.reads(
            ".asked li",
            &[
                "First asked for: “Limit retries”. It was still open.",
                "First asked for: “Ask the partner”. Whether it was done is not written down.",
            ],
        )
        .counts(".asked a[href='../../incidents/a/index.html#_action-1']", 1);
    });
    run.page("incidents/c/index.html", |page| {
        page.reads(".asked li", &["First asked for: “Shed <b>load</b>”. It had been declined."]);
    });
}

#[test]
fn what_was_asked_for_names_nobody() {
    let case = Case::new("public")
        .config("audience = \"public\"\n")
        .incident("a", &format!("title: First\ndate: 2021-03-02\naudience: public\nfactors: [dns]\n{ACTIONS}"), "x")
        .incident("b", "title: Second\ndate: 2022-03-02\naudience: public\nfactors: [dns]", "x");
    let alike = |known: &Known<'_>| Similar {
        unfinished: vec![known.unfinished("a", 0, "b", &["dns"])],
        clusters: vec![Cluster {
            slug: "dns".into(),
            incidents: known.incidents(&["a", "b"]),
            factors: known.factors(&["dns"]),
            services: Vec::new(),
            terms: Vec::new(),
        }],
        ..Similar::default()
    };
    let run = render(&case, alike);
    run.mentions("Limit retries").never_mentions("Ada Example");
    let internal = case.config("audience = \"internal\"\n");
    let run = render(&internal, alike);
    for url in ["clusters/index.html", "incidents/b/index.html"] {
        assert!(!run.text_of(url).contains("Ada Example"), "{url}");
    }
}

#[test]
fn many_notes_are_folded() {
    let mut case = library();
    let later = ["e1", "e2", "e3", "e4"];
    for (n, id) in later.iter().enumerate() {
        case = case.incident(id, &format!("title: Later {id}\ndate: 202{}-01-01", n + 2), "x");
    }
    let run = render(&case, |known| Similar {
        unfinished: later.iter().rev().map(|id| known.unfinished("a", 0, id, &[])).collect(),
        ..Similar::default()
    });
    run.page("incidents/a/index.html", |page| {
        page.reads(".met > .notes a", &["Later e1", "Later e2"])
            .reads(".met summary", &["and 2 more"])
            .reads(".met details a", &["Later e3", "Later e4"]);
    });
}

fn clusters(known: &Known<'_>) -> Similar {
    Similar {
        clusters: vec![
            Cluster {
                slug: "retry-storm".into(),
                incidents: known.incidents(&["a", "b", "c"]),
                factors: known.factors(&["retry-storm"]),
                services: known.services(&["payments"]),
                terms: words(&["pool", "<b>"]),
            },
            Cluster {
                slug: "cards".into(),
                incidents: known.incidents(&["c", "d"]),
                factors: Vec::new(),
                services: Vec::new(),
                terms: words(&["card", "limit", "bank", "fourth"]),
            },
        ],
        ..Similar::default()
    }
}

#[test]
fn what_keeps_coming_back_is_a_page_of_lines_through_time() {
    let run = render(&library(), clusters);
    run.is_sound();
    run.page("clusters/index.html", |page| {
        page.reads("h1", &["What keeps coming back"])
            .reads(".total", &["2 groups"])
            .reads("h2", &["Retry storm · payments", "card, limit, bank"])
            .reads(
                ".cluster-often",
                &[
                    "3 incidents, 2 March 2021 to May 2022, typically 7 months apart",
                    "2 incidents, 1 of them without a date",
                ],
            )
            .reads(
                ".cluster-share",
                &[
                    "Most of them share: Retry storm · payments · also alike in: pool, <b>",
                    "Most of them are alike in: card, limit, bank, fourth",
                ],
            )
            .reads("#retry-storm .thread-title", &["First", "Second <i>one</i>", "Third"])
            .reads("#retry-storm .thread-gap", &["4 months later", "10 months later"])
            .reads(
                "#retry-storm .tried li",
                &[
                    "In progress Limit retries.",
                    "Done Alert on growth",
                    "Declined Shed <b>load</b>",
                    "Waiting Ask the partner",
                    "Proposed Test it",
                ],
            )
            .counts("[aria-current=true] .thread-title, [data-incident]", 0);
    });
    for (url, names) in [
        ("incidents/a/index.html", &["Retry storm · payments"][..]),
        ("incidents/c/index.html", &["Retry storm · payments", "card, limit, bank"]),
        ("services/payments/index.html", &["Retry storm · payments"]),
        ("services/cards/index.html", &[]),
        ("factors/retry-storm/index.html", &["Retry storm · payments"]),
        ("factors/config-change/index.html", &[]),
    ] {
        run.page(url, |page| {
            page.reads(".groups a", names);
        });
    }
    run.page("incidents/c/index.html", |page| {
        page.has(".similar .groups", "Part of a group that keeps coming back: Retry storm · payments 3 incidents;");
    });
    for url in ["index.html", "404.html", "incidents/d/index.html"] {
        run.page(url, |page| {
            page.has("a[href$='clusters/index.html']", "keep");
        });
    }
}

#[test]
fn the_address_of_what_keeps_coming_back_is_no_alias() {
    let case = library().incident("e", "title: E\naliases: [/clusters/]", "x");
    let run = render(&case, clusters);
    run.page("clusters/index.html", |page| {
        page.reads("h1", &["What keeps coming back"]);
    });
}

#[test]
fn many_groups_are_paged_and_a_long_line_is_folded() {
    let mut case = Case::new("many groups").config("");
    let ids: Vec<String> = (0..15).map(|n| format!("i{n:02}")).collect();
    for (n, id) in ids.iter().enumerate() {
        case = case.incident(id, &format!("title: Number {n}\ndate: 20{:02}-01-01\nservices: [web]", n + 5), "x");
    }
    let run = render(&case, |known| {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let group = |n: usize, ids: &[&str], services: &[&str]| Cluster {
            slug: format!("g{n}"),
            incidents: known.incidents(ids),
            factors: Vec::new(),
            services: known.services(services),
            terms: words(&["word"]),
        };
        let mut clusters = vec![group(0, &ids, &[])];
        clusters.extend((1..60).map(|n| group(n, &ids[..2], if n >= 54 { &["web"] } else { &[] })));
        Similar { clusters, ..Similar::default() }
    });
    run.is_sound();
    run.page("clusters/index.html", |page| {
        page.reads("#g0 .thread-earlier .thread-title", &["Number 0", "Number 1", "Number 2"])
            .reads("#g0 .thread-earlier summary", &["3 earlier incidents"])
            .counts("#g0 .thread-title", 15)
            .counts(".cluster", 50)
            .reads(".total", &["60 groups"])
            .has(".pager-range", "1–50 of 60")
            .reads(".pager [rel=next]", &["Smaller groups"]);
    });
    run.page("clusters/page/2/index.html", |page| {
        page.counts(".cluster", 10).reads(".pager [rel=prev]", &["Larger groups"]);
    });
    run.page("services/web/index.html", |page| {
        page.counts(".groups a[href='../../clusters/page/2/index.html#g55']", 1)
            .has(".groups a:last-child", "and 1 more");
    });
}
