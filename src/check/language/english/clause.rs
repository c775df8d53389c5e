//! Clauses of a sentence: who or what does, and what.
//!
//! This is no grammar. It goes through the sentence from left to right and keeps the group of
//! words that the next verb will belong to, which is right for the plain sentences that
//! post-mortems are made of.

use super::lexicon::Class;
use super::people::{Who, who};
use super::tags::Tag;
use super::verb::{self, Verb};
use super::words::{Shape, Words};
use std::ops::Range;

/// A group of words with a noun, name or pronoun at its end.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Its words.
    pub words: Range<usize>,
    /// Whom it names.
    pub who: Who,
}

/// A verb with its subject.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    /// Who or what does.
    pub subject: Option<Group>,
    /// The verb.
    pub verb: Verb,
    /// The word that makes it depend on another clause: "if", "because".
    pub sub: Option<usize>,
    /// Where it begins.
    pub start: usize,
    /// Where the next begins.
    pub end: usize,
}

impl Clause {
    /// Whom its subject names.
    pub(super) fn who(&self) -> Who {
        self.subject.as_ref().map_or(Who::Thing, |s| s.who)
    }

    /// The words after its verb.
    pub(super) fn rest(&self) -> Range<usize> {
        self.verb.main + 1..self.end.max(self.verb.main + 1)
    }
}

/// The clauses of a sentence.
pub(super) fn clauses(words: &Words<'_>, tags: &[Tag]) -> Vec<Clause> {
    Reader {
        words,
        tags,
        out: Vec::new(),
        subject: None,
        last: None,
        pending: Vec::new(),
        sub: None,
        start: 0,
        has_verb: false,
        governed: false,
        link: Link::Fresh,
    }
    .read()
}

/// What stands between what was read last and the next word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    /// Nothing: the group before is right before.
    Near,
    /// A comma, a dash, a parenthesis.
    Comma,
    /// "and", "or".
    And,
    /// The beginning of a clause: "because", ";".
    Fresh,
}

struct Reader<'w, 's> {
    words: &'w Words<'s>,
    tags: &'w [Tag],
    out: Vec<Clause>,
    /// The group that the next verb belongs to.
    subject: Option<Group>,
    /// The group read last after a verb.
    last: Option<Group>,
    /// Subjects that wait for their verb while a clause inside is read.
    pending: Vec<Group>,
    sub: Option<usize>,
    start: usize,
    has_verb: bool,
    /// Whether the next group belongs to a preposition or a form in -ing.
    governed: bool,
    link: Link,
}

impl Reader<'_, '_> {
    fn read(mut self) -> Vec<Clause> {
        let mut at = 0;
        while at < self.tags.len() {
            at = match self.tags[at] {
                Tag::Noun | Tag::Det | Tag::Pronoun => self.group(at),
                Tag::Auxiliary | Tag::Verb => self.verb(at),
                tag => {
                    self.link(at, tag);
                    at + 1
                }
            };
        }
        let ends: Vec<usize> = self.out.iter().skip(1).map(|c| c.start).chain([self.words.all.len()]).collect();
        for (clause, end) in self.out.iter_mut().zip(ends) {
            clause.end = end.max(clause.verb.main + 1);
        }
        self.out
    }

    /// What joins groups and clauses.
    fn link(&mut self, at: usize, tag: Tag) {
        match tag {
            Tag::Prep | Tag::Ing | Tag::To => self.governed = true,
            Tag::Comma => {
                if !self.has_verb
                    && let Some(subject) = &self.subject
                {
                    self.pending.push(subject.clone());
                }
                self.governed = false;
                self.link = Link::Comma;
            }
            // ", and" parts clauses more than it joins groups.
            Tag::And if !self.is_after_comma(at) => self.link = Link::And,
            Tag::Relative => {
                let before = if self.has_verb { self.last.take() } else { self.subject.clone() };
                if !self.has_verb
                    && let Some(subject) = self.subject.take()
                {
                    self.pending.push(subject);
                }
                self.subject = before;
                self.begin(at, None);
            }
            Tag::Sub => {
                if !self.has_verb
                    && let Some(subject) = self.subject.take()
                {
                    self.pending.push(subject);
                }
                self.subject = None;
                self.begin(at, Some(at));
            }
            Tag::Break => {
                // "Dmitri: disabled the gate"
                let speaker = self.subject.take().filter(|s| !self.has_verb && s.who.is_person());
                self.pending.clear();
                self.pending.extend(speaker);
                self.begin(at, None);
            }
            _ => {}
        }
    }

