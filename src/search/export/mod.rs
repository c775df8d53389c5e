//! The index as static files for the browser; see `docs/search-index.md`, section Files.

mod format;
mod shards;
mod terms;
mod words;

use super::card::Text;
use super::meta::VERSION;
use super::open::{Index, IndexError};
use super::postings::Reader;
use format::{Raw, number, publish};
use rayon::prelude::*;
use serde_json::json;

/// The size at which a shard of terms may end, in bytes before compression.
const TERMS: usize = 14 << 10;
/// The same for the vocabulary.
const WORDS: usize = 5 << 10;
/// Incidents whose texts are one file: few, since a result needs one of them.
const TEXTS: usize = 2;
/// Incidents in a block of cards.
const CARDS: usize = 6;
/// Characters of a summary on its card: it fills a line until the text is there.
const BEGINNING: usize = 60;
/// Up to this many incidents these sizes hold; beyond, they grow in powers of two, so
/// that the root stays small.
const SIZED_FOR: usize = 10_000;
/// Incidents whose texts are held at once.
const BATCH: usize = 256;

/// Where the root is, the only file whose name does not change.
pub const ROOT: &str = "search/root.js";

/// Takes the files of the index: path from the root of the site, and bytes.
pub type Sink<'a, E> = &'a (dyn Fn(String, Vec<u8>) -> Result<(), E> + Sync);

/// Why the files could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError<E> {
    /// The index could not be read.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A file could not be taken.
    #[error("{0}")]
    Sink(E),
}

/// Where terms and words are.
#[derive(Default)]
struct Dictionary {
    terms: shards::List,
    words: shards::List,
    /// The words read from their ends.
    sdrow: shards::List,
    /// Members of synonyms that no incident has.
    absent: Vec<String>,
}

impl Index {
    /// Writes the files of the browser.
    ///
    /// # Errors
    /// When the index cannot be read or a file is not taken.
    pub fn export<E: Send>(&self, sink: Sink<'_, E>) -> Result<(), ExportError<E>> {
        let meta = &self.meta;
        let scale = self.len().div_ceil(SIZED_FOR).next_power_of_two();
        let (words, cards) =
            rayon::join(|| self.terms_and_words(scale, sink), || self.texts_and_cards(CARDS * scale, sink));
        let Dictionary { terms, words, sdrow, absent } = words?;
        let cards = cards?;
        let columns = publish(&self.columns(), &mut format::Taken::default(), sink)?;
        let common = Raw::new("s", String::new(), meta.common.json().to_string().into_bytes());
        let common = publish(&[common], &mut format::Taken::default(), sink)?.concat();
        let names = ["date", "service", "factor", "severity", "kind"];
        let columns: serde_json::Map<String, serde_json::Value> =
            names.into_iter().map(str::to_owned).zip(columns.into_iter().map(Into::into)).collect();
        let mut root = json!({
            "n": meta.n, "en": meta.en, "raw": meta.raw, "lookup": meta.lookup, "near_df": meta.near_df(),
            "rank": meta.rank,
            "stop": meta.known.stop_words, "stop_phrases": meta.known.stop_phrases, "synonyms": meta.known.synonyms, "absent": absent,
            "terms": terms, "words": words, "sdrow": sdrow,
            "cards": { "size": CARDS * scale, "files": cards }, "columns": columns,
            "common": common,
        });
        let build = format::digest(root.to_string().as_bytes());
        root["build"] = build.into();
        let script = format::script("root", root.to_string().as_bytes(), Some(VERSION));
        sink(ROOT.to_owned(), script).map_err(ExportError::Sink)
    }

