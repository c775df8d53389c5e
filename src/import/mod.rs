//! What is no Markdown yet: link lists, tables, JSON and HTML pages as incidents.
//!
//! Everything here is a function from text to [`Page`]s and diagnostics; the command
//! reads the files and writes what comes out. A part that cannot be read is said, and
//! never loses the others.

mod delimited;
mod html;
mod json;
mod links;
mod map;
mod page;
mod row;

pub use html::{Export, Exported, Folder, read_folder};
pub use map::Map;
pub use page::{Names, Page};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lines, Place};
use std::ops::Range;

/// What kind of file is brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Markdown with a link an incident.
    Links,
    /// Values between commas, semicolons or tabs, with the names of columns first.
    Csv,
    /// A list of objects, or an object a line.
    Json,
    /// A page, or a folder of them.
    Html,
}

impl Kind {
    /// The kind that the ending of a file name says.
    pub fn of(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Some(Kind::Csv),
            "json" | "jsonl" | "ndjson" => Some(Kind::Json),
            "html" | "htm" | "xhtml" => Some(Kind::Html),
            "md" | "markdown" => Some(Kind::Links),
            _ => None,
        }
    }
}

/// A text that is brought in, with the name by which diagnostics call it.
pub(crate) struct Source<'a> {
    file: &'a str,
    text: &'a str,
    lines: Lines,
}

impl<'a> Source<'a> {
    fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, lines: Lines::of(text) }
    }

    /// A range of bytes of the text.
    fn place(&self, span: Range<usize>) -> Place {
        Place::in_lines(self.file, self.text, &self.lines, span)
    }

    /// A part that cannot be read.
    fn bad(&self, message: impl Into<String>, span: Range<usize>, help: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::BadImport, message).at(self.place(span)).help(help)
    }
}

/// Why nothing can be made of a text as it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A column of the map is not there.
    #[error("{file} has no column `{column}`; {help}")]
    NoColumn {
        /// The text.
        file: String,
        /// The column.
        column: String,
        /// Those that are there.
        help: String,
    },
}

/// The text of bytes that must be UTF-8; a byte order mark is left out.
///
/// # Errors
/// The problem, for a text that is not. It is not mended with `\u{fffd}`: a file that
/// is written once and never over would keep the mark for good.
pub fn decode(file: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    match String::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix('\u{feff}') {
            Some(rest) => Ok(rest.to_owned()),
            None => Ok(text),
        },
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let message = if utf16 { "the file is UTF-16, not UTF-8" } else { "a byte is not UTF-8" };
            let problem = Diagnostic::new(Code::InvalidUtf8, message).at(Place::span(file, &text, at..at + 3));
            Err(Box::new(problem.help("save it as UTF-8 and import it again; nothing of it was imported")))
        }
    }
}

/// The incidents of one text that is no HTML; pages are for [`read_folder`].
///
/// # Errors
/// When the map names a column that is not there.
pub fn read(
    kind: Kind,
    file: &str,
    text: &str,
    map: &Map,
    problems: &mut Diagnostics,
) -> Result<Vec<Page>, ImportError> {
    let source = Source::new(file, text);
    match kind {
        Kind::Links => Ok(links::read(&source, problems)),
        Kind::Csv => delimited::read(&source, map, problems),
        Kind::Json => json::read(&source, map, problems),
        Kind::Html => Ok(Vec::new()),
    }
}

/// Says which column is missing, and which are there.
fn check_columns(source: &Source<'_>, map: &Map, columns: &[&str]) -> Result<(), ImportError> {
    let Some((column, near)) = map.missing(columns) else { return Ok(()) };
    let shown: Vec<String> = columns.iter().take(20).map(|c| format!("`{c}`")).collect();
    let more = if columns.len() > shown.len() { " ..." } else { "" };
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has {}{more}", shown.join(", ")),
    };
    Err(ImportError::NoColumn { file: source.file.to_owned(), column, help })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_not_utf8_is_refused_with_its_place() {
        assert_eq!(decode("a", b"\xef\xbb\xbfok".to_vec()).unwrap(), "ok");
        let problem = decode("a.csv", b"one\ntwo \xe9t\xe9\n".to_vec()).unwrap_err();
        let place = problem.place.unwrap();
        assert_eq!((problem.code, place.line, place.column), (Code::InvalidUtf8, 2, 5));
        assert!(decode("a", b"\xff\xfea\0".to_vec()).unwrap_err().message.contains("UTF-16"));
    }
}
