//! The keys of `book.toml`; `docs/configuration.md` explains each, and a test holds the two together.

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// True or false.
    Flag,
    /// A list of texts; in the environment, separated by commas.
    List,
    /// A list of tables; not to be set from the environment.
    Tables,
    /// A table of lists of texts; not to be set from the environment.
    Lists,
    /// A table with keys of its own; not to be set from the environment.
    Table,
}

/// A key of `book.toml`.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
}

impl Key {
    /// The environment variable that overrides it.
    pub fn variable(&self) -> Option<String> {
        (!matches!(self.kind, Kind::Tables | Kind::Lists | Kind::Table))
            .then(|| format!("CANDOR_{}", self.name.to_uppercase()))
    }
}

const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind }
}

/// Every key of `book.toml`.
pub const KEYS: &[Key] = &[
    key("title", Kind::Text),
    key("description", Kind::Text),
    key("language", Kind::Text),
    key("base_url", Kind::Text),
    key("content", Kind::Text),
    key("out", Kind::Text),
    key("cache_dir", Kind::Text),
    key("theme", Kind::Text),
    key("audience", Kind::Text),
    key("ignore", Kind::List),
    key("extensions", Kind::List),
    key("split", Kind::Tables),
    key("labels", Kind::Lists),
    key("sections", Kind::Lists),
    key("id_pattern", Kind::Text),
    key("edit_url", Kind::Text),
    key("severity", Kind::Tables),
    key("vocabulary", Kind::Text),
    key("glossary", Kind::Text),
    key("search_words", Kind::Text),
    key("strict", Kind::Flag),
    key("logo", Kind::Text),
    key("menu", Kind::Tables),
    key("footer", Kind::Text),
    key("noindex", Kind::Flag),
    key("drafts", Kind::Flag),
    key("future", Kind::Flag),
    key("check", Kind::Table),
];
