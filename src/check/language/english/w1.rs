//! W1: a person who failed, forgot, missed or ignored.

use super::clause::Clause;
use super::lexicon::{Bits, Class};
use super::people::{Who, who};
use super::scene::Scene;
use super::tags::Tag;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

/// Clauses in which a person leaves something out.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    const ANY: Bits = Bits::of(Class::Fail).and(Class::Bother).and(Class::Think);
    if scene.is_aside() || scene.is_question() {
        return;
    }
    if scene.words.bits.any(ANY) {
        let hits: Vec<_> = scene.clauses.iter().filter_map(|c| clause(scene, c)).collect();
        found.extend(hits);
    }
    if scene.words.bits.any(Bits::of(Class::Fail).and(Class::FailNoun)) {
        found.extend((0..scene.words.all.len()).filter_map(|at| noun(scene, at).or_else(|| form_in_ing(scene, at))));
    }
}

/// "our failure to", "the operator's failure to", "failure of the on-call to", "our neglect of".
fn noun(scene: &Scene<'_>, at: usize) -> Option<Finding> {
    let words = &scene.words;
    if !words.all[at].is(Class::FailNoun) || scene.is_disowned(at) || scene.is_negated(at.saturating_sub(3)..at) {
        return None;
    }
    let next = words.lower(at + 1);
    let owned = matches!(next, "to" | "of" | "in")
        && scene.words.lower(at) != "failures"
        && (at.saturating_sub(3)..at).any(|n| {
            words.all[n].is(Class::PossHuman) && n + 3 > at
                || scene.tags[n] == Tag::Possessive && n > 0 && who(words, n - 1..n).is_staff()
        })
        && (next == "to" || words.lower(at) == "neglect");
    let of = matches!(next, "of" | "by" | "on")
        && scene.group_at(at + 2).is_some_and(|g| g.who.is_staff() && scene.tags.get(g.words.end) == Some(&Tag::To));
    (owned || of).then(|| finding(scene, at..at + 2, at + 2, "fail"))
}

/// "By ignoring the notice we", "Having forgotten the key, the admin", "we kept forgetting".
fn form_in_ing(scene: &Scene<'_>, at: usize) -> Option<Finding> {
    let words = &scene.words;
    let word = &words.all[at];
    let having = words.lower(at.wrapping_sub(1)) == "having";
    let is = word.is(Class::Fail) && (word.is(Class::Ing) || having && word.is(Class::Part));
    if !is || scene.tags[at] == Tag::Noun && !having || is_harmless(scene, at) || scene.is_disowned(at) {
        return None;
    }
    let from = if having { at - 1 } else { at };
    let before = from.checked_sub(1).map_or("", |n| words.lower(n));
    // Before the clause of those who did it, with or without a word that leads to it.
    let opens = from <= scene.first() + 1 && matches!(before, "" | "by" | "in" | "through" | "while" | "after" | "for")
        || from == scene.first();
    let person = if opens {
        scene.clauses.iter().find(|c| {
            c.verb.start > at
                && c.sub.is_none_or(|s| s < at)
                && c.subject.as_ref().is_some_and(|s| s.words.start > at)
                && !is_inside(scene, at, c)
        })
    } else {
        scene
            .clause_at(at)
            .filter(|c| {
                c.verb.main < at
                    && c.verb.modal.is_none()
                    && !c.verb.negated
                    && KEEPS.contains(&words.lower(c.verb.main))
            })
            .filter(|c| at <= c.verb.main + 3)
    }?;
    (scene.who(person).is_staff() && !person.verb.passive).then(|| finding(scene, from..at + 1, at + 1, word.lower))
}

/// Whether a clause stands before the first comma: "Forgetting that the job ran, we".
fn is_inside(scene: &Scene<'_>, at: usize, clause: &Clause) -> bool {
    let comma = (at..scene.words.all.len()).find(|n| scene.tags[*n] == Tag::Comma);
    comma.is_some_and(|c| clause.verb.start < c)
}

/// Verbs after which the form in -ing says what was done.
const KEEPS: [&str; 13] = [
    "keep",
    "keeps",
    "kept",
    "started",
    "began",
    "ended",
    "continued",
    "were",
    "was",
    "spent",
    "stopped",
    "risked",
    "carried",
];

