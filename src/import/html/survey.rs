//! What a page is about, seen before any page is converted: its content, title and date,
//! its headings, and whether it only leads to others.

use super::convert::DROPPED;
use super::dom;
use crate::date::{self, Moment, Precision};
use crate::document::field::fold;
use crate::document::markdown::Slugs;
use crate::import::page::one_line;
use htmd::Node;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// What stands between a page's title and the name of its site.
const BETWEEN: [&str; 4] = [" - ", " : ", " | ", " – "];

/// A page with fewer words than this beside its links has nothing to say.
const FEW_WORDS: usize = 10;

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// What is known of a page.
pub(super) struct Survey {
    /// Its title.
    pub(super) title: String,
    /// What its `<title>` says.
    head: String,
    /// The day that it states.
    pub(super) date: Option<Moment>,
    /// Ids in its content, as the anchors that the headings with them will have.
    pub(super) anchors: HashMap<String, String>,
    /// Why it is no incident.
    pub(super) no_incident: Option<&'static str>,
}

/// Surveys the tree of a page; what is no content is taken out of it.
pub(super) fn of(tree: &Rc<Node>, path: &str) -> Survey {
    let head = dom::all(tree, &["title"]).iter().find(|t| !dom::is_in(t, &["svg"])).map(dom::text).unwrap_or_default();
    let content = content(tree);
    let heading = heading(tree, &content);
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let said = heading.as_ref().map(dom::text).filter(|t| !t.is_empty()).unwrap_or_else(|| head.clone());
    let title = if said.is_empty() { one_line(&stem.replace(['-', '_', '+'], " ")) } else { one_line(&said) };
    let date = date::find(&title, None).map(|(day, _)| day);
    let date = date.filter(|d| d.precision >= Precision::Day).or_else(|| stated(tree, &content));
    if let Some(heading) = &heading {
        dom::remove(heading);
    }
    drop_the_rest(&content);
    let anchors = anchors(&content);
    let no_incident = no_incident(&content, stem);
    Survey { title, head: one_line(&head), date, anchors, no_incident }
}

/// The element that holds the content of a page.
pub(super) fn content(tree: &Rc<Node>) -> Rc<Node> {
    let main = dom::all(tree, &["main"]);
    let articles: Vec<_> = dom::all(tree, &["article"]).into_iter().filter(|a| !dom::is_in(a, &["article"])).collect();
    let by_id = || {
        dom::below(tree)
            .into_iter()
            .map(|(n, _)| n)
            .find(|n| dom::attribute(n, "id").as_deref() == Some("main-content"))
    };
    match (main.first(), articles.as_slice()) {
        (Some(main), _) => Rc::clone(main),
        // Several articles are a list of them.
        (None, [article]) => Rc::clone(article),
        _ => by_id().or_else(|| dom::all(tree, &["body"]).into_iter().next()).unwrap_or_else(|| Rc::clone(tree)),
    }
}

/// The heading that is the title of the page: outside of the content, or its only one,
/// or the one that `<title>` repeats. A wiki writes sections as headings of level 1 too.
pub(super) fn heading(tree: &Rc<Node>, content: &Rc<Node>) -> Option<Rc<Node>> {
    let all: Vec<Rc<Node>> = dom::all(tree, &["h1"])
        .into_iter()
        .filter(|h| !dom::is_in(h, &["nav", "footer", "aside"]) && !dom::text(h).is_empty())
        .collect();
    let is_inside = |h: &Rc<Node>| {
        let mut at = Some(Rc::clone(h));
        while let Some(node) = at {
            if Rc::ptr_eq(&node, content) {
                return true;
            }
            at = dom::parent(&node);
        }
        false
    };
    let inside: Vec<&Rc<Node>> = all.iter().filter(|h| is_inside(h)).collect();
    if let [only] = inside.as_slice() {
        // What `<title>` repeats is the title; a lone section heading is not.
        let outside_is_title = !repeats(tree, only) && all.iter().any(|h| !is_inside(h) && repeats(tree, h));
        if !outside_is_title {
            return Some(Rc::clone(only));
        }
    }
    let outside = all.iter().find(|h| !is_inside(h));
    outside.or_else(|| inside.first().copied().filter(|h| repeats(tree, h))).cloned()
}

