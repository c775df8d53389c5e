//! A list of links to post-mortems elsewhere, as many collections are kept: sections,
//! and in each an entry like `[Company](address). What happened, in a sentence or two.`

mod blocks;

use super::Source;
use super::page::{Page, first_sentence, list, one_line, text};
use crate::date::{self, Moment, Precision};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::value::{Entry, Node, Value};
use blocks::{Block, Link, Text, blocks};
use pulldown_cmark::HeadingLevel;
use std::collections::BTreeSet;
use std::ops::Range;

/// The most characters of a description in a title.
const LONGEST_TITLE: usize = 80;

/// A link with a longer text is a title of its own rather than a name.
const LONGEST_NAME: usize = 40;

/// Words of sections that list no incidents.
const OTHER: [&str; 6] = ["contents", "contribut", "other lists", "licence", "license", "see also"];

/// The incidents of a list, one an entry that has a link.
pub(super) fn read(source: &Source<'_>, problems: &mut Diagnostics) -> Vec<Page> {
    let blocks = blocks(source.text);
    let mut pages: Vec<Page> = Vec::new();
    let mut section: Option<Section> = None;
    // The entry to which a paragraph without a link of its own belongs.
    let mut open = false;
    for block in blocks {
        let block = match block {
            Block::Heading(level, name, span) => {
                let name = one_line(&name);
                if let Some(span) = span {
                    problems.push(passed(source, format!("the link of the heading `{name}` is no entry"), span));
                }
                let folded = name.to_lowercase();
                // A first heading of level 1 is the title of the list.
                let is_title = level == HeadingLevel::H1 && section.is_none() && pages.is_empty();
                let other = OTHER.iter().any(|o| folded.contains(o));
                section = (!is_title).then_some(Section { name, other, said: false });
                open = false;
                continue;
            }
            block => block,
        };
        let span = block.span();
        if let Some(section) = section.as_mut().filter(|s| s.other) {
            if !section.said {
                section.said = true;
                problems.push(passed(
                    source,
                    format!("the section `{}` was taken for no list of incidents", section.name),
                    span,
                ));
            }
            continue;
        }
        let (what, body, references) = match &block {
            Block::Text(block) => {
                if let Some(link) = block.entry() {
                    pages.push(page(source.text, block, link, section.as_ref()));
                    open = true;
                    continue;
                }
                ("text that does not begin with a link", unindented(&source.text[span.clone()]), &block.references[..])
            }
            Block::Table(table) if table.has_entries() => {
                pages.extend(table.rows.iter().map(|row| page_of_row(source.text, &table.head, row, section.as_ref())));
                // What comes after a table is about all of it.
                open = false;
                continue;
            }
            Block::Table(table) => {
                ("table without a link in the first cell of every row", table.text(source.text), &table.references[..])
            }
            Block::Other { what, text, .. } => (*what, text.clone(), &[][..]),
            Block::Heading(..) => continue,
        };
        match pages.last_mut().filter(|_| open) {
            Some(page) => {
                page.body = format!("{}\n\n{body}", page.body);
                definitions(&mut page.body, references);
            }
            None => problems.push(passed(source, format!("a {what} is no entry"), span)),
        }
    }
    pages
}

struct Section {
    name: String,
    /// Whether it lists something else than incidents.
    other: bool,
    said: bool,
}

fn passed(source: &Source<'_>, message: String, span: Range<usize>) -> Diagnostic {
    Diagnostic::new(Code::PassedOver, message)
        .at(source.place(span))
        .help("an entry is `[Company](https://...). What happened.`")
}

/// The incident of an entry.
fn page(markdown: &str, block: &Text, link: &Link, section: Option<&Section>) -> Page {
    let name = one_line(&link.text);
    // What stood before the link is part of what was written.
    let before = markdown[block.span.start..link.span.start].trim_end_matches(['*', '_', '~', ' ']).trim();
    let after = markdown[link.span.end..block.span.end].trim_start_matches(['*', '_', '~']).trim_start_matches(is_join);
    let mut body = unindented(after);
    if !before.is_empty() {
        body = format!("{before} {name}{}{body}", if body.is_empty() { "" } else { ": " });
    }
    definitions(&mut body, &block.references);
    let said = block.after(link);
    incident(link, &said, &said, section, body)
}

