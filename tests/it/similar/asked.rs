//! `candor similar`: what a text or an incident is like, as it is asked for and answered.

use super::{made_up, with_others};
use crate::case::{Case, Run};

fn library() -> Case {
    with_others(Case::new("asked").config(""), 8)
        .incident(
            "pool-1",
            "title: Checkout stood still\ndate: 2023-03-09\nseverity: sev1\nservices: [payments]\nfactors: [retry-storm]\nalerts: [PaymentsHighErrorRate]",
            "The connection pool of checkout was exhausted by retries.\n\n## Resolution\n\nWe limited the retries and restarted the pool.",
        )
        .incident(
            "pool-2",
            "title: Checkout waited\ndate: 2024-05\nseverity: sev2\nservices: [orders]\nfactors: [retry-storm]",
            "Again PaymentsHighErrorRate: retries exhausted the connection pool while checkout waited.",
        )
}

fn ids(run: &Run) -> Vec<String> {
    let json = run.json();
    json["hits"].as_array().expect("hits").iter().map(|h| h["id"].as_str().expect("an id").to_owned()).collect()
}

fn asked(case: &Case, words: &[&str]) -> Run {
    case.run(&[&["similar", "--format", "json"], words].concat())
}

const ALERT: &str = "[FIRING:1] PaymentsHighErrorRate: connection pool exhausted, retries in checkout";

#[test]
fn a_text_is_asked_as_words_from_standard_input_or_from_a_file() {
    let case = library().file("alert.txt", ALERT);
    let words = asked(&case, &[ALERT]);
    assert_eq!(ids(words.succeeds()).len(), 2);
    let several: Vec<&str> = ALERT.split(' ').collect();
    assert_eq!(asked(&case, &several).succeeds().stdout, words.stdout, "words of a shell are one text");
    for script in [
        "candor similar --format json - < alert.txt",
        "candor similar --format json --file alert.txt",
        "candor similar --format json --file - < alert.txt",
    ] {
        assert_eq!(case.shell(script).succeeds().stdout, words.stdout, "{script}");
    }
    let missing = case.shell("candor similar --file nowhere.txt");
    missing.says("nowhere.txt");
    assert!(missing.code > Some(0) && !missing.stderr.contains("panicked"), "{:?}", missing.code);
}

#[test]
fn hits_say_what_and_why_and_what_helped_to_programs() {
    let json = asked(&library(), &["retry storm of payments:", ALERT]).json();
    let hit = json["hits"].as_array().expect("hits").iter().find(|h| h["id"] == "pool-1").expect("a hit");
    let keys: Vec<&str> = hit.as_object().expect("a hit").keys().map(String::as_str).collect();
    let mut wanted = ["id", "title", "url", "source", "date", "severity", "kind", "score", "why", "helped"];
    wanted.sort_unstable();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, wanted);
    assert_eq!(
        (&hit["title"], &hit["url"], &hit["source"], &hit["date"], &hit["severity"], &hit["kind"]),
        (
            &"Checkout stood still".into(),
            &"incidents/pool-1/index.html".into(),
            &"content/incidents/pool-1.md".into(),
            &"2023-03-09".into(),
            &"SEV-1".into(),
            &"incident".into()
        )
    );
    let why = &hit["why"];
    assert_eq!(
        (&why["factors"], &why["services"]),
        (&serde_json::json!(["Retry storm"]), &serde_json::json!(["payments"]))
    );
    assert!(why["terms"].as_array().expect("words").contains(&"PaymentsHighErrorRate".into()), "{why}");
    assert!(hit["score"].as_f64().is_some_and(|s| s > 0.15 && s <= 1.4), "{hit}");
    assert_eq!(
        hit["helped"],
        serde_json::json!({ "anchor": "resolution", "heading": "Resolution", "text": "We limited the retries and restarted the pool." })
    );
    let other = json["hits"].as_array().expect("hits").iter().find(|h| h["id"] == "pool-2").expect("a hit");
    assert_eq!((&other["helped"], &other["date"]), (&serde_json::Value::Null, &"2024-05".into()));
}

#[test]
fn people_read_the_reasons_and_what_helped() {
    let run = library().run(&["similar", "payments", ALERT]);
    run.succeeds().says_nothing();
    for line in [
        "Checkout stood still",
        "2023-03-09  SEV-1  payments",
        "both: payments",
        "alike in: ",
        "what helped:",
        "We limited the retries",
        "content/incidents/pool-1.md",
    ] {
        run.prints(line);
    }
}

#[test]
fn the_relatives_of_an_incident_are_asked_by_its_id() {
    let case = library();
    let run = asked(&case, &["--to", "pool-1"]);
    assert_eq!(ids(run.succeeds()), ["pool-2"]);
    assert_eq!(run.json()["hits"][0]["why"]["factors"], serde_json::json!(["Retry storm"]));
    case.run(&["similar", "--to", "other00"]).fails().prints("nothing similar");
    case.run(&["similar", "--to", "pool-9"]).refuses().says("no incident has the id `pool-9`; did you mean `pool-");
    case.run(&["similar", "--to", "zzz"]).refuses().says("`zzz`").does_not_say("did you mean");
    case.run(&["similar", "--to", "pool-1", "text"]).refuses();
    case.run(&["similar"]).refuses();
}

