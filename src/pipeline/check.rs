//! The check as a table of contents: read, let the rules look, link, put together.

use super::{Clock, Files};
use crate::check::baseline::Fingerprint;
use crate::check::{self, Remark, Review, Subject};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::document::{Document, SectionName, Words};
use crate::library::Selection;
use crate::site::Theme;
use crate::source::{self, Role, SourceFile};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// What a check found.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is said, in the order of files and places; also what is allowed or known.
    pub remarks: Vec<Remark>,
    /// How many files were looked at.
    pub files: usize,
    /// Entries of the baseline that nothing answers to any more.
    pub stale: Vec<Fingerprint>,
}

/// Checks the files of a library that are wanted; `warnings` are those of its configuration.
///
/// Drafts and documents dated in the future are checked too.
pub fn check(
    config: &Config,
    theme: &Theme,
    clock: Clock,
    warnings: Diagnostics,
    wanted: &(dyn Fn(&SourceFile) -> bool + Sync),
) -> Checked {
    let (files, stages) = Files::read(config, theme, clock);
    let mut reviews = reviews(&files, config, wanted);
    let checked = reviews.len();
    let overdue = overdue(&files.documents, clock.today);
    let selection = Selection { audience: config.audience.clone(), drafts: true, future: true, today: clock.today };
    let documents: HashMap<String, bool> = files.source.files.iter().map(|f| (f.name.clone(), wanted(f))).collect();
    let everything = documents.values().all(|wanted| *wanted);
    let loaded = files.link(config, &selection, stages);
    let mut by_file: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    let mut elsewhere = Vec::new();
    for problem in loaded.problems.into_iter().chain(warnings).chain(overdue) {
        let file = problem.place.as_ref().map(|p| p.file.clone()).unwrap_or_default();
        match documents.get(&file) {
            Some(true) if reviews.contains_key(&file) => by_file.entry(file).or_default().push(problem),
            Some(false) => {}
            // What is no document is said where everything is asked for.
            _ if everything => elsewhere.push(problem),
            _ => elsewhere.extend(Some(problem).filter(|p| p.severity == Severity::Error)),
        }
    }
    let mut remarks = check::elsewhere(elsewhere, &config.check);
    let finished: Vec<Vec<Remark>> = std::mem::take(&mut reviews)
        .into_iter()
        .map(|(name, review)| (review, by_file.remove(&name).unwrap_or_default()))
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(review, problems)| review.finish(problems, &config.check))
        .collect();
    remarks.extend(finished.into_iter().flatten());
    // What is said of one file stays in the order in which it stands there.
    remarks.sort_by(|a, b| a.fingerprint.file.cmp(&b.fingerprint.file));
    Checked { remarks, files: checked, stale: Vec::new() }
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
fn overdue(documents: &[Document], today: jiff::civil::Date) -> Vec<Diagnostic> {
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

/// Says which sections `[check]` names that there are not.
pub(super) fn unknown_sections(config: &Config, problems: &mut Diagnostics) {
    let ids = || SectionName::ALL.iter().map(|s| s.id());
    for (id, place) in config.check.named_sections.iter().filter(|(id, _)| !ids().any(|known| known == id)) {
        let help = match nearest(id, ids()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is one of: {}", ids().collect::<Vec<_>>().join(", ")),
        };
        problems
            .push(Diagnostic::new(Code::BadConfig, format!("there is no section `{id}`")).at(place.clone()).help(help));
    }
}
