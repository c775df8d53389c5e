//! The text of a document with its links filled in, and the files it shows.

use super::view::View;
use super::{Artifact, Content, url};
use crate::document::markdown::{Link, LinkKind, SlotKind, attribute, escape, unresolved};
use crate::library::Target;
use std::collections::{BTreeMap, HashSet};

/// Names of attachments beside a page, by their path in the library.
type Names<'a> = BTreeMap<&'a str, String>;

/// The HTML of a document's text, for the page at `page`.
pub(super) fn html(view: &View<'_>, document: usize, page: &str) -> String {
    let library = view.library;
    let body = &library.documents[document].body;
    let targets = &library.targets[document];
    let names = attachment_names(view, document);
    let root = url::root(page);
    let here = view.url_of(document) == page;
    let mut out = String::with_capacity(body.html.len() + body.slots.len() * 64);
    let mut at = 0;
    let mut withheld = false;
    for slot in &body.slots {
        if !withheld {
            out.push_str(&body.html[at..slot.at]);
        }
        at = slot.at;
        match slot.kind {
            // Who took part is for internal readers.
            SlotKind::PersonBegin => withheld = !library.internal,
            SlotKind::PersonEnd => withheld = false,
            _ => {}
        }
        if withheld || matches!(slot.kind, SlotKind::PersonBegin | SlotKind::PersonEnd) {
            continue;
        }
        let link = &body.links[slot.link];
        let target = &targets[slot.link];
        match slot.kind {
            // Within the page the anchor is enough.
            SlotKind::Open if matches!(target, Target::Document(at, _) if *at == document) && here => {
                let anchor = match target {
                    Target::Document(_, Some(anchor)) => anchor.as_str(),
                    _ => "_main",
                };
                out.push_str(&format!("<a href=\"#{}\">", attribute(anchor)));
            }
            SlotKind::Open => out.push_str(&open(view, link, target, &root, &names)),
            SlotKind::Close => out.push_str(close(target)),
            SlotKind::Image => out.push_str(&image(link, target, &names)),
            SlotKind::PersonBegin | SlotKind::PersonEnd => {}
        }
    }
    out.push_str(&body.html[at..]);
    out
}

fn open(view: &View<'_>, link: &Link, target: &Target, root: &str, names: &Names<'_>) -> String {
    let fragment = |f: &Option<String>| f.as_ref().map(|f| format!("#{f}")).unwrap_or_default();
    let (class, href) = match target {
        Target::Document(at, anchor) => ("", format!("{root}{}{}", view.url_of(*at), fragment(anchor))),
        Target::Service(at) => ("", format!("{root}{}", url::service(&view.library.services[*at].name.slug))),
        Target::Factor(at) => match view.factor_url(*at) {
            Some(url) => ("", format!("{root}{url}")),
            None => ("", format!("{root}factors/index.html#{}", view.library.factors[*at].entry.id)),
        },
        Target::Term(id) => (" class=\"term\"", format!("{root}glossary/index.html#{id}")),
        Target::Attachment(path) => ("", names.get(path.as_str()).map(|n| url::encode(n)).unwrap_or_default()),
        Target::Missing => return unresolved(view.labels()),
        Target::Text => return String::new(),
    };
    let title = if link.title.is_empty() || link.kind == LinkKind::Image {
        String::new()
    } else {
        format!(" title=\"{}\"", attribute(&link.title))
    };
    format!("<a{class} href=\"{}\"{title}>", attribute(&href))
}

fn close(target: &Target) -> &'static str {
    match target {
        Target::Missing => "</span>",
        Target::Text => "",
        _ => "</a>",
    }
}

fn image(link: &Link, target: &Target, names: &Names<'_>) -> String {
    let name = match target {
        Target::Attachment(path) => names.get(path.as_str()),
        _ => None,
    };
    match name {
        Some(name) => format!(
            "<img src=\"{}\" alt=\"{}\" loading=\"lazy\" decoding=\"async\">",
            attribute(&url::encode(name)),
            attribute(&link.title)
        ),
        None => format!("<span class=\"unresolved\">{}</span>", escape(&link.title)),
    }
}

/// The names under which the attachments of a document stand beside its page.
fn attachment_names<'a>(view: &View<'a>, document: usize) -> Names<'a> {
    let mut names = Names::new();
    let mut taken: HashSet<String> =
        ["index.html", "404.html", "feed.xml", "incidents.json", "sitemap.xml", "page"].map(str::to_owned).into();
    for target in &view.library.targets[document] {
        let Target::Attachment(path) = target else { continue };
        if names.contains_key(path.as_str()) {
            continue;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let (stem, ending) = name.rsplit_once('.').map_or((name, String::new()), |(s, e)| (s, format!(".{e}")));
        let mut candidate = name.to_owned();
        let mut number = 1;
        while !taken.insert(candidate.to_lowercase()) {
            number += 1;
            candidate = format!("{stem}-{number}{ending}");
        }
        names.insert(path.as_str(), candidate);
    }
    names
}

/// Copies of the files that documents show or link, each beside the page that does.
pub(super) fn attachments(view: &View<'_>) -> Vec<Artifact> {
    let mut copies = BTreeMap::new();
    for document in 0..view.library.documents.len() {
        let page = view.url_of(document);
        let folder = page.strip_suffix("index.html").unwrap_or(page);
        for (path, name) in attachment_names(view, document) {
            if let Some(disk) = view.library.attachments.get(path) {
                copies.insert(format!("{folder}{name}"), disk.clone());
            }
        }
    }
    copies.into_iter().map(|(path, disk)| Artifact { path, content: Content::Copy(disk) }).collect()
}
