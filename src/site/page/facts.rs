//! The facts beside an incident, each with where it was found.

use crate::date::Moment;
use crate::document::{Duration, Found, Provenance};
use crate::site::data::data;
use crate::site::strings::Strings;
use crate::site::view::View;
use crate::site::{length, url};
use tera::Value;

/// Where a value was found, in words; none for a field of the front matter.
fn source(strings: &Strings, from: Provenance) -> Option<String> {
    let key = match from {
        Provenance::FrontMatter => return None,
        Provenance::Label => "source_label",
        Provenance::Table => "source_table",
        Provenance::Timeline => "source_timeline",
        Provenance::Section => "source_section",
        Provenance::Heading => "source_heading",
        Provenance::FileName => "source_file_name",
        Provenance::Folder => "source_folder",
        Provenance::Text => "source_text",
    };
    Some(strings.get(key).to_owned())
}

/// The facts of the side panel.
pub(super) fn facts(view: &View<'_>, at: usize) -> Vec<Value> {
    let strings = view.strings;
    let fields = &view.library.document_of(at).fields;
    let mut facts = Vec::new();
    let mut add = |key: &str, value: String, note: Option<String>, source: Option<String>, url: Option<String>| {
        facts.push(data! {
            "key" => key, "label" => strings.get(&format!("fact_{key}")), "value" => value,
            "note" => note, "source" => source, "url" => url,
        });
    };
    let zone_note = |unknown: bool| unknown.then(|| strings.get("zone_unknown").to_owned());
    let times: [(&str, &Option<Found<Moment>>); 5] = [
        ("started", &fields.started_at),
        ("detected", &fields.detected_at),
        ("declared", &fields.declared_at),
        ("mitigated", &fields.mitigated_at),
        ("resolved", &fields.resolved_at),
    ];
    if fields.started_at.is_none()
        && let Some(date) = &fields.date
    {
        let (text, unknown) = strings.moment(&date.value);
        let url = view.library.year_of(at).map(|y| url::year(Some(y)));
        add("date", text, zone_note(unknown), source(strings, date.origin.from), url);
    }
    for (key, found) in times {
        if let Some(found) = found {
            let (text, unknown) = strings.moment(&found.value);
            add(key, text, zone_note(unknown), source(strings, found.origin.from), None);
        }
    }
    for (key, ends, stated) in [
        ("duration", (&fields.started_at, &fields.resolved_at), &fields.duration),
        ("time_to_detect", (&fields.started_at, &fields.detected_at), &fields.time_to_detect),
        ("time_to_recover", (&fields.started_at, &fields.mitigated_at), &fields.time_to_recover),
    ] {
        for (value, note, source) in lengths(strings, key, ends, stated.as_ref()) {
            add(key, value, Some(note), source, None);
        }
    }
    if let Some(severity) = &fields.severity {
        let level = view.library.incidents[at].level.map(|l| &view.config.severities.levels()[l]);
        let name = level.map_or(severity.value.as_str(), |l| l.name.as_str());
        let fold = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let raw = (fold(name) != fold(&severity.value)).then(|| severity.value.clone());
        add(
            "severity",
            name.to_owned(),
            raw,
            source(strings, severity.origin.from),
            Some("severities/index.html".into()),
        );
    }
    for (key, value) in [("trigger", &fields.trigger), ("impact", &fields.impact.summary)] {
        if let Some(value) = value {
            add(key, value.value.clone(), None, source(strings, value.origin.from), None);
        }
    }
    for (key, value) in &fields.impact.parts {
        add(key, value.value.clone(), None, source(strings, value.origin.from), None);
    }
    if let Some(how) = &fields.detection {
        let key = format!("detected_{}", how.value);
        let word = strings.get(&key);
        let word = if word == key { how.value.clone() } else { word.to_owned() };
        add("detection", word, None, source(strings, how.origin.from), None);
    }
    if let Some(zone) = &fields.timezone {
        add("timezone", zone.value.clone(), None, source(strings, zone.origin.from), None);
    }
    if let Some(first) = fields.teams.first() {
        let names: Vec<&str> = fields.teams.iter().map(|t| t.value.as_str()).collect();
        add("teams", names.join(", "), None, source(strings, first.origin.from), None);
    }
    if let Some(status) = &fields.status {
        let key = format!("doc_{}", status.value.replace('-', "_"));
        let word = strings.get(&key);
        let word = if word == key { status.value.clone() } else { word.to_owned() };
        add("status", word, None, source(strings, status.origin.from), None);
    }
    let from = fields.id.as_ref().map_or(Provenance::FileName, |id| id.origin.from);
    add("id", view.library.incidents[at].id.clone(), None, source(strings, from), None);
    facts
}

/// A length with a note on it and where it was found: as computed, and as its author
/// states it. Where the two differ much, both say so.
fn lengths(
    strings: &Strings,
    key: &str,
    ends: (&Option<Found<Moment>>, &Option<Found<Moment>>),
    stated: Option<&Found<Duration>>,
) -> Vec<(String, String, Option<String>)> {
    let (start, end) = (ends.0.as_ref(), ends.1.as_ref());
    let computed = start.zip(end).and_then(|(start, end)| length::between(&start.value, &end.value));
    let differ = computed.zip(stated).is_some_and(|(c, s)| length::differ(c, s.value.seconds));
    let note = |of: &str, other: &str| {
        let note = strings.get(of);
        if differ { format!("{note}; {}", strings.get(other)) } else { note.to_owned() }
    };
    let computed = computed
        .map(|seconds| (Strings::duration(seconds), note(&format!("{key}_computed"), "differs_from_stated"), None));
    let stated = stated.map(|found| {
        // A bare number has its unit in the name of its field.
        let bare = found.value.raw.trim().parse::<f64>().is_ok();
        let value = if bare { Strings::duration(found.value.seconds) } else { found.value.raw.clone() };
        (value, note("as_stated", "differs_from_computed"), source(strings, found.origin.from))
    });
    computed.into_iter().chain(stated).collect()
}
