//! From the text of a page to its tree, in a time that grows with the text alone.
//!
//! For every element a parser of HTML looks through all that are open around it, so a page
//! that opens tens of thousands one in another would take it minutes. Tags that would open
//! an element deeper than [`DEEPEST`] are therefore kept from the parser, with those that
//! close them; the text in them stays. What is open is counted as the parser counts it, or
//! too much of it, never too little.

use super::dom;
use htmd::Node;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{LocalName, TokenizerResult};
use markup5ever_rcdom::RcDom;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

/// The most elements that may be open at once.
const DEEPEST: usize = 500;

/// The most open elements of [`FORMAT`]: a parser opens all of them again in every block.
const MOST_FORMATS: usize = 40;

/// Elements without an end.
const VOID: [&str; 16] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta",
    "param", "track", "wbr",
];

/// Elements that have text only in them, or stand once in a page.
const FLAT: [&str; 14] = [
    "script",
    "style",
    "title",
    "textarea",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "html",
    "head",
    "body",
    "frameset",
];

/// Elements that outlast the block in which they were opened.
const FORMAT: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Parts of a table that end where the next begins.
const OF_TABLE: [&str; 8] = ["tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup"];

/// Elements out of which only ends of tables lead.
const BOUNDS: [&str; 10] = ["table", "td", "th", "caption", "template", "marquee", "object", "applet", "svg", "math"];

/// Elements whose end closes all that is open in them.
const BLOCKS: [&str; 46] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "button",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dd",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "ul",
    "table",
    "template",
    "marquee",
    "object",
    "applet",
    "svg",
    "math",
];

/// Elements out of which no end of an element leads that is none of [`BLOCKS`].
static LIMITS: LazyLock<Vec<&str>> = LazyLock::new(|| [&BLOCKS[..], &OF_TABLE].concat());

/// The tree of a page.
pub(super) struct Parsed {
    /// Its root.
    pub(super) tree: Rc<Node>,
    /// Whether it was nested deeper than could be kept.
    pub(super) is_cut: bool,
}

/// Parses a page.
pub(super) fn parse(html: &str) -> Parsed {
    let sink =
        Shallow { builder: TreeBuilder::new(RcDom::default(), TreeBuilderOpts::default()), open: RefCell::default() };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // It stops at the end of each script.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    let Shallow { builder, open } = tokenizer.sink;
    Parsed { tree: builder.sink.finish().document, is_cut: open.into_inner().is_cut }
}

/// Hands tags on to the builder of the tree, except those that lead too deep.
struct Shallow {
    builder: TreeBuilder<Rc<Node>, RcDom>,
    open: RefCell<Open>,
}

