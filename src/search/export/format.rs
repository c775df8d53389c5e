//! Files: named by their content, compressed, wrapped in a script.

use super::{ExportError, Sink};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Write as _;

/// Numbers as bytes.
pub(super) mod number {
    /// Adds a number in LEB128.
    pub(in crate::search::export) fn push(out: &mut Vec<u8>, mut value: u32) {
        while value >= 0x80 {
            out.push(low(value) | 0x80);
            value >>= 7;
        }
        out.push(low(value));
    }

    /// The lowest seven bits.
    fn low(value: u32) -> u8 {
        value.to_le_bytes()[0] & 0x7f
    }

    /// The first of ascending numbers, then the steps.
    pub(in crate::search::export) fn steps(numbers: &[u32]) -> Vec<u32> {
        let mut before = 0;
        numbers.iter().map(|n| n - std::mem::replace(&mut before, *n)).collect()
    }
}

/// Digits of a name. Few, since the root has all names; that two files of a folder share one
/// is rare, and then the second has the next digits.
const DIGITS: usize = 8;

/// The folder of positions that stand apart: their names stand in shards that are written
/// before them, so they are long enough never to be taken.
pub(super) const APART: &str = "p";

/// A file before it has a name.
pub(super) struct Raw {
    folder: &'static str,
    /// What it begins with, for the list of its kind.
    pub(super) first: String,
    bytes: Vec<u8>,
    /// A second file of the same name, with its folder: not all who need the first need it.
    beside: Option<(&'static str, Vec<u8>)>,
}

impl Raw {
    pub(super) fn new(folder: &'static str, first: String, bytes: Vec<u8>) -> Self {
        Self { folder, first, bytes, beside: None }
    }

    /// The same with a second file.
    pub(super) fn with(self, folder: &'static str, bytes: Vec<u8>) -> Self {
        Self { beside: Some((folder, bytes)), ..self }
    }

    /// The digest of all that has the name.
    fn digest(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.bytes);
        if let Some((_, bytes)) = &self.beside {
            hasher.update(bytes);
        }
        hasher.finalize()
    }

    /// The name of a file of [`APART`].
    pub(super) fn long_name(&self) -> String {
        digest(&self.bytes)
    }
}

/// Names that are taken, each with the digest of its file.
#[derive(Default)]
pub(super) struct Taken {
    files: HashMap<String, blake3::Hash>,
}

impl Taken {
    /// The name of a file, and whether it is a new one.
    pub(super) fn name(&mut self, folder: &str, digest: blake3::Hash) -> (String, bool) {
        if folder == APART {
            let name = long_name(digest);
            return (name.clone(), self.files.insert(format!("{folder}/{name}"), digest).is_none());
        }
        let hex = digest.to_hex();
        for from in (0..hex.len()).step_by(DIGITS) {
            let name = &hex[from..from + DIGITS];
            match self.files.entry(format!("{folder}/{name}")) {
                Entry::Occupied(taken) if *taken.get() == digest => return (name.to_owned(), false),
                Entry::Occupied(_) => {}
                Entry::Vacant(free) => {
                    free.insert(digest);
                    return (name.to_owned(), true);
                }
            }
        }
        // Eight names are never all taken by chance.
        (hex[..DIGITS].to_owned(), false)
    }
}

/// Sixteen digits of a digest, which no two files share.
fn long_name(digest: blake3::Hash) -> String {
    digest.to_hex()[..16].to_owned()
}

/// A digest of the whole index.
pub(super) fn digest(bytes: &[u8]) -> String {
    long_name(blake3::hash(bytes))
}

/// A file as a script that hands over its bytes: a page on a disk can load nothing else.
pub(super) fn script(name: &str, bytes: &[u8], version: Option<u32>) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(7));
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default();
    let version = version.map(|v| format!(",{v}")).unwrap_or_default();
    format!("candorShard(\"{name}\",\"{}\"{version})\n", STANDARD.encode(packed)).into_bytes()
}

/// Hands files on; gives their names. Files of the same content are one file.
pub(super) fn publish<E: Send>(
    files: &[Raw],
    taken: &mut Taken,
    sink: Sink<'_, E>,
) -> Result<Vec<String>, ExportError<E>> {
    let digests: Vec<blake3::Hash> = files.par_iter().map(Raw::digest).collect();
    let mut names = Vec::with_capacity(files.len());
    let mut fresh: Vec<(String, &Raw)> = Vec::new();
    for (file, digest) in files.iter().zip(digests) {
        let (name, is_new) = taken.name(file.folder, digest);
        if is_new {
            fresh.push((name.clone(), file));
        }
        names.push(name);
    }
    let write = |folder: &str, name: &str, bytes: &[u8]| {
        let path = format!("{folder}/{name}");
        sink(format!("search/{path}.js"), script(&path, bytes, None)).map_err(ExportError::Sink)
    };
    fresh.par_iter().try_for_each(|(name, file)| {
        write(file.folder, name, &file.bytes)?;
        file.beside.iter().try_for_each(|(folder, bytes)| write(folder, name, bytes))
    })?;
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_of_one_name_have_two_names() {
        let mut taken = Taken::default();
        let (one, mut other) = ([7_u8; 32], [7_u8; 32]);
        other[31] = 8;
        let mut name = |bytes| taken.name("t", blake3::Hash::from_bytes(bytes));
        let first = name(one);
        assert!(first.1 && !name(one).1);
        let second = name(other);
        assert!(second.1 && second.0 != first.0);
    }

    #[test]
    fn numbers_are_leb128_and_steps() {
        let mut out = Vec::new();
        for n in [0, 127, 128, 300] {
            number::push(&mut out, n);
        }
        assert_eq!(out, [0, 127, 0x80, 1, 0xac, 2]);
        assert_eq!(number::steps(&[3, 4, 9]), [3, 1, 5]);
    }
}
