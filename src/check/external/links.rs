//! Which addresses of other sites a file links to: those of its text, and those of the fields
//! that a page shows as links.

use super::super::privacy;
use crate::document::Document;
use crate::document::markdown::addresses;
use std::ops::Range;

/// A link of a file to another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address as it is written.
    pub url: String,
    /// Its bytes in the file; none where it is written there in another way.
    pub span: Option<Range<usize>>,
    /// Whether a part of it is a secret, so that it is neither asked nor kept.
    pub is_secret: bool,
}

/// The links of a file to other sites, in the order of its text.
pub fn links(text: &str, documents: &[&Document]) -> Vec<Link> {
    let body = crate::source::split(text).map_or(0, |f| f.body);
    let secrets = privacy::secrets(text);
    let is_in = |span: &Range<usize>| secrets.iter().any(|s| s.span.start < span.end && span.start < s.span.end);
    let link = |url: String, span: Option<Range<usize>>| {
        // What a reference leads to stands elsewhere.
        let is_secret = span.as_ref().is_some_and(is_in) || !privacy::secrets(&url).is_empty();
        Link { url, span, is_secret }
    };
    let mut all: Vec<Link> = Vec::new();
    for url in fields(documents) {
        let span = text[..body].find(url).map(|at| at..at + url.len());
        if all.iter().all(|l| l.url != url) {
            all.push(link(url.to_owned(), span));
        }
    }
    all.extend(addresses(&text[body..]).into_iter().map(|a| link(a.url, Some(a.span.start + body..a.span.end + body))));
    // A follow-up of the text has its link there.
    let in_text: Vec<String> = all.iter().filter(|l| l.span.is_some()).map(|l| l.url.clone()).collect();
    all.retain(|l| l.span.is_some() || !in_text.contains(&l.url));
    all.sort_by_key(|l| l.span.as_ref().map_or(0, |s| s.start));
    all
}

/// The addresses of fields that a page shows as links.
fn fields<'a>(documents: &[&'a Document]) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    for fields in documents.iter().map(|d| &d.fields) {
        for source in &fields.sources {
            all.push(&source.url);
            all.extend(source.archive_url.as_deref());
        }
        all.extend(fields.actions.iter().filter_map(|a| a.link.as_deref()));
    }
    all.retain(|url| url.starts_with("https://") || url.starts_with("http://"));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(text: &str) -> Vec<(String, bool)> {
        links(text, &[]).into_iter().map(|l| (l.url, l.is_secret)).collect()
    }

    #[test]
    fn places_are_those_of_the_whole_file() {
        let text = "---\ntitle: A\n---\n\nSee [x](https://a.example/).\n";
        let found = links(text, &[]);
        assert_eq!(&text[found[0].span.clone().expect("a place")], "[x](https://a.example/)");
    }

    #[test]
    fn an_address_that_holds_a_secret_is_known() {
        let token = format!("ghp_{}", "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5");
        let text = format!("[x](https://a.example/?t={token}) and [y](https://a.example/)\n");
        let found = urls(&text);
        assert!(found.iter().any(|(u, secret)| *secret && u.contains("ghp_")), "{found:?}");
        assert!(found.contains(&("https://a.example/".to_owned(), false)));
    }
}
