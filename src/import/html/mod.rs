//! Pages of a wiki or a status site: the content of each as Markdown, its links to other
//! pages of the export kept, its images named so that they can be copied.

mod convert;
mod dom;
mod parse;
mod survey;

use super::page::{Names, Page, bare, folder_name};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use htmd::{HtmlToMarkdown, Node};
use parse::Parsed;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use survey::Survey;

/// The deepest nesting that is converted; deeper parts keep their text only.
const MAX_DEPTH: usize = 200;

/// Characters of a path that an address in Markdown cannot have as they are.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b'+');

/// Endings of files that are pages, or belong to the look of the export.
const NO_ATTACHMENT: [&str; 7] = ["md", "markdown", "html", "htm", "xhtml", "js", "css"];

/// A page of an export.
#[derive(Clone, Debug)]
pub struct Export {
    /// Its path below the folder, with `/` between the parts.
    pub path: String,
    /// Its name in diagnostics.
    pub name: String,
    /// The HTML.
    pub text: String,
}

/// An incident with its place below the target.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The path of its file.
    pub path: String,
    /// What is in it.
    pub page: Page,
}

/// What becomes of a folder of pages.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// The incidents.
    pub pages: Vec<Exported>,
    /// Files to copy: their paths below the target, and below the folder.
    pub files: BTreeMap<String, String>,
}

/// The incidents of a folder of pages.
///
/// `is_file` tells which paths below the folder are files that may be copied: regular
/// ones, which no symbolic link leads to.
pub fn read_folder(
    exports: &[Export],
    is_file: &dyn Fn(&str) -> bool,
    names: &mut Names,
    problems: &mut Diagnostics,
) -> Folder {
    let converter = convert::converter();
    let mut surveys: Vec<Option<Survey>> =
        exports.iter().map(|e| Some(survey::of(&parse::parse(&e.text).tree, &e.path))).collect();
    survey::cut_shared(surveys.iter_mut().flatten());
    let mut places: HashMap<&str, Destination> = HashMap::new();
    for (export, survey) in exports.iter().zip(&mut surveys) {
        let Some(found) = survey.as_ref() else { continue };
        if let Some(reason) = found.no_incident {
            problems.push(
                Diagnostic::new(Code::PassedOver, format!("`{}` {reason}", found.title))
                    .at(Place::file(&export.name))
                    .help("nothing, if it is no incident"),
            );
            places.insert(&export.path, Destination { path: None, anchors: HashMap::new() });
            *survey = None;
            continue;
        }
        let path = names.give(&folder_of(&export.path), found.date.as_ref(), &found.title);
        places.insert(&export.path, Destination { path: Some(path), anchors: found.anchors.clone() });
    }
    let mut folder = Folder::default();
    for (export, survey) in exports.iter().zip(surveys) {
        let Some(survey) = survey else { continue };
        let Some(path) = places[export.path.as_str()].path.clone() else { continue };
        let mut links = Links { export, own: &path, places: &places, is_file, copied: &mut folder.files, problems };
        let page = page(&converter, &parse::parse(&export.text), survey, &mut links);
        folder.pages.push(Exported { path, page });
    }
    folder
}

/// Where a page of the export goes.
struct Destination {
    /// The path of its file, when it becomes one.
    path: Option<String>,
    /// Its ids of headings, as the anchors that they will have.
    anchors: HashMap<String, String>,
}

/// The folder of a page below the target.
fn folder_of(path: &str) -> String {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').filter(|f| !f.is_empty()).map(folder_name).collect::<Vec<_>>().join("/")
}

