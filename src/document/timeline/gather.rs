//! The entries of a timeline, as they are written: what their time says, and what happened.

use super::super::header;
use super::super::outline::{Block, Item, Line};
use super::super::section::{Part, SectionName};
use super::Scene;
use super::table;
use super::zone;
use crate::date::{self, ClockText, DateText, Reading, ZoneText};
use std::ops::Range;

/// Fewer timed items than this make no timeline outside a section of that name.
const LEAST: usize = 3;

/// An entry of a timeline, or a day that stands above entries.
#[derive(Debug)]
pub(super) enum Entry {
    /// Something that happened.
    Event(Raw),
    /// The day of the entries below.
    Day(Reading, Range<usize>),
    /// The zone of the entries below.
    Zone(ZoneText),
    /// The end of one list of entries and the begin of another.
    Break,
}

/// An event as it is written.
#[derive(Debug)]
pub(super) struct Raw {
    /// Its time; none where the author says that it is not known.
    pub time: Option<Reading>,
    /// What happened.
    pub text: String,
    /// What stands under it.
    pub details: Vec<String>,
    /// Whether the text begins with bold words, and how many bytes they are.
    pub bold: usize,
    /// Where it stands in the file.
    pub span: Range<usize>,
    /// The zone of its column.
    pub zone: Option<ZoneText>,
    /// The year of its column.
    pub year: Option<i16>,
}

/// What a timeline consists of.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Entries in the order of the text.
    pub entries: Vec<Entry>,
    /// A name where a zone belongs that is none.
    pub unknown_zone: Option<(String, Range<usize>)>,
    /// Items that say no time.
    pub untimed: Vec<Range<usize>>,
}

/// Gathers the entries of the timeline sections, or of a section that is one without
/// saying so.
pub(super) fn gather(parts: &[Part<'_, '_>], scene: &Scene<'_>) -> Gathered {
    let mut g = Gatherer { scene, found: Gathered::default(), whole: false };
    let mut inside = false;
    for (at, part) in parts.iter().enumerate() {
        if part.name != Some(SectionName::Timeline) {
            // Timed headings may go on in the same level as the section's own.
            inside = inside && part.own.is_none() && g.timed_heading(part);
            if !inside {
                continue;
            }
        } else if part.own == Some(SectionName::Timeline) && !inside {
            g.found.entries.push(Entry::Break);
        }
        inside = true;
        g.part(part, parts.get(at + 1));
    }
    if g.found.entries.iter().any(|e| matches!(e, Entry::Event(_))) {
        return g.found;
    }
    for part in parts {
        if matches!(part.name, Some(SectionName::Actions)) {
            continue;
        }
        for block in part.blocks {
            if is_timeline(block, scene) {
                g.found.entries.push(Entry::Break);
                g.block(block);
            }
        }
    }
    g.found
}

/// Whether a list or table by itself is a timeline: most of its items begin with a time of day.
fn is_timeline(block: &Block<'_>, scene: &Scene<'_>) -> bool {
    let timed = |line: &Line<'_>| {
        // Code shows how a time is written rather than when something was.
        let is_code = line.code.first().is_some_and(|code| code.start == 0);
        let (_, rest) = without_marks(&line.text);
        !is_code && date::at_start(rest, scene.order).is_some_and(|r| matches!(r.clock, Some(ClockText::Known(..))))
    };
    let (count, all) = match block {
        Block::List(items, _) => (items.iter().filter_map(Item::first).filter(|l| timed(l)).count(), items.len()),
        Block::Table(_, rows) => (rows.iter().filter(|r| r.iter().take(2).any(timed)).count(), rows.len()),
        _ => return false,
    };
    count >= LEAST && count * 5 >= all * 3
}

struct Gatherer<'s> {
    scene: &'s Scene<'s>,
    found: Gathered,
    /// Whether the entry before belongs to a heading, under which text is its own.
    whole: bool,
}

