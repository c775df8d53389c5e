//! The texts that are open in the editor, as they are there.

use super::position::Positions;
use crate::pipeline::Text;
use crate::source::Role;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_lsp_server::ls_types::{TextDocumentContentChangeEvent, Uri};

/// A text that is open.
#[derive(Clone, Debug)]
pub struct Open {
    /// Its address.
    pub uri: Uri,
    /// Whether the editor says that it is Markdown.
    pub is_markdown: bool,
    /// Its text.
    pub text: Arc<str>,
    /// Its version, as the editor counts.
    pub version: i32,
    /// Its state, as this program counts: another one after every change.
    pub state: u64,
    /// What was understood of it last.
    pub understood: Option<Known>,
}

/// What was understood of a text at some time.
#[derive(Clone, Debug)]
pub struct Known {
    /// The state of the text then.
    pub state: u64,
    /// The state of the library then.
    pub library: u64,
    /// What the text is in the library.
    pub role: Option<Role>,
    /// What it says, and what is said of it.
    pub said: Arc<Text>,
}

/// The texts that are open.
#[derive(Debug, Default)]
pub struct Documents {
    all: BTreeMap<String, Open>,
    states: u64,
}

impl Documents {
    /// Opens a text, or replaces it.
    pub fn open(&mut self, uri: Uri, is_markdown: bool, version: i32, text: &str) {
        self.states += 1;
        let text = normal(text).into();
        let open = Open { uri, is_markdown, text, version, state: self.states, understood: None };
        self.all.insert(open.uri.as_str().to_owned(), open);
    }

    /// Changes a text in the order of the changes; false when it is not open.
    pub fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) -> bool {
        let Some(open) = self.all.get_mut(uri.as_str()) else { return false };
        let mut text = open.text.to_string();
        for change in changes {
            match change.range {
                Some(range) => {
                    let bytes = Positions::of(&text).bytes(range);
                    text.replace_range(bytes, &change.text);
                }
                None => text = change.text,
            }
        }
        self.states += 1;
        (open.version, open.state) = (version, self.states);
        open.text = normal(&text).into();
        true
    }

    /// Closes a text; false when it was not open.
    pub fn close(&mut self, uri: &Uri) -> bool {
        self.all.remove(uri.as_str()).is_some()
    }

    /// A text that is open.
    pub fn get(&self, uri: &Uri) -> Option<&Open> {
        self.all.get(uri.as_str())
    }

    /// Keeps what was understood of a text, unless it has changed since.
    pub fn keep(&mut self, uri: &Uri, known: Known) {
        if let Some(open) = self.all.get_mut(uri.as_str()).filter(|open| open.state == known.state) {
            open.understood = Some(known);
        }
    }

    /// The addresses of all texts.
    pub fn uris(&self) -> Vec<Uri> {
        self.all.values().map(|open| open.uri.clone()).collect()
    }

    /// The text of a file that is open under whatever address.
    pub fn of_path(&self, path: &Path) -> Option<&Open> {
        self.all.values().find(|open| path_of(&open.uri).is_some_and(|p| p == path))
    }
}

/// The path of an address; none where it is no file.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    is_file.then(|| uri.to_file_path()).flatten().map(std::borrow::Cow::into_owned)
}

/// A text as reading would leave it, of which every character has as many UTF-16 units as before.
fn normal(text: &str) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => format!(" {rest}"),
        None => text.to_owned(),
    };
    crate::value::printable(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;
    use tower_lsp_server::ls_types::{Position, Range};

    fn change(range: Option<((u32, u32), (u32, u32))>, text: &str) -> TextDocumentContentChangeEvent {
        let at = |(line, character)| Position::new(line, character);
        let range = range.map(|(start, end)| Range::new(at(start), at(end)));
        TextDocumentContentChangeEvent { range, range_length: None, text: text.to_owned() }
    }

    #[test]
    fn changes_apply_one_after_the_other() {
        let uri = Uri::from_str("file:///a.md").unwrap();
        let mut documents = Documents::default();
        documents.open(uri.clone(), true, 1, "🔥 one\ntwo\n");
        let changes = vec![change(Some(((0, 3), (0, 6))), "eins"), change(Some(((0, 7), (1, 0))), " und ")];
        assert!(documents.change(&uri, 2, changes));
        let open = documents.get(&uri).unwrap();
        assert_eq!((&*open.text, open.version), ("🔥 eins und two\n", 2));
        // A range that is turned around or past the end harms nothing.
        assert!(documents.change(&uri, 3, vec![change(Some(((9, 9), (0, 14))), "!")]));
        assert_eq!(&*documents.get(&uri).unwrap().text, "🔥 eins und tw!");
        assert!(documents.change(&uri, 4, vec![change(None, "new")]));
        assert_eq!(&*documents.get(&uri).unwrap().text, "new");
        assert!(documents.close(&uri) && !documents.change(&uri, 5, vec![change(None, "x")]));
    }

    #[test]
    fn only_files_have_paths() {
        let path = |uri| path_of(&Uri::from_str(uri).unwrap());
        assert_eq!(path("file:///a%20b/c.md"), Some(PathBuf::from("/a b/c.md")));
        assert_eq!(path("untitled:Untitled-1"), None);
    }
}
