//! One document of a file with its headings, sections and lines.

use crate::check::Subject;
use crate::check::prose::{Form, Sentence};
use crate::document::{Document, Kind, NamedSection, Provenance, SectionName};
use crate::source;
use std::ops::Range;

/// A note has at most so many characters.
const LONGEST_NOTE: usize = 1000;

/// A heading with what stands below it.
pub(super) struct Head {
    /// Bytes of its words.
    pub span: Range<usize>,
    /// Its words.
    pub text: String,
    /// Bytes below it, up to the next heading that does not belong to it.
    pub content: Range<usize>,
    /// Its line in the file, from one.
    line: usize,
    /// One to six.
    level: usize,
}

/// A document as rules look at it.
pub(super) struct View<'v> {
    /// The file.
    pub subject: &'v Subject<'v>,
    /// The document.
    pub document: &'v Document,
    /// Bytes of the file that are this document: all, but where a file holds several.
    pub range: Range<usize>,
    heads: Vec<Head>,
    /// Where lines of the file begin.
    starts: Vec<usize>,
}

impl<'v> View<'v> {
    /// The document of a file with this number.
    pub fn new(subject: &'v Subject<'v>, at: usize) -> Self {
        let document = subject.documents[at];
        let starts: Vec<usize> =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', subject.text.as_bytes()).map(|n| n + 1)).collect();
        let range = range(subject, at, &starts);
        let heads = heads(subject, &range, &starts);
        Self { subject, document, range, heads, starts }
    }

    /// Whether the document is of one of these kinds.
    pub fn is(&self, kinds: &[Kind]) -> bool {
        kinds.contains(&self.document.fields.kind)
    }

    /// The sections of a name with their headings.
    pub fn sections(&self, name: SectionName) -> impl Iterator<Item = (&NamedSection, &Head)> {
        self.document.sections.iter().filter(move |s| s.name == name).filter_map(|s| Some((s, self.head(s.line)?)))
    }

    /// All sections that are known with their headings.
    pub fn named(&self) -> impl Iterator<Item = (&NamedSection, &Head)> {
        self.document.sections.iter().filter_map(|s| Some((s, self.head(s.line)?)))
    }

    /// The headings in the order of the text.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    fn head(&self, line: usize) -> Option<&Head> {
        self.heads.iter().find(|h| h.line == line)
    }

    /// The sentences in some bytes of the file.
    pub fn sentences(&self, within: Range<usize>) -> &'v [Sentence] {
        let all = &self.subject.sentences;
        let from = all.partition_point(|s| s.whole().start < within.start);
        let to = all.partition_point(|s| s.whole().start < within.end);
        all.get(from..to).unwrap_or_default()
    }

    /// Whether something stands in some bytes of the file: words, a picture or code, rather
    /// than comments, headings and the head of an empty table.
    pub fn says_something(&self, within: Range<usize>) -> bool {
        says_something(self.subject.text.get(within).unwrap_or_default())
    }

    /// Whether the document is a short note without sections, as status pages have them.
    pub fn is_note(&self) -> bool {
        let body = source::split(self.subject.text).map_or(0, |front| front.body).max(self.range.start);
        let text = self.subject.text.get(body..self.range.end).unwrap_or_default();
        // The title is no section.
        let title = self.whole();
        let is_title = |head: &Head| title.as_ref().is_some_and(|title| *title == head.span);
        self.heads.iter().all(is_title) && text.trim().chars().count() <= LONGEST_NOTE
    }

    /// Where to point at the document as a whole: its title, where that stands in the file.
    pub fn whole(&self) -> Option<Range<usize>> {
        let title = self.document.fields.title.as_ref()?;
        let heading = || self.heads.iter().find(|h| title.origin.span.contains(&h.span.start)).map(|h| h.span.clone());
        (!title.origin.span.is_empty()).then(|| heading().unwrap_or_else(|| title.origin.span.clone()))
    }

    /// The bytes of a line without blanks around it.
    pub fn line(&self, line: usize) -> Range<usize> {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let end = self.starts.get(line).copied().unwrap_or(self.subject.text.len());
        let text = self.subject.text.get(start..end).unwrap_or_default();
        let from = start + text.len() - text.trim_start().len();
        from..from + text.trim().len()
    }

    /// The text of the lines from one to before another.
    pub fn lines(&self, from: usize, to: usize) -> &'v str {
        let at = |line: usize| self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.subject.text.len());
        self.subject.text.get(at(from)..at(to).max(at(from))).unwrap_or_default()
    }

    /// The line of a byte, from one.
    pub fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }
}

