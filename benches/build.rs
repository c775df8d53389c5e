//! Measures whole builds: wall time, documents a second, stages, peak memory; beside
//! Hugo over the same documents when it is installed, the two in turn, since machines
//! are shared and drift.
//!
//! ```text
//! cargo bench --bench build -- --corpus DIR [--runs 5] [--hugo PATH] [--against DIR]
//! ```
//!
//! `--against` names a second library that is built in turn with the first, such as the
//! same documents with complete front matter beside those without any.
//!
//! `DIR` holds `content/` with the documents (`../shared/tools/gen_corpus.py` makes as
//! many as one likes). Every run starts without cache and output.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// One run of a program.
struct Run {
    wall: Duration,
    /// Peak resident memory in MiB, as the kernel counts it, read while the program runs.
    peak: f64,
    stdout: Vec<u8>,
}

fn main() {
    let mut corpus = None;
    let mut runs = 5;
    let mut hugo = None;
    let mut against = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--corpus" => corpus = args.next().map(PathBuf::from),
            "--runs" => runs = args.next().and_then(|n| n.parse().ok()).unwrap_or(runs),
            "--hugo" => hugo = args.next().map(PathBuf::from),
            "--against" => against = args.next().map(PathBuf::from),
            // Cargo passes this to every bench.
            "--bench" => {}
            other => return eprintln!("unknown argument {other}"),
        }
    }
    let Some(corpus) = corpus.and_then(|c| c.canonicalize().ok()) else {
        return eprintln!("SKIPPED: name a corpus with --corpus DIR; see benches/README.md");
    };
    let other = against.as_ref().map(|c| c.canonicalize());
    let Ok(other) = other.transpose() else {
        return eprintln!("there is no folder for --against");
    };
    let work = std::env::temp_dir().join(format!("candor-bench-{}", std::process::id()));
    fs::create_dir_all(&work).expect("a folder for the runs");
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    let mut others = Vec::new();
    // The first run warms the file cache and is not counted.
    for run in 0..=runs {
        let ran = candor(&corpus, &work);
        let second = other.as_deref().map(|corpus| candor(corpus, &work));
        let hugo = hugo.as_deref().map(|program| run_hugo(program, &corpus, &work));
        if run > 0 {
            ours.push(ran);
            others.extend(second);
            theirs.extend(hugo);
        }
    }
    report(&ours);
    if !others.is_empty() {
        println!("against:");
        report(&others);
        println!("the first takes {:.2} of the time of the second, run by run", ratio(&ours, &others));
    }
    compare(&ours, &theirs);
    fs::remove_dir_all(&work).expect("the folder of the runs can be removed");
}

fn candor(corpus: &Path, work: &Path) -> Run {
    let (out, cache) = (work.join("candor"), work.join("cache"));
    for old in [&out, &cache] {
        drop(fs::remove_dir_all(old));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.arg("--root").arg(corpus).arg("--cache-dir").arg(&cache);
    command.args(["build", "--format", "json", "--out"]).arg(&out);
    measure(command)
}

fn run_hugo(program: &Path, corpus: &Path, work: &Path) -> Run {
    let site = work.join("hugo");
    drop(fs::remove_dir_all(&site));
    fs::create_dir_all(&site).expect("a folder for Hugo");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/hugo");
    let mut command = Command::new(program);
    command.arg("--quiet").arg("--source").arg(&ours).arg("--contentDir").arg(corpus.join("content"));
    command.arg("--destination").arg(site.join("public")).arg("--cacheDir").arg(site.join("cache"));
    measure(command)
}

fn measure(mut command: Command) -> Run {
    let begun = Instant::now();
    let out = tempfile();
    let to = fs::File::create(&out).expect("a file for the output");
    let mut child = command.stdout(to).stderr(Stdio::null()).spawn().expect("the program starts");
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak: f64 = 0.0;
    let done = loop {
        peak = peak.max(high_water_mark(&status).unwrap_or(0.0));
        match child.try_wait().expect("the program can be waited for") {
            Some(done) => break done,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let wall = begun.elapsed();
    assert!(done.success(), "the program failed: {done}");
    let stdout = fs::read(&out).expect("its output can be read");
    drop(fs::remove_file(&out));
    Run { wall, peak, stdout }
}

fn tempfile() -> PathBuf {
    std::env::temp_dir().join(format!("candor-bench-{}.out", std::process::id()))
}

fn high_water_mark(status: &Path) -> Option<f64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The median of the ratios of wall times, run by run.
fn ratio(ours: &[Run], theirs: &[Run]) -> f64 {
    median(ours.iter().zip(theirs).map(|(a, b)| a.wall.as_secs_f64() / b.wall.as_secs_f64()).collect())
}

fn report(ours: &[Run]) {
    let Some(json) = ours.last().map(|r| serde_json::from_slice::<serde_json::Value>(&r.stdout)) else { return };
    let json = json.expect("candor prints JSON");
    let documents = json["incidents"].as_f64().unwrap_or(0.0);
    let wall = median(ours.iter().map(|r| r.wall.as_secs_f64()).collect());
    println!("runs {}, medians", ours.len());
    println!(
        "candor: {wall:.2} s wall, {:.0} documents a second, peak {:.0} MiB; {} incidents, {} pages, {} files, {} bytes",
        documents / wall,
        median(ours.iter().map(|r| r.peak).collect()),
        json["incidents"],
        json["pages"],
        json["files"],
        json["bytes"],
    );
    for (at, stage) in json["stages"].as_array().into_iter().flatten().enumerate() {
        let times = ours.iter().filter_map(|r| {
            let json: serde_json::Value = serde_json::from_slice(&r.stdout).ok()?;
            json["stages"][at]["milliseconds"].as_f64()
        });
        println!("  {:>9.1} ms  {}", median(times.collect()), stage["name"].as_str().unwrap_or("?"));
    }
}

fn compare(ours: &[Run], theirs: &[Run]) {
    if theirs.is_empty() {
        return println!("SKIPPED: no --hugo PATH, so nothing to compare with");
    }
    let other = median(theirs.iter().map(|r| r.wall.as_secs_f64()).collect());
    let ratio = ratio(ours, theirs);
    let peak = median(theirs.iter().map(|r| r.peak).collect());
    println!("hugo: {other:.2} s wall, peak {peak:.0} MiB; candor takes {ratio:.2} of its time, run by run");
}
