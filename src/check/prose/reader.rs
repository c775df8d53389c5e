//! Markdown as blocks of words with their places.

use super::{Above, Form, quiet};
use crate::document::markdown;
use crate::document::{SectionName, Words};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;
use std::sync::Arc;

/// A paragraph, heading, item or cell.
#[derive(Debug)]
pub(super) struct Block {
    /// Its words without markup; a line break of the source is a blank.
    pub text: String,
    /// Where runs of the text begin, and where in the file.
    pub map: Vec<(usize, usize)>,
    /// Bytes of the text that are code, links or quotations.
    pub quiet: Vec<Range<usize>>,
    /// Headings above it.
    pub above: Arc<[Above]>,
    /// What kind of block it is.
    pub form: Form,
    /// Where lines of the source begin in the text.
    pub lines: Vec<usize>,
    /// Those of them before which a sentence ends: after a hard break, and where a label begins.
    pub stops: Vec<usize>,
}

/// The blocks of a text that begins at byte `offset` of its file.
pub(super) fn blocks(text: &str, offset: usize, words: &Words) -> Vec<Block> {
    let parsed = markdown::parse(text);
    let mut reader = Reader {
        offset,
        words,
        blocks: Vec::new(),
        above: Vec::new(),
        shared: Arc::from([]),
        open: None,
        forms: Vec::new(),
        silent: 0,
        asides: Vec::new(),
        quiet_from: Vec::new(),
        bold_from: 0,
    };
    for (event, span) in parsed.events() {
        if matches!(event, Event::End(TagEnd::Strong)) {
            reader.label(reader.bold_from, &text[span.end..]);
        }
        reader.take(event, span);
    }
    reader.close();
    reader.blocks
}

struct Reader<'w> {
    offset: usize,
    words: &'w Words,
    blocks: Vec<Block>,
    above: Vec<Above>,
    shared: Arc<[Above]>,
    open: Option<Block>,
    /// Forms of the blocks that are open around what is read.
    forms: Vec<Form>,
    /// How many blocks are open of which nothing is read.
    silent: usize,
    /// Names of HTML elements that are open of which nothing is read.
    asides: Vec<String>,
    /// Where in the text links and inline code of HTML begin that are open.
    quiet_from: Vec<usize>,
    /// Where in the text the words in bold begin that are read.
    bold_from: usize,
}

/// Elements of HTML whose text is not the author's own.
const ASIDES: [&str; 5] = ["blockquote", "pre", "code", "samp", "kbd"];

/// Elements of HTML that stand in a line.
const INLINE: [&str; 38] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "br",
    "cite",
    "code",
    "del",
    "details",
    "dfn",
    "div",
    "em",
    "font",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "td",
    "tt",
    "u",
    "var",
    "blockquote",
];

