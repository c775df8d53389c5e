//! Answers of earlier runs, kept under `.candor/`, so that no site is asked twice in a few days.
//!
//! An entry is an address, when it was asked and what was learned. Addresses with a secret in
//! them are never asked and so never kept. A file of another version or a broken one is as good
//! as none.

use super::Verdict;
use crate::fs;
use std::collections::BTreeMap;
use std::path::Path;
use url::Url;

/// The name of the file in the cache folder.
const FILE: &str = "external.bin";

/// The form of the file. It grows with each change of what is kept.
const VERSION: u32 = 1;

const DAY: i64 = 24 * 60 * 60;

/// What is known of addresses, each with the second since 1970 in which it was learned.
pub(super) struct Kept {
    answers: BTreeMap<String, (i64, Verdict)>,
    now: i64,
    days: u32,
    is_new: bool,
}

impl Kept {
    /// Opens what is kept in a folder and still good; `now` is nanoseconds since 1970.
    pub(super) fn open(folder: &Path, days: u32, now: i128) -> Self {
        let now = i64::try_from(now / 1_000_000_000).unwrap_or_default();
        let mut kept = Self { answers: read(folder).unwrap_or_default(), now, days, is_new: false };
        kept.answers.retain(|_, (at, verdict)| (*at..*at + good_for(verdict, days)).contains(&now));
        kept
    }

    /// What is known of an address.
    pub(super) fn get(&self, url: &Url) -> Option<&Verdict> {
        self.answers.get(url.as_str()).map(|(_, verdict)| verdict)
    }

    /// Keeps an answer, if it is one.
    pub(super) fn put(&mut self, url: &Url, verdict: &Verdict) {
        if good_for(verdict, self.days) > 0 {
            self.answers.insert(url.as_str().to_owned(), (self.now, verdict.clone()));
            self.is_new = true;
        }
    }

    /// Writes what is kept.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(super) fn save(&self, folder: &Path) -> fs::Result<()> {
        if !self.is_new {
            return Ok(());
        }
        fs::claim_cache_dir(folder)?;
        let body = postcard::to_allocvec(&(VERSION, &self.answers)).unwrap_or_default();
        let mut bytes = blake3::hash(&body).as_bytes().to_vec();
        bytes.extend_from_slice(&body);
        fs::replace(&folder.join(FILE), &bytes)
    }
}

fn read(folder: &Path) -> Option<BTreeMap<String, (i64, Verdict)>> {
    let bytes = fs::read(&folder.join(FILE)).ok()?;
    let (hash, body) = bytes.split_first_chunk::<32>()?;
    // A bit that has turned over would be an answer that nobody gave.
    if blake3::hash(body).as_bytes() != hash {
        return None;
    }
    let (version, rest) = postcard::take_from_bytes::<u32>(body).ok()?;
    (version == VERSION).then(|| postcard::from_bytes(rest).ok())?
}

/// For how many seconds an answer is good: what is dead may be mended soon, and what could not
/// be told is asked again.
fn good_for(verdict: &Verdict, days: u32) -> i64 {
    DAY * match verdict {
        Verdict::Alive | Verdict::Refused(_) => i64::from(days),
        Verdict::Gone(_) | Verdict::NoSuchHost => i64::from(days.min(1)),
        Verdict::Unclear(_) => 0,
    }
}

#[cfg(test)]
mod tests;
