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
    Reader { words, tags, out: Vec::new(), now: State::default(), before_sub: None, outside: Vec::new() }.read()
}

/// What stands between what was read last and the next word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Link {
    /// Nothing: the group before is right before.
    Near,
    /// A comma, a dash, a parenthesis.
    Comma,
    /// "and", "or".
    And,
    /// The beginning of a clause: "because", ";".
    #[default]
    Fresh,
}

struct Reader<'w, 's> {
    words: &'w Words<'s>,
    tags: &'w [Tag],
    out: Vec<Clause>,
    /// Where the reader is.
    now: State,
    /// Where it was before a word such as "after", which may open a clause or stand before a group.
    before_sub: Option<State>,
    /// Where it was before each parenthesis that is open.
    outside: Vec<State>,
}

/// What the reader has read of a clause.
#[derive(Clone, Default)]
struct State {
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
    /// Whether the group read last belonged to one.
    was_governed: bool,
    link: Link,
    /// Where the comma or "and" stands that makes the link.
    link_at: usize,
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
        // A clause that goes on after one inside it begins before that one; its verb ends the other.
        let next = |pair: &[Clause]| if pair[1].start < pair[0].verb.main { pair[1].verb.start } else { pair[1].start };
        let ends: Vec<usize> = self.out.windows(2).map(next).chain([self.words.all.len()]).collect();
        for (clause, end) in self.out.iter_mut().zip(ends) {
            clause.end = end.max(clause.verb.main + 1);
        }
        self.out
    }

    /// What joins groups and clauses.
    fn link(&mut self, at: usize, tag: Tag) {
        match tag {
            Tag::Prep | Tag::Ing | Tag::To => self.now.governed = true,
            Tag::Comma => {
                self.close_preposition();
                // "While cleaning up, Lena": no clause stood there.
                if !self.now.has_verb && self.now.subject.is_none() {
                    self.now.sub = None;
                }
                match self.words.lower(at) {
                    "(" => self.outside.push(self.now.clone()),
                    // What stands in parentheses leaves no trace.
                    ")" => {
                        if let Some(state) = self.outside.pop() {
                            self.now = state;
                            return;
                        }
                    }
                    _ => {}
                }
                if !self.now.has_verb
                    && let Some(subject) = &self.now.subject
                {
                    self.now.pending.push(subject.clone());
                }
                self.now.governed = false;
                (self.now.link, self.now.link_at) = (Link::Comma, at);
            }
            Tag::And => {
                self.close_preposition();
                // "It would have worked if the key was there, but we forgot it"
                if self.words.lower(at) == "but" {
                    self.now.sub = None;
                }
                // ", and" parts clauses more than it joins groups.
                if !self.is_after_comma(at) {
                    (self.now.link, self.now.link_at) = (Link::And, at);
                }
            }
            Tag::Relative => {
                let before = if self.now.has_verb { self.now.last.take() } else { self.now.subject.clone() };
                if !self.now.has_verb
                    && let Some(subject) = self.now.subject.take()
                {
                    self.now.pending.push(subject);
                }
                self.now.subject = before;
                self.begin(at, None);
            }
            Tag::Sub => {
                let before = self.words.all[at].is(Class::Prep).then(|| self.now.clone());
                if !self.now.has_verb
                    && let Some(subject) = self.now.subject.take()
                {
                    self.now.pending.push(subject);
                }
                self.now.subject = None;
                self.begin(at, Some(at));
                self.before_sub = before;
            }
            Tag::Break => {
                // "Dmitri: disabled the gate"
                let speaker = self.now.subject.take().filter(|s| !self.now.has_verb && s.who.is_person());
                self.now.pending.clear();
                self.now.pending.extend(speaker);
                self.begin(at, None);
            }
            _ => {}
        }
    }

    fn begin(&mut self, at: usize, sub: Option<usize>) {
        let now = &mut self.now;
        (now.last, now.has_verb, now.governed, now.link) = (None, false, false, Link::Fresh);
        (now.start, now.sub) = (at, sub);
        self.before_sub = None;
    }

    /// "after a long night," had no verb: it belongs to the clause around it.
    fn close_preposition(&mut self) {
        if let Some(before) = self.before_sub.take_if(|_| !self.now.has_verb) {
            self.now = before;
        }
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
                    && !self.words.all[end - 1].is(Class::Customer)
                    && self.words.all[end - 1].shape == Shape::Word;
                if !goes_on || named {
                    break;
                }
                end += 1;
            }
        }
        let group = Group { words: from..end, who: self.whom(from..end) };
        // "we all missed": a word of number right behind its people.
        let behind = !self.now.has_verb
            && self.now.link == Link::Near
            && self.now.subject.as_ref().is_some_and(|s| s.who.is_person())
            && self.tags.get(end).is_some_and(|t| matches!(t, Tag::Verb | Tag::Auxiliary | Tag::Adverb));
        if behind && !self.now.governed && self.is_number(&(from..end)) {
            return end;
        }
        // "one of our engineers", "the rest of us"
        if self.words.lower(end) == "of" && is_part(self.words, &group) {
            return end + 1;
        }
        // "between the page and the rollback we": the second belongs to the preposition as well.
        let also = self.now.link == Link::And && self.now.was_governed && !self.now.has_verb;
        self.now.was_governed = self.now.governed || also;
        if self.now.was_governed {
            self.now.governed = false;
            // "and the maintainers of our fork ignored it": the subject to come stands before it.
            let waits = self.now.has_verb
                && matches!(self.now.link, Link::And | Link::Comma)
                && self.now.last.as_ref().is_some_and(|l| l.words.start > self.now.link_at);
            if waits {
                return end;
            }
            if self.now.has_verb {
                self.now.last = Some(group);
            }
            self.now.link = Link::Near;
            return end;
        }
        if self.now.has_verb {
            self.now.last = Some(match (self.now.last.take(), self.now.link) {
                (Some(last), Link::And) => join(&last, &group),
                _ => group,
            });
            // After a comma or "and" the link is kept, to tell a new clause from an object.
            if self.now.link == Link::Fresh {
                self.now.link = Link::Near;
            }
            return end;
        }
        // "The alert we had set up failed": the first waits while the words on it are read.
        if self.now.link == Link::Near
            && self.now.sub.is_none()
            && let Some(before) = &self.now.subject
        {
            self.now.pending.push(before.clone());
        }
        self.now.subject = Some(match (self.now.subject.take(), self.now.link) {
            (Some(before), Link::And) => join(&before, &group),
            // "Mia, the engineer on call, ..." waits already.
            _ => group,
        });
        self.now.link = Link::Near;
        end
    }

    fn whom(&self, group: Range<usize>) -> Who {
        // "Three people read it, and all missed the typo": of those before.
        let number = self.is_number(&group);
        match self.out.last() {
            Some(before) if number && before.who().is_staff() => Who::Role,
            _ => who(self.words, group),
        }
    }

    /// "both", "all three": words of number without a noun.
    fn is_number(&self, group: &Range<usize>) -> bool {
        const OTHERS: [&str; 11] = ["a", "an", "the", "this", "that", "these", "those", "no", "any", "one", "another"];
        self.words.all[group.clone()].iter().all(|w| w.is(Class::Det) && !OTHERS.contains(&w.lower))
    }

    /// Reads a verb with its auxiliaries.
    fn verb(&mut self, from: usize) -> usize {
        let Some((verb, end)) = verb::parse(self.words, self.tags, from) else {
            self.now.governed = false;
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
            self.now.governed = true;
            return end;
        }
        let near_last = self.now.link == Link::Near && self.now.last.is_some();
        let is_pronoun = self.now.last.as_ref().is_some_and(|g| g.who == Who::Pronoun);
        // "When two changes are open, be careful": a command has no subject.
        // "How could an engineer be so": the first half of the verb stands before the subject.
        let is_inverted = near_last
            && self.out.len() == 1
            && self.out[0].subject.is_none()
            && self.out[0].verb.modal == Some(self.out[0].verb.main);
        let is_command = main.lower == "be" && !verb.infinitive && is_bare_be(&verb) && !is_inverted;
        let (subject, shares) = if is_command {
            (None, false)
        } else if verb.infinitive && self.now.has_verb {
            (self.out.last().and_then(|c| c.subject.clone()), true)
        } else if !self.now.has_verb {
            // The words between commas have their own subject, which has no verb, or none.
            let own = self.now.subject.clone();
            match self.now.link {
                // "Mia, the engineer on call, deleted": the group between the commas tells more of the first.
                Link::Comma if self.now.pending.len() > 1 => {
                    (self.now.pending.get(self.now.pending.len() - 2).cloned(), false)
                }
                Link::Comma => (self.now.pending.pop().or(own), false),
                _ if own.is_none() && self.now.sub.is_none() => (self.now.pending.pop(), false),
                _ => (own, false),
            }
        } else if self.now.link != Link::Near && self.now.last.is_some() && !self.is_verb_after_link(from) {
            // "When the job ended, we forgot": the second depends on nothing.
            if self.now.link == Link::Comma && self.out.iter().all(|c| c.sub.is_some()) {
                self.now.sub = None;
            }
            (self.now.last.take(), false)
        } else if !self.now.pending.is_empty() && !matches!(self.now.link, Link::And) {
            (self.now.pending.pop(), false)
        } else if near_last && (!is_participle || is_pronoun) {
            (self.now.last.take(), false)
        } else {
            (self.out.last().and_then(|c| c.subject.clone()), true)
        };
        // "Whoever wrote this was": the clause is the subject of the next verb.
        if let Some(group) = subject.as_ref().filter(|s| self.words.lower(s.words.start) == "whoever")
            && !shares
        {
            self.now.pending.push(group.clone());
        }
        let start = if self.now.has_verb { verb.start } else { self.now.start };
        let start = subject
            .as_ref()
            .filter(|_| !shares)
            .map_or(start, |s| if self.now.has_verb { s.words.start } else { start });
        self.out.push(Clause { subject, verb, sub: self.now.sub, start, end: 0 });
        let now = &mut self.now;
        (now.has_verb, now.last, now.governed, now.link) = (true, None, false, Link::Fresh);
        self.before_sub = None;
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
        let before = if self.now.has_verb { self.now.last.as_ref() } else { self.now.subject.as_ref() };
        if before.is_some_and(|g| matches!(g.who, Who::Pronoun | Who::Named)) {
            return false;
        }
        // "the typo our colleague made in the file took"
        let inside = before.is_some_and(|g| {
            g.who.is_person() && self.now.pending.last().is_some_and(|p| p.words.end == g.words.start)
        });
        if inside {
            return false;
        }
        if self.words.lower(end) == "by" {
            return true;
        }
        // Past and participle differ: "forgot" is no participle.
        if !self.words.all[main].is(Class::Part) {
            return false;
        }
        if self.now.has_verb && (self.now.link != Link::Near || self.now.pending.is_empty()) {
            return self.now.link == Link::Near;
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
