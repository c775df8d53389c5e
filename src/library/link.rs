//! Where links lead: by path, id, title, file name, service or factor.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::document::markdown::{LinkKind, anchor, dead_anchor, decode, normal_fragment};
use crate::document::{Document, Provenance, markdown::Link};
use crate::source::Role;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A document, and the anchor in it.
    Document(usize, Option<String>),
    /// A service.
    Service(usize),
    /// A factor.
    Factor(usize),
    /// A term of the glossary, by its anchor.
    Term(String),
    /// A file beside the documents, by its path from the content folder.
    Attachment(String),
    /// Nothing that is in the library; reported.
    Missing,
    /// Nothing, which is no mistake: a word that only looked like an id.
    Text,
}

/// What a library's links can name.
pub(super) struct Directory<'a> {
    documents: &'a [Document],
    attachments: BTreeSet<&'a str>,
    /// Files that must not be published, with the reason.
    refused: &'a BTreeMap<String, &'static str>,
    by_path: HashMap<&'a str, usize>,
    by_id: HashMap<String, usize>,
    /// Ids as they are written, with their documents.
    ids: Vec<(usize, &'a str)>,
    by_title: HashMap<String, Vec<usize>>,
    by_stem: HashMap<String, Vec<usize>>,
    by_alias: HashMap<String, usize>,
    services: HashMap<String, usize>,
    factors: HashMap<String, usize>,
    /// Paths of documents that this build leaves out.
    left_out: BTreeSet<String>,
}

