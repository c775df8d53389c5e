//! Groups of incidents that keep coming back: the same factor and service, alike in text,
//! or related as recurrences by their authors.

use super::pairs::Pair;
use super::reason::Reasons;
use super::{Cluster, shared};
use crate::library::Library;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The least incidents of a group: two are a recurrence, which their pages tell.
const LEAST: usize = 3;

/// Incidents that are joined by being alike or a recurrence.
struct Groups(Vec<usize>);

impl Groups {
    fn root(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.0[root] != root {
            root = self.0[root];
        }
        self.0[at] = root;
        root
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The least number is the root, so that the order of joining does not show.
        self.0[a.max(b)] = a.min(b);
    }
}

/// Whether the author of one of two incidents calls it a recurrence of the other.
fn recurs(library: &Library, a: usize, b: usize) -> bool {
    let relations = &library.incidents[a].relations;
    relations.iter().any(|r| r.incident == b && matches!(r.rel.as_str(), "recurrence-of" | "recurred-as"))
}

/// The groups of a library, the largest first.
pub(super) fn clusters(library: &Library, pairs: &[Vec<Pair>], reasons: &Reasons<'_>) -> Vec<Cluster> {
    let mut edges: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
    let mut declared = Vec::new();
    for (at, incident) in library.incidents.iter().enumerate() {
        // Each among the most alike of the other: one-sided likeness chains everything together.
        let mutual = |p: &&Pair| pairs[p.other].iter().any(|back| back.other == at);
        let alike = pairs[at].iter().filter(mutual).map(|p| p.other);
        for other in alike.chain(incident.relations.iter().map(|r| r.incident)).collect::<BTreeSet<_>>() {
            if recurs(library, at, other) {
                declared.push((at, other));
            }
            for factor in shared(&incident.factors, &library.incidents[other].factors) {
                for service in shared(&incident.services, &library.incidents[other].services) {
                    edges.entry((factor, service)).or_default().push((at, other));
                }
            }
        }
    }
    let mut found: Vec<Vec<usize>> = edges.into_values().chain([declared]).flat_map(|edges| joined(&edges)).collect();
    found.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    let mut kept: Vec<Vec<usize>> = Vec::new();
    let mut groups_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for group in found {
        // The same incidents under another factor or service are the same story.
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for other in group.iter().filter_map(|at| groups_of.get(at)).flatten() {
            *common.entry(*other).or_default() += 1;
        }
        if common.values().any(|both| both * 2 > group.len()) {
            continue;
        }
        for at in &group {
            groups_of.entry(*at).or_default().push(kept.len());
        }
        kept.push(group);
    }
    let mut ranks = vec![0; library.incidents.len()];
    for (rank, at) in library.by_time.iter().enumerate() {
        ranks[*at] = rank;
    }
    let mut clusters: Vec<Cluster> =
        kept.into_par_iter().map(|group| cluster(library, group, reasons, &ranks)).collect();
    let mut taken = HashSet::new();
    for cluster in &mut clusters {
        cluster.slug = crate::document::markdown::free(&cluster.slug, |slug| taken.contains(slug));
        taken.insert(cluster.slug.clone());
    }
    clusters
}

/// Joins what is connected, where it is enough; incidents ascending.
fn joined(edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let all: Vec<usize> = edges.iter().flat_map(|(a, b)| [*a, *b]).collect::<BTreeSet<_>>().into_iter().collect();
    let mut groups = Groups((0..all.len()).collect());
    let place = |at: &usize| all.binary_search(at).unwrap_or_default();
    for (a, b) in edges {
        groups.join(place(a), place(b));
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, incident) in all.iter().enumerate() {
        members.entry(groups.root(at)).or_default().push(*incident);
    }
    members.into_values().filter(|m| m.len() >= LEAST).collect()
}

/// What is said of a group; its address may be that of another one, too.
fn cluster(library: &Library, mut incidents: Vec<usize>, reasons: &Reasons<'_>, ranks: &[usize]) -> Cluster {
    let most = |items: &dyn Fn(usize) -> Vec<usize>| -> Vec<usize> {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for item in incidents.iter().flat_map(|at| items(*at)) {
            *counts.entry(item).or_default() += 1;
        }
        let mut most: Vec<(usize, usize)> = counts.into_iter().filter(|(_, n)| n * 2 > incidents.len()).collect();
        most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        most.into_iter().map(|(item, _)| item).collect()
    };
    let factors = most(&|at| library.incidents[at].factors.clone());
    let services = most(&|at| library.incidents[at].services.clone());
    let terms = reasons.telling(&incidents, &services, &factors);
    let first = |parts: [Option<&str>; 2]| parts.into_iter().flatten().collect::<Vec<_>>().join("-");
    let factor = factors.first().map(|f| library.factors[*f].entry.id.as_str());
    let service = services.first().map(|s| library.services[*s].name.slug.as_str());
    let slug = match first([factor, service]) {
        name if name.is_empty() => library.incidents[incidents[0]].id.clone(),
        name => name,
    };
    let undated = |at: &usize| library.date_of(*at).is_none();
    incidents.sort_by_key(|at| (undated(at), std::cmp::Reverse(ranks[*at])));
    Cluster { slug, incidents, factors, services, terms }
}
