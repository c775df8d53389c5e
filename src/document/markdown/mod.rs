//! Markdown to HTML, text, headings and links.
//!
//! What the author wrote as Markdown is escaped as it is written; raw HTML goes
//! through a sanitiser with everything around it. Links to other parts of the
//! library stay open slots until the library is known.

mod address;
mod emoji;
mod footnote;
mod highlight;
mod inline;
mod link;
mod marks;
mod nesting;
mod plain;
mod sanitize;
mod slug;
mod table;
mod writer;

pub use address::{Address, addresses};
pub use highlight::warm_up;
pub use link::{Link, LinkKind, Slot, SlotKind};
pub(crate) use link::{attribute, dead_anchor, decode, escape, normal_fragment, unresolved};
pub use marks::without_marks;
pub use slug::Slugs;
pub use slug::{anchor, free, slug};

use super::{Glossary, Words};
use crate::diagnostic::{Diagnostics, Lines};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;

/// A heading of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// One to six, as it is shown: a page's own title is the only one of level 1.
    pub level: u8,
    /// Its text without markup.
    pub text: String,
    /// Its anchor, unique in the page; empty until it is rendered.
    pub id: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// The plain text under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Number of the heading in [`Body::headings`]; none for text before the first.
    pub heading: Option<usize>,
    /// The text, blocks on lines of their own.
    pub text: String,
}

/// A document's text, rendered except for its links into the library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// HTML without the tags of the slots.
    pub html: String,
    /// Where tags of links and images belong, in the order of the text.
    pub slots: Vec<Slot>,
    /// The links and images that the slots refer to.
    pub links: Vec<Link>,
    /// Headings in the order of the text.
    pub headings: Vec<Heading>,
    /// Every anchor of the text, sorted.
    pub anchors: Vec<String>,
    /// Plain text by section.
    pub sections: Vec<Section>,
    /// The first paragraph of the summary section, else of the text.
    pub abstract_text: Option<String>,
    /// Number of words.
    pub words: usize,
}

impl Body {
    /// Gives back what its texts hold in spare: a library holds thousands of them.
    fn shrink(mut self) -> Self {
        self.html.shrink_to_fit();
        self.slots.shrink_to_fit();
        self.links.shrink_to_fit();
        self.headings.shrink_to_fit();
        self.anchors.shrink_to_fit();
        self.sections.shrink_to_fit();
        for section in &mut self.sections {
            section.text.shrink_to_fit();
        }
        for heading in &mut self.headings {
            heading.text.shrink_to_fit();
            heading.id.shrink_to_fit();
        }
        self
    }
}

/// A parsed text before it is rendered.
pub struct Parsed<'a> {
    events: Vec<(Event<'a>, Range<usize>)>,
}

/// What rendering needs to know beside the text.
pub struct Scene<'a> {
    /// The file, as diagnostics name it.
    pub file: &'a str,
    /// Its whole text.
    pub text: &'a str,
    /// The byte at which the body begins.
    pub offset: usize,
    /// Where its lines end.
    pub lines: &'a Lines,
    /// What an incident id looks like.
    pub id_pattern: &'a Regex,
    /// Terms that are explained where they first stand.
    pub glossary: &'a Glossary,
    /// Words of the interface that stand in the rendered text.
    pub labels: &'a Labels,
    /// Words by which sections are known.
    pub words: &'a Words,
    /// How many levels the title stands below the first.
    pub lift: u8,
    /// Names of people in the text, each with the line in which it is one: for internal
    /// readers only, and for no index.
    pub people: &'a [(usize, String)],
    /// Lines of labels: facts, and no abstract of the text.
    pub label_lines: &'a BTreeSet<usize>,
}

/// Words of the interface that stand in rendered text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// For the link at a heading.
    pub anchor: String,
    /// For the way back from a footnote.
    pub footnote_back: String,
    /// For the box around a wide table.
    pub table: String,
    /// For the box of an open task.
    pub task: String,
    /// For the box of a task that is done.
    pub task_done: String,
    /// Titles of the five kinds of GFM alert: note, tip, important, warning, caution.
    pub alerts: [String; 5],
    /// What a link says whose target is not in the library.
    pub unresolved: String,
    /// What stands before the address of an image of another host.
    pub remote_image: String,
}

/// Whether a text has more than headings.
pub(super) fn says_something(text: &str) -> bool {
    let mut heading = false;
    parse(text).events.iter().any(|(event, _)| match event {
        Event::Start(Tag::Heading { .. }) => {
            heading = true;
            false
        }
        Event::End(TagEnd::Heading(_)) => {
            heading = false;
            false
        }
        Event::Text(t) | Event::Code(t) => !heading && !t.trim().is_empty(),
        _ => false,
    })
}

/// Reads CommonMark with the extensions of GitHub, definition lists and wiki links.
pub fn parse(text: &str) -> Parsed<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    let events = Parser::new_ext(text, options).into_offset_iter();
    Parsed { events: emoji::expand(TextMergeWithOffset::new(events).collect()) }
}

impl<'a> Parsed<'a> {
    /// What the parser saw, each with its bytes in the text.
    pub fn events(&self) -> &[(Event<'a>, Range<usize>)] {
        &self.events
    }

    /// Where the headings of a level begin that stand in no other block, with their texts.
    pub fn headings_of(&self, wanted: u8) -> Vec<(usize, String)> {
        let mut found: Vec<(usize, String)> = Vec::new();
        let (mut depth, mut inside) = (0_usize, false);
        for (event, span) in &self.events {
            match event {
                Event::Start(Tag::Heading { level, .. }) if depth == 0 && *level as u8 == wanted => {
                    found.push((span.start, String::new()));
                    (depth, inside) = (depth + 1, true);
                }
                Event::Start(_) => depth += 1,
                Event::End(end) => {
                    depth = depth.saturating_sub(1);
                    inside = inside && !matches!(end, TagEnd::Heading(_));
                }
                Event::Text(text) | Event::Code(text) if inside => {
                    if let Some((_, title)) = found.last_mut() {
                        title.push_str(text);
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// The first heading of a level, with its number among the headings: of several, the
    /// first that is not to be passed over.
    pub fn first_heading(&self, wanted: u8, pass_over: impl Fn(&str) -> bool) -> Option<(usize, Heading)> {
        let mut number = 0;
        let mut first = None;
        let mut open: Option<Heading> = None;
        for (event, span) in &self.events {
            match event {
                Event::Start(Tag::Heading { level, .. }) if *level as u8 == wanted => {
                    let span = span.clone();
                    open = Some(Heading { level: 1, text: String::new(), id: String::new(), span });
                }
                Event::Text(t) | Event::Code(t) => {
                    if let Some(heading) = &mut open {
                        heading.text.push_str(t);
                    }
                }
                Event::SoftBreak | Event::HardBreak => {
                    if let Some(heading) = &mut open {
                        heading.text.push(' ');
                    }
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some(mut heading) = open.take() {
                        heading.text.truncate(heading.text.trim_end().len());
                        if !pass_over(&heading.text) {
                            // Only a placeholder right before it is passed over.
                            return first.filter(|_| number > 1).or(Some((number, heading)));
                        }
                        first.get_or_insert((number, heading));
                    }
                    number += 1;
                }
                _ => {}
            }
        }
        first
    }

    /// Renders the text, leaving out the heading of number `title`, which the page
    /// shows itself.
    pub fn render(self, title: Option<usize>, scene: &Scene<'_>, problems: &mut Diagnostics) -> Body {
        writer::Writer::new(scene, problems).write(self.events, title)
    }
}