/// What answers to a name.
enum Answer {
    One(Target),
    Several(Vec<usize>),
    None,
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// An address without what servers add or leave out.
fn plain(path: &str) -> &str {
    let path = path.strip_suffix(".html").unwrap_or(path);
    path.strip_suffix("/index").unwrap_or(path)
}

fn stem(path: &str) -> &str {
    let path = path.strip_suffix("/index.md").unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    match crate::source::ending(name) {
        Some(ending) if ["md", "markdown"].iter().any(|e| ending.eq_ignore_ascii_case(e)) => crate::source::stem(name),
        _ => name,
    }
}

impl<'a> Directory<'a> {
    pub(super) fn new(
        documents: &'a [Document],
        ids: impl Iterator<Item = (usize, &'a str)>,
        services: impl Iterator<Item = (usize, String)>,
        factors: impl Iterator<Item = (usize, String)>,
        attachments: BTreeSet<&'a str>,
        refused: &'a BTreeMap<String, &'static str>,
        left_out: BTreeSet<String>,
    ) -> Self {
        let ids: Vec<(usize, &str)> = ids.collect();
        let mut directory = Self {
            documents,
            attachments,
            refused,
            by_path: HashMap::new(),
            by_id: ids.iter().map(|(document, id)| (id.to_lowercase(), *document)).collect(),
            ids,
            by_title: HashMap::new(),
            by_stem: HashMap::new(),
            by_alias: HashMap::new(),
            services: services.map(|(at, name)| (fold(&name), at)).collect(),
            factors: factors.map(|(at, name)| (fold(&name), at)).collect(),
            left_out,
        };
        for (at, document) in documents.iter().enumerate() {
            // An id that had to be changed for its address still answers to its own form;
            // one that several file names have answers for none of them.
            if let Some(id) = document.fields.id.as_ref().filter(|id| id.origin.from == Provenance::FrontMatter) {
                directory.by_id.entry(id.value.to_lowercase()).or_insert(at);
            }
            directory.by_path.insert(&document.path, at);
            // A file of several incidents is found by the first of them.
            directory.by_path.entry(&document.file).or_insert(at);
            directory.by_stem.entry(stem(&document.path).to_lowercase()).or_default().push(at);
            directory.by_title.entry(fold(document.title())).or_default().push(at);
            for alias in &document.fields.aliases {
                directory.by_alias.entry(plain(alias.trim_matches('/')).to_lowercase()).or_insert(at);
            }
        }
        directory
    }

    /// Where a link of a document leads; what leads nowhere is reported.
    pub(super) fn resolve(&self, from: usize, link: &Link, problems: &mut Diagnostics) -> Target {
        match link.kind {
            LinkKind::Mention => match self.name(&link.target) {
                Answer::One(Target::Document(at, _)) if at != from => Target::Document(at, None),
                _ => Target::Text,
            },
            LinkKind::Term => Target::Term(link.target.clone()),
            LinkKind::Wiki => self.wiki(link, problems),
            LinkKind::Path => self.path(from, link, problems),
            LinkKind::Image => self.image(from, link, problems),
        }
    }

    /// The incident that a step or a relation names.
    pub(super) fn incident(&self, name: &str) -> Result<usize, Vec<usize>> {
        let name = name.trim();
        let by_path = self.by_path.get(name.trim_start_matches("./")).copied();
        match by_path.map_or_else(|| self.name(name), |at| Answer::One(Target::Document(at, None))) {
            Answer::One(Target::Document(at, _)) if self.documents[at].role == Role::Incident => Ok(at),
            Answer::Several(all) => Err(all),
            _ => Err(Vec::new()),
        }
    }

    /// An id near to a name that a document uses and that is not there. The number of
    /// another incident is no slip of this one's.
    pub(super) fn nearest(&self, from: &str, name: &str) -> Option<&str> {
        let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
        let wanted = digits(name);
        let others = self.ids.iter().filter(|(at, id)| self.documents[*at].name != from && digits(id) == wanted);
        nearest(name, others.map(|(_, id)| *id))
    }

    /// Looks a name up: id, title, file name, then services and factors.
    fn name(&self, name: &str) -> Answer {
        let lower = name.trim().to_lowercase();
        if let Some(at) = self.by_id.get(&lower) {
            return Answer::One(Target::Document(*at, None));
        }
        let folded = fold(name);
        match self.by_title.get(&folded).or_else(|| self.by_stem.get(stem(&lower))).map(Vec::as_slice) {
            Some([one]) => return Answer::One(Target::Document(*one, None)),
            Some(several) => return Answer::Several(several.to_vec()),
            None => {}
        }
        if let Some(at) = self.services.get(&folded) {
            return Answer::One(Target::Service(*at));
        }
        match self.factors.get(&folded) {
            Some(at) => Answer::One(Target::Factor(*at)),
            None => Answer::None,
        }
    }

    fn wiki(&self, link: &Link, problems: &mut Diagnostics) -> Target {
        let (name, fragment) = match link.target.split_once('#') {
            Some((name, fragment)) => (name, Some(fragment)),
            None => (link.target.as_str(), None),
        };
        match self.name(&decode(name)) {
            Answer::One(Target::Document(at, _)) => {
                // Wiki fragments are heading texts as often as anchors.
                let by_text = fragment.map(|f| anchor(&decode(f)));
                let anchors = &self.documents[at].body.anchors;
                let fragment = by_text.as_deref().filter(|f| anchors.iter().any(|a| a == f)).or(fragment);
                self.with_fragment(at, fragment, link, problems)
            }
            Answer::One(target) => target,
            Answer::Several(all) => {
                let ids: Vec<_> = all.iter().map(|at| format!("`{}`", self.documents[*at].path)).collect();
                problems.push(
                    Diagnostic::new(Code::AmbiguousLink, format!("`[[{name}]]` may be any of {}", ids.join(", ")))
                        .at(link.place.clone())
                        .help("link by id"),
                );
                Target::Missing
            }
            Answer::None => {
                let mut problem = Diagnostic::new(Code::DeadLink, format!("nothing in the library is called `{name}`"))
                    .at(link.place.clone());
                problem = match self.nearest(&link.place.file, name) {
                    Some(near) => problem.help(format!("did you mean `[[{near}]]`?")),
                    None => problem.help("a wiki link names an id, a title, a file, a service or a factor"),
                };
                problems.push(problem);
                Target::Missing
            }
        }
    }

    fn path(&self, from: usize, link: &Link, problems: &mut Diagnostics) -> Target {
        let (path, fragment) = match link.target.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (link.target.as_str(), None),
        };
        let path = decode(path.split('?').next().unwrap_or(path));
        if path.is_empty() {
            return self.within(from, fragment.unwrap_or_default(), link, problems);
        }
        let Some(wanted) = self.absolute(from, &path) else {
            return self.dead(link, &path, "the path leaves the library", problems);
        };
        if let Some(at) = self.find(&wanted) {
            return self.with_fragment(at, fragment, link, problems);
        }
        if self.attachments.contains(wanted.as_str()) {
            return Target::Attachment(wanted);
        }
        if let Some(target) = self.find_page(&wanted) {
            return target;
        }
        if let Some(reason) = self.refused.get(&wanted) {
            problems.push(unsafe_attachment(&path, reason, link));
            return Target::Missing;
        }
        // A path of another generator (`/postmortems/x/`): the last part may be a name.
        if path.starts_with('/') {
            let last = wanted.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let last = last.strip_suffix(".html").unwrap_or(last);
            if let (false, Answer::One(Target::Document(at, _))) = (last.is_empty(), self.name(last)) {
                return self.with_fragment(at, fragment, link, problems);
            }
        }
        if self.left_out.contains(&wanted) {
            return self.dead(link, &path, "this build leaves its target out", problems);
        }
        self.dead(link, &path, "there is no such file in the library", problems)
    }

    /// A link within the page; one to a heading that is not there becomes text.
    fn within(&self, at: usize, fragment: &str, link: &Link, problems: &mut Diagnostics) -> Target {
        match self.with_fragment(at, Some(fragment), link, problems) {
            Target::Document(_, None) if !matches!(fragment, "" | "top") => Target::Missing,
            target => target,
        }
    }

