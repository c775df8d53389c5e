//! Who is a person: names of the document, given names, handles, pronouns and roles.

use super::lexicon::{Class, LEXICON};
use super::words::{Shape, Words};
use crate::document::Document;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Names of people whom a document mentions in its fields, in lower case.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Parts that are nothing but names.
    sure: FxHashSet<String>,
    /// Parts that are words as well: a name only with a capital.
    unsure: FxHashSet<String>,
}

impl Names {
    /// The names of authors, participants and owners.
    pub(super) fn of(documents: &[&Document]) -> Self {
        let mut names = Self::default();
        for document in documents {
            let fields = &document.fields;
            let people = fields.authors.iter().chain(&fields.participants).map(|p| p.value.as_str());
            let owners = fields.actions.iter().filter_map(|a| a.owner.as_deref());
            people.for_each(|p| names.add(p, true));
            owners.for_each(|p| names.add(p, false));
        }
        names
    }

    /// Adds a name; an owner may be a team and counts only if it looks like a person's name.
    fn add(&mut self, name: &str, is_person: bool) {
        let parts: Vec<&str> =
            name.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'').filter(|p| p.len() > 1).collect();
        if parts.len() > 4 {
            return;
        }
        for part in parts {
            let lower = part.to_lowercase();
            let bits = LEXICON.word(&lower);
            let capital = part.starts_with(char::is_uppercase);
            // "Ops", "SRE team" and "on-call" are roles, and initials say too little.
            let is_role = bits.has(Class::Human) || bits.has(Class::Team) || bits.has(Class::Det);
            let is_initials = part.chars().all(char::is_uppercase);
            if is_role || is_initials || !part.starts_with(char::is_alphabetic) {
                continue;
            }
            if bits.has(Class::Given) || bits.is_empty() && is_person {
                self.sure.insert(lower);
            } else if capital && is_person {
                self.unsure.insert(lower);
            }
        }
    }

    /// Whether a word in lower case is one of them.
    pub(super) fn knows(&self, lower: &str, is_capital: bool) -> bool {
        self.sure.contains(lower) || is_capital && self.unsure.contains(lower)
    }
}

/// What kind of person a group of words names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// No person.
    Thing,
    /// "we", "she".
    Pronoun,
    /// "it" and the like, which stand for a thing.
    It,
    /// "nobody".
    Nobody,
    /// "the on-call engineer", "our team".
    Role,
    /// A name or a handle.
    Named,
    /// "users", "you".
    Customer,
}

impl Who {
    /// Whether it is a person of those who run the system.
    pub(super) fn is_staff(self) -> bool {
        matches!(self, Self::Pronoun | Self::Role | Self::Named)
    }

    /// Whether it is any person at all.
    pub(super) fn is_person(self) -> bool {
        self.is_staff() || self == Self::Customer
    }
}

