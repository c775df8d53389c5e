//! Marks of other generators, which are no Markdown: Hugo's shortcodes, kramdown's
//! attribute lists, `MyST`'s fences, targets, roles and comments.
//!
//! What they mark is shown; the marks are blanked out with as many spaces, so that every
//! place in the text stays where it is. Code keeps them: there they are the subject.

use std::borrow::Cow;
use std::ops::Range;

/// A text without the marks of other generators.
pub struct Marked<'a> {
    /// The text, as long as it was.
    pub text: Cow<'a, str>,
    /// What stands in fences that set something apart from the text: notes, warnings.
    pub asides: Vec<Range<usize>>,
}

/// Blanks out the marks of a text.
pub fn without_marks(text: &str) -> Marked<'_> {
    let has_any = ["{{<", "{{%", "{:", ":::", "```{", "~~~{", ")=", "}`", "\n% "].iter().any(|m| text.contains(m))
        || text.starts_with("% ");
    if !has_any {
        return Marked { text: Cow::Borrowed(text), asides: Vec::new() };
    }
    let mut reader =
        Reader { text, blanks: Vec::new(), asides: Vec::new(), code: None, after_blank: true, open: Vec::new() };
    reader.read();
    let Reader { blanks, asides, .. } = reader;
    let asides = merged(asides);
    if blanks.is_empty() {
        return Marked { text: Cow::Borrowed(text), asides };
    }
    let mut bytes = text.as_bytes().to_vec();
    for range in blanks {
        for byte in &mut bytes[range] {
            // Line ends stay, and a character of several bytes becomes as many spaces.
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }
    Marked { text: String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned), asides }
}

struct Reader<'a> {
    text: &'a str,
    blanks: Vec<Range<usize>>,
    asides: Vec<Range<usize>>,
    /// The fence of the code block that is open.
    code: Option<&'a str>,
    /// Whether the line before was empty, as before a comment.
    after_blank: bool,
    /// Fences of `MyST` that are open: the fence, and where their content begins.
    open: Vec<(&'a str, usize)>,
}

impl<'a> Reader<'a> {
    fn read(&mut self) {
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            self.line(line, at);
            at += line.len();
        }
        // A fence that is never closed holds the rest of the text.
        while let Some((_, start)) = self.open.pop() {
            self.asides.push(start..self.text.len());
        }
    }

    fn line(&mut self, line: &'a str, at: usize) {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let bare = trimmed.trim_end();
        let whole = at + indent..at + indent + bare.len();
        if let Some(fence) = self.code {
            if bare.starts_with(fence) && bare.trim_start_matches(fence.chars().next().unwrap_or('`')).is_empty() {
                self.code = None;
            }
            return;
        }
        let fence = fence_of(bare);
        if !fence.is_empty() {
            let info = bare[fence.len()..].trim();
            if let Some(name) = info.strip_prefix('{').and_then(|i| i.split_once('}')).map(|(name, _)| name) {
                // `{code-block} python` shows code.
                if name.contains("code") || name == "math" || name == "mermaid" {
                    self.code = Some(fence);
                    return;
                }
                self.open.push((fence, at + line.len()));
                self.blanks.push(whole);
                return;
            }
            if info.is_empty()
                && let Some(n) = self.open.iter().rposition(|(f, _)| *f == fence)
            {
                let (_, start) = self.open.remove(n);
                self.asides.push(start..at);
                self.blanks.push(whole);
                return;
            }
            if !fence.starts_with(':') {
                self.code = Some(fence);
            }
            return;
        }
        // `(target)=` and `% comment` of `MyST`, `{: .class}` of kramdown on a line of its own.
        let target = bare.starts_with('(') && bare.ends_with(")=") && !bare.contains(' ');
        let comment = line.starts_with("% ") && self.after_blank;
        self.after_blank = bare.is_empty();
        if target || comment || (bare.ends_with('}') && is_attributes(bare)) {
            self.blanks.push(whole);
            return;
        }
        self.inline(line, at);
    }

    /// Marks inside a line, code between backticks aside.
    fn inline(&mut self, line: &str, at: usize) {
        let mut rest = 0;
        while let Some(found) = line[rest..].find(['`', '{']) {
            let start = rest + found;
            let tail = &line[start..];
            if tail.starts_with('`') {
                let ticks = tail.len() - tail.trim_start_matches('`').len();
                let close = tail[ticks..].find(&tail[..ticks]).map_or(ticks, |end| ticks + end + ticks);
                rest = start + close;
                continue;
            }
            let len = mark_len(tail);
            match len {
                Some(len) => {
                    self.blanks.push(at + start..at + start + len);
                    rest = start + len;
                }
                None => rest = start + 1,
            }
        }
    }
}

