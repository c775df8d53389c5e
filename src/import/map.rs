//! Which column of an export says what: `--map FIELD=COLUMN`, then the columns' own names.

use crate::diagnostic::nearest;
use crate::document::field;
use crate::value::{Entry, Node, Value};
use std::ops::Range;

/// The name of what is no field but the text of an incident.
pub(super) const BODY: &str = "body";

/// Names of columns that hold the text where nothing else is said to.
const BODIES: [&str; 3] = [BODY, "description", "text"];

/// Names of columns that hold the title where no column is called `title`.
const TITLES: [&str; 3] = ["name", "subject", "headline"];

/// The columns that were named on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map(Vec<(&'static str, String)>);

impl Map {
    /// Reads words like `title=Summary`.
    ///
    /// # Errors
    /// What is wrong with a word, and the way out.
    pub fn read(words: &[String]) -> Result<Self, String> {
        let mut map = Vec::new();
        for word in words {
            let Some((name, column)) = word.split_once('=').map(|(n, c)| (n.trim(), c.trim())) else {
                return Err(format!("`{word}` is no mapping; write `--map FIELD=COLUMN`, as in `--map title=Summary`"));
            };
            if column.is_empty() {
                return Err(format!("`{word}` names no column; write `--map FIELD=COLUMN`"));
            }
            let field = target(name).ok_or_else(|| {
                let near = field::meant(name).or_else(|| nearest(name, field::names()));
                let help = near.map_or_else(
                    || "docs/content.md lists the fields, and `body` is the text".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                format!("there is no field `{name}`; {help}")
            })?;
            if map.iter().any(|(f, _)| *f == field) {
                return Err(format!("`{field}` is mapped twice; name one column for each field"));
            }
            map.push((field, column.to_owned()));
        }
        Ok(Self(map))
    }

    /// Whether nothing is mapped.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first mapped column that is none of those that are there, with the nearest that is.
    pub(super) fn missing<'a>(&self, columns: &[&'a str]) -> Option<(String, Option<&'a str>)> {
        let there = |column: &str| columns.iter().any(|c| same(c, column) || c.starts_with(&format!("{column}.")));
        let (_, column) = self.0.iter().find(|(_, column)| !there(column))?;
        Some((column.clone(), nearest(column, columns.iter().copied())))
    }

    /// Sorts the entries of a row: what is mapped, what a column's own name says, the rest.
    pub(super) fn sort(&self, mut entries: Vec<Entry>) -> Sorted {
        let mut known: Vec<(&'static str, Entry)> = Vec::new();
        for (field, column) in &self.0 {
            if let Some(entry) = take(&mut entries, column) {
                known.push((field, entry));
            }
        }
        let mapped = |known: &[(&str, Entry)], field: &str| known.iter().any(|(f, _)| *f == field);
        if !mapped(&known, BODY) {
            let at = BODIES.iter().find_map(|name| {
                let is_text = |e: &Entry| e.node.entries().is_none() && !e.node.is_empty();
                entries.iter().position(|e| field::fold(&e.key) == *name && is_text(e))
            });
            if let Some(at) = at {
                known.push((BODY, entries.remove(at)));
            }
        }
        for name in field::names() {
            if mapped(&known, name) {
                continue;
            }
            // Of several columns that mean one field, that with the most trusted name.
            let best = (0..entries.len())
                .filter(|at| !entries[*at].node.is_empty())
                .filter_map(|at| {
                    field::canonical(&entries[at].key).filter(|(c, _)| *c == name).map(|(_, rank)| (rank, at))
                })
                .min();
            if let Some((_, at)) = best {
                known.push((name, entries.remove(at)));
            }
        }
        if !mapped(&known, "title") {
            let name_of = |e: &Entry| TITLES.iter().position(|t| *t == field::fold(&e.key));
            // `name` is a field of other documents, so that it was taken above.
            if let Some(at) = known.iter().position(|(_, e)| name_of(e).is_some()) {
                known[at].0 = "title";
            } else if let Some(at) = entries.iter().position(|e| name_of(e).is_some() && !e.node.is_empty()) {
                known.push(("title", entries.remove(at)));
            }
        }
        let mut rest = Vec::new();
        for entry in entries {
            flatten(&entry.key, entry.key_span, entry.node, &mut rest);
        }
        Sorted { known, rest }
    }
}

