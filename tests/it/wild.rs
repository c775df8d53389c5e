//! Post-mortems as they are written, without the help of a form. `tests/wild/NAME/` holds a library of made-up ones
//! and `expected.toml`, which was written from their text alone; `tests/wild/README.md` says how it is read. All
//! differences of a folder are shown together.

use crate::case::{Case, folded, tree};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const EXPECTED: &str = "expected.toml";

/// Names that an expectation may use for a field.
const FIELDS: &[&str] = &[
    "alerts",
    "authors",
    "date",
    "declared_at",
    "detected_at",
    "detection",
    "duration",
    "factors",
    "impact",
    "lang",
    "mitigated_at",
    "resolved_at",
    "services",
    "severity",
    "started_at",
    "status",
    "suggested_factors",
    "summary",
    "tags",
    "teams",
    "time_to_detect",
    "time_to_recover",
    "timezone",
    "title",
    "trigger",
];

/// Where a value may stand.
const SOURCES: &[&str] =
    &["file-name", "folder", "front-matter", "heading", "label", "section", "table", "text", "timeline"];

/// Sections in the order of a post-mortem.
const SECTIONS: &[&str] = &[
    "summary",
    "impact",
    "background",
    "trigger",
    "detection",
    "timeline",
    "response",
    "resolution",
    "factors",
    "went-well",
    "went-wrong",
    "lucky",
    "lessons",
    "actions",
];

/// Codes that an expectation may demand.
const CODES: &[&str] =
    &["ambiguous-date", "bad-date", "end-before-start", "sources-disagree", "timeline-backwards", "unknown-zone"];

/// What is expected of a folder.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    file: Vec<Wanted>,
}

