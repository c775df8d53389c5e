//! adopt: what was inferred becomes front matter, and the library stays what it was.

use crate::case::{Case, Run, tree};
use crate::skip::{shared, skip};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

const QUEUE: &str = "# Queue filled up\n\n**Date:** 2024-03-09\n**Services:** queue\n\n## Causes\n\n- DNS\n";

fn wild() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wild")
}

/// A copy of a folder as a library.
fn copy(name: &str, folder: &Path) -> Case {
    let mut case = Case::new(name);
    for (path, bytes) in tree(folder) {
        case = case.bytes(&path, &bytes);
    }
    case
}

fn content(case: &Case) -> Vec<(String, Vec<u8>)> {
    tree(case.root()).into_iter().filter(|(p, _)| !p.starts_with("public/") && !p.starts_with(".candor/")).collect()
}

/// Builds; gives the pages without what says where a value is from.
fn built(case: &Case) -> Vec<(String, String)> {
    let run = case.run(&["build", "--date", "2027-01-01", "--drafts"]);
    assert!(run.code == Some(0), "{}", run.stderr);
    run.files()
        .iter()
        .filter(|(path, _)| !path.starts_with(".candor"))
        .map(|(path, bytes)| (path.clone(), without_origins(&String::from_utf8_lossy(bytes))))
        .collect()
}

/// A page without its notes on where a value was found, and without the marks of time of files.
fn without_origins(html: &str) -> String {
    let notes = regex::Regex::new(
        r" <small>from [^<]*</small>|read from the text(, lines? \d+( to \d+)?)?|, from (a labelled line|a table|the [a-z ]+)",
    );
    notes.expect("a pattern").replace_all(html, "").into_owned()
}

fn differences(before: &[(String, String)], after: &[(String, String)]) -> Vec<String> {
    let names = |all: &[(String, String)]| all.iter().map(|(p, _)| p.clone()).collect::<Vec<_>>();
    assert_eq!(names(before), names(after), "the same pages");
    let pairs = before.iter().zip(after).filter(|((_, a), (_, b))| a != b);
    pairs
        .map(|((path, a), (_, b))| {
            let at = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            let part = |t: &str| {
                String::from_utf8_lossy(&t.as_bytes()[at.saturating_sub(80)..(at + 80).min(t.len())]).into_owned()
            };
            format!("{path}\n  {}\n  {}", part(a), part(b))
        })
        .collect()
}

/// Adopts all of a library and holds it against what it was; gives what was said.
fn adopts_soundly(case: &Case) -> Run {
    let old = content(case);
    let before = built(case);
    let root = case.root().to_str().expect("a path").to_owned();
    let facts = |case: &Case| {
        let run = case.run(&["inspect", &root, "--format", "json"]);
        // A folder may hold no post-mortem at all.
        if run.code == Some(2) { Value::Array(Vec::new()) } else { run.json() }
    };
    let known = facts(case);
    let run = case.run(&["adopt", &root, "--write"]);
    assert!(run.code == Some(0), "{}", run.stderr);
    let once = content(case);
    let again = case.run(&["adopt", &root, "--write"]);
    assert_eq!(again.stdout, "", "a second run writes nothing");
    assert!(content(case) == once, "twice is not once");
    for ((path, old), (_, new)) in old.iter().zip(&once) {
        assert!(new.len() >= old.len() && is_inserted(old, new), "{path}: something else than front matter changed");
    }
    let found = differences(&before, &built(case));
    assert!(found.is_empty(), "{} differences\n{}", found.len(), found.join("\n"));
    same_facts(&known, &facts(case));
    run
}

/// Whether one text is the other with one piece put in.
fn is_inserted(old: &[u8], new: &[u8]) -> bool {
    let front = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let back = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    front + back >= old.len()
}

