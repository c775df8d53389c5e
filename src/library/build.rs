//! Puts a library together from its documents.

use super::factors::{self, Factors};
use super::identity::second_page;
use super::link::Directory;
use super::names::{Names, Use};
use super::vocabulary::Vocabulary;
use super::{
    Incident, LeftOut, Library, OwnPage, Selection, Service, Tag, Target, identity, link, path, relation, together,
};
use crate::config::Scale;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::document::markdown::{free, slug};
use crate::document::{Document, Glossary};
use crate::source::Role;
use jiff::Timestamp;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

/// The longest summary in a list, in characters.
const SUMMARY: usize = 280;

/// What a library is put together from.
pub struct Input<'a> {
    /// All documents, in the order of their paths.
    pub documents: Vec<Document>,
    /// Files beside them.
    pub attachments: BTreeMap<String, PathBuf>,
    /// Files that must not be published, with the reason.
    pub refused: BTreeMap<String, &'static str>,
    /// Last change of each document.
    pub changed: BTreeMap<String, Timestamp>,
    /// Factors and their definitions.
    pub vocabulary: Vocabulary,
    /// Terms.
    pub glossary: Glossary,
    /// The severity scale.
    pub scale: &'a Scale,
    /// Which documents are wanted.
    pub selection: &'a Selection,
}

/// Cross-links documents.
pub fn load(input: Input<'_>) -> (Library, Diagnostics) {
    let mut problems = Diagnostics::new();
    let mut left_out: BTreeMap<LeftOut, usize> = BTreeMap::new();
    let mut hidden = BTreeSet::new();
    let mut documents = Vec::with_capacity(input.documents.len());
    for document in input.documents {
        match input.selection.leaves_out(&document) {
            Some(reason) => {
                *left_out.entry(reason).or_default() += 1;
                hidden.insert(document.path);
                hidden.insert(document.file);
            }
            None => documents.push(document),
        }
    }
    let of_role = |role| -> Vec<usize> { (0..documents.len()).filter(|i| documents[*i].role == role).collect() };
    let numbers = of_role(Role::Incident);
    let posts: Vec<&Document> = numbers.iter().map(|n| &documents[*n]).collect();
    let ids = identity::assign(&posts, &mut problems);
    let by_time = by_time(&posts);
    let levels = levels(&posts, input.scale, &mut problems);
    let service_names = service_names(&documents, &posts, &mut problems);
    let tag_names = tag_names(&posts, &mut problems);
    let mut factors = factors::collect(&documents, &posts, &input.vocabulary, &mut problems);

    let mut incidents: Vec<Incident> = posts
        .iter()
        .enumerate()
        .map(|(at, post)| Incident {
            document: numbers[at],
            id: ids[at].clone(),
            level: levels[at],
            ..incident(post, &service_names, &tag_names, &factors)
        })
        .collect();

    let incident_of_document: HashMap<usize, usize> = numbers.iter().enumerate().map(|(at, n)| (*n, at)).collect();
    let incident_of = |document: usize| incident_of_document.get(&document).copied();
    let directory = Directory::new(
        &documents,
        numbers.iter().zip(&ids).map(|(n, id)| (*n, id.as_str())),
        service_names.entries.iter().enumerate().flat_map(|(at, n)| [(at, n.name.clone()), (at, n.slug.clone())]),
        factors.all.iter().enumerate().flat_map(|(at, f)| [(at, f.entry.id.clone()), (at, f.entry.name.clone())]),
        input.attachments.keys().map(String::as_str).collect(),
        &input.refused,
        hidden,
    );
    let targets = resolve_links(&documents, &directory, &mut problems);
    let relations = relation::collect(&posts, &incident_of, &directory, &mut problems);
    let path_documents: Vec<(usize, &Document)> = of_role(Role::Path).into_iter().map(|n| (n, &documents[n])).collect();
    let paths = path::collect(&path_documents, &incident_of, &directory, input.selection.today, &mut problems);
    for (incident, relations) in incidents.iter_mut().zip(relations) {
        incident.relations = relations;
    }
    for (to, from) in link::backlinks(&targets) {
        if let Some(at) = incident_of(to) {
            incidents[at].backlinks = from.into_iter().collect();
        }
    }
    let attachments = used_attachments(&targets, input.attachments);
    let services = link_services(service_names, &documents, &incidents, &by_time, &mut problems);
    factors::link(&mut factors, &documents, &incidents, &by_time, &mut problems);
    let lists = together::lists_of(tag_names.entries.len(), &by_time, |i| &incidents[i].tags);
    let tags = tag_names.entries.into_iter().zip(lists).map(|(name, incidents)| Tag { name, incidents }).collect();
    if incidents.is_empty() {
        problems.push(
            Diagnostic::new(Code::NoIncidents, "there is no post-mortem in this library")
                .help("`candor new \"TITLE\"` writes the first one"),
        );
    }
    let pages = own_pages(&documents, &of_role(Role::Page), &mut problems);
    let library = Library {
        targets,
        incidents,
        by_time,
        services,
        factors: factors.all,
        groups: input.vocabulary.groups,
        tags,
        paths,
        pages,
        glossary: input.glossary,
        attachments,
        changed: input.changed,
        left_out,
        internal: input.selection.is_internal(),
        today: input.selection.today,
        documents,
    };
    (library, problems)
}

