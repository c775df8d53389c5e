//! W2: what somebody should have done.

use super::clause::Clause;
use super::lexicon::Class;
use super::people::Who;
use super::scene::Scene;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

/// Counterfactuals about people.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    if !scene.words.bits.has(Class::Modal) && !scene.words.bits.has(Class::IfOnly) || is_elsewhere(scene) {
        return;
    }
    for clause in &scene.clauses {
        let Some(modal) = clause.verb.modal else { continue };
        if is_should(scene.words.lower(modal))
            && clause.verb.perfect
            && is_of_people(scene, clause)
            && !scene.is_disowned(modal)
        {
            found.push(should(scene, clause, modal));
        }
    }
    let only: Vec<Range<usize>> = scene.words.of_class(Class::IfOnly).collect();
    for at in only {
        let wish = scene
            .clauses
            .iter()
            .find(|c| c.verb.start >= at.end && c.subject.as_ref().is_some_and(|s| s.words.start >= at.end));
        if wish.is_some_and(|c| scene.who(c).is_staff() && is_past(scene, c)) && !scene.is_disowned(at.start) {
            found.push(scene.finding(
                Code::Counterfactual,
                at,
                "`if only` tells of a past that did not happen",
                "say what happened, and what the people there could see and knew at the time",
            ));
        }
    }
}

fn is_elsewhere(scene: &Scene<'_>) -> bool {
    scene.is_plan()
        || scene.is_aside()
        || scene.is_question()
        || scene.is_luck()
        || scene.is_in(&[SectionName::WentWell])
}

fn is_should(modal: &str) -> bool {
    matches!(modal, "should" | "shouldn" | "ought" | "shoulda")
}

fn is_past(scene: &Scene<'_>, clause: &Clause) -> bool {
    let main = &scene.words.all[clause.verb.main];
    main.is(Class::Past) || main.is(Class::Part)
}

fn is_of_people(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let verb = &clause.verb;
    let main = &words.all[verb.main];
    if scene.is_after_what(clause) {
        return false;
    }
    let is_expectation = clause.rest().any(|n| words.says(n, &["by", "now"]));
    if is_expectation {
        return false;
    }
    match scene.who(clause) {
        _ if verb.passive => {
            // By whom decides; without one, whether only people do such a thing.
            match scene.agent(clause) {
                Some(agent) if agent.who.is_person() => true,
                Some(agent) if agent.who == Who::Thing && !is_time(scene, &agent.words) => false,
                _ => scene.who(clause).is_staff() || main.is(Class::ByPeople),
            }
        }
        Who::Customer => !main.is(Class::Received),
        who if who.is_staff() => true,
        // A line that begins with it: "Should have posted earlier".
        _ if clause.subject.is_none() => verb.start == scene.first(),
        _ => {
            // "It should have been obvious to the reviewer"
            words.all[verb.main].is(Class::Be)
                && clause.rest().take(2).any(|n| matches!(words.lower(n), "obvious" | "clear" | "apparent" | "evident"))
        }
    }
}

/// "by 16:00", "by Friday": no agent.
fn is_time(scene: &Scene<'_>, group: &Range<usize>) -> bool {
    let words = &scene.words;
    words.all[group.clone()].iter().any(|w| w.shape == super::words::Shape::Number)
        || matches!(
            words.lower(group.end - 1),
            "now"
                | "then"
                | "hand"
                | "default"
                | "today"
                | "tomorrow"
                | "week"
                | "month"
                | "day"
                | "year"
                | "default_rule"
        )
}

fn should(scene: &Scene<'_>, clause: &Clause, modal: usize) -> Finding {
    let words = &scene.words;
    let verb = &clause.verb;
    let said = words.written(modal..verb.main + 1);
    let object = scene.quote(verb.main..scene.object(verb.main + 1).end);
    let no = if verb.negated { "" } else { "not " };
    let help = match object {
        Some(action) if !verb.passive => {
            format!("say what happened and why it made sense then: what was known when `{action}` was {no}the choice? Put what will change into the action items")
        }
        _ => "say what happened, what was known at the time, and why it made sense then; put what will change into the action items".to_owned(),
    };
    scene.finding(
        Code::Counterfactual,
        modal..verb.main + 1,
        format!("`{said}` measures people by what is known now"),
        help,
    )
}
