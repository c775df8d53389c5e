//! The marks of the time axis: as many as there is room for, at round times.

use super::clock::{Clock, Kind, civil, seconds};
use super::label::width;
use super::scale::{Part, Scale};
use crate::site::strings::Strings;

/// The least room from one mark to the next on a narrow screen, and on a wide one.
const COARSE: i64 = 2_200;
const FINE: i64 = 1_100;
/// The same where labels are long.
const FINE_LONG: i64 = 1_500;

/// The distance of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Seconds(i64),
    Months(i64),
}

use Step::{Months, Seconds};

const STEPS: [Step; 30] = [
    Seconds(1),
    Seconds(2),
    Seconds(5),
    Seconds(10),
    Seconds(15),
    Seconds(30),
    Seconds(60),
    Seconds(120),
    Seconds(300),
    Seconds(600),
    Seconds(900),
    Seconds(1800),
    Seconds(3600),
    Seconds(7200),
    Seconds(3 * 3600),
    Seconds(6 * 3600),
    Seconds(12 * 3600),
    Seconds(DAY),
    Seconds(2 * DAY),
    Seconds(7 * DAY),
    Seconds(14 * DAY),
    Months(1),
    Months(2),
    Months(3),
    Months(6),
    Months(12),
    Months(24),
    Months(60),
    Months(120),
    Months(240),
];

const DAY: i64 = 86_400;
/// The first day of 1970 was a Thursday; weeks begin on Monday.
const MONDAY: i64 = 4 * DAY;

/// A mark of the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tick {
    /// Where it stands.
    pub(super) x: i64,
    /// Whether it is for wide screens only.
    pub(super) fine: bool,
    /// Its time, and below it what of the date changes there.
    pub(super) label: String,
    pub(super) below: Option<String>,
}

/// On which side of a mark its label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Both,
    Right,
}

impl Tick {
    /// At the ends of the line a label stands inside of it.
    pub(super) fn side(&self) -> Side {
        match self.x {
            ..300 => Side::Right,
            9701.. => Side::Left,
            _ => Side::Both,
        }
    }

    /// From where to where its label goes on a narrow screen.
    fn room(&self) -> (i64, i64) {
        let wide = width(&self.label).max(self.below.as_deref().map_or(0, width));
        match self.side() {
            Side::Right => (self.x, self.x + wide),
            Side::Left => (self.x - wide, self.x),
            Side::Both => (self.x - wide / 2, self.x + wide / 2),
        }
    }
}

impl Step {
    fn seconds(self) -> i64 {
        match self {
            Seconds(s) => s,
            Months(m) => m * 30 * DAY,
        }
    }

    /// What its labels are made of: years, months, days, times, times with seconds.
    fn form(self) -> u8 {
        match self {
            Months(12..) => 0,
            Months(_) => 1,
            Seconds(DAY..) => 2,
            Seconds(60..) => 3,
            Seconds(_) => 4,
        }
    }

    /// Whether every time of another step is one of this step too, and has such a label.
    fn divides(self, other: Self) -> bool {
        self.form() == other.form()
            && match (self, other) {
                (Seconds(a), Seconds(b)) | (Months(a), Months(b)) => b % a == 0,
                _ => false,
            }
    }

    /// The times of this step from one second to another.
    fn within(self, part: &Part) -> Vec<i64> {
        match self {
            Seconds(s) => {
                let shift = if s > DAY { MONDAY } else { 0 };
                let first = part.from + (shift - part.from).rem_euclid(s);
                std::iter::successors(Some(first), |t| Some(t + s)).take_while(|t| *t <= part.to).collect()
            }
            Months(m) => {
                let date = civil(part.from).date();
                let first = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
                let first = first - first.rem_euclid(m);
                let day = |month: i64| {
                    let year = i16::try_from(month.div_euclid(12)).ok()?;
                    let date = jiff::civil::Date::new(year, i8::try_from(month.rem_euclid(12)).ok()? + 1, 1).ok()?;
                    Some(seconds(date.at(0, 0, 0, 0)))
                };
                let all = (0..).map_while(|n| day(first + n * m));
                all.skip_while(|t| *t < part.from).take_while(|t| *t <= part.to).collect()
            }
        }
    }
}

/// The marks of a scale. Every part has one at least: where no round time falls into it,
/// its beginning.
pub(super) fn ticks(clock: &Clock, scale: &Scale, strings: &Strings) -> Vec<Tick> {
    // Nobody wants seconds where nobody wrote any.
    let least = match clock.kind {
        Kind::Days => DAY,
        _ if clock.points().iter().all(|p| p % 60 == 0) => 60,
        _ => 1,
    };
    let steps = STEPS.iter().filter(|s| s.seconds() >= least);
    let room = |s: &Step| scale.width(s.seconds());
    let coarse = steps.clone().find(|s| room(s) >= COARSE).copied().unwrap_or(Months(1200));
    let apart = if coarse.seconds() < 60 || coarse.seconds() >= DAY { FINE_LONG } else { FINE };
    let fine = steps.clone().find(|s| room(s) >= apart && s.divides(coarse)).copied().unwrap_or(coarse);
    let mut all: Vec<(i64, bool)> = Vec::new();
    for part in &scale.parts {
        let main = coarse.within(part);
        let mut marks: Vec<(i64, bool)> =
            fine.within(part).into_iter().map(|t| (t, main.binary_search(&t).is_err())).collect();
        if main.is_empty() {
            marks = vec![(marks.first().map_or(part.from, |(t, _)| *t), false)];
        }
        all.append(&mut marks);
    }
    label(&all, clock, scale, coarse, strings)
}

fn label(all: &[(i64, bool)], clock: &Clock, scale: &Scale, step: Step, strings: &Strings) -> Vec<Tick> {
    let points = (scale.parts[0].from, scale.parts[scale.parts.len() - 1].to);
    let (first, last) = (civil(points.0).date(), civil(points.1).date());
    let mut before = None;
    let mut ticks = Vec::new();
    for &(at, fine) in all {
        let time = civil(at);
        let date = time.date();
        let (label, whole) = match step.form() {
            form @ 3.. => {
                let seconds = if form == 4 { format!(":{:02}", time.second()) } else { String::new() };
                let day = (clock.kind == Kind::Times && first != last).then(|| strings.short_date(date));
                (format!("{:02}:{:02}{seconds}", time.hour(), time.minute()), day)
            }
            0 => (date.year().to_string(), None),
            1 => (strings.short_month(date), Some(date.year().to_string())),
            _ => (strings.short_date(date), (first.year() != last.year()).then(|| date.year().to_string())),
        };
        let below = whole.filter(|w| !fine && before.as_ref() != Some(w));
        if below.is_some() {
            before.clone_from(&below);
        }
        let mut tick = Tick { x: scale.x(at), fine, label, below };
        let before = ticks.iter().rev().find(|t: &&Tick| !t.fine);
        tick.fine |= before.is_some_and(|b| b.room().1 > tick.room().0);
        ticks.push(tick);
    }
    ticks
}
