//! Takes fields out of a table of front matter; what nobody takes is unknown.

use super::dates::Dates;
use super::duration::Duration;
use super::field;
use super::provenance::Found;
use crate::date::{self, Moment, Order};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lines, Place, nearest};
use crate::value::{Entry, Node, Value};
use std::ops::Range;

/// Whether a value is a variable of a template that nobody filled in.
fn is_unfilled(node: &Node) -> bool {
    node.text().is_some_and(|t| t.starts_with("{{") && t.ends_with("}}") && t.matches("{{").count() == 1)
}

/// An entry that has a known name.
struct Known<'a> {
    name: &'static str,
    /// How far down the list of aliases its name stands.
    rank: usize,
    entry: &'a Entry,
}

/// The entries of a table, of which the readers of fields take one after the other.
pub(super) struct Table<'a> {
    file: &'a str,
    text: &'a str,
    lines: &'a Lines,
    known: Vec<Known<'a>>,
    more: Vec<(String, String)>,
    /// Which of day and month stands first, where other dates show it.
    order: Option<Order>,
    /// What its slashed dates tell.
    pub(super) dates: Dates,
    problems: &'a mut Diagnostics,
}

impl<'a> Table<'a> {
    /// An empty table of a file with a text.
    pub(super) fn new(file: &'a str, text: &'a str, lines: &'a Lines, problems: &'a mut Diagnostics) -> Self {
        let (more, dates) = (Vec::new(), Dates::default());
        Self { file, text, lines, known: Vec::new(), more, order: None, dates, problems }
    }

    /// Reads slashed dates in the order that other dates show.
    pub(super) fn in_order(mut self, order: Option<Order>) -> Self {
        self.order = order;
        self
    }

    /// Adds an entry, which may stand in a table of another generator.
    pub(super) fn add(&mut self, entry: &'a Entry, within: Option<&str>) {
        match field::canonical(&entry.key) {
            Some((name, rank)) => {
                if rank == 0 && self.known.iter().any(|k| k.name == name && k.entry.key == entry.key) {
                    let message = format!("`{}` stands twice; the first one counts", entry.key);
                    self.say(Code::DuplicateKey, message, entry.key_span.clone(), "keep one of them");
                }
                self.known.push(Known { name, rank, entry });
                self.known.sort_by_key(|k| k.rank);
            }
            None => {
                let name = within.map_or_else(|| entry.key.clone(), |w| format!("{w}.{}", entry.key));
                if let Some(meant) = field::meant(&entry.key) {
                    let message = format!("unknown field `{}`", entry.key);
                    let help = format!("did you mean `{meant}`?");
                    self.say(Code::UnknownField, message, entry.key_span.clone(), &help);
                }
                self.keep(name, &entry.node);
            }
        }
    }

    /// Keeps a value that has no meaning here, to be shown under "more".
    pub(super) fn keep(&mut self, name: String, node: &Node) {
        if !node.is_empty() {
            self.more.push((name, node.flat()));
        }
    }

    /// Keeps a text that has no meaning here.
    pub(super) fn keep_text(&mut self, name: &str, text: String) {
        self.more.push((name.to_owned(), text));
    }

    /// Reports a problem of this table.
    pub(super) fn say(&mut self, code: Code, message: impl Into<String>, span: Range<usize>, help: &str) {
        let place = Place::span(self.file, self.text, span);
        self.problems.push(Diagnostic::new(code, message).at(place).help(help));
    }

