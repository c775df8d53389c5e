//! Values with where they were found.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Where a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Provenance {
    /// A field of the front matter.
    FrontMatter,
    /// A labelled line, bullet or definition of the text.
    Label,
    /// A row of a table of labels.
    Table,
    /// An event of the timeline that says so.
    Timeline,
    /// The section of that name.
    Section,
    /// The first heading of the text.
    Heading,
    /// The name of the file.
    FileName,
    /// The name of a folder above it.
    Folder,
    /// The text of the document.
    Text,
}

impl Provenance {
    /// The id, as it is written to JSON.
    pub fn id(self) -> &'static str {
        match self {
            Provenance::FrontMatter => "front-matter",
            Provenance::Label => "label",
            Provenance::Table => "table",
            Provenance::Timeline => "timeline",
            Provenance::Section => "section",
            Provenance::Heading => "heading",
            Provenance::FileName => "file-name",
            Provenance::Folder => "folder",
            Provenance::Text => "text",
        }
    }
}

/// How sure it is that a value means what it is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Sure {
    /// The author says so in so many words.
    Stated,
    /// It follows from what stands there.
    Likely,
    /// It may be something else.
    Weak,
}

impl Sure {
    /// The id, as it is written to JSON.
    pub fn id(self) -> &'static str {
        match self {
            Sure::Stated => "stated",
            Sure::Likely => "likely",
            Sure::Weak => "weak",
        }
    }
}

/// Where a value was found, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Where it was found.
    pub from: Provenance,
    /// How sure it is.
    pub sure: Sure,
    /// The bytes of the file in which it stands; empty for names of files and folders.
    pub span: Range<usize>,
    /// The line of the file in which it stands, from one; zero where it stands in none.
    pub line: usize,
}

/// A value with where it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub origin: Origin,
}

impl Origin {
    /// The name of a file or folder.
    pub fn name(from: Provenance) -> Self {
        Self { from, sure: Sure::Stated, span: 0..0, line: 0 }
    }
}

impl<T> Found<T> {
    /// A value of the front matter.
    pub fn front(value: T, span: Range<usize>, line: usize) -> Self {
        Self::stated(value, Provenance::FrontMatter, span, line)
    }

    /// A value that its author states.
    pub fn stated(value: T, from: Provenance, span: Range<usize>, line: usize) -> Self {
        Self { value, origin: Origin { from, sure: Sure::Stated, span, line } }
    }

    /// Another value that stands in the same place.
    pub fn with<U>(&self, value: U) -> Found<U> {
        Found { value, origin: self.origin.clone() }
    }
}
