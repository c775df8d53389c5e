//! Writing the index of a library into a folder, or into memory.

use super::card;
use super::columns::Columns;
use super::kin::{self, KinOf};
use super::lexicon::Lexicon;
use super::meta::{Meta, Rank, VERSION};
use super::open::{Index, IndexError, META, RELATIVES, VOCABULARY};
use super::paste::Common;
use super::prepare::{Analyzer, Prepared};
use super::schema::{Fields, schema};
use super::stamp::Stamp;
use super::stream::{self, Decoder};
use super::text::{Lang, Stem};
use super::vocabulary::{Counter, Vocabulary};
use crate::config::Scale;
use crate::fs::{self, FsError};
use crate::library::Library;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tantivy::directory::{Directory, MmapDirectory, RamDirectory};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{Index as Tantivy, ReloadPolicy, TantivyError};

/// What the writer may hold in memory before it spills, in bytes. Large enough that
/// it never makes a second segment at the sizes that Candor is measured at.
const BUDGET: usize = 512 << 20;

/// Incidents that are made ready at once: enough for all threads, few enough to hold.
const BATCH: usize = 128;

/// What an index is made of.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The library.
    pub library: &'a Library,
    /// The severity scale.
    pub scale: &'a Scale,
    /// The language of documents that name none.
    pub language: &'a str,
    /// Synonyms, stop words and stop phrases.
    pub lexicon: &'a Lexicon,
    /// The relatives of each incident of the library.
    pub relatives: KinOf<'a>,
}

/// Writes the index of a library into a folder, or into memory where it cannot.
pub struct Writer {
    folder: Option<PathBuf>,
}

impl Writer {
    /// A writer into `folder`, which holds one index a state of the library.
    pub fn to(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// A writer into memory.
    pub fn in_memory() -> Self {
        Self { folder: None }
    }

    /// Writes the index of a library.
    ///
    /// # Errors
    /// When the folder cannot be written or tantivy fails.
    pub fn write(&self, input: Input<'_>, stamp: &Stamp) -> Result<Index, IndexError> {
        let Some(folder) = &self.folder else {
            let (tantivy, meta, vocabulary) = fill(RamDirectory::create(), input)?;
            let relatives = kin::encoded(input.relatives, &card::order(input.library))?;
            return Index::new(&tantivy, meta, Some((vocabulary, relatives)), None);
        };
        fs::claim_cache_dir(folder.parent().unwrap_or(folder))?;
        // Two runs at once each write their own, and the first one to finish stays: the
        // name says what is in it, so nobody who reads it loses it to a like one.
        let fresh = folder.join(format!("new-{}", std::process::id()));
        let place = stamp.place(folder);
        remove_dir(&fresh)?;
        fs::create_dir(&fresh)?;
        let directory = MmapDirectory::open(&fresh).map_err(TantivyError::from)?;
        let (_, meta, vocabulary) = fill(directory, input)?;
        fs::write(&fresh.join(META), &postcard::to_allocvec(&meta)?)?;
        fs::write(&fresh.join(VOCABULARY), &postcard::to_allocvec(&vocabulary)?)?;
        fs::write(&fresh.join(RELATIVES), &kin::encoded(input.relatives, &card::order(input.library))?)?;
        stamp.put_on(&fresh)?;
        if std::fs::rename(&fresh, &place).is_err() {
            remove_dir(&fresh)?;
        }
        remove_others(folder, &place);
        Index::open(&place)
    }
}

/// How long a half-written index may lie before it is surely nobody's.
const ABANDONED: Duration = Duration::from_hours(1);

/// Removes indexes of earlier states. One that is in use goes with its next run.
fn remove_others(folder: &Path, keep: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let unfinished = entry.file_name().as_encoded_bytes().starts_with(b"new-");
        let age = entry.metadata().ok().and_then(|m| m.modified().ok()).and_then(|m| m.elapsed().ok());
        if entry.path() != keep && (!unfinished || age.is_some_and(|a| a > ABANDONED)) {
            drop(std::fs::remove_dir_all(entry.path()));
        }
    }
}

fn remove_dir(path: &Path) -> Result<(), FsError> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => fs::context(other, "remove", path),
    }
}

fn fill(directory: impl Into<Box<dyn Directory>>, input: Input<'_>) -> Result<(Tantivy, Meta, Vocabulary), IndexError> {
    let Input { library, scale, language, lexicon, .. } = input;
    let (schema, fields) = schema();
    // One thread in one order: the same files on every run.
    let tokenizers = TokenizerManager::default();
    tokenizers.register(stream::NAME, TextAnalyzer::from(Decoder::default()));
    let mut writer =
        Tantivy::builder().schema(schema).tokenizers(tokenizers).single_segment_index_writer(directory, BUDGET)?;
    let order = card::order(library);
    let mut counter = Counter::default();
    let mut languages = Vec::new();
    for batch in order.chunks(BATCH) {
        for prepared in prepare(batch, input, fields) {
            writer.add_document(prepared.document)?;
            counter.add(prepared.words);
            if !languages.contains(&prepared.lang) {
                languages.push(prepared.lang);
            }
        }
    }
    let tantivy = writer.finalize()?;
    let columns = Columns::of(library, scale, &order);
    let en = languages.contains(&Lang::English);
    let mut stem = Stem::new(if en { Lang::English } else { Lang::of(language) });
    let known = lexicon.known(|word| stem.term(word, word));
    let common = Common::of(&frequencies(&tantivy, fields)?, lexicon, &known, |word| stem.term(word, word));
    let meta = Meta {
        version: VERSION,
        n: u32::try_from(order.len()).unwrap_or(u32::MAX),
        en,
        raw: languages.contains(&Lang::Raw),
        lookup: languages.iter().any(|l| matches!(l, Lang::Other(_))),
        rank: Rank::CHOSEN,
        ids: order.iter().map(|at| library.incidents[*at].id.clone()).collect(),
        columns,
        known,
        common,
    };
    Ok((tantivy, meta, counter.finish()))
}

/// Every term with how many incidents have it.
fn frequencies(tantivy: &Tantivy, fields: Fields) -> Result<Vec<(String, u32)>, IndexError> {
    let mut found = Vec::new();
    let searcher = tantivy.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher();
    for segment in searcher.segment_readers() {
        let all = segment.inverted_index(fields.all)?;
        let mut stream = all.terms().stream()?;
        while stream.advance() {
            if let Ok(term) = std::str::from_utf8(stream.key()) {
                found.push((term.to_owned(), stream.value().doc_freq));
            }
        }
    }
    Ok(found)
}

fn prepare(batch: &[usize], input: Input<'_>, fields: Fields) -> Vec<Prepared> {
    let Input { library, scale, language, .. } = input;
    batch
        .par_iter()
        .with_min_len(16)
        .map_init(Analyzer::default, |analyzer, at| analyzer.prepare(library, scale, language, *at, fields))
        .collect()
}