    fn begin(&mut self, at: usize, sub: Option<usize>) {
        self.last = None;
        self.has_verb = false;
        self.governed = false;
        self.link = Link::Fresh;
        self.start = at;
        self.sub = sub;
    }

    /// Reads a group of words that names something.
    fn group(&mut self, from: usize) -> usize {
        let mut end = from + 1;
        if self.tags[from] != Tag::Pronoun {
            while end < self.tags.len() {
                let goes_on = match self.tags[end] {
                    Tag::Noun => true,
                    Tag::Det => self.tags[end - 1] == Tag::Det,
                    // "the engineer's change"
                    Tag::Possessive => self.tags.get(end + 1) == Some(&Tag::Noun),
                    _ => false,
                };
                // "during the move Piotr cut": a name begins a group of its own.
                let named = self.words.all[end].is(Class::Given)
                    && self.tags[end - 1] == Tag::Noun
                    && !self.words.all[end - 1].is_capital
                    && self.words.all[end - 1].shape == Shape::Word;
                if !goes_on || named {
                    break;
                }
                end += 1;
            }
        }
        let group = Group { words: from..end, who: self.whom(from..end) };
        // "one of our engineers", "the rest of us"
        if self.words.lower(end) == "of" && is_part(self.words, &group) {
            self.governed = false;
            return end + 1;
        }
        if self.governed {
            self.governed = false;
            if self.has_verb {
                self.last = Some(group);
            }
            self.link = Link::Near;
            return end;
        }
        if self.has_verb {
            self.last = Some(match (self.last.take(), self.link) {
                (Some(last), Link::And) => join(&last, &group),
                _ => group,
            });
            // After a comma or "and" the link is kept, to tell a new clause from an object.
            if self.link == Link::Fresh {
                self.link = Link::Near;
            }
            return end;
        }
        // "The alert we had set up failed": the first waits while the words on it are read.
        if self.link == Link::Near
            && self.sub.is_none()
            && let Some(before) = &self.subject
        {
            self.pending.push(before.clone());
        }
        self.subject = Some(match (self.subject.take(), self.link) {
            (Some(before), Link::And) => join(&before, &group),
            // "Mia, the engineer on call, ..." waits already.
            _ => group,
        });
        self.link = Link::Near;
        end
    }

    fn whom(&self, group: Range<usize>) -> Who {
        who(self.words, group)
    }

