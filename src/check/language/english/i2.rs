//! I2: "the root cause", as if there were one.

use super::lexicon::Class;
use super::scene::Scene;
use super::tags::Tag;
use crate::check::Finding;
use crate::diagnostic::Code;
use std::ops::Range;

/// Mentions of one root cause.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    if !scene.words.bits.has(Class::RootCause) || scene.is_aside() {
        return;
    }
    let hit = scene.words.of_class(Class::RootCause).find_map(|at| {
        let from = article(scene, at.start)?;
        let is_quiet = scene.words.all[at.clone()].iter().any(|w| w.is_quiet);
        (!is_quiet && !is_other(scene, &at) && !is_avoided(scene, at.start)).then_some(from..at.end)
    });
    if let Some(at) = hit {
        let said = scene.words.written(at.clone());
        found.push(scene.finding(
            Code::RootCause,
            at,
            format!("`{said}` says that there is one cause"),
            "list the contributing factors: what had to be true together for this to happen, and for it to last as long as it did? `one of the contributing factors` fits in most sentences",
        ));
    }
}

/// The word that makes it a certain one: "the actual root cause", "its root cause".
fn article(scene: &Scene<'_>, at: usize) -> Option<usize> {
    let words = &scene.words;
    for n in (at.saturating_sub(4)..at).rev() {
        let word = &words.all[n];
        let no = n > 0 && words.all[n - 1].is(Class::Neg) && word.lower != "the" && !word.is(Class::PossHuman);
        if no {
            return None;
        }
        if matches!(word.lower, "the" | "one" | "only" | "single") || word.is(Class::PossHuman) || word.lower == "its" {
            return Some(n);
        }
        if scene.tags[n] == Tag::Possessive {
            return Some(n.saturating_sub(1));
        }
        let is_adjective = word.shape == super::words::Shape::Word
            && !word.is(Class::Det)
            && !word.is(Class::Neg)
            && !word.is(Class::Prep)
            && !word.is(Class::Be)
            && !matches!(word.lower, "potential" | "possible" | "another" | "and" | "or");
        if !is_adjective {
            return None;
        }
    }
    None
}

/// "root cause analysis", a name of a book, the words themselves.
fn is_other(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let title = words.all[at.clone()].iter().all(|w| w.is_capital) && at.start > scene.first() + 1;
    let next = words.get(at.end);
    // "Beyond the Root Cause", "The Root Cause Busters"
    let before = at.start.checked_sub(2).is_some_and(|n| words.all[n].is_capital && words.lower(n + 1) == "the");
    let named =
        title && before || at.len() == 2 && words.all[at.end - 1].is_capital && next.is_some_and(|w| w.is_capital);
    next.is_some_and(|w| w.is(Class::CauseKind)) || named
}

/// The author asks not to speak of one.
fn is_avoided(scene: &Scene<'_>, at: usize) -> bool {
    let words = &scene.words;
    let command =
        scene.clauses.first().is_some_and(|c| c.subject.is_none() && c.verb.negated && c.verb.start == scene.first());
    let unsaid = scene.clauses.iter().any(|c| {
        c.verb.negated
            && c.verb.main < at
            && matches!(
                words.lower(c.verb.main),
                "call" | "name" | "seek" | "believe" | "want" | "ask" | "speak" | "talk" | "give" | "use" | "write"
            )
    });
    unsaid || scene.is_disowned(at) || words.has(0..at, Class::CauseWord) || command
}
