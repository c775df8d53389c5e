//! Why incidents are alike: every reason is in both documents, and no template is one.

use super::{Known, english, generated, known, made_up, whole, with_others};
use crate::case::{Case, Run, tree};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// From this likeness on two texts are nearly the same.
const NEAR_DUPLICATE: f64 = 0.8;

/// Everything that is said of likeness in a library and is not so.
fn untrue(known: &Known) -> Vec<String> {
    let library = &known.library;
    let said: Vec<HashSet<String>> = (0..library.incidents.len()).map(|at| known.said(at)).collect();
    let stop: HashSet<&str> = known.lexicon.stop_words.iter().map(String::as_str).collect();
    let mut wrong = Vec::new();
    for (at, relatives) in known.similar.relatives.iter().enumerate() {
        let own = &library.incidents[at];
        for relative in relatives {
            let (other, why) = (&library.incidents[relative.incident], &relative.why);
            let mut say = |what: String| wrong.push(format!("{} and {}: {what}", own.id, other.id));
            if relative.incident == at || own.relations.iter().any(|r| r.incident == relative.incident) {
                say("is itself, or declared".into());
            }
            if !(relative.score > 0.0 && relative.score < 1.0001) {
                say(format!("the score is {}", relative.score));
            }
            if relative.near_duplicate != (relative.score >= NEAR_DUPLICATE) {
                say(format!("near with {}", relative.score));
            }
            let both = |a: &[usize], b: &[usize]| a.iter().filter(|x| b.contains(x)).copied().collect::<Vec<_>>();
            if why.factors != both(&own.factors, &other.factors) {
                say(format!("factors {:?}", why.factors));
            }
            if why.services != both(&own.services, &other.services) {
                say(format!("services {:?}", why.services));
            }
            let alerts = |at: usize| library.document_of(at).fields.alerts.iter().map(|a| a.value.clone());
            let both: Vec<String> = alerts(at).filter(|a| alerts(relative.incident).any(|b| b == *a)).collect();
            if why.alerts.iter().collect::<BTreeSet<_>>() != both.iter().collect() {
                say(format!("alerts {:?} for {both:?}", why.alerts));
            }
            if why.terms.len() > 5 || why.terms.iter().collect::<BTreeSet<_>>().len() < why.terms.len() {
                say(format!("too many words, or one twice: {:?}", why.terms));
            }
            for term in &why.terms {
                let is_in = |at: usize| whole(&mut known.stem(at), term).is_some_and(|t| said[at].contains(&t));
                if !is_in(at) || !is_in(relative.incident) || stop.contains(term.as_ref()) {
                    say(format!("`{term}` is not in both, or tells nothing"));
                }
            }
        }
        for two in relatives.windows(2) {
            let path = |n: usize| &library.document_of(two[n].incident).path;
            if two[0].score < two[1].score || two[0].score.total_cmp(&two[1].score).is_eq() && path(0) >= path(1) {
                wrong.push(format!("{}: {} comes before {}", own.id, path(0), path(1)));
            }
        }
    }
    wrong.extend(untrue_groups(known, &said));
    wrong.extend(untrue_follow_ups(known));
    wrong
}

fn untrue_groups(known: &Known, said: &[HashSet<String>]) -> Vec<String> {
    let library = &known.library;
    let mut wrong = Vec::new();
    for group in &known.similar.clusters {
        let all = &group.incidents;
        let most = |has: &dyn Fn(usize) -> bool| all.iter().filter(|at| has(**at)).count() * 2 >= all.len();
        let mut say = |what: String| wrong.push(format!("group {}: {what}", group.slug));
        if all.len() < 3 || all.iter().collect::<BTreeSet<_>>().len() < all.len() {
            say(format!("{all:?}"));
        }
        if !group.factors.iter().all(|f| most(&|at| library.incidents[at].factors.contains(f))) {
            say(format!("factors {:?}", group.factors));
        }
        if !group.services.iter().all(|s| most(&|at| library.incidents[at].services.contains(s))) {
            say(format!("services {:?}", group.services));
        }
        for term in &group.terms {
            if !most(&|at| whole(&mut known.stem(at), term).is_some_and(|t| said[at].contains(&t))) {
                say(format!("most do not say `{term}`"));
            }
        }
        let dates: Vec<_> = all.iter().map(|at| library.date_of(*at).map(|d| d.civil)).collect();
        let ordered = |two: &[Option<_>]| two[1].is_none() || two[0].is_some() && two[0] <= two[1];
        if !dates.windows(2).all(ordered) {
            say(format!("not the oldest first: {dates:?}"));
        }
    }
    wrong
}

