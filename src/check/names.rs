//! Names of a whole library: services that no page is about, and tags and services that
//! mean one thing.
//!
//! What one file says is not enough for these rules, so they look at the library.

use super::Finding;
use crate::diagnostic::{Code, nearest};
use crate::document::{Document, Found, Provenance};
use crate::library::{Library, Name, name_key};
use crate::source::Role;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

const WORDS: &str = include_str!("same-words.toml");

/// Words that mean one thing, and words that only look like a plural.
struct Same {
    by_word: HashMap<String, String>,
    no_plural: HashSet<String>,
}

static SAME: LazyLock<Same> = LazyLock::new(|| {
    let table: toml::Table = WORDS.parse().expect("a shipped table, which the tests parse");
    let texts = |value: &toml::Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    };
    let groups = table.get("same").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let mut by_word = HashMap::new();
    for group in groups.iter().map(texts) {
        let Some(first) = group.first() else { continue };
        by_word.extend(group.iter().map(|word| (word.clone(), first.replace('-', ""))));
    }
    Same { by_word, no_plural: table.get("no_plural").map(texts).unwrap_or_default().into_iter().collect() }
});

/// A kind of name: its entries with the incidents that use each, and the uses in a document.
struct Kind<'l> {
    noun: &'static str,
    entries: Vec<Entry<'l>>,
    uses: fn(&Document) -> &[Found<String>],
    /// Whether what a document says is asked for.
    wanted: &'l dyn Fn(&Document) -> bool,
}

struct Entry<'l> {
    name: &'l Name,
    incidents: &'l [usize],
    has_page: bool,
}

/// What the names of a library show in the documents that are wanted, each with the number of its document.
pub fn find(library: &Library, wanted: &dyn Fn(&Document) -> bool) -> Vec<(usize, Finding)> {
    let services = Kind {
        noun: "service",
        entries: library
            .services
            .iter()
            .map(|s| Entry { name: &s.name, incidents: &s.incidents, has_page: s.document.is_some() })
            .collect(),
        uses: |d| &d.fields.services,
        wanted,
    };
    let tags = Kind {
        noun: "tag",
        entries: library
            .tags
            .iter()
            .map(|t| Entry { name: &t.name, incidents: &t.incidents, has_page: false })
            .collect(),
        uses: |d| &d.fields.tags,
        wanted,
    };
    let mut found = Vec::new();
    unknown(library, &services, &mut found);
    for kind in [&services, &tags] {
        variants(library, kind, &mut found);
        duplicates(library, kind, &mut found);
    }
    found.sort_by_key(|(at, f)| (*at, f.span.as_ref().map_or(0, |s| s.start), f.code));
    found
}

/// Services that no page is about, in a library that has such pages.
fn unknown(library: &Library, services: &Kind<'_>, found: &mut Vec<(usize, Finding)>) {
    let pages: Vec<&Document> = library.documents.iter().filter(|d| d.role == Role::Service).collect();
    if pages.is_empty() {
        return;
    }
    let known: Vec<&str> = services.entries.iter().filter(|e| e.has_page).map(|e| e.name.name.as_str()).collect();
    // An alias of a page leads to its name.
    let aliases: BTreeMap<&str, &str> = pages
        .iter()
        .flat_map(|page| {
            let name = page.special.name.as_deref().unwrap_or_else(|| page.title());
            page.fields.aliases.iter().map(move |alias| (alias.as_str(), name))
        })
        .collect();
    for entry in services.entries.iter().filter(|e| !e.has_page) {
        let near = nearest(&entry.name.name, known.iter().copied().chain(aliases.keys().copied()));
        let near = near.map(|near| aliases.get(near).copied().unwrap_or(near));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("write `services/{}.md`, or add it to the `aliases` of the service that it is", entry.name.slug)
            }
        };
        for (document, use_) in uses(library, services, entry) {
            let message = format!("no page is about the service `{}`", use_.value);
            found.push((
                document,
                Finding::at(Code::UnknownService, piece(library, document, use_), message, help.clone()),
            ));
        }
    }
}

/// Spellings of one name that are not the one that its page or most documents have.
fn variants(library: &Library, kind: &Kind<'_>, found: &mut Vec<(usize, Finding)>) {
    for entry in &kind.entries {
        for (document, use_) in uses(library, kind, entry).filter(|(_, u)| u.value != entry.name.name) {
            let message = format!("the {} `{}` is spelled `{}` elsewhere", kind.noun, use_.value, entry.name.name);
            let finding = Finding::at(
                Code::NameVariants,
                piece(library, document, use_),
                message,
                format!("write `{}`", entry.name.name),
            );
            let exact = exact(&library.documents[document], use_).filter(|_| is_plain(&entry.name.name));
            found.push((
                document,
                match exact {
                    Some(span) => finding.fix(span, entry.name.name.as_str()),
                    None => finding,
                },
            ));
        }
    }
}

