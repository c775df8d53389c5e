//! `candor import`: what is no Markdown yet becomes post-mortems; nothing is ever
//! overwritten, and nothing is written through a symbolic link.

use super::{Console, Outcome, Stop, incidents_folder, load_config, print, stdin, usage};
use crate::cli::{Cli, From, Import};
use crate::config::Overrides;
use crate::count::{self, Count};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, text};
use crate::fs::{self, FsError, Target};
use crate::import::{Export, Exported, Folder, Kind, Map, Names, decode, read, read_folder};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

pub(super) fn run(cli: &Cli, args: &Import, console: &Console) -> Result<Outcome, Stop> {
    let map = Map::read(&args.map).map_err(usage)?;
    let source = Source::of(args)?;
    if !map.is_empty() && !matches!(source.kind, Kind::Csv | Kind::Json) {
        return Err(usage("`--map` names columns, which only CSV and JSON have"));
    }
    let target = target(cli, args, console)?;
    let mut problems = Diagnostics::new();
    let folder = source.read(&map, &mut problems)?;
    if folder.pages.is_empty() {
        console.diagnostics(&problems.sorted());
        return Err(Stop::Failed(anyhow::anyhow!("{}; nothing was imported", source.nothing())));
    }
    let mut run = Run { args, target, source: &source, problems, done: Done::default() };
    let written = run.write(&folder);
    // What was written is said even when the disk is full by now.
    console.diagnostics(&std::mem::take(&mut run.problems).sorted());
    if !console.quiet {
        print(&run.done.paths.concat())?;
        Console::write(&run.done.summary(args.dry_run));
    }
    written?;
    let done = run.done.incidents + run.done.there > 0;
    Ok(if done { Outcome::Done } else { Outcome::Problems })
}

/// The folder for post-mortems.
fn target(cli: &Cli, args: &Import, console: &Console) -> Result<Target, Stop> {
    if let Some(to) = &args.to {
        return Ok(Target::new(to));
    }
    let (config, warnings) = load_config(cli, &Overrides::default())?;
    console.diagnostics(&warnings);
    let folder = incidents_folder(&config);
    // Every folder of the library may have come with it, links among them.
    Ok(match folder.strip_prefix(&config.root) {
        Ok(below) => Target::below(&config.root, below),
        Err(_) => Target::new(&folder),
    })
}

/// What is brought in.
struct Source {
    kind: Kind,
    path: PathBuf,
    /// Its name in diagnostics.
    name: String,
    is_folder: bool,
    is_stdin: bool,
}

impl Source {
    fn of(args: &Import) -> Result<Self, Stop> {
        let path = args.source.clone();
        let is_stdin = path == Path::new("-");
        let is_folder = !is_stdin && path.is_dir();
        let name = if is_stdin { "standard input".to_owned() } else { path.display().to_string() };
        let given = args.from.map(|from| match from {
            From::Links => Kind::Links,
            From::Csv => Kind::Csv,
            From::Json => Kind::Json,
            From::Html => Kind::Html,
        });
        let kinds = "`--from links`, `csv`, `json` or `html`";
        let kind = match given {
            Some(kind) => kind,
            None if is_stdin => return Err(usage(format!("say what comes from standard input: {kinds}"))),
            None if is_folder => Kind::Html,
            None => {
                let unknown = || usage(format!("the name of `{name}` does not say what it is: {kinds}"));
                Kind::of(&name).ok_or_else(unknown)?
            }
        };
        if is_folder && kind != Kind::Html {
            return Err(usage(format!("`{name}` is a folder; name one file of it, or use `--from html`")));
        }
        Ok(Self { kind, path, name, is_folder, is_stdin })
    }

    /// What can be said when there is no incident in it.
    fn nothing(&self) -> String {
        let help = match self.kind {
            Kind::Links => {
                "there is no entry with a link in it; post-mortems in Markdown need no import: point `--root` at their folder"
            }
            Kind::Csv => "there is no row that can be read in it",
            Kind::Json => "there is no object that can be read in it",
            Kind::Html if self.is_folder => {
                "there is no page with text in it; Markdown needs no import: point `--root` at the folder"
            }
            Kind::Html => "there is no text in it",
        };
        format!("`{}`: {help}", self.name)
    }

    /// The incidents of it.
    fn read(&self, map: &Map, problems: &mut Diagnostics) -> Result<Folder, Stop> {
        let mut given = Names::default();
        if self.is_folder {
            return Ok(self.read_folder(&mut given, problems));
        }
        let bytes = if self.is_stdin { stdin()? } else { fs::read(&self.path)? };
        let text = match decode(&self.name, bytes) {
            Ok(text) => text,
            Err(problem) => {
                problems.push(*problem);
                return Ok(Folder::default());
            }
        };
        if self.kind == Kind::Html {
            return Ok(self.read_page(text, &mut given, problems));
        }
        let pages = read(self.kind, &self.name, &text, map, problems).map_err(|e| usage(e.to_string()))?;
        let named =
            |page: crate::import::Page| Exported { path: given.give("", page.date.as_ref(), &page.title), page };
        Ok(Folder { pages: pages.into_iter().map(named).collect(), files: BTreeMap::new() })
    }

    /// One page, with the images beside it.
    fn read_page(&self, text: String, names: &mut Names, problems: &mut Diagnostics) -> Folder {
        let path = self.path.file_name().map_or_else(|| "page.html".to_owned(), |n| n.to_string_lossy().into_owned());
        let export = Export { path, name: self.name.clone(), text };
        let is_file = |path: &str| !self.is_stdin && fs::is_regular_below(self.folder(), path);
        read_folder(&[export], &is_file, names, problems)
    }

