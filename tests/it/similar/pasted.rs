//! Pasted texts: what is said of a hit stands in both, alerts find their incident, and
//! other texts find none.

use super::{Known, collections, english, known, rows, terms, texts_of, whole, with_others};
use crate::case::Case;
use candor::library::{Helped, helped};
use candor::search::text::{Lang, Stem, tokens};
use candor::search::{Alike, Chosen, Index};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// What a hit says that is not so.
fn untrue(known: &Known, text: &str, hit: &Alike) -> Vec<String> {
    let library = &known.library;
    let at = library.incidents.iter().position(|i| i.id == hit.card.id).expect("an incident");
    let said = known.said_or_named(at);
    let mut wrong = Vec::new();
    for term in &hit.terms {
        // A word of a text is stemmed as the incident is.
        let is_said = whole(&mut known.stem(at), term).is_some_and(|t| said.contains(&t));
        if !is_said || !text.contains(term.as_str()) {
            wrong.push(format!("`{term}` is not in both"));
        }
    }
    let text_tokens: Vec<String> = tokens(text, false).into_iter().map(|t| t.text).collect();
    let is_named = |name: &String| {
        let name: Vec<String> = tokens(name, false).into_iter().map(|t| t.text).collect();
        text_tokens.windows(name.len()).any(|w| w == name)
    };
    for service in &hit.services {
        if !is_named(service)
            || !library.incidents[at].services.iter().any(|s| library.services[*s].name.name == *service)
        {
            wrong.push(format!("service {service}"));
        }
    }
    for factor in &hit.factors {
        if !is_named(factor) || !library.incidents[at].factors.iter().any(|f| library.factors[*f].entry.name == *factor)
        {
            wrong.push(format!("factor {factor}"));
        }
    }
    if !(hit.score > 0.0 && hit.score <= 1.4) {
        wrong.push(format!("score {}", hit.score));
    }
    if hit.terms.is_empty() || hit.terms.len() > 6 {
        wrong.push(format!("words {:?}", hit.terms));
    }
    wrong.extend(hit.helped.iter().flat_map(|h| misquoted(known, at, h)));
    wrong.into_iter().map(|w| format!("{}: {w}", hit.card.id)).collect()
}

/// Lines of what helped that do not stand in the document.
fn misquoted(known: &Known, at: usize, helped: &Helped) -> Vec<String> {
    let document = known.library.document_of(at);
    let texts = document.body.sections.iter().map(|s| s.text.as_str());
    let texts: Vec<&str> = texts.chain(document.timeline.iter().map(|e| e.text.as_str())).collect();
    let quoted = helped.text.strip_suffix('…').filter(|t| !texts.iter().any(|x| x.contains(&format!("{t}…"))));
    let lines = quoted.unwrap_or(&helped.text).lines().map(str::trim);
    let is_there = |line: &&str| texts.iter().any(|t| t.contains(*line));
    let mut wrong: Vec<String> = lines.filter(|l| !is_there(l)).map(|l| format!("quoted `{l}`")).collect();
    if !helped.anchor.is_empty() && !document.body.headings.iter().any(|h| h.id == helped.anchor) {
        wrong.push(format!("no anchor {}", helped.anchor));
    }
    if helped.text.chars().count() > 601 {
        wrong.push("a long quotation".into());
    }
    wrong
}

/// Texts to paste: the alerts of the tests, and what incidents begin with.
fn texts(known: &Known) -> Vec<String> {
    let alerts = texts_of("alerts.toml", "paste").into_iter().map(|t| t["text"].as_str().expect("a text").to_owned());
    let incidents = 0..known.library.incidents.len();
    let beginnings = incidents.map(|at| known.texts(at).join("\n").chars().take(400).collect::<String>());
    alerts.chain(beginnings).collect()
}

