//! The fields of the tantivy index.

use super::stream;
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// Everything, with positions.
    pub(super) all: Field,
    /// The title alone.
    pub(super) title: Field,
    /// Services, factors, tags, alerts alone.
    pub(super) names: Field,
    /// Words as they are written, to tell a word from others of its stem.
    pub(super) words: Field,
    /// What a hit shows, as JSON.
    pub(super) card: Field,
    /// The sections of the text, as JSON.
    pub(super) sections: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = |record| TextFieldIndexing::default().set_tokenizer(stream::NAME).set_index_option(record);
    let with = |record| TextOptions::default().set_indexing_options(indexing(record));
    let fields = Fields {
        all: builder.add_text_field("all", with(IndexRecordOption::WithFreqsAndPositions)),
        title: builder.add_text_field("title", with(IndexRecordOption::WithFreqs)),
        names: builder.add_text_field("names", with(IndexRecordOption::WithFreqs)),
        words: builder.add_text_field("words", with(IndexRecordOption::Basic)),
        card: builder.add_text_field("card", STORED),
        sections: builder.add_text_field("sections", STORED),
    };
    (builder.build(), fields)
}
