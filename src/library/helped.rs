//! What ended an incident, in the words of its document: what a reader in the next one
//! looks for first.

use crate::document::{Document, Phase, SectionName};
use serde::{Deserialize, Serialize};

/// The most that is quoted, in code points.
const MOST: usize = 600;

/// What ended an incident or its effect, in the words of its document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helped {
    /// The anchor of the place in the page; empty for the beginning of the text.
    pub anchor: String,
    /// The heading above it.
    pub heading: String,
    /// The words.
    pub text: String,
}

/// What helped in an incident: its section about the resolution, else the events of its
/// timeline that mitigated or resolved it, else the section about the response.
pub fn helped(document: &Document) -> Option<Helped> {
    section(document, SectionName::Resolution)
        .or_else(|| events(document))
        .or_else(|| section(document, SectionName::Response))
}

/// The text under a section's heading and the headings below it.
fn section(document: &Document, name: SectionName) -> Option<Helped> {
    let body = &document.body;
    let mut named = document.sections.iter().filter(|s| s.name == name);
    named.find_map(|named| {
        let first = body.headings.iter().position(|h| h.text.trim() == named.heading)?;
        let level = body.headings[first].level;
        let below = body.headings[first + 1..].iter().take_while(|h| h.level > level).count();
        let within = first..=first + below;
        let texts = body.sections.iter().filter(|s| s.heading.is_some_and(|h| within.contains(&h)));
        let text = texts.map(|s| s.text.trim()).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n");
        let heading = &body.headings[first];
        (!text.is_empty()).then(|| Helped {
            anchor: heading.id.clone(),
            heading: heading.text.trim().to_owned(),
            text: cut(&text),
        })
    })
}

/// The events that ended the effect or the incident.
fn events(document: &Document) -> Option<Helped> {
    let of = |phase: Phase| document.timeline.iter().filter(move |e| e.phase == Some(phase));
    let found: Vec<&str> = of(Phase::Mitigated).chain(of(Phase::Resolved)).map(|e| e.text.trim()).collect();
    if found.iter().all(|t| t.is_empty()) {
        return None;
    }
    let timeline = document.sections.iter().find(|s| s.name == SectionName::Timeline);
    let heading = timeline.and_then(|t| document.body.headings.iter().find(|h| h.text.trim() == t.heading));
    Some(Helped {
        anchor: heading.map_or_else(String::new, |h| h.id.clone()),
        heading: heading.map_or_else(String::new, |h| h.text.trim().to_owned()),
        text: cut(&found.join("\n")),
    })
}

/// The beginning of a text, up to the end of a word.
fn cut(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(MOST) else { return text.to_owned() };
    let begun = &text[..end];
    let end = begun.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", begun[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::{MOST, cut};

    #[test]
    fn a_long_text_ends_with_a_word() {
        let long = "restart ".repeat(100);
        let short = cut(&long);
        assert!(short.chars().count() <= MOST + 1 && short.ends_with("restart…"));
        assert_eq!(cut("short"), "short");
        assert_eq!(cut(&"語".repeat(900)).chars().count(), MOST + 1);
    }
}
