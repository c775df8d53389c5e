//! Annotations of GitHub: one workflow command a finding, which the runner shows beside the
//! line of a pull request.
//!
//! Content is not trusted: what would end a property or a command is escaped, as the runner's
//! own toolkit does it (`%`, line ends, and in properties `:` and `,`).

use super::super::{Remark, Standing};
use crate::diagnostic::{Severity, text::clean};

/// The commands for all findings that count, and for none on lines that have not changed; `path` gives the path of a file from the root of
/// the repository.
pub fn render(remarks: &[Remark], path: &dyn Fn(&str) -> String) -> String {
    let shown = remarks.iter().filter(|r| r.standing == Standing::New && r.changed != Some(false));
    shown.map(|r| one(r, path)).collect()
}

fn one(remark: &Remark, path: &dyn Fn(&str) -> String) -> String {
    let d = &remark.diagnostic;
    let level = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(place) = d.place.as_ref().filter(|p| !p.file.is_empty()) {
        properties.push(("file", path(&place.file)));
        if place.line > 0 {
            properties.push(("line", place.line.to_string()));
            properties.push(("endLine", place.end_line.max(place.line).to_string()));
            // The runner takes columns only where the first line is the last.
            if place.end_line <= place.line {
                properties.push(("col", place.column.to_string()));
                properties.push(("endColumn", place.end_column.max(place.column).to_string()));
            }
        }
    }
    properties.push(("title", format!("candor {}", d.code.as_str())));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={}", property(&value))).collect();
    let mut message = escape(&clean(&d.message));
    if let Some(help) = &d.help {
        message += "%0A";
        message += &escape(&clean(help));
    }
    format!("::{level} {}::{message}\n", properties.join(","))
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::baseline::Fingerprint;
    use crate::diagnostic::{Code, Diagnostic, Place};

    fn remark(message: &str, place: Place) -> Remark {
        let fingerprint =
            Fingerprint { file: place.file.clone(), heading: String::new(), code: Code::DeadLink, number: 1 };
        let diagnostic = Diagnostic::new(Code::DeadLink, message).at(place).help("mend it");
        Remark { diagnostic, span: None, fix: None, about: None, fingerprint, standing: Standing::New, changed: None }
    }

    fn rendered(message: &str, place: Place) -> String {
        render(&[remark(message, place)], &|file| format!("docs/{file}"))
    }

    #[test]
    fn a_finding_is_a_command_of_one_line() {
        assert_eq!(
            rendered("the link leads nowhere", Place::span("a.md", "one two", 4..7)),
            "::warning file=docs/a.md,line=1,endLine=1,col=5,endColumn=8,title=candor dead-link::the link leads nowhere%0Amend it\n"
        );
        assert_eq!(
            rendered("x", Place::span("a.md", "one\ntwo", 1..6)),
            "::warning file=docs/a.md,line=1,endLine=2,title=candor dead-link::x%0Amend it\n"
        );
        assert_eq!(
            rendered("x", Place::file("a.md")),
            "::warning file=docs/a.md,title=candor dead-link::x%0Amend it\n"
        );
    }

    #[test]
    fn content_cannot_end_a_command_or_begin_another() {
        let hostile = "100% \r\n::error::x\u{2028}::set-output name=a::b";
        let text = rendered(hostile, Place::file("a,line=9::b\n::error::%.md"));
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.starts_with("::warning file=docs/a%2Cline=9%3A%3Ab%0A%3A%3Aerror%3A%3A%25.md,title="), "{text}");
        assert!(text.contains("::100%25 "), "{text}");
        assert!(!text.contains('\u{2028}') && !text.contains('\r'));
    }
}
