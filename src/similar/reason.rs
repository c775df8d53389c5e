//! Why two incidents are alike, in what both documents have.

use super::bag::{Term, number};
use super::vector::{Vector, Vectors};
use super::{Why, shared};
use crate::library::Library;
use crate::search::Lexicon;
use crate::search::text::{Lang, Stem, fold, tokens};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The most words that are named.
const MOST: usize = 5;

/// What reasons are told with.
pub(super) struct Reasons<'a> {
    words: &'a HashMap<Term, Arc<str>>,
    vectors: &'a Vectors,
    /// Words of everyday language, which tell nobody anything.
    weak: HashSet<Term>,
}

impl<'a> Reasons<'a> {
    pub(super) fn of(
        words: &'a HashMap<Term, Arc<str>>,
        vectors: &'a Vectors,
        lexicon: &Lexicon,
        language: &str,
    ) -> Self {
        let lang = Lang::of(language);
        let mut stem = Stem::new(lang);
        let weak = lexicon.weak_words.iter().map(|w| number(&stem.term(&fold(w), w))).collect();
        Self { words, vectors, weak }
    }

    /// What two incidents share.
    pub(super) fn why(&self, library: &Library, at: usize, other: usize) -> Why {
        let (a, b) = (&library.incidents[at], &library.incidents[other]);
        let alerts = |at: usize| library.document_of(at).fields.alerts.iter().map(|a| a.value.as_str());
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
        let services = why.services.iter().map(|s| library.services[*s].name.name.as_str());
        let factors = why.factors.iter().map(|f| library.factors[*f].entry.name.as_str());
        let named = services.chain(factors).chain(why.alerts.iter().map(String::as_str));
        let said: HashSet<String> = named.flat_map(|name| tokens(name, false)).map(|t| t.text).collect();
        let shared = both_have(&self.vectors.of[at], &self.vectors.rarity[at], &self.vectors.of[other]);
        why.terms = self.words(shared.map(|(term, told)| (told, 2, term)), &said);
        why
    }

    /// The words that tell most of what at least half of some incidents share.
    pub(super) fn telling(&self, incidents: &[usize], said: &HashSet<String>) -> Vec<Arc<str>> {
        let mut sums: BTreeMap<Term, (usize, f64)> = BTreeMap::new();
        for (term, weight) in incidents.iter().flat_map(|at| &self.vectors.of[*at]) {
            let (count, sum) = sums.entry(*term).or_default();
            *count += 1;
            *sum += f64::from(*weight);
        }
        let least = incidents.len().div_ceil(2);
        let shared = sums.into_iter().filter(|(_, (count, _))| *count >= least);
        self.words(shared.map(|(term, (count, sum))| (sum * self.vectors.rarity(term), count, term)), said)
    }

    /// The words of terms, each with how much it tells and how many have it: those first that most have.
    fn words(&self, shared: impl Iterator<Item = (f64, usize, Term)>, said: &HashSet<String>) -> Vec<Arc<str>> {
        let mut all: Vec<(f64, usize, Term)> = shared.filter(|(_, _, term)| !self.weak.contains(term)).collect();
        all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(b.0.total_cmp(&a.0)).then(a.2.cmp(&b.2)));
        let words = all.iter().filter_map(|(_, _, term)| self.words.get(term));
        let told = words.filter(|w| w.chars().count() > 1 && tokens(w, false).iter().all(|t| !said.contains(&t.text)));
        told.take(MOST).cloned().collect()
    }
}

/// The terms of both vectors, with the product of their weights times their rarity.
fn both_have<'v>(a: &'v Vector, rarity: &'v [f32], b: &'v Vector) -> impl Iterator<Item = (Term, f64)> + 'v {
    let mut b = b.iter().peekable();
    a.iter().zip(rarity).filter_map(move |((term, weight), rarity)| {
        while b.next_if(|(t, _)| t < term).is_some() {}
        let (_, other) = b.next_if(|(t, _)| t == term)?;
        Some((*term, f64::from(*weight) * f64::from(*other) * f64::from(*rarity)))
    })
}
