//! The blocks of a text with their plain words and places, for the readers of facts,
//! timelines and actions.
//!
//! Code and HTML, comments among it, are left out: what stands there is quoted, not said.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Blocks inside blocks are read to this depth; deeper ones belong to nothing that a
/// reader of facts looks for.
const DEEPEST: usize = 12;

/// A line of text without markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its words.
    pub text: Cow<'a, str>,
    /// Bytes at its beginning that are bold.
    pub bold: usize,
    /// What of it is slanted, as hints of templates are, by its bytes.
    pub slanted: Vec<Range<usize>>,
    /// What of it is struck out, by its bytes.
    pub struck: Vec<Range<usize>>,
    /// Code in it, by its bytes.
    pub code: Vec<Range<usize>>,
    /// Links in it: the bytes of their words, and where they lead.
    pub links: Vec<(Range<usize>, String)>,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// An item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item<'a> {
    /// The state of its check box.
    pub checked: Option<bool>,
    /// What stands in it.
    pub blocks: Vec<Block<'a>>,
}

/// A block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block<'a> {
    /// A heading with its level.
    Heading(u8, Line<'a>),
    /// A paragraph by its lines.
    Paragraph(Vec<Line<'a>>),
    /// A list; whether it is numbered.
    List(Vec<Item<'a>>, bool),
    /// A table: the cells of its head, and its rows.
    Table(Vec<Line<'a>>, Vec<Vec<Line<'a>>>),
    /// A quotation.
    Quote(Vec<Block<'a>>),
    /// Terms, each with its definitions.
    Terms(Vec<(Line<'a>, Vec<Line<'a>>)>),
    /// Code, HTML or a rule: nothing is read in it, but it ends what stands before.
    Other,
}

impl<'a> Item<'a> {
    /// The lines of its own, without those of lists in it.
    pub fn lines(&self) -> impl Iterator<Item = &Line<'a>> {
        self.blocks.iter().flat_map(|b| match b {
            Block::Paragraph(lines) => lines.as_slice(),
            _ => &[],
        })
    }

    /// Its first line.
    pub fn first(&self) -> Option<&Line<'a>> {
        match self.blocks.first() {
            Some(Block::Paragraph(lines)) => lines.first(),
            _ => None,
        }
    }

    /// The lists in it.
    pub fn lists(&self) -> impl Iterator<Item = &Vec<Item<'a>>> {
        self.blocks.iter().filter_map(|b| match b {
            Block::List(items, _) => Some(items),
            _ => None,
        })
    }
}

impl Line<'_> {
    /// The words that are not struck out.
    pub fn standing(&self) -> Cow<'_, str> {
        if self.struck.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let mut out = String::new();
        let mut at = 0;
        for struck in &self.struck {
            out.push_str(self.text.get(at..struck.start).unwrap_or_default());
            at = struck.end;
        }
        out.push_str(self.text.get(at..).unwrap_or_default());
        Cow::Owned(out)
    }

    /// Whether a part of it is a hint of a template: slanted from one end to the other.
    pub fn is_hint(&self, part: &str) -> bool {
        let part = part.trim();
        self.text.find(part).is_some_and(|at| {
            self.slanted.iter().any(|s| s.start <= at && s.end >= at + part.trim_end_matches(['.', ' ']).len())
        })
    }

    /// The bytes in the file of some bytes of the text, as near as markup lets one tell.
    pub fn place(&self, source: &str, text: &str) -> Range<usize> {
        let within = source.get(self.span.clone()).unwrap_or_default();
        match (text.is_empty(), within.find(text)) {
            (false, Some(at)) => self.span.start + at..self.span.start + at + text.len(),
            _ => self.span.clone(),
        }
    }
}

/// Reads the blocks of a text; `offset` is where in the file the text begins. What stands
/// in `asides`, as bytes of the text in their order, is set apart from it: nothing is read there.
pub fn outline<'a>(events: &[(Event<'a>, Range<usize>)], offset: usize, asides: &[Range<usize>]) -> Vec<Block<'a>> {
    Reader { events, at: 0, offset, asides }.blocks(0)
}

struct Reader<'e, 'a> {
    events: &'e [(Event<'a>, Range<usize>)],
    at: usize,
    offset: usize,
    asides: &'e [Range<usize>],
}

