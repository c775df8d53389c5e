//! The block of a private key, from its first mark to its last: on lines of its own, indented,
//! quoted, or in one line with the line ends written out, as JSON has it.

use std::ops::Range;

/// A key of fewer characters is none.
const LEAST: usize = 24;

/// A run of fewer characters is a word rather than a line of a key, unless the last mark follows.
const LINE: usize = 16;

/// The bytes of the block that begins with the mark at `head`; without its end where that is missing.
pub(super) fn block(text: &str, head: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = head.end;
    let (mut end, mut key) = (head.end, String::new());
    while at < bytes.len() {
        at = between(bytes, at);
        if bytes[at..].starts_with(b"-----END ") {
            let close = memchr::memmem::find(&bytes[at + 9..bytes.len().min(at + 80)], b"-----")?;
            end = at + 9 + close + 5;
            break;
        }
        let run = bytes[at..].iter().take_while(|b| is_key(**b)).count();
        if let Some(after) = label(bytes, at) {
            at = after;
            continue;
        }
        let is_last = bytes[between(bytes, at + run)..].starts_with(b"-----END ");
        if run == 0 || (run < LINE && !is_last) {
            break;
        }
        key.push_str(text.get(at..at + run)?);
        at += run;
        end = at;
    }
    (key.len() >= LEAST && !super::placeholder::is_placeholder(&key)).then_some(head.start..end)
}

fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Passes over blanks, line ends that are written out, quotation marks and marks of quotations.
fn between(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if matches!(bytes.get(at + 1), Some(b'n' | b'r' | b't' | b'\\')) => at += 2,
            b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'|' | b'"' | b'\'' | b',' => at += 1,
            _ => break,
        }
    }
    at
}

/// Where a line like `Proc-Type: 4,ENCRYPTED` ends.
fn label(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..bytes.len().min(at + 160)];
    let name = rest.iter().take_while(|b| b.is_ascii_alphabetic() || **b == b'-').count();
    if name == 0 || !rest[name..].starts_with(b": ") {
        return None;
    }
    let line = rest.iter().position(|b| *b == b'\n').or_else(|| memchr::memmem::find(rest, b"\\n"))?;
    Some(at + line)
}
