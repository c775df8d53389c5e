//! A stream of terms as one text: what is analysed on all threads reaches tantivy's one
//! writer without a string for each token.
//!
//! Terms stand one after the other, each followed by a space; `+N ` before a term says
//! how far its position is from the one before it, when that is not one. No term begins
//! with `+` or has a space.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the reader of streams is registered.
pub(super) const NAME: &str = "stream";

/// Writes a stream.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    text: String,
    next: u32,
}

impl Encoder {
    /// Adds a term at a position that is not before the last one.
    pub(super) fn push(&mut self, term: &str, position: u32) {
        if position != self.next {
            // `next` is one behind the last position, and zero before the first.
            let step = position + 1 - self.next;
            self.text.push_str(&format!("+{step} "));
        }
        self.text.push_str(term);
        self.text.push(' ');
        self.next = position + 1;
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Reads streams for tantivy.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoder {
    token: Token,
}

/// The tokens of one stream.
pub(super) struct Tokens<'a> {
    rest: std::str::SplitTerminator<'a, char>,
    token: &'a mut Token,
}

impl Tokenizer for Decoder {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        self.token.reset();
        Tokens { rest: text.split_terminator(' '), token: &mut self.token }
    }
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        let mut step = 1;
        let Some(mut item) = self.rest.next() else { return false };
        if let Some(number) = item.strip_prefix('+') {
            step = number.parse().unwrap_or(1);
            let Some(term) = self.rest.next() else { return false };
            item = term;
        }
        self.token.text.clear();
        self.token.text.push_str(item);
        // A token starts out at the last position there is, so the first step leads to zero.
        self.token.position = self.token.position.wrapping_add(step);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let given = [("a", 0), ("b", 0), ("c", 1), ("d-1", 4096), ("水", 4097)];
        let mut encoder = Encoder::default();
        for (term, position) in given {
            encoder.push(term, position);
        }
        let text = encoder.finish();
        let mut decoder = Decoder::default();
        let mut stream = decoder.token_stream(&text);
        let mut read = Vec::new();
        while stream.advance() {
            read.push((stream.token().text.clone(), stream.token().position));
        }
        assert_eq!(read, given.map(|(t, p)| (t.to_owned(), p as usize)));
    }
}