    /// Takes a field under the most trusted of its names that says something.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a Entry> {
        let at = self
            .known
            .iter()
            .position(|k| k.name == name && !k.entry.node.is_empty() && !is_unfilled(&k.entry.node))?;
        Some(self.known.remove(at).entry)
    }

    /// The line of some bytes, from one.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        self.lines.line(span.start)
    }

    /// A value with where it stands.
    pub(super) fn found<T>(&self, value: T, span: &Range<usize>) -> Found<T> {
        Found::front(value, span.clone(), self.lines.line(span.start))
    }

    /// Takes a field that is one text.
    pub(super) fn text(&mut self, name: &str) -> Option<Found<String>> {
        let entry = self.take(name)?;
        Some(self.found(entry.node.flat(), &entry.node.span))
    }

    /// Takes a field that is one of some words, `-`, `_` and case aside; another word is said and kept.
    pub(super) fn word(&mut self, name: &str, words: &[&str]) -> Option<Found<String>> {
        let found = self.text(name)?;
        let folded = field::fold(&found.value);
        let known = words.iter().find(|w| field::fold(w) == folded);
        if known.is_none() && nearest(&found.value, words.iter().copied()).is_some() {
            self.unknown_word(name, &found.value, found.origin.span.clone(), words);
        }
        Some(match known {
            Some(word) => found.with((*word).to_owned()),
            None => found,
        })
    }

    /// Says that a word is not one of those that a field takes.
    pub(super) fn unknown_word(&mut self, name: &str, word: &str, span: Range<usize>, words: &[&str]) {
        let help = match nearest(word, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is one of: {}", words.join(", ")),
        };
        self.say(Code::BadValue, format!("`{word}` is not a `{name}`"), span, &help);
    }

    /// Takes a field that is true or false; anything else is said and taken as false.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        let Some(entry) = self.take(name) else { return false };
        entry.node.boolean().unwrap_or_else(|| {
            let message = format!("`{name}` is neither true nor false");
            self.say(Code::BadValue, message, entry.node.span.clone(), "write `true` or `false`");
            // An unclear `draft` must not publish what may be a draft.
            name == "draft"
        })
    }

    /// Takes a field that is a list of texts with their places.
    ///
    /// A comma in a name of a list is part of the name; a single text is split at commas.
    pub(super) fn found_texts(&mut self, name: &str) -> Vec<Found<String>> {
        let mut all: Vec<Found<String>> = Vec::new();
        let Some(entry) = self.take(name) else { return all };
        if entry.node.texts().is_empty() {
            let message = format!("`{}` is no list of texts", entry.key);
            self.say(Code::BadValue, message, entry.key_span.clone(), "write it as `[a, b]`; it is shown as it is");
            self.keep(entry.key.clone(), &entry.node);
        }
        for (text, span) in entry.node.texts() {
            if !all.iter().any(|f| f.value == text) {
                all.push(self.found(text.to_owned(), &span));
            }
        }
        all
    }

    /// Takes a field that is a list of texts.
    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        self.found_texts(name).into_iter().map(|f| f.value).collect()
    }

    /// Takes a field that is a list of texts in which a comma is only a comma.
    pub(super) fn lines(&mut self, name: &str) -> Vec<Found<String>> {
        let Some(entry) = self.take(name) else { return Vec::new() };
        let nodes = match &entry.node.value {
            Value::List(list) => list.as_slice(),
            _ => std::slice::from_ref(&entry.node),
        };
        nodes.iter().map(|n| self.found(n.flat(), &n.span)).filter(|f| !f.value.is_empty()).collect()
    }

    /// Takes a field that is a moment; one that cannot be read is said and kept as text.
    pub(super) fn moment(&mut self, name: &str) -> Option<Found<Moment>> {
        let entry = self.take(name)?;
        // `resolved: true` of status pages is a state, not a time.
        if entry.node.boolean().is_some() {
            self.keep(entry.key.clone(), &entry.node);
            return self.moment(name);
        }
        let text = entry.node.flat();
        match self.read_moment(&entry.key, &text, entry.node.span.clone()) {
            Some(moment) => Some(self.found(moment, &entry.node.span)),
            None => {
                self.keep(entry.key.clone(), &entry.node);
                None
            }
        }
    }

    /// Takes a field that is a length of time; one that cannot be read is kept as text.
    ///
    /// The unit of a bare number stands in the name: `duration_minutes`.
    pub(super) fn duration(&mut self, name: &str) -> Option<Found<Duration>> {
        let entry = self.take(name)?;
        let text = entry.node.flat();
        let key = field::fold(&entry.key);
        let unit = [("minutes", 60), ("mins", 60), ("hours", 3600), ("seconds", 1), ("secs", 1), ("days", 86400)]
            .into_iter()
            .find(|(unit, _)| key.ends_with(unit))
            .map(|(_, seconds)| seconds);
        let read = Duration::read(&text).or_else(|| Duration::of_unit(&text, unit?));
        if read.is_none() {
            self.keep(entry.key.clone(), &entry.node);
        }
        read.map(|d| self.found(d, &entry.node.span))
    }

    /// Reads a moment; one that cannot be read is said.
    pub(super) fn read_moment(&mut self, name: &str, text: &str, span: Range<usize>) -> Option<Moment> {
        let moment = Moment::parse_in(text, self.order);
        // A word for "not known" is an answer, not a slip.
        let unknown = matches!(field::fold(text).as_str(), "na" | "none" | "unknown" | "tbd" | "");
        let both = date::both_readings(text);
        if both.is_some() && moment.is_some() {
            self.dates.ordered.push(span);
        } else if let Some((one, other)) = both {
            self.dates.open_field = true;
            self.say(
                Code::AmbiguousDate,
                format!("`{name}` may have the day or the month first: `{text}`"),
                span,
                &format!("write {one} or {other}, whichever is meant; until then it is shown as it is"),
            );
        } else if moment.is_none() && !unknown {
            self.say(
                Code::BadDate,
                format!("`{name}` is no date that exists: `{text}`"),
                span,
                "write it as 2024-03-09 or 2024-03-09T14:05Z; leave it out when it is not known",
            );
        }
        moment
    }

    /// The fields that nobody took, in the order of the file.
    pub(super) fn rest(mut self) -> (Vec<(String, String)>, Dates) {
        for known in std::mem::take(&mut self.known) {
            let key = known.entry.key.clone();
            self.keep(key, &known.entry.node);
        }
        (self.more, self.dates)
    }
}
