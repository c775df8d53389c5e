//! Addresses, as paths from the root of the site, and the way back to the root.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What must be escaped in a path: everything that ends it or means something in it.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\'')
    .add(b'&')
    .add(b':');

/// The page of all alerts.
pub(super) const ALERTS: &str = "alerts/index.html";

/// The place of an alert on the page of all alerts.
pub(super) fn alert(id: &str) -> String {
    format!("{ALERTS}#{id}")
}

/// The page of what keeps coming back.
pub(super) const CLUSTERS: &str = "clusters/index.html";

/// The place of a group on one of the pages of what keeps coming back.
pub(super) fn cluster(page: usize, slug: &str) -> String {
    format!("{}#{slug}", numbered(CLUSTERS, page))
}

/// The page of a service.
pub(super) fn service(slug: &str) -> String {
    format!("services/{slug}/index.html")
}

/// The page of a factor.
pub(super) fn factor(id: &str) -> String {
    format!("factors/{id}/index.html")
}

/// The page of a tag.
pub(super) fn tag(slug: &str) -> String {
    format!("tags/{slug}/index.html")
}

/// The page of a severity.
pub(super) fn severity(slug: &str) -> String {
    format!("severities/{slug}/index.html")
}

/// The page of a year.
pub(super) fn year(year: Option<i16>) -> String {
    year.map_or_else(|| "years/undated/index.html".to_owned(), |y| format!("years/{y}/index.html"))
}

/// The page of a kind.
pub(super) fn kind(id: &str) -> String {
    format!("kinds/{id}/index.html")
}

/// The page of a reading path.
pub(super) fn path(slug: &str) -> String {
    format!("paths/{slug}/index.html")
}

/// Page `number` (from one) of a list that begins at `first`.
pub(super) fn numbered(first: &str, number: usize) -> String {
    if number == 1 {
        return first.to_owned();
    }
    let folder = first.strip_suffix("index.html").unwrap_or(first);
    format!("{folder}page/{number}/index.html")
}

/// The feed beside a page.
pub(super) fn feed(page: &str) -> String {
    let folder = page.strip_suffix("index.html").unwrap_or(page);
    format!("{folder}feed.xml")
}

/// The way from a page to the root of the site: `../` for each folder.
pub(super) fn root(url: &str) -> String {
    "../".repeat(url.matches('/').count())
}

/// A path as it stands in a link.
pub(super) fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// The absolute address of a page.
pub(super) fn absolute(base: &str, url: &str) -> String {
    let shown = url.strip_suffix("index.html").unwrap_or(url);
    format!("{base}{}", encode(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_finds_the_root() {
        assert_eq!(root("index.html"), "");
        assert_eq!(root(&service("dns")), "../../");
        assert_eq!(root(&numbered("incidents/index.html", 3)), "../../../");
        assert_eq!(numbered("incidents/index.html", 3), "incidents/page/3/index.html");
    }

    #[test]
    fn an_address_is_whole_and_escaped() {
        assert_eq!(absolute("https://x.example/kb/", "incidents/a/index.html"), "https://x.example/kb/incidents/a/");
        assert_eq!(encode("a b#c.png"), "a%20b%23c.png");
    }
}
