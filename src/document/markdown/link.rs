//! Links and images of rendered text: those of the web are finished at once, those
//! into the library become slots.

use super::{Labels, Scene};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// How a link names its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkKind {
    /// A path, relative to the file or from the library's root.
    Path,
    /// `[[x]]`: an id, a title or a file name.
    Wiki,
    /// An incident id in prose, which need not be one.
    Mention,
    /// A term, by its anchor in the glossary.
    Term,
    /// An image by its path.
    Image,
}

/// A link or image into the library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// How it names its target.
    pub kind: LinkKind,
    /// The target as it was written.
    pub target: String,
    /// The title (of a term, its definition), or the text for an image.
    pub title: String,
    /// Where it stands.
    pub place: Place,
}

/// What belongs at a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlotKind {
    /// The tag that opens a link.
    Open,
    /// The tag that closes a link.
    Close,
    /// An image.
    Image,
    /// Where the name of somebody begins, which only internal readers see.
    PersonBegin,
    /// Where it ends.
    PersonEnd,
}

/// A place in HTML where a tag belongs once its target is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Byte in the HTML.
    pub at: usize,
    /// Number of the link.
    pub link: usize,
    /// Which tag.
    pub kind: SlotKind,
}

/// HTML with its links taken out.
#[derive(Default)]
pub(super) struct Scanned {
    pub(super) html: String,
    pub(super) slots: Vec<Slot>,
    pub(super) links: Vec<Link>,
    pub(super) anchors: Vec<String>,
}

/// Text as HTML.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'<', b'>', b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Text as the value of an attribute in double quotes.
pub(crate) fn attribute(text: &str) -> String {
    escape(text).replace('"', "&quot;")
}

/// The text of an attribute's value.
fn unescape(value: &str) -> String {
    value
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

/// Schemes that a link may have.
pub(super) const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// The scheme of an address, in lower case: `https`, `mailto`.
pub(super) fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let mut chars = scheme.chars();
    let fine = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    // One letter is a drive of another system, not a scheme.
    (fine && scheme.len() > 1).then(|| scheme.to_ascii_lowercase())
}

/// Takes the links and images out of HTML that the writer or the sanitiser made,
/// in which a `<` is always the start of a tag.
pub(super) fn scan(html: &str, scene: &Scene<'_>, problems: &mut Diagnostics) -> Scanned {
    let mut scan = Scan {
        scene,
        problems,
        out: Scanned::default(),
        open: Vec::new(),
        isolates: Vec::new(),
        seen: BTreeSet::new(),
    };
    scan.out.html.reserve(html.len());
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', &html.as_bytes()[at..]).map(|i| at + i) {
        scan.out.html.push_str(&html[at..start]);
        let end = tag_end(html, start);
        scan.tag(&html[start..end]);
        at = end;
    }
    scan.out.html.push_str(&html[at..]);
    scan.finish()
}

/// Where the links and images of HTML lead that the sanitiser made.
pub(super) fn targets(html: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', &html.as_bytes()[at..]).map(|i| at + i) {
        at = tag_end(html, start);
        let tag = &html[start..at];
        let name = if tag.starts_with("<a ") { "href" } else { "src" };
        if tag.starts_with("<a ") || tag.starts_with("<img ") {
            all.extend(value(tag, name));
        }
    }
    all
}

/// An address of the web as a link of a page leads to it; none where it leads elsewhere.
pub(super) fn of_web(target: &str) -> Option<String> {
    let target = target.trim();
    if target.starts_with("//") {
        return Some(format!("https:{target}"));
    }
    scheme(target).filter(|s| s == "http" || s == "https").map(|_| target.to_owned())
}

/// The byte after a tag; a `>` in a quoted value does not end it.
fn tag_end(html: &str, start: usize) -> usize {
    let mut quoted = false;
    for (i, b) in html.as_bytes()[start..].iter().enumerate() {
        match b {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return start + i + 1,
            _ => {}
        }
    }
    html.len()
}

/// The mark, on a `<bdi>`, of a name that only internal readers see.
pub(super) const PERSON: &str = "person";

/// What closes a link that is open.
enum Open {
    Plain,
    Slot(usize),
    Nothing,
}

