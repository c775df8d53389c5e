//! E1: a judgement of a person.

use super::clause::{Clause, Group};
use super::lexicon::{Bits, Class};
use super::people::{Who, who};
use super::scene::Scene;
use super::tags::Tag;
use super::words::Shape;
use crate::check::Finding;
use crate::diagnostic::Code;
use std::ops::Range;

const JUDGES: Bits = Bits::of(Class::JudgeAdj)
    .and(Class::JudgeAdv)
    .and(Class::JudgeNoun)
    .and(Class::JudgePerson)
    .and(Class::Attentive)
    .and(Class::JudgeVerb)
    .and(Class::PersonAdj)
    .and(Class::Virtue)
    .and(Class::Lack);

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
    let verbs = scene.clauses.iter().filter_map(|c| verb(scene, c));
    let poor = scene.words.of_class(Class::PersonAdj).filter(|at| poor(scene, at));
    let all = if scene.words.bits.has(Class::Lack) { scene.words.all.len() } else { 0 };
    let lacks = (0..all).filter_map(|at| lack(scene, at)).filter(|at| noun(scene, at));
    let adjectives = adjectives.chain(poor);
    let nouns = nouns.chain(lacks);
    let all = adjectives.chain(adverbs).chain(nouns).chain(people).chain(attentive).chain(verbs);
    let mut seen: Vec<Range<usize>> = Vec::new();
    for at in all.filter(|at| !scene.is_disowned(at.start)) {
        // A word and a phrase that it is part of are one judgement.
        if seen.iter().any(|s| s.start < at.end && at.start < s.end) {
            continue;
        }
        seen.push(at.clone());
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
    if is_name || is_literal(scene, at) {
        return false;
    }
    // Before a noun: "a careless engineer", "sloppy work by the team".
    let end = (at.end..words.all.len()).find(|n| scene.tags[*n] != Tag::Noun).unwrap_or(words.all.len());
    if end > at.end {
        return before_noun(scene, at, end);
    }
    // "It was irresponsible of the duty manager", "Sloppy reviewing by our maintainers".
    let next_is_ing = words.get(at.end).is_some_and(|w| w.is(Class::Ing));
    let is_act = words.get(at.end).is_some_and(|w| w.is(Class::Act));
    if next_is_ing && (is_act && possessed(scene, at.start) || scene.person_after(at.end, &["by"])) {
        return true;
    }
    if opens(scene, at) {
        return true;
    }
    // "How careless of the admin"
    if at.start <= scene.first() + 2 && words.lower(at.end) == "of" && scene.person_after(at.end, &["of"]) {
        return true;
    }
    let Some(clause) = scene.clause_at(at.start) else { return false };
    let before = at.start.checked_sub(1).map_or("", |n| words.lower(n));
    // "did something dumb"
    if (matches!(before, "something" | "anything") || words.lower(at.start.wrapping_sub(2)) == "something")
        && done_by(scene, at.start)
    {
        return true;
    }
    if clause.verb.main >= at.start || scene.is_negated(clause.verb.main + 1..at.start) || is_supposed(scene, clause) {
        return false;
    }
    let verb = &words.all[clause.verb.main];
    let start = &words.all[clause.verb.start];
    let is = verb.is(Class::Be) || verb.is(Class::Copula) && !matches!(verb.lower, "felt" | "feel" | "feels");
    if !(is || start.is(Class::Be)) {
        return false;
    }
    // "Their handling was unprofessional"
    let of_person = clause.subject.as_ref().is_some_and(|s| {
        let act = &words.all[s.words.end - 1];
        (act.is(Class::Act) || act.is(Class::Ing)) && (scene.is_of_person(s) || is_made_by_person(scene, s, clause))
    });
    if of_person {
        return true;
    }
    scene.who(clause).is_person() || clause.who() == Who::It && scene.person_after(at.end, &["of", "from"])
}

/// "the worst engineer", "a terrible job of testing", "a bad call by the commander".
fn poor(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let end = (at.end..words.all.len()).find(|n| scene.tags[*n] != Tag::Noun).unwrap_or(words.all.len());
    let Some(head) = end.checked_sub(1).filter(|n| *n >= at.end).map(|n| &words.all[n]) else { return false };
    let done = head.is(Class::Act)
        && (matches!(head.lower, "job" | "jobs") && done_by(scene, at.start)
            || scene.person_after(end, &["by"]) && scene.clause_at(at.start).is_none_or(|c| !c.verb.negated));
    let person =
        end == at.end + 1 && head.is(Class::Human) && !head.is(Class::Ambiguous) && !words.is(end, Class::ErrNoun);
    person || done
}

/// "lack of concentration": what follows "lack of", with words between.
fn lack(scene: &Scene<'_>, at: usize) -> Option<Range<usize>> {
    let words = &scene.words;
    if !words.says(at, &["lack", "of"]) {
        return None;
    }
    let virtue = (at + 2..(at + 5).min(words.all.len())).find(|n| words.is(*n, Class::Virtue))?;
    let plain = (at + 2..virtue)
        .all(|n| scene.tags[n] == Tag::Noun || scene.tags[n] == Tag::Adverb || scene.tags[n] == Tag::Det);
    plain.then_some(at..virtue + 1)
}