/// "failed over", "missed our target", "ignored nothing", "nearly missed": no failure of a person.
fn is_harmless(scene: &Scene<'_>, main: usize) -> bool {
    let words = &scene.words;
    let what = words.lower(main);
    let next = words.lower(main + 1);
    let soon = (main + 1)..(main + 4).min(words.all.len());
    let in_our = next == "in" && soon.clone().any(|n| words.all[n].is(Class::PossHuman));
    if what.starts_with("fail") && next != "to" && !in_our || matches!(next, "nothing" | "no" | "none") {
        return true;
    }
    let nearly = (main.saturating_sub(3)..main).any(|n| matches!(words.lower(n), "nearly" | "almost"));
    // "The team missed the old dashboard" longs for it.
    let longs = what.starts_with("miss") && soon.clone().any(|n| matches!(words.lower(n), "old" | "former" | "days"));
    nearly
        || longs
        || what.starts_with("miss")
            && scene.object(main + 1).any(|n| {
                // "missed the deadline", not "missed the deadline warning"
                words.is(n, Class::MissOther)
                    && (words.lower(n) == "having" || !matches!(scene.tags.get(n + 1), Some(Tag::Noun | Tag::Ing)))
            })
}

fn clause(scene: &Scene<'_>, clause: &Clause) -> Option<Finding> {
    let words = &scene.words;
    let verb = &clause.verb;
    let main = words.get(verb.main)?;
    let what = main.lower;
    let is_fail = main.is(Class::Fail) || words.phrase(verb.main, Class::Fail).is_some();
    // "did not bother to", "nobody bothered to", "didn't think to", "couldn't be bothered to"
    let neither = clause
        .subject
        .as_ref()
        .is_some_and(|s| s.who.is_staff() && matches!(words.lower(s.words.start), "neither" | "none"));
    let nobody = clause.who() == Who::Nobody || neither || is_none_of(scene, clause);
    let is_bother = (verb.negated || nobody)
        && (main.is(Class::Bother)
            || matches!(what, "think" | "thought") && matches!(words.lower(verb.main + 1), "to" | "of" | "about"));
    // "seems to have missed", "managed to miss"
    let to = verb.infinitive && is_told_of_past(scene, clause);
    if !(is_fail && !verb.negated || is_bother)
        || verb.infinitive && !to
        || main.is(Class::Ing) && what.starts_with("miss")
    {
        return None;
    }
    let bothered = is_bother && main.is(Class::Bother) && verb.passive;
    let subject = if verb.passive && !bothered { scene.agent(clause)?.who } else { scene.who(clause) };
    let subject = if is_bother && nobody { Who::Role } else { subject };
    // "Forgot to restart the worker" in a list
    let alone = clause.subject.is_none()
        && scene.beside.is_none()
        && verb.start == scene.first()
        && (["forg", "negl", "over", "disr"].iter().any(|v| what.starts_with(v))
            || scene.is_in(&[SectionName::WentWrong]) && is_of_people(scene, verb.main))
        && main.is(Class::Past)
        && !verb.passive;
    let org = is_firm(scene, clause) && (!what.starts_with("fail") || says_next(scene, verb.main));
    let subject = if alone || org { Who::Role } else { subject };
    let impact = subject == Who::Customer
        && !(is_bother || matches!(what.get(..4), Some("igno" | "negl" | "over" | "disr")))
        || subject == Who::Customer && verb.passive;
    if !subject.is_person() || impact || is_hypothetical(scene, clause) && !bothered {
        return None;
    }
    if is_fail && is_harmless(scene, verb.main) || scene.is_after_what(clause) {
        return None;
    }
    // "We ignore case", "we miss an alert": what is so, not what was done.
    let habit = verb.start == verb.main
        && main.is(Class::Base)
        && ["ignor", "miss", "overl", "disr"].iter().any(|v| what.starts_with(v))
        && !scene.is_in(&[SectionName::Timeline])
        && !words.all[..verb.main].iter().any(|w| matches!(w.lower, "often" | "always" | "usually" | "keep"));
    if habit || scene.is_disowned(verb.main) || is_inside_condition(scene, clause) || is_of_mail(scene, clause) {
        return None;
    }
    let from = verb.start.min(verb.main);
    Some(finding(scene, from..verb.main + 1, verb.main + 1, what))
}

/// "Neither of us", "none of the reviewers".
fn is_none_of(scene: &Scene<'_>, clause: &Clause) -> bool {
    clause.subject.as_ref().is_some_and(|s| {
        s.who.is_staff()
            && s.words.start >= 2
            && scene.words.lower(s.words.start - 1) == "of"
            && matches!(scene.words.lower(s.words.start - 2), "none" | "neither" | "few")
    })
}

/// An infinitive that says what was: "seems to have missed", "managed to miss".
fn is_told_of_past(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let Some(before) = scene.clauses.iter().rev().find(|c| c.verb.main < clause.verb.start) else { return false };
    let had = words.lower(clause.verb.start) == "have" && before.verb.modal.is_none();
    let seems = ["seem", "appear", "turn", "happen", "said", "believed", "known", "found"];
    let lead = words.lower(before.verb.main);
    had && seems.iter().any(|s| lead.starts_with(s)) || lead == "managed" && before.verb.main + 3 > clause.verb.start
}

