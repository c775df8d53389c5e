//! The parts of a list of links: paragraphs, items and tables, each with its links.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A part of the list.
pub(super) enum Block {
    /// Its level and text, and where it has a link to another site.
    Heading(HeadingLevel, String, Option<Range<usize>>),
    Text(Text),
    Table(Table),
    /// Code, or HTML: what it is called, and its text without what stands before each line
    /// of an item or a quote.
    Other {
        what: &'static str,
        span: Range<usize>,
        text: String,
    },
}

impl Block {
    pub(super) fn span(&self) -> Range<usize> {
        match self {
            Block::Heading(_, _, span) => span.clone().unwrap_or_default(),
            Block::Text(Text { span, .. }) | Block::Table(Table { span, .. }) | Block::Other { span, .. } => {
                span.clone()
            }
        }
    }
}

/// A table: its cells, each with where it stands.
pub(super) struct Table {
    pub(super) span: Range<usize>,
    pub(super) in_item: bool,
    pub(super) head: Vec<Text>,
    pub(super) rows: Vec<Vec<Text>>,
    pub(super) references: Vec<(String, String)>,
}

impl Table {
    /// Whether each row is an entry: there is a link in its first cell.
    pub(super) fn has_entries(&self) -> bool {
        let is_entry = |row: &Vec<Text>| row.first().is_some_and(|cell| !cell.links.is_empty());
        let is_plain = self.head.iter().all(|cell| cell.links.is_empty());
        !self.in_item && is_plain && !self.rows.is_empty() && self.rows.iter().all(is_entry)
    }

    /// Its lines, without what stands before them in an item or a quote.
    pub(super) fn text(&self, markdown: &str) -> String {
        let lines = markdown[self.span.clone()].trim().lines();
        lines.map(|line| line.trim_start_matches(['>', ' ', '\t']).trim_end()).collect::<Vec<_>>().join("\n")
    }
}

/// A paragraph, or the text of an item.
pub(super) struct Text {
    pub(super) span: Range<usize>,
    pub(super) in_item: bool,
    /// The text without markup, up to and after the parts of links.
    pub(super) plain: String,
    pub(super) links: Vec<Link>,
    /// Links by reference: label and address.
    pub(super) references: Vec<(String, String)>,
}

/// A link to another site.
pub(super) struct Link {
    pub(super) url: String,
    pub(super) text: String,
    pub(super) span: Range<usize>,
    /// Where it stands in the plain text.
    pub(super) plain: Range<usize>,
}

impl Text {
    fn new(span: Range<usize>, in_item: bool) -> Self {
        Self { span, in_item, plain: String::new(), links: Vec::new(), references: Vec::new() }
    }

    /// The link that makes it an entry: the first thing of a paragraph, anywhere in an item.
    pub(super) fn entry(&self) -> Option<&Link> {
        let first = self.links.first()?;
        (self.in_item || self.plain[..first.plain.start].trim().is_empty()).then_some(first)
    }

    pub(super) fn after(&self, link: &Link) -> String {
        self.plain[link.plain.end..].to_owned()
    }
}

/// The parts of a text, in order.
pub(super) fn blocks(markdown: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM;
    let mut reader = Reader::default();
    for (event, span) in Parser::new_ext(markdown, options).into_offset_iter() {
        reader.take(event, span);
    }
    reader.end_text();
    reader.out
}

