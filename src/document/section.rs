//! The parts of a post-mortem by what they are, whatever their headings say.

use super::field::fold;
use super::outline::{Block, Line};
use super::words::Words;
use crate::diagnostic::Lines;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What a section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionName {
    /// What happened, in short.
    Summary,
    /// Who and what was affected.
    Impact,
    /// What was so before.
    Background,
    /// What set it off.
    Trigger,
    /// How it was noticed.
    Detection,
    /// Events in the order of time.
    Timeline,
    /// What responders did.
    Response,
    /// How it ended.
    Resolution,
    /// Contributing factors.
    Factors,
    /// What helped.
    WentWell,
    /// What made it harder.
    WentWrong,
    /// What went well by chance.
    Lucky,
    /// What was learned.
    Lessons,
    /// Follow-ups.
    Actions,
    /// Labelled lines about the incident and the document.
    Metadata,
}

impl SectionName {
    /// Every name, in the order of a document.
    pub const ALL: [SectionName; 15] = [
        SectionName::Summary,
        SectionName::Impact,
        SectionName::Background,
        SectionName::Trigger,
        SectionName::Detection,
        SectionName::Timeline,
        SectionName::Response,
        SectionName::Resolution,
        SectionName::Factors,
        SectionName::WentWell,
        SectionName::WentWrong,
        SectionName::Lucky,
        SectionName::Lessons,
        SectionName::Actions,
        SectionName::Metadata,
    ];

    /// The id, as `book.toml` and JSON write it.
    pub fn id(self) -> &'static str {
        match self {
            SectionName::Summary => "summary",
            SectionName::Impact => "impact",
            SectionName::Background => "background",
            SectionName::Trigger => "trigger",
            SectionName::Detection => "detection",
            SectionName::Timeline => "timeline",
            SectionName::Response => "response",
            SectionName::Resolution => "resolution",
            SectionName::Factors => "factors",
            SectionName::WentWell => "went-well",
            SectionName::WentWrong => "went-wrong",
            SectionName::Lucky => "lucky",
            SectionName::Lessons => "lessons",
            SectionName::Actions => "actions",
            SectionName::Metadata => "metadata",
        }
    }

    /// Whether everything below its heading belongs to it, whatever other headings say.
    fn holds_all(self) -> bool {
        matches!(self, SectionName::Actions | SectionName::Timeline)
    }

    /// The name of a heading, whatever its case, number, emoji, punctuation and remark.
    pub fn of(heading: &str, words: &Words) -> Option<Self> {
        let heading = without_shortcodes(heading);
        let find = |part: &str| {
            let folded = fold(part);
            words.section(folded.trim_start_matches(|c: char| c.is_ascii_digit()))
        };
        if let Some(name) = find(&heading) {
            return Some(name);
        }
        let cut = heading.find(['(', '（', '[', '【', ':', '：', '—', '–']).or_else(|| heading.find(" - "));
        let head = cut.map_or(heading.as_str(), |at| &heading[..at]);
        find(head)
            .or_else(|| {
                // `Lessons learned and takeaways`, `Mitigation / recovery`
                let first = [" & ", " and ", " / ", "/", "・", "と"].iter().find_map(|s| heading.split_once(s))?.0;
                find(first)
            })
            .or_else(|| {
                // `Timeline all times UTC`, `Timeline 2024-03-09`
                let (first, rest) = head.split_once(' ')?;
                let remark = rest.contains(|c: char| c.is_ascii_digit())
                    || rest.to_lowercase().contains("times")
                    || rest.contains("UTC");
                find(first).filter(|name| remark && *name == SectionName::Timeline)
            })
    }
}

/// A heading without `:warning:` and the like.
fn without_shortcodes(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len());
    for word in heading.split_whitespace() {
        let code = word.len() > 2 && word.starts_with(':') && word.ends_with(':');
        if !code {
            out.push_str(word);
            out.push(' ');
        }
    }
    out.trim_end().to_owned()
}

/// A section that is known by its heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedSection {
    /// What it is about.
    pub name: SectionName,
    /// What its heading says.
    pub heading: String,
    /// The line of the heading in the file, from one.
    pub line: usize,
}

/// The sections that are known by their own headings.
pub(super) fn named(parts: &[Part<'_, '_>], lines: &Lines) -> Vec<NamedSection> {
    parts
        .iter()
        .filter_map(|part| {
            let (_, heading) = part.heading?;
            let line = lines.line(heading.span.start);
            Some(NamedSection { name: part.own?, heading: heading.text.trim().to_owned(), line })
        })
        .filter(|s| s.name != SectionName::Metadata)
        .collect()
}

