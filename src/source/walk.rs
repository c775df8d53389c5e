//! Walks the content folder.

use super::{Role, Source, SourceFile};
use crate::config::Config;
use crate::date::{self, Precision};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::fs::slashed;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use walkdir::{DirEntry, WalkDir};

/// The file by which a folder is known as a site that Candor wrote.
pub const MANIFEST: &str = ".candor-manifest.json";

/// Finds the documents and attachments of a library, in the order of their paths.
///
/// Hidden files, ignored ones, the output and the cache are passed over in silence;
/// links that leave the library or run in a circle are refused and said.
pub fn walk(config: &Config) -> (Source, Diagnostics) {
    let mut problems = Diagnostics::new();
    let mut source = Source::default();
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let boundary = real(&config.root);
    let own = [real(&config.out), real(&config.cache_dir)];
    let content = real(&config.content);
    // What stands in one folder differs in the name alone, and whole paths are compared much faster.
    let by_name = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
    let mut entries = WalkDir::new(&content).follow_links(true).sort_by(by_name).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                refuse(&error, &content, config, &mut problems);
                continue;
            }
        };
        if entry.depth() == 0 {
            continue;
        }
        let relative = entry.path().strip_prefix(&content).unwrap_or(entry.path());
        let is_dir = entry.file_type().is_dir();
        if is_hidden(&entry) || config.ignore.is_match(relative) || is_own(&entry, &own) {
            if is_dir {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.path_is_symlink() && !real(entry.path()).starts_with(&boundary) {
            problems.push(
                Diagnostic::new(Code::RefusedLink, "a symbolic link that leaves the library")
                    .at(Place::file(name(relative, config)))
                    .help("copy the file into the library, or add the link to `ignore`"),
            );
            if is_dir {
                entries.skip_current_dir();
            }
            continue;
        }
        if !is_dir {
            take(&entry, relative, config, &mut source, &mut problems);
        }
    }
    keep_bundles_only(&mut source, &mut problems);
    (source, problems)
}

/// What a file of the content folder is that need not be there yet, by its path from that
/// folder; none where it makes no document.
pub fn document_at(path: &str, config: &Config) -> Option<SourceFile> {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let ending = super::ending(path.rsplit('/').next().unwrap_or(path)).unwrap_or_default().to_lowercase();
    if hidden || config.ignore.is_match(path) || !config.extensions.contains(&ending) {
        return None;
    }
    Some(SourceFile {
        path: path.to_owned(),
        name: name(Path::new(path), config),
        disk: config.content.join(path),
        role: Role::of(path, &config.id_pattern).ok()?,
        size: 0,
        modified: 0,
    })
}

/// Whether a file is Markdown, by its ending; where names without one may be Markdown,
/// what holds a zero byte is none.
fn is_markdown(path: &Path, extensions: &[String]) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let ending = super::ending(&name).unwrap_or_default();
    extensions.iter().any(|e| e == ending) && (!ending.is_empty() || is_text(path))
}

fn is_text(path: &Path) -> bool {
    path.is_file() && crate::fs::read(path).is_ok_and(|bytes| memchr::memchr(0, &bytes).is_none())
}

/// Whether any Markdown stands in a folder.
pub fn has_markdown(folder: &Path, extensions: &[String]) -> bool {
    WalkDir::new(folder).into_iter().filter_map(Result::ok).any(|e| is_markdown(e.path(), extensions))
}

