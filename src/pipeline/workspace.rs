//! A library that is open in an editor: read once, and asked about one text at a time as it
//! is written.
//!
//! What is said of a text is what `candor check` would say of the file if it were saved now.

use super::check::{of_rules, overdue, ran};
use super::{Clock, Documents};
use crate::check::{self, Baseline, Remark, Review, Standing, Subject, Terms};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lines};
use crate::document::{self, Context, Document, Glossary, Words};
use crate::library::{self, Input, Library, Selection, Target, Vocabulary};
use crate::site::{Theme, ThemeError};
use crate::source::{self, Source, SourceFile};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A library that is open in an editor.
pub struct Workspace {
    /// Its settings.
    pub config: Config,
    /// What its files on the disk say, without their texts.
    pub library: Library,
    /// Factors and their definitions.
    pub vocabulary: Vocabulary,
    /// Problems of what is no document: the configuration, the vocabulary, a folder.
    pub elsewhere: Vec<Diagnostic>,
    source: Source,
    context: Context,
    baseline: Baseline,
    /// The documents without their texts, to be linked with one that is being written.
    thin: Vec<Document>,
    clock: Clock,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To a document, by the path of its file from the content folder.
    Document {
        /// The path of the file.
        file: String,
        /// The path of the document, which is another one where a file holds several.
        path: String,
        /// The anchor in it.
        anchor: Option<String>,
    },
    /// To a service, by its name.
    Service(String),
    /// To a factor, by its id.
    Factor(String),
    /// To a file beside the documents, by its path from the content folder.
    Attachment(String),
}

/// A link of a text that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Its bytes.
    pub span: Range<usize>,
    /// Where it leads.
    pub to: Goal,
}

/// What a text says and what is said of it.
#[derive(Debug, Default)]
pub struct Text {
    /// What counts, in the order of the text. No secret is in it.
    pub remarks: Vec<Remark>,
    /// Its links that lead somewhere.
    pub leads: Vec<Lead>,
}

impl Workspace {
    /// Reads a library; `warnings` are those of its configuration.
    ///
    /// # Errors
    /// When the theme cannot be read, which has the words of the interface.
    pub fn read(config: Config, warnings: Diagnostics, clock: Clock) -> Result<Self, ThemeError> {
        let theme = Theme::load(&config)?;
        let Documents { documents, source, context, vocabulary, problems } = super::documents(&config, &theme);
        let mut problems: Vec<Diagnostic> = problems.into_iter().chain(warnings).collect();
        let baseline = super::baseline(&config).unwrap_or_else(|problem| {
            problems.push(*problem);
            Baseline::default()
        });
        let names: BTreeSet<&str> = source.files.iter().map(|f| f.name.as_str()).collect();
        problems.retain(|p| p.place.as_ref().is_none_or(|place| !names.contains(place.file.as_str())));
        let terms = Terms { config: &config.check, baseline: &baseline, ran: &ran };
        let elsewhere = check::elsewhere(problems, &terms).into_iter().filter(counts).map(|r| r.diagnostic).collect();
        let thin: Vec<Document> = documents.into_iter().map(thin).collect();
        let (library, _) = link(&config, thin.clone(), &source, &vocabulary, clock);
        Ok(Self { config, library, vocabulary, elsewhere, source, context, baseline, thin, clock })
    }

    /// The library after some files have changed, been made or removed on the disk; none where
    /// it must be read anew, because one of them is more than a document.
    pub fn after(&self, paths: &[PathBuf]) -> Option<Self> {
        let (mut source, mut all) = (self.source.clone(), self.thin.clone());
        for path in paths {
            let Ok(Some(file)) = self.file(path) else { return None };
            // Whether an `index.md` is a document depends on the files beside it.
            if file.path.to_lowercase().ends_with("index.md") {
                return None;
            }
            all.retain(|d| d.file != file.path);
            source.files.retain(|f| f.path != file.path);
            if file.disk.is_file() {
                let bytes = crate::fs::read(&file.disk).ok()?;
                let text = source::decode(&file, bytes, &mut Diagnostics::new());
                let (documents, _) = self.documents(&file, &text);
                let at = all.partition_point(|d| d.file < file.path);
                all.splice(at..at, documents.into_iter().map(thin));
                let at = source.files.partition_point(|f| f.path < file.path);
                source.files.insert(at, file);
            }
        }
        let (library, _) = link(&self.config, all.clone(), &source, &self.vocabulary, self.clock);
        Some(Self {
            config: self.config.clone(),
            library,
            vocabulary: self.vocabulary.clone(),
            elsewhere: self.elsewhere.clone(),
            source,
            context: self.context.clone(),
            baseline: self.baseline.clone(),
            thin: all,
            clock: self.clock,
        })
    }