struct Scan<'s, 'a> {
    scene: &'s Scene<'a>,
    problems: &'s mut Diagnostics,
    out: Scanned,
    open: Vec<Open>,
    /// Of each `<bdi>` that is open, whether it holds the name of somebody.
    isolates: Vec<bool>,
    /// Ids and names so far.
    seen: BTreeSet<String>,
}

impl Scan<'_, '_> {
    fn tag(&mut self, tag: &str) {
        let name = tag[1..].split(|c: char| c.is_whitespace() || c == '>' || c == '/').next();
        let tag = &self.anchors_of(tag);
        match name {
            Some("a") => self.link(tag),
            Some("img") => self.image(tag),
            Some("bdi") => {
                let is_person = value(tag, "data-as").as_deref() == Some(PERSON);
                self.isolates.push(is_person);
                if is_person {
                    self.slot(SlotKind::PersonBegin, 0);
                } else {
                    self.out.html.push_str(&without_marks(tag));
                }
            }
            Some("") if tag == "</bdi>" => match self.isolates.pop() {
                Some(true) => self.slot(SlotKind::PersonEnd, 0),
                Some(false) => self.out.html.push_str(tag),
                None => {}
            },
            Some("") if tag == "</a>" => self.close(),
            _ => self.out.html.push_str(&without_marks(tag)),
        }
    }

    /// Notes the anchors of a tag; an id that stands in the page already is taken off.
    fn anchors_of<'t>(&mut self, tag: &'t str) -> Cow<'t, str> {
        if let Some(name) = value(tag, "name") {
            self.seen.insert(name);
        }
        let Some(id) = value(tag, "id") else { return Cow::Borrowed(tag) };
        if self.seen.insert(id.clone()) {
            return Cow::Borrowed(tag);
        }
        Cow::Owned(tag.replacen(&format!(" id=\"{}\"", attribute(&id)), "", 1))
    }

    fn place(&self, tag: &str) -> Place {
        let mark = value(tag, "data-at");
        let span = mark.as_deref().and_then(|m| m.split_once('-'));
        match span.and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?)) {
            Some(span) => Place::in_lines(self.scene.file, self.scene.text, self.scene.lines, span),
            None => Place::file(self.scene.file),
        }
    }

    fn link(&mut self, tag: &str) {
        let Some(target) = value(tag, "href") else {
            self.out.html.push_str(&without_marks(tag));
            self.open.push(Open::Plain);
            return;
        };
        let kind = match value(tag, "data-as").as_deref() {
            Some("wiki") => LinkKind::Wiki,
            Some("id") => LinkKind::Mention,
            Some("term") => LinkKind::Term,
            Some("own") => {
                self.out.html.push_str(&without_marks(tag));
                self.open.push(Open::Plain);
                return;
            }
            _ => LinkKind::Path,
        };
        let title = value(tag, "title").unwrap_or_default();
        let target = target.trim().to_owned();
        if kind == LinkKind::Path {
            if target.is_empty() {
                self.open.push(Open::Nothing);
                return;
            }
            let scheme = scheme(&target).or_else(|| target.starts_with("//").then(|| "https".into()));
            // Any other scheme became text when it was written.
            if scheme.is_some_and(|s| SCHEMES.contains(&s.as_str())) {
                let target = if target.starts_with("//") { format!("https:{target}") } else { target };
                self.out.html.push_str(&external(&target, &title));
                self.open.push(Open::Plain);
                return;
            }
        }
        let link = Link { kind, target, title, place: self.place(tag) };
        self.open.push(Open::Slot(self.out.links.len()));
        self.slot(SlotKind::Open, self.out.links.len());
        self.out.links.push(link);
    }

    fn slot(&mut self, kind: SlotKind, link: usize) {
        self.out.slots.push(Slot { at: self.out.html.len(), link, kind });
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::Plain) => self.out.html.push_str("</a>"),
            Some(Open::Slot(link)) => self.slot(SlotKind::Close, link),
            Some(Open::Nothing) | None => {}
        }
    }

    fn image(&mut self, tag: &str) {
        let target = value(tag, "src").unwrap_or_default().trim().to_owned();
        let alt = value(tag, "alt").unwrap_or_default();
        let scheme = scheme(&target).or_else(|| target.starts_with("//").then(|| "https".into()));
        match scheme.as_deref() {
            Some("http" | "https") => {
                // No page ever requests another host.
                let target = if target.starts_with("//") { format!("https:{target}") } else { target };
                self.problems.push(
                    Diagnostic::new(Code::RemoteImage, "an image of another host is shown as a link")
                        .at(self.place(tag))
                        .help("save the image beside the post-mortem"),
                );
                let text = if alt.is_empty() { &target } else { &alt };
                let inside = self.open.iter().any(|o| !matches!(o, Open::Nothing));
                let label = format!("{} {}", escape(&self.scene.labels.remote_image), escape(text));
                if inside {
                    self.out.html.push_str(&label);
                } else {
                    self.out.html.push_str(&format!(
                        "<a class=\"remote-image external\" rel=\"noopener noreferrer\" href=\"{}\">{label}</a>",
                        attribute(&target)
                    ));
                }
            }
            Some(_) => {
                self.problems.push(
                    Diagnostic::new(Code::UnsafeHtml, "an image that is no file became text")
                        .at(self.place(tag))
                        .help("save the image beside the post-mortem"),
                );
                self.out.html.push_str(&escape(&alt));
            }
            None => {
                let link = Link { kind: LinkKind::Image, target, title: alt, place: self.place(tag) };
                self.slot(SlotKind::Image, self.out.links.len());
                self.out.links.push(link);
            }
        }
    }

    fn finish(mut self) -> Scanned {
        // A name whose end was lost must not be shown for that.
        while let Some(is_person) = self.isolates.pop() {
            if is_person {
                self.slot(SlotKind::PersonEnd, 0);
            }
        }
        while !self.open.is_empty() {
            self.close();
        }
        self.out.anchors = self.seen.into_iter().collect();
        self.out
    }
}

