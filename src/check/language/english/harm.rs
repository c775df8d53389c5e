//! Whether what somebody did is told as harm: repairs are told with the same verbs, so the verb, its
//! object, what followed and the section decide together.

use super::clause::Clause;
use super::lexicon::{Bits, Class};
use super::scene::Scene;
use super::tags::Tag;
use crate::document::SectionName;
use std::ops::Range;

const RESULT: Bits = Bits::of(Class::Harm).and(Class::BadOutcome).and(Class::Result);

/// A clause that says what might have been, or until when something was so.
pub(super) fn is_hypothetical(scene: &Scene<'_>, clause: &Clause) -> bool {
    clause.sub.is_some_and(|s| match scene.words.lower(s) {
        // "It had been fine until Leila emptied it"
        "until" => {
            !scene.words.all[..s].iter().any(|w| matches!(w.lower, "fine" | "worked" | "well" | "stable" | "healthy"))
        }
        word => matches!(word, "if" | "even" | "unless" | "whether"),
    })
}

/// Whether a clause with a person as its doer tells of harm.
pub(super) fn is_done(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let main = &words.all[clause.verb.main];
    let planned = (0..words.all.len()).any(|n| n != clause.verb.main && words.is(n, Class::Planned));
    if planned || is_benign(scene, clause) {
        return false;
    }
    if is_plain(scene, clause) {
        return true;
    }
    let slip = is_slip(scene, clause);
    if slip || !main.is(Class::HarmMaybe) || is_repair(scene, clause) || is_habit(scene, clause) {
        return slip;
    }
    let is_response =
        scene.is_in(&[SectionName::Timeline, SectionName::Response, SectionName::Resolution, SectionName::Detection]);
    if is_response {
        return is_followed_at_once(scene, clause);
    }
    // "It was Nadim who pushed": nobody says so of a repair.
    let singled = clause.start > 2 && words.lower(clause.start) == "who" && words.says(scene.first(), &["it", "was"]);
    singled
        || removes(scene, clause)
        || scene.is_in(&[SectionName::Factors, SectionName::Trigger])
        || has_effect(scene, clause)
        || has_sign(scene, clause)
}

/// Harm that the verb says with the words right behind it, wherever it stands.
pub(super) fn is_plain(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let main = &words.all[clause.verb.main];
    let object = scene.object(clause.verb.main + 1);
    let any = |list: &[&str]| reach(scene, clause).any(|n| list.contains(&words.lower(n)));
    let is_response =
        scene.is_in(&[SectionName::Timeline, SectionName::Response, SectionName::Resolution, SectionName::Detection]);
    let known = main.is(Class::HarmMaybe);
    let said = if known { 0..words.all.len() } else { clause.start.min(clause.verb.start)..object.end };
    // "without telling anyone", "prod instead of staging"; of those who respond only with a sign of harm
    let careless = is_careless(scene, clause) && (!is_response || has_sign(scene, clause));
    let marked = (words.has(said, Class::HarmMore) || known && careless) && !is_fixing(scene, clause);
    let phrase = words.phrases.iter().any(|p| p.first == clause.verb.main && p.bits.has(Class::Harm));
    // "took the whole site down"
    let takes =
        ["took", "takes", "taken", "brought", "brings", "knocked", "knocks", "locked", "locks"].contains(&main.lower);
    let down = takes && any(&["down", "offline", "out"]) || main.lower.starts_with("knock") && any(&["over"]);
    let lapses = main.lower.starts_with("let") && any(&["expire", "lapse", "slip", "overflow"]);
    let open =
        ["open", "exposed", "unlocked", "public", "disabled", "unprotected", "unreachable", "worse", "unavailable"];
    let left = matches!(main.lower, "left" | "leaves" | "made" | "makes") && any(&open);
    // "@jo both force-pushed", "crashed on the sofa"
    let rests = main.lower.starts_with("crash") && scene.tags.get(clause.verb.main + 1) == Some(&Tag::Prep);
    // "pushes the broken config"
    let bad = ADDS.iter().any(|v| main.lower.starts_with(v)) && {
        let near = object.start..object.end.min(object.start + 4);
        near.clone().any(|n| words.is(n, Class::Faulty)) && !near.clone().any(|n| is_mending(words.lower(n)))
    };
    bad || left || main.is(Class::Harm) && !rests || lapses || (phrase || down) && !is_response || marked
}

