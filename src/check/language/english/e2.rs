//! E2: the error of a human given as a cause.

use super::clause::Group;
use super::lexicon::{Bits, Class};
use super::people::Who;
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
    const ROLE: Bits = Bits::of(Class::Human).and(Class::Given).and(Class::Team).and(Class::Customer);
    let words = &scene.words;
    let pairs = words.of_class(Class::ErrNoun).filter_map(|noun| {
        // "human error", "user-error", "the developer's mistake", "user fault"
        let mut first = noun.start.checked_sub(1)?;
        // "the customer's own mistake", "the operator's configuration error"
        let own = first > 0 && words.lower(first - 1) == "'s" && scene.tags[first] == Tag::Noun;
        if matches!(words.lower(first), "'s" | "-") || words.all[first].is(Class::JudgeAdj) {
            first = first.checked_sub(1)?;
        } else if own {
            first = first.checked_sub(2)?;
        }
        let who = &words.all[first];
        let is_role = words.lower(first + 1) == "'s" && who.bits.any(ROLE);
        (who.is(Class::ErrWho) || is_role || who.is(Class::Human) && !who.is(Class::Ambiguous))
            .then_some(first..noun.end)
    });
    let whole = words.of_class(Class::ErrWhole);
    let by = words.of_class(Class::ErrBy).filter(|at| is_somebodys(scene, at));
    // "The fault lies with the engineer"
    let lies = (1..words.all.len()).filter(|n| {
        matches!(words.lower(*n), "lies" | "lay" | "rests" | "rested")
            && words.lower(n + 1) == "with"
            && matches!(words.lower(n - 1), "fault" | "blame" | "responsibility" | "error" | "mistake")
            && scene.group_at(n + 2).is_some_and(|g| g.who.is_staff())
    });
    let lies = lies.map(|n| n - 1..n);
    pairs.chain(whole).chain(by).chain(lies)
}

/// "a mistake made by the administrator", "our mistake", "the mistake that one of the admins had made".
fn is_somebodys(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let all = 0..words.all.len();
    let before = at.start.saturating_sub(1 + usize::from(words.lower(at.start.saturating_sub(1)) == "own"));
    let ours = before < at.start && words.all[before].is(Class::PossHuman);
    // "It was my mistake"
    let plain = ours
        && at.end == words.all.len() - usize::from(words.lower(words.all.len() - 1) == ".")
        && scene.clause_at(at.start).is_some_and(|c| words.all[c.verb.main].is(Class::Be) && c.who() == Who::It);
    let made = words.lower(at.end) == "made";
    let next = if made { at.end + 1 } else { at.end };
    // "our part", "the operator's hand"
    let is_side = |g: &Group| {
        let end = words.lower(g.words.end - 1);
        // "an error on our side" may be one of a program.
        let side = matches!(end, "side" | "end") && !words.lower(at.end - 1).starts_with("error");
        scene.is_of_person(g) && (side || matches!(end, "part" | "hand" | "hands" | "finger" | "fingers" | "keyboard"))
    };
    let staff = |n: usize| {
        matches!(words.lower(n), "mine" | "ours" | "theirs" | "hers")
            || scene.group_at(n).is_some_and(|g| g.who.is_staff() || is_side(&g))
    };
    let near = matches!(words.lower(next), "by" | "of") && staff(next + 1)
        || words.lower(next) == "in" && scene.group_at(next + 1).is_some_and(|g| g.who == Who::Role)
        || matches!(words.lower(next), "on" | "from") && scene.group_at(next + 1).is_some_and(|g| is_side(&g));
    let phrase = words.phrases.iter().find(|p| p.first == next && p.bits.has(Class::Prep));
    let part = words.lower(next) == "on" && phrase.is_some_and(|p| staff(p.end));
    let by = (at.end..(at.end + 8).min(words.all.len()))
        .take_while(|n| matches!(scene.tags[*n], Tag::Prep | Tag::Det | Tag::Noun | Tag::Ing | Tag::Possessive))
        .find(|n| words.lower(*n) == "by")
        .is_some_and(|n| staff(n + 1));
    // "correct grammar errors ... by @kim" is told of who mended it.
    let mended = words.has(0..at.start, Class::Repair);
    let agent = near || part || by && !mended;
    // "the typo our colleague made"
    let relative = scene.clauses.iter().any(|c| {
        (at.end..at.end + 6).contains(&c.verb.start)
            && scene.who(c).is_staff()
            && c.subject.as_ref().is_some_and(|s| s.words.start >= at.end)
            && matches!(words.lower(c.verb.main), "made" | "introduced" | "committed")
    });
    ours && words.has(all, Class::CauseCue) || plain || agent || relative || is_made(scene, at)
}

/// "We made a mistake which caused", "because somebody made a mistake".
fn is_made(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    const EFFECT: Bits = Bits::of(Class::Harm).and(Class::HarmMaybe).and(Class::BadOutcome).and(Class::Result);
    let words = &scene.words;
    let Some(made) = scene.clause_at(at.start).filter(|c| {
        scene.who(c).is_staff()
            && !c.verb.negated
            && c.verb.modal.is_none()
            && matches!(words.lower(c.verb.main), "made" | "makes" | "making" | "committed")
            && (c.verb.main..c.verb.main + 5).contains(&at.start)
    }) else {
        return false;
    };
    let because = made.sub.is_some_and(|s| matches!(words.lower(s), "because" | "since" | "as" | "after"));
    let effect = scene.clauses.iter().any(|c| {
        let main = &words.all[c.verb.main];
        let told = main.bits.any(Bits::of(Class::Repair).and(Class::Say).and(Class::Think));
        c.verb.main > at.end
            && !c.verb.negated
            && c.verb.modal.is_none()
            && !told
            && (main.bits.any(EFFECT) || matches!(words.lower(c.start), "which" | "so"))
    });
    because || effect || words.has(at.end..words.all.len(), Class::CauseCue)
}