/// Everything that is said of hits is so, and so many texts have some.
fn is_true(known: &Known, least: usize) {
    let index = known.index();
    let (mut wrong, mut found) = (Vec::new(), 0);
    for text in texts(known) {
        let hits = index.alike(&text, &Chosen::default(), 5).expect("hits");
        found += usize::from(!hits.is_empty());
        wrong.extend(hits.iter().flat_map(|hit| untrue(known, &text, hit)));
        let ordered = |two: &[Alike]| two[0].score >= two[1].score;
        if hits.len() > 5 || !hits.windows(2).all(ordered) {
            wrong.push(format!("the order of {:?}", hits.iter().map(|h| h.score).collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(found >= least, "only {found} texts have hits");
}

#[test]
fn what_is_said_of_hits_in_the_sample_is_true() {
    is_true(&known(Path::new(env!("CARGO_MANIFEST_DIR"))), 10);
}

#[test]
fn what_is_said_of_hits_in_real_post_mortems_is_true() {
    let Some(work) = english() else { return };
    is_true(&known(work.path()), 200);
}

#[test]
fn what_helped_is_quoted_from_every_real_post_mortem() {
    let Some(work) = english() else { return };
    let known = known(work.path());
    let all = 0..known.library.incidents.len();
    let quoted: Vec<(usize, Helped)> =
        all.filter_map(|at| Some((at, helped(known.library.document_of(at))?))).collect();
    let wrong: Vec<String> = quoted.iter().flat_map(|(at, h)| misquoted(&known, *at, h)).collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(quoted.len() > 50, "only {} say what helped", quoted.len());
}

#[test]
fn what_helped_is_from_the_resolution_else_the_timeline_else_the_response() {
    let response = "## Response\n\nWe called everyone.";
    let timeline = "## Timeline\n\n- 10:00 UTC — Alert fired\n- 10:20 UTC — Mitigated: rolled back the release\n- 11:00 UTC — Resolved: deployed the fix";
    let resolution = "## Resolution\n\nThe certificate was renewed.\n\n### And then\n\nIt held.";
    let case = Case::new("helped")
        .config("")
        .incident("a", "title: A\ndate: 2024-01-01", &format!("{response}\n\n{timeline}\n\n{resolution}"))
        .incident("b", "title: B\ndate: 2024-01-01", &format!("{response}\n\n{timeline}"))
        .incident("c", "title: C\ndate: 2024-01-01", response)
        .incident("d", "title: D\ndate: 2024-01-01", "Nothing helped.");
    let known = known(case.root());
    let of = |id: &str| {
        let at = known.library.incidents.iter().position(|i| i.id == id).expect("an incident");
        helped(known.library.document_of(at))
    };
    let a = of("a").expect("a quotation");
    assert_eq!((a.anchor.as_str(), a.heading.as_str()), ("resolution", "Resolution"));
    assert_eq!(a.text, "The certificate was renewed.\nIt held.");
    let b = of("b").expect("a quotation");
    assert_eq!(b.anchor, "timeline");
    assert!(b.text.contains("rolled back the release") && b.text.contains("deployed the fix"), "{b:?}");
    assert!(!b.text.contains("Alert fired"), "{b:?}");
    assert_eq!(of("c").map(|h| h.text), Some("We called everyone.".into()));
    assert_eq!(of("d"), None);
}

/// The lines of a file, as `pasted.tsv` counts them.
fn lines(text: &str) -> Vec<&str> {
    text.split(if text.contains('\n') { '\n' } else { '\r' }).collect()
}

/// A text that is pasted, the file that it was cut from, and the half that it is in.
struct Paste {
    file: String,
    text: String,
    half: String,
}

/// All collections with the alerts cut out of them, and the alerts; none after saying so.
fn cut() -> Option<(TempDir, Known, Vec<Paste>)> {
    let work = collections(|_| true)?;
    let mut by_file: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for row in rows("pasted.tsv") {
        by_file.entry(row[0].clone()).or_default().push(row);
    }
    let mut pastes = Vec::new();
    for (file, rows) in by_file {
        let path = work.path().join(&file);
        let text = String::from_utf8_lossy(&fs::read(&path).expect("a document")).into_owned();
        let lines = lines(&text);
        let mut is_cut = vec![false; lines.len()];
        let mut taken = Vec::new();
        for row in &rows {
            let number = |n: usize| row[n].parse::<usize>().expect("a line");
            for at in number(1) - 1..number(2) {
                is_cut[at] = true;
                if row[3] != "also" {
                    taken.push(lines[at].trim_end_matches('\r'));
                }
            }
        }
        let kept = lines.iter().zip(is_cut).filter(|(_, is_cut)| !is_cut).map(|(line, _)| *line);
        fs::write(&path, kept.collect::<Vec<_>>().join("\n")).expect("a document");
        pastes.push(Paste { file, text: taken.join("\n"), half: rows[0][4].clone() });
    }
    let known = known(work.path());
    Some((work, known, pastes))
}

/// How many of all, by half.
type Halves = BTreeMap<String, (usize, usize)>;

fn count(halves: &mut Halves, half: &str, is_right: bool) {
    let (right, all) = halves.entry(half.to_owned()).or_default();
    *right += usize::from(is_right);
    *all += 1;
}

fn sum(halves: &Halves) -> (usize, usize) {
    halves.values().fold((0, 0), |(a, b), (right, all)| (a + right, b + all))
}

#[test]
fn alerts_find_the_incident_that_they_were_cut_from_and_other_texts_find_none() {
    let Some((_work, known, pastes)) = cut() else { return };
    let index = known.index();
    let (mut found, mut quiet) = (Halves::new(), Halves::new());
    for paste in &pastes {
        let hits = index.alike(&paste.text, &Chosen::default(), 3).expect("hits");
        let is_found = hits.iter().any(|h| h.card.source == paste.file);
        if !is_found {
            println!("{} is not found: {:?}", paste.file, hits.iter().map(|h| &h.card.source).collect::<Vec<_>>());
        }
        count(&mut found, &paste.half, is_found);
    }
    for text in texts_of("foreign.toml", "text") {
        let field = |name: &str| text[name].as_str().expect("a text");
        let hits = index.alike(field("text"), &Chosen::default(), 3).expect("hits");
        for hit in &hits {
            println!("{} finds {} with {:?} ({})", field("about"), hit.card.source, hit.terms, hit.score);
        }
        count(&mut quiet, field("half"), hits.is_empty());
    }
    println!("alerts found within the first three: {found:?}; other texts that find nothing: {quiet:?}");
    let ((found, alerts), (quiet, others)) = (sum(&found), sum(&quiet));
    assert_eq!((alerts, others), (64, 64));
    assert!(found >= 55, "{found} of {alerts} alerts are found");
    assert!(quiet >= 61, "{quiet} of {others} other texts find nothing");
}

fn library() -> Case {
    with_others(Case::new("pasted").config(""), 8)
        .incident(
            "pool",
            "title: Checkout stood still\ndate: 2023-03-09\nservices: [payments-api]\nfactors: [retry-storm]\nalerts: [PaymentsHighErrorRate]",
            "The connection pool of checkout was exhausted; HTTP 503 from 10.0.0.12, commit 3f9ac21d77.",
        )
        .incident("ja", "title: 証明書の有効期限\nlang: ja\ndate: 2024-01-02", "証明書の有効期限が切れた。serverは正常。")
        .incident("de", "title: Störung\nlang: de\ndate: 2024-01-03", "Die Datenbanken waren überlastet, die Häuser ohne Strom.")
}

#[test]
fn hits_in_a_library_of_several_languages_say_what_is_so() {
    let case = library();
    let known = known(case.root());
    let index = known.index();
    for (text, id) in [
        ("PaymentsHighErrorRate of payments-api: HTTP 503, a retry storm", "pool"),
        ("証明書の有効期限が切れた", "ja"),
        ("Datenbank überlastet, Strom", "de"),
    ] {
        let hits = index.alike(text, &Chosen::default(), 5).expect("hits");
        assert_eq!(hits.first().map(|h| h.card.id.as_str()), Some(id), "{text}");
        let wrong: Vec<String> = hits.iter().flat_map(|hit| untrue(&known, text, hit)).collect();
        assert!(wrong.is_empty(), "{text}: {wrong:#?}");
    }
    let hits = index.alike("payments-api: retry storm and payments", &Chosen::default(), 5).expect("hits");
    assert_eq!(
        (&hits[0].services[..], &hits[0].factors[..]),
        (&["payments-api".into()][..], &["Retry storm".into()][..])
    );
}

#[test]
fn words_of_a_language_that_is_not_english_are_known_by_their_stems() {
    let case = with_others(Case::new("deutsch").config("language = \"de\"\n"), 8)
        .incident(
            "bank",
            "title: Störung\ndate: 2024-01-03",
            "Die Datenbanken waren überlastet, die Häuser ohne Strom.",
        )
        .incident(
            "zertifikat",
            "title: Ablauf\ndate: 2024-01-04",
            "Die Zertifikate der Lastverteiler sind abgelaufen.",
        );
    let known = known(case.root());
    let index = known.index();
    for (text, id) in [("Datenbanken überlastet, Häuser dunkel", "bank"), ("Zertifikate abgelaufen", "zertifikat")] {
        let hits = index.alike(text, &Chosen::default(), 5).expect("hits");
        assert_eq!(hits.first().map(|h| h.card.id.as_str()), Some(id), "{text}");
        let wrong: Vec<String> = hits.iter().flat_map(|hit| untrue(&known, text, hit)).collect();
        assert!(wrong.is_empty(), "{text}: {wrong:#?}");
    }
}

#[test]
fn words_that_are_not_in_a_text_are_no_reason() {
    let case = library();
    let known = known(case.root());
    let hits = known.index().alike(
        "payments restarted the api: PaymentsHighErrorRate, a storm of one retry",
        &Chosen::default(),
        5,
    );
    let hits = hits.expect("hits");
    assert!(hits[0].services.is_empty() && hits[0].factors.is_empty(), "{:?} {:?}", hits[0].services, hits[0].factors);
    let mut stem = Stem::new(Lang::English);
    assert!(terms(&mut stem, "PaymentsHighErrorRate").contains(&"paymentshigherrorr".to_owned()));
}

fn hostile() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "PaymentsHighErrorRate",
        "payments-api",
        "retry storm",
        "503",
        "5xx",
        "3f9ac21",
        "10.0.0.12",
        "証明書",
        "überlastet",
        "connection pool",
        "the",
        "\u{200d}",
        "\u{301}",
        "\u{0}",
        "\u{202e}",
        "a_b-c/d.e:f",
    ]);
    let piece = prop_oneof![3 => known.prop_map(str::to_owned), 1 => any::<String>(), 1 => "\\PC{0,40}"];
    (prop::collection::vec(piece, 0..30), prop::sample::select(vec!["", " ", "\n", "\u{3000}"]))
        .prop_map(|(pieces, between)| pieces.join(between))
}

#[test]
fn no_text_breaks_the_paste_and_every_score_is_in_bounds() {
    let case = library();
    let known = known(case.root());
    let index: Index = known.index();
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() });
    let law = |text: String| {
        let hits = index.alike(&text, &Chosen::default(), 20).expect("hits");
        for hit in &hits {
            prop_assert!((0.0..=1.4).contains(&hit.score), "{}", hit.score);
            prop_assert!(hit.terms.iter().all(|t| text.contains(t.as_str())), "{:?}", hit.terms);
        }
        prop_assert_eq!(hits, index.alike(&text, &Chosen::default(), 20).expect("hits"));
        Ok(())
    };
    runner.run(&hostile(), law).expect("the law holds");
}
