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

/// Bytes of a number in the table of ends.
const NUMBER: usize = size_of::<u32>();

/// Relatives by the numbers of the index, whose incidents are in this order in the library,
/// as they are kept: where the list of each incident ends, then the lists. They are made one
/// incident at a time and read one at a time, since all together are large.
pub(super) fn encoded(of: KinOf<'_>, order: &[usize]) -> Result<Vec<u8>, postcard::Error> {
    let mut numbers = vec![0; order.len()];
    for (number, at) in order.iter().enumerate() {
        numbers[*at] = number;
    }
    let mut bytes = vec![0; order.len() * NUMBER];
    for (number, at) in order.iter().enumerate() {
        let renumbered = |kin: Kin| Kin { incident: numbers[kin.incident], ..kin };
        bytes = postcard::to_extend(&of(*at).into_iter().map(renumbered).collect::<Vec<_>>(), bytes)?;
        let end = u32::try_from(bytes.len()).map_err(|_| postcard::Error::SerializeBufferFull)?;
        bytes[number * NUMBER..][..NUMBER].copy_from_slice(&end.to_le_bytes());
    }
    Ok(bytes)
}

/// The relatives of one of so many incidents.
fn decoded(bytes: &[u8], n: usize, number: usize) -> Result<Vec<Kin>, postcard::Error> {
    let end = |number: usize| {
        let bytes = bytes
            .get(number * NUMBER..)
            .and_then(<[u8]>::first_chunk)
            .ok_or(postcard::Error::DeserializeUnexpectedEnd)?;
        Ok::<_, postcard::Error>(u32::from_le_bytes(*bytes) as usize)
    };
    let start = if number == 0 { n * NUMBER } else { end(number - 1)? };
    postcard::from_bytes(bytes.get(start..end(number)?).ok_or(postcard::Error::DeserializeUnexpectedEnd)?)
}

impl Index {
    /// The relatives of an incident, by its id, the most alike first; none when there is no such incident.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn relatives(&self, id: &str, chosen: &Chosen, limit: usize) -> Result<Option<Vec<Alike>>, IndexError> {
        let Some(at) = self.meta.ids.iter().position(|known| known == id) else { return Ok(None) };
        let passes = self.passing(chosen, &mut Vec::new());
        let all = decoded(self.kin()?, self.meta.ids.len(), at)?;
        let mut found = Vec::new();
        for kin in all.into_iter().filter(|kin| passes[kin.incident]).take(limit) {
            let (card, helped) = self.with_helped(u32::try_from(kin.incident).unwrap_or(u32::MAX))?;
            let Kin { score, terms, factors, services, .. } = kin;
            found.push(Alike { card, score, terms, factors, services, helped });
        }
        Ok(Some(found))
    }

    /// What of a choice no incident has, or is no date: it would not be chosen by.
    pub fn doubts(&self, chosen: &Chosen) -> Vec<Note> {
        let mut notes = Vec::new();
        self.passing(chosen, &mut notes);
        notes
    }

    /// Which incidents pass a choice; what of it no incident has is said.
    pub(super) fn passing(&self, chosen: &Chosen, notes: &mut Vec<Note>) -> Vec<bool> {
        let mut plan = Plan::of("", &self.meta.columns, &self.meta.known, &mut Vec::new());
        plan.choose(chosen, &self.meta.columns, notes);
        let filters = Filters::of(&plan, &self.meta.columns);
        (0..self.meta.ids.len()).map(|at| filters.all(at)).collect()
    }

    /// The ids of all incidents.
    pub fn ids(&self) -> &[String] {
        &self.meta.ids
    }
}
