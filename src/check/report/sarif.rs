//! SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a change.
//!
//! Findings that are allowed in the text or known by the baseline are there too, marked as
//! suppressed, so that a host does not take them for mended.

use super::super::{Remark, Standing, pages};
use crate::diagnostic::{Code, Severity};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What stands in no path of an address as it is (RFC 3986, section 3.3).
const NOT_IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The log of one run; `path` gives the path of a file from the root of the repository.
pub fn render(remarks: &[Remark], path: &dyn Fn(&str) -> String) -> Value {
    let codes: Vec<Code> = remarks.iter().map(|r| r.diagnostic.code).collect::<BTreeSet<_>>().into_iter().collect();
    let results: Vec<Value> = remarks.iter().map(|r| result(r, &codes, path)).collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "candor",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|c| rule(*c)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A rule with its page. GitHub shows the short description as the title of an alert, and the
/// Markdown of the help below it; it takes 1,024 characters of either description.
fn rule(code: Code) -> Value {
    let page = pages::explain(code);
    let full = pages::first_paragraph(&page).unwrap_or_else(|| code.meaning().to_owned());
    json!({
        "id": code.as_str(),
        // The name of the kind in the source is one word in capitals, as SARIF asks for.
        "name": format!("{code:?}"),
        "shortDescription": { "text": sentence(code.meaning()) },
        "fullDescription": { "text": full },
        "help": { "text": pages::plain(&page, false), "markdown": pages::for_sites(&page) },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

/// A text with a capital at its beginning.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn result(remark: &Remark, codes: &[Code], path: &dyn Fn(&str) -> String) -> Value {
    let d = &remark.diagnostic;
    let message = match &d.help {
        Some(help) => format!("{}\n{help}", d.message),
        None => d.message.clone(),
    };
    // A result has a place: what is in no file is a matter of the configuration.
    let place = d.place.as_ref().filter(|p| !p.file.is_empty());
    let file = path(place.map_or(crate::config::FILE, |p| p.file.as_str()));
    let mut location = json!({ "artifactLocation": { "uri": uri(&file), "uriBaseId": "%SRCROOT%" } });
    if let Some(place) = place.filter(|p| p.line > 0) {
        location["region"] = json!({
            "startLine": place.line,
            "startColumn": place.column.max(1),
            "endLine": place.end_line.max(place.line),
            "endColumn": place.end_column.max(if place.end_line > place.line { 1 } else { place.column.max(1) }),
        });
    }
    let suppressions = match &remark.standing {
        Standing::New => json!([]),
        Standing::Allowed(reason) => json!([{ "kind": "inSource", "justification": reason }]),
        Standing::Known => json!([{ "kind": "external", "justification": "known by the baseline" }]),
    };
    json!({
        "ruleId": d.code.as_str(),
        "ruleIndex": codes.iter().position(|c| *c == d.code),
        "level": level(d.severity),
        "message": { "text": message },
        "locations": [{ "physicalLocation": location }],
        "partialFingerprints": { "candor/v1": remark.fingerprint.text() },
        "suppressions": suppressions,
    })
}

/// A path as a relative reference of an address.
fn uri(path: &str) -> String {
    path.split('/').map(|part| utf8_percent_encode(part, NOT_IN_PATHS).to_string()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_title_a_description_and_help_of_a_length_that_hosts_take() {
        for code in Code::ALL {
            let rule = rule(*code);
            let text = |path: &str| rule.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
            for path in ["/shortDescription/text", "/fullDescription/text"] {
                let text = text(path);
                assert!((5..=1024).contains(&text.chars().count()), "{}: {text}", code.as_str());
                assert!(!text.starts_with(char::is_lowercase) && !text.contains("]("), "{}: {text}", code.as_str());
            }
            assert!(!text("/help/text").is_empty());
            let page = text("/help/markdown");
            assert!(page.starts_with("# ") && !page.contains("``markdown f"), "{page}");
        }
    }

    #[test]
    fn a_path_is_escaped_part_by_part() {
        assert_eq!(uri("a b/c:d#1%.md"), "a%20b/c%3Ad%231%25.md");
        assert_eq!(uri("zwölf.md"), "zw%C3%B6lf.md");
    }
}
