//! What real post-mortems state, labelled by hand (`tests/labels/README.md`), against what `candor inspect` finds.
//!
//! Files are split by their place in the labels into a half that the readers were tuned on and a half that was only
//! reported; floors hold for all of them.

use crate::case::{Case, folded};
use crate::skip::shared;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
struct Labels {
    file: Vec<Label>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    path: String,
    services: Option<Vec<String>>,
    services_from: Option<String>,
    severity: Option<String>,
    severity_from: Option<String>,
    started: Option<String>,
    started_from: Option<String>,
    detected: Option<String>,
    detected_from: Option<String>,
    resolved: Option<String>,
    resolved_from: Option<String>,
    #[serde(rename = "note")]
    _note: Option<String>,
    timeline: Timeline,
    actions: Actions,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Timeline {
    form: String,
    events: Option<usize>,
    first: Option<String>,
    last: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Actions {
    form: String,
    count: Option<usize>,
    #[serde(default)]
    owners: Vec<String>,
    #[serde(default)]
    due: Vec<String>,
    #[serde(default)]
    status: Vec<String>,
}

fn labels() -> Vec<Label> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/labels");
    let mut files: Vec<_> = fs::read_dir(folder).expect("labels").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let mut all = Vec::new();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
        let text = fs::read_to_string(file).expect("labels");
        all.extend(toml::from_str::<Labels>(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display())).file);
    }
    all
}

/// A time as labels write it: civil reading, and whether a zone is stated.
fn civil(label: &str) -> (String, bool) {
    let label = label.trim_matches(['"', '\'']);
    // Front matter may have a space between day and time.
    let has_space = label.as_bytes().get(10) == Some(&b' ') && label.as_bytes().get(11).is_some_and(u8::is_ascii_digit);
    let label = if has_space { label.replacen(' ', "T", 1) } else { label.to_owned() };
    let (time, zone) = label.split_once(' ').unwrap_or((&label, ""));
    let clock = time.split_once('T').map_or("", |(_, clock)| clock);
    let offset = clock.find(['+', '-']).or_else(|| clock.find('Z'));
    let bare = offset.map_or(time.len(), |at| time.len() - clock.len() + at);
    let reading = time[..bare].split('.').next().unwrap_or_default().to_owned();
    // A day has no zone, whatever a label says of it.
    let reading = if reading.contains('T') { reading } else { reading.chars().take(10).collect() };
    // A name that is misspelt (`UC/Pacific`) is no zone that anybody could know.
    let misspelt = zone.contains('/') && !["US/", "Europe/", "America/", "Asia/"].iter().any(|a| zone.starts_with(a));
    (reading, (!zone.is_empty() && !misspelt) || offset.is_some())
}

/// Whether a time that was found is what the label says: the same reading, as precise, with a zone where one is
/// stated and none where none is.
///
/// A zone stated once for all counts or does not count for a time under a label elsewhere; a day has none.
fn same_time(label: &str, found: &str) -> bool {
    let (wanted, zoned) = civil(label);
    let (reading, has_zone) = civil(found);
    let pad = |t: &str| if t.matches(':').count() == 2 { t.trim_end_matches(":00").to_owned() } else { t.to_owned() };
    let has_clock = wanted.contains('T');
    pad(&wanted) == pad(&reading) && (!has_clock || zoned == has_zone)
}

/// How often a fact was found, and how often rightly.
#[derive(Default, Clone, Copy)]
struct Score {
    stated: usize,
    found: usize,
    right: usize,
    recalled: usize,
}

impl Score {
    fn add(&mut self, other: Score) {
        self.stated += other.stated;
        self.found += other.found;
        self.right += other.right;
        self.recalled += other.recalled;
    }

    fn precision(self) -> f64 {
        share(self.right, self.found)
    }

    fn recall(self) -> f64 {
        share(self.recalled, self.stated)
    }
}

