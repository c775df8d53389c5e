//! W1: a person who failed, forgot, missed or ignored.

use super::clause::Clause;
use super::lexicon::{Bits, Class};
use super::people::Who;
use super::scene::Scene;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

/// Clauses in which a person leaves something out.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    const ANY: Bits = Bits::of(Class::Fail).and(Class::Bother);
    if scene.is_aside() || scene.is_question() {
        return;
    }
    if scene.words.bits.any(ANY) {
        let hits: Vec<_> = scene.clauses.iter().filter_map(|c| clause(scene, c)).collect();
        found.extend(hits);
    }
    for at in 0..scene.words.all.len() {
        if scene.words.all[at].is(Class::PossHuman)
            && scene.words.says(at + 1, &["failure", "to"])
            && !scene.is_disowned(at)
        {
            found.push(finding(scene, at..at + 3, at + 3, "fail"));
        }
    }
}

fn clause(scene: &Scene<'_>, clause: &Clause) -> Option<Finding> {
    let words = &scene.words;
    let verb = &clause.verb;
    let main = words.get(verb.main)?;
    let what = main.lower;
    let is_fail = main.is(Class::Fail);
    // "did not bother to", "didn't think to"
    let is_bother = verb.negated
        && (main.is(Class::Bother) || matches!(what, "think" | "thought") && words.lower(verb.main + 1) == "to");
    if !(is_fail && !verb.negated || is_bother) || verb.infinitive || main.is(Class::Ing) && what.starts_with("miss") {
        return None;
    }
    let subject = if verb.passive { scene.agent(clause)?.who } else { scene.who(clause) };
    // "Forgot to restart the worker" in a list
    let alone = clause.subject.is_none()
        && verb.start == scene.first()
        && ["forg", "negl", "over"].iter().any(|v| what.starts_with(v))
        && main.is(Class::Past)
        && !verb.passive;
    let subject = if alone { Who::Role } else { subject };
    let impact = subject == Who::Customer
        && !(is_bother || matches!(what.get(..4), Some("igno" | "negl" | "over" | "disr")))
        || subject == Who::Customer && verb.passive;
    if !subject.is_person() || impact || is_hypothetical(scene, clause) {
        return None;
    }
    let next = words.lower(verb.main + 1);
    if what.starts_with("fail")
        && next != "to"
        && !(next == "in" && words.all[(verb.main + 1)..].iter().take(3).any(|w| w.is(Class::PossHuman)))
    {
        return None;
    }
    if scene.is_after_what(clause) || matches!(next, "nothing" | "no" | "none") {
        return None;
    }
    let object = scene.object(verb.main + 1);
    if what.starts_with("miss") && words.has(object, Class::MissOther) {
        return None;
    }
    if scene.is_disowned(verb.main) || is_inside_condition(scene, clause) {
        return None;
    }
    let from = verb.start.min(verb.main);
    Some(finding(scene, from..verb.main + 1, verb.main + 1, what))
}

/// "would have missed", "if anyone forgets".
fn is_hypothetical(scene: &Scene<'_>, clause: &Clause) -> bool {
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
