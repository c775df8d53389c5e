//! E2: the error of a human given as a cause.

use super::lexicon::{Bits, Class};
use super::scene::Scene;
use super::tags::Tag;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

const HELP: &str = "name what made the action possible and reasonable: what did the screen show, what did the procedure say, \
                    what would have caught it? Each answer is a contributing factor";

/// Mentions of human error that say that it was the cause.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    const ANY: Bits = Bits::of(Class::ErrNoun).and(Class::ErrWhole).and(Class::ErrBy);
    if !scene.words.bits.any(ANY) || is_elsewhere(scene) {
        return;
    }
    let Some(at) = mentions(scene).find(|at| is_cause(scene, at)) else { return };
    let what = scene.words.written(at.clone());
    found.push(scene.finding(Code::HumanError, at, format!("`{what}` is given as a cause"), HELP));
}

/// Whether nothing here is said of what caused the incident.
fn is_elsewhere(scene: &Scene<'_>) -> bool {
    scene.is_plan()
        || scene.is_luck()
        || scene.is_aside()
        || scene.is_question()
        || scene.is_in(&[SectionName::WentWell])
}

fn mentions<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = Range<usize>> + 'a {
    let words = &scene.words;
    let pairs = words.of_class(Class::ErrNoun).filter_map(|noun| {
        // "human error", "user-error", "the developer's mistake", "user fault"
        let mut first = noun.start.checked_sub(1)?;
        if matches!(words.lower(first), "'s" | "-") || words.all[first].is(Class::JudgeAdj) {
            first = first.checked_sub(1)?;
        }
        let who = &words.all[first];
        let is_role = words.lower(first + 1) == "'s" && who.bits.any(Bits::of(Class::Human).and(Class::Given));
        (who.is(Class::ErrWho) || is_role).then_some(first..noun.end)
    });
    let whole = words.of_class(Class::ErrWhole);
    // "a mistake made by the administrator", "our mistake"
    let by = words.of_class(Class::ErrBy).filter(|at| {
        let ours = at.start > 0 && words.all[at.start - 1].is(Class::PossHuman);
        let made = words.lower(at.end) == "made";
        let next = if made { at.end + 1 } else { at.end };
        let agent =
            matches!(words.lower(next), "by" | "of") && scene.group_at(next + 1).is_some_and(|g| g.who.is_staff());
        // "made a mistake which caused"
        let doer = scene.clause_at(at.start).is_some_and(|c| {
            scene.who(c).is_staff()
                && matches!(words.lower(c.verb.main), "made" | "makes")
                && c.verb.main + 3 >= at.start
        });
        ours && words.has(0..words.all.len(), Class::CauseCue)
            || agent
            || doer && words.has(at.end..words.all.len(), Class::CauseCue)
    });
    pairs.chain(whole).chain(by)
}

fn is_cause(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let next = words.get(at.end);
    if next.is_some_and(|w| w.is(Class::ErrCompound) || w.is_quiet) || scene.is_disowned(at.start) {
        return false;
    }
    if words.has(at.start.saturating_sub(8)..at.start, Class::ErrAside)
        || is_guess(scene, at)
        || is_software(scene, at)
        || is_denied(scene, at)
    {
        return false;
    }
    let clause = scene.clause_at(at.start);
    if clause.and_then(|c| c.sub).is_some_and(|s| matches!(words.lower(s), "if" | "whether" | "unless" | "when")) {
        return false;
    }
    let is_said = clause.is_some_and(|c| {
        let is_subject = c.subject.as_ref().is_some_and(|s| s.words.contains(&(at.end - 1)));
        is_subject
            && (matches!(words.lower(c.verb.main), "made" | "took" | "brought")
                || words.all[c.verb.main].bits.any(Bits::of(Class::Harm).and(Class::HarmMaybe)))
            || c.verb.main == at.start
            || c.verb.main < at.start && words.all[c.verb.main].is(Class::Be)
    });
    // A label or an item that says nothing else.
    let closed = at.end == words.all.len() || matches!(scene.tags[at.end], Tag::Comma | Tag::Break);
    let alone = at.start <= scene.first() + 2 && (clause.is_none() || closed)
        || scene.tags[..at.start].iter().rev().find(|t| !matches!(t, Tag::Skip | Tag::Det | Tag::Noun))
            == Some(&Tag::Break);
    words.has(0..words.all.len(), Class::CauseCue) || is_said || alone
}

/// "not human error", "human error is never a cause"; but not "not a bug but user error".
fn is_denied(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let Some(no) = words.of_class(Class::Neg).map(|n| n.start).find(|n| {
        let same = scene.clause_at(*n).map(|c| c.start) == scene.clause_at(at.start).map(|c| c.start);
        same || n + 1 == at.start || *n > at.end
    }) else {
        return false;
    };
    if no > at.end {
        // "Human error is a symptom, not a cause", but not "human error in not knowing"
        let denied = scene
            .clauses
            .iter()
            .any(|c| c.subject.as_ref().is_some_and(|s| s.words.contains(&(at.end - 1))) && no >= c.verb.start);
        return denied && !(no..words.all.len()).any(|n| words.lower(n) == "but");
    }
    let but = (no..at.start).any(|n| matches!(words.lower(n), "but" | "only"));
    !but
}

/// A hypothesis of those who were still looking.
fn is_guess(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let looking = scene.is_in(&[SectionName::Timeline, SectionName::Response, SectionName::Detection]);
    scene.words.has(0..at.start, Class::Guess) || looking && scene.words.has(0..at.start, Class::Hedge)
}

/// The operator is a program that runs in a cluster.
fn is_software(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    words.lower(at.start) == "operator"
        && words
            .all
            .iter()
            .enumerate()
            .any(|(n, w)| n != at.start && (w.is(Class::SystemBefore) || w.lower == "operators" && n > at.end))
}
