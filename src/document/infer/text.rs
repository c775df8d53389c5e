//! What headings, timelines and running text tell, and what is said of dates in them.

use super::super::fields::Fields;
use super::super::header;
use super::super::outline::{Block, Item, Line};
use super::super::provenance::{Found, Origin, Provenance, Sure};
use super::super::section::{Part, SectionName};
use super::super::timeline::{self, Event, Phase};
use super::{Inference, suggest, zone_of};
use crate::date::{self, Moment, Order, Precision};
use crate::diagnostic::{Code, Diagnostic, Lines, Severity};
use std::ops::Range;

impl Inference<'_> {
    /// Says that the file name gives another day than the heading or a label.
    pub(in crate::document) fn name_disagrees(&mut self, path: &Moment, other: &Moment, origin: &Origin) {
        let (what, wins) = match origin.from {
            Provenance::Heading => ("heading", "the file name"),
            _ => ("label", "the label"),
        };
        let rest = self.text.get(origin.span.start..).unwrap_or_default();
        let line = origin.span.start..origin.span.end.min(origin.span.start + rest.find('\n').unwrap_or(rest.len()));
        let mut problem =
            Diagnostic::new(Code::SourcesDisagree, format!("the {what} says {other} and the file name {path}"))
                .at(self.place(&line))
                .help(format!("a `date` in the front matter settles it; until then {wins} counts"));
        problem.severity = Severity::Info;
        self.problems.push(problem);
    }

    /// Reads the timeline, and what it says of the incident as a whole.
    pub(in crate::document) fn timeline(&mut self, fields: &mut Fields, parts: &[Part<'_, '_>]) -> Vec<Event> {
        let day = fields.started_at.as_ref().filter(|s| s.value.precision >= Precision::Day).or(fields.date.as_ref());
        let scene = timeline::Scene {
            file: self.file,
            text: self.text,
            lines: self.lines,
            day: day.map(|d| d.value.clone()),
            zone: zone_of(fields),
            order: self.order,
        };
        let found = timeline::read(parts, &scene, &mut self.dates, self.problems);
        Self::take_timeline(fields, &found.events);
        for span in found.untimed.into_iter().chain(found.odd) {
            let text = self.text.get(span.clone()).unwrap_or_default().to_owned();
            self.keep(&text, "event", &span);
        }
        found.events
    }

    /// Takes what events of the timeline say of the incident as a whole: where it began
    /// and was noticed in its first part, where it ended in its last.
    fn take_timeline(fields: &mut Fields, events: &[Event]) {
        let found = |e: &Event| {
            let moment = e.at.as_ref()?.moment()?.clone();
            let origin = Origin { from: Provenance::Timeline, sure: Sure::Likely, span: e.span.clone(), line: e.line };
            Some(Found { value: moment, origin })
        };
        let of = |phase: Phase| events.iter().enumerate().filter(move |(_, e)| e.phase == Some(phase));
        let late = events.len() * 3 / 5;
        let first = |phase: Phase| of(phase).find(|(at, _)| *at <= late).and_then(|(_, e)| found(e));
        let last = |phase: Phase| of(phase).rfind(|(at, _)| at * 5 >= events.len() * 2).and_then(|(_, e)| found(e));
        fields.detected_at = fields.detected_at.take().or_else(|| first(Phase::Detected));
        let detected = fields.detected_at.as_ref().map(|d| d.value.clone());
        let start =
            || first(Phase::Started).filter(|s| detected.as_ref().is_none_or(|d| !d.is_surely_before(&s.value)));
        fields.started_at = fields.started_at.take().or_else(start);
        fields.mitigated_at = fields.mitigated_at.take().or_else(|| last(Phase::Mitigated));
        if fields.resolved_at.is_none() {
            let earliest = fields.started_at.as_ref().or(fields.detected_at.as_ref()).map(|f| f.value.clone());
            let after = |r: &Found<Moment>| earliest.as_ref().is_none_or(|b| !r.value.is_surely_before(b));
            fields.resolved_at = last(Phase::Resolved).filter(after);
        }
    }

    /// Takes words of the section of factors as suggestions: its sub-headings, and the
    /// bold or brief beginnings of its bullets.
    pub(in crate::document) fn factors(&self, fields: &mut Fields, parts: &[Part<'_, '_>]) {
        for part in parts.iter().filter(|p| p.name == Some(SectionName::Factors)) {
            if let (None, Some((_, line))) = (part.own, part.heading) {
                self.suggest_line(fields, &line.text, line);
            }
            let items = part.blocks.iter().filter_map(|b| match b {
                Block::List(items, _) => Some(items),
                _ => None,
            });
            for line in items.flatten().filter_map(Item::first) {
                let bold = line.text.get(..line.bold).unwrap_or_default();
                let head = if bold.is_empty() { &line.text } else { bold };
                self.suggest_line(fields, head, line);
            }
        }
    }

    fn suggest_line(&self, fields: &mut Fields, text: &str, line: &Line<'_>) {
        let text = text.trim().trim_end_matches([':', '：', '.']).trim();
        let number = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '));
        // A factor is a name, not a sentence.
        if !number.is_empty() && number.split_whitespace().count() <= 5 {
            let origin = Origin {
                from: Provenance::Section,
                sure: Sure::Weak,
                span: line.span.clone(),
                line: self.lines.line(line.span.start),
            };
            suggest(fields, number.to_owned(), origin);
        }
    }

    /// Says which dates may have day or month first, or were read as other files write them.
    pub(in crate::document) fn say_ambiguous(&mut self, by_others: bool) {
        let more = |count: usize| if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
        if let Some(first) = self.dates.ambiguous.first() {
            let first = self.slashed(first);
            let text = self.text.get(first.clone()).unwrap_or_default();
            let message = format!("`{text}` may have the day or the month first{}", more(self.dates.ambiguous.len()));
            let help = match date::both_readings(text) {
                Some((one, other)) => format!("write {one} or {other}, whichever is meant; until then it is no date"),
                None => "write it as 2024-03-09; until then it is no date".to_owned(),
            };
            self.problems.push(Diagnostic::new(Code::AmbiguousDate, message).at(self.place(&first)).help(help));
        } else if let Some(first) = self.dates.ordered.first().filter(|_| by_others) {
            let first = self.slashed(first);
            let text = self.text.get(first.clone()).unwrap_or_default();
            let order = if self.order == Some(Order::DayFirst) { "day" } else { "month" };
            let message = format!(
                "`{text}` is read with the {order} first, as other files of its folder write dates{}",
                more(self.dates.ordered.len())
            );
            let mut problem = Diagnostic::new(Code::AmbiguousDate, message)
                .at(self.place(&first))
                .help("write it as 2024-03-09 to be sure");
            problem.severity = Severity::Info;
            self.problems.push(problem);
        }
    }

    /// The slashed date in a piece of text.
    fn slashed(&self, span: &Range<usize>) -> Range<usize> {
        let piece = self.text.get(span.clone()).unwrap_or_default();
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | '.');
        let mut at = 0;
        for word in piece.split(|c: char| !is_part(c)) {
            let start = word.as_ptr() as usize - piece.as_ptr() as usize;
            if date::both_readings(word).is_some() {
                at = start;
                return span.start + at..span.start + at + word.len();
            }
        }
        span.start + at..span.start + piece.find('\n').unwrap_or(piece.len())
    }
}

