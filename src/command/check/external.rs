//! What `candor check --external` tells people: how far it is, and what came of it.

use crate::check::external::{LeftOut, Summary};
use crate::command::Console;
use crate::count;
use crate::diagnostic::text;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// Tells how far asking is: a bar on a terminal, else one line before it begins.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    is_quiet: bool,
}

impl Progress {
    pub(super) fn new(console: &Console) -> Self {
        let bar = (!console.quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} addresses asked") {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, is_quiet: console.quiet }
    }

    pub(super) fn tell(&self, done: usize, all: usize, hosts: usize) {
        match &self.bar {
            Some(bar) if done >= all => bar.finish_and_clear(),
            Some(bar) => {
                bar.set_length(all as u64);
                bar.set_position(done as u64);
            }
            None if done == 0 && !self.is_quiet => {
                let (addresses, hosts) = (count::addresses(all), count::hosts(hosts));
                Console::write(&format!("asking {addresses} at {hosts}\n"));
            }
            None => {}
        }
    }
}

/// The addresses that could not be told, a line each.
pub(super) fn untold(summary: &Summary) -> String {
    let line =
        |(url, why): (&String, &String)| format!("could not be told: {} ({})\n", text::clean(url), text::clean(why));
    summary.untold.iter().map(line).collect()
}

/// What came of it, in a line.
pub(super) fn line(summary: &Summary, verbose: bool) -> String {
    let mut parts = vec![format!("asked {} at {}", count::addresses(summary.asked), count::hosts(summary.hosts))];
    if summary.kept > 0 {
        parts.push(format!("{} known from an earlier run", summary.kept));
    }
    if !summary.untold.is_empty() {
        let hint = if verbose { "" } else { " (-v names them)" };
        parts.push(format!("{} could not be told{hint}", summary.untold.len()));
    }
    for (why, number) in &summary.left_out {
        let why = match why {
            LeftOut::Skipped => "as book.toml says",
            LeftOut::Secret => "for the name, password or secret in them",
            LeftOut::Reserved => "being this machine's own or made for examples",
            LeftOut::Bounds => "being too many for one run; the next one goes on",
        };
        parts.push(format!("{number} not asked, {why}"));
    }
    format!("links to other sites: {}\n", parts.join("; "))
}
