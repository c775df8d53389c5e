//! Participants and authors who are named in what the author says.

use super::super::prose::{Form, Sentence};
use super::super::{Finding, Subject};
use crate::diagnostic::{Code, Lines};
use crate::document::SectionName;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("words.txt").lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// Headings of lists of people and of thanks, in lower case; a part of one is enough.
const PEOPLE: [&str; 30] = [
    "thank",
    "acknowledg",
    "credit",
    "kudos",
    "attend",
    "participant",
    "owner",
    "author",
    "responder",
    "people",
    "contact",
    "involved",
    "roles",
    "who was",
    "reviewer",
    "sign-off",
    "participants",
    "beteiligte",
    "teilnehmer",
    "dank",
    "merci",
    "remerciements",
    "agradecimientos",
    "participantes",
    "asistentes",
    "参加者",
    "対応者",
    "謝辞",
    "参与",
    "致谢",
];

/// Labels before names, in lower case; the end of one is enough.
const LABELS: [&str; 34] = [
    "author",
    "authors",
    "owner",
    "owners",
    "attendees",
    "participants",
    "responders",
    "responder",
    "commander",
    "lead",
    "scribe",
    "reviewer",
    "reviewers",
    "reviewed by",
    "written by",
    "prepared by",
    "reported by",
    "approved by",
    "facilitator",
    "assignee",
    "assigned to",
    "contact",
    "contacts",
    "editor",
    "by",
    "on-call",
    "on call",
    "people",
    "thanks",
    "autor",
    "auteur",
    "担当",
    "作者",
    "対応者",
];

/// A person, as the text may name them.
struct Person {
    full: String,
    given: Option<String>,
    /// A name that begins with `@`.
    handle: bool,
}

/// Findings about the people of a file's documents.
pub(super) fn find(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let people = people(subject);
    if people.is_empty() {
        return;
    }
    let labelled = lines_of_labels(subject);
    for sentence in &subject.sentences {
        if sentence.form == Form::Heading || is_of_people(sentence) || is_label(&sentence.text) {
            continue;
        }
        for person in &people {
            let Some(at) = name_in(sentence, person) else { continue };
            let span = sentence.span(at.clone());
            let line = subject.lines.line(span.start);
            if labelled.contains(&line) || is_alone(sentence, &people) || owns(subject, line, person) {
                continue;
            }
            let finding = Finding::at(
                Code::NamedParticipant,
                span,
                format!("`{}` is named in the text", &sentence.text[at]),
                "name the role instead: \"the on-call engineer\", \"the database team\"; the names of who took part stand in \
                 `participants`, which public readers are not shown",
            );
            found.push(finding.about(&person.full));
        }
    }
}

fn people(subject: &Subject<'_>) -> Vec<Person> {
    let mut seen = HashSet::new();
    let fields = subject.documents.iter().map(|d| &d.fields);
    let names = fields.flat_map(|f| f.participants.iter().chain(&f.authors)).map(|p| p.value.as_str());
    let others: HashSet<String> = subject
        .documents
        .iter()
        .flat_map(|d| d.fields.services.iter().chain(&d.fields.teams))
        .map(|s| s.value.to_lowercase())
        .collect();
    names.filter_map(|n| person(n, &others)).filter(|p| seen.insert(p.full.clone())).collect()
}

