//! What a build says of follow-ups that were not done when a like incident happened.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::library::Library;
use crate::similar::Unfinished;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many incidents are told of in full.
const TOLD: usize = 20;
/// How many incidents that happened since are named of each.
const NAMED: usize = 3;

/// One note for each incident with such follow-ups, those first of which a like incident
/// happened last; of very many the first are told.
pub(super) fn diagnostics(library: &Library, unfinished: &[Unfinished]) -> Vec<Diagnostic> {
    let mut by_incident: BTreeMap<usize, Vec<&Unfinished>> = BTreeMap::new();
    for found in unfinished {
        by_incident.entry(found.earlier).or_default().push(found);
    }
    let mut all: Vec<(usize, Vec<&Unfinished>)> = by_incident.into_iter().collect();
    let newest = |of: &[&Unfinished]| of.iter().filter_map(|f| library.date_of(f.later)).map(|d| d.civil).max();
    all.sort_by_cached_key(|(earlier, of)| (Reverse(newest(of)), *earlier));
    let more = all.len().saturating_sub(TOLD);
    let mut told: Vec<Diagnostic> = all.iter().take(TOLD).map(|(earlier, of)| one(library, *earlier, of)).collect();
    if more > 0 {
        told.push(Diagnostic::new(
            Code::UnfinishedFollowUp,
            format!("{more} more incidents have follow-ups that were not done when a similar one happened; their pages say which"),
        ));
    }
    told
}

fn one(library: &Library, earlier: usize, of: &[&Unfinished]) -> Diagnostic {
    let document = library.document_of(earlier);
    let distinct = |items: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
        let mut seen: Vec<usize> = Vec::new();
        items.for_each(|item| {
            if !seen.contains(&item) {
                seen.push(item);
            }
        });
        seen
    };
    let actions = distinct(&mut of.iter().map(|f| f.action));
    let mut later = distinct(&mut of.iter().map(|f| f.later));
    later.sort_by_key(|at| (library.date_of(*at).map(|d| d.civil), *at));
    let factors = distinct(&mut of.iter().flat_map(|f| f.factors.iter().copied()));
    let ids: Vec<&str> = later.iter().take(NAMED).map(|at| library.incidents[*at].id.as_str()).collect();
    let more = later.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let follow_ups = match actions.len() {
        1 => "a follow-up of it was".to_owned(),
        n => format!("{n} follow-ups of it were"),
    };
    let names: Vec<&str> = factors.iter().map(|f| library.factors[*f].entry.name.as_str()).collect();
    let line = document.fields.actions[actions[0]].line;
    Diagnostic::new(
        Code::UnfinishedFollowUp,
        format!(
            "{follow_ups} open or declined when {}{more} happened; they share {}",
            ids.join(", "),
            names.join(", ")
        ),
    )
    .at(Place::line(&document.name, line))
    .help("the pages of both say which; see whether it would have helped, and write its state down")
}