    fn read_folder(&self, names: &mut Names, problems: &mut Diagnostics) -> Folder {
        let found = fs::list(&self.path);
        let name = |path: &str| format!("{}/{path}", self.name.trim_end_matches('/'));
        for path in &found.links {
            let problem =
                Diagnostic::new(Code::RefusedLink, format!("`{path}` is a symbolic link and is not followed"));
            problems.push(problem.at(Place::file(name(path))).help("copy what it leads to into the folder"));
        }
        for path in &found.unreadable {
            let problem = Diagnostic::new(Code::Unreadable, format!("`{path}` cannot be read"));
            problems.push(problem.at(Place::file(name(path))).help("give the right to read, or a name in UTF-8"));
        }
        let mut exports = Vec::new();
        for path in found.files.into_iter().filter(|path| Kind::of(path) == Some(Kind::Html)) {
            let name = name(&path);
            let read = match fs::read(&self.path.join(&path)) {
                Ok(bytes) => decode(&name, bytes),
                Err(error) => Err(Box::new(
                    Diagnostic::new(Code::Unreadable, error.to_string())
                        .at(Place::file(&name))
                        .help("give the right to read"),
                )),
            };
            match read {
                Ok(text) => exports.push(Export { path, name, text }),
                Err(problem) => problems.push(*problem),
            }
        }
        read_folder(&exports, &|path| fs::is_regular_below(&self.path, path), names, problems)
    }

    /// The folder whose files a page may refer to.
    fn folder(&self) -> &Path {
        if self.is_folder {
            return &self.path;
        }
        self.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

/// What came of a run.
#[derive(Default)]
struct Done {
    /// Paths that were, or would be, written, each with its line break.
    paths: Vec<String>,
    incidents: usize,
    files: usize,
    there: usize,
    refused: usize,
}

impl Done {
    fn summary(&self, dry_run: bool) -> String {
        let mut parts = Vec::new();
        if self.files > 0 {
            parts.push(format!("{} copied", count::files(self.files)));
        }
        if self.there > 0 {
            parts.push(format!("{} already there", self.there));
        }
        if self.refused > 0 {
            parts.push(format!("{} refused", Count(self.refused, "link", "links")));
        }
        let rest = if parts.is_empty() { String::new() } else { format!(", {}", parts.join(", ")) };
        let verb = if dry_run { "would import" } else { "imported" };
        format!("{verb} {}{rest}\n", count::incidents(self.incidents))
    }
}

/// Where a file stands after an attempt to write it.
enum Written {
    New,
    There,
    Refused,
}

struct Run<'a> {
    args: &'a Import,
    target: Target,
    source: &'a Source,
    problems: Diagnostics,
    done: Done,
}

impl Run<'_> {
    /// Writes the incidents, then the files that they refer to.
    fn write(&mut self, folder: &Folder) -> Result<(), Stop> {
        for Exported { path, page } in &folder.pages {
            match self.put(path, page.markdown().as_bytes())? {
                Written::New => self.done.incidents += 1,
                Written::There => {
                    self.done.there += 1;
                    let shown = self.shown(path);
                    self.problems.push(
                        Diagnostic::new(
                            Code::AlreadyThere,
                            format!("`{}` is already there and was left as it is", page.title),
                        )
                        .at(Place::file(shown))
                        .help("remove the file to import it anew"),
                    );
                }
                Written::Refused => self.done.refused += 1,
            }
        }
        for (to, from) in &folder.files {
            // A file that is there is most often the same one.
            let read = if self.args.dry_run { Ok(Vec::new()) } else { fs::read(&self.source.folder().join(from)) };
            match read {
                Ok(bytes) => match self.put(to, &bytes)? {
                    Written::New => self.done.files += 1,
                    Written::There => {}
                    Written::Refused => self.done.refused += 1,
                },
                Err(error) => {
                    let problem = Diagnostic::new(Code::Unreadable, error.to_string()).at(Place::file(from));
                    self.problems.push(problem.help("it was not copied; give the right to read"));
                }
            }
        }
        Ok(())
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<Written, Stop> {
        let there = self.target.has(path);
        let written = match there {
            Ok(true) => return Ok(Written::There),
            Ok(false) if self.args.dry_run => Ok(()),
            Ok(false) => self.target.write_new(path, bytes),
            Err(error) => Err(error),
        };
        match written {
            Ok(()) => {
                let shown = self.shown(path);
                self.done.paths.push(format!("{shown}\n"));
                Ok(Written::New)
            }
            Err(error) if error.source.kind() == io::ErrorKind::AlreadyExists => Ok(Written::There),
            Err(error) if fs::is_refused_link(&error) => {
                self.refuse(path, &error);
                Ok(Written::Refused)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn refuse(&mut self, path: &str, error: &FsError) {
        let link = error.path.display();
        let problem =
            Diagnostic::new(Code::RefusedLink, format!("`{link}` is a symbolic link: nothing is written through it"));
        let shown = self.shown(path);
        self.problems.push(
            problem.at(Place::file(shown)).help("remove the link, or name the folder that it leads to with `--to`"),
        );
    }

    /// A path as it is printed.
    fn shown(&self, path: &str) -> String {
        text::clean(&self.target.path(path).display().to_string())
    }
}
