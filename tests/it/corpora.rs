//! Fourteen collections of real post-mortems as one library, against what is known of them.

use crate::case::{Case, Run, folded};
use crate::skip::shared;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A row of TRUTH.tsv.
struct Truth {
    path: String,
    kind: String,
    title: String,
    date: String,
    also: Vec<String>,
    from: String,
}

fn truth(folder: &Path) -> Vec<Truth> {
    let text = fs::read_to_string(folder.join("TRUTH.tsv")).expect("TRUTH.tsv");
    text.lines()
        .skip(1)
        .map(|line| {
            let f: Vec<&str> = line.split('\t').collect();
            let also = f[5].split([',', ';', ' ', '|']).filter(|d| !d.is_empty()).map(str::to_owned).collect();
            Truth {
                path: format!("{}/{}", f[0], f[1]),
                kind: f[2].into(),
                title: f[3].into(),
                date: f[4].into(),
                also,
                from: f[6].into(),
            }
        })
        .collect()
}

fn build(folder: &Path) -> Run {
    let run = Case::of("the corpora", folder).option("--date").option("2027-01-01").build();
    run.succeeds();
    run
}

fn by_source(run: &Run) -> BTreeMap<String, serde_json::Value> {
    run.incidents().into_iter().map(|i| (i["source"].as_str().expect("a source").to_owned(), i)).collect()
}

/// Titles differ in spaces, quotes and dashes without being another title.
fn plain(title: &str) -> String {
    folded(title).to_lowercase().replace(['“', '”', '"', '\'', '’', '`', '*', '\\'], "").replace(['–', '—'], "-")
}

fn right_title(truth: &Truth, found: &serde_json::Value) -> bool {
    plain(found["title"].as_str().unwrap_or_default()) == plain(&truth.title)
}

fn right_date(truth: &Truth, found: &serde_json::Value) -> bool {
    let date = found["date"].as_str();
    match (truth.date.as_str(), date) {
        ("-" | "", date) => date.is_none(),
        (_, None) => false,
        (wanted, Some(date)) => std::iter::once(wanted)
            .chain(truth.also.iter().map(String::as_str))
            .any(|w| date.starts_with(w) || w.starts_with(date)),
    }
}

#[test]
fn every_real_post_mortem_is_a_page_of_a_sound_site() {
    let Some(folder) = shared("corpora") else { return };
    let run = build(&folder);
    assert!(!run.stderr.contains("panicked"));
    let found = by_source(&run);
    let missing: Vec<String> =
        truth(&folder).into_iter().filter(|t| t.kind == "pm" && !found.contains_key(&t.path)).map(|t| t.path).collect();
    assert!(missing.is_empty(), "{} post-mortems are no pages: {missing:#?}", missing.len());
    run.is_sound();
}

/// What a build makes of a file: an incident, planned work, or no incident at all.
fn taken_for<'i>(found: &'i BTreeMap<String, serde_json::Value>, path: &str) -> Option<&'i str> {
    found.get(path).map(|i| i["kind"].as_str().unwrap_or("incident"))
}

#[test]
fn what_is_no_post_mortem_is_kept_out() {
    let Some(folder) = shared("corpora") else { return };
    let found = by_source(&build(&folder));
    let rows = truth(&folder);
    let (pm, other): (Vec<&Truth>, Vec<&Truth>) = rows.iter().partition(|t| t.kind == "pm");
    // Planned work has a page among the incidents of its services, marked as what it is.
    let is_incident = |t: &&&Truth| !matches!(taken_for(&found, &t.path), None | Some("maintenance"));
    let taken: Vec<String> = other.iter().filter(is_incident).map(|t| format!("{} ({})", t.path, t.kind)).collect();
    println!("of {} files that are no post-mortems, {} are taken for one: {taken:#?}", other.len(), taken.len());
    assert!(taken.len() * 20 <= other.len(), "{taken:#?}");
    let lost: Vec<&String> = pm.iter().filter(|t| !is_incident(t)).map(|t| &t.path).collect();
    println!("post-mortems taken for planned work or another page: {lost:#?}");
    // Five notices of planned work that TRUTH.tsv counts as post-mortems; they have their pages as such.
    assert!(lost.len() <= 5, "{lost:#?}");
    let known: BTreeSet<&String> = rows.iter().map(|t| &t.path).collect();
    let unknown: Vec<&String> = found.keys().filter(|p| !known.contains(p)).collect();
    assert!(unknown.is_empty(), "incidents that TRUTH.tsv does not know: {unknown:#?}");
}

