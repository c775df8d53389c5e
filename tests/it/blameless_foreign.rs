//! Blameless language in German, French, Spanish and Japanese, on two sets of sentences.
//!
//! `tests/check/written/` was made before the rules were. Both of its halves have been read since,
//! so it guards what was reached. `tests/check/unseen/` is read by nobody who works on the rules:
//! where a file of it is there, its figures are compared with the page, and no test shows a
//! sentence of it. `CANDOR_FIGURES=1 cargo test --test it blameless_foreign::figures -- --nocapture`
//! prints the tables for `docs/check-quality-other.md`.

use candor::check::{self, Subject};
use candor::config::Overrides;
use candor::site::Theme;
use std::fs;
use std::path::Path;

const LANGUAGES: [&str; 4] = ["de", "fr", "es", "ja"];
const RULES: [&str; 4] = ["E1", "E2", "W1", "W2"];

/// The heading on the page of the figures of `tests/check/unseen/`.
const UNSEEN: &str = "## A set that nobody who works on the rules has read";

/// A sentence and whether a rule should find it.
struct Says {
    rule: String,
    fires: bool,
    report: bool,
    file: String,
}

/// The sentences of a set in a language, of the rules that it has a file for.
fn sentences(set: &str, language: &str) -> Vec<Says> {
    let mut all = Vec::new();
    for rule in RULES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/check/{set}/{rule}.{language}.toml"));
        let Ok(text) = fs::read_to_string(path) else { continue };
        // What is wrong with a file is not said with its lines: they may be sentences to be kept unread.
        let table: toml::Table = text.parse().unwrap_or_else(|_| panic!("{set}/{rule}.{language}.toml is no TOML"));
        for one in table["says"].as_array().expect("a list") {
            let text = |key: &str| one.get(key).and_then(|v| v.as_str());
            let people = one.get("participants").map_or(String::new(), |p| format!("participants: {p}\n"));
            let section = text("section").unwrap_or("What happened");
            let said = text("text").expect("a text");
            all.push(Says {
                rule: rule.to_owned(),
                fires: one["fires"].as_bool().expect("fires"),
                report: text("half") == Some("report"),
                file: file(language, &format!("## {section}\n\n{said}"), &people),
            });
        }
    }
    all
}

fn file(language: &str, body: &str, front_matter: &str) -> String {
    format!("---\ntitle: Example\ndate: 2026-01-02\nlang: {language}\n{front_matter}---\n\n{body}\n")
}

/// The codes of E1, E2, W1 and W2 that are found in each file.
fn codes(files: &[&str]) -> Vec<Vec<&'static str>> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = dir.path();
    fs::create_dir_all(root.join("content/incidents")).expect("a folder");
    fs::write(root.join("book.toml"), "").expect("book.toml");
    let names: Vec<String> = (0..files.len()).map(|n| format!("content/incidents/{n:04}.md")).collect();
    for (name, text) in names.iter().zip(files) {
        fs::write(root.join(name), text).expect("an incident");
    }
    let (config, _) = candor::config::load(root, &Overrides::default(), std::iter::empty()).expect("a configuration");
    let theme = Theme::load(&config).expect("a theme");
    let all = candor::documents(&config, &theme);
    let found = names.iter().zip(files).map(|(name, text)| {
        let documents = all.documents.iter().filter(|d| d.name == *name).collect();
        let subject = Subject::new(name, text, documents, &all.context.words, &config);
        check::findings(&subject).iter().map(|f| f.code.as_str()).filter(|c| RULES.contains(c)).collect()
    });
    found.collect()
}

/// How many sentences a rule rightly finds, wrongly finds, and misses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    right: u32,
    wrong: u32,
    missed: u32,
}

/// A tally for each rule that has sentences.
fn tallies(all: &[Says], language: &str) -> Vec<(String, String, Tally)> {
    let found = codes(&all.iter().map(|s| s.file.as_str()).collect::<Vec<_>>());
    let count = |rule: &str| {
        let mut tally = Tally::default();
        for (says, codes) in all.iter().zip(&found).filter(|(s, _)| s.rule == rule) {
            match (says.fires, codes.contains(&rule)) {
                (true, true) => tally.right += 1,
                (false, true) => tally.wrong += 1,
                (true, false) => tally.missed += 1,
                (false, false) => {}
            }
        }
        tally
    };
    let rules = RULES.iter().filter(|r| all.iter().any(|s| s.rule == **r));
    rules.map(|r| (language.to_owned(), (*r).to_owned(), count(r))).collect()
}

/// Tallies of one half of `tests/check/written/`.
fn written(report: bool) -> Vec<(String, String, Tally)> {
    let half = |l: &str| -> Vec<Says> { sentences("written", l).into_iter().filter(|s| s.report == report).collect() };
    LANGUAGES.iter().flat_map(|l| tallies(&half(l), l)).collect()
}

/// Tallies of `tests/check/unseen/`, of the files that are there.
fn unseen() -> Vec<(String, String, Tally)> {
    LANGUAGES.iter().flat_map(|l| tallies(&sentences("unseen", l), l)).collect()
}

