//! File access whose errors name the path.

mod below;

pub use below::{Listing, Target, is_refused_link, is_regular_below, list};

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file operation that failed, with what was tried and where.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} `{}`: {}", path.display(), reason(source))]
pub struct FsError {
    /// What was tried, as a verb ("read", "write").
    pub action: &'static str,
    /// The file or folder.
    pub path: PathBuf,
    /// What the system answered.
    #[source]
    pub source: io::Error,
}

/// The system's reason in plain words, without its error number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "no space is left on the disk".to_owned(),
        io::ErrorKind::FileTooLarge => "the file would be larger than the system allows".to_owned(),
        io::ErrorKind::QuotaExceeded => "the disk quota is used up".to_owned(),
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::NotADirectory => "it is not a folder".to_owned(),
        _ if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => "it is a symbolic link".to_owned(),
        _ => error.to_string(),
    }
}

/// The result of a file operation.
pub type Result<T> = std::result::Result<T, FsError>;

/// Names the path and the action of an error.
pub fn context<T>(result: io::Result<T>, action: &'static str, path: &Path) -> Result<T> {
    result.map_err(|source| FsError { action, path: path.to_owned(), source })
}

/// The bytes of a regular file. A named pipe, socket or device is refused rather
/// than waited for.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let refuse = |m: &str| io::Error::new(io::ErrorKind::InvalidInput, m);
    context(
        (|| {
            // Looking before opening: opening a named pipe would wait for a writer.
            if !fs::metadata(path)?.is_file() {
                return Err(refuse("it is not a regular file"));
            }
            let mut bytes = Vec::new();
            fs::File::open(path)?.read_to_end(&mut bytes)?;
            Ok(bytes)
        })(),
        "read",
        path,
    )
}

/// The text of a regular file that must be UTF-8.
pub fn read_text(path: &Path) -> Result<String> {
    let bytes = read(path)?;
    context(
        String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text")),
        "read",
        path,
    )
}

/// Writes a file whole, making the folders above it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        create_dir(parent)?;
    }
    context(fs::write(path, bytes), "write", path)
}

/// Writes a file that must not be there yet, making the folders above it.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        create_dir(parent)?;
    }
    let written = fs::File::create_new(path).and_then(|mut f| io::Write::write_all(&mut f, bytes));
    context(written, "write", path)
}

/// Makes a folder and the folders above it.
pub fn create_dir(path: &Path) -> Result<()> {
    context(fs::create_dir_all(path), "make the folder", path)
}

/// The file by which backup tools, and Candor itself, know a cache folder
/// (the Cache Directory Tagging Specification, bford.info/cachedir).
const CACHE_TAG: &str = "CACHEDIR.TAG";

/// What stands in it: the signature of the specification, and whose it is.
const CACHE_TAG_TEXT: &str =
    "Signature: 8a477f597d28d172789f06886806bc55\n# This folder holds a cache of Candor and can be removed.\n";

/// Makes the folder of a cache, which only its owner can look into, and tags it as ours.
///
/// # Errors
/// When it cannot be made, or is there, not empty and not ours: a folder that was named
/// by mistake is neither written to nor protected from others.
pub fn claim_cache_dir(path: &Path) -> Result<()> {
    let tag = path.join(CACHE_TAG);
    if fs::read_to_string(&tag).is_ok_and(|text| text == CACHE_TAG_TEXT) {
        return Ok(());
    }
    let empty = || fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    if fs::symlink_metadata(path).is_ok() && !empty() {
        let error = io::Error::new(io::ErrorKind::AlreadyExists, "it is not a cache of Candor");
        return context(Err(error), "use the folder", path);
    }
    create_dir(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        context(fs::set_permissions(path, fs::Permissions::from_mode(0o700)), "protect", path)?;
    }
    write(&tag, CACHE_TAG_TEXT.as_bytes())
}

/// Writes a file whole or not at all: beside its place, and then there. Of two runs at once each writes
/// its own, and the last one to finish stays.
///
/// # Errors
/// When the file cannot be written; then what was there before still is.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let fresh = path.with_extension(format!("new-{}", std::process::id()));
    write(&fresh, bytes).and_then(|()| rename(&fresh, path)).or_else(|error| {
        remove_file(&fresh)?;
        Err(error)
    })
}

/// Renames a file or folder.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    context(fs::rename(from, to), "rename", from)
}

/// Removes a file; one that is not there is fine.
pub fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => context(other, "remove", path),
    }
}

/// A path relative to a folder, with `/` between the parts.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}
