//! Tests of text that goes to a terminal.

use super::*;
use crate::diagnostic::Place;

#[test]
fn a_problem_shows_its_line_and_the_way_out() {
    let mut all = Diagnostics::new();
    let text = "---\nsevrity: sev1\n---\n";
    all.push(
        Diagnostic::new(Code::UnknownField, "unknown field `sevrity`")
            .at(Place::span("incidents/a.md", text, 4..11))
            .help("did you mean `severity`?"),
    );
    let expected = "\
warning[unknown-field]: unknown field `sevrity`
 --> incidents/a.md:2:1
  |
2 | sevrity: sev1
  | ^^^^^^^
  |
  = help: did you mean `severity`?

";
    assert_eq!(render(&all, false, false), expected);
}

#[test]
fn a_hundred_of_one_kind_become_one_with_a_count() {
    let mut all = Diagnostics::new();
    for i in 0..100 {
        all.push(Diagnostic::new(Code::DeadLink, format!("no page `{i}`")).at(Place::file(format!("{}.md", i % 7))));
    }
    let text = render(&all, false, false);
    assert_eq!(text.matches("dead-link").count(), 1, "{text}");
    assert!(text.contains("99 more like this in 7 files"), "{text}");
    assert_eq!(render(&all, false, true).matches("dead-link").count(), 100);
}

#[test]
fn content_cannot_steer_a_terminal_or_a_ci_runner() {
    let hostile = "\u{1b}[31m::error::\u{202e}x\n::set-output";
    let mut all = Diagnostics::new();
    all.push(
        Diagnostic::new(Code::DeadLink, hostile)
            .at(Place::span("::a\n.md", hostile, 0..3))
            .help("::warning::\n::error::"),
    );
    let text = render(&all, false, false);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    assert!(text.lines().all(|l| !l.trim_start().starts_with("::")), "{text}");
    assert_eq!(clean("  ::error::x"), "  : :error::x");
    assert_eq!(clean("##[error]x"), "# #[error]x");
}
