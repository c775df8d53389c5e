//! A sentence with what the rules ask about it: clauses, place, and whether the author stands behind it.

use super::clause::{Clause, Group, clauses};
use super::lexicon::{Bits, Class, LEXICON};
use super::people::{Names, Who, who};
use super::tags::{Tag, tags};
use super::words::{Shape, Words};
use crate::check::Finding;
use crate::check::prose::Sentence;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

/// A sentence, read.
pub(super) struct Scene<'s> {
    /// The sentence.
    pub sentence: &'s Sentence,
    /// Its words.
    pub words: Words<'s>,
    /// What each word does.
    pub tags: Vec<Tag>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Words of headings above it that no section is known by.
    pub headings: Bits,
    /// Whom the cell before names, in a row of a table.
    pub beside: Option<Who>,
}

/// What a sentence is asked about its place.
impl<'s> Scene<'s> {
    /// Reads a sentence, or gives none where nothing in it is a word of any rule.
    pub(super) fn of(sentence: &'s Sentence, lower: &'s str, names: &Names, beside: Option<Who>) -> Option<Self> {
        let words = Words::of(sentence, lower, names);
        // Some words tell only in a list of actions.
        let asked = words.bits.has(Class::WordWith) && sentence.is_in(&[SectionName::Actions, SectionName::Lessons]);
        if !words.bits.any(TELLING) && !asked {
            return None;
        }
        let tags = tags(&words);
        let clauses = clauses(&words, &tags);
        let mut headings = Bits::default();
        sentence.above.iter().filter(|a| a.name.is_none()).for_each(|a| headings.add(LEXICON.heading(&a.text)));
        Some(Self { sentence, words, tags, clauses, headings, beside })
    }

    /// Whether it stands in a section of one of these names.
    pub(super) fn is_in(&self, names: &[SectionName]) -> bool {
        self.sentence.is_in(names)
    }

    /// Follow-ups, prevention, improvement.
    pub(super) fn is_plan(&self) -> bool {
        self.is_in(&[SectionName::Actions]) || self.headings.has(Class::Prevention)
    }

    /// Where a harm that did not come about is told.
    pub(super) fn is_luck(&self) -> bool {
        self.is_in(&[SectionName::Lucky]) || self.headings.has(Class::NearMiss)
    }

    /// Lists of people, thanks, definitions: nothing there is told of the incident.
    pub(super) fn is_aside(&self) -> bool {
        self.headings.any(Bits::of(Class::People).and(Class::Definitions))
    }

    /// Whether it asks.
    pub(super) fn is_question(&self) -> bool {
        self.words.text.ends_with('?')
    }

    /// The clause that holds a word.
    pub(super) fn clause_at(&self, at: usize) -> Option<&Clause> {
        // Of a clause inside another the inner one holds it.
        self.clauses
            .iter()
            .filter(|c| c.start <= at && at < c.end)
            .max_by_key(|c| c.start)
            .or_else(|| self.clauses.iter().rev().find(|c| c.start <= at))
    }

    /// Whom a clause is about, the cell beside it included.
    pub(super) fn who(&self, clause: &Clause) -> Who {
        match (&clause.subject, self.beside) {
            (None, Some(who)) if clause.verb.start == self.first() => who,
            _ => clause.who(),
        }
    }

    /// The first word that is neither mark nor time.
    pub(super) fn first(&self) -> usize {
        self.words.all.iter().position(|w| w.shape == Shape::Word || w.shape == Shape::Handle).unwrap_or(0)
    }

