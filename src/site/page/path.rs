//! Reading paths.

use super::Page;
use crate::library::ReadingPath;
use crate::site::body;
use crate::site::data::{data, list, texts};
use crate::site::url;
use crate::site::view::{View, minutes};
use tera::Value;

pub(super) fn plan(view: &View<'_>) -> Vec<Page> {
    if view.library.paths.is_empty() {
        return Vec::new();
    }
    let title = view.strings.get("title_paths").to_owned();
    let mut pages = vec![
        Page::new("paths/index.html", "paths", "paths.html", title.clone(), |view, context| {
            context.insert_value("paths", list(view.library.paths.iter().map(|p| row(view, p))));
        })
        .section("paths"),
    ];
    for (at, path) in view.library.paths.iter().enumerate() {
        let document = &view.library.documents[path.document];
        let mut page = Page::new(url::path(&path.slug), "path", "path.html", document.title(), move |view, context| {
            context.insert_value("path", value(view, &view.library.paths[at]));
        })
        .section("paths")
        .describe(document.fields.summary().map(str::to_owned));
        page.crumbs = vec![(title.clone(), "paths/index.html".into())];
        page.lang = document.fields.lang.as_ref().map(|l| l.value.clone());
        pages.push(page);
    }
    pages
}

/// Minutes to read every incident of a path.
fn reading_time(view: &View<'_>, path: &ReadingPath) -> usize {
    minutes(path.stops.iter().map(|s| view.library.document_of(s.incident).body.words).sum())
}

fn row(view: &View<'_>, path: &ReadingPath) -> Value {
    let document = &view.library.documents[path.document];
    data! {
        "title" => document.title(),
        "url" => url::path(&path.slug),
        "description" => document.fields.summary().map(str::to_owned),
        "for" => document.special.audience_note.clone(),
        "goal" => document.special.goal.clone(),
        "steps" => path.stops.len(),
        "minutes" => reading_time(view, path),
    }
}

fn value(view: &View<'_>, path: &ReadingPath) -> Value {
    let document = &view.library.documents[path.document];
    let page = url::path(&path.slug);
    let body = body::html(view, path.document, &page);
    let steps = path.stops.iter().enumerate().map(|(number, stop)| {
        let step = &document.special.steps[stop.step];
        data! {
            "number" => number + 1,
            "incident" => view.card(stop.incident),
            "minutes" => minutes(view.library.document_of(stop.incident).body.words),
            "why" => step.why.clone(),
            "question" => step.question.clone(),
            "discuss" => texts(&step.discuss),
        }
    });
    data! {
        "title" => document.title(),
        "url" => page,
        "description" => document.fields.summary().map(str::to_owned),
        "for" => document.special.audience_note.clone(),
        "goal" => document.special.goal.clone(),
        "minutes" => reading_time(view, path),
        "body" => Some(body).filter(|b| !b.trim().is_empty()),
        "review_by" => document.fields.review_by.as_ref().map(|d| view.date(&d.value)),
        "overdue" => path.overdue,
        "steps" => list(steps),
    }
}
