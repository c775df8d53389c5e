//! Places of the protocol (lines and UTF-16 units, both from zero) as bytes, and back.
//!
//! A line of the protocol ends with `\n`, `\r\n` or `\r`.

use std::ops::Range;
use tower_lsp_server::ls_types;

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub struct Positions<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Positions<'t> {
    /// The lines of a text.
    pub fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
            .map(|at| at + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The byte at a position. What is past the end of a line is its end, what is past the last
    /// line the end of the text, and the middle of a character its beginning.
    pub fn byte(&self, position: ls_types::Position) -> usize {
        let number = usize::try_from(position.line).unwrap_or(usize::MAX);
        let Some(start) = self.starts.get(number).copied() else { return self.text.len() };
        let end = self.starts.get(number + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..end].trim_end_matches(['\n', '\r']);
        let wanted = usize::try_from(position.character).unwrap_or(usize::MAX);
        let mut units = 0;
        for (at, c) in line.char_indices() {
            units += c.len_utf16();
            if units > wanted {
                return start + at;
            }
        }
        start + line.len()
    }

    /// The position of a byte; of one within a character that of its beginning.
    pub fn position(&self, byte: usize) -> ls_types::Position {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= byte) - 1;
        let units: usize = self.text[self.starts[line]..byte].chars().map(char::len_utf16).sum();
        ls_types::Position::new(small(line), small(units))
    }

    /// The bytes of a range.
    pub fn bytes(&self, range: ls_types::Range) -> Range<usize> {
        let (start, end) = (self.byte(range.start), self.byte(range.end));
        start.min(end)..end.max(start)
    }

    /// The range of some bytes.
    pub fn range(&self, bytes: &Range<usize>) -> ls_types::Range {
        ls_types::Range::new(self.position(bytes.start), self.position(bytes.end.max(bytes.start)))
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tower_lsp_server::ls_types::Position;

    #[test]
    fn an_emoji_counts_as_two_units_and_an_umlaut_as_one() {
        let text = "aü🔥b\nzwölf";
        let positions = Positions::of(text);
        assert_eq!(positions.position(text.find('b').unwrap()), Position::new(0, 4));
        assert_eq!(positions.byte(Position::new(0, 4)), text.find('b').unwrap());
        assert_eq!(positions.byte(Position::new(1, 3)), text.find("lf").unwrap());
        // The middle of the emoji is where it begins.
        assert_eq!(positions.byte(Position::new(0, 3)), text.find('🔥').unwrap());
        assert_eq!(positions.position(text.find('🔥').unwrap() + 2), Position::new(0, 2));
    }

    #[test]
    fn lines_end_in_three_ways() {
        let text = "one\r\ntwo\rthree\nfour";
        let positions = Positions::of(text);
        for (line, word) in ["one", "two", "three", "four"].into_iter().enumerate() {
            let at = text.find(word).unwrap();
            assert_eq!(positions.position(at), Position::new(u32::try_from(line).unwrap(), 0), "{word}");
            assert_eq!(positions.byte(Position::new(u32::try_from(line).unwrap(), 0)), at);
        }
    }

    #[test]
    fn what_is_past_the_end_is_the_end() {
        let positions = Positions::of("ab\r\nc");
        assert_eq!(positions.byte(Position::new(0, 99)), 2);
        assert_eq!(positions.byte(Position::new(9, 0)), 5);
        assert_eq!(positions.position(99), Position::new(1, 1));
        assert_eq!(Positions::of("").byte(Position::new(u32::MAX, u32::MAX)), 0);
    }

    proptest! {
        #[test]
        fn every_byte_that_begins_a_character_comes_back(text in "[a\u{e4}\u{1f525}\n\r\u{4e2d}]{0,30}") {
            let positions = Positions::of(&text);
            for (at, _) in text.char_indices() {
                // Between `\r` and `\n` a line has ended for the protocol.
                let inside = text[..at].ends_with('\r') && text[at..].starts_with('\n');
                if !inside {
                    prop_assert_eq!(positions.byte(positions.position(at)), at);
                }
            }
        }

        #[test]
        fn no_position_is_too_odd(text in "\\PC{0,20}", line in 0_u32..9, character in any::<u32>()) {
            let byte = Positions::of(&text).byte(Position::new(line, character));
            prop_assert!(text.is_char_boundary(byte));
        }
    }
}
