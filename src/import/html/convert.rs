//! The content of a page as Markdown: htmd does it, except for tables and code, of which
//! it loses some.

use super::dom;
use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BrStyle, BulletListMarker, Options};
use htmd::{Element, HtmlToMarkdown, Node};
use std::rc::Rc;

/// The most columns that one cell may span; pages claim any number.
const MOST_COLUMNS: usize = 50;

/// Elements that are no content.
pub(super) const DROPPED: [&str; 18] = [
    "script", "style", "nav", "header", "footer", "noscript", "template", "iframe", "object", "embed", "svg", "form",
    "button", "select", "textarea", "head", "link", "meta",
];

/// The converter; one does for many pages.
pub(super) fn converter() -> HtmlToMarkdown {
    let options = Options {
        br_style: BrStyle::Backslash,
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Options::default()
    };
    HtmlToMarkdown::builder()
        .options(options)
        .skip_tags(DROPPED.to_vec())
        .add_handler(vec!["table"], table)
        .add_handler(vec!["pre"], code)
        .build()
}

/// A block of code, whatever it is marked up with.
#[expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "the shape of a handler")]
fn code(_: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let text = dom::raw_text(element.node);
    let text = text.trim_matches(['\n', '\r']).trim_end();
    // Longer than any fence in it.
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    Some(format!("\n\n{fence}\n{text}\n{fence}\n\n").into())
}

/// A table of GFM. Cells of any kind are kept in their columns; where no row is a head,
/// the head is empty, since GFM has no table without one.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn table(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    // A cell cannot have a table in it: only its text is kept.
    if dom::is_in(element.node, &["td", "th"]) {
        return Some(handlers.walk_children(element.node));
    }
    let mut rows = Vec::new();
    let mut spans: Vec<usize> = Vec::new();
    let mut has_head = false;
    for row in rows_of(element.node) {
        let mut cells: Vec<String> = Vec::new();
        let mut is_head = true;
        let found: Vec<Rc<Node>> =
            row.children.borrow().iter().filter(|c| dom::is(c, &["td", "th"])).cloned().collect();
        let mut fill = |cells: &mut Vec<String>| {
            // A cell of a row above reaches down to here.
            while let Some(left) = spans.get_mut(cells.len()).filter(|n| **n > 0) {
                *left -= 1;
                cells.push(String::new());
            }
        };
        let mut reach = Vec::new();
        for cell in &found {
            fill(&mut cells);
            is_head &= dom::is(cell, &["th"]);
            let number = |name| dom::attribute(cell, name).and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
            let (across, down) = (number("colspan").clamp(1, MOST_COLUMNS), number("rowspan").clamp(1, 1000));
            for at in 0..across {
                reach.push((cells.len(), down - 1));
                cells.push(if at == 0 { content(handlers, cell) } else { String::new() });
            }
        }
        fill(&mut cells);
        for (column, down) in reach {
            if spans.len() <= column {
                spans.resize(column + 1, 0);
            }
            spans[column] = down;
        }
        if cells.is_empty() {
            continue;
        }
        has_head |= rows.is_empty() && (is_head || dom::is_in(&row, &["thead"]));
        rows.push(cells);
    }
    let columns = rows.iter().map(Vec::len).max()?;
    if !has_head {
        rows.insert(0, Vec::new());
    }
    let mut out = String::from("\n\n");
    for caption in element.node.children.borrow().iter().filter(|c| dom::is(c, &["caption"])) {
        out += &format!("{}\n\n", handlers.walk_children(caption).content.trim());
    }
    for (at, mut row) in rows.into_iter().enumerate() {
        row.resize(columns, String::new());
        out += &format!("| {} |\n", row.join(" | "));
        if at == 0 {
            out += &format!("|{}\n", " --- |".repeat(columns));
        }
    }
    out.push('\n');
    Some(out.into())
}

