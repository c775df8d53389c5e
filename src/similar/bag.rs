//! The words of each incident, counted: what it is about, without boilerplate.

use super::weights::Weights;
use crate::document::{Document, SectionName};
use crate::library::Library;
use crate::search::text::{Lang, Shape, Stem, tokens};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// A term as a number. That two terms share one is so rare that nobody will see it, and
/// then a word only weighs a little wrong.
pub(super) type Term = u64;

/// The terms of an incident, ascending, each with how often it stands there in its lowest
/// sixteen bits, which are zero in a term: thousands of bags are held at once.
pub(super) type Bag = Vec<u64>;

/// The bits of a bag's entry that count.
const COUNT: u64 = 0xFFFF;

/// The term of an entry of a bag.
pub(super) fn term_of(entry: u64) -> Term {
    entry & !COUNT
}

/// How often it stands there.
pub(super) fn count_of(entry: u64) -> f64 {
    f64::from(u16::try_from(entry & COUNT).unwrap_or(u16::MAX))
}

/// The words of all incidents.
#[derive(Default)]
pub(super) struct Bags {
    /// For each incident its terms, ascending, with how often they stand there.
    pub(super) of: Vec<Bag>,
    /// How a term is written most often.
    pub(super) words: HashMap<Term, Arc<str>>,
}

/// Pieces of text longer than this are not remembered.
const LONGEST_KNOWN: usize = 40;
/// Pieces that are remembered of a language.
const REMEMBERED: usize = 200_000;
/// Incidents that are read by one reader: whatever the number of threads the same, since what is
/// remembered decides how words are shown.
const BATCH: usize = 1_250;

/// A piece of text between white space: its terms as they are written, and how often it was met.
#[derive(Default)]
struct Piece {
    terms: Vec<(Term, String)>,
    count: u32,
    /// What it counts for in the incident that is read.
    here: u64,
}

/// Makes terms of texts; remembers pieces, since most come again.
struct Reader<'a> {
    known: HashMap<Lang, Known>,
    stop: &'a HashSet<String>,
}

/// The pieces that are remembered of a language.
struct Known {
    stem: Stem,
    numbers: FxHashMap<String, usize>,
    pieces: Vec<Piece>,
    /// Pieces that stand in the incident that is read.
    here: Vec<usize>,
}

/// The number of a term, or of a line.
pub(super) fn number(text: &str) -> Term {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish() & !COUNT
}

impl<'a> Reader<'a> {
    fn new(stop: &'a HashSet<String>) -> Self {
        Self { known: HashMap::new(), stop }
    }

    /// Counts the terms of a text; those of pieces that are remembered come with [`Reader::end`].
    fn count(&mut self, lang: Lang, text: &str, weight: u64, bag: &mut Vec<(Term, u64)>) {
        if weight == 0 {
            return;
        }
        let known = self.known.entry(lang).or_insert_with(|| Known {
            stem: Stem::new(lang),
            numbers: FxHashMap::default(),
            pieces: Vec::new(),
            here: Vec::new(),
        });
        // No token has white space in it.
        for piece in text.split_whitespace() {
            let number = match known.numbers.get(piece) {
                Some(number) => *number,
                None => {
                    let terms = terms(&mut known.stem, self.stop, piece);
                    if piece.len() > LONGEST_KNOWN || known.pieces.len() >= REMEMBERED {
                        bag.extend(terms.into_iter().map(|(term, _)| (term, weight)));
                        continue;
                    }
                    known.pieces.push(Piece { terms, ..Piece::default() });
                    known.numbers.insert(piece.to_owned(), known.pieces.len() - 1);
                    known.pieces.len() - 1
                }
            };
            let piece = &mut known.pieces[number];
            if piece.here == 0 {
                known.here.push(number);
            }
            piece.count += 1;
            piece.here += weight;
        }
    }

    /// Ends an incident: each piece that stands in it is counted once, however often it does.
    fn end(&mut self, lang: Lang, bag: &mut Vec<(Term, u64)>) {
        let Some(known) = self.known.get_mut(&lang) else { return };
        for number in known.here.drain(..) {
            let piece = &mut known.pieces[number];
            let weight = std::mem::take(&mut piece.here);
            bag.extend(piece.terms.iter().map(|(term, _)| (*term, weight)));
        }
    }
}

/// The terms of a piece, each as it is shown.
fn terms(stem: &mut Stem, stop: &HashSet<String>, piece: &str) -> Vec<(Term, String)> {
    let mut found = Vec::new();
    let mut last = None;
    for token in tokens(piece, true) {
        // `5xx` beside `503`: what a token is also found by is shown as what it is, since another
        // document may have `502`.
        let is_further = last.replace(token.span.clone()).is_some_and(|span| span == token.span);
        let shape = Shape::of(&token.text);
        if stop.contains(&token.text) || shape == Shape::Code && is_figure(&token.text) {
            continue;
        }
        let written = &piece[token.span.clone()];
        found.push(match shape {
            Shape::Letters => {
                // Names are shown as they are written, words of a sentence in lower case.
                let is_name = written.chars().skip(1).any(char::is_uppercase);
                let shown = if is_name { written.to_owned() } else { written.to_lowercase() };
                (number(&stem.term(&token.text, written)), shown)
            }
            Shape::Wide => (number(&token.text), token.text),
            Shape::Code if is_further => (number(&token.text), token.text),
            Shape::Code => (number(&token.text), written.to_owned()),
        });
    }
    found
}

/// A number of as many digits is a ticket or an error code, and tells something.
const LONG_NUMBER: usize = 5;

