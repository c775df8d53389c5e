//! Days and times that labels state.

use super::super::fields::Fields;
use super::super::header::{Fact, says_unknown};
use super::super::provenance::{Found, Provenance, Sure};
use super::super::timeline;
use super::{Inference, apart, first_words, zone_of};
use crate::date::{self, ClockText, DateText, Moment, Precision, Reading, Zone, ZoneText};
use crate::diagnostic::{Code, Diagnostic, Severity};
use jiff::civil;
use std::ops::Range;

impl Inference<'_> {
    /// A day, or the range in which it happened.
    pub(super) fn date(&mut self, fields: &mut Fields, fact: &Fact) {
        let Some(reading) = self.reading(fact) else {
            self.date_inside(fields, fact);
            return;
        };
        let reading = self.to_the_end(reading, fact);
        if reading.until.is_some() {
            self.range(fields, &reading, fact);
        }
        let Some((moment, completed)) = self.moment(&reading, fields, fact) else {
            self.keep(&fact.value, fact.field, &fact.span);
            return;
        };
        if let Some(first) = fields.date.clone().filter(|f| f.origin.from == Provenance::FrontMatter) {
            if apart(&first.value, &moment) {
                let span = first.origin.span.clone();
                self.disagree("date", &first.value.iso(), &moment.iso(), &span, fact, Severity::Warning);
            }
            return;
        }
        let sure = if reading.approximate || completed { Sure::Likely } else { Sure::Stated };
        fields.date.get_or_insert(Found { value: moment, origin: self.origin(fact, sure) });
    }

    /// The end of a range of which words stand between: `2026-03-28 deploy 〜 2026-03-29 fix`.
    fn to_the_end(&self, mut reading: Reading, fact: &Fact) -> Reading {
        if reading.until.is_none()
            && let Some((_, after)) = fact.value.split_once(['〜', '～'])
        {
            reading.until = date::at_start(after.trim(), self.order).filter(|r| r.date.is_some()).map(Box::new);
        }
        reading
    }

    /// A date somewhere in a value that does not begin with one.
    fn date_inside(&mut self, fields: &mut Fields, fact: &Fact) {
        // `unknown - 2024-03-09`: only the end is known.
        let end = ["〜", "～", "–", " - ", " to "].iter().find_map(|s| fact.value.split_once(s));
        if let Some((before, after)) = end
            && says_unknown(before)
            && let Some(moment) = date::at_start(after.trim(), self.order).and_then(|r| r.moment())
        {
            fields.resolved_at.get_or_insert(Found { value: moment, origin: self.origin(fact, Sure::Likely) });
            return;
        }
        match date::find(&fact.value, self.order) {
            Some((moment, _)) if fields.date.is_none() => {
                fields.date = Some(Found { value: moment, origin: self.origin(fact, Sure::Likely) });
            }
            Some(_) => {}
            None => self.keep(&fact.value, fact.field, &fact.span),
        }
    }

    /// The two ends of a range.
    pub(super) fn range(&mut self, fields: &mut Fields, reading: &Reading, fact: &Fact) {
        let Some((start, completed)) = self.moment(reading, fields, fact) else { return };
        let end = reading.until.as_deref().and_then(|end| {
            let zone = end.known_zone().or_else(|| reading.known_zone()).unwrap_or(Zone::Unknown);
            let moment = end.moment().or_else(|| {
                let mut moment = end.at_time_of(start.civil.date())?;
                if moment.civil < start.civil {
                    moment.civil = moment.civil.checked_add(jiff::Span::new().days(1)).ok()?;
                }
                Some(moment)
            })?;
            Some(Moment { zone: if moment.has_time() { zone } else { Zone::Unknown }, ..moment })
        });
        // `10:00-11:00 UTC`: the zone stands once, at the end.
        let start = match (&start.zone, &end) {
            (Zone::Unknown, Some(end)) if start.has_time() => Moment { zone: end.zone.clone(), ..start },
            _ => start,
        };
        let origin = self.origin(fact, if completed { Sure::Likely } else { Sure::Stated });
        fields.started_at.get_or_insert(Found { value: start, origin: origin.clone() });
        if let Some(end) = end {
            fields.resolved_at.get_or_insert(Found { value: end, origin });
        }
    }

    pub(super) fn moment_fact(&mut self, fields: &mut Fields, fact: &Fact) {
        let is_start = fact.field == "started_at";
        let Some(reading) = self.reading(fact) else {
            // Words before the time may say that it is another one: only the day is taken.
            if is_start {
                self.date_inside(fields, fact);
            } else {
                self.keep(&fact.value, fact.field, &fact.span);
            }
            return;
        };
        if is_start && reading.until.is_some() && fields.started_at.is_none() {
            self.range(fields, &reading, fact);
        }
        let Some((moment, completed)) = self.moment(&reading, fields, fact) else {
            if reading.clock != Some(ClockText::Unknown) {
                self.keep(&fact.value, fact.field, &fact.span);
            }
            return;
        };
        let sure = if reading.approximate || completed { Sure::Likely } else { Sure::Stated };
        let origin = self.origin(fact, sure);
        let slot = match fact.field {
            "started_at" => &mut fields.started_at,
            "detected_at" => &mut fields.detected_at,
            "declared_at" => &mut fields.declared_at,
            "mitigated_at" => &mut fields.mitigated_at,
            _ => &mut fields.resolved_at,
        };
        match slot {
            None => *slot = Some(Found { value: moment, origin }),
            Some(first) if first.origin.from == Provenance::FrontMatter && apart(&first.value, &moment) => {
                let (better, span) = (first.value.iso(), first.origin.span.clone());
                self.disagree(fact.field, &better, &moment.iso(), &span, fact, Severity::Warning);
            }
            Some(_) => {}
        }
    }

    /// The time that a value begins with; what is wrong with it is said.
    fn reading(&mut self, fact: &Fact) -> Option<Reading> {
        let value = fact.value.trim_start_matches(['[', '(', '（', '"', '“']);
        let reading = date::at_start(value, self.order)?;
        self.dates.note(&reading, &fact.span);
        let impossible = reading.date == Some(DateText::Impossible) || reading.clock == Some(ClockText::Impossible);
        if impossible {
            let what = if reading.date == Some(DateText::Impossible) { "date" } else { "time" };
            let message = format!("`{}` is no {what} that exists: `{}`", fact.label, first_words(value));
            self.problems.push(
                Diagnostic::new(Code::BadDate, message)
                    .at(self.place(&fact.span))
                    .help("write it as 2024-03-09 or 2024-03-09T14:05Z; leave it out when it is not known"),
            );
        }
        let rest = value[reading.len..].trim();
        if let Some(ZoneText::Unknown(name)) = &reading.zone {
            let name = name.clone();
            self.unknown_zone(&name, &fact.span);
        } else if reading.zone.is_none() && reading.has_clock() && date::is_abbreviation(rest) {
            // `2024-06-20 05:30 QXT`: nothing but a zone stands there.
            self.unknown_zone(rest, &fact.span);
        }
        if reading.clock == Some(ClockText::Unknown) && reading.date.is_none() {
            self.keep(&fact.value, fact.field, &fact.span);
        }
        Some(reading)
    }

    /// The moment of a value, and whether its day or year was taken from elsewhere: from
    /// the date or the start of the document, its file name or its heading.
    fn moment(&self, reading: &Reading, fields: &Fields, fact: &Fact) -> Option<(Moment, bool)> {
        let own = reading.moment();
        let completed = own.is_none();
        let moment = own.or_else(|| match reading.date {
            None => self.at_clock(reading, fields, fact),
            Some(date) => self.with_year(date, reading, fields),
        })?;
        if moment.zone != Zone::Unknown || !moment.has_time() {
            return Some((moment, completed));
        }
        // `Start (UTC): 2024-03-09 14:05`
        let of_label = fact.label.split_once(['(', '（']).and_then(|(_, remark)| date::zone_at_start(remark.trim()));
        if let Some((ZoneText::Known(zone), _)) = of_label {
            return Some((Moment { zone, ..moment }, completed));
        }
        Some(match zone_of(fields) {
            Some(zone) => (Moment { zone, ..moment }, completed),
            None => (moment, completed),
        })
    }

    /// A time of day on the day of the document.
    fn at_clock(&self, reading: &Reading, fields: &Fields, fact: &Fact) -> Option<Moment> {
        let is_day = |m: &&Moment| m.precision >= Precision::Day;
        let start = fields.started_at.as_ref().map(|s| &s.value).filter(is_day);
        let stated = fields.date.as_ref().map(|d| &d.value).filter(is_day);
        let mut day = start.or(stated).or(self.day.as_ref()).filter(is_day)?.civil.date();
        let moment = reading.at_time_of(day)?;
        // What comes after the start and is earlier in the day is on the next one, on one clock.
        let later = fact.field != "started_at";
        let before = |s: &&Moment| s.has_time() && s.zone == moment.zone && moment.civil < s.civil;
        if later && start.as_ref().is_some_and(before) {
            day = day.tomorrow().ok()?;
        }
        reading.at_time_of(day)
    }

    /// A day and month in the year of the end of its range, else of the document.
    fn with_year(&self, date: DateText, reading: &Reading, fields: &Fields) -> Option<Moment> {
        let DateText::Known { year: None, month: Some(month), day: Some(day) } = date else { return None };
        let of_end = reading.until.as_ref().and_then(|end| end.moment()).map(|m| m.civil.date());
        let near = of_end
            .or_else(|| fields.date.as_ref().map(|d| d.value.civil.date()))
            .or_else(|| self.day.as_ref().map(|d| d.civil.date()))?;
        let distance = |d: &civil::Date| d.duration_since(near).as_hours().abs();
        let years = (-1..=1).filter_map(|n| civil::Date::new(near.year() + n, month, day).ok());
        let date = years.filter(|d| of_end.is_none_or(|end| *d <= end)).min_by_key(distance)?;
        Some(reading.at_time_of(date).unwrap_or_else(|| Moment::day(date)))
    }

    pub(super) fn unknown_zone(&mut self, name: &str, span: &Range<usize>) {
        if self.said_zone {
            return;
        }
        self.said_zone = true;
        let name = first_words(name);
        // The name alone, where it stands behind a time.
        let at = self.text.get(span.clone()).and_then(|piece| piece.find(&name));
        let span = at.map_or_else(|| span.clone(), |at| span.start + at..span.start + at + name.len());
        self.problems.push(timeline::unknown_zone(&name, self.place(&span)));
    }
}
