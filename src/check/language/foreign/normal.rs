//! The text that patterns read: a sentence in lower case with one blank after each word and
//! each mark, in which names of people are `@` and what somebody else says is `#`.

use crate::check::prose::Sentence;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A handle: what stands before it, and itself. A package of npm goes on with a slash.
static HANDLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(（,、/])(@[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9_]|@[A-Za-z])").expect("a pattern")
});

/// Names of people that a document states, as a search.
#[derive(Debug)]
pub(super) struct Names(Option<Regex>);

impl Names {
    /// Names as they are written, whole and in their parts.
    pub(super) fn new(names: Vec<&str>) -> Self {
        let mut all: Vec<String> = Vec::new();
        for name in names {
            let name = name.trim().trim_start_matches('@');
            let parts = name.split(|c: char| c.is_whitespace() || ",()<>（）".contains(c));
            // A particle such as `van` is no name, nor is an initial.
            let parts = parts.filter(|p| p.chars().count() > 1 && p.chars().next().is_some_and(|c| !c.is_lowercase()));
            all.extend(parts.map(str::to_owned));
            all.push(name.to_owned());
        }
        all.retain(|n| n.chars().count() > 1);
        all.sort_by_key(|n| std::cmp::Reverse(n.len()));
        all.dedup();
        let any = all.iter().map(|n| regex::escape(n)).collect::<Vec<_>>().join("|");
        Self((!all.is_empty()).then(|| Regex::new(&any).ok()).flatten())
    }

    /// Where names and handles stand in a text, sorted.
    fn places(&self, text: &str, spaces: bool) -> Vec<Range<usize>> {
        let mut all: Vec<Range<usize>> =
            HANDLE.captures_iter(text).filter_map(|c| c.get(1)).map(|m| m.range()).collect();
        all.retain(|r| !text[r.end..].starts_with('/'));
        if let Some(names) = &self.0 {
            let is_letter = |c: Option<char>| spaces && c.is_some_and(char::is_alphanumeric);
            all.extend(names.find_iter(text).map(|m| m.range()).filter(|r| {
                !is_letter(text[..r.start].chars().next_back()) && !is_letter(text[r.end..].chars().next())
            }));
        }
        all.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
        all
    }
}

/// A sentence as patterns read it.
#[derive(Debug)]
pub(super) struct Normal {
    /// Its text. Where words are parted by blanks, it begins and ends with one.
    pub text: String,
    /// For each byte of the text and its end, the byte of the sentence.
    map: Vec<usize>,
    /// Bytes of the sentence.
    len: usize,
}

impl Normal {
    /// The normal text of a sentence.
    pub(super) fn new(sentence: &Sentence, names: &Names, spaces: bool) -> Self {
        let source = sentence.text.as_str();
        let names = names.places(source, spaces);
        // A link or code that is nothing but a name stays one.
        let is_name = |q: &Range<usize>| {
            names.iter().any(|n| {
                let around = [&source[q.start..n.start.max(q.start)], &source[n.end.min(q.end)..q.end]];
                n.start >= q.start
                    && n.end <= q.end
                    && around.iter().all(|a| a.trim_matches(['`', '"', '@']).is_empty())
            })
        };
        let quiet: Vec<Range<usize>> = sentence.quiet.iter().filter(|q| !is_name(q)).cloned().collect();
        let mut out = Self { text: String::with_capacity(source.len() + 16), map: Vec::new(), len: source.len() };
        out.blank(0, spaces);
        let mut chars = source.char_indices().peekable();
        let mut before = ' ';
        while let Some((at, c)) = chars.next() {
            let mask =
                quiet.iter().map(|q| (q, '#')).chain(names.iter().map(|n| (n, '@'))).find(|(r, _)| r.contains(&at));
            if let Some((range, sign)) = mask {
                out.blank(at, spaces);
                out.push(at, sign);
                while chars.next_if(|(next, _)| range.contains(next)).is_some() {}
                out.blank(range.end, spaces);
                before = ' ';
                continue;
            }
            let next = chars.peek().map_or(' ', |(_, c)| *c);
            match c {
                c if c.is_whitespace() => out.blank(at, spaces),
                '\'' | '’' => {
                    out.push(at, '\'');
                    out.blank(at, spaces);
                }
                c if c.is_alphanumeric() || joins(before, c, next) => {
                    for low in c.to_lowercase() {
                        out.push(at, low);
                    }
                }
                c => {
                    out.blank(at, spaces);
                    // A name is the only `@` that patterns meet.
                    out.push(at, if c == '@' { '#' } else { c });
                    out.blank(at + c.len_utf8(), spaces);
                }
            }
            before = c;
        }
        out.blank(source.len(), spaces);
        out
    }

    fn push(&mut self, at: usize, c: char) {
        self.text.push(c);
        self.map.extend(std::iter::repeat_n(at, c.len_utf8()));
    }

    /// A blank, unless there is one.
    fn blank(&mut self, at: usize, spaces: bool) {
        if spaces && !self.text.ends_with(' ') {
            self.push(at, ' ');
        }
    }

    /// The bytes of the sentence of some bytes of the text, without blanks around them.
    pub(super) fn place(&self, bytes: Range<usize>) -> Range<usize> {
        let piece = &self.text[bytes.clone()];
        let start = bytes.start + piece.len() - piece.trim_start().len();
        let end = (bytes.end - (piece.len() - piece.trim_end().len())).max(start);
        let at = |n: usize| self.map.get(n).copied().unwrap_or(self.len);
        at(start)..at(end).max(at(start))
    }
}

/// Whether a mark between two letters or digits belongs to their word: `on-call`, `14:05`,
/// `4.2`, and the marks of inclusive forms, `Kolleg*innen`, `Entwickler:innen`, `chargé·e`.
fn joins(before: char, c: char, next: char) -> bool {
    let digits = before.is_ascii_digit() && next.is_ascii_digit();
    let letters = before.is_alphabetic() && next.is_alphabetic();
    match c {
        '-' | '_' => before.is_alphanumeric() && next.is_alphanumeric(),
        ':' => digits || (letters && next == 'i'),
        '.' | ',' => digits,
        '*' | '·' => letters,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::prose::sentences;
    use crate::document::Words;

    fn normal(text: &str, names: &[&str], spaces: bool) -> Normal {
        let all = sentences(text, &Words::default());
        Normal::new(&all[0], &Names::new(names.to_vec()), spaces)
    }

    #[test]
    fn words_marks_names_and_quotations_stand_apart() {
        let text = "L'équipe (@anna.b et Ruth Okafor) a dit « oubli » à 14:05, `x y`, le 4.2 des Kolleg*innen.\n";
        assert_eq!(
            normal(text, &["Ruth Okafor"], true).text,
            " l' équipe ( @ et @ ) a dit # à 14:05 , # , le 4.2 des kolleg*innen . "
        );
    }

    #[test]
    fn packages_and_addresses_are_no_handles() {
        assert_eq!(
            normal("Das Paket @types/node von a@b.example.\n", &[], true).text,
            " das paket # types / node von a # b . example . "
        );
    }

    #[test]
    fn a_place_in_the_normal_text_is_one_in_the_sentence() {
        let one = normal("Ich, `x`, habe es **Vergessen**.\n", &[], true);
        let at = one.text.find("habe").expect("habe");
        assert_eq!(one.place(at - 1..one.text.find(" .").expect("stop") + 1), 8..25);
    }

    #[test]
    fn japanese_has_no_blanks() {
        assert_eq!(normal("API は相沢さんが「忘れた」。\n", &["相沢"], false).text, "apiは@さんが#。");
    }
}