/// What is open at a place of the list.
#[derive(Default)]
struct Reader {
    out: Vec<Block>,
    heading: Option<(HeadingLevel, String, Option<Range<usize>>)>,
    block: Option<Text>,
    link: Option<Link>,
    table: Option<Table>,
    /// Code or HTML, with what opens and closes it.
    other: Option<(&'static str, Range<usize>, String, Option<String>)>,
    items: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, span: Range<usize>) {
        if self.other.is_some() {
            self.take_other(&event);
            return;
        }
        if self.table.is_some() {
            self.take_cell(event, span);
            return;
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.end_text();
                self.heading = Some((level, String::new(), None));
            }
            Event::End(TagEnd::Heading(_)) => {
                self.out.extend(self.heading.take().map(|(level, name, link)| Block::Heading(level, name, link)));
            }
            Event::Start(Tag::Item) => {
                self.end_text();
                self.items += 1;
            }
            Event::End(TagEnd::Item) => {
                self.end_text();
                self.items = self.items.saturating_sub(1);
            }
            Event::Start(Tag::Paragraph) => {
                self.end_text();
                self.block = Some(Text::new(span, self.items > 0));
            }
            // A list or a quote in an item ends the text of the item.
            Event::End(TagEnd::Paragraph) | Event::Start(Tag::List(_) | Tag::BlockQuote(_)) => self.end_text(),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.end_text();
                let info = if let CodeBlockKind::Fenced(info) = kind { info.to_string() } else { String::new() };
                self.other = Some(("block of code", span, String::new(), Some(info)));
            }
            Event::Start(Tag::HtmlBlock) => {
                self.end_text();
                self.other = Some(("block of HTML", span, String::new(), None));
            }
            Event::Start(Tag::Table(_)) => {
                self.end_text();
                let in_item = self.items > 0;
                self.table = Some(Table { span, in_item, head: Vec::new(), rows: Vec::new(), references: Vec::new() });
            }
            event => self.take_inline(event, span),
        }
    }

    fn end_text(&mut self) {
        self.out.extend(self.block.take().map(Block::Text));
    }

    fn take_inline(&mut self, event: Event<'_>, span: Range<usize>) {
        if let Some((_, name, link)) = &mut self.heading {
            match event {
                Event::Text(t) | Event::Code(t) => name.push_str(&t),
                Event::SoftBreak | Event::HardBreak => name.push(' '),
                Event::Start(Tag::Link { dest_url, .. }) if is_elsewhere(&dest_url) => *link = Some(span),
                _ => {}
            }
            return;
        }
        // The text of a tight item stands in no paragraph.
        let is_inline = matches!(
            event,
            Event::Text(_)
                | Event::Code(_)
                | Event::SoftBreak
                | Event::HardBreak
                | Event::InlineHtml(_)
                | Event::Start(Tag::Link { .. } | Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Image { .. })
        );
        if self.block.is_none() && self.items > 0 && is_inline {
            self.block = Some(Text::new(span.clone(), true));
        }
        let Some(block) = &mut self.block else { return };
        block.span.end = block.span.end.max(span.end);
        inline(block, &mut self.link, event, span);
    }

    fn take_other(&mut self, event: &Event<'_>) {
        let Some((what, span, mut text, info)) = self.other.take() else { return };
        match event {
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => {
                let mut text = text.trim_end().to_owned();
                if let Some(info) = info {
                    // Longer than any fence in it.
                    let mut fence = "```".to_owned();
                    while text.contains(&fence) {
                        fence.push('`');
                    }
                    // The name of a language may have what ends a fence of this kind.
                    text = format!("{fence}{}\n{text}\n{fence}", info.replace('`', ""));
                }
                self.out.push(Block::Other { what, span, text });
                return;
            }
            Event::Text(t) | Event::Html(t) | Event::InlineHtml(t) => text.push_str(t),
            _ => {}
        }
        self.other = Some((what, span, text, info));
    }

    fn take_cell(&mut self, event: Event<'_>, span: Range<usize>) {
        let Some(table) = &mut self.table else { return };
        match event {
            Event::End(TagEnd::Table) => self.out.extend(self.table.take().map(Block::Table)),
            Event::Start(Tag::TableRow) => table.rows.push(Vec::new()),
            // Where its text stands is known with the text.
            Event::Start(Tag::TableCell) => self.block = Some(Text::new(span.start..span.start, self.items > 0)),
            Event::End(TagEnd::TableCell) => {
                let Some(cell) = self.block.take() else { return };
                table.references.extend(cell.references.iter().cloned());
                table.rows.last_mut().unwrap_or(&mut table.head).push(cell);
            }
            event => {
                let Some(cell) = &mut self.block else { return };
                if cell.span.is_empty() {
                    cell.span = span.clone();
                }
                cell.span.end = cell.span.end.max(span.end);
                inline(cell, &mut self.link, event, span);
            }
        }
    }
}

fn is_elsewhere(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Takes a part of a paragraph.
fn inline(block: &mut Text, link: &mut Option<Link>, event: Event<'_>, span: Range<usize>) {
    match event {
        Event::Text(t) | Event::Code(t) => {
            block.plain.push_str(&t);
            if let Some(link) = link {
                link.text.push_str(&t);
            }
        }
        Event::SoftBreak | Event::HardBreak => block.plain.push(' '),
        Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
            let by_name = matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
            if by_name {
                block.references.push((id.to_string(), dest_url.to_string()));
            }
            if is_elsewhere(&dest_url) {
                let at = block.plain.len();
                *link = Some(Link { url: dest_url.to_string(), text: String::new(), span, plain: at..at });
            }
        }
        Event::End(TagEnd::Link) => {
            if let Some(mut link) = link.take() {
                link.plain.end = block.plain.len();
                block.links.push(link);
            }
        }
        _ => {}
    }
}