/// Whether a verb takes something away.
fn removes(scene: &Scene<'_>, clause: &Clause) -> bool {
    let main = scene.words.lower(clause.verb.main);
    let off = main.starts_with("turn") && reach(scene, clause).any(|n| scene.words.lower(n) == "off");
    off || REMOVES.iter().any(|v| main.starts_with(v))
}

/// Whether what belongs to a person did harm: "Lena's cleanup removed the live volume".
pub(super) fn is_of_act(scene: &Scene<'_>, clause: &Clause) -> bool {
    let maybe = scene.words.all[clause.verb.main].is(Class::HarmMaybe);
    is_plain(scene, clause) || maybe && (removes(scene, clause) || has_effect(scene, clause) || has_sign(scene, clause))
}

/// The words soon after the verb.
fn reach(scene: &Scene<'_>, clause: &Clause) -> Range<usize> {
    clause.verb.main..(clause.verb.main + 8).min(scene.words.all.len())
}

/// "broke the news", "cut a release", "cut off the attacker", "opened an incident".
fn is_benign(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let main = words.lower(clause.verb.main);
    let object = scene.object(clause.verb.main + 1);
    let near = object.start..object.end.min(object.start + 3);
    let idiom = matches!(main.get(..2), Some("br" | "cu")) && words.has(near.clone(), Class::Benign);
    let attack = words.has(object, Class::Attack);
    // "filled in the form"
    let form = main.starts_with("fill")
        && (matches!(words.lower(clause.verb.main + 1), "in" | "out")
            || near.clone().any(|n| matches!(words.lower(n), "form" | "gap" | "role" | "seat")));
    let opens = ["open", "creat", "start", "rais", "fil"].iter().any(|v| main.starts_with(v))
        && near.clone().any(|n| {
            matches!(
                words.lower(n),
                "incident"
                    | "incidents"
                    | "ticket"
                    | "issue"
                    | "bridge"
                    | "channel"
                    | "call"
                    | "page"
                    | "case"
                    | "thread"
                    | "pr"
            )
        });
    idiom || attack || opens || form
}

/// "made a typo", "the change by Lena contained a bug".
fn is_slip(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let main = words.lower(clause.verb.main);
    let has =
        matches!(main, "made" | "makes" | "contained" | "introduced" | "introduces" | "had" | "committed" | "included");
    let near = clause.verb.main + 1..(clause.verb.main + 5).min(words.all.len());
    let slip = |n: usize| {
        words.all[n].bits.any(Bits::of(Class::ErrNoun).and(Class::ErrBy))
            || matches!(words.lower(n), "bug" | "bugs" | "regression" | "leak")
    };
    // "The typo that Lena made took mail down"
    let before = clause.subject.as_ref().is_some_and(|s| {
        (s.words.start.saturating_sub(2)..s.words.start).any(slip)
            && matches!(main, "made" | "introduced" | "committed")
    });
    let own = clause.subject.as_ref().is_some_and(|s| slip(s.words.end - 1));
    let told = words.all[clause.verb.main].bits.any(Bits::of(Class::Repair).and(Class::Be));
    has && near.into_iter().any(slip) || before || own && !told
}

