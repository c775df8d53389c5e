//! The words of each incident, counted: what it is about, without boilerplate.

use super::weights::Weights;
use crate::document::{Document, SectionName};
use crate::library::Library;
use crate::search::text::{Lang, Shape, Stem, tokens};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// A term as its number in the library.
pub(super) type Term = u32;

/// The terms of an incident in any order, with how much each counts there.
pub(super) type Bag = Vec<(Term, u32)>;

/// The words of all incidents.
#[derive(Default)]
pub(super) struct Bags {
    pub(super) of: Vec<Bag>,
    pub(super) vocabulary: Vocabulary,
}

/// All terms of a library.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// What stands for each term, ascending. That two terms share one is so rare that nobody
    /// will see it, and then a word only weighs a little wrong.
    digests: Vec<u64>,
    /// How each term is written most often, where that is known.
    pub(super) words: Vec<Option<Arc<str>>>,
}

impl Vocabulary {
    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.digests.len()
    }

    /// The number of a term, where some incident has it.
    pub(super) fn number(&self, term: &str) -> Option<usize> {
        self.digests.binary_search(&digest(term)).ok()
    }
}

/// Pieces of text of as many bytes and more are not remembered.
const LONGEST_KNOWN: usize = 39;
/// Pieces that are remembered of a language.
const REMEMBERED: usize = 200_000;
/// Incidents are read by so many readers: whatever the number of threads the same, since what is
/// remembered decides how words are shown.
const READERS: usize = 16;
/// Incidents that a reader reads at least: each one has to learn its words.
const LEAST_READ: usize = 1_250;

/// A piece of text between white space that is remembered: its bytes, zeros and their number. Where it
/// stands is looked up for each word of the library, so it is no text that is somewhere else in memory.
type Key = [u8; LONGEST_KNOWN + 1];

fn key(piece: &str) -> Option<Key> {
    let mut key = [0; LONGEST_KNOWN + 1];
    key.get_mut(..piece.len()).filter(|own| own.len() < LONGEST_KNOWN)?.copy_from_slice(piece.as_bytes());
    key[LONGEST_KNOWN] = u8::try_from(piece.len()).ok()?;
    Some(key)
}

/// Where the terms of a piece begin among those of all, and how many they are.
type Place = (u32, u32);

/// Makes terms of texts; remembers pieces, since most come again. Its terms are numbered as they
/// are met.
struct Reader<'a> {
    known: Vec<(Lang, Known)>,
    stop: &'a HashSet<String>,
    met: Met,
}

/// The terms that a reader has met.
#[derive(Default)]
struct Met {
    numbers: FxHashMap<u64, Term>,
    digests: Vec<u64>,
    /// What each counts for in the incident that is read.
    here: Vec<u32>,
    /// Those that stand in it.
    touched: Vec<Term>,
}

/// The pieces that are remembered of a language.
struct Known {
    stem: Stem,
    pieces: FxHashMap<Key, Place>,
    /// The terms of all pieces, one piece after the other, and how often each was met.
    terms: Vec<(Term, u32)>,
    /// As they are written there.
    written: Vec<String>,
}

impl Known {
    fn new(lang: Lang) -> Self {
        Self { stem: Stem::new(lang), pieces: FxHashMap::default(), terms: Vec::new(), written: Vec::new() }
    }
}

/// What stands for a term.
fn digest(term: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    term.hash(&mut hasher);
    hasher.finish()
}