/// An incident with what its own document says of it.
fn incident(post: &Document, services: &Names, tags: &Names, factors: &Factors<'_>) -> Incident {
    let f = &post.fields;
    let factor = |suggested: bool| {
        unique(f.factors.iter().filter(|t| t.suggested == suggested).filter_map(|t| factors.find(&t.name)))
    };
    let confirmed = factor(false);
    Incident {
        document: 0,
        id: String::new(),
        level: None,
        services: unique(f.services.iter().filter_map(|s| services.find(&s.value))),
        suggested: factor(true).into_iter().filter(|s| !confirmed.contains(s)).collect(),
        factors: confirmed,
        tags: unique(f.tags.iter().filter_map(|t| tags.find(&t.value))),
        relations: Vec::new(),
        backlinks: Vec::new(),
        summary: summary(post),
    }
}

/// The pages below `pages/` with their addresses.
fn own_pages(documents: &[Document], numbers: &[usize], problems: &mut Diagnostics) -> Vec<OwnPage> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut pages = Vec::new();
    for &document in numbers {
        let path = documents[document].path.as_str();
        if path == "pages/home.md" {
            pages.push(OwnPage { document, url: "index.html".into() });
            continue;
        }
        let below = path.strip_prefix("pages/").unwrap_or(path);
        let below = below.strip_suffix("/index.md").unwrap_or(below);
        let base = slug(below.rsplit_once('.').map_or(below, |(stem, _)| stem));
        let own = free(&base, |slug| taken.contains_key(slug));
        if own != base {
            let other = &documents[taken[&base]].name;
            problems.push(
                Diagnostic::new(Code::SlugCollision, format!("`{base}` is also the address of {other}"))
                    .at(Place::file(&documents[document].name))
                    .help(format!("it gets `{own}`; rename one of the files to have addresses that last")),
            );
        }
        pages.push(OwnPage { document, url: format!("pages/{own}/index.html") });
        taken.insert(own, document);
    }
    pages
}

/// Where each link of each document leads.
fn resolve_links(documents: &[Document], directory: &Directory<'_>, problems: &mut Diagnostics) -> Vec<Vec<Target>> {
    let resolved: Vec<(Vec<Target>, Diagnostics)> = documents
        .par_iter()
        .enumerate()
        .map(|(from, document)| {
            let mut problems = Diagnostics::new();
            let links = document.body.links.iter();
            (links.map(|l| directory.resolve(from, l, &mut problems)).collect(), problems)
        })
        .collect();
    let mut targets = Vec::with_capacity(resolved.len());
    for (found, found_problems) in resolved {
        targets.push(found);
        problems.append(found_problems);
    }
    targets
}

/// Values in their order, each once.
fn unique(values: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    values.filter(|v| seen.insert(*v)).collect()
}

/// Incidents by time, the newest first; of the same time in the order of paths; those
/// without a date last.
fn by_time(posts: &[&Document]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..posts.len()).collect();
    order.sort_by_key(|i| Reverse(posts[*i].fields.date.as_ref().map(|d| d.value.order())));
    order
}

