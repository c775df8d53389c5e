//! Follow-ups that were open or declined when a like incident happened.

use super::pairs::Pair;
use super::{Unfinished, shared};
use crate::library::Library;
use std::collections::BTreeSet;

/// How many of the most alike are looked at.
const LOOKED_AT: usize = 3;

/// States in which a follow-up is known not to be done.
const NOT_DONE: [&str; 4] = ["proposed", "accepted", "in-progress", "declined"];

/// The follow-ups of incidents with a later relative that shares a factor, by incident.
pub(super) fn unfinished(library: &Library, pairs: &[Vec<Pair>]) -> Vec<Unfinished> {
    // From the later one alone: what it is most like, and what its author relates it to.
    let mut near: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (later, incident) in library.incidents.iter().enumerate() {
        let alike = pairs[later].iter().take(LOOKED_AT).map(|p| p.other);
        near.extend(alike.chain(incident.relations.iter().map(|r| r.incident)).map(|earlier| (earlier, later)));
    }
    let mut found = Vec::new();
    for (earlier, later) in near {
        let (Some(before), Some(after)) = (library.date_of(earlier), library.date_of(later)) else { continue };
        if before.civil >= after.civil {
            continue;
        }
        let factors = shared(&library.incidents[earlier].factors, &library.incidents[later].factors);
        if factors.is_empty() {
            continue;
        }
        for (action, follow_up) in library.document_of(earlier).fields.actions.iter().enumerate() {
            if follow_up.status.as_deref().is_some_and(|s| NOT_DONE.contains(&s)) {
                found.push(Unfinished { earlier, action, later, factors: factors.clone() });
            }
        }
    }
    found
}