/// The bytes of a document: where a file holds several, from its title to the next one.
fn range(subject: &Subject<'_>, at: usize, starts: &[usize]) -> Range<usize> {
    if subject.documents.len() == 1 {
        return 0..subject.text.len();
    }
    let start = |n: usize| {
        let title = subject.documents.get(n)?.fields.title.as_ref()?;
        let in_text = title.origin.from == Provenance::Heading;
        let line = starts.partition_point(|s| *s <= title.origin.span.start).saturating_sub(1);
        in_text.then(|| starts.get(line).copied()).flatten()
    };
    let from = start(at).unwrap_or(0);
    from..start(at + 1).unwrap_or(subject.text.len()).max(from)
}

fn heads(subject: &Subject<'_>, within: &Range<usize>, starts: &[usize]) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    let mut block = None;
    for sentence in subject.sentences.iter().filter(|s| s.form == Form::Heading) {
        let span = sentence.whole();
        if !within.contains(&span.start) {
            continue;
        }
        match heads.last_mut().filter(|_| block == Some(sentence.block)) {
            Some(head) => {
                head.span.end = span.end;
                head.text.push(' ');
                head.text.push_str(&sentence.text);
            }
            None => heads.push(Head {
                line: starts.partition_point(|s| *s <= span.start),
                content: span.end..span.end,
                text: sentence.text.clone(),
                level: level(subject.text, starts, span.start),
                span,
            }),
        }
        block = Some(sentence.block);
    }
    for n in 0..heads.len() {
        let (level, end) = (heads[n].level, heads[n].span.end);
        let next = heads[n + 1..].iter().find(|h| h.level <= level);
        let line_after = |at: usize| starts.get(starts.partition_point(|s| *s <= at)).copied().unwrap_or(within.end);
        let mut from = line_after(end);
        let underline = subject.text.get(from..line_after(from)).unwrap_or_default().trim();
        if !underline.is_empty() && underline.chars().all(|c| c == '=' || c == '-') {
            from = line_after(from);
        }
        let line = |h: &Head| starts.get(h.line.saturating_sub(1)).copied().unwrap_or(h.span.start);
        let to = next.map_or(within.end, line);
        heads[n].content = from.min(to)..to;
    }
    heads
}

/// The level of the heading in the line of a byte: its marks, or those of the line below.
fn level(text: &str, starts: &[usize], at: usize) -> usize {
    let line = starts.partition_point(|s| *s <= at);
    let of = |n: usize| starts.get(n).map_or("", |start| text[*start..].split('\n').next().unwrap_or_default());
    let own = of(line.saturating_sub(1)).trim_start_matches([' ', '>', '-', '*']);
    match own.len() - own.trim_start_matches('#').len() {
        0 if of(line).trim_start().starts_with('=') => 1,
        0 => 2,
        marks => marks,
    }
}

/// Whether a piece of Markdown holds more than comments, headings, marks of lists and the
/// head of a table without rows.
fn says_something(text: &str) -> bool {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        bare.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let lines: Vec<&str> = bare.lines().map(str::trim).collect();
    let is_rule = |line: &str| line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    lines.iter().enumerate().any(|(n, line)| {
        let is_head = line.contains('|') && lines.get(n + 1).is_some_and(|next| next.contains('|') && is_rule(next));
        let is_number = line.trim_end_matches(['.', ')']).chars().all(|c| c.is_ascii_digit());
        // `~~~` and ticks fence code, which says something.
        let says = line.starts_with("```") || line.starts_with("~~~") || line.chars().any(char::is_alphanumeric);
        says && !is_head && !is_number && !line.starts_with('#') && !line.starts_with("{:")
    })
}

#[cfg(test)]
mod tests {
    use super::says_something;

    #[test]
    fn comments_headings_and_empty_tables_say_nothing() {
        for text in ["", "\n<!-- who\nand how -->\n", "### Deeper\n", "| Time | Event |\n|---|---|\n", "- \n1. \n---\n"]
        {
            assert!(!says_something(text), "{text}");
        }
        for text in ["None.", "![depth](queue.png)", "| a | b |\n|---|---|\n| 1 | x |", "```\n!\n```", "障害"] {
            assert!(says_something(text), "{text}");
        }
    }
}
