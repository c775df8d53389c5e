//! Pages at old addresses that lead to the new ones.

use super::Page;
use crate::site::view::View;
use crate::source::Role;
use std::collections::HashSet;

/// Redirects that documents ask for with `aliases`, and those whose address a page or
/// another redirect has, with the document that asks.
pub(in crate::site) fn plan(view: &View<'_>, pages: &[Page]) -> (Vec<Page>, Vec<(String, usize)>) {
    let mut taken: HashSet<String> = pages.iter().map(|p| p.url.to_lowercase()).collect();
    let mut redirects = Vec::new();
    let mut refused = Vec::new();
    for (at, document) in view.library.documents.iter().enumerate() {
        // On a page about a service, aliases are other names of it.
        if matches!(document.role, Role::Service | Role::Factor) {
            continue;
        }
        for alias in &document.fields.aliases {
            let Some(address) = address(alias).filter(|a| taken.insert(a.to_lowercase())) else {
                refused.push((alias.clone(), at));
                continue;
            };
            let (target, title) = (view.url_of(at).to_owned(), document.title().to_owned());
            let canonical = target.clone();
            let mut page = Page::new(address, "redirect", "redirect.html", title.clone(), move |_, context| {
                context.insert("target", &target);
                context.insert("target_title", &title);
            });
            page.canonical = canonical;
            redirects.push(page);
        }
    }
    (redirects, refused)
}

/// An alias as the path of a file; none when it leaves the site or is no page.
fn address(alias: &str) -> Option<String> {
    let path = alias.trim().trim_start_matches('/');
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
    let unsafe_part = |p: &&str| *p == ".." || p.starts_with('.') || p.contains(['\\', ':', '?', '#', '\0']);
    if parts.is_empty() || parts.iter().any(unsafe_part) {
        return None;
    }
    // A part that is a file elsewhere in the site, or may be, cannot be a folder.
    let is_data =
        |p: &&str| [".html", ".htm", ".xml", ".json", ".js", ".css"].iter().any(|e| p.to_lowercase().ends_with(e));
    let (last, folders) = parts.split_last()?;
    if folders.iter().any(is_data) || (is_data(last) && !last.ends_with(".html") && !last.ends_with(".htm")) {
        return None;
    }
    let path = parts.join("/");
    let is_file = path.ends_with(".html") || path.ends_with(".htm");
    Some(if is_file { path } else { format!("{path}/index.html") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_a_file_inside_the_site() {
        assert_eq!(address("/old/path/").as_deref(), Some("old/path/index.html"));
        assert_eq!(address("old.html").as_deref(), Some("old.html"));
        for bad in ["../up", "/", "", "a/../../b", ".hidden", "c:\\x", "a?b", "feed.xml", "incidents.json", "a.html/b"]
        {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
