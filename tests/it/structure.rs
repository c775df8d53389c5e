//! The rules of the house, held against the source: who may use whom, who touches the
//! disk, who prints, and what the documentation names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Modules in the order of the pipeline; each may use those before it.
const ORDER: [&[&str]; 13] = [
    &["config", "diagnostic", "fs", "value", "date", "count"],
    &["source"],
    &["document"],
    &["library"],
    &["search"],
    &["similar"],
    &["site"],
    &["output"],
    &["check"],
    &["pipeline"],
    &["import", "adopt"],
    &["lsp"],
    &["cli", "command"],
];

/// The source of each module, without comments and unit tests.
fn modules() -> BTreeMap<String, Vec<(String, String)>> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut modules: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (path, bytes) in crate::case::tree(&src) {
        let Some(path) = path.strip_suffix(".rs").filter(|path| !path.ends_with("/tests")) else { continue };
        let text = String::from_utf8(bytes).expect("text");
        let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
        let code: Vec<&str> = code.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
        let module = path.split('/').next().unwrap_or(path).to_owned();
        modules.entry(module).or_default().push((path.to_owned(), code.join("\n")));
    }
    modules
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|group| group.contains(&module))
}

/// Modules of the crate that a piece of source names.
fn named(code: &str) -> Vec<&str> {
    code.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            // `use crate::{a, b::c}`
            Some(list) => list.split('}').next().unwrap_or_default().split(',').map(str::trim).collect::<Vec<_>>(),
            None => vec![rest],
        })
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect()
}

#[test]
fn a_stage_uses_only_the_stages_before_it() {
    let mut wrong = Vec::new();
    let mut uses = 0;
    for (module, files) in modules() {
        if module == "main" || module == "lib" {
            continue;
        }
        let own = rank(&module).unwrap_or_else(|| panic!("`{module}` has no place in the order of the pipeline"));
        for (path, code) in files {
            for name in named(&code) {
                let other = rank(name)
                    .unwrap_or_else(|| panic!("src/{path}.rs names `crate::{name}`, which has no place in the order"));
                uses += 1;
                if other > own || (other == own && other > 0 && name != module && own != ORDER.len() - 1) {
                    wrong.push(format!("src/{path}.rs uses `{name}`"));
                }
            }
        }
    }
    assert!(uses > 50, "only {uses} uses were seen");
    assert_eq!(wrong, Vec::<String>::new());
}

/// Files of source that have one of some words and do not begin with one of some names.
fn files_with(words: &[&str], allowed: &[&str]) -> Vec<String> {
    modules()
        .into_values()
        .flatten()
        .filter(|(path, code)| {
            words.iter().any(|w| code.contains(w))
                && !allowed.iter().any(|a| path == a || path.starts_with(&format!("{a}/")))
        })
        .map(|(path, _)| path)
        .collect()
}

#[test]
fn only_a_few_modules_touch_the_disk() {
    let disk = ["std::fs::", "use std::fs", "File::open", "File::create", "WalkDir", "OpenOptions", "use std::{fs"];
    // These two only look whether something is there: before they write, or to give advice.
    let allowed =
        ["source", "output", "fs", "config", "document/cache", "search", "site/theme", "command/init", "command/mod"];
    assert_eq!(files_with(&disk, &allowed), Vec::<String>::new());
    assert!(files_with(&disk, &[]).len() > 3, "the words are seen");
}

#[test]
fn only_commands_print() {
    let print = ["println!", "print!(", "eprint", "stdout()", "stderr()", "dbg!"];
    assert_eq!(files_with(&print, &["command"]), Vec::<String>::new());
    assert!(!files_with(&print, &[]).is_empty(), "the words are seen");
}

#[test]
fn the_clock_is_read_in_one_place() {
    assert_eq!(files_with(&["Timestamp::now", "SystemTime::now", "Zoned::now"], &["command"]), Vec::<String>::new());
}

#[test]
fn nothing_opens_a_connection() {
    let sockets = ["TcpStream", "UdpSocket", "TcpListener", "std::net"];
    // What `check --external` asks with. Its tests are its own server.
    assert_eq!(files_with(&sockets, &["check/external/client"]), Vec::<String>::new());
    let client = ["ureq", "rustls"];
    assert_eq!(files_with(&client, &["check/external/client"]), Vec::<String>::new());
    assert_eq!(files_with(&client, &[]), ["check/external/client"], "the words are seen");
    // Nobody but the command that has the flag makes a client.
    assert_eq!(files_with(&["Client::new"], &["check/external/client"]), ["command/check"]);
}

#[test]
fn every_module_says_what_it_is_and_none_is_too_long() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut lengths = Vec::new();
    for (path, bytes) in crate::case::tree(&src).into_iter().filter(|(p, _)| p.ends_with(".rs")) {
        let text = String::from_utf8(bytes).expect("text");
        assert!(text.starts_with("//! "), "src/{path} does not begin with `//!`");
        let lines = text.lines().count();
        assert!(lines <= 650, "src/{path} has {lines} lines");
        lengths.push(lines);
    }
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] < 150, "the median file has {} lines", lengths[lengths.len() / 2]);
}

fn doc(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    fs::read_to_string(path).ok()
}

#[test]
fn every_kind_of_diagnostic_is_documented() {
    let text = doc("diagnostics.md").expect("docs/diagnostics.md");
    let missing: Vec<&str> = candor::diagnostic::Code::ALL
        .iter()
        .map(|c| c.as_str())
        .filter(|c| !text.contains(&format!("`{c}`")))
        .collect();
    assert!(missing.is_empty(), "docs/diagnostics.md lacks {missing:?}");
}

#[test]
fn every_key_of_the_configuration_and_its_variable_is_documented() {
    let text = doc("configuration.md").expect("docs/configuration.md");
    for key in candor::config::KEYS {
        assert!(text.contains(&format!("`{}`", key.name)), "docs/configuration.md lacks `{}`", key.name);
    }
    assert!(text.contains("CANDOR_"), "docs/configuration.md says nothing of the environment");
}

#[test]
fn every_kind_of_page_and_template_is_documented() {
    let text = doc("templates.md").expect("docs/templates.md");
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates");
    for entry in fs::read_dir(templates).expect("templates").filter_map(Result::ok) {
        let name = entry.file_name().into_string().expect("a name");
        let built_in = ["base.html", "partials"].contains(&name.as_str());
        assert!(built_in || text.contains(&name), "docs/templates.md lacks {name}");
    }
}
