//! Text of a template that was left in.

use super::view::View;
use crate::check::Finding;
use crate::check::prose::{Form, Sentence};
use crate::diagnostic::Code;
use crate::document::{SectionName, markdown};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;
use std::sync::LazyLock;

/// The template that `candor new` and `candor init` fill in.
const OWN: &str = include_str!("../../command/template/post-mortem.md");

/// Its hints.
static HINTS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut hints = Vec::new();
    let mut rest = OWN;
    while let Some((_, after)) = rest.split_once("<!--") {
        let Some((hint, tail)) = after.split_once("-->") else { break };
        hints.push(hint.trim());
        rest = tail;
    }
    hints
});

/// What stands where something is still to be written, folded to lower case.
const OPEN: [&str; 13] = [
    "tbd",
    "tba",
    "todo",
    "t.b.d",
    "to be determined",
    "to be decided",
    "to be filled in",
    "to be written",
    "to be added",
    "fill in",
    "fill me in",
    "placeholder",
    "coming soon",
];

/// First words of a hint in brackets or slanted: what a template asks its reader to do.
const ASKS: [&str; 41] = [
    "insert",
    "describe",
    "report",
    "explain",
    "enter",
    "fill",
    "provide",
    "summarise",
    "summarize",
    "list",
    "write",
    "outline",
    "detail",
    "state",
    "specify",
    "identify",
    "include",
    "document",
    "quantify",
    "note",
    "give",
    "add",
    "run",
    "your",
    "short",
    "brief",
    "what",
    "who",
    "when",
    "where",
    "how",
    "why",
    "which",
    "was",
    "were",
    "did",
    "is",
    "are",
    "name",
    "date",
    "link",
];

/// Of these, those with which a text in brackets is surely a hint.
const SURE: [&str; 14] = [
    "insert",
    "describe",
    "explain",
    "enter",
    "fill",
    "provide",
    "summarise",
    "summarize",
    "specify",
    "your",
    "brief",
    "short",
    "tbd",
    "todo",
];

/// Sentences with which the parts of public templates begin, in lower case and without their
/// last stop: mybinder.org's template of incident reports.
const KNOWN: [&str; 4] = [
    "list of things that went well",
    "things that could have gone better",
    "these are good things that happened to us but not because we had planned for them",
    "these are only sample subheadings",
];

/// Names and handles of nobody, in lower case.
const NOBODY: [&str; 13] = [
    "@username",
    "@user",
    "@owner",
    "@handle",
    "@name",
    "@your-handle",
    "@yourname",
    "your name",
    "your-name",
    "first last",
    "firstname lastname",
    "name surname",
    "@someone",
];

const HELP: &str = "write what belongs here, or take the line out: a part that says nothing is better not there";

/// Looks for text of a template in a document.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    own_hints(view, found);
    fields(view, found);
    sentences(view, found);
    hints_in_brackets(view, found);
    people(view, found);
}

fn left_in(text: &str, span: Range<usize>) -> Finding {
    let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = whole.chars().take(60).collect();
    let dots = if short.len() < whole.len() { "…" } else { "" };
    let what = if is_open(text) { "still to be written" } else { "text of a template is left in" };
    Finding::at(Code::TemplateText, span, format!("{what}: `{short}{dots}`"), HELP)
}

/// The hints of Candor's own template, which a reader of the page does not see.
fn own_hints(view: &View<'_>, found: &mut Vec<Finding>) {
    let text = &view.subject.text[view.range.clone()];
    let mut at = 0;
    while let Some(open) = text[at..].find("<!--").map(|n| at + n) {
        let Some(close) = text[open..].find("-->").map(|n| open + n) else { return };
        let hint = text[open + 4..close].trim();
        let span = view.range.start + open..view.range.start + close + 3;
        if HINTS.contains(&hint) {
            // With the line break after it, so that no gap stays.
            let end = span.end + usize::from(view.subject.text[span.end..].starts_with('\n'));
            found.push(left_in(hint, span.clone()).fix(span.start..end, ""));
        } else if SURE[..9].iter().any(|word| starts_with_word(&hint.to_lowercase(), word)) {
            found.push(left_in(hint, span));
        }
        at = close + 3;
    }
}