/// Whether a file begins with front matter, and which fields it has.
fn fields(path: &Path) -> Option<String> {
    let text = String::from_utf8_lossy(&fs::read(path).expect("a file")).into_owned();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mark = ["---", "+++"].into_iter().find(|m| text.lines().next().is_some_and(|l| l.trim_end() == *m))?;
    let end = text[3..].find(&format!("\n{mark}"))?;
    Some(text[3..3 + end].to_lowercase())
}

#[test]
fn every_post_mortem_with_front_matter_has_the_title_and_date_that_it_states() {
    let Some(folder) = shared("corpora") else { return };
    let found = by_source(&build(&folder));
    let mut wrong = Vec::new();
    let (mut titles, mut dates) = (0, 0);
    for t in truth(&folder).iter().filter(|t| t.kind == "pm") {
        let (Some(fields), Some(incident)) = (fields(&folder.join(&t.path)), found.get(&t.path)) else { continue };
        let has = |name: &str| fields.lines().any(|l| l.trim_start_matches('"').starts_with(name));
        if has("title") {
            titles += 1;
            if !right_title(t, incident) {
                wrong.push(format!("{}: title {} for `{}`", t.path, incident["title"], t.title));
            }
        }
        if t.from.starts_with("fm") {
            dates += 1;
            if !right_date(t, incident) {
                wrong.push(format!("{}: date {} for {} {:?} ({})", t.path, incident["date"], t.date, t.also, t.from));
            }
        }
    }
    println!("{titles} titles and {dates} dates of front matter");
    assert!(titles > 100 && dates > 100, "{titles} titles, {dates} dates");
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn most_titles_and_dates_of_real_post_mortems_are_found() {
    let Some(folder) = shared("corpora") else { return };
    let found = by_source(&build(&folder));
    let all: Vec<Truth> = truth(&folder).into_iter().filter(|t| t.kind == "pm").collect();
    let mut by_from: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut titles, mut dates) = (0, 0);
    for t in &all {
        let Some(incident) = found.get(&t.path) else { continue };
        if right_title(t, incident) {
            titles += 1;
        } else {
            println!("title of {}: {} for `{}`", t.path, incident["title"], t.title);
        }
        let entry = by_from.entry(t.from.split(':').next().unwrap_or_default()).or_default();
        entry.1 += 1;
        if right_date(t, incident) {
            dates += 1;
            entry.0 += 1;
        }
    }
    let share = |n: usize| {
        100.0 * f64::from(u32::try_from(n).expect("few")) / f64::from(u32::try_from(all.len()).expect("few"))
    };
    println!(
        "of {} post-mortems {:.1}% have the right title and {:.1}% the right date",
        all.len(),
        share(titles),
        share(dates)
    );
    println!("right dates by where TRUTH.tsv found them: {by_from:#?}");
    assert!(share(titles) >= 100.0, "{:.1}% of the titles are right", share(titles));
    assert!(share(dates) >= 97.9, "{:.1}% of the dates are right", share(dates));
}

#[test]
fn the_report_counts_what_could_not_be_understood_and_where() {
    let Some(folder) = shared("corpora") else { return };
    let report = Case::of("the corpora", &folder).option("--date").option("2027-01-01").report();
    let all = report["diagnostics"].as_array().expect("diagnostics");
    assert!(!all.is_empty());
    for d in all {
        assert!(d["file"].is_string() || d["code"] == "slug-collision", "{d}");
        assert!(d["help"].is_string(), "{d}");
        assert_ne!(d["severity"], "error", "{d}");
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for d in all {
        *kinds.entry(d["code"].as_str().expect("a code")).or_default() += 1;
    }
    println!("{kinds:#?}");
}
