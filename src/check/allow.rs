//! Suppressions in a text: `<!-- candor allow W2: quoted from the customer -->`.
//!
//! One covers the block in which it stands, or the next one where it stands alone. In front
//! matter `# candor allow email-address: a role` covers its line and the next. What is about
//! the file as a whole is covered from anywhere in it.

use super::Finding;
use crate::diagnostic::{Code, nearest, nearest_within};
use crate::document::markdown;
use crate::source;
use crate::value::Syntax;
use pulldown_cmark::{Event, Tag};
use std::collections::BTreeSet;
use std::ops::Range;

/// What every suppression begins with.
const MARK: &str = "candor ";

/// The way out of a suppression that is not understood.
const FORM: &str = "write `<!-- candor allow W2: why it is fine here -->`, in front matter `# candor allow W2: why`";

/// A suppression.
#[derive(Debug)]
struct Allow {
    codes: Vec<Code>,
    reason: String,
    /// Where it stands.
    span: Range<usize>,
    /// What it covers.
    covers: Range<usize>,
}

/// The suppressions of a file.
#[derive(Debug, Default)]
pub struct Allows {
    all: Vec<Allow>,
    bad: Vec<Finding>,
    used: BTreeSet<(usize, Code)>,
}

impl Allows {
    /// Reads the suppressions of a text.
    pub fn of(text: &str) -> Self {
        let mut allows = Self::default();
        // Most texts have none, and need not be parsed.
        if !text.contains(MARK) {
            return allows;
        }
        let front = source::split(text);
        let body = front.as_ref().map_or(0, |f| f.body);
        if let Some(front) = front.filter(|f| f.syntax != Syntax::Json) {
            allows.front_matter(text, front.fields);
        }
        allows.body(text, body);
        allows
    }

    /// The reason for which a finding is allowed.
    pub fn reason(&mut self, code: Code, span: Option<&Range<usize>>) -> Option<&str> {
        let covers = |allow: &Allow| {
            let is_there =
                span.is_none_or(|s| s.start < allow.covers.end && allow.covers.start < s.end.max(s.start + 1));
            allow.codes.contains(&code) && is_there
        };
        let found: Vec<usize> = (0..self.all.len()).filter(|at| covers(&self.all[*at])).collect();
        self.used.extend(found.iter().map(|at| (*at, code)));
        found.first().map(|at| self.all[*at].reason.as_str())
    }

    /// What is wrong with the suppressions: those that are not understood, and those that no
    /// finding asked for, by the rules of `ran`.
    pub fn findings(self, ran: &dyn Fn(Code) -> bool) -> Vec<Finding> {
        let Self { all, mut bad, used } = self;
        for (at, allow) in all.into_iter().enumerate() {
            let unused = |code: &&Code| ran(**code) && !used.contains(&(at, **code));
            let unused: Vec<String> = allow.codes.iter().filter(unused).map(|c| format!("`{}`", c.as_str())).collect();
            if !unused.is_empty() {
                bad.push(Finding::at(
                    Code::UnusedAllow,
                    allow.span,
                    format!("nothing here needs to be allowed by {}", unused.join(", ")),
                    "remove it, or put it into the paragraph, item, row or heading that it is about",
                ));
            }
        }
        bad
    }

    fn front_matter(&mut self, text: &str, fields: Range<usize>) {
        let mut at = fields.start;
        for line in text[fields.clone()].split_inclusive('\n') {
            let (start, end) = (at, at + line.len());
            at = end;
            let Some(mark) = comment_of(line) else { continue };
            let rest = &text[end..fields.end];
            let next = rest.find('\n').map_or(rest.len(), |to| to + 1);
            let comment = line[mark + 1..].trim_end();
            self.take(comment.trim(), start + mark..start + mark + 1 + comment.len(), start..end + next);
        }
    }

