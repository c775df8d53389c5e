//! What could be written where the cursor stands: names that the library knows, words of its
//! vocabulary, ids, names of fields and rules.

use super::cursor::{self, Cursor};
use super::hover::plain;
use super::position::Positions;
use crate::check;
use crate::count;
use crate::diagnostic::Code;
use crate::document::fields::{DETECTIONS, RELATIONS, STATUSES};
use crate::document::{Kind, field};
use crate::pipeline::Workspace;
use crate::source::Role;
use crate::value::{Syntax, yaml_text};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use tower_lsp_server::ls_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, Documentation, MarkupContent, MarkupKind,
    TextEdit,
};

/// The most entries of one list; with more, the editor asks again as one types.
const MOST: usize = 200;

/// Fields that only reading paths, services, factors and pages have, and one that says what `draft` does.
const NOT_OF_INCIDENTS: [&str; 8] = ["name", "steps", "for", "goal", "definition", "ask", "menu", "published"];

/// Something that could be written.
struct Entry {
    label: String,
    detail: Option<String>,
    documentation: Option<String>,
    /// Whether its documentation is Markdown rather than plain text of the library.
    is_markdown: bool,
    kind: CompletionItemKind,
    /// Words by which it is found beside its label.
    also: String,
}

impl Entry {
    fn new(label: impl Into<String>, kind: CompletionItemKind) -> Self {
        Self { label: label.into(), detail: None, documentation: None, is_markdown: false, kind, also: String::new() }
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    fn documentation(mut self, text: Option<String>) -> Self {
        self.documentation = text;
        self
    }

    fn markdown(mut self, text: Option<String>) -> Self {
        self.is_markdown = true;
        self.documentation(text)
    }

    fn also(mut self, words: impl Into<String>) -> Self {
        self.also = words.into();
        self
    }

    /// Whether each of the words that are typed stands in its label or beside it.
    fn answers(&self, typed: &[String]) -> bool {
        let own = format!("{} {}", self.label, self.also).to_lowercase();
        typed.iter().all(|word| own.contains(word.as_str()))
    }

    /// The entry as the protocol has it, without the secrets that its texts hold; none where
    /// what would be written is one.
    fn item(self, at: usize, edit: impl Fn(&str) -> TextEdit) -> Option<CompletionItem> {
        if matches!(check::mask(&self.label), Cow::Owned(_)) {
            return None;
        }
        let of_library = !self.is_markdown;
        let value = self.documentation.map(|text| if of_library { plain(&text) } else { text });
        let documentation =
            value.map(|value| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value }));
        let also = check::mask(&self.also);
        Some(CompletionItem {
            text_edit: Some(CompletionTextEdit::Edit(edit(&self.label))),
            filter_text: Some(format!("{} {also}", self.label).trim_end().to_owned()),
            sort_text: Some(format!("{at:04}")),
            kind: Some(self.kind),
            detail: self.detail.map(|detail| check::mask(&detail).into_owned()),
            documentation,
            label: self.label,
            ..CompletionItem::default()
        })
    }
}

/// What could be written at a byte of a text; without a library only rules are known.
pub fn complete(
    workspace: Option<&Workspace>,
    role: Option<Role>,
    text: &str,
    positions: &Positions<'_>,
    byte: usize,
) -> Option<CompletionList> {
    let cursor = cursor::at(text, byte)?;
    let (range, entries): (Range<usize>, Vec<Entry>) = match &cursor {
        Cursor::Allow(range) => (range.clone(), rules()),
        Cursor::Field(range) => (range.clone(), workspace.map(|_| fields(role, text))?),
        Cursor::Value { field, item, .. } => (item.clone(), values(workspace?, field)),
        Cursor::Wiki(range) => (range.clone(), targets(workspace?)),
    };
    let typed = text[range.start..byte.clamp(range.start, range.end)].to_lowercase();
    let typed: Vec<String> = typed.split_whitespace().map(str::to_owned).collect();
    let found: Vec<Entry> = entries.into_iter().filter(|entry| entry.answers(&typed)).collect();
    let is_incomplete = found.len() > MOST;
    let written = Written { text, cursor: &cursor, range: &range };
    let edit = |label: &str| TextEdit::new(positions.range(&range), written.form(label));
    let items = found.into_iter().take(MOST).enumerate().filter_map(|(at, entry)| entry.item(at, edit));
    Some(CompletionList { is_incomplete, items: items.collect() })
}

/// Where something is to be written.
struct Written<'a> {
    text: &'a str,
    cursor: &'a Cursor,
    range: &'a Range<usize>,
}

