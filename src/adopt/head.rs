//! The front matter of a file as it is: its notation and what it names; and as it is with
//! some fields more.

use super::Insertion;
use super::notation::entry;
use super::place::Place;
use super::propose::{Proposal, Standing};
use crate::document::field::{NESTED, canonical, fold};
use crate::source;
use crate::value::{self, Entry, Node, Syntax};

/// What marks a comment as ours. It is looked for, so that it is never made twice.
const MARK: &str = "candor:";

/// What front matter has of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing.
    Absent,
    /// Its name without a value.
    Empty,
    /// Its name with a value, which may not have been understood.
    Named,
}

/// The front matter of a file, which may have none yet.
pub(super) struct Head {
    /// Its notation.
    pub syntax: Syntax,
    /// The byte of the file at which the body begins.
    pub body: usize,
    /// The zone of its times that state none.
    pub timezone: Option<String>,
    place: Place,
    ending: &'static str,
    named: Vec<(&'static str, bool, bool)>,
    comments: Vec<String>,
}

/// Why nothing can be added, and the way out.
type Refusal = (&'static str, &'static str);

impl Head {
    /// Looks at the front matter of a text, byte order mark included.
    pub(super) fn of(text: &str) -> Result<Self, Refusal> {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let Some(found) = source::split(&text[start..]) else {
            return Ok(Self {
                syntax: Syntax::Yaml,
                body: start,
                timezone: None,
                place: Place::New(start),
                ending: ending(text),
                named: Vec::new(),
                comments: Vec::new(),
            });
        };
        if found.unclosed {
            return Err(("its front matter is never closed", "add the closing mark"));
        }
        let fields = found.fields.start + start..found.fields.end + start;
        let (node, errors) = value::parse(found.syntax, &text[fields.clone()], fields.start);
        let is_blank = |l: &str| l.trim().is_empty() || l.trim_start().starts_with('#');
        if !errors.is_empty() || (node.entries().is_none() && !text[fields.clone()].lines().all(is_blank)) {
            return Err(("its front matter cannot be read", "mend what `candor build` says about it"));
        }
        let lines = text[fields.clone()].lines().map(str::trim_start);
        let comments = lines.filter(|l| l.starts_with('#') && l.contains(MARK)).map(str::to_owned).collect();
        Ok(Self {
            syntax: found.syntax,
            body: found.body + start,
            timezone: timezone(&node),
            place: Place::of(text, &found, fields.clone(), &node),
            ending: ending(&text[start..]),
            named: named(&node),
            comments,
        })
    }

    /// What the front matter has of a field.
    pub(super) fn state(&self, name: &str) -> State {
        let same = self.named.iter().filter(|(n, ..)| *n == name);
        same.fold(State::Absent, |state, (_, own, empty)| match (state, own, empty) {
            (State::Named, ..) | (_, true, false) => State::Named,
            (_, _, true) | (State::Empty, ..) => State::Empty,
            // Another name of the field with a value that was not understood: the field can
            // still be given under its own.
            (State::Absent, false, false) => State::Absent,
        })
    }

    /// Whether the front matter names a field, with or without a value.
    pub(super) fn names(&self, name: &str) -> bool {
        self.named.iter().any(|(n, ..)| *n == name)
    }

    /// Whether a comment of ours is about a field, whatever became of the rest of it.
    pub(super) fn has_mark(&self, name: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        self.comments.iter().any(|c| c.split(|c: char| !is_part(c)).any(|word| word == name))
    }

    /// The text that states some fields.
    pub(super) fn insertion(&self, proposals: &[&Proposal]) -> Insertion {
        let line = |p: &&Proposal, indent: &str, shift: usize| {
            let out = if p.standing == Standing::Plain { "" } else { "# " };
            let remark = p.remark(shift).map_or_else(String::new, |r| format!("  # {r}"));
            format!("{indent}{out}{}{remark}{}", entry(self.syntax, p.name, &p.value), self.ending)
        };
        match &self.place {
            Place::New(at) => {
                let lines: Vec<String> = proposals.iter().map(|p| line(p, "", proposals.len() + 2)).collect();
                Insertion { at: *at, text: format!("---{0}{1}---{0}", self.ending, lines.concat()) }
            }
            Place::Lines(at, indent) => {
                let lines: Vec<String> = proposals.iter().map(|p| line(p, indent, proposals.len())).collect();
                Insertion { at: *at, text: lines.concat() }
            }
            Place::Json { at, is_empty, indent } => {
                let mut text = String::new();
                for (n, p) in proposals.iter().enumerate() {
                    let comma = if n == 0 && *is_empty { "" } else { "," };
                    let space = match indent {
                        Some(indent) => format!("{}{indent}", self.ending),
                        None if comma.is_empty() => String::new(),
                        None => " ".to_owned(),
                    };
                    text += &format!("{comma}{space}{}", entry(self.syntax, p.name, &p.value));
                }
                Insertion { at: *at, text }
            }
        }
    }
}

/// How the lines of a text end.
fn ending(text: &str) -> &'static str {
    let first = text.find('\n').map_or("", |end| &text[..end]);
    if first.ends_with('\r') { "\r\n" } else { "\n" }
}

/// Entries of a table and of the tables of other generators in it.
fn entries(node: &Node) -> impl Iterator<Item = &Entry> {
    node.entries().unwrap_or_default().iter().flat_map(|e| match e.node.entries() {
        Some(inner) if NESTED.contains(&e.key.as_str()) => inner.iter().collect::<Vec<_>>(),
        _ => vec![e],
    })
}

/// Fields that are named: the canonical name, whether it is that very name, and whether it
/// has no value.
fn named(node: &Node) -> Vec<(&'static str, bool, bool)> {
    let known = |e: &Entry| {
        let (name, _) = canonical(&e.key)?;
        Some((name, fold(&e.key) == fold(name), e.node.is_empty()))
    };
    entries(node).filter_map(known).collect()
}

fn timezone(node: &Node) -> Option<String> {
    let is_zone = |e: &&Entry| canonical(&e.key).is_some_and(|(name, _)| name == "timezone") && !e.node.is_empty();
    entries(node).find(is_zone).map(|e| e.node.flat())
}
