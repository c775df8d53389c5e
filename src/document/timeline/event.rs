//! An event with what is known of its time.

use super::phase::Phase;
use crate::date::{Moment, Precision, Zone};
use jiff::civil;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// When an event was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventTime {
    /// A moment, or the day, month or year alone.
    Moment(Moment),
    /// A time of day on a day that nothing tells.
    Clock(civil::Time, Precision, Zone),
}

/// An event of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it was; none where the author does not know.
    pub at: Option<EventTime>,
    /// When it ended, of a range.
    pub until: Option<EventTime>,
    /// Whether the author says that the time is not exact.
    pub approximate: bool,
    /// What happened, without markup.
    pub text: String,
    /// What stands under it.
    pub details: Vec<String>,
    /// The phase of the incident that it begins, where it says so.
    pub phase: Option<Phase>,
    /// The bytes of the file in which it stands.
    pub span: Range<usize>,
    /// The line of the file in which it begins, from one.
    pub line: usize,
}

impl EventTime {
    /// The moment, where the day is known.
    pub fn moment(&self) -> Option<&Moment> {
        match self {
            EventTime::Moment(moment) => Some(moment),
            EventTime::Clock(..) => None,
        }
    }

    /// ISO 8601 with only what is known; a time of day without its day as `T14:05`.
    pub fn iso(&self) -> String {
        match self {
            EventTime::Moment(moment) => moment.iso(),
            EventTime::Clock(time, precision, zone) => {
                let any = civil::date(2000, 1, 1).to_datetime(*time);
                // An offset that depends on the day is not known without it.
                let zone = if matches!(zone, Zone::Offset(_)) { zone.clone() } else { Zone::Unknown };
                let iso = Moment { precision: *precision, civil: any, zone }.iso();
                iso.split_once('T').map_or(String::new(), |(_, time)| format!("T{time}"))
            }
        }
    }

    /// How precise it is, as it is written to JSON.
    pub fn precision(&self) -> Precision {
        match self {
            EventTime::Moment(moment) => moment.precision,
            EventTime::Clock(_, precision, _) => *precision,
        }
    }

    /// What is known about its zone.
    pub fn zone(&self) -> &Zone {
        match self {
            EventTime::Moment(moment) => &moment.zone,
            EventTime::Clock(_, _, zone) => zone,
        }
    }
}
