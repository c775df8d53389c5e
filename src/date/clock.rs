//! Times of day, with the zone after them.

use super::Precision;
use super::cursor::Cursor;
use super::read::{ClockText, Reading};
use super::zone;
use jiff::civil;

impl Cursor<'_> {
    pub(super) fn clock(&mut self, reading: &mut Reading) -> Option<()> {
        let iso = self.text[..self.at].ends_with(['T', 't']);
        let clock = self.attempt(Self::time)?;
        reading.clock = Some(clock);
        if !iso && self.is_range(clock) {
            return Some(());
        }
        // The zone, perhaps in brackets: `(JST)`.
        let zone = self.attempt(|c| {
            c.spaces();
            let open = c.eat("(") || c.eat("（");
            let (zone, len) = zone::at_start(c.rest())?;
            // ` - 5 nodes` after a time is no offset.
            let apart = !open && !c.text[..c.at].ends_with(|x: char| x.is_ascii_digit());
            if apart && c.rest().starts_with(['+', '-']) && len < 5 {
                return None;
            }
            // Neither is the first letter of `Z-index` or the name of a thing called `z`.
            if apart && len == 1 && (c.rest().starts_with('z') || c.rest()[1..].starts_with('-')) {
                return None;
            }
            c.at += len;
            if open && !c.eat(")") && !c.eat("）") {
                return None;
            }
            Some(zone)
        });
        reading.zone = zone;
        Some(())
    }

    /// Whether `-11:30` after a time is the end of a range rather than an offset: it is
    /// later in the day, which a reader of `10:00-11:30` sees first.
    fn is_range(&self, start: ClockText) -> bool {
        let (Some(end), ClockText::Known(start, Precision::Minute)) = (self.rest().strip_prefix('-'), start) else {
            return false;
        };
        let mut c = Cursor::new(end, None);
        matches!(c.time(), Some(ClockText::Known(end, _)) if end > start)
    }

    /// `14:05`, `9:15:04`, `4:23PM`, `4 pm`, `14h05`, `14時05分`, `??:??`, `22:XX`.
    fn time(&mut self) -> Option<ClockText> {
        if let Some(unknown) = self.attempt(Self::unknown_time) {
            return Some(unknown);
        }
        let before =
            [("上午", Half::Am), ("午前", Half::Am), ("下午", Half::Pm), ("午後", Half::Pm), ("晚上", Half::Pm)];
        let before = before.into_iter().find(|(word, _)| self.eat(word)).map(|(_, half)| half);
        let (hour, len) = self.digits()?;
        if len > 2 {
            return None;
        }
        let minute = self.attempt(|c| {
            // `9 h 40`, as French writes it.
            let sign = [":", "：", "h", "時", "时", "点", " h ", "\u{a0}h\u{a0}"].into_iter().find(|s| c.eat(s))?;
            let (minute, len) = c.digits()?;
            let ok = len == 2 && (sign == ":" || !c.rest().starts_with(|x: char| x.is_ascii_alphanumeric()));
            ok.then_some(minute)
        });
        let Some(minute) = minute else {
            let at = self.at;
            let half = before.or_else(|| self.half())?;
            self.at = self.at.max(at);
            return hour_of(hour, Some(half)).map(|h| ClockText::Known(h, Precision::Minute));
        };
        self.eat("分");
        let second = self.attempt(|c| {
            if !c.eat(":") {
                return None;
            }
            let (second, len) = c.digits()?;
            (len == 2).then_some(second)
        });
        // Fractions of a second say nothing that a reader needs.
        let _ = self.attempt(|c| {
            let fraction = second.is_some() && (c.eat(".") || c.eat(","));
            (fraction && c.digits().is_some()).then_some(())
        });
        let half = before.or_else(|| self.half());
        let _ = self.eat(" Uhr") || self.eat(" uur");
        let (Some(hour), Ok(minute)) = (hour_of(hour, half), i8::try_from(minute)) else {
            return Some(ClockText::Impossible);
        };
        let second_number = i8::try_from(second.unwrap_or(0)).unwrap_or(i8::MAX);
        let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
        // A leap second is the last one that clocks have names for.
        let time = civil::Time::new(hour.hour(), minute, second_number.min(59), 0);
        Some(time.map_or(ClockText::Impossible, |t| ClockText::Known(t, precision)))
    }

    /// A time of which hour or minute is not known, or that a template left open.
    fn unknown_time(&mut self) -> Option<ClockText> {
        let sign = |b: &u8| b.is_ascii_digit() || matches!(b, b'?' | b'X' | b'x');
        let rest = self.rest().as_bytes();
        if rest.get(..5).is_some_and(|t| t.eq_ignore_ascii_case(b"HH:mm")) {
            self.at += 5;
            return Some(ClockText::Unknown);
        }
        let hours = rest.iter().take_while(|b| sign(b)).count();
        let minutes = rest.get(hours + 1..)?.iter().take_while(|b| sign(b)).count();
        let all = rest.get(..hours + 1 + minutes)?;
        let fits = (1..=2).contains(&hours) && rest[hours] == b':' && minutes == 2;
        let open = all.iter().any(|b| matches!(b, b'?' | b'X' | b'x'));
        if !fits || !open {
            return None;
        }
        self.at += all.len();
        Some(ClockText::Unknown)
    }

    /// AM or PM.
    fn half(&mut self) -> Option<Half> {
        self.attempt(|c| {
            c.spaces();
            let rest = c.rest();
            let (half, len) = [("a.m.", Half::Am), ("p.m.", Half::Pm), ("am", Half::Am), ("pm", Half::Pm)]
                .into_iter()
                .find(|(word, _)| rest.get(..word.len()).is_some_and(|r| r.eq_ignore_ascii_case(word)))
                .map(|(word, half)| (half, word.len()))?;
            c.at += len;
            // `PM-2025-003` after a time is an incident.
            let goes_on = c.rest().starts_with(char::is_alphanumeric)
                || c.rest().strip_prefix(['-', '_']).is_some_and(|r| r.starts_with(char::is_alphanumeric));
            (!goes_on).then_some(half)
        })
    }
}

#[derive(Clone, Copy)]
enum Half {
    Am,
    Pm,
}

/// A full hour on a clock of 24, from one of twelve where a half of the day is named.
fn hour_of(hour: i32, half: Option<Half>) -> Option<civil::Time> {
    let hour = match half {
        // A clock that already shows 13 to 23 keeps its hour: `20:56 PM` is seen.
        Some(Half::Pm) if hour < 12 => hour + 12,
        Some(Half::Am) if hour == 12 => 0,
        _ => hour,
    };
    civil::Time::new(i8::try_from(hour).ok()?, 0, 0, 0).ok()
}
