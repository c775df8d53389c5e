//! The check as a table of contents: read, let the rules look, link, put together.

use super::{Clock, Files, Reading, reading, settled};
use crate::check::baseline::Fingerprint;
use crate::check::external::{self, External};
use crate::check::{self, Allows, Baseline, Remark, Review, Standing, Subject, Terms};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lines, Severity};
use crate::document::{self, Context, Document, Examine, Names, Parsed, Words};
use crate::library::Selection;
use crate::site::Theme;
use crate::source::git::Changes;
use crate::source::{self, Role, Source, SourceFile};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The most files that are read anew beside what is kept of the others.
const FEW: usize = 500;

/// What a check found.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is said, in the order of files and places; also what is allowed or known.
    pub remarks: Vec<Remark>,
    /// The files that were looked at.
    pub files: Vec<SourceFile>,
    /// Entries of the baseline that nothing answers to any more.
    pub stale: Vec<Fingerprint>,
    /// What came of asking links to other sites; none where that was not asked for.
    pub external: Option<external::Summary>,
}

/// What a check is asked for.
pub struct Wanted<'a> {
    /// Which files.
    pub files: &'a (dyn Fn(&SourceFile) -> bool + Sync),
    /// What is known already.
    pub baseline: &'a Baseline,
    /// What asks links to other sites; none where they are not to be asked.
    pub external: Option<&'a External<'a>>,
}

/// Checks the files of a library that are wanted; `warnings` are those of its configuration.
///
/// Drafts and documents dated in the future are checked too.
pub fn check(config: &Config, theme: &Theme, clock: Clock, warnings: Diagnostics, wanted: &Wanted<'_>) -> Checked {
    let (files, _) = Files::read(config, theme, clock);
    look(files, config, clock, warnings, wanted)
}

/// Checks the files that have changed; of the others nothing but their names is read where an
/// earlier run has kept them. `changes` is asked for while these are read.
///
/// # Errors
/// When it is not known what has changed.
pub fn since<E: Send>(
    config: &Config,
    theme: &Theme,
    clock: Clock,
    warnings: Diagnostics,
    wanted: &Wanted<'_>,
    changes: impl FnOnce() -> Result<Changes, E> + Send,
) -> Result<Checked, E> {
    let mut problems = Diagnostics::new();
    let reading = reading(config, theme, &mut problems);
    let (changes, kept) = rayon::join(
        || changes().inspect(|changes| rehearse(changes, config, &reading.context)),
        || Kept::open(config, &reading.fingerprint),
    );
    let changes = changes?;
    let kept = kept.map(|(source, names, found)| {
        problems.append(found);
        Kept { source, names, reading, problems }
    });
    let is_asked = |file: &SourceFile| changes.has(&file.path) && (wanted.files)(file);
    let wanted = Wanted { files: &is_asked, ..*wanted };
    let files = kept.and_then(|kept| kept.read(&is_asked)).unwrap_or_else(|| Files::read(config, theme, clock).0);
    let paths: HashMap<String, String> =
        files.source.files.iter().filter(|f| is_asked(f)).map(|f| (f.name.clone(), f.path.clone())).collect();
    let mut checked = look(files, config, clock, warnings, &wanted);
    for remark in &mut checked.remarks {
        let place = remark.diagnostic.place.as_ref();
        // Which of two files with one id has changed, the place does not say.
        let is_of_both = remark.diagnostic.code == Code::DuplicateId;
        remark.changed = Some(
            is_of_both
                || place.is_none_or(|place| {
                    let lines = (place.line > 0).then(|| place.line..=place.end_line.max(place.line));
                    paths.get(&place.file).is_none_or(|path| changes.touch(path, lines))
                }),
        );
    }
    Ok(checked)
}

/// The files of a library with the names that an earlier run has kept.
struct Kept {
    source: Source,
    names: Names,
    reading: Reading,
    problems: Diagnostics,
}

impl Kept {
    /// Walks the content folder and opens the names; none where none are kept.
    fn open(config: &Config, fingerprint: &str) -> Option<(Source, Names, Diagnostics)> {
        let (walked, names) = rayon::join(|| source::walk(config), || Names::open(&config.cache_dir, fingerprint));
        let (source, problems) = walked;
        Some((source, names?, problems))
    }