/// The incident of a row of a table, whose first cell has a link.
fn page_of_row(markdown: &str, head: &[Text], row: &[Text], section: Option<&Section>) -> Page {
    let mut parts = Vec::new();
    let mut references: Vec<(String, String)> = Vec::new();
    for (at, cell) in row.iter().enumerate() {
        references.extend(cell.references.iter().cloned());
        let text = markdown[cell.span.clone()].trim();
        let is_link = at == 0 && cell.links.len() == 1 && cell.plain.trim() == cell.links[0].text.trim();
        if text.is_empty() || is_link {
            continue;
        }
        let name = head.get(at).map(|h| one_line(&h.plain)).unwrap_or_default();
        // With two columns there is nothing to be told apart.
        let is_named = !name.is_empty() && row.len() > 2;
        parts.push(if is_named { format!("**{name}:** {text}") } else { text.to_owned() });
    }
    let mut body = parts.join("\n\n");
    definitions(&mut body, &references);
    let others: Vec<&str> = row.iter().skip(1).map(|c| c.plain.trim()).collect();
    // The longest cell says what happened; the others are days, names and numbers.
    let said = others.iter().max_by_key(|c| c.chars().count()).copied().unwrap_or_default();
    incident(&row[0].links[0], said, &others.join(". "), section, body)
}

/// The incident that a link leads to: what is said of it gives the title, all that is
/// known of it the date.
fn incident(link: &Link, said: &str, known: &str, section: Option<&Section>, body: String) -> Page {
    let name = one_line(&link.text);
    let said = one_line(said);
    let sentence = first_sentence(said.trim_start_matches(is_join).trim(), LONGEST_TITLE);
    let title = match (name.is_empty(), sentence.is_empty()) {
        (true, true) => link.url.clone(),
        (true, false) => sentence,
        (false, true) => name.clone(),
        (false, false) if name.chars().count() > LONGEST_NAME => name.clone(),
        (false, false) => format!("{name}: {sentence}"),
    };
    let mut entries = vec![("url", text(&link.url))];
    if !name.is_empty() {
        entries.push(("title", text(&name)));
    }
    let entry = |(key, node): (&str, Node)| Entry { key: key.to_owned(), key_span: 0..0, node };
    let link_table = Node { value: Value::Table(entries.into_iter().map(entry).collect()), span: 0..0 };
    let date = stated(&format!("{name}. {}", one_line(known).trim_start_matches(is_join).trim()));
    let mut fields = Vec::new();
    if let Some(date) = &date {
        fields.push(("date".to_owned(), super::page::bare(&date.iso())));
    }
    if let Some(section) = section {
        fields.push(("categories".to_owned(), list(vec![text(&section.name)])));
    }
    fields.push(("sources".to_owned(), list(vec![link_table])));
    Page { title, date, fields, body }
}

/// What joins a link and its description.
fn is_join(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | ':' | ',' | ';' | '-' | '–' | '—')
}

/// The date that a text states, when it is the only one.
fn stated(text: &str) -> Option<Moment> {
    let sentences = text.split_inclusive(". ");
    let found: Vec<Moment> = sentences
        .filter_map(|s| date::find(s, None))
        .map(|(day, _)| day)
        .filter(|d| d.precision >= Precision::Month)
        .collect();
    let different: BTreeSet<String> = found.iter().map(Moment::iso).collect();
    found.into_iter().next().filter(|_| different.len() == 1)
}

