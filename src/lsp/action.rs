//! What an author can do about a finding with one key: the mechanical way out where there is
//! one, the word that was probably meant, or to allow it here, with a reason.
//!
//! No action changes prose by itself.

use super::findings;
use super::position::Positions;
use crate::check::Remark;
use crate::diagnostic::Code;
use crate::document::markdown;
use crate::source;
use crate::value::Syntax;
use pulldown_cmark::{Event, Tag};
use std::collections::HashMap;
use std::ops::Range;
use tower_lsp_server::ls_types::{self, CodeAction, CodeActionKind, Command, TextEdit, Uri, WorkspaceEdit};

/// The command that puts the cursor where the reason belongs.
pub const CURSOR: &str = "candor.cursor";

/// A text that is to be changed.
pub struct Scene<'a> {
    /// Its address.
    pub uri: &'a Uri,
    /// The text.
    pub text: &'a str,
    /// Its lines.
    pub positions: &'a Positions<'a>,
    /// Whether the editor lets a server put the cursor somewhere.
    pub moves_cursor: bool,
}

impl Scene<'_> {
    /// What can be done about a remark.
    pub fn actions(&self, remark: &Remark) -> Vec<CodeAction> {
        let mut actions = Vec::new();
        if let Some((fix, _)) = &remark.fix {
            let title = match fix.text.as_str() {
                "" => "Remove this".to_owned(),
                text if text.contains('\n') || text.chars().count() > 40 => "Mend this".to_owned(),
                text => format!("Write `{}`", text.trim()),
            };
            actions.push(self.action(title, remark, fix.span.clone(), fix.text.clone()));
        }
        if let Some((span, text)) = meant(remark, self.text) {
            let title = format!("Write `{text}` instead of `{}`", &self.text[span.clone()]);
            actions.push(self.action(title, remark, span, text));
        }
        for action in &mut actions {
            action.is_preferred = Some(true);
        }
        actions.extend(self.allow(remark));
        actions
    }

    fn action(&self, title: String, remark: &Remark, span: Range<usize>, text: String) -> CodeAction {
        let edit = TextEdit::new(self.positions.range(&span), text);
        CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![findings::diagnostic(remark, self.text, self.positions)]),
            edit: Some(WorkspaceEdit::new(HashMap::from([(self.uri.clone(), vec![edit])]))),
            ..CodeAction::default()
        }
    }

    /// Allows a finding where it stands. The reason is left to the author, and without one
    /// nothing is suppressed.
    fn allow(&self, remark: &Remark) -> Option<CodeAction> {
        let code = remark.diagnostic.code;
        if matches!(code, Code::BadAllow | Code::UnusedAllow) {
            return None;
        }
        let Insertion { at, text, reason } = allowing(self.text, remark.span.as_ref(), code)?;
        let title = format!("Allow {} here, with a reason", code.as_str());
        let cursor = cursor_after(self.positions.position(at), &text[..reason]);
        let mut action = self.action(title.clone(), remark, at..at, text);
        action.command = self.moves_cursor.then(|| Command {
            title,
            command: CURSOR.to_owned(),
            arguments: Some(vec![serde_json::json!(self.uri), serde_json::json!(cursor)]),
        });
        Some(action)
    }
}

/// The position after a text that is put in at another one.
fn cursor_after(at: ls_types::Position, text: &str) -> ls_types::Position {
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let last = text.rsplit('\n').next().unwrap_or_default();
    let units = small(last.chars().map(char::len_utf16).sum());
    let lines = small(text.matches('\n').count());
    let before = if lines == 0 { at.character } else { 0 };
    ls_types::Position::new(at.line.saturating_add(lines), before.saturating_add(units))
}

/// The word that was probably meant, and the bytes of the one that stands there: what the
/// help of a remark offers in place of a name in its message.
fn meant(remark: &Remark, text: &str) -> Option<(Range<usize>, String)> {
    let help = remark.diagnostic.help.as_deref()?;
    let span = remark.span.clone()?;
    let marked = text.get(span.clone())?;
    let (wrong, right) = match help.strip_prefix("write `").and_then(|rest| rest.strip_suffix('`')) {
        Some(both) => {
            let (right, wrong) = both.split_once("` instead of `")?;
            (vec![wrong], right)
        }
        None => {
            let right = help.strip_prefix("did you mean `")?.strip_suffix("`?")?;
            (names(&remark.diagnostic.message), right)
        }
    };
    let wrong = wrong.into_iter().find(|name| !name.is_empty() && marked.matches(name).count() == 1)?;
    let at = span.start + marked.find(wrong)?;
    let bare = right.strip_prefix("[[").and_then(|r| r.strip_suffix("]]")).filter(|_| !wrong.starts_with("[["));
    Some((at..at + wrong.len(), bare.unwrap_or(right).to_owned()))
}

