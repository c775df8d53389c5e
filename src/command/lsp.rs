//! `candor lsp`

use super::{Outcome, Stop, clock, environment, usage};
use crate::cli::Cli;
use crate::config::Overrides;
use crate::lsp::{self, Start};
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(cli: &Cli) -> Result<Outcome, Stop> {
    if !cli.root.is_dir() {
        return Err(usage(format!("`{}` is no folder", cli.root.display())));
    }
    let begun = clock(None)?;
    let start = Start {
        root: cli.root.canonicalize()?,
        // Whoever names a folder means it, whatever the editor has open.
        is_named: cli.root != Path::new("."),
        overrides: Overrides { cache_dir: cli.cache_dir.clone(), ..Overrides::default() },
        environment: environment().collect(),
        clock: Arc::new(move || clock(None).unwrap_or(begun)),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let is_done = runtime.block_on(lsp::serve(start, tokio::io::stdin(), tokio::io::stdout()));
    // An editor need not close the stream that a thread still waits for.
    runtime.shutdown_background();
    // The protocol asks for 1 where the editor went without saying so first.
    Ok(if is_done { Outcome::Done } else { Outcome::Problems })
}
