//! What is drawn of a timeline.

use super::*;
use crate::date::{Precision, Zone};
use crate::document::EventTime;

fn strings() -> Strings {
    let text = include_str!("../../../themes/default/lang/en.toml");
    Strings::read([("en", text)]).unwrap()
}

fn event(at: &str, text: &str) -> Event {
    let clock =
        at.strip_prefix('T').map(|time| EventTime::Clock(time.parse().unwrap(), Precision::Minute, Zone::Unknown));
    let at = clock.or_else(|| Moment::parse(at).map(EventTime::Moment));
    Event { at, until: None, approximate: false, text: text.into(), details: vec![], phase: None, span: 0..0, line: 1 }
}

fn events(all: &[&str]) -> Vec<Event> {
    all.iter().enumerate().map(|(n, at)| event(at, &format!("event {}", n + 1))).collect()
}

fn drawn(all: &[&str], phases: &[(Phase, &str)]) -> Option<Drawn> {
    let moments: Vec<(Phase, Moment)> = phases.iter().map(|(p, at)| (*p, Moment::parse(at).unwrap())).collect();
    let phases: Vec<(Phase, &Moment)> = moments.iter().map(|(p, m)| (*p, m)).collect();
    draw(&events(all), &phases, &strings())
}

const FOUR: [(Phase, &str); 4] = [
    (Phase::Started, "2021-10-04T15:40Z"),
    (Phase::Detected, "2021-10-04T15:58Z"),
    (Phase::Mitigated, "2021-10-04T21:00Z"),
    (Phase::Resolved, "2021-10-04T21:20Z"),
];

#[test]
fn an_incident_is_drawn_from_its_start_to_its_end_with_the_phases_between() {
    let found = drawn(&["2021-10-04T15:40Z", "2021-10-04T17:00Z", "2021-10-04T21:20Z"], &FOUR).unwrap();
    assert_eq!(found.span, "4 October 2021, 15:40 to 21:20 UTC");
    let stretches: Vec<(&str, &str)> = found.stretches.iter().map(|(_, t, l)| (t.as_str(), l.as_str())).collect();
    assert_eq!(
        stretches,
        [
            ("Started to detected", "18 min"),
            ("Detected to mitigated", "5 h 2 min"),
            ("Mitigated to resolved", "20 min")
        ]
    );
    for piece in
        ["tl-unseen", "tl-open", "tl-after", ">Started 15:40<", ">Resolved 21:20<", "href=\"#_event-3\"", ">18:00<"]
    {
        assert!(found.svg.contains(piece), "{piece}: {}", found.svg);
    }
    assert_eq!(found.left_out, 0);
}

#[test]
fn the_drawing_has_no_inline_style_no_script_and_the_same_bytes_each_time() {
    let all = ["2021-10-04T15:40Z", "2021-10-04T17:00Z"];
    let (a, b) = (drawn(&all, &FOUR).unwrap().svg, drawn(&all, &FOUR).unwrap().svg);
    assert_eq!(a, b);
    assert!(!a.contains("style") && !a.contains("script") && !a.contains(" on"), "{a}");
    assert!(a.len() < 6000, "{}", a.len());
    let hostile =
        draw(&[event("2021-10-04T15:40Z", "<img src=x> & \"q\""), event("2021-10-04T15:50Z", "b")], &[], &strings());
    assert!(hostile.unwrap().svg.contains("15:40: &lt;img src=x&gt; &amp;"));
}

#[test]
fn less_than_two_moments_are_no_drawing() {
    for all in [&[][..], &["2021-10-04T15:40Z"], &["2021-10-04T15:40Z", "2021-10-04T15:40Z"], &["?", "?", "2021-10"]] {
        assert!(drawn(all, &[]).is_none(), "{all:?}");
    }
    assert!(drawn(&["?"], &FOUR[..1]).is_none());
    assert!(drawn(&[], &FOUR[..2]).is_some());
}

#[test]
fn a_zone_that_is_not_stated_is_said_so_and_is_never_utc() {
    let found = drawn(&["2021-10-04T15:40", "2021-10-04T16:00"], &[]).unwrap();
    assert_eq!(found.span, "4 October 2021, 15:40 to 16:00, time zone not stated");
    assert!(!found.svg.contains("UTC"));
    // A time that cannot be compared is not moved to fit.
    let mixed = drawn(&["2021-10-04T15:40", "2021-10-04T16:00", "2021-10-04T16:10Z"], &[]).unwrap();
    assert_eq!((mixed.left_out, mixed.svg.matches("<a ").count()), (1, 2));
}

