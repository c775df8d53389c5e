//! Diagnostics for a terminal, rendered like rustc's.
//!
//! Content is not trusted: control and bidirectional characters are replaced,
//! and no line can begin with `::`, which a CI runner would take as a command.

use super::{Code, Diagnostic, Diagnostics, Severity};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::collections::{BTreeMap, BTreeSet};

/// A kind of problem that has at least this many is shown once, with a count.
const COLLAPSE_FROM: usize = 10;

/// All problems of a run as text; of a kind that comes often, the first and a count.
///
/// `everything` shows each of them.
pub fn render(diagnostics: &Diagnostics, color: bool, everything: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    let kinds = kinds(diagnostics);
    let mut seen = BTreeMap::new();
    for diagnostic in diagnostics {
        let kind = (diagnostic.code, diagnostic.severity);
        let shown: &mut usize = seen.entry(kind).or_default();
        *shown += 1;
        let (all, files) = &kinds[&kind];
        let collapsed = !everything && *all >= COLLAPSE_FROM;
        if collapsed && *shown > 1 {
            continue;
        }
        let more = collapsed.then(|| format!("{} more like this in {}", all - 1, crate::count::files(files.len())));
        out.push_str(&one(&renderer, diagnostic, more.as_deref()));
        out.push_str("\n\n");
    }
    out
}

/// How many problems there are of each kind and severity, and in which files.
fn kinds(diagnostics: &Diagnostics) -> BTreeMap<(Code, Severity), (usize, BTreeSet<&str>)> {
    let mut kinds: BTreeMap<_, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for d in diagnostics {
        let entry = kinds.entry((d.code, d.severity)).or_default();
        entry.0 += 1;
        entry.1.extend(d.place.as_ref().map(|p| p.file.as_str()));
    }
    kinds
}

/// One problem as text.
fn one(renderer: &Renderer, diagnostic: &Diagnostic, more: Option<&str>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let message = clean(&diagnostic.message);
    let title = level.primary_title(message).id(diagnostic.code.as_str());
    let help = diagnostic.help.as_deref().map(clean);
    let (file, excerpt, span) = match &diagnostic.place {
        Some(place) => {
            let start = place.mark.min(place.excerpt.len());
            let width: usize = place.excerpt[start..].chars().take(place.width.max(1)).map(char::len_utf8).sum();
            // The mark is found again in the cleaned text, whose bytes may differ.
            let head = clean(&place.excerpt[..start]);
            let marked = clean(&place.excerpt[start..start + width]);
            let tail = clean(&place.excerpt[start + width..]);
            let span = head.len()..head.len() + marked.len();
            (clean(&place.file), format!("{head}{marked}{tail}"), span)
        }
        None => (String::new(), String::new(), 0..0),
    };
    let mut group: Group<'_> = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        group = if place.line == 0 {
            group.element(Origin::path(&file))
        } else {
            group.element(
                Snippet::source(&excerpt)
                    .line_start(place.line)
                    .path(&file)
                    .annotation(AnnotationKind::Primary.span(span)),
            )
        };
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help));
    }
    if let Some(more) = more {
        group = group.element(Level::NOTE.message(more));
    }
    let report = [group];
    renderer.render(&report)
}

/// Text that is safe to print: one line, no control or bidirectional characters,
/// and no `::` at its start.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push_str("    "),
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if c.is_control() => out.push('\u{fffd}'),
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{61c}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    // GitHub (`::`) and Azure (`##[`) take a line for a command, space before it aside.
    let start = out.len() - out.trim_start().len();
    if out[start..].starts_with("::") || out[start..].starts_with("##") {
        out.insert(start + 1, ' ');
    }
    out
}

#[cfg(test)]
mod tests;
