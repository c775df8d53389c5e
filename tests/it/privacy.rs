//! What must not be published, against real post-mortems: they are public, so a secret in them is a false one.

use crate::skip::shared;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()) {
        if entry.is_dir() {
            files(&entry, all);
        } else {
            all.push(entry);
        }
    }
}

#[test]
fn no_secret_is_seen_in_real_post_mortems() {
    let Some(folder) = shared("corpora") else { return };
    let mut all = Vec::new();
    files(&folder, &mut all);
    assert!(all.len() > 300, "{} files", all.len());
    let mut seen = Vec::new();
    for path in all {
        let text = String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned();
        let found = candor::check::privacy::secrets(&text);
        seen.extend(found.iter().map(|s| format!("{}: {} {:?}", path.display(), s.kind, s.span)));
    }
    assert_eq!(seen, Vec::<String>::new());
}

#[test]
fn the_page_of_secrets_lists_every_kind_with_its_name_and_where_it_is_revoked() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/check-secrets.md");
    let page = fs::read_to_string(page).expect("the page");
    let rows = page.lines().filter(|l| l.starts_with("| `")).count();
    let mut count = 0;
    for (kind, name, revoke) in candor::check::privacy::kinds() {
        count += 1;
        let row = format!("| `{kind}` | {name} | {revoke} |");
        assert!(page.contains(&row), "docs/check-secrets.md lacks {row}");
    }
    assert_eq!(rows, count);
    assert!(page.contains(&format!("these {count} kinds")));
}

/// The names that are found in a text whose front matter lists some people.
fn named(text: &str) -> Vec<String> {
    let head = "---\ntitle: Queue full\nparticipants: [Ana Lopez (commander), Ben Okafor, Mark Stone, Storage team]\nauthors: [\"@cleo\"]\nservices: [checkout]\n---\n\n";
    let text = format!("{head}{text}");
    let found = crate::rules::findings("", &text);
    let named = found.iter().filter(|f| f.code.as_str() == "named-participant");
    named.filter_map(|f| Some(text[f.span.clone()?].to_owned())).collect()
}

#[test]
fn people_are_found_in_what_the_author_says_and_not_in_lists_of_people() {
    for (text, expected) in [
        ("## Timeline\n\n- 14:05 Ana Lopez rolled back.\n- 14:07: Ben looked.\n", vec!["Ana Lopez", "Ben"]),
        ("## Timeline\n\n| Time | Event |\n|---|---|\n| 14:05 | @cleo merged it |\n", vec!["@cleo"]),
        ("## What happened\n\nMark Stone saw it. Mark the date.\n", vec!["Mark Stone"]),
        ("## What happened\n\nThe Storage team saw it. See ana.lopez and [Ana](x), and `Ana`.\n", vec![]),
        ("## What happened\n\nAna Ruiz of the vendor called.\n", vec![]),
        ("Incident commander: Ana Lopez\n\nReviewed by Ben Okafor.\n", vec![]),
        ("## Attendees\n\n- Ana Lopez\n- Ben Okafor\n", vec![]),
        ("## What went well\n\nThanks to Ana for the quick answer.\n", vec![]),
        ("## Action items\n\n| Action | Owner |\n|---|---|\n| Cap retries | Ana Lopez |\n", vec![]),
        ("## Action items\n\n- [ ] Cap retries (@cleo)\n", vec![]),
        ("| Role | Name |\n|---|---|\n| Commander | Ana Lopez |\n| Scribe | Ben Okafor and Ana Lopez |\n", vec![]),
    ] {
        assert_eq!(named(text), expected, "{text}");
    }
}

#[test]
fn a_finding_about_a_secret_shows_no_character_of_it_and_says_where_it_is_revoked() {
    let password = ["kT9", "vq2", "Lm4xZ"].concat();
    let text = format!("The log said password={password} at 14:05.\n");
    let found = candor::check::privacy::secret_findings(&text);
    assert_eq!(found.len(), 1);
    assert_eq!(&text[found[0].span.clone().expect("a place")], password);
    for said in [&found[0].message, &found[0].help] {
        assert!(!said.contains("kT9") && !said.contains("xZ"), "{said}");
    }
    assert!(found[0].help.starts_with("revoke it first: ") && found[0].help.contains("history"), "{}", found[0].help);
}

#[test]
fn addresses_in_people_fields_and_numbers_in_code_are_passed_over() {
    let text = "---\ntitle: Queue full\nauthors: [ana@corp-mail.io]\n---\n\nAuthors: Ana <ana@corp-mail.io>\n\n## What happened\n\n```\nid +4930901824417 of ben@corp-mail.io\n```\n";
    let found = crate::rules::findings("", text);
    let codes: Vec<&str> =
        found.iter().map(|f| f.code.as_str()).filter(|c| c.ends_with("-address") || c.ends_with("-number")).collect();
    assert_eq!(codes, ["email-address"]);
}