/// The first full date of a text, which is wrong in a third of real files: for those that
/// have no date anywhere else. Dates under a label that is no date of the incident, in
/// quotations and in follow-ups are of something else.
pub(in crate::document) fn date_in_text(
    parts: &[Part<'_, '_>],
    text: &str,
    lines: &Lines,
    order: Option<Order>,
) -> Option<Found<Moment>> {
    let in_line = |line: &Line<'_>| {
        if header::is_labelled(line) {
            return None;
        }
        let (moment, at) = date::find(&line.text, order)?;
        let span = line.place(text, &line.text[at]);
        let origin = Origin { from: Provenance::Text, sure: Sure::Weak, line: lines.line(span.start), span };
        (moment.precision == Precision::Day).then_some(Found { value: moment, origin })
    };
    let in_block = |block: &Block<'_>| match block {
        Block::Paragraph(lines) => lines.iter().find_map(in_line),
        Block::List(items, _) => items.iter().flat_map(Item::lines).find_map(in_line),
        Block::Table(head, rows) => head.iter().chain(rows.iter().flatten()).find_map(in_line),
        Block::Terms(terms) => terms.iter().flat_map(|(_, d)| d).find_map(in_line),
        Block::Heading(..) | Block::Quote(_) | Block::Other => None,
    };
    let elsewhere = |part: &&Part<'_, '_>| !matches!(part.name, Some(SectionName::Actions | SectionName::Lessons));
    parts.iter().filter(elsewhere).find_map(|part| {
        part.heading.and_then(|(_, line)| in_line(line)).or_else(|| part.blocks.iter().find_map(in_block))
    })
}
