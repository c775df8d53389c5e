//! What is said of a text, as diagnostics of the protocol.

use super::position::Positions;
use crate::check::Remark;
use crate::diagnostic::{Diagnostic, Severity};
use std::ops::Range;
use tower_lsp_server::ls_types::{self, DiagnosticSeverity, NumberOrString, Position};

/// What every diagnostic says it is from.
const SOURCE: &str = "candor";

/// The bytes of a remark; what is about the file as a whole stands on its first line.
pub fn span(remark: &Remark, text: &str) -> Range<usize> {
    remark.span.clone().unwrap_or_else(|| 0..text.lines().next().map_or(0, str::len))
}

/// A remark as a diagnostic.
pub fn diagnostic(remark: &Remark, text: &str, positions: &Positions<'_>) -> ls_types::Diagnostic {
    said(&remark.diagnostic, positions.range(&span(remark, text)))
}

/// A problem of a file of which only lines and columns are known.
pub fn elsewhere(problem: &Diagnostic) -> ls_types::Diagnostic {
    let place = problem.place.as_ref().filter(|place| place.line > 0);
    let range = place.map_or_else(ls_types::Range::default, |place| {
        // The excerpt of a very long line is a part of it; then the column is near enough.
        let before = place.excerpt.get(..place.mark).filter(|b| b.chars().count() + 1 == place.column);
        let start = before.map_or(place.column - 1, |before| before.chars().map(char::len_utf16).sum());
        let marked = place.excerpt.get(place.mark..).unwrap_or_default().chars().take(place.width);
        let end = start + marked.map(char::len_utf16).sum::<usize>();
        let at = |units: usize| Position::new(small(place.line - 1), small(units));
        ls_types::Range::new(at(start), at(end))
    });
    said(problem, range)
}

fn said(problem: &Diagnostic, range: ls_types::Range) -> ls_types::Diagnostic {
    let help = problem.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    ls_types::Diagnostic {
        range,
        severity: Some(match problem.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(problem.code.as_str().to_owned())),
        source: Some(SOURCE.to_owned()),
        message: format!("{}{help}", problem.message),
        ..ls_types::Diagnostic::default()
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place};

    #[test]
    fn a_problem_of_another_file_keeps_its_place_in_utf16() {
        let text = "title = \"🔥\" # x\nlink = 1\n";
        let at = text.find("# x").unwrap();
        let problem =
            Diagnostic::new(Code::BadConfig, "wrong").at(Place::span("book.toml", text, at..at + 3)).help("so");
        let said = elsewhere(&problem);
        assert_eq!((said.range.start, said.range.end), (Position::new(0, 13), Position::new(0, 16)));
        assert_eq!(said.message, "wrong\nso");
        assert_eq!(elsewhere(&Diagnostic::new(Code::BadConfig, "x")).range, ls_types::Range::default());
    }
}
