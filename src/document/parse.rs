//! The text of a file becomes documents.

use super::dates::Dates;
use super::fields::{self, Fields};
use super::genre::{self, Genre};
use super::infer::{self, Inference};
use super::markdown::{self, Scene};
use super::{
    Context, Document, Parsed, Provenance, SectionName, Special, action, fallback, field, header, outline, section,
    special, title,
};
use crate::date::Order;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lines, Place, Severity};
use crate::fs::FsError;
use crate::source::{self, Role, SourceFile};
use crate::value::{self, Node, Syntax};
use std::collections::BTreeSet;
use std::ops::Range;

/// Understands the bytes of a file, or says why it has none.
pub(super) fn read(
    file: &SourceFile,
    bytes: Result<Vec<u8>, FsError>,
    context: &Context,
    order: Option<Order>,
) -> Parsed {
    let mut problems = Diagnostics::new();
    match bytes {
        Ok(bytes) => {
            let text = source::decode(file, bytes, &mut problems);
            let mut documents =
                if text.trim().is_empty() { Vec::new() } else { parse(file, &text, context, order, &mut problems) };
            (context.examine)(file, &text, &mut documents, &mut problems);
            Parsed { documents, problems }
        }
        Err(error) => {
            let message = format!("cannot be read: {}", error.source);
            let mut problem = Diagnostic::new(Code::Unreadable, message)
                .at(Place::file(&file.name))
                .help("mend the file or add it to `ignore` in book.toml");
            // A library that silently lacks an incident is worse than none.
            problem.severity = Severity::Error;
            problems.push(problem);
            Parsed { documents: Vec::new(), problems }
        }
    }
}

/// Understands the text of a file, which may hold several incidents. Slashed dates that
/// may be read in two ways are read in the order that other dates of the file show, else
/// in `order`, else in none.
pub fn parse(
    file: &SourceFile,
    text: &str,
    context: &Context,
    order: Option<Order>,
    problems: &mut Diagnostics,
) -> Vec<Document> {
    let mut dates = Dates::of(text, &file.path);
    let order = dates.order().or(order);
    let lines = Lines::of(text);
    let (node, offset, broken) = front_matter(file, text, problems);
    let mut table = fields::table(&file.name, text, &lines, &node, problems).in_order(order);
    let mut fields = fields::read(&mut table);
    let special = special::of(&mut table, file.role, &mut fields);
    // What could not be read may have said that this is not for everybody.
    let unread = broken && !fields.draft && withholds(&text[..offset], &fields);
    let (more, of_fields) = table.rest();
    fields.more = more;
    (dates.open_field, dates.ordered) = (of_fields.open_field, of_fields.ordered);
    if unread {
        fields.draft = true;
        problems.push(
            Diagnostic::new(Code::BadFrontMatter, "kept out as a draft: fields after the error say who may read it")
                .at(Place::file(&file.name))
                .help("mend the front matter; until then `--drafts` shows the page"),
        );
    }
    let whole = Whole { file, text, lines, head: offset, order, dates, context };
    let level = (file.role == Role::Incident)
        .then(|| context.split.iter().find(|s| s.files.is_match(&file.path)).map(|s| s.level))
        .flatten();
    let mut starts = level.map(|level| markdown::parse(&text[offset..]).headings_of(level)).unwrap_or_default();
    starts.retain(|(_, title)| SectionName::of(title, &context.words).is_none());
    if starts.is_empty() {
        return vec![whole.document(fields, special, offset..text.len(), 0, None, problems)];
    }
    let level = level.unwrap_or(1);
    let mut documents = Vec::new();
    let before = &text[offset..offset + starts[0].0];
    if markdown::says_something(before) {
        // What stands before the first incident is a page, so that nothing is lost.
        let page = SourceFile { role: Role::Page, ..file.clone() };
        let whole = Whole { file: &page, ..whole.clone() };
        documents.push(whole.document(
            fields.clone(),
            Special::default(),
            offset..offset + starts[0].0,
            0,
            None,
            problems,
        ));
    }
    // These are of the file as a whole.
    let shared = Fields {
        id: None,
        title: None,
        summary: None,
        date: None,
        started_at: None,
        detected_at: None,
        declared_at: None,
        mitigated_at: None,
        resolved_at: None,
        aliases: Vec::new(),
        ..fields
    };
    let mut taken = BTreeSet::new();
    for (at, (start, title)) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(text.len(), |(next, _)| offset + next);
        let slug = markdown::free(&markdown::slug(title), |slug| taken.contains(slug));
        taken.insert(slug.clone());
        let range = offset + start..end;
        documents.push(whole.document(shared.clone(), special.clone(), range, level - 1, Some(&slug), problems));
    }
    documents
}

