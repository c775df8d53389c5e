//! Times that do not add up, timelines with silent hours or without a zone.

use super::view::View;
use crate::check::Finding;
use crate::date::{self, Moment, Precision, Zone};
use crate::diagnostic::Code;
use crate::document::{Duration, Event, EventTime, Found, Kind, Phase, Provenance, SectionName};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// A silence is told where it is longer than this ...
const SILENCE: i64 = 2 * HOUR;

/// ... and than this part of what happened between its ends.
const PART: i64 = 3;

/// Fewer events than these tell too little for a silence to stand out.
const LEAST: usize = 5;

/// Two clocks of one moment are never further apart.
const FURTHEST_ZONES: i64 = 26;

/// Looks at the times of a document.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    order(view, found);
    lengths(view, found);
    zone(view, found);
    if !view.is(&[Kind::Maintenance, Kind::Pattern]) {
        gap(view, found);
    }
}

/// Moments that cannot follow each other.
fn order(view: &View<'_>, found: &mut Vec<Finding>) {
    let f = &view.document.fields;
    if let (Some(start), Some(detected)) = (&f.started_at, &f.detected_at)
        && is_surely_before(&detected.value, &start.value)
        && let Some(span) = place(view, detected)
    {
        found.push(Finding::at(
            Code::DetectedBeforeStarted,
            span,
            format!("noticed at {}, before it started at {}", detected.value, start.value),
            "mend one of the two; where a warning came before the effect, that is when it began",
        ));
    }
    if let (Some(mitigated), Some(resolved)) = (&f.mitigated_at, &f.resolved_at)
        && is_surely_before(&resolved.value, &mitigated.value)
        // Of a timeline the last event that speaks of relief is taken, which may be one of the aftermath.
        && mitigated.origin.from != Provenance::Timeline
        && let Some(span) = place(view, resolved)
    {
        found.push(Finding::at(
            Code::ResolvedBeforeMitigated,
            span,
            format!("over at {}, before its effect ended at {}", resolved.value, mitigated.value),
            "mend one of the two; `mitigated_at` is when users no longer felt it, `resolved_at` when nothing was left to do",
        ));
    }
}

/// Whether one moment is before another, whatever zone a time without one may be in.
fn is_surely_before(a: &Moment, b: &Moment) -> bool {
    let comparable = a.zone == b.zone || a.instant().is_some() && b.instant().is_some();
    let apart = || on_its_clock(b) - on_its_clock(a) > FURTHEST_ZONES * HOUR;
    a.is_surely_before(b) && (comparable || !a.has_time() || !b.has_time() || apart())
}

/// Seconds on the clock of the text itself.
fn on_its_clock(moment: &Moment) -> i64 {
    Moment { zone: Zone::Unknown, ..moment.clone() }.order().0
}

/// Where a value stands in the file.
fn place<T>(view: &View<'_>, value: &Found<T>) -> Option<std::ops::Range<usize>> {
    if value.origin.span.is_empty() { view.whole() } else { Some(value.origin.span.clone()) }
}

/// Pairs of moments between which a length may be meant.
type Ends<'f> = Vec<(Option<&'f Found<Moment>>, Option<&'f Found<Moment>>)>;

/// Lengths that are stated and that the times contradict.
fn lengths(view: &View<'_>, found: &mut Vec<Finding>) {
    let f = &view.document.fields;
    let (start, detected, mitigated, resolved) =
        (f.started_at.as_ref(), f.detected_at.as_ref(), f.mitigated_at.as_ref(), f.resolved_at.as_ref());
    // A length that fits any meaning of its name is right.
    let to_end = vec![(start, resolved), (start, mitigated), (detected, resolved), (detected, mitigated)];
    let to_relief = vec![(start, mitigated), (start, resolved), (detected, mitigated), (detected, resolved)];
    let all: [(&str, Option<&Found<Duration>>, Ends<'_>); 3] = [
        ("duration", f.duration.as_ref(), to_end),
        ("time_to_detect", f.time_to_detect.as_ref(), vec![(start, detected)]),
        ("time_to_recover", f.time_to_recover.as_ref(), to_relief),
    ];
    for (name, stated, ends) in all {
        // A length that tells its own times (`1h 25m (20:03 → 21:28)`) is of something else.
        let Some(stated) = stated.filter(|s| !has_clock(&s.value.raw)) else { continue };
        // Without the start, what is left says only how long a part of it was.
        if start.is_none() {
            continue;
        }
        let between: Vec<(i64, i64)> = ends.iter().filter_map(|(a, b)| length(&(*a)?.value, &(*b)?.value)).collect();
        let Some(first) = between.first() else { continue };
        if between.iter().any(|range| fits(&stated.value, *range)) {
            continue;
        }
        let Some(span) = place(view, stated) else { continue };
        let message = format!("`{name}` is stated as {} and is {} by the times", shown(&stated.value), words(first));
        found.push(Finding::at(
            Code::DurationDiffers,
            span,
            message,
            "mend the length or the times; where it means only a part of the incident, say which",
        ));
    }
}

/// Whether a text has a time of day.
fn has_clock(text: &str) -> bool {
    text.as_bytes().windows(3).any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit())
}