impl Gatherer<'_> {
    fn timed_heading(&self, part: &Part<'_, '_>) -> bool {
        part.heading.is_some_and(|(_, line)| {
            date::at_start(without_marks(&line.text).1, self.scene.order).is_some_and(|r| r.has_clock())
        })
    }

    fn part(&mut self, part: &Part<'_, '_>, next: Option<&Part<'_, '_>>) {
        self.whole = false;
        if let Some((level, line)) = part.heading {
            if part.own == Some(SectionName::Timeline) {
                self.statement(line, true);
            } else {
                let deeper = next.is_some_and(|n| n.heading.is_some_and(|(l, _)| l > level));
                let below = deeper && next.is_some_and(|n| self.timed_heading(n)) || has_timed(part.blocks, self.scene);
                self.heading(line, below);
            }
        }
        for block in part.blocks {
            self.block(block);
        }
    }

    /// A heading inside a timeline: an event, a day, or a mere name.
    fn heading(&mut self, line: &Line<'_>, timed_below: bool) {
        let Some((reading, rest)) = self.reading(line) else { return };
        if reading.has_clock() || !timed_below {
            self.whole = true;
            self.event(Some(reading), rest, line);
        } else {
            self.found.entries.push(Entry::Day(reading, line.span.clone()));
        }
    }

    fn block(&mut self, block: &Block<'_>) {
        match block {
            Block::Paragraph(lines) => self.paragraph(lines),
            Block::List(items, _) => self.items(items, 0),
            Block::Table(head, rows) => match table::read(head, rows, self.scene) {
                Some(found) => {
                    self.found.entries.extend(found.entries);
                    if self.found.unknown_zone.is_none() {
                        self.found.unknown_zone = found.unknown_zone;
                    }
                }
                None => self.found.untimed.extend(rows.iter().filter_map(|r| Some(r.first()?.span.clone()))),
            },
            Block::Quote(blocks) => blocks.iter().for_each(|b| self.block(b)),
            Block::Terms(terms) => {
                for (term, definitions) in terms {
                    if let Some((reading, rest)) = self.reading(term) {
                        self.event(Some(reading), rest, term);
                        for definition in definitions {
                            self.detail(definition);
                        }
                    }
                }
            }
            Block::Heading(..) | Block::Other => {}
        }
    }

    fn paragraph(&mut self, lines: &[Line<'_>]) {
        for line in lines {
            match self.reading(line) {
                // A day above entries; prose may begin with a date too, but goes on.
                Some((reading, rest)) if !reading.has_clock() && rest.is_empty() => {
                    self.found.entries.push(Entry::Day(reading, line.span.clone()));
                }
                Some((reading, rest)) => self.event(Some(reading), rest, line),
                None if self.statement(line, false) => {}
                None => self.detail(line),
            }
        }
    }

    fn items(&mut self, items: &[Item<'_>], depth: usize) {
        for item in items {
            let Some(first) = item.first() else {
                item.lists().for_each(|l| self.items(l, depth));
                continue;
            };
            match self.reading(first) {
                Some((reading, rest))
                    if rest.is_empty() && !reading.has_clock() && has_timed(&item.blocks[1..], self.scene) =>
                {
                    self.found.entries.push(Entry::Day(reading, first.span.clone()));
                }
                Some((reading, rest)) => {
                    self.event(Some(reading), rest, first);
                    item.lines().skip(1).for_each(|l| self.detail(l));
                }
                None if says_unknown_time(first) => {
                    let rest = after_unknown(&first.text);
                    self.event(None, rest, first);
                    item.lines().skip(1).for_each(|l| self.detail(l));
                }
                None => {
                    if let Some((name, reading, rest)) = self.named(first) {
                        let text = if rest.is_empty() { name } else { format!("{name}: {rest}") };
                        self.event(Some(reading), &text, first);
                        item.lines().skip(1).for_each(|l| self.detail(l));
                    } else if depth == 0 && !self.statement(first, false) && !self.follows() {
                        self.found.untimed.push(first.span.clone());
                    } else {
                        item.lines().for_each(|l| self.detail(l));
                    }
                }
            }
            item.lists().for_each(|l| self.items(l, depth + 1));
        }
    }

    /// `**Start**: October 8, 2025 ~16:00 UTC - text`: a name before the time.
    fn named<'l>(&self, line: &'l Line<'_>) -> Option<(String, Reading, &'l str)> {
        if line.bold == 0 {
            return None;
        }
        let (name, value) = line.text.split_once([':', '：'])?;
        let is_bold = line.bold >= name.trim_end().len() && line.bold <= name.len() + 2;
        let value = value.trim_start();
        let reading = date::at_start(value, self.scene.order).filter(|_| is_bold)?;
        // A date alone after a name is a remark more often than a time.
        let whole = reading.has_clock() || matches!(reading.date, Some(DateText::Known { day: Some(_), .. }));
        let rest = without_separators(&value[reading.len..]);
        whole.then(|| (name.trim().to_owned(), reading, rest))
    }

    /// The time that a line begins with, and what follows it.
    fn reading<'l>(&self, line: &'l Line<'_>) -> Option<(Reading, &'l str)> {
        read_entry(&line.text, self.scene)
    }

    fn event(&mut self, time: Option<Reading>, text: &str, line: &Line<'_>) {
        let shift = line.text.len() - line.text.trim_end().len();
        let bold = line.bold.saturating_sub(line.text.len() - shift - text.len());
        self.found.entries.push(Entry::Event(Raw {
            time,
            text: text.trim().to_owned(),
            details: Vec::new(),
            bold: if line.bold > 0 { bold.min(text.len()) } else { 0 },
            span: line.span.clone(),
            zone: None,
            year: None,
        }));
    }

    /// Whether an event stands before, to which more can belong.
    fn follows(&self) -> bool {
        self.found.entries.iter().rev().any(|e| matches!(e, Entry::Event(_)))
    }

    /// What belongs to the event before it.
    fn detail(&mut self, line: &Line<'_>) {
        let last = self.found.entries.iter_mut().rev().find_map(|e| match e {
            Entry::Event(raw) => Some(raw),
            _ => None,
        });
        let text = line.text.trim();
        if let Some(raw) = last {
            if raw.text.is_empty() {
                text.clone_into(&mut raw.text);
            } else {
                raw.details.push(text.to_owned());
            }
        }
    }

    /// A line that states zone or day of what follows; gives whether it was one.
    fn statement(&mut self, line: &Line<'_>, is_heading: bool) -> bool {
        let text = line.text.as_ref();
        let Some(said) = zone::statement(text, is_heading) else { return false };
        // What a template says to write is no statement.
        if line.is_hint(text) && !zone::is_bracketed(text) && !zone::begins_with_times(text) {
            return false;
        }
        let mut known = false;
        match said {
            zone::Said::Zone(zone) => {
                known = true;
                if let ZoneText::Unknown(name) = &zone {
                    self.found.unknown_zone.get_or_insert((name.clone(), line.place(self.scene.text, name)));
                }
                self.found.entries.push(Entry::Zone(zone));
            }
            zone::Said::Unknown(name) => {
                known = true;
                self.found.unknown_zone.get_or_insert((name.to_owned(), line.place(self.scene.text, name)));
            }
            zone::Said::Nothing => {}
        }
        if let Some((moment, at)) = date::find(text, self.scene.order)
            && let Some(reading) = date::at_start(&text[at.clone()], self.scene.order)
        {
            known = true;
            if moment.precision == date::Precision::Day {
                self.found.entries.push(Entry::Day(reading, line.place(self.scene.text, &text[at])));
            }
        }
        known
    }
}

