//! The words of each incident, counted: what it is about, without boilerplate.

use super::weights::Weights;
use crate::document::{Document, SectionName};
use crate::library::Library;
use crate::search::text::{Lang, Shape, Stem, tokens};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A term as a number. That two terms share one is so rare that nobody will see it, and
/// then a word only weighs a little wrong.
pub(super) type Term = u64;

/// The words of all incidents.
#[derive(Default)]
pub(super) struct Bags {
    /// For each incident its terms, ascending, with how often they stand there.
    pub(super) of: Vec<Vec<(Term, f32)>>,
    /// How a term is written most often.
    pub(super) words: HashMap<Term, String>,
}

/// Makes terms of texts; remembers what it has seen.
struct Reader<'a> {
    stems: HashMap<Lang, Stem>,
    /// Words as they are written, each with its term and how often it was met.
    seen: HashMap<(Lang, String), (Term, u32)>,
    stop: &'a HashSet<String>,
    codes: f32,
    wide: f32,
}

/// Words that say nothing of an incident wherever they stand.
pub(super) fn number(text: &str) -> Term {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl Reader<'_> {
    /// Counts the terms of a text.
    fn count(&mut self, lang: Lang, text: &str, weight: f32, bag: &mut BTreeMap<Term, f32>) {
        if weight <= 0.0 {
            return;
        }
        for token in tokens(text, true) {
            let shape = Shape::of(&token.text);
            if self.stop.contains(&token.text) || shape == Shape::Code && is_figure(&token.text) {
                continue;
            }
            let raw = &text[token.span.clone()];
            let key =
                (lang, if shape == Shape::Letters { token.text.clone() } else { raw.to_owned() + "\0" + &token.text });
            let term = match self.seen.get_mut(&key) {
                Some((term, count)) => {
                    *count += 1;
                    *term
                }
                None => {
                    let stem = self.stems.entry(lang).or_insert_with(|| Stem::new(lang));
                    let term = if shape == Shape::Letters { stem.term(&token.text, raw) } else { token.text };
                    let term = number(&term);
                    self.seen.insert(key, (term, 1));
                    term
                }
            };
            let kind = match shape {
                Shape::Code => self.codes,
                Shape::Wide => self.wide,
                Shape::Letters => 1.0,
            };
            *bag.entry(term).or_default() += weight * kind;
        }
    }
}

/// Whether a token is a number, a date or a measure, which tells nothing by itself.
fn is_figure(token: &str) -> bool {
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let letters = token.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 && digits == token.len() {
        let min: usize = std::env::var("FIG").ok().and_then(|v| v.parse().ok()).unwrap_or(99);
        return digits < min || digits == 4 && (token.starts_with("19") || token.starts_with("20"));
    }
    digits > 0 && (letters == 0 || (digits >= letters && letters <= 2))
}

/// A line of a text, as lines are compared.
fn line_number(line: &str) -> Option<Term> {
    let line = line.trim();
    (line.split_whitespace().nth(2).is_some()).then(|| number(line))
}

/// Lines that stand in many incidents: what a template leaves.
fn boilerplate(library: &Library, most: usize) -> HashSet<Term> {
    let mut all: Vec<Term> = (0..library.incidents.len())
        .into_par_iter()
        .flat_map_iter(|at| {
            let body = &library.document_of(at).body;
            let lines = body.sections.iter().flat_map(|s| s.text.lines()).filter_map(line_number);
            let headings = body.headings.iter().map(|h| number(h.text.trim()));
            lines.chain(headings).collect::<HashSet<_>>()
        })
        .collect();
    all.par_sort_unstable();
    all.chunk_by(|a, b| a == b).filter(|same| same.len() > most).map(|same| same[0]).collect()
}

/// What a section counts for.
fn weight_of(name: Option<SectionName>, weights: &Weights) -> f32 {
    match name {
        Some(SectionName::Timeline | SectionName::Actions | SectionName::Lessons) => weights.aside,
        Some(SectionName::Metadata) => std::env::var("META").ok().and_then(|v| v.parse().ok()).unwrap_or(0.0),
        Some(SectionName::Summary | SectionName::Factors | SectionName::Trigger) => weights.core,
        Some(SectionName::Impact) => std::env::var("IMP").ok().and_then(|v| v.parse().ok()).unwrap_or(1.0),
        Some(SectionName::Detection) => std::env::var("DET").ok().and_then(|v| v.parse().ok()).unwrap_or(1.0),

        _ => 1.0,
    }
}

