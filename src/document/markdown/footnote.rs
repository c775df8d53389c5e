//! Footnotes: numbered as they are first referred to, and written after the text.

use super::attribute;
use std::collections::HashMap;

/// The footnotes of a document.
#[derive(Default)]
pub(super) struct Footnotes {
    numbers: HashMap<String, usize>,
    notes: Vec<(usize, String)>,
    /// The output outside of the note that is open, and the number of that note.
    outside: Option<(String, usize)>,
}

impl Footnotes {
    fn number(&mut self, name: &str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(name.to_owned()).or_insert(next)
    }

    /// The mark in the text.
    pub(super) fn reference(&mut self, name: &str) -> String {
        let known = self.numbers.contains_key(name);
        let number = self.number(name);
        // Only the first reference is the place to come back to.
        let id = if known { String::new() } else { format!(" id=\"_fnref-{number}\"") };
        format!("<sup class=\"footnote-reference\"{id}><a data-as=\"own\" href=\"#_fn-{number}\">{number}</a></sup>")
    }

    /// Whether a note is being written.
    pub(super) fn is_open(&self) -> bool {
        self.outside.is_some()
    }

    /// Begins a note; what is written until its end belongs to it.
    pub(super) fn start(&mut self, name: &str, out: &mut String) {
        let number = self.number(name);
        self.outside = Some((std::mem::take(out), number));
    }

    /// Ends a note.
    pub(super) fn end(&mut self, out: &mut String) {
        if let Some((outside, number)) = self.outside.take() {
            let note = std::mem::replace(out, outside);
            // A second note of one name goes to the first: one anchor, nothing lost.
            match self.notes.iter_mut().find(|(n, _)| *n == number) {
                Some((_, first)) => first.push_str(&note),
                None => self.notes.push((number, note)),
            }
        }
    }

    /// All notes in the order of their numbers; `text` is what refers to them, `back`
    /// the words for the way back.
    pub(super) fn html(mut self, text: &str, back: &str) -> String {
        if self.notes.is_empty() {
            return String::new();
        }
        self.notes.sort();
        let back = attribute(back);
        let mut html = String::from("<div class=\"footnotes\">\n");
        for (number, note) in &self.notes {
            html += &format!(
                "<div class=\"footnote-definition\" id=\"_fn-{number}\"><sup class=\"footnote-definition-label\">{number}</sup>{note}"
            );
            if text.contains(&format!("id=\"_fnref-{number}\"")) {
                html += &format!(
                    "<a class=\"footnote-back\" data-as=\"own\" href=\"#_fnref-{number}\" aria-label=\"{back}\">\u{21a9}</a>"
                );
            }
            html += "</div>\n";
        }
        html + "</div>\n"
    }
}
