//! Reads the parts of a time one after the other.

use super::read::{Order, Reading};
use super::word;

/// Where in a text one is.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) order: Option<Order>,
}

impl<'a> Cursor<'a> {
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn new(text: &'a str, order: Option<Order>) -> Self {
        Self { text, at: 0, order }
    }

    /// A time, and the end of it where it is a range.
    pub(super) fn range(&mut self) -> Option<Reading> {
        let mut reading = self.one()?;
        reading.until = self.attempt(|c| c.range_end(&reading)).map(Box::new);
        reading.len = self.at;
        Some(reading)
    }

    pub(super) fn empty(&self) -> Reading {
        Reading {
            date: None,
            clock: None,
            zone: None,
            until: None,
            approximate: false,
            by_order: false,
            shows: None,
            len: self.at,
        }
    }

    pub(super) fn spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\u{a0}', '\t']).len();
    }

    pub(super) fn eat(&mut self, what: &str) -> bool {
        let found = self.rest().starts_with(what);
        if found {
            self.at += what.len();
        }
        found
    }

    /// Tries something, and goes back where it finds nothing.
    pub(super) fn attempt<T>(&mut self, f: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let at = self.at;
        let found = f(self);
        if found.is_none() {
            self.at = at;
        }
        found
    }

    /// The digits here, and how many they are.
    pub(super) fn digits(&mut self) -> Option<(i32, usize)> {
        let len = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let value = self.rest().get(..len).filter(|d| !d.is_empty() && d.len() <= 8)?.parse().ok()?;
        self.at += len;
        Some((value, len))
    }

    /// A word of letters, in lower case; nothing where it is longer than any name of a date.
    pub(super) fn word(&self) -> (String, usize) {
        const LONGEST: usize = 20;
        let mut word = String::new();
        for (n, (at, c)) in self.rest().char_indices().enumerate() {
            if !c.is_alphabetic() {
                return (word, at);
            }
            // A paragraph without spaces is not read to its end.
            if n == LONGEST {
                return (String::new(), 0);
            }
            word.extend(c.to_lowercase());
        }
        (word, self.rest().len())
    }

    /// A date, a time, or both in either order.
    fn one(&mut self) -> Option<Reading> {
        let mut reading = self.empty();
        self.about(&mut reading);
        self.weekday();
        let mut dated = self.date(&mut reading).is_some();
        let end = self.at;
        if dated {
            self.between();
            self.about(&mut reading);
        }
        let timed = self.clock(&mut reading).is_some();
        if !timed {
            self.at = end;
        }
        let rough = |c: &mut Self| {
            c.spaces();
            ["頃", "ごろ", "前後", "approx"].iter().any(|word| c.eat(word)).then_some(())
        };
        if timed && self.attempt(rough).is_some() {
            reading.approximate = true;
        }
        if timed && !dated {
            dated = self
                .attempt(|c| {
                    if !c.eat(", ") && !c.eat(" on ") && !c.eat(" ") {
                        return None;
                    }
                    c.weekday();
                    c.full_date(&mut reading)
                })
                .is_some();
        }
        (dated || timed).then_some(reading)
    }

    /// The end of a range whose beginning was read.
    fn range_end(&mut self, start: &Reading) -> Option<Reading> {
        self.spaces();
        let len = word::until(self.rest())?;
        self.at += len;
        self.spaces();
        let mut end = self.one()?;
        // `14:05 - 5 servers` and `2024-03-09 - 12 nodes` are no ranges.
        let alike = start.has_clock() && end.has_clock() || start.date.is_some() && end.date.is_some();
        if !alike {
            return None;
        }
        end.len = self.at;
        Some(end)
    }

    fn about(&mut self, reading: &mut Reading) {
        if let Some(len) = word::about(self.rest()) {
            reading.approximate = true;
            self.at += len;
            self.spaces();
        }
    }

    pub(super) fn weekday(&mut self) {
        let (word, len) = self.word();
        if word::is_weekday(&word) {
            self.at += len;
            self.eat(".");
            self.eat(",");
            self.spaces();
        }
    }

    /// What stands between a date and its time.
    fn between(&mut self) {
        // `(金)`
        let weekday = self.rest().trim_start().strip_prefix(['(', '（']).and_then(|r| {
            let inner = r.chars().next().filter(|c| "月火水木金土日".contains(*c))?;
            r[inner.len_utf8()..].chars().next().filter(|c| matches!(c, ')' | '）'))
        });
        if weekday.is_some() {
            let close = self.rest().find([')', '）']).unwrap_or(0);
            self.at += close;
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        }
        if self.rest().starts_with(['T', 't']) && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) {
            self.at += 1;
            return;
        }
        self.eat(",");
        self.spaces();
        for word in ["at ", "um ", "à ", "a las ", "às ", "@ ", "kl. "] {
            if self.eat(word) {
                break;
            }
        }
        self.spaces();
    }
}
