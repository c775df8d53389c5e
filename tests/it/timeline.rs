//! The timeline, the follow-ups and the lengths of time on the page of an incident.

use crate::case::{Case, Run};

const PAGE: &str = "incidents/a/index.html";

const TIMELINE: &str = "## Timeline\n\n- 2024-05-06 10:00 UTC: **Started**: the queue grows\n- 2024-05-06 10:05 UTC: a graph goes up\n  - it named the queue\n- 2024-05-06 10:20 UTC to 10:40 UTC: **Detected**: two of us look\n- 2024-05-06 about 11:00 UTC: **Mitigated**: workers are added\n- 2024-05-06 12:30 UTC: **Resolved**: the queue is empty\n";

const ACTIONS: &str = "## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n| Cap the retries | Zaphod | 2024-06-01 | TODO |\n| Alert on depth | Zaphod | 2024-06-01 | Done |\n| Ask the vendor | - | 2030-01-01 | Waiting for an answer |\n";

fn built(name: &str, fields: &str, body: &str) -> Run {
    let run = Case::new(name).config("").incident("a", fields, body).option("--date").option("2025-01-01").build();
    run.succeeds();
    run
}

#[test]
fn an_incident_page_draws_its_timeline_with_its_phases_and_lists_its_events() {
    let run = built("drawn", "title: A\ndate: 2024-05-06", TIMELINE);
    run.is_sound();
    run.page(PAGE, |page| {
        page.counts("svg.tl", 1)
            .attribute("svg.tl", "aria-hidden", "true")
            .reads("svg.tl .tl-phase", &["Started 10:00", "Detected 10:20", "Mitigated 11:00", "Resolved 12:30"])
            .has(".timeline h2", "6 May 2024, 10:00 to 12:30 UTC")
            .has(".tl-key", "Started to detected 20 min")
            .has(".tl-key", "Mitigated to resolved 1 h 30 min")
            .counts("svg.tl a", 5)
            .attribute("svg.tl a", "href", "#_event-3")
            .has("svg.tl a title", "10:05: a graph goes up");
        page.counts(".events > ol > li", 5)
            .has("#_event-2", "it named the queue")
            .has("#_event-3 .event-time", "10:20 to 10:40")
            .attribute("#_event-3 time", "datetime", "2024-05-06T10:20Z")
            .attribute("#_event-3 time", "datetime", "2024-05-06T10:40Z")
            .has("#_event-5 .phase", "Resolved")
            .has(".facts", "from the timeline");
        assert!(!page.html.contains("style="), "an inline style");
        assert!(page.html.contains("<details class=\"events\"><summary>"), "the list is folded");
    });
}

#[test]
fn a_timeline_without_a_zone_is_never_shown_as_utc() {
    let run = built("no zone", "title: A\ndate: 2024-05-06", &TIMELINE.replace(" UTC", ""));
    run.page(PAGE, |page| {
        page.has(".timeline h2", "time zone not stated").has("#_event-2 .event-time", "10:05");
        page.attribute("#_event-2 time", "datetime", "2024-05-06T10:05");
        assert!(!page.html.contains("UTC"), "a zone out of thin air");
    });
}

#[test]
fn events_of_several_days_stand_under_their_days_and_about_is_said() {
    let body = "## Timeline\n\n- 2024-05-06 10:00: a\n- 2024-05-06 ~10:30: b\n- 2024-05-07 09:00: c\n";
    built("days", "title: A\ndate: 2024-05-06", body).page(PAGE, |page| {
        page.reads(".events h3", &["6 May 2024", "7 May 2024"])
            .attribute(".events ol", "start", "3")
            .has("#_event-2 .event-time", "about 10:30");
    });
}

#[test]
fn one_event_is_listed_and_not_drawn_and_phases_alone_are_drawn() {
    built("one", "title: A", "## Timeline\n\n- 2024-05-06 10:00 UTC: a\n").page(PAGE, |page| {
        page.lacks("svg.tl").counts(".events > ol > li", 1).has(".events summary", "1 event");
    });
    let fields = "title: A\nstarted_at: 2024-05-06T10:00Z\nresolved_at: 2024-05-06T12:30Z";
    built("phases", fields, "x").page(PAGE, |page| {
        page.reads("svg.tl .tl-phase", &["Started 10:00", "Resolved 12:30"]).lacks(".events");
    });
    built("none", "title: A", "x").page(PAGE, |page| {
        page.lacks(".timeline");
    });
}

#[test]
fn follow_ups_are_a_table_with_their_states_and_where_they_were_read() {
    let run = built("actions", "title: A\naudience: [public, internal]\ndate: 2024-05-06", ACTIONS);
    run.page(PAGE, |page| {
        page.reads(".actions .status", &["Proposed", "Done", "Waiting for an answer"])
            .reads(".actions .late", &["overdue"])
            .has(".actions caption", "3 actions, read from the text, lines 11 to 13")
            .has(".actions td", "Zaphod")
            .reads(".actions th", &["Action", "Status", "Due", "Owner"]);
    });
    let public = run.case.clone().option("--audience").option("public").build();
    public.page(PAGE, |page| {
        page.has(".actions caption", "3 actions, read from the text")
            .reads(".actions th", &["Action", "Status", "Due"]);
        assert!(!page.texts(".actions").concat().contains("Zaphod"));
        assert!(!page.texts(".actions caption").concat().contains("line"));
    });
    assert!(!public.text_of("incidents.json").contains("Zaphod"));
    let front = built("front", "title: A\nactions:\n  - text: One\n    status: done", "x");
    front.page(PAGE, |page| {
        page.reads(".actions caption", &["1 action"]).reads(".actions th", &["Action", "Status"]);
    });
}

#[test]
fn lengths_say_whether_they_are_computed_or_stated_and_that_they_differ() {
    let times = "title: A\nstarted_at: 2024-05-06T10:00Z\ndetected_at: 2024-05-06T10:20Z\nmitigated_at: 2024-05-06T11:00Z\nresolved_at: 2024-05-06T12:30Z\n";
    built("differ", &format!("{times}duration: about 5 hours"), "x").page(PAGE, |page| {
        page.fact("Duration", "2 h 30 min computed from start and end; differs from what is stated")
            .fact("Duration", "about 5 hours as stated; differs from what start and end give")
            .fact("Time to detect", "20 min computed from start and detection")
            .fact("Time to recover", "1 h computed from start and mitigation");
    });
    built("agree", &format!("{times}duration_minutes: 155"), "x").page(PAGE, |page| {
        page.fact("Duration", "2 h 35 min as stated");
        assert!(!page.texts(".facts").concat().contains("differs"));
    });
    built("label", "title: A\ndate: 2024-05-06", "**Duration:** 3 hours\n\nText.\n").page(PAGE, |page| {
        page.fact("Duration", "3 hours as stated from a labelled line");
    });
}