/// Takes a file as a document or an attachment.
fn take(entry: &DirEntry, relative: &Path, config: &Config, source: &mut Source, problems: &mut Diagnostics) {
    let path = slashed(relative);
    if !is_markdown(entry.path(), &config.extensions) {
        if entry.file_type().is_file() {
            match super::attachment::is_unsafe(entry.path()) {
                Some(reason) => drop(source.refused.insert(path, reason)),
                None => drop(source.attachments.insert(path, entry.path().to_owned())),
            }
        }
        return;
    }
    if !entry.file_type().is_file() {
        problems.push(
            Diagnostic::new(Code::Unreadable, "not a regular file; it is passed over")
                .at(Place::file(name(relative, config)))
                .help("a post-mortem is a regular file; a pipe, socket or device is never read"),
        );
        return;
    }
    match Role::of(&path, &config.id_pattern) {
        Err(reason) => source.passed_over.push((path, reason)),
        Ok(role) => {
            let metadata = entry.metadata().ok();
            let modified = metadata
                .as_ref()
                .and_then(|m| m.modified().ok())
                .and_then(|t| t.duration_since(UNIX_EPOCH).ok())
                .map_or(0, |d| i128::try_from(d.as_nanos()).unwrap_or(0));
            source.files.push(SourceFile {
                name: name(relative, config),
                path,
                disk: entry.path().to_owned(),
                role,
                size: metadata.map_or(0, |m| m.len()),
                modified,
            });
        }
    }
}

/// The path of a file as diagnostics name it: from the library's root.
fn name(relative: &Path, config: &Config) -> String {
    let content = config.content.strip_prefix(&config.root).unwrap_or(&config.content);
    let content: PathBuf = content.components().filter(|c| c.as_os_str() != ".").collect();
    slashed(&content.join(relative))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// Whether this is our own output or cache.
fn is_own(entry: &DirEntry, own: &[PathBuf]) -> bool {
    entry.file_type().is_dir() && (own.iter().any(|o| o == entry.path()) || entry.path().join(MANIFEST).exists())
}

fn refuse(error: &walkdir::Error, content: &Path, config: &Config, problems: &mut Diagnostics) {
    let path = error.path().unwrap_or(content);
    let place = Place::file(name(path.strip_prefix(content).unwrap_or(path), config));
    let problem = if error.loop_ancestor().is_some() {
        Diagnostic::new(Code::RefusedLink, "a symbolic link that runs in a circle; it is not followed")
            .help("remove the link, or add it to `ignore` in book.toml")
    } else if path.is_symlink() {
        Diagnostic::new(Code::Unreadable, "a symbolic link to nothing; it is passed over")
            .help("remove the link or restore its target")
    } else {
        let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        let mut problem = Diagnostic::new(Code::Unreadable, format!("cannot be read: {reason}"));
        // A folder that cannot be listed may hide post-mortems: better no new site than a thinner one.
        problem.severity = crate::diagnostic::Severity::Error;
        problem.help("give the user of the build the right to read it")
    };
    problems.push(problem.at(place));
}

/// An `index.md` is a document when it is alone in its folder (`x/index.md` beside its
/// images), else the list page of another generator.
fn keep_bundles_only(source: &mut Source, problems: &mut Diagnostics) {
    let is_index = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.eq_ignore_ascii_case("index.md")
    };
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(f, _)| format!("{f}/"));
    let others: BTreeSet<String> = source.files.iter().map(|f| f.path.clone()).collect();
    let is_list = |path: &str| {
        let folder = folder(path);
        // The folder of one incident is named by its day.
        if date::find_in_path(path).is_some_and(|(d, _)| d.precision == Precision::Day) {
            return false;
        }
        folder.is_empty() && others.len() > 1
            || others.range(folder.clone()..).take_while(|o| o.starts_with(&folder)).count() > 1
    };
    let (lists, files) = std::mem::take(&mut source.files)
        .into_iter()
        .partition(|f| f.role == Role::Incident && is_index(&f.path) && is_list(&f.path));
    source.files = files;
    for file in lists {
        let file: SourceFile = file;
        problems.push(
            Diagnostic::new(Code::ListPage, "taken for the list page of another generator; it makes no page")
                .at(Place::file(&file.name))
                .help("if it is a post-mortem, give it a name of its own or put the day into the name of its folder"),
        );
        source.passed_over.push((file.path, "a list page of another generator"));
    }
    source.files.sort_by(|a, b| a.path.cmp(&b.path));
    source.passed_over.sort();
}