/// What is expected of an incident. Lists are compared as a whole where they are given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    path: String,
    why: String,
    kind: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, Field>,
    #[serde(default)]
    absent: Absent,
    timeline: Option<Vec<Event>>,
    actions: Option<Vec<Action>>,
    sections: Option<Vec<Section>>,
    #[serde(default)]
    diagnostics: Diagnostics,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    value: Option<toml::Value>,
    #[serde(default)]
    one_of: Vec<toml::Value>,
    from: Option<Sources>,
    line: Option<u64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Sources {
    One(String),
    Any(Vec<String>),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Absent {
    fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    at: Option<String>,
    until: Option<String>,
    approximate: Option<bool>,
    text: Option<String>,
    begins: Option<String>,
    line: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Action {
    text: Option<String>,
    begins: Option<String>,
    owner: Option<String>,
    due: Option<String>,
    status: Option<String>,
    link: Option<String>,
    line: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    name: String,
    line: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Diagnostics {
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    none: bool,
    #[serde(default)]
    not_understood: Vec<String>,
}

impl Sources {
    fn all(&self) -> &[String] {
        match self {
            Self::One(source) => std::slice::from_ref(source),
            Self::Any(sources) => sources,
        }
    }
}

impl Field {
    fn values(&self) -> Vec<Value> {
        let values = self.value.iter().chain(&self.one_of);
        values.map(|v| serde_json::to_value(v).expect("a value")).collect()
    }
}

impl Wanted {
    fn is_incident(&self) -> bool {
        self.kind.as_deref() != Some("none")
    }

    /// Every line that the expectation names.
    fn lines(&self) -> Vec<u64> {
        let fields = self.fields.values().map(|f| f.line);
        let events = self.timeline.iter().flatten().map(|e| e.line);
        let actions = self.actions.iter().flatten().map(|a| a.line);
        let sections = self.sections.iter().flatten().map(|s| s.line);
        fields.chain(events).chain(actions).chain(sections).flatten().collect()
    }
}

/// The differences between a document and what is expected of it.
struct Comparison<'a> {
    wanted: &'a Wanted,
    differences: Vec<String>,
}

impl Comparison<'_> {
    fn say(&mut self, what: &str, expected: &str, found: &str) {
        let path = &self.wanted.path;
        self.differences.push(format!("{path}: {what}: expected {expected}, found {found}"));
    }

    fn document(&mut self, found: &Value) {
        let wanted = self.wanted;
        for (name, field) in &wanted.fields {
            self.field(name, field, &found["fields"][name]);
        }
        for name in &wanted.absent.fields {
            let value = &found["fields"][name]["value"];
            if is_there(value) {
                self.say(name, "nothing", &value.to_string());
            }
        }
        if let Some(events) = &wanted.timeline {
            self.list("event", events, &found["timeline"], Self::event);
        }
        if let Some(actions) = &wanted.actions {
            self.list("action", actions, &found["actions"], Self::action);
        }
        if let Some(sections) = &wanted.sections {
            self.list("section", sections, &found["sections"], |this, what, section, found| {
                this.text(what, Some(&section.name), &found["name"]);
                this.line(what, section.line, &found["line"]);
            });
        }
        self.problems(found);
    }

    fn field(&mut self, name: &str, wanted: &Field, found: &Value) {
        let values = wanted.values();
        if !values.iter().any(|v| plain(v) == plain(&found["value"])) {
            let expected: Vec<String> = values.iter().map(Value::to_string).collect();
            self.say(name, &expected.join(" or "), &found["value"].to_string());
        }
        if let Some(sources) = &wanted.from
            && !sources.all().iter().any(|s| found["from"] == s.as_str())
        {
            self.say(&format!("{name}, where from"), &sources.all().join(" or "), &found["from"].to_string());
        }
        self.line(name, wanted.line, &found["line"]);
    }

    /// Compares one by one, and the number of them.
    fn list<W>(&mut self, name: &str, wanted: &[W], found: &Value, each: impl Fn(&mut Self, &str, &W, &Value)) {
        let found = found.as_array().map_or(&[] as &[Value], Vec::as_slice);
        if wanted.len() != found.len() {
            let shown: Vec<String> = found.iter().map(|v| format!("\n      {v}")).collect();
            let number = format!("{}{}", found.len(), shown.concat());
            self.say(&format!("number of {name}s"), &wanted.len().to_string(), &number);
        }
        for (at, (wanted, found)) in wanted.iter().zip(found).enumerate() {
            each(self, &format!("{name} {}", at + 1), wanted, found);
        }
    }

    fn event(&mut self, what: &str, wanted: &Event, found: &Value) {
        self.text(&format!("{what}, at"), wanted.at.as_deref(), &found["at"]);
        self.text(&format!("{what}, until"), wanted.until.as_deref(), &found["until"]);
        self.text(&format!("{what}, text"), wanted.text.as_deref(), &found["text"]);
        self.begin(what, wanted.begins.as_deref(), &found["text"]);
        self.line(what, wanted.line, &found["line"]);
        if let Some(approximate) = wanted.approximate
            && found["approximate"].as_bool().unwrap_or_default() != approximate
        {
            let what = format!("{what}, approximate");
            self.say(&what, &approximate.to_string(), &found["approximate"].to_string());
        }
    }

    fn action(&mut self, what: &str, wanted: &Action, found: &Value) {
        let parts = [
            ("text", &wanted.text),
            ("owner", &wanted.owner),
            ("due", &wanted.due),
            ("status", &wanted.status),
            ("link", &wanted.link),
        ];
        for (name, wanted) in parts {
            self.text(&format!("{what}, {name}"), wanted.as_deref(), &found[name]);
        }
        self.begin(what, wanted.begins.as_deref(), &found["text"]);
        self.line(what, wanted.line, &found["line"]);
    }

    /// An empty text demands that nothing is found.
    fn text(&mut self, what: &str, wanted: Option<&str>, found: &Value) {
        let Some(wanted) = wanted else { return };
        let same = if wanted.is_empty() { !is_there(found) } else { plain(&wanted.into()) == plain(found) };
        if !same {
            let expected = if wanted.is_empty() { "nothing".into() } else { format!("`{wanted}`") };
            self.say(what, &expected, &found.to_string());
        }
    }

    fn begin(&mut self, what: &str, wanted: Option<&str>, found: &Value) {
        let Some(wanted) = wanted else { return };
        if !folded(found.as_str().unwrap_or_default()).starts_with(wanted) {
            self.say(&format!("{what}, begin"), &format!("`{wanted}`"), &found.to_string());
        }
    }

    fn line(&mut self, what: &str, wanted: Option<u64>, found: &Value) {
        if wanted.is_some() && found.as_u64() != wanted {
            let expected = wanted.map_or_else(String::new, |l| l.to_string());
            self.say(&format!("{what}, line"), &expected, &found.to_string());
        }
    }

    fn problems(&mut self, found: &Value) {
        let wanted = &self.wanted.diagnostics;
        let said = found["diagnostics"].as_array().cloned().unwrap_or_default();
        for code in &wanted.codes {
            if !said.iter().any(|d| d["code"] == code.as_str()) {
                self.say("diagnostics", code, &shown(&said));
            }
        }
        let grave: Vec<Value> = said.into_iter().filter(|d| d["severity"] != "info").collect();
        if wanted.none && !grave.is_empty() {
            self.say("diagnostics", "no warning", &shown(&grave));
        }
        let listed = found["not_understood"].as_array().cloned().unwrap_or_default();
        for text in &wanted.not_understood {
            let has = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned).contains(text.as_str());
            if !listed.iter().any(has) {
                self.say("not understood", &format!("`{text}`"), &shown(&listed));
            }
        }
    }
}

