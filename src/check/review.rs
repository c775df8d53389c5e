//! What is said of one file: the findings of the rules and the problems of its reading and
//! linking, each with its level, what suppresses it, and what it is known by.

use super::baseline::{Baseline, Fingerprint};
use super::{Allows, Finding, Fix, Subject, mask};
use crate::config;
use crate::diagnostic::{Code, Diagnostic, Lines, Place, Severity};
use crate::document::Document;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// What is about the file as a whole although a place is shown for it: a comment anywhere allows it.
const OF_FILE: [Code; 2] = [Code::MissingSection, Code::AdvisedSection];

/// Why a finding counts, or why it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    New,
    /// The text allows it, for this reason.
    Allowed(String),
    /// The baseline has it.
    Known,
}

/// Something that is said of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What is wrong, where, and the way out. No secret is in it.
    pub diagnostic: Diagnostic,
    /// Its bytes in the file; none where it is about the file as a whole.
    pub span: Option<Range<usize>>,
    /// A mechanical way out, with what it replaces.
    pub fix: Option<(Fix, String)>,
    /// What it is about, where [`once`](super::once()) says it once of a file.
    pub about: Option<String>,
    /// What it is known by from one run to the next.
    pub fingerprint: Fingerprint,
    /// Whether it counts.
    pub standing: Standing,
    /// Whether it stands on lines that have changed; none where nobody asked.
    pub changed: Option<bool>,
}

/// A file with what the rules found in it, before the library is linked.
pub struct Review {
    name: String,
    text: String,
    lines: Lines,
    /// Where headings begin, with their anchors.
    headings: Vec<(usize, String)>,
    findings: Vec<Finding>,
    allows: Allows,
}

/// What decides whether a remark counts, and how much.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The levels of the rules.
    pub config: &'a config::Check,
    /// What is known already.
    pub baseline: &'a Baseline,
    /// Which rules looked at the file.
    pub ran: &'a (dyn Fn(Code) -> bool + Sync),
}

impl Review {
    /// Lets the rules look at a file.
    pub fn of(subject: &Subject<'_>) -> Self {
        Self {
            name: subject.name.to_owned(),
            text: subject.text.to_owned(),
            lines: subject.lines.clone(),
            headings: headings(&subject.documents),
            findings: super::findings(subject),
            allows: Allows::of(subject.text),
        }
    }

    /// The text of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds what a rule found that looks at more than this file.
    pub fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Everything that is said of the file, in the order of its text; `problems` are those of
    /// its reading and linking.
    pub fn finish(self, problems: Vec<Diagnostic>, terms: &Terms<'_>) -> Vec<Remark> {
        let Self { name, text, lines, headings, findings, mut allows } = self;
        // Where the rules found no secret there is none to mask.
        let has_secret = findings.iter().any(|f| f.code == Code::Secret);
        let masked = if has_secret { mask::mask(&text) } else { Cow::Borrowed(text.as_str()) };
        let mut all: Vec<Said> = Vec::with_capacity(findings.len() + problems.len());
        let mut say = |finding: Told, mut diagnostic: Diagnostic, allows: Option<&mut Allows>| {
            let Some(severity) = level(&diagnostic, terms.config) else { return };
            diagnostic.severity = severity;
            if has_secret {
                mask::redact(&mut diagnostic);
            }
            let Told { span, fix, about } = finding;
            let covered = span.as_ref().filter(|_| !OF_FILE.contains(&diagnostic.code));
            let allowed = allows.and_then(|a| a.reason(diagnostic.code, covered).map(str::to_owned));
            all.push(Said { span, diagnostic, fix, about, allowed });
        };
        for finding in findings {
            let diagnostic = finding.diagnostic(&name, &masked, &lines);
            let Finding { span, fix, about, .. } = finding;
            say(Told { span, fix, about }, diagnostic, Some(&mut allows));
        }
        for mut problem in problems {
            let span = problem.place.as_ref().and_then(|place| span_of(place, &text, &lines));
            if let (Cow::Owned(masked), Some(place)) = (&masked, &mut problem.place) {
                cover(place, &text, masked, &lines);
            }
            say(Told { span, ..Told::default() }, problem, Some(&mut allows));
        }
        let ran = |code| (terms.ran)(code) && terms.config.level(code).is_some();
        for finding in allows.findings(&ran) {
            let diagnostic = finding.diagnostic(&name, &masked, &lines);
            say(Told { span: finding.span, ..Told::default() }, diagnostic, None);
        }
        allow_everywhere(&mut all);
        all.sort_by(|a, b| a.key().cmp(&b.key()));
        let mut counts: BTreeMap<(Code, String), usize> = BTreeMap::new();
        let remark = |Said { span, diagnostic, fix, about, allowed }| {
            let heading = span.as_ref().map(|span: &Range<usize>| heading_of(&headings, span.start).to_owned());
            let heading = heading.unwrap_or_default();
            let number = counts.entry((diagnostic.code, heading.clone())).or_default();
            *number += 1;
            let fingerprint = Fingerprint { file: name.clone(), heading, code: diagnostic.code, number: *number };
            let standing = match allowed {
                Some(reason) => Standing::Allowed(reason),
                None if terms.baseline.has(&fingerprint) => Standing::Known,
                None => Standing::New,
            };
            let fix = fix.and_then(|fix: Fix| {
                let old = text.get(fix.span.clone())?.to_owned();
                Some((fix, old))
            });
            Remark { diagnostic, span, fix, about, fingerprint, standing, changed: None }
        };
        all.into_iter().map(remark).collect()
    }
}

