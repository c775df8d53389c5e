//! What git knows of files: when each was last changed, in one call that reads dates only,
//! and which lines have changed since a revision.

mod changes;

use crate::config::Config;
pub use changes::{Changes, ChangesError};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running call of git, so that its wait overlaps with reading.
#[derive(Debug)]
pub struct Log(Option<Child>);

/// Starts to read the history of the content folder.
///
/// Nothing that the checkout configures is run: signatures, the file system
/// monitor, hooks, external diffs and lazy fetches are switched off. A shallow
/// clone has no true dates, so nothing is read there.
pub fn start(config: &Config) -> Log {
    match git_dir(&config.content) {
        Some(dir) if !dir.join("shallow").exists() => {}
        _ => return Log(None),
    }
    let child = command(&config.content)
        .args(["-c", "log.showSignature=false"])
        .args(["log", "--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-renames"])
        .args(["--no-color", "--name-only", "--relative", "-z", "--format=%x01%ct", "--", "."])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    Log(child.ok())
}

/// A call of git in a folder, with everything off that a checkout could have run.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .args(["-c", "core.fsmonitor=false"])
        .args(["-c", "core.hooksPath=/dev/null"])
        .args(["-c", "core.quotePath=false"])
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env_remove("GIT_EXTERNAL_DIFF")
        .stdin(Stdio::null());
    command
}

impl Log {
    /// No call at all.
    pub fn none() -> Self {
        Self(None)
    }

    /// Waits for git; gives the last change of each path from the content folder.
    ///
    /// Empty where there is no git, no history, or only a part of it.
    pub fn finish(self) -> BTreeMap<String, Timestamp> {
        let Some(mut child) = self.0 else { return BTreeMap::new() };
        let mut bytes = Vec::new();
        let read = child.stdout.take().map(|mut out| out.read_to_end(&mut bytes));
        let done = child.wait();
        if !matches!(read, Some(Ok(_))) || !done.is_ok_and(|s| s.success()) {
            return BTreeMap::new();
        }
        parse(&String::from_utf8_lossy(&bytes))
    }
}

/// Reads `\x01SECONDS\0\nPATH\0PATH\0\x01...`, the newest commit first.
fn parse(log: &str) -> BTreeMap<String, Timestamp> {
    let mut dates = BTreeMap::new();
    for commit in log.split('\u{1}').skip(1) {
        let mut parts = commit.split('\0');
        let seconds = parts.next().and_then(|s| s.trim().parse().ok());
        let Some(date) = seconds.and_then(|s| Timestamp::from_second(s).ok()) else { continue };
        for path in parts.map(|p| p.trim_start_matches('\n')).filter(|p| !p.is_empty()) {
            dates.entry(path.to_owned()).or_insert(date);
        }
    }
    dates
}

/// The common git folder of a checkout, also of a linked work tree.
fn git_dir(start: &Path) -> Option<PathBuf> {
    let start = start.canonicalize().ok()?;
    let dot = start.ancestors().map(|a| a.join(".git")).find(|d| d.exists())?;
    if dot.is_dir() {
        return Some(dot);
    }
    let pointer = fs::read_to_string(&dot).ok()?;
    let dir = dot.parent()?.join(pointer.strip_prefix("gitdir:")?.trim());
    let common = fs::read_to_string(dir.join("commondir")).ok();
    Some(common.map_or_else(|| dir.clone(), |c| dir.join(c.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_of_a_file_is_its_last_change() {
        let log = "\u{1}200\0\na.md\0b c.md\0\u{1}100\0\na.md\0d.md\0";
        let dates = parse(log);
        assert_eq!(dates["a.md"].as_second(), 200);
        assert_eq!(dates["b c.md"].as_second(), 200);
        assert_eq!(dates["d.md"].as_second(), 100);
        assert!(parse("fatal: not a repository").is_empty());
    }
}