/// The names in backticks of a message.
fn names(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// A suppression to be put into a text.
#[derive(Debug, PartialEq, Eq)]
struct Insertion {
    at: usize,
    text: String,
    /// The byte of `text` at which the reason belongs.
    reason: usize,
}

impl Insertion {
    fn new(at: usize, before: &str, code: Code, after: &str) -> Self {
        let begin = format!("{before} candor allow {}: ", code.as_str());
        Self { at, reason: begin.len(), text: begin + after }
    }
}

/// A suppression of a rule where a finding stands, or anywhere in the file where it is about
/// the file as a whole.
fn allowing(text: &str, span: Option<&Range<usize>>, code: Code) -> Option<Insertion> {
    let front = source::split(text);
    let body = front.as_ref().map_or(0, |f| f.body);
    let Some(span) = span else {
        let at = body + text[body..].len() - text[body..].trim_start_matches(['\n', '\r']).len();
        return Some(Insertion::new(at, "<!--", code, " -->\n\n"));
    };
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |n| n + 1);
    if let Some(front) = front.filter(|f| span.start < f.body) {
        let at = line_start(span.start).max(front.fields.start);
        return (front.syntax != Syntax::Json).then(|| Insertion::new(at, "#", code, "\n"));
    }
    let (outermost, container) = block(text, body, span.start);
    let Some(container) = container else {
        return Some(Insertion::new(line_start(outermost), "<!--", code, " -->\n"));
    };
    // Above a list, a table or a quotation it would cover all of it.
    let line_end = text[span.end..].find(['\r', '\n']).map_or(text.len(), |n| span.end + n);
    let cell_end = text[span.end..line_end].find('|').filter(|_| container == Container::Table);
    let at = cell_end.map_or(line_end, |n| span.end + n);
    let at = at.min(span.end + text[span.end..at].trim_end().len());
    let after = if cell_end.is_some() && text[at..].starts_with('|') { " --> " } else { " -->" };
    Some(Insertion::new(at, " <!--", code, after))
}

/// What a block may stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Table,
    Other,
}

/// Where the outermost block around a byte begins, and what it is if it holds others.
fn block(text: &str, body: usize, at: usize) -> (usize, Option<Container>) {
    let parsed = markdown::parse(&text[body..]);
    let mut depth = 0_usize;
    for (event, span) in parsed.events() {
        match event {
            Event::Start(tag) => {
                if depth == 0 && (span.start + body..span.end + body).contains(&at) {
                    let container = match tag {
                        Tag::Table(_) => Some(Container::Table),
                        Tag::List(_) | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) | Tag::DefinitionList => {
                            Some(Container::Other)
                        }
                        _ => None,
                    };
                    return (span.start + body, container);
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (at, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Allows;

    /// A text in which a finding at `HERE` is allowed, with a reason.
    fn allowed(text: &str) -> String {
        let at = text.find("HERE").expect("a finding");
        let span = at..at + 4;
        let Insertion { at, text: mark, reason } = allowing(text, Some(&span), Code::Counterfactual).expect("a place");
        let mark = format!("{}fine{}", &mark[..reason], &mark[reason..]);
        let mut text = text.to_owned();
        text.insert_str(at, &mark);
        let at = text.find("HERE").expect("still there");
        let mut allows = Allows::of(&text);
        assert_eq!(allows.reason(Code::Counterfactual, Some(&(at..at + 4))), Some("fine"), "{text}");
        text
    }

    #[test]
    fn a_suppression_covers_the_finding_and_stands_above_its_block() {
        assert_eq!(allowed("One.\n\nTwo\nHERE.\n"), "One.\n\n<!-- candor allow W2: fine -->\nTwo\nHERE.\n");
        assert_eq!(allowed("One.\n## HERE\n"), "One.\n<!-- candor allow W2: fine -->\n## HERE\n");
        assert_eq!(allowed("- a\n- HERE b\n- c\n"), "- a\n- HERE b <!-- candor allow W2: fine -->\n- c\n");
        assert_eq!(
            allowed("| a | b |\n|---|---|\n| HERE c | d |\n"),
            "| a | b |\n|---|---|\n| HERE c <!-- candor allow W2: fine --> | d |\n"
        );
        assert_eq!(allowed("---\na: 1\nb: HERE\n---\n"), "---\na: 1\n# candor allow W2: fine\nb: HERE\n---\n");
        allowed("> quoted HERE\n");
        allowed("```\nHERE\n```\n");
        allowed("- a\n\n  HERE\n  and more\n");
        allowed("HERE");
    }

    #[test]
    fn a_suppression_of_the_whole_file_stands_at_the_beginning_of_the_text() {
        let found = allowing("---\na: 1\n---\n\n# A\n", None, Code::FewFactors).expect("a place");
        assert_eq!((found.at, found.text.as_str()), (14, "<!-- candor allow few-factors:  -->\n\n"));
        assert_eq!(&found.text[..found.reason], "<!-- candor allow few-factors: ");
    }
}