/// A piece of Markdown without the indentation of the list that it stood in.
fn unindented(markdown: &str) -> String {
    markdown.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

/// Addresses that a text refers to by name and that stood elsewhere in the list.
fn definitions(body: &mut String, references: &[(String, String)]) {
    let mut used: Vec<String> = references
        .iter()
        .filter(|(label, _)| body.contains(&format!("[{label}]")))
        .map(|(label, url)| format!("[{label}]: <{url}>"))
        .filter(|line| !body.contains(line.as_str()))
        .collect();
    used.dedup();
    if !used.is_empty() {
        *body = format!("{}\n\n{}", body.trim_end(), used.join("\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(markdown: &str) -> (Vec<Page>, Vec<String>) {
        let mut problems = Diagnostics::new();
        let pages = read(&Source::new("list.md", markdown), &mut problems);
        let said = |d: &Diagnostic| {
            let place = d.place.as_ref().unwrap();
            format!("{} {}:{} {}", d.code.as_str(), place.line, place.column, d.message)
        };
        (pages, problems.iter().map(said).collect())
    }

    const LIST: &str = "# A list\n\nSome [words](https://a.example/) first, [here](https://b.example).\n\n\
        ## Config errors\n\n\
        [Acme](https://acme.example/1). A bad **setting** went out [to all](https://acme.example/2). It was on March 3, 2021.\n\n\
        [Umbrella][u]: the certificate ran out, see [more][m]\n\n\
        More about *it*.\n\n\
        ## Hardware\n\n\
        - **[Initech](https://initech.example)** - A disk\n  was full.\n  - [Nested](https://nested.example)\n\
        - Globex: [The day the lights went out](https://globex.example/x_(y)) by a writer\n\n\
        ## Other lists of post-mortems\n\n- [Another](https://other.example)\n\n\
        [u]: https://umbrella.example\n[m]: https://umbrella.example/more\n";

    #[test]
    fn an_entry_becomes_an_incident_with_its_section_and_source() {
        let (pages, problems) = run(LIST);
        assert_eq!(
            pages[0].markdown(),
            "---\ntitle: \"Acme: A bad setting went out to all\"\ndate: 2021-03-03\ncategories: [Config errors]\nsources:\n  \
             - {url: \"https://acme.example/1\", title: Acme}\n---\n\nA bad **setting** went out \
             [to all](https://acme.example/2). It was on March 3, 2021.\n"
        );
        assert_eq!(
            pages[1].body,
            "the certificate ran out, see [more][m]\n\n[m]: <https://umbrella.example/more>\n\nMore about *it*."
        );
        assert_eq!(
            problems,
            [
                "passed-over 3:1 a text that does not begin with a link is no entry",
                "passed-over 22:3 the section `Other lists of post-mortems` was taken for no list of incidents",
            ]
        );
    }

    #[test]
    fn items_are_entries_too_and_a_link_alone_is_a_title() {
        let (pages, _) = run(LIST);
        let titles: Vec<&str> = pages.iter().map(|p| p.title.as_str()).collect();
        assert_eq!(titles[2..], ["Initech: A disk was full", "Nested", "The day the lights went out: by a writer"]);
        assert_eq!(pages[2].body, "A disk\nwas full.");
        assert_eq!(pages[4].body, "Globex: The day the lights went out: by a writer");
        assert!(pages[4].markdown().contains("https://globex.example/x_(y)"));
    }

    #[test]
    fn a_date_is_taken_only_when_it_is_the_only_one() {
        for (text, date) in [
            ("On 2024-01-02 it broke", Some("2024-01-02")),
            ("In January 2024 it broke. Again in May 2024.", None),
            ("It broke in 2024", None),
            ("It broke", None),
        ] {
            let (pages, _) = run(&format!("[A](https://a.example). {text}"));
            assert_eq!(pages[0].date.as_ref().map(Moment::iso).as_deref(), date, "{text}");
        }
    }

    #[test]
    fn code_tables_and_html_after_an_entry_belong_to_it() {
        let (pages, problems) = run(
            "```\nearly\n```\n\n<b>early</b>\n\n| a |\n|---|\n| early |\n\n## [S](https://s.example)\n\n\
             - [A](https://a.example). Text.\n  > a quote\n\n  ```sh\n  if x\n    y\n  ```\n\n  | k | v |\n  |---|---|\n  | [T](https://x.example) | v |\n\n\
             [B](https://b.example)\n\n    indented ```\n\n<details>\nraw\n</details>\n\n| k | v |\n|---|---|\n| plain | [v][r] |\n\n[r]: https://r.example\n",
        );
        assert_eq!(
            problems,
            [
                "passed-over 1:1 a block of code is no entry",
                "passed-over 5:1 a text that does not begin with a link is no entry",
                "passed-over 7:1 a table without a link in the first cell of every row is no entry",
                "passed-over 11:4 the link of the heading `S` is no entry",
            ]
        );
        assert_eq!(
            pages[0].body,
            "Text.\n\na quote\n\n```sh\nif x\n  y\n```\n\n| k | v |\n|---|---|\n| [T](https://x.example) | v |"
        );
        assert_eq!(
            pages[1].body,
            "\n\n````\nindented ```\n````\n\n<details>\nraw\n</details>\n\n| k | v |\n|---|---|\n| plain | [v][r] |\n\n[r]: <https://r.example>"
        );
        assert_eq!(pages.len(), 2);
    }

    #[test]
    fn a_table_of_links_is_a_list_of_entries() {
        let (pages, problems) = run(
            "## S\n\n| Who | When | What |\n|---|---|---|\n| [A](https://a.example) | 2024-03-09 | A `disk` was [full](https://f.example) |\n\
             | **[B][b]** by c | | x \\| y |\n\nAfter it.\n\n[b]: https://b.example\n",
        );
        assert_eq!(pages[0].title, "A: A disk was full");
        assert_eq!(pages[0].date.as_ref().map(Moment::iso).as_deref(), Some("2024-03-09"));
        assert_eq!(pages[0].body, "**When:** 2024-03-09\n\n**What:** A `disk` was [full](https://f.example)");
        assert!(pages[1].markdown().contains("categories: [S]\nsources:\n  - {url: \"https://b.example\", title: B}"));
        assert_eq!(pages[1].body, "**Who:** **[B][b]** by c\n\n**What:** x \\| y\n\n[b]: <https://b.example>");
        assert_eq!(problems, ["passed-over 8:1 a text that does not begin with a link is no entry"]);
    }

    proptest! {
        #[test]
        fn no_word_is_lost_in_silence(parts in prop::collection::vec(prop::sample::select(vec![
            "[A](https://a.example). N", "- [A](https://a.example): N", "N", "- N", "  N", "> N", "```\nN\n```", "  ```\n  N\n  ```", "    N",
            "<div>N</div>", "| N |\n|---|\n| v |", "| k | v |\n|---|---|\n| [T](https://t.example) | N |", "- x\n  > N", "- x\n  # N", "1. N", "---", "<!-- N -->",
        ]), 1..8), gap in prop::sample::select(vec!["\n", "\n\n"])) {
            let named = |(n, part): (usize, &&str)| part.replace('N', &format!("word{n}"));
            let list = parts.iter().enumerate().map(named).collect::<Vec<_>>().join(gap);
            let list = format!("[Z](https://z.example). First.\n\n{list}");
            let (pages, problems) = run(&list);
            let all: String = pages.iter().map(Page::markdown).collect();
            for n in (0..parts.len()).filter(|n| list.contains(&format!("word{n}"))) {
                // A heading is the category of entries below it, if there are any.
                let is_heading = parts[n].contains('#') || list.contains("---");
                prop_assert!(is_heading || !problems.is_empty() || all.contains(&format!("word{n}")), "{}\n\n{}", list, all);
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in any::<String>(), listish in "[\\[\\]()*#\\-a:.> \n]{0,80}") {
            run(&text);
            run(&listish.replace("()", "(https://a.example)"));
        }

        #[test]
        fn any_link_text_and_description_give_a_sound_file(name in "\\PC{1,30}", text in "\\PC{0,60}") {
            let (pages, _) = run(&format!("[{name}](https://a.example). {text}\n"));
            for page in pages {
                prop_assert!(page.markdown().matches("\n---\n").count() >= 1 && !page.title.trim().is_empty());
            }
        }
    }
}
