//! E1: a judgement of a person.

use super::clause::Clause;
use super::lexicon::{Bits, Class};
use super::people::{Who, who};
use super::scene::Scene;
use super::tags::Tag;
use crate::check::Finding;
use crate::diagnostic::Code;
use std::ops::Range;

const JUDGES: Bits =
    Bits::of(Class::JudgeAdj).and(Class::JudgeAdv).and(Class::JudgeNoun).and(Class::JudgePerson).and(Class::Attentive);

/// Judgements with a person in reach.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    if !scene.words.bits.any(JUDGES) || scene.is_aside() {
        return;
    }
    let adjectives = scene.words.of_class(Class::JudgeAdj).filter(|at| adjective(scene, at));
    let adverbs = scene.words.of_class(Class::JudgeAdv).filter(|at| adverb(scene, at));
    let nouns = scene.words.of_class(Class::JudgeNoun).filter(|at| noun(scene, at));
    let people = scene.words.of_class(Class::JudgePerson).filter(|at| person(scene, at));
    let attentive = scene.words.of_class(Class::Attentive).filter(|at| inattentive(scene, at));
    let all = adjectives.chain(adverbs).chain(nouns).chain(people).chain(attentive);
    for at in all.filter(|at| !scene.is_disowned(at.start)) {
        let word = scene.words.written(at.clone());
        found.push(scene.finding(
            Code::JudgedPerson,
            at,
            format!("`{word}` judges a person"),
            "describe the condition, not the person: what did they see, what did the tools let them do, and what made it \
             seem right at the time? For example `the prompt showed no environment; the command ran against production`",
        ));
    }
}

/// Whether a clause says something of a person and is not negated.
fn is_of_person(scene: &Scene<'_>, clause: &Clause) -> bool {
    scene.who(clause).is_person() && !clause.verb.negated
}

fn adjective(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let is_name = words.get(at.start).is_some_and(|w| w.is_capital) && at.start > scene.first();
    if is_name {
        return false;
    }
    // Before a noun: "a careless engineer", "sloppy work by the team".
    let end = (at.end..words.all.len()).find(|n| scene.tags[*n] != Tag::Noun).unwrap_or(words.all.len());
    if end > at.end {
        let head = &words.all[end - 1];
        let no = (at.start.saturating_sub(3)..at.start).any(|n| words.all[n].is(Class::Neg));
        let is_act = head.is(Class::Act) || head.is(Class::Ing);
        return !no
            && (who(words, at.end..end).is_person()
                || is_act
                    && (done_by(scene, at.start)
                        || possessed(scene, at.start)
                        || scene.person_after(end, &["by", "of", "from", "on_the_part_of"])));
    }
    // "It was irresponsible of the duty manager", "Sloppy reviewing by our maintainers".
    let next_is_ing = words.get(at.end).is_some_and(|w| w.is(Class::Ing));
    if next_is_ing && (possessed(scene, at.start) || scene.person_after(at.end, &["by"])) {
        return true;
    }
    let Some(clause) = scene.clause_at(at.start) else { return false };
    if clause.verb.main >= at.start || scene.is_negated(clause.verb.main..at.start) || clause.verb.negated {
        return false;
    }
    let verb = &words.all[clause.verb.main];
    let start = &words.all[clause.verb.start];
    if !(verb.is(Class::Be) || verb.is(Class::Copula) || start.is(Class::Be)) {
        return false;
    }
    // "Their handling was unprofessional"
    let of_person = clause.subject.as_ref().is_some_and(|s| {
        let act = &words.all[s.words.end - 1];
        (act.is(Class::Act) || act.is(Class::Ing)) && scene.is_of_person(s)
    });
    if of_person {
        return true;
    }
    scene.who(clause).is_person() || clause.who() == Who::It && scene.person_after(at.end, &["of", "from"])
}

/// "did a sloppy job" of a person.
fn done_by(scene: &Scene<'_>, at: usize) -> bool {
    scene.clause_at(at).is_some_and(|c| {
        c.verb.main < at
            && is_of_person(scene, c)
            && matches!(scene.words.lower(c.verb.main), "did" | "made" | "wrote" | "gave" | "do")
    })
}

/// Whether what stands at a word belongs to a person.
fn possessed(scene: &Scene<'_>, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|n| {
        scene.words.all[n].is(Class::PossHuman)
            || scene.tags[n] == Tag::Possessive && n > 0 && who(&scene.words, n - 1..n).is_person()
    })
}

fn adverb(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    scene.clause_at(at.start).is_some_and(|clause| {
        let agent = scene.agent(clause).is_some_and(|g| g.who.is_person());
        !clause.verb.negated && (is_of_person(scene, clause) || agent)
    })
}

fn noun(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let no = (at.start.saturating_sub(3)..at.start).any(|n| scene.words.all[n].is(Class::Neg));
    let of = ["of", "by", "among", "on", "from", "in"];
    let owned = possessed(scene, at.start) || scene.person_after(at.end, &of);
    let shown =
        scene.clause_at(at.start).filter(|c| c.verb.main <= at.start && is_of_person(scene, c)).is_some_and(|c| {
            c.verb.main == at.start
                || scene.words.all[c.verb.main].is(Class::Have)
                || matches!(scene.words.lower(c.verb.main), "showed" | "shows")
        });
    let belongs = scene.clause_at(at.start).is_some_and(|c| scene.words.lower(c.verb.main) == "belongs");
    !no && !belongs && (owned || shown)
}

fn person(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    scene.clause_at(at.start).is_some_and(|clause| {
        let is_subject = clause.subject.as_ref().is_some_and(|s| s.words.end == at.end);
        let like = at.start > 0
            && matches!(scene.words.lower(at.start - 1), "like" | "as" | "a" | "an" | "the" | "some" | "of");
        !clause.verb.negated
            && (is_subject || is_of_person(scene, clause) && (like || scene.words.all[clause.verb.main].is(Class::Be)))
    })
}

/// "We weren't paying attention".
fn inattentive(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    scene.clause_at(at.start).is_some_and(|c| {
        let no = c.verb.negated || scene.is_negated(c.verb.start..at.end);
        no && scene.who(c).is_person() && c.verb.modal.is_none() && !c.verb.infinitive
    })
}
