//! I4: care or training as the action, with no change to the system.

use super::lexicon::{Bits, Class};
use super::people::Who;
use super::scene::Scene;
use super::tags::Tag;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

/// Lessons and actions that ask people to take care.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    const ANY: Bits = Bits::of(Class::Care)
        .and(Class::CareNoun)
        .and(Class::CareAdv)
        .and(Class::CarePhrase)
        .and(Class::Train)
        .and(Class::TrainNoun)
        .and(Class::Remind)
        .and(Class::RemindNoun)
        .and(Class::Reread)
        .and(Class::Urge)
        .and(Class::WordWith);
    let is_lesson = scene.is_plan() || scene.is_in(&[SectionName::Lessons, SectionName::WentWrong]);
    if !scene.words.bits.any(ANY) || scene.is_aside() || scene.is_question() || changes_something(scene) {
        return;
    }
    let Some(at) = asks(scene, is_lesson).filter(|at| !is_refused(scene, at)) else { return };
    let said = scene.words.written(at.clone());
    found.push(scene.finding(
        Code::MoreCare,
        at,
        format!("`{said}` asks people for care and changes nothing else"),
        "say what would make the careful way the easy one: a prompt that shows the environment, a check that stops the \
         command, a default that is safe, an undo",
    ));
}

fn asks(scene: &Scene<'_>, is_lesson: bool) -> Option<Range<usize>> {
    let words = &scene.words;
    words
        .of_class(Class::Care)
        .find_map(|at| careful(scene, at.start))
        .or_else(|| (is_lesson || asks_people(scene)).then(|| plan(scene)).flatten())
}

/// "be more careful", "need to be more aware of".
fn careful(scene: &Scene<'_>, at: usize) -> Option<Range<usize>> {
    let words = &scene.words;
    let is_verb =
        |n: &usize| matches!(words.lower(*n), "be" | "being" | "made" | "kept" | "stay" | "remain" | "become" | "get");
    let from = (at.saturating_sub(5)..at).rev().find(is_verb)?;
    let between = from + 1..at;
    let only_more = between.clone().all(|n| {
        let w = &words.all[n];
        w.is(Class::CareMore)
            || w.is(Class::Adverb)
            || matches!(w.lower, "a" | "bit" | "lot" | "little" | "much" | "even")
    });
    let more = between.clone().any(|n| words.all[n].is(Class::CareMore));
    let subject = scene.clause_at(at).is_none_or(|c| {
        c.subject.is_none() || scene.who(c).is_person() || c.verb.infinitive || c.verb.start == scene.first()
    });
    // "be aware that" and "be careful to" are no plea for more of it, unless they say so.
    (only_more && subject && (more || scene.is_plan() || scene.is_in(&[SectionName::Lessons]))).then_some(from..at + 1)
}

/// Whether it says what people need to, must or should do from now on.
fn asks_people(scene: &Scene<'_>) -> bool {
    scene.clauses.iter().any(|c| {
        let must = c.verb.modal.is_some_and(|m| matches!(scene.words.lower(m), "must" | "should"));
        let needs = matches!(scene.words.lower(c.verb.main), "need" | "needs" | "have" | "has")
            && scene.words.lower(c.verb.main + 1) == "to";
        scene.who(c).is_staff() && !c.verb.perfect && (must || needs)
    })
}