    /// Reads a verb with its auxiliaries.
    fn verb(&mut self, from: usize) -> usize {
        let Some((verb, end)) = verb::parse(self.words, self.tags, from) else {
            self.governed = false;
            return from + 1;
        };
        let mut verb = verb;
        // "never bothered to"
        verb.negated |= self.words.all[..from]
            .iter()
            .rev()
            .take_while(|w| w.is(Class::Adverb) || w.is(Class::Neg))
            .any(|w| w.is(Class::Neg) && w.lower != "nobody");
        let is_bare = verb.start == verb.main && self.tags[from] == Tag::Verb;
        let main = &self.words.all[verb.main];
        // A participle right behind a noun tells more of it: "the host added by the operator".
        let is_participle = is_bare && main.is(Class::Part) && !main.is(Class::Third);
        if is_participle && self.is_reduced(verb.main, end) {
            self.governed = true;
            return end;
        }
        let near_last = self.link == Link::Near && self.last.is_some();
        let is_pronoun = self.last.as_ref().is_some_and(|g| g.who == Who::Pronoun);
        // "When two changes are open, be careful": a command has no subject.
        let is_command = main.lower == "be" && !verb.infinitive && is_bare_be(&verb);
        let (subject, shares) = if is_command {
            (None, false)
        } else if verb.infinitive && self.has_verb {
            (self.out.last().and_then(|c| c.subject.clone()), true)
        } else if !self.has_verb {
            // The words between commas have their own subject, which has no verb, or none.
            let own = self.subject.clone();
            match self.link {
                // "Mia, the engineer on call, deleted": the group between the commas tells more of the first.
                Link::Comma if self.pending.len() > 1 => (self.pending.get(self.pending.len() - 2).cloned(), false),
                Link::Comma => (self.pending.pop().or(own), false),
                _ if own.is_none() && self.sub.is_none() => (self.pending.pop(), false),
                _ => (own, false),
            }
        } else if self.link != Link::Near && self.last.is_some() && !self.is_verb_after_link(from) {
            (self.last.take(), false)
        } else if !self.pending.is_empty() && !matches!(self.link, Link::And) {
            (self.pending.pop(), false)
        } else if near_last && (!is_participle || is_pronoun) {
            (self.last.take(), false)
        } else {
            (self.out.last().and_then(|c| c.subject.clone()), true)
        };
        let start = if self.has_verb { verb.start } else { self.start };
        let start =
            subject.as_ref().filter(|_| !shares).map_or(start, |s| if self.has_verb { s.words.start } else { start });
        self.out.push(Clause { subject, verb, sub: self.sub, start, end: 0 });
        self.has_verb = true;
        self.last = None;
        self.governed = false;
        self.link = Link::Fresh;
        end
    }

    /// Whether a verb stands right after a comma or "and", adverbs aside.
    fn is_verb_after_link(&self, at: usize) -> bool {
        self.tags[..at]
            .iter()
            .rev()
            .find(|t| !matches!(t, Tag::Adverb | Tag::Skip))
            .is_none_or(|t| matches!(t, Tag::Comma | Tag::And))
    }

    fn is_after_comma(&self, at: usize) -> bool {
        self.tags[..at].iter().rev().find(|t| !matches!(t, Tag::Adverb | Tag::Skip)) == Some(&Tag::Comma)
    }

    /// Whether a participle at `main` belongs to the noun before it rather than being the verb.
    fn is_reduced(&self, main: usize, end: usize) -> bool {
        if main == 0 || !matches!(self.tags[main - 1], Tag::Noun) {
            return false;
        }
        let before = if self.has_verb { self.last.as_ref() } else { self.subject.as_ref() };
        if before.is_some_and(|g| matches!(g.who, Who::Pronoun | Who::Named)) {
            return false;
        }
        if self.words.lower(end) == "by" {
            return true;
        }
        // Past and participle differ: "forgot" is no participle.
        if !self.words.all[main].is(Class::Part) {
            return false;
        }
        if self.has_verb && (self.link != Link::Near || self.pending.is_empty()) {
            return self.link == Link::Near;
        }
        // Another verb follows in the same clause, and no object stands between.
        let rest = &self.tags[end..];
        let stop = rest.iter().position(|t| matches!(t, Tag::Comma | Tag::And | Tag::Sub | Tag::Break | Tag::Relative));
        matches!(rest.first(), Some(Tag::Prep | Tag::To | Tag::Adverb))
            && rest[..stop.unwrap_or(rest.len())].iter().any(|t| matches!(t, Tag::Auxiliary | Tag::Verb))
            && self.words.lower(end) != "to"
    }
}

/// "be" and nothing before it.
fn is_bare_be(verb: &Verb) -> bool {
    verb.start == verb.main && verb.modal.is_none()
}

/// "two", "some", "the rest": what a part of people is called by.
fn is_part(words: &Words<'_>, group: &Group) -> bool {
    let Some(head) = group.words.end.checked_sub(1).and_then(|n| words.get(n)) else { return false };
    head.is(Class::Det) || matches!(head.lower, "rest" | "half" | "majority" | "most" | "part" | "many" | "couple")
}

/// Groups joined by "and": of people if one of them is.
fn join(before: &Group, group: &Group) -> Group {
    let who = if before.who.is_person() { before.who } else { group.who };
    Group { words: before.words.start..group.words.end, who }
}
