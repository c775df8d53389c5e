//! What occurs together: the services and factors of the same incidents.

use std::collections::BTreeMap;

/// How many neighbours a page shows.
const SHOWN: usize = 12;

/// Something that occurs in some of the same incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// Number of the service or factor.
    pub item: usize,
    /// The incidents in which both occur, the newest first.
    pub incidents: Vec<usize>,
}

/// The items of some incidents, the most frequent first; one that occurs in a single
/// incident only says nothing beyond that incident, and is left out unless all do.
///
/// `incidents` are the newest first; `items` gives the items of one; `except` is the
/// item of the page itself.
pub(super) fn of<'a>(
    incidents: &[usize],
    items: impl Fn(usize) -> &'a [usize],
    except: Option<usize>,
) -> Vec<Together> {
    let mut by_item: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &incident in incidents {
        for &item in items(incident) {
            if Some(item) != except {
                by_item.entry(item).or_default().push(incident);
            }
        }
    }
    let mut all: Vec<_> = by_item.into_iter().map(|(item, incidents)| Together { item, incidents }).collect();
    all.sort_by(|a, b| b.incidents.len().cmp(&a.incidents.len()).then(a.item.cmp(&b.item)));
    let several = all.iter().filter(|t| t.incidents.len() > 1).count();
    if several > 0 {
        all.truncate(several);
    }
    all.truncate(SHOWN);
    all
}

/// The incidents of each item, the newest first; `items` gives the items of an incident.
pub(super) fn lists_of<'a>(count: usize, by_time: &[usize], items: impl Fn(usize) -> &'a [usize]) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); count];
    for &incident in by_time {
        for &item in items(incident) {
            lists[item].push(incident);
        }
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_neighbour_comes_first_with_its_incidents() {
        let items: [&[usize]; 4] = [&[1, 2], &[2], &[2, 1], &[3]];
        let found = of(&[3, 2, 1, 0], |i| items[i], None);
        assert_eq!(
            found,
            [Together { item: 2, incidents: vec![2, 1, 0] }, Together { item: 1, incidents: vec![2, 0] },]
        );
        assert_eq!(of(&[3], |i| items[i], None).len(), 1);
        assert_eq!(of(&[3], |i| items[i], Some(3)), []);
    }
}
