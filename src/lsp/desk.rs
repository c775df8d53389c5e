//! What the conversation is about: the texts that are open, the library around them, and when
//! either is looked at anew.

use super::Start;
use super::documents::{Documents, Known, path_of};
use super::findings;
use super::position::Positions;
use super::reading::{Seen, library_above, seen};
use crate::check;
use crate::config::FILE;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::pipeline::{Text, Workspace};
use crate::source::Role;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tower_lsp_server::Client;
use tower_lsp_server::ls_types::{self, MessageType, TextDocumentContentChangeEvent, TextDocumentItem, Uri};

/// How long a text rests before it is looked at: one looks at words, not at letters.
const REST: Duration = Duration::from_millis(200);

/// What a conversation is about.
pub struct Desk {
    /// The editor.
    pub client: Client,
    start: Start,
    state: Mutex<State>,
    /// Held while something is said, so that what is older is never said after what is newer.
    saying: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    /// The folder of the library.
    root: Option<PathBuf>,
    documents: Documents,
    workspace: Option<Arc<Workspace>>,
    /// How often the library was to be read, and which of these readings it is from.
    readings: u64,
    library: u64,
    /// Files that have changed since.
    changed: Vec<PathBuf>,
    /// Whether more than documents has changed since.
    everything: bool,
    /// Whether it was said that the configuration is broken.
    said_broken: bool,
    /// Files that are no documents and of which something is said.
    elsewhere: BTreeMap<String, Uri>,
    moves_cursor: bool,
    watches_files: bool,
}

/// A text with what was understood of it.
pub struct Understood {
    /// The text.
    pub text: Arc<str>,
    /// What it says, and what is said of it.
    pub said: Arc<Text>,
    /// The library that it belongs to.
    pub workspace: Option<Arc<Workspace>>,
    version: i32,
    state: u64,
    library: u64,
}

/// A text with the library that it belongs to.
pub struct Place {
    /// The text.
    pub text: Arc<str>,
    /// The library; none where the text is no document of one.
    pub workspace: Option<Arc<Workspace>>,
    /// What it is there.
    pub role: Option<Role>,
}

