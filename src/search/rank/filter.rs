//! Which incidents pass what is asked beside words, and how many each further choice leaves.

use crate::search::columns::Columns;
use crate::search::query::{Bounds, Plan};
use serde::Serialize;

/// Values that are chosen beside the query, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// Keys of services.
    pub service: Vec<String>,
    /// Ids of factors.
    pub factor: Vec<String>,
    /// Severities.
    pub severity: Vec<String>,
    /// Kinds.
    pub kind: Vec<String>,
    /// Years.
    pub year: Vec<String>,
    /// From the first day of this period on.
    pub after: Option<String>,
    /// Before the first day of this period.
    pub before: Option<String>,
}

/// A value of a facet under a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What stands in an address.
    pub key: String,
    /// What is shown.
    pub name: String,
    /// How many incidents would be found with it.
    pub count: usize,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Counts by facet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// Services.
    pub service: Vec<Count>,
    /// Factors.
    pub factor: Vec<Count>,
    /// Severities.
    pub severity: Vec<Count>,
    /// Kinds.
    pub kind: Vec<Count>,
    /// Years.
    pub year: Vec<Count>,
}

/// The years come after the facets of [`Columns::NAMES`].
const YEAR: usize = 4;

/// What passes each filter.
pub(in crate::search) struct Filters<'a> {
    columns: &'a Columns,
    plan: &'a Plan,
    /// By facet, the years among them; none where nothing is asked.
    masks: [Option<Vec<bool>>; 5],
    /// What passes the dates and is not excluded.
    rest: Vec<bool>,
}

/// The year of a day.
fn year(day: i32) -> i16 {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().days(day)).map_or(0, jiff::civil::Date::year)
}

impl<'a> Filters<'a> {
    pub(in crate::search) fn of(plan: &'a Plan, columns: &'a Columns) -> Self {
        let n = columns.days.len();
        let mask = |facet: usize, values: &[usize]| {
            let mut mask = vec![false; n];
            for value in values {
                for doc in &columns.facets[facet][*value].docs {
                    mask[*doc as usize] = true;
                }
            }
            mask
        };
        let mut masks: [Option<Vec<bool>>; 5] = Default::default();
        for (facet, values) in plan.facets.iter().enumerate().filter(|(_, v)| !v.is_empty()) {
            masks[facet] = Some(mask(facet, values));
        }
        let of_years = |years: &[i16]| {
            columns.days.iter().map(|d| d.is_some_and(|d| years.contains(&year(d)))).collect::<Vec<_>>()
        };
        if !plan.years.is_empty() {
            masks[YEAR] = Some(of_years(&plan.years));
        }
        let mut rest = vec![true; n];
        for (facet, values) in plan.excluded_facets.iter().enumerate().filter(|(_, v)| !v.is_empty()) {
            for (pass, unwanted) in rest.iter_mut().zip(mask(facet, values)) {
                *pass &= !unwanted;
            }
        }
        for (pass, unwanted) in rest.iter_mut().zip(of_years(&plan.excluded_years)) {
            *pass &= !unwanted;
        }
        let within = |day: &Option<i32>, bounds: &Bounds| {
            day.is_some_and(|d| bounds.from.is_none_or(|f| d >= f) && bounds.before.is_none_or(|b| d < b))
        };
        for (pass, day) in rest.iter_mut().zip(&columns.days) {
            *pass &= plan.dates.iter().all(|b| within(day, b)) && !plan.excluded_dates.iter().any(|b| within(day, b));
        }
        Self { columns, plan, masks, rest }
    }

    /// Whether an incident passes all filters, those of one facet aside.
    fn passes(&self, doc: usize, aside: Option<usize>) -> bool {
        let of_masks = self.masks.iter().enumerate().filter(|(at, _)| Some(*at) != aside);
        self.rest[doc] && of_masks.filter_map(|(_, m)| m.as_ref()).all(|m| m[doc])
    }

    /// Whether an incident passes all filters.
    pub(in crate::search) fn all(&self, doc: usize) -> bool {
        self.passes(doc, None)
    }

    /// The counts of each facet among incidents that match without filters.
    pub(super) fn facets(&self, matches: &[bool]) -> Facets {
        let of = |facet: usize| {
            let without: Vec<bool> =
                matches.iter().enumerate().map(|(doc, m)| *m && self.passes(doc, Some(facet))).collect();
            let values = self.columns.facets[facet].iter().enumerate();
            let mut counts: Vec<Count> = values
                .map(|(at, v)| Count {
                    key: v.key.clone(),
                    name: v.name.clone(),
                    count: v.docs.iter().filter(|d| without[**d as usize]).count(),
                    chosen: self.plan.facets[facet].contains(&at),
                })
                .filter(|c| c.count > 0 || c.chosen)
                .collect();
            counts.sort_by_key(|c| std::cmp::Reverse(c.count));
            counts
        };
        let mut years: std::collections::BTreeMap<i16, usize> = self.plan.years.iter().map(|y| (*y, 0)).collect();
        for (doc, day) in self.columns.days.iter().enumerate() {
            if let Some(day) = day
                && matches[doc]
                && self.passes(doc, Some(YEAR))
            {
                *years.entry(year(*day)).or_default() += 1;
            }
        }
        let year = |(year, count): (i16, usize)| Count {
            key: year.to_string(),
            name: year.to_string(),
            count,
            chosen: self.plan.years.contains(&year),
        };
        Facets {
            service: of(0),
            factor: of(1),
            severity: of(2),
            kind: of(3),
            year: years.into_iter().rev().map(year).collect(),
        }
    }
}
