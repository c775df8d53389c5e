//! Declared relations between incidents, seen from both ends.

use super::link::Directory;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;

/// A relation of one incident to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// `recurrence-of`, `recurred-as`, `caused-by`, `caused`, `same-factor`, `follow-up-of`,
    /// `followed-up-by`, `supersedes`, `superseded-by` or `related`.
    pub rel: String,
    /// Number of the other incident.
    pub incident: usize,
}

/// The same relation seen from the other end.
fn inverse(rel: &str) -> &str {
    match rel {
        "recurrence-of" => "recurred-as",
        "caused-by" => "caused",
        "follow-up-of" => "followed-up-by",
        "supersedes" => "superseded-by",
        // Likeness has no direction.
        "same-factor" => "same-factor",
        _ => "related",
    }
}

/// Relations of each incident, declared by it or by the other one.
///
/// `documents` gives the document of each incident, `incident_of` the way back.
pub(super) fn collect(
    documents: &[&Document],
    incident_of: &dyn Fn(usize) -> Option<usize>,
    directory: &Directory<'_>,
    problems: &mut Diagnostics,
) -> Vec<Vec<Relation>> {
    let mut all: Vec<Vec<Relation>> = vec![Vec::new(); documents.len()];
    for (from, document) in documents.iter().enumerate() {
        for related in &document.fields.related {
            match directory.incident(&related.target).map(incident_of) {
                Ok(Some(to)) if to != from => {
                    all[from].push(Relation { rel: related.rel.clone(), incident: to });
                    all[to].push(Relation { rel: inverse(&related.rel).to_owned(), incident: from });
                }
                Ok(_) => {}
                Err(several) => {
                    let message = if several.is_empty() {
                        format!("`{}` is no incident of this library", related.target)
                    } else {
                        format!("`{}` may be any of {} incidents", related.target, several.len())
                    };
                    let problem = Diagnostic::new(Code::DeadRelation, message).at(document.place(&related.span));
                    problems.push(match directory.nearest(&document.name, &related.target) {
                        Some(near) => problem.help(format!("did you mean `{near}`?")),
                        None => problem.help("name the other incident by its id"),
                    });
                }
            }
        }
    }
    for relations in &mut all {
        relations.sort();
        relations.dedup();
    }
    all
}