/// What of a finding goes on into a remark.
#[derive(Default)]
struct Told {
    span: Option<Range<usize>>,
    fix: Option<Fix>,
    about: Option<String>,
}

/// Something that is said of a file, before it is numbered.
struct Said {
    span: Option<Range<usize>>,
    diagnostic: Diagnostic,
    fix: Option<Fix>,
    about: Option<String>,
    allowed: Option<String>,
}

impl Said {
    /// The order of what is said: by place, what is about the file as a whole first.
    fn key(&self) -> (usize, usize, &'static str, &str) {
        let (start, end) = self.span.as_ref().map_or((0, 0), |s| (s.start + 1, s.end));
        (start, end, self.diagnostic.code.as_str(), &self.diagnostic.message)
    }
}

/// Lets a comment at one place of what is said once of a file cover all its places.
fn allow_everywhere(all: &mut [Said]) {
    let key = |said: &Said| Some((said.diagnostic.code, said.about.clone()?));
    let reasons: HashMap<(Code, String), String> =
        all.iter().rev().filter_map(|said| Some((key(said)?, said.allowed.clone()?))).collect();
    if reasons.is_empty() {
        return;
    }
    for said in all.iter_mut().filter(|said| said.allowed.is_none()) {
        said.allowed = key(said).and_then(|key| reasons.get(&key).cloned());
    }
}

/// What is said of no document: of the configuration, the vocabulary, a folder.
pub fn elsewhere(problems: Vec<Diagnostic>, terms: &Terms<'_>) -> Vec<Remark> {
    let mut counts: BTreeMap<(String, Code), usize> = BTreeMap::new();
    let mut remarks = Vec::with_capacity(problems.len());
    for mut diagnostic in problems {
        let Some(severity) = level(&diagnostic, terms.config) else { continue };
        diagnostic.severity = severity;
        mask::redact(&mut diagnostic);
        let file = diagnostic.place.as_ref().map(|p| p.file.clone()).unwrap_or_default();
        let number = counts.entry((file.clone(), diagnostic.code)).or_default();
        *number += 1;
        let fingerprint = Fingerprint { file, heading: String::new(), code: diagnostic.code, number: *number };
        let standing = if terms.baseline.has(&fingerprint) { Standing::Known } else { Standing::New };
        remarks.push(Remark { diagnostic, span: None, fix: None, about: None, fingerprint, standing, changed: None });
    }
    remarks
}

/// How much a problem matters; none where it is not wanted.
fn level(diagnostic: &Diagnostic, config: &config::Check) -> Option<Severity> {
    let code = diagnostic.code;
    // A problem may be worse or better than its kind; a rule of the configuration says it all.
    if config.rules.contains_key(&code) || diagnostic.severity == code.severity() {
        return config.level(code);
    }
    Some(diagnostic.severity)
}

/// The headings of a file with their anchors, in the order of the text.
fn headings(documents: &[&Document]) -> Vec<(usize, String)> {
    let all = documents.iter().flat_map(|d| &d.body.headings);
    let mut headings: Vec<(usize, String)> = all.map(|h| (h.span.start, h.id.clone())).collect();
    headings.sort();
    headings
}

/// The anchor of the heading that a byte stands under, empty before the first.
fn heading_of(headings: &[(usize, String)], at: usize) -> &str {
    let after = headings.partition_point(|(start, _)| *start <= at);
    after.checked_sub(1).map_or("", |n| headings[n].1.as_str())
}

/// Shows a place by the text in which secrets are masked.
pub fn cover(place: &mut Place, text: &str, masked: &str, lines: &Lines) {
    if let Some(span) = span_of(place, text, lines).filter(|_| !place.excerpt.is_empty()) {
        *place = Place::in_lines(std::mem::take(&mut place.file), masked, lines, span);
    }
}

/// The bytes of a place of which only lines and columns are known.
pub(crate) fn span_of(place: &Place, text: &str, lines: &Lines) -> Option<Range<usize>> {
    let byte = |line: usize, column: usize| {
        let start = lines.start(line)?.min(text.len());
        let rest = &text[start..];
        let line = rest.split('\n').next().unwrap_or_default();
        let within = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
        Some(start + within)
    };
    if place.line == 0 {
        return None;
    }
    let start = byte(place.line, place.column)?;
    let end = byte(place.end_line, place.end_column).unwrap_or(start);
    Some(start..end.max(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_again_by_its_lines_and_columns() {
        let text = "eins\nzwölf drei\r\nvier";
        let lines = Lines::of(text);
        for span in [0..4, 5..11, 12..16, 0..17, 18..22] {
            let place = Place::span("a.md", text, span.clone());
            assert_eq!(span_of(&place, text, &lines), Some(span));
        }
        assert_eq!(span_of(&Place::file("a.md"), text, &lines), None);
        assert_eq!(span_of(&Place::line("a.md", 9), text, &lines), None);
    }
}
