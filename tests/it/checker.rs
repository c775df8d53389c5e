//! Walks a built site and reports what is broken: links, anchors, ids, counts, and
//! everything that would run inline or load from another host.

use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

/// What one page says.
#[derive(Default)]
struct Facts {
    ids: HashSet<String>,
    /// Where it leads: what, the address as written.
    links: Vec<(String, String)>,
    total: Option<usize>,
    rows: Vec<String>,
    /// Numbers in links, with the address that each opens.
    counts: Vec<(usize, String)>,
    redirect: bool,
}

/// Everything that is wrong with the site in a folder.
pub fn check(site: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let (files, pages) = read(site, &mut found);
    for (url, page) in &pages {
        for (what, target) in &page.links {
            if let Err(why) = resolve(url, target, &files, &pages) {
                found.push(format!("{url}: {what} `{target}` {why}"));
            }
        }
        check_total(url, page, &pages, &mut found);
        for (number, target) in &page.counts {
            let opened = resolve(url, target, &files, &pages).ok().and_then(|to| pages[&to].total);
            if opened != Some(*number) {
                found.push(format!("{url}: {number} leads to `{target}`, which counts {opened:?}"));
            }
        }
    }
    found.sort();
    found
}

/// Pages that no chain of links from the first page leads to.
pub fn orphans(site: &Path) -> Vec<String> {
    let (files, pages) = read(site, &mut Vec::new());
    let mut seen = BTreeSet::from(["index.html".to_owned()]);
    let mut open = vec!["index.html".to_owned()];
    while let Some(url) = open.pop() {
        for (_, target) in &pages[&url].links {
            if let Ok(to) = resolve(&url, target, &files, &pages)
                && pages.contains_key(&to)
                && seen.insert(to.clone())
            {
                open.push(to);
            }
        }
    }
    let shown = |(url, page): (&String, &Facts)| {
        (!seen.contains(url) && !page.redirect && url != "404.html").then(|| url.clone())
    };
    pages.iter().filter_map(shown).collect()
}

fn read(site: &Path, found: &mut Vec<String>) -> (BTreeSet<String>, BTreeMap<String, Facts>) {
    let mut files = BTreeSet::new();
    let mut pages = BTreeMap::new();
    for (path, bytes) in crate::case::tree(site) {
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            pages.insert(path.clone(), look(&path, &text, found));
        }
        if path.ends_with(".css") && (text.contains("url(http") || text.contains("url(//") || text.contains("@import"))
        {
            found.push(format!("{path}: a style sheet that loads something"));
        }
        files.insert(path);
    }
    (files, pages)
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

/// Reads a page, and reports what needs no other page to be wrong.
fn look(url: &str, html: &str, found: &mut Vec<String>) -> Facts {
    let document = Html::parse_document(html);
    let mut facts = Facts::default();
    let mut policy = None;
    for element in document.root_element().descendants().filter_map(ElementRef::wrap) {
        let value = element.value();
        let name = value.name();
        for (attribute, content) in value.attrs() {
            if attribute.starts_with("on") || attribute == "style" {
                found.push(format!("{url}: <{name} {attribute}> stands inline"));
            }
            if content.trim_start().to_lowercase().starts_with("javascript:") {
                found.push(format!("{url}: <{name} {attribute}> runs a script"));
            }
        }
        if let Some(id) = value.id()
            && !facts.ids.insert(id.to_owned())
        {
            found.push(format!("{url}: the id `{id}` stands twice"));
        }
        match name {
            "script" if value.attr("src").is_none() => found.push(format!("{url}: an inline script")),
            "style" => found.push(format!("{url}: an inline style")),
            "iframe" | "object" | "embed" | "base" | "audio" | "video" => found.push(format!("{url}: a <{name}>")),
            "meta" if value.attr("http-equiv") == Some("Content-Security-Policy") => {
                policy = value.attr("content").map(str::to_owned);
            }
            "meta" if value.attr("http-equiv") == Some("refresh") => {
                let target = value.attr("content").and_then(|c| c.split_once("url=")).map_or("", |(_, t)| t);
                facts.redirect = true;
                facts.links.push(("a redirect".into(), target.into()));
            }
            _ => {}
        }
        for attribute in ["src", "href", "action", "data-search", "data-page", "poster", "srcset", "xlink:href"] {
            let Some(target) = value.attr(attribute) else { continue };
            let loads = !matches!((name, attribute), ("a", "href")) && value.attr("rel") != Some("canonical");
            if is_elsewhere(target) {
                if loads {
                    found.push(format!("{url}: <{name}> loads `{target}` from another host"));
                }
                continue;
            }
            if loads && has_scheme(target) {
                found.push(format!("{url}: <{name}> loads `{target}`"));
                continue;
            }
            facts.links.push((format!("<{name} {attribute}>"), target.to_owned()));
        }
    }
    check_policy(url, policy.as_deref(), found);
    // Shown at any address, this one page may begin at the root of the host.
    if url == "404.html" {
        let base =
            facts.links.iter().find_map(|(_, l)| Some(l.split_once("assets/")?.0.to_owned())).unwrap_or_default();
        for (_, link) in &mut facts.links {
            *link = link.strip_prefix(&base).unwrap_or(link).to_owned();
        }
    }
    counts(url, &document, &mut facts, found);
    facts
}

