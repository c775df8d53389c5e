//! The timeline of an incident as its page shows it: a drawing, and the events as a list.
//!
//! What goes in are the events and phases of a document. They are put on one [`clock`],
//! the clock on a [`scale`] that cuts long silences out, [`ticks`], [`label`]s and
//! [`marks`] into their places, and all of it into [`svg`].

mod clock;
mod label;
mod list;
mod marks;
mod scale;
mod svg;
#[cfg(test)]
mod tests;
mod ticks;
mod words;

use super::data::data;
use super::length;
use super::strings::Strings;
use crate::date::Moment;
use crate::document::{Event, Fields, Phase};
use clock::{Clock, Kind, civil};
use scale::Scale;
use svg::{Drawing, Stretch};
use tera::Value;

/// So much of an event's text is said by its mark; all of it stands in the list.
const SAID: usize = 90;

/// What is drawn, with its words.
#[derive(Debug)]
pub(super) struct Drawn {
    /// The drawing.
    pub(super) svg: String,
    /// What it spans.
    pub(super) span: String,
    /// From phase to phase: class, words, length.
    pub(super) stretches: Vec<(&'static str, String, String)>,
    /// Phases with their times, in words.
    pub(super) phases: Vec<(String, String)>,
    /// How many events are in the list only.
    pub(super) left_out: usize,
}

/// The phases that have a time, in the order of [`Phase::ALL`].
pub(super) fn phases(fields: &Fields) -> Vec<(Phase, &Moment)> {
    let found = [&fields.started_at, &fields.detected_at, &fields.mitigated_at, &fields.resolved_at];
    Phase::ALL.into_iter().zip(found).filter_map(|(p, f)| Some((p, &f.as_ref()?.value))).collect()
}

/// What the template is given; none where there is neither an event nor a drawing.
pub(super) fn value(events: &[Event], phases: &[(Phase, &Moment)], strings: &Strings) -> Option<Value> {
    let drawn = draw(events, phases, strings);
    if events.is_empty() && drawn.is_none() {
        return None;
    }
    let drawing = drawn.map(|d| {
        let stretches = d.stretches.into_iter().map(
            |(id, text, length)| data! { "id" => id.trim_start_matches("tl-"), "text" => text, "length" => length },
        );
        let phases = d.phases.into_iter().map(|(name, time)| data! { "name" => name, "time" => time });
        data! {
            "svg" => d.svg, "span" => d.span, "left_out" => d.left_out,
            "stretches" => super::data::list(stretches), "phases" => super::data::list(phases),
        }
    });
    Some(data! { "drawing" => drawing, "count" => events.len(), "list" => list::value(events, strings) })
}

/// Draws a timeline; none where less than two moments can be compared.
pub(super) fn draw(events: &[Event], phases: &[(Phase, &Moment)], strings: &Strings) -> Option<Drawn> {
    let clock = Clock::of(events, phases);
    let points = clock.points();
    let scale = Scale::of(&points)?;
    let name = |phase: Phase| strings.get(&format!("fact_{}", phase.id())).to_owned();
    let time = |at: i64| {
        let at = civil(at);
        format!("{:02}:{:02}", at.hour(), at.minute())
    };
    let labels = clock.phases.iter().map(|(phase, at)| {
        let label = if clock.kind == Kind::Days { name(*phase) } else { format!("{} {}", name(*phase), time(*at)) };
        (*phase, scale.x(*at), label)
    });
    let steps = steps(&clock);
    let stretches = steps.iter().map(|s| Stretch { from: scale.x(s.at.0), to: scale.x(s.at.1), look: s.look });
    let zone_said = true;
    let says = |mark: &marks::Mark| {
        let event = &events[mark.event];
        let mut text: String = event.text.chars().take(SAID).collect();
        if text.len() < event.text.len() {
            text.push('\u{2026}');
        }
        let when = words::time(event, clock.kind == Kind::Times, zone_said, strings).unwrap_or_default();
        let more =
            if mark.more > 0 { format!(" ({})", strings.plural("more_events", mark.more)) } else { String::new() };
        let look = match (event.phase, event.approximate) {
            (Some(_), _) => "tl-dot tl-turn",
            (None, true) => "tl-dot tl-about",
            (None, false) => "tl-dot",
        };
        (format!("{when}: {text}{more}"), look)
    };
    let marks = marks::marks(&clock.spots, &scale);
    let drawing = Drawing {
        stretches: stretches.collect(),
        phases: labels.collect(),
        says: marks.iter().map(says).collect(),
        marks,
        silences: scale.cuts.iter().map(|c| words::silence(c.seconds)).collect(),
        cuts: &scale.cuts,
        ticks: ticks::ticks(&clock, &scale, strings),
    };
    let of_phase = |p: Phase| phases.iter().find(|(phase, _)| *phase == p).map(|(_, m)| *m);
    let length = |s: &Step| {
        let exact = of_phase(s.phases.0).zip(of_phase(s.phases.1)).and_then(|(a, b)| length::between(a, b));
        match (exact, clock.kind) {
            (Some(seconds), _) => Strings::duration(seconds),
            (None, Kind::Days) => strings.plural("days", usize::try_from((s.at.1 - s.at.0) / 86_400).unwrap_or(0)),
            (None, _) => Strings::duration(s.at.1 - s.at.0),
        }
    };
    let words = |s: &Step| {
        let text = strings
            .get("stretch")
            .replace("{from}", &name(s.phases.0))
            .replace("{to}", &name(s.phases.1).to_lowercase());
        (s.look, text, length(s))
    };
    let said = clock.phases.iter().map(|(phase, at)| match of_phase(*phase) {
        Some(moment) => (name(*phase), strings.moment(moment).0),
        None => (name(*phase), time(*at)),
    });
    Some(Drawn {
        svg: svg::write(&drawing),
        span: words::span(&clock, points[0], points[points.len() - 1], strings),
        stretches: steps.iter().map(words).collect(),
        phases: said.collect(),
        left_out: events.len() - clock.spots.len(),
    })
}

/// What lies between two phases.
struct Step {
    phases: (Phase, Phase),
    at: (i64, i64),
    look: &'static str,
}

/// What lies between phases that follow each other; one that is told before the phase it
/// should follow bounds nothing.
fn steps(clock: &Clock) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut before: Option<(Phase, i64)> = None;
    for &(phase, at) in &clock.phases {
        if let Some((last, from)) = before {
            if at < from {
                continue;
            }
            let look = match (last, phase) {
                (Phase::Started, Phase::Detected) => "tl-unseen",
                (Phase::Mitigated, _) => "tl-after",
                (Phase::Detected, Phase::Mitigated) => "tl-open",
                // Whether it was seen or mitigated in between is not known.
                _ => "tl-whole",
            };
            if at > from {
                steps.push(Step { phases: (last, phase), at: (from, at), look });
            }
        }
        before = Some((phase, at));
    }
    steps
}
