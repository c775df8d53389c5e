//! Names that people type (services, tags): one entry a name, however it is spelled.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, nearest_within};
use crate::document::markdown::{free, slug};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A name with its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The spelling that most documents use.
    pub name: String,
    /// Part of the address of its page; unique among its kind.
    pub slug: String,
}

/// A name as it stands in a document.
pub(super) struct Use {
    pub(super) spelling: String,
    pub(super) place: Place,
}

/// Names that were put together, and which entry each use belongs to.
pub(super) struct Names {
    pub(super) entries: Vec<Name>,
    by_key: HashMap<String, usize>,
}

/// What makes two spellings one name: case, spaces, `-` and `_` do not matter;
/// other marks do (`C++` is not `C#`).
pub(crate) fn key(name: &str) -> String {
    let joins = |c: char| c.is_whitespace() || matches!(c, '_' | '-');
    let name = name.trim_matches(joins);
    let joined = name.chars().map(|c| if joins(c) { '-' } else { c });
    // Every use of every name comes here, and nearly all are ASCII.
    if name.is_ascii() {
        joined.map(|c| c.to_ascii_lowercase()).collect()
    } else {
        joined.flat_map(char::to_lowercase).collect()
    }
}

impl Names {
    /// Puts the spellings of a kind of name together; `aliases` are other words for a
    /// name, `preferred` the spelling of a page about it.
    pub(super) fn collect(
        kind: &'static str,
        uses: &[Use],
        preferred: &[(String, Vec<String>)],
        problems: &mut Diagnostics,
    ) -> Self {
        let mut aliases: BTreeMap<String, String> = BTreeMap::new();
        let mut wanted: BTreeMap<String, &str> = BTreeMap::new();
        for (name, others) in preferred {
            wanted.insert(key(name), name);
            aliases.extend(others.iter().map(|other| (key(other), key(name))));
        }
        let resolve = |spelling: &str| {
            let key = key(spelling);
            aliases.get(&key).cloned().unwrap_or(key)
        };
        let mut spellings: BTreeMap<String, BTreeMap<&str, Vec<&Place>>> = BTreeMap::new();
        for used in uses {
            let by_spelling = spellings.entry(resolve(&used.spelling)).or_default();
            by_spelling.entry(&used.spelling).or_default().push(&used.place);
        }
        for key in wanted.keys() {
            spellings.entry(key.clone()).or_default();
        }
        let mut names = Names { entries: Vec::new(), by_key: HashMap::new() };
        let mut taken: HashMap<String, String> = HashMap::new();
        for (key, by_spelling) in &spellings {
            // The page's spelling, else the most used, else the first in the alphabet.
            let most = by_spelling.iter().max_by(|a, b| a.1.len().cmp(&b.1.len()).then(b.0.cmp(a.0)));
            let name = wanted.get(key).copied().or(most.map(|(s, _)| *s)).unwrap_or(key).to_owned();
            let same_key: Vec<_> = by_spelling.iter().filter(|(s, _)| self::key(s) == *key).collect();
            if same_key.len() > 1 {
                let list: Vec<_> = same_key.iter().map(|(s, p)| format!("`{s}` ({})", p.len())).collect();
                if let Some((other, places)) = same_key.iter().find(|(s, _)| **s != name) {
                    problems.push(
                        Diagnostic::new(
                            Code::NameVariants,
                            format!("the {kind} `{name}` is spelled {}", list.join(", ")),
                        )
                        .at(places[0].clone())
                        .help(format!("write `{name}` instead of `{other}`")),
                    );
                }
            }
            let slug = unique_slug(kind, &name, by_spelling, &mut taken, problems);
            names.by_key.insert(key.clone(), names.entries.len());
            names.entries.push(Name { name, slug });
        }
        for (alias, key) in aliases {
            if let Some(at) = names.by_key.get(&key).copied() {
                names.by_key.entry(alias).or_insert(at);
            }
        }
        near_misses(kind, &spellings, problems);
        names
    }

