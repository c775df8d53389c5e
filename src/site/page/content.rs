//! Pages that the author writes, and the one about the library where there is none.

use super::Page;
use super::incident::toc;
use crate::site::body;
use crate::site::data::{data, list};
use crate::site::view::View;
use crate::source::Role;

/// The page about the library.
const ABOUT: &str = "pages/about/index.html";

pub(super) fn plan(view: &View<'_>) -> Vec<Page> {
    let library = view.library;
    // A second text about a service or factor has no place on its page; it is not lost.
    let is_orphan = |at: &usize| {
        matches!(library.documents[*at].role, Role::Service | Role::Factor) && view.url_of(*at).starts_with("pages/")
    };
    let orphans = (0..library.documents.len()).filter(is_orphan);
    let own = library.pages.iter().filter(|page| !page.is_home()).map(|page| page.document);
    let mut pages: Vec<Page> = own
        .chain(orphans)
        .map(|at| {
            let document = &library.documents[at];
            let mut page = Page::new(view.url_of(at), "page", "page.html", document.title(), move |view, context| {
                let document = &view.library.documents[at];
                context.insert_value(
                    "content",
                    data! {
                        "title" => document.title(),
                        "body" => body::html(view, at, view.url_of(at)),
                        "toc" => toc(&document.body.headings),
                        "edit_url" => view.edit_url(document),
                        "changed" => view.changed(document),
                    },
                );
            })
            .section("about")
            .describe(document.fields.summary().map(str::to_owned));
            page.lang = document.fields.lang.as_ref().map(|l| l.value.clone());
            page
        })
        .collect();
    if !pages.iter().any(|p| p.url == ABOUT) {
        let title = view.strings.get("title_about").to_owned();
        pages.push(
            Page::new(ABOUT, "page", "page.html", title.clone(), move |view, context| {
                let body = format!("<p>{}</p>", view.strings.get("about_text"));
                let none = None::<String>;
                context.insert_value(
                    "content",
                    data! { "title" => title.as_str(), "body" => body, "toc" => list([]), "edit_url" => none.clone(), "changed" => none },
                );
            })
            .section("about"),
        );
    }
    pages
}