impl Desk {
    /// Nothing is open yet.
    pub fn new(client: Client, start: Start) -> Self {
        Self { client, start, state: Mutex::default(), saying: tokio::sync::Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Learns which folders the editor has open, and what it can do.
    pub fn begin(&self, folders: &[PathBuf], moves_cursor: bool, watches_files: bool) {
        let named = self.start.is_named.then(|| self.start.root.clone());
        let above = || folders.iter().find_map(|folder| library_above(folder));
        let root = named.or_else(above).or_else(|| library_above(&self.start.root));
        let mut state = self.state();
        (state.moves_cursor, state.watches_files) = (moves_cursor, watches_files);
        state.root = root;
    }

    /// Whether the editor lets a server put the cursor somewhere.
    pub fn moves_cursor(&self) -> bool {
        self.state().moves_cursor
    }

    /// Whether the editor tells of changes on the disk.
    pub fn watches_files(&self) -> bool {
        self.state().watches_files
    }

    /// A text was opened.
    pub fn open(self: &Arc<Self>, item: TextDocumentItem) {
        let path = path_of(&item.uri);
        let ending = path.as_ref().and_then(|p| p.extension()).map(|e| e.to_string_lossy().to_lowercase());
        let is_markdown = item.language_id == "markdown" || ending.is_some_and(|e| e == "md" || e == "markdown");
        let found = {
            let mut state = self.state();
            state.documents.open(item.uri.clone(), is_markdown, item.version, &item.text);
            let above = || path.as_ref().and_then(|path| library_above(path));
            let found = state.root.is_none().then(above).flatten();
            state.root = state.root.take().or_else(|| found.clone());
            found
        };
        match found {
            Some(_) => self.reload(Vec::new()),
            None => self.look(item.uri, Duration::ZERO),
        }
    }

    /// A text was changed.
    pub fn change(self: &Arc<Self>, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        if self.state().documents.change(uri, version, changes) {
            self.look(uri.clone(), REST);
        }
    }

    /// A text was closed: nothing is said of it any more.
    pub async fn close(&self, uri: &Uri) {
        let _turn = self.saying.lock().await;
        if self.state().documents.close(uri) {
            self.client.publish_diagnostics(uri.clone(), Vec::new(), None).await;
        }
    }

    /// The text of a file, as it is open or else as it is on the disk.
    pub fn text_of(&self, path: &Path) -> Option<String> {
        let open = self.state().documents.of_path(path).map(|open| open.text.to_string());
        open.or_else(|| crate::fs::read_text(path).ok())
    }

    /// What is understood of a text as it is now; none while the library is being read for
    /// the first time, or where it is no Markdown.
    pub async fn understand(&self, uri: &Uri) -> Option<Understood> {
        let (open, workspace, library) = {
            let state = self.state();
            if state.root.is_some() && state.library == 0 {
                return None;
            }
            (state.documents.get(uri)?.clone(), state.workspace.clone(), state.library)
        };
        let known = open.understood.filter(|known| (known.state, known.library) == (open.state, library));
        let seen = match known {
            Some(known) => Seen { role: known.role, said: known.said },
            None => {
                let (text, around, uri) = (Arc::clone(&open.text), workspace.clone(), uri.clone());
                let look = move || seen(around.as_deref(), &uri, &text, open.is_markdown);
                let seen = tokio::task::spawn_blocking(look).await.ok()??;
                let known = Known { state: open.state, library, role: seen.role, said: Arc::clone(&seen.said) };
                self.state().documents.keep(&open.uri, known);
                seen
            }
        };
        // A file that makes no document is not asked about names of the library.
        let workspace = workspace.filter(|_| seen.role.is_some());
        let said = seen.said;
        Some(Understood { text: open.text, said, workspace, version: open.version, state: open.state, library })
    }

    /// A text as it is now with its library and what it is there, which needs no reading.
    pub fn place_of(&self, uri: &Uri) -> Option<Place> {
        let (text, workspace) = {
            let state = self.state();
            (Arc::clone(&state.documents.get(uri)?.text), state.workspace.clone())
        };
        let file = workspace.as_ref().zip(path_of(uri)).and_then(|(workspace, path)| workspace.file(&path).ok()?);
        let role = file.map(|file| file.role);
        Some(Place { text, workspace: workspace.filter(|_| role.is_some()), role })
    }

    /// Looks at a text after a while, unless it changes again before, and says what is found.
    fn look(self: &Arc<Self>, uri: Uri, rest: Duration) {
        let desk = Arc::clone(self);
        let state = desk.state().documents.get(&uri).map(|open| open.state);
        tokio::spawn(async move {
            tokio::time::sleep(rest).await;
            let is_now = |desk: &Self| desk.state().documents.get(&uri).map(|open| open.state) == state;
            if !is_now(&desk) {
                return;
            }
            let Some(understood) = desk.understand(&uri).await else { return };
            let positions = Positions::of(&understood.text);
            let remarks = understood.said.remarks.iter();
            let said = remarks.map(|remark| findings::diagnostic(remark, &understood.text, &positions)).collect();
            let _turn = desk.saying.lock().await;
            // Another change, or another library, is looked at on its own.
            if is_now(&desk)
                && understood.state == state.unwrap_or_default()
                && understood.library == desk.state().library
            {
                desk.client.publish_diagnostics(uri, said, Some(understood.version)).await;
            }
        });
    }

    /// Reads the library again after files have changed; all of it where none is named. Several
    /// changes in a row are one.
    pub fn reload(self: &Arc<Self>, changed: Vec<PathBuf>) {
        let desk = Arc::clone(self);
        let number = {
            let mut state = desk.state();
            state.readings += 1;
            state.everything |= changed.is_empty();
            state.changed.extend(changed);
            state.readings
        };
        tokio::spawn(async move {
            if number > 1 {
                tokio::time::sleep(REST).await;
            }
            let (root, before, changed) = {
                let mut state = desk.state();
                if state.readings != number {
                    return;
                }
                if state.root.is_none() {
                    let above = state.changed.iter().filter_map(|path| path.parent()).find_map(library_above);
                    state.root = above;
                }
                let Some(root) = state.root.clone() else { return };
                let changed = std::mem::take(&mut state.changed);
                let everything = std::mem::take(&mut state.everything);
                (root, state.workspace.clone().filter(|_| !everything), changed)
            };
            let reader = Arc::clone(&desk);
            let read = move || match before.and_then(|before| before.after(&changed)) {
                Some(after) => Ok(after),
                None => reader.start.read(&root),
            };
            let Ok(read) = tokio::task::spawn_blocking(read).await else { return };
            desk.take(number, read).await;
        });
    }

    /// Takes a library that was read, and says what is wrong with what is no document of it.
    async fn take(self: &Arc<Self>, number: u64, read: Result<Workspace, Diagnostics>) {
        let _turn = self.saying.lock().await;
        let mut broken = None;
        let (problems, root) = {
            let mut state = self.state();
            if state.library >= number {
                return;
            }
            state.library = number;
            let problems: Vec<Diagnostic> = match read {
                Ok(workspace) => {
                    state.said_broken = false;
                    let problems = workspace.elsewhere.clone();
                    state.workspace = Some(Arc::new(workspace));
                    problems
                }
                Err(mut problems) => {
                    check::redact_all(&mut problems);
                    if !state.said_broken {
                        broken = problems.iter().next().map(|problem| {
                            let file = problem.place.as_ref().map_or(FILE, |place| place.file.as_str());
                            format!("the library cannot be read, because of `{file}`: {}", problem.message)
                        });
                        state.said_broken = true;
                    }
                    problems.into_iter().collect()
                }
            };
            (problems, state.root.clone().unwrap_or_default())
        };
        for (uri, said) in self.elsewhere(&root, &problems) {
            self.client.publish_diagnostics(uri, said, None).await;
        }
        if let Some(message) = broken {
            self.client.show_message(MessageType::ERROR, message).await;
        }
        let open = self.state().documents.uris();
        for uri in open {
            self.look(uri, Duration::ZERO);
        }
    }

    /// What is said of each file that is no document, also that nothing is said any more.
    fn elsewhere(&self, root: &Path, problems: &[Diagnostic]) -> Vec<(Uri, Vec<ls_types::Diagnostic>)> {
        let mut said: BTreeMap<String, (Uri, Vec<ls_types::Diagnostic>)> = BTreeMap::new();
        let mut state = self.state();
        for (name, uri) in std::mem::take(&mut state.elsewhere) {
            said.insert(name, (uri, Vec::new()));
        }
        for problem in problems {
            let file = problem.place.as_ref().map_or(FILE, |place| place.file.as_str());
            let Some(uri) = Uri::from_file_path(root.join(file)) else { continue };
            let entry = said.entry(uri.as_str().to_owned()).or_insert_with(|| (uri.clone(), Vec::new()));
            entry.1.push(findings::elsewhere(problem));
            state.elsewhere.insert(uri.as_str().to_owned(), uri);
        }
        said.into_values().collect()
    }
}