    /// The group of words that begins at a word, articles included; none where none does.
    pub(super) fn group_at(&self, at: usize) -> Option<Group> {
        let mut end = at;
        while let Some(tag) = self.tags.get(end) {
            let goes_on = match tag {
                Tag::Noun | Tag::Possessive => true,
                Tag::Det => end == at || self.tags[end - 1] == Tag::Det,
                Tag::Pronoun => end == at,
                _ => false,
            };
            if !goes_on {
                break;
            }
            end += 1;
            if self.tags[end - 1] == Tag::Pronoun {
                break;
            }
        }
        if end == at {
            return None;
        }
        if self.words.lower(end) == "of" && self.words.all[end - 1].bits.any(Bits::of(Class::Det)) {
            return self.group_at(end + 1);
        }
        Some(Group { words: at..end, who: who(&self.words, at..end) })
    }

    /// Whether a person is named right after one of some prepositions that follows soon after a word.
    pub(super) fn person_after(&self, at: usize, prepositions: &[&str]) -> bool {
        let end = (at + 8).min(self.words.all.len());
        (at..end)
            .take_while(|n| !matches!(self.tags[*n], Tag::Comma | Tag::Break | Tag::Sub))
            .filter(|n| prepositions.contains(&self.words.lower(*n)))
            .any(|n| {
                // "on the part of the team": the last word of a phrase leads on.
                let phrase = self.words.phrases.iter().find(|p| p.first == n && p.bits.has(Class::Prep));
                let next = phrase.map_or(n + 1, |p| p.end);
                self.group_at(next).is_some_and(|g| g.who.is_person() || self.is_of_person(&g))
            })
    }

    /// Whether a group belongs to a person: "our handling", "Mia's change".
    pub(super) fn is_of_person(&self, group: &Group) -> bool {
        group.words.clone().any(|n| {
            self.words.all[n].is(Class::PossHuman)
                || self.tags[n] == Tag::Possessive && who(&self.words, group.words.start..n).is_person()
        })
    }

    /// Whether the person of whom a passive is said stands after it: "by the team".
    pub(super) fn agent(&self, clause: &Clause) -> Option<Group> {
        let by = clause.rest().filter(|n| self.words.lower(*n) == "by" && !self.words.all[*n].is_quiet);
        let groups: Vec<Group> = by.filter_map(|n| self.group_at(n + 1)).collect();
        // "was revoked by mistake by Julia"
        groups.iter().find(|g| g.who.is_person()).or(groups.first()).cloned()
    }

    /// Whether the author does not stand behind what is said at a word: rejected, reported, named as a word only.
    pub(super) fn is_disowned(&self, at: usize) -> bool {
        const BEFORE: [&[&str]; 23] = [
            &["not", "that"],
            &["thinking", "that"],
            &["feel", "that"],
            &["not", "because"],
            &["words", "such"],
            &["words", "like"],
            &["word", "like"],
            &["statements", "like"],
            &["not", "to", "say"],
            &["be", "wrong", "to"],
            &["to", "speak", "of"],
            &["not", "the", "case", "that"],
            &["nothing"],
            &["so-called"],
            &["not", "believe"],
            &["n't", "believe"],
            &["feared"],
            &["afraid"],
            &["accused"],
            &["accuse"],
            &["tempting"],
            &["no", "evidence"],
            &["no", "amount"],
        ];
        // These reach no further than the next comma.
        const NEAR: [&[&str]; 4] = [&["rather", "than"], &["instead", "of"], &["easy", "to"], &["neither"]];
        let comma = self.tags[..at].iter().rposition(|t| *t == Tag::Comma).unwrap_or(0);
        // "neither of us" is of people; "instead of asking, we should" and the like reach no clause after them.
        let subject = self
            .clause_at(at)
            .and_then(|c| c.subject.as_ref().filter(|_| c.verb.start >= at || c.verb.modal.is_some()));
        let near = NEAR.iter().any(|b| {
            (comma..at).any(|n| {
                let of = b.len() == 1 && self.words.lower(n + 1) == "of";
                let over = b[0] == "instead" && subject.is_some_and(|s| s.words.start > n && s.words.start < at)
                    || b[0] == "neither" && subject.is_some_and(|s| s.words.contains(&n));
                self.words.says(n, b) && !of && !over
            })
        });
        // "It is not useful to say that the engineer should have known"
        let unsaid = (0..at).any(|n| self.words.says(n, &["to", "say", "that"]) && self.is_negated(0..n));
        // "We do not think that anyone was careless"
        let doubted = self.clauses.iter().any(|c| {
            c.verb.negated
                && self.words.all[c.verb.main].is(Class::Think)
                && c.verb.main < at
                && self.words.lower(c.verb.main + 1) == "that"
        });
        let said = self.words.says(self.first(), &["to", "say", "that"]);
        said || unsaid
            || doubted
            || near
            || BEFORE.iter().any(|b| self.words.said_before(at, b))
            || self.is_reported(at)
    }