impl<'a> Reader<'_, 'a> {
    fn span(&self, span: &Range<usize>) -> Range<usize> {
        span.start + self.offset..span.end + self.offset
    }

    /// Blocks up to the end of the one that holds them.
    fn blocks(&mut self, depth: usize) -> Vec<Block<'a>> {
        let mut blocks = Vec::new();
        while let Some((event, span)) = self.events.get(self.at) {
            match event {
                Event::End(_) => {
                    self.at += 1;
                    break;
                }
                Event::Start(tag) if !is_inline(tag) => {
                    self.at += 1;
                    if let Some(block) = self.block(tag, depth) {
                        blocks.push(block);
                    }
                }
                Event::Rule | Event::Html(_) => {
                    self.at += 1;
                    blocks.push(Block::Other);
                }
                // The text of a tight item stands in it without a paragraph.
                _ => {
                    let start = self.span(span);
                    let lines = self.lines(start);
                    if !lines.is_empty() {
                        blocks.push(Block::Paragraph(lines));
                    }
                }
            }
        }
        blocks
    }

    fn block(&mut self, tag: &Tag<'a>, depth: usize) -> Option<Block<'a>> {
        let begin = self.events.get(self.at - 1).map_or(0, |(_, s)| s.start);
        let before = self.asides.partition_point(|aside| aside.start <= begin);
        if before.checked_sub(1).is_some_and(|n| self.asides[n].contains(&begin)) {
            self.skip();
            return Some(Block::Other);
        }
        let start = self.events.get(self.at - 1).map(|(_, s)| self.span(s)).unwrap_or_default();
        match tag {
            Tag::Heading { level, .. } => {
                let level = *level as u8;
                let line = self.joined(start);
                Some(Block::Heading(level, line))
            }
            Tag::Paragraph => {
                let lines = self.lines(start);
                self.at += 1;
                Some(Block::Paragraph(lines))
            }
            Tag::List(first) if depth < DEEPEST => Some(Block::List(self.items(depth), first.is_some())),
            Tag::BlockQuote(_) if depth < DEEPEST => Some(Block::Quote(self.blocks(depth + 1))),
            Tag::Table(_) => Some(self.table()),
            Tag::DefinitionList if depth < DEEPEST => Some(self.terms()),
            Tag::FootnoteDefinition(_) => {
                self.skip();
                None
            }
            _ => {
                self.skip();
                Some(Block::Other)
            }
        }
    }

    /// Passes over everything up to the end of the block that was begun.
    fn skip(&mut self) {
        let mut open = 1_usize;
        while open > 0
            && let Some((event, _)) = self.events.get(self.at)
        {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn items(&mut self, depth: usize) -> Vec<Item<'a>> {
        let mut items = Vec::new();
        while let Some((event, _)) = self.events.get(self.at) {
            self.at += 1;
            match event {
                Event::Start(Tag::Item) => {
                    let mut item = Item::default();
                    let from = self.at;
                    item.blocks = self.blocks(depth + 1);
                    item.checked = self.events[from..self.at].iter().take(2).find_map(|(e, _)| match e {
                        Event::TaskListMarker(done) => Some(*done),
                        _ => None,
                    });
                    items.push(item);
                }
                _ => break,
            }
        }
        items
    }

    fn table(&mut self) -> Block<'a> {
        let mut head = Vec::new();
        let mut rows: Vec<Vec<Line<'a>>> = Vec::new();
        let mut in_head = false;
        while let Some((event, span)) = self.events.get(self.at) {
            self.at += 1;
            match event {
                Event::Start(Tag::TableHead) => in_head = true,
                Event::End(TagEnd::TableHead) => in_head = false,
                Event::Start(Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let span = self.span(span);
                    let cell = self.joined(span);
                    match rows.last_mut() {
                        Some(row) if !in_head => row.push(cell),
                        _ => head.push(cell),
                    }
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        // Kramdown's `{: .class}` after a table is no row of it.
        rows.retain(|row| !row.first().is_some_and(|cell| cell.text.starts_with("{:")));
        Block::Table(head, rows)
    }

    fn terms(&mut self) -> Block<'a> {
        let mut terms: Vec<(Line<'a>, Vec<Line<'a>>)> = Vec::new();
        while let Some((event, span)) = self.events.get(self.at) {
            self.at += 1;
            let span = self.span(span);
            match event {
                Event::Start(Tag::DefinitionListTitle) => terms.push((self.joined(span), Vec::new())),
                Event::Start(Tag::DefinitionListDefinition) => {
                    let blocks = self.blocks(DEEPEST);
                    if let Some((_, definitions)) = terms.last_mut() {
                        definitions.extend(blocks.into_iter().flat_map(|b| match b {
                            Block::Paragraph(lines) => lines,
                            _ => Vec::new(),
                        }));
                    }
                }
                Event::End(TagEnd::DefinitionList) => break,
                _ => {}
            }
        }
        Block::Terms(terms)
    }

    /// Everything up to the end of a heading or cell, as one line.
    fn joined(&mut self, span: Range<usize>) -> Line<'a> {
        let mut lines = self.lines(span.clone()).into_iter();
        self.at += 1;
        let mut line = lines.next().unwrap_or_default();
        for more in lines {
            let text = line.text.to_mut();
            text.push(' ');
            let at = text.len();
            text.push_str(&more.text);
            line.links.extend(more.links.into_iter().map(|(r, url)| (r.start + at..r.end + at, url)));
        }
        line.span = span;
        line
    }

    /// The lines of running text, up to the end of the block or the beginning of another.
    fn lines(&mut self, start: Range<usize>) -> Vec<Line<'a>> {
        let mut lines = Vec::new();
        let mut line = Line { span: start.start..start.start, ..Line::default() };
        let mut strong = 0_usize;
        let mut open_links: Vec<(usize, String)> = Vec::new();
        let mut slant: Option<usize> = None;
        let mut strike: Option<usize> = None;
        let mut inline = 0_usize;
        while let Some((event, span)) = self.events.get(self.at) {
            let span = span.start + self.offset..span.end + self.offset;
            match event {
                Event::Start(Tag::Strong) => strong += 1,
                Event::Start(Tag::Link { dest_url, .. }) => open_links.push((line.text.len(), dest_url.to_string())),
                Event::Start(Tag::Emphasis) => slant = Some(line.text.len()),
                Event::End(TagEnd::Emphasis) => {
                    if let Some(from) = slant.take().filter(|from| *from < line.text.len()) {
                        line.slanted.push(from..line.text.len());
                    }
                }
                Event::Start(Tag::Image { .. }) => {
                    self.at += 1;
                    self.skip();
                    continue;
                }
                Event::Start(Tag::Strikethrough) => strike = Some(line.text.len()),
                Event::End(TagEnd::Strikethrough) => {
                    let from = strike.take().unwrap_or(line.text.len());
                    line.struck.push(from..line.text.len());
                }
                Event::Start(Tag::Superscript | Tag::Subscript)
                | Event::End(TagEnd::Superscript | TagEnd::Subscript) => {}
                Event::End(TagEnd::Strong) => strong = strong.saturating_sub(1),
                Event::End(TagEnd::Link) => {
                    if let Some((from, url)) = open_links.pop() {
                        line.links.push((from..line.text.len(), url));
                    }
                }
                Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                    let all_bold = line.bold == line.text.len();
                    let start = line.text.len();
                    push(&mut line, text);
                    if matches!(event, Event::Code(_)) {
                        line.code.push(start..line.text.len());
                    }
                    if strong > 0 && all_bold {
                        line.bold = line.text.len();
                    }
                    line.span.end = span.end;
                }
                Event::SoftBreak | Event::HardBreak => {
                    let next = Line { span: span.end..span.end, ..Line::default() };
                    if let Some(from) = slant.filter(|from| *from < line.text.len()) {
                        line.slanted.push(from..line.text.len());
                        slant = Some(0);
                    }
                    lines.push(std::mem::replace(&mut line, next));
                }
                Event::InlineHtml(html) if html.starts_with("<br") => push(&mut line, &CowStr::Borrowed(" ")),
                Event::InlineHtml(_) | Event::Html(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {
                    line.span.end = span.end;
                }
                // Where a block begins, it is read by whoever asked for these lines.
                Event::Start(_) | Event::End(_) | Event::Rule => break,
            }
            inline += 1;
            self.at += 1;
        }
        if inline > 0 {
            lines.push(line);
        }
        // A line without words says nothing.
        lines.retain(|l| !l.text.trim().is_empty());
        lines
    }
}