    /// What a file on the disk is to this library: a document of it, which need not be saved
    /// yet; none where it is in the library and makes no document.
    ///
    /// # Errors
    /// When it is not in the content folder.
    pub fn file(&self, path: &Path) -> Result<Option<SourceFile>, NotInLibrary> {
        let content = real(&self.config.content).ok_or(NotInLibrary)?;
        let path = real(path).ok_or(NotInLibrary)?;
        let relative = path.strip_prefix(&content).map_err(|_| NotInLibrary)?;
        let relative = crate::fs::slashed(relative);
        if let Some(file) = self.source.files.iter().find(|f| f.path == relative) {
            return Ok(Some(file.clone()));
        }
        let passed_over = self.source.passed_over.iter().any(|(path, _)| *path == relative);
        Ok(if passed_over { None } else { source::document_at(&relative, &self.config) })
    }

    /// What a text says that is to be that of a file, and what is said of it.
    pub fn text(&self, file: &SourceFile, text: &str) -> Text {
        let (documents, problems) = self.documents(file, text);
        let words: &Words = &self.context.words;
        let mut review = Review::of(&Subject::new(&file.name, text, documents.iter().collect(), words, &self.config));
        let mut problems: Vec<Diagnostic> = problems.into_iter().collect();
        problems.extend(overdue(&documents, self.clock.today));
        let paths: Vec<String> = documents.iter().map(|d| d.path.clone()).collect();
        let mut all: Vec<Document> = self.thin.iter().filter(|d| d.file != file.path).cloned().collect();
        let at = all.partition_point(|d| d.file < file.path);
        all.splice(at..at, documents);
        let (library, found) = link(&self.config, all, &self.source, &self.vocabulary, self.clock);
        for (_, finding) in check::names::find(&library, &|document| document.name == file.name) {
            review.add(finding);
        }
        let of_file = |p: &Diagnostic| p.place.as_ref().is_some_and(|place| place.file == file.name);
        problems.extend(found.into_iter().filter(of_file));
        problems.retain(|problem| !of_rules(problem));
        let terms = Terms { config: &self.config.check, baseline: &self.baseline, ran: &ran };
        let remarks = check::once(review.finish(problems, &terms)).into_iter().filter(counts).collect();
        Text { remarks, leads: leads(&library, &paths, text) }
    }

    /// The documents of a text, with the problems of its reading.
    fn documents(&self, file: &SourceFile, text: &str) -> (Vec<Document>, Diagnostics) {
        let mut problems = Diagnostics::new();
        // Whoever begins a file knows that it is empty.
        if text.trim().is_empty() {
            return (Vec::new(), problems);
        }
        let mut documents = document::parse(file, text, &self.context, None, &mut problems);
        if documents.iter().any(|d| d.dates.open_field || !d.dates.ambiguous.is_empty())
            && let Some(order) = self.order_beside(file)
        {
            problems = Diagnostics::new();
            documents = document::parse(file, text, &self.context, Some(order), &mut problems);
        }
        (documents, problems)
    }

    /// The number of the incident that an id, a title, a path or the name of a file means.
    pub fn incident(&self, name: &str) -> Option<usize> {
        let name = name.trim().trim_matches(['[', ']']).to_lowercase();
        let all = || self.library.incidents.iter().enumerate();
        let document = |at: usize| self.library.document_of(at);
        let by_id = all().find(|(_, i)| i.id.to_lowercase() == name);
        let by_title = || all().find(|(at, _)| document(*at).title().to_lowercase() == name);
        let by_file = || {
            let stem = |path: &str| source::stem(path.rsplit('/').next().unwrap_or(path)).to_lowercase();
            all().find(|(at, _)| document(*at).path.to_lowercase() == name || stem(&document(*at).path) == name)
        };
        by_id.or_else(by_title).or_else(by_file).map(|(at, _)| at)
    }

