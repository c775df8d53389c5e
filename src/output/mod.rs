//! Stage 6: files of the site onto the disk, all of them or none.
//!
//! Files go into a tree beside the output folder, which then changes places with it
//! in one step. Files that Candor did not write are carried along and never removed;
//! a build that fails leaves the last good site as it is.

mod manifest;
mod replace;

pub use manifest::Manifest;

use crate::fs::{self, FsError};
use crate::site::{Artifact, Content};
use crate::source::MANIFEST;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use walkdir::WalkDir;

/// Why the site could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The folder has files and none of them is ours.
    #[error("the output folder `{}` is not ours: it has `{found}` and no site of Candor", path.display())]
    NotOurs {
        /// The folder.
        path: PathBuf,
        /// One of the files in it.
        found: String,
    },
    /// The site would stand over what it is made from.
    #[error("the output folder `{}` holds the library itself", path.display())]
    OverContent {
        /// The folder.
        path: PathBuf,
    },
    /// A file that is not ours stands where a page belongs.
    #[error("`{path}` in the output folder is not ours, and a page has that address")]
    Foreign {
        /// Its path in the site.
        path: String,
    },
    /// Two things want one address.
    #[error("two files of the site have the address `{path}`")]
    Twice {
        /// Their path in the site.
        path: String,
    },
    /// A path that leads out of the site.
    #[error("`{path}` leads out of the site")]
    Outside {
        /// The path.
        path: String,
    },
    /// Another build writes to the same folder.
    #[error("another build is writing to `{}`", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The disk failed while files were replaced one by one.
    #[error("{0}; the site is half replaced")]
    HalfReplaced(#[source] FsError),
    /// The disk failed before the site was touched.
    #[error(transparent)]
    Disk(#[from] FsError),
}

impl OutputError {
    /// The way out.
    pub fn help(&self) -> &'static str {
        match self {
            OutputError::NotOurs { .. } => "name an empty or new folder with --out, or remove the files yourself",
            OutputError::OverContent { .. } => "name a folder of its own with --out",
            OutputError::Foreign { .. } => "move that file away, or give the page another address",
            OutputError::Outside { .. } => "this is a mistake of Candor; please report it",
            OutputError::Twice { .. } => "rename one of the two documents or aliases",
            OutputError::Busy { .. } => "wait for it to end",
            OutputError::HalfReplaced(_) => "make room or mend the folder, and build again to complete it",
            OutputError::Disk(_) => "the last good site is as it was; make room or mend the folder, and build again",
        }
    }
}

/// Writes single files; tests put a failing one in its place.
pub trait Disk: Send + Sync {
    /// Writes a file whole.
    ///
    /// # Errors
    /// What the system says.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
}

/// The real disk.
#[derive(Debug)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        std::fs::write(path, bytes)
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many files the site has.
    pub files: usize,
    /// How many bytes they have.
    pub bytes: u64,
}

/// A site that is being written beside the folder that it will replace.
pub struct Staging {
    out: PathBuf,
    stage: PathBuf,
    before: Manifest,
    disk: Box<dyn Disk>,
    /// Sizes of the files written so far.
    written: Mutex<BTreeMap<String, u64>>,
    /// Folders that are known to exist.
    folders: Mutex<BTreeSet<PathBuf>>,
    /// Held so that no second build writes to the same folder; released when dropped.
    lock: Option<(File, PathBuf)>,
}

impl Staging {
    /// Begins to write the site of `out`; `content` is the folder it is made from.
    ///
    /// # Errors
    /// When the folder is not ours, holds the library, or is in use.
    pub fn begin(out: &Path, content: &Path, disk: Box<dyn Disk>) -> Result<Self, OutputError> {
        let out = real(out);
        if real(content).starts_with(&out) {
            return Err(OutputError::OverContent { path: out });
        }
        let before = owned(&out)?;
        let name = out.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let parent = out.parent().unwrap_or(&out).to_owned();
        fs::create_dir(&parent)?;
        let lock_path = parent.join(format!(".{name}.candor-lock"));
        let lock = lock(&lock_path, &out)?;
        let stage = parent.join(format!(".{name}.candor-new"));
        // Left behind by a run that was killed; what is not ours in it is in `out` too,
        // or goes back there.
        replace::retire(&stage, &out)?;
        fs::create_dir(&stage)?;
        Ok(Self {
            out,
            stage,
            before,
            disk,
            written: Mutex::default(),
            folders: Mutex::default(),
            lock: Some((lock, lock_path)),
        })
    }

