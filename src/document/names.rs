//! What other documents can name of each document, kept under `.candor/`, so that a few files
//! can be checked without reading the library.
//!
//! An entry is valid for the same path, size and time of change, and for the same program and
//! settings. Texts are not in it; ids, titles and names are, so only its owner may read it.

use super::{Body, Dates, Document, Fields, Parsed, Special};
use crate::fs;
use crate::source::SourceFile;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::Path;

/// The name of the file in the cache folder.
const FILE: &str = "names.bin";

/// A file within this many nanoseconds of the last run may change again without a new time stamp.
const RACY: i128 = 2_000_000_000;

/// How many files are read together: parts are read by several threads.
const PART: usize = 512;

#[derive(Serialize, Deserialize)]
struct Head {
    fingerprint: String,
    written: i128,
    /// Bytes of each part.
    parts: Vec<usize>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    path: String,
    size: u64,
    modified: i128,
    documents: Vec<Document>,
}

/// What is known of the names of documents.
pub struct Names {
    written: i128,
    entries: HashMap<String, Entry>,
}

impl Names {
    /// Opens what is kept in a folder; none when it is of another version or other settings.
    pub fn open(folder: &Path, fingerprint: &str) -> Option<Self> {
        let bytes = fs::read(&folder.join(FILE)).ok()?;
        let (head, mut rest) = postcard::take_from_bytes::<Head>(&bytes).ok()?;
        if head.fingerprint != fingerprint {
            return None;
        }
        let mut parts = Vec::with_capacity(head.parts.len());
        for len in head.parts {
            let (part, tail) = rest.split_at_checked(len)?;
            parts.push(part);
            rest = tail;
        }
        let read: Vec<Option<Vec<Entry>>> = parts.into_par_iter().map(|part| postcard::from_bytes(part).ok()).collect();
        let mut entries = HashMap::new();
        for part in read {
            entries.extend(part?.into_iter().map(|entry| (entry.path.clone(), entry)));
        }
        Some(Self { written: head.written, entries })
    }

    /// The documents of a file by their names alone; none when it may have changed.
    pub fn take(&mut self, file: &SourceFile) -> Option<Parsed> {
        let entry = self.entries.get(&file.path)?;
        let same = entry.size == file.size && entry.modified == file.modified && file.modified != 0;
        if !same || self.written - file.modified <= RACY {
            return None;
        }
        let documents = self.entries.remove(&file.path)?.documents;
        Some(Parsed { documents, problems: crate::diagnostic::Diagnostics::new() })
    }

    /// Keeps the names of all documents; `now` is nanoseconds since 1970.
    ///
    /// # Errors
    /// When the folder cannot be written, which only makes a later run slower.
    pub fn save(
        folder: &Path,
        fingerprint: &str,
        files: &[SourceFile],
        documents: &[Document],
        now: i128,
    ) -> fs::Result<()> {
        fs::claim_cache_dir(folder)?;
        let mut by_file: HashMap<&str, Vec<Document>> = HashMap::new();
        for document in documents {
            by_file.entry(&document.file).or_default().push(names_of(document));
        }
        let entries: Vec<Entry> = files
            .iter()
            .map(|file| Entry {
                path: file.path.clone(),
                size: file.size,
                modified: file.modified,
                documents: by_file.remove(file.path.as_str()).unwrap_or_default(),
            })
            .collect();
        let parts: Vec<Vec<u8>> =
            entries.par_chunks(PART).filter_map(|part| postcard::to_allocvec(part).ok()).collect();
        let head =
            Head { fingerprint: fingerprint.to_owned(), written: now, parts: parts.iter().map(Vec::len).collect() };
        let mut bytes = postcard::to_allocvec(&head).unwrap_or_default();
        for part in &parts {
            bytes.extend_from_slice(part);
        }
        fs::replace(&folder.join(FILE), &bytes)
    }

    /// Whether anything is kept in a folder.
    pub fn are_in(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }
}

/// A document with nothing but what others can name of it, and what says for whom it is.
fn names_of(document: &Document) -> Document {
    let f = &document.fields;
    Document {
        path: document.path.clone(),
        file: document.file.clone(),
        name: document.name.clone(),
        role: document.role,
        fields: Fields {
            id: f.id.clone(),
            title: f.title.clone(),
            services: f.services.clone(),
            tags: f.tags.clone(),
            aliases: f.aliases.clone(),
            audience: f.audience.clone(),
            ..Fields::default()
        },
        special: Special { name: document.special.name.clone(), ..Special::default() },
        timeline: Vec::new(),
        sections: Vec::new(),
        not_understood: Vec::new(),
        dates: Dates {
            day_first: document.dates.day_first,
            month_first: document.dates.month_first,
            ..Dates::default()
        },
        body: Body { anchors: document.body.anchors.clone(), ..Body::default() },
        head: String::new(),
    }
}
