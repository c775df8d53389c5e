//! Seconds of a clock as places on a line.
//!
//! A long silence would leave no room for the busy part, so it is cut out: a gap that is
//! more than [`LONG`] times as long as everything that is drawn together, where that
//! needs no more than [`MOST`] cuts. What is left is drawn to one scale throughout.

/// The whole width. Places are whole hundredths of a per cent, so that they are the same
/// on every machine.
pub(super) const WIDTH: i64 = 10_000;

/// The room that a cut takes.
const CUT: i64 = 2_000;

/// A gap that is so many times as long as the rest is cut out.
const LONG: i64 = 8;

/// So many cuts at most.
const MOST: usize = 3;

/// A part of the line without a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its first and last second.
    pub(super) from: i64,
    pub(super) to: i64,
    /// Where it begins and how wide it is.
    x: i64,
    width: i64,
}

/// A gap that is cut out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Where it begins and ends on the line.
    pub(super) from: i64,
    pub(super) to: i64,
    /// How long it is.
    pub(super) seconds: i64,
}

/// A line with its parts and cuts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) parts: Vec<Part>,
    pub(super) cuts: Vec<Cut>,
    /// The width and the seconds of all that is drawn to scale.
    drawn: (i64, i64),
}

impl Scale {
    /// The scale for some seconds, in order and each once; none for less than two.
    pub(super) fn of(points: &[i64]) -> Option<Self> {
        let (first, last) = (*points.first()?, *points.last()?);
        if first == last {
            return None;
        }
        let long = longest(points);
        let cuts: Vec<(i64, i64)> =
            points.windows(2).map(|w| (w[0], w[1])).filter(|(a, b)| long.is_some_and(|l| b - a >= l)).collect();
        let total = last - first - cuts.iter().map(|(a, b)| b - a).sum::<i64>();
        let room = WIDTH - CUT * i64::try_from(cuts.len()).unwrap_or(0);
        let mut scale = Self { parts: Vec::new(), cuts: Vec::new(), drawn: (room, total) };
        let (mut from, mut x, mut before) = (first, 0, 0);
        for (end, next) in cuts.into_iter().chain([(last, last)]) {
            let width = (before + end - from) * room / total - before * room / total;
            scale.parts.push(Part { from, to: end, x, width });
            if next > end {
                scale.cuts.push(Cut { from: x + width, to: x + width + CUT, seconds: next - end });
            }
            before += end - from;
            x += width + CUT;
            from = next;
        }
        Some(scale)
    }

    /// Where a second stands.
    pub(super) fn x(&self, at: i64) -> i64 {
        let part = self.parts.iter().rev().find(|p| p.from <= at).unwrap_or(&self.parts[0]);
        let span = (part.to - part.from).max(1);
        part.x + (at.clamp(part.from, part.to) - part.from) * part.width / span
    }

    /// The room that some seconds take.
    pub(super) fn width(&self, seconds: i64) -> i64 {
        let (width, total) = self.drawn;
        seconds.saturating_mul(width) / total.max(1)
    }
}

/// The length from which on a gap is cut out.
fn longest(points: &[i64]) -> Option<i64> {
    let mut gaps: Vec<i64> = points.windows(2).map(|w| w[1] - w[0]).collect();
    gaps.sort_unstable();
    let mut rest = 0;
    for (at, gap) in gaps.iter().enumerate() {
        if rest > 0 && *gap > LONG * rest && gaps.len() - at <= MOST {
            return Some(*gap);
        }
        rest += gap;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    #[test]
    fn without_long_gaps_the_line_is_one_part_to_scale() {
        let scale = Scale::of(&[0, 60, 300, 600]).unwrap();
        assert_eq!((scale.parts.len(), scale.cuts.len()), (1, 0));
        assert_eq!([0, 60, 300, 600].map(|at| scale.x(at)), [0, 1000, 5000, 10_000]);
        assert_eq!(scale.width(60), 1000);
    }

    #[test]
    fn a_long_gap_is_cut_out_and_keeps_its_length() {
        let scale = Scale::of(&[0, 300, 600, 40 * DAY]).unwrap();
        assert_eq!(scale.cuts, [Cut { from: 8000, to: WIDTH, seconds: 40 * DAY - 600 }]);
        assert_eq!([0, 300, 600, 40 * DAY].map(|at| scale.x(at)), [0, 4000, 8000, WIDTH]);
    }

    #[test]
    fn both_sides_of_a_cut_are_drawn_to_one_scale() {
        let scale = Scale::of(&[0, 600, 30 * DAY, 30 * DAY + 300]).unwrap();
        let wide = |a, b| scale.x(b) - scale.x(a);
        assert!((wide(0, 600) - 2 * wide(30 * DAY, 30 * DAY + 300)).abs() <= 2);
        assert_eq!(scale.x(30 * DAY + 300), WIDTH);
    }

    #[test]
    fn two_moments_are_no_gap_and_there_are_few_cuts() {
        assert_eq!(Scale::of(&[0, 40 * DAY]).unwrap().cuts, []);
        assert_eq!(Scale::of(&[0, 300, 40 * DAY, 80 * DAY]).unwrap().cuts.len(), 2);
        assert_eq!(Scale::of(&[0, 60, 360, 720, 1140, 1620]).unwrap().cuts, []);
        assert_eq!(Scale::of(&[0, 1, DAY, 2 * DAY, 3 * DAY, 4 * DAY]).unwrap().cuts, []);
        assert_eq!((Scale::of(&[]), Scale::of(&[7])), (None, None));
    }
}
