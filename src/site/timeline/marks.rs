//! Marks of events in rows below the line, so that none hides another.

use super::clock::Spot;
use super::scale::{Scale, WIDTH};

/// The room that a mark takes in its row.
const APART: i64 = 220;

/// So many rows at most.
const ROWS: usize = 4;

/// Above so many events marks are thinned out: one for each part of the line.
const MANY: usize = 80;

/// The room of a mark where they are thinned out.
const THIN: i64 = WIDTH / 60;

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The event that it stands for, the first of them.
    pub(super) event: usize,
    pub(super) x: i64,
    /// Where its range ends.
    pub(super) until: Option<i64>,
    /// The row, counted down from the line.
    pub(super) row: usize,
    /// How many further events it stands for.
    pub(super) more: usize,
}

/// The marks of events; what finds no room is counted by the mark before it.
pub(super) fn marks(spots: &[Spot], scale: &Scale) -> Vec<Mark> {
    let (apart, rows) = if spots.len() > MANY { (THIN, 1) } else { (APART, ROWS) };
    let mut order: Vec<&Spot> = spots.iter().collect();
    order.sort_by_key(|s| (s.at, s.event));
    let mut ends = vec![i64::MIN; rows];
    let mut marks: Vec<Mark> = Vec::new();
    for spot in order {
        let x = scale.x(spot.at);
        let until = spot.until.map(|u| scale.x(u)).filter(|u| *u > x);
        match (ends.iter().position(|end| *end <= x), marks.last_mut()) {
            (None, Some(last)) => last.more += 1,
            (row, _) => {
                let row = row.unwrap_or(0);
                // Of many, a range would hide all that follows.
                let end = if rows == 1 { x } else { until.unwrap_or(x) };
                ends[row] = end + apart;
                marks.push(Mark { event: spot.event, x, until: until.filter(|_| rows > 1), row, more: 0 });
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots(ats: impl IntoIterator<Item = i64>) -> Vec<Spot> {
        ats.into_iter().enumerate().map(|(event, at)| Spot { event, at, until: None }).collect()
    }

    #[test]
    fn events_of_one_minute_stand_one_below_the_other() {
        let scale = Scale::of(&[0, 100]).unwrap();
        let found = marks(&spots([0, 0, 0, 0, 0, 100]), &scale);
        assert_eq!(
            found.iter().map(|m| (m.event, m.row, m.more)).collect::<Vec<_>>(),
            [(0, 0, 0), (1, 1, 0), (2, 2, 0), (3, 3, 1), (5, 0, 0)]
        );
    }

    #[test]
    fn nothing_stands_over_a_range() {
        let scale = Scale::of(&[0, 100]).unwrap();
        let mut all = spots([0, 10, 60]);
        all[0].until = Some(50);
        let found = marks(&all, &scale);
        assert_eq!(found.iter().map(|m| (m.row, m.until)).collect::<Vec<_>>(), [(0, Some(5000)), (1, None), (0, None)]);
    }

    #[test]
    fn hundreds_of_events_are_thinned_out_and_all_are_counted() {
        let scale = Scale::of(&[0, 500]).unwrap();
        let found = marks(&spots(0..=500), &scale);
        assert!((50..=61).contains(&found.len()), "{}", found.len());
        assert_eq!(found.iter().map(|m| 1 + m.more).sum::<usize>(), 501);
    }
}
