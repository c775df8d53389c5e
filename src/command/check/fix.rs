//! What is mechanical is mended: as a diff, or in the files.

use super::super::Console;
use super::{counts, in_repository};
use crate::adopt::{Edit, unified_edits};
use crate::check::Remark;
use crate::config::Config;
use crate::count;
use crate::diagnostic::text::clean;
use crate::fs::{self, FsError, Target};
use crate::pipeline::Checked;
use crate::source::SourceFile;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

/// What a byte order mark takes at the beginning of a file, and in no place of a finding.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What would be mended, as a diff of all files.
pub(super) fn diff(config: &Config, checked: &Checked, console: &Console) -> String {
    let mut out = String::new();
    each(config, checked, console, |file, old, edits, _| {
        out += &unified_edits(&in_repository(&config.root, &file.name), old, &edits);
        Ok(true)
    });
    out
}

/// Mends the files; gives how many were changed.
pub(super) fn write(config: &Config, checked: &Checked, console: &Console) -> usize {
    let mut mended = 0;
    let written = each(config, checked, console, |file, old, edits, folder| {
        let mut new = String::with_capacity(old.len());
        let mut at = 0;
        for (span, text) in &edits {
            new += &old[at..span.start];
            new += text;
            at = span.end;
        }
        new += &old[at..];
        let replaced = folder.replace(&file.path, old.as_bytes(), new.as_bytes())?;
        mended += if replaced { edits.len() } else { 0 };
        Ok(replaced)
    });
    if written > 0 && !console.quiet {
        Console::write(&format!("mended {} in {}\n", count::findings(mended), count::files(written)));
    }
    written
}

/// Gives each file that something can be mended in, as it is on the disk, with its edits. What
/// cannot be read or written is said, and the others are still done.
fn each(
    config: &Config,
    checked: &Checked,
    console: &Console,
    mut then: impl FnMut(&SourceFile, &str, Vec<Edit>, &Target) -> fs::Result<bool>,
) -> usize {
    // Every folder of the library may have come with it, links among them.
    let folder = match config.content.strip_prefix(&config.root) {
        Ok(below) => Target::below(&config.root, below),
        Err(_) => Target::below(&config.content, Path::new("")),
    };
    let mut fixes: BTreeMap<&str, Vec<&Remark>> = BTreeMap::new();
    for remark in checked.remarks.iter().filter(|r| counts(r) && r.fix.is_some()) {
        fixes.entry(&remark.fingerprint.file).or_default().push(remark);
    }
    let mut done = 0;
    for file in &checked.files {
        let Some(remarks) = fixes.get(file.name.as_str()) else { continue };
        let mut one = || -> fs::Result<bool> {
            folder.has(&file.path)?;
            let bytes = fs::read(&file.disk)?;
            let offset = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
            // A file of another encoding has other places than its text.
            let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(false) };
            let edits = edits(text, offset, remarks);
            if edits.is_empty() { Ok(false) } else { then(file, text, edits, &folder) }
        };
        match one() {
            Ok(changed) => done += usize::from(changed),
            Err(error) => console.error(&anyhow::anyhow!(said(&error))),
        }
    }
    done
}

fn said(error: &FsError) -> String {
    if fs::is_refused_link(error) {
        return format!(
            "`{}` is a symbolic link: nothing is written through it",
            clean(&error.path.display().to_string())
        );
    }
    clean(&error.to_string())
}

/// The edits that do not touch each other, each where the file still has what it replaces.
fn edits(text: &str, offset: usize, remarks: &[&Remark]) -> Vec<Edit> {
    let fixes = remarks.iter().filter_map(|r| r.fix.as_ref());
    let mut all: Vec<(Range<usize>, &str, &str)> = fixes
        .map(|(fix, old)| (fix.span.start + offset..fix.span.end + offset, fix.text.as_str(), old.as_str()))
        .filter(|(span, new, old)| text.get(span.clone()) == Some(old) && new != old)
        .collect();
    all.sort_by_key(|(span, ..)| (span.start, span.end));
    let mut edits: Vec<Edit> = Vec::new();
    for (span, new, _) in all {
        if edits.last().is_none_or(|(last, _)| last.end < span.start) {
            edits.push((span, new.to_owned()));
        }
    }
    edits
}
