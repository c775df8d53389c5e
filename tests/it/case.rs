//! A small library in a temporary folder, what a run of the program says about it,
//! and the pages that it makes, in sentences.

use crate::checker;
use base64::Engine as _;
use scraper::{Html, Selector};
use std::cell::OnceCell;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The day of every run unless a case says otherwise: 2026-01-31.
pub const TODAY: &str = "1769860800";

/// Longer than any run here takes; what takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(4);

/// A library to run the program on.
#[derive(Clone)]
pub struct Case {
    name: String,
    dir: Rc<TempDir>,
    root: PathBuf,
    variables: Vec<(String, String)>,
    options: Vec<String>,
}

impl Case {
    /// An empty library.
    pub fn new(name: &str) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path().join("library");
        fs::create_dir(&root).expect("a folder for the library");
        Self { name: name.into(), dir: Rc::new(dir), root, variables: Vec::new(), options: Vec::new() }
    }

    /// A library that is already somewhere; its site and cache go to a temporary folder.
    pub fn of(name: &str, root: &Path) -> Self {
        let mut case = Self::new(name);
        root.clone_into(&mut case.root);
        let (out, cache) = (case.place("site"), case.place("cache"));
        case.option("--cache-dir").option(&cache).option("--out").option(&out)
    }

    /// A path beside the library.
    pub fn place(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().expect("a plain path").to_owned()
    }

    /// Where the library is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file of the library.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A file of the library.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    /// A file that need not be text.
    pub fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
        self
    }

    /// A post-mortem: its front matter without the marks, and its text.
    pub fn incident(self, path: &str, fields: &str, body: &str) -> Self {
        self.file(&format!("content/incidents/{path}.md"), &format!("---\n{fields}\n---\n\n{body}\n"))
    }

    /// A `book.toml`; without one the folder is its own content.
    pub fn config(self, toml: &str) -> Self {
        self.file("book.toml", toml)
    }

    /// A symbolic link.
    pub fn link(self, path: &str, target: impl AsRef<Path>) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::os::unix::fs::symlink(target, path).expect("a symbolic link");
        self
    }

    /// A named pipe that nobody writes to.
    pub fn pipe(self, path: &str) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo");
        assert!(made.success(), "mkfifo {}", path.display());
        self
    }

    /// Takes a file away again.
    pub fn without(self, path: &str) -> Self {
        fs::remove_file(self.path(path)).expect("a file to remove");
        self
    }

    /// A variable of the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// A word for the command line of `build`.
    pub fn option(mut self, word: &str) -> Self {
        self.options.push(word.into());
        self
    }

    /// Builds the site.
    pub fn build(&self) -> Run {
        let mut words = vec!["build"];
        words.extend(self.options.iter().map(String::as_str));
        self.run(&words)
    }

    /// Builds and reads the report.
    pub fn report(&self) -> serde_json::Value {
        let mut words = vec!["build", "--format", "json"];
        words.extend(self.options.iter().map(String::as_str));
        let run = self.run(&words);
        serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{}: {e}\n{}", self.name, run.stdout))
    }

    /// The diagnostics of a build, each as `code file:line:column message`.
    pub fn problems(&self) -> Vec<String> {
        let report = self.report();
        let text = |v: &serde_json::Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
        report["diagnostics"]
            .as_array()
            .expect("a list of diagnostics")
            .iter()
            .map(|d| {
                let parts = ["code", "file", "line", "column", "message", "help"].map(|k| text(&d[k]));
                let [code, file, line, column, message, help] = parts;
                format!("{code} {file}:{line}:{column} {message} ({help})")
            })
            .collect()
    }

    /// Runs the program with these words after `--root`.
    pub fn run(&self, words: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.arg("--root").arg(&self.root).args(words);
        self.capture(command, self.site_of(words))
    }

    /// Runs the program with nothing but these words, in the folder of the library.
    pub fn run_inside(&self, words: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.args(words).current_dir(&self.root);
        self.capture(command, self.site_of(words))
    }

    /// Runs the program from a shell, with `candor` for its name.
    pub fn shell(&self, script: &str) -> Run {
        let mut command = Command::new("sh");
        let script = script.replace("candor ", &format!("'{}' ", env!("CARGO_BIN_EXE_candor")));
        command.arg("-c").arg(script).current_dir(&self.root);
        self.capture(command, self.root.join("public"))
    }

    fn site_of(&self, words: &[&str]) -> PathBuf {
        let at = words.iter().position(|w| *w == "--out");
        at.map_or_else(|| self.root.join("public"), |at| self.root.join(words[at + 1]))
    }

    fn capture(&self, mut command: Command, site: PathBuf) -> Run {
        let captured = tempfile::tempdir().expect("a temporary folder");
        let (out, err) = (captured.path().join("out"), captured.path().join("err"));
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.dir.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("NO_COLOR", "1")
            .env("SOURCE_DATE_EPOCH", TODAY)
            .envs(self.variables.iter().map(|(n, v)| (n, v)))
            .stdin(Stdio::null())
            .stdout(fs::File::create(&out).expect("a file for the output"))
            .stderr(fs::File::create(&err).expect("a file for the messages"));
        let mut child = command.spawn().expect("the program starts");
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child") {
                break status;
            }
            if begun.elapsed() > PATIENCE {
                child.kill().expect("a child to end");
                panic!("{}: the program hangs", self.name);
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let read = |path| String::from_utf8_lossy(&fs::read(path).expect("captured text")).into_owned();
        Run {
            case: self.clone(),
            code: status.code(),
            stdout: read(&out),
            stderr: read(&err),
            site,
            seconds: begun.elapsed().as_secs_f64(),
            all: OnceCell::new(),
        }
    }
}

