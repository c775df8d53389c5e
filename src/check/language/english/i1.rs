//! I1: what could or would have been.

use super::clause::Clause;
use super::lexicon::Class;
use super::people::Who;
use super::scene::Scene;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

/// Counterfactuals of any subject.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    if !scene.words.bits.has(Class::Modal)
        || scene.is_luck()
        || scene.is_aside()
        || scene.is_question()
        || scene.is_in(&[SectionName::WentWell])
    {
        return;
    }
    let hits = scene.clauses.iter().filter_map(|clause| {
        let modal = clause.verb.modal?;
        let is_would =
            matches!(scene.words.lower(modal), "could" | "would" | "couldn" | "wouldn" | "'d" | "coulda" | "woulda");
        (is_would && clause.verb.perfect && is_lost_chance(scene, clause, modal) && !scene.is_disowned(modal))
            .then_some(modal..clause.verb.main + 1)
    });
    for at in hits.chain(inverted(scene)) {
        let said = scene.words.written(at.clone());
        found.push(scene.finding(
            Code::CouldHave,
            at,
            format!("`{said}` tells of what did not happen"),
            "say what did happen and what was not there; if it is worth having, write it as an action item",
        ));
    }
}

/// "Nor would the second approval have made a difference": the subject stands within the verb.
fn inverted(scene: &Scene<'_>) -> Option<Range<usize>> {
    let words = &scene.words;
    let first = scene.first();
    let opens = matches!(words.lower(first), "nor" | "neither" | "only" | "never");
    let modal = first + 1;
    if !opens || !matches!(words.lower(modal), "would" | "could") {
        return None;
    }
    let have = (modal + 1..(modal + 9).min(words.all.len())).find(|n| words.lower(*n) == "have")?;
    let main = have + 1;
    words.get(main).is_some_and(|w| w.is(Class::Part) && !w.is(Class::BadOutcome)).then_some(modal..main + 1)
}

/// Whether it is about a better course that was not taken, not about a harm that did not come or a guess.
fn is_lost_chance(scene: &Scene<'_>, clause: &Clause, modal: usize) -> bool {
    let words = &scene.words;
    let verb = &clause.verb;
    let main = &words.all[verb.main];
    let is_could = words.lower(modal).starts_with("could");
    let rest = clause.rest();
    if words.has(0..words.all.len(), Class::Attack) || main.is(Class::Liked) {
        return false;
    }
    // A near miss, an expectation.
    let whole = 0..words.all.len();
    if words.has(whole.clone(), Class::Fortune) || words.has(0..modal, Class::Expected) {
        return false;
    }
    let smaller = words.has(whole, Class::Smaller);
    // What may have happened to others is impact, not a lost chance.
    if is_could
        && !smaller
        && (clause.who() == Who::Customer && (main.is(Class::Received) || main.is(Class::Be))
            || scene.is_in(&[SectionName::Impact]) && !clause.who().is_staff())
    {
        return false;
    }
    let asks = clause.sub.is_some_and(|s| words.lower(s) == "whether");
    // "Things that could have gone better" is the name of a section.
    let is_name = main.lower == "gone" && rest.clone().any(|n| matches!(words.lower(n), "better" | "wrong"));
    let subject = clause.subject.as_ref();
    // "what a test would have caught" names it only.
    if scene.is_after_what(clause) {
        return false;
    }
    let none = subject.is_some_and(|s| words.lower(s.words.start) == "no" && s.who == Who::Thing);
    if asks || is_name || none {
        return false;
    }
    // "could have been caused by", "could have contained": a guess at what was.
    // "could not have known": says what could be seen, which is what to say.
    let unseen = is_could
        && (verb.negated || clause.who() == Who::Nobody)
        && matches!(
            main.lower,
            "seen" | "known" | "noticed" | "foreseen" | "guessed" | "expected" | "predicted" | "told" | "anticipated"
        );
    // "Could have been the proxy" of those who were looking.
    let looking = is_could && main.is(Class::Be) && (scene.is_in(&[SectionName::Timeline]) || clause.subject.is_none());
    if unseen || looking {
        return false;
    }
    let guess = is_could
        && (matches!(main.lower, "caused" | "contained" | "led" | "affected" | "happened" | "contributed" | "impacted" | "resulted" | "seen" | "originated" | "stemmed" | "arisen" | "triggered" if !clause.who().is_staff()));
    let had = words.has(modal..words.all.len(), Class::Worse)
        && !rest.clone().any(|n| matches!(words.lower(n), "less" | "smaller" | "shorter"));
    let is_nobody = clause.who() == Who::Nobody;
    let spent = main.lower == "gone" && matches!(words.lower(verb.main + 1), "into" | "to" | "on");
    let sign = is_could && main.is(Class::Be) && matches!(words.lower(verb.main + 1), "a" | "an");
    let down =
        matches!(main.lower, "taken" | "brought") && rest.clone().any(|n| matches!(words.lower(n), "down" | "offline"));
    // "the page would have reached the secondary", "we could have failed over"
    let fine = main.lower == "failed" && words.lower(verb.main + 1) == "over"
        || main.lower == "reached"
            && subject.is_some_and(|s| {
                ["page", "alert", "mail", "message", "warning", "notice"]
                    .iter()
                    .any(|w| words.lower(s.words.end - 1).starts_with(w))
            });
    let bad = down
        || !fine && main.is(Class::BadOutcome) && !spent
        || words.has(rest.start..rest.end.min(rest.start + 3), Class::BadOutcome);
    let only = rest.clone().take(2).any(|n| words.lower(n) == "only");
    // "would have killed it sooner", "would have cost ten minutes rather than ninety"
    let less = words.has(rest.start..words.all.len(), Class::Smaller)
        || rest.clone().any(|n| {
            words.says(n, &["rather", "than"]) || words.says(n, &["instead", "of"]) || words.lower(n) == "less"
        });
    let averted = bad && !verb.negated && !is_nobody && !only && !less;
    !(guess || had || sign || averted)
}