/// White space and the three ways to write UTC do not count.
fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let text = folded(text);
            let utc = text.strip_suffix("+00:00").or_else(|| text.strip_suffix("-00:00"));
            let is_time = text.as_bytes().get(10) == Some(&b'T');
            utc.filter(|_| is_time).map_or_else(|| text.clone(), |t| format!("{t}Z")).into()
        }
        Value::Array(values) => values.iter().map(plain).collect(),
        other => other.clone(),
    }
}

fn is_there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        _ => true,
    }
}

fn shown(values: &[Value]) -> String {
    serde_json::to_string(values).expect("a list")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wild")
}

fn expected(name: &str) -> Vec<Wanted> {
    let text = fs::read_to_string(folder().join(name).join(EXPECTED)).expect("what is expected");
    toml::from_str::<Expected>(&text).unwrap_or_else(|e| panic!("{name}/{EXPECTED}: {e}")).file
}

/// The files of a folder but for what is expected of them.
fn files(name: &str) -> impl Iterator<Item = (String, Vec<u8>)> {
    tree(&folder().join(name)).into_iter().filter(|(path, _)| path != EXPECTED)
}

/// The content folder of a library, with its slash.
fn content(name: &str) -> &'static str {
    if folder().join(name).join("book.toml").exists() { "content/" } else { "" }
}

/// The documents that the program finds in a folder.
fn inspected(name: &str) -> Vec<Value> {
    let library = files(name).fold(Case::new(name), |case, (path, bytes)| case.bytes(&path, &bytes));
    let found = library.run_inside(&["inspect", ".", "--format", "json"]).json();
    found.as_array().unwrap_or_else(|| panic!("{name}: no list of documents: {found}")).clone()
}

/// Compares a folder with what is expected of it.
fn compare(name: &str) {
    let (documents, expected, content) = (inspected(name), expected(name), content(name));
    let mut differences = Vec::new();
    let mut entries: BTreeMap<&str, Vec<&Wanted>> = BTreeMap::new();
    for wanted in &expected {
        entries.entry(&wanted.path).or_default().push(wanted);
    }
    for (path, entries) in entries {
        let file = format!("{content}{path}");
        let incidents: Vec<&Value> =
            documents.iter().filter(|d| d["file"] == file.as_str() && d["kind"] == "incident").collect();
        let wanted = entries.iter().filter(|w| w.is_incident()).count();
        if incidents.len() != wanted {
            differences.push(format!("{path}: number of incidents: expected {wanted}, found {}", incidents.len()));
        }
        for (wanted, found) in entries.into_iter().filter(|w| w.is_incident()).zip(incidents) {
            let mut comparison = Comparison { wanted, differences: Vec::new() };
            comparison.document(found);
            if !comparison.differences.is_empty() {
                differences.push(format!("# {}", wanted.why));
                differences.append(&mut comparison.differences);
            }
        }
    }
    assert!(differences.is_empty(), "tests/wild/{name}:\n  {}", differences.join("\n  "));
}

macro_rules! wild {
    ($($test:ident = $folder:literal;)*) => {
        /// The folders that a test uses.
        const USED: &[&str] = &[$($folder),*];

        $(#[test]
        fn $test() {
            compare($folder);
        })*
    };
}

