//! `candor adopt`: what was inferred becomes front matter, as a diff or in the files.

use super::target::Target;
use super::{Console, Outcome, Stop, print, usage};
use crate::adopt::{self, Insertion, Scene};
use crate::cli::{Adopt, Cli};
use crate::count;
use crate::diagnostic::text::clean;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::document::Document;
use crate::fs::{self, FsError};
use crate::source::{Role, SourceFile};
use std::collections::BTreeMap;
use std::path::Path;

pub(super) fn run(cli: &Cli, args: &Adopt, console: &Console) -> Result<Outcome, Stop> {
    let same = |a: &Path, b: &Path| a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b));
    if args.path.is_symlink() && !same(&args.path, &cli.root) {
        let path = args.path.display();
        return Err(usage(format!("`{path}` is a symbolic link, and none is written through; name what it leads to")));
    }
    let target = Target::read(cli, Some(&args.path))?;
    console.diagnostics(&target.warnings);
    let mut run = Run::new(&target, args.write);
    run.all();
    console.diagnostics(&std::mem::take(&mut run.problems).sorted());
    print(&run.out)?;
    if !console.quiet {
        Console::write(&run.summary());
    }
    if run.seen == 0 {
        return Err(usage(match target.passed_over() {
            Some((path, why)) => format!("`{path}` is {why}, not a document of the library"),
            None => "there is no post-mortem in Markdown there".to_owned(),
        }));
    }
    Ok(if run.failed { Outcome::Problems } else { Outcome::Done })
}

struct Run<'t> {
    target: &'t Target,
    write: bool,
    /// The folder that is written into.
    folder: fs::Target,
    problems: Diagnostics,
    /// The diff, or the paths that were written.
    out: String,
    /// Files that were looked at.
    seen: usize,
    /// Files for which there is something to write.
    adopted: usize,
    failed: bool,
}

impl<'t> Run<'t> {
    fn new(target: &'t Target, write: bool) -> Self {
        let config = &target.config;
        // Every folder of the library may have come with it, links among them.
        let folder = match config.content.strip_prefix(&config.root) {
            Ok(below) => fs::Target::below(&config.root, below),
            Err(_) => fs::Target::below(&config.content, Path::new("")),
        };
        Self {
            target,
            write,
            folder,
            problems: Diagnostics::new(),
            out: String::new(),
            seen: 0,
            adopted: 0,
            failed: false,
        }
    }

    fn all(&mut self) {
        let target = self.target;
        let mut documents: BTreeMap<&str, Vec<&Document>> = BTreeMap::new();
        for document in &target.all.documents {
            documents.entry(&document.file).or_default().push(document);
        }
        for file in target.all.source.files.iter().filter(|f| f.role == Role::Incident && target.wants(f)) {
            self.seen += 1;
            match documents.get(file.path.as_str()).map(Vec::as_slice) {
                Some([document]) if document.path == document.file => {
                    if let Err(error) = self.file(file, document) {
                        self.fail(file, &error);
                    }
                }
                Some(_) => self.note(
                    file,
                    "the file holds several incidents, which have one front matter only",
                    "give each incident a file of its own",
                ),
                None => {
                    let of_file = |d: &&Diagnostic| d.place.as_ref().is_some_and(|p| p.file == file.name);
                    for problem in target.all.problems.iter().filter(of_file) {
                        self.failed |= problem.severity == Severity::Error;
                        self.problems.push(problem.clone());
                    }
                }
            }
        }
    }

    fn file(&mut self, file: &SourceFile, document: &Document) -> fs::Result<()> {
        // Also where nothing is written, so that the diff says what a write would do.
        self.folder.has(&file.path)?;
        let bytes = fs::read(&file.disk)?;
        let Ok(text) = std::str::from_utf8(&bytes) else {
            self.note(file, "the file is not UTF-8, and was left as it is", "save it as UTF-8");
            return Ok(());
        };
        let all = &self.target.all;
        let scene = Scene { file, context: &all.context, vocabulary: &all.vocabulary };
        let adoption = adopt::adopt(text, document, &scene);
        self.problems.append(adoption.notes);
        let Some(insertion) = adoption.insertion else { return Ok(()) };
        let new = insertion.into_text(text);
        if !self.write {
            self.diff(file, text, &insertion);
        } else if self.folder.replace(&file.path, &bytes, new.as_bytes())? {
            self.out += &format!("{}\n", clean(&self.shown(file)));
        } else {
            self.failed = true;
            self.note(file, "the file has changed while it was read, and was left as it is", "run the command again");
            return Ok(());
        }
        self.adopted += 1;
        Ok(())
    }

    fn diff(&mut self, file: &SourceFile, text: &str, insertion: &Insertion) {
        self.out += &adopt::unified(&self.shown(file), text, insertion);
    }

    /// The path of a file from the folder in which the program runs, as `git apply` wants it;
    /// from the folder of the library where that is somewhere else.
    fn shown(&self, file: &SourceFile) -> String {
        let path = self.target.config.root.join(&file.name);
        let path = path.strip_prefix(".").unwrap_or(&path);
        if !path.is_absolute() {
            return fs::slashed(path);
        }
        let here = std::env::current_dir().unwrap_or_default();
        path.strip_prefix(&here).map_or_else(|_| file.name.clone(), fs::slashed)
    }

    fn note(&mut self, file: &SourceFile, message: &str, help: &str) {
        self.problems.push(Diagnostic::new(Code::NotAdopted, message).at(Place::file(&file.name)).help(help));
    }

    /// Says that a file could not be read or written; the others are still adopted.
    fn fail(&mut self, file: &SourceFile, error: &FsError) {
        self.failed = true;
        let is_link = fs::is_refused_link(error);
        let (code, message, help) = if is_link {
            let link = error.path.display();
            let message = format!("`{link}` is a symbolic link: nothing is written through it");
            (Code::RefusedLink, message, "name the file that it leads to")
        } else {
            (Code::NotAdopted, error.to_string(), "give the right to read and write it")
        };
        let mut problem = Diagnostic::new(code, message).at(Place::file(&file.name)).help(help);
        problem.severity = Severity::Error;
        self.problems.push(problem);
    }

    fn summary(&self) -> String {
        let of = format!("{} of {}", self.adopted, count::files(self.seen));
        match (self.write, self.adopted) {
            (_, 0) => "nothing to adopt\n".to_owned(),
            (true, _) => format!("wrote front matter into {of}\n"),
            (false, _) => format!("{of} can be adopted; `--write` writes what the diff shows\n"),
        }
    }
}