/// Half the width of Wilson's interval and its middle, at 95 %.
fn wilson(hits: u32, of: u32) -> (f64, f64) {
    let (n, z) = (f64::from(of.max(1)), 1.96_f64);
    let p = f64::from(hits) / n;
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// Rows of a table in `docs/check-quality-other.md`.
fn table(tallies: &[(String, String, Tally)]) -> String {
    let share = |hits: u32, of: u32| {
        let (low, high) = wilson(hits, of);
        format!("{hits} of {of}: {:.2} ({low:.2} to {high:.2})", f64::from(hits) / f64::from(of.max(1)))
    };
    let mut out = String::new();
    for (language, rule, t) in tallies {
        let (precision, recall) = (share(t.right, t.right + t.wrong), share(t.right, t.right + t.missed));
        out.push_str(&format!("| {language} | {rule} | {precision} | {recall} |\n"));
    }
    out
}

/// The line below a table.
fn sum(tallies: &[(String, String, Tally)]) -> String {
    let all = |of: fn(&Tally) -> u32| tallies.iter().map(|(_, _, t)| of(t)).sum::<u32>();
    let (right, wrong, missed) = (all(|t| t.right), all(|t| t.wrong), all(|t| t.missed));
    let share = |of: u32| {
        let (low, high) = wilson(right, of);
        format!("{right} of {of}: {:.2} ({low:.2} to {high:.2})", f64::from(right) / f64::from(of.max(1)))
    };
    format!("Over all of them: precision {}, recall {}.", share(right + wrong), share(right + missed))
}

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/check-quality-other.md");
    fs::read_to_string(path).expect("docs/check-quality-other.md")
}

#[test]
fn figures_are_printed_for_who_asks() {
    if std::env::var_os("CANDOR_FIGURES").is_none() {
        return;
    }
    for (name, all) in [("unseen", unseen()), ("written, report", written(true)), ("written, write", written(false))] {
        println!("{name}\n\n{}\n{}\n", table(&all), sum(&all));
    }
}

#[test]
fn the_table_of_figures_is_what_the_rules_do() {
    let page = page();
    for (half, report) in [("report", true), ("write", false)] {
        let (rows, sum) = (table(&written(report)), sum(&written(report)));
        assert!(page.contains(&rows) && page.contains(&sum), "the table for half {half} is now:\n{rows}\n{sum}");
    }
}

#[test]
fn the_table_of_unread_sentences_is_what_the_rules_do_where_they_are_there() {
    let all = unseen();
    if all.is_empty() {
        return;
    }
    let page = page();
    let (_, section) = page.split_once(UNSEEN).expect(UNSEEN);
    let section = section.split("\n## ").next().unwrap_or_default();
    let (rows, sum) = (table(&all), sum(&all));
    assert!(section.contains(&rows) && section.contains(&sum), "the table of unread sentences is now:\n{rows}\n{sum}");
}

#[test]
fn no_rule_falls_below_its_floor_on_the_sentences_that_were_read() {
    for (language, rule, t) in written(true).into_iter().chain(written(false)) {
        // Of 8 to 10 sentences that should be found and as many that should not.
        assert!(t.wrong == 0 && t.missed <= 1, "{language} {rule}: {t:?}");
    }
}

#[test]
fn code_quotations_links_block_quotes_and_headings_never_fire() {
    let said = [
        ("de", "wir haben den Alarm vergessen", '„', '“'),
        ("fr", "nous avons oublié l'alerte", '«', '»'),
        ("es", "el equipo olvidó la alerta", '«', '»'),
        ("ja", "私たちはアラートを見落とした", '「', '」'),
    ];
    for (language, text, open, close) in said {
        let bodies = [
            text.to_owned(),
            format!("x {open}{text}{close} x"),
            format!("x \"{text}\" x"),
            format!("x `{text}` x"),
            format!("x [{text}](https://example.org/a) x"),
            format!("> {text}"),
            format!("```\n{text}\n```"),
            format!("## {text}"),
            format!("<!-- {text} -->"),
        ];
        let files: Vec<String> = bodies.iter().map(|b| file(language, b, "")).collect();
        let found = codes(&files.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found[0], ["W1"], "{text}");
        for (codes, body) in found.iter().zip(&bodies).skip(1) {
            assert!(codes.is_empty(), "{codes:?} in {body}");
        }
    }
}

#[test]
fn handles_and_names_of_participants_are_people_and_other_names_are_not() {
    let people = "participants: [Ruth Okafor]\n";
    let files = [
        file("de", "Okafor hat den Schlüssel vergessen.", people),
        file("de", "Skylab hat den Schlüssel vergessen.", people),
        file("fr", "[@tristan](https://example.org/tristan) a oublié l'option.", people),
        file("es", "El paquete @types/node olvidó la opción.", people),
    ];
    let found = codes(&files.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(found, [vec!["W1"], vec![], vec!["W1"], vec![]]);
}

#[test]
fn the_examples_of_the_page_fire_and_do_not_as_it_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules/other-languages.md");
    let page = fs::read_to_string(path).expect("docs/rules/other-languages.md");
    let mut wrong = Vec::new();
    let mut examples = 0;
    for part in page.split("```markdown ").skip(1) {
        let (info, rest) = part.split_once('\n').expect("a line");
        let (text, _) = rest.split_once("```").expect("an end");
        let words: Vec<&str> = info.split_whitespace().collect();
        let (expected, language) = match words[..] {
            ["fires", code, language] => (vec![code], language),
            ["fine", language] => (vec![], language),
            _ => panic!("`{info}` is no mark of an example"),
        };
        examples += 1;
        let text = file(language, &format!("## What happened\n\n{text}"), "");
        let found = codes(&[&text]).remove(0);
        if found != expected {
            wrong.push(format!("{info}: {found:?} in {text}"));
        }
    }
    assert!(examples >= 24, "{examples} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
