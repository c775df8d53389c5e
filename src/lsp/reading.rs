//! The reading of a library and of a text, which take their time and run beside the conversation.

use super::Start;
use super::documents::path_of;
use crate::config::{self, FILE};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::pipeline::{self, Text, Workspace};
use crate::source::Role;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_lsp_server::ls_types::Uri;

impl Start {
    /// Reads the library of a folder.
    pub(super) fn read(&self, root: &Path) -> Result<Workspace, Diagnostics> {
        let (config, warnings) = config::load(root, &self.overrides, self.environment.iter().cloned())?;
        Workspace::read(config, warnings, (self.clock)()).map_err(|error| {
            let problem = Diagnostic::new(Code::BadConfig, error.to_string()).at(Place::file(FILE));
            [problem].into_iter().collect()
        })
    }
}

/// What was seen in a text.
pub struct Seen {
    /// What it is in the library; none where it is no document of one.
    pub role: Option<Role>,
    /// What it says, and what is said of it.
    pub said: Arc<Text>,
}

/// Looks at a text; none where it is no Markdown.
pub fn seen(workspace: Option<&Workspace>, uri: &Uri, text: &str, is_markdown: bool) -> Option<Seen> {
    let outside = || is_markdown.then(|| Seen { role: None, said: Arc::new(pipeline::outside(uri.as_str(), text)) });
    let Some((workspace, path)) = workspace.zip(path_of(uri)) else { return outside() };
    match workspace.file(&path) {
        Ok(Some(file)) => {
            let said = Arc::new(workspace.text(&file, text));
            Some(Seen { role: Some(file.role), said })
        }
        // What the library passes over is nobody's post-mortem.
        Ok(None) => is_markdown.then(|| Seen { role: None, said: Arc::default() }),
        Err(_) => outside(),
    }
}

/// The nearest folder with a configuration, from a file or folder upwards.
pub fn library_above(from: &Path) -> Option<PathBuf> {
    from.ancestors().find(|folder| folder.join(FILE).is_file()).map(Path::to_owned)
}