wild! {
    titles_are_found_where_they_stand = "title";
    dates_are_found_where_they_stand = "date";
    front_matter_goes_before_labels_and_those_before_names_and_headings = "precedence";
    dates_are_read_as_people_write_them = "date-forms";
    a_date_that_may_be_read_in_two_ways_is_said_and_not_guessed = "date-ambiguous";
    a_file_name_decides_a_date_that_may_be_read_in_two_ways = "date-ambiguous-by-name";
    a_collection_that_puts_the_day_first_decides_for_its_files = "date-day-first";
    a_collection_that_puts_the_month_first_decides_for_its_files = "date-month-first";
    services_are_found_where_they_stand = "services";
    factors_are_named_by_fields_and_labels_only = "factors";
    tags_are_found_where_they_stand = "tags";
    severities_are_kept_as_they_are_written = "severity";
    times_are_read_as_precisely_as_they_are_written = "times";
    durations_are_those_that_are_declared = "durations";
    facts_are_found_in_every_shape_of_a_header = "facts";
    configured_labels_and_sections_are_known = "labels-configured";
    seven_languages_are_read = "languages";
    sections_are_known_by_their_other_names = "sections";
    headings_that_only_look_like_sections_are_none = "sections-near-misses";
    tables_become_events = "timeline-tables";
    bullets_become_events = "timeline-bullets";
    timed_headings_become_events = "timeline-headings";
    lines_that_begin_with_a_time_become_events = "timeline-lines";
    events_keep_what_is_known_of_their_time = "timeline-unknown";
    actions_are_found_and_never_given_an_owner = "actions";
    links_are_their_words = "links";
    marks_of_other_tools_are_no_part_of_a_value = "noise";
    a_folder_with_an_index_is_a_document = "bundles";
    what_stands_beside_post_mortems_is_none = "roles";
    a_file_may_hold_several_incidents = "incidents-in-one-file";
    files_without_an_ending_are_read_when_configured = "no-ending";
    front_matter_of_every_notation_is_filled_up_from_the_text = "adopt";
}

#[test]
fn every_folder_of_the_wild_is_used() {
    let there: BTreeSet<String> = fs::read_dir(folder())
        .expect("tests/wild")
        .map(|e| e.expect("an entry"))
        .filter(|e| e.path().is_dir())
        .map(|e| e.file_name().into_string().expect("a name"))
        .collect();
    let used: BTreeSet<String> = USED.iter().map(|n| (*n).to_owned()).collect();
    assert_eq!(there, used, "folders in tests/wild and tests that use them");
}

#[test]
fn every_post_mortem_of_the_wild_is_expected_to_be_something() {
    for name in USED {
        let there: BTreeSet<String> = files(name)
            .map(|(path, _)| path)
            .filter(|path| path != "book.toml" && !path.ends_with(".png"))
            .map(|path| path.strip_prefix(content(name)).map_or_else(|| path.clone(), str::to_owned))
            .collect();
        let named: BTreeSet<String> = expected(name).into_iter().map(|w| w.path).collect();
        assert_eq!(there, named, "files of tests/wild/{name} and its {EXPECTED}");
    }
}

#[test]
fn expectations_use_names_and_lines_that_exist() {
    for name in USED {
        for wanted in expected(name) {
            let place = format!("{name}/{}", wanted.path);
            let bytes = fs::read(folder().join(name).join(content(name)).join(&wanted.path)).expect("a file");
            let lines = bytes.split(|b| *b == b'\n').count() as u64;
            assert!(wanted.lines().iter().all(|l| (1..=lines).contains(l)), "{place}: a line it does not have");
            assert!(!wanted.why.is_empty(), "{place}: why is it there?");
            assert!(matches!(wanted.kind.as_deref(), None | Some("incident" | "none")), "{place}: kind");
            let fields = wanted.fields.keys().chain(&wanted.absent.fields);
            assert!(fields.into_iter().all(|f| FIELDS.contains(&f.as_str())), "{place}: an unknown field");
            for (name, field) in &wanted.fields {
                assert_ne!(field.value.is_some(), !field.one_of.is_empty(), "{place}: {name}: value or one_of");
                let mut sources = field.from.iter().flat_map(Sources::all);
                assert!(sources.all(|s| SOURCES.contains(&s.as_str())), "{place}: {name}: an unknown source");
            }
            let mut sections = wanted.sections.iter().flatten();
            assert!(sections.all(|s| SECTIONS.contains(&s.name.as_str())), "{place}: an unknown section");
            assert!(wanted.diagnostics.codes.iter().all(|c| CODES.contains(&c.as_str())), "{place}: an unknown code");
        }
    }
}

#[test]
fn odd_line_ends_and_marks_of_the_wild_are_still_there() {
    let bytes = |path: &str| fs::read(folder().join(path)).expect("a file");
    for path in ["noise/crlf.md", "adopt/crlf.md"] {
        let text = bytes(path);
        let ends = memchr::memmem::find_iter(&text, b"\r\n").count();
        assert_eq!(ends, text.iter().filter(|b| **b == b'\n').count(), "{path}");
    }
    for path in ["adopt/bom.md", "adopt/bom-without-front-matter.md"] {
        assert!(bytes(path).starts_with("\u{feff}".as_bytes()), "{path}");
    }
    for path in ["noise/no-final-newline.md", "adopt/no-final-newline.md"] {
        assert!(!bytes(path).ends_with(b"\n"), "{path}");
    }
    assert!(bytes("noise/empty.md").is_empty());
}
