//! Themes: the built-in one, and a library's own files over it.

use super::data::{data, list};
use super::strings::Strings;
use super::view::View;
use super::{Artifact, Content, script};
use crate::config::Config;
use crate::fs::{self, FsError};
use crate::library::Library;
use crate::value::{self, Node, Syntax};
use rust_embed::Embed;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use tera::{Context, Kwargs, State, Tera, Value};
use walkdir::WalkDir;

/// The version of the contract between templates and program; `docs/templates.md` is it.
const API: &str = "1";

/// Folders of a theme that are no assets.
const NOT_ASSETS: [&str; 2] = ["templates/", "lang/"];

#[derive(Embed)]
#[folder = "themes/default/"]
struct BuiltIn;

/// A theme that is missing or broken.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// There is no theme of that name.
    #[error("there is no theme `{0}`; themes are folders in `themes/`")]
    Unknown(String),
    /// Made for another version of the contract.
    #[error("`themes/{name}/theme.toml` is for version {api} of the templates' data; this is version {API}")]
    Api {
        /// Name of the theme.
        name: String,
        /// The version that it states.
        api: String,
    },
    /// A language file is broken.
    #[error("language file {0}")]
    Language(String),
    /// A template is broken.
    #[error("template `{template}` fails{}: {reason}", page.as_ref().map(|p| format!(" for the page `{p}`")).unwrap_or_default())]
    Template {
        /// Name of the template.
        template: String,
        /// The page that it was to make, when it parsed.
        page: Option<String>,
        /// What the engine says.
        reason: String,
    },
    /// A file of the theme cannot be read.
    #[error(transparent)]
    Disk(#[from] FsError),
}

/// Files of a theme by their names.
pub(super) type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// The files of a theme.
#[derive(Debug)]
pub struct Theme {
    files: Files,
    strings: Strings,
}

/// A theme's templates, ready to render.
pub(super) struct Engine {
    tera: Tera,
}

/// The text of a theme file.
fn utf8(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Theme {
    /// Loads the theme that the configuration names.
    ///
    /// # Errors
    /// When it is missing, broken or made for another version.
    pub fn load(config: &Config) -> Result<Self, ThemeError> {
        let mut files: Files =
            BuiltIn::iter().filter_map(|name| Some((name.to_string(), BuiltIn::get(&name)?.data))).collect();
        let own = config.root.join("themes").join(&config.theme);
        if own.is_dir() {
            for entry in WalkDir::new(&own).sort_by_file_name().into_iter().filter_map(Result::ok) {
                if entry.file_type().is_file() {
                    let name = fs::slashed(entry.path().strip_prefix(&own).unwrap_or(entry.path()));
                    files.insert(name, Cow::Owned(fs::read(entry.path())?));
                }
            }
        } else if config.theme != "default" {
            return Err(ThemeError::Unknown(config.theme.clone()));
        }
        check_api(&files, &config.theme)?;
        script::join(&mut files);
        let language = config.language.split('-').next().unwrap_or("en").to_lowercase();
        // The built-in English lies below everything, so that a theme may reword one text.
        let english = BuiltIn::get("lang/en.toml").map(|f| ("lang/en.toml".to_owned(), utf8(&f.data)));
        let names =
            ["lang/en.toml".to_owned(), format!("lang/{language}.toml"), format!("lang/{}.toml", config.language)];
        let own = names.iter().filter_map(|name| Some((name.clone(), utf8(files.get(name)?))));
        let found: Vec<(String, String)> = english.into_iter().chain(own).collect();
        let strings =
            Strings::read(found.iter().map(|(n, t)| (n.as_str(), t.as_str()))).map_err(ThemeError::Language)?;
        Ok(Self { files, strings })
    }

    /// The words of the interface.
    pub fn strings(&self) -> &Strings {
        &self.strings
    }

    /// Every asset with the path under which the site has it: its name with a digest of
    /// its content, so that browsers may keep it for ever.
    fn asset_paths(&self) -> impl Iterator<Item = (&str, String, &[u8])> {
        self.files
            .iter()
            .filter(|(name, _)| name.contains('/') && !NOT_ASSETS.iter().any(|f| name.starts_with(f)))
            .map(|(name, bytes)| (name.as_str(), hashed(&format!("assets/{name}"), bytes), bytes.as_ref()))
    }

    /// The files of the theme that the site has, and the logo.
    pub(super) fn assets(&self, config: &Config) -> Result<Vec<Artifact>, ThemeError> {
        let mut assets: Vec<Artifact> = self
            .asset_paths()
            .map(|(_, path, bytes)| Artifact { path, content: Content::Bytes(bytes.to_vec()) })
            .collect();
        if let Some((path, bytes)) = logo(config)? {
            assets.push(Artifact { path, content: Content::Bytes(bytes) });
        }
        Ok(assets)
    }

    /// Compiles the templates and sets what every page shares.
    pub(super) fn engine(&self, view: &View<'_>, menu: Value) -> Result<Engine, ThemeError> {
        let mut tera = Tera::default();
        // Every template is escaped, whatever its suffix.
        tera.autoescape_on([""]);
        let strings = self.strings.clone();
        tera.register_function("plural", move |args: Kwargs, _: &State<'_>| -> tera::TeraResult<String> {
            Ok(strings.plural(args.must_get::<&str>("key")?, args.must_get::<usize>("n")?))
        });
        let templates: Vec<(String, String)> = self
            .files
            .iter()
            .filter_map(|(name, bytes)| Some((name.strip_prefix("templates/")?.to_owned(), utf8(bytes))))
            .collect();
        tera.add_raw_templates(templates.iter().map(|(n, t)| (n.as_str(), t.as_str()))).map_err(|error| {
            ThemeError::Template { template: "of the theme".into(), page: None, reason: chain(&error) }
        })?;
        let assets: BTreeMap<&str, String> = self.asset_paths().map(|(name, path, _)| (name, path)).collect();
        let site = Self::site(view, menu)?;
        let context = tera.global_context();
        context.insert_value("site", site);
        context.insert("assets", &assets);
        context.insert_value("t", self.strings.value());
        Ok(Engine { tera })
    }

    fn site(view: &View<'_>, menu: Value) -> Result<Value, ThemeError> {
        let (library, config) = (view.library, view.config);
        Ok(data! {
            "title" => config.title.as_str(),
            "description" => config.description.clone(),
            "base_url" => config.base_url.clone(),
            "noindex" => config.noindex,
            "audience" => config.audience.as_str(),
            "footer" => config.footer.clone(),
            "logo" => logo(config)?.map(|(path, _)| path),
            "version" => env!("CARGO_PKG_VERSION"),
            "menu" => menu,
            "has" => data! {
                "paths" => !library.paths.is_empty(),
                "tags" => !library.tags.is_empty(),
                "glossary" => !library.glossary.is_empty(),
                "severities" => true,
                "services" => !library.services.is_empty(),
                "factors" => true,
                "alerts" => !view.alerts.all().is_empty(),
                "clusters" => !view.alike.clusters().is_empty(),
                "search" => !library.incidents.is_empty(),
            },
        })
    }
}