impl TokenSink for Shallow {
    type Handle = Rc<Node>;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Rc<Node>> {
        let is_kept = match &token {
            Token::TagToken(tag) => self.open.borrow_mut().take(tag),
            _ => true,
        };
        if is_kept {
            return self.builder.process_token(token, line);
        }
        // Words beside a block that is left out stay two.
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        if is_one_of(&tag.name, &dom::INLINE) {
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(Token::CharacterTokens(StrTendril::from(" ")), line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// What is open at a place of a page.
#[derive(Default)]
struct Open {
    elements: Vec<LocalName>,
    formats: Vec<Tag>,
    /// How many of a name were left out in the innermost element.
    left_out: HashMap<LocalName, usize>,
    is_cut: bool,
}

impl Open {
    /// Takes note of a tag; gives whether it is for the builder.
    fn take(&mut self, tag: &Tag) -> bool {
        match tag.kind {
            TagKind::StartTag => self.start(tag),
            TagKind::EndTag => self.end(&tag.name),
        }
    }

    fn start(&mut self, tag: &Tag) -> bool {
        let name = &*tag.name;
        let in_drawing = self.elements.iter().any(|e| is_one_of(e, &["svg", "math"]));
        let is_flat = is_one_of(name, &VOID) || is_one_of(name, &FLAT);
        if if in_drawing { tag.self_closing } else { is_flat } {
            return true;
        }
        if !in_drawing {
            if is_one_of(name, &OF_TABLE) && self.table().is_none() {
                // A parser leaves it out.
                return true;
            }
            self.end_before(name);
        }
        let is_format = is_one_of(name, &FORMAT);
        if is_format {
            self.end_formats(tag);
        }
        if self.elements.len() >= DEEPEST || (is_format && self.formats.len() >= MOST_FORMATS) {
            self.is_cut = true;
            *self.left_out.entry(tag.name.clone()).or_default() += 1;
            return false;
        }
        if is_format {
            self.formats.push(tag.clone());
        }
        self.elements.push(tag.name.clone());
        true
    }

    /// The innermost table.
    fn table(&self) -> Option<usize> {
        self.elements.iter().rposition(|e| is_one_of(e, &["table", "template"]))
    }

    /// Closes what the start of an element ends without a tag.
    fn end_before(&mut self, name: &str) {
        let (ends, passed): (&[&str], &[&str]) = match name {
            "p" => (&["p"], &["span"]),
            "li" => (&["li"], &["span", "p", "div", "address"]),
            "dd" | "dt" => (&["dd", "dt"], &["span", "p", "div", "address"]),
            "option" => (&["option"], &[]),
            name if is_one_of(name, &OF_TABLE) => {
                // A part of a table ends all parts that are not around it.
                let Some(table) = self.table() else { return };
                let around = match name {
                    "td" | "th" => 2,
                    "tr" => 1,
                    _ => 0,
                };
                let is_around = |e: &LocalName| match &**e {
                    "tbody" | "thead" | "tfoot" => around >= 1,
                    "tr" => around == 2,
                    _ => false,
                };
                let kept = self.elements[table + 1..].iter().take_while(|e| is_around(e)).count();
                self.close(table + 1 + kept);
                return;
            }
            _ => return,
        };
        let at = self.elements.iter().rposition(|e| !is_one_of(e, passed) && !is_one_of(e, &FORMAT));
        if let Some(at) = at.filter(|at| is_one_of(&self.elements[*at], ends)) {
            self.close(at);
        }
    }

    /// Forgets formats that a new one replaces: a link ends the last one, and of four that
    /// are the same the first is no longer opened again.
    fn end_formats(&mut self, tag: &Tag) {
        let same = |f: &Tag| f.name == tag.name && (&*tag.name == "a" || f.attrs == tag.attrs);
        let most = if &*tag.name == "a" { 0 } else { 2 };
        while self.formats.iter().filter(|f| same(f)).count() > most {
            let Some(at) = self.formats.iter().position(same) else { break };
            self.formats.remove(at);
        }
        if &*tag.name == "a"
            && let Some(at) = self.elements.iter().rposition(|e| &**e == "a" || is_one_of(e, &BOUNDS))
            && &*self.elements[at] == "a"
        {
            self.elements.remove(at);
        }
    }

    fn end(&mut self, name: &LocalName) -> bool {
        if let Some(left_out) = self.left_out.get_mut(name).filter(|n| **n > 0) {
            *left_out -= 1;
            return false;
        }
        let is_format = is_one_of(name, &FORMAT);
        if is_format && let Some(at) = self.formats.iter().rposition(|f| f.name == *name) {
            self.formats.remove(at);
        }
        let bounds: &[&str] = if is_one_of(name, &OF_TABLE) || &**name == "table" {
            &["table", "template"]
        } else if is_format || is_one_of(name, &BLOCKS) {
            &BOUNDS
        } else {
            &LIMITS
        };
        let at = self.elements.iter().rposition(|e| e == name || is_one_of(e, bounds));
        let Some(at) = at.filter(|at| self.elements[*at] == *name) else { return true };
        if is_format {
            // What is open in it stays open.
            self.elements.remove(at);
            self.left_out.clear();
        } else {
            self.close(at);
        }
        true
    }

    /// Closes all elements from one on.
    fn close(&mut self, from: usize) {
        if from < self.elements.len() {
            self.elements.truncate(from);
            self.left_out.clear();
        }
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How deep the tree of a page is, how many elements it has, and whether it was cut.
    fn size(html: &str) -> (usize, usize, bool) {
        let Parsed { tree, is_cut } = parse(html);
        let all = dom::below(&tree);
        (all.iter().map(|(_, depth)| *depth).max().unwrap_or_default(), all.len(), is_cut)
    }

    #[test]
    fn no_page_is_deeper_than_its_limit_nor_much_larger_than_its_text() {
        for part in [
            "<div>",
            "<div/>",
            "<b>",
            "<span>",
            "<x-y>",
            "<ul><li>",
            "<p><font color=N>",
            "<p><span><div>",
            "<table><tr><td>",
            "<td><div>",
            "<span><div></span>",
            "<b><div></b>",
            "<div><table><td></div>",
            "<li><section>",
            "<svg><g>",
            "<svg><tr>",
            "<svg><title>",
            "<template>",
            "<template><tr><td>",
            "<object><p>",
            "<dl><dd>",
            "<optgroup>",
            "<select><div>",
            "<rt>",
            "<a><div>",
            "<button><p>",
            "<math><mi>",
            "<div><h1></h2>",
            "<p><b><i><u>",
            "<table><div><td><div>",
            "<caption><table>",
        ] {
            let html: String = (0..2_000).map(|n| part.replace('N', &n.to_string())).collect();
            let (depth, count, _) = size(&format!("<body>{html}x"));
            assert!(depth < 2 * DEEPEST, "{part}: {depth}");
            assert!(count < 50 * 2_000, "{part}: {count}");
        }
    }

    #[test]
    fn what_html_lets_one_leave_open_is_not_deep() {
        let mut compared = 0;
        for part in [
            "<p>a<p>b",
            "<ul><li>a<li><span>b</ul>",
            "<tr><td><b>a<td><div>b",
            "<b>a<p>",
            "<p><span>a",
            "<a name=N>",
            "<img><br>",
            "<dl><dt>a<dd>b</dl>",
            "<div><span></div>",
            "<table><tr><td>a<tr><th>b</table>",
            "<svg><path/><path/></svg>",
            "<td>",
            "<select><option>a<option>b</select>",
            "<script>'<div>'</script>",
            "<p><b>a<i>b</p>",
        ] {
            let html: String = (0..1_000).map(|n| part.replace('N', &n.to_string())).collect();
            for html in [format!("<table>{html}"), format!("<ul>{html}"), format!("<dl>{html}")] {
                let plain = dom::below(&htmd::HtmlToMarkdown::new().html_to_tree(&html).unwrap());
                // Parts of one thing in another may be deep indeed.
                if plain.iter().any(|(_, depth)| *depth >= DEEPEST) {
                    continue;
                }
                compared += 1;
                let (_, count, is_cut) = size(&html);
                assert_eq!((count, is_cut), (plain.len(), false), "{part}");
            }
        }
        assert!(compared > 35, "{compared}");
    }

    #[test]
    fn after_a_deep_part_a_page_is_as_it_was() {
        let html =
            format!("{}<h1>a</h1>b<b>c</b>{}<section>d</section>", "<div>".repeat(9_000), "</div>".repeat(9_000));
        let Parsed { tree, is_cut } = parse(&html);
        assert!(is_cut);
        let section = &dom::all(&tree, &["section"])[0];
        assert!(dom::is(&dom::parent(section).unwrap(), &["body"]));
        assert_eq!(dom::text(&tree), "a bc d");
    }
}