fn untrue_follow_ups(known: &Known) -> Vec<String> {
    let library = &known.library;
    let is_true = |found: &candor::similar::Unfinished| {
        let (earlier, later) = (&library.incidents[found.earlier], &library.incidents[found.later]);
        let (Some(before), Some(after)) = (library.date_of(found.earlier), library.date_of(found.later)) else {
            return false;
        };
        let status = library.document_of(found.earlier).fields.actions[found.action].status.as_deref();
        before.civil < after.civil
            && !found.factors.is_empty()
            && found.factors.iter().all(|f| earlier.factors.contains(f) && later.factors.contains(f))
            && status.is_some_and(|s| s != "done")
    };
    let wrong = known.similar.unfinished.iter().filter(|found| !is_true(found));
    wrong.map(|f| format!("follow-up {} of {} when {}", f.action, known.id(f.earlier), known.id(f.later))).collect()
}

/// All reasons are true, and there are at least so many relatives.
fn is_true(known: &Known, least: usize) {
    let wrong = untrue(known);
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    let count: usize = known.similar.relatives.iter().map(Vec::len).sum();
    assert!(count >= least, "only {count} relatives");
}

#[test]
fn every_reason_of_the_sample_is_true() {
    is_true(&known(Path::new(env!("CARGO_MANIFEST_DIR"))), 1);
}

#[test]
fn every_reason_of_real_post_mortems_is_true() {
    let Some(work) = english() else { return };
    is_true(&known(work.path()), 500);
}

#[test]
fn every_reason_of_generated_post_mortems_is_true() {
    let Some(work) = generated() else { return };
    is_true(&known(work.path()), 200);
}

/// For each incident by its id those that are like it.
pub(super) fn relatives(run: &Run) -> HashMap<String, Vec<String>> {
    let id = |v: &serde_json::Value| v["id"].as_str().expect("an id").to_owned();
    let of = |i: &serde_json::Value| i["similar"].as_array().expect("relatives").iter().map(id).collect();
    run.incidents().iter().map(|i| (id(i), of(i))).collect()
}

/// The words that one incident is said to share with another.
fn words(run: &Run, of: &str, with: &str) -> Vec<String> {
    let all = run.incidents();
    let own = all.iter().find(|i| i["id"] == of).expect("an incident");
    let similar = own["similar"].as_array().expect("relatives").iter().find(|s| s["id"] == with);
    let terms = &similar.unwrap_or_else(|| panic!("{of} is not like {with}: {own}"))["why"]["terms"];
    terms.as_array().expect("words").iter().map(|t| t.as_str().expect("a word").to_owned()).collect()
}

/// Two of the same failure in a library of others.
fn expired() -> Case {
    with_others(Case::new("expired").config(""), 10)
        .incident(
            "first",
            "title: Gateway refused all handshakes\ndate: 2023-01-02\nservices: [edge]\nfactors: [certificate-expiry]",
            "An intermediate certificate had expired on the gateway; mutual TLS handshakes were refused. Nobody watched the expiry.",
        )
        .incident(
            "second",
            "title: Partners could not connect\ndate: 2024-05-06\nservices: [edge, partners]\nfactors: [certificate-expiry, dns]",
            "Handshake after handshake failed: on one more gateway the intermediate certificates expired at midnight.",
        )
}

#[test]
fn the_same_failure_in_other_words_is_alike_for_what_both_say() {
    let run = expired().build();
    run.succeeds().is_sound();
    let all = relatives(&run);
    assert_eq!((&all["first"][..], &all["second"][..]), (&["second".into()][..], &["first".into()][..]));
    let told = words(&run, "first", "second").join(" ");
    for word in ["gateway", "handshake", "intermediate"] {
        assert!(told.contains(word), "{word} is not among {told}");
    }
    is_true(&known(run.case.root()), 2);
}