/// The incident of a page.
fn page(converter: &HtmlToMarkdown, parsed: &Parsed, survey: Survey, links: &mut Links<'_>) -> Page {
    let tree = &parsed.tree;
    let content = survey::content(tree);
    if let Some(heading) = survey::heading(tree, &content) {
        dom::remove(&heading);
    }
    survey::drop_the_rest(&content);
    for node in dom::all(&content, &["h1", "h2", "h3", "h4", "h5", "h6"]) {
        // A heading is one line.
        for br in dom::all(&node, &["br"]) {
            dom::replace(&br, " ");
        }
    }
    for node in dom::all(&content, &["a", "img"]) {
        links.mend(&node);
    }
    let mut is_deep = parsed.is_cut;
    for (node, _) in dom::below(&content).into_iter().filter(|(_, depth)| *depth + 1 == MAX_DEPTH) {
        is_deep |= dom::flatten(&node);
    }
    if is_deep {
        links.problems.push(
            Diagnostic::new(Code::DeepNesting, format!("the page is nested deeper than {MAX_DEPTH} levels"))
                .at(Place::file(&links.export.name))
                .help("its text is kept without what is around it"),
        );
    }
    let body = converter.tree_to_markdown(&content);
    let fields = survey.date.iter().map(|date| ("date".to_owned(), bare(&date.iso()))).collect();
    Page { title: survey.title, date: survey.date, fields, body }
}

/// The links and images of a page.
struct Links<'a> {
    export: &'a Export,
    own: &'a str,
    places: &'a HashMap<&'a str, Destination>,
    is_file: &'a dyn Fn(&str) -> bool,
    copied: &'a mut BTreeMap<String, String>,
    problems: &'a mut Diagnostics,
}

