//! Files below a folder, reached through no symbolic link.
//!
//! A folder that is filled from elsewhere may hold a link that somebody put there. Every
//! folder on the way is opened by its name in the one before, without following links,
//! so that none can be put in between while a file is written.

use super::{FsError, Result};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, mkdirat, openat, renameat, unlinkat};
use rustix::io::Errno;
use std::fs;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

/// Whether a file system error says that a symbolic link stood in the way.
pub fn is_refused_link(error: &FsError) -> bool {
    error.source.raw_os_error() == Some(Errno::LOOP.raw_os_error())
}

/// Where a path begins whose parts are looked at one by one, and these parts.
///
/// An absolute path is taken up to its last part as the user gave it: that a system's
/// own folders are links is none of our business.
fn parts(folder: &Path) -> (PathBuf, Vec<PathBuf>) {
    if folder.is_absolute() {
        return match (folder.parent(), folder.file_name()) {
            (Some(parent), Some(name)) => (parent.to_owned(), vec![name.into()]),
            _ => (folder.to_owned(), Vec::new()),
        };
    }
    let names = folder.components().filter(|c| *c != Component::CurDir).map(|c| PathBuf::from(c.as_os_str())).collect();
    (PathBuf::from("."), names)
}

/// A folder that is written into.
#[derive(Debug)]
pub struct Target {
    base: PathBuf,
    folder: Vec<PathBuf>,
}

impl Target {
    /// A folder, which need not be there.
    pub fn new(folder: &Path) -> Self {
        let (base, folder) = parts(folder);
        Self { base, folder }
    }

    /// A folder below another one, of which each part is looked at.
    pub fn below(base: &Path, folder: &Path) -> Self {
        let names = folder.components().filter(|c| *c != Component::CurDir);
        Self { base: base.to_owned(), folder: names.map(|c| PathBuf::from(c.as_os_str())).collect() }
    }

    /// The path of a file in the folder.
    pub fn path(&self, file: &str) -> PathBuf {
        let mut path = if self.base == Path::new(".") { PathBuf::new() } else { self.base.clone() };
        path.extend(&self.folder);
        path.push(file);
        path
    }

    /// Every part of the way to a file, the file's own name last.
    fn way<'a>(&'a self, file: &'a str) -> impl Iterator<Item = &'a Path> {
        self.folder.iter().map(PathBuf::as_path).chain(Path::new(file).iter().map(Path::new))
    }

    /// Whether there is a file already. Nothing is written.
    ///
    /// # Errors
    /// When a part of the way is a symbolic link, or no folder.
    pub fn has(&self, file: &str) -> Result<bool> {
        let mut path = self.base.clone();
        let count = self.way(file).count();
        for (at, part) in self.way(file).enumerate() {
            path.push(part);
            let found = match fs::symlink_metadata(&path) {
                Ok(found) => found,
                Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
                other => super::context(other, "look at", &path)?,
            };
            let is_last = at + 1 == count;
            if found.is_symlink() {
                return Err(refused(&path, Errno::LOOP));
            }
            if !is_last && !found.is_dir() {
                return Err(refused(&path, Errno::NOTDIR));
            }
        }
        Ok(true)
    }

    /// Writes a file that must not be there yet, making the folders above it.
    ///
    /// # Errors
    /// When it is there, when a part of the way is a symbolic link, or when the disk
    /// says no; a file that could not be written whole is taken away again.
    pub fn write_new(&self, file: &str, bytes: &[u8]) -> Result<()> {
        super::create_dir(&self.base)?;
        let (here, name, path) = self.open(file, true)?;
        write_new_at(&here, name, Mode::from_raw_mode(0o666), bytes, &path).map(drop)
    }

    /// Replaces the bytes of a file by others in one step, unless it has changed since it was
    /// read; gives whether it was replaced. Its rights stay, and its owner where the system
    /// allows that.
    ///
    /// # Errors
    /// When a part of the way or the file is a symbolic link, when the file may not be
    /// written, or when the disk says no. The file is as it was then.
    pub fn replace(&self, file: &str, old: &[u8], new: &[u8]) -> Result<bool> {
        let (here, name, path) = self.open(file, false)?;
        // Open for writing, so that what may not be written is not replaced either.
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = openat(&here, name, flags, Mode::empty()).map_err(|error| refused(&path, error))?;
        let mut opened = fs::File::from(opened);
        let found = super::context(opened.metadata(), "look at", &path)?;
        if !found.is_file() {
            return Err(refused(&path, Errno::INVAL));
        }
        // To the system's administrator every file can be written; its owner still said no.
        if found.mode() & 0o222 == 0 {
            return Err(refused(&path, Errno::ACCESS));
        }
        let beside = format!(".candor-{}.tmp", std::process::id());
        let beside = Path::new(&beside);
        let mode = Mode::from_raw_mode(0o600);
        let written = write_new_at(&here, beside, mode, new, &path).and_then(|made| {
            // Where that is not allowed, a file of somebody else's becomes ours, as with any editor.
            let _ = fchown(&made, Some(found.uid()), Some(found.gid()));
            super::context(made.set_permissions(found.permissions()), "write", &path)?;
            super::context(made.sync_all(), "write", &path)?;
            let mut now = Vec::new();
            super::context(opened.read_to_end(&mut now), "read", &path)?;
            if now != old {
                return Ok(false);
            }
            renameat(&here, beside, &here, name).map_err(|error| refused(&path, error))?;
            Ok(true)
        });
        if !matches!(written, Ok(true))
            && !matches!(&written, Err(e) if e.source.kind() == io::ErrorKind::AlreadyExists)
        {
            unlinkat(&here, beside, AtFlags::empty()).or_else(gone).map_err(|error| refused(&path, error))?;
        }
        written
    }

