//! Stage 5: a library becomes the files of a site.
//!
//! Files are handed on one by one as they are made; no stage holds all pages.

mod alerts;
mod alike;
mod api;
mod body;
mod data;
mod distance;
mod feed;
mod length;
mod page;
mod script;
mod sentence;
mod strings;
mod theme;
mod timeline;
mod url;
mod view;

pub use strings::Strings;
pub use theme::{Theme, ThemeError};

use crate::config::Config;
use crate::library::Library;
use crate::similar::Similar;
use rayon::prelude::*;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use view::View;

/// A file of the site.
#[derive(Debug)]
pub struct Artifact {
    /// Its path from the root of the site.
    pub path: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a file of the site.
#[derive(Debug)]
pub enum Content {
    /// Bytes that were made.
    Bytes(Vec<u8>),
    /// A copy of a file of the library.
    Copy(PathBuf),
}

/// Takes the files of a site, from several threads at once.
pub type Sink<'a, E> = &'a (dyn Fn(Artifact) -> Result<(), E> + Sync);

/// Why a site could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SiteError<E> {
    /// A template is broken; the message names it and the page.
    #[error("{0}")]
    Theme(#[from] ThemeError),
    /// The files could not be taken.
    #[error("{0}")]
    Sink(E),
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// How many pages of HTML, redirects aside.
    pub pages: usize,
    /// Addresses that redirects want and pages have, with the document that wants them.
    pub taken_aliases: Vec<(String, usize)>,
    /// Entries of the menu that lead to no page, and are left out.
    pub dead_menu: Vec<String>,
}

/// Makes every file of the site; `progress` is called with the number of pages made
/// so far and in all.
///
/// # Errors
/// When a template is broken or a file cannot be taken.
pub fn render<E: Send>(
    library: &Library,
    similar: &Similar,
    config: &Config,
    theme: &Theme,
    sink: Sink<'_, E>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Made, SiteError<E>> {
    let view = View::new(library, similar, config, theme.strings());
    let mut pages = page::plan(&view);
    let attachments = body::attachments(&view);
    let assets = theme.assets(config)?;
    let data = ["incidents.json", "sitemap.xml", crate::search::ROOT];
    let feeds = pages.iter().filter_map(|p| p.feed.as_ref().map(|(_, url)| url.as_str()));
    let copies = attachments.iter().chain(&assets).map(|a| a.path.as_str());
    let files = pages.iter().map(|p| p.url.as_str()).chain(feeds).chain(copies).chain(data);
    let (redirects, taken_aliases) = page::redirect::plan(&view, files);
    let addresses: HashSet<&str> = pages.iter().map(|p| p.url.as_str()).collect();
    let (menu, dead_menu) = theme::menu(library, config, &addresses);
    let made = Made { pages: pages.len(), taken_aliases, dead_menu };
    let engine = theme.engine(&view, menu)?;
    pages.extend(redirects);
    let total = pages.len();
    let done = AtomicUsize::new(0);
    pages.par_iter().try_for_each(|page| {
        let html = engine.template(page.template, &page.context(&view), &page.url)?;
        let bytes = Content::Bytes(html.into_bytes());
        sink(Artifact { path: page.url.clone(), content: bytes }).map_err(SiteError::Sink)?;
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        Ok::<_, SiteError<E>>(())
    })?;
    let incidents = Artifact { path: "incidents.json".into(), content: Content::Bytes(api::incidents(&view)) };
    let rest = assets.into_iter().chain(attachments).chain(feed::all(&view, &engine, &pages)?).chain([incidents]);
    for artifact in rest {
        sink(artifact).map_err(SiteError::Sink)?;
    }
    Ok(made)
}
