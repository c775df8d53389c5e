//! The sample library at the root of the repository.

use crate::case::{Case, Run};
use crate::checker;
use std::path::Path;

fn sample() -> Run {
    Case::of("the sample library", Path::new(env!("CARGO_MANIFEST_DIR"))).build()
}

#[test]
fn the_sample_library_builds_without_a_problem_into_a_sound_site() {
    let run = sample();
    run.succeeds().prints("open ").is_sound();
    // It is true of its post-mortems, and no problem, that a follow-up was open when a like incident happened.
    let said: Vec<&str> = run.stderr.lines().filter(|l| l.starts_with(char::is_alphabetic)).collect();
    assert!(
        matches!(said.as_slice(), [one] if one.starts_with("info[unfinished-follow-up]: 4 follow-ups")),
        "{said:?}"
    );
}

#[test]
fn the_sample_library_has_fifteen_incidents_or_more_each_with_a_source_link() {
    let run = sample();
    let incidents = run.incidents();
    assert!(incidents.len() >= 15, "{} incidents", incidents.len());
    for incident in &incidents {
        let url = incident["url"].as_str().expect("a url");
        run.page(url, |page| {
            page.has("h1", incident["title"].as_str().expect("a title"));
            assert!(!page.attributes("#_sources ~ ul a.external", "href").is_empty(), "{url} names no source");
            page.has("h2", "imeline");
            assert!(!incident["factors"].as_array().expect("factors").is_empty(), "{url} has no factor");
            assert!(incident["date"].is_string(), "{url} has no date");
        });
    }
}

#[test]
fn the_sample_library_has_two_reading_paths() {
    sample().page("paths/index.html", |page| {
        page.counts(".entries > .entry", 2);
    });
}

#[test]
fn every_page_of_the_sample_library_can_be_reached_from_the_first_page() {
    let run = sample();
    let lost: Vec<String> = checker::orphans(&run.site)
        .into_iter()
        // A level of the scale that no incident has is a list without entries.
        .filter(|url| !url.starts_with("severities/"))
        .collect();
    assert_eq!(lost, Vec::<String>::new());
}
