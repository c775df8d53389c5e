//! What a reader of results is told about their query.

use serde::Serialize;

/// A remark on a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Note {
    /// A word that no incident has; those with another were taken.
    Corrected {
        /// The word that was asked for.
        word: String,
        /// The one that was taken.
        to: String,
    },
    /// A word for which nothing was found.
    NoMatch {
        /// The word.
        word: String,
    },
    /// A name before a colon that is no field, but near one.
    UnknownField {
        /// The name.
        name: String,
        /// The field that may be meant.
        suggestion: String,
    },
    /// A value that no incident has; it was searched as words.
    UnknownValue {
        /// The field.
        field: String,
        /// The value.
        value: String,
        /// A value that may be meant.
        suggestion: Option<String>,
    },
    /// A date that is none; it was searched as words.
    BadDate {
        /// The field.
        field: String,
        /// What stands for the date.
        value: String,
    },
    /// A quotation mark that is never closed.
    UnclosedQuote,
}

impl Note {
    /// What kind of remark it is.
    pub fn code(&self) -> &'static str {
        match self {
            Note::Corrected { .. } => "corrected",
            Note::NoMatch { .. } => "no-match",
            Note::UnknownField { .. } => "unknown-field",
            Note::UnknownValue { .. } => "unknown-value",
            Note::BadDate { .. } => "bad-date",
            Note::UnclosedQuote => "unclosed-quote",
        }
    }
}
