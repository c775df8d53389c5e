//! How common words are, as far as a reader knows it before anything is looked up.

use super::super::lexicon::{Known, Lexicon, positions};
use super::super::postings::idf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many of the most common terms are told.
const MOST: usize = 1000;
/// What a word of everyday language weighs.
const WEAK: f64 = 0.4;

/// The most common terms of an index, and the words of everyday language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Common {
    /// How many incidents have any other term, at most; zero when there is no other.
    edge: u32,
    /// Terms in order, each with how many incidents have it, and whether it is weak.
    terms: Vec<(String, u32, bool)>,
}

impl Common {
    /// The table of an index: `all` are its terms with how many incidents have each.
    pub(in crate::search) fn of(
        all: &[(String, u32)],
        lexicon: &Lexicon,
        known: &Known,
        mut term: impl FnMut(&str) -> String,
    ) -> Self {
        let is_stop = |term: &String| known.stop_words.binary_search(term).is_ok();
        let mut most: Vec<&(String, u32)> = all.iter().filter(|(term, _)| !is_stop(term)).collect();
        most.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let edge = most.get(MOST).map_or(0, |(_, df)| *df);
        most.truncate(MOST);
        let mut terms: BTreeMap<String, (u32, bool)> =
            most.into_iter().map(|(t, df)| (t.clone(), (*df, false))).collect();
        for word in lexicon.weak_words.iter().flat_map(|w| positions(w)) {
            let weak = term(&word);
            let df = || all.binary_search_by(|(t, _)| t.as_str().cmp(&weak)).map_or(0, |at| all[at].1);
            let df = terms.get(&weak).map_or_else(df, |(df, _)| *df);
            terms.insert(weak, (df, true));
        }
        Self { edge, terms: terms.into_iter().map(|(term, (df, weak))| (term, df, weak)).collect() }
    }

    /// What a term is held to be worth before it is looked up, and what its weakness makes of its weight.
    pub(super) fn prior(&self, n: u32, term: &str) -> (f64, f64) {
        let found = self.terms.binary_search_by(|(t, ..)| t.as_str().cmp(term));
        // A word that no incident has tells that a text is about something else.
        let (df, weak) = found.map_or((self.edge.max(1), false), |at| (self.terms[at].1, self.terms[at].2));
        (if df == 0 { 0.0 } else { idf(n, df) }, if weak { WEAK } else { 1.0 })
    }

    /// As the browser reads it.
    pub(in crate::search) fn json(&self) -> serde_json::Value {
        let terms: Vec<&str> = self.terms.iter().map(|(term, ..)| term.as_str()).collect();
        let df: Vec<u32> = self.terms.iter().map(|(_, df, weak)| df * 2 + u32::from(*weak)).collect();
        serde_json::json!({ "edge": self.edge, "terms": terms.join(" "), "df": df })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_no_incident_has_is_worth_nothing_and_an_unknown_one_the_edge() {
        let all: Vec<(String, u32)> = (0..1200).map(|n| (format!("t{n:04}"), 2000 - n)).collect();
        let lexicon = Lexicon { weak_words: vec!["however".into(), "t0001".into()], ..Lexicon::default() };
        let common = Common::of(&all, &lexicon, &Known::default(), str::to_owned);
        assert_eq!(common.prior(5000, "however"), (0.0, WEAK));
        assert_eq!(common.prior(5000, "t0001"), (idf(5000, 1999), WEAK));
        assert_eq!(common.prior(5000, "t0000"), (idf(5000, 2000), 1.0));
        assert_eq!(common.prior(5000, "zzz"), (idf(5000, 1000), 1.0));
    }
}