#[test]
fn a_status_is_no_reason_for_another_status_of_its_hundred() {
    let mut case = with_others(Case::new("statuses").config(""), 10);
    for (id, status) in [("a", "503"), ("b", "502"), ("c", "504")] {
        let text = format!("{} The answer was HTTP {status}, {status} and {status} again.", made_up(1, 4));
        case = case.incident(id, &format!("title: {} {status}\ndate: 2024-01-01", made_up(2, 2)), &text);
    }
    let run = case.build();
    run.succeeds();
    is_true(&known(run.case.root()), 2);
    let told = words(&run, "a", "b");
    assert!(!told.iter().any(|w| ["502", "503", "504"].contains(&w.as_str())), "{told:?}");
}

#[test]
fn a_template_makes_no_relatives() {
    let mut case = Case::new("template").config("");
    let topics: Vec<String> = (0..12).map(|n| made_up(n, 12)).collect();
    for (n, topic) in topics.iter().enumerate() {
        let (own, more) = topic.split_at(topic.len() / 2);
        let text = format!(
            "Please describe below what the customers have noticed.\n\n## Customer journey\n\n{own}\n\n\
             ## Notes of the facilitator\n\nRemember that the review is blameless and curious.\n\n\
             [Closing remark of the stewards] {more}\n\n\
             ## Signatures of the reviewing circle\n\nThis template is maintained by the reliability guild."
        );
        case = case.incident(&format!("i{n:02}"), &format!("title: {}\ndate: 2024-01-02", made_up(100 + n, 2)), &text);
    }
    let run = case.build();
    run.succeeds().is_sound();
    let alike: Vec<_> = relatives(&run).into_iter().filter(|(_, of)| !of.is_empty()).collect();
    assert!(alike.is_empty(), "{alike:?}");
}

#[test]
fn nearly_the_same_text_is_marked() {
    let text = made_up(1, 40);
    let case = with_others(Case::new("copies").config(""), 8)
        .incident("a", "title: First copy\ndate: 2024-01-01", &text)
        .incident("b", "title: Second copy\ndate: 2024-01-02", &format!("{text} {}", made_up(2, 1)));
    let run = case.build();
    run.succeeds().page("incidents/a/index.html", |page| {
        page.has(".similar .row-why", "nearly the same text");
    });
    let known = known(run.case.root());
    assert!(known.similar.relatives.iter().flatten().all(|r| r.near_duplicate));
    is_true(&known, 2);
}

#[test]
fn very_small_libraries_say_nothing_untrue() {
    let fields = "title: Pool exhausted\ndate: 2024-01-01\nservices: [db]\nfactors: [dns]\nalerts: [Down]";
    let mut case = Case::new("small").config("").file("content/.keep", "");
    case.build().succeeds();
    for id in ["a", "b", "c"] {
        case = case.incident(id, fields, "The pool of connections was exhausted, clients waited for handshakes.");
        let run = case.build();
        run.succeeds().is_sound();
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
        is_true(&known(case.root()), 0);
    }
    let empty = Case::new("no words").config("").incident("a", "title: '1'", "").incident("b", "title: '2'", "1 2 3");
    empty.build().succeeds();
    is_true(&known(empty.root()), 0);
}

#[test]
fn what_an_author_relates_is_not_said_again() {
    let text = made_up(1, 30);
    let case = with_others(Case::new("declared").config(""), 8)
        .incident("a", "title: A\ndate: 2024-01-01", &text)
        .incident("b", "title: B\ndate: 2024-01-02\nrelated: [{id: a, rel: caused-by}]", &text)
        .incident("c", "title: C\ndate: 2024-01-03", &text);
    let run = case.build();
    run.succeeds();
    let all = relatives(&run);
    assert_eq!((&all["a"][..], &all["b"][..]), (&["c".into()][..], &["c".into()][..]));
    assert_eq!(all["c"], ["a", "b"], "of equal ones the first by path");
    case.run(&["similar", "--to", "a", "--format", "json"]).succeeds();
}

