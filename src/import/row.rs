//! One row of a table, or one object of an export, as an incident.
//!
//! Nothing is lost and nothing is made up: a column without a meaning is a field of its
//! own name, a long text a section of its own, and a date that cannot be read stays text.

use super::Source;
use super::map::{BODY, Map};
use super::page::{Page, bare, first_sentence, list, one_line, text};
use crate::date::{self, Moment};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::field;
use crate::value::{Entry, Node, Value, printable};

/// A text that is longer than this, in characters, is a section instead of a field.
const LONG: usize = 200;

/// The longest name of a field that is kept, in characters; YAML ends at 1024.
const LONGEST_KEY: usize = 80;

/// Words that a list of factors has at most in one part; more are a sentence.
const WORDS_OF_A_FACTOR: usize = 5;

const DATES: [&str; 7] =
    ["date", "started_at", "detected_at", "declared_at", "mitigated_at", "resolved_at", "review_by"];

const LISTS: [&str; 12] = [
    "services",
    "factors",
    "suggested_factors",
    "tags",
    "teams",
    "alerts",
    "authors",
    "participants",
    "audience",
    "aliases",
    "related",
    "supersedes",
];

/// A row of the source, counted from one, as a table of its columns.
pub(super) struct Row {
    pub(super) number: usize,
    pub(super) entries: Vec<Entry>,
    pub(super) span: std::ops::Range<usize>,
}

/// The incident of a row; none when the row says nothing.
pub(super) fn page(row: Row, map: &Map, source: &Source<'_>, problems: &mut Diagnostics) -> Option<Page> {
    let number = row.number;
    let start = row.span.start;
    if row.entries.iter().all(|e| e.node.is_empty()) {
        return None;
    }
    let sorted = map.sort(row.entries);
    let mut writer = Writer { page: Page::default(), sections: String::new(), number, source, problems };
    let mut known = sorted.known;
    for name in [BODY, "title"].into_iter().chain(field::names()) {
        if let Some(at) = known.iter().position(|(field, _)| *field == name) {
            let (_, entry) = known.remove(at);
            writer.known(name, &entry);
        }
    }
    for entry in &sorted.rest {
        writer.own(&entry.key, &entry.node);
    }
    Some(writer.finish(start))
}

struct Writer<'a> {
    page: Page,
    sections: String,
    number: usize,
    source: &'a Source<'a>,
    problems: &'a mut Diagnostics,
}