fn levels(posts: &[&Document], scale: &Scale, problems: &mut Diagnostics) -> Vec<Option<usize>> {
    let mut unknown: BTreeMap<&str, (Place, usize)> = BTreeMap::new();
    let levels = posts
        .iter()
        .map(|post| {
            let raw = post.fields.severity.as_ref()?;
            let level = scale.level(&raw.value);
            if level.is_none() {
                let entry = unknown.entry(&raw.value).or_insert_with(|| (post.place_of(&raw.origin), 0));
                entry.1 += 1;
            }
            level
        })
        .collect();
    for (raw, (place, count)) in unknown {
        let message = format!("the severity `{raw}` is not on the scale (in {})", crate::count::incidents(count));
        problems.push(
            Diagnostic::new(Code::UnknownSeverity, message)
                .at(place)
                .help("it is shown as it is; add it to the `aliases` of a level under `[[severity]]` in book.toml"),
        );
    }
    levels
}

fn service_names(documents: &[Document], posts: &[&Document], problems: &mut Diagnostics) -> Names {
    let uses: Vec<Use> = posts
        .iter()
        .flat_map(|post| {
            post.fields.services.iter().map(|s| Use { spelling: s.value.clone(), place: post.place_of(&s.origin) })
        })
        .collect();
    let pages: Vec<(String, Vec<String>)> = documents
        .iter()
        .filter(|d| d.role == Role::Service)
        .map(|d| (service_of(d), d.fields.aliases.clone()))
        .collect();
    Names::collect("service", &uses, &pages, problems)
}

/// The name of the service that a page is about: its `name`, else its file's.
fn service_of(document: &Document) -> String {
    document.special.name.clone().unwrap_or_else(|| path::file_stem(&document.path).to_owned())
}

fn tag_names(posts: &[&Document], problems: &mut Diagnostics) -> Names {
    let uses: Vec<Use> = posts
        .iter()
        .flat_map(|post| {
            post.fields.tags.iter().map(|t| Use { spelling: t.value.clone(), place: post.place_of(&t.origin) })
        })
        .collect();
    Names::collect("tag", &uses, &[], problems)
}

fn link_services(
    names: Names,
    documents: &[Document],
    incidents: &[Incident],
    by_time: &[usize],
    problems: &mut Diagnostics,
) -> Vec<Service> {
    let lists = together::lists_of(names.entries.len(), by_time, |i| &incidents[i].services);
    let mut pages: HashMap<usize, usize> = HashMap::new();
    for (n, document) in documents.iter().enumerate().filter(|(_, d)| d.role == Role::Service) {
        if let Some(at) = names.find(&service_of(document)) {
            match pages.get(&at) {
                Some(first) => problems.push(second_page("service", document, &documents[*first])),
                None => drop(pages.insert(at, n)),
            }
        }
    }
    names
        .entries
        .into_iter()
        .zip(lists)
        .enumerate()
        .map(|(at, (name, list))| Service {
            name,
            document: pages.get(&at).copied(),
            factors: together::of(&list, |i| &incidents[i].factors, None),
            services: together::of(&list, |i| &incidents[i].services, Some(at)),
            incidents: list,
        })
        .collect()
}

/// The files that a document of this build refers to; others may belong to one that
/// is left out.
fn used_attachments(targets: &[Vec<Target>], all: BTreeMap<String, PathBuf>) -> BTreeMap<String, PathBuf> {
    let used: BTreeSet<&str> = targets
        .iter()
        .flatten()
        .filter_map(|t| match t {
            Target::Attachment(path) => Some(path.as_str()),
            _ => None,
        })
        .collect();
    all.into_iter().filter(|(path, _)| used.contains(path.as_str())).collect()
}

/// The summary of an incident in one paragraph: the field, else the first paragraph,
/// cut at a sentence or a word.
fn summary(post: &Document) -> Option<String> {
    let text = post.fields.summary().or(post.body.abstract_text.as_deref())?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return None;
    }
    let Some((cut, _)) = text.char_indices().nth(SUMMARY) else { return Some(text) };
    let head = &text[..cut];
    let sentence = head
        .char_indices()
        .filter(|(i, c)| {
            matches!(c, '\u{3002}' | '\u{ff01}' | '\u{ff1f}')
                || (matches!(c, '.' | '!' | '?') && head[i + c.len_utf8()..].starts_with(' '))
        })
        .map(|(i, c)| i + c.len_utf8())
        .next_back()
        .filter(|end| *end > cut / 3);
    let end = sentence.or_else(|| head.rfind(' ').filter(|end| *end > cut / 3)).unwrap_or(cut);
    let dots = if sentence.is_some() { "" } else { "\u{2026}" };
    Some(format!("{}{dots}", head[..end].trim_end_matches([',', ';', ' '])))
}