    fn dead(&self, link: &Link, path: &str, reason: &str, problems: &mut Diagnostics) -> Target {
        let mut problem = Diagnostic::new(Code::DeadLink, format!("the link to `{path}` leads nowhere: {reason}"))
            .at(link.place.clone());
        let name = stem(path).to_lowercase();
        let near = nearest(&name, self.by_stem.keys().map(String::as_str))
            .and_then(|near| self.by_stem[near].first())
            .map(|at| self.documents[*at].path.as_str());
        problem = match near {
            Some(near) => problem.help(format!("did you mean `/{near}`?")),
            None => problem.help("paths are relative to the file, or begin with `/` at the content folder"),
        };
        problems.push(problem);
        Target::Missing
    }

    /// A path from the content folder; none when it leaves the folder.
    fn absolute(&self, from: usize, path: &str) -> Option<String> {
        let base = self.documents[from].path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let start = if path.starts_with('/') { "" } else { base };
        let mut parts: Vec<&str> = start.split('/').filter(|p| !p.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    /// The document of a path, with or without its ending.
    fn find(&self, path: &str) -> Option<usize> {
        let get = |p: &str| self.by_path.get(p).copied();
        let plain = plain(path);
        get(path)
            .or_else(|| get(&format!("{plain}.md")))
            .or_else(|| get(&format!("{plain}/index.md")))
            .or_else(|| self.by_alias.get(&plain.to_lowercase()).copied())
    }

    /// The page of an address of the site itself: `services/dns/`, `incidents/PM-1/`.
    fn find_page(&self, path: &str) -> Option<Target> {
        let path = path.strip_suffix("/index.html").unwrap_or(path);
        let (kind, name) = path.split_once('/')?;
        match kind {
            "services" => self.services.get(&fold(name)).map(|at| Target::Service(*at)),
            "factors" => self.factors.get(&fold(name)).map(|at| Target::Factor(*at)),
            "incidents" => self.by_id.get(&name.to_lowercase()).map(|at| Target::Document(*at, None)),
            _ => None,
        }
    }

    fn with_fragment(&self, at: usize, fragment: Option<&str>, link: &Link, problems: &mut Diagnostics) -> Target {
        let Some(fragment) = fragment.filter(|f| !matches!(*f, "" | "top")) else { return Target::Document(at, None) };
        let anchors = &self.documents[at].body.anchors;
        let known = |f: &str| anchors.binary_search_by(|a| a.as_str().cmp(f)).is_ok();
        let normal = normal_fragment(fragment);
        if known(fragment) {
            return Target::Document(at, Some(fragment.to_owned()));
        }
        if known(&normal) {
            return Target::Document(at, Some(normal));
        }
        problems.push(dead_anchor(fragment, link.place.clone(), anchors));
        // The page is right even where its heading is not.
        Target::Document(at, None)
    }

    fn image(&self, from: usize, link: &Link, problems: &mut Diagnostics) -> Target {
        // A name may hold what elsewhere ends one.
        let whole = decode(&link.target);
        if let Some(wanted) = self.absolute(from, &whole)
            && self.attachments.contains(wanted.as_str())
        {
            return Target::Attachment(wanted);
        }
        let path = decode(link.target.split(['#', '?']).next().unwrap_or_default());
        if let Some(wanted) = self.absolute(from, &path)
            && self.attachments.contains(wanted.as_str())
        {
            return Target::Attachment(wanted);
        }
        if let Some(reason) = self.absolute(from, &path).and_then(|wanted| self.refused.get(&wanted)) {
            problems.push(unsafe_attachment(&path, reason, link));
            return Target::Missing;
        }
        let mut problem =
            Diagnostic::new(Code::MissingImage, format!("the image `{path}` is not there")).at(link.place.clone());
        let name = path.rsplit('/').next().unwrap_or(&path).to_lowercase();
        let near = self
            .attachments
            .iter()
            .find(|a| a.to_lowercase().ends_with(&format!("/{name}")) || a.to_lowercase() == name);
        problem = match near {
            Some(near) => problem.help(format!("did you mean `/{near}`?")),
            None => problem.help("save it beside the post-mortem; its text is shown instead"),
        };
        problems.push(problem);
        Target::Missing
    }
}

/// A file that a document refers to and that must not be published.
fn unsafe_attachment(path: &str, reason: &str, link: &Link) -> Diagnostic {
    Diagnostic::new(Code::UnsafeAttachment, format!("`{path}` is not published: {reason}"))
        .at(link.place.clone())
        .help("attach it as PDF, text or a picture, or in an archive")
}

/// Who links to whom: for each document the other documents whose text links to it.
pub(super) fn backlinks(targets: &[Vec<Target>]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut back: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (from, links) in targets.iter().enumerate() {
        for target in links {
            if let Target::Document(to, _) = target
                && *to != from
            {
                back.entry(*to).or_default().insert(from);
            }
        }
    }
    back
}
