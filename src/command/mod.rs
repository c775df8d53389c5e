//! One file a command: glue between the command line and the stages. Only commands print.

mod adopt;
mod build;
mod check;
mod import;
mod init;
mod inspect;
mod lsp;
mod manual;
mod new;
mod search;
mod similar;
mod skeleton;
mod target;

use crate::cli::{Cli, Command, Which};
use crate::config::{self, Config, Overrides};
use crate::diagnostic::{Diagnostics, text};
use crate::library::Selection;
use crate::pipeline::Clock;
use crate::source;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Done,
    /// Problems were found, or nothing was.
    Problems,
    /// The command or the configuration is wrong.
    Usage,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(match outcome {
            Outcome::Done => 0,
            Outcome::Problems => 1,
            Outcome::Usage => 2,
        })
    }
}

/// Why a command ended early.
enum Stop {
    /// Wrong use or configuration.
    Usage(anyhow::Error),
    /// Problems of the configuration.
    Config(Diagnostics),
    /// Something failed on the way.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Stop::Failed(error.into())
    }
}

/// Wrong use, with a message.
fn usage(message: impl Into<String>) -> Stop {
    Stop::Usage(anyhow::anyhow!("{}", message.into()))
}

/// Everything that standard input gives.
fn stdin() -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)?;
    Ok(bytes)
}

/// Runs a command and says what stopped it.
pub fn run(cli: &Cli) -> Outcome {
    let console = Console::new(cli);
    let result = match &cli.command {
        Command::Build(args) => build::run(cli, args, &console),
        Command::Init { dir } => init::run(dir.as_deref().unwrap_or(&cli.root), &console),
        Command::New(args) => new::run(cli, args, &console),
        Command::Import(args) => import::run(cli, args, &console),
        Command::Adopt(args) => adopt::run(cli, args, &console),
        Command::Check(args) => check::run(cli, args, &console),
        Command::Search(args) => search::run(cli, args, &console),
        Command::Similar(args) => similar::run(cli, args, &console),
        Command::Inspect(args) => inspect::run(cli, args, &console),
        Command::Lsp => lsp::run(cli),
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man => manual::man(),
    };
    result.unwrap_or_else(|stop| match stop {
        Stop::Usage(error) => {
            console.error(&error);
            Outcome::Usage
        }
        Stop::Config(problems) => {
            console.diagnostics(&problems);
            Outcome::Usage
        }
        Stop::Failed(error) => {
            // A reader that went away (`candor search x | head`) is no problem.
            if is_broken_pipe(&error) {
                return Outcome::Done;
            }
            console.error(&error);
            Outcome::Problems
        }
    })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}

/// Where messages go.
struct Console {
    quiet: bool,
    verbose: bool,
    color: bool,
}

impl Console {
    fn new(cli: &Cli) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let color = std::io::stderr().is_terminal() && !no_color;
        Self { quiet: cli.quiet, verbose: cli.verbose, color }
    }

    /// Whether standard output takes colours.
    fn color_out() -> bool {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        std::io::stdout().is_terminal() && !no_color
    }

    fn write(text: &str) {
        // Nothing can be said when standard error is closed.
        let said = std::io::stderr().lock().write_all(text.as_bytes());
        drop(said);
    }

    fn error(&self, error: &anyhow::Error) {
        let message = text::clean(&format!("{error:#}"));
        let word = if self.color { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
        Self::write(&format!("{word}: {message}\n"));
    }

    fn diagnostics(&self, problems: &Diagnostics) {
        let mut shown = Diagnostics::new();
        for problem in problems {
            if !self.quiet || problem.severity == crate::diagnostic::Severity::Error {
                shown.push(problem.clone());
            }
        }
        Self::write(&text::render(&shown, self.color, self.verbose));
    }
}

/// Prints to standard output.
fn print(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The variables of the environment.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
}

/// Reads the configuration of the library that the command line names, with its warnings.
fn load_config(cli: &Cli, overrides: &Overrides) -> Result<(Config, Diagnostics), Stop> {
    if !cli.root.is_dir() {
        return Err(usage(format!("`{}` is no folder", cli.root.display())));
    }
    let overrides = Overrides { cache_dir: cli.cache_dir.clone(), ..overrides.clone() };
    let (config, warnings) = config::load(&cli.root, &overrides, environment()).map_err(Stop::Config)?;
    if !config.content.is_dir() {
        let content = config.content.display();
        return Err(usage(format!(
            "there is no content folder `{content}`; `candor init` makes a library, `content` in book.toml names another folder"
        )));
    }
    if !config.has_file && !source::has_markdown(&config.content, &config.extensions) {
        let folder = config.content.display();
        return Err(usage(format!(
            "`{folder}` has neither a book.toml nor any Markdown; `candor init` starts a library"
        )));
    }
    Ok((config, warnings))
}

/// The folder for post-mortems: `incidents/`, but a folder that is itself the content may
/// keep them at the top.
fn incidents_folder(config: &Config) -> PathBuf {
    let incidents = config.content.join("incidents");
    if config.has_file || incidents.is_dir() { incidents } else { config.content.clone() }
}

/// The clock of a run: `--date`, else SOURCE_DATE_EPOCH, else the system's.
fn clock(date: Option<&str>) -> Result<Clock, Stop> {
    let now = jiff::Timestamp::now();
    let utc = |at: jiff::Timestamp| jiff::tz::Offset::UTC.to_datetime(at).date();
    let today = match (date, std::env::var("SOURCE_DATE_EPOCH")) {
        (Some(date), _) => date
            .parse::<jiff::civil::Date>()
            .map_err(|_| usage(format!("`{date}` is no date; write it as 2026-01-31")))?,
        (None, Ok(seconds)) => {
            let at = seconds.trim().parse().ok().and_then(|s| jiff::Timestamp::from_second(s).ok());
            utc(at.ok_or_else(|| usage(format!("SOURCE_DATE_EPOCH is `{seconds}`, not a number of seconds")))?)
        }
        (None, Err(_)) => utc(now),
    };
    Ok(Clock { today, now: now.as_nanosecond() })
}

/// What the options about documents set over the configuration.
fn overrides(which: &Which) -> Overrides {
    Overrides { audience: which.audience.clone(), drafts: which.drafts, future: which.future, ..Overrides::default() }
}

/// Which documents a run is about.
fn selection(config: &Config, clock: Clock) -> Selection {
    Selection { audience: config.audience.clone(), drafts: config.drafts, future: config.future, today: clock.today }
}