/// Every field has the value that it had.
fn same_facts(before: &Value, after: &Value) {
    let all = |v: &Value| v.as_array().expect("documents").clone();
    let mut count = 0;
    for (a, b) in all(before).iter().zip(&all(after)) {
        assert_eq!(a["file"], b["file"]);
        let fields = |v: &Value| {
            let fields = v["fields"].as_object().expect("fields").iter();
            fields.map(|(name, f)| (name.clone(), f["value"].clone())).collect::<Vec<_>>()
        };
        assert_eq!(fields(a), fields(b), "{}", a["file"]);
        let times = |v: &Value| {
            v["timeline"]
                .as_array()
                .expect("events")
                .iter()
                .map(|e| (e["at"].clone(), e["text"].clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(times(a), times(b), "{}", a["file"]);
        count += fields(a).len();
    }
    println!("{count} fields of {} documents are the same", all(before).len());
}

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success());
    if !found {
        skip(&format!("{program} is not here"));
    }
    found
}

#[test]
fn without_write_a_diff_is_printed_and_nothing_is_written() {
    let case = Case::new("diff").config("").file("content/incidents/queue.md", QUEUE);
    let run = case.run_inside(&["adopt", "content"]);
    run.succeeds().says("1 of 1 file can be adopted; `--write` writes what the diff shows\n");
    assert_eq!(
        run.stdout,
        "--- a/content/incidents/queue.md\n+++ b/content/incidents/queue.md\n@@ -1,3 +1,9 @@\n+---\n+title: Queue filled up\n\
         +date: 2024-03-09\n+services: [queue]\n+# factors: [dns]  # candor: suggested by the text; uncomment what holds\n+---\n \
         # Queue filled up\n \n **Date:** 2024-03-09\n"
    );
    assert_eq!(fs::read_to_string(case.path("content/incidents/queue.md")).unwrap(), QUEUE);
}

#[test]
fn what_is_printed_is_a_patch_that_gives_what_write_writes() {
    for program in ["git", "patch"] {
        if !has(program) {
            continue;
        }
        let case = copy("patch", &wild().join("adopt"))
            .file("with space & ü.md", "# Spaces\n\n**Severity:** P1")
            .file("deeper/one.md", "{\"title\": \"One\"} x");
        let written = copy("written", case.root());
        written.run_inside(&["adopt", ".", "--write"]).succeeds();
        let script = match program {
            "git" => "candor adopt . > ../x.patch && git apply --whitespace=nowarn ../x.patch",
            _ => "candor adopt . > ../x.patch && patch -s --binary -p1 < ../x.patch",
        };
        case.shell(script).succeeds();
        assert_eq!(
            content(&case).into_iter().map(|(p, b)| (p, String::from_utf8_lossy(&b).into_owned())).collect::<Vec<_>>(),
            content(&written)
                .into_iter()
                .map(|(p, b)| (p, String::from_utf8_lossy(&b).into_owned()))
                .collect::<Vec<_>>(),
            "{program}"
        );
    }
}

#[test]
fn the_same_site_comes_of_the_adopted_fixtures() {
    let case = copy("adopt", &wild().join("adopt"));
    let run = adopts_soundly(&case);
    run.says("wrote front matter into");
    let crlf = fs::read(case.path("crlf.md")).unwrap();
    let lines = |b: &[u8], end: &[u8]| memchr::memmem::find_iter(b, end).count();
    assert!(lines(&crlf, b"\r\n") > 0 && lines(&crlf, b"\r\n") == lines(&crlf, b"\n"), "every line ends as before");
}

#[test]
fn the_same_sites_come_of_all_made_up_post_mortems() {
    let mut folders: Vec<_> = fs::read_dir(wild()).unwrap().filter_map(Result::ok).map(|e| e.path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|f| f.is_dir()) {
        println!("{}", folder.display());
        adopts_soundly(&copy("wild", folder));
    }
}

#[test]
fn the_same_site_comes_of_real_post_mortems() {
    let Some(folder) = shared("corpora") else { return };
    let run = adopts_soundly(&copy("corpora", &folder));
    println!("{}", run.stderr);
    assert!(run.stdout.lines().count() > 100, "{}", run.stdout);
}

#[test]
fn nothing_is_written_through_a_symbolic_link() {
    let case = Case::new("links")
        .config("")
        .file("elsewhere/secret.md", QUEUE)
        .file("elsewhere/folder/other.md", QUEUE)
        .file("content/incidents/real.md", QUEUE)
        .link("content/incidents/link.md", "../../elsewhere/secret.md")
        .link("content/deep", "../elsewhere/folder");
    let run = case.run_inside(&["adopt", "content", "--write"]);
    run.fails().says("content/incidents/link.md` is a symbolic link").says("content/deep` is a symbolic link");
    run.says("wrote front matter into 1 of 3 files");
    assert_eq!(run.stdout, "content/incidents/real.md\n");
    for path in ["elsewhere/secret.md", "elsewhere/folder/other.md"] {
        assert_eq!(fs::read_to_string(case.path(path)).unwrap(), QUEUE);
    }
    assert!(case.path("content/incidents/link.md").is_symlink());
    case.run_inside(&["adopt", "content/incidents/link.md", "--write"]).refuses().says("is a symbolic link");
    let diff = case.run_inside(&["adopt", "content"]);
    diff.fails().says("is a symbolic link");
    assert_eq!(diff.stdout, "");
}

#[test]
fn a_file_that_may_not_be_written_is_said_and_the_others_are_written() {
    let case = Case::new("rights").file("a.md", QUEUE).file("b.md", QUEUE).file("c.md", QUEUE);
    let set = |path: &str, mode| fs::set_permissions(case.path(path), fs::Permissions::from_mode(mode)).unwrap();
    set("a.md", 0o444);
    set("b.md", 0o640);
    let run = case.run_inside(&["adopt", ".", "--write"]);
    run.fails().says("a.md`: permission denied").says("wrote front matter into 2 of 3 files");
    assert_eq!(run.stdout, "b.md\nc.md\n");
    assert_eq!(fs::read_to_string(case.path("a.md")).unwrap(), QUEUE);
    let mode = |path: &str| fs::metadata(case.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("a.md"), mode("b.md")), (0o444, 0o640), "rights stay");
    let left: Vec<String> = content(&case).into_iter().map(|(p, _)| p).collect();
    assert_eq!(left, ["a.md", "b.md", "c.md"], "nothing is left behind");
}

