//! W3: a named person as the doer of what did harm.

use super::clause::{Clause, Group};
use super::harm;
use super::lexicon::{Bits, Class};
use super::people::{Who, who};
use super::scene::Scene;
use super::tags::Tag;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

/// Clauses of harm with a name.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    const HARM: Bits = Bits::of(Class::Harm)
        .and(Class::HarmMaybe)
        .and(Class::HarmMore)
        .and(Class::BlamePrep)
        .and(Class::ErrNoun)
        .and(Class::ErrBy)
        .and(Class::HarmSign);
    if !scene.words.bits.any(HARM)
        || scene.is_aside()
        || scene.is_plan()
        || scene.is_question()
        || scene.is_in(&[SectionName::WentWell])
    {
        return;
    }
    let mut seen = false;
    for clause in &scene.clauses {
        let verb = &clause.verb;
        let main = &scene.words.all[verb.main];
        let skip =
            verb.negated || verb.infinitive || verb.modal.is_some() || main.is(Class::Be) && verb.main == verb.start;
        if seen
            || skip
            || main.bits.any(Bits::of(Class::Think).and(Class::Say))
            || main.is(Class::Repair) && !scene.words.has(scene.object(verb.main + 1), Class::HarmMore)
        {
            continue;
        }
        let Some(name) = doer(scene, clause) else { continue };
        if harm::is_hypothetical(scene, clause) || !harm::is_done(scene, clause) || scene.is_disowned(verb.main) {
            continue;
        }
        seen = true;
        found.push(finding(scene, clause, &name));
    }
    let at = if seen { None } else { blamed(scene) };
    if let Some(at) = at.filter(|at| !scene.is_disowned(at.start)) {
        found.push(scene.finding(Code::NamedDoer, at, MESSAGE, LEAVE_OUT));
    }
}

const MESSAGE: &str = "a person is named as the one who did harm";
const LEAVE_OUT: &str = "leave the name out: say which action had this effect, and what let it through";

/// A first and a last name that no list has: two unknown words with capitals that make no product.
fn looks_like_name(scene: &Scene<'_>, group: &Range<usize>) -> bool {
    let words = &scene.words.all[group.clone()];
    words.len() == 2
        && words.iter().all(|w| {
            w.is_capital
                && w.bits.is_empty()
                && !w.is_quiet
                && w.lower.len() > 2
                && w.lower.chars().all(char::is_alphabetic)
                && scene.words.text[w.start..w.end].chars().skip(1).all(char::is_lowercase)
        })
}

/// Whether a group belongs to a person with a name: "Mia's change".
fn is_of_name(scene: &Scene<'_>, words: &Range<usize>) -> bool {
    words.clone().any(|n| scene.tags[n] == Tag::Possessive && who(&scene.words, words.start..n) == Who::Named)
}

/// The words that name who did it: the subject, or who stands behind "by".
fn doer(scene: &Scene<'_>, clause: &Clause) -> Option<Range<usize>> {
    let words = &scene.words;
    let is_name = |g: &Group| g.who == Who::Named || looks_like_name(scene, &g.words);
    if clause.verb.passive {
        let agent = scene.agent(clause)?;
        // "by a contractor, Gareth Boyle"
        let beside = (scene.tags.get(agent.words.end) == Some(&Tag::Comma))
            .then(|| scene.group_at(agent.words.end + 1))
            .flatten()
            .filter(|g| agent.who == Who::Role && g.who == Who::Named);
        // "caused by a commit from @kim"
        let from = matches!(words.lower(agent.words.end), "from" | "by" | "of")
            .then(|| scene.group_at(agent.words.end + 1))
            .flatten()
            .filter(|g| agent.who == Who::Thing && g.who == Who::Named);
        let beside = beside.or(from);
        let named = is_name(&agent) || is_of_name(scene, &agent.words);
        return named.then_some(agent.words).or(beside.map(|g| g.words));
    }
    let Some(subject) = &clause.subject else {
        return (scene.who(clause) == Who::Named).then_some(clause.verb.start..clause.verb.start);
    };
    if is_name(subject) {
        return Some(subject.words.clone());
    }
    // "a typo by Mark took down"
    let by = (subject.words.end..clause.verb.start).find(|n| words.lower(*n) == "by");
    let by = by.and_then(|n| scene.group_at(n + 1)).filter(|g| g.who == Who::Named);
    if by.is_some() {
        return by.map(|g| g.words);
    }
    // "Peter's change broke the build"
    let owned = is_of_name(scene, &subject.words);
    let head = words.all[subject.words.end - 1];
    let slip = head.bits.any(Bits::of(Class::ErrNoun).and(Class::ErrBy));
    let act = head.bits.any(Bits::of(Class::Act).and(Class::HarmMaybe).and(Class::Made)) || head.lower == "script";
    (owned && (slip || act && harm::is_of_act(scene, clause))).then(|| subject.words.clone())
}

