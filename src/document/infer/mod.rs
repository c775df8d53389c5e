//! Facts of the text become fields where front matter has none.
//!
//! Precedence: front matter, labels, file name, first heading, timeline, text. A value
//! is never more than its text says, and two sources that disagree are said.

mod moment;
mod text;

pub(super) use text::date_in_text;

use super::dates::Dates;
use super::duration::Duration;
use super::field::fold;
use super::fields::{DETECTIONS, FactorTag, Fields, STATUSES};
use super::header::{self, Fact, says_unknown};
use super::provenance::{Found, Origin, Provenance, Sure};
use crate::date::{self, Moment, Order, Precision, Zone, ZoneText};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lines, Place, Severity};
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::Range;

/// A text that stands where a fact is looked for, and that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotUnderstood {
    /// The text.
    pub text: String,
    /// What it was thought to be.
    pub what: String,
    /// The line of the file in which it stands, from one.
    pub line: usize,
}

/// What inference knows beside the fields, and what it finds beside them.
pub(super) struct Inference<'s> {
    /// The file, as diagnostics name it.
    pub file: &'s str,
    /// Its text.
    pub text: &'s str,
    /// Where its lines end.
    pub lines: &'s Lines,
    /// Which of day and month stands first.
    pub order: Option<Order>,
    /// What an incident id looks like.
    pub id_pattern: &'s Regex,
    /// Words for factors, folded.
    pub factor_words: &'s HashSet<String>,
    /// The day that the file name or the first heading gives.
    pub day: Option<Moment>,
    /// Slashed dates.
    pub dates: Dates,
    /// What was not understood.
    pub not_understood: Vec<NotUnderstood>,
    /// Problems.
    pub problems: &'s mut Diagnostics,
    /// Whether an unknown zone was said already.
    pub said_zone: bool,
}

