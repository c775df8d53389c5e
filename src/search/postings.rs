//! Terms with the incidents that have them, and how much each is about them.

use super::open::{Index, IndexError};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;
use tantivy::postings::Postings as _;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, TERMINATED, Term};

/// How many impacts there are.
const LEVELS: f64 = 32.0;
/// Is set in an impact whose term stands in the title.
pub(super) const IN_TITLE: u8 = 32;
/// Without the mark of the title.
const LEVEL: u8 = 31;

/// What a term is worth in an incident, between 0 and 1, from its impact.
pub(super) fn worth(impact: u8) -> f64 {
    (f64::from(impact & LEVEL) + 0.5) / LEVELS
}

/// The natural logarithm of a number from 1 on, by arithmetic alone: the logarithms of Rust and JavaScript
/// differ in the last bits. The series is that of the inverse hyperbolic tangent.
pub(super) fn ln(mut x: f64) -> f64 {
    let mut exponent = 0.0;
    while x >= 2.0 {
        x *= 0.5;
        exponent += 1.0;
    }
    let t = (x - 1.0) / (x + 1.0);
    let square = t * t;
    let mut sum = 0.0;
    for k in (0..=16_u32).rev() {
        sum = sum * square + 1.0 / f64::from(2 * k + 1);
    }
    (2.0 * t) * sum + exponent * std::f64::consts::LN_2
}

/// The inverse document frequency of BM25, for `df` of `n` incidents.
pub(super) fn idf(n: u32, df: u32) -> f64 {
    ln(1.0 + (f64::from(n) - f64::from(df) + 0.5) / (f64::from(df) + 0.5))
}

/// The incidents of a term, ascending.
#[derive(Debug, Default)]
pub(super) struct Postings {
    pub(super) docs: Vec<u32>,
    /// For each incident the impact, with [`IN_TITLE`] added where it stands there.
    pub(super) impacts: Vec<u8>,
    positions: OnceCell<Positions>,
}

/// Positions of a term in each of its incidents.
#[derive(Debug, Default)]
pub(super) struct Positions {
    ends: Vec<usize>,
    all: Vec<u32>,
}

impl Positions {
    /// The positions in the incident at a place of the postings.
    pub(super) fn at(&self, place: usize) -> &[u32] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.all[start..self.ends[place]]
    }
}

/// Reads postings from tantivy; each is read once.
pub(super) struct Reader<'a> {
    index: &'a Index,
    all: std::sync::Arc<InvertedIndexReader>,
    title: std::sync::Arc<InvertedIndexReader>,
    names: std::sync::Arc<InvertedIndexReader>,
    words: std::sync::Arc<InvertedIndexReader>,
    norms: tantivy::fieldnorm::FieldNormReader,
    /// What the length of a text divides by, for each byte that stands for a length.
    lengths: Vec<f64>,
    known: std::cell::RefCell<HashMap<String, Rc<Postings>>>,
}

/// The mean length rounded to a power of the fourth root of two, so that one edit does
/// not change the impact of every term.
fn reference(tokens: u64, n: u32) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let mean = tokens as f64 / f64::from(n.max(1));
    let step = 1.189_207_115_002_721_f64;
    let middle = 1.090_507_732_665_257_7_f64;
    let mut reference = 1.0;
    while reference * middle < mean {
        reference *= step;
    }
    reference
}

impl<'a> Reader<'a> {
    /// A reader of an index; none for an empty one.
    pub(super) fn of(index: &'a Index) -> Result<Option<Self>, IndexError> {
        let Some(segment) = index.searcher.segment_readers().first() else { return Ok(None) };
        let all = segment.inverted_index(index.fields.all)?;
        let reference = reference(all.total_num_tokens(), index.meta.n);
        let length = |id| 0.4 + 0.6 * f64::from(tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(id)) / reference;
        Ok(Some(Self {
            index,
            norms: segment.get_fieldnorms_reader(index.fields.all)?,
            title: segment.inverted_index(index.fields.title)?,
            names: segment.inverted_index(index.fields.names)?,
            words: segment.inverted_index(index.fields.words)?,
            all,
            lengths: (0..=255).map(length).collect(),
            known: std::cell::RefCell::default(),
        }))
    }

