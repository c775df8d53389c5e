//! The drawing as SVG.
//!
//! Places along the line are per cent and heights are pixels, so that text keeps its size
//! on any screen. Looks are classes, since the policy of a page forbids inline styles.
//! For screen readers the list is the timeline; the drawing is hidden from them.

use super::label::{Flag, flags};
use super::marks::Mark;
use super::scale::{Cut, WIDTH};
use super::ticks::{Side, Tick};
use crate::document::Phase;
use crate::document::markdown::escape;
use std::fmt::Write;

/// Heights in pixels: a row of labels, the bar, a row of marks, the axis with its labels.
const LABEL: usize = 17;
const BAR: usize = 10;
const ROW: usize = 11;
const BELOW: usize = 15;

/// How far a line goes on into a cut.
const STUB: i64 = 330;

/// A stretch of the bar: from one phase to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: i64,
    pub(super) to: i64,
    /// Its class.
    pub(super) look: &'static str,
}

/// Everything that is drawn, in its place.
pub(super) struct Drawing<'d> {
    pub(super) stretches: Vec<Stretch>,
    /// Phases with their labels.
    pub(super) phases: Vec<(Phase, i64, String)>,
    pub(super) marks: Vec<Mark>,
    pub(super) cuts: &'d [Cut],
    /// What each cut says.
    pub(super) silences: Vec<String>,
    pub(super) ticks: Vec<Tick>,
    /// What each mark says, and whether it is hollow or stands out.
    pub(super) says: Vec<(String, &'static str)>,
}

