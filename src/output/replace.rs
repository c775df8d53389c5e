//! Puts a finished tree in the place of the output folder.

use super::OutputError;
use super::manifest::{JOURNAL, Manifest};
use crate::fs::{self, FsError};
use crate::source::MANIFEST;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Replaces `out` by `stage`: in one step where the system can, else file by file.
pub(super) fn replace(stage: &Path, out: &Path, before: &Manifest, after: &Manifest) -> Result<(), OutputError> {
    if std::fs::symlink_metadata(out).is_err() {
        return Ok(fs::rename(stage, out)?);
    }
    carry_foreign(stage, out, before, after)?;
    match exchange(stage, out) {
        Ok(()) => retire(stage, out),
        Err(_) => in_place(stage, out, before, after).map_err(|error| match error {
            OutputError::Disk(error) => OutputError::HalfReplaced(error),
            other => other,
        }),
    }
}

/// Links every file that is not ours from the old tree into the new one.
fn carry_foreign(stage: &Path, out: &Path, before: &Manifest, after: &Manifest) -> Result<(), OutputError> {
    for entry in WalkDir::new(out).sort_by_file_name().min_depth(1) {
        let entry = entry.map_err(|e| walk_error(e, out))?;
        let relative = entry.path().strip_prefix(out).unwrap_or(entry.path());
        let path = fs::slashed(relative);
        if entry.file_type().is_dir() {
            // A folder that holds nothing of ours is not ours either, be it empty.
            if !before.has_below(&path) {
                fs::create_dir(&stage.join(relative))?;
            }
            continue;
        }
        if before.has(&path) || path == MANIFEST {
            continue;
        }
        if after.has(&path) {
            return Err(OutputError::Foreign { path });
        }
        let to = stage.join(relative);
        if let Some(folder) = to.parent() {
            fs::create_dir(folder)?;
        }
        bring(entry.path(), &to)?;
    }
    Ok(())
}

/// Links a file to a second place; a symbolic link, or a file where linking is not
/// possible, is copied.
fn bring(from: &Path, to: &Path) -> Result<(), FsError> {
    if let Ok(target) = std::fs::read_link(from) {
        #[cfg(unix)]
        return fs::context(std::os::unix::fs::symlink(target, to), "carry over", from);
        #[cfg(not(unix))]
        drop(target);
    }
    if std::fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::context(std::fs::copy(from, to).map(drop), "carry over", from)
}

