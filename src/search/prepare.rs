//! An incident as the stream of terms that is indexed.

use super::card::{Card, Section, language_of, sections};
use super::schema::Fields;
use super::text::{Lang, Shape, Stem, tokens};
use crate::config::Scale;
use crate::document::{Kind, Provenance};
use crate::library::Library;
use std::collections::{BTreeSet, HashMap};
use tantivy::TantivyDocument;
use tantivy::tokenizer::{PreTokenizedString, Token};

/// A piece of text begins at a multiple of this: no phrase reaches over its end, and an
/// edit moves positions only within it.
const PIECE: u32 = 4096;
/// What lies at least between two pieces.
const GAP: u32 = 64;
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
    all: Vec<Token>,
    next: u32,
    words: BTreeSet<(String, String)>,
}

impl Streams<'_> {
    /// Adds a piece; gives its terms.
    fn piece(&mut self, text: &str) -> Vec<Token> {
        let mut own = Vec::new();
        let mut last = 0;
        for token in tokens(text, true) {
            let is_word = Shape::of(&token.text) == Shape::Letters;
            let raw = &text[token.span.clone()];
            let term = if is_word { self.term(&token.text, raw) } else { token.text.clone() };
            last = token.position;
            own.push(Token {
                offset_from: token.span.start,
                offset_to: token.span.end,
                position: (self.next + token.position) as usize,
                text: term.clone(),
                position_length: 1,
            });
            if is_word {
                self.words.insert((token.text, term));
            }
        }
        if !own.is_empty() {
            self.next = (self.next + last + GAP).div_ceil(PIECE) * PIECE;
            self.all.extend(own.iter().cloned());
        }
        own
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
        let mut streams = Streams { stem, known, all: Vec::new(), next: 0, words: BTreeSet::new() };
        let card = Card::of(library, scale, language, at);
        let source = library.document_of(at);
        let title = streams.piece(&card.title);
        let mut names = Vec::new();
        let tags = library.incidents[at].tags.iter().map(|t| library.tags[*t].name.name.as_str());
        let facts = card.services.iter().chain(&card.factor_names).map(String::as_str).chain(tags);
        for name in facts.chain(source.fields.alerts.iter().map(|a| a.value.as_str())) {
            names.extend(streams.piece(name));
        }
        // What stands in the text is indexed there.
        let given = [&source.fields.trigger, &source.fields.impact.summary, &source.fields.summary];
        let given = given.into_iter().flatten().filter(|f| f.origin.from == Provenance::FrontMatter);
        // Nearly all are incidents, so the word tells nothing of one.
        let kind = (source.fields.kind != Kind::Incident).then(|| card.kind.replace('-', " "));
        let facts = card.severity.as_deref().into_iter().chain(kind.as_deref());
        for text in facts.chain(given.map(|f| f.value.as_str())) {
            streams.piece(text);
        }
        let sections = sections(library, at);
        for Section(_, heading, text) in &sections {
            streams.piece(heading);
            streams.piece(text);
        }
        let mut document = TantivyDocument::new();
        let made = |tokens| PreTokenizedString { text: String::new(), tokens };
        document.add_pre_tokenized_text(fields.all, made(std::mem::take(&mut streams.all)));
        document.add_pre_tokenized_text(fields.title, made(title));
        document.add_pre_tokenized_text(fields.names, made(names));
        document.add_text(fields.card, serde_json::to_string(&card).unwrap_or_default());
        document.add_text(fields.sections, serde_json::to_string(&sections).unwrap_or_default());
        Prepared { document, words: streams.words.into_iter().collect(), lang }
    }
}
