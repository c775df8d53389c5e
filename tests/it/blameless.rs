//! The rules of blameless language on labelled sentences: what they reach is committed as a floor,
//! and what is nobody's own words never fires.
//!
//! `tests/check/measure.py` gives the same figures with intervals; `docs/check-quality.md` shows them.

use crate::skip::shared;
use candor::check::{Subject, language};
use candor::config::{Overrides, load};
use candor::diagnostic::Code;
use candor::site::Theme;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A written sentence.
#[derive(Deserialize)]
struct Says {
    text: String,
    fires: bool,
    half: String,
    section: Option<String>,
    #[serde(default)]
    participants: Vec<String>,
}

#[derive(Deserialize)]
struct Written {
    says: Vec<Says>,
}

/// Lines and codes of what is found in each file of a library.
fn findings(root: &Path) -> BTreeMap<String, Vec<(usize, Code)>> {
    let (config, _) = load(root, &Overrides { drafts: true, future: true, ..Overrides::default() }, std::iter::empty())
        .expect("a configuration");
    let theme = Theme::load(&config).expect("a theme");
    let all = candor::documents(&config, &theme);
    let mut files: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for document in &all.documents {
        files.entry(document.name.as_str()).or_default().push(document);
    }
    files
        .into_iter()
        .map(|(name, documents)| {
            let text = String::from_utf8_lossy(&fs::read(root.join(name)).expect("a file")).into_owned();
            let subject = Subject::new(name, &text, documents, &all.context.words, &config);
            let mut found = Vec::new();
            language::find(&subject, &mut found);
            let places = found.iter().map(|f| (subject.lines.line(f.span.clone().unwrap_or_default().start), f.code));
            (name.to_owned(), places.collect())
        })
        .collect()
}

/// Of the sentences of a set for a rule in the half `report`: how many fire rightly, fire, and should fire.
fn counts(set: &str, code: &str) -> (usize, usize, usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check").join(set).join(format!("{code}.en.toml"));
    let written: Written = toml::from_str(&fs::read_to_string(path).expect("sentences")).expect("TOML");
    let folder = tempfile::tempdir().expect("a folder");
    let incidents = folder.path().join("content/incidents");
    fs::create_dir_all(&incidents).expect("a folder");
    let report: Vec<&Says> = written.says.iter().filter(|s| s.half == "report").collect();
    for (n, says) in report.iter().enumerate() {
        let section = says.section.as_deref().unwrap_or("What happened");
        let people = serde_json::to_string(&says.participants).expect("JSON");
        let text = format!(
            "---\ntitle: Queue full\ndate: 2026-01-02\nlang: en\nparticipants: {people}\n---\n\n## {section}\n\n{}\n",
            says.text
        );
        fs::write(incidents.join(format!("{n:03}.md")), text).expect("a file");
    }
    let found = findings(folder.path());
    let (mut hits, mut fired, mut wanted) = (0, 0, 0);
    for (n, says) in report.iter().enumerate() {
        let hit = found[&format!("content/incidents/{n:03}.md")].iter().any(|(_, c)| c.as_str() == code);
        hits += usize::from(hit && says.fires);
        fired += usize::from(hit);
        wanted += usize::from(says.fires);
    }
    (hits, fired, wanted)
}

/// Precision and recall, in hundredths, that no change may fall below.
const FLOORS: [(&str, &str, usize, usize); 25] = [
    ("written", "E1", 100, 94),
    ("written", "E2", 100, 93),
    ("written", "W1", 100, 97),
    ("written", "W2", 100, 100),
    ("written", "W3", 100, 97),
    ("written", "I1", 91, 96),
    ("written", "I2", 82, 84),
    ("written", "I3", 75, 53),
    ("written", "I4", 92, 81),
    ("fresh", "E1", 100, 73),
    ("fresh", "E2", 100, 80),
    ("fresh", "W1", 96, 90),
    ("fresh", "W2", 96, 80),
    ("fresh", "W3", 100, 83),
    ("fresh", "I1", 100, 76),
    ("fresh", "I2", 93, 96),
    ("fresh", "I3", 89, 83),
    ("fresh", "I4", 92, 76),
    ("unseen", "E1", 92, 86),
    ("unseen", "E2", 96, 86),
    ("unseen", "W1", 100, 93),
    ("unseen", "W2", 96, 86),
    ("unseen", "W3", 92, 83),
    ("unseen", "I3", 92, 80),
    ("unseen", "I4", 100, 83),
];

#[test]
fn written_sentences_are_judged_no_worse_than_before() {
    let mut worse = Vec::new();
    for (set, code, precision, recall) in FLOORS {
        let (hits, fired, wanted) = counts(set, code);
        let (p, r) = (100 * hits / fired.max(1), 100 * hits / wanted.max(1));
        println!("{set} {code}: {hits} right of {fired} fired and {wanted} wanted: precision {p}, recall {r}");
        if p < precision || r < recall {
            worse.push(format!("{set} {code}: precision {p} (floor {precision}), recall {r} (floor {recall})"));
        }
    }
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}