/// What stands for a line, a heading or a label.
fn mark(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

impl Met {
    fn number(&mut self, digest: u64) -> Term {
        let next = Term::try_from(self.digests.len()).unwrap_or(Term::MAX);
        *self.numbers.entry(digest).or_insert_with(|| {
            self.digests.push(digest);
            self.here.push(0);
            next
        })
    }

    fn count(&mut self, term: Term, weight: u32) {
        let here = &mut self.here[term as usize];
        if *here == 0 {
            self.touched.push(term);
        }
        *here = here.saturating_add(weight);
    }

    /// Ends an incident.
    fn end(&mut self) -> Bag {
        let mut bag = Bag::with_capacity(self.touched.len());
        for term in self.touched.drain(..) {
            bag.push((term, std::mem::take(&mut self.here[term as usize])));
        }
        bag
    }
}

impl<'a> Reader<'a> {
    fn new(stop: &'a HashSet<String>) -> Self {
        Self { known: Vec::new(), stop, met: Met::default() }
    }

    /// Counts the terms of a text.
    fn count(&mut self, lang: Lang, text: &str, weight: u32) {
        if weight == 0 {
            return;
        }
        let at = self.known.iter().position(|(own, _)| *own == lang).unwrap_or_else(|| {
            self.known.push((lang, Known::new(lang)));
            self.known.len() - 1
        });
        let known = &mut self.known[at].1;
        // No token has white space in it.
        for piece in text.split_ascii_whitespace() {
            let key = key(piece);
            if let Some((first, len)) = key.and_then(|key| known.pieces.get(&key)) {
                for (term, met) in &mut known.terms[*first as usize..][..*len as usize] {
                    self.met.count(*term, weight);
                    *met += 1;
                }
                continue;
            }
            let first = known.terms.len();
            let is_remembered = known.pieces.len() < REMEMBERED;
            for (term, written) in terms(&mut known.stem, self.stop, piece) {
                let term = self.met.number(digest(&term));
                self.met.count(term, weight);
                if key.is_some() && is_remembered {
                    known.terms.push((term, 1));
                    known.written.push(written);
                }
            }
            if let Some(key) = key.filter(|_| is_remembered) {
                let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                let len = number(known.terms.len() - first);
                known.pieces.insert(key, (number(first), len));
            }
        }
    }
}

/// The terms of a piece, each with how it is shown.
fn terms(stem: &mut Stem, stop: &HashSet<String>, piece: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut last = None;
    for token in tokens(piece, true) {
        // `5xx` beside `503`: what a token is also found by is shown as what it is, since another
        // document may have `502`.
        let is_further = last.replace(token.span.clone()).is_some_and(|span| span == token.span);
        let shape = Shape::of(&token.text);
        let tells_nothing = match shape {
            Shape::Letters => false,
            Shape::Code => is_figure(&token.text),
            Shape::Wide => token.text.chars().any(is_hiragana),
        };
        if tells_nothing || stop.contains(&token.text) {
            continue;
        }
        let written = &piece[token.span.clone()];
        found.push(match shape {
            Shape::Letters => {
                // Names are shown as they are written, words of a sentence in lower case.
                let is_name = written.chars().skip(1).any(char::is_uppercase);
                let shown = if is_name { written.to_owned() } else { written.to_lowercase() };
                (stem.term(&token.text, written), shown)
            }
            Shape::Code if !is_further => (token.text, written.to_owned()),
            Shape::Wide | Shape::Code => (token.text.clone(), token.text),
        });
    }
    found
}

/// Whether a sign belongs to grammar: what Japanese writes of a word in these signs are particles and
/// endings, and a pair of signs with one of them is what stop words and endings are elsewhere.
fn is_hiragana(sign: char) -> bool {
    ('\u{3040}'..='\u{309f}').contains(&sign)
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
fn line_mark(line: &str) -> Option<u64> {
    let line = line.trim();
    let is_long = line.split_whitespace().nth(2).is_some()
        || line.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).nth(WIDE_LINE - 1).is_some();
    is_long.then(|| mark(line))
}

/// Signs of a line without blanks that is compared.
const WIDE_LINE: usize = 6;
/// Bytes up to which a line's label may reach.
const LABEL: usize = 60;

/// What a line begins with to say what it is about, `Impact:` or `[Resolved]`, and the rest.
fn label(line: &str) -> Option<(u64, &str)> {
    let line = line.trim_start();
    let ends: &[char] = if line.starts_with(['[', '【']) { &[']', '】'] } else { &[':', '：'] };
    // Most lines have none, so no more of them is looked at than a label may reach.
    let near = line.char_indices().take_while(|(at, _)| *at <= LABEL);
    let (end, sign) = near.into_iter().find(|(_, c)| ends.contains(c))?;
    let after = end + sign.len_utf8();
    let words = line[..end].chars().any(char::is_alphabetic);
    words.then(|| (mark(&line[..after]), &line[after..]))
}

/// Lines, headings and labels of lines that stand in many incidents: what a template leaves.
fn boilerplate(library: &Library, most: usize) -> FxHashSet<u64> {
    let mut all: Vec<u64> = (0..library.incidents.len())
        .into_par_iter()
        .flat_map_iter(|at| {
            let body = &library.document_of(at).body;
            let lines = body.sections.iter().flat_map(|s| s.text.lines());
            let lines = lines.flat_map(|line| line_mark(line).into_iter().chain(label(line).map(|(label, _)| label)));
            let headings = body.headings.iter().map(|h| mark(h.text.trim()));
            lines.chain(headings).collect::<FxHashSet<_>>()
        })
        .collect();
    all.par_sort_unstable();
    all.chunk_by(|a, b| a == b).filter(|same| same.len() > most).map(|same| same[0]).collect()
}

/// What a section counts for.
fn weight_of(name: Option<SectionName>, weights: &Weights) -> u32 {
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
    let mut read: Vec<(Vec<Bag>, Reader<'_>)> = all
        .par_chunks(n.div_ceil(READERS).max(LEAST_READ))
        .map(|some| {
            let mut reader = Reader::new(stop);
            let bags = some.iter().map(|at| bag(&mut reader, library, language, *at, &boilerplate, weights)).collect();
            (bags, reader)
        })
        .collect();
    let mut digests: Vec<u64> = read.iter().flat_map(|(_, reader)| reader.met.digests.iter().copied()).collect();
    digests.par_sort_unstable();
    digests.dedup();
    // From the numbers of each reader to those of all.
    let number = |digest: &u64| Term::try_from(digests.binary_search(digest).unwrap_or_default()).unwrap_or(Term::MAX);
    read.par_iter_mut().for_each(|(bags, reader)| {
        let numbers: Vec<Term> = reader.met.digests.iter().map(number).collect();
        let remembered = reader.known.iter_mut().flat_map(|(_, known)| &mut known.terms);
        for (term, _) in bags.iter_mut().flatten().chain(remembered) {
            *term = numbers[*term as usize];
        }
    });
    let mut bags = Vec::with_capacity(n);
    let mut written: Vec<Vec<(String, u32)>> = vec![Vec::new(); digests.len()];
    for (some, reader) in read {
        bags.extend(some);
        for (_, known) in reader.known {
            for ((term, met), word) in known.terms.into_iter().zip(known.written) {
                let of = &mut written[term as usize];
                match of.iter_mut().find(|(known, _)| *known == word) {
                    Some((_, count)) => *count += met,
                    None => of.push((word, met)),
                }
            }
        }
    }
    // Of equally frequent ones the first by the alphabet.
    let most = |of: Vec<(String, u32)>| of.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    let words = written.into_par_iter().map(|of| most(of).map(|(word, _)| word.into())).collect();
    Bags { of: bags, vocabulary: Vocabulary { digests, words } }
}

fn bag(
    reader: &mut Reader<'_>,
    library: &Library,
    language: &str,
    at: usize,
    boilerplate: &FxHashSet<u64>,
    weights: &Weights,
) -> Bag {
    let document = library.document_of(at);
    let fields = &document.fields;
    let lang = Lang::of(fields.lang.as_ref().map_or(language, |l| l.value.as_str()));
    reader.count(lang, document.title(), weights.title);
    let facts = [&fields.summary, &fields.trigger, &fields.impact.summary];
    for fact in facts.into_iter().flatten() {
        reader.count(lang, &fact.value, weights.facts);
    }
    for alert in &fields.alerts {
        reader.count(lang, &alert.value, weights.alerts);
    }
    for (name, heading, text) in named(document) {
        let own = document.sections.iter().any(|s| s.heading == heading.trim());
        if !own && !boilerplate.contains(&mark(heading.trim())) {
            reader.count(lang, heading, weights.headings);
        }
        let weight = weight_of(name, weights);
        for line in text.lines() {
            if line_mark(line).is_some_and(|l| boilerplate.contains(&l)) {
                continue;
            }
            let said = label(line).filter(|(label, _)| boilerplate.contains(label)).map_or(line, |(_, rest)| rest);
            reader.count(lang, said, weight);
        }
    }
    reader.met.end()
}