/// The entries of a row by what they mean.
pub(super) struct Sorted {
    /// Canonical fields, `body` among them, each once.
    pub(super) known: Vec<(&'static str, Entry)>,
    /// All else, without nesting.
    pub(super) rest: Vec<Entry>,
}

/// The field that a word of the command line names.
fn target(name: &str) -> Option<&'static str> {
    match field::fold(name).as_str() {
        "body" | "text" => Some(BODY),
        _ => field::canonical(name).map(|(canonical, _)| canonical),
    }
}

/// Whether a column is the one that is named: exactly, else without regard to case.
fn same(column: &str, named: &str) -> bool {
    column == named || column.trim().to_lowercase() == named.trim().to_lowercase()
}

/// Takes what a path of keys leads to; a key may itself have dots.
fn take(entries: &mut Vec<Entry>, path: &str) -> Option<Entry> {
    let exact = entries.iter().position(|e| e.key == path);
    if let Some(at) = exact.or_else(|| entries.iter().position(|e| same(&e.key, path))) {
        return Some(entries.remove(at));
    }
    entries.iter_mut().find_map(|entry| {
        let rest = path.get(entry.key.len()..).filter(|_| path.starts_with(&entry.key))?.strip_prefix('.')?;
        let Value::Table(inner) = &mut entry.node.value else { return None };
        take(inner, rest)
    })
}

/// A table in a table becomes entries with dots in their names.
fn flatten(key: &str, key_span: Range<usize>, node: Node, out: &mut Vec<Entry>) {
    match node.value {
        Value::Table(entries) => {
            for inner in entries {
                flatten(&format!("{key}.{}", inner.key), inner.key_span, inner.node, out);
            }
        }
        value => out.push(Entry { key: key.to_owned(), key_span, node: Node { value, span: node.span } }),
    }
}

/// The names of the columns of a row, without nesting.
pub(super) fn columns(entries: &[Entry]) -> Vec<String> {
    let mut flat = Vec::new();
    for entry in entries {
        flatten(&entry.key, entry.key_span.clone(), entry.node.clone(), &mut flat);
    }
    flat.into_iter().map(|e| e.key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Syntax, parse};

    fn entries(json: &str) -> Vec<Entry> {
        let (node, errors) = parse(Syntax::Json, json, 0);
        assert_eq!(errors, []);
        node.entries().unwrap().to_vec()
    }

    fn map(words: &[&str]) -> Map {
        Map::read(&words.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap()
    }

    fn known(sorted: &Sorted) -> Vec<(&str, &str)> {
        sorted.known.iter().map(|(field, e)| (*field, e.key.as_str())).collect()
    }

    #[test]
    fn a_column_is_found_by_its_name_or_its_path() {
        let row = r#"{"Created at": "x", "fields": {"summary": "s", "priority": {"name": "high"}, "own": 1}}"#;
        let sorted =
            map(&["title=fields.summary", "date=created at", "severity=fields.priority.name"]).sort(entries(row));
        assert_eq!(known(&sorted), [("title", "summary"), ("date", "Created at"), ("severity", "name")]);
        assert_eq!(sorted.rest.iter().map(|e| e.key.as_str()).collect::<Vec<_>>(), ["fields.own"]);
    }

    #[test]
    fn a_column_that_is_named_like_a_field_needs_no_map() {
        let row = r#"{"Component": "db", "Description": "long", "Start time": "2024", "Summary": "s", "Name": "n", "own": 1}"#;
        let sorted = Map::default().sort(entries(row));
        assert_eq!(
            known(&sorted),
            [
                ("body", "Description"),
                ("started_at", "Start time"),
                ("services", "Component"),
                ("summary", "Summary"),
                ("title", "Name")
            ]
        );
    }

    #[test]
    fn a_mapping_that_means_nothing_is_refused() {
        let read = |word: &str| Map::read(&[word.to_owned()]).unwrap_err();
        assert!(read("title").contains("FIELD=COLUMN"));
        assert!(read("title=").contains("names no column"));
        assert!(read("titel=X").contains("did you mean `title`?"), "{}", read("titel=X"));
        assert!(Map::read(&["date=A".into(), "date=B".into()]).unwrap_err().contains("twice"));
        assert_eq!(map(&["title=Sumary"]).missing(&["Summary", "x"]), Some(("Sumary".into(), Some("Summary"))));
        assert_eq!(map(&["impact=fields.impact"]).missing(&["fields.impact.users"]), None);
    }
}
