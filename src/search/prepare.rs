//! An incident as the stream of terms that is indexed.

use super::card::{Card, Section, Text, language_of};
use super::schema::Fields;
use super::stream::Encoder;
use super::text::{Lang, Shape, Stem, tokens};
use crate::config::Scale;
use crate::document::Kind;
use crate::library::Library;
use std::collections::HashMap;
use tantivy::TantivyDocument;

/// A piece of text begins at a multiple of this: no phrase reaches over its end, and an
/// edit moves positions only within it.
const PIECE: u32 = 4096;
/// What lies at least between two pieces.
const GAP: u32 = 64;
/// From here on, pieces of one incident stand only [`GAP`] apart, so that positions stay
/// numbers of 31 bits, which is what the browser reads, in a document of any size.
const DENSE: u32 = 1 << 28;
/// Stems that a thread remembers.
const REMEMBERED: usize = 100_000;

/// An incident ready to be indexed.
pub(super) struct Prepared {
    pub(super) document: TantivyDocument,
    /// Its words of letters, each once, with their stems.
    pub(super) words: Vec<(String, String)>,
    pub(super) lang: Lang,
}

/// Makes terms of texts; remembers stems, since most words come again.
#[derive(Default)]
pub(super) struct Analyzer {
    stems: HashMap<Lang, (Stem, HashMap<String, String>)>,
}

/// The streams of one document.
struct Streams<'a> {
    stem: &'a mut Stem,
    known: &'a mut HashMap<String, String>,
    all: Encoder,
    next: u32,
    words: HashMap<String, String>,
}

/// Where the piece after a position begins.
fn after(last: u32) -> u32 {
    let next = last.saturating_add(GAP);
    if next < DENSE { next.next_multiple_of(PIECE) } else { next }
}

impl Streams<'_> {
    /// Adds a piece, to the whole and to a part of it.
    fn piece(&mut self, text: &str, part: Option<&mut Encoder>) {
        let mut terms: Vec<(String, u32)> = Vec::new();
        let mut last = None;
        for token in tokens(text, true) {
            let position = self.next + token.position;
            last = Some(token.position);
            let is_word = Shape::of(&token.text) == Shape::Letters;
            if !is_word {
                self.all.push(&token.text, position);
                if part.is_some() {
                    terms.push((token.text, position));
                }
                continue;
            }
            let term = self.term(&token.text, &text[token.span.clone()]);
            self.all.push(&term, position);
            if part.is_some() {
                terms.push((term.clone(), position));
            }
            self.words.entry(token.text).or_insert(term);
        }
        if let Some(part) = part {
            for (term, position) in &terms {
                part.push(term, *position);
            }
        }
        if let Some(last) = last {
            self.next = after(self.next.saturating_add(last));
        }
    }

    fn term(&mut self, folded: &str, raw: &str) -> String {
        // Other languages are stemmed from what was written, which several words fold to.
        let key = if self.stem.lang() == Lang::English { folded } else { raw };
        if let Some(term) = self.known.get(key) {
            return term.clone();
        }
        let term = self.stem.term(folded, raw);
        if self.known.len() < REMEMBERED {
            self.known.insert(key.to_owned(), term.clone());
        }
        term
    }
}

impl Analyzer {
    /// Makes an incident ready to be indexed.
    pub(super) fn prepare(
        &mut self,
        library: &Library,
        scale: &Scale,
        language: &str,
        at: usize,
        fields: Fields,
    ) -> Prepared {
        let lang = Lang::of(language_of(library, language, at));
        let (stem, known) = self.stems.entry(lang).or_insert_with(|| (Stem::new(lang), HashMap::new()));
        let mut streams = Streams { stem, known, all: Encoder::default(), next: 0, words: HashMap::new() };
        let card = Card::of(library, scale, language, at);
        let source = library.document_of(at);
        let (mut title, mut names, mut written) = (Encoder::default(), Encoder::default(), Encoder::default());
        streams.piece(&card.title, Some(&mut title));
        let tags = library.incidents[at].tags.iter().map(|t| library.tags[*t].name.name.as_str());
        let facts = card.services.iter().chain(&card.factor_names).map(String::as_str).chain(tags);
        for name in facts.chain(source.fields.alerts.iter().map(|a| a.value.as_str())) {
            streams.piece(name, Some(&mut names));
        }
        // From wherever they are: a label that becomes front matter changes no result.
        let given = [&source.fields.trigger, &source.fields.impact.summary, &source.fields.summary];
        // Nearly all are incidents, so the word tells nothing of one.
        let kind = (source.fields.kind != Kind::Incident).then(|| card.kind.replace('-', " "));
        let facts = card.severity.as_deref().into_iter().chain(kind.as_deref());
        for text in facts.chain(given.into_iter().flatten().map(|f| f.value.as_str())) {
            streams.piece(text, None);
        }
        let text = Text::of(library, at);
        for Section(_, heading, text) in &text.0 {
            streams.piece(heading, None);
            streams.piece(text, None);
        }
        let mut words: Vec<(String, String)> = streams.words.into_iter().collect();
        words.sort_unstable();
        for ((word, _), at) in words.iter().zip(0..) {
            written.push(word, at);
        }
        let mut document = TantivyDocument::new();
        document.add_text(fields.all, streams.all.finish());
        document.add_text(fields.title, title.finish());
        document.add_text(fields.names, names.finish());
        document.add_text(fields.words, written.finish());
        document.add_text(fields.card, serde_json::to_string(&card).unwrap_or_default());
        document.add_text(fields.sections, serde_json::to_string(&text).unwrap_or_default());
        Prepared { document, words, lang }
    }
}

#[cfg(test)]
mod tests {
    use super::{DENSE, GAP, PIECE, after};

    #[test]
    fn pieces_begin_at_multiples_and_stand_close_in_a_document_without_end() {
        assert_eq!(after(0), PIECE);
        assert_eq!(after(PIECE - GAP), PIECE);
        assert_eq!(after(PIECE - GAP + 1), 2 * PIECE);
        assert_eq!(after(DENSE), DENSE + GAP);
        assert_eq!(after(u32::MAX), u32::MAX);
    }
}
