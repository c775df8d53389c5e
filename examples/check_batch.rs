//! Prints what the rules of blameless language find in whole libraries, for tests and measurements.
//!
//! ```text
//! check_batch [--repeat N] DIR... > findings.tsv
//! ```
//!
//! Each `DIR` is a library: its root, where a `book.toml` may stand. A finding is a line with file,
//! line and column of its beginning, of its end, code and the words, parted by tabs; columns count
//! characters from one. The standard error says how long the rules took. `--repeat` checks each file
//! several times, for a steadier figure.

use candor::check::{Subject, language};
use candor::config::{Overrides, load};
use candor::diagnostic::Place;
use candor::site::Theme;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write, stdout};
use std::path::Path;
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Default)]
struct Times {
    files: usize,
    words: usize,
    sentences: Duration,
    rules: Duration,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(stdout().lock());
    let mut times = Times::default();
    let mut repeat = 1;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--repeat" {
            repeat = args.next().ok_or("--repeat takes a number")?.parse()?;
            continue;
        }
        check(Path::new(&arg), repeat, &mut times, &mut out)?;
    }
    out.flush()?;
    eprintln!(
        "{} files, {} words, {:.3} s for sentences, {:.3} s for rules, on one core",
        times.files,
        times.words,
        times.sentences.as_secs_f64(),
        times.rules.as_secs_f64()
    );
    Ok(())
}

fn check(root: &Path, repeat: usize, times: &mut Times, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let overrides = Overrides { drafts: true, future: true, cache_dir: None, ..Overrides::default() };
    let (config, _) = load(root, &overrides, std::iter::empty()).map_err(|p| format!("{} problems", p.len()))?;
    let theme = Theme::load(&config).map_err(|_| "no theme")?;
    let all = candor::documents(&config, &theme);
    let mut by_file: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for document in &all.documents {
        by_file.entry(document.name.as_str()).or_default().push(document);
    }
    for (name, documents) in by_file {
        let Ok(bytes) = fs::read(root.join(name)) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        for n in 0..repeat {
            let start = Instant::now();
            let subject = Subject::new(name, &text, documents.clone(), &all.context.words, &config);
            let read = Instant::now();
            let mut found = Vec::new();
            language::find(&subject, &mut found);
            times.sentences += read - start;
            times.rules += read.elapsed();
            times.files += 1;
            times.words += text.split_whitespace().count();
            if n > 0 {
                continue;
            }
            for finding in found {
                let Some(span) = finding.span else { continue };
                let words = text[span.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
                let place = Place::in_lines(name, &text, &subject.lines, span);
                let json = serde_json::to_value(&place)?;
                let at = |key: &str| json[key].as_u64().unwrap_or_default();
                writeln!(
                    out,
                    "{name}\t{}\t{}\t{}\t{}\t{}\t{words}\t{}",
                    at("line"),
                    at("column"),
                    at("end_line"),
                    at("end_column"),
                    finding.code.as_str(),
                    finding.help
                )?;
            }
        }
    }
    Ok(())
}
