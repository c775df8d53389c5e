//! I3: words that make what people saw seem plain.

use super::lexicon::{Bits, Class};
use super::people::Who;
use super::scene::Scene;
use super::tags::Tag;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

/// Minimisers.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    if !scene.words.bits.has(Class::Minimiser) || scene.is_aside() {
        return;
    }
    let hits = scene.words.of_class(Class::Minimiser).filter(|at| {
        let is = match scene.words.lower(at.start) {
            "just" => just(scene, at.start),
            "simply" => simply(scene, at.start),
            "obvious" => obvious(scene, at.start),
            "clearly" => clearly(scene, at.start),
            "of" => of_course(scene, at.start),
            _ => true,
        };
        is && !is_denied(scene, at) && !scene.is_disowned(at.start) && !scene.words.has(0..at.start, Class::CauseWord)
    });
    for at in hits {
        let said = scene.words.written(at.clone());
        let help = match scene.words.lower(at.start) {
            "just" | "simply" => format!(
                "leave `{said}` out, or say what it took: what looks like little work now was one of many choices then"
            ),
            _ => format!(
                "leave `{said}` out, or say what showed it, where, and from when on: it is plain only to those who know the end"
            ),
        };
        found.push(scene.finding(
            Code::Minimiser,
            at,
            format!("`{said}` makes it seem plain to those who were there"),
            help,
        ));
    }
}

/// "not obvious", "hardly obvious", "This is not simply a matter of".
fn is_denied(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let less = at.start > 0 && matches!(scene.words.lower(at.start - 1), "less" | "so" | "that");
    less || scene.is_negated(at.start.saturating_sub(2)..at.start)
}

/// "was obvious to anyone", not "the obvious index", "no obvious error".
fn obvious(scene: &Scene<'_>, at: usize) -> bool {
    let words = &scene.words;
    let predicate = scene.clause_at(at).is_some_and(|c| {
        let main = &words.all[c.verb.main];
        c.verb.main < at
            && main.is(Class::Be)
            && !c.verb.negated
            && !scene.is_negated(c.verb.start..at)
            && c.verb.modal.is_none()
    });
    let next = scene.tags.get(at + 1);
    // "an obvious typo": of what somebody did not see
    let thing = words.get(at + 1).is_some_and(|w| {
        matches!(
            w.lower,
            "typo" | "mistake" | "error" | "sign" | "signs" | "gap" | "flaw" | "bug" | "problem" | "warning"
        )
    });
    if thing && !scene.is_negated(0..at) && !scene.is_plan() {
        return true;
    }
    predicate && !matches!(next, Some(Tag::Noun)) && !words.all[at.saturating_sub(1)].is(Class::Det)
}

/// "of course" of what was so then; not of what is promised, granted or joked about.
fn of_course(scene: &Scene<'_>, at: usize) -> bool {
    let words = &scene.words;
    let after = scene.clauses.iter().find(|c| c.verb.main > at).or_else(|| scene.clause_at(at));
    let before = scene.clause_at(at);
    let past = |c: &super::clause::Clause| {
        let first = &words.all[c.verb.start];
        c.verb.modal.is_none()
            && (first.is(Class::Past)
                || matches!(first.lower, "was" | "were" | "had" | "did" | "wasn" | "didn" | "hadn"))
    };
    !words.text.ends_with(['!', ')'])
        && (after.is_some_and(past) || before.is_some_and(past) || scene.clauses.is_empty())
}

/// "The graph clearly shows": of what was there to be seen.
fn clearly(scene: &Scene<'_>, at: usize) -> bool {
    let words = &scene.words;
    if at == scene.first() && words.lower(at + 1) == "," {
        return true;
    }
    let was = at > 0 && matches!(words.lower(at - 1), "was" | "were");
    was || (at.saturating_sub(1)..(at + 2).min(words.all.len())).any(|n| {
        let w = &words.all[n];
        matches!(
            w.lower,
            "show"
                | "shows"
                | "showed"
                | "shown"
                | "visible"
                | "see"
                | "saw"
                | "seen"
                | "wrong"
                | "broken"
                | "indicated"
                | "indicates"
                | "said"
        )
    })
}

