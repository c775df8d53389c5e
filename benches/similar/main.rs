//! How good likeness is, beside three controls: nearness in time, chance, and tantivy's
//! `MoreLikeThis`.
//!
//! ```text
//! cargo bench --bench similar -- [--corpora ../shared/corpora] [--tools ../shared/tools] [--sets ja,made,judged]
//!     [--half tune|report] [--set idf=0.5,terms=64] [--brief]
//! ```
//!
//! Three sets: `ja`, real post-mortems whose authors link them, the links taken out of the
//! text; `made`, a thousand of the generator, alike where factor and kind of service are the
//! same; `judged`, the English collections with judgements of `tests/similar`. Intervals are
//! bootstraps over seeds, paired for differences.

mod controls;
mod figures;
mod sets;

use candor::similar::{Weights, nearest};
use figures::{Figures, difference, interval};
use sets::Set;
use std::error::Error;
use std::path::PathBuf;

struct Options {
    corpora: PathBuf,
    tools: PathBuf,
    sets: String,
    half: Option<String>,
    brief: bool,
    weights: Weights,
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        corpora: "../shared/corpora".into(),
        tools: "../shared/tools".into(),
        sets: "ja,made,judged".into(),
        half: None,
        brief: false,
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
        "title" => weights.title = value as u64,
        "facts" => weights.facts = value as u64,
        "alerts" => weights.alerts = value as u64,
        "headings" => weights.headings = value as u64,
        "aside" => weights.aside = value as u64,
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

fn report(set: &Set, options: &Options) {
    let most = 10;
    let ours = nearest(&set.library, &set.language, &set.lexicon, &options.weights, most);
    let ours: Vec<Vec<usize>> = ours.into_iter().map(|of| of.into_iter().map(|(at, _)| at).collect()).collect();
    let mut rows = vec![("candor", ours)];
    if !options.brief {
        rows.push(("MoreLikeThis", controls::more_like_this(set, most).expect("an index in memory")));
        rows.push(("nearness in time", controls::in_time(set, most)));
        rows.push(("chance", controls::by_chance(set, most)));
    }
    println!("\n{}: {} seeds of {} incidents", set.name, set.seeds.len(), set.library.incidents.len());
    println!("{:18} {:>22} {:>22} {:>22} {:>22} {:>22}", "", "P@1", "MRR", "R@5", "nDCG@5", "nDCG@10");
    let all: Vec<Vec<Figures>> = rows
        .iter()
        .map(|(_, found)| set.seeds.iter().map(|seed| figures::of(seed, &found[seed.incident])).collect())
        .collect();
    for ((name, _), figures) in rows.iter().zip(&all) {
        let cells: Vec<String> = Figures::NAMES.iter().map(|f| interval(figures, f)).collect();
        println!("{name:18} {:>22} {:>22} {:>22} {:>22} {:>22}", cells[0], cells[1], cells[2], cells[3], cells[4]);
    }
    for ((name, _), figures) in rows.iter().zip(&all).skip(1) {
        let cells: Vec<String> = Figures::NAMES.iter().map(|f| difference(&all[0], figures, f)).collect();
        println!(
            "  above {name:10.10} {:>22} {:>22} {:>22} {:>22} {:>22}",
            cells[0], cells[1], cells[2], cells[3], cells[4]
        );
    }
}
