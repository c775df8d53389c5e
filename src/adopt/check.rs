//! Whether a file with an insertion still says what it said before.

use super::head::Head;
use super::{Insertion, Scene, same};
use crate::date::Order;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{self, Document};
use crate::source;

/// A document as it is read from a text, with how it was read.
pub(super) struct Before<'a> {
    text: &'a str,
    order: Option<Order>,
    said: serde_json::Value,
    problems: Diagnostics,
}

impl<'a> Before<'a> {
    /// Reads a text in the way that gave the document: other files may have told which of day
    /// and month stands first in its dates.
    pub(super) fn of(text: &'a str, document: &Document, scene: &Scene<'_>) -> Option<Self> {
        let said = same::said(document);
        [None, Some(Order::DayFirst), Some(Order::MonthFirst)].into_iter().find_map(|order| {
            let (found, problems) = read(text, order, scene)?;
            (same::said(&found) == said && found.dates == document.dates).then(|| Self {
                text,
                order,
                said: said.clone(),
                problems,
            })
        })
    }

    /// Whether a file with an insertion has the same body, says the same, and has no new problem.
    pub(super) fn allows(&self, head: &Head, insertion: &Insertion, scene: &Scene<'_>) -> bool {
        let text = insertion.into_text(self.text);
        let found = Head::of(&text).is_ok_and(|new| text[new.body..] == self.text[head.body..]);
        if !found {
            return false;
        }
        let Some((after, problems)) = read(&text, self.order, scene) else { return false };
        let count = |all: &Diagnostics, code: Code| all.iter().filter(|d| d.code == code).count();
        problems.iter().all(|d| count(&problems, d.code) <= count(&self.problems, d.code))
            && same::said(&after) == self.said
    }
}

/// The one document of a text.
pub(super) fn read(text: &str, order: Option<Order>, scene: &Scene<'_>) -> Option<(Document, Diagnostics)> {
    let mut problems = Diagnostics::new();
    let text = source::decode(scene.file, text.as_bytes().to_vec(), &mut problems);
    let mut documents = document::parse(scene.file, &text, scene.context, order, &mut problems);
    let document = documents.pop().filter(|_| documents.is_empty())?;
    Some((document, problems))
}