    /// Takes a file of the site.
    ///
    /// # Errors
    /// When it cannot be written or its address is taken.
    pub fn put(&self, artifact: Artifact) -> Result<(), OutputError> {
        let Artifact { path, content } = artifact;
        let bytes = match content {
            Content::Bytes(bytes) => bytes,
            Content::Copy(from) => fs::read(&from)?,
        };
        // Whatever a name was made of, nothing is ever written outside the site.
        let inside = |c| matches!(c, std::path::Component::Normal(_));
        if !Path::new(&path).components().all(inside) {
            return Err(OutputError::Outside { path });
        }
        let size = bytes.len() as u64;
        if lock_of(&self.written).insert(path.clone(), size).is_some() {
            return Err(OutputError::Twice { path });
        }
        let to = self.stage.join(&path);
        self.make_folder(&to)?;
        // An unchanged file keeps its time stamp, which is what `rsync` looks at.
        let old = self.out.join(&path);
        let same = self.before.has(&path)
            && std::fs::symlink_metadata(&old).is_ok_and(|m| m.is_file() && m.len() == size)
            && std::fs::read(&old).is_ok_and(|b| b == bytes);
        if same && std::fs::hard_link(&old, &to).is_ok() {
            return Ok(());
        }
        fs::context(self.disk.write(&to, &bytes), "write", &to)?;
        Ok(())
    }

    fn make_folder(&self, file: &Path) -> Result<(), OutputError> {
        let Some(folder) = file.parent() else { return Ok(()) };
        if lock_of(&self.folders).contains(folder) {
            return Ok(());
        }
        fs::create_dir(folder)?;
        lock_of(&self.folders).insert(folder.to_owned());
        Ok(())
    }

    /// Puts the new site in the place of the old one.
    ///
    /// # Errors
    /// When a file cannot be written, or one that is not ours is in the way.
    pub fn finish(mut self) -> Result<Written, OutputError> {
        let written = std::mem::take(&mut *lock_of(&self.written));
        let manifest = Manifest::of(written.keys().cloned());
        let bytes = manifest.to_bytes();
        let path = self.stage.join(MANIFEST);
        fs::context(self.disk.write(&path, &bytes), "write", &path)?;
        replace::replace(&self.stage, &self.out, &self.before, &manifest)?;
        let total = written.values().sum();
        self.release();
        Ok(Written { files: written.len(), bytes: total })
    }

    fn release(&mut self) {
        if let Some((file, path)) = self.lock.take() {
            let removed = std::fs::remove_file(&path);
            drop((file, removed));
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // A build that failed: what was written goes, the last good site stays.
        if self.lock.is_some() {
            let removed = std::fs::remove_dir_all(&self.stage);
            drop(removed);
            self.release();
        }
    }
}

/// The value behind a lock; a thread that panicked leaves nothing half done in it.
fn lock_of<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A path without links; what does not exist yet stands in its real parent.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (absolute.parent(), absolute.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => absolute,
    }
}

/// The manifest of a folder that is ours, new or empty.
fn owned(out: &Path) -> Result<Manifest, OutputError> {
    if let Some(manifest) = Manifest::read(out)? {
        return Ok(manifest);
    }
    let not_ours = |found: String| OutputError::NotOurs { path: out.to_owned(), found };
    match std::fs::symlink_metadata(out) {
        Err(_) => return Ok(Manifest::default()),
        Ok(m) if !m.is_dir() => {
            return Err(not_ours(out.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()));
        }
        Ok(_) => {}
    }
    let first =
        WalkDir::new(out).sort_by_file_name().into_iter().filter_map(Result::ok).find(|e| !e.file_type().is_dir());
    match first {
        Some(entry) => Err(not_ours(fs::slashed(entry.path().strip_prefix(out).unwrap_or(entry.path())))),
        None => Ok(Manifest::default()),
    }
}

#[cfg(unix)]
fn lock(path: &Path, out: &Path) -> Result<File, OutputError> {
    use rustix::fs::{FlockOperation, flock};
    use std::os::unix::fs::MetadataExt;
    loop {
        let file = fs::context(File::create(path), "make", path)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Err(rustix::io::Errno::AGAIN) => return Err(OutputError::Busy { path: out.to_owned() }),
            // A file system without locks: better an unguarded build than none.
            Err(_) => return Ok(file),
            Ok(()) => {}
        }
        // The build before may have removed the file between opening and locking it.
        let here = std::fs::metadata(path).map(|m| m.ino());
        if here.is_ok_and(|ino| file.metadata().is_ok_and(|m| m.ino() == ino)) {
            return Ok(file);
        }
    }
}

