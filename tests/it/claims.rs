//! Every proof that `docs/claims.md` names exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// The text of every file with an ending below a folder of the repository.
fn texts(folder: &str, ending: &str) -> Vec<String> {
    WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .into_iter()
        .filter_entry(|e| e.file_name() != "node_modules")
        .filter_map(Result::ok)
        .filter(|e| e.path().extension().is_some_and(|x| x == ending))
        .map(|e| fs::read_to_string(e.path()).expect("text"))
        .collect()
}

/// What stands between a mark and the next one, each time.
fn between(text: &str, mark: char) -> impl Iterator<Item = &str> {
    text.split(mark).skip(1).step_by(2)
}

#[test]
fn every_proof_that_is_named_exists() {
    let claims = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/claims.md")).unwrap();
    let code: String = texts("tests/it", "rs").into_iter().chain(texts("src", "rs")).collect();
    let browser: String = texts("tests/browser", "mjs").concat();
    let table: String = claims.lines().filter(|l| l.starts_with('|')).collect::<Vec<_>>().join("\n");
    let named: BTreeSet<&str> = between(&table, '`').filter_map(|name| name.strip_suffix("()")).collect();
    assert!(named.len() > 100, "only {} proofs are named", named.len());
    // A test is a function, or a line of a macro that makes one.
    let is_there = |name: &&str| code.contains(&format!("fn {name}(")) || code.contains(&format!("\n    {name} = \""));
    let missing: Vec<_> = named.into_iter().filter(|name| !is_there(name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    let quoted = table.lines().filter_map(|l| l.split('|').nth(2)).flat_map(|proof| between(proof, '"'));
    let missing: Vec<_> = quoted.filter(|name| !browser.contains(*name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