/// "stopped the runaway job", "deleted the pods to restore service", "rolled back", "..., and it came back".
fn is_repair(scene: &Scene<'_>, clause: &Clause) -> bool {
    const ENDS: [&str; 24] = [
        "restore", "stop", "prevent", "fix", "avoid", "recover", "mitigate", "isolate", "contain", "limit", "halt",
        "relieve", "save", "protect", "unblock", "resolve", "bring", "get", "reduce", "help", "keep", "buy", "ease",
        "undo",
    ];
    let words = &scene.words;
    let main = words.lower(clause.verb.main);
    let rest = clause.verb.main + 1..words.all.len();
    let near = clause.verb.main + 1..(clause.verb.main + 5).min(words.all.len());
    let back = near.clone().any(|n| words.lower(n) == "back");
    let to = rest.clone().any(|n| scene.tags[n] == Tag::To && ENDS.contains(&words.lower(n + 1)));
    let good = rest.clone().any(|n| words.is(n, Class::Better));
    // "The pool was empty, so Lena raised the limit", "When it crashed, Lena promoted"
    let answer = clause.sub.is_some_and(|s| matches!(words.lower(s), "so" | "while" | "until"))
        || scene.clauses.iter().any(|c| {
            c.verb.main < clause.verb.start
                && c.sub
                    .is_some_and(|s| matches!(words.lower(s), "when" | "as" | "after" | "once" | "because" | "since"))
                && clause.sub.is_none()
                && is_result(scene, c)
        });
    // "stopped the rollout when errors rose", "switched traffic after the first went down"
    let answer = answer
        || scene.clauses.iter().any(|c| {
            c.verb.main > clause.verb.main
                && c.sub
                    .is_some_and(|s| matches!(words.lower(s), "when" | "after" | "because" | "since" | "once" | "as"))
                && !scene.who(c).is_person()
                && (is_result(scene, c) || MORE.iter().any(|v| words.lower(c.verb.main).starts_with(v)))
        });
    // "and the errors stopped", "the queue drained"
    let calmed = scene.clauses.iter().any(|c| {
        c.verb.main > clause.verb.main
            && LESS.iter().any(|v| words.lower(c.verb.main).starts_with(v))
            && c.subject.as_ref().is_some_and(|s| {
                s.words.clone().any(|n| {
                    matches!(
                        words.lower(n),
                        "errors"
                            | "error"
                            | "alerts"
                            | "alert"
                            | "rate"
                            | "load"
                            | "latency"
                            | "queue"
                            | "backlog"
                            | "lag"
                            | "timeouts"
                            | "500s"
                            | "cpu"
                    )
                })
            })
    });
    // "disabled the job that had deleted the files"
    let culprit = removes(scene, clause)
        && scene.clauses.iter().any(|c| {
            c.verb.main > clause.verb.main
                && matches!(words.lower(c.start), "that" | "which")
                && !scene.who(c).is_person()
                && !c.verb.passive
                && (is_result(scene, c) || REMOVES.iter().any(|v| words.lower(c.verb.main).starts_with(v)))
        });
    let stops_in_time = words.phrases.iter().any(|p| p.first > clause.verb.main && p.bits.has(Class::Better));
    main.starts_with("roll") && back
        || main.starts_with("turn") && (clause.verb.main + 1..words.all.len()).any(|n| words.says(n, &["back", "on"]))
        || to
        || good
        || answer
        || stops_in_time
        || calmed
        || culprit
        || is_fixing(scene, clause)
}

/// "deployed the fix", "disabled the broken job": what it is done to is what was wrong, or what mends it.
fn is_fixing(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let main = words.lower(clause.verb.main);
    let object = scene.object(clause.verb.main + 1);
    let near = object.start..object.end.min(object.start + 5);
    let adds = ADDS.iter().any(|v| main.starts_with(v));
    let mends = near.clone().any(|n| is_mending(words.lower(n)));
    let bad = near.clone().any(|n| words.is(n, Class::Faulty));
    mends && !words.has(clause.verb.main..words.all.len(), Class::HarmMore) || bad && !adds
}

/// Beginnings of verbs that bring something in: what they bring may be bad.
const ADDS: [&str; 12] =
    ["push", "deploy", "merg", "publish", "appl", "releas", "ship", "commit", "upload", "install", "sen", "use"];

/// Beginnings of verbs of growth and of calm.
const MORE: [&str; 8] = ["rose", "rise", "grew", "spik", "climb", "jump", "increas", "fir"];
const LESS: [&str; 13] = [
    "stop",
    "fell",
    "fall",
    "drop",
    "drain",
    "clear",
    "decreas",
    "shr",
    "subsid",
    "disappear",
    "vanish",
    "recover",
    "went",
];

fn is_mending(word: &str) -> bool {
    matches!(
        word,
        "fix" | "fixes" | "hotfix" | "revert" | "rollback" | "workaround" | "reverts" | "patch" | "correction"
    )
}

/// "the server that Lena runs": what somebody does each day.
fn is_habit(scene: &Scene<'_>, clause: &Clause) -> bool {
    let main = &scene.words.all[clause.verb.main];
    let present = clause.verb.start == clause.verb.main && main.is(Class::Third) && !main.is(Class::Past);
    present
        && !scene.is_in(&[SectionName::Timeline, SectionName::Response, SectionName::Trigger])
        && clause.subject.as_ref().is_some_and(|s| s.words.start > 0 && scene.tags[s.words.start - 1] == Tag::Relative)
}

