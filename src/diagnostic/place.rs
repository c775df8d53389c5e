//! Where in a file something stands.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The longest piece of a source line that a place keeps, in bytes.
const EXCERPT: usize = 240;

/// A place in a file: lines and columns count from one, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file, relative to the library's root, with `/` between folders.
    pub file: String,
    /// Line, from one; zero when the problem is about the file as a whole.
    pub line: usize,
    /// Column in characters, from one; zero like `line`.
    pub column: usize,
    /// Characters marked on that line.
    pub width: usize,
    /// The source line, or the part of a very long one that holds the mark.
    pub excerpt: String,
    /// The byte in `excerpt` at which the mark begins.
    pub mark: usize,
    /// The line on which it ends, from one; zero like `line`.
    pub end_line: usize,
    /// The column after its last character, from one; zero like `line`.
    pub end_column: usize,
}

/// Where the lines of a text end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// The lines of a text.
    pub fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// The line of a byte, from one.
    pub fn line(&self, at: usize) -> usize {
        self.0.partition_point(|end| *end < at) + 1
    }

    /// The byte at which a line begins, which is counted from one; none where there is no such line.
    pub fn start(&self, line: usize) -> Option<usize> {
        match line.checked_sub(2) {
            None => (line == 1).then_some(0),
            Some(before) => self.0.get(before).map(|end| end + 1),
        }
    }
}

impl Place {
    /// A file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            width: 0,
            excerpt: String::new(),
            mark: 0,
            end_line: 0,
            end_column: 0,
        }
    }

    /// A line of a file, of which the text is no longer at hand.
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Self { line, column: 1, end_line: line, end_column: 1, ..Self::file(file) }
    }

    /// A range of bytes in the text of a file, clamped to what the text has.
    pub fn span(file: impl Into<String>, text: &str, span: Range<usize>) -> Self {
        let start = span.start.min(text.len());
        let line = memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count() + 1;
        Self::on_line(file, text, span, line)
    }

    /// The same, for a text with very many places: `lines` saves counting from its start.
    pub fn in_lines(file: impl Into<String>, text: &str, lines: &Lines, span: Range<usize>) -> Self {
        let start = span.start.min(text.len());
        Self::on_line(file, text, span, lines.line(start))
    }

    fn on_line(file: impl Into<String>, text: &str, span: Range<usize>, line: usize) -> Self {
        let start = floor_char(text, span.start.min(text.len()));
        let line_start = memchr::memrchr(b'\n', &text.as_bytes()[..start]).map_or(0, |i| i + 1);
        let line_end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |i| start + i);
        let last = floor_char(text, span.end.clamp(start, text.len()));
        let end = last.min(line_end);
        let last_line_start = memchr::memrchr(b'\n', &text.as_bytes()[..last]).map_or(0, |i| i + 1);
        let whole = text[line_start..line_end].trim_end_matches('\r');
        let offset = start - line_start;
        // A very long line is cut around the mark, so that a report stays readable.
        let (from, to) = if whole.len() <= EXCERPT {
            (0, whole.len())
        } else {
            let from = floor_char(whole, offset.saturating_sub(EXCERPT / 3));
            (from, floor_char(whole, (from + EXCERPT).min(whole.len())))
        };
        Self {
            file: file.into(),
            line,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..end].chars().count(),
            excerpt: whole[from..to].to_owned(),
            mark: offset.min(whole.len()).saturating_sub(from).min(to - from),
            end_line: line + memchr::memchr_iter(b'\n', &text.as_bytes()[start..last]).count(),
            end_column: text[last_line_start..last].chars().count() + 1,
        }
    }
}

/// The greatest character boundary of `text` that is not after `at`.
fn floor_char(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let text = "eins\nzwölf drei\r\nvier";
        let place = Place::span("a.md", text, 12..16);
        assert_eq!(place, Place::in_lines("a.md", text, &Lines::of(text), 12..16));
        assert_eq!((place.line, place.column, place.width), (2, 7, 4));
        assert_eq!((place.end_line, place.end_column), (2, 11));
        assert_eq!(place.excerpt, "zwölf drei");
        assert_eq!(&place.excerpt[place.mark..], "drei");
    }

    #[test]
    fn a_span_over_several_lines_says_where_it_ends_and_marks_the_first() {
        let place = Place::span("a.md", "eins zwei\ndrei vier", 5..14);
        assert_eq!((place.line, place.column, place.width), (1, 6, 4));
        assert_eq!((place.end_line, place.end_column), (2, 5));
    }

    #[test]
    fn a_span_past_the_end_is_clamped() {
        let place = Place::span("a.md", "ab", 10..20);
        assert_eq!((place.line, place.column, place.width), (1, 3, 0));
    }

    #[test]
    fn a_very_long_line_is_cut_around_the_mark() {
        let text = format!("{}HERE{}", "a".repeat(5000), "b".repeat(5000));
        let place = Place::span("a.md", &text, 5000..5004);
        assert!(place.excerpt.len() <= EXCERPT);
        assert!(place.excerpt[place.mark..].starts_with("HERE"));
        assert_eq!(place.column, 5001);
    }
}