/// "Lena is responsible for the loss", "the loss is Lena's fault", "The trigger was Dmitri deploying the branch".
fn blamed(scene: &Scene<'_>) -> Option<Range<usize>> {
    let words = &scene.words;
    // "down because of Tom", "due to @bob's change", "Site down thanks to Lena"
    let because = words.phrases.iter().find_map(|p| {
        let due = p.first > 0 && words.lower(p.first - 1) == "thanks";
        let thanks = words.lower(p.first) == "thanks"
            && words.has(0..words.all.len(), Class::HarmSign)
            && !words.has(0..words.all.len(), Class::Better);
        if !p.bits.has(Class::BlamePrep) || words.lower(p.first) == "thanks" && !thanks {
            return None;
        }
        let group = scene.group_at(p.end)?;
        if due || words.lower(group.words.end) == "for" {
            return None;
        }
        (group.who == Who::Named || is_of_name(scene, &group.words)).then_some(p.first..group.words.end)
    });
    let guilty = || {
        scene.clauses.iter().filter(|c| !c.verb.negated && words.all[c.verb.main].is(Class::Be)).find_map(|c| {
            let subject = c.subject.as_ref()?;
            let after = c.rest();
            let said = after.clone().find(|n| {
                words.says(*n, &["to", "blame"])
                    || words.says(*n, &["at", "fault"])
                    || words.says(*n, &["the", "culprit"])
                    || words.says(*n, &["responsible", "for"]) && words.has(*n..words.all.len(), Class::HarmSign)
            });
            if subject.who == Who::Named && said.is_some() {
                return Some(subject.words.start..said? + 2);
            }
            // "is Lena's fault", "was Dmitri deploying"
            let group = scene.group_at(c.verb.main + 1)?;
            let fault = is_of_name(scene, &group.words)
                && words.all[group.words.end - 1].bits.any(Bits::of(Class::ErrNoun).and(Class::ErrBy));
            let does = group.who == Who::Named
                && words
                    .all
                    .get(group.words.end)
                    .is_some_and(|w| w.is(Class::Ing) && w.bits.any(Bits::of(Class::Harm).and(Class::HarmMaybe)));
            (fault || does).then_some(group.words.clone())
        })
    };
    // "Lena's change to the ACL" and nothing else, as what set it off.
    let only = || {
        let group = scene.group_at(scene.first())?;
        let here = scene.clauses.is_empty() && scene.is_in(&[SectionName::Factors, SectionName::Trigger]);
        let act = words.all[group.words.end - 1].bits.any(Bits::of(Class::Act).and(Class::ErrBy));
        (here && act && is_of_name(scene, &group.words)).then_some(group.words)
    };
    because.or_else(guilty).or_else(only)
}

fn finding(scene: &Scene<'_>, clause: &Clause, name: &Range<usize>) -> Finding {
    let verb = &clause.verb;
    let object = scene.quote(scene.object(verb.main + 1));
    let help = match object {
        Some(object) if !verb.passive => {
            format!(
                "leave the name out and say what allowed it, for example: `the change to {object} took effect without a check`"
            )
        }
        _ => LEAVE_OUT.to_owned(),
    };
    let at = if name.is_empty() {
        verb.start..verb.main + 1
    } else {
        name.start.min(verb.start)..name.end.max(verb.main + 1)
    };
    scene.finding(Code::NamedDoer, at, MESSAGE, help)
}
