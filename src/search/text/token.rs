//! Words, identifiers and their parts, and pairs of wide characters; see
//! `docs/search-index.md`, section Tokens, which this follows rule by rule.

use super::chars::{fold, fold_into, is_apostrophe, is_ignorable, is_wide, is_word, joiner};
use std::ops::Range;

/// A chunk longer than this is no identifier, in code points.
const LONGEST_CHUNK: usize = 128;
/// A token is cut to this, in code points.
const LONGEST_TOKEN: usize = 64;
/// The most parts of an identifier.
const MOST_PARTS: usize = 16;

/// A token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its folding, which is not stemmed.
    pub text: String,
    /// Its number among the positions of the text; tokens of one chunk share it.
    pub position: u32,
    /// Bytes of the text that it stands for.
    pub span: Range<usize>,
}

/// What a token looks like, which decides how it becomes a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Letters only: stemmed, and in the vocabulary.
    Letters,
    /// Characters of a script without spaces.
    Wide,
    /// With a digit or a joiner: kept as it is.
    Code,
}

impl Shape {
    /// The shape of a folded token.
    pub fn of(token: &str) -> Self {
        match token.chars().next() {
            Some(first) if is_wide(first) => Shape::Wide,
            _ if token.chars().all(|c| !c.is_numeric() && joiner(c).is_none()) => Shape::Letters,
            _ => Shape::Code,
        }
    }
}

/// The tokens of a text. `indexing` adds what a token is also found by.
pub fn tokens(text: &str, indexing: bool) -> Vec<Token> {
    let mut scan = Scan { text, indexing, tokens: Vec::new(), position: 0 };
    scan.run();
    scan.tokens
}

struct Scan<'a> {
    text: &'a str,
    indexing: bool,
    tokens: Vec<Token>,
    position: u32,
}

/// A piece of a chunk between joiners.
struct Segment {
    span: Range<usize>,
    folded: String,
    humps: Vec<usize>,
}

