//! What was parsed before, kept under `.candor/`, so that an unchanged file is not
//! parsed again.
//!
//! An entry is valid for the same path, size and time of change, or where the time may
//! deceive for the same content, and for the same program and settings. The file holds
//! post-mortems in full, so only its owner may read it.

use super::parse::read;
use super::{Context, Parsed};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fs;
use crate::source::{Role, SourceFile};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The name of the file in the cache folder.
const FILE: &str = "documents.bin";

/// A file within this many nanoseconds of the last run may change again without a
/// new time stamp, so its content is compared too.
const RACY: i128 = 2_000_000_000;

/// What tells whether a parsed file is still the same, and where its entry stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stamp {
    role: Role,
    size: u64,
    modified: i128,
    hash: [u8; 32],
    /// Bytes of the entry in the file.
    at: usize,
    len: usize,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Index {
    fingerprint: String,
    written: i128,
    stamps: BTreeMap<String, Stamp>,
}

/// The parsed files of earlier runs.
///
/// On disk: the entries one after the other, the index of them, and the length of
/// the index in eight bytes.
#[derive(Debug)]
pub struct Cache {
    path: PathBuf,
    bytes: Vec<u8>,
    index: Index,
}

/// A file that was read, with its stamp; `at` and `len` are set when it is saved.
pub struct Read {
    stamp: Stamp,
    reused: bool,
    /// The document and its problems.
    pub parsed: Parsed,
}

/// Reads a file without looking at what is kept.
pub fn read_anew(file: &SourceFile, context: &Context) -> Parsed {
    read(file, fs::read(&file.disk), context, None)
}

impl Cache {
    /// Opens the cache of a folder; another version's, other settings' or a broken
    /// one is as good as none.
    pub fn open(folder: &Path, fingerprint: &str) -> Self {
        let path = folder.join(FILE);
        let bytes = fs::read(&path).unwrap_or_default();
        let index = read_index(&bytes).filter(|i| i.fingerprint == fingerprint);
        let index = index.unwrap_or_else(|| Index { fingerprint: fingerprint.to_owned(), ..Index::default() });
        Self { path, bytes, index }
    }

    /// Reads files, those that are unchanged from the cache, in the order given.
    pub fn read_all(&self, files: &[SourceFile], context: &Context) -> Vec<Read> {
        files.par_iter().map_init(|| context.clone(), |context, file| self.read_one(file, context)).collect()
    }

    fn read_one(&self, file: &SourceFile, context: &Context) -> Read {
        let before = self.index.stamps.get(&file.path).filter(|s| s.role == file.role);
        if let Some(stamp) = before
            && stamp.is_current(file, self.index.written)
            && let Some(parsed) = self.entry(stamp)
        {
            return Read { stamp: stamp.clone(), reused: true, parsed };
        }
        let bytes = fs::read(&file.disk);
        let hash = bytes.as_ref().map(|b| *blake3::hash(b).as_bytes()).unwrap_or_default();
        let fresh = Stamp { role: file.role, size: file.size, modified: file.modified, hash, at: 0, len: 0 };
        if let Some(stamp) = before
            && bytes.is_ok()
            && stamp.hash == hash
            && let Some(parsed) = self.entry(stamp)
        {
            return Read { stamp: fresh, reused: false, parsed };
        }
        Read { stamp: fresh, reused: false, parsed: read(file, bytes, context, None) }
    }

    fn entry(&self, stamp: &Stamp) -> Option<Parsed> {
        let bytes = self.bytes.get(stamp.at..stamp.at.checked_add(stamp.len)?)?;
        postcard::from_bytes(bytes).ok()
    }

    /// Writes what was read, when anything changed. `now` is nanoseconds since 1970.
    ///
    /// A folder that cannot be written is a warning: the next run is only slower.
    /// Gives whether there was anything to write.
    pub fn save(self, files: &[SourceFile], reads: &[Read], now: i128, problems: &mut Diagnostics) -> bool {
        let same = files.len() == self.index.stamps.len() && reads.iter().all(|r| r.reused);
        if same {
            return false;
        }
        let Cache { path, bytes, index } = self;
        drop(bytes);
        let written = fs::claim_cache_dir(path.parent().unwrap_or(&path))
            .and_then(|()| write(&path, &index.fingerprint, files, reads, now));
        if let Err(error) = written {
            problems.push(
                Diagnostic::new(Code::CacheUnwritable, format!("parsed files are not kept: {error}"))
                    .help("name another folder with --cache-dir, or remove this one if it is an old cache"),
            );
        }
        true
    }
}

/// Writes a cache beside its place, then moves it there.
fn write(path: &Path, fingerprint: &str, files: &[SourceFile], reads: &[Read], now: i128) -> fs::Result<()> {
    // Two runs at once each write their own; the last one to finish stays.
    let fresh = path.with_extension(format!("new-{}", std::process::id()));
    let mut index = Index { fingerprint: fingerprint.to_owned(), written: now, stamps: BTreeMap::new() };
    let mut put = || -> io::Result<()> {
        let mut out = BufWriter::new(File::create(&fresh)?);
        let mut at = 0;
        for (file, read) in files.iter().zip(reads) {
            // A file that could not be read must be tried again.
            if read.parsed.problems.iter().any(|p| p.code == Code::Unreadable) {
                continue;
            }
            let bytes = postcard::to_allocvec(&read.parsed).map_err(io::Error::other)?;
            out.write_all(&bytes)?;
            index.stamps.insert(file.path.clone(), Stamp { at, len: bytes.len(), ..read.stamp.clone() });
            at += bytes.len();
        }
        let tail = postcard::to_allocvec(&index).map_err(io::Error::other)?;
        out.write_all(&tail)?;
        out.write_all(&(tail.len() as u64).to_le_bytes())?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(())
    };
    let done = fs::context(put(), "write", &fresh).and_then(|()| fs::rename(&fresh, path));
    if done.is_err() {
        fs::remove_file(&fresh)?;
    }
    done
}

fn read_index(bytes: &[u8]) -> Option<Index> {
    let (rest, len) = bytes.split_last_chunk::<8>()?;
    let len = usize::try_from(u64::from_le_bytes(*len)).ok()?;
    postcard::from_bytes(rest.get(rest.len().checked_sub(len)?..)?).ok()
}

impl Stamp {
    fn is_current(&self, file: &SourceFile, written: i128) -> bool {
        self.size == file.size && self.modified == file.modified && file.modified != 0 && written - file.modified > RACY
    }
}
