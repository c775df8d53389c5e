//! Dates of a document in which day and month may be told apart by other dates only.

use crate::date::{self, DateText, Order, Precision, Reading};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Slashed dates of a document, by what they tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    /// Dates that can only have the day first.
    pub day_first: u32,
    /// Dates that can only have the month first.
    pub month_first: u32,
    /// Where dates stand that may be either, and were read as neither.
    pub ambiguous: Vec<Range<usize>>,
    /// Whether a field of the front matter is such a date.
    pub open_field: bool,
    /// Where dates stand that were read in the order of other dates.
    pub ordered: Vec<Range<usize>>,
}

impl Dates {
    /// What the dates of a text show, and the one in the path of its file.
    pub(super) fn of(text: &str, path: &str) -> Self {
        let (mut day_first, mut month_first) = date::orders_in(text);
        // `2023-07-05-x.md` tells how `7/5/2023` in it is meant.
        if day_first == 0
            && month_first == 0
            && let Some((moment, _)) = date::find_in_path(path)
            && moment.precision == Precision::Day
        {
            let (m, d) = (moment.civil.month(), moment.civil.day());
            let year = moment.civil.year();
            let written = |a: i8, b: i8| {
                [
                    format!("{a}/{b}/{year}"),
                    format!("{a:02}/{b:02}/{year}"),
                    format!("{a}-{b}-{year}"),
                    format!("{a:02}-{b:02}-{year}"),
                    format!("{a}/{b}/{:02}", year % 100),
                ]
                .iter()
                .any(|t| text.contains(t.as_str()))
            };
            if m != d && d <= 12 {
                let (has_month, has_day) = (written(m, d), written(d, m));
                month_first += u32::from(has_month && !has_day);
                day_first += u32::from(has_day && !has_month);
            }
        }
        Self { day_first, month_first, ..Self::default() }
    }

    /// The order that the dates show, when they show one only.
    pub fn order(&self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (1.., 0) => Some(Order::DayFirst),
            (0, 1..) => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// Keeps in mind where a date stands whose order is not its own.
    pub(super) fn note(&mut self, reading: &Reading, span: &Range<usize>) {
        if matches!(reading.date, Some(DateText::Ambiguous(..))) {
            self.ambiguous.push(span.clone());
        } else if reading.by_order {
            self.ordered.push(span.clone());
        }
    }
}