/// Whether a name can stand in front matter of any notation without other quotes than are there.
fn is_plain(name: &str) -> bool {
    name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'))
}

/// Names that are spelled differently and mean one thing: an abbreviation, a plural.
fn duplicates(library: &Library, kind: &Kind<'_>, found: &mut Vec<(usize, Finding)>) {
    let mut groups: BTreeMap<String, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in &kind.entries {
        groups.entry(meaning(&entry.name.name)).or_default().push(entry);
    }
    for group in groups.into_values().filter(|g| g.len() > 1) {
        // Two pages are two services.
        if group.iter().filter(|e| e.has_page).count() > 1 {
            continue;
        }
        let rank = |e: &&&Entry<'_>| (e.has_page, e.incidents.len(), e.name.name.len());
        let Some(main) = group.iter().max_by(|a, b| rank(a).cmp(&rank(b)).then(b.name.name.cmp(&a.name.name))) else {
            continue;
        };
        for entry in group.iter().filter(|e| e.name != main.name) {
            for (document, use_) in uses(library, kind, entry) {
                let message =
                    format!("the {noun}s `{}` and `{}` seem to be one", use_.value, main.name.name, noun = kind.noun);
                let help = match kind.noun {
                    "service" => format!(
                        "write `{}` in all of them, or make `{}` an alias on the page of the service; leave it where they are two",
                        main.name.name, entry.name.name
                    ),
                    _ => format!(
                        "write `{}` in all of them, so that one page lists them; leave it where they are two",
                        main.name.name
                    ),
                };
                found.push((
                    document,
                    Finding::at(Code::NearDuplicateTag, piece(library, document, use_), message, help),
                ));
            }
        }
    }
}

/// A name by what its words mean: `k8s-upgrades` and `Kubernetes upgrade` are one.
fn meaning(name: &str) -> String {
    let key = name_key(name);
    let word = |word: &str| -> String {
        let singular = singular(word);
        SAME.by_word.get(word).or_else(|| SAME.by_word.get(&singular)).cloned().unwrap_or(singular)
    };
    if let Some(whole) = SAME.by_word.get(&key) {
        return whole.clone();
    }
    key.split('-').map(word).collect()
}

/// A word without the `s` of a plural.
fn singular(word: &str) -> String {
    let keep = SAME.no_plural.contains(word)
        || word.len() < 4
        || !word.is_ascii()
        || word.contains(|c: char| c.is_ascii_digit());
    if keep || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 2) {
        return format!("{stem}y");
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// The uses of a name in the documents of its incidents, where they stand in the file.
fn uses<'l>(
    library: &'l Library,
    kind: &Kind<'_>,
    entry: &Entry<'_>,
) -> impl Iterator<Item = (usize, &'l Found<String>)> {
    let key = name_key(&entry.name.name);
    let list = kind.uses;
    let numbers = entry.incidents.iter().map(|i| library.incidents[*i].document);
    let numbers: Vec<usize> = numbers.filter(|n| (kind.wanted)(&library.documents[*n])).collect();
    numbers.into_iter().flat_map(move |n| {
        let key = key.clone();
        let all = list(&library.documents[n]);
        all.iter().filter(move |u| !u.origin.span.is_empty() && name_key(&u.value) == key).map(move |u| (n, u))
    })
}

/// The bytes of a use: the word itself where that can be told, else the value that it is part of.
fn piece(library: &Library, document: usize, use_: &Found<String>) -> Range<usize> {
    exact(&library.documents[document], use_).unwrap_or_else(|| use_.origin.span.clone())
}