impl Scan<'_> {
    fn run(&mut self) {
        let text = self.text;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            if !is_word(c) {
                at += c.len_utf8();
            } else if is_wide(c) {
                at = self.wide(at);
            } else {
                at = self.chunk(at);
            }
        }
    }

    fn push(&mut self, text: String, span: Range<usize>) {
        let text = match text.char_indices().nth(LONGEST_TOKEN) {
            Some((end, _)) => text[..end].to_owned(),
            None => text,
        };
        let further = if self.indexing { further(&text) } else { None };
        let position = self.position;
        self.tokens.push(Token { text, position, span: span.clone() });
        if let Some(text) = further {
            self.tokens.push(Token { text, position, span });
        }
    }

    /// The pairs of a run that begins at `from`; gives where it ends.
    fn wide(&mut self, from: usize) -> usize {
        let mut run: Vec<(usize, char)> = Vec::new();
        let mut end = from;
        for (at, c) in self.text[from..].char_indices() {
            if is_wide(c) {
                run.push((from + at, c));
                end = from + at + c.len_utf8();
            } else if !is_ignorable(c) {
                break;
            }
        }
        let after = |i: usize| run[i].0 + run[i].1.len_utf8();
        if let [(at, c)] = run.as_slice() {
            self.push(c.to_string(), *at..end);
            self.position += 1;
        }
        for i in 0..run.len().saturating_sub(1) {
            let pair: String = [run[i].1, run[i + 1].1].iter().collect();
            self.push(pair, run[i].0..after(i + 1));
            self.position += 1;
        }
        end
    }

    /// The tokens of the chunk that begins at `from`; gives where it ends.
    fn chunk(&mut self, from: usize) -> usize {
        let text = self.text;
        let mut end = from;
        let mut joiners: Vec<(usize, char)> = Vec::new();
        let (mut length, mut seen) = (0, 0);
        let mut previous_is_word = false;
        let mut rest = text[from..].char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let at = from + at;
            seen += 1;
            if is_word(c) && !is_wide(c) {
                end = at + c.len_utf8();
                previous_is_word = true;
                length = seen;
            } else if is_ignorable(c) {
                previous_is_word = false;
            } else if let Some(sign) = joiner(c)
                && previous_is_word
                && rest.peek().is_some_and(|(_, next)| is_word(*next) && !is_wide(*next))
            {
                joiners.push((at, sign));
                previous_is_word = false;
            } else {
                break;
            }
        }
        if self.is_clitic(from, end) {
            return end;
        }
        let mut segments = Vec::new();
        let mut begin = from;
        for (at, _) in &joiners {
            segments.push(segment(text, begin..*at));
            begin = at + text[*at..].chars().next().map_or(1, char::len_utf8);
        }
        segments.push(segment(text, begin..end));
        if length > LONGEST_CHUNK {
            for segment in segments {
                self.of(vec![segment], &[]);
            }
        } else {
            self.of(segments, &joiners);
        }
        end
    }

    /// `s` in `it's`.
    fn is_clitic(&self, from: usize, end: usize) -> bool {
        let mut before = self.text[..from].chars().rev();
        before.next().is_some_and(is_apostrophe)
            && before.next().is_some_and(is_word)
            && matches!(fold(&self.text[from..end]).as_str(), "s" | "t" | "d" | "m" | "re" | "ve" | "ll")
    }

    fn of(&mut self, segments: Vec<Segment>, joiners: &[(usize, char)]) {
        let plain = |s: &Segment| s.humps.is_empty() && Shape::of(&s.folded) == Shape::Letters;
        match segments.as_slice() {
            [only] if only.humps.is_empty() => {
                for segment in segments.into_iter().filter(|s| !s.folded.is_empty()) {
                    self.push(segment.folded, segment.span);
                    self.position += 1;
                }
            }
            _ if !joiners.is_empty() && joiners.iter().all(|(_, j)| *j == '-') && segments.iter().all(plain) => {
                for segment in segments.into_iter().filter(|s| !s.folded.is_empty()) {
                    self.push(segment.folded, segment.span);
                    self.position += 1;
                }
            }
            _ => self.identifier(&segments, joiners),
        }
    }

    fn identifier(&mut self, segments: &[Segment], joiners: &[(usize, char)]) {
        let mut whole = String::new();
        for (at, segment) in segments.iter().enumerate() {
            whole.push_str(&segment.folded);
            if let Some((_, sign)) = joiners.get(at) {
                whole.push(*sign);
            }
        }
        if segments.iter().all(|s| s.folded.is_empty()) {
            return;
        }
        let dotted = !joiners.is_empty() && joiners.iter().all(|(_, j)| *j == '.');
        let span = segments[0].span.start..segments[segments.len() - 1].span.end;
        let mut parts: Vec<(String, Range<usize>)> = Vec::new();
        for segment in segments {
            let mut begin = segment.span.start;
            for end in segment.humps.iter().copied().chain([segment.span.end]) {
                let part = fold(&self.text[begin..end]);
                let span = begin..end;
                begin = end;
                let digits = part.chars().filter(|c| c.is_numeric()).count();
                let length = part.chars().count();
                let stands = match digits {
                    0 => length >= 2,
                    _ if digits < length => true,
                    _ => length >= 3 && !dotted,
                };
                if stands && part != whole && parts.len() < MOST_PARTS && parts.iter().all(|(p, _)| *p != part) {
                    parts.push((part, span));
                }
            }
        }
        self.push(whole, span);
        for (part, span) in parts {
            self.push(part, span);
        }
        self.position += 1;
    }
}

fn segment(text: &str, span: Range<usize>) -> Segment {
    let piece = &text[span.clone()];
    let mut folded = String::with_capacity(piece.len());
    for c in piece.chars() {
        fold_into(&mut folded, c);
    }
    Segment { humps: humps(piece).into_iter().map(|h| h + span.start).collect(), folded, span }
}

/// The bytes at which a new part of `PaymentService` begins.
fn humps(piece: &str) -> Vec<usize> {
    if !piece.chars().skip(1).any(char::is_uppercase) {
        return Vec::new();
    }
    let all: Vec<(usize, char)> = piece.char_indices().filter(|(_, c)| !is_ignorable(*c)).collect();
    // `VMs` is a plural.
    if let [first @ .., (_, 's')] = all.as_slice()
        && first.len() >= 2
        && first.iter().all(|(_, c)| c.is_uppercase())
    {
        return Vec::new();
    }
    let mut humps = Vec::new();
    for i in 1..all.len() {
        let (before, here) = (all[i - 1].1, all[i].1);
        let next_is_low = all.get(i + 1).is_some_and(|(_, c)| c.is_lowercase());
        let rises = before.is_alphabetic() && !before.is_uppercase();
        if here.is_uppercase() && (rises || (before.is_uppercase() && next_is_low)) {
            humps.push(all[i].0);
        }
    }
    humps
}

