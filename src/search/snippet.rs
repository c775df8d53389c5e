//! The piece of a text that answers a query best; see `docs/search-index.md`, section
//! Snippets.

use super::card::{Card, Section};
use super::rank::{Answer, How};
use super::text::{Lang, Shape, Stem, Token, tokens};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Positions in which a snippet's matches are counted.
const WINDOW: u32 = 30;
/// Positions before the first match.
const LEAD: u32 = 6;
/// Positions of a snippet.
const LENGTH: u32 = 36;
/// The most other sections that are named.
const MORE: usize = 3;
/// The least length of a term by which words of another language are known.
const LEAST_STEM: usize = 3;
/// How much longer such a word may be than its term.
const ENDING: usize = 5;

/// A heading with its anchor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The anchor; empty before the first heading.
    pub anchor: String,
    /// The heading.
    pub heading: String,
}

/// The piece of a text that answers a query best.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// Its text in pieces, each with whether it matches.
    pub segments: Vec<(String, bool)>,
    /// Other sections that match.
    pub more: Vec<Place>,
}

impl Snippet {
    /// The text without marks.
    pub fn text(&self) -> String {
        self.segments.iter().map(|(text, _)| text.as_str()).collect()
    }
}

/// What matches in texts, and how much each match tells.
pub(super) struct Marker {
    /// The group of each term.
    terms: HashMap<String, usize>,
    /// The group of each word of the query as it was asked for.
    asked: HashMap<String, usize>,
    /// Synonyms of several words, which match in a row only, with their group.
    rows: Vec<(usize, Vec<String>)>,
    worth: Vec<f64>,
    stem: Stem,
}

/// A token that matches.
struct Hit {
    group: usize,
    position: u32,
    span: Range<usize>,
}

/// A section's text with its matches.
struct Searched {
    tokens: Vec<Token>,
    hits: Vec<Hit>,
    sum: f64,
}

impl Marker {
    /// What an answer matched.
    pub(super) fn of(answer: &Answer, asked: &[(String, usize)]) -> Self {
        let mut marker = Self {
            terms: HashMap::new(),
            asked: HashMap::new(),
            rows: Vec::new(),
            worth: Vec::new(),
            stem: Stem::new(Lang::English),
        };
        let mut of_slot = Vec::new();
        for slot in &answer.slots {
            of_slot.push((!slot.expansions.is_empty()).then_some(marker.worth.len()));
            let is_word = slot.expansions.windows(2).all(|pair| pair[0].idf.to_bits() == pair[1].idf.to_bits());
            for (at, expansion) in slot.expansions.iter().enumerate() {
                if at == 0 || !is_word {
                    marker.worth.push(expansion.idf);
                }
                let terms: Vec<String> = expansion.terms.iter().flat_map(|(terms, _)| terms).cloned().collect();
                if expansion.how == How::Synonym && expansion.terms.len() > 1 {
                    marker.rows.push((marker.worth.len() - 1, terms));
                } else {
                    marker.add(terms);
                }
            }
        }
        for (terms, idf) in &answer.required {
            marker.worth.push(*idf);
            marker.add(terms.clone());
        }
        for (token, slot) in asked {
            if let Some(Some(group)) = of_slot.get(*slot) {
                marker.asked.entry(token.clone()).or_insert(*group);
            }
        }
        marker
    }

    /// Adds terms of the last group; of two groups the one that tells more keeps a term.
    fn add(&mut self, terms: Vec<String>) {
        let group = self.worth.len() - 1;
        for term in terms {
            let known = self.terms.entry(term).or_insert(group);
            if self.worth[group] > self.worth[*known] {
                *known = group;
            }
        }
    }

    fn group(&mut self, token: &str, lang: Lang) -> Option<usize> {
        match lang {
            Lang::English => {
                let term = self.stem.english(token);
                self.terms.get(&term).copied()
            }
            Lang::Other(_) if Shape::of(token) == Shape::Letters => {
                let exact = self.asked.get(token).or_else(|| self.terms.get(token)).copied();
                exact.or_else(|| self.by_beginning(token))
            }
            _ => self.terms.get(token).copied(),
        }
    }

    /// The longest term that a word begins with.
    fn by_beginning(&self, token: &str) -> Option<usize> {
        let ends: Vec<usize> = token.char_indices().map(|(at, _)| at).skip(LEAST_STEM).collect();
        let mut ends = ends.into_iter().rev().take(ENDING);
        ends.find_map(|end| self.terms.get(&token[..end])).copied()
    }