/// Whether a text is an attribute list of kramdown: classes, ids and `key="value"`, rather
/// than a tuple such as `{:error, :timeout}`.
fn is_attributes(text: &str) -> bool {
    let inner = text.strip_prefix("{:").and_then(|t| t.strip_suffix('}'));
    inner.is_some_and(|inner| {
        let mut words = inner.split_whitespace().peekable();
        words.peek().is_some() && words.all(|w| w.starts_with(['.', '#']) || w.contains('='))
    })
}

/// The fence at the beginning of a line: three or more of one sign.
fn fence_of(line: &str) -> &str {
    let Some(sign) = line.chars().next().filter(|c| matches!(c, '`' | '~' | ':')) else { return "" };
    let len = line.len() - line.trim_start_matches(sign).len();
    if len >= 3 { &line[..len] } else { "" }
}

/// The bytes of a mark that a text begins with.
fn mark_len(text: &str) -> Option<usize> {
    for (open, close) in [("{{<", ">}}"), ("{{%", "%}}")] {
        if text.starts_with(open) {
            return near(text).find(close).map(|end| end + close.len());
        }
    }
    if text.starts_with("{:") {
        return near(text).find('}').map(|end| end + 1).filter(|end| is_attributes(&text[..*end]));
    }
    // A heading's classes in the form of kramdown, `{: .title }`, are met above; a role
    // stands right before code: {term}`governor`.
    let name = text[1..].find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).unwrap_or(0);
    let role = name > 0 && text[1 + name..].starts_with("}`");
    role.then_some(name + 2)
}

/// The beginning of a text, in which a mark must end: so a line of marks that never end is
/// read in time.
fn near(text: &str) -> &str {
    const LONGEST: usize = 1000;
    let mut end = LONGEST.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Ranges in their order, those that overlap as one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|r| r.start);
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        let marked = without_marks(text);
        assert_eq!(marked.text.len(), text.len(), "{text}");
        marked.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_go_and_what_they_mark_stays() {
        for (text, expected) in [
            ("Dark {{< track \"2024-07-31\" >}} again", "Dark again"),
            ("{{% notice tip %}}The radar turns{{% /notice %}}", "The radar turns"),
            ("A\n{: .lead }\n\nB {: .x}", "A B"),
            ("The {term}`governor` of it", "The `governor` of it"),
            (":::{note}\nText\n:::\nMore", "Text More"),
            ("(timeline-x)=\n## Timeline\n\n% a comment\n", "## Timeline"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn code_keeps_what_looks_like_marks() {
        for text in [
            "returned {:error, :timeout} and crashed",
            "rose to 50\n% of all requests",
            "```\n{{< x >}}\n```\n",
            "Write `{{< x >}}` here",
            "```{code-block} sh\n{: .x}\n```",
            "A {b} c",
            "50 % of it",
        ] {
            assert!(matches!(without_marks(text).text, Cow::Borrowed(_)) || without_marks(text).text == text, "{text}");
        }
    }

    #[test]
    fn what_a_fence_sets_apart_is_known() {
        let text = "```{admonition} Note\nInside\n```\nOutside\n";
        let asides = without_marks(text).asides;
        assert_eq!(asides.iter().map(|a| &text[a.clone()]).collect::<Vec<_>>(), ["Inside\n"]);
    }
}