/// Lets two folders change places in one step.
#[cfg(unix)]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(unix))]
fn exchange(_a: &Path, _b: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Removes a tree that is no longer the site, and moves back into `out` what is not
/// ours and came in while it was replaced.
pub(super) fn retire(old: &Path, out: &Path) -> Result<(), OutputError> {
    if std::fs::symlink_metadata(old).is_err() {
        return Ok(());
    }
    // A tree without a manifest was never a site: a build that was killed while it wrote.
    if let Some(manifest) = Manifest::read(old)? {
        for entry in WalkDir::new(old).min_depth(1) {
            let entry = entry.map_err(|e| walk_error(e, old))?;
            let relative = entry.path().strip_prefix(old).unwrap_or(entry.path());
            let path = fs::slashed(relative);
            let here = out.join(relative);
            let ours = manifest.has(&path) || path == MANIFEST || manifest.has_below(&path);
            if ours || std::fs::symlink_metadata(&here).is_ok() {
                continue;
            }
            if entry.file_type().is_dir() {
                fs::create_dir(&here)?;
                continue;
            }
            if let Some(folder) = here.parent() {
                fs::create_dir(folder)?;
            }
            fs::rename(entry.path(), &here)?;
        }
    }
    Ok(fs::context(std::fs::remove_dir_all(old), "remove", old)?)
}

/// Replaces files one by one, where two folders cannot change places (a mount point,
/// a file system without that call). Readers may see old and new pages side by side
/// for a moment, but never a page without its assets; a journal lets the next run
/// know what is ours if this one is cut short.
fn in_place(stage: &Path, out: &Path, before: &Manifest, after: &Manifest) -> Result<(), OutputError> {
    let journal = before.union(after);
    fs::write(&out.join(JOURNAL), &journal.to_bytes())?;
    let mut files: Vec<&str> = after.files().collect();
    files.sort_by_key(|path| (rank(path), *path));
    for path in files {
        move_over(&stage.join(path), &out.join(path))?;
    }
    for path in before.files().filter(|p| !after.has(p) && *p != JOURNAL) {
        fs::remove_file(&out.join(path))?;
        remove_empty_folders(out, path);
    }
    move_over(&stage.join(MANIFEST), &out.join(MANIFEST))?;
    fs::remove_file(&out.join(JOURNAL))?;
    Ok(fs::context(std::fs::remove_dir_all(stage), "remove", stage)?)
}

/// Assets first, pages then, and last the pages through which one enters.
fn rank(path: &str) -> usize {
    let name = path.rsplit('/').next().unwrap_or(path);
    match (name, path.matches('/').count()) {
        ("index.html", 0) => 3,
        ("index.html", 1) => 2,
        (name, _) if name.ends_with(".html") => 1,
        _ => 0,
    }
}

/// Renames a file over another, or copies it beside and renames that on another file system.
fn move_over(from: &Path, to: &Path) -> Result<(), FsError> {
    if let Some(folder) = to.parent() {
        fs::create_dir(folder)?;
    }
    if std::fs::rename(from, to).is_ok() {
        return Ok(());
    }
    let beside: PathBuf = to.with_extension("candor-new");
    fs::context(std::fs::copy(from, &beside).map(drop), "write", to)?;
    fs::rename(&beside, to)
}

/// Removes the folders above a removed file, as far as they are empty.
fn remove_empty_folders(out: &Path, path: &str) {
    let mut folder = out.join(path);
    while folder.pop() && folder != out {
        if std::fs::remove_dir(&folder).is_err() {
            return;
        }
    }
}

fn walk_error(error: walkdir::Error, root: &Path) -> FsError {
    let path = error.path().unwrap_or(root).to_owned();
    FsError { action: "list", path, source: error.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(root: &Path, files: &[(&str, &str)]) -> Manifest {
        for (path, text) in files {
            fs::write(&root.join(path), text.as_bytes()).unwrap();
        }
        let manifest = Manifest::of(files.iter().map(|(p, _)| (*p).to_owned()));
        fs::write(&root.join(MANIFEST), &manifest.to_bytes()).unwrap();
        manifest
    }

    #[test]
    fn file_by_file_gives_the_same_site_as_one_step() {
        let dir = tempfile::tempdir().unwrap();
        let (out, stage) = (dir.path().join("out"), dir.path().join("stage"));
        let before = tree(&out, &[("index.html", "1"), ("gone/index.html", "x")]);
        std::fs::write(out.join("mine.txt"), "mine").unwrap();
        let after = tree(&stage, &[("index.html", "2"), ("a/b/index.html", "y")]);
        in_place(&stage, &out, &before, &after).unwrap();
        let read = |p: &str| std::fs::read_to_string(out.join(p)).ok();
        assert_eq!(read("index.html").as_deref(), Some("2"));
        assert_eq!(read("a/b/index.html").as_deref(), Some("y"));
        assert_eq!(read("mine.txt").as_deref(), Some("mine"));
        assert!(!out.join("gone").exists() && !out.join(JOURNAL).exists() && !stage.exists());
        assert_eq!(Manifest::read(&out).unwrap().unwrap().files().count(), 3);
    }

    #[test]
    fn a_replacement_that_was_cut_short_is_known_by_its_journal() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        tree(&out, &[("index.html", "1")]);
        let journal = Manifest::of(["index.html".to_owned(), "half/index.html".to_owned()]);
        fs::write(&out.join(JOURNAL), &journal.to_bytes()).unwrap();
        assert!(Manifest::read(&out).unwrap().unwrap().has("half/index.html"));
    }

    #[test]
    fn what_came_in_during_the_swap_goes_back() {
        let dir = tempfile::tempdir().unwrap();
        let (old, out) = (dir.path().join("old"), dir.path().join("out"));
        tree(&old, &[("index.html", "1")]);
        std::fs::write(old.join("late.txt"), "mine").unwrap();
        tree(&out, &[("index.html", "2")]);
        retire(&old, &out).unwrap();
        assert_eq!(std::fs::read_to_string(out.join("late.txt")).unwrap(), "mine");
        assert_eq!(std::fs::read_to_string(out.join("index.html")).unwrap(), "2");
        assert!(!old.exists());
    }
}