/// Whether a token is a number, a date or a measure, which tells nothing by itself.
fn is_figure(token: &str) -> bool {
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let letters = token.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 && digits == token.len() {
        return digits < LONG_NUMBER;
    }
    digits > 0 && (letters == 0 || (digits >= letters && letters <= 2))
}

/// A line of a text, as lines are compared: of three words, or where words stand without blanks
/// of as many signs.
fn line_number(line: &str) -> Option<Term> {
    let line = line.trim();
    let is_long = line.split_whitespace().nth(2).is_some()
        || line.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).nth(WIDE_LINE - 1).is_some();
    is_long.then(|| number(line))
}

/// Signs of a line without blanks that is compared.
const WIDE_LINE: usize = 6;
/// Bytes up to which a line's label may reach.
const LABEL: usize = 60;

/// What a line begins with to say what it is about, `Impact:` or `[Resolved]`, and the rest.
fn label(line: &str) -> Option<(Term, &str)> {
    let line = line.trim_start();
    let ends: &[char] = if line.starts_with(['[', '【']) { &[']', '】'] } else { &[':', '：'] };
    // Most lines have none, so no more of them is looked at than a label may reach.
    let near = line.char_indices().take_while(|(at, _)| *at <= LABEL);
    let (end, mark) = near.into_iter().find(|(_, c)| ends.contains(c))?;
    let after = end + mark.len_utf8();
    let words = line[..end].chars().any(char::is_alphabetic);
    words.then(|| (number(&line[..after]), &line[after..]))
}

/// Lines, headings and labels of lines that stand in many incidents: what a template leaves.
fn boilerplate(library: &Library, most: usize) -> FxHashSet<Term> {
    let mut all: Vec<Term> = (0..library.incidents.len())
        .into_par_iter()
        .flat_map_iter(|at| {
            let body = &library.document_of(at).body;
            let lines = body.sections.iter().flat_map(|s| s.text.lines());
            let lines = lines.flat_map(|line| line_number(line).into_iter().chain(label(line).map(|(label, _)| label)));
            let headings = body.headings.iter().map(|h| number(h.text.trim()));
            lines.chain(headings).collect::<FxHashSet<_>>()
        })
        .collect();
    all.par_sort_unstable();
    all.chunk_by(|a, b| a == b).filter(|same| same.len() > most).map(|same| same[0]).collect()
}

/// What a section counts for.
fn weight_of(name: Option<SectionName>, weights: &Weights) -> u64 {
    match name {
        Some(SectionName::Timeline | SectionName::Actions | SectionName::Lessons) => weights.aside,
        Some(SectionName::Metadata) => 0,
        _ => 1,
    }
}

/// The sections of a document with their names, those below a named one included.
fn named(document: &Document) -> impl Iterator<Item = (Option<SectionName>, &str, &str)> {
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
    let read: Vec<(Vec<Bag>, Reader<'_>)> = all
        .par_chunks(BATCH)
        .map(|some| {
            let mut reader = Reader::new(stop);
            let bags = some.iter().map(|at| bag(&mut reader, library, language, *at, &boilerplate, weights)).collect();
            (bags, reader)
        })
        .collect();
    let mut found = Bags::default();
    let mut counts: HashMap<Term, HashMap<String, u32>> = HashMap::new();
    for (bags, reader) in read {
        found.of.extend(bags);
        for piece in reader.known.into_values().flat_map(|known| known.pieces) {
            for (term, word) in piece.terms {
                let of = counts.entry(term).or_default();
                *of.entry(word).or_default() += piece.count;
            }
        }
    }
    // Of equally frequent ones the first by the alphabet.
    let best = counts.into_iter().filter_map(|(term, of)| {
        let (word, _) = of.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))?;
        Some((term, word.into()))
    });
    found.words = best.collect();
    found
}

fn bag(
    reader: &mut Reader<'_>,
    library: &Library,
    language: &str,
    at: usize,
    boilerplate: &FxHashSet<Term>,
    weights: &Weights,
) -> Bag {
    let document = library.document_of(at);
    let fields = &document.fields;
    let lang = Lang::of(fields.lang.as_ref().map_or(language, |l| l.value.as_str()));
    let mut bag: Vec<(Term, u64)> = Vec::new();
    reader.count(lang, document.title(), weights.title, &mut bag);
    let facts = [&fields.summary, &fields.trigger, &fields.impact.summary];
    for fact in facts.into_iter().flatten() {
        reader.count(lang, &fact.value, weights.facts, &mut bag);
    }
    for alert in &fields.alerts {
        reader.count(lang, &alert.value, weights.alerts, &mut bag);
    }
    for (name, heading, text) in named(document) {
        let own = document.sections.iter().any(|s| s.heading == heading.trim());
        if !own && !boilerplate.contains(&number(heading.trim())) {
            reader.count(lang, heading, weights.headings, &mut bag);
        }
        let weight = weight_of(name, weights);
        for line in text.lines() {
            if line_number(line).is_some_and(|l| boilerplate.contains(&l)) {
                continue;
            }
            let said = label(line).filter(|(label, _)| boilerplate.contains(label)).map_or(line, |(_, rest)| rest);
            reader.count(lang, said, weight, &mut bag);
        }
    }
    reader.end(lang, &mut bag);
    bag.sort_unstable_by_key(|(term, _)| *term);
    let count = |all: &[(Term, u64)]| all.iter().map(|(_, weight)| weight).sum::<u64>().min(COUNT);
    let mut merged: Bag = bag.chunk_by(|a, b| a.0 == b.0).map(|all| all[0].0 | count(all)).collect();
    merged.shrink_to_fit();
    merged
}
