//! Tokens and stems, for the tests that compare them with the browser's.
//!
//! Reads JSON lines `{"op": "tokens", "text", "indexing"}` or `{"op": "stem", "word"}`;
//! writes `[[text, position, start, end], ..]`, places in UTF-16 units, or the stem.

use candor::search::text::{Lang, Stem, tokens};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{BufRead, BufWriter, Write, stdin, stdout};

fn main() -> Result<(), Box<dyn Error>> {
    let mut stem = Stem::new(Lang::English);
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line?)?;
        if asked["op"] == "stem" {
            writeln!(out, "{}", json!(stem.english(asked["word"].as_str().unwrap_or_default())))?;
            continue;
        }
        let text = asked["text"].as_str().unwrap_or_default();
        let units = |at: usize| text[..at].encode_utf16().count();
        let found: Vec<Value> = tokens(text, asked["indexing"] == true)
            .into_iter()
            .map(|t| json!([t.text, t.position, units(t.span.start), units(t.span.end)]))
            .collect();
        writeln!(out, "{}", json!(found))?;
    }
    out.flush()?;
    Ok(())
}