/// The least and the greatest number of seconds between two moments as they are written.
fn length(start: &Moment, end: &Moment) -> Option<(i64, i64)> {
    let grain = |m: &Moment| match m.precision {
        Precision::Second => Some(1),
        Precision::Minute => Some(MINUTE),
        Precision::Day => Some(DAY),
        Precision::Month | Precision::Year => None,
    };
    let (from, to) = match (start.instant(), end.instant()) {
        (Some(a), Some(b)) => (a, b),
        _ if start.has_time() && end.has_time() && start.zone != end.zone => return None,
        _ => (on_its_clock(start), on_its_clock(end)),
    };
    let (least, most) = (to - from - grain(start)?, to - from + grain(end)?);
    (most > 0).then_some((least.max(0), most))
}

/// Whether a stated length agrees with a computed one, by the precision in which it is written.
fn fits(stated: &Duration, (least, most): (i64, i64)) -> bool {
    let (unit, decimal) = unit(&stated.raw);
    let share = if stated.approximate { 3 } else { 10 };
    let slack = (5 * MINUTE).max(stated.seconds / share).max(most / share).max(if decimal { unit / 10 } else { unit });
    stated.seconds + slack >= least && stated.seconds - slack <= most
}

/// Seconds of the smallest unit that a length is written in, and whether it has decimals.
fn unit(raw: &str) -> (i64, bool) {
    let lower = raw.to_lowercase();
    let head: &str = lower.split(['(', '（', '[']).next().unwrap_or_default();
    let short = |sign: char| {
        head.char_indices().any(|(at, c)| {
            let after = head[at + c.len_utf8()..].chars().next();
            let before = head[..at].trim_end().chars().next_back();
            c == sign && before.is_some_and(|b| b.is_ascii_digit()) && !after.is_some_and(char::is_alphabetic)
        })
    };
    let has = |words: &[&str]| words.iter().any(|w| head.contains(w));
    let decimal = head
        .as_bytes()
        .windows(3)
        .any(|w| w[0].is_ascii_digit() && matches!(w[1], b'.' | b',') && w[2].is_ascii_digit());
    let seconds = if has(&["sec", "sek", "seg", "秒"]) || short('s') {
        1
    } else if has(&["min", "分"]) || short('m') {
        MINUTE
    } else if has(&["hour", "hr", "stunde", "std", "heure", "hora", "時間", "小时", "小時"]) || short('h') {
        // `1 h 45` has minutes.
        if head.trim_end().ends_with(|c: char| c.is_ascii_digit()) { MINUTE } else { HOUR }
    } else if has(&["day", "tag", "jour", "día", "dia", "日", "天"]) || short('d') {
        DAY
    } else if has(&["week", "woche", "semaine", "semana", "週", "周"]) || short('w') {
        7 * DAY
    } else {
        MINUTE
    };
    (seconds, decimal)
}

/// A stated length as it is written; a bare number has its unit in the name of its field.
fn shown(stated: &Duration) -> String {
    let raw: String = stated.raw.split_whitespace().collect::<Vec<_>>().join(" ");
    if raw.parse::<f64>().is_ok() || raw.chars().count() > 40 { span_of(stated.seconds) } else { raw }
}

/// A computed length in words.
fn words((least, most): &(i64, i64)) -> String {
    if most - least > HOUR {
        format!("{} to {}", span_of(*least), span_of(*most))
    } else {
        span_of(least.midpoint(*most))
    }
}

/// Seconds as days, hours and minutes: the two greatest of them.
pub(super) fn span_of(seconds: i64) -> String {
    let minutes = (seconds + 30) / MINUTE;
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let part = |n: i64, unit: &str| (n > 0).then(|| format!("{n} {unit}"));
    let parts = match days {
        0 => [part(hours, "h"), part(minutes, "min")],
        1 => [part(1, "day"), part(hours, "h")],
        _ => [part(days, "days"), part(hours, "h")],
    };
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "less than a minute".to_owned() } else { parts.join(" ") }
}

