//! `candor init`: a new library that builds as it is.

use super::skeleton::{self, Values};
use super::{Console, Outcome, Stop, clock, print, usage};
use crate::fs;
use std::path::Path;

/// What git is to leave alone: the site and the cache can be made again.
const IGNORED: [&str; 2] = ["/public/", "/.candor/"];

pub(super) fn run(dir: &Path, console: &Console) -> Result<Outcome, Stop> {
    let today = clock(None)?.today.to_string();
    let values = Values {
        title: "Our first post-mortem",
        id: &format!("{today}-our-first-post-mortem"),
        date: &today,
        services: &["example-service".to_owned()],
        factors: &["missing-alert".to_owned(), "runbook-gap".to_owned()],
        draft: false,
    };
    let files = [
        ("book.toml".to_owned(), include_str!("template/book.toml").to_owned()),
        (format!("content/incidents/{}.md", values.id), skeleton::fill(skeleton::POST_MORTEM, &values)),
        ("content/paths/start-here.md".to_owned(), skeleton::fill(include_str!("template/path.md"), &values)),
        ("content/services/example-service.md".to_owned(), include_str!("template/service.md").to_owned()),
        ("content/glossary.toml".to_owned(), include_str!("template/glossary.toml").to_owned()),
    ];
    if let Some((name, _)) = files.iter().find(|(name, _)| std::fs::symlink_metadata(dir.join(name)).is_ok()) {
        return Err(usage(format!("`{}` is already there; nothing was written", dir.join(name).display())));
    }
    for (name, text) in &files {
        fs::write_new(&dir.join(name), text.as_bytes())?;
    }
    ignore(dir)?;
    if !console.quiet {
        let shown = dir.display().to_string();
        let plain = shown.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c));
        let quoted = if plain { shown.clone() } else { format!("'{}'", shown.replace('\'', "'\\''")) };
        print(&format!("a new library is in {shown}\nnext: candor --root {quoted} build\n"))?;
    }
    Ok(Outcome::Done)
}

/// Adds the folders that can be made again to `.gitignore`, where they are missing.
fn ignore(dir: &Path) -> Result<(), Stop> {
    let path = dir.join(".gitignore");
    let mut text = if path.exists() { fs::read_text(&path)? } else { String::new() };
    let missing: Vec<&str> = IGNORED.into_iter().filter(|line| !text.lines().any(|l| l.trim() == *line)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for line in missing {
        text.push_str(line);
        text.push('\n');
    }
    Ok(fs::write(&path, text.as_bytes())?)
}