    /// The order of dates that files beside one show.
    fn order_beside(&self, file: &SourceFile) -> Option<crate::date::Order> {
        let others = self.thin.iter().filter(|d| d.file != file.path);
        document::order_beside(&file.path, &others.map(|d| (d.file.as_str(), &d.dates)))
    }
}

/// A file that is in no library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotInLibrary;

/// What is said of a text that belongs to no library: its language, with the default settings.
pub fn outside(name: &str, text: &str) -> Text {
    let config = crate::config::defaults();
    let review = Review::of(&Subject::new(name, text, Vec::new(), &Words::default(), &config));
    let terms = Terms { config: &config.check, baseline: &Baseline::default(), ran: &is_of_language };
    let said = |remark: &Remark| counts(remark) && is_of_language(remark.diagnostic.code);
    let remarks = check::once(review.finish(Vec::new(), &terms)).into_iter().filter(said).collect();
    Text { remarks, leads: Vec::new() }
}

/// Whether a rule looks at how a text speaks of people.
fn is_of_language(code: Code) -> bool {
    use Code::{
        CouldHave, Counterfactual, HumanError, JudgedPerson, Minimiser, MoreCare, NamedDoer, PersonFailed, RootCause,
    };
    matches!(
        code,
        JudgedPerson
            | HumanError
            | PersonFailed
            | Counterfactual
            | NamedDoer
            | CouldHave
            | RootCause
            | Minimiser
            | MoreCare
    )
}

/// Whether a remark is neither allowed nor known.
fn counts(remark: &Remark) -> bool {
    remark.standing == Standing::New
}

/// A path with links resolved; the file itself need not be there yet.
fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?)))
}

/// A document with what others can name of it, and without its text.
fn thin(mut document: Document) -> Document {
    document.timeline = Vec::new();
    document.sections = Vec::new();
    document.not_understood = Vec::new();
    document.fields.actions = Vec::new();
    document.body.html = String::new();
    document.body.slots = Vec::new();
    document.body.links = Vec::new();
    document.body.sections = Vec::new();
    document
}

fn link(
    config: &Config,
    documents: Vec<Document>,
    source: &Source,
    vocabulary: &Vocabulary,
    clock: Clock,
) -> (Library, Diagnostics) {
    let selection = Selection { audience: config.audience.clone(), drafts: true, future: true, today: clock.today };
    library::load(Input {
        documents,
        attachments: source.attachments.clone(),
        refused: source.refused.clone(),
        changed: BTreeMap::new(),
        vocabulary: vocabulary.clone(),
        glossary: Glossary::default(),
        scale: &config.severities,
        selection: &selection,
    })
}

/// Where the links of a text lead; `paths` are those of its documents.
fn leads(library: &Library, paths: &[String], text: &str) -> Vec<Lead> {
    let lines = Lines::of(text);
    let mut leads = Vec::new();
    for (document, targets) in library.documents.iter().zip(&library.targets) {
        if !paths.contains(&document.path) {
            continue;
        }
        for (link, target) in document.body.links.iter().zip(targets) {
            let to = match target {
                Target::Document(at, anchor) => {
                    let to = &library.documents[*at];
                    Goal::Document { file: to.file.clone(), path: to.path.clone(), anchor: anchor.clone() }
                }
                Target::Service(at) => Goal::Service(library.services[*at].name.name.clone()),
                Target::Factor(at) => Goal::Factor(library.factors[*at].entry.id.clone()),
                Target::Attachment(path) => Goal::Attachment(path.clone()),
                Target::Term(_) | Target::Missing | Target::Text => continue,
            };
            leads.extend(check::span_of(&link.place, text, &lines).map(|span| Lead { span, to }));
        }
    }
    leads
}
