//! Searching as a user does, and the files of the browser's index.

use crate::case::{Case, shard, tree};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn library() -> Case {
    Case::new("engine")
        .config("")
        .incident(
            "pool",
            "title: Checkout stood still\ndate: 2024-03-09\nseverity: sev1\nservices: [payments-api, checkout]\nfactors: [retry-storm]\nalerts: ['PaymentsHighErrorRate']",
            "The connection pool was exhausted. Clients saw HTTP/503 from 10.0.0.12.\n\n## Mitigation\n\nWe rolled back 3f9ac21d77 and restarted `payment_service`.",
        )
        .incident(
            "certificate",
            "title: Certificate expired\ndate: 2023-11-02\nseverity: sev2\nservices: [edge]\nfactors: [certificate-expiry]",
            "The certificate of the load balancer expired. Kubernetes pods failed to pull images. The deployment of v1.24.3 waited.",
        )
        .incident(
            "quiet",
            "title: Replica lagged\nkind: near-miss\nservices: [payments-api]",
            "Replication to the standby database was late. Nobody saw it, the pool held, and a connection was free. Supporting systems were fine.",
        )
}

fn found(case: &Case, words: &[&str]) -> Vec<String> {
    let json = asked(case, words);
    json["hits"].as_array().expect("hits").iter().map(|h| h["id"].as_str().expect("an id").to_owned()).collect()
}

fn asked(case: &Case, words: &[&str]) -> Value {
    let mut all = vec!["search", "--format", "json"];
    all.extend(words);
    let run = case.run(&all);
    assert!(matches!(run.code, Some(0 | 1)), "{words:?}: {}", run.stderr);
    run.json()
}

fn notes(case: &Case, query: &str) -> Vec<String> {
    asked(case, &[query])["notes"].as_array().expect("notes").iter().map(Value::to_string).collect()
}

#[test]
fn identifiers_codes_and_hashes_are_found_whole_and_in_parts() {
    let case = library();
    for query in
        ["payment_service", "503", "5xx", "3f9ac21", "3f9ac21d77", "10.0.0.12", "paymentshigherrorrate", "PaymentsHigh"]
    {
        assert_eq!(found(&case, &[query])[0], "pool", "{query}");
    }
    assert_eq!(found(&case, &["v1.24.3"]), ["certificate"]);
    assert_eq!(found(&case, &["payment service"])[0], "pool");
    assert_eq!(found(&case, &["10.0.0.13"]), [""; 0], "an address is no word that may be misspelt");
}

