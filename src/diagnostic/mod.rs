//! Problems found in content or configuration: what, where, and the way out.
//!
//! Stages push [`Diagnostic`]s into a [`Diagnostics`] sink and go on; nothing
//! here prints. [`text`] and [`json`] render what was collected.

mod code;
pub mod json;
mod place;
pub mod text;

pub use code::Code;
pub use place::{Lines, Place};
use serde::{Deserialize, Serialize};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails a build.
    Info,
    /// Something is not as meant; fails a build with `--strict`.
    Warning,
    /// The build must not be published; the last good site stays.
    Error,
}

impl Severity {
    /// The severity that a word means.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "info" => Some(Severity::Info),
            "warning" => Some(Severity::Warning),
            "error" => Some(Severity::Error),
            _ => None,
        }
    }

    /// The word for this severity, as it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One problem, with its place and the way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Which kind of problem this is.
    pub code: Code,
    /// How much it matters; starts as the code's own severity.
    pub severity: Severity,
    /// What is wrong, in one lower-case line with names in backticks.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// Where it is, when it is in a file.
    pub place: Option<Place>,
}

impl Diagnostic {
    /// A problem of a kind, with the severity of that kind.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, severity: code.severity(), message: message.into(), help: None, place: None }
    }

    /// The same problem with the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same problem with its place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The order in which problems are shown: by file, then by place, then by kind.
    fn order(&self) -> (&str, usize, usize, &'static str, &str) {
        let (file, line, column) = self.place.as_ref().map_or(("", 0, 0), |p| (p.file.as_str(), p.line, p.column));
        (file, line, column, self.code.as_str(), &self.message)
    }
}

/// The problems of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all problems of another sink.
    pub fn append(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }

    /// The problems in the order in which they are shown.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| a.order().cmp(&b.order()));
        self
    }

    /// Makes every warning an error, as `--strict` asks for.
    pub fn deny_warnings(&mut self) {
        for diagnostic in &mut self.0 {
            if diagnostic.severity == Severity::Warning {
                diagnostic.severity = Severity::Error;
            }
        }
    }

    /// How many problems have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// Whether any problem is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// The problems.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Takes away the problems that are not wanted.
    pub fn retain(&mut self, wanted: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(wanted);
    }

    /// Changes each problem.
    pub fn for_each_mut(&mut self, change: impl FnMut(&mut Diagnostic)) {
        self.0.iter_mut().for_each(change);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The candidate nearest to `word`, when it is near enough to be what was meant.
///
/// Near enough is a Damerau-Levenshtein distance of at most a third of the word's
/// length (the rule that rustc uses), so a word of two letters is near to none.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_within(word.chars().count() / 3, word, candidates)
}

/// The candidate nearest to `word`, at a Damerau-Levenshtein distance of at most `limit`.
pub fn nearest_within<'a>(limit: usize, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    let letters = letters(&folded);
    candidates
        .into_iter()
        // An edit changes at most two counts of letters, which are far cheaper to compare.
        .filter(|c| self::letters(c).iter().zip(letters).map(|(a, b)| a.abs_diff(b)).sum::<usize>() <= 2 * limit)
        .map(|c| (strsim::damerau_levenshtein(&folded, &c.to_lowercase()), c))
        .filter(|(distance, _)| *distance <= limit)
        .min_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)))
        .map(|(_, c)| c)
}

/// How often each letter occurs in a word; all characters outside a to z are one.
fn letters(word: &str) -> [usize; 27] {
    let mut counts = [0; 27];
    for c in word.chars() {
        let c = c.to_ascii_lowercase();
        counts[if c.is_ascii_lowercase() { c as usize - 'a' as usize } else { 26 }] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested_and_a_far_one_is_not() {
        assert_eq!(nearest("sevrity", ["title", "severity"]), Some("severity"));
        assert_eq!(nearest("zebra", ["title", "severity"]), None);
        assert_eq!(nearest("db", ["dc", "title"]), None);
        assert_eq!(nearest("dns", ["dnss", "title"]), Some("dnss"));
    }

    #[test]
    fn strict_makes_errors_of_warnings_only() {
        let mut all = Diagnostics::new();
        all.push(Diagnostic::new(Code::DeadLink, "x"));
        all.push(Diagnostic::new(Code::NameVariants, "y"));
        all.deny_warnings();
        assert_eq!(all.count(Severity::Error), 1);
        assert_eq!(all.count(Severity::Info), 1);
    }
}
