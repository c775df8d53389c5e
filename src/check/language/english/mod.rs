//! The rules for English. A sentence becomes words with classes (`words`, `lexicon`), tags and
//! clauses with subjects (`tags`, `clause`, `people`); each rule looks at that.
//!
//! The words stand in TOML files beside this one.

mod clause;
mod e1;
mod e2;
mod harm;
mod i1;
mod i2;
mod i3;
mod i4;
mod lexicon;
mod people;
mod scene;
mod tags;
mod verb;
mod w1;
mod w2;
mod w3;
mod words;

use crate::check::prose::{Form, Sentence};
use crate::check::{Finding, Subject};
use people::{Names, Who};
use scene::Scene;
use words::{Shape, Words};

/// What the rules find in the sentences of a file.
pub(super) fn find(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let names = Names::of(&subject.documents);
    let mut before: Option<&Sentence> = None;
    for sentence in super::sentences(subject) {
        let beside =
            before.filter(|b| b.form == Form::Cell && sentence.form == Form::Cell).and_then(|b| person(b, &names));
        before = Some(sentence);
        // A heading is a name, not a statement.
        if sentence.form == Form::Heading {
            continue;
        }
        let lower = sentence.text.to_ascii_lowercase();
        let Some(scene) = Scene::of(sentence, &lower, &names, beside) else { continue };
        for rule in [e1::find, e2::find, w1::find, w2::find, w3::find, i1::find, i2::find, i3::find, i4::find] {
            rule(&scene, found);
        }
    }
}

/// The person whom a cell names and nothing else.
fn person(cell: &Sentence, names: &Names) -> Option<Who> {
    if cell.text.len() > 40 {
        return None;
    }
    let lower = cell.text.to_ascii_lowercase();
    let words = Words::of(cell, &lower, names);
    let only_words = words.all.iter().all(|w| matches!(w.shape, Shape::Word | Shape::Handle));
    let who = people::who(&words, 0..words.all.len());
    (only_words && words.all.len() <= 3 && who.is_staff()).then_some(who)
}

#[cfg(test)]
mod tests;