#[cfg(not(unix))]
fn lock(path: &Path, _out: &Path) -> Result<File, OutputError> {
    Ok(fs::context(File::create(path), "make", path)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(staging: &Staging, path: &str, text: &str) {
        staging.put(Artifact { path: path.into(), content: Content::Bytes(text.into()) }).unwrap();
    }

    fn build(out: &Path, files: &[(&str, &str)]) -> Result<Written, OutputError> {
        let content = out.parent().unwrap().join("content");
        let staging = Staging::begin(out, &content, Box::new(RealDisk))?;
        for (path, text) in files {
            put(&staging, path, text);
        }
        staging.finish()
    }

    fn read(out: &Path, path: &str) -> String {
        std::fs::read_to_string(out.join(path)).unwrap_or_else(|_| format!("no {path}"))
    }

    /// A disk on which the third file finds no room.
    struct Full(std::sync::atomic::AtomicUsize);

    impl Disk for Full {
        fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
            if self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 2 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            RealDisk.write(path, bytes)
        }
    }

    #[test]
    fn a_new_site_replaces_the_old_one_and_keeps_what_is_not_ours() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        build(&out, &[("index.html", "1"), ("old/index.html", "x")]).unwrap();
        std::fs::write(out.join("CNAME"), "mine").unwrap();
        std::fs::create_dir(out.join("old/keep")).unwrap();
        std::fs::write(out.join("old/keep/note.txt"), "mine").unwrap();
        std::fs::create_dir_all(out.join(".git/refs/tags")).unwrap();
        let written = build(&out, &[("index.html", "2"), ("new/index.html", "y")]).unwrap();
        assert_eq!(written, Written { files: 2, bytes: 2 });
        assert_eq!(read(&out, "index.html"), "2");
        assert_eq!(read(&out, "old/index.html"), "no old/index.html");
        assert_eq!((read(&out, "CNAME").as_str(), read(&out, "old/keep/note.txt").as_str()), ("mine", "mine"));
        assert!(out.join(".git/refs/tags").is_dir(), "an empty folder that is not ours stays");
        let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["public"], "nothing is left beside the site");
    }

    #[test]
    fn a_folder_that_is_not_ours_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("thesis.txt"), "x").unwrap();
        let error = build(dir.path(), &[("index.html", "1")]).unwrap_err();
        assert!(matches!(&error, OutputError::NotOurs { found, .. } if found == "thesis.txt"), "{error}");
        assert_eq!(read(dir.path(), "thesis.txt"), "x");
    }

    #[test]
    fn a_foreign_file_in_the_way_is_refused_and_the_site_stays() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        build(&out, &[("index.html", "1")]).unwrap();
        std::fs::write(out.join("about.html"), "mine").unwrap();
        let error = build(&out, &[("index.html", "2"), ("about.html", "ours")]).unwrap_err();
        assert!(matches!(error, OutputError::Foreign { .. }), "{error}");
        assert_eq!((read(&out, "index.html").as_str(), read(&out, "about.html").as_str()), ("1", "mine"));
    }

    #[test]
    fn a_full_disk_leaves_the_last_good_site() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        build(&out, &[("index.html", "good")]).unwrap();
        let content = dir.path().join("content");
        let staging = Staging::begin(&out, &content, Box::new(Full(std::sync::atomic::AtomicUsize::new(0)))).unwrap();
        put(&staging, "index.html", "new");
        put(&staging, "a.html", "a");
        let third = Artifact { path: "b.html".into(), content: Content::Bytes(b"b".to_vec()) };
        let error = staging.put(third).unwrap_err();
        assert!(error.to_string().contains("no space is left on the disk"), "{error}");
        drop(staging);
        assert_eq!(read(&out, "index.html"), "good");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "the half-written tree is gone");
    }

    #[test]
    fn an_unchanged_file_keeps_its_time_stamp() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        build(&out, &[("a.html", "same"), ("b.html", "1")]).unwrap();
        let time = |p: &str| std::fs::metadata(out.join(p)).unwrap().modified().unwrap();
        let (a, b) = (time("a.html"), time("b.html"));
        std::thread::sleep(std::time::Duration::from_millis(20));
        build(&out, &[("a.html", "same"), ("b.html", "2")]).unwrap();
        assert_eq!(time("a.html"), a);
        assert_ne!(time("b.html"), b);
    }

    #[test]
    fn two_builds_at_once_do_not_mix() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        let first = Staging::begin(&out, dir.path().join("content").as_path(), Box::new(RealDisk)).unwrap();
        assert!(matches!(build(&out, &[]), Err(OutputError::Busy { .. })));
        drop(first);
        build(&out, &[("index.html", "1")]).unwrap();
    }

    #[test]
    fn the_library_itself_is_never_the_output() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("content")).unwrap();
        let begun = Staging::begin(dir.path(), &dir.path().join("content"), Box::new(RealDisk));
        assert!(matches!(begun, Err(OutputError::OverContent { .. })));
    }
}