/// A place as per cent, with as few digits as it needs.
fn percent(x: i64) -> String {
    let text = format!("{}.{:02}", x / 100, x % 100);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Writes the drawing.
pub(super) fn write(d: &Drawing<'_>) -> String {
    let labels: Vec<(i64, &str)> = d.phases.iter().map(|(_, x, text)| (*x, text.as_str())).collect();
    let flags = flags(&labels);
    let top = flags.iter().map(|f| (f.row + 1) * LABEL).max().map_or(2, |height| height + 4);
    let bar = (!d.stretches.is_empty()).then_some(top);
    let lanes = if bar.is_some() { top + BAR + 9 } else { top + 6 };
    let rows = d.marks.iter().map(|m| m.row + 1).max().unwrap_or(0);
    let axis = lanes + rows * ROW;
    let height = axis + BELOW + 4 + if d.ticks.iter().any(|t| t.below.is_some()) { BELOW } else { 0 };
    let mut out =
        format!("<svg class=\"tl\" width=\"100%\" height=\"{height}\" direction=\"ltr\" aria-hidden=\"true\">");
    let _ = write!(out, "<line class=\"tl-axis\" x1=\"0\" x2=\"100%\" y1=\"{axis}\" y2=\"{axis}\"/>");
    for stretch in &d.stretches {
        let (x, width) = (percent(stretch.from), percent(stretch.to - stretch.from));
        let (y, high) = bar_of(stretch.look, top);
        let _ = write!(
            out,
            "<rect class=\"tl-bar {}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{high}\"/>",
            stretch.look
        );
    }
    for (cut, silence) in d.cuts.iter().zip(&d.silences) {
        let cuts_bar = d.stretches.iter().any(|s| s.from <= cut.from && cut.to <= s.to);
        write_cut(&mut out, cut, silence, bar.filter(|_| cuts_bar), lanes, axis);
    }
    for tick in &d.ticks {
        write_tick(&mut out, tick, axis);
    }
    for flag in &flags {
        let foot = if bar.is_some() { top + BAR + 2 } else { axis };
        write_stem(&mut out, flag, top, foot);
    }
    for ((phase, _, text), flag) in d.phases.iter().zip(&flags) {
        write_flag(&mut out, *phase, text, flag, top);
    }
    for (mark, (says, look)) in d.marks.iter().zip(&d.says) {
        let y = lanes + mark.row * ROW + ROW / 2 - 2;
        let _ = write!(out, "<a href=\"#_event-{}\" tabindex=\"-1\"><title>{}</title>", mark.event + 1, escape(says));
        if let Some(until) = mark.until {
            let (x, width) = (percent(mark.x), percent(until - mark.x));
            let _ = write!(out, "<rect class=\"tl-range\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"4\"/>", y - 2);
        }
        let _ = write!(out, "<circle class=\"{look}\" cx=\"{}\" cy=\"{y}\" r=\"4\"/></a>", percent(mark.x));
    }
    out + "</svg>"
}

/// Top and height of a stretch: what is not yet noticed is hollow, what is only to be
/// tidied up is thin, so that the colour says nothing alone.
fn bar_of(look: &str, top: usize) -> (usize, usize) {
    match look {
        "tl-after" => (top + BAR - 4, 4),
        _ => (top, BAR),
    }
}

fn write_cut(out: &mut String, cut: &Cut, silence: &str, bar: Option<usize>, lanes: usize, axis: usize) {
    let (from, to) = (cut.from + STUB, (cut.to - STUB).min(WIDTH));
    let top = bar.map_or(lanes, |bar| bar - 1);
    let (x, width) = (percent(from), percent(to - from));
    let _ =
        write!(out, "<rect class=\"tl-gap\" x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{}\"/>", axis + 1 - top);
    for side in [from, to] {
        let slash = format!("M-3 {}l6 -10", axis + 5);
        let of_bar = bar.map(|bar| format!("M-3 {}l6 -14", bar + BAR + 2)).unwrap_or_default();
        let _ = write!(
            out,
            "<svg x=\"{}\" overflow=\"visible\"><path class=\"tl-slash\" d=\"{slash}{of_bar}\"/></svg>",
            percent(side)
        );
    }
    let middle = usize::midpoint(lanes, axis) + 2;
    let _ = write!(
        out,
        "<text class=\"tl-silence\" x=\"{}\" y=\"{middle}\" text-anchor=\"middle\">{}</text>",
        percent(i64::midpoint(from, to)),
        escape(silence)
    );
}

fn write_tick(out: &mut String, tick: &Tick, axis: usize) {
    let x = percent(tick.x);
    let class = if tick.fine { " tl-fine" } else { "" };
    let anchor = match tick.side() {
        Side::Right => "",
        Side::Left => " text-anchor=\"end\"",
        Side::Both => " text-anchor=\"middle\"",
    };
    let _ = write!(
        out,
        "<line class=\"tl-axis{class}\" x1=\"{x}\" x2=\"{x}\" y1=\"{axis}\" y2=\"{}\"/><text class=\"tl-tick{class}\" x=\"{x}\" y=\"{}\"{anchor}>{}</text>",
        axis + 4,
        axis + BELOW,
        escape(&tick.label)
    );
    if let Some(below) = &tick.below {
        let y = axis + 2 * BELOW - 1;
        let _ =
            write!(out, "<text class=\"tl-tick tl-below{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{}</text>", escape(below));
    }
}

/// The upper edge of a label's row.
fn top_of(flag: &Flag, floor: usize) -> usize {
    floor - 4 - (flag.row + 1) * LABEL
}

fn write_stem(out: &mut String, flag: &Flag, floor: usize, foot: usize) {
    let (x, top) = (percent(flag.x), top_of(flag, floor) + 3);
    let _ = write!(out, "<line class=\"tl-stem\" x1=\"{x}\" x2=\"{x}\" y1=\"{top}\" y2=\"{foot}\"/>");
}

fn write_flag(out: &mut String, phase: Phase, text: &str, flag: &Flag, floor: usize) {
    let (dx, anchor) = if flag.leftwards { (-5, " text-anchor=\"end\"") } else { (5, "") };
    let _ = write!(
        out,
        "<text class=\"tl-phase\" data-phase=\"{}\" x=\"{}\" y=\"{}\" dx=\"{dx}\"{anchor}>{}</text>",
        phase.id(),
        percent(flag.x),
        top_of(flag, floor) + 13,
        escape(text)
    );
}
