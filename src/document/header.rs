//! Facts that labels state: bold lines, bullets, definitions and rows of tables.
//!
//! Only labels from the tables of words are facts, and only where facts stand: before the
//! sections, in sections of metadata, and as bold labels in some sections about the
//! incident. A value that is a placeholder or says "not known" is no value.

use super::outline::{Block, Item, Line};
use super::provenance::Provenance;
use super::section::{Part, SectionName};
use super::timeline;
use super::words::Words;
use std::ops::Range;

/// The longest label, in characters; more is a sentence with a colon in it.
const LONGEST: usize = 44;

/// Something that a label states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    /// The field that the label gives.
    pub field: &'static str,
    /// What the label says, for its remark about a zone.
    pub label: String,
    /// The value without markup.
    pub value: String,
    /// Where the value stands in the file.
    pub span: Range<usize>,
    /// Whether it is a line or a row.
    pub from: Provenance,
    /// How far its place is from the head of the document; the lowest is trusted most.
    pub rank: u8,
}

/// Where in a document facts are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Zone {
    /// Before the sections, or in one of metadata: any label counts.
    Facts,
    /// In a section about the incident: bold labels count.
    Bold,
}

/// Reads the facts of a document, those at its head first.
pub(super) fn facts(parts: &[Part<'_, '_>], text: &str, words: &Words) -> Vec<Fact> {
    let mut reader = Reader { text, words, facts: Vec::new(), zone: Zone::Facts, rank: 0 };
    for part in parts {
        // `## Attendees` with a list of who was there.
        if let Some((_, heading)) = part.heading
            && matches!(words.label(&heading.text), Some("authors" | "participants"))
        {
            (reader.zone, reader.rank) = (Zone::Facts, 0);
            reader.list_of(heading, part.blocks);
            continue;
        }
        let (zone, rank) = match part.name {
            Some(SectionName::Metadata) => (Zone::Facts, 0),
            _ if part.is_header => (Zone::Facts, 0),
            Some(SectionName::Summary) => (Zone::Bold, 1),
            Some(SectionName::Impact | SectionName::Detection | SectionName::Trigger) => (Zone::Bold, 2),
            Some(SectionName::Timeline | SectionName::Resolution) => (Zone::Bold, 3),
            // A first section of an unknown name often holds the facts.
            None if part.own.is_none() && part.heading.is_some() => (Zone::Bold, 4),
            _ => continue,
        };
        (reader.zone, reader.rank) = (zone, rank);
        // `# Incident date: 2024-03-09, queue stood still`
        if let (true, Some((_, heading))) = (part.is_header, part.heading) {
            let before = reader.facts.len();
            reader.line(heading);
            for fact in &mut reader.facts[before..] {
                fact.from = Provenance::Heading;
            }
        }
        reader.blocks(part.blocks);
    }
    let mut facts = reader.facts;
    facts.sort_by_key(|f| f.rank);
    facts
}

struct Reader<'t> {
    text: &'t str,
    words: &'t Words,
    facts: Vec<Fact>,
    zone: Zone,
    rank: u8,
}