/// What stands in a lesson or an action.
fn plan(scene: &Scene<'_>) -> Option<Range<usize>> {
    let words = &scene.words;
    let first = scene.first();
    words
        .of_class(Class::CarePhrase)
        .find(|at| is_command(scene, at))
        .or_else(|| {
            // "take greater care", "with more attention"
            words.of_class(Class::CareNoun).find_map(|at| {
                let before = at.start.checked_sub(1)?;
                words.all[before].is(Class::CareMore).then_some(before..at.end)
            })
        })
        .or_else(|| {
            // "Review pull requests more thoroughly", "Use it carefully"
            words.of_class(Class::CareAdv).find_map(|at| {
                let more = at.start > 0 && words.all[at.start - 1].is(Class::CareMore);
                let start = scene.clause_at(at.start)?;
                let opens =
                    (first..start.verb.start).all(|n| matches!(scene.tags[n], Tag::Adverb | Tag::Skip | Tag::Comma));
                let command = start.subject.is_none() && opens && words.all[start.verb.main].is(Class::Base);
                let staff = scene.who(start).is_staff();
                let we = staff && start.verb.modal.is_some() && more;
                // "From now on everyone reads the plan carefully"
                let from_now = staff && scene.is_plan() && words.all[start.verb.main].bits.any(PRESENT);
                (command || we || from_now).then(|| at.start - usize::from(more)..at.end)
            })
        })
        .or_else(|| caution(scene))
        .or_else(|| word_with(scene))
        .or_else(|| {
            words
                .of_class(Class::Train)
                .find(|at| is_command(scene, at) && people_within(scene, at.start.saturating_sub(4)..at.end + 7))
        })
        .or_else(|| words.of_class(Class::TrainNoun).find(|at| is_training(scene, at)))
        .or_else(|| {
            words.of_class(Class::Remind).find(|at| {
                let machine = words.all.iter().any(|w| {
                    matches!(w.lower, "bot" | "automatic" | "automatically" | "cron" | "calendar" | "hook" | "pipeline")
                });
                is_command(scene, at)
                    && !machine
                    && (people_within(scene, at.start.saturating_sub(4)..at.end + 4) || told(scene, at))
            })
        })
        .or_else(|| words.of_class(Class::RemindNoun).find(|at| people_within(scene, at.end..words.all.len())))
        .or_else(|| {
            words
                .of_class(Class::Reread)
                .find(|at| is_command(scene, at) || scene.clause_at(at.start).is_some_and(|c| c.who().is_person()))
        })
        .or_else(|| {
            // "Ensure that people follow the checklist", "Avoid making this mistake"
            let ensure = words.says(first, &["ensure", "that"])
                || words.says(first, &["make", "sure"])
                || words.says(first, &["ensure"]);
            let people = scene.clauses.iter().any(|c| {
                c.verb.start > first
                    && scene.who(c).is_person()
                    && ["follow", "know", "understand", "remember", "check", "read"]
                        .iter()
                        .any(|v| words.lower(c.verb.main).starts_with(v))
            });
            let again = words.says(first, &["avoid", "making"])
                || words.says(first, &["avoid", "repeating"])
                || words.says(first, &["avoid", "this", "mistake"]);
            // "Make the team aware of the freeze"
            let aware = words.of_class(Class::Care).find(|at| {
                words.lower(at.start) == "aware" && people_within(scene, at.start.saturating_sub(4)..at.start)
            });
            let make = matches!(words.lower(first), "make" | "keep") && aware.is_some();
            (ensure && people || again || make).then_some(first..first + 1)
        })
}

const PRESENT: Bits = Bits::of(Class::Base).and(Class::Third);

/// "Caution is required", "Vigilance during the next move", "Don't forget to".
fn caution(scene: &Scene<'_>) -> Option<Range<usize>> {
    let words = &scene.words;
    let first = scene.first();
    let noun = words.of_class(Class::CareNoun).find(|at| {
        let asked = scene.clauses.iter().any(|c| {
            let is_subject = c.subject.as_ref().is_some_and(|s| s.words.end == at.end);
            let needed =
                ["advised", "required", "needed", "necessary", "called", "paramount", "essential", "key", "due"];
            is_subject
                && !c.verb.negated
                && (needed.contains(&words.lower(c.verb.main)) || needed.contains(&words.lower(c.verb.main + 1)))
        });
        asked || at.start == first && scene.clauses.is_empty() && scene.is_plan()
    });
    let forget = (first..(first + 4).min(words.all.len())).find(|n| {
        matches!(words.lower(*n), "forget" | "rush" | "panic")
            && words.all[first..*n].iter().any(|w| w.is(Class::Neg))
            && scene.clauses.first().is_none_or(|c| c.subject.is_none())
    });
    noun.or(forget.map(|n| n..n + 1))
}

/// "Talk to the developer", "Email all staff about phishing", "Tell everyone to read the runbook".
fn word_with(scene: &Scene<'_>) -> Option<Range<usize>> {
    if !scene.is_plan() {
        return None;
    }
    let words = &scene.words;
    let first = scene.first();
    let talks =
        matches!(words.lower(first), "talk" | "speak" | "chat") && matches!(words.lower(first + 1), "to" | "with");
    let mails =
        matches!(words.lower(first), "email" | "e-mail" | "mail" | "tell" | "ask" | "instruct" | "urge" | "advise");
    let from = first + 1 + usize::from(talks);
    let group = scene.group_at(from)?;
    let head = &words.all[group.words.end - 1];
    let who = head.bits.any(Bits::of(Class::Human).and(Class::PluralPeople)) && !head.is(Class::Outsider)
        || matches!(head.lower, "team" | "staff" | "crew" | "everyone" | "everybody")
        || group.who == Who::Named && talks;
    let next = words.lower(group.words.end);
    let behave = next == "to"
        && matches!(
            words.lower(group.words.end + 1),
            "be" | "read"
                | "re-read"
                | "follow"
                | "remember"
                | "pay"
                | "take"
                | "think"
                | "watch"
                | "look"
                | "slow"
                | "stick"
                | "double-check"
        );
    let about = next == "about" && !matches!(words.lower(first), "ask");
    (who && (talks || mails && (behave || about))).then_some(first..group.words.end)
}

