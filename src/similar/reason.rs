//! Why two incidents are alike, in what both documents have.

use super::bag::{Term, Vocabulary};
use super::vector::{Vector, Vectors};
use super::{Why, shared};
use crate::library::Library;
use crate::search::Lexicon;
use crate::search::text::{Lang, Stem, fold, tokens};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// The most words that are named.
const MOST: usize = 5;

/// The tokens of a name or a word.
type Tokens = Vec<String>;

/// What reasons are told with.
pub(super) struct Reasons<'a> {
    library: &'a Library,
    vectors: &'a Vectors,
    /// What is shown of each term, by its number, with its tokens; nothing of words of everyday
    /// language and single signs, which tell nobody anything.
    words: Vec<Option<(Arc<str>, Tokens)>>,
    services: Vec<Tokens>,
    factors: Vec<Tokens>,
}

fn tokens_of(name: &str) -> Tokens {
    tokens(name, false).into_iter().map(|t| t.text).collect()
}

impl<'a> Reasons<'a> {
    pub(super) fn of(
        library: &'a Library,
        vocabulary: &Vocabulary,
        vectors: &'a Vectors,
        lexicon: &Lexicon,
        language: &str,
    ) -> Self {
        let mut stem = Stem::new(Lang::of(language));
        let weak = lexicon.weak_words.iter().filter_map(|w| vocabulary.number(&stem.term(&fold(w), w)));
        let weak: HashSet<usize> = weak.collect();
        // A term of one incident is shared by none.
        let lonely = f64::from(u32::try_from(vectors.of.len()).unwrap_or(u32::MAX)).ln();
        let shown = |(term, word): (usize, &Option<Arc<str>>)| {
            let is_shared = vectors.rarity[term] < lonely && !weak.contains(&term);
            let word = word.as_ref().filter(|word| is_shared && word.chars().nth(1).is_some())?;
            Some((Arc::clone(word), tokens_of(word)))
        };
        Self {
            library,
            vectors,
            words: vocabulary.words.par_iter().enumerate().map(shown).collect(),
            services: library.services.iter().map(|s| tokens_of(&s.name.name)).collect(),
            factors: library.factors.iter().map(|f| tokens_of(&f.entry.name)).collect(),
        }
    }

    /// What two incidents share.
    pub(super) fn why(&self, at: usize, other: usize) -> Why {
        let (a, b) = (&self.library.incidents[at], &self.library.incidents[other]);
        let alerts = |at: usize| self.library.document_of(at).fields.alerts.iter().map(|a| a.value.as_str());
        let others: HashSet<&str> = alerts(other).collect();
        let mut seen = HashSet::new();
        let both = alerts(at).filter(|text| others.contains(text) && seen.insert(*text));
        let mut why = Why {
            factors: shared(&a.factors, &b.factors),
            services: shared(&a.services, &b.services),
            alerts: both.map(str::to_owned).collect(),
            terms: Vec::new(),
        };
        // A name that is a reason of its own is not said again word by word.
        let alerts: Vec<Tokens> = why.alerts.iter().map(|alert| tokens_of(alert)).collect();
        let said: Vec<&Tokens> = self.named(&why.services, &why.factors).chain(&alerts).collect();
        let shared = both_have(&self.vectors.of[at], &self.vectors.of[other]);
        let told = shared.map(|(term, product)| (product * self.vectors.rarity[term as usize], 2, term));
        why.terms = self.words(told, &said);
        why
    }

    /// The words that tell most of what at least half of some incidents share, beside the names of
    /// services and factors.
    pub(super) fn telling(&self, incidents: &[usize], services: &[usize], factors: &[usize]) -> Vec<Arc<str>> {
        let mut sums: BTreeMap<Term, (usize, f64)> = BTreeMap::new();
        for (term, weight) in incidents.iter().flat_map(|at| &self.vectors.of[*at]) {
            let (count, sum) = sums.entry(*term).or_default();
            *count += 1;
            *sum += f64::from(*weight);
        }
        let least = incidents.len().div_ceil(2);
        let shared = sums.into_iter().filter(|(_, (count, _))| *count >= least);
        let told = shared.map(|(term, (count, sum))| (sum * self.vectors.rarity[term as usize], count, term));
        self.words(told, &self.named(services, factors).collect::<Vec<_>>())
    }

    fn named(&self, services: &[usize], factors: &[usize]) -> impl Iterator<Item = &Tokens> {
        services.iter().map(|s| &self.services[*s]).chain(factors.iter().map(|f| &self.factors[*f]))
    }

    /// The words of terms, each with how much it tells and how many have it: those first that most have.
    fn words(&self, shared: impl Iterator<Item = (f64, usize, Term)>, said: &[&Tokens]) -> Vec<Arc<str>> {
        let is_said = |token: &String| said.iter().any(|tokens| tokens.contains(token));
        let mut all: Vec<(f64, usize, Term)> = shared.collect();
        all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(b.0.total_cmp(&a.0)).then(a.2.cmp(&b.2)));
        let words = all.iter().filter_map(|(_, _, term)| self.words[*term as usize].as_ref());
        let told = words.filter(|(_, tokens)| !tokens.iter().any(is_said));
        told.take(MOST).map(|(word, _)| Arc::clone(word)).collect()
    }
}

/// The terms of both vectors, with the product of their weights.
fn both_have(a: &Vector, b: &Vector) -> impl Iterator<Item = (Term, f64)> {
    let mut b = b.iter().peekable();
    a.iter().filter_map(move |(term, weight)| {
        while b.next_if(|(t, _)| t < term).is_some() {}
        let (_, other) = b.next_if(|(t, _)| t == term)?;
        Some((*term, f64::from(*weight) * f64::from(*other)))
    })
}
