//! What stands in a line: text with its people and terms, links, raw HTML.

use super::super::inline::Mark;
use super::super::{attribute, escape, inline, link, sanitize};
use super::{Writer, location};
use crate::diagnostic::{Code, Diagnostic, Place};
use pulldown_cmark::{CowStr, LinkType};
use std::ops::Range;

impl Writer<'_, '_> {
    pub(super) fn text(&mut self, text: &str, start: usize) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
            return;
        }
        if let Some(name) = self.person_in(text, start) {
            self.words(&text[..name.start], start);
            self.person(&text[name.clone()]);
            self.text(&text[name.end..], start + name.end);
            return;
        }
        self.words(text, start);
    }

    /// The first name of somebody in a text, where its line has one.
    pub(super) fn person_in(&self, text: &str, start: usize) -> Option<Range<usize>> {
        let people = self.scene.people;
        if people.is_empty() {
            return None;
        }
        let line = self.scene.lines.line(start);
        let from = people.partition_point(|(l, _)| *l < line);
        let names = people[from..].iter().take_while(|(l, _)| *l == line);
        names.filter_map(|(_, name)| text.find(name.as_str()).map(|at| at..at + name.len())).min_by_key(|r| r.start)
    }

    /// Writes the name of somebody: for internal readers, and for no index.
    fn person(&mut self, name: &str) {
        self.push(&["<bdi data-as=\"", link::PERSON, "\">", &escape(name), "</bdi>"]);
    }

    /// Writes words.
    fn words(&mut self, text: &str, start: usize) {
        self.plain(text);
        if self.image.is_some() {
            return;
        }
        if !self.link_ends.is_empty() {
            self.push(&[&escape(text)]);
            return;
        }
        let scene = self.scene;
        let terms = self.heading.is_none();
        let marks = inline::marks(text, scene.id_pattern, scene.glossary, &mut self.terms, terms);
        let mut at = 0;
        for (range, mark) in marks {
            let word = escape(&text[range.clone()]);
            self.push(&[&escape(&text[at..range.start])]);
            at = range.end;
            let place = location(&(start + range.start..start + range.end));
            let raw = attribute(&text[range]);
            match mark {
                Mark::Address => {
                    let scheme = if raw.starts_with("www.") { "http://" } else { "" };
                    self.push(&["<a href=\"", scheme, &raw, "\">", &word, "</a>"]);
                }
                Mark::Id => {
                    self.push(&["<a href=\"", &raw, "\" data-as=\"id\" data-at=\"", &place, "\">", &word, "</a>"]);
                }
                Mark::Term(id, definition) => self.push(&[
                    "<a href=\"",
                    &attribute(id),
                    "\" data-as=\"term\" title=\"",
                    &attribute(definition),
                    "\">",
                    &word,
                    "</a>",
                ]),
            }
        }
        self.push(&[&escape(&text[at..])]);
    }

    pub(super) fn link(&mut self, kind: LinkType, target: &str, title: &str, span: &Range<usize>) {
        let target = match kind {
            LinkType::Email => format!("mailto:{target}"),
            _ => target.to_owned(),
        };
        let is_wiki = matches!(kind, LinkType::WikiLink { .. });
        let bad = link::scheme(&target).filter(|s| !is_wiki && !link::SCHEMES.contains(&s.as_str()));
        if let Some(scheme) = &bad {
            self.problems.push(
                Diagnostic::new(Code::UnsafeHtml, format!("a link with the scheme `{scheme}:` became text"))
                    .at(Place::span(self.scene.file, self.scene.text, span.clone()))
                    .help("links may be https, http, mailto, tel or a path"),
            );
            let html = link::unresolved(self.scene.labels);
            self.push(&[&html]);
        }
        self.link_ends.push(if bad.is_some() { "</span>" } else { "</a>" });
        if bad.is_some() {
            return;
        }
        let kind = if matches!(kind, LinkType::WikiLink { .. }) { " data-as=\"wiki\"" } else { "" };
        let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(title)) };
        self.push(&["<a href=\"", &attribute(&target), "\"", &title, kind, " data-at=\"", &location(span), "\">"]);
    }

    /// Raw HTML. Comments go; anything else sends the whole text through the sanitiser.
    pub(super) fn raw(&mut self, html: &CowStr<'_>, span: Range<usize>) {
        let trimmed = html.trim();
        if trimmed.starts_with("<!--") && trimmed.ends_with("-->") && !trimmed[4..].contains("<!--") {
            return;
        }
        if !self.nesting.fits_html(html) {
            self.say_too_deep(&span);
            self.plain(html);
            self.push(&[&escape(html)]);
            return;
        }
        self.raw_html = true;
        if let Some(part) = sanitize::unsafe_part(html) {
            self.problems.push(
                Diagnostic::new(Code::UnsafeHtml, format!("`{part}` was removed: pages run and load nothing"))
                    .at(Place::span(self.scene.file, self.scene.text, span))
                    .help("say it in Markdown, or put code between backticks"),
            );
        }
        self.push(&[&sanitize::without_marks(html)]);
    }
}
