//! What `inspect` and `adopt` are pointed at: a file or folder of the library, or one that
//! is a library by itself.

use super::{Stop, load_config, usage};
use crate::cli::Cli;
use crate::config::{Config, Overrides};
use crate::diagnostic::Diagnostics;
use crate::pipeline::{self, Documents};
use crate::site::Theme;
use crate::source::SourceFile;
use std::path::{Path, PathBuf};

/// The documents of a run, and which of them it is about.
pub(super) struct Target {
    /// The library that they are part of.
    pub config: Config,
    /// Problems of its configuration.
    pub warnings: Diagnostics,
    /// Its documents: all, since files of a folder tell about each other's dates.
    pub all: Documents,
    /// The file or folder that is asked about, with links resolved; none for all.
    only: Option<PathBuf>,
}

impl Target {
    /// Reads the library that a path belongs to.
    pub(super) fn read(cli: &Cli, path: Option<&Path>) -> Result<Self, Stop> {
        let Place { config, warnings, only } = Place::of(cli, &Overrides::default(), path)?;
        let theme = Theme::load(&config)?;
        let all = pipeline::documents(&config, &theme);
        Ok(Self { config, warnings, all, only })
    }

    /// Whether a file is asked about.
    pub(super) fn wants(&self, file: &SourceFile) -> bool {
        self.only.as_ref().is_none_or(|only| is_in(file, only))
    }

    /// The file that is asked about with the reason, where it was passed over.
    pub(super) fn passed_over(&self) -> Option<&(String, &'static str)> {
        let only = self.only.as_ref()?;
        let is_it = |path: &str| self.config.content.join(path).canonicalize().is_ok_and(|real| real == *only);
        self.all.source.passed_over.iter().find(|(path, _)| is_it(path))
    }
}

/// Whether a file is a path or below it.
pub(super) fn is_in(file: &SourceFile, only: &Path) -> bool {
    // A link that stands in the folder belongs to it, wherever it leads.
    file.disk.starts_with(only) || file.disk.canonicalize().is_ok_and(|real| real.starts_with(only))
}

/// A library, and what of it is asked about.
pub(super) struct Place {
    /// The library.
    pub config: Config,
    /// Problems of its configuration.
    pub warnings: Diagnostics,
    /// The file or folder that is asked about, with links resolved; none for all.
    pub only: Option<PathBuf>,
}

impl Place {
    /// The library that a path belongs to.
    pub(super) fn of(cli: &Cli, overrides: &Overrides, path: Option<&Path>) -> Result<Self, Stop> {
        let Some(path) = path else {
            let (config, warnings) = load_config(cli, overrides)?;
            return Ok(Self { config, warnings, only: None });
        };
        let path = if path.is_absolute() || path.exists() { path.to_owned() } else { cli.root.join(path) };
        let Ok(real) = path.canonicalize() else {
            return Err(usage(format!("there is no file or folder `{}`", path.display())));
        };
        // The current folder is no library just since an absolute path leads below it: it may be `/`.
        let elsewhere = path.is_absolute() && cli.root == Path::new(".");
        // A file of the library is read with its settings; any other folder is a library itself.
        if let Ok((config, warnings)) = load_config(cli, overrides)
            && (config.has_file || !elsewhere)
            && (config.has_file || config.root.canonicalize().is_ok_and(|root| root != real))
        {
            let inside = config.content.canonicalize().is_ok_and(|content| real.starts_with(&content));
            let is_root = config.root.canonicalize().is_ok_and(|root| root == real);
            if inside || is_root {
                return Ok(Self { config, warnings, only: Some(real).filter(|_| inside) });
            }
        }
        let folder = if real.is_dir() { real.clone() } else { real.parent().map(Path::to_owned).unwrap_or_default() };
        let shown = if path.is_dir() { path.clone() } else { path.parent().map(Path::to_owned).unwrap_or_default() };
        let root = if shown.as_os_str().is_empty() { PathBuf::from(".") } else { shown };
        let overrides = Overrides { cache_dir: cli.cache_dir.clone(), ..overrides.clone() };
        let (config, warnings) = crate::config::load(&root, &overrides, std::iter::empty()).map_err(Stop::Config)?;
        if !config.content.is_dir() {
            return Err(usage(format!("there is no content folder `{}`", config.content.display())));
        }
        Ok(Self { config, warnings, only: Some(real).filter(|r| *r != folder) })
    }
}
