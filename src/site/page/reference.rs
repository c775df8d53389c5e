//! Pages to look things up: tags, severities, glossary.

use super::Page;
use crate::document::markdown::slug;
use crate::site::data::{data, list, texts};
use crate::site::url;
use crate::site::view::View;
use tera::Value;

pub(super) fn plan(view: &View<'_>) -> Vec<Page> {
    let text = |key: &str| view.strings.get(key).to_owned();
    let mut pages = vec![
        Page::new(
            "severities/index.html",
            "severities",
            "severities.html",
            text("title_severities"),
            |view, context| {
                context.insert_value("severities", severities(view));
                let other = view.other_severities.iter().map(|o| {
                    data! { "raw" => o.raw.as_str(), "count" => o.incidents.len(), "url" => o.url.as_str() }
                });
                context.insert_value("other", list(other));
            },
        )
        .section("severities"),
    ];
    if !view.library.tags.is_empty() {
        pages.push(
            Page::new("tags/index.html", "tags", "tags.html", text("title_tags"), |view, context| {
                let tags = view.library.tags.iter().map(|t| {
                    data! { "name" => t.name.name.as_str(), "url" => url::tag(&t.name.slug), "count" => t.incidents.len() }
                });
                context.insert_value("tags", list(tags));
            })
            .section("tags"),
        );
    }
    if !view.library.glossary.is_empty() {
        pages.push(
            Page::new("glossary/index.html", "glossary", "glossary.html", text("title_glossary"), |view, context| {
                let terms = view.library.glossary.terms().into_iter().map(|t| {
                    data! {
                        "id" => t.id.as_str(), "term" => t.term.as_str(),
                        "definition" => t.definition.as_str(), "also" => texts(&t.aliases),
                    }
                });
                context.insert_value("terms", list(terms));
            })
            .section("glossary"),
        );
    }
    pages
}

fn severities(view: &View<'_>) -> Value {
    list(view.config.severities.levels().iter().enumerate().map(|(level, on_scale)| {
        let count = view.library.incidents.iter().filter(|i| i.level == Some(level)).count();
        data! {
            "id" => on_scale.id.as_str(),
            "name" => on_scale.name.as_str(),
            "raw" => on_scale.name.as_str(),
            "level" => level + 1,
            "description" => on_scale.description.as_str(),
            "also" => texts(&on_scale.aliases),
            "count" => count,
            "url" => (count > 0).then(|| url::severity(&slug(&on_scale.id))),
        }
    }))
}