#[test]
fn a_misspelt_and_an_unfinished_word_find_what_was_meant_and_say_so() {
    let case = library();
    assert_eq!(found(&case, &["certifcate"]), ["certificate"]);
    assert_eq!(notes(&case, "certifcate"), [r#"{"code":"corrected","to":"certificate","word":"certifcate"}"#]);
    assert_eq!(found(&case, &["kube"]), ["certificate"]);
    assert_eq!(found(&case, &["deploym"]), ["certificate"], "longer than its stem");
    assert_eq!(found(&case, &["certi xyzzyplugh"]), [""; 0], "only the last word may be unfinished");
    case.run(&["search", "certifcate"]).prints("no incident has `certifcate`: searched for words like `certificate`");
}

#[test]
fn synonyms_are_found_below_the_word_itself_and_explain_says_which_fired() {
    let case = library();
    assert_eq!(found(&case, &["k8s"]), ["certificate"]);
    assert_eq!(found(&case, &["lb expired"]), ["certificate"]);
    assert_eq!(found(&case, &["follower"]), ["quiet"]);
    case.run(&["search", "--explain", "k8s"]).prints("k8s by `kubernet`, a synonym");
    let own = library()
        .config("search_words = \"words.toml\"\n")
        .file("words.toml", "synonyms = [[\"till\", \"checkout\"]]\nstop_phrases = [\"dear colleagues\"]\n");
    assert_eq!(found(&own, &["till"]), ["pool"]);
    assert_eq!(asked(&own, &["dear colleagues certificate"])["full"], 1);
    let wrong = library().config("search_words = \"words.toml\"\n").file("words.toml", "synonyms = [[\"one\"]]\n");
    wrong.build().fails().says("fewer than two members");
}

#[test]
fn fields_filter_and_choices_on_the_command_line_do_the_same() {
    let case = library();
    assert_eq!(found(&case, &["pool service:payments-api"]).len(), 2);
    assert_eq!(found(&case, &["pool", "--service", "checkout"]), ["pool"]);
    assert_eq!(found(&case, &["service:edge"]), ["certificate"]);
    assert_eq!(found(&case, &["--severity", "SEV-1"]), ["pool"]);
    assert_eq!(found(&case, &["kind:near-miss"]), ["quiet"]);
    assert_eq!(found(&case, &["factor:\"retry storm\""]), ["pool"]);
    assert_eq!(found(&case, &["after:2024 pool"]), ["pool"], "what has no date is neither before nor after");
    assert_eq!(found(&case, &["--before", "2024-01", "--after", "2023-11-02"]), ["certificate"]);
    assert_eq!(found(&case, &["pool -service:checkout"]), ["quiet"]);
    assert_eq!(found(&case, &["title:certificate"]), ["certificate"]);
    assert_eq!(found(&case, &["title:pool"]), [""; 0]);
    assert_eq!(found(&case, &["year:2023 OR year:2024", "--sort", "date"]), ["pool", "certificate"]);
}

#[test]
fn what_is_no_field_value_or_date_is_searched_as_words_and_said() {
    let case = library();
    assert_eq!(found(&case, &["servce:checkout"])[0], "pool");
    assert_eq!(
        notes(&case, "servce:checkout")[0],
        r#"{"code":"unknown-field","name":"servce","suggestion":"service"}"#
    );
    let note = &notes(&case, "service:chekout")[0];
    assert!(note.contains("unknown-value") && note.contains("\"checkout\""), "{note}");
    assert!(notes(&case, "after:soon pool")[0].contains("bad-date"));
    assert!(notes(&case, "pool \"never closed")[0].contains("unclosed-quote"));
}

#[test]
fn phrases_and_alternatives_are_exact() {
    let case = library();
    assert_eq!(found(&case, &["\"connection pool\""]), ["pool"]);
    assert_eq!(found(&case, &["\"pool connection\""]), [""; 0]);
    assert_eq!(found(&case, &["pool -\"connection pool\""]), ["quiet"]);
    assert_eq!(found(&case, &["kubernetes OR \"connection pool\""]).len(), 2);
    assert_eq!(found(&case, &["\"still connection\""]), [""; 0], "no phrase reaches from the title into the text");
}

#[test]
fn a_word_as_it_is_written_comes_before_others_of_its_stem() {
    let case = Case::new("written")
        .config("")
        .incident("a", "title: One\ndate: 2024-01-01", "The supporting systems, supporting all, were supporting.")
        .incident("b", "title: Two\ndate: 2024-01-02", "A support was there.");
    assert_eq!(found(&case, &["support"]), ["b", "a"]);
    assert_eq!(found(&case, &["supporting"]), ["a", "b"]);
}

#[test]
fn other_languages_are_stemmed_by_their_own_rules_side_by_side() {
    let case = Case::new("languages")
        .config("")
        .incident("de", "title: Störung\nlang: de", "Die Datenbanken waren überlastet, die Häuser ohne Strom.")
        .incident("ja", "title: 障害\nlang: ja", "証明書の有効期限が切れた。serversは正常。")
        .incident("en", "title: Outage", "The databases of servers were overloaded.");
    assert_eq!(found(&case, &["datenbank"]), ["de"]);
    assert_eq!(found(&case, &["uberlastet"]), ["de"], "typed without diacritics");
    assert_eq!(found(&case, &["有効期限"]), ["ja"]);
    assert_eq!(found(&case, &["database"]), ["en"]);
    let both = found(&case, &["servers"]);
    assert_eq!(both.len(), 2, "{both:?}");
}

#[test]
fn the_first_results_are_those_of_all_results() {
    let case = library();
    for query in ["pool connection", "the", "certifcate", "database OR pool", "service:payments-api", "con"] {
        let all = found(&case, &[query, "--limit", "100"]);
        for limit in 1..=all.len() {
            assert_eq!(found(&case, &[query, "--limit", &limit.to_string()]), all[..limit], "{query}");
        }
    }
}

#[test]
fn explain_tells_terms_fields_and_tiers() {
    let run = library().run(&["search", "--explain", "certificate expired"]);
    run.succeeds();
    for part in ["2 of 2 words", "certificate by `certif`", "1 in the title", "words near each other", "in 1 incident"]
    {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    let why = &asked(&library(), &["--explain", "certificate"])["hits"][0]["why"];
    assert_eq!((&why["matched"], &why["words"][0]["how"]), (&1.into(), &"exact".into()));
}

#[test]
fn a_snippet_is_of_the_section_that_matches_best() {
    let json = asked(&library(), &["restarted"]);
    let hit = &json["hits"][0];
    assert_eq!((&hit["anchor"], &hit["heading"]), (&"mitigation".into(), &"Mitigation".into()));
    assert!(hit["snippet"].as_str().expect("a snippet").contains("restarted payment_service"));
}

// ---- The files of the browser

/// The content of each file of the browser's index, by its path below `search/`.
fn shards(case: &Case) -> BTreeMap<String, Vec<u8>> {
    let files = tree(&case.path("public")).into_iter();
    files.filter_map(|(path, bytes)| Some((path.strip_prefix("search/")?.to_owned(), shard(&path, &bytes)?))).collect()
}

#[test]
fn every_file_is_named_by_its_content_and_named_by_the_root_or_a_card() {
    let case = library();
    case.build().succeeds();
    let shards = shards(&case);
    let root = String::from_utf8(shards["root.js"].clone()).expect("text");
    let cards: String = shards
        .iter()
        .filter(|(p, _)| p.starts_with("d/"))
        .map(|(_, b)| String::from_utf8_lossy(b).into_owned())
        .collect();
    for (path, content) in shards.iter().filter(|(p, _)| *p != "root.js") {
        let name = path[2..].trim_end_matches(".js");
        // Positions have the name of their terms, which is of both.
        let beside = |from: &str, to: &str| path.strip_prefix(from).and_then(|file| shards.get(&format!("{to}{file}")));
        let (terms, places) = match beside("n/", "t/") {
            Some(terms) => (terms, Some(content)),
            None => (content, beside("t/", "n/")),
        };
        let whole = [terms.as_slice(), places.map_or(&[], Vec::as_slice)].concat();
        assert_eq!(name, &blake3::hash(&whole).to_hex()[..name.len()], "{path}");
        assert_eq!(path.starts_with(['t', 'n']), places.is_some(), "{path} has nothing beside it");
        assert!(root.contains(name) || cards.contains(name), "{path} is named nowhere");
    }
    let root: Value = serde_json::from_str(&root).expect("JSON");
    assert_eq!((&root["n"], &root["en"], &root["cards"]["size"]), (&3.into(), &true.into(), &6.into()));
}

#[test]
fn an_edit_leaves_what_it_does_not_touch() {
    let mut case = Case::new("edit").config("");
    for n in 0..60 {
        let words: Vec<String> = (0..120).map(|w| format!("word{}x", (n * 37 + w * 11) % 900)).collect();
        case = case.incident(
            &format!("i{n:02}"),
            &format!("title: T{n}\ndate: 2024-01-{:02}", n % 28 + 1),
            &words.join(" "),
        );
    }
    case.build().succeeds();
    let before: BTreeSet<String> = shards(&case).into_keys().collect();
    let words: Vec<String> = (0..120).map(|w| format!("word{}x", (7 * 37 + w * 11) % 900)).collect();
    // One word for another that others have too.
    let edited = words.join(" ").replace(&words[5], "word1x");
    let case = case.incident("i07", "title: T7\ndate: 2024-01-08", &edited);
    case.build().succeeds();
    let after: BTreeSet<String> = shards(&case).into_keys().collect();
    assert!(after.contains("root.js") && before.len() > 20);
    let fresh = |folder: &str| after.difference(&before).filter(|p| p.starts_with(folder)).count();
    assert_eq!(fresh("f/"), 1, "the text that was edited");
    assert_eq!(fresh("d/"), 1, "the block of its card, which names its text");
    assert!(fresh("t/") <= 4, "the terms of both words, and where shards end beside them");
    assert_eq!(fresh("n/"), fresh("t/"), "positions with their terms");
    assert!(fresh("w/") + fresh("b/") <= 2, "the words, of which one less incident has one and one more the other");
    assert_eq!(fresh("c/") + fresh("p/"), 0, "neither facets nor dates nor positions of others");
    assert!(fresh("s/") <= 1, "how common words are");
}

#[test]
fn nobody_and_nothing_that_is_left_out_is_in_the_files() {
    let case = Case::new("people")
        .config("")
        .incident(
            "a",
            "title: A\nauthors: [Zelda Zimmermann]\nparticipants: ['@quorra']\nmore: zzunknown",
            "The queue.\n\n**Responders:** Yann Ypsilon\n",
        )
        .incident("hidden", "title: Zzhidden\ndraft: true", "zzhiddentext");
    case.build().succeeds();
    for (path, content) in shards(&case) {
        let text = String::from_utf8_lossy(&content).to_lowercase();
        for word in ["zimmermann", "quorra", "ypsilon", "zzunknown", "zzhidden"] {
            assert!(!text.contains(word), "`{word}` is in {path}");
        }
    }
}