/// The bytes of a word of the front matter, without quotes and the other words of its text.
fn exact(document: &Document, use_: &Found<String>) -> Option<Range<usize>> {
    if use_.origin.from != Provenance::FrontMatter {
        return None;
    }
    let span = &use_.origin.span;
    let raw = document.head.get(span.clone())?;
    let is_part = |c: char| !matches!(c, ',' | '"' | '\'') && !c.is_whitespace();
    let mut places = raw.match_indices(use_.value.as_str()).filter(|(at, word)| {
        // `a, a b` holds `a` once by itself: a comma, a quote or the end stands on both sides.
        let before = raw[..*at].trim_end_matches([' ', '\t']).chars().next_back();
        let after = raw[at + word.len()..].trim_start_matches([' ', '\t']).chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    });
    let (at, word) = places.next().filter(|_| places.next().is_none())?;
    Some(span.start + at..span.start + at + word.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;
    use crate::library::Selection;
    use crate::site::Theme;

    /// What is found in a library of these files, as code, file, message, help and the text that the fix leaves.
    fn found(files: &[(&str, &str)]) -> Vec<(Code, String, String, String, Option<String>)> {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let (config, _) = crate::config::load(dir.path(), &Overrides::default(), std::iter::empty()).unwrap();
        let today = jiff::civil::date(2026, 6, 1);
        let selection = Selection { audience: "internal".into(), drafts: false, future: false, today };
        let theme = Theme::load(&config).unwrap();
        let library = crate::load(&config, &selection, &theme, crate::Clock { today, now: 0 }).library;
        let all = find(&library, &|_| true).into_iter().map(|(at, f)| {
            let document = &library.documents[at];
            let fixed = f.fix.map(|fix| {
                format!("{}{}{}", &document.head[..fix.span.start], fix.text, &document.head[fix.span.end..])
            });
            (f.code, document.path.clone(), f.message, f.help, fixed)
        });
        all.collect()
    }

    fn incident(fields: &str) -> String {
        format!("---\ntitle: A\ndate: 2026-01-31\n{fields}\n---\n\nText.\n")
    }

    #[test]
    fn a_service_without_a_page_is_said_where_there_are_pages() {
        let page = "---\nname: checkout\naliases: [basket]\n---\n\nText.\n";
        let (a, b, c) = (incident("services: [checkuot]"), incident("services: [basket]"), incident("services: [dns]"));
        let all = found(&[("services/checkout.md", page), ("a.md", &a), ("b.md", &b), ("c.md", &c)]);
        let all: Vec<_> = all
            .iter()
            .map(|(code, file, message, help, _)| (*code, file.as_str(), message.as_str(), help.as_str()))
            .collect();
        assert_eq!(
            all,
            [
                (Code::UnknownService, "a.md", "no page is about the service `checkuot`", "did you mean `checkout`?"),
                (
                    Code::UnknownService,
                    "c.md",
                    "no page is about the service `dns`",
                    "write `services/dns.md`, or add it to the `aliases` of the service that it is"
                ),
            ]
        );
        assert!(found(&[("a.md", &a), ("c.md", &c)]).is_empty(), "no page, no rule");
    }

    #[test]
    fn tags_that_mean_one_thing_are_said_at_the_rarer_one() {
        let a = incident("tags: [database, k8s-upgrade, dns, https, retry]");
        let b = incident("tags: [database, db, Kubernetes upgrades, http, retries, access]");
        let all = found(&[("a.md", &a), ("b.md", &b)]);
        let messages: Vec<&str> = all.iter().map(|(_, _, message, ..)| message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "the tags `k8s-upgrade` and `Kubernetes upgrades` seem to be one",
                "the tags `retry` and `retries` seem to be one",
                "the tags `db` and `database` seem to be one",
            ]
        );
        assert!(all.iter().all(|(code, ..)| *code == Code::NearDuplicateTag));
    }

    #[test]
    fn a_spelling_becomes_the_one_of_most_documents_and_nothing_else_changes() {
        let (a, b, c) = (
            incident("tags: [load-balancer]"),
            incident("tags: [load-balancer, x]"),
            incident("tags: \"Load Balancer, Load Balancer test\""),
        );
        let all = found(&[("a.md", &a), ("b.md", &b), ("c.md", &c)]);
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!((all[0].0, all[0].1.as_str()), (Code::NameVariants, "c.md"));
        assert!(all[0].4.as_ref().unwrap().contains("tags: \"load-balancer, Load Balancer test\"\n"), "{all:?}");
    }

    #[test]
    fn every_word_means_one_thing() {
        let table: toml::Table = WORDS.parse().unwrap();
        let mut seen = HashSet::new();
        for group in table["same"].as_array().unwrap() {
            for word in group.as_array().unwrap() {
                assert!(seen.insert(word.as_str().unwrap().to_owned()), "{word} stands twice");
            }
        }
        assert_eq!(meaning("Pg"), meaning("PostgreSQL"));
        assert_ne!(meaning("dns"), meaning("dn"));
        assert_ne!(meaning("https"), meaning("http"));
    }
}