/// A fragment in the form that [`super::slug`] gives to anchors.
pub(crate) fn normal_fragment(fragment: &str) -> String {
    let decoded = decode(fragment);
    if decoded.starts_with("_fn") { decoded } else { decoded.trim_matches(['-', '_']).to_lowercase() }
}

/// Percent-encoded text, decoded.
pub(crate) fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A link to a heading that its page does not have.
pub(crate) fn dead_anchor(fragment: &str, place: Place, anchors: &[String]) -> Diagnostic {
    let problem = Diagnostic::new(Code::DeadAnchor, format!("the page has no heading `#{fragment}`")).at(place);
    match crate::diagnostic::nearest(fragment, anchors.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `#{near}`?")),
        None => problem.help("an anchor is the heading in lower case with `-` for spaces"),
    }
}

/// The tag that opens a link to another host.
fn external(target: &str, title: &str) -> String {
    format!("<a class=\"external\" rel=\"noopener noreferrer\" href=\"{}\"{}>", attribute(target), titled(title))
}

/// The tag that opens a text whose link has no target.
///
/// The target is not shown: it may be the name of a draft.
pub(crate) fn unresolved(labels: &Labels) -> String {
    format!("<span class=\"unresolved\" title=\"{}\">", attribute(&labels.unresolved))
}

/// A title attribute, or nothing.
fn titled(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(title)) }
}

/// The value of an attribute of a tag.
fn value(tag: &str, name: &str) -> Option<String> {
    let bytes = tag.as_bytes();
    memchr::memmem::find_iter(bytes, name.as_bytes()).find_map(|at| {
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        let rest = &tag[at + name.len()..];
        if !before.is_some_and(u8::is_ascii_whitespace) || !rest.starts_with("=\"") {
            return None;
        }
        // Inside a quoted value an even number of quotes does not stand before it.
        if bytes[..at].iter().filter(|b| **b == b'"').count() % 2 == 1 {
            return None;
        }
        rest[2..].find('"').map(|end| unescape(&rest[2..2 + end]))
    })
}

/// A tag without the marks that the writer left for this scan.
fn without_marks(tag: &str) -> Cow<'_, str> {
    if !tag.contains("data-a") {
        return Cow::Borrowed(tag);
    }
    let mut out = tag.to_owned();
    for name in [" data-at=\"", " data-as=\""] {
        while let Some(start) = out.find(name) {
            let end = out[start + name.len()..].find('"').map_or(out.len() - 1, |i| start + name.len() + i + 1);
            out.replace_range(start..end, "");
        }
    }
    Cow::Owned(out)
}
