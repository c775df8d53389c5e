//! Emoji that are written as words: `:warning:`.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::ops::Range;

/// Puts emoji where texts name them, each a piece of text of its own so that places stay
/// right. Code is left alone.
pub(super) fn expand(events: Vec<(Event<'_>, Range<usize>)>) -> Vec<(Event<'_>, Range<usize>)> {
    let named = |e: &(Event<'_>, Range<usize>)| matches!(&e.0, Event::Text(t) if next(t).is_some());
    if !events.iter().any(named) {
        return events;
    }
    let mut out = Vec::with_capacity(events.len() + 8);
    let mut in_code = false;
    for (event, span) in events {
        match &event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            // Where the text is not as it stands in the file, places inside it cannot be told.
            Event::Text(text) if !in_code && text.len() == span.len() => {
                split(text, &span, &mut out);
                continue;
            }
            _ => {}
        }
        out.push((event, span));
    }
    out
}

fn split<'a>(text: &CowStr<'a>, span: &Range<usize>, out: &mut Vec<(Event<'a>, Range<usize>)>) {
    let mut at = 0;
    while let Some((found, emoji)) = next(&text[at..]) {
        let code = at + found.start..at + found.end;
        let mut piece = |range: Range<usize>, text: &str| {
            if !range.is_empty() {
                let place = span.start + range.start..span.start + range.end;
                out.push((Event::Text(CowStr::from(text.to_owned())), place));
            }
        };
        piece(at..code.start, &text[at..code.start]);
        piece(code.clone(), emoji);
        at = code.end;
    }
    if at == 0 {
        out.push((Event::Text(text.clone()), span.clone()));
    } else if at < text.len() {
        out.push((Event::Text(CowStr::from(text[at..].to_owned())), span.start + at..span.end));
    }
}

/// The first emoji that a text names, with the bytes of its name.
fn next(text: &str) -> Option<(Range<usize>, &'static str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find(':').map(|at| from + at) {
        let len = text[open + 1..].find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-')));
        let close = open + 1 + len?;
        // `user:id:42` and `2001:db8:ab:1` are no emoji.
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != ':');
        if text[close..].starts_with(':')
            && close > open + 2
            && apart(text[..open].chars().next_back())
            && apart(text[close + 1..].chars().next())
            && let Some(emoji) = emojis::get_by_shortcode(&text[open + 1..close])
        {
            return Some((open..close + 1, emoji.as_str()));
        }
        from = close.max(open + 1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_are_known_by_their_names() {
        assert_eq!(next("a :warning: b"), Some((2..11, "\u{26a0}\u{fe0f}")));
        assert_eq!(next("10:20:30 :white_check_mark:").map(|(r, _)| r), Some(9..27));
        for text in ["14:05:06", "a: b: c", "::", "std::io::Error", ":no_such_emoji:", "user:id:42", "2001:db8:ab:1"] {
            assert_eq!(next(text), None, "{text}");
        }
    }
}