    /// Writes terms and vocabulary.
    fn terms_and_words<E: Send>(&self, scale: usize, sink: Sink<'_, E>) -> Result<Dictionary, ExportError<E>> {
        let mut taken = format::Taken::default();
        let mut list = |shards: Vec<Raw>| {
            let first = shards.iter().map(|s| s.first.clone()).collect();
            Ok::<_, ExportError<E>>(shards::List { first, files: publish(&shards, &mut taken, sink)?.concat() })
        };
        let mut found = Dictionary::default();
        if let Some(reader) = Reader::of(self)? {
            for member in self.meta.known.synonyms.iter().flatten() {
                let dfs: Vec<u32> = member.iter().map(|term| reader.df(term)).collect::<Result<_, _>>()?;
                if dfs.contains(&0) {
                    found.absent.push(member.join(" "));
                }
            }
            terms::shards(&reader, TERMS * scale, |shards, apart| {
                let shards = list(shards)?;
                if !apart {
                    found.terms.append(shards);
                }
                Ok::<_, ExportError<E>>(())
            })?;
        }
        let vocabulary = self.vocabulary()?;
        found.words = list(words::shards(vocabulary, false, WORDS * scale, "w"))?;
        found.sdrow = list(words::shards(vocabulary, true, WORDS * scale, "b"))?;
        Ok(found)
    }

    /// Writes texts and cards; gives the names of the card blocks.
    fn texts_and_cards<E: Send>(&self, size: usize, sink: Sink<'_, E>) -> Result<String, ExportError<E>> {
        let mut taken = format::Taken::default();
        let mut cards: Vec<String> = Vec::new();
        let mut blocks = String::new();
        let numbers: Vec<u32> = (0..self.meta.n).collect();
        // Whole blocks and whole files of texts fit into a batch.
        for batch in numbers.chunks(BATCH.next_multiple_of(size)) {
            let stored: Vec<_> = batch.par_iter().map(|n| self.stored(*n)).collect::<Result<_, _>>()?;
            let texts: Vec<Raw> = stored
                .par_chunks(TEXTS)
                .map(|some| {
                    let texts: Vec<_> =
                        some.iter().map(|(card, Text(sections, helped))| (sections, helped, &card.summary)).collect();
                    Raw::new("f", String::new(), serde_json::to_vec(&texts).unwrap_or_default())
                })
                .collect();
            let names = publish(&texts, &mut taken, sink)?;
            cards.extend(stored.iter().enumerate().map(|(at, (card, _))| {
                let card = json!([
                    card.id,
                    card.title,
                    card.date,
                    card.severity,
                    card.level,
                    card.services,
                    card.factor_names,
                    card.kind,
                    card.summary.as_deref().map(beginning),
                    card.lang,
                    names[at / TEXTS],
                    at % TEXTS,
                ]);
                card.to_string()
            }));
            let block = |cards: &[String]| Raw::new("d", String::new(), format!("[{}]", cards.join(",")).into_bytes());
            let files: Vec<Raw> = cards.chunks(size).map(block).collect();
            cards.clear();
            blocks.push_str(&publish(&files, &mut taken, sink)?.concat());
        }
        Ok(blocks)
    }

    fn columns(&self) -> Vec<Raw> {
        let columns = &self.meta.columns;
        let mut before = 0;
        let step = |day: &Option<i32>| {
            day.map(|day| {
                let step = day - before;
                before = day;
                step
            })
        };
        let days: Vec<Option<i32>> = columns.days.iter().map(step).collect();
        let facet = |values: &Vec<super::columns::Value>| {
            let docs: Vec<Vec<u32>> = values.iter().map(|v| number::steps(&v.docs)).collect();
            let values: Vec<[&str; 2]> = values.iter().map(|v| [v.key.as_str(), v.name.as_str()]).collect();
            json!({ "values": values, "docs": docs })
        };
        std::iter::once(json!(days))
            .chain(columns.facets.iter().map(facet))
            .map(|json| Raw::new("c", String::new(), json.to_string().into_bytes()))
            .collect()
    }
}

/// The beginning of a summary, to be seen until the text is there: whole words.
fn beginning(summary: &str) -> String {
    let Some((end, _)) = summary.char_indices().nth(BEGINNING) else { return summary.to_owned() };
    let cut = &summary[..end];
    // Text without blanks is cut where it stands.
    let words = cut.rfind(char::is_whitespace).filter(|at| *at > end / 2).map_or(cut, |at| &cut[..at]);
    format!("{}…", words.trim_end())
}