#[test]
fn what_cannot_be_adopted_is_said_and_left_as_it_is() {
    let case = Case::new("left")
        .config("[[split]]\nfiles = \"incidents/many.md\"\nlevel = 1\n")
        .file("content/incidents/broken.md", "---\ntitle: [a\n---\nText\n")
        .bytes("content/incidents/latin.md", b"# Caf\xe9\n\nText\n")
        .file("content/incidents/many.md", "# One\n\nText\n\n# Two\n\nText\n")
        .file("content/incidents/empty.md", "---\ntitle: T\nseverity:\n---\n**Severity:** high\n")
        .file("content/pages/page.md", "# A page\n");
    let old = content(&case);
    let run = case.run_inside(&["adopt", ".", "--write"]);
    run.succeeds()
        .says("its front matter cannot be read")
        .says("the file is not UTF-8, and was left as it is")
        .says("the file holds several incidents")
        .says("`severity` stands there without a value; the text says `high`")
        .says("nothing to adopt\n");
    assert!(content(&case) == old);
    assert_eq!(run.stdout, "");
}

#[test]
fn a_place_without_post_mortems_is_wrong_use() {
    let case = Case::new("none").config("").incident("a", "title: A", "x").file("content/pages/p.md", "# P\n");
    case.run_inside(&["adopt", "content/pages"]).refuses().says("there is no post-mortem in Markdown there");
    case.run_inside(&["adopt", "nowhere"]).refuses().says("nowhere`");
    case.run_inside(&["adopt"]).refuses();
}

#[test]
fn one_file_is_adopted_and_its_neighbours_are_not() {
    let case = Case::new("one").config("").file("content/a.md", QUEUE).file("content/b.md", QUEUE);
    let run = case.run_inside(&["adopt", "content/a.md", "--write"]);
    run.succeeds().says("wrote front matter into 1 of 1 file\n");
    assert_eq!(run.stdout, "content/a.md\n");
    assert_eq!(fs::read_to_string(case.path("content/b.md")).unwrap(), QUEUE);
}