    fn body(&mut self, text: &str, offset: usize) {
        let parsed = markdown::parse(&text[offset..]);
        let events = parsed.events();
        // Blocks that are open around what is read, the innermost last.
        let mut open: Vec<Range<usize>> = Vec::new();
        for (n, (event, span)) in events.iter().enumerate() {
            while open.last().is_some_and(|block| block.end <= span.start) {
                open.pop();
            }
            let span = span.start + offset..span.end + offset;
            match event {
                Event::Start(Tag::HtmlBlock) if !holds_code(&text[span.clone()]) => {
                    let alone = is_comments(&text[span.clone()]);
                    let covers = if alone { next_block(text, events, n + 1, span.end - offset, offset) } else { None };
                    let covers = covers.map_or(span.clone(), |next| span.start..next.end);
                    for (comment, at) in comments(text, span.clone()) {
                        self.take(comment, at, covers.clone());
                    }
                }
                Event::Start(tag) if is_block(tag) => open.push(span.start - offset..span.end - offset),
                Event::InlineHtml(_) => {
                    let block = open.last().map_or(span.clone(), |b| b.start + offset..b.end + offset);
                    for (comment, at) in comments(text, span.clone()) {
                        self.take(comment, at, block.clone());
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes what stands in a comment, when it is a suppression.
    fn take(&mut self, comment: &str, span: Range<usize>, covers: Range<usize>) {
        let Some(rest) = comment.strip_prefix(MARK) else { return };
        let rest = rest.trim_start();
        let word = rest.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or_default();
        let mut bad = |message: String, help: String| {
            self.bad.push(Finding::at(Code::BadAllow, span.clone(), message, help));
        };
        if word != "allow" {
            if nearest_within(2, word, ["allow"]).is_some() {
                bad(format!("`candor {word}` means nothing"), "did you mean `candor allow`?".into());
            }
            return;
        }
        let (codes, reason) = rest[word.len()..].split_once(':').unwrap_or((&rest[word.len()..], ""));
        let mut known = Vec::new();
        for name in codes.split([',', ' ', '\n']).map(str::trim).filter(|n| !n.is_empty()) {
            match Code::named(name) {
                Some(code) => known.push(code),
                None => bad(
                    format!("there is no rule `{name}` to allow"),
                    match nearest(name, Code::ALL.iter().map(|c| c.as_str())) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "docs/diagnostics.md lists every code".to_owned(),
                    },
                ),
            }
        }
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if codes.trim().is_empty() {
            bad("it does not say which rule is allowed".into(), FORM.into());
        } else if reason.is_empty() {
            bad("it gives no reason, and suppresses nothing".into(), FORM.into());
        } else if !known.is_empty() {
            self.all.push(Allow { codes: known, reason, span, covers });
        }
    }
}

/// Where a comment begins in a line of YAML or TOML.
fn comment_of(line: &str) -> Option<usize> {
    line.match_indices('#').map(|(at, _)| at).find(|at| {
        let before = &line[..*at];
        let outside = before.is_empty() || before.ends_with(char::is_whitespace);
        // In a text in quotes it is no comment.
        outside && before.matches('"').count().is_multiple_of(2) && line[at + 1..].trim_start().starts_with(MARK)
    })
}

/// The blocks that a suppression in a line covers.
fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::Item
            | Tag::TableRow
            | Tag::TableHead
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
    )
}

/// The first block that begins after a byte of the body, comments aside.
fn next_block(
    text: &str,
    events: &[(Event<'_>, Range<usize>)],
    from: usize,
    end: usize,
    offset: usize,
) -> Option<Range<usize>> {
    let next = events[from..].iter().find(|(event, span)| match event {
        Event::Start(Tag::HtmlBlock) => {
            span.start >= end && !is_comments(&text[span.start + offset..span.end + offset])
        }
        Event::Start(_) | Event::Rule => span.start >= end,
        _ => false,
    });
    next.map(|(_, span)| span.start + offset..span.end + offset)
}

/// Whether a block of HTML shows what stands in it as it stands there.
fn holds_code(html: &str) -> bool {
    let html = html.trim_start().to_ascii_lowercase();
    ["<pre", "<script", "<style", "<textarea", "<code"].iter().any(|tag| html.starts_with(tag))
}

/// Whether a block of HTML holds comments and nothing else.
fn is_comments(html: &str) -> bool {
    let mut rest = html.trim();
    while let Some(inside) = rest.strip_prefix("<!--") {
        let Some(end) = inside.find("-->") else { return true };
        rest = inside[end + 3..].trim_start();
    }
    rest.is_empty()
}

/// The comments in some bytes of a text, each with what stands in it and its place.
fn comments(text: &str, span: Range<usize>) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    let mut from = span.start;
    while let Some(start) = text[from..span.end].find("<!--").map(|at| from + at) {
        let inside = start + 4;
        let Some(end) = text[inside..span.end].find("-->").map(|at| inside + at) else { break };
        found.push((text[inside..end].trim(), start..end + 3));
        from = end + 3;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether W2 is allowed at each `HERE` of a text.
    fn allowed(text: &str) -> Vec<bool> {
        let mut allows = Allows::of(text);
        let places = text.match_indices("HERE").map(|(at, _)| at..at + 4);
        places.map(|span| allows.reason(Code::Counterfactual, Some(&span)).is_some()).collect()
    }

    fn findings(text: &str) -> Vec<String> {
        let found = Allows::of(text).findings(&|_| true);
        found.into_iter().map(|f| format!("{} {} ({})", f.code.as_str(), f.message, f.help)).collect()
    }

    #[test]
    fn it_covers_the_block_in_which_it_stands() {
        let mark = "<!-- candor allow W2: quoted -->";
        assert_eq!(allowed(&format!("HERE {mark}\nHERE\n\nHERE\n")), [true, true, false]);
        assert_eq!(allowed(&format!("- HERE {mark}\n- HERE\n")), [true, false]);
        assert_eq!(allowed(&format!("## HERE {mark}\n\nHERE\n")), [true, false]);
        assert_eq!(allowed(&format!("| a |\n|---|\n| HERE {mark} |\n| HERE |\n")), [true, false]);
    }

    #[test]
    fn alone_in_a_block_it_covers_the_next_one() {
        let mark = "<!-- candor allow W2: quoted -->";
        assert_eq!(allowed(&format!("HERE\n\n{mark}\n\nHERE\n\nHERE\n")), [false, true, false]);
        assert_eq!(
            allowed(&format!("{mark}\n<!-- candor allow W1: quoted -->\n- HERE\n- HERE\n\nHERE")),
            [true, true, false]
        );
        assert_eq!(allowed(&format!("- HERE\n\n  {mark}\n- HERE\n- HERE\n")), [false, true, false]);
        assert_eq!(allowed("<!-- candor allow W2:\n  quoted\n  at length -->\nHERE\n"), [true]);
    }

    #[test]
    fn in_front_matter_it_covers_its_line_and_the_next() {
        let text = "---\na: HERE # candor allow W2: ours\nb: HERE\nc: HERE\n---\nHERE\n";
        assert_eq!(allowed(text), [true, true, false, false]);
        assert_eq!(allowed("+++\n# candor allow W2: ours\nb = 'HERE'\n+++\n"), [true]);
        assert_eq!(allowed("---\na: \"x # candor allow W2: ours\"\nb: HERE\n---\n"), [false]);
    }

    #[test]
    fn what_is_about_the_file_is_covered_from_anywhere() {
        let mut allows = Allows::of("Text.\n\nMore. <!-- candor allow missing-section, W2: a short note -->\n");
        assert_eq!(allows.reason(Code::MissingSection, None), Some("a short note"));
        assert_eq!(allows.reason(Code::FewFactors, None), None);
    }

    #[test]
    fn code_holds_no_suppression() {
        for text in [
            "```\n<!-- candor allow W2: x -->\n```\n\nHERE\n",
            "`<!-- candor allow W2: x -->` HERE\n",
            "<pre>\n<!-- candor allow W2: x -->\nHERE\n</pre>\n",
        ] {
            assert_eq!(allowed(text), [false], "{text}");
            assert_eq!(findings(text), Vec::<String>::new());
        }
    }

    #[test]
    fn one_that_is_not_understood_or_not_needed_is_said() {
        assert_eq!(
            findings("<!-- candor allow W2 -->\n")[0].split(" (").next(),
            Some("bad-allow it gives no reason, and suppresses nothing")
        );
        assert_eq!(
            findings("<!-- candor allow w2: x -->\n"),
            ["bad-allow there is no rule `w2` to allow (did you mean `W2`?)"]
        );
        assert!(findings("<!-- candor alow W2: x -->\n")[0].contains("did you mean `candor allow`?"));
        assert!(findings("<!-- candor allow: x -->\n")[0].contains("does not say which rule"));
        assert!(findings("<!-- candor allow W1, W2: x -->\n")[0].contains("by `W1`, `W2`"));
        assert_eq!(findings("<!-- candor is a tool -->\n"), Vec::<String>::new());
        let mut used = Allows::of("HERE <!-- candor allow W1, W2: x -->");
        assert!(used.reason(Code::Counterfactual, Some(&(0..4))).is_some());
        let left = used.findings(&|_| true);
        assert!(left.len() == 1 && left[0].message.ends_with("by `W1`"), "{left:?}");
        let off = Allows::of("<!-- candor allow W2: x -->").findings(&|code| code != Code::Counterfactual);
        assert!(off.is_empty());
    }
}