impl Links<'_> {
    /// Leads a link to where its target goes.
    fn mend(&mut self, node: &Rc<Node>) {
        let name = if dom::is(node, &["img"]) { "src" } else { "href" };
        if name == "src"
            && let Some(alt) = dom::attribute(node, "alt")
        {
            dom::set_attribute(node, "alt", Some(&alt.replace(['[', ']', '\\'], " ")));
        }
        let Some(address) = dom::attribute(node, name) else { return };
        let (path, fragment) = address.split_once('#').map_or((address.as_str(), None), |(p, f)| (p, Some(f)));
        let path = path.split('?').next().unwrap_or_default();
        if path.is_empty() {
            if let Some(fragment) = fragment {
                let anchor = self.places[self.export.path.as_str()].anchors.get(&decoded(fragment));
                dom::set_attribute(node, name, anchor.map(|a| format!("#{a}")).as_deref());
            }
            return;
        }
        let Some(target) = resolve(&self.export.path, &decoded(path)) else { return };
        if let Some(place) = self.places.get(target.as_str()) {
            let to = place.path.as_ref().map(|to| {
                let anchor = fragment.and_then(|f| place.anchors.get(&decoded(f)));
                relative(self.own, to) + &anchor.map(|a| format!("#{a}")).unwrap_or_default()
            });
            dom::set_attribute(node, name, to.as_deref());
        } else if (self.is_file)(&target)
            && let Some(to) = self.copy(&target)
        {
            dom::set_attribute(node, name, Some(&relative(self.own, &to)));
        }
    }

    /// Has a file copied; gives its path below the target.
    fn copy(&mut self, path: &str) -> Option<String> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
        if NO_ATTACHMENT.contains(&ending.as_str()) {
            return None;
        }
        let folder = folder_of(path);
        let to = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let is_taken = self.copied.get(&to).is_some_and(|from| from != path);
        if folder_name(name) != name || is_taken {
            self.problems.push(
                Diagnostic::new(Code::PassedOver, format!("`{path}` was not copied: its name cannot be kept"))
                    .at(Place::file(&self.export.name))
                    .help("give it a name of letters, digits, `-` and `_`"),
            );
            return None;
        }
        self.copied.insert(to.clone(), path.to_owned());
        Some(to)
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A path in the folder that a page names; none for what is elsewhere.
fn resolve(page: &str, path: &str) -> Option<String> {
    let is_elsewhere = path.starts_with(['/', '\\']) || path.split('/').next().is_some_and(|first| first.contains(':'));
    if is_elsewhere {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The address of one file in another, both below the target.
fn relative(from: &str, to: &str) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let common = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - common);
    format!("{up}{}", utf8_percent_encode(&to[common..].join("/"), ENCODED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(pages: &[(&str, &str)], files: &[&str]) -> (Folder, Vec<String>) {
        let exports: Vec<Export> = pages
            .iter()
            .map(|(path, text)| Export { path: (*path).into(), name: (*path).into(), text: (*text).into() })
            .collect();
        let mut problems = Diagnostics::new();
        let folder = read_folder(&exports, &|path| files.contains(&path), &mut Names::default(), &mut problems);
        (folder, problems.iter().map(|d| format!("{} {}", d.code.as_str(), d.message)).collect())
    }

    #[test]
    fn links_between_pages_lead_to_their_files_and_headings() {
        let (folder, problems) = run(
            &[
                (
                    "a/one.html",
                    "<title>T</title><main><h1>First one</h1><p>See <a href='../b/two.html?x=1#When'>two</a>, <a href='#sec'>here</a>, <a href='#gone'>gone</a>, <a href='../../etc.html'>out</a>, <a href='https://x.example/two.html'>web</a>.</p><h2 id=sec>Our section</h2></main>",
                ),
                (
                    "b/two.html",
                    "<title>T</title><article><h1>Second</h1><h2 id=When>What &amp;<br>when</h2><p>Text that says something.</p></article>",
                ),
            ],
            &[],
        );
        assert_eq!(problems, [""; 0]);
        assert_eq!(folder.pages[0].path, "a/first-one.md");
        assert!(folder.pages[1].page.body.starts_with("## What & when\n"), "{}", folder.pages[1].page.body);
        assert_eq!(
            folder.pages[0].page.body,
            "See [two](../b/second.md#what--when), [here](#our-section), gone, [out](../../etc.html), [web](https://x.example/two.html).\n\n## Our section"
        );
    }

    #[test]
    fn images_are_copied_to_the_same_place_and_never_from_elsewhere() {
        let (folder, problems) = run(
            &[(
                "w/p.html",
                "<body><h1>P</h1><p>Words.</p><img src='img/a%20b.png?v=1' alt='x]y'><img src='../../secret.png'><img src='img/.hidden.png'><img src='gone.png'><a href='x.md'>m</a></body>",
            )],
            &["w/img/a b.png", "secret.png", "w/img/.hidden.png", "w/x.md"],
        );
        assert_eq!(folder.files, BTreeMap::from([("w/img/a b.png".to_owned(), "w/img/a b.png".to_owned())]));
        assert!(folder.pages[0].page.body.contains("![x y](img/a%20b.png)"), "{}", folder.pages[0].page.body);
        assert_eq!(problems, ["passed-over `w/img/.hidden.png` was not copied: its name cannot be kept"]);
    }

    #[test]
    fn a_page_that_is_very_deep_keeps_its_text() {
        let html = format!("<body><h1>Deep</h1>{}at the bottom", "<div><blockquote>".repeat(3_000));
        let (folder, problems) = run(&[("a.html", &html)], &[]);
        assert!(folder.pages[0].page.body.contains("at the bottom"));
        assert_eq!(problems.len(), 1, "{problems:?}");
    }

    #[test]
    fn a_page_that_is_very_deep_is_read_in_time() {
        let html = format!("<body><h1>Deep</h1>{}at the bottom", "<div>".repeat(40_000));
        let many = format!("<body><h1>Wide</h1>{}{}", "<div>".repeat(199), "<p>words</p>".repeat(40_000));
        let started = std::time::Instant::now();
        let (folder, problems) = run(&[("a.html", &html), ("b.html", &many)], &[]);
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
        assert!(folder.pages[0].page.body.contains("at the bottom"));
        assert!(folder.pages[1].page.body.contains("words"));
        assert_eq!(problems.len(), 2, "{problems:?}");
    }

    #[test]
    fn addresses_are_relative_to_the_page() {
        assert_eq!(relative("a.md", "b c.md"), "b%20c.md");
        assert_eq!(relative("x/y/a.md", "x/z/b.md"), "../z/b.md");
        assert_eq!(resolve("x/a.html", "../../b"), None);
        assert_eq!(resolve("x/a.html", "mailto:b"), None);
        assert_eq!(resolve("x/a.html", "./b//c").as_deref(), Some("x/b/c"));
    }
}