impl Inference<'_> {
    fn origin(&self, fact: &Fact, sure: Sure) -> Origin {
        Origin { from: fact.from, sure, span: fact.span.clone(), line: self.lines.line(fact.span.start) }
    }

    fn found<T>(&self, value: T, fact: &Fact) -> Found<T> {
        Found { value, origin: self.origin(fact, Sure::Stated) }
    }

    fn place(&self, span: &Range<usize>) -> Place {
        Place::in_lines(self.file, self.text, self.lines, span.clone())
    }

    /// Keeps a text that was not understood.
    pub(super) fn keep(&mut self, text: &str, what: &str, span: &Range<usize>) {
        let text = text.split('\n').next().unwrap_or_default().trim().to_owned();
        self.not_understood.push(NotUnderstood { text, what: what.to_owned(), line: self.lines.line(span.start) });
    }

    /// Takes what labels state.
    pub(super) fn take(&mut self, fields: &mut Fields, facts: &[Fact]) {
        if let Some(zone) = fields.timezone.clone().filter(|z| date::zone_of(&z.value).is_none()) {
            self.unknown_zone(&zone.value, &zone.origin.span);
        }
        // Days first: a time of day alone needs one.
        let is_day = |f: &&Fact| matches!(f.field, "date" | "timezone");
        for fact in facts.iter().filter(is_day) {
            self.fact(fields, fact);
        }
        for fact in facts.iter().filter(|f| !is_day(f)) {
            self.fact(fields, fact);
        }
    }

    fn fact(&mut self, fields: &mut Fields, fact: &Fact) {
        if says_unknown(&fact.value) || header::is_placeholder(&fact.value) {
            // The author does not know, and neither do we.
            self.keep(&fact.value, fact.field, &fact.span);
            return;
        }
        match fact.field {
            "date" => self.date(fields, fact),
            "started_at" | "detected_at" | "declared_at" | "mitigated_at" | "resolved_at" => {
                self.moment_fact(fields, fact);
            }
            "duration" | "time_to_detect" | "time_to_recover" => self.duration(fields, fact),
            "services" if fields.services.is_empty() => {
                let names = header::names(&fact.value);
                if names.is_empty() {
                    self.keep(&fact.value, "services", &fact.span);
                }
                // A category of that name says why it broke, not what.
                if !names.is_empty() && names.iter().all(|n| self.factor_words.contains(&fold(n))) {
                    for name in names {
                        suggest(fields, name, self.origin(fact, Sure::Likely));
                    }
                    return;
                }
                fields.services = names.into_iter().map(|n| self.found(n, fact)).collect();
            }
            "severity" => self.severity(fields, fact),
            "detection" => self.detection(fields, fact),
            "status" => {
                let known = STATUSES.iter().find(|s| fold(s) == fold(&fact.value));
                if let Some(known) = known
                    && fields.status.is_none()
                {
                    fields.status = Some(self.found((*known).to_owned(), fact));
                }
            }
            "factors" | "suggested_factors" => {
                for name in header::names(&fact.value) {
                    if fact.field == "factors" {
                        state_factor(fields, name, self.origin(fact, Sure::Stated));
                    } else {
                        suggest(fields, name, self.origin(fact, Sure::Likely));
                    }
                }
            }
            "timezone" if fields.timezone.is_none() => match date::zone_at_start(&fact.value) {
                Some((ZoneText::Known(_), len)) if is_remark(&fact.value[len..]) => {
                    fields.timezone = Some(self.found(fact.value.clone(), fact));
                }
                _ => self.unknown_zone(&fact.value, &fact.span),
            },
            "id" => {
                let whole = self.id_pattern.find(&fact.value).is_some_and(|m| m.as_str() == fact.value);
                if whole && fields.id.is_none() {
                    fields.id = Some(self.found(fact.value.clone(), fact));
                }
            }
            "title" | "summary" | "trigger" | "impact" | "users" => self.text_fact(fields, fact),
            "tags" | "teams" | "authors" | "participants" | "alerts" => self.list_fact(fields, fact),
            _ => {}
        }
    }

    fn text_fact(&self, fields: &mut Fields, fact: &Fact) {
        let found = self.found(fact.value.clone(), fact);
        match fact.field {
            "title" => drop(fields.title.get_or_insert(found)),
            "summary" => drop(fields.summary.get_or_insert(found)),
            "trigger" => drop(fields.trigger.get_or_insert(found)),
            "impact" => drop(fields.impact.summary.get_or_insert(found)),
            _ => {
                if !fields.impact.parts.iter().any(|(name, _)| name == "users") {
                    fields.impact.parts.insert(0, ("users".to_owned(), found));
                }
            }
        }
    }

    fn list_fact(&self, fields: &mut Fields, fact: &Fact) {
        let list = match fact.field {
            "tags" => &mut fields.tags,
            "teams" => &mut fields.teams,
            "authors" => &mut fields.authors,
            "participants" => &mut fields.participants,
            _ => &mut fields.alerts,
        };
        // People that one place names do not stand for those of another: all are to be hidden.
        let is_of_people = matches!(fact.field, "authors" | "participants");
        if is_of_people || list.is_empty() {
            let names = match fact.field {
                // A comma in an error text is part of it; one between names parts them.
                "alerts" => {
                    let named = fact.value.split(',').all(|n| !n.trim().is_empty() && !n.trim().contains(' '));
                    let sign = if named { ',' } else { '\n' };
                    fact.value.split(sign).map(|a| a.trim().to_owned()).collect()
                }
                "tags" => header::names(&fact.value.replace('#', "")),
                _ => header::names(&fact.value),
            };
            list.extend(names.into_iter().map(|n| self.found(n, fact)));
        }
    }

    fn severity(&mut self, fields: &mut Fields, fact: &Fact) {
        match &fields.severity {
            None => fields.severity = Some(self.found(fact.value.clone(), fact)),
            Some(first) if first.origin.from == Provenance::FrontMatter && !same_word(&first.value, &fact.value) => {
                let (better, place) = (first.value.clone(), first.origin.span.clone());
                self.disagree("severity", &better, &fact.value, &place, fact, Severity::Warning);
            }
            Some(_) => {}
        }
    }

    fn detection(&mut self, fields: &mut Fields, fact: &Fact) {
        if fields.detection.is_some() {
            return;
        }
        match detected_by(&fact.value) {
            Some(word) => fields.detection = Some(self.found(word.to_owned(), fact)),
            // How it was noticed, in words that may name somebody: not for a list of words.
            None => self.keep(&fact.value, "detection", &fact.span),
        }
    }

    fn duration(&mut self, fields: &mut Fields, fact: &Fact) {
        let in_brackets = || {
            let (_, inner) = fact.value.split_once(['(', '（'])?;
            Duration::read(inner)
        };
        let read = Duration::read(&fact.value).or_else(in_brackets).map(|d| Duration { raw: fact.value.clone(), ..d });
        if fact.field == "duration"
            && let Some(reading) = date::at_start(&fact.value, self.order).filter(|r| r.until.is_some())
        {
            self.range(fields, &reading, fact);
        }
        let slot = match fact.field {
            "duration" => &mut fields.duration,
            "time_to_detect" => &mut fields.time_to_detect,
            _ => &mut fields.time_to_recover,
        };
        match read {
            Some(read) if slot.is_none() => {
                let line = self.lines.line(fact.span.start);
                *slot = Some(Found::stated(read, fact.from, fact.span.clone(), line));
            }
            Some(_) => {}
            None => self.keep(&fact.value, fact.field, &fact.span),
        }
    }

    /// Says that two sources give different values, of which the first one wins.
    pub(super) fn disagree(
        &mut self,
        field: &str,
        better: &str,
        other: &str,
        at: &Range<usize>,
        fact: &Fact,
        severity: Severity,
    ) {
        let line = self.lines.line(fact.span.start);
        let message = format!("`{field}` is {better} here and {} in line {line}", first_words(other));
        let mut problem = Diagnostic::new(Code::SourcesDisagree, message)
            .at(self.place(at))
            .help("front matter wins; mend the one that is wrong");
        problem.severity = severity;
        self.problems.push(problem);
    }
}

