//! What keeps coming back, and follow-ups that were not done when it did.

use super::reasons::relatives;
use super::{made_up, with_others};
use crate::case::{Case, Run};

/// Incidents of one factor and service, alike in text, with these dates.
fn again(name: &str, dates: &[&str]) -> Case {
    let mut case = with_others(Case::new(name).config(""), 10);
    for (n, date) in dates.iter().enumerate() {
        let date = if date.is_empty() { String::new() } else { format!("date: {date}\n") };
        let fields = format!("title: Round {n}\n{date}services: [payments]\nfactors: [retry-storm]");
        case = case.incident(&format!("a{n}"), &fields, &format!("{} {}", made_up(1, 12), made_up(20 + n, 8)));
    }
    case
}

#[test]
fn three_of_one_factor_and_service_and_alike_are_a_group_the_oldest_first() {
    let run = again("three", &["2023-05-01", "", "2021-03-02", "2022-04-03"]).build();
    run.succeeds().is_sound();
    run.page("clusters/index.html", |page| {
        page.counts(".cluster", 1)
            .has("h2", "payments")
            .reads(".thread-title", &["Round 2", "Round 3", "Round 0", "Round 1"]);
    });
    run.page("incidents/a0/index.html", |page| {
        page.has(".groups", "Retry storm · payments");
    });
}

#[test]
fn two_are_no_group() {
    let run = again("two", &["2023-05-01", "2021-03-02"]).build();
    assert_eq!(relatives(run.succeeds())["a0"], ["a1"]);
    run.lacks("clusters/index.html");
}

#[test]
fn other_texts_of_one_factor_and_service_are_no_group() {
    let mut case = with_others(Case::new("other texts").config(""), 10);
    for n in 0..4 {
        let fields = format!("title: {}\ndate: 202{n}-01-01\nservices: [payments]\nfactors: [dns]", made_up(40 + n, 3));
        case = case.incident(&format!("a{n}"), &fields, &made_up(30 + n, 30));
    }
    case.build().succeeds().lacks("clusters/index.html");
}

#[test]
fn like_texts_without_a_common_factor_are_no_group() {
    let mut case = with_others(Case::new("no factor").config(""), 10);
    for (n, factor) in ["dns", "retry-storm", "config-change"].iter().enumerate() {
        let fields = format!("title: Round {n}\ndate: 202{n}-01-01\nservices: [payments]\nfactors: [{factor}]");
        case = case.incident(&format!("a{n}"), &fields, &made_up(1, 20));
    }
    let run = case.build();
    assert_eq!(relatives(run.succeeds())["a0"].len(), 2);
    run.lacks("clusters/index.html");
}

#[test]
fn what_authors_call_a_recurrence_is_a_group_whatever_it_says() {
    let again = |of: &str| format!("related: [{{id: {of}, rel: recurrence-of}}]");
    let run = with_others(Case::new("recurrences").config(""), 5)
        .incident("a", "title: First\ndate: 2021-01-01", &made_up(1, 20))
        .incident("b", &format!("title: Second\ndate: 2022-01-01\n{}", again("a")), &made_up(2, 20))
        .incident("c", &format!("title: Third\ndate: 2023-01-01\n{}", again("b")), &made_up(3, 20))
        .build();
    run.succeeds().is_sound().page("clusters/index.html", |page| {
        page.reads(".thread-title", &["First", "Second", "Third"]);
    });
}

/// An incident with a follow-up in a state, and one that is like it.
fn follow_up(status: &str, dates: [&str; 2], factors: [&str; 2]) -> Run {
    let text = made_up(1, 20);
    let fields = |title: &str, n: usize| format!("title: {title}\ndate: {}\nfactors: [{}]", dates[n], factors[n]);
    let action = format!("actions:\n  - {{text: Limit the retries, status: {status}, owner: Vroni Vogel}}");
    let case = with_others(Case::new("follow-up").config("audience = \"public\"\n"), 8)
        .incident("asked", &format!("{}\naudience: public\n{action}", fields("Asking", 0)), &text)
        .incident("since", &format!("{}\naudience: public", fields("Since", 1)), &text);
    let run = case.build();
    run.succeeds();
    assert_eq!(relatives(&run)["since"], ["asked"]);
    run
}

fn notes(run: &Run) -> Vec<String> {
    run.case.problems().into_iter().filter(|p| p.starts_with("unfinished-follow-up")).collect()
}

#[test]
fn a_follow_up_that_was_not_done_when_a_like_incident_happened_is_said() {
    for status in ["in-progress", "proposed", "declined"] {
        let run = follow_up(status, ["2023-01-02", "2024-01-02"], ["dns", "dns, retry-storm"]);
        let notes = notes(&run);
        assert_eq!(notes.len(), 1, "{status}: {notes:?}");
        assert!(notes[0].contains("content/incidents/asked.md:7"), "the line: {notes:?}");
        assert!(notes[0].contains("when since happened; they share DNS"), "{notes:?}");
        run.page("incidents/asked/index.html", |page| {
            page.has("#_action-1 + .met-row", "when Since happened on 2 January 2024: they share DNS");
        });
        run.page("incidents/since/index.html", |page| {
            page.has(".asked li", "Asking asked for: “Limit the retries”.");
        });
        run.never_mentions("Vogel");
        assert!(!notes[0].contains("Vogel") && !run.stderr.contains("Vogel"), "{notes:?}");
    }
}

#[test]
fn what_was_done_shares_no_factor_or_came_later_says_nothing() {
    for (status, dates, factors) in [
        ("done", ["2023-01-02", "2024-01-02"], ["dns", "dns"]),
        ("whatever", ["2023-01-02", "2024-01-02"], ["dns", "dns"]),
        ("in-progress", ["2023-01-02", "2024-01-02"], ["dns", "retry-storm"]),
        ("in-progress", ["2024-01-02", "2023-01-02"], ["dns", "dns"]),
        ("in-progress", ["2024-01-02", "2024-01-02"], ["dns", "dns"]),
    ] {
        let run = follow_up(status, dates, factors);
        assert_eq!(notes(&run), [""; 0], "{status} {dates:?} {factors:?}");
        run.page("incidents/asked/index.html", |page| {
            page.lacks(".met-row");
        });
        run.page("incidents/since/index.html", |page| {
            page.lacks(".asked");
        });
    }
}

#[test]
fn of_very_many_follow_ups_the_first_are_told_and_the_rest_counted() {
    let mut case = Case::new("very many").config("");
    for n in 0..25 {
        let fields = |year: u32| format!("title: T{n} of {year}\ndate: {year}-01-02\nfactors: [dns]");
        let action = "actions: [{text: Limit, status: accepted}, {text: Watch, status: proposed}]";
        let text = made_up(n, 20);
        case = case.incident(&format!("a{n:02}"), &format!("{}\n{action}", fields(2021)), &text);
        case = case.incident(&format!("b{n:02}"), &fields(2022), &text);
    }
    let run = case.build();
    run.succeeds().is_sound();
    let notes = notes(&run);
    let several = notes.iter().filter(|n| n.contains("2 follow-ups of it were open or declined")).count();
    assert_eq!((notes.len(), several), (21, 20), "{notes:#?}");
    assert!(notes.iter().any(|n| n.contains(" 5 more incidents have follow-ups")), "{notes:#?}");
}