/// Whom a group of words names; the last of them is its head.
pub(super) fn who(words: &Words<'_>, group: Range<usize>) -> Who {
    // "the person responsible", "the engineer herself"
    const BEHIND: [&str; 9] =
        ["responsible", "involved", "concerned", "himself", "herself", "themselves", "ourselves", "myself", "alone"];
    let is_behind = group.len() > 1 && BEHIND.contains(&words.lower(group.end - 1));
    let group = if is_behind { group.start..group.end - 1 } else { group };
    let Some(head) = group.end.checked_sub(1).and_then(|n| words.get(n)) else { return Who::Thing };
    let at = group.end - 1;
    if head.shape == Shape::Handle {
        // "the annotation `@Transactional`": a thing of that name.
        let before = group.len() > 2 && words.get(at - 1).is_some_and(|w| w.bits.is_empty() && !w.is_capital);
        return if before && words.all[group.start].is(Class::Det) { Who::Thing } else { Who::Named };
    }
    if head.is_quiet || head.is_mark() {
        return Who::Thing;
    }
    // "Microsoft Teams" is a program.
    if head.lower == "teams" && head.is_capital && group.len() > 1 && words.all[at - 1].is_capital {
        return Who::Thing;
    }
    if group.len() == 2 && words.says(group.start, &["no", "one"]) {
        return Who::Nobody;
    }
    // Storms have given names, and so have users that a test makes up.
    let storm = words.all[group.clone()].iter().any(|w| {
        matches!(w.lower, "storm" | "hurricane" | "typhoon" | "cyclone") || w.is(Class::Customer) && w.lower == "user"
    });
    if storm && group.len() > 1 && head.is(Class::Given) {
        return Who::Thing;
    }
    if is_named(words, &group) {
        return Who::Named;
    }
    if group.len() == 1 && head.is(Class::Neg) && head.is(Class::PronHuman) || matches!(head.lower, "no-one" | "nobody")
    {
        return Who::Nobody;
    }
    if head.is(Class::PronHuman) && !(head.is(Class::Human) || head.is(Class::Customer)) {
        return if head.is(Class::Neg) { Who::Nobody } else { Who::Pronoun };
    }
    if head.is(Class::Customer) {
        return Who::Customer;
    }
    let negated = words.get(group.start).is_some_and(|w| w.lower == "no");
    let role = |is: bool| match (is, negated) {
        (true, true) => Who::Nobody,
        (true, false) => Who::Role,
        (false, _) => Who::Thing,
    };
    if head.is(Class::Ambiguous) && head.is(Class::Human) || head.is(Class::Ambiguous) && !head.is(Class::Team) {
        return role(head.is(Class::Human) && !is_of_system(words, &group, at));
    }
    if head.is(Class::Human)
        || head.is(Class::Team)
        || words.all[group.clone()].iter().any(|w| w.is(Class::Team))
            && words.phrases.iter().any(|p| p.end == group.end && p.bits.has(Class::Team))
    {
        return role(true);
    }
    if words.phrases.iter().any(|p| p.end == group.end && (p.bits.has(Class::Human) || p.bits.has(Class::Team))) {
        return role(true);
    }
    if group.len() == 1 && head.is(Class::PronThing) { Who::It } else { Who::Thing }
}

/// "Kafka operator", "`x` operator": software.
fn is_of_system(words: &Words<'_>, group: &Range<usize>, head: usize) -> bool {
    head > group.start
        && words.get(head - 1).is_some_and(|before| {
            before.is(Class::SystemBefore)
                || before.is_quiet
                || before.is_capital && head - 1 > group.start && before.lower.len() > 3
                || before.is_capital && head - 1 > 0 && before.lower.len() > 3
        })
}

/// Whether a word in lower case is a month and no name.
pub(super) fn is_month(lower: &str) -> bool {
    MONTHS.contains(&lower)
}

const MONTHS: [&str; 9] =
    ["january", "february", "march", "july", "september", "october", "november", "december", "august"];

/// A known name, a given name with a surname, or a title with a name.
fn is_named(words: &Words<'_>, group: &Range<usize>) -> bool {
    let all = &words.all[group.clone()];
    let Some(head) = all.last() else { return false };
    if head.is(Class::Given) {
        return true;
    }
    if !head.is_capital || head.shape != Shape::Word || head.is(Class::Human) || head.is(Class::Team) {
        return false;
    }
    // The name stands at the end of the group, in words with capitals.
    let from = all.iter().rposition(|w| !w.is_capital || w.shape != Shape::Word).map_or(0, |n| n + 1);
    let name = &all[from..];
    // "last Tuesday Jonathan Pruitt"
    let name = match name.first() {
        Some(day) if name.len() > 2 && (day.lower.ends_with("day") || is_month(day.lower)) => &name[1..],
        _ => name,
    };
    name.len() > 1 && name[0].bits.has(Class::Given)
        || name.len() == 2 && name[0].is(Class::Risky) && !head.is(Class::Common)
        || name.len() > 1 && name[0].is(Class::TitleOfPerson)
}