    /// Whether a customer, a vendor or a document says it.
    pub(super) fn is_reported(&self, at: usize) -> bool {
        self.clauses.iter().any(|c| {
            c.verb.main < at
                && self.words.is(c.verb.main, Class::Say)
                && c.subject
                    .as_ref()
                    .is_some_and(|s| self.words.get(s.words.end - 1).is_some_and(|w| w.is(Class::Outsider)))
                && c.rest().start <= at
                && !self.tags[c.verb.main..at].contains(&Tag::Comma)
        })
    }

    /// Whether "what" stands before the subject of a clause: it asks, or names a thing.
    pub(super) fn is_after_what(&self, clause: &Clause) -> bool {
        let subject = clause.subject.as_ref().map_or(clause.verb.start, |s| s.words.start);
        subject > 0 && self.words.lower(subject - 1) == "what"
    }

    /// Whether a negation stands between two words.
    pub(super) fn is_negated(&self, between: Range<usize>) -> bool {
        self.words.has(between, Class::Neg)
    }

    /// A finding on some words.
    pub(super) fn finding(
        &self,
        code: Code,
        words: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        Finding::at(code, self.sentence.span(self.words.bytes(words)), message, help)
    }

    /// Some words as they are written, short enough to be repeated.
    pub(super) fn quote(&self, words: Range<usize>) -> Option<&'s str> {
        let mut end = words.end.min(self.words.all.len());
        while end > words.start && self.words.all[end - 1].is_mark() {
            end -= 1;
        }
        let text = self.words.written(words.start.min(end)..end);
        (!text.is_empty() && text.len() <= 80 && !text.contains('`')).then_some(text)
    }

    /// The words that say what a verb is done to, up to the next clause, comma or reason.
    pub(super) fn object(&self, from: usize) -> Range<usize> {
        let stop = (from..self.words.all.len())
            .find(|n| {
                matches!(self.tags[*n], Tag::Comma | Tag::Break | Tag::Sub | Tag::Relative)
                    || self.tags[*n] == Tag::And && *n > from + 1
            })
            .unwrap_or(self.words.all.len());
        from..stop
    }
}

/// Without a word of these classes no rule has anything to say.
const TELLING: Bits = Bits::of(Class::JudgeAdj)
    .and(Class::JudgeAdv)
    .and(Class::JudgeNoun)
    .and(Class::JudgePerson)
    .and(Class::Attentive)
    .and(Class::ErrNoun)
    .and(Class::ErrWhole)
    .and(Class::ErrBy)
    .and(Class::Fail)
    .and(Class::Modal)
    .and(Class::Harm)
    .and(Class::HarmMaybe)
    .and(Class::RootCause)
    .and(Class::Minimiser)
    .and(Class::Care)
    .and(Class::CareNoun)
    .and(Class::CareAdv)
    .and(Class::CarePhrase)
    .and(Class::Train)
    .and(Class::TrainNoun)
    .and(Class::Remind)
    .and(Class::RemindNoun)
    .and(Class::Reread)
    .and(Class::IfOnly)
    .and(Class::Bother)
    .and(Class::Urge)
    .and(Class::HarmMore)
    .and(Class::JudgeVerb)
    .and(Class::PersonAdj)
    .and(Class::Lack)
    .and(Class::BlamePrep);
