//! The addresses of the web that a text links to, each with its place. What is no link on the
//! page is none here: code, comments, definitions that nothing refers to.

use super::{inline, link, parse, sanitize, without_marks};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// An address of the web that a text links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The address, as the page's link has it.
    pub url: String,
    /// The bytes of the link in the text.
    pub span: Range<usize>,
}

/// The addresses of a text of Markdown, without its front matter, in the order of the text.
pub fn addresses(text: &str) -> Vec<Address> {
    if memchr::memmem::find(text.as_bytes(), b"//").is_none()
        && memchr::memmem::find(text.as_bytes(), b"www.").is_none()
    {
        return Vec::new();
    }
    let marked = without_marks(text);
    let mut reader = Reader { text, all: Vec::new(), in_link: 0, in_image: 0, in_code: false, html: None };
    for (event, span) in parse(&marked.text).events() {
        reader.event(event, span);
    }
    reader.all.sort_by_key(|a| a.span.start);
    reader.all
}

struct Reader<'a> {
    text: &'a str,
    all: Vec<Address>,
    in_link: usize,
    in_image: usize,
    in_code: bool,
    /// The block of HTML that is open: its text so far.
    html: Option<String>,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.in_link += 1;
                if !matches!(link_type, LinkType::Email | LinkType::WikiLink { .. }) {
                    self.add(dest_url, span.clone());
                }
            }
            Event::End(TagEnd::Link) => self.in_link = self.in_link.saturating_sub(1),
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.in_image += 1;
                self.add(dest_url, span.clone());
            }
            Event::End(TagEnd::Image) => self.in_image = self.in_image.saturating_sub(1),
            Event::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::HtmlBlock) => self.html = Some(String::new()),
            // A tag may go over several lines.
            Event::Html(html) => match &mut self.html {
                Some(block) => block.push_str(html),
                None => self.html(html, span),
            },
            Event::End(TagEnd::HtmlBlock) => {
                let block = self.html.take().unwrap_or_default();
                self.html(&block, span);
            }
            Event::InlineHtml(html) => self.html(html, span),
            Event::Text(text) if self.in_link + self.in_image == 0 && !self.in_code => self.bare(text, span),
            _ => {}
        }
    }

    fn add(&mut self, target: &str, span: Range<usize>) {
        self.all.extend(link::of_web(target).map(|url| Address { url, span }));
    }

    /// Addresses that stand in words.
    fn bare(&mut self, text: &str, span: &Range<usize>) {
        for range in inline::addresses(text) {
            let word = &text[range];
            let url = if word.starts_with("www.") { format!("http://{word}") } else { word.to_owned() };
            let span = self.within(word, span);
            self.all.push(Address { url, span });
        }
    }

    /// Links of raw HTML, as far as the sanitiser leaves them.
    fn html(&mut self, html: &str, span: &Range<usize>) {
        if !html.contains("//") {
            return;
        }
        for target in link::targets(&sanitize::clean(html)) {
            let span = self.within(&target, span);
            self.add(&target, span);
        }
    }

    /// Where an address stands in a part of the text: the part where it is written otherwise. One that stands there
    /// several times is found one after the other.
    fn within(&self, word: &str, span: &Range<usize>) -> Range<usize> {
        let from = self.all.last().map_or(span.start, |a| a.span.end.clamp(span.start, span.end));
        let rest = self.text.get(from..span.end).unwrap_or_default();
        rest.find(word).map_or_else(|| span.clone(), |at| from + at..from + at + word.len())
    }
}

#[cfg(test)]
mod tests;
