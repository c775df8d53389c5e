//! The list of files that Candor wrote, kept in the site; only these are ever removed.

use crate::fs::{self, FsError};
use crate::source::MANIFEST;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path};

/// The file that lists what a replacement in place has begun to write.
pub(super) const JOURNAL: &str = ".candor-journal.json";

/// Files of a site that Candor wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    version: u32,
    files: BTreeSet<String>,
}

impl Manifest {
    /// The manifest of some files.
    pub(super) fn of(files: impl IntoIterator<Item = String>) -> Self {
        Self { version: 1, files: files.into_iter().collect() }
    }

    /// The manifest of a site, with what an interrupted replacement had begun.
    pub(super) fn read(out: &Path) -> Result<Option<Self>, FsError> {
        let one = |name: &str| -> Result<Option<Self>, FsError> {
            let path = out.join(name);
            match fs::read(&path) {
                Ok(bytes) => {
                    let parsed = serde_json::from_slice(&bytes).map_err(io::Error::other);
                    fs::context(parsed, "read the list of files in", &path).map(Some)
                }
                Err(error) if error.source.kind() == io::ErrorKind::NotFound => Ok(None),
                // The folder itself may be a file.
                Err(error) if error.source.kind() == io::ErrorKind::NotADirectory => Ok(None),
                Err(error) => Err(error),
            }
        };
        let (manifest, journal) = (one(MANIFEST)?, one(JOURNAL)?);
        if manifest.is_none() && journal.is_none() {
            return Ok(None);
        }
        // A list that somebody else wrote must not name files outside.
        let inside = |f: &String| Path::new(f).components().all(|c| matches!(c, Component::Normal(_)));
        let files = manifest.into_iter().chain(journal).flat_map(|m| m.files).filter(inside);
        Ok(Some(Self::of(files.chain([JOURNAL.to_owned()]))))
    }

    /// Whether a file is ours.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Whether any of our files is below a folder.
    pub(super) fn has_below(&self, folder: &str) -> bool {
        let start = format!("{folder}/");
        self.files.range(start.clone()..).next().is_some_and(|f| f.starts_with(&start))
    }

    /// Our files in the order of their paths.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The files of both.
    pub(super) fn union(&self, other: &Self) -> Self {
        Self::of(self.files.union(&other.files).cloned())
    }

    /// The manifest as it is stored.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
