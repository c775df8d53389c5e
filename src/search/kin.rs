//! The relatives of each incident, as likeness of whole texts found them, kept with the index.

use super::note::Note;
use super::open::{Index, IndexError};
use super::paste::Alike;
use super::query::Plan;
use super::rank::{Chosen, Filters};
use serde::{Deserialize, Serialize};

/// A relative of an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kin {
    /// Its number: among the incidents of the library for the writer, of the index when kept.
    pub incident: usize,
    /// How alike, from 0 to 1.
    pub score: f64,
    /// Words that both have and that tell most.
    pub terms: Vec<String>,
    /// Names of factors that both have.
    pub factors: Vec<String>,
    /// Names of services that both affect.
    pub services: Vec<String>,
}

/// Gives the relatives of an incident of the library.
pub type KinOf<'a> = &'a (dyn Fn(usize) -> Vec<Kin> + Sync);

/// Relatives by the numbers of the index, whose incidents are in this order in the library,
/// as they are kept: a list of lists, made one incident at a time since all together are large.
pub(super) fn encoded(of: KinOf<'_>, order: &[usize]) -> Result<Vec<u8>, postcard::Error> {
    let mut numbers = vec![0; order.len()];
    for (number, at) in order.iter().enumerate() {
        numbers[*at] = number;
    }
    order.iter().try_fold(postcard::to_allocvec(&order.len())?, |bytes, at| {
        let renumbered = |kin: Kin| Kin { incident: numbers[kin.incident], ..kin };
        postcard::to_extend(&of(*at).into_iter().map(renumbered).collect::<Vec<_>>(), bytes)
    })
}

impl Index {
    /// The relatives of an incident, by its id, the most alike first; none when there is no such incident.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn relatives(&self, id: &str, chosen: &Chosen, limit: usize) -> Result<Option<Vec<Alike>>, IndexError> {
        let Some(at) = self.meta.ids.iter().position(|known| known == id) else { return Ok(None) };
        let mut plan = Plan::of("", &self.meta.columns, &self.meta.known, &mut Vec::new());
        plan.choose(chosen, &self.meta.columns, &mut Vec::new());
        let filters = Filters::of(&plan, &self.meta.columns);
        let all: Vec<Vec<Kin>> = postcard::from_bytes(self.kin()?)?;
        let all = all.into_iter().nth(at).unwrap_or_default();
        let mut found = Vec::new();
        for kin in all.into_iter().filter(|kin| filters.all(kin.incident)).take(limit) {
            let (card, helped) = self.with_helped(u32::try_from(kin.incident).unwrap_or(u32::MAX))?;
            let Kin { score, terms, factors, services, .. } = kin;
            found.push(Alike { card, score, terms, factors, services, helped });
        }
        Ok(Some(found))
    }

    /// What of a choice no incident has, or is no date: it would not be chosen by.
    pub fn doubts(&self, chosen: &Chosen) -> Vec<Note> {
        let mut notes = Vec::new();
        let mut plan = Plan::of("", &self.meta.columns, &self.meta.known, &mut Vec::new());
        plan.choose(chosen, &self.meta.columns, &mut notes);
        notes
    }

    /// The ids of all incidents.
    pub fn ids(&self) -> &[String] {
        &self.meta.ids
    }
}