/// An adjective before a noun that ends at `end`.
fn before_noun(scene: &Scene<'_>, at: &Range<usize>, end: usize) -> bool {
    let words = &scene.words;
    let head = &words.all[end - 1];
    if (at.start.saturating_sub(3)..at.start).any(|n| words.all[n].is(Class::Neg)) {
        return false;
    }
    if who(words, at.end..end).is_person() {
        return true;
    }
    let clause = scene.clause_at(at.start);
    let by_person = clause.is_some_and(|c| scene.who(c).is_person() && !c.verb.negated);
    // "we were the sloppy part", "in a thoughtless moment he"
    let part = matches!(head.lower, "part" | "ones" | "one" | "lot" | "bunch" | "people")
        && clause
            .is_some_and(|c| c.verb.main < at.start && words.all[c.verb.main].is(Class::Be) && is_of_person(scene, c));
    let in_mood = matches!(head.lower, "moment" | "manner" | "way" | "fashion" | "fit" | "mood" | "mistake" | "error")
        && by_person;
    // A program may be naive in what it does; who wrote it is not judged by that.
    let is_plain = matches!(words.lower(at.start), "naive" | "naïve" | "lazy" | "dumb");
    let is_act = head.is(Class::Act) || head.is(Class::Ing) && !is_plain;
    part || in_mood
        || is_act
            && (done_by(scene, at.start)
                || possessed(scene, at.start) && !is_plain
                || scene.person_after(end, &["by", "of", "from", "on", "on_the_part_of"]))
}

/// "asleep" of somebody who was in bed, or an adjective in a condition.
fn is_literal(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let asleep = at.len() == 1
        && words.lower(at.start) == "asleep"
        && words.all.iter().any(|w| {
            w.shape == Shape::Number
                || matches!(
                    w.lower,
                    "zone" | "zones" | "night" | "bed" | "home" | "morning" | "time" | "phone" | "pager" | "local"
                )
        });
    // "a rookie engineer" is a new one.
    asleep || words.lower(at.start) == "rookie" && words.get(at.end).is_some_and(|w| w.is(Class::Human))
}

/// "if anybody was careless", "was not careless"; but "if she had not been careless".
fn is_supposed(scene: &Scene<'_>, clause: &Clause) -> bool {
    // "could not have been more careless"
    let most = clause.verb.negated
        && clause.verb.modal.is_some()
        && clause.verb.perfect
        && scene.words.lower(clause.verb.main + 1) == "more";
    if most {
        return false;
    }
    let condition = clause.sub.is_some_and(|s| matches!(scene.words.lower(s), "if" | "unless" | "whether"));
    let had = scene.words.lower(clause.verb.start) == "had";
    if condition { !(clause.verb.negated && had) } else { clause.verb.negated }
}

/// "Being lazy, we reused", "Ham-fisted as ever, we swapped": before the comma, of who follows it.
fn opens(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let first = scene.first();
    // "Thoughtless as he was, the intern", "The reviewer, inattentive as always, approved"
    let person_before = at.start >= 2
        && scene.tags[at.start - 1] == Tag::Comma
        && scene.clauses.iter().any(|c| {
            c.subject.as_ref().is_some_and(|s| s.words.end == at.start - 1 && s.who.is_person())
                && c.verb.start > at.end
        });
    let as_always =
        words.lower(at.end) == "as" && (at.end..(at.end + 5).min(words.all.len())).any(|n| scene.tags[n] == Tag::Comma);
    if person_before && (as_always || scene.tags.get(at.end) == Some(&Tag::Comma)) {
        return true;
    }
    let plain = (first..at.start).all(|n| {
        matches!(scene.tags[n], Tag::Adverb | Tag::Sub | Tag::Prep) || matches!(words.lower(n), "being" | "as" | "too")
    });
    let Some(comma) = (at.end..words.all.len()).find(|n| scene.tags[*n] == Tag::Comma) else { return false };
    let bare = (at.end..comma)
        .all(|n| matches!(scene.tags[n], Tag::Adverb | Tag::Sub | Tag::Prep | Tag::Skip) || words.lower(n) == "ever");
    let being = words.lower(first) == "being" || at.start == first && as_always;
    at.start <= first + 3
        && plain
        && (bare || being)
        && scene
            .clauses
            .iter()
            .find(|c| c.verb.start > comma)
            .is_some_and(|c| scene.who(c).is_person() && !c.verb.passive)
}

/// "The plan our engineer wrote was": a clause on the subject tells whose it is.
fn is_made_by_person(scene: &Scene<'_>, subject: &Group, clause: &Clause) -> bool {
    scene.clauses.iter().any(|c| {
        c.subject.as_ref().is_some_and(|s| s.words.start >= subject.words.end)
            && c.verb.main < clause.verb.main
            && scene.who(c).is_person()
    })
}