    fn hits(&mut self, tokens: &[Token], lang: Lang) -> Vec<Hit> {
        let mut groups: Vec<Option<usize>> = tokens.iter().map(|t| self.group(&t.text, lang)).collect();
        if !self.rows.is_empty() {
            self.in_rows(tokens, lang, &mut groups);
        }
        let hit = |(t, group): (&Token, Option<usize>)| {
            Some(Hit { group: group?, position: t.position, span: t.span.clone() })
        };
        tokens.iter().zip(groups).filter_map(hit).collect()
    }

    /// Gives tokens of synonyms of several words their group.
    fn in_rows(&mut self, tokens: &[Token], lang: Lang, groups: &mut [Option<usize>]) {
        let stem = &mut self.stem;
        let mut term = |t: &Token| if lang == Lang::English { stem.english(&t.text) } else { t.text.clone() };
        let terms: Vec<String> = tokens.iter().map(&mut term).collect();
        for (group, row) in &self.rows {
            for from in (0..tokens.len()).filter(|at| terms[*at] == row[0]) {
                let mut places = vec![from];
                for (wanted, offset) in row[1..].iter().zip(1..) {
                    let position = tokens[from].position + offset;
                    let later = (from + 1..tokens.len()).take_while(|at| tokens[*at].position <= position);
                    places.extend(later.filter(|at| tokens[*at].position == position && terms[*at] == *wanted).take(1));
                }
                if places.len() == row.len() {
                    for place in places {
                        groups[place].get_or_insert(*group);
                    }
                }
            }
        }
    }

    /// The sum of what groups tell, in their order.
    fn sum(&self, groups: &[bool]) -> f64 {
        groups.iter().zip(&self.worth).filter(|(has, _)| **has).map(|(_, worth)| worth).sum()
    }

    fn search(&mut self, section: &Section, lang: Lang) -> Searched {
        let tokens_of_text = tokens(&section.2, false);
        let hits = self.hits(&tokens_of_text, lang);
        let in_heading = self.hits(&tokens(&section.1, false), lang);
        let mut groups = vec![false; self.worth.len()];
        for hit in hits.iter().chain(&in_heading) {
            groups[hit.group] = true;
        }
        Searched { tokens: tokens_of_text, hits, sum: self.sum(&groups) }
    }

    /// The position at which the best window begins.
    fn window(&self, hits: &[Hit]) -> Option<u32> {
        let mut best: Option<(f64, u32)> = None;
        for (at, first) in hits.iter().enumerate() {
            let mut groups = vec![false; self.worth.len()];
            for hit in hits[at..].iter().take_while(|h| h.position < first.position + WINDOW) {
                groups[hit.group] = true;
            }
            let sum = self.sum(&groups);
            if best.is_none_or(|(most, _)| sum > most) {
                best = Some((sum, first.position));
            }
        }
        best.map(|(_, position)| position)
    }

    /// The snippet of an incident.
    pub(super) fn snippet(&mut self, card: &Card, sections: &[Section]) -> Snippet {
        let lang = Lang::of(&card.lang);
        let searched: Vec<Searched> = sections.iter().map(|s| self.search(s, lang)).collect();
        let mut order: BTreeMap<usize, f64> = BTreeMap::new();
        for (at, found) in searched.iter().enumerate().filter(|(_, s)| s.sum > 0.0) {
            order.insert(at, found.sum);
        }
        let mut order: Vec<(usize, f64)> = order.into_iter().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let Some((best, _)) = order.first().copied() else { return plain(card, sections) };
        let place = |at: usize| Place { anchor: sections[at].0.clone(), heading: sections[at].1.clone() };
        let found = &searched[best];
        let start = self.window(&found.hits).unwrap_or(0);
        let others = order[1..].iter().map(|(at, _)| place(*at)).filter(|p| !p.anchor.is_empty());
        Snippet {
            place: place(best),
            segments: cut(&sections[best].2, &found.tokens, &found.hits, start),
            more: others.take(MORE).collect(),
        }
    }
}

fn plain(card: &Card, sections: &[Section]) -> Snippet {
    let segments = match (&card.summary, sections.first()) {
        (Some(summary), _) => vec![(summary.clone(), false)],
        (None, Some(first)) => cut(&first.2, &tokens(&first.2, false), &[], 0),
        (None, None) => Vec::new(),
    };
    Snippet { segments, ..Snippet::default() }
}

