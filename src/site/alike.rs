//! What is known of likeness, found by the incident that it is about.

use crate::library::Library;
use crate::similar::{Cluster, Relative, Similar, Unfinished};
use std::collections::HashMap;

/// So many relatives of an incident are shown.
const SHOWN: usize = 5;

/// Likeness between incidents, by incident.
pub(super) struct Alike<'a> {
    similar: &'a Similar,
    clusters: HashMap<usize, Vec<usize>>,
    asked: HashMap<usize, Vec<usize>>,
    met: HashMap<usize, Vec<usize>>,
}

impl<'a> Alike<'a> {
    pub(super) fn of(library: &Library, similar: &'a Similar) -> Self {
        let mut clusters: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, cluster) in similar.clusters.iter().enumerate() {
            for incident in &cluster.incidents {
                clusters.entry(*incident).or_default().push(at);
            }
        }
        let time = |incident: usize| library.date_of(incident).map(crate::date::Moment::order);
        let mut order: Vec<usize> = (0..similar.unfinished.len()).collect();
        order.sort_by_key(|at| {
            let Unfinished { earlier, later, action, .. } = similar.unfinished[*at];
            (time(later), later, time(earlier), earlier, action)
        });
        let (mut asked, mut met): (HashMap<usize, Vec<usize>>, HashMap<usize, Vec<usize>>) = Default::default();
        for at in order {
            asked.entry(similar.unfinished[at].later).or_default().push(at);
            met.entry(similar.unfinished[at].earlier).or_default().push(at);
        }
        Self { similar, clusters, asked, met }
    }

    /// The incidents most like one, of those that are wanted.
    pub(super) fn relatives(&self, incident: usize, wanted: impl Fn(usize) -> bool) -> Vec<&'a Relative> {
        let all = self.similar.relatives.get(incident).into_iter().flatten();
        all.filter(|relative| wanted(relative.incident)).take(SHOWN).collect()
    }

    /// All groups of incidents that keep coming back.
    pub(super) fn clusters(&self) -> &'a [Cluster] {
        &self.similar.clusters
    }

    /// The numbers of the groups that an incident is in.
    pub(super) fn clusters_of(&self, incident: usize) -> &[usize] {
        self.clusters.get(&incident).map(Vec::as_slice).unwrap_or_default()
    }

    /// What earlier incidents had asked for when this one happened, the earliest first.
    pub(super) fn asked_before(&self, incident: usize) -> impl Iterator<Item = &'a Unfinished> {
        self.asked.get(&incident).into_iter().flatten().map(|at| &self.similar.unfinished[*at])
    }

    /// What happened since, before a follow-up of this incident was done, the earliest first.
    pub(super) fn met_since(&self, incident: usize) -> impl Iterator<Item = &'a Unfinished> {
        self.met.get(&incident).into_iter().flatten().map(|at| &self.similar.unfinished[*at])
    }
}
