//! A list of links to post-mortems elsewhere, as many collections are kept: sections,
//! and in each an entry like `[Company](address). What happened, in a sentence or two.`

use super::Source;
use super::page::{Page, first_sentence, list, one_line, text};
use crate::date::{self, Moment, Precision};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::value::{Entry, Node, Value};
use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
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
            Block::Heading(level, name) => {
                let name = one_line(&name);
                let folded = name.to_lowercase();
                // A first heading of level 1 is the title of the list.
                let is_title = level == HeadingLevel::H1 && section.is_none() && pages.is_empty();
                let other = OTHER.iter().any(|o| folded.contains(o));
                section = (!is_title).then_some(Section { name, other, said: false });
                open = false;
                continue;
            }
            Block::Text(block) => block,
        };
        if let Some(section) = section.as_mut().filter(|s| s.other) {
            if !section.said {
                section.said = true;
                problems.push(passed(
                    source,
                    format!("the section `{}` was taken for no list of incidents", section.name),
                    block.span,
                ));
            }
            continue;
        }
        match block.entry() {
            Some(link) => {
                pages.push(page(source.text, &block, link, section.as_ref()));
                open = true;
            }
            None if open => {
                if let Some(page) = pages.last_mut() {
                    page.body = format!("{}\n\n{}", page.body, unindented(&source.text[block.span.clone()]));
                    definitions(&mut page.body, &block.references);
                }
            }
            None => {
                problems.push(passed(source, "a text that does not begin with a link is no entry".into(), block.span));
            }
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
    let said = one_line(&block.after(link));
    let said = said.trim_start_matches(is_join).trim();
    let sentence = first_sentence(said, LONGEST_TITLE);
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
    let date = stated(&format!("{name}. {said}"));
    let mut fields = Vec::new();
    if let Some(date) = &date {
        fields.push(("date".to_owned(), super::page::bare(&date.iso())));
    }
    if let Some(section) = section {
        fields.push(("categories".to_owned(), list(vec![text(&section.name)])));
    }
    fields.push(("sources".to_owned(), list(vec![link_table])));
    // What stood before the link is part of what was written.
    let before = markdown[block.span.start..link.span.start].trim_end_matches(['*', '_', '~', ' ']).trim();
    let after = markdown[link.span.end..block.span.end].trim_start_matches(['*', '_', '~']).trim_start_matches(is_join);
    let mut body = unindented(after);
    if !before.is_empty() {
        body = format!("{before} {name}{}{body}", if body.is_empty() { "" } else { ": " });
    }
    definitions(&mut body, &block.references);
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

/// A part of the list.
enum Block {
    Heading(HeadingLevel, String),
    Text(Text),
}

/// A paragraph, or the text of an item.
struct Text {
    span: Range<usize>,
    in_item: bool,
    /// The text without markup, up to and after the parts of links.
    plain: String,
    links: Vec<Link>,
    /// Links by reference: label and address.
    references: Vec<(String, String)>,
}

/// A link to another site.
struct Link {
    url: String,
    text: String,
    span: Range<usize>,
    /// Where it stands in the plain text.
    plain: Range<usize>,
}

impl Text {
    /// The link that makes it an entry: the first thing of a paragraph, anywhere in an item.
    fn entry(&self) -> Option<&Link> {
        let first = self.links.first()?;
        (self.in_item || self.plain[..first.plain.start].trim().is_empty()).then_some(first)
    }

    fn after(&self, link: &Link) -> String {
        self.plain[link.plain.end..].to_owned()
    }
}

/// Headings, paragraphs and items of a text, in order.
fn blocks(markdown: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM;
    let mut out = Vec::new();
    let mut heading: Option<(HeadingLevel, String)> = None;
    let mut block: Option<Text> = None;
    let mut link: Option<Link> = None;
    let mut items = 0_usize;
    let new = |span: &Range<usize>, items: usize| Text {
        span: span.clone(),
        in_item: items > 0,
        plain: String::new(),
        links: Vec::new(),
        references: Vec::new(),
    };
    for (event, span) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => heading = Some((level, String::new())),
            Event::End(TagEnd::Heading(_)) => {
                out.extend(heading.take().map(|(level, name)| Block::Heading(level, name)));
            }
            Event::Start(Tag::Item) => {
                out.extend(block.take().map(Block::Text));
                items += 1;
            }
            Event::End(TagEnd::Item) => {
                out.extend(block.take().map(Block::Text));
                items = items.saturating_sub(1);
            }
            Event::Start(Tag::Paragraph) => block = Some(new(&span, items)),
            // A list in an item ends the text of the item.
            Event::End(TagEnd::Paragraph) | Event::Start(Tag::List(_)) => out.extend(block.take().map(Block::Text)),
            _ if heading.is_some() => {
                if let (Some((_, name)), Event::Text(t) | Event::Code(t)) = (&mut heading, event) {
                    name.push_str(&t);
                }
            }
            event => {
                // The text of a tight item stands in no paragraph.
                let is_inline = matches!(
                    event,
                    Event::Text(_)
                        | Event::Code(_)
                        | Event::SoftBreak
                        | Event::HardBreak
                        | Event::InlineHtml(_)
                        | Event::Start(
                            Tag::Link { .. } | Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Image { .. }
                        )
                );
                if block.is_none() && items > 0 && is_inline {
                    block = Some(new(&span, items));
                }
                let Some(block) = &mut block else { continue };
                block.span.end = block.span.end.max(span.end);
                inline(block, &mut link, event, span);
            }
        }
    }
    out
}

/// Takes a part of a paragraph.
fn inline(block: &mut Text, link: &mut Option<Link>, event: Event<'_>, span: Range<usize>) {
    match event {
        Event::Text(t) | Event::Code(t) => {
            block.plain.push_str(&t);
            if let Some(link) = link {
                link.text.push_str(&t);
            }
        }
        Event::SoftBreak | Event::HardBreak => block.plain.push(' '),
        Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
            let by_name = matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
            if by_name {
                block.references.push((id.to_string(), dest_url.to_string()));
            }
            if dest_url.starts_with("https://") || dest_url.starts_with("http://") {
                let at = block.plain.len();
                *link = Some(Link { url: dest_url.to_string(), text: String::new(), span, plain: at..at });
            }
        }
        Event::End(TagEnd::Link) => {
            if let Some(mut link) = link.take() {
                link.plain.end = block.plain.len();
                block.links.push(link);
            }
        }
        _ => {}
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

    proptest! {
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
