//! Shards of terms: what has a term, how much it is about it, and where.

use super::format::{Raw, number};
use super::shards;
use crate::search::open::IndexError;
use crate::search::postings::{Positions, Postings, Reader};

/// A shard that is being filled.
#[derive(Default)]
struct Shard {
    first: String,
    before: String,
    count: u32,
    dictionary: Vec<u8>,
    blocks: Vec<u8>,
}

/// All shards of terms, and files of positions that stand apart.
pub(super) fn shards(reader: &Reader<'_>, size: usize) -> Result<(Vec<Raw>, Vec<Raw>), IndexError> {
    let mut shards = Vec::new();
    let mut apart = Vec::new();
    let mut shard = Shard::default();
    for term in reader.terms()? {
        if shard.count > 0 && shards::ends(shard.dictionary.len() + shard.blocks.len(), size, &term) {
            shards.push(std::mem::take(&mut shard).finish());
        }
        let postings = reader.read(&term)?;
        let positions = positions(&postings, reader.positions(&term, &postings)?);
        let of_many = postings.docs.len() > reader.index().meta.near_df() as usize;
        if of_many {
            let file = Raw::new("p", String::new(), positions);
            shard.push(&term, &postings, Err(file.name()));
            apart.push(file);
        } else {
            shard.push(&term, &postings, Ok(positions));
        }
    }
    if shard.count > 0 {
        shards.push(shard.finish());
    }
    Ok((shards, apart))
}

fn positions(postings: &Postings, positions: &Positions) -> Vec<u8> {
    let mut out = Vec::new();
    for place in 0..postings.docs.len() {
        let all = positions.at(place);
        number::push(&mut out, u32::try_from(all.len()).unwrap_or(u32::MAX));
        for step in number::steps(all) {
            number::push(&mut out, step);
        }
    }
    out
}

impl Shard {
    /// Adds a term with its positions, or the name of their file.
    fn push(&mut self, term: &str, postings: &Postings, positions: Result<Vec<u8>, String>) {
        if self.count == 0 {
            term.clone_into(&mut self.first);
        }
        self.count += 1;
        let start = self.blocks.len();
        for step in number::steps(&postings.docs) {
            number::push(&mut self.blocks, step);
        }
        self.blocks.extend_from_slice(&postings.impacts);
        if let Ok(positions) = &positions {
            self.blocks.extend_from_slice(positions);
        }
        let shared = term.bytes().zip(self.before.bytes()).take_while(|(a, b)| a == b).count();
        let own = &term.as_bytes()[shared..];
        let length = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        number::push(&mut self.dictionary, length(shared));
        number::push(&mut self.dictionary, length(own.len()));
        self.dictionary.extend_from_slice(own);
        number::push(&mut self.dictionary, length(postings.docs.len()));
        number::push(&mut self.dictionary, length(self.blocks.len() - start));
        match positions {
            Ok(_) => number::push(&mut self.dictionary, 0),
            Err(name) => {
                number::push(&mut self.dictionary, 1);
                self.dictionary.extend_from_slice(name.as_bytes());
            }
        }
        term.clone_into(&mut self.before);
    }

    fn finish(self) -> Raw {
        let mut bytes = Vec::with_capacity(self.dictionary.len() + self.blocks.len() + 3);
        number::push(&mut bytes, self.count);
        bytes.extend(self.dictionary);
        bytes.extend(self.blocks);
        Raw::new("t", self.first, bytes)
    }
}
