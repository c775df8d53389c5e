//! Blocks become sentences.

use super::reader::Block;
use super::{Sentence, quiet};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Words after whose full stop a sentence goes on, in lower case, without the last stop.
const ABBREVIATIONS: [&str; 36] = [
    "e.g", "i.e", "eg", "ie", "etc", "vs", "v", "cf", "approx", "ca", "no", "nr", "fig", "sec", "min", "max", "resp",
    "incl", "excl", "dr", "mr", "mrs", "ms", "st", "p.ex", "z.b", "d.h", "u.a", "bzw", "usw", "ggf", "ej", "p.ej",
    "aprox", "env", "dept",
];

/// The sentences of a block, lines of logs and chats left out.
pub(super) fn split(number: usize, block: &Block) -> Vec<Sentence> {
    said(block).into_iter().flat_map(|part| bounds(&block.text, part)).map(|b| sentence(number, block, b)).collect()
}

/// The parts of a block between lines that a machine or a chat wrote.
fn said(block: &Block) -> Vec<Range<usize>> {
    let ends = block.lines.iter().skip(1).copied().chain([block.text.len()]);
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (from, to) in block.lines.iter().copied().zip(ends) {
        if quiet::is_foreign(&block.text[from..to]) {
            continue;
        }
        match parts.last_mut().filter(|p| p.end == from && !block.stops.contains(&from)) {
            Some(part) => part.end = to,
            None => parts.push(from..to),
        }
    }
    parts
}

/// Where the sentences of a part begin and end, without blanks around them.
fn bounds(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    for (at, piece) in text[part.clone()].split_sentence_bound_indices() {
        let range = part.start + at..part.start + at + piece.len();
        match all.last_mut().filter(|_| goes_on) {
            Some(last) => last.end = range.end,
            None => all.push(range),
        }
        goes_on = ends_in_abbreviation(&text[all.last().map_or(0..0, Clone::clone)]);
    }
    all.into_iter()
        .map(|r| {
            let piece = &text[r.clone()];
            let start = r.start + piece.len() - piece.trim_start().len();
            start..start + piece.trim().len()
        })
        .filter(|r| !r.is_empty())
        .collect()
}

fn ends_in_abbreviation(piece: &str) -> bool {
    let Some(body) = piece.trim_end().strip_suffix('.') else { return false };
    let word = body.rsplit(|c: char| c.is_whitespace() || "([{\"'“".contains(c)).next().unwrap_or_default();
    ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// A part of a block with single blanks and its own map.
fn sentence(number: usize, block: &Block, part: Range<usize>) -> Sentence {
    let mut text = String::with_capacity(part.len());
    let mut map: Vec<(usize, usize)> = Vec::new();
    // Where bytes of the block went, to move the quiet parts along.
    let mut moved: Vec<(usize, usize)> = Vec::new();
    let mut run = block.map.partition_point(|(at, _)| *at <= part.start).saturating_sub(1);
    let mut fresh = true;
    for (n, c) in block.text[part.clone()].char_indices() {
        let at = part.start + n;
        while block.map.get(run + 1).is_some_and(|(next, _)| *next <= at) {
            run += 1;
            fresh = true;
        }
        if c.is_whitespace() && text.ends_with(' ') {
            fresh = true;
            continue;
        }
        if fresh {
            let (from, file) = block.map.get(run).copied().unwrap_or_default();
            map.push((text.len(), file + (at - from)));
            moved.push((at, text.len()));
            fresh = false;
        }
        text.push(if c.is_whitespace() { ' ' } else { c });
    }
    let to = |at: usize| {
        let run = moved.partition_point(|(from, _)| *from <= at).saturating_sub(1);
        moved.get(run).map_or(0, |(from, to)| (to + at.saturating_sub(*from)).min(text.len()))
    };
    let quiet = block
        .quiet
        .iter()
        .filter(|q| q.start < part.end && part.start < q.end)
        .map(|q| to(q.start.max(part.start))..to(q.end.min(part.end)))
        .collect();
    Sentence { quiet, above: block.above.clone(), form: block.form, block: number, map, text }
}
