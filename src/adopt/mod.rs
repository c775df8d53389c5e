//! What was inferred of a post-mortem becomes front matter of its file.
//!
//! In go the text of a file and the document that was read from it; out comes one
//! insertion into its front matter, or none. Everything that Candor reads from the text
//! afterwards is compared with what it read before, and what would change any of it is
//! left out: adopting writes down what is known, and never alters it.

mod check;
mod head;
mod notation;
mod patch;
mod place;
mod propose;
mod same;

pub use patch::{Edit, unified, unified_edits};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::document::{Context, Document};
use crate::library::Vocabulary;
use crate::source::{self, SourceFile};
use crate::value::Syntax;
use check::Before;
use head::{Head, State};
use propose::{Proposal, Standing};

/// What the reading of a file needs to know.
pub struct Scene<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// How documents are read.
    pub context: &'a Context,
    /// The factors that are known.
    pub vocabulary: &'a Vocabulary,
}

/// Text that is put into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// The byte of the file at which it is put.
    pub at: usize,
    /// The text.
    pub text: String,
}

impl Insertion {
    /// The file with the text in it.
    pub fn into_text(&self, file: &str) -> String {
        format!("{}{}{}", &file[..self.at], self.text, &file[self.at..])
    }
}

/// What can be adopted of a file.
#[derive(Debug, Default)]
pub struct Adoption {
    /// What is put into it; none where front matter says all already.
    pub insertion: Option<Insertion>,
    /// What was passed over, and why.
    pub notes: Diagnostics,
}

/// Proposes front matter for a file of one incident, given the bytes of the file as a text.
pub fn adopt(text: &str, document: &Document, scene: &Scene<'_>) -> Adoption {
    let mut adoption = Adoption::default();
    let mut note = |problem: Diagnostic| adoption.notes.push(problem);
    let about = |message: String, help: &str| {
        Diagnostic::new(Code::NotAdopted, message).at(Place::file(&scene.file.name)).help(help)
    };
    let Some(before) = Before::of(text, document, scene) else {
        note(about("the file has changed while it was read".to_owned(), "run the command again"));
        return adoption;
    };
    let head = match Head::of(text) {
        Ok(head) => head,
        Err((why, help)) => {
            note(about(why.to_owned(), help));
            return adoption;
        }
    };
    let mut proposals = propose::of(document, scene.vocabulary, &head);
    proposals.retain(|p| match head.state(p.name) {
        State::Absent => true,
        State::Named => false,
        State::Empty => {
            let value = p.value.shown();
            if p.standing != Standing::Suggested {
                note(about(format!("`{}` stands there without a value; the text says {value}", p.name), "fill it in"));
            }
            false
        }
    });
    if head.syntax == Syntax::Json {
        let (plain, unsure): (Vec<_>, Vec<_>) = proposals.into_iter().partition(|p| p.standing == Standing::Plain);
        for p in unsure {
            let value = p.value.shown();
            note(about(
                format!("`{}` is perhaps {value}; JSON has no comments, so it was left out", p.name),
                "add what holds",
            ));
        }
        proposals = plain;
    }
    if proposals.is_empty() {
        return adoption;
    }
    let make = |kept: &[&Proposal]| {
        let insertion = head.insertion(kept);
        before.allows(&head, &insertion, scene).then_some(insertion)
    };
    let all: Vec<&Proposal> = proposals.iter().collect();
    if let Some(insertion) = make(&all) {
        adoption.insertion = Some(insertion);
        return adoption;
    }
    let (insertion, left) = one_by_one(&all, make);
    adoption.insertion = insertion;
    for p in left.into_iter().filter(|p| p.standing == Standing::Plain) {
        let mut problem = about(
            format!("`{}` was left in the text: stated, it would change what is read, or what is reported", p.name),
            "nothing is lost; state it yourself if it is right",
        );
        if p.line > 0 {
            problem.place = Some(place(text, p.line, scene));
        }
        adoption.notes.push(problem);
    }
    adoption
}

/// A line of a file.
fn place(text: &str, line: usize, scene: &Scene<'_>) -> Place {
    let text = source::decode(scene.file, text.as_bytes().to_vec(), &mut Diagnostics::new());
    let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let end = start + text[start..].lines().next().unwrap_or_default().len();
    Place::span(&scene.file.name, &text, start..end)
}

/// Adds one proposal after the other as long as nothing changes; gives what remains too.
///
/// What one proposal forbids another may allow, so that it goes round until no more can be
/// added: a second run then finds nothing to do.
fn one_by_one<'p>(
    all: &[&'p Proposal],
    make: impl Fn(&[&Proposal]) -> Option<Insertion>,
) -> (Option<Insertion>, Vec<&'p Proposal>) {
    let mut kept = vec![false; all.len()];
    let mut best = None;
    loop {
        let mut added = false;
        for at in 0..all.len() {
            if kept[at] {
                continue;
            }
            kept[at] = true;
            let chosen: Vec<&Proposal> = all.iter().zip(&kept).filter(|(_, k)| **k).map(|(p, _)| *p).collect();
            match make(&chosen) {
                Some(insertion) => (best, added) = (Some(insertion), true),
                None => kept[at] = false,
            }
        }
        if !added {
            break;
        }
    }
    let left = all.iter().zip(&kept).filter(|(_, kept)| !**kept).map(|(p, _)| *p).collect();
    (best, left)
}

#[cfg(test)]
mod property;
#[cfg(test)]
mod tests;
