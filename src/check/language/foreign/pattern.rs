//! Patterns of words become regular expressions.
//!
//! A pattern is a row of words. `*` stands for any letters of a word, `(a|b)` for either,
//! `?` makes the letter or bracket before it optional, `*` after a bracket repeats it, `{name}` stands for any word of a list,
//! and a backslash takes the next sign as it is. Between words, `...` stands for some words of
//! one clause, `,...,` for an aside between commas, dashes or brackets, or nothing; `^` at the beginning is the
//! beginning of the sentence after its time, `$` at the end its end. `@` is a name or a handle,
//! `#` a quotation, code or a link.
//!
//! In a language without blanks, `[^x]` is any sign but `x`, `*` repeats what stands before, and
//! `$` is the end of the sentence in a list too.

use regex::Regex;
use std::collections::BTreeMap;

/// Lists of words by their names.
pub(super) type Lists = BTreeMap<String, Vec<String>>;

/// The beginning of a sentence, times and dates passed over.
const START: &str = r"^ (?:[0-9][^ ]* |[-–—~|/•+*] |\( |\) |\[ |\] |utc |uhr |cest |cet |: |, )*";
/// The same in a language without blanks.
const START_DENSE: &str = r"^(?:[0-9:.~〜（）() /|-]|頃|ごろ)*";
/// Words of a clause where the file of the language does not say what `...` is.
const GAP: &str = r#"(?:[^ ,;:.!?()\[\]"–—|][^ ]* ){0,9}?(?:(?:[–—] (?:[^ ;:.!?()–—][^ ]* ){1,8}?[–—] |\( [^()]{1,80}?\) )(?:[^ ,;:.!?()\[\]"–—|][^ ]* ){0,6}?)?"#;
const ASIDE: &str = r"(?:, (?:[^ ,;:.!?()][^ ]* ){1,7}, |[–—-] (?:[^ ;:.!?()–—-][^ ]* ){1,9}[–—-] |\( [^()]{1,80}\) )?";

/// How lists are put into patterns.
#[derive(Debug)]
pub(super) struct Writer<'l> {
    /// The lists.
    pub lists: &'l Lists,
    /// Whether blanks stand between words.
    pub spaces: bool,
    /// What `...` is, where it is not the usual.
    pub gap: Option<&'l str>,
}

/// Any of several patterns.
#[derive(Debug, Default)]
pub(super) struct Patterns(Option<Regex>);

impl Patterns {
    /// Whether any of them is in a text.
    pub(super) fn any(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|r| r.is_match(text))
    }
}

impl Writer<'_> {
    /// A pattern in which the words of the list `key` are the group of that name.
    pub(super) fn regex(&self, pattern: &str, key: &str) -> Result<Regex, String> {
        compile(&self.row(pattern, key)?, pattern)
    }

    /// Any of several patterns, at the end of the text where `at_end`.
    pub(super) fn any(&self, patterns: &[String], at_end: bool) -> Result<Patterns, String> {
        if patterns.is_empty() {
            return Ok(Patterns(None));
        }
        let rows = patterns.iter().map(|p| self.row(p, "")).collect::<Result<Vec<_>, _>>()?;
        let any = format!("(?:{}){}", rows.join("|"), if at_end { "$" } else { "" });
        compile(&any, &patterns.join(" | ")).map(|r| Patterns(Some(r)))
    }

    /// A search for what every word of a list has, in any case.
    pub(super) fn literals(&self, keys: &[&str]) -> Result<Regex, String> {
        let mut all = Vec::new();
        for key in keys {
            self.collect(key, 0, &mut all)?;
        }
        all.sort();
        all.dedup();
        let any = all.iter().map(|l| regex::escape(l)).collect::<Vec<_>>().join("|");
        compile(&format!("(?i){any}"), "the words that rules turn on")
    }

    fn collect(&self, name: &str, depth: usize, all: &mut Vec<String>) -> Result<(), String> {
        for word in self.list(name, depth)? {
            if let Some(found) = literals_of(word) {
                all.extend(found);
                continue;
            }
            // A word that begins with another list has the letters of that list.
            let inner = word.strip_prefix('{').and_then(|w| w.split_once('}'));
            let inner = inner.filter(|(_, rest)| !rest.starts_with(['?', '*']));
            let (inner, _) = inner.ok_or_else(|| format!("`{word}` of `{name}` has no letters to look for"))?;
            self.collect(inner, depth + 1, all)?;
        }
        Ok(())
    }

    fn list(&self, name: &str, depth: usize) -> Result<&[String], String> {
        if depth > 5 {
            return Err(format!("the list `{name}` contains itself"));
        }
        self.lists.get(name).map(Vec::as_slice).ok_or_else(|| format!("there is no list `{name}`"))
    }

    fn row(&self, pattern: &str, key: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut marked = key.is_empty();
        let start = pattern.strip_prefix('^');
        out.push_str(match (start.is_some(), self.spaces) {
            (true, true) => START,
            (true, false) => START_DENSE,
            (false, true) => " ",
            (false, false) => "",
        });
        let rest = start.unwrap_or(pattern).trim();
        let (rest, end) = rest.strip_suffix('$').map_or((rest, ""), |r| (r.trim(), "$"));
        for piece in pieces(rest) {
            match piece {
                "..." => out.push_str(self.gap.unwrap_or(GAP)),
                ",...," => out.push_str(ASIDE),
                word => {
                    self.word(word, key, &mut marked, 0, &mut out)?;
                    if self.spaces {
                        out.push(' ');
                    }
                }
            }
        }
        out.push_str(end);
        Ok(out)
    }

    /// A word of a pattern or of a list.
    fn word(&self, word: &str, key: &str, marked: &mut bool, depth: usize, out: &mut String) -> Result<(), String> {
        let mut rest = word;
        while let Some(c) = rest.chars().next() {
            let after = &rest[c.len_utf8()..];
            if c == '{' {
                let (name, after) = after.split_once('}').ok_or_else(|| format!("`{word}` has no `}}`"))?;
                let is_key = !*marked && name == key;
                *marked |= is_key;
                out.push_str(if is_key { "(?P<key>" } else { "(?:" });
                for (n, entry) in self.list(name, depth)?.iter().enumerate() {
                    if n > 0 {
                        out.push('|');
                    }
                    self.word(entry, key, marked, depth + 1, out)?;
                }
                out.push(')');
                rest = after;
                continue;
            }
            if c == '\\' {
                // The next sign is meant as it is.
                let literal: String = after.chars().take(1).collect();
                out.push_str(&regex::escape(&literal));
                rest = &after[literal.len()..];
                continue;
            }
            // An aside or a gap in a word of a list; with blanks, each has the one after it.
            if let Some(after) = rest.strip_prefix(",...,").map(|r| r.strip_prefix(' ').unwrap_or(r)) {
                out.push_str(ASIDE);
                rest = after;
                continue;
            }
            let blank = if self.spaces { " " } else { "" };
            if let Some(after) = rest.strip_prefix("...").and_then(|r| r.strip_prefix(blank)) {
                out.push_str(self.gap.unwrap_or(GAP));
                rest = after;
                continue;
            }
            match c {
                '*' if self.spaces && !out.ends_with(')') => out.push_str("[^ ]*"),
                '(' => out.push_str("(?:"),
                '|' | ')' | '?' | '*' | ' ' => out.push(c),
                '[' | ']' | '^' | '$' | '-' if !self.spaces => out.push(c),
                c => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
            }
            rest = after;
        }
        Ok(())
    }
}