fn check_policy(url: &str, policy: Option<&str>, found: &mut Vec<String>) {
    let Some(policy) = policy else {
        found.push(format!("{url}: there is no Content-Security-Policy"));
        return;
    };
    for part in [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
    ] {
        if !policy.split(';').any(|p| p.trim() == part) {
            found.push(format!("{url}: the policy lacks `{part}`"));
        }
    }
    for weak in ["unsafe", "*", "http", "data:"] {
        if policy.contains(weak) {
            found.push(format!("{url}: the policy allows `{weak}`"));
        }
    }
}

/// Reads rows, totals and the numbers beside links.
fn counts(url: &str, document: &Html, facts: &mut Facts, found: &mut Vec<String>) {
    let number = |text: &str| -> Option<usize> {
        let digits: String =
            text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let text = |e: &ElementRef<'_>| e.text().collect::<String>();
    let totals: Vec<_> =
        document.select(&selector("[data-total]")).filter_map(|e| e.value().attr("data-total")).collect();
    if totals.len() > 1 {
        found.push(format!("{url}: {} totals on one page", totals.len()));
    }
    facts.total = totals.first().and_then(|t| t.parse().ok());
    facts.rows = document
        .select(&selector("[data-incident]"))
        .filter_map(|e| e.value().attr("data-incident"))
        .map(str::to_owned)
        .collect();
    for link in document.select(&selector("a.count, .years a")) {
        let is_year = link.value().attr("class").is_none_or(|c| !c.split(' ').any(|c| c == "count"));
        let shown = if is_year {
            link.select(&selector(".n")).next().and_then(|n| number(&text(&n)))
        } else {
            number(&text(&link))
        };
        match (shown, link.value().attr("href")) {
            (Some(shown), Some(target)) => facts.counts.push((shown, target.to_owned())),
            (None, _) if is_year => {}
            _ => found.push(format!("{url}: a count without a number or an address")),
        }
    }
    for entry in document.select(&selector(".entries > .entry")) {
        let steps = entry.select(&selector(".entry-n")).next().map(|n| text(&n)).filter(|t| t.contains("step"));
        let target = entry.select(&selector(".entry-name a")).next().and_then(|a| a.value().attr("href"));
        if let (Some(steps), Some(target)) = (steps.and_then(|t| number(&t)), target) {
            facts.counts.push((steps, target.to_owned()));
        }
    }
    for together in document.select(&selector(".together details")) {
        let shown = together.select(&selector("summary .together-n")).next().and_then(|n| number(&text(&n)));
        let listed = together.select(&selector(".lines > li")).count();
        if shown != Some(listed) {
            found.push(format!("{url}: {shown:?} occur together and {listed} are listed"));
        }
    }
    if let (Some(total), Some(said)) = (facts.total, document.select(&selector(".head .total")).next())
        && number(&text(&said)) != Some(total)
    {
        found.push(format!("{url}: says `{}` over a list of {total}", text(&said)));
    }
}

/// The total of a list is the number of rows on all its pages.
fn check_total(url: &str, page: &Facts, pages: &BTreeMap<String, Facts>, found: &mut Vec<String>) {
    let Some(total) = page.total else {
        if !page.rows.is_empty() {
            found.push(format!("{url}: rows without a total"));
        }
        return;
    };
    let folder = match url.split_once("page/") {
        Some((folder, _)) => folder,
        None => url.strip_suffix("index.html").unwrap_or(url),
    };
    let more = format!("{folder}page/");
    let all: Vec<&Facts> = pages
        .get(&format!("{folder}index.html"))
        .into_iter()
        .chain(pages.range(more.clone()..).take_while(|(u, _)| u.starts_with(&more)).map(|(_, p)| p))
        .collect();
    let rows: Vec<&String> = all.iter().flat_map(|p| &p.rows).collect();
    if rows.len() != total {
        found.push(format!("{url}: counts {total} and lists {}", rows.len()));
    }
    let is_path = url.starts_with("paths/");
    let mut seen: HashMap<&String, usize> = HashMap::new();
    for row in rows {
        *seen.entry(row).or_default() += 1;
    }
    if let Some((twice, _)) = seen.iter().find(|(_, n)| **n > 1 && !is_path) {
        found.push(format!("{url}: lists `{twice}` twice"));
    }
}

fn is_elsewhere(target: &str) -> bool {
    let lower = target.trim().to_lowercase();
    lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//")
}

fn has_scheme(target: &str) -> bool {
    target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// The file that a relative address names, or why it names none.
fn resolve(
    from: &str,
    target: &str,
    files: &BTreeSet<String>,
    pages: &BTreeMap<String, Facts>,
) -> Result<String, &'static str> {
    if target.starts_with("mailto:") || target.starts_with("tel:") {
        return Ok(from.to_owned());
    }
    if has_scheme(target) {
        return Err("has a scheme of its own");
    }
    if target.starts_with('/') {
        return Err("begins at the root of the host");
    }
    let (path, fragment) = target.split_once('#').map_or((target, None), |(p, f)| (p, Some(f)));
    let path = path.split('?').next().unwrap_or(path);
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let wanted = if path.is_empty() {
        if fragment.is_none_or(str::is_empty) {
            return Err("is empty");
        }
        from.to_owned()
    } else {
        let mut parts: Vec<&str> =
            from.rsplit_once('/').map_or("", |(f, _)| f).split('/').filter(|p| !p.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "." => {}
                ".." => {
                    parts.pop().ok_or("leaves the site")?;
                }
                part => parts.push(part),
            }
        }
        decode(&parts.join("/"))
    };
    if !files.contains(&wanted) {
        return Err("is not there");
    }
    if let Some(fragment) = fragment.filter(|f| !f.is_empty())
        && !pages.get(&wanted).is_some_and(|p| p.ids.contains(fragment) || p.ids.contains(&decode(fragment)))
    {
        return Err("has no such anchor");
    }
    Ok(wanted)
}