/// What a run said and made.
pub struct Run {
    pub case: Case,
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub site: PathBuf,
    pub seconds: f64,
    all: OnceCell<Vec<(String, Vec<u8>)>>,
}

impl Run {
    fn context(&self) -> String {
        format!("{}\n--- stdout\n{}--- stderr\n{}", self.case.name, self.stdout, self.stderr)
    }

    fn ends_with(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "the exit code of {}", self.context());
        self
    }

    /// Exit code 0: done.
    pub fn succeeds(&self) -> &Self {
        self.ends_with(0)
    }

    /// Exit code 1: problems found.
    pub fn fails(&self) -> &Self {
        self.ends_with(1)
    }

    /// Exit code 2: wrong use or configuration.
    pub fn refuses(&self) -> &Self {
        self.ends_with(2)
    }

    /// Standard error has this text.
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.stderr.contains(text), "`{text}` is not said: {}", self.context());
        self
    }

    /// Standard error lacks this text.
    pub fn does_not_say(&self, text: &str) -> &Self {
        assert!(!self.stderr.contains(text), "`{text}` is said: {}", self.context());
        self
    }

    /// Nothing is wrong at all.
    pub fn says_nothing(&self) -> &Self {
        assert_eq!(self.stderr, "", "{}", self.context());
        self
    }

    /// Standard output has this text.
    pub fn prints(&self, text: &str) -> &Self {
        assert!(self.stdout.contains(text), "`{text}` is not printed: {}", self.context());
        self
    }

    /// Standard output as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}", self.context()))
    }

    /// A page, to be looked at.
    pub fn page(&self, url: &str, look: impl FnOnce(&Page)) -> &Self {
        let html = self.text_of(url);
        look(&Page { url: format!("{}: {url}", self.case.name), doc: Html::parse_document(&html), html });
        self
    }

    /// There is such a file.
    pub fn has(&self, url: &str) -> &Self {
        assert!(self.site.join(url).is_file(), "there is no `{url}`: {}\n{:#?}", self.context(), self.urls());
        self
    }

    /// There is no such file.
    pub fn lacks(&self, url: &str) -> &Self {
        assert!(!self.site.join(url).exists(), "there is `{url}`: {}", self.context());
        self
    }

    /// The text of a file of the site.
    pub fn text_of(&self, url: &str) -> String {
        self.has(url);
        fs::read_to_string(self.site.join(url)).expect("a text file")
    }

    /// `incidents.json`.
    pub fn incidents(&self) -> Vec<serde_json::Value> {
        serde_json::from_str(&self.text_of("incidents.json")).expect("a list of incidents")
    }

    /// Titles in `incidents.json`.
    pub fn titles(&self) -> Vec<String> {
        self.incidents().iter().map(|i| i["title"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Every file of the site with its bytes, by path.
    pub fn files(&self) -> &[(String, Vec<u8>)] {
        self.all.get_or_init(|| tree(&self.site))
    }

    /// The path of every file of the site.
    pub fn urls(&self) -> Vec<&str> {
        self.files().iter().map(|(path, _)| path.as_str()).collect()
    }

    /// No file of the site has this word, in its text or its path.
    pub fn never_mentions(&self, word: &str) -> &Self {
        let found: Vec<&str> = self
            .files()
            .iter()
            .filter(|(path, bytes)| path.contains(word) || has(path, bytes, word))
            .map(|(path, _)| path.as_str())
            .collect();
        assert!(found.is_empty(), "{}: `{word}` stands in {found:?}", self.case.name);
        self
    }

    /// Some file of the site has this word.
    pub fn mentions(&self, word: &str) -> &Self {
        let found = self.files().iter().any(|(path, bytes)| has(path, bytes, word));
        assert!(found, "`{word}` stands nowhere: {}", self.context());
        self
    }

    /// Links, anchors, ids, counts and policy of every page hold.
    pub fn is_sound(&self) -> &Self {
        let found = checker::check(&self.site);
        assert!(found.is_empty(), "{}: {} findings\n{}", self.case.name, found.len(), found.join("\n"));
        self
    }
}

/// Whether a file of the site has a word; the files of the search are opened, and have
/// their words in lower case.
pub fn has(path: &str, bytes: &[u8], word: &str) -> bool {
    match shard(path, bytes) {
        Some(content) => {
            // `fuzzy` is a constant of the root, and no word of a document.
            let text = String::from_utf8_lossy(&content).to_lowercase().replace("fuzzy", "");
            text.contains(&word.to_lowercase())
        }
        None => memchr::memmem::find(bytes, word.as_bytes()).is_some(),
    }
}

/// The content of a file of the browser's index; none of another file.
pub fn shard(path: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let script = path.starts_with("search/").then(|| std::str::from_utf8(bytes).ok()).flatten()?;
    let mut parts = script.trim().strip_prefix("candorShard(")?.split('"');
    let (name, base64) = (parts.nth(1)?, parts.nth(1)?);
    assert_eq!(format!("search/{name}.js"), path);
    let packed = base64::engine::general_purpose::STANDARD.decode(base64).expect("base64");
    let mut content = Vec::new();
    flate2::read::DeflateDecoder::new(packed.as_slice()).read_to_end(&mut content).expect("deflate");
    Some(content)
}

/// Every file below a folder with its bytes, in the order of paths.
pub fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file())
        .map(|e| {
            let path = e.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            (path, fs::read(e.path()).expect("a file"))
        })
        .collect()
}