/// The text around a position, with its matches marked.
fn cut(text: &str, tokens: &[Token], hits: &[Hit], start: u32) -> Vec<(String, bool)> {
    let Some(first) = tokens.iter().find(|t| t.position >= start) else { return Vec::new() };
    let line = text[..first.span.start].rfind('\n').map_or(0, |at| at + 1);
    let begin = tokens
        .iter()
        .find(|t| t.position + LEAD >= start && t.span.start >= line)
        .map_or(first.position, |t| t.position);
    let after = tokens.iter().position(|t| t.position >= begin + LENGTH).unwrap_or(tokens.len());
    let within: Vec<&Token> = tokens[..after].iter().filter(|t| t.position >= begin).collect();
    let is_first = tokens[0].position == begin;
    let from = if is_first { 0 } else { within.iter().map(|t| t.span.start).min().unwrap_or(0) };
    let to = if after == tokens.len() { text.len() } else { within.iter().map(|t| t.span.end).max().unwrap_or(0) };
    let mut out = Line::default();
    if !is_first {
        out.push("…", false);
    }
    let mut at = from;
    for mark in marks(hits, begin, begin + LENGTH) {
        out.push(&text[at..mark.start], false);
        out.push(&text[mark.clone()], true);
        at = mark.end;
    }
    out.push(&text[at..to], false);
    out.finish(after < tokens.len())
}

/// Where matches stand: of one position the widest, and pairs that overlap as one.
fn marks(hits: &[Hit], from: u32, to: u32) -> Vec<Range<usize>> {
    let mut widest: BTreeMap<u32, Range<usize>> = BTreeMap::new();
    for hit in hits.iter().filter(|h| h.position >= from && h.position < to) {
        let known = widest.entry(hit.position).or_insert_with(|| hit.span.clone());
        if hit.span.len() > known.len() {
            *known = hit.span.clone();
        }
    }
    let mut marks: Vec<Range<usize>> = Vec::new();
    for span in widest.into_values() {
        match marks.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => marks.push(span),
        }
    }
    marks
}

/// A text on one line, in pieces.
#[derive(Default)]
struct Line {
    segments: Vec<(String, bool)>,
    space: bool,
}

impl Line {
    fn push(&mut self, text: &str, marked: bool) {
        let mut piece = String::with_capacity(text.len());
        let is_start = self.segments.is_empty();
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            if std::mem::take(&mut self.space) && !(is_start && piece.is_empty()) {
                // A space before a mark belongs to what stands before it.
                match self.segments.last_mut() {
                    Some((before, false)) if piece.is_empty() => before.push(' '),
                    _ => piece.push(' '),
                }
            }
            piece.push(c);
        }
        if piece.is_empty() {
            return;
        }
        match self.segments.last_mut() {
            Some((before, is_marked)) if *is_marked == marked => before.push_str(&piece),
            _ => self.segments.push((piece, marked)),
        }
    }

    fn finish(mut self, is_cut: bool) -> Vec<(String, bool)> {
        if is_cut {
            self.space = false;
            self.push("…", false);
        }
        self.segments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, word: &str) -> String {
        let all = tokens(text, false);
        let hits: Vec<Hit> = all
            .iter()
            .filter(|t| t.text == word)
            .map(|t| Hit { group: 0, position: t.position, span: t.span.clone() })
            .collect();
        let start = hits.first().map_or(0, |h| h.position);
        let one = |(t, m): (String, bool)| if m { format!("[{t}]") } else { t };
        cut(text, &all, &hits, start).into_iter().map(one).collect()
    }

    #[test]
    fn a_snippet_is_one_line_with_its_marks_in_place() {
        assert_eq!(shown("a  föö\nbar baz.", "bar"), "…[bar] baz.");
        assert_eq!(shown("the cold\u{a0}cache  was cold", "cold"), "the [cold] cache was [cold]");
    }

    #[test]
    fn a_long_text_is_cut_on_both_sides() {
        let text = (0..100).map(|n| format!("w{n:02}")).collect::<Vec<_>>().join(" ");
        let snippet = shown(&text, "w50");
        assert!(snippet.starts_with("…w44 w45") && snippet.contains("[w50]") && snippet.ends_with("w79…"), "{snippet}");
    }

    #[test]
    fn pairs_of_wide_characters_flow_together() {
        let all = tokens("証明書切れ", false);
        let hits: Vec<Hit> =
            all[..2].iter().map(|t| Hit { group: 0, position: t.position, span: t.span.clone() }).collect();
        assert_eq!(cut("証明書切れ", &all, &hits, 0), [("証明書".to_owned(), true), ("切れ".to_owned(), false)]);
    }
}