/// Over all labels of the corpora: labelled sentences that are found, and findings in all.
const REAL: [(&str, usize, usize); 9] = [
    ("E1", 3, 3),
    ("E2", 3, 4),
    ("W1", 12, 13),
    ("W2", 10, 11),
    ("W3", 0, 3),
    ("I1", 24, 26),
    ("I2", 35, 35),
    ("I3", 3, 9),
    ("I4", 11, 14),
];

#[test]
fn real_post_mortems_give_no_more_findings_and_no_fewer_true_ones() {
    let Some(corpora) = shared("corpora") else { return };
    let found = findings(&corpora);
    let labels =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/labels.tsv")).expect("labels");
    let rows: Vec<Vec<&str>> = labels
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|l| l.split('\t').collect::<Vec<_>>())
        .filter(|f| f.len() > 6)
        .collect();
    let files: std::collections::BTreeSet<&str> = rows.iter().map(|f| f[0]).collect();
    let mut worse = Vec::new();
    for (code, floor, ceiling) in REAL {
        // A sentence may go on for some lines below the one that it is known by.
        let hits = rows.iter().filter(|f| f[6].split(' ').any(|c| c == code)).filter(|f| {
            let line: usize = f[1].parse().expect("a line");
            found
                .get(f[0])
                .is_some_and(|all| all.iter().any(|(at, c)| c.as_str() == code && (line..line + 8).contains(at)))
        });
        let hits = hits.count();
        let all: usize =
            files.iter().filter_map(|f| found.get(*f)).flatten().filter(|(_, c)| c.as_str() == code).count();
        println!("{code}: {hits} labelled sentences are found; {all} findings");
        if hits < floor || all > ceiling {
            worse.push(format!("{code}: {hits} found (floor {floor}), {all} findings (ceiling {ceiling})"));
        }
    }
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}

/// A sentence for each rule, which fires where the author says it.
const SAID: [(&str, &str); 9] = [
    ("E1", "The engineer was careless."),
    ("E2", "The outage was caused by human error."),
    ("W1", "We forgot to renew the domain."),
    ("W2", "We should have tested the restore."),
    ("W3", "@kim broke the login page."),
    ("I1", "A canary would have caught it."),
    ("I2", "The root cause was a full disk."),
    ("I3", "Obviously the disk was full."),
    ("I4", "Be more careful with migrations."),
];

/// Codes in a section of a document with a title.
fn codes(section: &str, head: &str, body: &str) -> Vec<&'static str> {
    let text = format!("---\ntitle: Queue full\ndate: 2026-01-02\n{head}---\n\n## {section}\n\n{body}\n");
    crate::rules::findings("", &text)
        .iter()
        .map(|f| f.code.as_str())
        .filter(|c| SAID.iter().any(|(s, _)| s == c))
        .collect()
}

#[test]
fn what_is_nobodys_own_words_never_fires() {
    let mut wrong = Vec::new();
    for (code, text) in SAID {
        let section = if code == "I4" { "Action items" } else { "What happened" };
        let fired = codes(section, "", text);
        if fired != [code] {
            wrong.push(format!("said: {text} fires {fired:?}"));
        }
        let traps = [
            ("code", format!("`{text}` stood on the screen.")),
            ("a fenced block", format!("```\n{text}\n```\n\nSo the screen said.")),
            ("an indented block", format!("It said:\n\n    {text}\n")),
            ("a link", format!("See [{text}](https://example.net/) for another case.")),
            ("a quotation", format!("The mail says “{text}” and no more.")),
            ("straight quotes", format!("The mail says \"{text}\" and no more.")),
            ("a block quote", format!("> {text}\n\nThat was the answer.")),
            ("a comment", format!("<!-- {text} -->\n\nNothing else.")),
            ("a block of HTML", format!("<pre>\n{text}\n</pre>\n\nNothing else.")),
            ("a line of a log", format!("2024-03-09 14:05:01,221 ERROR [main] {text}")),
            ("a table of log lines", format!("| line |\n|---|\n| `{text}` |\n")),
            ("a chat", format!("[14:05] <anna> {text}\n[14:06] <ben> ok")),
            ("a heading", format!("### {}\n\nNothing else.", text.trim_end_matches('.'))),
        ];
        for (name, body) in traps {
            let fired = codes(section, "", &body);
            if !fired.is_empty() {
                wrong.push(format!("{name}: {text} fires {fired:?}"));
            }
        }
        let fired = codes(section, &format!("summary: \"{text}\"\n"), "Nothing else.");
        if !fired.is_empty() {
            wrong.push(format!("front matter: {text} fires {fired:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_document_in_another_language_is_not_read_as_english() {
    assert!(codes("What happened", "lang: nl\n", "We forgot to renew the domain.").is_empty());
    assert_eq!(codes("What happened", "lang: en-GB\n", "We forgot to renew the domain."), ["W1"]);
}

#[test]
fn what_a_template_says_is_not_its_authors_word() {
    let hint =
        "Note the final root cause and describe what needs to change to prevent a class of incident from recurring.";
    assert_eq!(codes("Root cause", "", hint), ["I2"], "an author may say it");
    assert!(codes("Root cause", "", &format!("*{hint}*")).is_empty());
}
