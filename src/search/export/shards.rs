//! Where shards end: by content, so that an edit moves few of them.

use serde::Serialize;

/// The shards of a kind: what each begins with, and their names one after the other.
#[derive(Default, Serialize)]
pub(super) struct List {
    pub(super) first: Vec<String>,
    pub(super) files: String,
}

impl List {
    /// Adds the shards that come next.
    pub(super) fn append(&mut self, next: List) {
        self.first.extend(next.first);
        self.files.push_str(&next.files);
    }
}

/// Whether a shard of `held` bytes ends before a key. From half the size on a digest of
/// the key says so, once in a while; at twice the size it always ends.
pub(super) fn ends(held: usize, size: usize, key: &str) -> bool {
    // One key of sixteen: shards are small multiples of a key's block.
    held >= size * 2 || (held >= size / 2 && blake3::hash(key.as_bytes()).as_bytes()[0] < 16)
}
