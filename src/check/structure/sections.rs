//! The title and the sections of a post-mortem: those that are not there, are empty, or have
//! another name than the library uses.

use super::template::{Headings, Template};
use super::view::{Head, View};
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::{Document, Event, Kind, NotUnderstood, Provenance, SectionName};

/// What joins two names in one heading; such a section is more than the one.
const PARTS_OF_TWO: [&str; 7] = ["&", " and ", " / ", "/", "・", "と", " und "];

/// Whether a post-mortem has no title of its own.
pub(super) fn lacks_title(document: &Document) -> bool {
    document.fields.title.as_ref().is_none_or(|t| t.origin.from == Provenance::FileName)
}

/// Says that a post-mortem has no title of its own.
pub(super) fn title(view: &View<'_>, found: &mut Vec<Finding>) {
    if !lacks_title(view.document) {
        return;
    }
    let title = view.document.fields.title.as_ref();
    let shown = title.map_or("", |t| t.value.as_str());
    let message = format!("no title; lists show the name of the file: `{shown}`");
    let help =
        "say in one line what failed and for whom, as `title` in the front matter or as the first heading `# ..`";
    // A heading of level 1 that is no title is a placeholder or the name of a section.
    let first = view.heads().first().filter(|h| is_first_level(view, h));
    found.push(match first {
        Some(head) => Finding::at(Code::MissingTitle, head.span.clone(), message, help),
        None => Finding::whole(Code::MissingTitle, message, help),
    });
}

fn is_first_level(view: &View<'_>, head: &Head) -> bool {
    let line = view.line(view.line_of(head.span.start));
    view.subject.text.get(line).is_some_and(|l| l.starts_with("# "))
}

/// Says which sections of the template are not there or are empty: those that must be there in
/// one finding, those that are worth having in another. Of a short note one is enough; then
/// the result is true.
pub(super) fn missing(view: &View<'_>, template: &Template, found: &mut Vec<Finding>) -> bool {
    // Planned work and what several incidents have in common have no such parts.
    if view.is(&[Kind::Maintenance, Kind::Pattern]) {
        return false;
    }
    for (code, names) in [(Code::MissingSection, &template.required), (Code::AdvisedSection, &template.advised)] {
        if let Some(finding) = Lack::of(view, names).finding(view, code) {
            found.push(finding);
            if view.is_note() {
                return true;
            }
        }
    }
    false
}

/// The sections that a document lacks of those that it is asked for.
#[derive(Default)]
struct Lack<'v> {
    /// Those that are not there.
    absent: Vec<SectionName>,
    /// Those that have a heading with nothing below it.
    empty: Vec<(SectionName, &'v Head)>,
}

impl<'v> Lack<'v> {
    fn of(view: &'v View<'_>, names: &[SectionName]) -> Self {
        let mut lack = Self::default();
        for name in names {
            // Nearly nothing happened, so that nobody was affected.
            let not_asked = *name == SectionName::Impact && view.is(&[Kind::NearMiss]);
            let is_there = |head: &Head| view.says_something(head.content.clone());
            if not_asked
                || stands_elsewhere(view.document, *name)
                || view.sections(*name).any(|(_, head)| is_there(head))
            {
                continue;
            }
            match view.sections(*name).next() {
                Some((_, head)) => lack.empty.push((*name, head)),
                None => lack.absent.push(*name),
            }
        }
        lack
    }

    fn finding(&self, view: &View<'_>, code: Code) -> Option<Finding> {
        let first = self.absent.first().or(self.empty.first().map(|(name, _)| name))?;
        let absent: Vec<String> = self.absent.iter().map(|name| format!("`{}`", heading(*name))).collect();
        let empty: Vec<String> = self.empty.iter().map(|(_, head)| format!("`{}`", head.text)).collect();
        let absent = match absent.as_slice() {
            [] => None,
            [one] => Some(format!("a section {one} is not there")),
            several => Some(format!("sections {} are not there", listed(several))),
        };
        let empty = match empty.as_slice() {
            [] => None,
            [one] => Some(format!("the section {one} is empty")),
            several => Some(format!("the sections {} are empty", listed(several))),
        };
        let place = match self.empty.first() {
            Some((_, head)) if absent.is_none() => Some(head.span.clone()),
            _ => view.whole(),
        };
        let message = absent.into_iter().chain(empty).collect::<Vec<_>>().join(", and ");
        let help = match self.absent.len() + self.empty.len() {
            1 => ask(*first).to_owned(),
            _ => format!("begin with `{}`: {}", heading(*first), ask(*first)),
        };
        let help = if view.is_note() {
            let code = code.as_str();
            format!("{help}; where a note is all that there is to say, `<!-- candor allow {code}: a note -->` says so")
        } else {
            help
        };
        Some(match place {
            Some(span) => Finding::at(code, span, message, help),
            None => Finding::whole(code, message, help),
        })
    }
}

