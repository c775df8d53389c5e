//! Writing and opening the index.

use super::Stamp;
use super::tokens;
use crate::fs::{self, FsError};
use crate::library::Library;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tantivy::directory::{Directory, MmapDirectory, RamDirectory};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index as Tantivy, TantivyDocument, TantivyError};

/// What the writer may hold in memory before it spills, in bytes. Large enough that
/// it never makes a second segment at the sizes that Candor is measured at.
const BUDGET: usize = 512 << 20;

/// Why an index could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// A file operation failed.
    #[error(transparent)]
    Disk(#[from] FsError),
    /// tantivy failed.
    #[error("the search index: {0}")]
    Tantivy(#[from] TantivyError),
}

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) title: Field,
    /// Services, factors, tags.
    pub(super) names: Field,
    pub(super) alerts: Field,
    pub(super) summary: Field,
    pub(super) text: Field,
    /// What a hit shows, as JSON.
    pub(super) card: Field,
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokens::NAME)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let indexed = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        title: builder.add_text_field("title", indexed.clone()),
        names: builder.add_text_field("names", indexed.clone()),
        alerts: builder.add_text_field("alerts", indexed.clone()),
        summary: builder.add_text_field("summary", indexed.clone()),
        text: builder.add_text_field("text", indexed.set_stored()),
        card: builder.add_text_field("card", STORED),
    };
    (builder.build(), fields)
}

/// An index that can be searched.
pub struct Index {
    pub(super) tantivy: Tantivy,
    pub(super) fields: Fields,
}

/// Writes the index of a library into a folder, or into memory where it cannot.
pub struct Writer {
    folder: Option<PathBuf>,
}

impl Writer {
    /// A writer into `folder`, which holds one index a state of the library.
    pub fn to(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// A writer into memory.
    pub fn in_memory() -> Self {
        Self { folder: None }
    }

    /// Writes the index of a library; `language` chooses the stemmer.
    ///
    /// # Errors
    /// When the folder cannot be written or tantivy fails.
    pub fn write(
        &self,
        library: &Library,
        scale: &crate::config::Scale,
        language: &str,
        stamp: &Stamp,
    ) -> Result<Index, IndexError> {
        let Some(folder) = &self.folder else {
            return fill(RamDirectory::create(), library, scale, language);
        };
        fs::claim_cache_dir(folder.parent().unwrap_or(folder))?;
        // Two runs at once each write their own, and the first one to finish stays: the
        // name says what is in it, so nobody who reads it loses it to a like one.
        let fresh = folder.join(format!("new-{}", std::process::id()));
        let place = stamp.place(folder);
        remove_dir(&fresh)?;
        fs::create_dir(&fresh)?;
        let directory = MmapDirectory::open(&fresh).map_err(TantivyError::from)?;
        fill(directory, library, scale, language)?;
        stamp.put_on(&fresh)?;
        if std::fs::rename(&fresh, &place).is_err() {
            remove_dir(&fresh)?;
        }
        remove_others(folder, &place);
        Index::open(&place, language)
    }
}

/// How long a half-written index may lie before it is surely nobody's.
const ABANDONED: Duration = Duration::from_hours(1);

/// Removes indexes of earlier states. One that is in use goes with its next run.
fn remove_others(folder: &Path, keep: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let unfinished = entry.file_name().as_encoded_bytes().starts_with(b"new-");
        let age = entry.metadata().ok().and_then(|m| m.modified().ok()).and_then(|m| m.elapsed().ok());
        if entry.path() != keep && (!unfinished || age.is_some_and(|a| a > ABANDONED)) {
            drop(std::fs::remove_dir_all(entry.path()));
        }
    }
}

fn remove_dir(path: &Path) -> Result<(), FsError> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => fs::context(other, "remove", path),
    }
}

impl Index {
    /// Opens the index in a folder.
    ///
    /// # Errors
    /// When there is none or it is of another version.
    pub fn open(folder: &Path, language: &str) -> Result<Self, IndexError> {
        let directory = MmapDirectory::open(folder).map_err(TantivyError::from)?;
        let tantivy = Tantivy::open(directory)?;
        tantivy.tokenizers().register(tokens::NAME, tokens::analyzer(language));
        let (expected, fields) = schema();
        if tantivy.schema() != expected {
            return Err(TantivyError::SchemaError("written by another version".into()).into());
        }
        Ok(Self { tantivy, fields })
    }
}

fn fill(
    directory: impl Into<Box<dyn Directory>>,
    library: &Library,
    scale: &crate::config::Scale,
    language: &str,
) -> Result<Index, IndexError> {
    let (schema, fields) = schema();
    let tantivy = Tantivy::builder().schema(schema);
    let manager = tantivy::tokenizer::TokenizerManager::default();
    manager.register(tokens::NAME, tokens::analyzer(language));
    let mut writer = tantivy.tokenizers(manager.clone()).single_segment_index_writer(directory, BUDGET)?;
    for at in 0..library.incidents.len() {
        writer.add_document(document(library, scale, at, fields))?;
    }
    let mut tantivy = writer.finalize()?;
    tantivy.set_tokenizers(manager);
    Ok(Index { tantivy, fields })
}

/// What the index holds of an incident.
fn document(library: &Library, scale: &crate::config::Scale, at: usize, fields: Fields) -> TantivyDocument {
    let incident = &library.incidents[at];
    let source = library.document_of(at);
    let mut document = TantivyDocument::new();
    document.add_text(fields.title, source.title());
    for service in &incident.services {
        document.add_text(fields.names, &library.services[*service].name.name);
    }
    for factor in &incident.factors {
        document.add_text(fields.names, &library.factors[*factor].entry.name);
    }
    for tag in &incident.tags {
        document.add_text(fields.names, &library.tags[*tag].name.name);
    }
    for alert in &source.fields.alerts {
        document.add_text(fields.alerts, &alert.value);
    }
    if let Some(summary) = source.fields.summary() {
        document.add_text(fields.summary, summary);
    }
    let mut text = String::new();
    for section in &source.body.sections {
        if let Some(heading) = section.heading {
            text.push_str(&source.body.headings[heading].text);
            text.push('\n');
        }
        text.push_str(&section.text);
        text.push('\n');
    }
    document.add_text(fields.text, &text);
    document.add_text(fields.card, card(library, scale, at).to_string());
    document
}

/// What a hit shows of an incident: the fields of `candor search --format json`.
fn card(library: &Library, scale: &crate::config::Scale, at: usize) -> serde_json::Value {
    let incident = &library.incidents[at];
    let source = library.document_of(at);
    let severity = source
        .fields
        .severity
        .as_ref()
        .map(|raw| incident.level.map_or_else(|| raw.value.clone(), |l| scale.levels()[l].name.clone()));
    serde_json::json!({
        "id": incident.id,
        "title": source.title(),
        "url": incident.url(),
        "source": source.name,
        "date": library.date_of(at).map(|d| d.date_only().iso()),
        "severity": severity,
        "services": incident.services.iter().map(|s| &library.services[*s].name.name).collect::<Vec<_>>(),
        "factors": incident.factors.iter().map(|f| &library.factors[*f].entry.id).collect::<Vec<_>>(),
        "summary": incident.summary,
    })
}