/// "Failed to notice", "missed the alert": without a subject, what only people leave undone.
fn is_of_people(scene: &Scene<'_>, main: usize) -> bool {
    const DONE: [&str; 20] = [
        "notice",
        "test",
        "check",
        "communicate",
        "escalate",
        "notify",
        "page",
        "tell",
        "inform",
        "document",
        "review",
        "verify",
        "plan",
        "consider",
        "realise",
        "realize",
        "recognise",
        "recognize",
        "anticipate",
        "ask",
    ];
    let words = &scene.words;
    match words.lower(main) {
        "failed" => DONE.contains(&words.lower(main + 2)),
        _ => words.get(main + 1).is_some_and(|w| w.is(Class::Det) || w.is(Class::PossHuman)),
    }
}

/// Whether the subject is a firm: its people, or a program of that name.
fn is_firm(scene: &Scene<'_>, clause: &Clause) -> bool {
    !clause.verb.passive && clause.subject.as_ref().is_some_and(|s| scene.words.all[s.words.end - 1].is(Class::Org))
}

/// "failed to tell us": what only people do.
fn says_next(scene: &Scene<'_>, main: usize) -> bool {
    (main + 1..(main + 4).min(scene.words.all.len())).any(|n| {
        scene.words.all[n].is(Class::Say)
            || matches!(
                scene.words.lower(n),
                "inform" | "notify" | "warn" | "respond" | "reply" | "communicate" | "tell"
            )
    })
}

/// "The members of the ring": of machines.
fn is_of_mail(scene: &Scene<'_>, clause: &Clause) -> bool {
    clause.subject.as_ref().is_some_and(|s| {
        scene.words.all[s.words.end - 1].is(Class::Ambiguous)
            && scene.words.lower(s.words.end) == "of"
            && scene.group_at(s.words.end + 1).is_some_and(|g| !g.who.is_person() && is_machine(scene, &g.words))
    })
}

fn is_machine(scene: &Scene<'_>, group: &Range<usize>) -> bool {
    matches!(
        scene.words.lower(group.end - 1),
        "ring" | "cluster" | "quorum" | "group" | "partition" | "shard" | "mail" | "message" | "pool" | "replica"
    )
}

/// "would have missed", "if anyone forgets".
fn is_hypothetical(scene: &Scene<'_>, clause: &Clause) -> bool {
    // "Had we ignored the page, the disk would have filled"
    if scene.words.lower(scene.first()) == "had" && clause.verb.start <= scene.first() + 4 {
        return true;
    }
    let modal = clause.verb.modal.is_some_and(|m| scene.words.lower(m) != "must" || !clause.verb.perfect);
    let sub = clause.sub.is_some_and(|s| {
        matches!(scene.words.lower(s), "if" | "unless" | "whenever" | "until" | "lest" | "whether" | "in")
    });
    let sub = sub || clause.sub.is_some_and(|s| scene.words.says(s, &["so", "that"]));
    // "People forget things": of nobody here.
    let main = &scene.words.all[clause.verb.main];
    let present = clause.verb.start == clause.verb.main
        && (main.is(Class::Base) || main.is(Class::Third))
        && !main.is(Class::Past);
    let definite = clause.subject.as_ref().is_some_and(|s| {
        let first = scene.words.lower(s.words.start);
        matches!(first, "the" | "we" | "i" | "he" | "she") || s.who == Who::Named
    });
    if present && !definite && !scene.is_in(&[SectionName::Timeline]) {
        return true;
    }
    let plan = scene.is_plan() && clause.sub.is_some_and(|s| scene.words.lower(s) == "when");
    modal || sub || plan
}

/// A clause that hangs on a conditional before it: "asks twice when a person has forgotten".
fn is_inside_condition(scene: &Scene<'_>, clause: &Clause) -> bool {
    clause.sub.is_some_and(|s| scene.words.lower(s) == "when")
        && clause.subject.as_ref().is_some_and(|s| {
            matches!(scene.words.lower(s.words.start), "a" | "an" | "any" | "someone" | "anyone" | "somebody")
        })
}

fn finding(scene: &Scene<'_>, at: Range<usize>, object: usize, what: &str) -> Finding {
    let words = &scene.words;
    let said = words.written(at.clone());
    let quote = scene.quote(scene.object(object));
    let help = match quote {
        Some(object)
            if what.starts_with("miss")
                || what.starts_with("overlook")
                || what.starts_with("ignor")
                || what.starts_with("disregard") =>
        {
            format!("say how `{object}` looked to those on duty, and what it competed with: what hid it is the factor")
        }
        Some(object) if object.starts_with("to ") => {
            format!(
                "say what left it to memory, for example: `nothing in the procedure asked {object}`, or what stood in the way"
            )
        }
        Some(object) => format!("say what left `{object}` to memory: no step, prompt or check asked for it"),
        None => "say what made it easy to leave out: no step, prompt or check asked for it".to_owned(),
    };
    scene.finding(Code::PersonFailed, at, format!("`{said}` says that a person failed, not why it made sense"), help)
}