fn name_of(tag: &str) -> String {
    tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Whether a piece of HTML in a line is a comment or an element that browsers know.
fn is_element(html: &str) -> bool {
    let tag = html.strip_prefix('<').unwrap_or(html);
    tag.starts_with(['!', '?']) || tag.contains('=') || INLINE.contains(&name_of(tag).as_str())
}

impl Reader<'_> {
    fn take(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(*end),
            Event::Text(text) => self.text(text, span, false),
            Event::Code(text) => self.text(text, span, true),
            Event::SoftBreak => self.line_break(span),
            Event::HardBreak => {
                self.line_break(span);
                self.stop();
            }
            // A name in angle brackets, as chats write it, is no element.
            Event::InlineHtml(html) if !is_element(html) => self.text(html, span, true),
            Event::Html(html) | Event::InlineHtml(html) => self.html(html),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.close();
                // Of an HTML block its tags are read, and none of its text.
                self.silent += usize::from(!matches!(tag, Tag::HtmlBlock));
            }
            Tag::Heading { level, .. } => {
                self.begin(Form::Heading);
                self.leave(*level as u8);
            }
            Tag::Paragraph => {
                self.close();
                if self.forms.last().is_none_or(|f| *f == Form::Heading) {
                    self.forms.push(Form::Paragraph);
                } else {
                    self.forms.push(Form::Item);
                }
            }
            Tag::Item | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => self.begin(Form::Item),
            Tag::TableCell => self.begin(Form::Cell),
            Tag::Link { .. } | Tag::Image { .. } => {
                let at = self.open.as_ref().map_or(0, |b| b.text.len());
                self.quiet_from.push(at);
            }
            Tag::Strong => self.bold_from = self.open.as_ref().map_or(0, |b| b.text.len()),
            Tag::List(_) | Tag::Table(_) | Tag::FootnoteDefinition(_) => self.close(),
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::CodeBlock | TagEnd::BlockQuote(_) | TagEnd::MetadataBlock(_) => {
                self.silent = self.silent.saturating_sub(1);
            }
            TagEnd::Heading(level) => {
                let text = self.open.as_ref().map(|b| b.text.trim().to_owned()).unwrap_or_default();
                self.finish();
                // What is quoted begins no section.
                if self.silent == 0 {
                    self.head(level as u8, text);
                }
            }
            TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::TableCell
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition => self.finish(),
            TagEnd::Link | TagEnd::Image => {
                if let (Some(from), Some(block)) = (self.quiet_from.pop(), &mut self.open)
                    && from < block.text.len()
                {
                    block.quiet.push(from..block.text.len());
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, form: Form) {
        self.close();
        self.forms.push(form);
    }

    fn finish(&mut self) {
        self.close();
        self.forms.pop();
    }

    /// Ends the block that is open.
    fn close(&mut self) {
        self.quiet_from.clear();
        let Some(mut block) = self.open.take() else { return };
        if block.text.trim().is_empty() {
            return;
        }
        quiet::quotations(&block.text, &mut block.quiet);
        self.blocks.push(block);
    }

    /// Ends the sections that a heading of this level ends: it does not stand below its siblings.
    fn leave(&mut self, level: u8) {
        if self.silent > 0 {
            return;
        }
        while self.above.last().is_some_and(|a| a.level >= level) {
            self.above.pop();
        }
        self.shared = self.above.as_slice().into();
    }

    /// Begins the section of a heading.
    fn head(&mut self, level: u8, text: String) {
        let name = SectionName::of(&text, self.words);
        self.above.push(Above { level, text, name });
        self.shared = self.above.as_slice().into();
    }

    fn block(&mut self) -> &mut Block {
        let form = self.forms.last().copied().unwrap_or(Form::Paragraph);
        let above = &self.shared;
        self.open.get_or_insert_with(|| Block {
            text: String::new(),
            map: Vec::new(),
            quiet: Vec::new(),
            above: Arc::clone(above),
            form,
            lines: vec![0],
            stops: Vec::new(),
        })
    }

    fn text(&mut self, text: &str, span: &Range<usize>, is_code: bool) {
        if self.silent > 0 || text.is_empty() {
            return;
        }
        let is_aside = !self.asides.is_empty();
        if is_aside && self.asides.iter().any(|a| a == "blockquote" || a == "pre") {
            return;
        }
        let mut at = span.start + self.offset;
        if is_code {
            // The ticks around code are as many on both sides.
            at += (span.len().saturating_sub(text.len())) / 2;
        }
        let block = self.block();
        let from = block.text.len();
        block.map.push((from, at));
        // What is expanded or escaped is not as long as its source; the place stays that of its beginning.
        block.text.extend(text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }));
        if is_code || is_aside {
            block.quiet.push(from..from + text.len());
        }
    }

    fn line_break(&mut self, span: &Range<usize>) {
        if self.silent > 0 || self.open.is_none() {
            return;
        }
        let at = span.start + self.offset;
        let block = self.block();
        block.map.push((block.text.len(), at));
        block.text.push(' ');
        block.lines.push(block.text.len());
    }

    /// Ends a sentence before the line that begins here.
    fn stop(&mut self) {
        if let Some(block) = &mut self.open {
            block.stops.push(block.text.len());
        }
    }

    /// Ends a sentence before words in bold at the beginning of a line, if a colon makes them a label.
    fn label(&mut self, from: usize, after: &str) {
        if let Some(block) = &mut self.open
            && block.lines.contains(&from)
            && (block.text.trim_end().ends_with(':') || after.starts_with(':'))
        {
            block.stops.push(from);
        }
    }

    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            rest = &rest[at + 1..];
            let closing = rest.starts_with('/');
            let name = name_of(rest);
            if closing {
                if let Some(at) = self.asides.iter().rposition(|a| *a == name) {
                    self.asides.remove(at);
                }
            } else if ASIDES.contains(&name.as_str()) {
                self.asides.push(name);
            }
        }
    }
}