/// "cut corners", "lacked basic competence".
fn verb(scene: &Scene<'_>, clause: &Clause) -> Option<Range<usize>> {
    let words = &scene.words;
    let main = clause.verb.main;
    if !is_of_person(scene, clause)
        || clause.verb.modal.is_some()
        || clause.verb.infinitive
        || is_supposed(scene, clause)
    {
        return None;
    }
    if let Some(phrase) = words.phrase(main, Class::JudgeVerb) {
        return Some(phrase.first..phrase.end);
    }
    if words.all[main].is(Class::JudgeVerb) {
        return Some(main..main + 1);
    }
    let lacks = words.all[main].is(Class::Lack);
    let virtue = (main + 1..(main + 5).min(words.all.len())).find(|n| words.is(*n, Class::Virtue))?;
    let end = words.phrase(virtue, Class::Virtue).map_or(virtue + 1, |p| p.end);
    (lacks && !words.has(main + 1..virtue, Class::Prep)).then_some(main..end)
}

/// "did a sloppy job" of a person.
fn done_by(scene: &Scene<'_>, at: usize) -> bool {
    scene.clause_at(at).is_some_and(|c| {
        c.verb.main < at
            && is_of_person(scene, c)
            && matches!(
                scene.words.lower(c.verb.main),
                "did" | "made" | "wrote" | "gave" | "do" | "doing" | "done" | "took" | "had" | "has" | "have"
            )
    })
}

/// Whether what stands at a word belongs to a person.
fn possessed(scene: &Scene<'_>, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|n| {
        scene.words.all[n].is(Class::PossHuman)
            || scene.tags[n] == Tag::Possessive && n > 0 && who(&scene.words, n - 1..n).is_person()
    })
}

/// Beginnings of verbs that a program does lazily.
const TECHNICAL: [&str; 14] = [
    "creat",
    "load",
    "build",
    "built",
    "evaluat",
    "initial",
    "fetch",
    "open",
    "comput",
    "render",
    "import",
    "instantiat",
    "allocat",
    "connect",
];

fn adverb(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    scene.clause_at(at.start).is_some_and(|clause| {
        // What is opened lazily is opened when it is needed.
        let technical = scene.words.lower(at.start) == "lazily"
            && TECHNICAL.iter().any(|v| scene.words.lower(clause.verb.main).starts_with(v));
        if technical || is_supposed(scene, clause) {
            return false;
        }
        let agent = scene.agent(clause).is_some_and(|g| g.who.is_person());
        !clause.verb.negated && (is_of_person(scene, clause) || agent)
    })
}

fn noun(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let no = (at.start.saturating_sub(3)..at.start).any(|n| scene.words.all[n].is(Class::Neg));
    let of = ["of", "by", "among", "on", "from", "in", "within"];
    let owned = possessed(scene, at.start) || scene.person_after(at.end, &of);
    let shown =
        scene.clause_at(at.start).filter(|c| c.verb.main <= at.start && is_of_person(scene, c)).is_some_and(|c| {
            c.verb.main == at.start
                || scene.words.all[c.verb.main].is(Class::Have)
                || matches!(scene.words.lower(c.verb.main), "showed" | "shows")
        });
    let belongs = scene.clause_at(at.start).is_some_and(|c| scene.words.lower(c.verb.main) == "belongs");
    // "With typical arrogance the architect", "out of sheer laziness we"
    let with = (at.start.saturating_sub(3)..at.start)
        .any(|n| matches!(scene.words.lower(n), "with" | "in" | "through" | "from" | "of" | "by"))
        && scene.clauses.iter().any(|c| {
            is_of_person(scene, c)
                && !c.verb.passive
                && c.verb.modal.is_none()
                && c.subject.as_ref().is_some_and(|s| s.words.start >= at.end || c.verb.main < at.start)
        });
    !no && !belongs && (owned || shown || with)
}

fn person(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    scene.clause_at(at.start).is_some_and(|clause| {
        let is_subject = clause.subject.as_ref().is_some_and(|s| s.words.end == at.end);
        let like = at.start > 0
            && matches!(
                scene.words.lower(at.start - 1),
                "like" | "as" | "a" | "an" | "the" | "some" | "of" | "such" | "complete"
            );
        !clause.verb.negated
            && (is_subject || is_of_person(scene, clause) && (like || scene.words.all[clause.verb.main].is(Class::Be)))
    })
}

/// "We weren't paying attention".
fn inattentive(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    scene.clause_at(at.start).is_some_and(|c| {
        let no = c.verb.negated || scene.is_negated(c.verb.start..at.end);
        // "we do not care which host" tells of a design, "they did not care" of people.
        let design = scene.words.lower(at.start).starts_with("car")
            && scene.words.lower(at.start) != "careful"
            && scene.words.lower(c.verb.start) != "did";
        // "did not take the warning seriously"
        let serious = scene.words.lower(at.end - 1) == "seriously"
            && !matches!(scene.words.lower(c.verb.main), "take" | "taken" | "taking");
        if serious {
            return false;
        }
        let trusted = scene.words.lower(at.end - 1) == "trusted";
        no && !design && scene.who(c).is_person() && (trusted || c.verb.modal.is_none()) && !c.verb.infinitive
    })
}