/// Fields of the front matter that were never filled in.
fn fields(view: &View<'_>, found: &mut Vec<Finding>) {
    // A file has one front matter, whatever it holds below.
    if view.range.start > 0 {
        return;
    }
    let mut at = 0;
    for line in view.document.head.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim();
        if trimmed.starts_with('#') {
            continue;
        }
        let Some((_, value)) = line.split_once([':', '=']) else { continue };
        let value = value.trim();
        let bare = value.trim_matches(['"', '\'', ',']).trim();
        if bare.is_empty() || !(is_open(bare) || is_unfilled(bare)) {
            continue;
        }
        let from = start + line.find(bare).unwrap_or(0);
        found.push(left_in(bare, from..from + bare.len()));
    }
}

/// Whether a value only holds the place of one: `{{ title }}`, `<service>`, `YYYY-MM-DD`.
fn is_unfilled(value: &str) -> bool {
    let wrapped = |open: &str, close: &str| {
        value.len() > open.len() + close.len() && value.starts_with(open) && value.ends_with(close)
    };
    let asks = value.trim_start_matches(['[', '<']).to_lowercase();
    value.starts_with("YYYY-MM-DD")
        || value.starts_with("yyyy-mm-dd")
        || (wrapped("{{", "}}") && value.matches("{{").count() == 1)
        || (wrapped("<", ">") && value.matches('<').count() == 1 && !value.contains(['@', '/']))
        || (wrapped("[", "]") && SURE.iter().any(|word| starts_with_word(&asks, word)))
        || NOBODY.contains(&value.to_lowercase().as_str())
}

/// Sentences that say only that something is to be written, and slanted hints.
fn sentences(view: &View<'_>, found: &mut Vec<Finding>) {
    let all = view.sentences(view.range.clone());
    for (n, sentence) in all.iter().enumerate() {
        let text = sentence.text.trim();
        if text.starts_with("Lorem ipsum") || text.starts_with("lorem ipsum") {
            // Once a block: the rest of it is of the same sort.
            found.push(left_in(text, sentence.whole()));
            continue;
        }
        if let Some(part) = open_part(sentence) {
            found.push(left_in(&sentence.text[part.clone()], sentence.span(part)));
            continue;
        }
        if sentence.form == Form::Paragraph && is_known(text) {
            found.push(left_in(text, sentence.whole()));
            continue;
        }
        let is_first = n.checked_sub(1).is_none_or(|before| all[before].block != sentence.block);
        let after_heading = n.checked_sub(1).is_some_and(|before| all[before].form == Form::Heading);
        if is_first && after_heading && sentence.form == Form::Paragraph {
            let end = all[n..].iter().take_while(|s| s.block == sentence.block).last().unwrap_or(sentence);
            if let Some(span) = slanted_hint(view, sentence, end) {
                let hint = view.subject.text[span.clone()].trim_matches(['*', '_']);
                found.push(left_in(hint, span));
            }
        }
    }
}

/// Whether a sentence is one of a public template; with a colon it introduces a list.
fn is_known(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    KNOWN.iter().any(|known| text.eq_ignore_ascii_case(known))
}

/// The part of a sentence that says that something is still to be written: all of it, or what
/// follows a label.
fn open_part(sentence: &Sentence) -> Option<Range<usize>> {
    let text = sentence.text.as_str();
    // A follow-up that is yet to be assigned is said by its own rules.
    if sentence.is_in(&[SectionName::Actions]) || sentence.form == Form::Heading {
        return None;
    }
    let whole = is_open(text).then_some(0..text.len());
    let range = whole.or_else(|| {
        let colon = text.rfind([':', '：'])?;
        let value = text[colon..].trim_start_matches([':', '：', ' ']);
        let is_value = is_open(value) || value.starts_with("YYYY-MM-DD");
        is_value.then(|| text.len() - value.len()..text.len())
    });
    let range = range.or_else(|| {
        // `TODO: how many users` and `TODO(ana): ..`
        let rest = text.strip_prefix("TODO").or_else(|| text.strip_prefix("TBD"))?;
        rest.starts_with([':', '(']).then_some(0..text.len())
    })?;
    (!sentence.is_quiet(&range)).then_some(range)
}

fn is_open(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    OPEN.contains(&bare.as_str()) || matches!(text.trim(), "???" | "XXX")
}

