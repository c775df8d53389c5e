//! How good likeness is, beside three controls: nearness in time, chance, and tantivy's
//! `MoreLikeThis`.
//!
//! ```text
//! cargo bench --bench similar -- [--corpora ../shared/corpora] [--tools ../shared/tools] [--sets ja,made,judged]
//!     [--half tune|report] [--set idf=0.5,terms=64] [--brief]
//! cargo bench --bench similar -- --time LIBRARY
//! ```
//!
//! Three sets: `ja`, real post-mortems whose authors link them, the links taken out of the
//! text; `made`, a thousand of the generator, alike where factor and kind of service are the
//! same; `judged`, the English collections with judgements of `tests/similar`. Intervals are
//! bootstraps over seeds, paired for differences. `--time` tells how long the stage takes on a
//! library, of five runs the shortest and the median.

mod controls;
mod figures;
mod sets;

use candor::similar::{Similar, Weights, nearest};
use figures::{Figures, difference, interval};
use sets::Set;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// As in the program.
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Options {
    corpora: PathBuf,
    tools: PathBuf,
    sets: String,
    half: Option<String>,
    brief: bool,
    time: Option<PathBuf>,
    weights: Weights,
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        corpora: "../shared/corpora".into(),
        tools: "../shared/tools".into(),
        sets: "ja,made,judged".into(),
        half: None,
        brief: false,
        time: None,
        // All are ranked; what is shown is another question.
        weights: Weights { least: -1.0, ..Weights::CHOSEN },
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "--corpora" => options.corpora = value()?.into(),
            "--tools" => options.tools = value()?.into(),
            "--sets" => options.sets = value()?,
            "--half" => options.half = Some(value()?),
            "--set" => {
                for (name, value) in value()?.split(',').filter_map(|pair| pair.split_once('=')) {
                    set(&mut options.weights, name, value.parse().map_err(|_| format!("{value} is no number"))?)?;
                }
            }
            "--brief" => options.brief = true,
            "--time" => options.time = Some(value()?.into()),
            // Cargo passes this to every bench.
            "--bench" => {}
            other => return Err(format!("unknown argument {other}")),
        }
    }
    Ok(options)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers from the command line")]
fn set(weights: &mut Weights, name: &str, value: f64) -> Result<(), String> {
    match name {
        "title" => weights.title = value as u32,
        "facts" => weights.facts = value as u32,
        "alerts" => weights.alerts = value as u32,
        "headings" => weights.headings = value as u32,
        "aside" => weights.aside = value as u32,
        "common" => weights.common = value,
        "terms" => weights.terms = value as usize,
        "least" => weights.least = value,
        "idf" => weights.idf = value,
        other => return Err(format!("there is no weight `{other}`")),
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = options()?;
    if let Some(root) = &options.time {
        return time(root);
    }
    for name in ["ja", "made", "judged"] {
        if options.sets.split(',').any(|s| s == name) {
            match sets::load(name, &options.corpora, &options.tools, options.half.as_deref())? {
                Some(set) => report(&set, &options),
                None => println!("SKIPPED {name}: its documents are not here"),
            }
        }
    }
    Ok(())
}

/// How long the stage takes, with what comes of it for the pages.
fn time(root: &Path) -> Result<(), Box<dyn Error>> {
    let (library, lexicon) = sets::read(root)?;
    let mut runs: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(Similar::of(&library, "en", &lexicon));
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    runs.sort_by(f64::total_cmp);
    println!("{} incidents: {:.0} ms at best, {:.0} ms as the median of 5", library.incidents.len(), runs[0], runs[2]);
    Ok(())
}

fn report(set: &Set, options: &Options) {
    // The reciprocal rank is of the whole ranking.
    let most = set.library.incidents.len();
    let ours = nearest(&set.library, &set.language, &set.lexicon, &options.weights, most);
    let ours: Vec<Vec<usize>> = ours.into_iter().map(|of| of.into_iter().map(|(at, _)| at).collect()).collect();
    let mut rows = vec![("candor", ours)];
    if !options.brief {
        rows.push(("MoreLikeThis", controls::more_like_this(set, most).expect("an index in memory")));
        rows.push(("nearness in time", controls::in_time(set, most)));
        rows.push(("chance", controls::by_chance(set, most)));
    }
    println!("\n{}: {} seeds of {} incidents", set.name, set.seeds.len(), set.library.incidents.len());
    let row = |name: &str, cells: &[String]| {
        println!("{name:24} {}", cells.iter().map(|cell| format!("{cell:>22}")).collect::<Vec<_>>().join(" "));
    };
    row("", &Figures::NAMES.map(str::to_owned));
    let all: Vec<Vec<Figures>> = rows
        .iter()
        .map(|(_, found)| set.seeds.iter().map(|seed| figures::of(seed, &found[seed.incident])).collect())
        .collect();
    for ((name, _), figures) in rows.iter().zip(&all) {
        let cells: Vec<String> = Figures::NAMES.iter().map(|f| interval(figures, f)).collect();
        row(name, &cells);
    }
    for ((name, _), figures) in rows.iter().zip(&all).skip(1) {
        let cells: Vec<String> = Figures::NAMES.iter().map(|f| difference(&all[0], figures, f)).collect();
        row(&format!("  above {name}"), &cells);
    }
    threshold(set, options);
}

/// What the threshold of relatives does to the first five of each seed.
fn threshold(set: &Set, options: &Options) {
    let first_five = |least: f64| {
        let weights = Weights { least, ..options.weights };
        let found = nearest(&set.library, &set.language, &set.lexicon, &weights, 5);
        let all = set.seeds.iter().flat_map(|seed| found[seed.incident].iter().map(move |(at, _)| (seed, *at)));
        let (good, bad): (Vec<_>, Vec<_>) = all.partition(|(seed, at)| seed.grades.get(at).is_some_and(|g| *g > 0));
        (good.len(), bad.len())
    };
    let least = Weights::CHOSEN.least;
    let ((good, bad), (all_good, _)) = (first_five(least), first_five(-1.0));
    println!(
        "  threshold {least}: of {} among the first five {good} have a grade; {all_good} have without it",
        good + bad
    );
}
