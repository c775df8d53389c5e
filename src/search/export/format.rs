//! Files: named by their content, compressed, wrapped in a script.

use super::{ExportError, Sink};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
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

/// Digits of a name: 40 bits, of which a few thousand files never share one by chance.
const DIGITS: usize = 10;

/// A file before it has a name.
pub(super) struct Raw {
    folder: &'static str,
    /// What it begins with, for the list of its kind.
    pub(super) first: String,
    bytes: Vec<u8>,
}

impl Raw {
    pub(super) fn new(folder: &'static str, first: String, bytes: Vec<u8>) -> Self {
        Self { folder, first, bytes }
    }

    /// The name that its content gives it.
    pub(super) fn name(&self) -> String {
        digest(&self.bytes)
    }
}

/// Names that are taken, with what a second file of the same name would be checked against.
#[derive(Default)]
pub(super) struct Taken {
    files: HashSet<String>,
}

pub(super) fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..DIGITS].to_owned()
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
    let names: Vec<String> = files.par_iter().map(Raw::name).collect();
    let mut fresh: HashMap<String, usize> = HashMap::new();
    for (at, (file, name)) in files.iter().zip(&names).enumerate() {
        let path = format!("{}/{name}", file.folder);
        if taken.files.insert(path.clone()) {
            fresh.insert(path, at);
        }
    }
    let mut fresh: Vec<(String, usize)> = fresh.into_iter().collect();
    fresh.sort();
    fresh.par_iter().try_for_each(|(path, at)| {
        sink(format!("search/{path}.js"), script(path, &files[*at].bytes, None)).map_err(ExportError::Sink)
    })?;
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

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