    /// Reads the files that are wanted, and of the others nothing but their names; none where
    /// so many are to be read that a full run is better, which keeps the result.
    fn read(self, wanted: &(dyn Fn(&SourceFile) -> bool + Sync)) -> Option<Files> {
        let Self { source, mut names, reading: Reading { context, vocabulary, lexicon, .. }, mut problems } = self;
        let mut parsed: Vec<Option<Parsed>> =
            source.files.iter().map(|file| if wanted(file) { None } else { names.take(file) }).collect();
        let open: Vec<usize> = (0..parsed.len()).filter(|at| parsed[*at].is_none()).collect();
        if open.len() > FEW {
            return None;
        }
        let read: Vec<Parsed> =
            open.par_iter().map(|at| document::read_anew(&source.files[*at], &context.clone())).collect();
        for (at, read) in open.into_iter().zip(read) {
            parsed[at] = Some(read);
        }
        let (documents, found) = settled(&source, parsed.into_iter().flatten().collect(), &context);
        problems.append(found);
        let log = source::git::Log::none();
        Some(Files { documents, source, context, vocabulary, lexicon, log, problems })
    }
}

/// Reads and reviews one of the files that have changed, and forgets it: so the patterns that are
/// needed are compiled while other threads read names.
fn rehearse(changes: &Changes, config: &Config, context: &Context) {
    let Some(file) = changes.paths().find_map(|path| source::document_at(path, config)) else { return };
    let Ok(bytes) = crate::fs::read(&file.disk) else { return };
    let mut problems = Diagnostics::new();
    let text = source::decode(&file, bytes, &mut problems);
    let documents = document::parse(&file, &text, context, None, &mut problems);
    drop(Review::of(&Subject::new(&file.name, &text, documents.iter().collect(), &context.words, config)));
}

/// Lets the rules look at files, links these, and puts all together.
fn look(files: Files, config: &Config, clock: Clock, warnings: Diagnostics, wanted: &Wanted<'_>) -> Checked {
    let mut reviews = reviews(&files, config, wanted.files);
    let overdue = overdue(&files.documents, clock.today);
    let names = files.source.files.iter().map(|f| (f.name.clone(), (wanted.files)(f))).collect();
    let external = wanted.external.map(|external| ask(&files.documents, config, clock, external, &mut reviews));
    let looked_at: Vec<SourceFile> =
        files.source.files.iter().filter(|f| reviews.contains_key(&f.name)).cloned().collect();
    let selection = Selection { audience: config.audience.clone(), drafts: true, future: true, today: clock.today };
    let (library, problems) = files.linked(config, &selection);
    let found = check::names::find(&library, &|document| reviews.contains_key(&document.name));
    for (document, finding) in found {
        if let Some(review) = reviews.get_mut(&library.documents[document].name) {
            review.add(finding);
        }
    }
    let problems = problems.into_iter().filter(|p| !of_rules(p)).chain(warnings).chain(overdue).collect();
    let checked = put_together(config, wanted, &names, reviews, problems, external.as_ref());
    Checked { files: looked_at, external, ..checked }
}

/// Asks the links of the files to other sites, and tells each file which of them are dead.
fn ask(
    documents: &[Document],
    config: &Config,
    clock: Clock,
    external: &External<'_>,
    reviews: &mut BTreeMap<String, Review>,
) -> external::Summary {
    let mut by_name: HashMap<&str, Vec<&Document>> = HashMap::new();
    for document in documents {
        by_name.entry(&document.name).or_default().push(document);
    }
    let links = reviews.par_iter().map(|(name, review)| {
        let documents = by_name.get(name.as_str()).map(Vec::as_slice).unwrap_or_default();
        (name.clone(), external::links(review.text(), documents))
    });
    let links = links.collect();
    let settings = &config.check.external;
    let (found, summary) = external::check(&links, external, settings, &config.cache_dir, clock.now);
    for (name, finding) in found {
        if let Some(review) = reviews.get_mut(&name) {
            review.add(finding);
        }
    }
    summary
}

