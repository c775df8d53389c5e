//! Writes the events of the Markdown parser as HTML, and their text beside it.

mod prose;

use super::footnote::Footnotes;
use super::nesting::{DEEPEST, Nesting};
use super::plain::Plain;
use super::table::Tables;
use super::{Body, Heading, Scene, Slugs, attribute, escape, highlight, link, sanitize};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};
use std::collections::HashSet;
use std::ops::Range;

pub(super) struct Writer<'s, 'a> {
    scene: &'s Scene<'a>,
    problems: &'s mut Diagnostics,
    out: String,
    slugs: Slugs,
    headings: Vec<Heading>,
    plain: Plain,
    /// Text of the heading that is open.
    heading: Option<String>,
    /// Bytes of the output at which the open heading's content begins.
    heading_start: usize,
    nesting: Nesting,
    /// What closes each link that is open; text in a link holds no other link.
    link_ends: Vec<&'static str>,
    /// The image that is open: its target and title, and the text so far.
    image: Option<(String, String, String, String)>,
    code: Option<(String, String)>,
    tables: Tables,
    raw_html: bool,
    terms: HashSet<&'a str>,
    footnotes: Footnotes,
}

impl<'s, 'a> Writer<'s, 'a> {
    pub(super) fn new(scene: &'s Scene<'a>, problems: &'s mut Diagnostics) -> Self {
        Self {
            scene,
            problems,
            out: String::new(),
            slugs: Slugs::default(),
            headings: Vec::new(),
            plain: Plain::new(),
            heading: None,
            heading_start: 0,
            nesting: Nesting::default(),
            link_ends: Vec::new(),
            image: None,
            code: None,
            tables: Tables::default(),
            raw_html: false,
            terms: HashSet::new(),
            footnotes: Footnotes::default(),
        }
    }

