//! The contributing factors of a library: those of the vocabulary, and those that
//! documents name beside it.

use super::identity::second_page;
use super::together::lists_of;
use super::vocabulary::{FactorEntry, Vocabulary, fold, humanise};
use super::{Factor, Incident, path, together};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::document::markdown::{free, slug};
use crate::document::{Document, Provenance};
use crate::source::Role;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Factors of a library and the words that mean them.
pub(super) struct Factors<'a> {
    vocabulary: &'a Vocabulary,
    pub(super) all: Vec<Factor>,
    unknown: HashMap<String, usize>,
}

impl Factors<'_> {
    /// The factor that a word means.
    pub(super) fn find(&self, word: &str) -> Option<usize> {
        self.vocabulary.find(word).or_else(|| self.unknown.get(&fold(word)).copied())
    }
}

/// The factors of the vocabulary, and those that documents name beside it.
///
/// A suggested word that the vocabulary does not have is no factor: categories of
/// other tools are often something else.
pub(super) fn collect<'a>(
    documents: &[Document],
    posts: &[&Document],
    vocabulary: &'a Vocabulary,
    problems: &mut Diagnostics,
) -> Factors<'a> {
    let mut unknown: BTreeMap<String, (String, Place, usize)> = BTreeMap::new();
    for post in posts {
        // A word under a label of the text that the vocabulary does not have may be anything.
        for tag in post.fields.factors.iter().filter(|t| !t.suggested && t.origin.from == Provenance::FrontMatter) {
            if vocabulary.find(&tag.name).is_none() {
                let folded = fold(&tag.name);
                let place = || (tag.name.clone(), post.place_of(&tag.origin), 0);
                unknown.entry(folded).or_insert_with(place).2 += 1;
            }
        }
    }
    let factor = |entry: FactorEntry, known| Factor {
        entry,
        known,
        document: None,
        incidents: Vec::new(),
        suggested: Vec::new(),
        factors: Vec::new(),
        services: Vec::new(),
    };
    let mut all: Vec<Factor> = vocabulary.factors.iter().map(|e| factor(e.clone(), true)).collect();
    let mut taken: BTreeSet<String> = all.iter().map(|f| f.entry.id.clone()).collect();
    let mut by_word = HashMap::new();
    // A page about a factor defines it.
    let own = documents.iter().filter(|d| d.role == Role::Factor).map(factor_of);
    let defined: BTreeMap<String, String> =
        own.filter(|name| vocabulary.find(name).is_none()).map(|name| (fold(&name), name)).collect();
    for (folded, name) in &defined {
        unknown.entry(folded.clone()).or_insert_with(|| (name.clone(), Place::file(""), 0));
    }
    for (folded, (name, place, count)) in unknown {
        if !defined.contains_key(&folded) {
            problems.push(unknown_factor(vocabulary, &name, place, count));
        }
        let base = slug(&name);
        let id = free(&base, |id| taken.contains(id));
        taken.insert(id.clone());
        by_word.insert(folded, all.len());
        let entry = FactorEntry {
            name: humanise(&name),
            group: "other".into(),
            definition: None,
            ask: vocabulary.not_a_factor(&name).map(|n| n.ask.clone()),
            aliases: Vec::new(),
            id,
        };
        all.push(factor(entry, false));
    }
    Factors { vocabulary, all, unknown: by_word }
}

fn unknown_factor(vocabulary: &Vocabulary, name: &str, place: Place, count: usize) -> Diagnostic {
    if let Some(not) = vocabulary.not_a_factor(name) {
        let message = format!("`{name}` is not a contributing factor: {}", not.ask);
        return Diagnostic::new(Code::NotAFactor, message)
            .at(place)
            .help(format!("look at: {}", not.instead.join(", ")));
    }
    let message = format!("the vocabulary has no factor `{name}` (in {})", crate::count::incidents(count));
    let problem = Diagnostic::new(Code::UnknownFactor, message).at(place);
    match vocabulary.nearest(name) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("it is listed as it is; define it in the vocabulary file"),
    }
}

/// The factor that a page is about: its `name`, else its file's.
fn factor_of(document: &Document) -> String {
    document.special.name.clone().unwrap_or_else(|| path::file_stem(&document.path).to_owned())
}

/// Gives factors their incidents, the texts about them, and what they occur with.
pub(super) fn link(
    known: &mut Factors<'_>,
    documents: &[Document],
    incidents: &[Incident],
    by_time: &[usize],
    problems: &mut Diagnostics,
) {
    for (n, document) in documents.iter().enumerate().filter(|(_, d)| d.role == Role::Factor) {
        let Some(factor) = known.find(&factor_of(document)).map(|at| &mut known.all[at]) else { continue };
        if let Some(first) = factor.document {
            problems.push(second_page("factor", document, &documents[first]));
            continue;
        }
        factor.document = Some(n);
        let own = &document.special;
        factor.entry.definition = own.definition.clone().or(factor.entry.definition.take());
        factor.entry.ask = own.ask.clone().or(factor.entry.ask.take());
    }
    let factors = &mut known.all;
    let confirmed = lists_of(factors.len(), by_time, |i| &incidents[i].factors);
    let suggested = lists_of(factors.len(), by_time, |i| &incidents[i].suggested);
    for (factor, (confirmed, suggested)) in factors.iter_mut().zip(confirmed.into_iter().zip(suggested)) {
        factor.incidents = confirmed;
        factor.suggested = suggested;
    }
    for (at, factor) in factors.iter_mut().enumerate() {
        factor.factors = together::of(&factor.incidents, |i| &incidents[i].factors, Some(at));
        factor.services = together::of(&factor.incidents, |i| &incidents[i].services, None);
    }
}
