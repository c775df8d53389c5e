//! What a document says nowhere in its front matter: title, date, id and service from
//! the first heading, the file name and the folder, in the order in which they are
//! to be trusted.

use super::provenance::{Found, Provenance};
use super::{Context, Fields, field, markdown, title};
use crate::date;
use crate::source::{Role, SourceFile};

/// Finds a title where front matter has none; gives the number of the heading that
/// the page's own title replaces.
pub(super) fn title_of(
    fields: &mut Fields,
    h1: Option<&(usize, markdown::Heading)>,
    file: &SourceFile,
    offset: usize,
    context: &Context,
) -> Option<usize> {
    let same = |a: &str, b: &str| field::fold(a) == field::fold(b);
    if let Some(title) = fields.title.as_ref().filter(|t| !title::is_unfilled(&t.value)) {
        return h1.filter(|(_, h)| same(&h.text, &title.value)).map(|(number, _)| *number);
    }
    let heading = h1.filter(|(_, h)| title::names_the_document(h));
    if let Some((number, heading)) = heading {
        fields.title = Some(Found {
            value: title::from_heading(heading),
            from: Provenance::Heading,
            span: heading.span.start + offset..heading.span.end + offset,
        });
        return Some(*number);
    }
    let value = title::from_path(&file.path, &context.id_pattern);
    fields.title = Some(Found { value, from: Provenance::FileName, span: 0..0 });
    None
}

/// Finds a date where front matter has none: when it started, the path, the first heading.
pub(super) fn date_of(fields: &mut Fields, h1: Option<&markdown::Heading>, file: &SourceFile, offset: usize) {
    if let Some(started) = &fields.started_at {
        // The day it began says more than the day it was written up.
        fields.date = Some(Found { value: started.value.clone(), from: started.from, span: started.span.clone() });
    }
    if fields.date.is_some() || file.role != Role::Incident {
        return;
    }
    let in_path = date::find_in_path(&file.path).map(|(value, in_name)| Found {
        value,
        from: if in_name { Provenance::FileName } else { Provenance::Folder },
        span: 0..0,
    });
    let in_heading = h1.and_then(|h| {
        let span = h.span.start + offset..h.span.end + offset;
        date::find(&h.text).map(|value| Found { value, from: Provenance::Heading, span })
    });
    // A day in the heading is better than a month in the path.
    fields.date = match (in_path, in_heading) {
        (Some(path), Some(heading)) if heading.value.precision > path.value.precision => Some(heading),
        (Some(path), _) => Some(path),
        (None, heading) => heading,
    };
}

/// Finds an id in the file name where front matter has none.
pub(super) fn id_of(fields: &mut Fields, file: &SourceFile, context: &Context) {
    if fields.id.is_some() || file.role != Role::Incident {
        return;
    }
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // Only at the front: further inside a name an id is of another incident.
    fields.id = context.id_pattern.find(stem).filter(|m| m.start() == 0).map(|m| Found {
        value: m.as_str().to_owned(),
        from: Provenance::FileName,
        span: 0..0,
    });
}

/// The folder as the service, where it can be one.
pub(super) fn service_of(path: &str) -> Vec<Found<String>> {
    let mut folders: Vec<&str> = path.split('/').collect();
    let name = folders.pop();
    // The folder of a page bundle is the document's own name.
    if name.is_some_and(|n| n.eq_ignore_ascii_case("index.md")) {
        folders.pop();
    }
    let generic = |f: &str| {
        let f = f.to_lowercase();
        f.chars().any(|c| c.is_ascii_digit())
            || f.starts_with('_')
            || [
                "incident", "post", "mortem", "issue", "report", "content", "docs", "archive", "site", "blog",
                "outage", "status", "article", "source", "rca", "retro", "review",
            ]
            .iter()
            .any(|g| f.contains(g))
    };
    match folders.as_slice() {
        [.., folder] if !generic(folder) => {
            vec![Found { value: (*folder).to_owned(), from: Provenance::Folder, span: 0..0 }]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_a_service_only_when_it_can_be_one() {
        let services = |path| service_of(path).into_iter().map(|s| s.value).collect::<Vec<_>>();
        assert_eq!(services("payments/2024-01-01-x.md"), ["payments"]);
        for path in ["incidents/x.md", "2023-07/x.md", "x.md", "mybinder-incident-reports/x.md", "_posts/x.md"] {
            assert_eq!(services(path), Vec::<String>::new(), "{path}");
        }
    }
}
