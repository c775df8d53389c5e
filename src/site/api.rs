//! Data for programs.

use super::view::View;
use crate::config::Config;
use crate::library::Library;
use crate::similar::Relative;
use serde::Serializer as _;
use serde_json::{Value, json};

/// `incidents.json`: every incident, the newest first; no people, no unknown fields.
pub(super) fn incidents(view: &View<'_>) -> Vec<u8> {
    let (library, config) = (view.library, view.config);
    // Made and written one by one: all together are several times their text.
    let all = library.by_time.iter().map(|&at| {
        let incident = &library.incidents[at];
        let document = library.document_of(at);
        let date = library.date_of(at);
        json!({
            "id": incident.id,
            "url": incident.url(),
            "source": document.name,
            "title": document.title(),
            "date": date.map(crate::date::Moment::iso),
            "date_precision": date.map(|d| d.precision.as_str()),
            "kind": document.fields.kind.id(),
            "severity": severity(library, config, at),
            "services": services(library, &incident.services),
            "factors": factors(library, &incident.factors),
            "tags": incident.tags.iter().map(|t| &library.tags[*t].name.name).collect::<Vec<_>>(),
            "summary": incident.summary,
            "similar": similar(view, at),
        })
    });
    let mut bytes = Vec::new();
    // Writing to memory fails never, and no value has keys that are no texts.
    serde_json::Serializer::pretty(&mut bytes).collect_seq(all).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn services<'a>(library: &'a Library, services: &[usize]) -> Vec<&'a str> {
    services.iter().map(|s| library.services[*s].name.name.as_str()).collect()
}

fn factors<'a>(library: &'a Library, factors: &[usize]) -> Vec<&'a str> {
    factors.iter().map(|f| library.factors[*f].entry.id.as_str()).collect()
}

/// The incidents most like one, and why.
fn similar(view: &View<'_>, at: usize) -> Vec<Value> {
    let library = view.library;
    let one = |relative: &Relative| {
        let why = &relative.why;
        let (factors, services) = (factors(library, &why.factors), services(library, &why.services));
        json!({
            "id": library.incidents[relative.incident].id,
            "why": { "terms": why.terms.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), "factors": factors, "services": services },
        })
    };
    view.alike.relatives(at, |_| true).into_iter().map(one).collect()
}

/// The name of an incident's severity on the scale, or the author's word.
fn severity(library: &Library, config: &Config, at: usize) -> Option<String> {
    let raw = &library.document_of(at).fields.severity.as_ref()?.value;
    let level = library.incidents[at].level.and_then(|l| config.severities.levels().get(l));
    Some(level.map_or_else(|| raw.clone(), |l| l.name.clone()))
}
