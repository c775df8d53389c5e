//! What a rule found in a file, and the mechanical way out of it.

use crate::diagnostic::{Code, Diagnostic, Lines, Place};
use std::ops::Range;

/// A change that mends a finding without a decision of the author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Bytes of the file that are replaced.
    pub span: Range<usize>,
    /// What takes their place.
    pub text: String,
}

/// Something that a rule found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// Bytes of the file; none where it is about the file as a whole.
    pub span: Option<Range<usize>>,
    /// What is wrong, in one line. It never repeats a secret.
    pub message: String,
    /// What the text could say instead, or what to do.
    pub help: String,
    /// A mechanical way out.
    pub fix: Option<Fix>,
    /// What it is about, where that is said once of a file, however often it stands there.
    pub about: Option<String>,
}

impl Finding {
    /// A finding at a place of the file.
    pub fn at(code: Code, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, span: Some(span), ..Self::whole(code, message, help) }
    }

    /// A finding about the file as a whole.
    pub fn whole(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, span: None, message: message.into(), help: help.into(), fix: None, about: None }
    }

    /// The same with a mechanical way out.
    #[must_use]
    pub fn fix(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, text: text.into() });
        self
    }

    /// The same about something that is said once of a file.
    #[must_use]
    pub fn about(mut self, what: impl Into<String>) -> Self {
        self.about = Some(what.into());
        self
    }

    /// As a diagnostic; `text` is that of the file, in which secrets are masked.
    pub fn diagnostic(&self, name: &str, text: &str, lines: &Lines) -> Diagnostic {
        let place = match &self.span {
            Some(span) => Place::in_lines(name, text, lines, span.clone()),
            None => Place::file(name),
        };
        Diagnostic::new(self.code, self.message.clone()).at(place).help(self.help.clone())
    }
}