/// Many that are exactly as alike as others, in groups.
fn ties(threads: &str) -> Case {
    let mut case = with_others(Case::new("ties").config(""), 6).env("RAYON_NUM_THREADS", threads);
    for n in 0..48 {
        let fields = format!(
            "title: {} copied\ndate: 2024-0{}-01\nservices: [s{}]\nfactors: [dns, f{}]\nalerts: [Down{}]\n\
             actions: [{{text: Do it, status: proposed}}]",
            made_up(500 + n % 12, 2),
            n % 9 + 1,
            n % 12,
            n % 3,
            n % 2
        );
        case = case.incident(&format!("n{n:02}"), &fields, &format!("{}\n\na Word WORD word {n}", made_up(n % 12, 20)));
    }
    case
}

#[test]
fn ties_are_settled_alike_whatever_the_number_of_threads() {
    let runs = ["1", "4"].map(|threads| ties(threads).build());
    let [one, four] = runs.each_ref().map(|run| tree(&run.succeeds().site));
    assert_eq!(one.len(), four.len());
    for ((path, bytes), (other, others)) in one.iter().zip(&four) {
        assert!(path == other && bytes == others, "{path} differs");
    }
    assert_eq!(runs[0].stderr, runs[1].stderr);
    runs[0].has("clusters/index.html").has("search/root.js");
    let all = relatives(&runs[0]);
    assert_eq!(all["n00"][..3], ["n12", "n24", "n36"], "the first by path");
    let told = |run: &Run| run.case.run(&["similar", "--to", "n07", "--limit", "10", "--format", "json"]).stdout;
    assert_eq!(told(&runs[0]), told(&runs[1]));
    is_true(&known(runs[0].case.root()), 144);
}

#[test]
fn programs_are_told_of_those_that_are_most_alike() {
    let run = expired().build();
    run.succeeds();
    let known = known(run.case.root());
    for (at, relatives) in known.similar.relatives.iter().enumerate().filter(|(_, r)| !r.is_empty()) {
        let told = &self::relatives(&run)[known.id(at)];
        let all: Vec<&str> = relatives.iter().map(|r| known.id(r.incident)).collect();
        assert_eq!(told, &all[..told.len()]);
        assert!(!told.is_empty());
    }
}

#[test]
fn nobody_is_a_reason() {
    let text = made_up(1, 20);
    let people = "authors: [Zelda Zimmermann]\nparticipants: ['@quorra', Wanda Wuttke]\nroles: {commander: Xaver Xylander}\n\
                  actions: [{text: Watch it, owner: Vroni Vogel, status: proposed}]\naudience: public\nfactors: [dns]";
    let body = format!("{text}\n\n**Responders:** Yann Ypsilon\n");
    let case = with_others(Case::new("people").config("audience = \"public\"\n"), 8)
        .incident("a", &format!("title: {}\ndate: 2024-01-01\n{people}", made_up(2, 2)), &body)
        .incident("b", &format!("title: {}\ndate: 2024-01-02\n{people}", made_up(3, 2)), &body);
    let run = case.build();
    run.succeeds();
    assert_eq!(relatives(&run)["a"], ["b"]);
    let similar = |words: &[&str]| case.run(&[&["similar", "--format", "json"], words].concat()).stdout;
    let pasted = format!("{text} Zelda Zimmermann quorra Wanda Wuttke Vroni Vogel Yann Ypsilon Xaver Xylander");
    for said in [run.text_of("incidents.json"), similar(&["--to", "a"]), similar(&[&pasted])] {
        for name in ["Zimmermann", "quorra", "Wuttke", "Vogel", "Ypsilon", "Xylander"] {
            assert!(!said.to_lowercase().contains(&name.to_lowercase()), "{name}: {said}");
        }
    }
    case.run(&["similar", "Zimmermann Ypsilon Vogel"]).fails().prints("nothing similar");
    let known = known(case.root());
    for relative in known.similar.relatives.iter().flatten() {
        assert!(relative.why.terms.iter().all(|t| text.contains(t.as_ref())), "{:?}", relative.why.terms);
    }
}
