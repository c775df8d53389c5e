//! Shards of the vocabulary, by the beginnings and by the ends of words.

use super::format::Raw;
use super::shards;
use crate::search::vocabulary::Vocabulary;

/// The vocabulary in shards; `backwards` by the ends.
pub(super) fn shards(vocabulary: &Vocabulary, backwards: bool, size: usize, folder: &'static str) -> Vec<Raw> {
    let key = |word: &str| if backwards { word.chars().rev().collect() } else { word.to_owned() };
    let mut entries: Vec<(String, String)> = vocabulary
        .words()
        .iter()
        .map(|w| {
            let stem = if w.stem == w.text { "-" } else { w.stem.as_str() };
            (key(&w.text), format!("{} {stem} {}\n", w.text, w.df))
        })
        .collect();
    if backwards {
        entries.sort();
    }
    let mut shards: Vec<Raw> = Vec::new();
    let mut first = String::new();
    let mut held = String::new();
    let mut before = String::new();
    for (key, line) in entries {
        // A word of several stems is in one shard.
        if key != before && shards::ends(held.len(), size, &key) {
            shards.push(Raw::new(folder, std::mem::take(&mut first), std::mem::take(&mut held).into_bytes()));
        }
        if held.is_empty() {
            first = shards::separator(&before, &key);
        }
        held.push_str(&line);
        before = key;
    }
    if !held.is_empty() {
        shards.push(Raw::new(folder, first, held.into_bytes()));
    }
    shards
}