impl Reader<'_> {
    fn blocks(&mut self, blocks: &[Block<'_>]) {
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Paragraph(lines) => {
                    self.lines(lines);
                    self.list_below(lines, blocks.get(at + 1));
                }
                Block::List(items, _) => self.items(items),
                Block::Table(head, rows) => self.table(head, rows),
                Block::Quote(blocks) => {
                    // A quotation may be of something else: only brief values count there.
                    let before = self.facts.len();
                    self.blocks(blocks);
                    let brief = |f: &Fact| f.value.split_whitespace().count() <= 5 && f.value.chars().count() <= 60;
                    let quoted = self.facts.split_off(before);
                    self.facts.extend(quoted.into_iter().filter(brief));
                }
                Block::Terms(terms) => {
                    for (term, definitions) in terms {
                        match definitions.as_slice() {
                            [] => {}
                            [value] => drop(self.take(&term.text, value, &value.text, Provenance::Label)),
                            several => self.list(&term.text, &several.iter().collect::<Vec<_>>()),
                        }
                    }
                }
                Block::Heading(..) | Block::Other => {}
            }
        }
    }

    fn lines(&mut self, lines: &[Line<'_>]) {
        for line in lines {
            self.line(line);
        }
    }

    /// A heading that is a label, with a list below it.
    fn list_of(&mut self, heading: &Line<'_>, blocks: &[Block<'_>]) {
        let items = blocks.iter().filter_map(|b| match b {
            Block::List(items, _) => Some(items),
            _ => None,
        });
        let values: Vec<&Line<'_>> = items.flatten().filter_map(Item::first).collect();
        if !values.is_empty() {
            self.list(label_text(&heading.text), &values);
        }
    }

    /// `**Affected systems:**` with a list below it.
    fn list_below(&mut self, lines: &[Line<'_>], next: Option<&Block<'_>>) {
        let (Some(line), Some(Block::List(items, _))) = (lines.last(), next) else { return };
        let bold = line.bold > 0 || self.zone == Zone::Facts;
        if let Some(label) = label_alone(line).filter(|_| bold) {
            let values: Vec<&Line<'_>> = items.iter().filter_map(Item::first).collect();
            if !values.is_empty() {
                self.list(label, &values);
            }
        }
    }

    fn items(&mut self, items: &[Item<'_>]) {
        for item in items {
            let nested: Vec<&Line<'_>> = item.lists().flatten().filter_map(Item::first).collect();
            if let Some(line) = item.first()
                && !self.line(line)
                && !nested.is_empty()
                && let Some(label) = label_alone(line)
            {
                // `- Services:` with a bullet for each.
                self.list(label, &nested);
            }
            if self.zone == Zone::Facts {
                for list in item.lists() {
                    self.items(list);
                }
            }
        }
    }

    /// A label whose values are bullets below it.
    fn list(&mut self, label: &str, values: &[&Line<'_>]) {
        let Some(field) = self.words.label(label) else { return };
        if !matches!(field, "services" | "tags" | "factors" | "teams" | "alerts" | "authors" | "participants") {
            return;
        }
        // `Search tab: showed no results`: the name stands before the colon.
        let name = |text: &'_ str| text.split([':', '：']).next().unwrap_or(text).trim().to_owned();
        let all: Vec<String> =
            values.iter().map(|l| if field == "services" { name(&l.text) } else { l.text.trim().to_owned() }).collect();
        let span = values[0].span.start..values[values.len() - 1].span.end;
        self.push(field, label, all.join("\n"), span, Provenance::Label);
    }

    /// Reads `Label: value`; gives whether it was one with a value.
    fn line(&mut self, line: &Line<'_>) -> bool {
        if !line.struck.is_empty() {
            // What is struck out was said before, and is not any more.
            let standing = Line { text: line.standing().into_owned().into(), struck: Vec::new(), ..line.clone() };
            return self.line(&standing);
        }
        if self.incident_from(line) || self.zone(line) {
            return true;
        }
        let Some((label, value)) = split(line) else { return false };
        if value.is_empty() || (self.zone == Zone::Bold && line.bold == 0) {
            return false;
        }
        self.take(label, line, value, Provenance::Label)
    }

    /// `All times in CET.`
    fn zone(&mut self, line: &Line<'_>) -> bool {
        let text = line.text.trim();
        if self.zone != Zone::Facts || text.chars().count() > 80 {
            return false;
        }
        let Some(name) = timeline::zone_name(text) else { return false };
        let span = line.place(self.text, name);
        self.push("timezone", "all times", name.to_owned(), span, Provenance::Label);
        true
    }

    /// `Incident from A to B`, which has no colon.
    fn incident_from(&mut self, line: &Line<'_>) -> bool {
        let head = "incident from ";
        let text = line.text.trim();
        let begins = text.get(..head.len()).is_some_and(|h| h.eq_ignore_ascii_case(head));
        begins && self.zone == Zone::Facts && self.take("incident from", line, &text[head.len()..], Provenance::Label)
    }

    fn table(&mut self, head: &[Line<'_>], rows: &[Vec<Line<'_>>]) {
        let known = |line: &Line<'_>| self.words.label(label_text(&line.text)).is_some();
        let labels = head.iter().filter(|l| known(l)).count();
        // A table of settings tells what a program is told.
        let first = head.first().map(|l| super::field::fold(&l.text)).unwrap_or_default();
        if ["setting", "parameter", "option", "config", "variable", "flag", "environmentvariable"]
            .iter()
            .any(|w| first.starts_with(w))
        {
            return;
        }
        // Labels in the head and values in one row below.
        if rows.len() == 1 && labels >= 2 && head.len() > 2 {
            for (label, value) in head.iter().zip(&rows[0]) {
                self.take(&label.text, value, &value.text, Provenance::Table);
            }
            return;
        }
        if head.len() != 2
            || (self.zone == Zone::Bold && rows.iter().filter(|r| r.first().is_some_and(known)).count() < 2)
        {
            return;
        }
        // A head that is a label is a row like the others only among labels: `Service | Limit`
        // stands above services.
        let among_labels = rows.iter().any(|row| row.first().is_some_and(known));
        let head = head.to_vec();
        for row in std::iter::once(&head).filter(|_| among_labels).chain(rows) {
            if let [label, value] = row.as_slice() {
                self.take(&label.text, value, &value.text, Provenance::Table);
            }
        }
    }

    fn take(&mut self, label: &str, line: &Line<'_>, value: &str, from: Provenance) -> bool {
        let label = label_text(label);
        let Some(field) = self.words.label(label) else { return false };
        let value = value.trim();
        if value.is_empty() || line.is_hint(value) {
            return false;
        }
        let span = line.place(self.text, value);
        // A sentence about a system begins with its name: `` `queue-worker` in eu-west``.
        if field == "services"
            && names(value).is_empty()
            && let Some(name) = leading_code(line, value)
        {
            self.push(field, label, name.to_owned(), line.place(self.text, name), from);
            return true;
        }
        self.push(field, label, value.to_owned(), span, from);
        true
    }

    fn push(&mut self, field: &'static str, label: &str, value: String, span: Range<usize>, from: Provenance) {
        self.facts.push(Fact { field, label: label.to_owned(), value, span, from, rank: self.rank });
    }
}

/// Label and value of a line, where it has both.
fn split<'l>(line: &'l Line<'_>) -> Option<(&'l str, &'l str)> {
    let text = line.text.trim_start();
    let shift = line.text.len() - text.len();
    let colon = text.char_indices().find(|(_, c)| matches!(c, ':' | '：'))?;
    // Code that holds a label is quoted: `Severity: SEV-1`.
    if line.code.iter().any(|code| code.start <= shift && code.end > shift + colon.0) {
        return None;
    }
    let (label, value) = text.split_at(colon.0);
    let value = value[colon.1.len_utf8()..].trim();
    if line.bold > shift {
        // The bold part is the label, colon inside or after it.
        let bold = text.get(..line.bold - shift)?.trim();
        if bold.trim_end_matches([':', '：']).trim() != label.trim() {
            return None;
        }
    }
    (label.chars().count() <= LONGEST && !label.trim().is_empty()).then_some((label.trim(), value))
}

/// Whether a line begins with a label of whatever sort.
pub(super) fn is_labelled(line: &Line<'_>) -> bool {
    split(line).is_some_and(|(label, _)| {
        label.split_whitespace().count() <= 3 && !label.contains(|c: char| c.is_ascii_digit())
    })
}

/// The label of a line that has nothing else: `Services:`.
fn label_alone<'l>(line: &'l Line<'_>) -> Option<&'l str> {
    let text = line.text.trim();
    let label = text.strip_suffix([':', '：']);
    let all_bold = line.bold >= line.text.trim_end().len();
    label.or_else(|| all_bold.then_some(text)).map(str::trim)
}

/// The code with which a value begins.
fn leading_code<'l>(line: &'l Line<'_>, value: &str) -> Option<&'l str> {
    let start = line.text.find(value)?;
    let code = line.code.iter().find(|c| c.start == start)?;
    line.text.get(code.clone()).filter(|name| !name.contains(' '))
}

/// A label without the marks around it.
fn label_text(label: &str) -> &str {
    label.trim().trim_end_matches([':', '：']).trim()
}

/// Whether a value was never filled in: `[Date]`, `<name>`, `{{ date }}`, `YYYY-MM-DD`, `XXX`.
pub(super) fn is_placeholder(value: &str) -> bool {
    let wrapped = |open: char, close: char| {
        value.starts_with(open) && value.ends_with(close) && value.chars().filter(|c| *c == open).count() == 1
    };
    let letters: String = value.chars().filter(|c| c.is_alphabetic()).collect();
    let blank = !letters.is_empty()
        && value.chars().all(|c| "YMDHmsyXx-/:. ".contains(c) || c.is_ascii_digit() && !letters.is_empty())
        && letters.len() >= 3
        && letters.chars().all(|c| "YMDHmsyXxd".contains(c))
        && !value.contains(|c: char| c.is_ascii_digit());
    blank
        || (wrapped('[', ']') && !value.contains(['(', ',']) && !value.chars().any(|c| c.is_ascii_digit()))
        || wrapped('<', '>')
        || (value.starts_with("{{") && value.ends_with("}}"))
}

/// Whether a value says that it is not known.
pub(super) fn says_unknown(value: &str) -> bool {
    let folded = super::field::fold(value);
    folded.is_empty()
        || matches!(
            folded.as_str(),
            "na" | "none"
                | "unassigned"
                | "nobody"
                | "nobodyyet"
                | "noone"
                | "unknown"
                | "tbd"
                | "tba"
                | "notknown"
                | "notavailable"
                | "notapplicable"
                | "pending"
                | "なし"
                | "不明"
                | "未定"
                | "該当なし"
                | "無"
                | "无"
                | "未知"
                | "待定"
                | "unbekannt"
                | "keine"
                | "inconnu"
                | "inconnue"
                | "aucun"
                | "aucune"
                | "desconocido"
                | "desconocida"
                | "ninguno"
                | "ninguna"
                | "desconhecido"
                | "nenhum"
                | "nenhuma"
                | "xxx"
                | "未割当"
        )
}

/// The names of a list that is written in one line.
///
/// Words in brackets explain and are left out; a sentence is no list of names.
pub(super) fn names(value: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut plain = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let mut spaced = plain;
    for word in [" / ", " and ", " & ", " und ", " et ", " y ", " e "] {
        spaced = spaced.replace(word, ",");
    }
    let names: Vec<String> = spaced
        .split([',', '、', '，', ';', '；', '\n', '・'])
        .map(|n| n.trim().trim_matches(['`', '"', '*', '.', '。']).trim().to_owned())
        .filter(|n| !n.is_empty() && !says_unknown(n))
        .collect();
    let sentence = |n: &String| {
        let words = n.split_whitespace().count();
        // Kana between words make a phrase, not the name of a system.
        let phrase = n.contains(' ') && n.chars().any(|c| ('\u{3041}'..='\u{309f}').contains(&c))
            || n.chars().any(|c| ('\u{3041}'..='\u{309f}').contains(&c)) && n.chars().count() > 12;
        words > 5 || n.chars().count() > 60 || phrase || n.contains(": ") || n.contains('→')
    };
    if names.iter().any(sentence) { Vec::new() } else { names }
}
