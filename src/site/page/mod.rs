//! The pages of a site, one file a kind.
//!
//! A kind's `plan` says which pages there are; what a page shows is put together
//! when it is rendered, so that only the pages under work are in memory.

mod actions;
mod alerts;
mod chain;
mod clusters;
mod content;
mod facts;
mod home;
mod incident;
mod listing;
mod lists;
mod path;
pub(super) mod redirect;
mod reference;
mod similar;
mod subject;
mod thread;
mod unfinished;

use super::data::{data, list};
use super::url;
use super::view::View;
use tera::{Context, Value};

/// Fills in what a kind of page shows.
type Fill = Box<dyn Fn(&View<'_>, &mut Context) + Send + Sync>;

/// A page that is to be rendered.
pub(super) struct Page {
    /// Its address.
    pub(super) url: String,
    /// The address that stands for it in search engines: its own, or where it leads.
    canonical: String,
    /// Which kind it is, as templates know it.
    pub(super) kind: &'static str,
    /// The template that makes it.
    pub(super) template: &'static str,
    pub(super) title: String,
    pub(super) description: Option<String>,
    /// Which entry of the menu it belongs to.
    pub(super) section: Option<&'static str>,
    /// Title and address of its feed.
    pub(super) feed: Option<(String, String)>,
    /// Language of its text, when it is another than the library's.
    pub(super) lang: Option<String>,
    /// The pages above it, from home down.
    pub(super) crumbs: Vec<(String, String)>,
    fill: Fill,
}

impl Page {
    fn new(
        url: impl Into<String>,
        kind: &'static str,
        template: &'static str,
        title: impl Into<String>,
        fill: impl Fn(&View<'_>, &mut Context) + Send + Sync + 'static,
    ) -> Self {
        let url = url.into();
        Self {
            canonical: url.clone(),
            url,
            kind,
            template,
            title: title.into(),
            description: None,
            section: None,
            feed: None,
            lang: None,
            crumbs: Vec::new(),
            fill: Box::new(fill),
        }
    }

    fn section(mut self, section: &'static str) -> Self {
        self.section = Some(section);
        self
    }

    fn describe(mut self, text: Option<String>) -> Self {
        self.description = text;
        self
    }

    /// Everything that the template is given.
    pub(super) fn context(&self, view: &View<'_>) -> Context {
        let mut context = Context::new();
        context.insert_value("page", self.value(view));
        (self.fill)(view, &mut context);
        context
    }

    fn value(&self, view: &View<'_>) -> Value {
        let base = view.config.base_url.as_deref();
        let root = if self.kind == "not-found" {
            // It is shown at any address, so only a path from the host's root is right.
            base.and_then(|b| b.splitn(4, '/').nth(3)).map(|p| format!("/{p}")).unwrap_or_default()
        } else {
            url::root(&self.url)
        };
        let lang = self.lang.as_deref().unwrap_or(&view.config.language);
        let home = (view.config.title.as_str(), "index.html");
        let crumbs = (self.url != "index.html").then_some(home).into_iter();
        let crumbs = crumbs.chain(self.crumbs.iter().map(|(label, url)| (label.as_str(), url.as_str())));
        data! {
            "kind" => self.kind,
            "title" => self.title.as_str(),
            "description" => self.description.clone().or_else(|| view.config.description.clone()),
            "root" => root,
            "url" => self.url.as_str(),
            "canonical" => base.filter(|_| self.kind != "not-found").map(|b| url::absolute(b, &self.canonical)),
            "section" => self.section,
            "lang" => lang,
            "dir" => super::strings::direction(lang),
            "feed" => self.feed.as_ref().map(|(title, url)| data! { "title" => title.as_str(), "url" => url.as_str() }),
            "crumbs" => list(crumbs.map(|(label, url)| data! { "label" => label, "url" => url })),
        }
    }
}

/// A list of which the first `most` are shown and the rest is folded away; none of nothing.
fn few(values: impl Iterator<Item = Value>, most: usize) -> Option<Value> {
    let mut shown: Vec<Value> = values.collect();
    let rest = shown.split_off(most.min(shown.len()));
    (!shown.is_empty()).then(|| data! { "shown" => list(shown), "rest" => list(rest) })
}

/// Every page of the site but redirects.
pub(super) fn plan(view: &View<'_>) -> Vec<Page> {
    let mut pages = home::plan(view);
    pages.extend(lists::plan(view));
    pages.extend(incident::plan(view));
    pages.extend(subject::services(view));
    pages.extend(subject::factors(view));
    pages.extend(path::plan(view));
    pages.extend(reference::plan(view));
    pages.extend(alerts::plan(view));
    pages.extend(clusters::plan(view));
    pages.extend(content::plan(view));
    pages
}
