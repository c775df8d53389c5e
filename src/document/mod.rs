//! Stage 2: one file becomes a [`Document`]: typed fields with their provenance, and
//! a rendered body whose links into the library are still open.
//!
//! Reading never fails: what cannot be understood is a diagnostic, and the page
//! still appears.

mod action;
mod cache;
mod collection;
mod dates;
mod duration;
mod fallback;
pub(crate) mod field;
pub mod fields;
mod genre;
mod glossary;
mod header;
mod infer;
pub mod markdown;
mod names;
mod outline;
mod parse;
mod provenance;
mod section;
mod special;
mod step;
mod table;
mod timeline;
mod title;
mod words;

pub use action::{ACTION_STATES, Action};
pub use cache::{Cache, read_anew, unpack};
pub use collection::{order_beside, settle};
pub use dates::Dates;
pub use duration::Duration;
pub use fields::{Fields, Kind};
pub use glossary::{Glossary, Term};
pub use infer::NotUnderstood;
pub use markdown::{Body, Labels};
pub use names::Names;
pub use parse::parse;
pub use provenance::{Found, Origin, Provenance, Sure};
pub use section::{NamedSection, SectionName};
pub use special::Special;
pub use step::Step;
pub use timeline::{Event, EventTime, Phase};
pub use words::Words;

use crate::config::Split;
use crate::diagnostic::{Diagnostics, Place};
use crate::source::{Role, SourceFile};
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// One Markdown file, understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Path from the content folder; where a file holds several incidents, one of its own.
    pub path: String,
    /// Path of the file from the content folder.
    pub file: String,
    /// Path from the library's root, as diagnostics name it.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// Its fields. The title is always there.
    pub fields: Fields,
    /// Fields that only reading paths, services, factors and pages have.
    pub special: Special,
    /// The events of its timeline.
    pub timeline: Vec<Event>,
    /// Its sections that are known by their headings.
    pub sections: Vec<NamedSection>,
    /// What stands where a fact belongs and was not understood.
    pub not_understood: Vec<NotUnderstood>,
    /// Its slashed dates.
    pub dates: Dates,
    /// Its text.
    pub body: Body,
    /// The file up to the body, to show places in front matter.
    pub head: String,
}

/// What the reading of every document needs to know.
///
/// Each thread takes a clone: a regular expression that several threads use at once
/// has them wait for each other.
#[derive(Clone)]
pub struct Context {
    /// What an incident id looks like.
    pub id_pattern: Regex,
    /// Terms that are explained where they first stand.
    pub glossary: Glossary,
    /// Words of the interface that stand in rendered text.
    pub labels: Labels,
    /// Words by which labels and sections are known.
    pub words: Arc<Words>,
    /// Files that hold several incidents.
    pub split: Vec<Split>,
    /// Words of the vocabulary for factors, without case, spaces and punctuation.
    pub factor_words: Arc<HashSet<String>>,
    /// Looks at the text of each file, and at what was understood of it.
    pub examine: Examine,
}

/// What looks at the text of a file while it is at hand: it may add problems, and mask what
/// others show.
pub type Examine = Arc<dyn Fn(&SourceFile, &str, &mut [Document], &mut Diagnostics) + Send + Sync>;

impl Document {
    /// The place of a value.
    pub fn place_of(&self, origin: &Origin) -> Place {
        if origin.line > 0 && origin.span.start >= self.head.len() {
            return Place::line(&self.name, origin.line);
        }
        self.place(&origin.span)
    }

    /// A place in the front matter.
    pub fn place(&self, span: &Range<usize>) -> Place {
        if span.is_empty() || span.start >= self.head.len() {
            return Place::file(&self.name);
        }
        Place::span(&self.name, &self.head, span.clone())
    }

    /// The title.
    pub fn title(&self) -> &str {
        self.fields.title.as_ref().map_or("", |t| t.value.as_str())
    }
}

/// The documents of a file with the problems that its reading found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed {
    /// The documents: none of an empty file, several where a file holds several incidents.
    pub documents: Vec<Document>,
    /// What was wrong with it.
    pub problems: Diagnostics,
}
