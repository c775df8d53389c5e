//! The chain of an incident: all that authors call its recurrences, and theirs in turn.

use super::thread;
use crate::library::{Library, Relation};
use crate::site::data::{data, list};
use crate::site::view::View;
use std::collections::BTreeSet;
use tera::Value;

/// A line needs so many points with a place on it.
const POINTS: usize = 2;

/// Whether a relation says that one incident is another one again.
pub(super) fn is_recurrence(relation: &Relation) -> bool {
    matches!(relation.rel.as_str(), "recurrence-of" | "recurred-as")
}

/// The chain that an incident is in, the oldest first; empty where fewer than two of its
/// incidents have a date.
pub(super) fn of(library: &Library, at: usize) -> Vec<usize> {
    let recurrences = |i: usize| library.incidents[i].relations.iter().filter(|r| is_recurrence(r)).map(|r| r.incident);
    let mut all: Vec<usize> = connected(at, recurrences).into_iter().collect();
    in_time(library, &mut all);
    let dated = all.iter().filter(|i| library.date_of(**i).is_some()).count();
    if dated >= POINTS { all } else { Vec::new() }
}

/// A chain as the template is given it, none of an empty one.
pub(super) fn value(view: &View<'_>, chain: &[usize], at: usize) -> Option<Value> {
    (!chain.is_empty()).then(|| {
        data! {
            "often" => thread::often(view, chain),
            "points" => list(thread::points(view, chain, Some(at), &|_| None)),
        }
    })
}

/// Everything that can be reached from a start.
fn connected<I: IntoIterator<Item = usize>>(start: usize, next: impl Fn(usize) -> I) -> BTreeSet<usize> {
    let mut seen = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        open.extend(next(at).into_iter().filter(|other| seen.insert(*other)));
    }
    seen
}

/// The oldest first, those without a date last; ties by the path.
fn in_time(library: &Library, incidents: &mut [usize]) {
    incidents.sort_by_key(|i| {
        let order = library.date_of(*i).map(crate::date::Moment::order);
        (order.is_none(), order, *i)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_the_same_from_each_of_its_incidents_even_in_a_circle() {
        let edges = [vec![1], vec![0, 2], vec![1, 4], vec![], vec![2, 0]];
        let next = |at: usize| edges[at].clone();
        let chain = BTreeSet::from([0, 1, 2, 4]);
        for start in [0, 1, 2, 4] {
            assert_eq!(connected(start, next), chain, "from {start}");
        }
        assert_eq!(connected(3, next), BTreeSet::from([3]));
    }

    #[test]
    fn only_recurrences_make_a_chain() {
        let of = |rel: &str| is_recurrence(&Relation { rel: rel.into(), incident: 0 });
        assert!(of("recurrence-of") && of("recurred-as"));
        assert!(!of("caused-by") && !of("follow-up-of") && !of("related"));
    }
}