/// A part of the text under one heading, up to the next heading of any level.
#[derive(Debug)]
pub(super) struct Part<'b, 'a> {
    /// Its heading; none for what stands before the first.
    pub heading: Option<(u8, &'b Line<'a>)>,
    /// What it is, by its own heading.
    pub own: Option<SectionName>,
    /// What it belongs to: its own name, else that of a heading above it.
    pub name: Option<SectionName>,
    /// Whether it stands before every section with a known name, so that it may hold
    /// facts about the document.
    pub is_header: bool,
    /// What stands under the heading.
    pub blocks: &'b [Block<'a>],
}

/// The parts of a text in their order. `title` is the heading that names the document.
pub(super) fn parts<'b, 'a>(blocks: &'b [Block<'a>], title: Option<&Range<usize>>, words: &Words) -> Vec<Part<'b, 'a>> {
    let mut parts: Vec<Part<'b, 'a>> = Vec::new();
    let mut above: Vec<(u8, Option<SectionName>)> = Vec::new();
    let mut is_header = true;
    let mut rest = blocks;
    loop {
        let end = rest.iter().position(|b| matches!(b, Block::Heading(..))).unwrap_or(rest.len());
        let (own_blocks, after) = rest.split_at(end);
        match parts.last_mut() {
            Some(part) => part.blocks = own_blocks,
            None => parts.push(Part { heading: None, own: None, name: None, is_header, blocks: own_blocks }),
        }
        let Some((Block::Heading(level, line), tail)) = after.split_first() else { break };
        rest = tail;
        let is_title = title == Some(&line.span);
        let own = if is_title { None } else { SectionName::of(&line.text, words) };
        while above.last().is_some_and(|(l, _)| l >= level) {
            above.pop();
        }
        let inherited = above.iter().rev().find_map(|(_, name)| *name);
        // `Action items / Detection` is about work on detection.
        let whole = above.iter().find_map(|(_, name)| name.filter(|n| n.holds_all()));
        let own = if whole.is_some() { None } else { own };
        above.push((*level, own));
        // A placeholder above the title ends no header.
        let above_title =
            title.is_some_and(|t| line.span.start < t.start) && matches!(own, None | Some(SectionName::Metadata));
        is_header = is_header && (is_title || above_title);
        let name = whole.or(own).or(inherited);
        parts.push(Part { heading: Some((*level, line)), own, name, is_header, blocks: &[] });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_known_in_whatever_form_their_headings_are() {
        let words = Words::default();
        for (heading, name) in [
            ("Timeline (all times PST) 7/5/2023-7/6/2023", "timeline"),
            ("3. Timeline:", "timeline"),
            ("Timeline - May 29, 2021", "timeline"),
            ("⏱️ TIMELINE", "timeline"),
            ("Timeline all times approximate", "timeline"),
            (":warning: Leadup", "background"),
            ("Five Why's", "factors"),
            ("アクションアイテム", "actions"),
            ("寄与要因", "factors"),
            ("时间线", "timeline"),
            ("问题概述", "summary"),
            ("Maßnahmen", "actions"),
            ("Was gut lief", "went-well"),
            ("Chronologie", "timeline"),
            ("Cronología", "timeline"),
            ("Próximos passos", "actions"),
            ("TL;DR", "summary"),
            ("What didn’t go well?", "went-wrong"),
            ("Where we got lucky", "lucky"),
            ("Root Cause(s)", "factors"),
            ("Corrective and Preventative Measures", "actions"),
            ("Stats", "metadata"),
            ("Impact Analysis", "impact"),
            ("Technical impact (EU only)", "impact"),
            ("How it was detected", "detection"),
            ("How It Was Fixed", "resolution"),
            ("Actual Root Cause", "factors"),
            ("Recommended actions", "actions"),
            ("Key lessons", "lessons"),
        ] {
            assert_eq!(SectionName::of(heading, &words).map(SectionName::id), Some(name), "{heading}");
        }
        for heading in [
            "The day the queue stood still",
            "Timeline service crashed",
            "Appendix",
            "Deep dive",
            "12:30",
            "Impact of heat",
            "How it works",
        ] {
            assert_eq!(SectionName::of(heading, &words), None, "{heading}");
        }
    }
}