    /// The index that is read.
    pub(super) fn index(&self) -> &'a Index {
        self.index
    }

    /// How many incidents have a term.
    pub(super) fn df(&self, term: &str) -> Result<u32, IndexError> {
        let term = Term::from_field_text(self.index.fields.all, term);
        Ok(self.all.get_term_info(&term)?.map_or(0, |info| info.doc_freq))
    }

    /// Whether fewer incidents have a word as it is written than its stem, and at least one.
    pub(super) fn is_written_apart(&self, word: &str, stem_df: u32) -> Result<bool, IndexError> {
        let term = Term::from_field_text(self.index.fields.words, word);
        let df = self.words.get_term_info(&term)?.map_or(0, |info| info.doc_freq);
        Ok(df > 0 && df < stem_df)
    }

    /// The incidents with a word just as it is written; none when those with its stem are no more.
    pub(super) fn written(&self, word: &str, stem_df: u32) -> Result<Option<Vec<u32>>, IndexError> {
        if !self.is_written_apart(word, stem_df)? {
            return Ok(None);
        }
        let docs = Self::frequencies(&self.words, self.index.fields.words, word)?;
        Ok(Some(docs.into_iter().map(|(doc, _)| doc).collect()))
    }

    /// Terms that begin with a text, with their df, in order.
    pub(super) fn beginning(&self, with: &str) -> Result<Vec<(String, u32)>, IndexError> {
        let mut found = Vec::new();
        let mut stream = self.all.terms().range().ge(with).into_stream()?;
        while stream.advance() {
            let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
            if !term.starts_with(with) {
                break;
            }
            found.push((term.to_owned(), stream.value().doc_freq));
        }
        Ok(found)
    }

    /// Every term, in order.
    pub(super) fn terms(&self) -> Result<Vec<String>, IndexError> {
        Ok(self.beginning("")?.into_iter().map(|(term, _)| term).collect())
    }

    /// The incidents of a term; empty when there is none.
    pub(super) fn get(&self, term: &str) -> Result<Rc<Postings>, IndexError> {
        if let Some(known) = self.known.borrow().get(term) {
            return Ok(known.clone());
        }
        let read = Rc::new(self.read(term)?);
        self.known.borrow_mut().insert(term.to_owned(), read.clone());
        Ok(read)
    }

    /// As [`Reader::get`], but not kept.
    pub(super) fn read(&self, term: &str) -> Result<Postings, IndexError> {
        let mut read = Postings::default();
        let all = Self::frequencies(&self.all, self.index.fields.all, term)?;
        let title = Self::frequencies(&self.title, self.index.fields.title, term)?;
        let names = Self::frequencies(&self.names, self.index.fields.names, term)?;
        let (mut title, mut names) = (title.into_iter().peekable(), names.into_iter().peekable());
        for (doc, tf) in all {
            let of = |list: &mut std::iter::Peekable<std::vec::IntoIter<(u32, u32)>>| {
                list.next_if(|(d, _)| *d == doc).map_or(0, |(_, tf)| tf)
            };
            let (in_title, in_names) = (of(&mut title), of(&mut names));
            let tf = f64::from(tf) + 2.0 * f64::from(in_title) + f64::from(in_names);
            let x = tf / self.lengths[usize::from(self.norms.fieldnorm_id(doc))];
            let s = x / (x + 1.2);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 32")]
            let level = ((s * LEVELS) as u8).min(LEVEL);
            read.docs.push(doc);
            read.impacts.push(level | if in_title > 0 { IN_TITLE } else { 0 });
        }
        Ok(read)
    }

    fn frequencies(field: &InvertedIndexReader, of: Field, term: &str) -> Result<Vec<(u32, u32)>, IndexError> {
        let Some(info) = field.get_term_info(&Term::from_field_text(of, term))? else { return Ok(Vec::new()) };
        let mut postings = field.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
        let mut found = Vec::with_capacity(info.doc_freq as usize);
        while postings.doc() != TERMINATED {
            found.push((postings.doc(), postings.term_freq()));
            postings.advance();
        }
        Ok(found)
    }

    /// How often a term stands in the stream, the title and the names of an incident.
    pub(super) fn counts(&self, term: &str, doc: u32) -> Result<[u32; 3], IndexError> {
        let fields = [
            (&self.all, self.index.fields.all),
            (&self.title, self.index.fields.title),
            (&self.names, self.index.fields.names),
        ];
        let mut counts = [0; 3];
        for (count, (reader, field)) in counts.iter_mut().zip(fields) {
            let found = Self::frequencies(reader, field, term)?;
            *count = found.binary_search_by_key(&doc, |(d, _)| *d).map_or(0, |at| found[at].1);
        }
        Ok(counts)
    }

    /// The positions of a term in its incidents.
    pub(super) fn positions<'p>(&self, term: &str, postings: &'p Postings) -> Result<&'p Positions, IndexError> {
        if let Some(known) = postings.positions.get() {
            return Ok(known);
        }
        let mut positions = Positions::default();
        let wanted = Term::from_field_text(self.index.fields.all, term);
        if let Some(info) = self.all.get_term_info(&wanted)? {
            let record = IndexRecordOption::WithFreqsAndPositions;
            let mut from = self.all.read_postings_from_terminfo(&info, record)?;
            let mut buffer = Vec::new();
            while from.doc() != TERMINATED {
                from.positions(&mut buffer);
                positions.all.extend_from_slice(&buffer);
                positions.ends.push(positions.all.len());
                from.advance();
            }
        }
        Ok(postings.positions.get_or_init(|| positions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_that_of_the_library_to_the_last_bits() {
        for x in [1.0, 1.000_001, 1.5, 1.999_999, 2.0, 3.0, 10.0, 12_345.678, 1e9] {
            let difference = (ln(x) - f64::ln(x)).abs();
            assert!(difference <= 4.0 * f64::EPSILON * f64::ln(x).max(f64::MIN_POSITIVE) + 1e-18, "{x}: {difference}");
        }
    }

    #[test]
    fn the_reference_length_is_near_the_mean_and_steady() {
        assert!((reference(100_000, 100) - 1000.0).abs() < 100.0);
        assert!((reference(100_000, 100) - reference(100_100, 100)).abs() < f64::EPSILON);
        assert!((reference(0, 0) - 1.0).abs() < f64::EPSILON);
    }
}