/// The zone of times that state none.
pub(super) fn zone_of(fields: &Fields) -> Option<Zone> {
    date::zone_of(&fields.timezone.as_ref()?.value)
}

/// More factors than an author means; what comes after is a list of something else.
const MOST_FACTORS: usize = 60;

/// Adds a factor that a label states, unless front matter names any.
fn state_factor(fields: &mut Fields, name: String, origin: Origin) {
    if fields.factors.len() >= MOST_FACTORS {
        return;
    }
    let by_front_matter = fields.factors.iter().any(|f| !f.suggested && f.origin.from == Provenance::FrontMatter);
    let folded = fold(&name);
    if by_front_matter {
        suggest(fields, name, origin);
    } else if !folded.is_empty() {
        fields.factors.retain(|f| fold(&f.name) != folded);
        fields.factors.push(FactorTag { name, suggested: false, origin });
    }
}

/// Adds a word for a factor that stands in the text, to be confirmed.
pub(super) fn suggest(fields: &mut Fields, name: String, origin: Origin) {
    if fields.factors.len() >= MOST_FACTORS {
        return;
    }
    let folded = fold(&name);
    if !folded.is_empty() && !fields.factors.iter().any(|f| fold(&f.name) == folded) {
        fields.factors.push(FactorTag { name, suggested: true, origin });
    }
}

/// Whether two moments cannot both be right: another day, or another time of one day.
pub(super) fn apart(a: &Moment, b: &Moment) -> bool {
    if a.instant().is_some() && b.instant().is_some() {
        return a.instant() != b.instant() && a.precision.min(b.precision) >= Precision::Minute;
    }
    a.is_surely_before(b) || b.is_surely_before(a)
}

/// Whether one of two values is the other with a remark: `sev1` and `SEV-1 (major)`.
fn same_word(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    long.strip_prefix(short.as_str()).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The word for how an incident was noticed.
fn detected_by(value: &str) -> Option<&'static str> {
    const WORDS: [(&str, &[&str]); 4] = [
        (
            "alert",
            &[
                "alert",
                "monitor",
                "automat",
                "paged",
                "pager",
                "アラート",
                "監視",
                "自動",
                "モニタリング",
                "告警",
                "监控",
                "自动",
                "überwachung",
                "alarm",
                "alerte",
                "supervision",
                "alerta",
                "monitoreo",
                "monitoramento",
            ],
        ),
        (
            "customer",
            &[
                "customer",
                "user",
                "client report",
                "support ticket",
                "顧客",
                "ユーザー",
                "ユーザ",
                "客户",
                "用户",
                "kunde",
                "nutzer",
                "client",
                "utilisateur",
                "cliente",
                "usuario",
                "usuário",
            ],
        ),
        ("partner", &["partner", "vendor", "supplier", "パートナー", "供应商"]),
        (
            "employee",
            &[
                "employee",
                "engineer",
                "staff",
                "internal",
                "manual",
                "developer",
                "社内",
                "開発者",
                "手動",
                "员工",
                "手动",
                "mitarbeit",
                "employé",
                "empleado",
                "funcionário",
            ],
        ),
    ];
    let lower = value.trim_start_matches(['*', ' ']).to_lowercase();
    let found = WORDS.iter().find(|(_, words)| words.iter().any(|w| lower.starts_with(w))).map(|(word, _)| *word);
    found.filter(|w| DETECTIONS.contains(w))
}

/// Whether what follows a value only explains it.
fn is_remark(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with(['(', '（', ',', '.'])
}

/// The beginning of a value, for a message.
fn first_words(text: &str) -> String {
    let text = text.split('\n').next().unwrap_or_default();
    match text.char_indices().nth(40) {
        Some((cut, _)) => format!("{}\u{2026}", &text[..cut]),
        None => text.to_owned(),
    }
}
