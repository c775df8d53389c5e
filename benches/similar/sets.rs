//! The libraries that likeness is judged on, each with its seeds.

use candor::library::{Library, Selection};
use candor::search::Lexicon;
use candor::site::Theme;
use candor::{Clock, Loaded};
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A library with judged incidents.
pub struct Set {
    pub name: &'static str,
    pub library: Library,
    pub language: String,
    pub lexicon: Lexicon,
    pub seeds: Vec<Seed>,
}

/// An incident with the grades of others; who is not there has grade 0.
pub struct Seed {
    pub incident: usize,
    pub grades: BTreeMap<usize, u32>,
    /// From this grade on an incident is relevant.
    pub relevant: u32,
}

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Loads a set; none when its documents are missing.
pub fn load(name: &str, corpora: &Path, tools: &Path, half: Option<&str>) -> Result<Option<Set>> {
    let work = std::env::temp_dir().join(format!("candor-similar-{}-{name}", std::process::id()));
    let made = match name {
        "ja" => linked(corpora, &work),
        "made" => generated(tools, &work),
        _ => judged(corpora, &work, half),
    };
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    made
}

/// The library of a folder that this program made.
fn library(root: &Path, language: &str) -> Result<(Library, Lexicon)> {
    fs::write(root.join("book.toml"), format!("title = \"Bench\"\nlanguage = \"{language}\"\n"))?;
    read(root)
}

/// The library of a folder.
pub fn read(root: &Path) -> Result<(Library, Lexicon)> {
    let overrides = candor::config::Overrides { drafts: true, future: true, ..Default::default() };
    let (config, _) = candor::config::load(root, &overrides, []).map_err(|p| format!("{} problems", p.len()))?;
    let today = jiff::civil::date(2026, 11, 22);
    let selection = Selection { audience: config.audience.clone(), drafts: true, future: true, today };
    let theme = Theme::load(&config)?;
    let Loaded { library, lexicon, .. } = candor::load(&config, &selection, &theme, Clock { today, now: 0 });
    Ok((library, lexicon))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn incident_of(library: &Library) -> HashMap<&str, usize> {
    (0..library.incidents.len()).map(|at| (library.document_of(at).file.as_str(), at)).collect()
}

/// Post-mortems that link each other: the links are the gold and are taken out of the text,
/// other mentions of a number too.
fn linked(corpora: &Path, work: &Path) -> Result<Option<Set>> {
    let folder = corpora.join("alt-postmortems-ja");
    if !folder.is_dir() {
        return Ok(None);
    }
    fs::create_dir_all(work.join("content"))?;
    let number = regex::Regex::new(r"PM-\d{4}-\d{3}")?;
    let link = regex::Regex::new(r"\[\[PM-\d{4}-\d{3}[^\]]*\]\]|PM-\d{4}-\d{3}")?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut names: HashMap<String, String> = HashMap::new();
    for path in files(&folder) {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        let text = fs::read_to_string(&path)?;
        let Some(own) = number.find(&name).map(|m| m.as_str().to_owned()) else { continue };
        for found in link.find_iter(&text).filter(|m| m.as_str().starts_with("[[")) {
            let target = number.find(found.as_str()).map_or("", |m| m.as_str());
            if target != own {
                pairs.push((own.clone(), target.to_owned()));
            }
        }
        fs::write(work.join("content").join(&name), link.replace_all(&text, "").as_ref())?;
        names.insert(own, name);
    }
    let (library, lexicon) = library(work, "ja")?;
    let incidents = incident_of(&library);
    let incident = |id: &str| names.get(id).and_then(|n| incidents.get(n.as_str())).copied();
    let mut grades: BTreeMap<usize, BTreeMap<usize, u32>> = BTreeMap::new();
    for (from, to) in &pairs {
        if let (Some(from), Some(to)) = (incident(from), incident(to)) {
            grades.entry(from).or_default().insert(to, 1);
            grades.entry(to).or_default().insert(from, 1);
        }
    }
    let seeds = grades.into_iter().map(|(incident, grades)| Seed { incident, grades, relevant: 1 }).collect();
    Ok(Some(Set { name: "ja", library, language: "ja".into(), lexicon, seeds }))
}

/// A thousand of the generator.
fn generated(tools: &Path, work: &Path) -> Result<Option<Set>> {
    let script = tools.join("gen_corpus.py");
    if !script.is_file() {
        return Ok(None);
    }
    let out = work.join("content");
    let ran =
        Command::new("python3").arg(script).args(["--count", "1000", "--seed", "1", "--out"]).arg(&out).output()?;
    if !ran.status.success() {
        return Err(String::from_utf8_lossy(&ran.stderr).into());
    }
    let truth: serde_json::Value = serde_json::from_str(&fs::read_to_string(work.join("truth.json"))?)?;
    let (library, lexicon) = library(work, "en")?;
    let group = |at: usize| {
        let name = library.document_of(at).file.trim_end_matches(".md");
        truth["docs"][name]["group"].as_str().unwrap_or_default().to_owned()
    };
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in 0..library.incidents.len() {
        groups.entry(group(at)).or_default().push(at);
    }
    let mut seeds = Vec::new();
    for members in groups.values().filter(|m| m.len() > 1) {
        for incident in members {
            let grades = members.iter().filter(|m| *m != incident).map(|m| (*m, 1)).collect();
            seeds.push(Seed { incident: *incident, grades, relevant: 1 });
        }
    }
    Ok(Some(Set { name: "made", library, language: "en".into(), lexicon, seeds }))
}

/// The English collections with judgements.
fn judged(corpora: &Path, work: &Path, half: Option<&str>) -> Result<Option<Set>> {
    if !corpora.is_dir() {
        return Ok(None);
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/similar");
    let rows = |name: &str| -> Result<Vec<Vec<String>>> {
        let text = fs::read_to_string(here.join(name))?;
        let lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
        Ok(lines.map(|l| l.split('\t').map(str::to_owned).collect()).collect())
    };
    for collection in fs::read_dir(corpora)?.flatten() {
        let name = collection.file_name().to_string_lossy().into_owned();
        if name.ends_with("-ja") || name.ends_with("-zh") {
            continue;
        }
        for path in files(&collection.path()) {
            let to = work.join("content").join(path.strip_prefix(corpora)?);
            fs::create_dir_all(to.parent().ok_or("no folder")?)?;
            fs::copy(&path, to)?;
        }
    }
    let (library, lexicon) = library(work, "en")?;
    let incidents = incident_of(&library);
    let mut grades: BTreeMap<String, BTreeMap<usize, u32>> = BTreeMap::new();
    for row in rows("judged.tsv")? {
        if let Some(at) = incidents.get(row[1].as_str()) {
            grades.entry(row[0].clone()).or_default().insert(*at, row[2].parse()?);
        } else {
            eprintln!("{} is no incident here", row[1]);
        }
    }
    let mut seeds = Vec::new();
    for row in rows("seeds.tsv")?.into_iter().filter(|r| half.is_none_or(|h| r[1] == h)) {
        match incidents.get(row[0].as_str()) {
            Some(at) => {
                let grades = grades.remove(&row[0]).unwrap_or_default();
                seeds.push(Seed { incident: *at, grades, relevant: 2 });
            }
            None => eprintln!("{} is no incident here", row[0]),
        }
    }
    Ok(Some(Set { name: "judged", library, language: "en".into(), lexicon, seeds }))
}