fn share(part: usize, of: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).expect("few"));
    if of == 0 { 100.0 } else { 100.0 * number(part) / number(of) }
}

fn text<'v>(found: &'v Value, field: &str) -> Option<&'v str> {
    found["fields"][field]["value"].as_str()
}

/// Names without case, marks and remarks.
fn name(text: &str) -> String {
    let text = text.split(['(', '（']).next().unwrap_or(text);
    folded(text).to_lowercase().replace(['`', '*', '"'], "").trim().to_owned()
}

/// What was looked at, with misses said.
#[derive(Default)]
struct Report {
    scores: BTreeMap<(String, &'static str), Score>,
    lines: Vec<String>,
}

impl Report {
    fn score(&mut self, half: &str, fact: &'static str, score: Score, path: &str, said: &str) {
        self.scores.entry((half.to_owned(), fact)).or_default().add(score);
        if score.found > score.right || score.stated > score.recalled {
            self.lines.push(format!("{fact}: {path}: {said}"));
        }
    }

    fn sum(&self, half: Option<&str>, facts: &[&str]) -> Score {
        let mut sum = Score::default();
        for ((h, fact), score) in &self.scores {
            if half.is_none_or(|half| half == h) && facts.contains(fact) {
                sum.add(*score);
            }
        }
        sum
    }
}

/// The facts by where they stand: under a label or in front matter, and elsewhere.
const FACTS: &[&str] = &["services", "severity", "started", "detected", "resolved"];

fn is_stated(from: Option<&String>) -> bool {
    from.is_some_and(|f| f == "label" || f == "front matter")
}

fn times(report: &mut Report, half: &str, label: &Label, found: &Value) {
    let facts = [
        ("started", "started (elsewhere)", "started_at", label.started.as_ref(), label.started_from.as_ref()),
        ("detected", "detected (elsewhere)", "detected_at", label.detected.as_ref(), label.detected_from.as_ref()),
        ("resolved", "resolved (elsewhere)", "resolved_at", label.resolved.as_ref(), label.resolved_from.as_ref()),
    ];
    for (fact, elsewhere, field, wanted, from) in facts {
        let mut value = text(found, field);
        // A bare date is when it began, as far as its author says.
        let from_date = found["fields"]["date"]["from"].as_str();
        if fact == "started"
            && value.is_none()
            // An H1 that says `incident date:` is a label to people.
            && (matches!(from_date, Some("front-matter" | "label" | "table")) || (from_date == Some("heading") && wanted.is_some()))
            && is_stated(from)
        {
            value = text(found, "date");
        }
        let raw = found["fields"]["date"]["raw"].as_str().filter(|_| fact == "started" && text(found, field).is_none());
        let right =
            matches!((wanted, value), (Some(w), Some(v)) if same_time(w, v) || raw.is_some_and(|r| same_time(w, r)));
        // What a sentence says is not looked for; where it is found it must be right.
        // Less precise than it could be is no wrong value, and not the whole one either.
        let coarse =
            matches!((wanted, value), (Some(w), Some(v)) if v.len() >= 4 && civil(w).0.starts_with(&civil(v).0));
        let score = Score {
            stated: usize::from(wanted.is_some()),
            found: usize::from(value.is_some()),
            right: usize::from(right || coarse),
            recalled: usize::from(right),
        };
        let key = if wanted.is_none() || is_stated(from) { fact } else { elsewhere };
        let said = format!("{value:?} ({}) for {wanted:?} ({from:?})", found["fields"][field]["from"]);
        report.score(half, key, score, &label.path, &said);
    }
}

fn services(report: &mut Report, half: &str, label: &Label, found: &Value) {
    let wanted: Vec<String> = label.services.iter().flatten().map(|s| name(s)).collect();
    let field = &found["fields"]["services"];
    let values: Vec<String> =
        field["value"].as_array().into_iter().flatten().filter_map(|v| v.as_str()).map(name).collect();
    let right = values.iter().filter(|v| wanted.contains(v)).count();
    let recalled = wanted.iter().filter(|w| values.contains(w)).count();
    let score = Score { stated: wanted.len(), found: values.len(), right, recalled };
    let key =
        if wanted.is_empty() || is_stated(label.services_from.as_ref()) { "services" } else { "services (elsewhere)" };
    report.score(half, key, score, &label.path, &format!("{values:?} for {wanted:?}"));
}

fn severity(report: &mut Report, half: &str, label: &Label, found: &Value) {
    let value = text(found, "severity");
    // Labels leave out remarks that are sentences.
    let same = |w: &str, v: &str| folded(v) == folded(w) || name(v) == name(w);
    let right = matches!((&label.severity, value), (Some(w), Some(v)) if same(w, v));
    let score = Score {
        stated: usize::from(label.severity.is_some()),
        found: usize::from(value.is_some()),
        right: usize::from(right),
        recalled: usize::from(right),
    };
    let key = if label.severity.is_none() || is_stated(label.severity_from.as_ref()) {
        "severity"
    } else {
        "severity (elsewhere)"
    };
    report.score(half, key, score, &label.path, &format!("{value:?} for {:?}", label.severity));
}

fn timeline(report: &mut Report, half: &str, label: &Label, found: &Value) {
    let events = found["timeline"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    let has = !matches!(label.timeline.form.as_str(), "none" | "prose");
    let finds = !events.is_empty();
    let score = Score {
        stated: usize::from(has),
        found: usize::from(finds),
        right: usize::from(has && finds),
        recalled: usize::from(has && finds),
    };
    report.score(
        half,
        "timelines",
        score,
        &label.path,
        &format!("{} events, the label says {}", events.len(), label.timeline.form),
    );
    if !has || !finds {
        return;
    }
    let at = |event: Option<&Value>| event.and_then(|e| e["at"].as_str()).map(str::to_owned);
    let same = |wanted: &Option<String>, found: Option<String>| match (wanted, found) {
        (None, _) => true,
        (Some(w), Some(f)) => same_time(w, &f),
        (Some(_), None) => false,
    };
    let count = label.timeline.events.is_none_or(|n| n == events.len());
    let (first, last) = (at(events.first()), at(events.last()));
    let exact = count && same(&label.timeline.first, first.clone()) && same(&label.timeline.last, last.clone());
    let score = Score { stated: 1, found: 1, right: usize::from(exact), recalled: usize::from(exact) };
    let said = format!(
        "{} from {first:?} to {last:?} for {:?} from {:?} to {:?}",
        events.len(),
        label.timeline.events,
        label.timeline.first,
        label.timeline.last
    );
    report.score(half, "events exact", score, &label.path, &said);
}

fn actions(report: &mut Report, half: &str, label: &Label, found: &Value) {
    let all = found["actions"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    let wanted = label.actions.count.unwrap_or(0);
    let overlap = wanted.min(all.len());
    let score = Score { stated: wanted, found: all.len(), right: overlap, recalled: overlap };
    report.score(half, "actions", score, &label.path, &format!("{} for {wanted} ({})", all.len(), label.actions.form));
    let values = |field: &str| -> Vec<String> { all.iter().filter_map(|a| a[field].as_str()).map(name).collect() };
    let owners = values("owner");
    let named: Vec<String> = label.actions.owners.iter().map(|o| name(o)).collect();
    let right = owners.iter().filter(|o| named.contains(o)).count().min(named.len());
    let score = Score { stated: named.len(), found: owners.len(), right, recalled: right };
    report.score(half, "owners", score, &label.path, &format!("{owners:?} for {named:?}"));
    let due: Vec<&str> = all.iter().filter_map(|a| a["due"].as_str()).collect();
    let right =
        due.iter().filter(|d| label.actions.due.iter().any(|w| same_time(w, d))).count().min(label.actions.due.len());
    let score = Score { stated: label.actions.due.len(), found: due.len(), right, recalled: right };
    report.score(half, "due dates", score, &label.path, &format!("{due:?} for {:?}", label.actions.due));
    let (states, wanted) = (values("status").len(), label.actions.status.len());
    let right = states.min(wanted);
    let score = Score { stated: wanted, found: states, right, recalled: right };
    report.score(half, "states", score, &label.path, &format!("{states} for {wanted}"));
}

fn report(folder: &Path) -> Report {
    let case = Case::of("the corpora", folder);
    let run = case.run(&["--cache-dir", &case.place("cache"), "inspect", "--format", "json"]);
    let all: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{}", run.stderr));
    let by_file: BTreeMap<&str, &Value> =
        all.as_array().expect("documents").iter().filter_map(|d| Some((d["file"].as_str()?, d))).collect();
    let mut report = Report::default();
    for (at, label) in labels().iter().enumerate() {
        let half = if at % 2 == 0 { "tuned" } else { "reported" };
        let Some(found) = by_file.get(label.path.as_str()) else { panic!("{} is no document", label.path) };
        services(&mut report, half, label, found);
        severity(&mut report, half, label, found);
        times(&mut report, half, label, found);
        timeline(&mut report, half, label, found);
        actions(&mut report, half, label, found);
    }
    report
}

#[test]
fn facts_of_real_post_mortems_are_found_as_people_read_them() {
    let Some(folder) = shared("corpora") else { return };
    let report = report(&folder);
    let all: Vec<&'static str> = {
        let mut facts: Vec<_> = report.scores.keys().map(|(_, fact)| *fact).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    };
    println!("{:22} {:>7} {:>7} {:>10} {:>8}   half", "fact", "stated", "found", "precision", "recall");
    for fact in all.iter().copied() {
        for half in [Some("tuned"), Some("reported"), None] {
            let s = report.sum(half, &[fact]);
            let half = half.unwrap_or("all");
            println!("{fact:22} {:>7} {:>7} {:>9.1}% {:>7.1}%   {half}", s.stated, s.found, s.precision(), s.recall());
        }
    }
    for half in [Some("tuned"), Some("reported"), None] {
        let stated = report.sum(half, FACTS);
        let elsewhere: Vec<&str> = all.iter().copied().filter(|f| f.contains("elsewhere")).collect();
        let mut every = stated;
        every.add(report.sum(half, &elsewhere));
        let half = half.unwrap_or("all");
        println!(
            "fields stated under a label: precision {:.1}%, recall {:.1}%; with those that only a timeline or a sentence \
             tells: precision {:.1}%, recall {:.1}% ({half})",
            stated.precision(),
            stated.recall(),
            every.precision(),
            every.recall()
        );
    }
    for line in &report.lines {
        println!("  {line}");
    }
    let stated = report.sum(None, FACTS);
    let elsewhere: Vec<&str> = all.iter().copied().filter(|f| f.contains("elsewhere")).collect();
    let mut every = stated;
    every.add(report.sum(None, &elsewhere));
    // The figures of the day on which the labels were first met; they only rise.
    let floors = [
        ("precision of fields", every.precision(), 97.0),
        ("recall of fields under a label", stated.recall(), 90.0),
        ("recall of all fields", every.recall(), 70.0),
        ("timelines found", report.sum(None, &["timelines"]).recall(), 98.0),
        ("timelines that are none", report.sum(None, &["timelines"]).precision(), 100.0),
        ("events exact", report.sum(None, &["events exact"]).recall(), 97.0),
        ("actions found", report.sum(None, &["actions"]).recall(), 99.0),
        ("actions that are none", report.sum(None, &["actions"]).precision(), 99.0),
        ("owners", report.sum(None, &["owners"]).precision(), 100.0),
    ];
    for (what, found, floor) in floors {
        assert!(found >= floor, "{what}: {found:.1}%, the floor is {floor}%");
    }
}
