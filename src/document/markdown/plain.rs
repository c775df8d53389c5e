//! The plain text of a document, kept by section while its HTML is written.

use super::{Heading, Section};
use crate::document::{SectionName, Words};

/// Letters that a paragraph needs to say anything by itself.
const SAYS_SOMETHING: usize = 12;

/// The text so far.
pub(super) struct Plain {
    sections: Vec<Section>,
    /// Where in its section the open paragraph began.
    paragraph: Option<usize>,
    first_paragraph: Option<String>,
    summary: Option<String>,
}

/// What is known of the text when all of it is there.
pub(super) struct Finished {
    pub(super) sections: Vec<Section>,
    pub(super) abstract_text: Option<String>,
    pub(super) words: usize,
}

impl Plain {
    pub(super) fn new() -> Self {
        Self { sections: vec![Section::default()], paragraph: None, first_paragraph: None, summary: None }
    }

    /// Adds text.
    pub(super) fn push(&mut self, text: &str) {
        if let Some(section) = self.sections.last_mut() {
            section.text.push_str(text);
        }
    }

    /// Ends a block.
    pub(super) fn end_block(&mut self) {
        if let Some(section) = self.sections.last_mut()
            && !section.text.is_empty()
            && !section.text.ends_with('\n')
        {
            section.text.push('\n');
        }
    }

    /// Begins the section under a heading.
    pub(super) fn section(&mut self, heading: usize) {
        self.sections.push(Section { heading: Some(heading), text: String::new() });
    }

    /// Begins a paragraph; one of labels says nothing that a summary could be.
    pub(super) fn start_paragraph(&mut self, of_labels: bool) {
        let start = self.sections.last().map_or(0, |s| s.text.len());
        self.paragraph = (!of_labels).then_some(start);
    }

    /// Ends a paragraph; one of the text itself, not of a list or note, may be the abstract.
    pub(super) fn end_paragraph(&mut self, of_the_text: bool, headings: &[Heading], words: &Words) {
        let start = self.paragraph.take().filter(|_| of_the_text);
        if let (Some(start), Some(section)) = (start, self.sections.last()) {
            let text = section.text.get(start..).unwrap_or_default().trim();
            if text.chars().filter(|c| c.is_alphabetic()).count() >= SAYS_SOMETHING {
                let in_summary = section
                    .heading
                    .is_some_and(|h| SectionName::of(&headings[h].text, words) == Some(SectionName::Summary));
                if in_summary && self.summary.is_none() {
                    self.summary = Some(text.to_owned());
                }
                if self.first_paragraph.is_none() {
                    self.first_paragraph = Some(text.to_owned());
                }
            }
        }
        self.end_block();
    }

    pub(super) fn finish(mut self) -> Finished {
        let mut words = 0;
        for section in &mut self.sections {
            section.text.truncate(section.text.trim_end().len());
            words += section.text.split_whitespace().map(words_in).sum::<usize>();
        }
        self.sections.retain(|s| s.heading.is_some() || !s.text.is_empty());
        Finished { sections: self.sections, abstract_text: self.summary.or(self.first_paragraph), words }
    }
}

/// How many words a piece without spaces is read as: scripts without spaces count two
/// characters as a word, which is near to their reading speed in words.
fn words_in(piece: &str) -> usize {
    let wide = piece.chars().filter(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')).count();
    (wide / 2).max(1)
}
