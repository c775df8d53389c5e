//! The exact names of alerts and texts of errors that incidents were seen with.

use crate::document::markdown::{free, slug};
use crate::library::Library;
use std::collections::{BTreeMap, HashMap, HashSet};

/// An alert with its incidents.
pub(super) struct Alert {
    /// As it was written.
    pub(super) text: String,
    /// Its anchor on the page of all alerts.
    pub(super) id: String,
    /// The newest first.
    pub(super) incidents: Vec<usize>,
}

/// All alerts of a library, in the order of the alphabet.
#[derive(Default)]
pub(super) struct Alerts {
    all: Vec<Alert>,
    by_text: HashMap<String, usize>,
}

impl Alerts {
    pub(super) fn of(library: &Library) -> Self {
        let mut seen: BTreeMap<(String, &str), Vec<usize>> = BTreeMap::new();
        for &incident in &library.by_time {
            for alert in &library.document_of(incident).fields.alerts {
                let incidents = seen.entry((alert.value.to_lowercase(), &alert.value)).or_default();
                if incidents.last() != Some(&incident) {
                    incidents.push(incident);
                }
            }
        }
        let mut taken = HashSet::new();
        let mut alerts = Self::default();
        for ((_, text), incidents) in seen {
            let id = free(&slug(text), |id| taken.contains(id));
            taken.insert(id.clone());
            alerts.by_text.insert(text.to_owned(), alerts.all.len());
            alerts.all.push(Alert { text: text.to_owned(), id, incidents });
        }
        alerts
    }

    pub(super) fn all(&self) -> &[Alert] {
        &self.all
    }

    /// The alert of exactly that text.
    pub(super) fn find(&self, text: &str) -> Option<&Alert> {
        self.by_text.get(text).map(|at| &self.all[*at])
    }
}
