//! What likeness is measured against.

use crate::sets::Set;
use candor::search::text::{Lang, Shape, Stem, tokens};
use tantivy::query::MoreLikeThisQuery;
use tantivy::schema::{IndexRecordOption, OwnedValue, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::WhitespaceTokenizer;
use tantivy::{Index, TantivyDocument, collector::TopDocs};

/// tantivy's own, over the same tokens and stems.
pub fn more_like_this(set: &Set, most: usize) -> tantivy::Result<Vec<Vec<usize>>> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer("white").set_index_option(IndexRecordOption::WithFreqs);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let index = Index::create_in_ram(schema.build());
    index.tokenizers().register("white", WhitespaceTokenizer::default());
    let mut writer = index.writer_with_num_threads(1, 200 << 20)?;
    let texts: Vec<String> = (0..set.library.incidents.len()).map(|at| words(set, at)).collect();
    for words in &texts {
        let mut document = TantivyDocument::new();
        document.add_text(text, words);
        writer.add_document(document)?;
    }
    writer.commit()?;
    let searcher = index.reader()?.searcher();
    let mut found = vec![Vec::new(); texts.len()];
    for seed in &set.seeds {
        let fields = vec![(text, vec![OwnedValue::Str(texts[seed.incident].clone())])];
        let query = MoreLikeThisQuery::builder().with_min_doc_frequency(2).with_document_fields(fields);
        let hits = searcher.search(&query, &TopDocs::with_limit(most + 1).order_by_score())?;
        let others = hits.into_iter().map(|(_, address)| address.doc_id as usize).filter(|at| *at != seed.incident);
        found[seed.incident] = others.take(most).collect();
    }
    Ok(found)
}

fn words(set: &Set, at: usize) -> String {
    let document = set.library.document_of(at);
    let mut stem = Stem::new(Lang::of(document.fields.lang.as_ref().map_or(&set.language, |l| &l.value)));
    let mut out = String::new();
    let texts = document.body.sections.iter().map(|s| s.text.as_str());
    for text in std::iter::once(document.title()).chain(texts) {
        for token in tokens(text, true) {
            let is_word = Shape::of(&token.text) == Shape::Letters;
            let term = if is_word { stem.term(&token.text, &text[token.span.clone()]) } else { token.text };
            out.push_str(&term);
            out.push(' ');
        }
    }
    out
}

/// The nearest by date, of equal ones the first by path.
pub fn in_time(set: &Set, most: usize) -> Vec<Vec<usize>> {
    let library = &set.library;
    let all = 0..library.incidents.len();
    let epoch = jiff::civil::date(1970, 1, 1);
    let day =
        |at: usize| library.date_of(at).and_then(|d| epoch.until(d.civil.date()).ok()).map(|s| i64::from(s.get_days()));
    let days: Vec<Option<i64>> = all.clone().map(day).collect();
    let near = |at: usize| {
        let mut others: Vec<usize> = all.clone().filter(|o| *o != at).collect();
        others.sort_by_key(|o| (days[at].zip(days[*o]).map_or(i64::MAX, |(a, b)| (a - b).abs()), *o));
        others.truncate(most);
        others
    };
    all.clone().map(near).collect()
}

/// Drawn at random.
pub fn by_chance(set: &Set, most: usize) -> Vec<Vec<usize>> {
    let n = set.library.incidents.len() as u64;
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from((state >> 20) % n).unwrap_or(0)
    };
    (0..n).map(|_| (0..most).map(|_| random()).collect()).collect()
}
