//! W3: a named person as the doer of what did harm.

use super::clause::Clause;
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
    const HARM: Bits = Bits::of(Class::Harm).and(Class::HarmMaybe).and(Class::HarmMore).and(Class::BlamePrep);
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
        if seen || skip || main.bits.any(Bits::of(Class::Think).and(Class::Say)) || main.is(Class::Repair) {
            continue;
        }
        let Some(name) = doer(scene, clause) else { continue };
        if is_hypothetical(scene, clause) || !is_harm(scene, clause) || scene.is_disowned(verb.main) {
            continue;
        }
        seen = true;
        found.push(finding(scene, clause, &name));
    }
    // "down because of Tom", "due to @bob's change"
    let blamed = scene.words.phrases.iter().filter(|p| p.bits.has(Class::BlamePrep)).find_map(|p| {
        let group = scene.group_at(p.end)?;
        (group.who == Who::Named || is_of_name(scene, &group.words)).then_some(p.first..group.words.end)
    });
    if let Some(at) = blamed.filter(|at| !seen && !scene.is_disowned(at.start)) {
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
    if clause.verb.passive {
        let agent = scene.agent(clause)?;
        let named = agent.who == Who::Named || looks_like_name(scene, &agent.words) || is_of_name(scene, &agent.words);
        return named.then_some(agent.words);
    }
    match &clause.subject {
        Some(subject) if subject.who == Who::Named || looks_like_name(scene, &subject.words) => {
            Some(subject.words.clone())
        }
        // "Peter's change broke the build"
        Some(subject) => {
            // "a typo by Mark took down"
            let by = (subject.words.end..clause.verb.start).find(|n| scene.words.lower(*n) == "by");
            let by = by.and_then(|n| scene.group_at(n + 1)).filter(|g| g.who == Who::Named);
            if by.is_some() {
                return by.map(|g| g.words);
            }
            let owned = is_of_name(scene, &subject.words);
            let act = scene.words.all[subject.words.end - 1].bits.any(Bits::of(Class::Act).and(Class::HarmMaybe));
            (owned && act && scene.words.all[clause.verb.main].is(Class::Harm)).then(|| subject.words.clone())
        }
        None => (scene.who(clause) == Who::Named).then_some(clause.verb.start..clause.verb.start),
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
    let benign = matches!(main.lower.get(..2), Some("br" | "cu"))
        && words.has(object.start..object.end.min(object.start + 3), Class::Benign);
    if words.has(whole.clone(), Class::Planned) || benign {
        return false;
    }
    let is_response =
        scene.is_in(&[SectionName::Timeline, SectionName::Response, SectionName::Resolution, SectionName::Detection]);
    let known = main.is(Class::HarmMaybe);
    let said = clause.start.min(clause.verb.start)..object.end;
    let marked = words.has(if known { whole.clone() } else { said }, Class::HarmMore);
    let reach = clause.verb.main..(clause.verb.main + 8).min(words.all.len());
    let phrase = words.phrases.iter().any(|p| p.first == clause.verb.main && p.bits.has(Class::Harm));
    // "took the whole site down"
    let down =
        matches!(main.lower, "took" | "takes" | "brought" | "brings" | "knocked" | "knocks" | "locked" | "locks")
            && reach.clone().any(|n| {
                matches!(words.lower(n), "down" | "offline" | "out")
                    || words.lower(n) == "over" && main.lower.starts_with("knock")
            });
    let lapses = main.lower.starts_with("let")
        && reach.clone().any(|n| matches!(words.lower(n), "expire" | "lapse" | "slip" | "overflow"));
    let left = matches!(main.lower, "left" | "leaves")
        && reach
            .clone()
            .any(|n| matches!(words.lower(n), "open" | "exposed" | "unlocked" | "public" | "disabled" | "unprotected"));
    if left || main.is(Class::Harm) || lapses || (phrase || down) && !is_response {
        return true;
    }
    if marked {
        return true;
    }
    if !main.is(Class::HarmMaybe) {
        return false;
    }
    // A repair and what did harm are told by the same verbs: the place or the rest of the sentence decides.
    let off = main.lower.starts_with("turn") && reach.clone().any(|n| words.lower(n) == "off");
    let removes = off || REMOVES.iter().any(|v| main.lower.starts_with(v));
    if is_response {
        return false;
    }
    // "pushed a config that broke the site", "it broke because Laura merged a change"
    let effect = scene.clauses.iter().any(|c| {
        c.verb.main != clause.verb.main
            && is_result(scene, c)
            && !c.verb.negated
            && c.verb.modal.is_none()
            && !scene.who(c).is_person()
    });
    let gone = scene.clauses.iter().any(|c| {
        c.verb.main > clause.verb.main
            && c.verb.negated
            && matches!(words.lower(c.verb.main), "came" | "recovered" | "started" | "booted" | "returned")
    });
    effect || gone || removes || words.has(whole, Class::HarmSign)
}

const RESULT: Bits = Bits::of(Class::Harm).and(Class::BadOutcome).and(Class::Result);

/// Whether a clause tells that something stopped working: "broke", "went dark".
fn is_result(scene: &Scene<'_>, clause: &Clause) -> bool {
    let main = clause.verb.main;
    scene.words.all[main].bits.any(RESULT) || scene.words.phrases.iter().any(|p| p.first == main && p.bits.any(RESULT))
}

/// Beginnings of verbs that take something away.
const REMOVES: [&str; 13] =
    ["delet", "drop", "remov", "unplug", "shut", "cut", "empt", "eras", "swap", "purg", "terminat", "disabl", "kill"];

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
