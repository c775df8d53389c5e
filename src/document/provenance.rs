//! Values with where they were found.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Where a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Provenance {
    /// A field of the front matter.
    FrontMatter,
    /// The first heading of the text.
    Heading,
    /// The name of the file.
    FileName,
    /// The name of a folder above it.
    Folder,
    /// The text of the document.
    Text,
}

/// A value with where it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub from: Provenance,
    /// The bytes of the file in which it stands; empty for names of files and folders.
    pub span: Range<usize>,
}

impl<T> Found<T> {
    /// A value of the front matter.
    pub fn front(value: T, span: Range<usize>) -> Self {
        Self { value, from: Provenance::FrontMatter, span }
    }
}