/// Whether `<title>` has the words of a heading.
fn repeats(tree: &Rc<Node>, heading: &Rc<Node>) -> bool {
    let title = dom::all(tree, &["title"]).first().map(dom::text).unwrap_or_default();
    fold(&title).contains(&fold(&dom::text(heading)))
}

/// Takes out what is no content.
pub(super) fn drop_the_rest(content: &Rc<Node>) {
    for (node, _) in dom::below(content) {
        node.children.borrow_mut().retain(|c| !dom::is(c, &DROPPED));
    }
}

/// The day that the head of a page states, when all that it states are one.
fn stated(tree: &Rc<Node>, content: &Rc<Node>) -> Option<Moment> {
    let published = dom::all(tree, &["meta"]).into_iter().filter(|m| {
        [dom::attribute(m, "property"), dom::attribute(m, "name")]
            .iter()
            .flatten()
            .any(|name| name == "article:published_time")
    });
    let published = published.filter_map(|m| dom::attribute(&m, "content"));
    let header = dom::all(tree, &["header"]).into_iter().flat_map(|h| dom::all(&h, &["time"]));
    // Before the first heading or paragraph a time is about the page.
    let top =
        dom::below(content).into_iter().map(|(n, _)| n).take_while(|n| !dom::is(n, &["p", "h2", "table", "ul", "ol"]));
    let top = top.filter(|n| dom::is(n, &["time"]));
    let times = header.chain(top).filter_map(|t| dom::attribute(&t, "datetime"));
    let found: Vec<Moment> = published.chain(times).filter_map(|t| Moment::parse(&t)).map(|m| m.date_only()).collect();
    let days: BTreeSet<String> = found.iter().map(Moment::iso).collect();
    found.into_iter().next().filter(|m| days.len() == 1 && m.precision == Precision::Day)
}

/// The anchors that headings will have, by the ids in and on them.
fn anchors(content: &Rc<Node>) -> HashMap<String, String> {
    let mut slugs = Slugs::default();
    let mut anchors = HashMap::new();
    for heading in dom::all(content, &HEADINGS) {
        let anchor = slugs.unique(&dom::text(&heading));
        for (node, _) in dom::below(&heading) {
            for id in [dom::attribute(&node, "id"), dom::attribute(&node, "name")].into_iter().flatten() {
                anchors.entry(id).or_insert_with(|| anchor.clone());
            }
        }
    }
    anchors
}

/// Why a page is no incident: it is empty, or only leads to others.
fn no_incident(content: &Rc<Node>, stem: &str) -> Option<&'static str> {
    let words = |text: &str| text.split_whitespace().count();
    let mut inside = 0;
    let mut links = 0;
    for link in dom::all(content, &["a"]) {
        let Some(to) = dom::attribute(&link, "href") else { continue };
        let path = to.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        if !to.contains("://") && (path.ends_with(".html") || path.ends_with(".htm")) {
            links += 1;
            inside += words(&dom::text(&link));
        }
    }
    let headings: usize = dom::all(content, &HEADINGS).iter().map(|h| words(&dom::text(h))).sum();
    let all = words(&dom::text(content));
    if all == 0 && dom::all(content, &["img"]).is_empty() {
        return Some("has no content");
    }
    let outside = all.saturating_sub(inside + headings);
    let is_index = ["index", "toc", "sitemap"].contains(&stem.to_ascii_lowercase().as_str());
    let few = outside < FEW_WORDS && links >= 3;
    // The index of a wiki says a few words about the wiki itself.
    let of_wiki = is_index && links >= 1 && outside < 4 * FEW_WORDS;
    (few || of_wiki).then_some("holds only links to other pages")
}