#[test]
fn zones_that_are_known_are_shown_on_the_clock_that_most_times_are_in() {
    let found = drawn(&["2021-10-04T15:40+09:00", "2021-10-04T16:00+09:00", "2021-10-04T07:30Z"], &[]).unwrap();
    assert_eq!(found.span, "4 October 2021, 15:40 to 16:30 UTC+09:00");
    assert_eq!(found.left_out, 0);
}

#[test]
fn a_long_silence_is_cut_out_and_says_how_long_it_is() {
    let found = drawn(&["2021-10-04T15:40Z", "2021-10-04T15:50Z", "2021-11-13T15:50Z"], &[]).unwrap();
    assert!(found.svg.contains("tl-silence") && found.svg.contains(">40 d<"), "{}", found.svg);
    assert_eq!(found.span, "4 October 2021, 15:40 to 13 November 2021, 15:50 UTC");
    let even = drawn(&["2021-10-04T15:40Z", "2021-10-04T15:50Z", "2021-10-04T16:50Z"], &[]).unwrap();
    assert!(!even.svg.contains("tl-silence"));
}

#[test]
fn events_of_days_stand_on_a_scale_of_days() {
    let found = drawn(
        &["2021-10-04", "2021-10-07", "2021-10-12"],
        &[(Phase::Started, "2021-10-04"), (Phase::Resolved, "2021-10-12")],
    )
    .unwrap();
    assert_eq!(found.span, "4 October 2021 to 12 October 2021");
    assert!(found.svg.contains(">Resolved<") && !found.svg.contains(":00<"), "{}", found.svg);
    assert_eq!(found.stretches[0].2, "8 days");
    // A day beside times of day says nothing of when on that day.
    assert_eq!(drawn(&["2021-10-04T10:00", "2021-10-04T11:00", "2021-10-05"], &[]).unwrap().left_out, 1);
}

#[test]
fn times_of_day_without_a_day_are_drawn_as_such_and_pass_midnight() {
    let found = drawn(&["T22:30", "T23:30", "T01:00"], &[]).unwrap();
    assert_eq!(found.span, "22:30 to 01:00, time zone not stated, day not stated");
    assert!(!found.svg.contains("1970") && !found.svg.contains("Jan"), "{}", found.svg);
}

#[test]
fn axis_marks_are_round_and_a_few() {
    for (from, to, label) in [
        ("2021-10-04T15:40:03Z", "2021-10-04T15:40:43Z", ">15:40:10<"),
        ("2021-10-04T15:43Z", "2021-10-04T16:21Z", ">16:00<"),
        ("2021-10-04T15:43Z", "2021-10-06T16:21Z", ">6 Oct<"),
        ("2022-12-16T12:43", "2022-12-18T22:18", ">18 Dec<"),
        ("2022-12-16T12:43", "2022-12-20T22:18", ">19 Dec<"),
        ("2019-12-16T12:43", "2022-12-20T22:18", ">2021<"),
        ("2021-10-04T15:43Z", "2021-10-24T16:21Z", ">11 Oct<"),
        ("2021-10-04T15:43Z", "2022-05-24T16:21Z", ">2022<"),
        ("2011-10-04T15:43Z", "2022-05-24T16:21Z", ">2020<"),
    ] {
        let found = drawn(&[from, to], &[]).unwrap();
        assert!(found.svg.contains(label), "{from} {to}: {}", found.svg);
        let ticks = found.svg.matches("class=\"tl-tick").count();
        assert!((2..=14).contains(&ticks), "{from} {to}: {ticks}");
        let mut labels: Vec<&str> =
            found.svg.split("class=\"tl-tick").skip(1).filter(|l| !l.starts_with(" tl-below")).collect();
        for label in &mut labels {
            *label = label.split(['>', '<']).nth(1).unwrap();
        }
        assert!(labels.windows(2).all(|w| w[0] != w[1]), "{from} {to}: {labels:?}");
    }
}

#[test]
fn a_thousand_events_stay_small() {
    let all: Vec<String> = (0..1000).map(|n| format!("2021-10-{:02}T{:02}:00Z", n / 24 % 28 + 1, n % 24)).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let svg = drawn(&all, &FOUR).unwrap().svg;
    assert!(svg.len() < 16_000, "{}", svg.len());
    assert!(svg.contains("more events)"));
}
