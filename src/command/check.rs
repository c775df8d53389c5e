//! `candor check`

mod external;
mod fix;

use super::target::{Place, is_in};
use super::{Console, Outcome, Stop, clock, print, usage};
use crate::check::external::{Bounds, Client, External};
use crate::check::{Baseline, Remark, Standing, Terms, once, pages, report};
use crate::cli::{Check, Cli, Least, Report};
use crate::config::{Config, Overrides};
use crate::count;
use crate::diagnostic::{Code, Diagnostics, Severity, nearest, text};
use crate::fs;
use crate::pipeline::{self, Checked, Wanted};
use crate::site::Theme;
use crate::source::SourceFile;
use crate::source::git::Changes;
use std::path::{Path, PathBuf};

/// How often files are mended and looked at again at most.
const ROUNDS: usize = 4;

pub(super) fn run(cli: &Cli, args: &Check, console: &Console) -> Result<Outcome, Stop> {
    if let Some(code) = &args.explain {
        return explain(code);
    }
    let overrides = Overrides { audience: args.audience.clone(), ..Overrides::default() };
    let Asked { config, warnings, only } = match Asked::of(cli, args, &overrides) {
        // A program that asked for JSON gets its problems as JSON too.
        Err(Stop::Config(problems)) if args.format != Report::Text => {
            let checked = Checked { remarks: as_remarks(problems), ..Checked::default() };
            print(&for_program(args.format, &checked, &|file| in_repository(&cli.root, file)))?;
            return Ok(Outcome::Usage);
        }
        other => other?,
    };
    let theme = Theme::load(&config).map_err(|error| usage(error.to_string()))?;
    let files = |file: &SourceFile| only.is_empty() || only.iter().any(|path| is_in(file, path));
    let baseline = known(&config, args)?;
    let clock = clock(args.date.as_deref())?;
    let look = |external: Option<&External<'_>>| -> Result<Checked, Stop> {
        let warnings = warnings.clone();
        let wanted = Wanted { files: &files, baseline: &baseline, external };
        Ok(match &args.since {
            Some(revision) => {
                let changes = || Changes::since(&config.content, revision);
                pipeline::check_since(&config, &theme, clock, warnings, &wanted, changes)
                    .map_err(|error| usage(error.to_string()))?
            }
            None => pipeline::check_library(&config, &theme, clock, warnings, &wanted),
        })
    };
    // Without `--external` there is nothing that could open a connection.
    let client = args.external.then(|| Client::new(config.check.external.timeout));
    let progress = external::Progress::new(console);
    let tell = |done: usize, all: usize, hosts: usize| progress.tell(done, all, hosts);
    let external = client.as_ref().map(|fetch| External { fetch, bounds: Bounds::default(), progress: &tell });
    // What is mended is looked at again, and sites are asked once.
    let mut checked = look(external.as_ref().filter(|_| !args.fix))?;
    if checked.files.is_empty() && !only.is_empty() && args.since.is_none() {
        return Err(usage("no document of the library is there"));
    }
    if args.write_baseline {
        return write(&config, &baseline, &checked);
    }
    if args.fix && args.dry_run {
        print(&fix::diff(&config, &checked, console))?;
        return Ok(Outcome::Done);
    }
    if args.fix {
        // What two rules mend in one place is mended one after the other.
        for _ in 0..ROUNDS {
            if fix::write(&config, &checked, console) == 0 {
                break;
            }
            checked = look(None)?;
        }
        if external.is_some() {
            checked = look(external.as_ref())?;
        }
    }
    checked.remarks = once(checked.remarks);
    let fail_on = args.fail_on.map_or(config.check.fail_on, Least::severity);
    let fails = checked.remarks.iter().any(|r| counts(r) && r.diagnostic.severity >= fail_on);
    match args.format {
        Report::Text => {
            let everything = console.verbose || !only.is_empty() || args.since.is_some();
            print(&shown(&checked, fail_on, everything, console))?;
        }
        format => {
            let path = |file: &str| in_repository(&config.root, file);
            print(&for_program(format, &checked, &path))?;
        }
    }
    Ok(if fails { Outcome::Problems } else { Outcome::Done })
}

