//! What the author of a file says, sentence by sentence, each with its bytes in the file,
//! its section and the parts of it that somebody or something else says.
//!
//! Front matter, code blocks, block quotes, HTML, log lines and lines of a chat are left out.

mod quiet;
mod reader;
mod split;

use crate::document::{SectionName, Words};
use std::ops::Range;
use std::sync::Arc;

/// What kind of block a sentence stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A heading: a name rather than a statement.
    Heading,
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
}

/// A heading above a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Above {
    /// One to six.
    pub level: u8,
    /// What it says.
    pub text: String,
    /// What it is the name of, where that is known.
    pub name: Option<SectionName>,
}

/// A sentence of the author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words without markup, with single blanks between them.
    pub text: String,
    /// Bytes of the text that are not the author's own words: code, links, quotations. Sorted.
    pub quiet: Vec<Range<usize>>,
    /// The headings above it, the outermost first, itself not among them.
    pub above: Arc<[Above]>,
    /// What kind of block it stands in.
    pub form: Form,
    /// Number of its block in the file: sentences of one block have the same.
    pub block: usize,
    /// Runs of the text with their place: where in `text` a run begins, and where in the file.
    map: Vec<(usize, usize)>,
}

impl Sentence {
    /// The bytes in the file of some bytes of the text.
    pub fn span(&self, bytes: Range<usize>) -> Range<usize> {
        let start = self.place(bytes.start);
        if bytes.is_empty() {
            return start..start;
        }
        // The end is looked up by the last byte: after it another run may begin elsewhere.
        start..(self.place(bytes.end - 1) + 1).max(start)
    }

    /// The bytes of the whole sentence in the file.
    pub fn whole(&self) -> Range<usize> {
        self.span(0..self.text.len())
    }

    fn place(&self, at: usize) -> usize {
        let run = self.map.partition_point(|(text, _)| *text <= at).saturating_sub(1);
        self.map.get(run).map_or(0, |(text, file)| file + (at - text))
    }

    /// Whether some bytes of the text touch what somebody or something else says.
    pub fn is_quiet(&self, bytes: &Range<usize>) -> bool {
        self.quiet.iter().any(|q| q.start < bytes.end && bytes.start < q.end)
    }

    /// What the nearest known heading above it is the name of.
    pub fn section(&self) -> Option<SectionName> {
        self.above.iter().rev().find_map(|a| a.name)
    }

    /// Whether any heading above it has one of these names.
    pub fn is_in(&self, names: &[SectionName]) -> bool {
        self.above.iter().any(|a| a.name.is_some_and(|n| names.contains(&n)))
    }
}

/// The sentences of a file in the order of its text; `words` are those by which sections are known.
pub fn sentences(text: &str, words: &Words) -> Vec<Sentence> {
    let offset = crate::source::split(text).map_or(0, |f| f.body);
    reader::blocks(&text[offset..], offset, words).iter().enumerate().flat_map(|(at, b)| split::split(at, b)).collect()
}

#[cfg(test)]
mod tests;