/// Gives each file its problems; `names` are those of all files, with whether each is wanted.
fn put_together(
    config: &Config,
    wanted: &Wanted<'_>,
    names: &HashMap<String, bool>,
    reviews: BTreeMap<String, Review>,
    problems: Vec<Diagnostic>,
    external: Option<&external::Summary>,
) -> Checked {
    let everything = names.values().all(|wanted| *wanted);
    let mut by_file: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    let mut elsewhere = Vec::new();
    for problem in problems {
        let file = problem.place.as_ref().map(|p| p.file.clone()).unwrap_or_default();
        match names.get(&file) {
            Some(true) if reviews.contains_key(&file) => by_file.entry(file).or_default().push(problem),
            // Another file has the same id as one of these: both are to blame.
            Some(false) if problem.code == Code::DuplicateId => {
                elsewhere.extend(Some(problem).filter(|p| reviews.keys().any(|name| p.message.ends_with(name))));
            }
            Some(false) => {}
            // What is no document is said where everything is asked for.
            _ if everything => elsewhere.push(problem),
            _ => elsewhere.extend(Some(problem).filter(|p| p.severity == Severity::Error)),
        }
    }
    elsewhere.extend(external.and_then(external::Summary::problem));
    let terms = Terms { config: &config.check, baseline: wanted.baseline, ran: &ran };
    let mut remarks = check::elsewhere(elsewhere, &terms);
    let with_problems: Vec<(Review, Vec<Diagnostic>)> =
        reviews.into_iter().map(|(name, review)| (review, by_file.remove(&name).unwrap_or_default())).collect();
    let finished: Vec<Vec<Remark>> =
        with_problems.into_par_iter().map(|(review, problems)| review.finish(problems, &terms)).collect();
    remarks.extend(finished.into_iter().flatten());
    // What is said of one file stays in the order in which it stands there.
    remarks.sort_by(|a, b| a.fingerprint.file.cmp(&b.fingerprint.file));
    let known: HashSet<&Fingerprint> =
        remarks.iter().filter(|r| r.standing == Standing::Known).map(|r| &r.fingerprint).collect();
    let looked_at = |file: &str| names.get(file).copied().unwrap_or(everything);
    // A link that was not asked, or of which nothing could be told, may be as dead as it was.
    let was_told = |code| code != Code::DeadExternalLink || external.is_some_and(external::Summary::is_complete);
    let stale =
        wanted.baseline.iter().filter(|entry| looked_at(&entry.file) && !known.contains(entry) && was_told(entry.code));
    let stale = stale.cloned().collect();
    Checked { remarks, stale, ..Checked::default() }
}

/// Whether rules say a problem of reading or linking themselves, with what allows it.
pub(super) fn of_rules(problem: &Diagnostic) -> bool {
    check::IN_BUILDS.contains(&problem.code) || problem.code == Code::NameVariants
}

/// Whether a check looks for problems of a kind: some only a build, an import or a request finds. A link to another
/// site that is dead today may answer tomorrow, so what allows it is never said to be of no use.
pub(super) fn ran(code: Code) -> bool {
    !matches!(
        code,
        Code::AliasTaken
            | Code::UnfinishedFollowUp
            | Code::BuildFailed
            | Code::BadImport
            | Code::PassedOver
            | Code::NoTitle
            | Code::AlreadyThere
            | Code::NotAdopted
            | Code::DeadExternalLink
            | Code::NoNetwork
    )
}

/// The findings that are known already; none where `book.toml` names no file or it is not there.
///
/// # Errors
/// When the file is there and is no baseline.
pub fn baseline(config: &Config) -> Result<Baseline, Box<Diagnostic>> {
    let Some(path) = config.check.baseline.as_ref().filter(|path| path.exists()) else {
        return Ok(Baseline::default());
    };
    let read = crate::fs::read_text(path).map_err(|error| error.to_string());
    read.and_then(|text| Baseline::read(&text).map_err(|error| format!("`{}`, {error}", path.display()))).map_err(
        |reason| {
            let problem = Diagnostic::new(Code::BadConfig, format!("the baseline cannot be used: {reason}"));
            Box::new(problem.help("`candor check --write-baseline` writes it anew"))
        },
    )
}

/// Lets the rules look at each file that is wanted and that can be read.
fn reviews(files: &Files, config: &Config, wanted: &(dyn Fn(&SourceFile) -> bool + Sync)) -> BTreeMap<String, Review> {
    let mut documents: HashMap<&str, Vec<&Document>> = HashMap::new();
    for document in &files.documents {
        documents.entry(&document.file).or_default().push(document);
    }
    let words = &files.context.words;
    let all = files.source.files.par_iter().filter(|file| wanted(file));
    let reviews = all.filter_map(|file| {
        let documents = documents.get(file.path.as_str()).cloned().unwrap_or_default();
        Some((file.name.clone(), review(file, documents, words, config)?))
    });
    reviews.collect()
}

