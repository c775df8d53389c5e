//! An index that can be searched and exported.

use super::meta::{Meta, VERSION};
use super::schema::{Fields, schema};
use super::vocabulary::Vocabulary;
use crate::fs::{self, FsError};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tantivy::directory::MmapDirectory;
use tantivy::{Index as Tantivy, ReloadPolicy, Searcher, TantivyError};

/// The file that holds [`Meta`].
pub(super) const META: &str = "meta";
/// The file that holds the vocabulary.
pub(super) const VOCABULARY: &str = "vocabulary";
/// The file that holds relatives.
pub(super) const RELATIVES: &str = "relatives";

/// Why an index could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// A file operation failed.
    #[error(transparent)]
    Disk(#[from] FsError),
    /// tantivy failed.
    #[error("the search index: {0}")]
    Tantivy(#[from] TantivyError),
    /// A file of the index is broken or of another version.
    #[error("the search index: {0}")]
    Format(#[from] postcard::Error),
    /// tantivy's files could not be read.
    #[error("the search index: {0}")]
    Read(#[from] std::io::Error),
}

/// An index that can be searched and exported.
pub struct Index {
    pub(super) fields: Fields,
    pub(super) meta: Meta,
    pub(super) searcher: Searcher,
    vocabulary: OnceLock<Vocabulary>,
    relatives: OnceLock<Vec<u8>>,
    folder: Option<PathBuf>,
}

impl Index {
    pub(super) fn new(
        tantivy: &Tantivy,
        meta: Meta,
        held: Option<(Vocabulary, Vec<u8>)>,
        folder: Option<PathBuf>,
    ) -> Result<Self, IndexError> {
        let (expected, fields) = schema();
        if tantivy.schema() != expected || meta.version != VERSION {
            return Err(TantivyError::SchemaError("written by another version".into()).into());
        }
        // The files never change, so nothing watches them.
        let searcher = tantivy.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher();
        let (vocabulary, relatives) = match held {
            Some((vocabulary, relatives)) => (vocabulary.into(), relatives.into()),
            None => (OnceLock::new(), OnceLock::new()),
        };
        Ok(Self { fields, meta, searcher, vocabulary, relatives, folder })
    }

    /// Opens the index in a folder.
    ///
    /// # Errors
    /// When there is none or it is of another version.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let meta: Meta = postcard::from_bytes(&fs::read(&folder.join(META))?)?;
        let directory = MmapDirectory::open(folder).map_err(TantivyError::from)?;
        Self::new(&Tantivy::open(directory)?, meta, None, Some(folder.to_owned()))
    }

    /// How many incidents it holds.
    pub fn len(&self) -> usize {
        self.meta.n as usize
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.meta.n == 0
    }

    /// The vocabulary, which is read when it is first needed.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub(super) fn vocabulary(&self) -> Result<&Vocabulary, IndexError> {
        if let Some(known) = self.vocabulary.get() {
            return Ok(known);
        }
        let read = match &self.folder {
            Some(folder) => postcard::from_bytes(&fs::read(&folder.join(VOCABULARY))?)?,
            None => Vocabulary::default(),
        };
        Ok(self.vocabulary.get_or_init(|| read))
    }

    /// The relatives of all incidents as they are kept, which are read when they are first needed.
    ///
    /// # Errors
    /// When their file cannot be read.
    pub(super) fn kin(&self) -> Result<&[u8], IndexError> {
        if let Some(known) = self.relatives.get() {
            return Ok(known);
        }
        let read = match &self.folder {
            Some(folder) => fs::read(&folder.join(RELATIVES))?,
            None => Vec::new(),
        };
        Ok(self.relatives.get_or_init(|| read))
    }
}
