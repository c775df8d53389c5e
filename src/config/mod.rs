//! `book.toml`, the environment and the command line become one [`Config`].
//!
//! Every problem of the configuration is found in one run. Unknown keys are
//! errors: a setting that is silently ignored is worse than none.

mod check;
mod external;
mod keys;
mod settings;
mod severity;

pub use check::Check;
pub use external::External;
pub use keys::{KEYS, Key, Kind};
pub use severity::{Scale, SeverityLevel};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::value::{self, Node, Syntax, Value};
use globset::{Glob, GlobMatcher, GlobSet, GlobSetBuilder};
use regex::Regex;
use settings::{Reader, Setting, Settings};
use std::path::{Component, Path, PathBuf};

/// The name of the configuration file at the root of a library.
pub const FILE: &str = "book.toml";

/// An incident id as file names and prose write it: `PM2022-006`, `INC-1234`, `pm-000012`.
pub const DEFAULT_ID_PATTERN: &str = r"\b(?i:PM|INC|INCIDENT|IR|PIR|RCA|COE|POSTMORTEM)[-_]?\d{2,}(?:-\d+)*\b";

/// An entry of the menu that the author added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// What the entry says.
    pub label: String,
    /// A path from the root of the site, or an absolute address.
    pub url: String,
}

/// Files that hold several incidents.
#[derive(Clone, Debug)]
pub struct Split {
    /// Which files, by their paths from the content folder.
    pub files: GlobMatcher,
    /// The level of the headings that begin an incident.
    pub level: u8,
}

/// Words that mean one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordList {
    /// What they mean.
    pub key: String,
    /// The words.
    pub words: Vec<String>,
    /// Where `key` stands.
    pub place: Place,
}

/// Everything a build is told, with defaults filled in.
#[derive(Clone, Debug)]
pub struct Config {
    /// The library's folder; every other path is absolute or starts here.
    pub root: PathBuf,
    /// Whether there is a `book.toml`.
    pub has_file: bool,
    /// Name of the library.
    pub title: String,
    /// One sentence about the library.
    pub description: Option<String>,
    /// BCP 47 tag of the language of the interface and of documents that name none.
    pub language: String,
    /// Where the site will be served, with a final `/`.
    pub base_url: Option<String>,
    /// The folder with the documents.
    pub content: PathBuf,
    /// The folder for the site.
    pub out: PathBuf,
    /// The folder for parsed files and the index.
    pub cache_dir: PathBuf,
    /// Name of the theme.
    pub theme: String,
    /// For whom the site is: `internal`, `public` or a word of one's own.
    pub audience: String,
    /// Files that are not read.
    pub ignore: GlobSet,
    /// Endings of files that are Markdown, in lower case and without the dot; an empty one
    /// is a name without an ending.
    pub extensions: Vec<String>,
    /// Files that hold several incidents, with the level of the headings that begin each.
    pub split: Vec<Split>,
    /// Labels of facts beside those that are known, by field.
    pub labels: Vec<WordList>,
    /// Names of sections beside those that are known, by section.
    pub sections: Vec<WordList>,
    /// What an incident id looks like.
    pub id_pattern: Regex,
    /// Address to edit a file, with `{path}` for its path from the library's root.
    pub edit_url: Option<String>,
    /// The ordered severity scale.
    pub severities: Scale,
    /// A file that extends or replaces the vocabulary of factors.
    pub vocabulary: Option<PathBuf>,
    /// A file of terms.
    pub glossary: Option<PathBuf>,
    /// A file of synonyms and stop phrases for the search.
    pub search_words: Option<PathBuf>,
    /// Whether warnings fail a build.
    pub strict: bool,
    /// An image for the header.
    pub logo: Option<PathBuf>,
    /// Entries added to the menu.
    pub menu: Vec<MenuEntry>,
    /// A line at the foot of each page.
    pub footer: Option<String>,
    /// Whether pages ask search engines to stay away.
    pub noindex: bool,
    /// Whether drafts are built.
    pub drafts: bool,
    /// Whether documents dated after the build's date are built.
    pub future: bool,
    /// What `candor check` is told.
    pub check: Check,
    /// A digest of every setting that changes what is parsed.
    pub fingerprint: String,
}