/// A page of the site.
pub struct Page {
    url: String,
    pub html: String,
    pub doc: Html,
}

impl Page {
    /// The texts of what a selector finds, white space folded.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        self.doc.select(&selector).map(|e| folded(&e.text().collect::<String>())).collect()
    }

    /// An attribute of all that a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        self.doc.select(&selector).filter_map(|e| e.value().attr(name)).map(str::to_owned).collect()
    }

    /// Something that the selector finds has this text in it.
    pub fn has(&self, selector: &str, text: &str) -> &Self {
        let found = self.texts(selector);
        assert!(found.iter().any(|t| t.contains(text)), "{}: no `{selector}` has `{text}`, only {found:#?}", self.url);
        self
    }

    /// The selector finds exactly these texts.
    pub fn reads(&self, selector: &str, texts: &[&str]) -> &Self {
        assert_eq!(self.texts(selector), texts, "{}: `{selector}`", self.url);
        self
    }

    /// The selector finds nothing.
    pub fn lacks(&self, selector: &str) -> &Self {
        let found = self.texts(selector);
        assert!(found.is_empty(), "{}: `{selector}` finds {found:#?}", self.url);
        self
    }

    /// The selector finds so many.
    pub fn counts(&self, selector: &str, number: usize) -> &Self {
        let found = self.texts(selector);
        assert_eq!(found.len(), number, "{}: `{selector}` finds {found:#?}", self.url);
        self
    }

    /// What the selector finds has this attribute.
    pub fn attribute(&self, selector: &str, name: &str, value: &str) -> &Self {
        let found = self.attributes(selector, name);
        assert!(
            found.iter().any(|v| v == value),
            "{}: no `{selector}` has {name}=`{value}`, only {found:#?}",
            self.url
        );
        self
    }

    /// The fact of the side panel with this label has this text in it.
    pub fn fact(&self, label: &str, text: &str) -> &Self {
        self.has(".facts div", &format!("{label}{text}"))
    }
}

/// Text with its white space folded.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