/// Whether blocks hold a line that begins with a time of day.
fn has_timed(blocks: &[Block<'_>], scene: &Scene<'_>) -> bool {
    let timed = |line: &Line<'_>| read_entry(&line.text, scene).is_some_and(|(r, _)| r.has_clock());
    blocks.iter().any(|b| match b {
        Block::Paragraph(lines) => lines.first().is_some_and(timed),
        Block::List(items, _) => items.iter().any(|i| i.first().is_some_and(timed)),
        Block::Table(..) => true,
        _ => false,
    })
}

/// The time that a text begins with, marks around it aside, and what follows it.
pub(super) fn read_entry<'l>(text: &'l str, scene: &Scene<'_>) -> Option<(Reading, &'l str)> {
    let (_, rest) = without_marks(text);
    // The row of a template that nobody filled in.
    if rest.get(..5).is_some_and(|r| r.eq_ignore_ascii_case("HH:mm")) {
        return None;
    }
    let reading = date::at_start(rest, scene.order)?;
    // A number that stands for something else: `2024 was the year`, `5 May servers`.
    let year_alone = matches!(reading.date, Some(DateText::Known { month: None, .. })) && !reading.has_clock();
    let after = &rest[reading.len..];
    // Only a date in full can do without a sign after it: `may 5 servers`, `2024.10.1 release`.
    let whole = match reading.date {
        Some(DateText::Known { year, day, .. }) => {
            year.is_some() && day.is_some() && !rest[..reading.len].contains('.')
        }
        _ => true,
    };
    let goes_on = if whole { after } else { after.trim_start() }.starts_with(char::is_alphanumeric);
    if year_alone || (!reading.has_clock() && goes_on) {
        return None;
    }
    Some((reading, without_separators(after)))
}

/// A text without the signs before its first word, and how many bytes they are.
fn without_marks(text: &str) -> (usize, &str) {
    let rest = text.trim_start_matches(|c: char| {
        !c.is_alphanumeric() && !matches!(c, '~' | '≈' | '～' | '?' | '<' | '`' | '@' | '#' | '"' | '“' | '「')
    });
    (text.len() - rest.len(), rest)
}

/// A text without what stands between a time and what happened.
pub(super) fn without_separators(text: &str) -> &str {
    text.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ':' | '：'
                    | '-'
                    | '–'
                    | '—'
                    | '―'
                    | '|'
                    | ']'
                    | ')'
                    | '）'
                    | '】'
                    | ','
                    | '、'
                    | '.'
                    | ';'
                    | '→'
                    | '>'
            )
    })
    .trim_end()
}

/// Whether a line begins with a word for a time that is not known.
fn says_unknown_time(line: &Line<'_>) -> bool {
    let text = line.text.trim_start_matches(['[', '(', ' ']);
    let lower: String = text.chars().take(16).flat_map(char::to_lowercase).collect();
    text.starts_with("???")
        || (["unknown date", "unknown time", "date unknown", "time unknown", "unknown:", "不明"]
            .iter()
            .any(|w| lower.starts_with(w)))
}

fn after_unknown(text: &str) -> &str {
    let end = text.find([':', '：', ']', ')']).unwrap_or(0);
    without_separators(&text[end..])
}

/// Whether the text of an event says nothing.
pub(super) fn is_blank(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty()
        || cell.chars().all(|c| matches!(c, '-' | '–' | '—' | '―' | '.'))
        || (header::says_unknown(cell) && cell.len() < 4)
}
