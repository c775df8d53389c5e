//! How much of a folder has each fact, by collection.

use crate::document::{Document, Provenance};
use crate::source::Role;
use std::collections::BTreeMap;

/// A fact that a document can have.
type Has = fn(&Document) -> bool;

/// The columns of the table: facts in the order of a reader's interest.
const COLUMNS: [(&str, Has); 10] = [
    ("title", |d| d.fields.title.as_ref().is_some_and(|t| t.origin.from != Provenance::FileName)),
    ("date", |d| d.fields.date.is_some()),
    ("start", |d| d.fields.started_at.is_some()),
    ("end", |d| d.fields.resolved_at.is_some()),
    ("service", |d| !d.fields.services.is_empty()),
    ("severity", |d| d.fields.severity.is_some()),
    ("factors", |d| d.fields.factors.iter().any(|f| !f.suggested)),
    ("timeline", |d| !d.timeline.is_empty()),
    ("actions", |d| !d.fields.actions.is_empty()),
    ("summary", |d| d.fields.summary.is_some() || d.body.abstract_text.is_some()),
];

/// Numbers of a collection.
#[derive(Default)]
struct Row {
    documents: usize,
    has: [usize; COLUMNS.len()],
}

/// How many documents of each collection have which facts.
pub(super) struct Coverage(BTreeMap<String, Row>);

impl Coverage {
    /// Counts incidents; a collection is the uppermost folder.
    pub(super) fn of(documents: &[&Document]) -> Self {
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for document in documents.iter().filter(|d| d.role == Role::Incident) {
            let name = document.path.split_once('/').map_or(".", |(folder, _)| folder);
            let row = rows.entry(name.to_owned()).or_default();
            row.documents += 1;
            for (count, (_, has)) in row.has.iter_mut().zip(&COLUMNS) {
                *count += usize::from(has(document));
            }
        }
        Self(rows)
    }

    /// The table for people: percent of the documents that have a fact.
    pub(super) fn to_text(&self, title: &str) -> String {
        let mut total = Row::default();
        for row in self.0.values() {
            total.documents += row.documents;
            for (sum, count) in total.has.iter_mut().zip(&row.has) {
                *sum += count;
            }
        }
        let names = self.0.keys().map(|k| k.chars().count());
        let width = names.chain([title.chars().count().min(30), "collection".len()]).max().unwrap_or(0);
        let cells = |cells: &[String]| cells.iter().map(|c| format!(" {c:>8}")).collect::<Vec<_>>().concat();
        let head = cells(&COLUMNS.map(|(name, _)| name.to_owned()));
        let mut out = format!("{:width$} {:>9}{head}\n", "collection", "incidents");
        let mut line = |name: &str, row: &Row| {
            let cells = cells(&row.has.map(|n| format!("{}%", percent(n, row.documents))));
            out += &format!("{name:width$} {:>9}{cells}\n", row.documents);
        };
        for (name, row) in &self.0 {
            line(name, row);
        }
        if self.0.len() > 1 {
            line("all", &total);
        }
        out += "\nA title counts where the document states one. `candor inspect FILE` shows where each value stands;\n`candor adopt` writes them into front matter.\n";
        out
    }
}

/// Whole percent, rounded down: 100 means all.
fn percent(part: usize, of: usize) -> usize {
    (part * 100).checked_div(of).unwrap_or(0)
}