    /// The entry of a spelling.
    pub(super) fn find(&self, spelling: &str) -> Option<usize> {
        self.by_key.get(&key(spelling)).copied()
    }
}

fn unique_slug(
    kind: &str,
    name: &str,
    by_spelling: &BTreeMap<&str, Vec<&Place>>,
    taken: &mut HashMap<String, String>,
    problems: &mut Diagnostics,
) -> String {
    let base = slug(name);
    let candidate = free(&base, |slug| taken.contains_key(slug));
    if candidate != base {
        let other = &taken[&base];
        let mut problem = Diagnostic::new(
            Code::SlugCollision,
            format!("the {kind}s `{other}` and `{name}` would have the same address `{base}`"),
        )
        .help(format!("`{name}` gets `{candidate}`; name one of the two otherwise to have an address that lasts"));
        if let Some(place) = by_spelling.values().flatten().next() {
            problem = problem.at((*place).clone());
        }
        problems.push(problem);
    }
    taken.insert(candidate.clone(), name.to_owned());
    candidate
}

/// Reports names used once that are nearly a name used at least three times.
fn near_misses(kind: &str, spellings: &BTreeMap<String, BTreeMap<&str, Vec<&Place>>>, problems: &mut Diagnostics) {
    let count = |by: &BTreeMap<&str, Vec<&Place>>| by.values().map(Vec::len).sum::<usize>();
    let often: Vec<&str> = spellings.iter().filter(|(_, by)| count(by) >= 3).map(|(k, _)| k.as_str()).collect();
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    let seen: HashSet<&str> = often.iter().copied().collect();
    for (key, by) in spellings.iter().filter(|(_, by)| count(by) == 1) {
        // `db-1` and `db-2` are two names, and so are short ones.
        if key.len() < 5 || seen.contains(key.as_str()) {
            continue;
        }
        let candidates = often.iter().copied().filter(|o| digits(o) == digits(key));
        let near = nearest_within(if key.len() < 8 { 1 } else { 2 }, key, candidates);
        if let (Some(near), Some((spelling, places))) = (near, by.iter().next()) {
            problems.push(
                Diagnostic::new(Code::NearMiss, format!("the {kind} `{spelling}` stands here only"))
                    .at(places[0].clone())
                    .help(format!("did you mean `{near}`?")),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collect(spellings: &[&str]) -> (Names, Diagnostics) {
        let uses: Vec<_> =
            spellings.iter().map(|s| Use { spelling: (*s).to_owned(), place: Place::file("a.md") }).collect();
        let mut problems = Diagnostics::new();
        (Names::collect("service", &uses, &[], &mut problems), problems)
    }

    #[test]
    fn spellings_of_one_name_are_one_entry() {
        let (names, problems) = collect(&["Pay API", "pay-api", "pay-api", "PAY_API"]);
        assert_eq!(names.entries, [Name { name: "pay-api".into(), slug: "pay-api".into() }]);
        assert_eq!(names.find("pay api"), Some(0));
        assert_eq!(problems.iter().next().unwrap().code, Code::NameVariants);
    }

    #[test]
    fn different_names_with_one_slug_get_two_addresses() {
        let (names, problems) = collect(&["C++", "C#"]);
        let slugs: Vec<_> = names.entries.iter().map(|e| e.slug.as_str()).collect();
        assert_eq!(slugs, ["c", "c-2"]);
        assert_eq!(problems.iter().next().unwrap().code, Code::SlugCollision);
    }

    #[test]
    fn a_slip_in_a_name_is_suggested() {
        let (_, problems) =
            collect(&["payments", "payments", "payments", "paymets", "db-01", "db-02", "db-02", "db-02"]);
        let all: Vec<_> = problems.iter().collect();
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!(all[0].help.as_deref(), Some("did you mean `payments`?"));
    }
}