impl Written<'_> {
    /// A name in the form that its place asks for.
    fn form(&self, name: &str) -> String {
        let after = &self.text[self.range.end..];
        let line = after.lines().next().unwrap_or_default();
        let is_there = match self.cursor {
            Cursor::Value { quoted, .. } => *quoted,
            Cursor::Field(_) => line.trim_start().starts_with([':', '=']),
            Cursor::Wiki(_) => line.starts_with("]]"),
            Cursor::Allow(_) => line.contains(':'),
        };
        match self.cursor {
            // The marks around it are there already.
            _ if is_there => name.to_owned(),
            Cursor::Value { syntax: Syntax::Yaml, .. } => {
                // A key and its value are two words of YAML.
                let space = if self.text[..self.range.start].ends_with(':') { " " } else { "" };
                format!("{space}{}", yaml_text(name))
            }
            Cursor::Value { .. } => serde_json::Value::from(name).to_string(),
            Cursor::Field(range) if self.text[..range.start].trim_start().starts_with("+++") => format!("{name} = "),
            Cursor::Field(_) | Cursor::Allow(_) => format!("{name}: "),
            Cursor::Wiki(_) => format!("{name}]]"),
        }
    }
}

/// Fields that are not there yet.
fn fields(role: Option<Role>, text: &str) -> Vec<Entry> {
    let is_wanted = |name: &&str| role.is_some_and(|r| r != Role::Incident) || !NOT_OF_INCIDENTS.contains(name);
    let key = |line: &str| line.split([':', '=']).next().map(|key| key.trim().to_owned());
    let there: BTreeSet<String> = text.lines().filter(|l| l.contains([':', '='])).filter_map(key).collect();
    let names = field::names().filter(is_wanted).filter(|name| !there.contains(*name));
    names.map(|name| Entry::new(name, CompletionItemKind::FIELD)).collect()
}

/// Values of a field.
fn values(workspace: &Workspace, field: &str) -> Vec<Entry> {
    let words = |all: &[&str]| all.iter().map(|word| Entry::new(*word, CompletionItemKind::ENUM_MEMBER)).collect();
    match field {
        "services" => services(workspace),
        "factors" | "suggested_factors" => factors(workspace, false),
        "tags" => {
            let tags = workspace.library.tags.iter();
            tags.map(|t| {
                Entry::new(&t.name.name, CompletionItemKind::KEYWORD).detail(count::incidents(t.incidents.len()))
            })
            .collect()
        }
        "severity" => {
            let levels = workspace.config.severities.levels().iter();
            let entry = |level: &crate::config::SeverityLevel| {
                Entry::new(&level.id, CompletionItemKind::ENUM_MEMBER)
                    .detail(&level.name)
                    .documentation(Some(level.description.clone()))
                    .also(level.aliases.join(" "))
            };
            levels.map(entry).collect()
        }
        "kind" => words(&Kind::ALL.map(Kind::id)),
        "status" => words(&STATUSES),
        "detection" => words(&DETECTIONS),
        "rel" => words(&RELATIONS),
        "audience" => words(&["internal", "public"]),
        "draft" => words(&["true", "false"]),
        "related" | "supersedes" => incidents(workspace),
        _ => Vec::new(),
    }
}

/// What a wiki link can name.
fn targets(workspace: &Workspace) -> Vec<Entry> {
    let mut all = incidents(workspace);
    all.extend(services(workspace));
    all.extend(factors(workspace, true));
    all
}

/// Incidents, the newest first.
fn incidents(workspace: &Workspace) -> Vec<Entry> {
    let library = &workspace.library;
    let entry = |at: &usize| {
        let (incident, document) = (&library.incidents[*at], library.document_of(*at));
        let date = library.date_of(*at).map(|date| format!(", {}", date.date_only())).unwrap_or_default();
        Entry::new(&incident.id, CompletionItemKind::REFERENCE)
            .detail(format!("{}{date}", document.title()))
            .documentation(incident.summary.clone())
            .also(document.title())
    };
    library.by_time.iter().map(entry).collect()
}

fn services(workspace: &Workspace) -> Vec<Entry> {
    let services = workspace.library.services.iter();
    services
        .map(|s| Entry::new(&s.name.name, CompletionItemKind::MODULE).detail(count::incidents(s.incidents.len())))
        .collect()
}

/// Factors; where a page is wanted, those that have incidents or a document.
fn factors(workspace: &Workspace, with_page: bool) -> Vec<Entry> {
    let library = &workspace.library;
    let wanted = library.factors.iter().filter(|f| !with_page || !f.incidents.is_empty() || f.document.is_some());
    let entry = |factor: &crate::library::Factor| {
        let entry = &factor.entry;
        let group = library.groups.iter().find(|g| g.id == entry.group).map_or(&entry.group, |g| &g.name);
        let texts: Vec<&str> = [&entry.definition, &entry.ask].into_iter().flatten().map(String::as_str).collect();
        Entry::new(&entry.id, CompletionItemKind::VALUE)
            .detail(format!("{} ({group}), {}", entry.name, count::incidents(factor.incidents.len())))
            .documentation(Some(texts.join("\n\n")).filter(|text| !text.is_empty()))
            .also(format!("{} {}", entry.name, entry.aliases.join(" ")))
    };
    wanted.map(entry).collect()
}

fn rules() -> Vec<Entry> {
    let entry = |code: &Code| {
        Entry::new(code.as_str(), CompletionItemKind::CONSTANT)
            .detail(code.meaning())
            .markdown(super::hover::rule(*code))
    };
    Code::ALL.iter().map(entry).collect()
}