impl Engine {
    /// Renders a template for a file of the site.
    pub(super) fn template(&self, template: &str, context: &Context, page: &str) -> Result<String, ThemeError> {
        self.tera.render(template, context).map_err(|error| ThemeError::Template {
            template: template.to_owned(),
            page: Some(page.to_owned()),
            reason: chain(&error),
        })
    }
}

/// The menu: pages that ask to be in it, and the entries of the configuration; those
/// that lead to no page come back by their label.
pub(super) fn menu(library: &Library, config: &Config, pages: &HashSet<&str>) -> (Value, Vec<String>) {
    let mut entries = Vec::new();
    for page in &library.pages {
        let document = &library.documents[page.document];
        if document.special.menu {
            entries.push(data! { "label" => document.title(), "url" => page.url.as_str(), "external" => false });
        }
    }
    let mut dead = Vec::new();
    for entry in &config.menu {
        let external = ["https://", "http://", "mailto:"].iter().any(|s| entry.url.starts_with(s));
        let path = entry.url.trim_start_matches('/');
        let (path, fragment) = path.split_at(path.find('#').unwrap_or(path.len()));
        let path = path.trim_end_matches('/');
        let candidates = [path.to_owned(), format!("{path}/index.html"), "index.html".to_owned()];
        let known = |c: &&String| {
            pages.contains(c.as_str()) && (**c != "index.html" || path.is_empty() || path == "index.html")
        };
        let url = if external {
            Some(entry.url.clone())
        } else {
            candidates.iter().find(known).map(|u| format!("{u}{fragment}"))
        };
        match url {
            Some(url) => entries.push(data! { "label" => entry.label.as_str(), "url" => url, "external" => external }),
            None => dead.push(entry.label.clone()),
        }
    }
    (list(entries), dead)
}

/// An error with everything that caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        out.push_str(": ");
        out.push_str(&cause.to_string());
        source = cause.source();
    }
    out
}

fn check_api(files: &Files, name: &str) -> Result<(), ThemeError> {
    let text = files.get("theme.toml").map(|b| utf8(b)).unwrap_or_default();
    let (node, _) = value::parse(Syntax::Toml, &text, 0);
    let api = node.get("api").and_then(Node::text).unwrap_or("none");
    if api == API {
        return Ok(());
    }
    Err(ThemeError::Api { name: name.to_owned(), api: api.to_owned() })
}

/// The logo with the path under which the site has it.
fn logo(config: &Config) -> Result<Option<(String, Vec<u8>)>, ThemeError> {
    let Some(path) = &config.logo else { return Ok(None) };
    let bytes = fs::read(path)?;
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    Ok(Some((hashed(&format!("assets/logo.{extension}"), &bytes), bytes)))
}

/// A path with a digest of the content before its ending.
fn hashed(path: &str, bytes: &[u8]) -> String {
    let digest = blake3::hash(bytes).to_hex();
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    format!("{stem}.{}.{ending}", &digest[..10])
}