/// Adds text; the only piece of a line is borrowed.
fn push<'a>(line: &mut Line<'a>, text: &CowStr<'a>) {
    if line.text.is_empty() {
        line.text = match text {
            CowStr::Borrowed(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        };
    } else {
        line.text.to_mut().push_str(text);
    }
}

/// Whether a tag is part of running text.
fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Strong
            | Tag::Emphasis
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markdown;

    fn read(text: &str) -> Vec<Block<'_>> {
        outline(markdown::parse(text).events(), 0, &[])
    }

    #[test]
    fn lines_know_what_is_bold_and_where_links_lead() {
        let blocks = read("**Date:** 2024-03-09\n*All* [times](u) in `UTC`\n");
        let [Block::Paragraph(lines)] = blocks.as_slice() else { panic!("{blocks:?}") };
        assert_eq!((lines[0].text.as_ref(), lines[0].bold), ("Date: 2024-03-09", 5));
        assert_eq!(lines[1].text, "All times in UTC");
        assert_eq!(lines[1].links, [(4..9, "u".to_owned())]);
    }

    #[test]
    fn lists_keep_their_boxes_and_what_is_in_them() {
        let blocks = read("- [x] **Done** a\n  - inner\n- [ ] b\n\n  more\n");
        let [Block::List(items, false)] = blocks.as_slice() else { panic!("{blocks:?}") };
        assert_eq!(items.iter().map(|i| i.checked).collect::<Vec<_>>(), [Some(true), Some(false)]);
        assert_eq!(items[0].first().unwrap().text.trim(), "Done a");
        assert_eq!(items[0].lists().count(), 1);
        assert_eq!(items[1].lines().count(), 2);
    }

    #[test]
    fn tables_have_head_and_rows_and_no_marks_of_kramdown() {
        let blocks = read("Time | What\n--- | ---\n10:00 | **a** b\n{: .table }\n\n<!-- c -->\n\n    code\n");
        let [Block::Table(head, rows), Block::Other, Block::Other] = blocks.as_slice() else { panic!("{blocks:?}") };
        assert_eq!(head.len(), 2);
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0][1].text, "a b");
    }

    #[test]
    fn what_is_nested_without_end_is_passed_over() {
        let deep = format!("{}x", "> ".repeat(400));
        assert_eq!(read(&deep).len(), 1);
        let lists = (0..200).map(|n| format!("{}- a\n", "  ".repeat(n))).collect::<Vec<_>>().concat();
        assert_eq!(read(&lists).len(), 1);
    }
}
