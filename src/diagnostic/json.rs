//! Diagnostics as JSON, for programs.

use super::{Diagnostic, Diagnostics};
use serde_json::{Value, json};

/// An array of one object a problem: `code severity file line column end_line end_column message help`.
///
/// `file` and the numbers are null where the problem is in no file, and the numbers
/// where it is about the file as a whole. The end is the place after the last character.
pub fn render(diagnostics: &Diagnostics) -> Value {
    diagnostics.iter().map(value).collect()
}

/// One problem as such an object.
pub fn value(d: &Diagnostic) -> Value {
    let number = |n: usize| if n == 0 { Value::Null } else { n.into() };
    let place = d.place.as_ref();
    json!({
        "code": d.code.as_str(),
        "severity": d.severity.as_str(),
        "file": place.map(|p| &p.file),
        "line": place.map_or(Value::Null, |p| number(p.line)),
        "column": place.map_or(Value::Null, |p| number(p.column)),
        "end_line": place.map_or(Value::Null, |p| number(p.end_line)),
        "end_column": place.map_or(Value::Null, |p| number(p.end_column)),
        "message": d.message,
        "help": d.help,
    })
}