/// Names in a row: `a`, `b` and `c`.
fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// Whether a field or the timeline says what the section would.
fn stands_elsewhere(document: &Document, name: SectionName) -> bool {
    let f = &document.fields;
    match name {
        SectionName::Summary => f.summary.is_some() || document.body.abstract_text.is_some(),
        SectionName::Impact => f.impact.summary.is_some() || !f.impact.parts.is_empty(),
        SectionName::Trigger => f.trigger.is_some(),
        SectionName::Detection => {
            f.detection.is_some() || f.detected_at.is_some() || f.time_to_detect.is_some() || has_detection(document)
        }
        SectionName::Timeline => !document.timeline.is_empty(),
        SectionName::Factors => f.factors.iter().any(|t| !t.suggested),
        SectionName::Actions => !f.actions.is_empty(),
        _ => false,
    }
}

/// Words of an event that tells how it was noticed, in lower case.
const NOTICED: [&str; 26] = [
    "alert",
    "notice",
    "reported",
    "reports ",
    "report of",
    "discover",
    "detect",
    "paged",
    "pages ",
    "pinged",
    "complain",
    "customer",
    "検知",
    "発見",
    "報告",
    "告警",
    "发现",
    "报告",
    "gemeldet",
    "bemerkt",
    "alarm",
    "signalé",
    "alerte",
    "détect",
    "alerta",
    "notó",
];

/// Whether a field or a label says in other words how it was noticed, or an event tells it.
fn has_detection(document: &Document) -> bool {
    // What is found later on is a cause rather than the incident.
    let early = (document.timeline.len() * 3).div_ceil(5);
    let tells = |e: &Event| {
        std::iter::once(&e.text).chain(&e.details).any(|text| {
            let lower = text.to_lowercase();
            NOTICED.iter().any(|word| lower.contains(word))
        })
    };
    if document.timeline.iter().take(early).any(tells) {
        return true;
    }
    let in_words = |n: &&NotUnderstood| n.what == "detection" && n.text.contains(' ');
    document.fields.more.iter().any(|(name, _)| name == "detection")
        || document.not_understood.iter().any(|n| in_words(&n))
}

/// What a section is called in a message.
fn heading(name: SectionName) -> &'static str {
    match name {
        SectionName::Summary => "Summary",
        SectionName::Impact => "Impact",
        SectionName::Background => "Background",
        SectionName::Trigger => "Trigger",
        SectionName::Detection => "Detection",
        SectionName::Timeline => "Timeline",
        SectionName::Response => "Response",
        SectionName::Resolution => "Resolution",
        SectionName::Factors => "Contributing factors",
        SectionName::WentWell => "What went well",
        SectionName::WentWrong => "What was difficult",
        SectionName::Lucky => "Where we got lucky",
        SectionName::Lessons => "Lessons",
        SectionName::Actions => "Action items",
        SectionName::Metadata => "Metadata",
    }
}

/// What to write into a section.
fn ask(name: SectionName) -> &'static str {
    match name {
        SectionName::Summary => "say in two or three sentences what happened, to whom and for how long",
        SectionName::Impact => "say who was affected, how, and how many; the field `impact` does as well",
        SectionName::Background => "say what was so before: what the reader of next year will not know",
        SectionName::Trigger => "say what set it off; the field `trigger` does as well",
        SectionName::Detection => {
            "say how it was noticed and what would have shown it earlier; the field `detection` does as well"
        }
        SectionName::Timeline => {
            "write one line an event, with its time and zone; a table, bullets and headings are read"
        }
        SectionName::Response => "say who was called, what was looked at, and what was tried",
        SectionName::Resolution => "say what ended it: the next responder reads this first",
        SectionName::Factors => "name the conditions that made it possible or worse, two at least",
        SectionName::WentWell => "say what helped, so that it is kept: an alert, a runbook, a safe default",
        SectionName::WentWrong => "say what made the response harder",
        SectionName::Lucky => "say what only chance prevented: nothing protects from it the next time",
        SectionName::Lessons => "say what you know now that you did not know before",
        SectionName::Actions => "name the changes that follow, or say that there are none and why",
        SectionName::Metadata => "say when it was and what it affected",
    }
}

/// Says which sections have another heading than the one that the library uses.
pub(super) fn names(view: &View<'_>, headings: &Headings, found: &mut Vec<Finding>) {
    for (section, head) in view.named() {
        let Some(wanted) = headings.0.get(&section.name) else { continue };
        // `3. Timeline (UTC):` is named `Timeline`; number, remark and colon stay.
        let end = head.text.find(['(', '（', '[', ':', '：', '—', '–']).unwrap_or(head.text.len());
        let part = head.text[..end].trim_end();
        let name = part.trim_start_matches(|c: char| !c.is_alphabetic());
        if name.is_empty() || same(name, wanted) || PARTS_OF_TWO.iter().any(|p| part.contains(p)) {
            continue;
        }
        let message = format!("this library calls the section `{name}` `{wanted}`");
        let finding = Finding::at(
            Code::HeadingName,
            head.span.clone(),
            message,
            format!("write `{wanted}`, so that one heading finds it in every post-mortem"),
        );
        // Markup in a heading would be lost with a part of it.
        let source = view.subject.text.get(head.span.clone()).unwrap_or_default();
        found.push(match source.find(name) {
            Some(at) => finding.fix(head.span.start + at..head.span.start + at + name.len(), wanted.as_str()),
            None => finding,
        });
    }
}

fn same(a: &str, b: &str) -> bool {
    let fold =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    fold(a) == fold(b)
}
