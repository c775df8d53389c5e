//! What of the library a place in a text names: an incident, a service, a factor or a file.

use super::cursor::{self, Cursor};
use crate::pipeline::{Goal, Text, Workspace};
use std::ops::Range;

/// The most words that the name of a service or factor has.
const WORDS: usize = 4;

/// Something of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// An incident, by its number.
    Incident(usize),
    /// A service, by its number.
    Service(usize),
    /// A factor, by its number.
    Factor(usize),
    /// A file, by its path from the content folder.
    File(String),
}

/// Something of the library with where it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The bytes of the name.
    pub span: Range<usize>,
    /// What it names.
    pub thing: Thing,
    /// The anchor that a link leads to.
    pub anchor: Option<String>,
}

/// What a byte of a text names.
pub fn at(workspace: &Workspace, text: &str, understood: &Text, byte: usize) -> Option<Named> {
    let touches = |span: &Range<usize>| (span.start..=span.end).contains(&byte);
    if let Some(lead) = understood.leads.iter().find(|lead| touches(&lead.span)) {
        let anchor = match &lead.to {
            Goal::Document { anchor, .. } => anchor.clone(),
            _ => None,
        };
        return Some(Named { span: lead.span.clone(), thing: led_to(workspace, &lead.to)?, anchor });
    }
    match cursor::at(text, byte) {
        Some(Cursor::Value { field, item, .. }) => {
            let thing = of_field(workspace, field, &text[item.clone()])?;
            Some(Named { span: item, thing, anchor: None })
        }
        Some(_) => None,
        None => in_prose(workspace, text, byte),
    }
}

fn led_to(workspace: &Workspace, goal: &Goal) -> Option<Thing> {
    match goal {
        Goal::Document { file, path, .. } => {
            let library = &workspace.library;
            let incident = (0..library.incidents.len()).find(|at| library.document_of(*at).path == *path);
            Some(incident.map_or_else(|| Thing::File(file.clone()), Thing::Incident))
        }
        Goal::Service(name) => service(workspace, name),
        Goal::Factor(id) => factor(workspace, id),
        Goal::Attachment(path) => Some(Thing::File(path.clone())),
    }
}

fn of_field(workspace: &Workspace, field: &str, word: &str) -> Option<Thing> {
    match field {
        "services" => service(workspace, word),
        "factors" | "suggested_factors" => factor(workspace, word),
        "related" | "supersedes" => workspace.incident(word).map(Thing::Incident),
        _ => None,
    }
}

/// A name without what spellings differ in.
fn fold(name: &str) -> String {
    let one = |c: char| if matches!(c, '-' | '_') || c.is_whitespace() { ' ' } else { c };
    name.trim().chars().map(one).flat_map(char::to_lowercase).collect()
}

fn service(workspace: &Workspace, word: &str) -> Option<Thing> {
    let wanted = fold(word);
    let mut services = workspace.library.services.iter();
    services.position(|s| fold(&s.name.name) == wanted || fold(&s.name.slug) == wanted).map(Thing::Service)
}

fn factor(workspace: &Workspace, word: &str) -> Option<Thing> {
    let known = workspace.vocabulary.find(word).map(|at| workspace.vocabulary.factors[at].id.as_str());
    let wanted = fold(word);
    let is_it = |id: &str, name: &str| known.map_or_else(|| fold(id) == wanted || fold(name) == wanted, |k| k == id);
    let mut factors = workspace.library.factors.iter();
    factors.position(|f| is_it(&f.entry.id, &f.entry.name)).map(Thing::Factor)
}

/// The incident of an id, also of one that is too short to become a link by itself.
fn by_id(workspace: &Workspace, word: &str) -> Option<Thing> {
    let mut incidents = workspace.library.incidents.iter();
    incidents.position(|incident| incident.id.eq_ignore_ascii_case(word)).map(Thing::Incident)
}

/// What the words around a byte name, the longest name first.
fn in_prose(workspace: &Workspace, text: &str, byte: usize) -> Option<Named> {
    let start = text[..byte].rfind('\n').map_or(0, |n| n + 1);
    let end = text[byte..].find('\n').map_or(text.len(), |n| byte + n);
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, c) in text[start..end].char_indices().map(|(n, c)| (start + n, c)) {
        if c.is_alphanumeric() || matches!(c, '-' | '_') {
            match words.last_mut().filter(|word| word.end == at) {
                Some(word) => word.end = at + c.len_utf8(),
                None => words.push(at..at + c.len_utf8()),
            }
        }
    }
    let here = words.iter().position(|word| (word.start..=word.end).contains(&byte))?;
    for count in (1..=WORDS).rev() {
        for first in (here + 1).saturating_sub(count)..=here {
            let Some(last) = words.get(first + count - 1) else { continue };
            let side_by_side = words[first..first + count].windows(2).all(|two| &text[two[0].end..two[1].start] == " ");
            let span = words[first].start..last.end;
            if !side_by_side || span.len() < 3 {
                continue;
            }
            let name = &text[span.clone()];
            let incident = || by_id(workspace, name).filter(|_| count == 1);
            if let Some(thing) = incident().or_else(|| service(workspace, name)).or_else(|| factor(workspace, name)) {
                return Some(Named { span, thing, anchor: None });
            }
        }
    }
    None
}