impl Writer<'_> {
    /// Writes a canonical field.
    fn known(&mut self, name: &'static str, entry: &Entry) {
        let node = &entry.node;
        if node.is_empty() {
            return;
        }
        match name {
            BODY => self.page.body = paragraphs(node),
            "title" => self.page.title = one_line(&node.flat()),
            _ if DATES.contains(&name) => self.date(name, node),
            _ if LISTS.contains(&name) => self.list(name, entry),
            "sources" => self.put(name, addresses(node)),
            "actions" => {
                let lines = lines(node).into_iter().map(|l| text(l.trim_start_matches(['-', '*', '•', ' ']))).collect();
                self.put(name, if scalar(node).is_some() { list(lines) } else { cleaned(node) });
            }
            // An id has no other form than what is written.
            "id" => self.put(name, text(&one_line(&node.flat()))),
            _ => match scalar(node) {
                Some(value) if is_long(value) => self.section(&entry.key, value),
                Some(_) => self.put(name, cleaned(node)),
                None => match named(node).filter(|_| name != "impact") {
                    Some(value) => self.put(name, text(value)),
                    None if node.list().is_some() => self.put(name, text(&node.flat())),
                    None => self.put(name, cleaned(node)),
                },
            },
        }
    }

    /// Writes a column that has no meaning here, under its own name.
    fn own(&mut self, key: &str, node: &Node) {
        if node.is_empty() {
            return;
        }
        match scalar(node) {
            Some(value) if is_long(value) => self.section(key, value),
            _ => self.put(key, cleaned(node)),
        }
    }

    fn put(&mut self, key: &str, node: Node) {
        let key: String = one_line(key).chars().take(LONGEST_KEY).collect();
        let base = if key.trim().is_empty() { "column".to_owned() } else { key.trim().to_owned() };
        let mut key = base.clone();
        let mut number = 1;
        while key == "title" || self.page.fields.iter().any(|(k, _)| *k == key) {
            number += 1;
            key = format!("{base} {number}");
        }
        self.page.fields.push((key, node));
    }

    fn section(&mut self, heading: &str, value: &str) {
        self.sections += &format!("\n\n## {}\n\n{}", escaped(&one_line(heading)), printable(value.trim().to_owned()));
    }

    /// A date as it was written; what cannot be read is kept beside it.
    fn date(&mut self, name: &'static str, node: &Node) {
        // Of several columns of one name, the first that says something.
        let first = node.list().and_then(|l| l.iter().find(|n| !n.is_empty())).unwrap_or(node);
        let written = one_line(&first.flat());
        let moment = Moment::parse(&written);
        let unknown =
            matches!(field::fold(&written).as_str(), "na" | "none" | "unknown" | "tbd" | "" | "true" | "false");
        if moment.is_some() || unknown {
            if name == "started_at" || (name == "date" && self.page.date.is_none()) {
                self.page.date = moment;
            }
            self.put(name, bare(&written));
            return;
        }
        let kept = format!("{name}_text");
        let what = if date::both_readings(&written).is_some() {
            "may have the day or the month first"
        } else {
            "is no date that can be read"
        };
        let problem = Diagnostic::new(Code::BadDate, format!("row {}: `{name}` {what}: `{written}`", self.number))
            .at(self.source.place(first.span.clone()))
            .help(format!("write it as 2024-03-09 or 2024-03-09T14:05Z; it is kept as `{kept}`"));
        self.problems.push(problem);
        self.put(&kept, text(&written));
    }

    /// A list, of a list or of one text with commas, semicolons or lines.
    fn list(&mut self, name: &'static str, entry: &Entry) {
        let node = &entry.node;
        let Some(value) = scalar(node) else {
            let mut parts: Vec<Node> = Vec::new();
            for part in node.list().unwrap_or(std::slice::from_ref(node)).iter().filter(|p| !p.is_empty()) {
                let part = named(part).filter(|_| name != "related").map_or_else(|| cleaned(part), text);
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            return self.put(name, list(parts));
        };
        let breaks = |c: char| c == '\n' || (name != "alerts" && matches!(c, ',' | ';'));
        let parts: Vec<String> = value.split(breaks).map(one_line).filter(|p| !p.is_empty()).collect();
        let of_factors = name.ends_with("factors");
        let is_prose = |p: &String| {
            p.chars().count() > LONG
                || (of_factors && (p.ends_with('.') || p.split_whitespace().count() > WORDS_OF_A_FACTOR))
        };
        if parts.iter().any(is_prose) {
            return self.section(&entry.key, value);
        }
        self.put(name, list(parts.iter().map(|p| text(p)).collect()));
    }

    /// The page, whose title is in the worst case its first words.
    fn finish(mut self, start: usize) -> Page {
        if self.page.title.is_empty() {
            let said = |name: &str| self.page.fields.iter().find(|(k, _)| k == name).map(|(_, n)| n.flat());
            let from = [said("summary"), Some(self.page.body.clone()), said("id")];
            let title = from.into_iter().flatten().map(|t| first_sentence(&t, 80)).find(|t| !t.is_empty());
            self.page.title = title.unwrap_or_else(|| format!("Row {}", self.number));
            self.problems.push(
                Diagnostic::new(
                    Code::NoTitle,
                    format!("row {} has no title: it is called `{}`", self.number, self.page.title),
                )
                .at(self.source.place(start..start))
                .help("name the column that has it: `--map title=COLUMN`"),
            );
        }
        self.page.body += &self.sections;
        self.page
    }
}

fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar { raw, .. } => Some(raw.trim()),
        _ => None,
    }
}

/// The word of an object that stands for one: `{"id": "3", "name": "High"}`.
fn named(node: &Node) -> Option<&str> {
    node.entries()?;
    ["name", "title", "value", "id"].iter().find_map(|key| node.get(key)?.text())
}

fn is_long(value: &str) -> bool {
    value.chars().count() > LONG || value.lines().filter(|l| !l.trim().is_empty()).count() > 1
}

/// A value without its place, and its texts without space around them.
fn cleaned(node: &Node) -> Node {
    match &node.value {
        Value::Scalar { raw, quoted: true } => text(raw.trim()),
        Value::Scalar { raw, quoted: false } => bare(raw.trim()),
        Value::List(parts) => list(parts.iter().filter(|p| !p.is_empty()).map(cleaned).collect()),
        Value::Table(entries) => {
            let entries = entries.iter().filter(|e| !e.node.is_empty());
            let entry = |e: &Entry| Entry { key: e.key.clone(), key_span: 0..0, node: cleaned(&e.node) };
            Node { value: Value::Table(entries.map(entry).collect()), span: 0..0 }
        }
    }
}

/// The text of an incident.
fn paragraphs(node: &Node) -> String {
    match node.list() {
        Some(parts) => parts.iter().map(paragraphs).filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n\n"),
        None => printable(scalar(node).map_or_else(|| node.flat(), str::to_owned)).replace("\r\n", "\n"),
    }
}

/// The lines of a text that say something.
fn lines(node: &Node) -> Vec<String> {
    scalar(node).unwrap_or_default().lines().map(one_line).filter(|l| !l.is_empty()).collect()
}

/// Addresses that stand in one text, or what is written.
fn addresses(node: &Node) -> Node {
    let Some(value) = scalar(node) else { return cleaned(node) };
    let parts: Vec<&str> = value.split([' ', '\n', '\r', '\t', ',', ';']).filter(|p| !p.is_empty()).collect();
    let are_addresses = parts.iter().all(|p| p.starts_with("https://") || p.starts_with("http://"));
    if are_addresses { list(parts.into_iter().map(text).collect()) } else { text(&one_line(value)) }
}

/// A text that Markdown shows as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '{' | '#' | '&' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
