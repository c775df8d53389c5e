//! Where what is named in a text is written.

use super::position::Positions;
use super::thing::{Named, Thing};
use crate::pipeline::Workspace;
use std::path::PathBuf;
use tower_lsp_server::ls_types::{Location, Range, Uri};

/// The file in which something is written; none where the library has no page of it.
pub fn file(workspace: &Workspace, thing: &Thing) -> Option<PathBuf> {
    let library = &workspace.library;
    let path = match thing {
        Thing::Incident(at) => library.document_of(*at).file.as_str(),
        Thing::Service(at) => library.documents[library.services[*at].document?].file.as_str(),
        Thing::Factor(at) => library.documents[library.factors[*at].document?].file.as_str(),
        Thing::File(path) => path.as_str(),
    };
    Some(workspace.config.content.join(path))
}

/// The place of what is named; `text` gives that of a file.
pub fn location(workspace: &Workspace, named: &Named, text: impl Fn(&PathBuf) -> Option<String>) -> Option<Location> {
    let path = file(workspace, &named.thing)?;
    let heading = heading(workspace, named);
    let range = heading.and_then(|byte| Some(Positions::of(&text(&path)?).position(byte)));
    let uri = Uri::from_file_path(&path)?;
    Some(Location::new(uri, range.map_or_else(Range::default, |at| Range::new(at, at))))
}

/// The byte of the heading that a link names.
fn heading(workspace: &Workspace, named: &Named) -> Option<usize> {
    let anchor = named.anchor.as_deref()?;
    let library = &workspace.library;
    let document = match &named.thing {
        Thing::Incident(at) => library.document_of(*at),
        Thing::File(path) => library.documents.iter().find(|d| d.file == *path)?,
        _ => return None,
    };
    document.body.headings.iter().find(|h| h.id == anchor).map(|h| h.span.start)
}