/// What a token is found by beside itself: the class of a status code, the short form of a hash.
fn further(token: &str) -> Option<String> {
    let bytes = token.as_bytes();
    if bytes.len() == 3 && bytes.iter().all(u8::is_ascii_digit) {
        let code: u16 = token.parse().ok()?;
        return matches!(code, 400..=451 | 494..=499 | 500..=530).then(|| format!("{}xx", &token[..1]));
    }
    let is_hash = (8..=64).contains(&bytes.len())
        && bytes.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes.iter().any(u8::is_ascii_lowercase);
    is_hash.then(|| token[..7].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens as `0:text 1:other`.
    fn shown(text: &str, indexing: bool) -> String {
        let all: Vec<String> = tokens(text, indexing).iter().map(|t| format!("{}:{}", t.position, t.text)).collect();
        all.join(" ")
    }

    #[test]
    fn words_are_folded_and_numbered() {
        assert_eq!(shown("The Café was DOWN.", false), "0:the 1:cafe 2:was 3:down");
        assert_eq!(shown("it's don't l'eau", false), "0:it 1:don 2:l 3:eau");
    }

    #[test]
    fn an_identifier_gives_itself_and_its_parts_at_one_position() {
        assert_eq!(shown("payment_service", false), "0:payment_service 0:payment 0:service");
        assert_eq!(shown("PaymentService", false), "0:paymentservice 0:payment 0:service");
        assert_eq!(
            shown("db-primary.eu.example.com", false),
            "0:db-primary.eu.example.com 0:db 0:primary 0:eu 0:example 0:com"
        );
        assert_eq!(shown("HTTPServer VMs iPhone", false), "0:httpserver 0:http 0:server 1:vms 2:iphone 2:phone");
        assert_eq!(shown("foo/foo", false), "0:foo/foo 0:foo");
    }

    #[test]
    fn addresses_versions_and_codes_are_whole() {
        assert_eq!(shown("10.0.0.123 v1.24.3 E1234 5xx", false), "0:10.0.0.123 1:v1.24.3 1:v1 2:e1234 3:5xx");
        assert_eq!(shown("HTTP/503 2024-01-05", false), "0:http/503 0:http 0:503 1:2024-01-05 1:2024");
        assert_eq!(shown("error:503.", true), "0:error:503 0:error 0:503 0:5xx");
        assert_eq!(shown("3f9ac21d77 deadbeef", true), "0:3f9ac21d77 0:3f9ac21 1:deadbeef");
    }

    #[test]
    fn hyphenated_prose_is_split() {
        assert_eq!(shown("a write-ahead log", false), "0:a 1:write 2:ahead 3:log");
        assert_eq!(shown("db-1", false), "0:db-1 0:db");
    }

    #[test]
    fn wide_characters_are_paired() {
        assert_eq!(shown("証明書TLS切れ 水", false), "0:証明 1:明書 2:tls 3:切れ 4:水");
        assert_eq!(shown("証\u{200b}明", false), "0:証明");
    }

    #[test]
    fn what_is_invisible_parts_no_word() {
        assert_eq!(shown("data\u{ad}base \u{200b}x", false), "0:database 1:x");
        assert_eq!(shown("- _ . a- -b ½", false), "0:a 1:b 2:12");
    }

    #[test]
    fn spans_are_those_of_the_text() {
        let text = "é PaymentService";
        let spans: Vec<&str> = tokens(text, false).iter().map(|t| &text[t.span.clone()]).collect();
        assert_eq!(spans, ["é", "PaymentService", "Payment", "Service"]);
    }

    #[test]
    fn long_chunks_are_cut() {
        assert_eq!(shown(&"a.".repeat(100), false).matches("a.a").count(), 0);
        let invisible = "\u{200b}".repeat(130);
        assert_eq!(shown(&format!("a.b{invisible}"), false), "0:a.b", "what is invisible at the end is no part of it");
        assert_eq!(tokens(&"x".repeat(100), false)[0].text.len(), LONGEST_TOKEN);
    }
}
