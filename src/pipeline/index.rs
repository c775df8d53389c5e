//! The index of a library: written once a state, searched by the terminal, exported for
//! the browser.

use super::{BuildError, Clock, Loaded, load};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::{Library, Selection};
use crate::output::Staging;
use crate::search::{Index, IndexError, Input, Kin, Lexicon, Stamp, Writer};
use crate::similar::{Relative, Similar};
use crate::site::{Artifact, Content, Theme};
use crate::source;
use std::path::PathBuf;

/// The folder of the index.
fn folder(config: &Config) -> PathBuf {
    config.cache_dir.join("index")
}

/// The index in the cache when it is of this library.
fn kept(config: &Config, stamp: &Stamp) -> Option<Index> {
    let folder = folder(config);
    if !stamp.is_in(&folder) {
        return None;
    }
    Index::open(&stamp.place(&folder)).ok()
}

/// The index of a library, new or kept; in memory where the folder cannot be written,
/// with the reason.
fn index(
    config: &Config,
    library: &Library,
    lexicon: &Lexicon,
    similar: &Similar,
    stamp: &Stamp,
) -> Result<(Index, Option<IndexError>), IndexError> {
    if let Some(index) = kept(config, stamp) {
        return Ok((index, None));
    }
    let relatives = |at: usize| kin(library, similar, at);
    let input =
        Input { library, scale: &config.severities, language: &config.language, lexicon, relatives: &relatives };
    match Writer::to(folder(config)).write(input, stamp) {
        Ok(index) => Ok((index, None)),
        Err(reason) => Ok((Writer::in_memory().write(input, stamp)?, Some(reason))),
    }
}

/// The relatives of an incident as the index keeps them.
fn kin(library: &Library, similar: &Similar, at: usize) -> Vec<Kin> {
    let one = |relative: &Relative| Kin {
        incident: relative.incident,
        score: relative.score,
        terms: relative.why.terms.iter().map(ToString::to_string).collect(),
        factors: relative.why.factors.iter().map(|f| library.factors[*f].entry.name.clone()).collect(),
        services: relative.why.services.iter().map(|s| library.services[*s].name.name.clone()).collect(),
    };
    similar.relatives.get(at).into_iter().flatten().map(one).collect()
}

/// Makes the index, unless the one that is there is of this library.
pub(super) fn make(
    config: &Config,
    library: &Library,
    lexicon: &Lexicon,
    similar: &Similar,
    stamp: &Stamp,
) -> Result<(Index, Diagnostics), BuildError> {
    let mut problems = Diagnostics::new();
    let (index, reason) = index(config, library, lexicon, similar, stamp)?;
    if let Some(error) = reason {
        problems.push(
            Diagnostic::new(Code::CacheUnwritable, format!("the search index is not kept: {error}"))
                .help("name another folder with --cache-dir; `candor search` makes the index anew each time"),
        );
    }
    Ok((index, problems))
}

/// Writes the files of the browser into the site.
pub(super) fn export(index: &Index, staging: &Staging) -> Result<(), BuildError> {
    if index.is_empty() {
        return Ok(());
    }
    Ok(index.export(&|path, bytes| staging.put(Artifact { path, content: Content::Bytes(bytes) }))?)
}

/// The index of a library as it is now: the one that is there when nothing changed,
/// else a new one, in memory where the folder cannot be written.
///
/// # Errors
/// When the theme is broken or the index cannot be made.
pub fn search_index(config: &Config, selection: &Selection, clock: Clock) -> Result<Index, BuildError> {
    let (source, _) = source::walk(config);
    let stamp = Stamp::of(&source, config, selection);
    if let Some(index) = kept(config, &stamp) {
        return Ok(index);
    }
    let theme = Theme::load(config)?;
    let Loaded { library, lexicon, stamp, .. } = load(config, selection, &theme, clock);
    let similar = Similar::of(&library, &config.language, &lexicon);
    Ok(index(config, &library, &lexicon, &similar, &stamp)?.0)
}