/// The checker itself: a site with one of each fault, so that a clean report means something.
#[cfg(test)]
mod tests {
    use super::check;

    const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'\">";

    fn findings(body: &str) -> Vec<String> {
        let site = tempfile::tempdir().expect("a folder");
        let page = |body: &str| format!("<!doctype html><html><head>{POLICY}</head><body>{body}</body></html>");
        std::fs::write(site.path().join("index.html"), page(body)).expect("a page");
        std::fs::create_dir(site.path().join("a")).expect("a folder");
        std::fs::write(
            site.path().join("a/index.html"),
            page("<h2 id=x>x</h2><ol data-total=1><li data-incident=i></ol>"),
        )
        .expect("a page");
        check(site.path())
    }

    #[test]
    fn the_checker_finds_each_kind_of_fault() {
        for (body, fault) in [
            ("<a href='b/index.html'>x</a>", "is not there"),
            ("<a href='a/'>x</a>", "is not there"),
            ("<a href='/a/index.html'>x</a>", "begins at the root"),
            ("<a href='../a/index.html'>x</a>", "leaves the site"),
            ("<a href='a/index.html#y'>x</a>", "no such anchor"),
            ("<a href='#y'>x</a>", "no such anchor"),
            ("<a href=''>x</a>", "is empty"),
            ("<p id=a><p id=a>", "stands twice"),
            ("<img src='https://x.example/y.png'>", "another host"),
            ("<img src='//x.example/y.png'>", "another host"),
            ("<img src='data:image/png;base64,x'>", "loads"),
            ("<link rel=stylesheet href='http://x.example/y.css'>", "another host"),
            ("<iframe src='a/index.html'></iframe>", "<iframe>"),
            ("<script>1</script>", "inline script"),
            ("<style>p{}</style>", "inline style"),
            ("<p style='color:red'>", "stands inline"),
            ("<p onclick='x()'>", "stands inline"),
            ("<a href='javascript:x()'>x</a>", "runs a script"),
            ("<meta http-equiv=refresh content='0; url=b.html'>", "is not there"),
            ("<ol data-total=2><li data-incident=i></ol>", "counts 2 and lists 1"),
            ("<ol data-total=2><li data-incident=i><li data-incident=i></ol>", "twice"),
            ("<li data-incident=i>", "without a total"),
            ("<a class=count href='a/index.html'>2 incidents</a>", "which counts Some(1)"),
            ("<ul class=years><li><a href='a/index.html'>2024 <span class=n>7</span></a></ul>", "which counts Some(1)"),
            (
                "<div class=together><details><summary><span class=together-n>2 incidents</span></summary></details></div>",
                "are listed",
            ),
        ] {
            let found = findings(body);
            assert!(found.iter().any(|f| f.contains(fault)), "{body}: {found:#?}");
        }
    }

    #[test]
    fn the_checker_is_silent_about_a_sound_page() {
        let fine = "<a href='a/index.html#x'>x</a><a href='https://x.example/'>x</a><a href='mailto:a@b.c'>x</a>\
            <a class=count href='a/index.html'>1 incident</a><script src='a/index.html'></script><p id=y><a href='#y'>y</a>";
        assert_eq!(findings(fine), Vec::<String>::new());
    }
}
