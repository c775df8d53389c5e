//! The pages of `docs/rules/`: each example that fires does, and each that does not does not.
//!
//! A fenced block with the words `markdown fires` or `markdown fine` after its marks is an
//! example of the rule that the page is about. It is a whole file where it begins with
//! front matter, else the text of a section "What happened". A block `toml` before the first
//! example is the `book.toml` of all of them. Rules that look at a library as a whole get one
//! with a page about the service `checkout`. Addresses of other sites are asked on paper: of
//! those with `gone` in them the server says 404, a host with `nowhere` in it does not exist,
//! one with `closed` in it refuses.

use candor::check::external::{Bounds, External, Fetch, Method, Reply};
use candor::check::{self, Baseline, Finding, Subject};
use candor::config::Overrides;
use candor::diagnostic::Code;
use candor::library::Selection;
use candor::site::Theme;
use candor::{Clock, Wanted};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// An example of a page.
struct Example {
    line: usize,
    fires: bool,
    text: String,
}

fn examples(page: &str) -> (String, Vec<Example>) {
    let (mut book, mut all) = (String::new(), Vec::new());
    let mut open: Option<(usize, &str, String)> = None;
    let mut mark = String::new();
    for (n, line) in page.lines().enumerate() {
        match &mut open {
            None => {
                let ticks = line.len() - line.trim_start_matches('`').len();
                if ticks >= 3 {
                    mark = "`".repeat(ticks);
                    open = Some((n + 1, line[ticks..].trim(), String::new()));
                }
            }
            Some((at, info, text)) if line.trim_end() == mark => {
                match *info {
                    "toml" if all.is_empty() => book.clone_from(text),
                    "markdown fires" => all.push(Example { line: *at, fires: true, text: std::mem::take(text) }),
                    "markdown fine" => all.push(Example { line: *at, fires: false, text: std::mem::take(text) }),
                    _ => {}
                }
                open = None;
            }
            Some((_, _, text)) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    (book, all)
}

/// Rules that look at a library as a whole.
const OF_LIBRARY: [Code; 2] = [Code::UnknownService, Code::NearDuplicateTag];

/// The only page about a service in the library of an example for such a rule.
const SERVICE: &str = "---\nname: checkout\naliases: [basket]\n---\n\nWhere orders are paid.\n";

/// What the names of a library with one incident and one service show.
fn names(text: &str) -> Vec<Finding> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = dir.path();
    for (path, text) in [("services/checkout.md", SERVICE), ("incidents/example.md", text)] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let (config, _) = candor::config::load(root, &Overrides::default(), std::iter::empty()).expect("a configuration");
    let theme = Theme::load(&config).expect("a theme");
    let today = jiff::civil::date(2026, 6, 1);
    let selection = Selection { audience: "internal".into(), drafts: false, future: false, today };
    let loaded = candor::load(&config, &selection, &theme, Clock { today, now: 0 });
    check::names::find(&loaded.library, &|_| true).into_iter().map(|(_, finding)| finding).collect()
}

/// What is found in the only incident of a library.
pub fn findings(book: &str, text: &str) -> Vec<Finding> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = dir.path();
    fs::create_dir_all(root.join("content/incidents")).expect("a folder");
    fs::write(root.join("book.toml"), book).expect("book.toml");
    fs::write(root.join("content/incidents/example.md"), text).expect("an incident");
    let (config, _) = candor::config::load(root, &Overrides::default(), std::iter::empty()).expect("a configuration");
    let theme = Theme::load(&config).expect("a theme");
    let all = candor::documents(&config, &theme);
    let documents = all.documents.iter().collect();
    let subject = Subject::new("content/incidents/example.md", text, documents, &all.context.words, &config);
    check::findings(&subject)
}

/// A network on paper.
struct Paper;

impl Fetch for Paper {
    fn fetch(&self, _: Method, url: &url::Url) -> Reply {
        let status = match url.as_str() {
            url if url.contains("nowhere") => return Reply::NoSuchHost,
            url if url.contains("gone") => 404,
            url if url.contains("closed") => 403,
            _ => 200,
        };
        Reply::Status { status, location: None, later: false }
    }
}

/// Whether a link of the only incident of a library is called dead. Beside it is one that is not.
fn has_dead_link(book: &str, text: &str) -> bool {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = dir.path();
    fs::create_dir_all(root.join("content/incidents")).expect("a folder");
    fs::write(root.join("book.toml"), book).expect("book.toml");
    fs::write(root.join("content/incidents/example.md"), text).expect("an incident");
    fs::write(root.join("content/incidents/other.md"), "# Other\n\nhttps://candor.dev/\n").expect("an incident");
    let (config, _) = candor::config::load(root, &Overrides::default(), std::iter::empty()).expect("a configuration");
    let theme = Theme::load(&config).expect("a theme");
    let clock = Clock { today: jiff::civil::date(2026, 6, 1), now: 0 };
    let bounds = Bounds { pause: std::time::Duration::ZERO, ..Bounds::default() };
    let external = External { fetch: &Paper, bounds, progress: &|_, _, _| {} };
    let wanted = Wanted { files: &|_| true, baseline: &Baseline::default(), external: Some(&external) };
    let checked = candor::check_library(&config, &theme, clock, candor::diagnostic::Diagnostics::new(), &wanted);
    checked.remarks.iter().any(|r| r.diagnostic.code == Code::DeadExternalLink)
}

/// The text of an example as a file.
fn file(text: &str) -> String {
    if text.starts_with("---\n") || text.starts_with("+++\n") {
        return text.to_owned();
    }
    format!("---\ntitle: Queue full\ndate: 2026-01-02\n---\n\n## What happened\n\n{text}")
}

#[test]
fn the_examples_of_each_rule_fire_and_do_not_as_its_page_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let pages: BTreeMap<String, String> = fs::read_dir(&folder)
        .expect("docs/rules")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .map(|p| {
            (p.file_stem().expect("a name").to_string_lossy().into_owned(), fs::read_to_string(p).expect("a page"))
        })
        .collect();
    let mut wrong = Vec::new();
    let mut seen = 0;
    let mut rules = 0;
    for (name, page) in &pages {
        let Some(code) = Code::ALL.iter().find(|c| c.as_str() == name) else { continue };
        rules += 1;
        let (book, all) = examples(page);
        assert!(all.iter().any(|e| e.fires) && all.iter().any(|e| !e.fires), "docs/rules/{name}.md lacks examples");
        for example in all {
            seen += 1;
            let text = file(&example.text);
            let has = |found: Vec<Finding>| found.iter().any(|f| f.code == *code);
            let fired = match code {
                Code::DeadExternalLink => has_dead_link(&book, &text),
                code if OF_LIBRARY.contains(code) => has(names(&text)),
                _ => has(findings(&book, &text)),
            };
            if fired != example.fires {
                let what = if fired { "fires" } else { "does not fire" };
                wrong.push(format!("docs/rules/{name}.md:{}: {what}: {}", example.line, example.text.trim_end()));
            }
        }
    }
    assert!(seen > 0 || rules == 0, "no example was seen");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