    /// Writes all events but those of the heading of number `title`.
    pub(super) fn write(mut self, events: Vec<(Event<'_>, Range<usize>)>, title: Option<usize>) -> Body {
        let lift = i8::try_from(self.scene.lift).unwrap_or(0);
        let shift = i8::from(has_h1(&events, title)) - lift;
        let mut number = 0;
        let mut skipping = false;
        for (event, span) in events {
            match &event {
                Event::Start(Tag::Heading { .. }) => {
                    skipping = Some(number) == title;
                    number += 1;
                }
                Event::End(TagEnd::Heading(_)) if skipping => {
                    skipping = false;
                    continue;
                }
                _ => {}
            }
            if !skipping {
                self.event(event, span.start + self.scene.offset..span.end + self.scene.offset, shift);
            }
        }
        self.finish()
    }

    fn event(&mut self, event: Event<'_>, span: Range<usize>, shift: i8) {
        match event {
            Event::Start(tag) => self.start(tag, &span, shift),
            Event::End(tag) => self.end(tag),
            Event::Code(text) if self.person_in(&text, span.start).is_some() => {
                self.push(&["<bdi data-as=\"", link::PERSON, "\"><code>", &escape(&text), "</code></bdi>"]);
            }
            Event::Code(text) => {
                self.plain(&text);
                if self.image.is_none() {
                    self.push(&["<code>", &escape(&text), "</code>"]);
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw(&html, span),
            Event::SoftBreak => {
                self.plain(" ");
                self.push(&["\n"]);
            }
            Event::HardBreak => {
                self.plain(" ");
                self.push(&["<br>\n"]);
            }
            Event::Rule => self.push(&["<hr>\n"]),
            Event::FootnoteReference(name) => {
                let mark = self.footnotes.reference(&name);
                self.push(&[&mark]);
            }
            Event::TaskListMarker(done) => {
                // The list item is already written; its class is set afterwards.
                if self.out.ends_with("<li>") {
                    self.out.truncate(self.out.len() - "<li>".len());
                    self.push(&["<li class=\"task\">"]);
                } else if self.out.ends_with("<li><p>") {
                    self.out.truncate(self.out.len() - "<li><p>".len());
                    self.push(&["<li class=\"task\"><p>"]);
                }
                let (checked, label) =
                    if done { (" checked", &self.scene.labels.task_done) } else { ("", &self.scene.labels.task) };
                let label = attribute(label);
                self.push(&["<input type=\"checkbox\" disabled", checked, " aria-label=\"", &label, "\"> "]);
            }
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, span.start),
        }
    }

    /// Writes HTML, unless only the text of an image is wanted.
    fn push(&mut self, parts: &[&str]) {
        if self.image.is_none() {
            for part in parts {
                self.out.push_str(part);
            }
        }
    }

    /// Adds to the plain text of the section.
    fn plain(&mut self, text: &str) {
        if let Some((.., alt)) = &mut self.image {
            alt.push_str(text);
        }
        if let Some(heading) = &mut self.heading {
            heading.push_str(text);
        } else {
            self.plain.push(text);
        }
    }

    /// Opens a block, with its frame unless it is too deep.
    fn open(&mut self, html: &str, span: &Range<usize>) {
        if self.nesting.open() {
            self.push(&[html]);
        } else {
            self.say_too_deep(span);
        }
    }

    /// Says once that blocks are nested too deeply.
    fn say_too_deep(&mut self, span: &Range<usize>) {
        if !self.nesting.said {
            self.nesting.said = true;
            self.problems.push(
                Diagnostic::new(
                    Code::DeepNesting,
                    format!("blocks are nested deeper than {DEEPEST} levels; the text is shown without further frames"),
                )
                .at(Place::span(self.scene.file, self.scene.text, span.start..span.start + 1))
                .help("quote or indent less deeply"),
            );
        }
    }

    fn close(&mut self, html: &str) {
        self.plain.end_block();
        if self.nesting.close() {
            self.push(&[html]);
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: &Range<usize>, shift: i8) {
        match tag {
            Tag::Paragraph => {
                self.plain.start_paragraph(self.scene.label_lines.contains(&self.scene.lines.line(span.start)));
                self.push(&["<p>"]);
            }
            Tag::Heading { level, id, .. } => {
                let level = (level as u8).saturating_add_signed(shift).clamp(1, 6);
                self.heading = Some(String::new());
                let id = id.map(|i| i.to_string()).unwrap_or_default();
                self.headings.push(Heading { level, text: String::new(), id, span: span.clone() });
                self.heading_start = self.out.len();
            }
            Tag::BlockQuote(None) => self.open("<blockquote>\n", span),
            Tag::BlockQuote(Some(kind)) => {
                let (at, name) = match kind {
                    BlockQuoteKind::Note => (0, "note"),
                    BlockQuoteKind::Tip => (1, "tip"),
                    BlockQuoteKind::Important => (2, "important"),
                    BlockQuoteKind::Warning => (3, "warning"),
                    BlockQuoteKind::Caution => (4, "caution"),
                };
                let title = escape(&self.scene.labels.alerts[at]).into_owned();
                self.open(
                    &format!("<div class=\"markdown-alert markdown-alert-{name}\"><p class=\"markdown-alert-title\">{title}</p>\n"),
                    span,
                );
            }
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::List(None) => self.open("<ul>\n", span),
            Tag::List(Some(1)) => self.open("<ol>\n", span),
            Tag::List(Some(n)) => self.open(&format!("<ol start=\"{n}\">\n"), span),
            Tag::Item => self.open("<li>", span),
            Tag::FootnoteDefinition(name) => self.footnotes.start(&name, &mut self.out),
            Tag::DefinitionList => self.open("<dl>\n", span),
            Tag::DefinitionListTitle => self.open("<dt>", span),
            Tag::DefinitionListDefinition => self.open("<dd>", span),
            Tag::Table(alignments) => {
                let html = self.tables.start(alignments, &self.scene.labels.table);
                self.open(&html, span);
            }
            Tag::TableHead | Tag::TableRow => {
                let html = self.tables.row(matches!(tag, Tag::TableHead));
                self.push(&[html]);
            }
            Tag::TableCell => {
                let html = self.tables.cell();
                self.push(&[&html]);
            }
            Tag::Emphasis => self.push(&["<em>"]),
            Tag::Strong => self.push(&["<strong>"]),
            Tag::Strikethrough => self.push(&["<del>"]),
            Tag::Superscript => self.push(&["<sup>"]),
            Tag::Subscript => self.push(&["<sub>"]),
            Tag::Link { link_type, dest_url, title, .. } => self.link(link_type, &dest_url, &title, span),
            Tag::Image { dest_url, title, .. } => {
                if self.image.is_none() {
                    self.image = Some((dest_url.to_string(), title.to_string(), location(span), String::new()));
                }
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.push(&["</p>\n"]);
                let of_the_text = self.nesting.is_flat() && !self.footnotes.is_open();
                self.plain.end_paragraph(of_the_text, &self.headings, self.scene.words);
            }
            TagEnd::Heading(_) => self.heading_end(),
            TagEnd::BlockQuote(None) => self.close("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.close("</div>\n"),
            TagEnd::CodeBlock => {
                if let Some((language, code)) = self.code.take() {
                    let html = highlight::html(&code, &language);
                    let lang = if language.is_empty() {
                        String::new()
                    } else {
                        format!(" data-lang=\"{}\"", attribute(&language))
                    };
                    // Scrolls in its own box, so it can be reached by keyboard.
                    self.push(&["<pre class=\"code\" tabindex=\"0\"", &lang, "><code>", &html, "</code></pre>\n"]);
                    self.plain(&code);
                    self.plain.end_block();
                }
            }
            TagEnd::List(false) => self.close("</ul>\n"),
            TagEnd::List(true) => self.close("</ol>\n"),
            TagEnd::Item => self.close("</li>\n"),
            TagEnd::FootnoteDefinition => {
                self.plain.end_block();
                self.footnotes.end(&mut self.out);
            }
            TagEnd::DefinitionList => self.close("</dl>\n"),
            TagEnd::DefinitionListTitle => self.close("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.close("</dd>\n"),
            TagEnd::Table => self.close("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.plain.end_block();
                self.push(&["</tr></thead><tbody>\n"]);
            }
            TagEnd::TableRow => {
                self.plain.end_block();
                self.push(&["</tr>\n"]);
            }
            TagEnd::TableCell => {
                self.plain(" ");
                let html = self.tables.end_cell();
                self.push(&[html]);
            }
            TagEnd::Emphasis => self.push(&["</em>"]),
            TagEnd::Strong => self.push(&["</strong>"]),
            TagEnd::Strikethrough => self.push(&["</del>"]),
            TagEnd::Superscript => self.push(&["</sup>"]),
            TagEnd::Subscript => self.push(&["</sub>"]),
            TagEnd::Link => {
                let end = self.link_ends.pop().unwrap_or("</a>");
                self.push(&[end]);
            }
            TagEnd::Image => {
                if let Some((target, title, at, alt)) = self.image.take() {
                    let title =
                        if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(&title)) };
                    self.push(&[
                        "<img src=\"",
                        &attribute(&target),
                        "\" alt=\"",
                        &attribute(&alt),
                        "\"",
                        &title,
                        " data-at=\"",
                        &at,
                        "\">",
                    ]);
                }
            }
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn heading_end(&mut self) {
        let Some(text) = self.heading.take() else { return };
        let content = self.out.split_off(self.heading_start);
        let number = self.headings.len() - 1;
        let heading = &mut self.headings[number];
        heading.text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        heading.id = if heading.id.is_empty() {
            self.slugs.unique(&heading.text)
        } else {
            self.slugs.unique(&heading.id.clone())
        };
        let (level, id) = (heading.level.to_string(), heading.id.clone());
        let label = attribute(&format!("{}: {}", self.scene.labels.anchor, heading.text));
        self.push(&[
            "<h",
            &level,
            " id=\"",
            &attribute(&id),
            "\">",
            content.trim(),
            "<a class=\"anchor\" data-as=\"own\" href=\"#",
            &attribute(&id),
            "\" aria-label=\"",
            &label,
            "\"></a></h",
            &level,
            ">\n",
        ]);
        self.plain.section(number);
    }

    fn finish(mut self) -> Body {
        let notes = std::mem::take(&mut self.footnotes).html(&self.out, &self.scene.labels.footnote_back);
        self.out.push_str(&notes);
        let html = if self.raw_html { sanitize::clean(&self.out) } else { self.out };
        let scanned = link::scan(&html, self.scene, self.problems);
        let plain = self.plain.finish();
        Body {
            html: scanned.html,
            slots: scanned.slots,
            links: scanned.links,
            anchors: scanned.anchors,
            headings: self.headings,
            sections: plain.sections,
            abstract_text: plain.abstract_text,
            words: plain.words,
        }
        .shrink()
    }
}

/// The place of a link, as the scan of links finds it again.
fn location(span: &Range<usize>) -> String {
    format!("{}-{}", span.start, span.end)
}

/// Whether any heading but the title is of level 1.
fn has_h1(events: &[(Event<'_>, Range<usize>)], title: Option<usize>) -> bool {
    events
        .iter()
        .filter_map(|(e, _)| match e {
            Event::Start(Tag::Heading { level, .. }) => Some(*level as u8),
            _ => None,
        })
        .enumerate()
        .any(|(number, level)| level == 1 && Some(number) != title)
}
