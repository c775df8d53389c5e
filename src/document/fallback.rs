//! What a document says neither in its front matter nor under a label: title, date, id
//! and service from the first heading, the file name, the folder and the timeline, in the
//! order in which they are to be trusted.

use super::provenance::{Found, Origin, Provenance, Sure};
use super::timeline::Event;
use super::{Context, Fields, field, markdown, title};
use crate::date::{self, Moment, Order, Precision};
use crate::diagnostic::Lines;
use crate::source::{Role, SourceFile};

/// The text around what is looked for.
pub(super) struct Scene<'s> {
    /// The whole text of the file.
    pub text: &'s str,
    /// Where its lines end.
    pub lines: &'s Lines,
    /// The byte at which the body begins.
    pub offset: usize,
    /// Which of day and month stands first.
    pub order: Option<Order>,
}

/// Finds a title where front matter has none; gives the number of the heading that
/// the page's own title replaces.
pub(super) fn title_of(
    fields: &mut Fields,
    h1: Option<&(usize, markdown::Heading)>,
    file: &SourceFile,
    scene: &Scene<'_>,
    context: &Context,
) -> Option<usize> {
    let same = |a: &str, b: &str| field::fold(a) == field::fold(b);
    let stated = fields.title.as_ref().filter(|t| !title::is_unfilled(&t.value));
    let heading = h1.filter(|(_, h)| title::names_the_document(h, &context.words));
    let from_label = stated.is_some_and(|t| t.origin.from != Provenance::FrontMatter);
    if let Some(title) = stated.filter(|_| !from_label || heading.is_none()) {
        return h1.filter(|(_, h)| same(&h.text, &title.value)).map(|(number, _)| *number);
    }
    if let Some((number, heading)) = heading {
        let span = heading.span.start + scene.offset..heading.span.end + scene.offset;
        let line = scene.lines.line(span.start);
        fields.title = Some(Found::stated(title::from_heading(heading), Provenance::Heading, span, line));
        return Some(*number);
    }
    let value = title::from_path(&file.path, &context.id_pattern);
    fields.title = Some(Found { value, origin: Origin::name(Provenance::FileName) });
    None
}

/// The day that the file name gives, else the first heading: for times of day that give none.
pub(super) fn day_of_name(h1: Option<&markdown::Heading>, file: &SourceFile, order: Option<Order>) -> Option<Moment> {
    let is_day = |m: &Moment| m.precision == Precision::Day;
    let in_path = date::find_in_path(&file.path).map(|(day, _)| day).filter(is_day);
    in_path.or_else(|| date::find(&h1?.text, order).map(|(day, _)| day).filter(is_day))
}

/// Finds a date where neither front matter nor a label has one: the path, the first heading.
///
/// `say` is told when the path gives another day than the heading or a label.
pub(super) fn date_of(
    fields: &mut Fields,
    h1: Option<&markdown::Heading>,
    file: &SourceFile,
    scene: &Scene<'_>,
    mut say: impl FnMut(&Moment, &Moment, &Origin),
) {
    let in_path = date::find_in_path(&file.path).map(|(value, in_name)| Found {
        value,
        origin: Origin::name(if in_name { Provenance::FileName } else { Provenance::Folder }),
    });
    let in_heading = h1.and_then(|h| {
        let (value, at) = date::find(&h.text, scene.order)?;
        let whole = h.span.start + scene.offset..h.span.end + scene.offset;
        let within = scene.text.get(whole.clone()).unwrap_or_default();
        let span = match within.find(&h.text[at.clone()]) {
            Some(start) => whole.start + start..whole.start + start + at.len(),
            None => whole,
        };
        let line = scene.lines.line(span.start);
        Some(Found::stated(value, Provenance::Heading, span, line))
    });
    if let (Some(path), Some(heading)) = (&in_path, &in_heading)
        && path.value.precision == Precision::Day
        && heading.value.precision == Precision::Day
        && path.value != heading.value
    {
        say(&path.value, &heading.value, &heading.origin);
    }
    if let Some(date) = &fields.date {
        let by_label = matches!(date.origin.from, Provenance::Label | Provenance::Table);
        if let Some(path) = in_path.filter(|p| by_label && p.value.precision == Precision::Day)
            && (path.value.is_surely_before(&date.value.date_only())
                || date.value.date_only().is_surely_before(&path.value))
        {
            say(&path.value, &date.value, &date.origin);
        }
        return;
    }
    // A day in the heading is better than a month in the path.
    fields.date = match (in_path, in_heading) {
        (Some(path), Some(heading)) if heading.value.precision > path.value.precision => Some(heading),
        (Some(path), _) => Some(path),
        (None, heading) => heading,
    };
}

/// Makes the date the day it began, where that is known better, and finds one in the
/// timeline or the text where nothing else has any.
pub(super) fn date_of_events(fields: &mut Fields, events: &[Event], find: impl FnOnce() -> Option<Found<Moment>>) {
    // A month that its author states is not made a day; that of a folder may be.
    let of_name = |d: &Found<Moment>| matches!(d.origin.from, Provenance::FileName | Provenance::Folder);
    let is_coarse = fields.date.as_ref().is_none_or(|d| d.value.precision < Precision::Day && of_name(d));
    let fits = |moment: &Moment| {
        fields.date.as_ref().is_none_or(|d| !d.value.is_surely_before(moment) && !moment.is_surely_before(&d.value))
    };
    if let Some(started) = &fields.started_at {
        let from_front = started.origin.from == Provenance::FrontMatter;
        let stated = started.origin.from != Provenance::Timeline
            && fields.date.as_ref().is_none_or(|d| d.origin.from != Provenance::FrontMatter);
        // The day it began says more than the day it was written up.
        if from_front || stated || (is_coarse && fits(&started.value)) || same_day(fields.date.as_ref(), &started.value)
        {
            fields.date = Some(started.clone());
            return;
        }
    }
    if !is_coarse {
        return;
    }
    let of_event = |e: &Event| {
        let moment = e.at.as_ref()?.moment()?.date_only();
        let origin = Origin { from: Provenance::Timeline, sure: Sure::Likely, span: e.span.clone(), line: e.line };
        (moment.precision == Precision::Day).then_some(Found { value: moment, origin })
    };
    let detected = fields.detected_at.clone();
    let event = detected.or_else(|| events.iter().find_map(of_event)).filter(|f| fits(&f.value));
    if let Some(event) = event {
        fields.date = Some(event.with(event.value.clone()));
        return;
    }
    if fields.date.is_none() {
        fields.date = find();
    }
}

fn same_day(date: Option<&Found<Moment>>, moment: &Moment) -> bool {
    date.is_some_and(|d| {
        d.value.precision == Precision::Day && d.value.civil.date() == moment.civil.date() && moment.has_time()
    })
}

/// Finds an id in the file name where front matter has none.
pub(super) fn id_of(fields: &mut Fields, file: &SourceFile, context: &Context) {
    if fields.id.is_some() || file.role != Role::Incident {
        return;
    }
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let stem = crate::source::stem(name);
    // Only at the front: further inside a name an id is of another incident.
    fields.id = context
        .id_pattern
        .find(stem)
        .filter(|m| m.start() == 0)
        .map(|m| Found { value: m.as_str().to_owned(), origin: Origin::name(Provenance::FileName) });
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
            let origin = Origin { sure: Sure::Weak, ..Origin::name(Provenance::Folder) };
            vec![Found { value: (*folder).to_owned(), origin }]
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
