//! Shards of terms: what has a term, how much it is about it, and, in files of their own, where.

use super::format::{APART, Raw, number};
use super::shards;
use crate::search::open::IndexError;
use crate::search::postings::{Positions, Postings, Reader};
use crate::search::rank::Expander;

/// Follows a word that is written in fewer incidents than have its term.
const WRITTEN: char = '\u{1}';

/// Bytes of shards that are compressed together, on all threads.
const HELD: usize = 4 << 20;

/// A shard that is being filled.
#[derive(Default)]
struct Shard {
    first: String,
    before: String,
    count: u32,
    dictionary: Vec<u8>,
    blocks: Vec<u8>,
    /// Positions, for those who ask what stands near what.
    places: Vec<u8>,
}

/// Hands on shards of terms, and before each the files of positions that stand apart of it.
pub(super) fn shards<E: From<IndexError>>(
    reader: &Reader<'_>,
    size: usize,
    mut hand_on: impl FnMut(Vec<Raw>, bool) -> Result<(), E>,
) -> Result<(), E> {
    let mut shards = Vec::new();
    let mut apart = Vec::new();
    let mut held = 0;
    let mut shard = Shard::default();
    let mut last = String::new();
    let mut was_large = false;
    let mut terms = reader.terms()?;
    terms.extend(written(reader)?);
    terms.sort_unstable();
    for term in terms {
        // A term of very many incidents has a shard of its own: who asks for its neighbours
        // is not to load it.
        let is_large = reader.df(&term)? as usize > size / 4;
        if shard.count > 0 && (is_large || was_large || shards::ends(shard.size(), size, &term)) {
            held += shard.size();
            shards.push(std::mem::take(&mut shard).finish());
        }
        if shard.count == 0 {
            shard.first = shards::separator(&last, &term);
        }
        last.clone_from(&term);
        was_large = is_large;
        if held > HELD {
            hand_on(std::mem::take(&mut apart), true)?;
            hand_on(std::mem::take(&mut shards), false)?;
            held = 0;
        }
        if let Some(word) = term.strip_suffix(WRITTEN) {
            if let Some(docs) = reader.written(word, u32::MAX)? {
                shard.push_written(&term, &docs);
            }
            continue;
        }
        let postings = reader.read(&term)?;
        let positions = positions(&postings, reader.positions(&term, &postings)?);
        let of_many = postings.docs.len() > reader.index().meta.near_df() as usize;
        if of_many {
            held += positions.len();
            let file = Raw::new(APART, String::new(), positions);
            shard.push(&term, &postings, Err(file.long_name()));
            apart.push(file);
        } else {
            shard.push(&term, &postings, Ok(positions));
        }
    }
    if shard.count > 0 {
        shards.push(shard.finish());
    }
    hand_on(apart, true)?;
    hand_on(shards, false)
}

/// Words that are written in fewer incidents than have their term, marked.
fn written(reader: &Reader<'_>) -> Result<Vec<String>, IndexError> {
    let mut expander = Expander::new(reader);
    let mut found = Vec::new();
    let mut before = "";
    for word in reader.index().vocabulary()?.words() {
        if word.text == before {
            continue;
        }
        before = &word.text;
        for term in expander.exact(&word.text)? {
            if reader.is_written_apart(&word.text, reader.df(&term)?)? {
                found.push(format!("{}{WRITTEN}", word.text));
                break;
            }
        }
    }
    Ok(found)
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
    fn size(&self) -> usize {
        self.dictionary.len() + self.blocks.len() + self.places.len()
    }

    /// Adds a term with its positions, or the name of their file.
    fn push(&mut self, term: &str, postings: &Postings, positions: Result<Vec<u8>, String>) {
        let start = self.blocks.len();
        for step in number::steps(&postings.docs) {
            number::push(&mut self.blocks, step);
        }
        self.blocks.extend_from_slice(&postings.impacts);
        match positions {
            Ok(positions) => {
                number::push(&mut self.places, u32::try_from(positions.len()).unwrap_or(u32::MAX));
                self.places.extend(positions);
                self.enter(term, postings.docs.len(), start, 0, "");
            }
            Err(name) => self.enter(term, postings.docs.len(), start, 1, &name),
        }
    }

    /// Adds a word with the incidents in which it is written.
    fn push_written(&mut self, term: &str, docs: &[u32]) {
        let start = self.blocks.len();
        for step in number::steps(docs) {
            number::push(&mut self.blocks, step);
        }
        self.enter(term, docs.len(), start, 2, "");
    }

    /// Adds the entry of a block that began at `start`.
    fn enter(&mut self, term: &str, df: usize, start: usize, apart: u32, name: &str) {
        self.count += 1;
        let shared = term.bytes().zip(self.before.bytes()).take_while(|(a, b)| a == b).count();
        let own = &term.as_bytes()[shared..];
        let length = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        number::push(&mut self.dictionary, length(shared));
        number::push(&mut self.dictionary, length(own.len()));
        self.dictionary.extend_from_slice(own);
        number::push(&mut self.dictionary, length(df));
        number::push(&mut self.dictionary, length(self.blocks.len() - start));
        number::push(&mut self.dictionary, apart);
        self.dictionary.extend_from_slice(name.as_bytes());
        term.clone_into(&mut self.before);
    }

    fn finish(self) -> Raw {
        let mut bytes = Vec::with_capacity(self.dictionary.len() + self.blocks.len() + 3);
        number::push(&mut bytes, self.count);
        bytes.extend(self.dictionary);
        bytes.extend(self.blocks);
        Raw::new("t", self.first, bytes).with("n", self.places)
    }
}