/// The report in a form for programs.
fn for_program(format: Report, checked: &Checked, path: &dyn Fn(&str) -> String) -> String {
    let Checked { remarks, files, external, .. } = checked;
    match format {
        Report::Github => report::github::render(remarks, path),
        Report::Sarif => format!("{:#}\n", report::sarif::render(remarks, path)),
        Report::Json | Report::Text => format!("{:#}\n", report::json(remarks, files.len(), external.as_ref())),
    }
}

/// The path of a file of the library from the folder in which the program runs, which in CI is
/// the root of the repository; from the library's root where that is somewhere else.
fn in_repository(root: &Path, file: &str) -> String {
    let path = root.join(file);
    let path = path.strip_prefix(".").unwrap_or(&path);
    if !path.is_absolute() {
        return fs::slashed(path);
    }
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).map_or_else(|_| file.to_owned(), fs::slashed)
}

/// Prints the page about a rule.
fn explain(name: &str) -> Result<Outcome, Stop> {
    let known = || Code::ALL.iter().map(|c| c.as_str());
    let Some(code) = Code::named(name) else {
        let help = nearest(name, known()).map(|near| format!("; did you mean `{near}`?"));
        let help = help.unwrap_or_else(|| format!("; there are {}", known().collect::<Vec<_>>().join(", ")));
        return Err(usage(format!("there is no rule `{name}`{help}")));
    };
    print(&pages::plain(&pages::explain(code), Console::color_out()))?;
    Ok(Outcome::Done)
}

/// What is known already.
fn known(config: &Config, args: &Check) -> Result<Baseline, Stop> {
    if let Some(path) = &config.check.baseline {
        if !path.exists() && !args.write_baseline {
            let path = path.display();
            return Err(usage(format!("there is no baseline `{path}`; `candor check --write-baseline` writes it")));
        }
    } else if args.write_baseline {
        return Err(usage("name the baseline with `--baseline FILE`, or by `baseline` under `[check]` in book.toml"));
    }
    match pipeline::baseline(config) {
        // What is written anew need not be understood.
        Err(_) if args.write_baseline => Ok(Baseline::default()),
        other => other.map_err(|problem| Stop::Config(std::iter::once(*problem).collect())),
    }
}

/// Writes the baseline: what it has of files that were not looked at, and all that was found.
fn write(config: &Config, before: &Baseline, checked: &Checked) -> Result<Outcome, Stop> {
    let Some(path) = &config.check.baseline else { return Ok(Outcome::Done) };
    let mut after = Baseline::default();
    before.iter().filter(|entry| !checked.stale.contains(entry)).for_each(|entry| after.add(entry.clone()));
    let found = checked.remarks.iter().filter(|r| !matches!(r.standing, Standing::Allowed(_)));
    found.for_each(|remark| after.add(remark.fingerprint.clone()));
    fs::write(path, after.write().as_bytes())?;
    let (now, shown) = (count::findings(after.len()), text::clean(&path.display().to_string()));
    let gone = match checked.stale.len() {
        0 => String::new(),
        n => format!("; removed {}, which nothing answers to any more", count::entries(n)),
    };
    print(&format!("wrote {now} into {shown}{gone}\n"))?;
    Ok(Outcome::Done)
}

impl Least {
    fn severity(self) -> Severity {
        match self {
            Least::Error => Severity::Error,
            Least::Warning => Severity::Warning,
            Least::Info => Severity::Info,
        }
    }
}

/// The library that a run is about, and which files of it; all where there are no paths.
struct Asked {
    config: Config,
    warnings: Diagnostics,
    only: Vec<PathBuf>,
}