/// What the command line sets over `book.toml` and the environment.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--out`
    pub out: Option<PathBuf>,
    /// `--cache-dir`
    pub cache_dir: Option<PathBuf>,
    /// `--audience`
    pub audience: Option<String>,
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--strict`
    pub strict: bool,
    /// `--drafts`
    pub drafts: bool,
    /// `--future`
    pub future: bool,
}

/// Reads the configuration of the library in `root`.
///
/// `environment` gives the variables of the process; those that begin with
/// `CANDOR_` override `book.toml`. The diagnostics are warnings when a
/// configuration comes with them.
///
/// # Errors
/// Every problem of `book.toml` and the environment, when any is an error.
pub fn load(
    root: &Path,
    overrides: &Overrides,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<(Config, Diagnostics), Diagnostics> {
    let mut problems = Diagnostics::new();
    let path = root.join(FILE);
    let has_file = path.exists();
    let text = if has_file {
        crate::fs::read_text(&path).unwrap_or_else(|error| {
            problems.push(Diagnostic::new(Code::BadConfig, error.to_string()));
            String::new()
        })
    } else {
        String::new()
    };
    let (node, errors) = value::parse(Syntax::Toml, &text, 0);
    for error in errors {
        problems.push(
            Diagnostic::new(Code::BadConfig, format!("cannot read {FILE}: {}", error.message))
                .at(Place::span(FILE, &text, error.span)),
        );
    }
    let mut reader = Reader::new(&text, problems);
    reader.file(&node);
    reader.environment(environment);
    let (settings, mut problems) = reader.finish();
    let config = assemble(root, has_file, &settings, overrides, &text, &mut problems);
    if problems.has_errors() { Err(problems.sorted()) } else { Ok((config, problems.sorted())) }
}

/// The configuration of a folder that has none.
pub fn defaults() -> Config {
    assemble(Path::new("."), false, &[], &Overrides::default(), "", &mut Diagnostics::new())
}

fn assemble(
    root: &Path,
    has_file: bool,
    all: &[Setting],
    overrides: &Overrides,
    text: &str,
    problems: &mut Diagnostics,
) -> Config {
    let mut s = Settings::new(all, text, problems);
    // `a/./b` is `a/b` wherever it is shown.
    let path = |value: String| {
        let path: PathBuf = root.join(value).components().filter(|c| *c != Component::CurDir).collect();
        if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
    };
    let title = s.text("title").unwrap_or_else(|| folder_title(root));
    let ignore = globs(&mut s);
    let id_pattern = pattern(&mut s);
    let extensions = extensions(&mut s);
    let split = split(&mut s);
    let labels = word_lists(&mut s, "labels", text);
    let sections = word_lists(&mut s, "sections", text);
    let base_url = overrides.base_url.clone().or_else(|| s.text("base_url")).and_then(|url| {
        let fine = url.starts_with("https://") || url.starts_with("http://");
        if !fine {
            s.problems.push(
                Diagnostic::new(Code::BadConfig, format!("`base_url` is `{url}`"))
                    .help("it must begin with https:// or http://"),
            );
        }
        fine.then(|| format!("{}/", url.trim_end_matches('/')))
    });
    let menu = menu(&mut s);
    let vocabulary = file(&mut s, root, "vocabulary");
    let glossary = file(&mut s, root, "glossary");
    let search_words = file(&mut s, root, "search_words");
    let logo = file(&mut s, root, "logo");
    let outside =
        |p: &Path| p.canonicalize().ok().zip(root.canonicalize().ok()).is_some_and(|(p, r)| !p.starts_with(r));
    if logo.as_deref().is_some_and(outside) {
        s.problems.push(
            Diagnostic::new(Code::BadConfig, "`logo` is not in the library")
                .help("copy it into the folder of book.toml"),
        );
    }
    let severities = match s.last("severity") {
        Some((node, _)) => Scale::read(&node.clone(), text, s.problems),
        None => Scale::shipped(),
    };
    // Without a book.toml the folder is itself the content.
    let content = s.text("content").unwrap_or_else(|| if has_file { "content" } else { "." }.into());
    let edit_url = s.text("edit_url");
    if let Some(url) = &edit_url
        && !url.contains("{path}")
    {
        s.problems.push(
            Diagnostic::new(Code::BadConfig, "`edit_url` has no `{path}`")
                .help("put `{path}` where the path of a file belongs"),
        );
    }
    let check = Check::read(&mut s, root);
    let config = Config {
        root: root.to_owned(),
        has_file,
        title,
        description: s.text("description"),
        language: s.text("language").unwrap_or_else(|| "en".into()),
        base_url,
        content: path(content),
        out: overrides.out.clone().unwrap_or_else(|| path(s.text("out").unwrap_or_else(|| "public".into()))),
        cache_dir: overrides
            .cache_dir
            .clone()
            .unwrap_or_else(|| path(s.text("cache_dir").unwrap_or_else(|| ".candor".into()))),
        theme: s.text("theme").unwrap_or_else(|| "default".into()),
        audience: overrides
            .audience
            .clone()
            .or_else(|| s.text("audience"))
            .unwrap_or_else(|| "internal".into())
            .to_lowercase(),
        ignore,
        extensions,
        split,
        labels,
        sections,
        id_pattern,
        edit_url,
        severities,
        vocabulary,
        glossary,
        search_words,
        strict: overrides.strict || s.flag("strict", false),
        logo,
        menu,
        footer: s.text("footer"),
        noindex: s.flag("noindex", true),
        drafts: overrides.drafts || s.flag("drafts", false),
        future: overrides.future || s.flag("future", false),
        check,
        fingerprint: String::new(),
    };
    Config { fingerprint: fingerprint(&config), ..config }
}

/// A digest of what changes how a file is read: the settings, and the program itself,
/// of which a version number says too little while it is being worked on.
fn fingerprint(config: &Config) -> String {
    let mut hasher = blake3::Hasher::new();
    let program = std::env::current_exe().and_then(|path| path.metadata());
    if let Ok(program) = program {
        hasher.update(&program.len().to_le_bytes());
        let modified = program.modified().ok().and_then(|m| m.duration_since(std::time::UNIX_EPOCH).ok());
        hasher.update(&modified.map_or(0, |m| m.as_nanos()).to_le_bytes());
    }
    let split = |s: &Split| format!("{} {}", s.files.glob(), s.level);
    let split = config.split.iter().map(split).collect::<Vec<_>>().join(",");
    let words = format!("{:?}{:?}", config.labels, config.sections);
    for part in [env!("CARGO_PKG_VERSION"), &config.language, config.id_pattern.as_str(), &split, &words] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// A setting that names a file, which must be there.
fn file(s: &mut Settings<'_>, root: &Path, name: &str) -> Option<PathBuf> {
    let path = root.join(s.text(name)?);
    if !path.is_file()
        && let Some((node, origin)) = s.last(name)
    {
        let node = node.clone();
        s.wrong(name, &node, &origin, "names a file that is not there", "paths start at the folder of book.toml");
    }
    Some(path)
}

/// The folder's name as a title, for a library without a configuration.
fn folder_title(root: &Path) -> String {
    let full = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let name = full.file_name().map(|n| n.to_string_lossy().replace(['-', '_'], " "));
    let name = name.unwrap_or_else(|| "post-mortems".to_owned());
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn globs(s: &mut Settings<'_>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for (glob, node, origin) in s.list("ignore") {
        match Glob::new(&glob) {
            Ok(glob) => {
                set.add(glob);
            }
            Err(error) => {
                let message = format!("has a pattern that cannot be read: {}", error.kind());
                s.wrong("ignore", &node, &origin, &message, "patterns are globs like `drafts/**`");
            }
        }
    }
    set.build().unwrap_or_default()
}

/// Endings without their dots.
fn extensions(s: &mut Settings<'_>) -> Vec<String> {
    let given = s.last("extensions").is_some();
    let listed: Vec<String> = match s.last("extensions").map(|(n, _)| n.clone()) {
        // An empty text is an ending too: that of a name without one.
        Some(Node { value: Value::List(list), .. }) => {
            list.iter().map(|n| n.flat().trim_start_matches('.').to_lowercase()).collect()
        }
        _ => s.list("extensions").into_iter().map(|(e, ..)| e.trim_start_matches('.').to_lowercase()).collect(),
    };
    if given { listed } else { vec!["md".into(), "markdown".into()] }
}

/// `[[split]]`: which files hold several incidents.
fn split(s: &mut Settings<'_>) -> Vec<Split> {
    let Some((node, origin)) = s.last("split") else { return Vec::new() };
    let node = node.clone();
    let help = "write `[[split]]` with `files = \"logs/**\"` and `level = 2`";
    let mut all = Vec::new();
    for part in node.list().unwrap_or(std::slice::from_ref(&node)) {
        let unknown = part.entries().unwrap_or_default().iter().find(|e| e.key != "files" && e.key != "level");
        if let Some(entry) = unknown {
            let message = format!("has an entry with the unknown key `{}`", entry.key);
            s.wrong("split", &entry.node, &origin, &message, help);
        }
        let glob = part.get("files").and_then(Node::text).map(Glob::new);
        let level = part.get("level").and_then(Node::text).and_then(|l| l.parse().ok()).filter(|l| (1..=6).contains(l));
        match (glob, level) {
            (Some(Ok(glob)), Some(level)) => all.push(Split { files: glob.compile_matcher(), level }),
            (Some(Err(error)), _) => {
                s.wrong("split", part, &origin, &format!("has a pattern that cannot be read: {}", error.kind()), help);
            }
            _ => s.wrong("split", part, &origin, "needs `files` and a `level` from 1 to 6", help),
        }
    }
    all
}

/// A table of words by what they mean.
fn word_lists(s: &mut Settings<'_>, name: &str, text: &str) -> Vec<WordList> {
    let Some((node, origin)) = s.last(name) else { return Vec::new() };
    let node = node.clone();
    let Some(entries) = node.entries() else {
        s.wrong(name, &node, &origin, "must be a table of lists", "write `services = [\"Bounded context\"]` below it");
        return Vec::new();
    };
    entries
        .iter()
        .map(|entry| WordList {
            key: entry.key.clone(),
            words: entry.node.texts().into_iter().map(|(word, _)| word.to_owned()).collect(),
            place: Place::span(FILE, text, entry.key_span.clone()),
        })
        .collect()
}

fn pattern(s: &mut Settings<'_>) -> Regex {
    let given = s.text("id_pattern");
    let compiled = Regex::new(given.as_deref().unwrap_or(DEFAULT_ID_PATTERN));
    compiled.unwrap_or_else(|error| {
        if let Some((node, origin)) = s.last("id_pattern") {
            let node = node.clone();
            let message = error.to_string();
            let reason = message.lines().last().unwrap_or_default().trim().to_owned();
            s.wrong(
                "id_pattern",
                &node,
                &origin,
                &format!("cannot be read: {reason}"),
                "it is a regular expression like `INC-\\d+`",
            );
        }
        #[expect(clippy::unwrap_used, reason = "a constant pattern that the tests compile")]
        Regex::new(DEFAULT_ID_PATTERN).unwrap()
    })
}

fn menu(s: &mut Settings<'_>) -> Vec<MenuEntry> {
    let Some((node, origin)) = s.last("menu") else { return Vec::new() };
    let node = node.clone();
    let mut menu = Vec::new();
    let Some(list) = node.list() else {
        s.wrong("menu", &node, &origin, "must be a list of tables", "write `[[menu]]` with `label` and `url`");
        return menu;
    };
    for part in list {
        let unknown = part.entries().unwrap_or_default().iter().find(|e| e.key != "label" && e.key != "url");
        if let Some(entry) = unknown {
            let message = format!("has an entry with the unknown key `{}`", entry.key);
            s.wrong("menu", &entry.node, &origin, &message, "an entry has `label` and `url`");
        }
        let get = |key| part.get(key).and_then(Node::text).map(str::to_owned);
        match (get("label"), get("url")) {
            (Some(label), Some(url)) if !url.to_lowercase().starts_with("javascript:") => {
                menu.push(MenuEntry { label, url });
            }
            _ => s.wrong(
                "menu",
                part,
                &origin,
                "has an entry that is not understood",
                "an entry is `{ label = \"..\", url = \"..\" }`",
            ),
        }
    }
    menu
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(toml: &str, env: &[(&str, &str)]) -> Result<(Config, Diagnostics), Diagnostics> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), toml).unwrap();
        let env = env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        load(dir.path(), &Overrides::default(), env)
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        let (config, problems) = loaded("", &[]).unwrap();
        assert!(problems.is_empty());
        assert!(config.noindex && !config.strict);
        assert_eq!((config.language.as_str(), config.audience.as_str()), ("en", "internal"));
        assert!(config.content.ends_with("content") && config.out.ends_with("public"));
    }

    #[test]
    fn every_problem_is_found_in_one_run() {
        let problems =
            loaded("titel = \"x\"\nstrict = 3\nbase_url = \"ftp://x\"\nid_pattern = \"(\"\n", &[]).unwrap_err();
        let text = crate::diagnostic::text::render(&problems, false, true);
        assert_eq!(problems.len(), 4, "{text}");
        assert!(text.contains("did you mean `title`?"), "{text}");
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let env = [
            ("CANDOR_TITLE", "From outside"),
            ("CANDOR_NOINDEX", "false"),
            ("CANDOR_IGNORE", "a/**,b/**"),
            ("CANDOR_TITEL", "x"),
        ];
        let (config, problems) = loaded("title = \"Inside\"\n", &env).unwrap();
        assert_eq!(config.title, "From outside");
        assert!(!config.noindex && config.ignore.is_match("b/x.md"));
        assert_eq!(problems.len(), 1);
        assert!(loaded("", &[("CANDOR_STRICT", "maybe")]).is_err());
    }

    #[test]
    fn the_default_id_pattern_knows_ids_from_other_words() {
        let pattern = Regex::new(DEFAULT_ID_PATTERN).unwrap();
        for id in ["PM2022-006", "INC-1234", "pm-000012", "PM-2026-003"] {
            assert_eq!(pattern.find(id).map(|m| m.as_str()), Some(id));
        }
        for other in ["SEV-2", "CVE-2021-44228", "2022-12-13", "RPM2022", "8 PM"] {
            assert!(!pattern.is_match(other), "{other}");
        }
    }
}
