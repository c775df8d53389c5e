//! The steps of a reading path.

use super::table::Table;
use crate::diagnostic::Code;
use crate::value::Node;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// One step: an incident and why to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The incident, by id, title or file name.
    pub incident: String,
    /// Why it is worth reading.
    pub why: Option<String>,
    /// A question to hold in mind.
    pub question: Option<String>,
    /// Prompts to discuss.
    pub discuss: Vec<String>,
    /// Where it stands.
    pub span: Range<usize>,
}

/// Takes the steps of a reading path; a step may be a text or a table.
pub(super) fn read(table: &mut Table<'_>) -> Vec<Step> {
    let Some(entry) = table.take("steps") else { return Vec::new() };
    let mut steps = Vec::new();
    for node in entry.node.list().unwrap_or(std::slice::from_ref(&entry.node)) {
        let get = |key: &str| node.get(key).filter(|n| !n.is_empty()).map(Node::flat);
        let incident = match node.entries() {
            Some(_) => get("incident").or_else(|| get("id")),
            None => Some(node.flat()).filter(|t| !t.is_empty()),
        };
        let Some(incident) = incident else {
            table.say(Code::BadValue, "a step without an incident", node.span.clone(), "give it `incident: ID`");
            continue;
        };
        let discuss = node.get("discuss").and_then(Node::list).unwrap_or_default();
        steps.push(Step {
            incident: incident.trim_matches(['[', ']', ' ']).to_owned(),
            why: get("why"),
            question: get("question"),
            discuss: discuss.iter().map(Node::flat).filter(|t| !t.is_empty()).collect(),
            span: node.get("incident").map_or(node.span.clone(), |n| n.span.clone()),
        });
    }
    steps
}
