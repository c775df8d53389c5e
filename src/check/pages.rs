//! What each kind of problem is, at length: the pages of `docs/rules/`, and for what has no
//! page its row in `docs/diagnostics.md`.

use crate::diagnostic::Code;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "docs/rules"]
struct Pages;

const DIAGNOSTICS: &str = include_str!("../../docs/diagnostics.md");

/// The page about a kind of problem, as Markdown.
pub fn explain(code: Code) -> String {
    let file = Pages::get(&format!("{}.md", code.as_str()));
    let page = file.and_then(|file| String::from_utf8(file.data.into_owned()).ok());
    page.unwrap_or_else(|| row(code))
}

/// The row about a kind of problem, as a short page.
fn row(code: Code) -> String {
    let name = code.as_str();
    let begin = format!("| `{name}` |");
    let cells: Vec<&str> = DIAGNOSTICS
        .lines()
        .find_map(|line| line.strip_prefix(&begin))
        .map(|rest| rest.trim_end_matches('|').split(" | ").map(|cell| cell.trim().trim_end_matches('.')).collect())
        .unwrap_or_default();
    let mut page = format!("# {name}\n\n{}\n", code.meaning());
    for (name, cell) in ["Severity", "What it means", "The way out"].iter().zip(&cells) {
        page += &format!("\n{name}: {cell}.\n");
    }
    page
}

/// The first paragraph of a page, without markup of links.
pub fn first_paragraph(page: &str) -> Option<String> {
    let mut blocks = page.split("\n\n").map(str::trim).filter(|b| !b.is_empty() && !b.starts_with('#'));
    blocks.next().map(|block| links(&block.split_whitespace().collect::<Vec<_>>().join(" "), as_words))
}

/// A page for a terminal: code is set in, and what examples show is said.
pub fn plain(page: &str, color: bool) -> String {
    let (bold, off) = if color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let mut out = String::with_capacity(page.len());
    let mut fence = "";
    for line in page.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        if !fence.is_empty() {
            if line.trim_end() == fence {
                fence = "";
            } else {
                out += format!("    {line}").trim_end();
                out.push('\n');
            }
        } else if ticks.len() >= 3 {
            fence = ticks;
            out += shows(line[ticks.len()..].trim());
        } else {
            let heading = line.trim_start_matches('#');
            if heading.len() < line.len() && heading.starts_with(' ') {
                out += &format!("{bold}{}{off}\n", heading.trim());
            } else {
                out += &links(line, as_words);
                out.push('\n');
            }
        }
    }
    out
}

/// What an example shows, by the words after the marks of its fence.
fn shows(info: &str) -> &'static str {
    match info {
        "markdown fires" => "This is found:\n\n",
        "markdown fine" => "This is not:\n\n",
        _ => "",
    }
}

/// A page as Markdown for other sites: it is said what examples show, and links lead to
/// addresses rather than to other pages.
pub fn for_sites(page: &str) -> String {
    let mut out = String::with_capacity(page.len() + 64);
    let mut fence = "";
    for line in page.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        if !fence.is_empty() {
            if line.trim_end() == fence {
                fence = "";
            }
            out += line;
        } else if ticks.len() >= 3 {
            fence = ticks;
            let info = line[ticks.len()..].trim();
            out += &format!("{}{ticks}{}", shows(info), info.split(' ').next().unwrap_or_default());
        } else {
            out += &links(line, |words, address| format!("[{words}]({address})"));
        }
        out.push('\n');
    }
    out
}

/// A link as words and its address in brackets.
fn as_words(words: &str, address: &str) -> String {
    format!("{words} ({address})")
}

/// A line with its links to other sites in another form; a link within the documentation as
/// its words alone.
fn links(line: &str, form: impl Fn(&str, &str) -> String) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(open) = rest.find('[') {
        let tail = &rest[open + 1..];
        let found = tail.find("](").and_then(|close| {
            let address = &tail[close + 2..];
            Some((&tail[..close], &address[..address.find(')')?]))
        });
        let Some((words, address)) = found.filter(|(words, _)| !words.contains('[')) else {
            out += &rest[..=open];
            rest = tail;
            continue;
        };
        out += &rest[..open];
        if address.contains("://") {
            out += &form(words, address);
        } else {
            out += words;
        }
        rest = &tail[words.len() + address.len() + 3..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_page_or_a_row() {
        for code in Code::ALL {
            let page = explain(*code);
            assert!(page.starts_with(&format!("# {}", code.as_str())), "{}", code.as_str());
            assert!(page.contains("Severity: ") || page.contains("## "), "{}: {page}", code.as_str());
            assert!(first_paragraph(&page).is_some(), "{page}");
        }
    }

    #[test]
    fn a_page_is_readable_without_its_markup() {
        let page = "# W2: should have\n\nWhat [the guide](https://x.example/a) and [the list](list.md) say of `x[1]`.\n\n```markdown fires\nWe should have.\n```\n";
        assert_eq!(
            plain(page, false),
            "W2: should have\n\nWhat the guide (https://x.example/a) and the list say of `x[1]`.\n\nThis is found:\n\n    We should have.\n"
        );
        assert_eq!(
            for_sites(page),
            "# W2: should have\n\nWhat [the guide](https://x.example/a) and the list say of `x[1]`.\n\nThis is found:\n\n```markdown\nWe should have.\n```\n"
        );
    }
}
