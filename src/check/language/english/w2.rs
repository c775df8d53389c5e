//! W2: what somebody should have done.

use super::clause::Clause;
use super::lexicon::{Bits, Class};
use super::people::{Who, is_month};
use super::scene::Scene;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::SectionName;
use std::ops::Range;

/// Counterfactuals about people.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Finding>) {
    const ANY: Bits = Bits::of(Class::Modal).and(Class::IfOnly);
    if !scene.words.bits.any(ANY) || is_elsewhere(scene) {
        return;
    }
    for clause in &scene.clauses {
        let Some(modal) = clause.verb.modal else { continue };
        // "the question whether we should have"
        let asked = clause.sub.is_some_and(|s| scene.words.lower(s) == "whether");
        if is_should(scene.words.lower(modal))
            && !asked
            && clause.verb.perfect
            && is_of_people(scene, clause)
            && !scene.is_disowned(modal)
        {
            found.push(should(scene, clause, modal));
        }
    }
    let only: Vec<Range<usize>> = scene.words.of_class(Class::IfOnly).collect();
    for at in only {
        // "Had we only looked" says the same without "if".
        let had = scene.words.lower(at.start) == "had" && at.start == scene.first();
        let wish = scene
            .clauses
            .iter()
            .find(|c| c.verb.start >= at.end && c.subject.as_ref().is_some_and(|s| s.words.start >= at.end));
        let wished = wish.is_some_and(|c| scene.who(c).is_staff() && is_past(scene, c));
        if (had || wished) && !scene.is_disowned(at.start) {
            found.push(scene.finding(Code::Counterfactual, at, WISH, WISH_HELP));
        }
    }
}

const WISH: &str = "`if only` tells of a past that did not happen";
const WISH_HELP: &str = "say what happened, and what the people there could see and knew at the time";

fn is_elsewhere(scene: &Scene<'_>) -> bool {
    scene.is_plan()
        || scene.is_aside()
        || scene.is_question()
        || scene.is_luck()
        || scene.is_in(&[SectionName::WentWell])
}

fn is_should(modal: &str) -> bool {
    matches!(modal, "should" | "shouldn" | "ought" | "shoulda" | "shouldnt")
}

fn is_past(scene: &Scene<'_>, clause: &Clause) -> bool {
    let main = &scene.words.all[clause.verb.main];
    main.is(Class::Past) || main.is(Class::Part)
}

fn is_of_people(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let verb = &clause.verb;
    let main = &words.all[verb.main];
    // "What we should have done was to": says it; "what should we have seen" asks.
    let is_said = words.lower(scene.first()) == "what"
        && scene.clauses.iter().any(|c| c.verb.start > verb.main && words.all[c.verb.main].is(Class::Be));
    if scene.is_after_what(clause) && !is_said {
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
                _ => scene.who(clause).is_staff() || is_done_by_people(scene, clause),
            }
        }
        Who::Customer => !main.is(Class::Received),
        Who::Nobody => true,
        who if who.is_staff() => !is_due(scene, clause),
        // A line that begins with it: "Should have posted earlier".
        _ if clause.subject.is_none() => verb.start == scene.first(),
        who => {
            let subject = clause.subject.as_ref().map(|s| s.words.clone()).unwrap_or_default();
            let head = subject.end.saturating_sub(1);
            // "one should have expected", "the bank should have told us", "the review should have caught it"
            let one = subject.len() == 1 && words.lower(head) == "one";
            // "There should have been a second pair of eyes"
            let there = words.lower(head) == "there"
                && main.is(Class::Be)
                && clause.rest().take(3).any(|n| words.all[n].is(Class::Provided));
            one || there
                || words.all[head].is(Class::Org)
                || words.all[head].is(Class::Review)
                || is_act_gone_wrong(scene, clause, who)
                // "It should have been obvious to the reviewer"
                || main.is(Class::Be)
                    && clause
                        .rest()
                        .take(2)
                        .any(|n| matches!(words.lower(n), "obvious" | "clear" | "apparent" | "evident"))
        }
    }
}

/// "Everyone should have received the mail by Monday": what was sent out, not what somebody left undone.
fn is_due(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let subject = clause.subject.as_ref().map_or("", |s| words.lower(s.words.start));
    matches!(subject, "everyone" | "everybody") && words.all[clause.verb.main].is(Class::Received)
}

/// "The change should never have gone out", "this should not have happened": an act of people, or what came of it.
fn is_act_gone_wrong(scene: &Scene<'_>, clause: &Clause, who: Who) -> bool {
    let words = &scene.words;
    let head = clause.subject.as_ref().and_then(|s| words.get(s.words.end - 1));
    let act = head.is_some_and(|w| w.is(Class::Made));
    let main = words.lower(clause.verb.main);
    let never = words.lower(clause.verb.start + 1) == "never" || words.lower(clause.verb.start + 2) == "never";
    let out = matches!(
        main,
        "gone"
            | "happened"
            | "reached"
            | "made"
            | "left"
            | "landed"
            | "passed"
            | "slipped"
            | "got"
            | "gotten"
            | "shipped"
            | "come"
    );
    // "That step should have come first", "the rollback should have begun at once"
    let begun = matches!(main, "come" | "begun" | "started" | "happened" | "preceded" | "waited" | "stayed");
    // "The password should not have been in the wiki", "A plan should have been part of the change"
    let secret = head.is_some_and(|w| {
        matches!(w.lower, "password" | "passwords" | "key" | "keys" | "secret" | "secrets" | "credentials" | "token")
    });
    let place = main == "been" && matches!(words.lower(clause.verb.main + 1), "in" | "there" | "part" | "on" | "ready");
    if place && (secret && clause.verb.negated || !clause.verb.negated && head.is_some_and(|w| w.is(Class::Paper))) {
        return true;
    }
    clause.verb.negated && out && (act || never && who == Who::It || main == "happened" && who == Who::It)
        || act && (begun || never)
}

/// A passive without a doer: whether only people do such a thing, or hindsight speaks.
fn is_done_by_people(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let main = &words.all[clause.verb.main];
    let whole = 0..words.all.len();
    let own = words.has(whole.clone(), Class::ByItself);
    if main.is(Class::ByPeople) {
        return !own;
    }
    let head = clause.subject.as_ref().and_then(|s| words.get(s.words.end - 1));
    // "earlier", "in March"
    let month =
        |n: usize| words.lower(n) == "in" && (is_month(words.lower(n + 1)) || SEASONS.contains(&words.lower(n + 1)));
    let late = (clause.verb.start..words.all.len()).any(|n| words.is(n, Class::Hindsight) || month(n))
        || clause.verb.negated && words.lower(clause.verb.start + 1) == "never";
    let made = head.is_some_and(|w| w.is(Class::Made));
    let paper = head.is_some_and(|w| w.is(Class::Paper)) && main.is(Class::EitherWay);
    // "Access should have been removed when he left", "should not have been started without a backup"
    let person_then = scene.clauses.iter().any(|c| {
        c.verb.start > clause.verb.main
            && c.sub.is_some_and(|s| matches!(words.lower(s), "when" | "once" | "after" | "as"))
            && scene.who(c).is_staff()
    });
    let either = made && main.is(Class::EitherWay) && (person_then || clause.verb.negated);
    !own && (paper
        || either
        || late && !main.is(Class::BySystem)
        || made && !main.is(Class::BySystem) && !main.is(Class::EitherWay))
}

const SEASONS: [&str; 7] = ["spring", "summer", "autumn", "winter", "may", "june", "april"];

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