/// A file whose front matter was read.
#[derive(Clone)]
struct Whole<'s> {
    file: &'s SourceFile,
    text: &'s str,
    lines: Lines,
    /// The byte at which the body begins.
    head: usize,
    order: Option<Order>,
    dates: Dates,
    context: &'s Context,
}

impl Whole<'_> {
    /// Understands the text of one document: all after the front matter, or a part of it
    /// whose title stands `lift` levels below the first.
    fn document(
        &self,
        mut fields: Fields,
        special: Special,
        range: Range<usize>,
        lift: u8,
        part: Option<&str>,
        problems: &mut Diagnostics,
    ) -> Document {
        let Self { file, text, lines, order, context, .. } = self;
        let offset = range.start;
        let is_incident = file.role == Role::Incident;
        let marked = markdown::without_marks(&text[range]);
        let parsed = markdown::parse(&marked.text);
        let h1 = parsed.first_heading(lift + 1, title::is_placeholder);
        let around = fallback::Scene { text, lines, offset, order: *order };
        let blocks = if is_incident { outline::outline(parsed.events(), offset, &marked.asides) } else { Vec::new() };
        // A first heading that is the name of a section is one, also where the title stands elsewhere.
        let names = |(_, h): &&(usize, markdown::Heading)| title::names_the_document(h, &context.words);
        let title_span = h1.as_ref().filter(names).map(|(_, h)| h.span.start + offset..h.span.end + offset);
        let parts = section::parts(&blocks, title_span.as_ref(), &context.words);
        let mut inference = Inference {
            file: &file.name,
            text,
            lines,
            order: *order,
            id_pattern: &context.id_pattern,
            factor_words: &context.factor_words,
            day: fallback::day_of_name(h1.as_ref().map(|(_, h)| h), file, *order),
            dates: self.dates.clone(),
            not_understood: Vec::new(),
            problems: &mut *problems,
            said_zone: false,
        };
        let mut label_lines = BTreeSet::new();
        if is_incident {
            let facts = header::facts(&parts, text, &context.words);
            label_lines.extend(facts.iter().map(|f| lines.line(f.span.start)));
            inference.take(&mut fields, &facts);
        }
        let drop = fallback::title_of(&mut fields, h1.as_ref(), file, &around, context);
        if let (Some(name), Some(title)) = (&special.name, &mut fields.title)
            && title.origin.from == Provenance::FileName
        {
            // What the page is about says more than the name of its file.
            title.value.clone_from(name);
        }
        let mut events = Vec::new();
        if is_incident {
            let h1 = h1.as_ref().map(|(_, h)| h);
            fallback::date_of(&mut fields, h1, file, &around, |path, other, origin| {
                inference.name_disagrees(path, other, origin);
            });
            events = inference.timeline(&mut fields, &parts);
            // A date that nobody can read is no reason to take another one.
            let is_open = inference.dates.open_field || !inference.dates.ambiguous.is_empty();
            let find = || infer::date_in_text(&parts, text, lines, *order).filter(|_| !is_open);
            fallback::date_of_events(&mut fields, &events, find);
            inference.factors(&mut fields, &parts);
            if fields.actions.is_empty() {
                fields.actions = action::of_sections(&parts, lines, *order);
            }
            inference.say_ambiguous(self.dates.order().is_none());
        }
        let Inference { dates, not_understood, .. } = inference;
        if part.is_none() {
            fallback::id_of(&mut fields, file, context);
        }
        if fields.services.is_empty() && is_incident {
            fields.services = fallback::service_of(&file.path);
        }
        let sections = section::named(&parts, lines);
        let scene = Scene {
            file: &file.name,
            text,
            offset,
            lines,
            id_pattern: &context.id_pattern,
            glossary: &context.glossary,
            labels: &context.labels,
            words: &context.words,
            lift,
            people: &people_of(&fields, lines),
            label_lines: &label_lines,
        };
        let body = parsed.render(drop, &scene, problems);
        let genre = (is_incident && !fields.has_kind).then(|| {
            let beginning = body.sections.iter().map(|s| s.text.as_str()).find(|t| !t.trim().is_empty());
            genre::of(&genre::Known { file, fields: &fields, events: &events, sections: &sections, beginning })
        });
        let role = role_of(file, &mut fields, genre, problems);
        check_times(&fields, &scene, problems);
        let mut head = text[..self.head].to_owned();
        head.shrink_to_fit();
        Document {
            path: part.map_or_else(|| file.path.clone(), |part| path_of_part(&file.path, part)),
            file: file.path.clone(),
            name: file.name.clone(),
            role,
            fields,
            special,
            timeline: events,
            sections,
            not_understood,
            dates,
            body,
            head,
        }
    }
}

