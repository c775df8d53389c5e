//! Stage 1: the content folder becomes a list of files, and a file becomes text
//! split into front matter and body.

mod attachment;
mod front_matter;
pub mod git;
mod name;
mod role;
mod walk;

pub use front_matter::{FrontMatter, split};
pub use name::{ending, stem};
pub use role::Role;
pub use walk::{MANIFEST, document_at, has_markdown, walk};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A file above this many bytes is built, and said.
const LARGE: u64 = 5 << 20;

/// A Markdown file of the library that has not been read yet.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path from the content folder, with `/` between folders.
    pub path: String,
    /// Path from the library's root, as diagnostics name it.
    pub name: String,
    /// Where it is on disk.
    pub disk: PathBuf,
    /// What its place in the folder says it is.
    pub role: Role,
    /// Size in bytes.
    pub size: u64,
    /// Time of its last change in nanoseconds since 1970; zero when the system does not say.
    pub modified: i128,
}

/// What a walk over the content folder found.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Markdown files in the order of their paths.
    pub files: Vec<SourceFile>,
    /// Every other file by its path from the content folder: images and attachments.
    pub attachments: BTreeMap<String, PathBuf>,
    /// Files that must not be published, with the reason.
    pub refused: BTreeMap<String, &'static str>,
    /// Markdown files that are no documents, with the reason.
    pub passed_over: Vec<(String, &'static str)>,
}

/// The text of a file, without a byte order mark. What is not UTF-8 is replaced and
/// said, never dropped.
pub fn decode(file: &SourceFile, bytes: Vec<u8>, problems: &mut Diagnostics) -> String {
    if bytes.len() as u64 > LARGE {
        let size = bytes.len() >> 20;
        problems.push(
            Diagnostic::new(Code::LargeFile, format!("a post-mortem of {size} MB"))
                .at(Place::file(&file.name))
                .help("move logs and dumps to a file beside it and link to that"),
        );
    }
    let text = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, file, problems),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, file, problems),
        _ => utf8(bytes, file, problems),
    };
    let text = crate::value::printable(text);
    if text.trim().is_empty() {
        problems.push(
            Diagnostic::new(Code::EmptyFile, "the file is empty; it makes no page")
                .at(Place::file(&file.name))
                .help("write the post-mortem, or add the file to `ignore` in book.toml"),
        );
    }
    text
}

fn utf8(bytes: Vec<u8>, file: &SourceFile, problems: &mut Diagnostics) -> String {
    let text = String::from_utf8(bytes).unwrap_or_else(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let message = format!("byte {:#04x} is not UTF-8; it is shown as \u{fffd}", bytes[at]);
        problems.push(
            Diagnostic::new(Code::InvalidUtf8, message)
                .at(Place::span(&file.name, &text, at..at + '\u{fffd}'.len_utf8()))
                .help("save the file as UTF-8"),
        );
        text
    });
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, file: &SourceFile, problems: &mut Diagnostics) -> String {
    problems.push(
        Diagnostic::new(Code::InvalidUtf8, "the file is UTF-16")
            .at(Place::file(&file.name))
            .help("save the file as UTF-8"),
    );
    let units: Vec<u16> = bytes.chunks_exact(2).map(|c| unit([c[0], c[1]])).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, Diagnostics) {
        let file = SourceFile {
            path: "a.md".into(),
            name: "content/a.md".into(),
            disk: "a.md".into(),
            role: Role::Incident,
            size: 0,
            modified: 0,
        };
        let mut problems = Diagnostics::new();
        (decode(&file, bytes.to_vec(), &mut problems), problems)
    }

    #[test]
    fn bytes_that_are_not_utf8_are_said_with_their_place() {
        let (text, problems) = decoded(b"# A\ncaf\xe9 au lait\n");
        assert!(text.contains("caf\u{fffd} au lait"));
        let place = problems.iter().next().unwrap().place.clone().unwrap();
        assert_eq!((place.line, place.column), (2, 4));
    }

    #[test]
    fn utf16_and_byte_order_marks_are_read() {
        assert_eq!(decoded(b"\xff\xfe#\0 \0A\0").0, "# A");
        assert_eq!(decoded(b"\xef\xbb\xbf# A").0, "# A");
    }

    #[test]
    fn an_empty_file_is_said() {
        assert_eq!(decoded(b" \r\n").1.len(), 1);
    }
}
