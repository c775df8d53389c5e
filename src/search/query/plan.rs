//! Items become slots of words, requirements, exclusions and filters.

use super::parse::{Item, Part, parse, phrase};
use crate::search::columns::{Columns, day};
use crate::search::lexicon::Known;
use crate::search::note::Note;
use crate::search::rank::Chosen;
use crate::search::text::{Token, fold};
use std::collections::HashSet;

/// More slots are dropped: nobody reads what the 65th word did.
const MOST: usize = 64;

/// A word of the query at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Word {
    /// Its folding.
    pub(in crate::search) token: String,
    /// Which of the query's texts it is of.
    pub(in crate::search) run: usize,
    /// Its position there.
    pub(in crate::search) position: u32,
    /// Whether the query ends with it, so that it may be unfinished.
    pub(in crate::search) is_last: bool,
}

/// What matches by degrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) enum Slot {
    /// A word.
    Word(Word),
    /// Alternatives, each the tokens of a word or phrase with their positions.
    Or(Vec<Vec<(String, u32)>>),
}

/// What has to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) enum Required {
    /// Words in a row, with their positions.
    Phrase(Vec<(String, u32)>),
    /// Words in the title.
    Title(Vec<String>),
}

/// Days between which an incident has to lie: from the first on, and before the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Bounds {
    pub(in crate::search) from: Option<i32>,
    pub(in crate::search) before: Option<i32>,
}

/// A query as it is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Plan {
    pub(in crate::search) slots: Vec<Slot>,
    /// The first word of each position with the slot that it became, stop words included.
    pub(in crate::search) words: Vec<(Word, Option<usize>)>,
    pub(in crate::search) required: Vec<Required>,
    /// Phrases, of one word or more, that must not be there.
    pub(in crate::search) excluded: Vec<Vec<(String, u32)>>,
    /// Values of each facet that are wanted, in the order of [`Columns::NAMES`].
    pub(in crate::search) facets: [Vec<usize>; 4],
    /// Values of each facet that are not.
    pub(in crate::search) excluded_facets: [Vec<usize>; 4],
    pub(in crate::search) years: Vec<i16>,
    pub(in crate::search) excluded_years: Vec<i16>,
    pub(in crate::search) dates: Vec<Bounds>,
    /// Dates between which an incident must not lie.
    pub(in crate::search) excluded_dates: Vec<Bounds>,
}

impl Plan {
    /// What a query means for an index with these columns and words.
    pub(in crate::search) fn of(query: &str, columns: &Columns, known: &Known, notes: &mut Vec<Note>) -> Self {
        let (items, ends_in_words) = parse(query, notes);
        let mut plan = Self::default();
        // Words and alternatives in their order; words become slots when all are there.
        let mut asked: Vec<Asked> = Vec::new();
        let last = items.len().wrapping_sub(1);
        for (at, item) in items.into_iter().enumerate() {
            let is_last = ends_in_words && at == last;
            plan.item(item, at, is_last, columns, notes, &mut asked);
        }
        plan.slots_of(asked, known);
        plan
    }

    /// Adds what was chosen beside the query.
    pub(in crate::search) fn choose(&mut self, chosen: &Chosen, columns: &Columns, notes: &mut Vec<Note>) {
        let facets = [&chosen.service, &chosen.factor, &chosen.severity, &chosen.kind];
        for (field, values) in Columns::NAMES.into_iter().zip(facets) {
            for value in values {
                self.filter(field, value, false, columns, notes);
            }
        }
        for year in &chosen.year {
            self.filter("year", year, false, columns, notes);
        }
        for (field, value) in [("after", &chosen.after), ("before", &chosen.before)] {
            if let Some(value) = value {
                self.filter(field, value, false, columns, notes);
            }
        }
    }

    /// Whether something is asked for that is no word.
    pub(in crate::search) fn has_filters(&self) -> bool {
        self.facets.iter().any(|f| !f.is_empty()) || !self.years.is_empty() || !self.dates.is_empty()
    }

