//! Reading paths: incidents in an order that teaches.

use super::link::Directory;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;
use crate::document::markdown::{free, slug};
use std::collections::HashSet;

/// A reading path.
#[derive(Clone, Debug)]
pub struct ReadingPath {
    /// Number of its document.
    pub document: usize,
    /// Part of its address.
    pub slug: String,
    /// Its steps, those that name no incident left out and reported.
    pub stops: Vec<Stop>,
    /// Whether its review date has passed.
    pub overdue: bool,
}

/// One incident of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Number of the incident.
    pub incident: usize,
    /// Number of the step in the document.
    pub step: usize,
}

/// The reading paths among the documents.
pub(super) fn collect(
    documents: &[(usize, &Document)],
    incident_of: &dyn Fn(usize) -> Option<usize>,
    directory: &Directory<'_>,
    today: jiff::civil::Date,
    problems: &mut Diagnostics,
) -> Vec<ReadingPath> {
    let mut taken = HashSet::new();
    documents
        .iter()
        .map(|(at, document)| {
            let base = slug(file_stem(&document.path));
            let slug = free(&base, |slug| taken.contains(slug));
            taken.insert(slug.clone());
            let stops = stops(document, incident_of, directory, problems);
            let overdue = document.fields.review_by.as_ref().filter(|by| by.value.date_only().civil.date() < today);
            if let Some(by) = overdue {
                problems.push(
                    Diagnostic::new(Code::ReviewOverdue, format!("this path was to be reviewed by {}", by.value))
                        .at(document.place_of(&by.origin))
                        .help("read it again, mend what is stale and set a new `review_by`"),
                );
            }
            ReadingPath { document: *at, slug, stops, overdue: overdue.is_some() }
        })
        .collect()
}

fn stops(
    document: &Document,
    incident_of: &dyn Fn(usize) -> Option<usize>,
    directory: &Directory<'_>,
    problems: &mut Diagnostics,
) -> Vec<Stop> {
    let mut stops = Vec::new();
    for (number, step) in document.special.steps.iter().enumerate() {
        match directory.incident(&step.incident).map(incident_of) {
            Ok(Some(incident)) => stops.push(Stop { incident, step: number }),
            _ => {
                let problem =
                    Diagnostic::new(Code::DeadStep, format!("`{}` is no incident of this library", step.incident))
                        .at(document.place(&step.span));
                problems.push(match directory.nearest(&document.name, &step.incident) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help("a step names an incident by its id, title or file"),
                });
            }
        }
    }
    stops
}

/// A file's name without folders and ending; of `x/index.md`, the folder's.
pub(super) fn file_stem(path: &str) -> &str {
    let path = path.strip_suffix("/index.md").unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
