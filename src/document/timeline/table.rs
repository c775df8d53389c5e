//! Timelines that are tables.

use super::super::header;
use super::super::outline::Line;
use super::super::words;
use super::Scene;
use super::gather::{Entry, Raw, is_blank, read_entry};
use super::zone::{unknown_zone_in, zone_in};
use crate::date::{self, ClockText, DateText, Reading, ZoneText};
use std::ops::Range;

/// The rows of a timeline.
pub(super) struct Found {
    pub(super) entries: Vec<Entry>,
    pub(super) unknown_zone: Option<(String, Range<usize>)>,
}

/// Which columns hold what.
struct Columns {
    date: Option<usize>,
    time: Option<usize>,
    texts: Vec<usize>,
}

/// Reads the rows of a table as events; none when no column holds times.
pub(super) fn read(head: &[Line<'_>], rows: &[Vec<Line<'_>>], scene: &Scene<'_>) -> Option<Found> {
    let columns = columns(head, rows, scene)?;
    let mut unknown_zone = None;
    let mut zone = None;
    for cell in [columns.time, columns.date].into_iter().flatten().filter_map(|c| head.get(c)) {
        zone = zone.or_else(|| zone_in(&cell.text));
        match &zone {
            Some(ZoneText::Unknown(name)) => unknown_zone = Some((name.clone(), cell.span.clone())),
            None => {
                if let Some(name) = unknown_zone_in(&cell.text) {
                    unknown_zone = Some((name.to_owned(), cell.place(scene.text, name)));
                }
            }
            Some(ZoneText::Known(_)) => {}
        }
    }
    // `Date (2022)`
    let year = columns.date.and_then(|c| head.get(c)).and_then(|cell| {
        let digits: String = cell.text.chars().filter(char::is_ascii_digit).collect();
        (digits.len() == 4).then(|| digits.parse().ok()).flatten()
    });
    let mut entries: Vec<Entry> = Vec::new();
    for row in rows {
        let (text, bold) = text(row, &columns.texts);
        let cell = |at: Option<usize>| at.and_then(|c| row.get(c)).map(|l| l.text.as_ref()).unwrap_or_default();
        let (day, clock) = (cell(columns.date), cell(columns.time));
        let is_empty = |t: &str| t.trim().is_empty();
        if is_empty(day) && is_empty(clock) {
            if let Some(Entry::Event(last)) = entries.last_mut()
                && !is_blank(&text)
            {
                last.details.push(text);
            }
            continue;
        }
        let (time, rest) = time(day, clock, scene);
        let template = [day, clock].iter().all(|c| c.trim().is_empty() || header::is_placeholder(c.trim()));
        if time.is_none() && template {
            continue;
        }
        let text = if rest.is_empty() || text.is_empty() { text + rest } else { text };
        let span = row.first().map_or(0..0, |f| f.span.start..row.last().map_or(f.span.end, |l| l.span.end));
        entries.push(Entry::Event(Raw { time, text, details: Vec::new(), bold, span, zone: zone.clone(), year }));
    }
    Some(Found { entries, unknown_zone })
}

/// The time of a row from its day and its time of day.
fn time<'c>(day: &'c str, clock: &'c str, scene: &Scene<'_>) -> (Option<Reading>, &'c str) {
    let of_day = date_of(day, scene);
    let of_clock = read_entry(clock, scene).or_else(|| inside(clock, scene));
    match (of_day, of_clock) {
        (Some(mut day), Some((clock, rest))) => {
            if clock.date.is_none() {
                day.clock = clock.clock;
                day.zone = clock.zone.or(day.zone);
                day.until = clock.until;
                day.approximate |= clock.approximate;
                (Some(day), rest)
            } else {
                (Some(clock), rest)
            }
        }
        (Some(day), None) => (Some(day), ""),
        (None, Some((clock, rest))) => (Some(clock), rest),
        (None, None) => (None, ""),
    }
}

fn date_of(cell: &str, scene: &Scene<'_>) -> Option<Reading> {
    date::at_start(cell.trim(), scene.order).filter(|r| r.date.is_some())
}

/// A time further inside a cell: `潜在（2026-04-17 頃）`.
fn inside<'c>(cell: &'c str, scene: &Scene<'_>) -> Option<(Reading, &'c str)> {
    let (_, at) = date::find(cell, scene.order)?;
    let mut reading = date::at_start(&cell[at.start..], scene.order)?;
    reading.approximate = true;
    Some((reading, ""))
}

fn columns(head: &[Line<'_>], rows: &[Vec<Line<'_>>], scene: &Scene<'_>) -> Option<Columns> {
    let heads = &words::lists().heads;
    let named = |what: &str| {
        head.iter().position(|cell| {
            let lower = cell.text.to_lowercase();
            let bare = lower.split(['(', '（', '[', '/']).next().unwrap_or_default().trim();
            let is_time = what == "time" && (bare.ends_with(" time") || bare.starts_with("time "));
            heads.get(bare).is_some_and(|key| key == what) || is_time
        })
    };
    let count = |column: usize, f: &dyn Fn(&Reading) -> bool| {
        rows.iter()
            .filter(|row| row.get(column).is_some_and(|cell| read_entry(&cell.text, scene).is_some_and(|(r, _)| f(&r))))
            .count()
    };
    let most = |f: &dyn Fn(&Reading) -> bool| (0..head.len().min(4)).find(|c| count(*c, f) * 2 > rows.len());
    let clocks = |r: &Reading| matches!(r.clock, Some(ClockText::Known(..) | ClockText::Unknown));
    let days =
        |r: &Reading| r.clock.is_none() && matches!(r.date, Some(DateText::Known { .. } | DateText::Ambiguous(..)));
    let time = named("time").or_else(|| most(&clocks));
    let mut date = named("date").filter(|c| Some(*c) != time);
    if date.is_some_and(|d| count(d, &|r| r.date.is_some()) == 0) {
        // A column of weekdays, with the date in another.
        date = (0..head.len()).find(|c| {
            Some(*c) != time && count(*c, &|r: &Reading| r.date.is_some() && r.clock.is_none()) * 2 > rows.len()
        });
    }
    let date = date.or_else(|| most(&days).filter(|c| Some(*c) != time));
    if time.is_none() && date.is_none() {
        return None;
    }
    let others: Vec<usize> = (0..head.len())
        .filter(|c| Some(*c) != time && Some(*c) != date)
        // A column of weekdays says nothing of what happened.
        .filter(|c| !head[*c].text.trim().eq_ignore_ascii_case("day") && head[*c].text.trim() != "#")
        .collect();
    let event = others.iter().copied().find(|c| {
        let lower = head[*c].text.trim().to_lowercase();
        heads.get(&lower).is_some_and(|key| key == "event")
    });
    let texts = match event {
        Some(event) => std::iter::once(event).chain(others.into_iter().filter(|c| *c != event)).collect(),
        None => others,
    };
    Some(Columns { date, time, texts })
}

/// What happened, from the columns that say it, with the bytes of its bold beginning.
fn text(row: &[Line<'_>], columns: &[usize]) -> (String, usize) {
    let mut out = String::new();
    let mut bold = 0;
    for cell in columns.iter().filter_map(|c| row.get(*c)) {
        let text = cell.text.trim();
        if is_blank(text) {
            continue;
        }
        if out.is_empty() {
            bold = cell.bold.min(text.len());
            out.push_str(text);
        } else {
            out.push_str(" · ");
            out.push_str(text);
        }
    }
    (out, bold)
}