/// A timeline whose times have no zone.
fn zone(view: &View<'_>, found: &mut Vec<Finding>) {
    let has_clock = |e: &&Event| e.at.as_ref().is_some_and(|at| at.precision() >= Precision::Minute);
    let timed: Vec<&Event> = view.document.timeline.iter().filter(has_clock).collect();
    // Where one of them has a zone, the others are meant in it.
    let is_bare = |e: &&Event| e.at.as_ref().is_some_and(|at| *at.zone() == Zone::Unknown);
    let Some(first) = timed.first().filter(|_| timed.len() >= 2 && timed.iter().all(is_bare)) else { return };
    // What stands there and is not understood (`BST`) is said already.
    if speaks_of_zone(view, first) {
        return;
    }
    found.push(Finding::at(
        Code::TimelineWithoutZone,
        first.span.clone(),
        "the times of the timeline have no time zone",
        "say it once: in the heading (`Timeline (UTC)`), in the column (`Time (UTC)`), or as `timezone: Europe/Berlin` in the front matter",
    ));
}

/// Whether the heading of a timeline, what stands below it, or its first event speaks of a zone.
fn speaks_of_zone(view: &View<'_>, event: &Event) -> bool {
    let start = |span: std::ops::Range<usize>, most: usize| {
        view.subject.text.get(span).unwrap_or_default().chars().take(most).collect::<String>()
    };
    let sections = || view.sections(SectionName::Timeline);
    let texts = sections().map(|(_, h)| h.text.clone()).chain(sections().map(|(_, h)| start(h.content.clone(), 160)));
    texts.chain([start(event.span.clone(), 60)]).any(|text| {
        let lower = text.to_lowercase();
        let words = text.split(|c: char| !c.is_ascii_alphabetic());
        lower.contains("all times")
            || lower.contains("times are")
            || words
                .filter(|w| (2..=5).contains(&w.len()) && w.chars().all(|c| c.is_ascii_uppercase()))
                .any(|w| matches!(date::zone_at_start(w), Some((_, len)) if len == w.len()))
    })
}

/// Long hours of a timeline in which nothing happens, between the moment of being noticed
/// and the end.
fn gap(view: &View<'_>, found: &mut Vec<Finding>) {
    let f = &view.document.fields;
    let events = &view.document.timeline;
    let seconds = |at: Option<&EventTime>| {
        let moment = at?.moment()?;
        moment.has_time().then(|| (moment.order().0, moment.zone == Zone::Unknown))
    };
    let timed: Vec<(&Event, i64, i64, bool)> = events
        .iter()
        .filter_map(|e| {
            let (from, bare) = seconds(e.at.as_ref())?;
            Some((e, from, seconds(e.until.as_ref()).map_or(from, |(until, _)| until.max(from)), bare))
        })
        .collect();
    // Clocks that cannot be compared, or a timeline told out of order, have no silences.
    let one_clock = timed.windows(2).all(|w| w[0].3 == w[1].3 && w[0].1 <= w[1].1);
    if timed.len() < LEAST || !one_clock {
        return;
    }
    let bare = timed[0].3;
    let of = |moment: Option<&Found<Moment>>| {
        let moment = &moment?.value;
        (moment.has_time() && (moment.zone == Zone::Unknown) == bare).then(|| moment.order().0)
    };
    // Nobody could act before it was noticed, and nothing has to happen after the end.
    // Without that moment, the first third is taken for what came before it.
    let noticed = of(f.detected_at.as_ref()).unwrap_or(timed[timed.len() / 3].1);
    let phase = |wanted: Phase| timed.iter().rev().find(|(e, ..)| e.phase == Some(wanted)).map(|(_, from, ..)| *from);
    let end = of(f.mitigated_at.as_ref())
        .or_else(|| phase(Phase::Mitigated))
        .or_else(|| of(f.resolved_at.as_ref()))
        .or_else(|| phase(Phase::Resolved));
    let Some(end) = end else { return };
    let start = of(f.started_at.as_ref()).unwrap_or(timed[0].1);
    let whole = end - start;
    let silent = timed
        .windows(2)
        .filter(|w| w[0].2 >= noticed && w[1].1 <= end)
        .map(|w| (w[1].1 - w[0].2, w[0].0, w[1].0))
        .max_by_key(|(length, ..)| *length);
    let Some((length, before, after)) = silent else { return };
    if length <= SILENCE || length * PART <= whole {
        return;
    }
    let clock = |e: &Event| e.at.as_ref().and_then(EventTime::moment).map_or(String::new(), Moment::iso);
    let message = format!("{} without an event, from {} to {}", span_of(length), clock(before), clock(after));
    found.push(Finding::at(
        Code::TimelineGap,
        after.span.clone(),
        message,
        "say what went on in these hours: waiting, a night, a search that led nowhere is worth a line too",
    ));
}