/// The sections of a document with their names, those below a named one included.
fn named<'d>(document: &'d Document) -> impl Iterator<Item = (Option<SectionName>, &'d str, &'d str)> {
    let mut within: Option<(u8, SectionName)> = None;
    document.body.sections.iter().map(move |section| {
        let heading = section.heading.map(|h| &document.body.headings[h]);
        if let Some(heading) = heading {
            let own = document.sections.iter().find(|s| s.heading == heading.text.trim()).map(|s| s.name);
            match (own, within) {
                (Some(name), _) => within = Some((heading.level, name)),
                (None, Some((level, _))) if heading.level <= level => within = None,
                _ => {}
            }
        }
        (within.map(|(_, name)| name), heading.map_or("", |h| h.text.as_str()), section.text.as_str())
    })
}

/// Counts the words of every incident.
pub(super) fn bags(library: &Library, language: &str, stop: &HashSet<String>, weights: &Weights) -> Bags {
    let n = library.incidents.len();
    let boilerplate = boilerplate(library, (n / 20).max(4));
    let all: Vec<usize> = (0..n).collect();
    let size = n.div_ceil(rayon::current_num_threads() * 4).max(1);
    let read: Vec<(Vec<Vec<(Term, f32)>>, HashMap<(Lang, String), (Term, u32)>)> = all
        .par_chunks(size)
        .map(|some| {
            let mut reader =
                Reader { stems: HashMap::new(), seen: HashMap::new(), stop, codes: weights.codes, wide: weights.wide };
            let bags = some.iter().map(|at| bag(&mut reader, library, language, *at, &boilerplate, weights)).collect();
            (bags, reader.seen)
        })
        .collect();
    let mut found = Bags::default();
    let mut counts: HashMap<(Term, String), u32> = HashMap::new();
    for (bags, seen) in read {
        found.of.extend(bags);
        for ((_, word), (term, count)) in seen {
            let word = word.split('\0').next().unwrap_or_default().to_owned();
            *counts.entry((term, word)).or_default() += count;
        }
    }
    let mut best: HashMap<Term, (u32, String)> = HashMap::new();
    for ((term, word), count) in counts {
        let entry = best.entry(term).or_default();
        // Of equal ones the first by the alphabet.
        if (count, std::cmp::Reverse(&word)) > (entry.0, std::cmp::Reverse(&entry.1)) || entry.1.is_empty() {
            *entry = (count, word);
        }
    }
    found.words = best.into_iter().map(|(term, (_, word))| (term, word)).collect();
    found
}

fn bag(
    reader: &mut Reader<'_>,
    library: &Library,
    language: &str,
    at: usize,
    boilerplate: &HashSet<Term>,
    weights: &Weights,
) -> Vec<(Term, f32)> {
    let document = library.document_of(at);
    let fields = &document.fields;
    let lang = Lang::of(fields.lang.as_ref().map_or(language, |l| l.value.as_str()));
    let mut bag = BTreeMap::new();
    reader.count(lang, document.title(), weights.title, &mut bag);
    let facts = [&fields.summary, &fields.trigger, &fields.impact.summary];
    for fact in facts.into_iter().flatten() {
        reader.count(lang, &fact.value, weights.facts, &mut bag);
    }
    for alert in &fields.alerts {
        reader.count(lang, &alert.value, weights.alerts, &mut bag);
    }
    if weights.names > 0.0 {
        let incident = &library.incidents[at];
        let services = incident.services.iter().map(|s| library.services[*s].name.name.as_str());
        let factors = incident.factors.iter().map(|f| library.factors[*f].entry.name.as_str());
        let tags = incident.tags.iter().map(|t| library.tags[*t].name.name.as_str());
        for name in services.chain(factors).chain(tags) {
            reader.count(lang, name, weights.names, &mut bag);
        }
    }
    for (name, heading, text) in named(document) {
        let own = document.sections.iter().any(|s| s.heading == heading.trim());
        if !own && !boilerplate.contains(&number(heading.trim())) {
            reader.count(lang, heading, weights.headings, &mut bag);
        }
        let weight = weight_of(name, weights);
        for line in text.lines() {
            if !line_number(line).is_some_and(|l| boilerplate.contains(&l)) {
                reader.count(lang, line, weight, &mut bag);
            }
        }
    }
    bag.into_iter().collect()
}