    fn item(
        &mut self,
        item: Item,
        run: usize,
        is_last: bool,
        columns: &Columns,
        notes: &mut Vec<Note>,
        asked: &mut Vec<Asked>,
    ) {
        match item.part {
            Part::Words(tokens) => asked.extend(words(tokens, run, is_last)),
            Part::Phrase(tokens) if item.not => self.excluded.push(placed(tokens)),
            Part::Phrase(tokens) => self.required.push(Required::Phrase(placed(tokens))),
            Part::Or(sides) => asked.push(Asked::Or(sides.into_iter().map(placed).collect())),
            Part::Field("title", value) => {
                let wanted: Vec<String> = phrase(&value).into_iter().map(|t| t.text).collect();
                if wanted.is_empty() {
                } else if item.not {
                    // A title is short: without the words anywhere is near enough to be understood.
                    self.excluded.push(wanted.into_iter().zip(0..).collect());
                } else {
                    self.required.push(Required::Title(wanted));
                }
            }
            Part::Field(field, value) => {
                if !self.filter(field, &value, item.not, columns, notes) && !item.not {
                    asked.extend(words(crate::search::text::tokens(&value, false), run, false));
                }
            }
        }
    }

    /// Takes a filter; gives whether its value is one.
    fn filter(&mut self, field: &str, value: &str, not: bool, columns: &Columns, notes: &mut Vec<Note>) -> bool {
        if let Some(facet) = Columns::NAMES.iter().position(|n| *n == field) {
            let wanted = if not { &mut self.excluded_facets } else { &mut self.facets };
            if let Some(at) = columns.find(facet, value) {
                wanted[facet].push(at);
                return true;
            }
            let suggestion = nearest(columns, facet, value);
            notes.push(Note::UnknownValue { field: field.into(), value: value.into(), suggestion });
            return false;
        }
        let read = match field {
            "year" => period(value).filter(|_| value.len() == 4).map(|first| {
                let years = if not { &mut self.excluded_years } else { &mut self.years };
                years.push(first.year());
            }),
            _ => period(value).map(|first| {
                let first = Some(day(first));
                let bounds = if field == "after" {
                    Bounds { from: first, before: None }
                } else {
                    Bounds { from: None, before: first }
                };
                let dates = if not { &mut self.excluded_dates } else { &mut self.dates };
                dates.push(bounds);
            }),
        };
        if read.is_none() {
            notes.push(Note::BadDate { field: field.into(), value: value.into() });
        }
        read.is_some()
    }

    fn slots_of(&mut self, asked: Vec<Asked>, known: &Known) {
        let others = asked.iter().any(|a| matches!(a, Asked::Or(_))) || !self.required.is_empty() || self.has_filters();
        let stops = stops(&asked, known, others);
        let mut seen: HashSet<String> = HashSet::new();
        for (asked, is_stop) in asked.into_iter().zip(stops) {
            match asked {
                Asked::Or(sides) if self.slots.len() < MOST => self.slots.push(Slot::Or(sides)),
                Asked::Or(_) => {}
                Asked::Word { word, first } => {
                    let slot = if is_stop || (seen.contains(&word.token)) || self.slots.len() >= MOST {
                        let same = |s: &Slot| matches!(s, Slot::Word(w) if w.token == word.token);
                        self.slots.iter().position(same)
                    } else {
                        seen.insert(word.token.clone());
                        self.slots.push(Slot::Word(word.clone()));
                        Some(self.slots.len() - 1)
                    };
                    if first {
                        self.words.push((word, slot));
                    }
                }
            }
        }
    }
}

/// A word or alternatives, before stop words go.
enum Asked {
    /// `first`: of its position.
    Word {
        word: Word,
        first: bool,
    },
    Or(Vec<Vec<(String, u32)>>),
}

fn words(tokens: Vec<Token>, run: usize, is_last: bool) -> impl Iterator<Item = Asked> {
    let end = tokens.iter().map(|t| t.span.end).max();
    let mut before = None;
    tokens.into_iter().map(move |t| {
        let first = before.replace(t.position) != Some(t.position);
        let is_last = is_last && Some(t.span.end) == end;
        Asked::Word { word: Word { token: t.text, run, position: t.position, is_last }, first }
    })
}

fn placed(tokens: Vec<Token>) -> Vec<(String, u32)> {
    tokens.into_iter().map(|t| (t.text, t.position)).collect()
}