fn simply(scene: &Scene<'_>, at: usize) -> bool {
    let words = &scene.words;
    let put = at > 0 && matches!(words.lower(at - 1), "put" | "said" | "very" | "quite" | "more");
    // "simply typed", "simply too small", "simply connected"
    let next = words.lower(at + 1);
    let intensive =
        matches!(next, "too" | "to" | "no" | "connected" | "typed" | "not" | "because") || words.is(at + 1, Class::Neg);
    let Some(clause) = scene.clause_at(at) else { return at == scene.first() };
    let seen = (at + 1..(at + 4).min(words.all.len()))
        .any(|n| words.all[n].is(Class::SeeVerb) || words.all[n].is(Class::Fail));
    let be = &words.all[clause.verb.start];
    let ing = words.get(at + 1).is_some_and(|w| w.is(Class::Ing) || matches!(w.lower, "wrong" | "broken" | "bad"));
    let is = be.is(Class::Be)
        && clause.verb.start < at
        && (matches!(be.lower, "was" | "were") || ing || words.lower(at + 1) == "that");
    // What people did not see or do; what they did is a decision.
    let person = scene.who(clause).is_person() && (clause.verb.negated && clause.verb.modal.is_none() || seen);
    let opens = at == scene.first() && words.get(at + 1).is_some_and(|w| w.is(Class::Ing));
    !put && !intensive
        && (seen && scene.who(clause) != Who::Thing
            || is
            || person
            || opens
            || seen && words.lower(at.wrapping_sub(1)) == "by")
}

const FORMS: Bits = Bits::of(Class::Base).and(Class::Past).and(Class::Third);

/// "just" has many senses; these make little of something.
fn just(scene: &Scene<'_>, at: usize) -> bool {
    let words = &scene.words;
    let next = words.get(at + 1);
    let Some(next) = next.filter(|w| !w.is_mark() && !w.is_quiet) else { return false };
    let before = at.checked_sub(1).map(|n| words.all[n]);
    let then = next.is(Class::JustThen) || words.is(at + 1, Class::JustThen);
    let be_before = before.is_some_and(|w| w.is(Class::Be));
    let have_before = before.is_some_and(|w| w.is(Class::Have));
    if words.all[at].is_capital && at > scene.first() || have_before {
        return false;
    }
    let clause = scene.clause_at(at);
    // "it would have taken just one person to look"
    let one = next.lower == "one" || matches!(words.lower(at + 2), "look" | "glance");
    if one && clause.is_some_and(|c| matches!(words.lower(c.verb.main), "taken" | "take" | "took" | "takes")) {
        return true;
    }
    // "just a typo", "just that nobody looked", "just plain wrong", "just wrongly showing"
    if be_before {
        let thing = (at + 1..(at + 4).min(words.all.len())).any(|n| words.is(n, Class::SmallThing));
        let is_reason = clause.and_then(|c| c.subject.as_ref()).is_some_and(|s| {
            matches!(
                words.lower(s.words.end - 1),
                "cause" | "trigger" | "reason" | "problem" | "issue" | "fix" | "solution" | "answer" | "fault"
            )
        });
        return thing || is_reason && next.lower != "one" || next.lower.ends_with("ly");
    }
    if then {
        return false;
    }
    let verb = next.bits.any(FORMS) || next.is(Class::Have);
    let first = at == scene.first() || before.is_some_and(|w| w.lower == ",");
    // "Just reading the ticket tells", "just delete the lock"
    if first {
        let advice = next.bits.has(Class::SeeVerb)
            && !next.is(Class::Adverb)
            && !scene.is_in(&[SectionName::Lessons])
            && !scene.is_plan();
        return next.is(Class::Ing) || advice;
    }
    let modal = before.is_some_and(|w| w.is(Class::Modal));
    let person = clause.is_some_and(|c| scene.who(c).is_person());
    let says = matches!(next.lower, "said" | "says");
    let in_verb = before.is_some_and(|w| {
        w.bits.any(Bits::of(Class::PronHuman).and(Class::Human).and(Class::Modal).and(Class::Given))
            || w.lower == "and"
            || w.lower == "all"
    });
    let small = next.bits.any(Bits::of(Class::SeeVerb).and(Class::Fail).and(Class::Have))
        || next.lower.starts_with("need")
        || next.lower.starts_with("ask");
    verb && (small && person && in_verb || small && modal && !scene.is_plan() || says)
        || matches!(next.lower, "plain" | "common")
}
