//! `candor completions` and `candor man`

use super::{Outcome, Stop, print};
use crate::cli::Cli;
use clap::CommandFactory;
use clap_complete::Shell;

pub(super) fn completions(shell: Shell) -> Result<Outcome, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "candor", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

pub(super) fn man() -> Result<Outcome, Stop> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    for command in Cli::command().get_subcommands().filter(|c| c.get_name() != "help") {
        // Each command with its options, under the name that `man` would look for.
        let named = command.clone().name(format!("candor-{}", command.get_name()));
        clap_mangen::Man::new(named).render(&mut page)?;
    }
    print(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Done)
}