/// A name without remarks: `Ana Lopez (commander)`, `Ana Lopez <ana@corp.example>`, `Ana Lopez - SRE`.
fn person(value: &str, others: &HashSet<String>) -> Option<Person> {
    let name = value.split(['(', '<', '[', ',', ';', '（', '/']).next().unwrap_or_default();
    let name = name.split(" - ").next().unwrap_or_default().trim().trim_matches(['*', '_', '`']);
    if others.contains(&name.to_lowercase()) {
        return None;
    }
    if let Some(handle) = name.strip_prefix('@') {
        let is_handle =
            handle.len() >= 2 && handle.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        return is_handle.then(|| Person { full: name.to_owned(), given: None, handle: true });
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_name = |w: &&str| {
        w.chars().next().is_some_and(char::is_alphabetic)
            && w.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.'))
    };
    let is_capital =
        |w: &str| w.chars().next().is_some_and(char::is_uppercase) && w.chars().skip(1).any(char::is_lowercase);
    let is_han = !name.is_ascii()
        && words.len() <= 2
        && name.chars().all(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase() || c == ' ');
    if is_han {
        return ((2..=8).contains(&name.chars().count())).then(|| Person {
            full: name.to_owned(),
            given: None,
            handle: false,
        });
    }
    let is_person = (1..=4).contains(&words.len())
        && words.iter().all(is_name)
        && is_capital(words[0])
        && words.last().is_some_and(|w| w.chars().next().is_some_and(char::is_uppercase))
        // `Storage Team`, `SRE`: a group.
        && !words.iter().any(|w| ["team", "group", "squad", "ops", "sre", "on-call", "oncall", "bot", "engineering", "support"].contains(&w.to_lowercase().as_str()));
    if !is_person {
        return None;
    }
    let given = words[0].to_owned();
    let lower = given.to_lowercase();
    let is_word =
        given.chars().count() < 3 || given.contains('.') || WORDS.contains(lower.as_str()) || others.contains(&lower);
    if words.len() == 1 && is_word {
        return None;
    }
    Some(Person { full: words.join(" "), given: (!is_word).then_some(given), handle: false })
}

/// Where a sentence names a person, in words that are its author's own.
fn name_in(sentence: &Sentence, person: &Person) -> Option<Range<usize>> {
    let names = std::iter::once(&person.full).chain(&person.given);
    names.into_iter().find_map(|name| {
        sentence.text.match_indices(name.as_str()).map(|(at, n)| at..at + n.len()).find(|at| {
            let before = sentence.text[..at.start].chars().next_back();
            let after = &sentence.text[at.end..];
            let next = after.chars().next();
            let is_han = name.chars().all(|c| !c.is_lowercase() && !c.is_uppercase());
            let joins = |c: char| c.is_alphanumeric() || matches!(c, '_' | '@' | '/' | '#' | '-' | '.');
            // `Ana.` ends a sentence and `ana.lopez` is another word; `Ana-Maria` is another name.
            let goes_on = next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | '/' | '-'))
                || (next == Some('.') && after[1..].starts_with(char::is_alphanumeric));
            let begins = !before.is_some_and(joins);
            ((begins && !goes_on) || is_han && !person.handle)
                && !sentence.is_quiet(at)
                && !is_other(after, person, name)
        })
    })
}

/// Whether a given name alone is followed by another family name: another person, a place or a product.
fn is_other(after: &str, person: &Person, name: &str) -> bool {
    if person.given.as_deref() != Some(name) || person.full == name {
        return false;
    }
    let Some(next) = after.strip_prefix(' ') else { return false };
    next.chars().next().is_some_and(char::is_uppercase) && next.chars().nth(1).is_some_and(char::is_lowercase)
}

fn is_of_people(sentence: &Sentence) -> bool {
    sentence.is_in(&[SectionName::Metadata])
        || sentence.above.iter().any(|a| {
            let text = a.text.to_lowercase();
            a.level > 1 && a.name.is_none() && PEOPLE.iter().any(|p| text.contains(p))
        })
}

/// Whether a sentence begins with a label of people, as `Incident commander: Ana`, or thanks somebody.
fn is_label(text: &str) -> bool {
    let lower = text.trim_start_matches(['-', '*', ' ']).to_lowercase();
    if ["thank", "kudos", "credit", "special thanks", "merci", "danke", "gracias"].iter().any(|t| lower.starts_with(t))
    {
        return true;
    }
    let Some((label, _)) = lower.split_once([':', '：']).or_else(|| lower.split_once(" by ")) else {
        return false;
    };
    let label = label.trim();
    let short = label.split_whitespace().count() <= 4 && label.len() <= 40;
    let is_by = lower.strip_prefix(label).is_some_and(|r| r.starts_with(" by "))
        && ["written", "reviewed", "reported", "prepared", "approved", "edited", "authored"].contains(&label);
    (short && LABELS.iter().any(|l| label == *l || label.ends_with(&format!(" {l}")))) || is_by
}

/// Whether a cell or item says nothing but names.
fn is_alone(sentence: &Sentence, people: &[Person]) -> bool {
    let mut rest = sentence.text.clone();
    for person in people {
        rest = rest.replace(&person.full, "");
        if let Some(given) = &person.given {
            rest = rest.replace(given.as_str(), "");
        }
    }
    !rest.replace(" and ", "").contains(char::is_alphanumeric)
}

/// Whether a line says that a follow-up is theirs.
fn owns(subject: &Subject<'_>, line: usize, person: &Person) -> bool {
    let actions = subject.documents.iter().flat_map(|d| &d.fields.actions);
    actions.filter(|a| a.owner_line == line && line > 0).any(|a| {
        a.owner
            .as_deref()
            .is_some_and(|o| o.contains(&person.full) || person.given.as_deref().is_some_and(|g| o.contains(g)))
    })
}

/// The lines in which the text itself lists its authors and participants.
fn lines_of_labels(subject: &Subject<'_>) -> HashSet<usize> {
    let lines: &Lines = &subject.lines;
    let fields = subject.documents.iter().map(|d| &d.fields);
    let people = fields.flat_map(|f| f.participants.iter().chain(&f.authors));
    people
        .filter(|p| p.origin.line > 0)
        .flat_map(|p| p.origin.line..=lines.line(p.origin.span.end.saturating_sub(1)).max(p.origin.line))
        .collect()
}
