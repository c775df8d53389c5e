//! Tells whether an index was made from what the library holds now.

use crate::config::Config;
use crate::fs;
use crate::library::Selection;
use crate::source::Source;
use std::path::{Path, PathBuf};

/// A digest of everything that an index depends on: the files with size and time of
/// change, the configuration, and which documents are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp(String);

/// The file beside an index that holds its stamp.
const FILE: &str = "stamp";

impl Stamp {
    /// The stamp of what a walk has found.
    pub fn of(source: &Source, config: &Config, selection: &Selection) -> Self {
        let mut hasher = blake3::Hasher::new();
        let mut put = |text: &str| {
            hasher.update(text.as_bytes());
            hasher.update(&[0]);
        };
        put(&config.fingerprint);
        put(&format!("{selection:?} {:?}", config.severities));
        let own = [&config.vocabulary, &config.glossary, &config.search_words].map(Clone::clone);
        let files = std::iter::once(Some(config.root.join(crate::config::FILE))).chain(own);
        for path in files.flatten() {
            let bytes = fs::read(&path).unwrap_or_default();
            put(blake3::hash(&bytes).to_hex().as_str());
        }
        for file in &source.files {
            put(&format!("{} {} {}", file.path, file.size, file.modified));
        }
        Self(hasher.finalize().to_hex().to_string())
    }

    /// Where the index with this stamp belongs, in the folder of indexes.
    pub fn place(&self, folder: &Path) -> PathBuf {
        folder.join(&self.0[..16])
    }

    /// Whether the folder of indexes has one with this stamp.
    pub fn is_in(&self, folder: &Path) -> bool {
        fs::read_text(&self.place(folder).join(FILE)).is_ok_and(|text| text == self.0)
    }

    /// Puts this stamp on the index in a folder.
    pub(super) fn put_on(&self, folder: &Path) -> fs::Result<()> {
        fs::write(&folder.join(FILE), self.0.as_bytes())
    }
}
