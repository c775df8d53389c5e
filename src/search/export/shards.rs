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

/// The shortest text that is after `before` and not after `first`: what a shard needs to
/// be known by.
pub(super) fn separator(before: &str, first: &str) -> String {
    let shared = before.chars().zip(first.chars()).take_while(|(a, b)| a == b).count();
    first.chars().take(shared + 1).collect()
}

/// Whether a shard of `held` bytes ends before a key. From half the size on a digest of
/// the key says so, once in a while; at the size it always ends.
pub(super) fn ends(held: usize, size: usize, key: &str) -> bool {
    // One key of sixteen.
    held >= size || (held >= size / 2 && blake3::hash(key.as_bytes()).as_bytes()[0] < 16)
}

#[cfg(test)]
mod tests {
    use super::separator;

    #[test]
    fn a_separator_is_after_what_is_before_and_not_after_what_follows() {
        for (before, first, text) in
            [("", "abc", "a"), ("latency", "leak", "le"), ("cat", "cats", "cats"), ("証明", "証書", "証書")]
        {
            assert_eq!(separator(before, first), text);
            assert!(before < text && text <= first);
        }
    }
}