fn is_cause(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let next = words.get(at.end);
    // "The Human Error Lab"
    let is_name = words.all[at.end - 1].is_capital && next.is_some_and(|w| w.is_capital && !w.is_mark());
    if is_name || next.is_some_and(|w| w.is(Class::ErrCompound) || w.is_quiet) || scene.is_disowned(at.start) {
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
    // The clause that it is the subject of.
    let doing = scene.clauses.iter().find(|c| c.subject.as_ref().is_some_and(|s| s.words.contains(&(at.end - 1))));
    // "Operator errors in the log came from the controller"
    if doing.is_some_and(|c| !c.verb.passive && words.lower(c.verb.main + 1) == "from") {
        return false;
    }
    let several = words.lower(at.end - 1).ends_with('s') && !words.lower(at.end - 1).ends_with("ss");
    let does = doing.is_some_and(|c| {
        let main = &words.all[c.verb.main];
        let known = main.bits.any(Bits::of(Class::Harm).and(Class::HarmMaybe));
        let told = Bits::of(Class::Be).and(Class::Copula).and(Class::Say).and(Class::Think).and(Class::Have);
        let past =
            (main.is(Class::Past) || main.is(Class::Part)) && !main.bits.any(told) && !MOVES.contains(&main.lower);
        !c.verb.passive
            && !c.verb.negated
            && c.verb.modal.is_none()
            && (known
                || matches!(main.lower, "lies" | "lay" | "rests")
                || past && !several
                || matches!(main.lower, "made" | "took" | "brought"))
    });
    let is_said = does
        || clause
            .is_some_and(|c| c.verb.main == at.start || c.verb.main < at.start && words.all[c.verb.main].is(Class::Be));
    // "closed as user error", "cut by human error", "a fat-finger incident"
    let first = (0..at.start).rev().find(|n| !words.all[*n].is(Class::Det)).map_or("", |n| words.lower(n));
    let given = matches!(first, "as" | "by" | "through" | "via") && clause.is_some_and(|c| c.verb.main < at.start);
    let event = words.get(at.end).is_some_and(|w| w.is(Class::ErrIncident)) && clause.is_some();
    // A label or an item that says nothing else.
    let closed = at.end == words.all.len() || matches!(scene.tags[at.end], Tag::Comma | Tag::Break) && doing.is_none();
    let alone = at.start <= scene.first() + 2 && (clause.is_none() || closed)
        || match scene.tags[..at.start]
            .iter()
            .rev()
            .find(|t| !matches!(t, Tag::Skip | Tag::Det | Tag::Noun | Tag::Adverb))
        {
            Some(Tag::Break) => true,
            // "In short, a layer 8 problem: ..."
            Some(Tag::Comma) => closed && scene.clauses.iter().all(|c| c.verb.start > at.start),
            _ => false,
        };
    words.has(0..words.all.len(), Class::CauseCue) || is_said || given || event || alone
}

/// What errors do that are counted.
const MOVES: [&str; 22] = [
    "rose",
    "fell",
    "went",
    "grew",
    "peaked",
    "dropped",
    "increased",
    "decreased",
    "climbed",
    "spiked",
    "stopped",
    "appeared",
    "came",
    "started",
    "began",
    "returned",
    "occurred",
    "happened",
    "doubled",
    "tripled",
    "jumped",
    "became",
];

/// "not human error", "human error is never a cause"; but not "not a bug but user error".
fn is_denied(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let words = &scene.words;
    let excluded = (at.end..(at.end + 4).min(words.all.len()))
        .any(|n| words.says(n, &["ruled", "out"]) || matches!(words.lower(n), "excluded" | "discounted" | "unlikely"))
        || words.said_before(at.start, &["ruled", "out"])
        || words.said_before(at.start, &["far", "from"])
        || words.said_before(at.start, &["anything", "but"]);
    if excluded {
        return true;
    }
    let Some(no) = words.of_class(Class::Neg).map(|n| n.start).find(|n| {
        let same = scene.clause_at(*n).map(|c| c.start) == scene.clause_at(at.start).map(|c| c.start);
        same || n + 1 == at.start || *n > at.end
    }) else {
        return false;
    };
    if no > at.end {
        // "Human error is a symptom, not a cause", but not "human error in not knowing"
        let denied = scene.clauses.iter().any(|c| {
            c.subject.as_ref().is_some_and(|s| s.words.contains(&(at.end - 1))) && (c.verb.start..c.end).contains(&no)
        });
        let denied = denied && scene.clause_at(no).is_none_or(|c| c.sub.is_none());
        return denied && !(no..words.all.len()).any(|n| words.lower(n) == "but");
    }
    let but = (no..at.start).any(|n| matches!(words.lower(n), "but" | "only"));
    !but
}

/// A hypothesis of those who were still looking.
fn is_guess(scene: &Scene<'_>, at: &Range<usize>) -> bool {
    let looking = scene.is_in(&[SectionName::Timeline, SectionName::Response, SectionName::Detection]);
    let possible = at.start > 0 && matches!(scene.words.lower(at.start - 1), "possible" | "potential" | "suspected");
    possible || scene.words.has(0..at.start, Class::Guess) || looking && scene.words.has(0..at.start, Class::Hedge)
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
