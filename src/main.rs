//! Parses the command line, runs, and maps the outcome to an exit code.

use candor::cli::Cli;
use candor::command;
use clap::Parser;
use std::process::ExitCode;

/// See `Cargo.toml` for why.
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // A file that grows past a limit is an error to report, not a signal to die from.
    #[cfg(unix)]
    let caught = signal_hook::flag::register(
        signal_hook::consts::SIGXFSZ,
        std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)),
    );
    #[cfg(unix)]
    drop(caught);
    command::run(&cli).into()
}