impl Asked {
    fn of(cli: &Cli, args: &Check, overrides: &Overrides) -> Result<Self, Stop> {
        let Place { mut config, warnings, only } = Place::of(cli, overrides, args.paths.first().map(PathBuf::as_path))?;
        if args.baseline.is_some() {
            config.check.baseline.clone_from(&args.baseline);
        }
        let mut all: Vec<PathBuf> = only.into_iter().collect();
        let real = |config: &Config| config.root.canonicalize().ok();
        for path in args.paths.iter().skip(1) {
            let other = Place::of(cli, overrides, Some(path))?;
            if real(&other.config) != real(&config) {
                let first = args.paths[0].display();
                return Err(usage(format!("`{first}` and `{}` are not of one library", path.display())));
            }
            match other.only {
                Some(only) if !all.is_empty() => all.push(only),
                _ => all.clear(),
            }
        }
        Ok(Self { config, warnings, only: all })
    }
}

/// Problems of the configuration, in the form of a report.
fn as_remarks(problems: Diagnostics) -> Vec<Remark> {
    let (config, baseline) = (crate::config::Check::default(), Baseline::default());
    let terms = Terms { config: &config, baseline: &baseline, ran: &|_| true };
    crate::check::elsewhere(problems.into_iter().collect(), &terms)
}

/// Whether a remark is neither allowed nor known, and stands on no line that is as it was.
fn counts(remark: &Remark) -> bool {
    remark.standing == Standing::New && remark.changed != Some(false)
}

/// The report for people.
fn shown(checked: &Checked, fail_on: Severity, everything: bool, console: &Console) -> String {
    let new: Vec<&Remark> = checked.remarks.iter().filter(|r| counts(r)).collect();
    let render = |remarks: &[&Remark]| {
        let shown = remarks.iter().filter(|r| !console.quiet || r.diagnostic.severity >= fail_on);
        text::render(&shown.map(|r| r.diagnostic.clone()).collect(), Console::color_out(), everything)
    };
    let mut out = render(&new);
    if console.quiet {
        return out;
    }
    let other: Vec<&Remark> =
        checked.remarks.iter().filter(|r| r.standing == Standing::New && r.changed == Some(false)).collect();
    if !other.is_empty() {
        out += "on lines of the same files that have not changed, which do not count:\n\n";
        out += &render(&other);
    }
    let of = |severity| new.iter().filter(|r| r.diagnostic.severity == severity).count();
    let found = [
        (Severity::Error, count::errors as fn(usize) -> String),
        (Severity::Warning, count::warnings),
        (Severity::Info, count::notes),
    ];
    let found: Vec<String> =
        found.iter().map(|(s, words)| (of(*s), words)).filter(|(n, _)| *n > 0).map(|(n, w)| w(n)).collect();
    if console.verbose {
        for entry in &checked.stale {
            out += &format!("gone from the library, and still in the baseline: {}\n", text::clean(&entry.text()));
        }
    }
    if let Some(external) = checked.external.as_ref().filter(|_| console.verbose) {
        out += &external::untold(external);
    }
    let looked = count::files(checked.files.len());
    let said = if found.is_empty() { "nothing to say".to_owned() } else { found.join(", ") };
    let is = |which: fn(&Standing) -> bool| checked.remarks.iter().filter(|r| which(&r.standing)).count();
    let (allowed, known) = (is(|s| matches!(s, Standing::Allowed(_))), is(|s| *s == Standing::Known));
    let hidden = [
        (allowed, "allowed in the text"),
        (known, "known by the baseline"),
        (checked.stale.len(), "gone from the baseline"),
        (other.len(), "on lines that have not changed"),
    ];
    let hidden: Vec<String> = hidden.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    let hidden = if hidden.is_empty() { String::new() } else { format!(" ({})", hidden.join(", ")) };
    let asked = checked.external.as_ref().map(|e| external::line(e, console.verbose)).unwrap_or_default();
    out + &format!("looked at {looked}: {said}{hidden}\n{asked}")
}