/// Names of people that stand in the text, each with its line, in the order of lines: those
/// of labels, and the owners of follow-ups.
fn people_of(fields: &Fields, lines: &Lines) -> Vec<(usize, String)> {
    let named = fields.authors.iter().chain(&fields.participants);
    let in_text = named.filter(|p| p.origin.from != Provenance::FrontMatter).flat_map(|p| {
        // The names of a list stand in its lines, of which the place is the first to the last.
        let last = lines.line(p.origin.span.end.saturating_sub(1)).max(p.origin.line);
        (p.origin.line..=last).map(|line| (line, p.value.clone()))
    });
    let owners = fields.actions.iter().filter_map(|a| Some((a.owner_line, a.owner.clone()?)));
    let mut people: Vec<(usize, String)> = in_text.chain(owners).filter(|(_, name)| name.len() > 1).collect();
    people.sort();
    people
}

/// What a document is by what it says of itself, where its place makes it an incident.
fn role_of(file: &SourceFile, fields: &mut Fields, genre: Option<Genre>, problems: &mut Diagnostics) -> Role {
    match genre {
        None => file.role,
        Some(Genre::Incident(kind)) => {
            fields.kind = kind;
            file.role
        }
        Some(Genre::Other) => {
            problems.push(
                Diagnostic::new(Code::NotAnIncident, "nothing in it speaks of an incident; it is an ordinary page")
                    .at(Place::file(&file.name))
                    .help("`kind: incident` in its front matter makes it one"),
            );
            Role::Page
        }
    }
}

/// The path of an incident of several in one file, as if it had a file of its own.
fn path_of_part(path: &str, part: &str) -> String {
    let (stem, ending) = path.rsplit_once('.').filter(|(_, e)| !e.contains('/')).unwrap_or((path, "md"));
    format!("{stem}-{part}.{ending}")
}

/// Whether front matter that does not parse has a line about drafts or readers that
/// was not understood.
fn withholds(head: &str, fields: &Fields) -> bool {
    head.lines().any(|line| {
        let (key, value) = line.split_once([':', '=']).unwrap_or((line, ""));
        let value = value.trim().trim_matches(['"', '\'']).to_lowercase();
        match field::fold(key).as_str() {
            "draft" => value != "false",
            "audience" | "visibility" => fields.audience.is_empty(),
            _ => false,
        }
    })
}

/// Reads the front matter; gives its fields, where the body begins, and whether some
/// of it could not be read.
fn front_matter(file: &SourceFile, text: &str, problems: &mut Diagnostics) -> (Node, usize, bool) {
    let Some(found) = source::split(text) else { return (Node::empty(), 0, false) };
    let mut say = |code, message: String, span: Range<usize>, help: &str| {
        problems.push(Diagnostic::new(code, message).at(Place::span(&file.name, text, span)).help(help));
    };
    if found.unclosed {
        let start = text[..found.fields.start].trim_end().len();
        let mark = start.saturating_sub(3)..start;
        say(
            Code::UnclosedFrontMatter,
            "front matter that is never closed".into(),
            mark.clone(),
            &format!("add a line `{}` after the last field", &text[mark]),
        );
    }
    let (node, errors) = value::parse(found.syntax, &text[found.fields.clone()], found.fields.start);
    let broken = !errors.is_empty() || found.unclosed;
    for error in errors.into_iter().take(1) {
        say(
            Code::BadFrontMatter,
            format!("front matter is not {}: {}", found.syntax.as_str(), error.message),
            error.span,
            match found.syntax {
                Syntax::Yaml => {
                    "the page appears with what could be read; a text with `: `, ` #` or a leading `[`, `{`, `*`, `@` needs quotes"
                }
                Syntax::Toml => {
                    "the page appears with what could be read; a text needs quotes, and a list that is opened must be closed"
                }
                Syntax::Json => "the page appears with what could be read; mend the JSON",
            },
        );
    }
    let node = if node.entries().is_some() { node } else { Node::empty() };
    (node, found.body, broken)
}

