//! I3: words that make what people saw seem plain.

use super::lexicon::{Bits, Class};
use super::people::Who;
use super::scene::Scene;
use super::tags::Tag;
use crate::check::Finding;
use crate::diagnostic::Code;
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
            "of" => !scene.words.text.ends_with(['!', ')']) && scene.words.lower(at.end) != "s",
            _ => true,
        };
        is && !is_denied(scene, at) && !scene.is_disowned(at.start) && !scene.words.has(0..at.start, Class::CauseWord)
    });
    for at in hits {
        let said = scene.words.written(at.clone());
        let help = match scene.words.lower(at.start) {
            "just" | "simply" => format!("leave `{said}` out, or say what it took: what looks like little work now was one of many choices then"),
            _ => format!("leave `{said}` out, or say what showed it, where, and from when on: it is plain only to those who know the end"),
        };
        found.push(scene.finding(Code::Minimiser, at, format!("`{said}` makes it seem plain to those who were there"), help));
    }
}

/// "not obvious", "hardly obvious", "This is not simply a matter of".
fn is_denied(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    scene.is_negated(at.start.saturating_sub(2)..at.start)
}

/// "was obvious to anyone", not "the obvious index", "no obvious error".
fn obvious(scene: &Scene<'_>, at: usize) -> bool {
    let words = &scene.words;
    let predicate = scene.clause_at(at).is_some_and(|c| {
        let main = &words.all[c.verb.main];
        c.verb.main < at && main.is(Class::Be) && !c.verb.negated && !scene.is_negated(c.verb.start..at) && c.verb.modal.is_none()
    });
    let next = scene.tags.get(at + 1);
    predicate && !matches!(next, Some(Tag::Noun)) && !words.all[at.saturating_sub(1)].is(Class::Det)
}

/// "The graph clearly shows": of what was there to be seen.
fn clearly(scene: &Scene<'_>, at: usize) -> bool {
    let words = &scene.words;
    (at.saturating_sub(1)..(at + 2).min(words.all.len())).any(|n| {
        let w = &words.all[n];
        matches!(w.lower, "show" | "shows" | "showed" | "shown" | "visible" | "see" | "saw" | "seen" | "wrong" | "broken" | "indicated" | "indicates" | "said")
    })
}

fn simply(scene: &Scene<'_>, at: usize) -> bool {
    let words = &scene.words;
    let put = at > 0 && matches!(words.lower(at - 1), "put" | "said" | "very" | "quite" | "more");
    // "simply typed", "simply too small", "simply connected"
    let next = words.lower(at + 1);
    let intensive = matches!(next, "too" | "to" | "no" | "connected" | "typed" | "not" | "because") || words.is(at + 1, Class::Neg);
    let clause = scene.clause_at(at).filter(|c| at <= c.verb.main);
    let machine = clause.is_some_and(|c| scene.who(c) == Who::Thing && c.subject.is_some() && !words.all[c.verb.start].is(Class::Be));
    !put && !intensive && !machine
}

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
        let thing = matches!(next.lower, "a" | "an" | "that" | "plain" | "common" | "the" | "one") && words.lower(at + 2) != "little" && words.lower(at + 2) != "few";
        let one = next.lower == "one" && words.lower(at + 2) == "of";
        return thing && !one || next.lower.ends_with("ly");
    }
    if then {
        return false;
    }
    const FORMS: Bits = Bits::of(Class::Base).and(Class::Past).and(Class::Third);
    let verb = next.bits.any(FORMS) || next.is(Class::Have);
    let first = at == scene.first() || before.is_some_and(|w| w.lower == ",");
    // "Just reading the ticket tells", "just delete the lock"
    if first {
        let advice = next.is(Class::Base) && !next.is(Class::Adverb) && !scene.is_in(&[crate::document::SectionName::Lessons]) && !scene.is_plan();
        return next.is(Class::Ing) || advice && at + 1 < words.all.len();
    }
    let modal = before.is_some_and(|w| w.is(Class::Modal) || w.lower == "to");
    let person = clause.is_some_and(|c| scene.who(c).is_person());
    let says = matches!(next.lower, "said" | "says");
    let in_verb = before.is_some_and(|w| w.bits.any(Bits::of(Class::PronHuman).and(Class::Human).and(Class::Modal).and(Class::Given)) || w.lower == "and" || w.lower == "all");
    verb && (modal || person && in_verb || says) || matches!(next.lower, "plain" | "common")
}
