//! Lines that have changed since a revision, committed or not; files that git does not know
//! yet have changed as a whole.

use super::{command, git_dir};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Child, Stdio};

/// Changed lines of files, by their paths from the content folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes(BTreeMap<String, Changed>);

/// What of a file has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Changed {
    /// It is new.
    Whole,
    /// These lines, counted from one.
    Lines(Vec<RangeInclusive<usize>>),
}

/// Why it cannot be said what has changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangesError {
    /// The folder is in no repository.
    #[error("`{0}` is in no git repository")]
    NoRepository(String),
    /// A revision cannot begin like an option.
    #[error("`{0}` is no revision")]
    NoRevision(String),
    /// Git could not be run.
    #[error("git does not run: {0}")]
    NoGit(#[from] io::Error),
    /// Git said no.
    #[error("git cannot compare with `{revision}`: {reason}")]
    Refused {
        /// The revision.
        revision: String,
        /// The first line of what git says.
        reason: String,
    },
}

impl Changes {
    /// What has changed in a folder since it parted from a revision.
    ///
    /// # Errors
    /// When the folder is in no repository, or git does not know the revision.
    pub fn since(folder: &Path, revision: &str) -> Result<Self, ChangesError> {
        if git_dir(folder).is_none() {
            return Err(ChangesError::NoRepository(folder.display().to_string()));
        }
        if revision.is_empty() || revision.starts_with('-') {
            return Err(ChangesError::NoRevision(revision.to_owned()));
        }
        let untracked = command(folder)
            .args(["ls-files", "--others", "--exclude-standard", "-z", "--", "."])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let diff = command(folder)
            .args(without_filters(folder)?)
            .args(["diff", "--merge-base", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--text"])
            .args(["--unified=0", "--relative", "--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules"])
            .args([revision, "--", "."])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (diff, said) = output(diff)?;
        let Some(diff) = diff else {
            let reason = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned();
            return Err(ChangesError::Refused { revision: revision.to_owned(), reason });
        };
        let mut changes = parse(&diff);
        let untracked = output(untracked)?.0.unwrap_or_default();
        changes.0.extend(untracked.split('\0').filter(|p| !p.is_empty()).map(|p| (p.to_owned(), Changed::Whole)));
        Ok(changes)
    }

    /// Whether anything of a file has changed.
    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// The files of which anything has changed, by their paths in the folder.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether lines of a file have changed; without lines, whether the file is new.
    pub fn touch(&self, path: &str, lines: Option<RangeInclusive<usize>>) -> bool {
        match (self.0.get(path), lines) {
            (Some(Changed::Whole), _) => true,
            (Some(Changed::Lines(all)), Some(lines)) => {
                all.iter().any(|c| c.start() <= lines.end() && lines.start() <= c.end())
            }
            _ => false,
        }
    }

    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Options that switch off every filter that the repository configures: a comparison would run
/// its program over the files.
fn without_filters(folder: &Path) -> io::Result<Vec<String>> {
    let listed = command(folder)
        .args(["config", "--name-only", "-z", "--get-regexp", r"^filter\..*\.(clean|process|required)$"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let names = output(listed)?.0.unwrap_or_default();
    let off = |name: &str| {
        let value = if name.ends_with(".required") { "false" } else { "" };
        ["-c".to_owned(), format!("{name}={value}")]
    };
    Ok(names.split('\0').filter(|n| !n.is_empty()).flat_map(off).collect())
}

/// What a call printed, none where it failed, and what it said.
fn output(mut child: Child) -> io::Result<(Option<String>, String)> {
    // What it says is a line or two, which wait while the rest is read.
    let mut bytes = Vec::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_end(&mut bytes)?;
    }
    let mut said = Vec::new();
    if let Some(mut err) = child.stderr.take() {
        err.read_to_end(&mut said)?;
    }
    let done = child.wait()?.success();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok((done.then(|| text(&bytes)), text(&said)))
}

/// Reads a diff without context.
fn parse(diff: &str) -> Changes {
    let mut changes = BTreeMap::new();
    let mut is_new = false;
    let mut path: Option<String> = None;
    let mut lines = diff.split('\n');
    while let Some(line) = lines.next() {
        if line.starts_with("diff --git ") {
            (is_new, path) = (false, None);
        } else if line == "--- /dev/null" {
            is_new = true;
        } else if let Some(name) = line.strip_prefix("+++ ") {
            path = name_of(name);
            if let Some(path) = &path {
                let lines = if is_new { Changed::Whole } else { Changed::Lines(Vec::new()) };
                changes.insert(path.clone(), lines);
            }
        } else if let Some((removed, start, added)) = hunk(line) {
            if let Some(Changed::Lines(all)) = path.as_ref().and_then(|path| changes.get_mut(path))
                && added > 0
            {
                all.push(start..=start + added - 1);
            }
            // What stands in a file may look like a part of a diff.
            let mut left = removed + added;
            while left > 0 {
                match lines.next() {
                    Some(line) if line.starts_with('\\') => {}
                    Some(_) => left -= 1,
                    None => break,
                }
            }
        }
    }
    Changes(changes)
}

/// `@@ -12,0 +13,2 @@`: how many lines were removed, where others begin, and how many.
fn hunk(line: &str) -> Option<(usize, usize, usize)> {
    let mut parts = line.strip_prefix("@@ -")?.split(' ');
    let numbers = |part: &str| -> Option<(usize, usize)> {
        let (start, count) = part.split_once(',').unwrap_or((part, "1"));
        Some((start.parse().ok()?, count.parse().ok()?))
    };
    let (_, removed) = numbers(parts.next()?)?;
    let (start, added) = numbers(parts.next()?.strip_prefix('+')?)?;
    Some((removed, start, added))
}

/// The path in a line `+++ b/PATH`; none of a file that is gone.
fn name_of(name: &str) -> Option<String> {
    let Some(quoted) = name.strip_prefix('"') else {
        // A tab says where a name with spaces ends.
        return name.split('\t').next()?.strip_prefix("b/").map(str::to_owned);
    };
    let mut bytes = Vec::new();
    let mut rest = quoted.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'"' => break,
            b'\\' => {
                let (&escaped, tail) = rest.split_first()?;
                rest = tail;
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b't' => b'\t',
                    b'r' => b'\r',
                    b'a' => 7,
                    b'b' => 8,
                    b'v' => 11,
                    b'f' => 12,
                    b'0'..=b'3' => {
                        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
                        rest = &rest[2..];
                        u8::from_str_radix(&format!("{}{digits}", escaped as char), 8).ok()?
                    }
                    other => other,
                });
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).strip_prefix("b/").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_lines_are_read_and_what_stands_in_a_file_is_not() {
        let diff = "diff --git a/a b.md b/a b.md\nindex 1..2 100644\n--- a/a b.md\t\n+++ b/a b.md\t\n@@ -3 +3,2 @@ title\n-old\n+++ b/other.md\n+@@ -1 +1 @@\n@@ -9,2 +10,0 @@\n-x\n--- /dev/null\n\
                    diff --git a/new.md b/new.md\nnew file mode 100644\n--- /dev/null\n+++ \"b/n\\303\\266\\tx.md\"\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n\
                    diff --git a/gone.md b/gone.md\n--- a/gone.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";
        let changes = parse(diff);
        assert_eq!(changes.0["a b.md"], Changed::Lines(vec![3..=4]));
        assert_eq!(changes.0["nö\tx.md"], Changed::Whole);
        assert_eq!(changes.0.len(), 2);
        assert!(changes.touch("a b.md", Some(4..=9)) && !changes.touch("a b.md", Some(5..=9)));
        assert!(!changes.touch("a b.md", None) && changes.touch("nö\tx.md", None));
    }
}