/// Reports times that cannot follow each other.
fn check_times(f: &Fields, scene: &Scene<'_>, problems: &mut Diagnostics) {
    let Some(start) = f.started_at.as_ref().or(f.date.as_ref()) else { return };
    let Some(end) = &f.resolved_at else { return };
    if end.value.is_surely_before(&start.value) {
        problems.push(
            Diagnostic::new(
                Code::EndBeforeStart,
                format!("resolved at {}, before it started at {}", end.value, start.value),
            )
            .at(Place::in_lines(scene.file, scene.text, scene.lines, end.origin.span.clone()))
            .help("mend one of the two; no duration is shown until then"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Glossary, Labels};
    use regex::Regex;
    use std::sync::Arc;

    fn labels() -> Labels {
        Labels {
            anchor: "Link to".into(),
            footnote_back: "Back".into(),
            table: "Table".into(),
            task: "Open".into(),
            task_done: "Done".into(),
            alerts: ["Note", "Tip", "Important", "Warning", "Caution"].map(str::to_owned),
            unresolved: "Not in this library".into(),
            remote_image: "Image:".into(),
        }
    }

    fn document(path: &str, text: &str) -> (Document, Diagnostics) {
        let file = SourceFile {
            path: path.into(),
            name: path.into(),
            disk: path.into(),
            role: Role::Incident,
            size: 0,
            modified: 0,
        };
        let context = Context {
            id_pattern: Regex::new(crate::config::DEFAULT_ID_PATTERN).unwrap(),
            glossary: Glossary::default(),
            labels: labels(),
            words: Arc::default(),
            split: Vec::new(),
            factor_words: Arc::default(),
            examine: Arc::new(|_, _, _, _| {}),
        };
        let mut problems = Diagnostics::new();
        let document = parse(&file, text, &context, None, &mut problems).remove(0);
        (document, problems)
    }

    #[test]
    fn fields_of_any_notation_become_the_same_document() {
        let yaml = "---\ntitle: A\ndate: 2024-03-09\naffectedsystems: [web, db]\nsev: high\n---\nText of it.\n";
        let toml = "+++\ntitle = 'A'\ndate = 2024-03-09\n[extra]\nsev = 'high'\n[taxonomies]\nservices = ['web', 'db']\n+++\nText of it.\n";
        let json = "{\"title\": \"A\", \"date\": \"2024-03-09\", \"services\": \"web, db\", \"severity\": \"high\"}\nText of it.\n";
        for text in [yaml, toml, json] {
            let (d, problems) = document("a.md", text);
            assert!(problems.is_empty(), "{problems:?}");
            assert_eq!(d.title(), "A");
            assert_eq!(d.fields.date.as_ref().unwrap().value.iso(), "2024-03-09");
            let services: Vec<_> = d.fields.services.iter().map(|s| s.value.as_str()).collect();
            assert_eq!(services, ["web", "db"]);
            assert_eq!(d.fields.severity.as_ref().unwrap().value, "high");
            assert_eq!(d.body.html, "<p>Text of it.</p>\n");
        }
    }

    #[test]
    fn broken_front_matter_costs_a_warning_and_never_the_page() {
        let (d, problems) = document("2024-03-09-x.md", "---\ntitle: [unclosed\ndate: x\n---\n# Real title\nBody\n");
        assert_eq!(d.title(), "Real title");
        assert_eq!(problems.iter().next().unwrap().code, Code::BadFrontMatter);
        assert!(d.body.html.contains("Body"));
    }

    #[test]
    fn a_draft_whose_front_matter_does_not_parse_stays_a_draft() {
        for (head, draft) in [
            ("title: A\ndate: [\ndraft: true\n", true),
            ("title: A\ndate: [\naudience: board\n", true),
            ("title: A\ndate: [\ndraft: false\n", false),
            ("title: A\ndate: [\n", false),
        ] {
            let (d, _) = document("a.md", &format!("---\n{head}---\nBody\n"));
            assert_eq!(d.fields.draft, draft, "{head}");
        }
    }

    #[test]
    fn title_date_and_id_come_from_heading_and_file_name() {
        let (d, _) = document("PM2022-006 - Kafka down.md", "# May 30th, 2019 Kafka is down\n\nText\n");
        assert_eq!(d.title(), "May 30th, 2019 Kafka is down");
        assert_eq!(d.fields.title.as_ref().unwrap().origin.from, Provenance::Heading);
        assert_eq!(d.fields.date.as_ref().unwrap().value.iso(), "2019-05-30");
        assert_eq!(d.fields.id.as_ref().unwrap().value, "PM2022-006");
        assert!(!d.body.html.contains("<h1"), "the page shows the title itself");
        let (d, _) = document("2023-07/04-25-Slug.md", "# ISSUE NAME\n\n## Summary\n\nText that says it.\n");
        assert_eq!(d.title(), "Slug");
        assert_eq!(d.body.abstract_text.as_deref(), Some("Text that says it."));
    }

    #[test]
    fn several_h1_become_sections_below_the_title() {
        let (d, _) = document("a.md", "---\ntitle: T\n---\n# One\n\n## Two\n\n# Three\n");
        let levels: Vec<_> = d.body.headings.iter().map(|h| h.level).collect();
        assert_eq!(levels, [2, 3, 2]);
    }

    #[test]
    fn an_end_before_the_start_is_said() {
        let (_, problems) = document(
            "a.md",
            "---\ntitle: T\ndate: 2023-12-06T9:15:00-00:00\nresolvedWhen: 2023-12-05T11:15:00-00:00\n---\nx\n",
        );
        assert_eq!(problems.iter().next().unwrap().code, Code::EndBeforeStart);
    }
}
