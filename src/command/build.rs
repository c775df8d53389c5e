//! `candor build`

use super::{Console, Outcome, Stop, clock, load_config, overrides, print, selection, usage};
use crate::cli::{Build, Cli, Format};
use crate::config::Overrides;
use crate::count;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, json};
use crate::library::LeftOut;
use crate::output::{OutputError, RealDisk};
use crate::pipeline::{self, BuildError, Report};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use std::io::IsTerminal;
use std::path::Path;
use std::time::Instant;

/// Below this many pages a build is over before a bar could be read.
const BAR_FROM: usize = 400;

pub(super) fn run(cli: &Cli, args: &Build, console: &Console) -> Result<Outcome, Stop> {
    let begun = Instant::now();
    let overrides = Overrides {
        out: args.out.clone(),
        base_url: args.base_url.clone(),
        strict: args.strict,
        ..overrides(&args.which)
    };
    let (config, warnings) = match load_config(cli, &overrides) {
        // A program that asked for JSON gets its problems as JSON too.
        Err(Stop::Config(problems)) if args.format == Format::Json => {
            print(&format!("{:#}\n", to_json(&Report { diagnostics: problems, ..Report::default() })))?;
            return Ok(Outcome::Usage);
        }
        other => other?,
    };
    let clock = clock(args.which.date.as_deref())?;
    let bar = bar(console);
    let progress = |done: usize, total: usize| {
        if total >= BAR_FROM && !bar.is_hidden() {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
    };
    let selection = selection(&config, clock);
    let built = pipeline::build(&config, &selection, clock, warnings, Box::new(RealDisk), &progress);
    bar.finish_and_clear();
    let report = match built.map_err(stop) {
        Err(Stop::Usage(error)) if args.format == Format::Json => return failed(&error, Outcome::Usage),
        Err(Stop::Failed(error)) if args.format == Format::Json => return failed(&error, Outcome::Problems),
        other => other?,
    };
    match args.format {
        Format::Json => print(&format!("{:#}\n", to_json(&report)))?,
        Format::Text => {
            console.diagnostics(&report.diagnostics);
            if !console.quiet {
                print(&summary(&report, begun.elapsed().as_secs_f64(), console.verbose))?;
            }
        }
    }
    Ok(if report.published { Outcome::Done } else { Outcome::Problems })
}

/// Reports a build that could not be made as the JSON that was asked for.
fn failed(error: &anyhow::Error, outcome: Outcome) -> Result<Outcome, Stop> {
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::new(Code::BuildFailed, format!("{error:#}")));
    print(&format!("{:#}\n", to_json(&Report { diagnostics, ..Report::default() })))?;
    Ok(outcome)
}

/// A wrong output folder or theme is wrong use; a failing disk is a problem.
fn stop(error: BuildError) -> Stop {
    match error {
        BuildError::Output(error) => {
            let message = format!("{error}; {}", error.help());
            match error {
                OutputError::Disk(_)
                | OutputError::HalfReplaced(_)
                | OutputError::Twice { .. }
                | OutputError::Outside { .. } => Stop::Failed(anyhow::anyhow!(message)),
                _ => usage(message),
            }
        }
        BuildError::Theme(error) => usage(error.to_string()),
        error => Stop::Failed(error.into()),
    }
}

fn bar(console: &Console) -> ProgressBar {
    if console.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} pages") {
        bar.set_style(style);
    }
    bar
}

fn to_json(report: &Report) -> serde_json::Value {
    let stages: Vec<_> = report
        .stages
        .iter()
        .map(|s| json!({ "name": s.name, "milliseconds": (s.milliseconds * 1000.0).round() / 1000.0 }))
        .collect();
    json!({
        "incidents": report.incidents,
        "services": report.services,
        "factors": report.factors,
        "pages": report.pages,
        "files": report.files,
        "bytes": report.bytes,
        "stages": stages,
        "diagnostics": json::render(&report.diagnostics),
    })
}

fn summary(report: &Report, seconds: f64, verbose: bool) -> String {
    let mut out = String::new();
    let found = [
        (Severity::Error, count::errors as fn(usize) -> String),
        (Severity::Warning, count::warnings),
        (Severity::Info, count::notes),
    ];
    let found: Vec<String> = found
        .iter()
        .map(|(severity, words)| (report.diagnostics.count(*severity), words))
        .filter(|(n, _)| *n > 0)
        .map(|(n, words)| words(n))
        .collect();
    if verbose {
        for stage in &report.stages {
            out += &format!("{:>8.1} ms  {}\n", stage.milliseconds, stage.name);
        }
        for (path, reason) in &report.passed_over {
            out += &format!("passed over {}: {reason}\n", crate::diagnostic::text::clean(path));
        }
    }
    let left: Vec<String> = report
        .left_out
        .iter()
        .map(|(reason, n)| match reason {
            LeftOut::Draft => format!("{n} in draft (--drafts)"),
            LeftOut::Future => format!("{n} dated in the future (--future)"),
            LeftOut::Audience => format!("{n} for another audience (--audience)"),
        })
        .collect();
    if !left.is_empty() {
        out += &format!("left out: {}\n", left.join(", "));
    }
    if !found.is_empty() {
        out += &format!("found: {}\n", found.join(", "));
    }
    if !report.published {
        out += "nothing was published; the last good site is as it was\n";
        return out;
    }
    out += &format!(
        "built {}, {} and {} into {} in {seconds:.2} s\nopen {}\n",
        count::incidents(report.incidents),
        count::services(report.services),
        count::factors(report.factors),
        count::pages(report.pages),
        index_path(&report.out),
    );
    out
}

/// The file to open first.
fn index_path(out: &Path) -> String {
    let index = out.join("index.html");
    let shown = index.canonicalize().unwrap_or(index);
    crate::diagnostic::text::clean(&shown.display().to_string())
}
