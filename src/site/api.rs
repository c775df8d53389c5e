//! Data for programs.

use crate::config::Config;
use crate::library::Library;
use serde_json::{Value, json};

/// `incidents.json`: every incident, the newest first; no people, no unknown fields.
pub(super) fn incidents(library: &Library, config: &Config) -> Vec<u8> {
    let all: Vec<Value> = library
        .by_time
        .iter()
        .map(|&at| {
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
                "services": incident.services.iter().map(|s| &library.services[*s].name.name).collect::<Vec<_>>(),
                "factors": incident.factors.iter().map(|f| &library.factors[*f].entry.id).collect::<Vec<_>>(),
                "tags": incident.tags.iter().map(|t| &library.tags[*t].name.name).collect::<Vec<_>>(),
                "summary": incident.summary,
            })
        })
        .collect();
    let mut bytes = serde_json::to_vec_pretty(&all).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The name of an incident's severity on the scale, or the author's word.
fn severity(library: &Library, config: &Config, at: usize) -> Option<String> {
    let raw = &library.document_of(at).fields.severity.as_ref()?.value;
    let level = library.incidents[at].level.and_then(|l| config.severities.levels().get(l));
    Some(level.map_or_else(|| raw.clone(), |l| l.name.clone()))
}