/// "without a second approval", "the live fleet rather than the lab".
fn is_careless(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    (clause.verb.main..words.all.len()).any(|n| {
        let without = words.lower(n) == "without"
            && (n + 1..(n + 5).min(words.all.len())).any(|m| words.is(m, Class::Precaution));
        without || words.says(n, &["instead", "of"]) || words.says(n, &["rather", "than"])
    })
}

/// "pushed a config that broke the site", "it broke because Laura merged a change".
fn has_effect(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let reason =
        clause.sub.is_some_and(|s| matches!(words.lower(s), "because" | "since" | "as" | "after" | "when" | "once"));
    let clauses = scene.clauses.iter().filter(|c| c.verb.main != clause.verb.main);
    let mut others = clauses.filter(|c| !scene.who(c).is_person());
    let later = |c: &Clause| c.verb.main > clause.verb.main;
    let bad = others.any(|c| {
        let is_due = later(c) || reason;
        let gone = later(c)
            && c.verb.negated
            && matches!(
                words.lower(c.verb.main),
                "came" | "recovered" | "started" | "booted" | "returned" | "start" | "work" | "load"
            );
        // "after which no job would start", "the failover had no effect"
        let none = later(c)
            && (c.subject.as_ref().is_some_and(|s| matches!(words.lower(s.words.start), "no" | "nothing" | "none"))
                || words.all[c.verb.main].is(Class::Have) && matches!(words.lower(c.verb.main + 1), "no" | "nothing"));
        // "merged a change that removed the check"
        let removes = later(c)
            && matches!(words.lower(c.start), "that" | "which")
            && (REMOVES.iter().any(|v| words.lower(c.verb.main).starts_with(v))
                || words.lower(c.verb.main).starts_with("block"));
        // "changed the key, so every query went to one shard"
        let so = later(c)
            && (c.sub.is_some_and(|s| words.lower(s) == "so") || words.lower(c.start) == "which" && !c.verb.negated);
        is_result(scene, c) && !c.verb.negated && c.verb.modal.is_none() && is_due || gone || so || none || removes
    });
    // "typed it on the trunk, cutting off the warehouse"
    let cutting = (clause.verb.main + 1..words.all.len()).any(|n| {
        scene.tags[n] == Tag::Comma
            && words.get(n + 1).is_some_and(|w| w.is(Class::Ing))
            && (words.is(n + 1, Class::Harm) || words.is(n + 1, Class::BadOutcome) || words.lower(n + 1) == "causing")
    });
    bad || cutting
}

/// Words of harm behind the verb, or before it where it is the reason given.
fn has_sign(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let reason = clause.sub.is_some_and(|s| matches!(words.lower(s), "because" | "since" | "as" | "after" | "when"));
    let passive = clause.verb.passive || clause.subject.as_ref().is_none_or(|s| s.words.start > clause.start + 1);
    let from = if reason || passive { 0 } else { clause.verb.main };
    (from..words.all.len()).any(|n| words.is(n, Class::HarmSign))
}

/// "restarts the primary, all sessions lost": in a timeline only what follows at once tells.
fn is_followed_at_once(scene: &Scene<'_>, clause: &Clause) -> bool {
    let words = &scene.words;
    let Some(comma) = (clause.verb.main..words.all.len()).find(|n| scene.tags[*n] == Tag::Comma) else { return false };
    let after = comma..words.all.len();
    let still = after.clone().any(|n| matches!(words.lower(n), "still" | "no" | "stop" | "stops" | "clear" | "clears"));
    !still && after.into_iter().any(|n| words.is(n, Class::Dead))
}

/// Whether a clause tells that something stopped working: "broke", "went dark".
fn is_result(scene: &Scene<'_>, clause: &Clause) -> bool {
    let main = clause.verb.main;
    scene.words.all[main].bits.any(RESULT) || scene.words.phrases.iter().any(|p| p.first == main && p.bits.any(RESULT))
}

/// Beginnings of verbs that take something away.
const REMOVES: [&str; 28] = [
    "delet",
    "drop",
    "remov",
    "unplug",
    "shut",
    "cut",
    "empt",
    "eras",
    "swap",
    "purg",
    "terminat",
    "disabl",
    "kill",
    "pull",
    "clear",
    "reset",
    "lock",
    "revok",
    "flush",
    "detach",
    "unmount",
    "withdr",
    "format",
    "reimag",
    "downgrad",
    "decommission",
    "evict",
    "unschedul",
];
