//! Asking the index: words, `"phrases"` and `-not`.
//!
//! Incidents that match all words come before those that match all but one, and so
//! on; within such a tier BM25 decides (tiers are what made exact queries win in the
//! measurements behind this project). A query that cannot be understood is searched
//! as words: it never fails.

use super::index::{Index, IndexError};
use super::tokens;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::Range;
use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

/// What each further word that matches adds: more than BM25 ever gives to one word.
const TIER: f32 = 100.0;

/// Longer queries are cut: nobody reads what the 65th word did.
const MOST_WORDS: usize = 64;

/// The longest snippet, in characters.
const SNIPPET: usize = 220;

/// An incident that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The address of its page, from the root of the site.
    pub url: String,
    /// The file that it is from, from the root of the library.
    pub source: String,
    /// Its date, as precisely as it is known.
    pub date: Option<String>,
    /// Its severity, by the scale or in the author's word.
    pub severity: Option<String>,
    /// Services that it affects.
    pub services: Vec<String>,
    /// Ids of its factors.
    pub factors: Vec<String>,
    /// How well it matches; only comparable within one query.
    #[serde(default)]
    pub score: f32,
    /// The best-matching piece of its text.
    #[serde(default)]
    pub snippet: String,
    /// Bytes of the snippet that match.
    #[serde(skip)]
    pub highlights: Vec<Range<usize>>,
    #[serde(skip_serializing, default)]
    summary: Option<String>,
}

/// What a query found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Results {
    /// How many incidents match.
    pub total: usize,
    /// The best of them.
    pub hits: Vec<Hit>,
}

/// A part of a query.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    words: Vec<String>,
    not: bool,
}

impl Index {
    /// The incidents that match a query best, at most `limit`.
    ///
    /// # Errors
    /// When the index cannot be read; never because of the query.
    pub fn search(&self, query: &str, limit: usize) -> Result<Results, IndexError> {
        let mut analyzer = self.tantivy.tokenizers().get(tokens::NAME).unwrap_or_default();
        let mut parts: Vec<Part> = split(query)
            .into_iter()
            .map(|(text, not)| Part { words: tokens::words(&mut analyzer, text), not })
            .filter(|p| !p.words.is_empty())
            .collect();
        parts.truncate(MOST_WORDS);
        if parts.iter().all(|p| p.not) {
            return Ok(Results { total: 0, hits: Vec::new() });
        }
        let searcher = self.tantivy.reader()?.searcher();
        let (unwanted, parts): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|p| p.not);
        let asked = self.query(&parts);
        let unwanted = self.unwanted(&searcher, &unwanted)?;
        let limit = limit.clamp(1, usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX).max(1));
        let best = TopDocs::with_limit(limit + unwanted.len()).order_by_score();
        let (mut top, mut total) = searcher.search(&asked, &(best, Count))?;
        if !unwanted.is_empty() {
            top.retain(|(_, address)| !unwanted.contains(address));
            total = searcher.search(&asked, &DocSetCollector)?.difference(&unwanted).count();
        }
        let wanted: Vec<Box<dyn Query>> = parts.iter().map(|p| Self::part(p, self.fields.text)).collect();
        let mut snippets = SnippetGenerator::create(&searcher, &BooleanQuery::union(wanted), self.fields.text)?;
        snippets.set_max_num_chars(SNIPPET);
        let mut hits = Vec::new();
        for (score, address) in top.into_iter().take(limit) {
            let document: TantivyDocument = searcher.doc(address)?;
            let card = document.get_first(self.fields.card).and_then(|v| v.as_str()).unwrap_or("{}");
            let Ok(mut hit) = serde_json::from_str::<Hit>(card) else { continue };
            let snippet = snippets.snippet_from_doc(&document);
            (hit.snippet, hit.highlights) = one_line(snippet.fragment(), snippet.highlighted());
            if hit.snippet.is_empty() {
                hit.snippet = hit.summary.clone().unwrap_or_default();
            }
            hit.score = score;
            hits.push(hit);
        }
        Ok(Results { total, hits })
    }

    /// A part of a query in the field that has it best.
    fn anywhere(&self, part: &Part) -> DisjunctionMaxQuery {
        let fields = [
            (self.fields.title, 2.0),
            (self.fields.alerts, 2.0),
            (self.fields.names, 1.5),
            (self.fields.summary, 1.2),
            (self.fields.text, 1.0),
        ];
        let any: Vec<Box<dyn Query>> = fields
            .into_iter()
            .map(|(field, boost)| -> Box<dyn Query> { Box::new(BoostQuery::new(Self::part(part, field), boost)) })
            .collect();
        DisjunctionMaxQuery::new(any)
    }

    fn query(&self, parts: &[Part]) -> BooleanQuery {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for part in parts {
            let best = self.anywhere(part);
            clauses.push((Occur::Should, Box::new(ConstScoreQuery::new(Box::new(best.clone()), TIER))));
            clauses.push((Occur::Should, Box::new(best)));
        }
        BooleanQuery::new(clauses)
    }

    /// The documents that have a part that is not wanted.
    ///
    /// Asked apart, since tantivy 0.27 fails on a phrase under `MustNot`: it seeks
    /// backwards in the phrase's documents.
    fn unwanted(&self, searcher: &Searcher, parts: &[Part]) -> Result<HashSet<DocAddress>, IndexError> {
        let mut unwanted = HashSet::new();
        for part in parts {
            unwanted.extend(searcher.search(&self.anywhere(part), &DocSetCollector)?);
        }
        Ok(unwanted)
    }

    /// A word or phrase in one field.
    fn part(part: &Part, field: Field) -> Box<dyn Query> {
        let terms: Vec<Term> = part.words.iter().map(|w| Term::from_field_text(field, w)).collect();
        match terms.as_slice() {
            [one] => Box::new(TermQuery::new(one.clone(), IndexRecordOption::WithFreqs)),
            _ => Box::new(PhraseQuery::new(terms)),
        }
    }
}

