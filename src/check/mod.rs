//! A reviewer: what a post-mortem says that would make people defensive, what it lacks,
//! what does not add up in it, and what must not be published.
//!
//! Each family of rules is a function from a [`Subject`], one file with what was understood
//! of it, to [`Finding`]s. Findings are advice to the author: they stand on no page and in
//! no count of the site.

mod allow;
pub mod baseline;
pub mod external;
mod finding;
pub mod language;
mod mask;
pub mod names;
mod once;
pub mod pages;
pub mod privacy;
pub mod prose;
pub mod report;
mod review;
pub mod structure;

pub use allow::Allows;
pub use baseline::Baseline;
pub use finding::{Finding, Fix};
pub use mask::{mask, redact, redact_all};
pub use once::once;
pub(crate) use review::span_of;
pub use review::{Remark, Review, Standing, Terms, cover, elsewhere};

use crate::config::Config;
use crate::diagnostic::{Code, Lines};
use crate::document::{Document, Words};
use prose::Sentence;
use std::ops::Range;

/// One file with everything that rules look at.
pub struct Subject<'a> {
    /// Path from the library's root, as diagnostics name it.
    pub name: &'a str,
    /// Its whole text, as decoded.
    pub text: &'a str,
    /// Where its lines end.
    pub lines: Lines,
    /// What was understood of it: several where it holds several incidents, none of an empty file.
    pub documents: Vec<&'a Document>,
    /// What its author says, sentence by sentence, in the order of the text.
    pub sentences: Vec<Sentence>,
    /// BCP 47 tag of the language that it is written in.
    pub language: &'a str,
    /// The settings of the library.
    pub config: &'a Config,
}

impl<'a> Subject<'a> {
    /// Prepares a file for the rules.
    pub fn new(name: &'a str, text: &'a str, documents: Vec<&'a Document>, words: &Words, config: &'a Config) -> Self {
        Self { sentences: prose::sentences(text, words), ..Self::without_sentences(name, text, documents, config) }
    }

    /// The same for the rules that look at no sentence, in a fraction of the time.
    pub fn without_sentences(name: &'a str, text: &'a str, documents: Vec<&'a Document>, config: &'a Config) -> Self {
        let language =
            documents.first().and_then(|d| d.fields.lang.as_ref()).map_or(config.language.as_str(), |l| &l.value);
        Self { name, text, lines: Lines::of(text), documents, sentences: Vec::new(), language, config }
    }
}

/// The rules that a build looks at too.
pub const IN_BUILDS: [Code; 2] = [Code::Secret, Code::MissingTitle];

/// What these rules find; they need no sentences.
pub fn in_builds(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = privacy::secret_findings(subject.text);
    structure::titles(subject, &mut found);
    found
}

/// Everything that the rules of one file find, in the order of the text.
pub fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    structure::find(subject, &mut found);
    // What a template says in the place of its author is nobody's own word.
    let hints: Vec<Range<usize>> =
        found.iter().filter(|f| f.code == Code::TemplateText).filter_map(|f| f.span.clone()).collect();
    let is_hint = |f: &Finding| f.span.as_ref().is_some_and(|s| hints.iter().any(|h| h.contains(&s.start)));
    let mut said = Vec::new();
    language::find(subject, &mut said);
    found.extend(said.into_iter().filter(|f| !is_hint(f)));
    privacy::find(subject, &mut found);
    found.sort_by_key(|f| (f.span.as_ref().map_or(0, |s| s.start), f.code));
    found
}
