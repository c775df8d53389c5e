//! Pages at old addresses that lead to the new ones.

use super::Page;
use crate::site::view::View;
use crate::source::Role;
use std::collections::HashSet;

/// Redirects that documents ask for with `aliases`, and those whose address a page or
/// another redirect has, with the document that asks.
///
/// `files` are all other files of the site.
pub(in crate::site) fn plan<'p>(
    view: &View<'_>,
    files: impl Iterator<Item = &'p str>,
) -> (Vec<Page>, Vec<(String, usize)>) {
    let mut taken = Taken::default();
    for file in files {
        taken.claim(file);
    }
    let mut redirects = Vec::new();
    let mut refused = Vec::new();
    for (at, document) in view.library.documents.iter().enumerate() {
        // On a page about a service, aliases are other names of it.
        if matches!(document.role, Role::Service | Role::Factor) {
            continue;
        }
        for alias in &document.fields.aliases {
            let Some(address) = address(alias).filter(|a| taken.claim(a)) else {
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

/// Addresses that are in use, as files and as the folders above them. Case does not tell
/// two of them apart, since it does not tell files apart everywhere.
#[derive(Default)]
struct Taken {
    files: HashSet<String>,
    folders: HashSet<String>,
}

impl Taken {
    /// Takes an address; false when a file has it, it is a folder, or a file stands where
    /// one of its folders would be.
    fn claim(&mut self, path: &str) -> bool {
        let path = path.to_lowercase();
        let folders: Vec<String> = path.match_indices('/').map(|(at, _)| path[..at].to_owned()).collect();
        if self.folders.contains(&path) || folders.iter().any(|f| self.files.contains(f)) || self.files.contains(&path)
        {
            return false;
        }
        self.folders.extend(folders);
        self.files.insert(path)
    }
}

/// The longest part of an address, in bytes; file systems take 255.
const LONGEST_PART: usize = 200;

/// An alias as the path of a file; none when it leaves the site or is no page.
fn address(alias: &str) -> Option<String> {
    let path = alias.trim().trim_start_matches('/');
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
    let unsafe_part = |p: &&str| {
        *p == ".." || p.starts_with('.') || p.contains(['\\', ':', '?', '#', '\0']) || p.len() > LONGEST_PART
    };
    if parts.is_empty() || parts.iter().any(unsafe_part) {
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
    fn an_address_is_never_a_file_and_a_folder() {
        let mut taken = Taken::default();
        assert!(taken.claim("feed.xml") && taken.claim("a/index.html"));
        for bad in ["feed.xml", "Feed.xml/index.html", "a", "A/Index.html"] {
            assert!(!taken.claim(bad), "{bad}");
        }
        assert!(taken.claim("a/b/index.html"));
    }

    #[test]
    fn an_alias_is_a_file_inside_the_site() {
        assert_eq!(address("/old/path/").as_deref(), Some("old/path/index.html"));
        assert_eq!(address("old.html").as_deref(), Some("old.html"));
        for bad in ["../up", "/", "", "a/../../b", ".hidden", "c:\\x", "a?b"] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