/// Which words are left out, phrases first; each step only if it leaves something.
fn stops(asked: &[Asked], known: &Known, others: bool) -> Vec<bool> {
    let mut stops = vec![false; asked.len()];
    let token = |at: usize| match &asked[at] {
        Asked::Word { word, .. } => Some((word.token.as_str(), word.run)),
        Asked::Or(_) => None,
    };
    let leaves = |stops: &[bool]| others || stops.iter().any(|s| !s);
    let mut with_phrases = stops.clone();
    for phrase in &known.stop_phrases {
        for from in 0..asked.len().saturating_sub(phrase.len() - 1) {
            let run = token(from).map(|(_, run)| run);
            let fits = phrase.iter().enumerate().all(|(i, wanted)| {
                !with_phrases[from + i] && token(from + i).is_some_and(|(t, r)| t == wanted && Some(r) == run)
            });
            if fits {
                with_phrases[from..from + phrase.len()].fill(true);
            }
        }
    }
    if leaves(&with_phrases) {
        stops = with_phrases;
    }
    let mut with_words = stops.clone();
    for (at, stop) in with_words.iter_mut().enumerate() {
        *stop |= token(at).is_some_and(|(t, _)| known.stop_words.binary_search_by(|w| w.as_str().cmp(t)).is_ok());
    }
    if leaves(&with_words) { with_words } else { stops }
}

/// The first day of `2024`, `2024-03` or `2024-03-09`.
fn period(text: &str) -> Option<jiff::civil::Date> {
    let shaped =
        text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    if !shaped || !matches!(text.len(), 4 | 7 | 10) {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to).map_or(Some(1), |t| t.parse::<i16>().ok());
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The key of the value nearest to a text, within two edits.
fn nearest(columns: &Columns, facet: usize, text: &str) -> Option<String> {
    let wanted = fold(text);
    let distances = columns.facets[facet].iter().map(|v| {
        let of = |t: &str| strsim::osa_distance(&fold(t), &wanted);
        (of(&v.key).min(of(&v.name)), v)
    });
    // The first of equals.
    let best = distances.min_by_key(|(d, _)| *d);
    best.filter(|(d, _)| *d <= 2).map(|(_, v)| v.key.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::columns::Value;

    fn plan(query: &str) -> (Plan, Vec<Note>) {
        let value = |key: &str, name: &str| Value { key: key.into(), name: name.into(), docs: vec![0] };
        let columns = Columns {
            days: vec![None],
            facets: vec![vec![value("payments-api", "Payments API")], vec![value("dns", "DNS")], vec![], vec![]],
        };
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let known = Known {
            synonyms: vec![],
            stop_words: list(&["is", "the", "why"]),
            stop_phrases: vec![list(&["how", "to", "fix"])],
        };
        let mut notes = Vec::new();
        (Plan::of(query, &columns, &known, &mut notes), notes)
    }

    fn slots(query: &str) -> String {
        let (plan, _) = plan(query);
        let one = |s: &Slot| match s {
            Slot::Word(w) => format!("{}{}", w.token, if w.is_last { "*" } else { "" }),
            Slot::Or(sides) => format!("{sides:?}"),
        };
        plan.slots.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn stop_words_go_while_something_is_left() {
        assert_eq!(slots("why is the cache cold"), "cache cold*");
        assert_eq!(slots("the cache is"), "cache");
        assert_eq!(slots("why is"), "why is*");
        assert_eq!(slots("how to fix dns"), "dns*");
        assert_eq!(slots("how to fix"), "how to fix*");
        assert_eq!(slots("service:dns-not-there the"), "dns not there");
    }

    #[test]
    fn a_word_twice_is_one_slot_and_what_ends_the_query_may_be_unfinished() {
        assert_eq!(slots("cache cache db"), "cache db*");
        assert_eq!(slots("cache payment_ser"), "cache payment_ser* payment ser*");
        assert_eq!(slots("cache \"db\""), "cache");
    }

    #[test]
    fn filters_are_found_by_key_or_name_and_what_is_unknown_is_words() {
        let (found, notes) = plan("service:paymentsapi factor:DNS after:2024-03 before:2025");
        assert_eq!((found.facets[0].as_slice(), found.facets[1].as_slice()), ([0].as_slice(), [0].as_slice()));
        assert_eq!(found.dates.len(), 2);
        assert!(notes.is_empty());
        let (found, notes) = plan("service:paymets-api after:soon");
        assert_eq!(found.slots.len(), 3);
        assert!(matches!(&notes[0], Note::UnknownValue { suggestion: Some(s), .. } if s == "payments-api"));
        assert_eq!(notes[1].code(), "bad-date");
    }

    #[test]
    fn periods_begin_with_their_first_day() {
        let shown = |text| period(text).map(|d| d.to_string());
        assert_eq!(shown("2024"), Some("2024-01-01".into()));
        assert_eq!(shown("2024-03"), Some("2024-03-01".into()));
        assert_eq!(shown("2024-02-30"), None);
        assert_eq!(shown("24-02"), None);
    }
}
