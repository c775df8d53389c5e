//! What columns and labels of follow-ups hold, and the words of their states.

use super::super::field::fold;
use super::super::words;

/// What a column or label of follow-ups holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Text,
    Owner,
    Due,
    Status,
    Kind,
    Priority,
    Link,
    Id,
}

impl Column {
    fn of(key: &str) -> Option<Self> {
        Some(match key {
            "text" => Column::Text,
            "owner" => Column::Owner,
            "due" => Column::Due,
            "status" => Column::Status,
            "kind" => Column::Kind,
            "priority" => Column::Priority,
            "link" => Column::Link,
            "id" => Column::Id,
            _ => return None,
        })
    }
}

/// What a head or label says that its column holds.
pub(super) fn column(head: &str) -> Option<Column> {
    let head = head.trim();
    let folded = fold(head.split(['(', '（', '/']).next().unwrap_or(head));
    if folded.is_empty() {
        return matches!(head, "#" | "№").then_some(Column::Id);
    }
    Column::of(words::lists().columns.get(&folded)?)
}

/// The canonical state of a follow-up, or the author's word.
pub(super) fn state(word: &str) -> String {
    let word = word.trim();
    if let Some(state) = sign(word) {
        return state.to_owned();
    }
    let known = |text: &str| {
        let folded = fold(text);
        words::lists().states.get(&folded).cloned()
    };
    // `Done (since 2024-03-09)`
    let bare = word.split(['(', '（', '[', ',', ';', '—']).next().unwrap_or(word);
    known(word).or_else(|| known(bare)).unwrap_or_else(|| word.to_owned())
}

/// The state for which a sign at the beginning of a text stands.
pub(super) fn sign(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    words::lists().signs.iter().find(|(sign, _)| text.starts_with(sign.as_str())).map(|(_, state)| state.as_str())
}