/// Cuts from titles what all pages share: the name of the site after the last ` - `, the
/// name of the space before the first ` : `.
pub(super) fn cut_shared<'a>(surveys: impl Iterator<Item = &'a mut Survey>) {
    let mut surveys: Vec<&mut Survey> = surveys.collect();
    if surveys.len() < 2 {
        return;
    }
    let heads: Vec<String> =
        surveys.iter().map(|s| if s.head.is_empty() { s.title.clone() } else { s.head.clone() }).collect();
    let shared = |cut: &dyn Fn(&str) -> Option<String>| {
        let first = cut(&heads[0])?;
        heads.iter().all(|h| cut(h).as_ref() == Some(&first)).then_some(first)
    };
    let after: Vec<String> = BETWEEN
        .iter()
        .filter_map(|sep| shared(&|h| h.rsplit_once(sep).map(|(_, end)| format!("{sep}{end}"))))
        .collect();
    let before = shared(&|h| h.split_once(" : ").map(|(start, _)| format!("{start} : ")));
    for survey in &mut surveys {
        for end in &after {
            if let Some(rest) = survey.title.strip_suffix(end.as_str()).filter(|r| !r.trim().is_empty()) {
                survey.title = one_line(rest);
                break;
            }
        }
        if let Some(rest) =
            before.as_ref().and_then(|b| survey.title.strip_prefix(b.as_str())).filter(|r| !r.trim().is_empty())
        {
            survey.title = one_line(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use htmd::HtmlToMarkdown;

    fn look(path: &str, html: &str) -> Survey {
        of(&HtmlToMarkdown::new().html_to_tree(html).unwrap(), path)
    }

    #[test]
    fn the_title_is_the_heading_of_the_page_not_of_a_section() {
        for (html, title) in [
            (
                "<title>Wiki : A</title><h1 id=title-heading>Wiki : A</h1><div id=main-content><h1>Summary</h1><h1>Impact</h1>x</div>",
                "Wiki : A",
            ),
            ("<title>B - Site</title><h1>Site</h1><main><h1>B</h1>x</main>", "B"),
            ("<title>C - Site</title><main><h1>C</h1><h1>Summary</h1>x</main>", "C"),
            ("<title>D - Site</title><main><h1>Summary</h1><h1>Impact</h1>x</main>", "D - Site"),
            ("<main><header><h1>E <b>e</b></h1></header>x</main>", "E e"),
            ("<body>x</body>", "a file"),
        ] {
            assert_eq!(look("x/a-file.html", html).title, title, "{html}");
        }
    }

    #[test]
    fn the_name_of_the_site_is_cut_only_where_all_pages_have_it() {
        let cut = |titles: &[&str]| {
            let mut all: Vec<Survey> =
                titles.iter().map(|t| look("a.html", &format!("<title>{t}</title><body>x"))).collect();
            cut_shared(all.iter_mut());
            all.into_iter().map(|s| s.title).collect::<Vec<_>>()
        };
        assert_eq!(cut(&["A - b - Ops", "C - Ops"]), ["A - b", "C"]);
        assert_eq!(cut(&["A - Ops", "C - Dev"]), ["A - Ops", "C - Dev"]);
        assert_eq!(cut(&["A - Ops"]), ["A - Ops"]);
        assert_eq!(cut(&["Ops : A", "Ops : B : c"]), ["A", "B : c"]);
    }

    #[test]
    fn a_date_is_taken_only_when_it_is_unambiguous() {
        for (html, date) in [
            ("<meta property=article:published_time content=2024-03-09T10:00:00Z><body>x", Some("2024-03-09")),
            (
                "<meta property=article:published_time content=2024-03-09><header><time datetime=2024-03-10></header>x",
                None,
            ),
            ("<header><time datetime=2024-03-09>9 March</time></header>x", Some("2024-03-09")),
            ("<body><p>At <time datetime=2024-03-09>9 March</time> it broke", None),
            ("<main><h1>2024-01-02 Queue full</h1>x</main>", Some("2024-01-02")),
            ("<body>x", None),
        ] {
            assert_eq!(look("a.html", html).date.map(|d| d.iso()).as_deref(), date, "{html}");
        }
    }

    #[test]
    fn a_page_that_only_leads_to_others_is_no_incident() {
        let links = "<ul><li><a href=a.html>A</a><li><a href=b.html>B</a><li><a href=c.html>C</a></ul>";
        assert!(look("x.html", &format!("<h2>Pages</h2>{links}")).no_incident.is_some());
        assert!(look("index.html", "<p>Space of ops <a href=a.html>A</a></p>").no_incident.is_some());
        assert!(look("x.html", "<body></body>").no_incident.is_some());
        let text = "The queue ran full, and nobody had looked at it since the day before.";
        assert!(look("x.html", &format!("<p>{text}</p>{links}")).no_incident.is_none());
        assert!(look("x.html", "<p>See <a href=https://t.example/1>the ticket</a></p>").no_incident.is_none());
    }
}