/// The words and quoted phrases of a query, each with whether it is unwanted.
fn split(query: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        let (not, tail) = match rest.strip_prefix('-') {
            Some(tail) if tail.starts_with(|c: char| c.is_alphanumeric() || c == '"') => (true, tail),
            _ => (false, rest),
        };
        let (part, next) = match tail.strip_prefix('"') {
            // A quote that is never closed quotes nothing.
            Some(quoted) => match quoted.split_once('"') {
                Some((phrase, next)) => (phrase, next),
                None => ("", quoted),
            },
            None => tail.split_at(tail.find([' ', '\t', '\n', '"']).unwrap_or(tail.len())),
        };
        parts.push((part, not));
        rest = next.trim_start();
    }
    parts
}

/// A fragment with its space folded, and its highlights moved along.
fn one_line(fragment: &str, highlights: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let mut out = String::with_capacity(fragment.len());
    let mut moved = vec![0; fragment.len() + 1];
    for (at, c) in fragment.char_indices() {
        moved[at] = out.len();
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        for byte in &mut moved[at + 1..at + c.len_utf8()] {
            *byte = out.len();
        }
    }
    moved[fragment.len()] = out.len();
    let highlights = highlights.iter().map(|r| moved[r.start]..moved[r.end]).collect();
    (out, highlights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_words_phrases_and_nots() {
        assert_eq!(split("dns \"retry storm\" -planned"), [("dns", false), ("retry storm", false), ("planned", true)]);
        assert_eq!(
            split("a \"never closed -x"),
            [("a", false), ("", false), ("never", false), ("closed", false), ("x", true)]
        );
        assert_eq!(split(" - "), [("-", false)]);
    }

    #[test]
    fn a_snippet_is_one_line_with_its_marks_in_place() {
        let (line, marks) = one_line("\n a  föö\nbar", &[5..10, 11..14]);
        assert_eq!(line, "a föö bar");
        let marked: Vec<_> = marks.into_iter().map(|r| &line[r]).collect();
        assert_eq!(marked, ["föö", "bar"]);
    }
}