/// The rows of a table, not those of tables in it.
fn rows_of(table: &Rc<Node>) -> Vec<Rc<Node>> {
    let mut rows = Vec::new();
    for child in table.children.borrow().iter() {
        if dom::is(child, &["tr"]) {
            rows.push(Rc::clone(child));
        } else if dom::is(child, &["thead", "tbody", "tfoot"]) {
            rows.extend(child.children.borrow().iter().filter(|c| dom::is(c, &["tr"])).cloned());
        }
    }
    rows
}

/// A cell on one line: blocks in it stand after a line break.
fn content(handlers: &dyn Handlers, cell: &Rc<Node>) -> String {
    let text = handlers.walk_children(cell).content;
    let lines: Vec<&str> =
        text.lines().map(|l| l.trim().trim_end_matches('\\').trim_end()).filter(|l| !l.is_empty()).collect();
    lines.join("<br>").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn markdown(html: &str) -> String {
        thread_local! { static CONVERTER: HtmlToMarkdown = converter(); }
        CONVERTER.with(|c| c.convert(html).unwrap())
    }

    #[test]
    fn tables_stay_tables() {
        for (html, expected) in [
            (
                "<table><tr><th>Time</th><th>What</th></tr><tr><td>10:00</td><td><p>a | b</p><p>c</p></td></tr></table>",
                "| Time | What |\n| --- | --- |\n| 10:00 | a \\| b<br>c |",
            ),
            (
                "<table><tbody><tr><th>Date</th><td>2024-03-09</td></tr><tr><th>Owner</th><td>x</td></tr></tbody></table>",
                "|  |  |\n| --- | --- |\n| Date | 2024-03-09 |\n| Owner | x |",
            ),
            (
                "<table><thead><tr><td>A</td><td>B</td></tr></thead><tr><td colspan=2>wide</td></tr><tr><td rowspan=2>x</td><td>1</td></tr><tr><td>2</td></tr></table>",
                "| A | B |\n| --- | --- |\n| wide |  |\n| x | 1 |\n|  | 2 |",
            ),
        ] {
            assert_eq!(markdown(html), expected);
        }
        assert_eq!(markdown("<table></table>"), "");
        assert!(markdown("<table><tr><td colspan=999999999>x</td></tr></table>").len() < 1000);
    }

    #[test]
    fn code_is_kept_as_it_is() {
        assert_eq!(markdown("<pre>a\n  <b>b</b> &lt;c> ```</pre>"), "````\na\n  b <c> ```\n````");
        assert_eq!(markdown("<ul><li>x<pre>a\nb</pre></li></ul>").lines().count(), 6);
    }

    #[test]
    fn text_of_a_page_is_no_markup() {
        let text = "&lt;script&gt;alert(1)&lt;/script&gt; *a* _b_ [c](d) # e";
        let out = markdown(&format!("<p>{text}</p>"));
        let html = pulldown_cmark::Parser::new(&out).fold(String::new(), |mut all, event| {
            match event {
                pulldown_cmark::Event::Text(t) => all.push_str(&t),
                pulldown_cmark::Event::Start(pulldown_cmark::Tag::Paragraph) | pulldown_cmark::Event::End(_) => {}
                other => all.push_str(&format!("{other:?}")),
            }
            all
        });
        assert_eq!(html, "<script>alert(1)</script> *a* _b_ [c](d) # e");
    }

    proptest! {
        #[test]
        fn any_page_is_converted_without_panic(text in any::<String>(), tags in prop::collection::vec(
            prop::sample::select(vec!["<p>", "</p>", "<ul>", "<li>", "<ol start=-1>", "</li>", "<table>", "<tr>", "<td rowspan=3>", "<th>", "</table>",
                "<pre>", "<code>", "</pre>", "<a href='x'>", "</a>", "<b>", "<i>", "</b>", "<h2>", "<br>", "<img src=x>", "<select>", "<?x?>", "<!--", "text", " ", "\n"]), 0..40)) {
            markdown(&text);
            markdown(&tags.concat());
        }
    }
}
