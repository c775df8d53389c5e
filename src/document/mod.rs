//! Stage 2: one file becomes a [`Document`]: typed fields with their provenance, and
//! a rendered body whose links into the library are still open.
//!
//! Reading never fails: what cannot be understood is a diagnostic, and the page
//! still appears.

mod cache;
mod fallback;
pub(crate) mod field;
pub mod fields;
mod glossary;
pub mod markdown;
mod provenance;
mod step;
mod table;
mod title;

pub use cache::Cache;
pub use fields::{Fields, Kind};
pub use glossary::{Glossary, Term};
pub use markdown::{Body, Labels};
pub use provenance::{Found, Provenance};
pub use step::Step;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lines, Place, Severity};
use crate::fs::FsError;
use crate::source::{self, Role, SourceFile};
use crate::value::{self, Node, Syntax};
use markdown::Scene;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// One Markdown file, understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Path from the content folder.
    pub path: String,
    /// Path from the library's root, as diagnostics name it.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// Its fields. The title is always there.
    pub fields: Fields,
    /// Fields that only reading paths, services, factors and pages have.
    pub special: Special,
    /// Its text.
    pub body: Body,
    /// The file up to the body, to show places in front matter.
    pub head: String,
}

/// Fields that only some roles have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    /// The service or factor that the page is about, or the name of a page.
    pub name: Option<String>,
    /// Steps of a reading path.
    pub steps: Vec<Step>,
    /// For whom a reading path is.
    pub audience_note: Option<String>,
    /// What its reader can do afterwards.
    pub goal: Option<String>,
    /// Definition of a factor.
    pub definition: Option<String>,
    /// The question that a factor asks.
    pub ask: Option<String>,
    /// Whether a page stands in the menu.
    pub menu: bool,
}

/// What the reading of every document needs to know.
///
/// Each thread takes a clone: a regular expression that several threads use at once
/// has them wait for each other.
#[derive(Clone)]
pub struct Context {
    /// What an incident id looks like.
    pub id_pattern: Regex,
    /// Terms that are explained where they first stand.
    pub glossary: Glossary,
    /// Words of the interface that stand in rendered text.
    pub labels: Labels,
}

impl Document {
    /// A place in the front matter.
    pub fn place(&self, span: &Range<usize>) -> Place {
        if span.is_empty() || span.start >= self.head.len() {
            return Place::file(&self.name);
        }
        Place::span(&self.name, &self.head, span.clone())
    }

    /// The title.
    pub fn title(&self) -> &str {
        self.fields.title.as_ref().map_or("", |t| t.value.as_str())
    }
}

/// A document with the problems that its reading found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed {
    /// The document; none for an empty file.
    pub document: Option<Document>,
    /// What was wrong with it.
    pub problems: Diagnostics,
}

/// Understands the bytes of a file, or says why it has none.
fn read(file: &SourceFile, bytes: Result<Vec<u8>, FsError>, context: &Context) -> Parsed {
    let mut problems = Diagnostics::new();
    match bytes {
        Ok(bytes) => {
            let text = source::decode(file, bytes, &mut problems);
            let document = (!text.trim().is_empty()).then(|| parse(file, &text, context, &mut problems));
            Parsed { document, problems }
        }
        Err(error) => {
            let message = format!("cannot be read: {}", error.source);
            let mut problem = Diagnostic::new(Code::Unreadable, message)
                .at(Place::file(&file.name))
                .help("mend the file or add it to `ignore` in book.toml");
            // A library that silently lacks an incident is worse than none.
            problem.severity = Severity::Error;
            problems.push(problem);
            Parsed { document: None, problems }
        }
    }
}

/// Understands the text of a file.
pub fn parse(file: &SourceFile, text: &str, context: &Context, problems: &mut Diagnostics) -> Document {
    let (node, offset, broken) = front_matter(file, text, problems);
    let mut table = fields::table(&file.name, text, &node, problems);
    let mut fields = fields::read(&mut table);
    let special = special(&mut table, file.role, &mut fields);
    // What could not be read may have said that this is not for everybody.
    let unread = broken && !fields.draft && withholds(&text[..offset], &fields);
    fields.more = table.rest();
    if unread {
        fields.draft = true;
        problems.push(
            Diagnostic::new(Code::BadFrontMatter, "kept out as a draft: fields after the error say who may read it")
                .at(Place::file(&file.name))
                .help("mend the front matter; until then `--drafts` shows the page"),
        );
    }
    let body_text = &text[offset..];
    let parsed = markdown::parse(body_text);
    let h1 = parsed.first_h1();
    let drop = fallback::title_of(&mut fields, h1.as_ref(), file, offset, context);
    if let (Some(name), Some(title)) = (&special.name, &mut fields.title)
        && title.from == Provenance::FileName
    {
        // What the page is about says more than the name of its file.
        title.value.clone_from(name);
    }
    fallback::date_of(&mut fields, h1.as_ref().map(|(_, h)| h), file, offset);
    fallback::id_of(&mut fields, file, context);
    if fields.services.is_empty() && file.role == Role::Incident {
        fields.services = fallback::service_of(&file.path);
    }
    let scene = Scene {
        file: &file.name,
        text,
        offset,
        lines: Lines::of(text),
        id_pattern: &context.id_pattern,
        glossary: &context.glossary,
        labels: &context.labels,
    };
    let body = parsed.render(drop, &scene, problems);
    let mut document = Document {
        path: file.path.clone(),
        name: file.name.clone(),
        role: file.role,
        fields,
        special,
        body,
        head: text[..offset].to_owned(),
    };
    check_times(&document, problems);
    document.head.shrink_to_fit();
    document
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

/// Takes the fields that only one role has.
fn special(table: &mut table::Table<'_>, role: Role, fields: &mut Fields) -> Special {
    let mut special = Special::default();
    match role {
        Role::Incident => return special,
        Role::Path => {
            special.steps = step::read(table);
            special.audience_note = table.text("for").map(|f| f.value);
            special.goal = table.text("goal").map(|f| f.value);
        }
        Role::Service => special.name = table.text("name").map(|f| f.value),
        Role::Factor => {
            special.name =
                table.text("name").map(|f| f.value).or_else(|| fields.factors.first().map(|f| f.name.clone()));
            special.definition = table.text("definition").map(|f| f.value);
            special.ask = table.text("ask").map(|f| f.value);
        }
        Role::Page => special.menu = table.flag("menu"),
    }
    special
}

/// Reports times that cannot follow each other.
fn check_times(document: &Document, problems: &mut Diagnostics) {
    let f = &document.fields;
    let Some(start) = f.started_at.as_ref().or(f.date.as_ref()) else { return };
    let Some(end) = &f.resolved_at else { return };
    if end.value.is_surely_before(&start.value) {
        problems.push(
            Diagnostic::new(
                Code::EndBeforeStart,
                format!("resolved at {}, before it started at {}", end.value, start.value),
            )
            .at(document.place(&end.span))
            .help("mend one of the two; no duration is shown until then"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn labels() -> Labels {
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
        };
        let mut problems = Diagnostics::new();
        let document = parse(&file, text, &context, &mut problems);
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
        assert_eq!(d.fields.title.as_ref().unwrap().from, Provenance::Heading);
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