/// The words of a pattern: parts between blanks that stand in no bracket.
fn pieces(pattern: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0_usize, 0);
    let mut all = Vec::new();
    for (at, c) in pattern.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => {
                all.push(&pattern[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    all.push(&pattern[from..]);
    all.retain(|p| !p.is_empty());
    all
}

/// Runs of letters, one of which a word always has: its longest, or one for each choice of a
/// bracket that it needs.
fn literals_of(word: &str) -> Option<Vec<String>> {
    if let Some(run) = literal(word) {
        return Some(vec![run]);
    }
    let (mut depth, mut from) = (0_usize, 0);
    for (at, c) in word.char_indices() {
        match c {
            '(' => {
                depth += 1;
                if depth == 1 {
                    from = at + 1;
                }
            }
            ')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !word[at + 1..].starts_with(['?', '*']) {
                    let all: Option<Vec<_>> = choices(&word[from..at]).into_iter().map(literals_of).collect();
                    if let Some(all) = all {
                        return Some(all.concat());
                    }
                }
            }
            _ => {}
        }
    }
    None
}

/// The parts of what stands in a bracket, any of which may stand there.
fn choices(inside: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0_usize, 0);
    let mut all = Vec::new();
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                all.push(&inside[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    all.push(&inside[from..]);
    all
}

/// The longest run of letters that a word always has outside its brackets.
fn literal(word: &str) -> Option<String> {
    let mut runs = vec![String::new()];
    let mut depth = 0_usize;
    for c in word.chars() {
        match c {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth = depth.saturating_sub(1),
            '?' if depth == 0 => {
                runs.last_mut().and_then(String::pop);
            }
            c if depth == 0 && (c.is_alphanumeric() || c == '-') => {
                if let Some(run) = runs.last_mut() {
                    run.push(c);
                }
                continue;
            }
            _ => {}
        }
        runs.push(String::new());
    }
    // One letter or sign of kana would be found in every sentence; one of kanji is a word.
    let is_enough =
        |run: &String| run.chars().count() > 1 || run.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    runs.into_iter().max_by_key(String::len).filter(is_enough)
}

fn compile(text: &str, of: &str) -> Result<Regex, String> {
    regex::RegexBuilder::new(text)
        .size_limit(20 << 20)
        .build()
        .map_err(|e| format!("`{of}` cannot be read: {}", e.to_string().lines().last().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_match(list: &str, pattern: &str, text: &str) -> bool {
        let lists = Lists::from([("who".to_owned(), vec![list.to_owned()])]);
        let writer = Writer { lists: &lists, spaces: true, gap: None };
        writer.regex(pattern, "who").expect("a pattern").is_match(text)
    }

    #[test]
    fn gaps_asides_and_repeated_brackets_stand_in_lists_too() {
        assert!(is_match("we ... forgot", "{who}", " we all but forgot "));
        assert!(is_match("we ,..., forgot", "{who}", " we , as in march , forgot "));
        assert!(is_match("we (quite |simply )*forgot", "{who}", " we quite simply forgot "));
        assert!(is_match("forg*", "{who}", " forgotten "));
        assert!(!is_match("we ... forgot", "{who}", " we saw , it forgot "));
    }

    #[test]
    fn what_stands_between_dashes_or_in_brackets_is_passed_over() {
        assert!(is_match("we", "{who} ... forgot", " we – as in march – simply forgot "));
        assert!(is_match("we", "{who} ... forgot", " we ( as in march ) forgot "));
        assert!(!is_match("we", "{who} ... forgot", " we saw – it forgot "));
    }

    #[test]
    fn a_word_of_choices_is_looked_for_by_each_of_them() {
        assert_eq!(literals_of("(no )?(saw|heard) *"), Some(vec!["saw".to_owned(), "heard".to_owned()]));
        assert_eq!(literals_of("forg(o|e)t(s|ing)?"), Some(vec!["forg".to_owned()]));
        assert_eq!(literals_of("(a|saw)?"), None);
    }
}