/// The bytes of a paragraph directly below a known heading that is slanted from end to end
/// and asks its reader for something.
fn slanted_hint(view: &View<'_>, first: &Sentence, last: &Sentence) -> Option<Range<usize>> {
    first.above.last()?.name?;
    let span = first.whole().start..last.whole().end;
    let source = &view.subject.text;
    let (before, after) = (source.get(..span.start)?, source.get(span.end..)?);
    let mark = before.chars().next_back().filter(|c| matches!(c, '*' | '_'))?;
    let double = before.len() >= 2 && before[..before.len() - 1].ends_with(mark);
    let inside = source.get(span.clone())?;
    if double || !after.starts_with(mark) || inside.contains(mark) {
        return None;
    }
    let lower = first.text.to_lowercase();
    let asks = ASKS.iter().any(|word| starts_with_word(&lower, word));
    asks.then(|| span.start - 1..span.end + 1)
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// `[Insert ...]`, `<describe ...>` in the text.
fn hints_in_brackets(view: &View<'_>, found: &mut Vec<Finding>) {
    let source = view.subject.text;
    let body = view.document.head.len().max(view.range.start);
    let text = source.get(body..view.range.end).unwrap_or_default();
    let mut hints: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr2_iter(b'[', b'<', text.as_bytes()) {
        let rest = &text[at + 1..];
        let close = if text.as_bytes()[at] == b'[' { ']' } else { '>' };
        let line = rest.split('\n').next().unwrap_or_default();
        let Some(end) = line.find(close).filter(|end| *end <= 160) else { continue };
        let inner = &line[..end];
        let lower = inner.to_lowercase();
        let surely = SURE.iter().any(|word| starts_with_word(&lower, word));
        let several = inner.contains(' ') || matches!(lower.as_str(), "tbd" | "todo");
        // A link, a definition of one, or an element with attributes.
        let after = &line[end + 1..];
        let is_link = close == ']' && after.starts_with(['(', '[', ':']);
        let is_element = close == '>' && (inner.contains('=') || inner.ends_with('/'));
        if surely && several && !is_link && !is_element {
            hints.push(body + at..body + at + end + 2);
        }
    }
    if hints.is_empty() {
        return;
    }
    let code = code(text, body);
    // What another rule of this file has said is not said again.
    let said: Vec<Range<usize>> =
        found.iter().filter(|f| f.code == Code::TemplateText).filter_map(|f| f.span.clone()).collect();
    for hint in hints {
        let touches = |other: &Range<usize>| other.start < hint.end && hint.start < other.end;
        if !code.iter().any(touches) && !said.iter().any(touches) {
            found.push(left_in(&source[hint.clone()], hint));
        }
    }
}

/// Bytes of the file that are code or quotations.
fn code(text: &str, offset: usize) -> Vec<Range<usize>> {
    let parsed = markdown::parse(text);
    let mut open = None;
    let mut all = Vec::new();
    for (event, span) in parsed.events() {
        match event {
            Event::Code(_) => all.push(span.start + offset..span.end + offset),
            Event::Start(Tag::CodeBlock(_)) => open = Some(span.start),
            Event::End(TagEnd::CodeBlock) => all.extend(open.take().map(|start| start + offset..span.end + offset)),
            _ => {}
        }
    }
    all
}

/// People and owners that are the placeholder of a template.
fn people(view: &View<'_>, found: &mut Vec<Finding>) {
    let is_nobody = |name: &str| NOBODY.contains(&name.trim().to_lowercase().as_str());
    let f = &view.document.fields;
    let mut spans: Vec<(String, Range<usize>)> = f
        .authors
        .iter()
        .chain(&f.participants)
        .filter(|p| is_nobody(&p.value) && !p.origin.span.is_empty())
        .map(|p| (p.value.clone(), p.origin.span.clone()))
        .collect();
    for action in &f.actions {
        let Some(owner) = action.owner.as_ref().filter(|o| is_nobody(o)) else { continue };
        let line = view.line(if action.owner_line > 0 { action.owner_line } else { action.line });
        let at = view.subject.text.get(line.clone()).and_then(|text| text.find(owner.as_str()));
        spans.push((owner.clone(), at.map_or(line.clone(), |at| line.start + at..line.start + at + owner.len())));
    }
    for (name, span) in spans {
        let said = found.iter().any(|f| {
            f.code == Code::TemplateText && f.span.as_ref().is_some_and(|s| s.start < span.end && span.start < s.end)
        });
        if !said {
            found.push(left_in(&name, span));
        }
    }
}
