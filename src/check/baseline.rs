//! Findings that are known already, so that an old library starts at zero.
//!
//! The file is JSON with an entry a line, sorted, so that it can be reviewed as a diff.

use crate::diagnostic::Code;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;

/// The version of the form of the file.
const VERSION: u32 = 1;

/// What a finding is known by from one run to the next: its kind, and the how manieth of that
/// kind it is under its heading. Nothing of the text goes into it, so that edits elsewhere in
/// the file change nothing, and no digest of a secret is ever kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprint {
    /// Path from the library's root.
    pub file: String,
    /// The anchor of the heading that it stands under; empty before the first.
    pub heading: String,
    /// Its kind.
    pub code: Code,
    /// Its number among those of its kind under that heading, from one.
    pub number: usize,
}

// The order of the file: a code by its name, which no new kind of problem can move.
impl Ord for Fingerprint {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Fingerprint {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Fingerprint {
    /// What it is sorted by.
    fn key(&self) -> (&str, &str, &'static str, usize) {
        (&self.file, &self.heading, self.code.as_str(), self.number)
    }

    /// In one line, for programs that know findings by a text.
    pub fn text(&self) -> String {
        format!("{}#{}:{}:{}", self.file, self.heading, self.code.as_str(), self.number)
    }
}

/// Why a file is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is not of the form.
    #[error("line {line}: {reason}")]
    Form {
        /// Where, from one.
        line: usize,
        /// What the parser says.
        reason: String,
    },
    /// It is of another version.
    #[error("its form is version {0}, and this program reads version {VERSION}")]
    Version(u32),
}

/// Findings that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeSet<Fingerprint>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    known: Vec<Fingerprint>,
}

impl Baseline {
    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// When it is not of the form, or of another version.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let file: File = serde_json::from_str(text).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
            BaselineError::Form { line: error.line(), reason }
        })?;
        if file.version != VERSION {
            return Err(BaselineError::Version(file.version));
        }
        Ok(Self(file.known.into_iter().collect()))
    }

    /// The baseline as a text.
    pub fn write(&self) -> String {
        let mut out = format!("{{\n  \"version\": {VERSION},\n  \"known\": [");
        for (at, entry) in self.0.iter().enumerate() {
            let Fingerprint { file, heading, code, number } = entry;
            // The keys one by one: their order is that of the line, not of the alphabet.
            let text = |value: &str| json!(value).to_string();
            out += if at == 0 { "\n" } else { ",\n" };
            out += &format!(
                "    {{\"file\": {}, \"heading\": {}, \"code\": {}, \"number\": {number}}}",
                text(file),
                text(heading),
                text(code.as_str())
            );
        }
        out + if self.0.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" }
    }

    /// Whether a finding is known.
    pub fn has(&self, finding: &Fingerprint) -> bool {
        self.0.contains(finding)
    }

    /// Adds a finding.
    pub fn add(&mut self, finding: Fingerprint) {
        self.0.insert(finding);
    }

    /// The findings in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Fingerprint> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(file: &str, number: usize) -> Fingerprint {
        Fingerprint { file: file.into(), heading: "what-happened".into(), code: Code::Counterfactual, number }
    }

    #[test]
    fn it_is_written_sorted_with_an_entry_a_line_and_read_again() {
        let mut baseline = Baseline::default();
        for (file, number) in [("b.md", 1), ("a \"x\".md", 2), ("a \"x\".md", 1)] {
            baseline.add(entry(file, number));
        }
        let text = baseline.write();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[3], r#"    {"file": "a \"x\".md", "heading": "what-happened", "code": "W2", "number": 1},"#);
        assert_eq!(lines.len(), 8);
        assert_eq!(Baseline::read(&text).unwrap(), baseline);
        assert_eq!(Baseline::read(&Baseline::default().write()).unwrap(), Baseline::default());
    }

    #[test]
    fn what_is_no_baseline_is_refused_with_its_line() {
        let error = Baseline::read("{\n\"version\": 1,\n\"known\": [{\"file\": 3}]}").unwrap_err();
        assert!(error.to_string().starts_with("line 3: "), "{error}");
        assert!(Baseline::read("{\"version\": 2, \"known\": []}").unwrap_err().to_string().contains("version 2"));
    }
}
