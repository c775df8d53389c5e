//! The build as a table of contents: read, link, index and render, write.

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::document::{self, Cache, Context, Document, Glossary, Names, Parsed, Words};
use crate::library::{self, Input, LeftOut, Library, Selection, Vocabulary};
use crate::output::{Disk, OutputError, Staging};
use crate::search::{ExportError, IndexError, Lexicon, Stamp};
use crate::similar::Similar;
use crate::site::{self, SiteError, Theme, ThemeError};
use crate::source::{self, Source};
mod check;
mod index;
mod unfinished;
mod workspace;

pub use check::{Checked, Wanted, baseline, check as check_library, since as check_since};
pub use index::search_index;
pub use workspace::{Goal, Text, Workspace, outside};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// The only time that a run knows.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// The day of the build: documents dated later are left out.
    pub today: jiff::civil::Date,
    /// Nanoseconds since 1970, only to tell whether a cached file may have changed since.
    pub now: i128,
}

/// A stage with the time it took.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// How long it took, in milliseconds.
    pub milliseconds: f64,
}

/// Why a build could not be made at all.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The theme is missing or broken.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// The site could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The index could not be made.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The files of the browser's index could not be made.
    #[error(transparent)]
    Export(#[from] ExportError<OutputError>),
    /// A thread could not be started.
    #[error("cannot start a thread: {0}")]
    Thread(#[source] std::io::Error),
}

/// What a build made and found.
#[derive(Debug, Default)]
pub struct Report {
    /// Whether the site was replaced; false when an error forbade it.
    pub published: bool,
    /// Where the site is.
    pub out: PathBuf,
    /// How many incidents, services with incidents and factors with incidents there are.
    pub incidents: usize,
    /// Services that incidents affect.
    pub services: usize,
    /// Factors that incidents name.
    pub factors: usize,
    /// Pages of HTML.
    pub pages: usize,
    /// Files of the site.
    pub files: usize,
    /// Bytes of the site.
    pub bytes: u64,
    /// Documents that were left out, and why.
    pub left_out: BTreeMap<LeftOut, usize>,
    /// Markdown files that are no documents, and why.
    pub passed_over: Vec<(String, &'static str)>,
    /// The stages in their order.
    pub stages: Vec<Stage>,
    /// Every problem, in the order in which they are shown.
    pub diagnostics: Diagnostics,
}

/// A library with what was found while it was read.
pub struct Loaded {
    /// The library.
    pub library: Library,
    /// The files it was read from.
    pub source: Source,
    /// Synonyms and stop phrases of its search.
    pub lexicon: Lexicon,
    /// What the index of this library bears.
    pub stamp: Stamp,
    /// Every problem so far.
    pub problems: Diagnostics,
    stages: Stages,
}

/// Measures stages.
struct Stages {
    done: Vec<Stage>,
    since: Instant,
}

impl Stages {
    fn new() -> Self {
        Self { done: Vec::new(), since: Instant::now() }
    }

    /// Ends a stage.
    fn end(&mut self, name: &'static str) {
        let milliseconds = self.since.elapsed().as_secs_f64() * 1e3;
        self.done.push(Stage { name, milliseconds });
        self.since = Instant::now();
    }
}

/// Builds the site of a library; `warnings` are those of its configuration, `progress`
/// is told of pages made and to be made.
///
/// # Errors
/// When the theme is broken or the disk fails. Problems of the content are in the
/// report; when one is an error the last good site stays.
pub fn build(
    config: &Config,
    selection: &Selection,
    clock: Clock,
    warnings: Diagnostics,
    disk: Box<dyn Disk>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Report, BuildError> {
    let theme = Theme::load(config)?;
    let staging = Staging::begin(&config.out, &config.content, disk)?;
    let (mut files, stages) = Files::read(config, &theme, clock);
    check::without_known(&mut files, config);
    let Loaded { library, source, lexicon, stamp, mut problems, mut stages } = files.link(config, selection, stages);
    problems.append(warnings);
    let mut report = Report {
        published: false,
        out: config.out.clone(),
        incidents: library.incidents.len(),
        services: library.affected_services().count(),
        factors: library.factors.iter().filter(|f| !f.incidents.is_empty()).count(),
        pages: 0,
        files: 0,
        bytes: 0,
        left_out: library.left_out.clone(),
        passed_over: source.passed_over,
        stages: Vec::new(),
        diagnostics: Diagnostics::new(),
    };
    let similar = Similar::of(&library, &config.language, &lexicon);
    stages.end("similar");
    let (made, index) = std::thread::scope(|scope| {
        let indexing = std::thread::Builder::new()
            .name("index".into())
            .spawn_scoped(scope, || index::make(config, &library, &lexicon, &similar, &stamp))
            .map_err(BuildError::Thread)?;
        let sink = |artifact| staging.put(artifact);
        let made = site::render(&library, &similar, config, &theme, &sink, progress);
        stages.end("render");
        let indexed = indexing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        stages.end("index");
        let (index, found) = indexed?;
        problems.append(found);
        let made = made.map_err(|error| match error {
            SiteError::Theme(error) => BuildError::Theme(error),
            SiteError::Sink(error) => BuildError::Output(error),
        })?;
        Ok::<_, BuildError>((made, index))
    })?;
    for (alias, document) in &made.taken_aliases {
        problems.push(taken_alias(alias, &library.documents[*document]));
    }
    for problem in unfinished::diagnostics(&library, &similar.unfinished) {
        problems.push(problem);
    }
    for label in &made.dead_menu {
        problems.push(
            Diagnostic::new(Code::DeadLink, format!("the menu entry `{label}` leads to no page; it is left out"))
                .at(Place::file(crate::config::FILE))
                .help("its `url` is a path of the site like `factors/` or an address that begins with https://"),
        );
    }
    // The index has all that its files need; the documents are the most of what is held.
    drop(library);
    index::export(&index, &staging)?;
    stages.end("shards");
    crate::check::redact_all(&mut problems);
    if config.strict {
        problems.deny_warnings();
    }
    if !problems.has_errors() {
        let written = staging.finish()?;
        report.published = true;
        report.files = written.files;
        report.bytes = written.bytes;
    }
    stages.end("write");
    report.pages = made.pages;
    report.stages = stages.done;
    report.diagnostics = problems.sorted();
    Ok(report)
}

/// Reads and cross-links a library.
pub fn load(config: &Config, selection: &Selection, theme: &Theme, clock: Clock) -> Loaded {
    let (files, stages) = Files::read(config, theme, clock);
    files.link(config, selection, stages)
}

/// The files of a library, understood one by one.
struct Files {
    documents: Vec<Document>,
    source: Source,
    context: Context,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    log: source::git::Log,
    problems: Diagnostics,
}

impl Files {
    fn read(config: &Config, theme: &Theme, clock: Clock) -> (Self, Stages) {
        let mut stages = Stages::new();
        let log = source::git::start(config);
        let (source, mut problems) = source::walk(config);
        stages.end("walk");
        let Reading { context, vocabulary, lexicon, fingerprint } = reading(config, theme, &mut problems);
        let cache = Cache::open(&config.cache_dir, &fingerprint);
        let reads = cache.read_all(&source.files, &context);
        stages.end("parse");
        let is_new = cache.save(&source.files, &reads, clock.now, &mut problems);
        let parsed = document::unpack(&source.files, reads, &context);
        let (documents, found) = settled(&source, parsed, &context);
        problems.append(found);
        if is_new || !Names::are_in(&config.cache_dir) {
            // A folder that cannot be written was said already, and costs a later check its haste only.
            drop(Names::save(&config.cache_dir, &fingerprint, &source.files, &documents, clock.now));
        }
        stages.end("cache");
        (Self { documents, source, context, vocabulary, lexicon, log, problems }, stages)
    }

    /// Cross-links the files; gives every problem so far.
    fn linked(self, config: &Config, selection: &Selection) -> (Library, Diagnostics) {
        let Self { documents, source, context, vocabulary, log, mut problems, .. } = self;
        let (library, found) = library::load(Input {
            documents,
            attachments: source.attachments,
            refused: source.refused,
            changed: log.finish(),
            vocabulary,
            glossary: context.glossary,
            scale: &config.severities,
            selection,
        });
        problems.append(found);
        (library, problems)
    }

    fn link(mut self, config: &Config, selection: &Selection, mut stages: Stages) -> Loaded {
        let stamp = Stamp::of(&self.source, config, selection);
        let lexicon = std::mem::take(&mut self.lexicon);
        let source = Source {
            files: std::mem::take(&mut self.source.files),
            attachments: self.source.attachments.clone(),
            refused: self.source.refused.clone(),
            passed_over: std::mem::take(&mut self.source.passed_over),
        };
        let (library, problems) = self.linked(config, selection);
        stages.end("link");
        Loaded { library, source, lexicon, stamp, problems, stages }
    }
}

/// What the reading of documents needs to know.
struct Reading {
    context: Context,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    /// What a parsed file depends on beside its own text.
    fingerprint: String,
}

fn reading(config: &Config, theme: &Theme, problems: &mut Diagnostics) -> Reading {
    let text = |path: &Option<PathBuf>, problems: &mut Diagnostics| {
        let path = path.as_ref()?;
        let name = crate::fs::slashed(path.strip_prefix(&config.root).unwrap_or(path));
        match crate::fs::read_text(path) {
            Ok(text) => Some((name, text)),
            Err(error) => {
                problems.push(Diagnostic::new(Code::BadVocabulary, error.to_string()));
                None
            }
        }
    };
    let glossary_text = text(&config.glossary, problems);
    let vocabulary_text = text(&config.vocabulary, problems);
    let glossary = glossary_text.as_ref().map(|(name, text)| Glossary::read(name, text, problems)).unwrap_or_default();
    let own = vocabulary_text.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    let vocabulary = Vocabulary::load(own, problems);
    let search_words = text(&config.search_words, problems);
    let lexicon = Lexicon::load(search_words.as_ref().map(|(n, t)| (n.as_str(), t.as_str())), problems);
    let labels = theme.strings().labels();
    let fingerprint = {
        // Diagnostics and pages name files from the root, so a moved folder is another one.
        let parts = format!(
            "{}\0{glossary_text:?}\0{vocabulary_text:?}\0{labels:?}\0{}",
            config.fingerprint,
            config.content.display()
        );
        blake3::hash(parts.as_bytes()).to_hex().to_string()
    };
    let words = Words::default().with(&config.labels, &config.sections, problems);
    check::unknown_sections(config, problems);
    let context = Context {
        id_pattern: config.id_pattern.clone(),
        glossary,
        labels,
        words: Arc::new(words),
        split: config.split.clone(),
        factor_words: Arc::new(vocabulary.words()),
        examine: check::examine(config),
    };
    Reading { context, vocabulary, lexicon, fingerprint }
}

/// Documents by themselves, as `inspect` and `adopt` want them.
pub struct Documents {
    /// The documents in the order of their files.
    pub documents: Vec<Document>,
    /// The files they were read from.
    pub source: Source,
    /// How they were read.
    pub context: Context,
    /// Factors and their definitions.
    pub vocabulary: Vocabulary,
    /// Every problem of the files.
    pub problems: Diagnostics,
}

/// Reads the documents of a library without linking them; nothing is written.
pub fn documents(config: &Config, theme: &Theme) -> Documents {
    let (source, mut problems) = source::walk(config);
    let Reading { context, vocabulary, fingerprint, .. } = reading(config, theme, &mut problems);
    let reads = Cache::open(&config.cache_dir, &fingerprint).read_all(&source.files, &context);
    let (documents, found) = settled(&source, document::unpack(&source.files, reads, &context), &context);
    problems.append(found);
    crate::check::redact_all(&mut problems);
    Documents { documents, source, context, vocabulary, problems: problems.sorted() }
}

/// The documents of all files, with what files of one folder tell about each other.
fn settled(source: &Source, mut parsed: Vec<Parsed>, context: &Context) -> (Vec<Document>, Diagnostics) {
    document::settle(&source.files, &mut parsed, context);
    let mut problems = Diagnostics::new();
    let mut documents: Vec<Document> = Vec::with_capacity(parsed.len());
    for parsed in parsed {
        problems.append(parsed.problems);
        documents.extend(parsed.documents);
    }
    (documents, problems)
}

fn taken_alias(alias: &str, document: &Document) -> Diagnostic {
    Diagnostic::new(Code::AliasTaken, format!("the alias `{alias}` is no free address of the site"))
        .at(Place::file(&document.name))
        .help("an alias is an old path like `/2019/outage/` that no page has")
}
