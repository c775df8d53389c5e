//! What incidents are filtered and counted by: date, service, factor, severity, kind.

use super::text::fold;
use crate::config::Scale;
use crate::library::Library;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One value of a column, with the incidents that have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// What stands in an address.
    pub key: String,
    /// What is shown.
    pub name: String,
    /// Numbers of incidents, ascending.
    pub docs: Vec<u32>,
}

/// The columns of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// For each incident the days since 1970-01-01 of the first day of its date.
    pub days: Vec<Option<i32>>,
    /// Services, factors, severities, kinds: in the order of [`Columns::NAMES`].
    pub facets: Vec<Vec<Value>>,
}

impl Columns {
    /// The names of the facets.
    pub const NAMES: [&str; 4] = ["service", "factor", "severity", "kind"];

    /// The columns of a library whose incidents are indexed in this order.
    pub(super) fn of(library: &Library, scale: &Scale, order: &[usize]) -> Self {
        let days = order.iter().map(|at| days(library, *at)).collect();
        let incidents = || order.iter().zip(0_u32..).map(|(at, number)| (&library.incidents[*at], number));
        let service = |s: usize| (library.services[s].name.slug.clone(), library.services[s].name.name.clone());
        let factor = |f: usize| (library.factors[f].entry.id.clone(), library.factors[f].entry.name.clone());
        let services = lists(library.services.len(), incidents().map(|(i, n)| (i.services.as_slice(), n)), service);
        let factors = lists(library.factors.len(), incidents().map(|(i, n)| (i.factors.as_slice(), n)), factor);
        let severities = severities(library, scale, order);
        let kinds = kinds(library, order);
        Self { days, facets: vec![services, factors, severities, kinds] }
    }

    /// The value of a facet that a text names.
    pub(super) fn find(&self, facet: usize, text: &str) -> Option<usize> {
        let wanted = fold(text);
        self.facets[facet].iter().position(|v| fold(&v.key) == wanted || fold(&v.name) == wanted)
    }
}

/// Days since 1970-01-01.
pub(super) fn day(date: jiff::civil::Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.since(epoch).map_or(0, |span| span.get_days())
}

/// The first day of an incident's date.
pub(super) fn days(library: &Library, at: usize) -> Option<i32> {
    library.date_of(at).map(|d| day(d.civil.date()))
}

fn lists<'a>(
    count: usize,
    incidents: impl Iterator<Item = (&'a [usize], u32)>,
    name: impl Fn(usize) -> (String, String),
) -> Vec<Value> {
    let mut docs: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (values, number) in incidents {
        for value in values {
            docs[*value].push(number);
        }
    }
    let with_docs = docs.into_iter().enumerate().filter(|(_, docs)| !docs.is_empty());
    with_docs
        .map(|(at, docs)| {
            let (key, name) = name(at);
            Value { key, name, docs }
        })
        .collect()
}

/// Severities: those of the scale in its order, then the authors' own words.
fn severities(library: &Library, scale: &Scale, order: &[usize]) -> Vec<Value> {
    let mut found: BTreeMap<(usize, String), Value> = BTreeMap::new();
    for (at, number) in order.iter().zip(0_u32..) {
        let Some(raw) = &library.document_of(*at).fields.severity else { continue };
        let (rank, key, name) = match library.incidents[*at].level {
            Some(level) => (level, scale.levels()[level].id.clone(), scale.levels()[level].name.clone()),
            None => (usize::MAX, raw.value.clone(), raw.value.clone()),
        };
        let empty = Value { key: key.clone(), name, docs: Vec::new() };
        found.entry((rank, key)).or_insert(empty).docs.push(number);
    }
    found.into_values().collect()
}

fn kinds(library: &Library, order: &[usize]) -> Vec<Value> {
    let all = crate::document::Kind::ALL.into_iter().map(|kind| {
        let of_kind = |(at, _): &(&usize, u32)| library.document_of(**at).fields.kind == kind;
        let docs = order.iter().zip(0_u32..).filter(of_kind).map(|(_, number)| number).collect();
        Value { key: kind.id().to_owned(), name: kind.id().replace('-', " "), docs }
    });
    all.filter(|v: &Value| !v.docs.is_empty()).collect()
}
