//! The command line: names, types and help, nothing else.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// A static knowledge-base generator for blameless post-mortems.
#[derive(Debug, Parser)]
#[command(name = "candor", version, about, max_term_width = 100)]
pub struct Cli {
    /// Folder of the library
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    pub root: PathBuf,
    /// Folder for parsed files and the search index [default: .candor in the library]
    #[arg(long, global = true, value_name = "DIR")]
    pub cache_dir: Option<PathBuf>,
    /// Say only what is wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say everything: each problem, each stage, each file passed over
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site of a library
    Build(Build),
    /// Start a library that builds as it is
    Init {
        /// Where [default: the folder of --root]
        dir: Option<PathBuf>,
    },
    /// Write a new post-mortem from the template
    New(New),
    /// Bring in what is no Markdown yet: a list of links, CSV, JSON, HTML pages
    Import(Import),
    /// Propose front matter from what the text says, as a diff; --write writes it
    Adopt(Adopt),
    /// Review post-mortems: blameless language, what is missing, dead links, secrets
    Check(Check),
    /// Search the incidents
    Search(Search),
    /// Have we seen this before? Incidents like a pasted alert, or like another incident
    Similar(Similar),
    /// Show what is understood of a file, and where each value stands; of a folder, how much
    Inspect(Inspect),
    /// Help while one writes: a language server for editors, over standard input and output
    Lsp,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Which documents are wanted, and as of when.
#[derive(Debug, Default, Args)]
pub struct Which {
    /// Readers of the build: internal, public, or a word of your own
    #[arg(long, value_name = "WHO")]
    pub audience: Option<String>,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Include documents dated in the future
    #[arg(long)]
    pub future: bool,
    /// The day of the build, as 2026-01-31 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
}

/// Build the site of a library.
#[derive(Debug, Args)]
pub struct Build {
    /// Folder for the site [default: public in the library]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Address under which the site will be served
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Fail on warnings too
    #[arg(long)]
    pub strict: bool,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Which documents, and as of when
    #[command(flatten)]
    pub which: Which,
}

/// Write a new post-mortem from the template.
#[derive(Debug, Args)]
pub struct New {
    /// Its title
    pub title: String,
    /// The day it happened, as 2026-01-31 [default: today]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// A service that it affected; may be given several times
    #[arg(long = "service", value_name = "NAME")]
    pub services: Vec<String>,
    /// A contributing factor; may be given several times
    #[arg(long = "factor", value_name = "ID")]
    pub factors: Vec<String>,
    /// Mark it as a draft, which is left out of builds
    #[arg(long)]
    pub draft: bool,
}

/// Bring in what is no Markdown yet.
#[derive(Debug, Args)]
pub struct Import {
    /// A file, a folder of HTML pages, or - for standard input
    pub source: PathBuf,
    /// What it is [default: what the ending of its name says; html for a folder]
    #[arg(long, value_enum, value_name = "KIND")]
    pub from: Option<From>,
    /// Folder for the post-mortems [default: that of `candor new`]
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// The column of a field, as in title=Summary or body=Notes; may be given several times
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Propose front matter from what the text says.
#[derive(Debug, Args)]
pub struct Adopt {
    /// A file or folder
    #[arg(value_name = "FILE|DIR")]
    pub path: PathBuf,
    /// Write it into the files; nothing else of them is touched
    #[arg(long)]
    pub write: bool,
}

/// Review post-mortems.
#[derive(Debug, Args)]
pub struct Check {
    /// Files or folders [default: the library]
    #[arg(value_name = "FILE|DIR")]
    pub paths: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub format: Report,
    /// The least severity with which the command fails [default: error, or `fail_on` in book.toml]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<Least>,
    /// Only files that have changed since a revision of git; what stands on other lines of them does not count
    #[arg(long, value_name = "REV", conflicts_with = "write_baseline")]
    pub since: Option<String>,
    /// Mend what is mechanical, like the spelling of a tag; words of an author are never changed
    #[arg(long, conflicts_with = "write_baseline")]
    pub fix: bool,
    /// With --fix: show what would be mended as a diff, and write nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Print the page about a rule, by its code
    #[arg(long, value_name = "CODE", exclusive = true)]
    pub explain: Option<String>,
    /// Ask links to other sites whether they still answer; nothing else opens a connection
    #[arg(long)]
    pub external: bool,
    /// A file of findings that are known already, which are not shown and do not count
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write all that is found into the baseline, so that the library starts at zero
    #[arg(long)]
    pub write_baseline: bool,
    /// Readers of the library: internal, public, or a word of your own
    #[arg(long, value_name = "WHO")]
    pub audience: Option<String>,
    /// The day of the check, as 2026-01-31 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
}

/// How a check reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Report {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code hosts
    Sarif,
    /// Annotations for GitHub Actions
    Github,
}

/// A severity that makes a check fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Least {
    /// Errors only
    Error,
    /// Warnings too
    Warning,
    /// Everything
    Info,
}