/// Lets the rules look at a file; none when it cannot be read, which its reading said already.
fn review(file: &SourceFile, documents: Vec<&Document>, words: &Words, config: &Config) -> Option<Review> {
    let bytes = crate::fs::read(&file.disk).ok()?;
    let text = source::decode(file, bytes, &mut Diagnostics::new());
    Some(Review::of(&Subject::new(&file.name, &text, documents, words, config)))
}

/// Post-mortems whose review date has passed; linking says it of reading paths.
pub(super) fn overdue(documents: &[Document], today: jiff::civil::Date) -> Vec<Diagnostic> {
    let incidents = documents.iter().filter(|d| d.role == Role::Incident);
    let passed = incidents.filter_map(|document| {
        let by = document.fields.review_by.as_ref()?;
        (by.value.date_only().civil.date() < today).then(|| {
            Diagnostic::new(Code::ReviewOverdue, format!("this post-mortem was to be reviewed by {}", by.value))
                .at(document.place_of(&by.origin))
                .help("read it again, mend what is stale and set a new `review_by`")
        })
    });
    passed.collect()
}

/// What looks at each file while it is read: it says what a build wants to know, and masks the
/// secrets in all that is said of the file.
pub(super) fn examine(config: &Config) -> Examine {
    let config = config.clone();
    Arc::new(move |file, text, documents, problems| {
        let subject = Subject::without_sentences(&file.name, text, documents.iter().collect(), &config);
        let found = check::in_builds(&subject);
        let lines = subject.lines;
        if found.is_empty() {
            return;
        }
        let mut allows = Allows::of(text);
        let masked = check::mask(text);
        if let Cow::Owned(masked) = &masked {
            conceal(documents, problems, text, masked, &lines);
        }
        for finding in found.iter().filter(|f| allows.reason(f.code, f.span.as_ref()).is_none()) {
            let mut problem = finding.diagnostic(&file.name, &masked, &lines);
            if finding.code == Code::Secret {
                let help = "; if it is none, `<!-- candor allow secret: why -->` beside it says so";
                problem = problem.help(format!("{}{help}", finding.help));
            } else {
                // The page appears all the same, under another title.
                problem.severity = problem.severity.min(Severity::Warning);
            }
            problems.push(problem);
        }
    })
}

/// Masks the secrets of a file in all that is shown of it when a problem is said.
fn conceal(documents: &mut [Document], problems: &mut Diagnostics, text: &str, masked: &str, lines: &Lines) {
    for document in documents {
        // As long as it was: places in it stay what they are.
        let head = masked.get(..document.head.len()).unwrap_or_default();
        head.clone_into(&mut document.head);
        for link in &mut document.body.links {
            check::cover(&mut link.place, text, masked, lines);
        }
    }
    problems.for_each_mut(|problem| {
        if let Some(place) = &mut problem.place {
            check::cover(place, text, masked, lines);
        }
        check::redact(problem);
    });
}

/// Takes away what a build looks at and the baseline knows.
pub(super) fn without_known(files: &mut Files, config: &Config) {
    let is_of_rule = |problem: &Diagnostic| check::IN_BUILDS.contains(&problem.code);
    let in_question: HashSet<String> =
        files.problems.iter().filter(|p| is_of_rule(p)).filter_map(|p| Some(p.place.as_ref()?.file.clone())).collect();
    if in_question.is_empty() {
        return;
    }
    let baseline = match baseline(config) {
        Ok(baseline) => baseline,
        Err(problem) => return files.problems.push(*problem),
    };
    if baseline.is_empty() {
        return;
    }
    let terms = Terms { config: &config.check, baseline: &baseline, ran: &ran };
    let reviews = reviews(files, config, &|file| in_question.contains(&file.name));
    let remarks = reviews.into_values().flat_map(|review| review.finish(Vec::new(), &terms));
    let known: Vec<Diagnostic> = remarks.filter(|r| r.standing == Standing::Known).map(|r| r.diagnostic).collect();
    let is_known = |problem: &Diagnostic| known.iter().any(|k| k.code == problem.code && k.place == problem.place);
    files.problems.retain(|problem| !is_of_rule(problem) || !is_known(problem));
}

/// Says which sections `[check]` names that there are not.
pub(super) fn unknown_sections(config: &Config, problems: &mut Diagnostics) {
    for (id, place) in &config.check.named_sections {
        if let Err(unknown) = check::structure::template::section(id) {
            let problem = Diagnostic::new(Code::BadConfig, unknown.to_string());
            problems.push(problem.at(place.clone()).help(unknown.help));
        }
    }
}
