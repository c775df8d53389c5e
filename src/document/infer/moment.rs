//! Days and times that labels state.

use super::super::fields::Fields;
use super::super::header::{Fact, says_unknown};
use super::super::provenance::{Found, Provenance, Sure};
use super::super::timeline;
use super::{Inference, apart, first_words, zone_of};
use crate::date::{self, ClockText, DateText, Moment, Precision, Reading, Zone, ZoneText};
use crate::diagnostic::{Code, Diagnostic, Severity};
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
        let Some(moment) = self.moment(&reading, fields, fact) else { return };
        if let Some(first) = fields.date.clone().filter(|f| f.origin.from == Provenance::FrontMatter) {
            if apart(&first.value, &moment) {
                let span = first.origin.span.clone();
                self.disagree("date", &first.value.iso(), &moment.iso(), &span, fact, Severity::Warning);
            }
            return;
        }
        let sure = if reading.approximate { Sure::Likely } else { Sure::Stated };
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
        let Some(start) = self.moment(reading, fields, fact) else { return };
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
        let origin = self.origin(fact, Sure::Stated);
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
        let Some(moment) = self.moment(&reading, fields, fact) else { return };
        let sure = if reading.approximate { Sure::Likely } else { Sure::Stated };
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

    /// The moment of a value: with the day of the document where it gives none.
    fn moment(&mut self, reading: &Reading, fields: &Fields, fact: &Fact) -> Option<Moment> {
        let moment = reading.moment().or_else(|| {
            reading.date.is_none().then_some(())?;
            let mut day = fields.date.as_ref().filter(|d| d.value.precision >= Precision::Day)?.value.civil.date();
            let moment = reading.at_time_of(day)?;
            let start = fields.started_at.as_ref().filter(|s| s.value.has_time() && s.value.civil.date() == day);
            // An end that is earlier in the day than the start is on the next day.
            if fact.field == "resolved_at" && start.is_some_and(|s| moment.civil < s.value.civil) {
                day = day.tomorrow().ok()?;
            }
            reading.at_time_of(day)
        })?;
        if moment.zone != Zone::Unknown || !moment.has_time() {
            return Some(moment);
        }
        // `Start (UTC): 2024-03-09 14:05`
        let of_label = fact.label.split_once(['(', '（']).and_then(|(_, remark)| date::zone_at_start(remark.trim()));
        if let Some((ZoneText::Known(zone), _)) = of_label {
            return Some(Moment { zone, ..moment });
        }
        Some(match zone_of(fields) {
            Some(zone) => Moment { zone, ..moment },
            None => moment,
        })
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