/// Whether it is said as something to do: at the beginning, after "to", "must", "will" or "and".
fn is_command(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let word = &words.all[at.start];
    let done = word.is(Class::Past) && !word.is(Class::Base);
    // "Operators must be retrained", "Reminded all developers" in a list of actions
    let passive = scene.clause_at(at.start).is_some_and(|c| {
        c.verb.main == at.start && c.verb.passive && !c.verb.perfect && (c.verb.modal.is_some() || c.verb.infinitive)
    });
    // "The team has been reminded of the policy"
    let told = scene.is_plan()
        && scene
            .clause_at(at.start)
            .is_some_and(|c| c.verb.main == at.start && c.verb.passive && scene.who(c).is_staff());
    // "Double-check is done by the pipeline" names a thing.
    if words.get(at.end).is_some_and(|w| w.is(Class::Be)) && at.start == scene.first() {
        return false;
    }
    if told || passive || done && scene.is_plan() && at.start == scene.first() {
        return true;
    }
    let other = (word.is(Class::Third) || word.is(Class::Ing))
        && !word.is(Class::Base)
        && at.start > scene.first()
        && words.phrase(at.start, Class::CarePhrase).is_none();
    if done || other || word.is_quiet || words.lower(at.end) == "of" && words.lower(at.start) == "take" {
        return false;
    }
    let Some(before) = (0..at.start).rev().find(|n| !words.all[*n].is(Class::Adverb) && !words.all[*n].is_mark())
    else {
        return true;
    };
    let b = &words.all[before];
    let person = scene.clause_at(at.start).is_some_and(|c| scene.who(c).is_staff());
    at.start == scene.first()
        || matches!(scene.tags[before], Tag::To | Tag::Auxiliary | Tag::And | Tag::Prep)
        || b.is(Class::Neg)
        || words.lower(at.start).starts_with("without")
        || person
        || words.phrase(at.start, Class::CarePhrase).is_some() && scene.words.has(0..at.start, Class::CareMore)
        || matches!(words.lower(at.start), "close" | "closer")
}

/// "communicate the importance of", "emphasise that alerts must not".
fn told(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let end = (at.end + 5).min(words.all.len());
    (at.end..end).any(|n| matches!(words.lower(n), "importance" | "that" | "need"))
}

fn is_training(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let people = people_within(scene, 0..words.all.len());
    let verb = scene
        .clauses
        .first()
        .is_some_and(|c| words.all[c.verb.main].is(Class::Past) && !words.all[c.verb.main].is(Class::Base));
    // "training failures", "training data"; but "a training session"
    let next = words.lower(at.end);
    let part = scene.tags.get(at.end) == Some(&Tag::Noun)
        && !["session", "course", "program", "event", "day"].iter().any(|n| next.starts_with(n));
    if part {
        return false;
    }
    let last = words.lower(at.start.wrapping_sub(1)) == "last";
    // "Security training", "Hold a workshop": nobody is named, and no model is trained.
    let machine = words.bits.has(Class::MachineLearning) && words.has(0..words.all.len(), Class::MachineLearning);
    (people || scene.is_plan() && !machine) && !verb && !last && !scene.is_in(&[SectionName::WentWrong])
}

fn people_within(scene: &Scene<'_>, within: Range<usize>) -> bool {
    let words = &scene.words;
    let end = within.end.min(words.all.len());
    (within.start.min(end)..end).any(|n| {
        let w = &words.all[n];
        let who =
            Bits::of(Class::Human).and(Class::Team).and(Class::Customer).and(Class::Given).and(Class::PluralPeople);
        w.bits.any(who)
            || matches!(w.lower, "everyone" | "everybody" | "all" | "them" | "ourselves" | "us")
            || words.phrases.iter().any(|p| p.first == n && p.bits.any(who))
    })
}

/// Whether the sentence changes more than people: "Add a prompt so that nobody has to be careful".
fn changes_something(scene: &Scene<'_>) -> bool {
    let words = &scene.words;
    let first = scene.first();
    let verb = words.all.get(first).is_some_and(|w| w.is(Class::ChangeVerb)) && !words.says(first, &["make", "sure"]);
    // "Set up a training for the operators" changes people.
    let object = scene.object(first + 1);
    let lesson = words.has(object.start..object.end.min(first + 7), Class::TrainNoun)
        || words.has(object.start..object.end.min(first + 7), Class::RemindNoun);
    verb && !lesson
}

/// "will not help", "no amount of training", "nobody has to be careful".
fn is_refused(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let command = scene.clauses.first().is_some_and(|c| c.verb.negated && c.verb.start == scene.first());
    let without = words.lower(at.start) == "without";
    let no = scene.is_negated(0..at.start) && !command && !without;
    let helps = (at.end..words.all.len())
        .any(|n| matches!(words.lower(n), "help" | "enough" | "suffice") && scene.is_negated(at.end..n));
    let asking = words.lower(scene.first()) == "asking";
    let changed = words.has(0..at.start, Class::ChangeNoun);
    changed || no || helps || asking || scene.is_disowned(at.start)
}