#[test]
fn what_is_asked_for_can_be_limited() {
    let case = library();
    for (words, wanted) in [
        (&["--limit", "1"][..], 1),
        (&["--service", "payments"], 1),
        (&["--factor", "retry-storm"], 2),
        (&["--after", "2024"], 1),
        (&["--before", "2024-01-01"], 1),
        (&["--after", "2025"], 0),
    ] {
        let run = asked(&case, &[&[ALERT], words].concat());
        assert_eq!(ids(&run).len(), wanted, "{words:?}: {}", run.stdout);
        assert_eq!(run.code, Some(i32::from(wanted == 0)), "{words:?}");
    }
    let all = ids(&asked(&case, &[ALERT]));
    assert_eq!(ids(&asked(&case, &[ALERT, "--limit", "1"])), all[..1]);
    assert_eq!(ids(&asked(&case, &["--to", "pool-1", "--after", "2025"])), [""; 0]);
    case.run(&["similar", ALERT, "--limit", "0"]).refuses();
}

#[test]
fn a_choice_that_no_incident_has_is_refused_and_not_left_out() {
    let case = library();
    for asked in [&[ALERT][..], &["--to", "pool-1"]] {
        let run = |words: &[&str]| case.run(&[&["similar"], asked, words].concat());
        run(&["--service", "paymets"])
            .refuses()
            .says("no incident has the service `paymets`; did you mean `payments`?");
        run(&["--factor", "zzz"]).refuses().says("no incident has the factor `zzz`").does_not_say("did you mean");
        run(&["--after", "soon"]).refuses().says("`--after soon` has no date like 2024");
        run(&["--before", "2024-02-30"]).refuses().says("2024-02-30");
    }
}

#[test]
fn what_has_nothing_to_do_with_it_is_like_nothing() {
    let case = library();
    for text in [
        "Wash three leeks well, slice them thinly and let them soften in butter without taking colour.",
        "the and of",
        "",
        "   \n\t",
        "12:00:01 10.0.0.1 4711",
        "!!! ??? ---",
        "\u{200b}\u{feff}",
    ] {
        let run = case.run(&["similar", "--", text]);
        assert_eq!(run.fails().stdout, "nothing similar\n", "{text:?}");
        assert_eq!(asked(&case, &["--", text]).fails().json(), serde_json::json!({ "hits": [] }), "{text:?}");
    }
    let empty = Case::new("nothing").config("").file("content/.keep", "");
    assert_eq!(empty.run(&["similar", ALERT]).fails().stdout, "nothing similar\n");
}

#[test]
fn hostile_bytes_are_a_text_like_any_other() {
    let mut broken = b"\xff\xfe\x80 PaymentsHighErrorRate \xc3\x28 connection pool exhausted \0\x1b[2J".to_vec();
    broken.extend([0xf0, 0x9f]);
    let long = format!("{ALERT}\n{}", "xyzzy-1f 00ab 語 ".repeat(60_000));
    let case = library()
        .bytes("broken", &broken)
        .file("long", &long)
        .file("one-word", &"a".repeat(1 << 20))
        .file("joined", &"a_".repeat(1 << 19))
        .bytes("zeros", &vec![0; 1 << 16]);
    for (file, is_found) in [("broken", true), ("long", true), ("one-word", false), ("joined", false), ("zeros", false)]
    {
        for script in [format!("candor similar - < {file}"), format!("candor similar --file {file}")] {
            let run = case.shell(&script);
            assert!(!run.stderr.contains("panicked"), "{script}: {}", run.stderr);
            assert_eq!(run.code, Some(i32::from(!is_found)), "{script}: {}{}", run.stdout, run.stderr);
        }
    }
}

/// What must not reach a terminal.
fn is_control(c: char) -> bool {
    c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn nothing_that_commands_a_terminal_is_written_to_it() {
    let case = with_others(Case::new("control").config(""), 8)
        .incident(
            "evil",
            "title: \"Pool\\e[31m exhausted\\u202e\"\ndate: 2024-01-01\nservices: [\"pay\\e]0;x\\a\"]\nfactors: [\"retry\\e[2J\"]",
            &format!("{} connection pool\n\n## Resolution\n\nRestarted\u{1b}[2J it\u{202e} all.\u{9b}31m", made_up(1, 20)),
        )
        .incident("evil2", "title: \"Pool\\e[31m exhausted again\"\ndate: 2024-01-02\nservices: [\"pay\\e]0;x\\a\"]", &made_up(1, 20))
        .bytes("pasted", "PO\u{ad}OL\u{1b}[31m ex\u{202e}hausted con\u{200d}nection pool pay retry".as_bytes());
    case.build().succeeds();
    for words in
        [&["similar", "--file", "pasted"][..], &["similar", "--to", "evil"], &["similar", "--to", "ev\u{1b}[31mil3"]]
    {
        let run = case.run_inside(words);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(!all.contains(is_control), "{words:?}: {all:?}");
        assert!(all.len() > 20 && !all.contains("panicked"), "{words:?}: {all}");
    }
}

#[test]
fn nothing_is_broken_by_a_reader_that_goes_away() {
    let case = library();
    let run = case.shell("candor similar PaymentsHighErrorRate | true");
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}
