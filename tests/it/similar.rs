//! Likeness of incidents: every reason that is given is true, nothing is alike by its
//! template, and what a paste finds is what the text says.
//!
//! What is said is worked out here anew, from the documents.

mod asked;
mod groups;
mod pasted;
mod reasons;

use crate::case::Case;
use crate::skip::{shared, skip};
use candor::config::{self, Config, Overrides};
use candor::library::{Library, Selection};
use candor::search::text::{Lang, Stem, tokens};
use candor::search::{Index, Lexicon};
use candor::similar::Similar;
use candor::site::Theme;
use candor::{Clock, Loaded};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A library, with what is alike in it.
struct Known {
    config: Config,
    selection: Selection,
    clock: Clock,
    library: Library,
    lexicon: Lexicon,
    similar: Similar,
    _cache: TempDir,
}

/// Reads the library in a folder, drafts and all, without leaving anything in it.
fn known(root: &Path) -> Known {
    let cache = tempfile::tempdir().expect("a temporary folder");
    let overrides =
        Overrides { cache_dir: Some(cache.path().into()), drafts: true, future: true, ..Overrides::default() };
    let (config, _) = config::load(root, &overrides, []).expect("a configuration");
    let clock = Clock { today: jiff::civil::date(2027, 1, 1), now: 0 };
    let selection = Selection { audience: config.audience.clone(), drafts: true, future: true, today: clock.today };
    let theme = Theme::load(&config).expect("a theme");
    let Loaded { library, lexicon, .. } = candor::load(&config, &selection, &theme, clock);
    let similar = Similar::of(&library, &config.language, &lexicon);
    Known { config, selection, clock, library, lexicon, similar, _cache: cache }
}

impl Known {
    fn index(&self) -> Index {
        candor::search_index(&self.config, &self.selection, self.clock).expect("an index")
    }

    fn id(&self, at: usize) -> &str {
        &self.library.incidents[at].id
    }

    fn stem(&self, at: usize) -> Stem {
        let fields = &self.library.document_of(at).fields;
        Stem::new(Lang::of(fields.lang.as_ref().map_or(self.config.language.as_str(), |l| l.value.as_str())))
    }

    /// The texts of an incident that make it like another one.
    fn texts(&self, at: usize) -> Vec<&str> {
        let document = self.library.document_of(at);
        let fields = &document.fields;
        let facts = [&fields.summary, &fields.trigger, &fields.impact.summary];
        let mut texts = vec![document.title()];
        texts.extend(facts.into_iter().flatten().map(|f| f.value.as_str()));
        texts.extend(fields.alerts.iter().map(|a| a.value.as_str()));
        texts.extend(document.body.headings.iter().map(|h| h.text.as_str()));
        texts.extend(document.body.sections.iter().map(|s| s.text.as_str()));
        texts
    }

    /// The terms of an incident.
    fn said(&self, at: usize) -> HashSet<String> {
        let mut stem = self.stem(at);
        self.texts(at).into_iter().flat_map(|text| terms(&mut stem, text)).collect()
    }

    /// The same with the names of what it affects, of its factors and tags.
    fn said_or_named(&self, at: usize) -> HashSet<String> {
        let (incident, library) = (&self.library.incidents[at], &self.library);
        let services = incident.services.iter().map(|s| library.services[*s].name.name.as_str());
        let factors = incident.factors.iter().map(|f| library.factors[*f].entry.name.as_str());
        let tags = incident.tags.iter().map(|t| library.tags[*t].name.name.as_str());
        let mut stem = self.stem(at);
        let mut said = self.said(at);
        let fields = &library.document_of(at).fields;
        let facts = fields.severity.iter().map(|s| s.value.as_str()).chain([fields.kind.id()]);
        said.extend(services.chain(factors).chain(tags).chain(facts).flat_map(|name| terms(&mut stem, name)));
        if let Some(level) = incident.level {
            said.extend(terms(&mut stem, &self.config.severities.levels()[level].name));
        }
        said
    }
}

/// All terms of a text.
fn terms(stem: &mut Stem, text: &str) -> Vec<String> {
    tokens(text, true).into_iter().map(|t| stem.term(&t.text, &text[t.span.clone()])).collect()
}

/// What a word is as a whole, not what it is also found by.
fn whole(stem: &mut Stem, word: &str) -> Option<String> {
    let whole = tokens(word, false).into_iter().max_by_key(|t| t.span.len())?;
    Some(stem.term(&whole.text, &word[whole.span]))
}

/// Words that stand nowhere else: those of one seed have none in common with another's.
fn made_up(seed: usize, count: usize) -> String {
    const SYLLABLES: [&str; 10] = ["ka", "lo", "mi", "tu", "ra", "so", "vo", "ni", "pu", "du"];
    let word = |n: usize| {
        let parts = [seed % 10, seed / 10 % 10, seed / 100, n % 10, n / 10];
        format!("{}k", parts.map(|p| SYLLABLES[p]).concat())
    };
    (0..count).map(word).collect::<Vec<_>>().join(" ")
}

/// Incidents that are like nothing, so that what others share is not common.
fn with_others(mut case: Case, count: usize) -> Case {
    for n in 0..count {
        let (title, text) = (made_up(900 + n, 3), made_up(800 + n, 30));
        let fields = format!("title: {title}\ndate: 2019-{:02}-03\naudience: public", n % 12 + 1);
        case = case.incident(&format!("other{n:02}"), &fields, &text);
    }
    case
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    all.filter(|e| e.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// Collections of `../shared/corpora` in a folder of their own; none after saying so.
fn collections(wanted: impl Fn(&str) -> bool) -> Option<TempDir> {
    let corpora = shared("corpora")?;
    let work = tempfile::tempdir().expect("a temporary folder");
    for entry in fs::read_dir(&corpora).expect("the corpora").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.path().is_dir() || name == "licenses" || !wanted(&name) {
            continue;
        }
        for path in files(&entry.path()) {
            let to = work.path().join(path.strip_prefix(&corpora).expect("below"));
            fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
            fs::write(to, fs::read(&path).expect("a file")).expect("a copy");
        }
    }
    Some(work)
}

/// The collections that are in English.
fn english() -> Option<TempDir> {
    collections(|name| !name.ends_with("-ja") && !name.ends_with("-zh"))
}

/// Two hundred documents of the generator; none after saying so.
fn generated() -> Option<TempDir> {
    let script = shared("tools/gen_corpus.py")?;
    let work = tempfile::tempdir().expect("a temporary folder");
    let args = ["--count", "200", "--seed", "1", "--flavor", "yaml", "--out"];
    let made = Command::new("python3").arg(script).args(args).arg(work.path().join("content")).output();
    match made {
        Ok(made) if made.status.success() => {}
        Ok(made) => panic!("the generator: {}", String::from_utf8_lossy(&made.stderr)),
        Err(error) => {
            skip(&format!("the generator does not run: {error}"));
            return None;
        }
    }
    fs::write(work.path().join("book.toml"), "").expect("a configuration");
    Some(work)
}

/// The rows of a table of `tests/similar`.
fn rows(name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/similar").join(name));
    let text = text.expect("a table");
    let lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    lines.map(|l| l.split('\t').map(str::to_owned).collect()).collect()
}

/// A list of tables of a file of `tests/similar`.
fn texts_of(name: &str, list: &str) -> Vec<toml::Table> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/similar").join(name));
    let all: toml::Table = text.expect("a list").parse().expect("TOML");
    let all = all[list].as_array().expect("a list").iter();
    all.map(|t| t.as_table().expect("a table").clone()).collect()
}