/// What is brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum From {
    /// Markdown with a link an incident
    Links,
    /// Comma, semicolon or tab separated values, names of columns first
    Csv,
    /// A list of objects, or an object a line
    Json,
    /// A page, or a folder of pages
    Html,
}

/// Search the incidents.
#[derive(Debug, Args)]
pub struct Search {
    /// Words, "phrases", -words, service:NAME, a OR b; put the query in quotes, as in 'dns -planned'
    #[arg(required_unless_present_any = ["service", "factor", "severity", "kind", "after", "before"])]
    pub query: Vec<String>,
    /// Only incidents of this service
    #[arg(long, value_name = "NAME")]
    pub service: Vec<String>,
    /// Only incidents with this factor
    #[arg(long, value_name = "NAME")]
    pub factor: Vec<String>,
    /// Only incidents of this severity
    #[arg(long, value_name = "NAME")]
    pub severity: Vec<String>,
    /// Only incidents of this kind
    #[arg(long, value_name = "NAME")]
    pub kind: Vec<String>,
    /// Only incidents from this day, month or year on
    #[arg(long, value_name = "DATE")]
    pub after: Option<String>,
    /// Only incidents before this day, month or year
    #[arg(long, value_name = "DATE")]
    pub before: Option<String>,
    /// The most results to show
    #[arg(long, default_value = "10", value_name = "N")]
    pub limit: NonZeroUsize,
    /// In which order
    #[arg(long, value_enum, default_value_t)]
    pub sort: Sort,
    /// Say why each result stands where it does
    #[arg(long)]
    pub explain: bool,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Which documents, and as of when
    #[command(flatten)]
    pub which: Which,
}

/// Find incidents that are like a text or like another incident.
#[derive(Debug, Args)]
pub struct Similar {
    /// An alert, a log line, a stack trace, a few sentences; `-` reads it from standard input
    #[arg(required_unless_present_any = ["file", "to"], conflicts_with_all = ["file", "to"])]
    pub text: Vec<String>,
    /// Read the text from a file
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub file: Option<PathBuf>,
    /// The relatives of this incident
    #[arg(long, value_name = "ID")]
    pub to: Option<String>,
    /// Only incidents of this service
    #[arg(long, value_name = "NAME")]
    pub service: Vec<String>,
    /// Only incidents with this factor
    #[arg(long, value_name = "NAME")]
    pub factor: Vec<String>,
    /// Only incidents from this day, month or year on
    #[arg(long, value_name = "DATE")]
    pub after: Option<String>,
    /// Only incidents before this day, month or year
    #[arg(long, value_name = "DATE")]
    pub before: Option<String>,
    /// The most results to show
    #[arg(long, default_value = "5", value_name = "N")]
    pub limit: NonZeroUsize,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Which documents, and as of when
    #[command(flatten)]
    pub which: Which,
}

/// In which order results come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// The best first
    #[default]
    Relevance,
    /// The newest first
    Date,
}

/// Show what is understood of a file or folder.
#[derive(Debug, Args)]
pub struct Inspect {
    /// A file or folder [default: the library]
    #[arg(value_name = "FILE|DIR")]
    pub path: Option<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How to report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}
