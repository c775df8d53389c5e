//! W3: a named person as the doer of what did harm.

use super::clause::Clause;
use super::lexicon::{Bits, Class};
use super::people::Who;
use super::scene::Scene;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

/// Clauses of harm with a name.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    const HARM: Bits = Bits::of(Class::Harm).and(Class::HarmMaybe);
    if !scene.words.bits.any(HARM) || scene.is_aside() || scene.is_plan() || scene.is_question() || scene.is_in(&[SectionName::WentWell]) {
        return;
    }
    let mut seen = false;
    for clause in &scene.clauses {
        let verb = &clause.verb;
        let main = &scene.words.all[verb.main];
        if seen || verb.negated || verb.infinitive || !main.bits.any(HARM) || verb.modal.is_some() {
            continue;
        }
        let Some(name) = doer(scene, clause) else { continue };
        if is_hypothetical(scene, clause) || !is_harm(scene, clause) || scene.is_disowned(verb.main) {
            continue;
        }
        seen = true;
        found.push(finding(scene, clause, &name));
    }
}

/// The words that name who did it: the subject, or who stands behind "by".
fn doer(scene: &Scene<'_>, clause: &Clause) -> Option<Range<usize>> {
    if clause.verb.passive {
        let agent = scene.agent(clause)?;
        let named = agent.who == Who::Named
            || agent.words.clone().any(|n| {
                scene.tags[n] == super::tags::Tag::Possessive && super::people::who(&scene.words, agent.words.start..n) == Who::Named
            });
        return named.then_some(agent.words);
    }
    match &clause.subject {
        Some(subject) if subject.who == Who::Named => Some(subject.words.clone()),
        // "Peter's change broke the build"
        Some(subject) => {
            let owned = subject.words.clone().any(|n| {
                scene.tags[n] == super::tags::Tag::Possessive && super::people::who(&scene.words, subject.words.start..n) == Who::Named
            });
            let act = scene.words.all[subject.words.end - 1].bits.any(Bits::of(Class::Act).and(Class::HarmMaybe));
            (owned && act && scene.words.all[clause.verb.main].is(Class::Harm)).then(|| subject.words.clone())
        }
        None => (scene.who(clause) == Who::Named).then(|| clause.verb.start..clause.verb.start),
    }
}

fn is_hypothetical(scene: &Scene<'_>, clause: &Clause) -> bool {
    clause.sub.is_some_and(|s| matches!(scene.words.lower(s), "if" | "even" | "unless" | "until" | "whether"))
}

fn is_harm(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let whole = 0..words.all.len();
    let object = scene.object(clause.verb.main + 1);
    let main = &words.all[clause.verb.main];
    // "broke the news", "cut a release"
    let benign = matches!(main.lower.get(..2), Some("br" | "cu")) && words.has(object.start..object.end.min(object.start + 3), Class::Benign);
    if words.has(whole.clone(), Class::Planned) || benign {
        return false;
    }
    let marked = words.has(whole.clone(), Class::HarmMore);
    if main.is(Class::Harm) {
        return true;
    }
    // A repair and what did harm are told by the same verbs: the place or the rest of the sentence decides.
    let is_told_as_cause = scene.is_in(&[SectionName::Factors, SectionName::Trigger, SectionName::WentWrong]);
    let is_response = scene.is_in(&[SectionName::Timeline, SectionName::Response, SectionName::Resolution, SectionName::Detection]);
    let removes = main.bits.any(Bits::of(Class::HarmMaybe)) && matches!(
        main.lower,
        "deleted" | "deletes" | "delete" | "dropped" | "drops" | "drop" | "removed" | "removes" | "unplugged" | "unplugs" | "shut" | "cut" | "cuts" | "emptied" | "erased" | "swapped" | "purged"
    );
    let sign = words.has(whole, Class::HarmSign);
    // "pushed a config that broke the site", "it broke because Laura merged a change"
    let effect = scene.clauses.iter().any(|c| {
        c.verb.main != clause.verb.main && words.all[c.verb.main].is(Class::Harm) && !c.verb.negated && c.verb.modal.is_none() && !scene.who(c).is_person()
    });
    marked || effect && !is_response || (removes && !is_response && (is_told_as_cause || sign)) || sign && !is_response && is_told_as_cause
        || removes && scene.is_in(&[SectionName::Summary])
        || sign && scene.is_in(&[SectionName::Summary, SectionName::Impact])
}

fn finding(scene: &Scene<'_>, clause: &Clause, name: &Range<usize>) -> Finding {
    let verb = &clause.verb;
    let object = scene.quote(scene.object(verb.main + 1));
    let help = match object {
        Some(object) if !verb.passive => {
            format!("leave the name out and say what allowed it, for example: `the change to {object} took effect without a check`")
        }
        _ => "leave the name out: say which action had this effect, and what let it through".to_owned(),
    };
    let at = if name.is_empty() { verb.start..verb.main + 1 } else { name.start.min(verb.start)..name.end.max(verb.main + 1) };
    scene.finding(Code::NamedDoer, at, "a person is named as the one who did harm", help)
}