    /// Opens the folder of a file, part by part, and gives it with the file's own name and
    /// its path; `make` makes folders that are not there.
    fn open<'a>(&'a self, file: &'a str, make: bool) -> Result<(OwnedFd, &'a Path, PathBuf)> {
        let directory = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut path = self.base.clone();
        let base = OFlags::DIRECTORY | OFlags::CLOEXEC;
        let mut here: OwnedFd = openat(CWD, &self.base, base, Mode::empty()).map_err(|e| refused(&path, e))?;
        let mut way: Vec<&Path> = self.way(file).collect();
        let Some(name) = way.pop() else { return Err(refused(&path, Errno::ISDIR)) };
        for part in way {
            path.push(part);
            if make {
                match mkdirat(&here, part, Mode::from_raw_mode(0o777)) {
                    Ok(()) | Err(Errno::EXIST) => {}
                    Err(error) => return Err(refused(&path, error)),
                }
            }
            here = openat(&here, part, directory, Mode::empty()).map_err(|error| {
                // A link that is asked for as a folder is said to be none.
                let is_link = fs::symlink_metadata(&path).is_ok_and(|m| m.is_symlink());
                refused(&path, if is_link { Errno::LOOP } else { error })
            })?;
        }
        path.push(name);
        Ok((here, name, path))
    }
}

/// Writes a file that must not be there yet into an open folder; one that could not be
/// written whole is taken away again.
fn write_new_at(here: &OwnedFd, name: &Path, mode: Mode, bytes: &[u8], path: &Path) -> Result<fs::File> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut opened = fs::File::from(openat(here, name, flags, mode).map_err(|error| refused(path, error))?);
    let written = opened.write_all(bytes);
    if written.is_err() {
        // Half a file would be taken for a whole one by the next run.
        unlinkat(here, name, AtFlags::empty()).map_err(|error| refused(path, error))?;
    }
    super::context(written, "write", path)?;
    Ok(opened)
}

/// A file that is gone already need not be taken away.
fn gone(error: Errno) -> std::result::Result<(), Errno> {
    if error == Errno::NOENT { Ok(()) } else { Err(error) }
}

fn refused(path: &Path, errno: Errno) -> FsError {
    FsError { action: "write", path: path.to_owned(), source: errno.into() }
}

/// Whether a path below a folder is a regular file that is not hidden and that no
/// symbolic link leads to.
pub fn is_regular_below(folder: &Path, path: &str) -> bool {
    let mut at = folder.to_owned();
    let mut is_file = false;
    for part in path.split('/') {
        at.push(part);
        let found = fs::symlink_metadata(&at).ok().filter(|m| !m.is_symlink() && !part.starts_with('.'));
        let Some(found) = found else { return false };
        is_file = found.is_file();
    }
    is_file
}

/// What stands below a folder, hidden files aside.
#[derive(Debug, Default)]
pub struct Listing {
    /// Regular files, as paths below the folder with `/` between the parts, sorted.
    pub files: Vec<String>,
    /// Symbolic links, which are not followed.
    pub links: Vec<String>,
    /// What cannot be read, or has a name that is no text.
    pub unreadable: Vec<String>,
}

/// Lists what stands below a folder.
pub fn list(folder: &Path) -> Listing {
    let mut found = Listing::default();
    let is_hidden = |e: &walkdir::DirEntry| e.depth() > 0 && e.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|e| !is_hidden(e)) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.unreadable.extend(error.path().map(|p| super::slashed(p.strip_prefix(folder).unwrap_or(p))));
                continue;
            }
        };
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let name = super::slashed(path);
        let kind = entry.file_type();
        if kind.is_symlink() && entry.depth() > 0 {
            found.links.push(name);
        } else if kind.is_file() && path.to_str().is_none() {
            found.unreadable.push(name);
        } else if kind.is_file() {
            found.files.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_has_changed_since_it_was_read_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let target = Target::new(dir.path());
        let there = || fs::read_to_string(dir.path().join("a.md")).unwrap();
        fs::write(dir.path().join("a.md"), "mine").unwrap();
        assert!(!target.replace("a.md", b"as it was read", b"new").unwrap());
        assert_eq!(there(), "mine");
        assert!(target.replace("a.md", b"mine", b"new").unwrap());
        assert_eq!(there(), "new");
        assert_eq!(list(dir.path()).files, ["a.md"]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_symbolic_link_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("real.md"), "real").unwrap();
        std::os::unix::fs::symlink("real.md", dir.path().join("link.md")).unwrap();
        let error = Target::new(dir.path()).replace("link.md", b"real", b"new").unwrap_err();
        assert!(is_refused_link(&error), "{error}");
        assert_eq!(fs::read_to_string(dir.path().join("real.md")).unwrap(), "real");
    }
}
