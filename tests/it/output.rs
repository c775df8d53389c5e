//! How a site gets onto the disk.

use crate::case::{Case, Run, tree};
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn two() -> Case {
    Case::new("two")
        .config("title = \"T\"\n")
        .incident("a", "title: Alpha\ndate: 2024-01-01\nservices: [web]\nfactors: [dns]", "Text of alpha. ![p](p.svg)")
        .incident("b", "title: Beta\ndate: 2024-01-02\nservices: [web]", "Text of beta, see [[a]].")
        .file("content/incidents/p.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
}

fn same(left: &[(String, Vec<u8>)], right: &[(String, Vec<u8>)]) {
    let names = |all: &[(String, Vec<u8>)]| all.iter().map(|(p, _)| p.clone()).collect::<Vec<_>>();
    assert_eq!(names(left), names(right));
    let differ: Vec<&String> = left.iter().zip(right).filter(|(l, r)| l != r).map(|(l, _)| &l.0).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn an_output_folder_that_is_not_ours_is_refused_and_untouched() {
    let case = two().file("public/thesis.txt", "years of work");
    case.build().refuses().says("is not ours").says("thesis.txt").says("--out");
    assert_eq!(tree(&case.path("public")), [("thesis.txt".to_owned(), b"years of work".to_vec())]);
    let case = two();
    case.clone().option("--out").option(case.path("content").to_str().unwrap()).build().refuses();
    case.clone()
        .option("--out")
        .option(case.root().to_str().unwrap())
        .build()
        .refuses()
        .says("holds the library itself");
    case.clone().option("--out").option(case.path("book.toml").to_str().unwrap()).build().refuses().says("is not ours");
    assert!(case.path("content/incidents/a.md").is_file());
}

#[test]
fn files_that_candor_did_not_write_are_kept() {
    let case = two();
    case.build().succeeds();
    let case = case.file("public/CNAME", "kb.example").file("public/incidents/a/notes/n.txt", "mine");
    let case = case.without("content/incidents/a.md");
    let run = case.build();
    run.succeeds().lacks("incidents/a/index.html").lacks("incidents/a/p.svg");
    assert_eq!(
        (run.text_of("CNAME").as_str(), run.text_of("incidents/a/notes/n.txt").as_str()),
        ("kb.example", "mine")
    );
}

#[test]
fn a_foreign_file_where_a_page_belongs_is_refused() {
    let case = two();
    case.build().succeeds();
    let case = case.file("public/incidents/c/index.html", "mine").incident("c", "title: Gamma", "x");
    let run = case.build();
    run.refuses().says("incidents/c/index.html").says("is not ours");
    assert_eq!(run.text_of("incidents/c/index.html"), "mine");
    run.has("incidents/a/index.html");
}

#[test]
fn pages_of_removed_documents_are_removed_and_empty_folders_with_them() {
    let case = two();
    case.build().succeeds().has("factors/dns/index.html").has("incidents/a/p.svg");
    let run = case.without("content/incidents/a.md").build();
    run.succeeds().lacks("incidents/a").lacks("factors/dns").is_sound();
    let fresh = two().without("content/incidents/a.md").build();
    same(run.files(), fresh.files());
}

#[test]
fn a_failed_build_leaves_the_last_good_site() {
    let case = two();
    let before = tree(&case.build().site);
    let case = case.incident("c", "title: Gamma\nid: b2\n", "x").incident("d", "title: Delta\nid: b2\n", "x");
    case.build().fails().says("error[duplicate-id]").prints("the last good site is as it was");
    same(&tree(&case.path("public")), &before);
    case.clone().config("titel = 1").build().refuses();
    same(&tree(&case.path("public")), &before);
    let left: Vec<_> = fs::read_dir(case.root())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.contains("candor-"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "nothing is left beside the site");
}

#[test]
fn a_full_disk_leaves_the_last_good_site_and_says_what_happened() {
    let case = two();
    let before = tree(&case.build().site);
    let case = case.incident("c", "title: Gamma", &"A long text. ".repeat(4000));
    let run = case.shell("ulimit -f 8; exec candor build");
    run.fails().says("cannot write").says("the last good site is as it was");
    same(&tree(&case.path("public")), &before);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    case.build().succeeds().has("incidents/c/index.html");
}

#[test]
fn two_builds_are_the_same_byte_for_byte_whatever_the_number_of_threads() {
    let sites: Vec<Run> = ["1", "4"]
        .iter()
        .map(|threads| {
            let mut case = two().env("RAYON_NUM_THREADS", threads).config("base_url = \"https://x.example/\"");
            for n in 0..60 {
                case = case.incident(&format!("n{n}"), &format!("title: N{}\ndate: 2024-0{}-01\nservices: [s{}, S{}]\nfactors: [f{}, dns]\ntags: [t{}]\naliases: [/x/{n}]", n % 7, n % 9 + 1, n % 5, n % 5, n % 4, n % 6), "Like [[a]]. ```rust\nfn x() {}\n```");
            }
            case.build()
        })
        .collect();
    same(sites[0].succeeds().files(), sites[1].succeeds().files());
    assert_eq!(sites[0].stderr, sites[1].stderr);
    let again = sites[1]
        .case
        .clone()
        .env("RAYON_NUM_THREADS", "2")
        .option("--out")
        .option(&sites[1].case.place("again"))
        .build();
    same(sites[0].files(), again.succeeds().files());
}

#[test]
fn a_warm_cache_and_a_cache_elsewhere_make_the_same_site_and_say_the_same() {
    let case = two().incident("c", "title: Gamma\nsevrity: x", "[dead](nowhere.md)");
    let cold = case.build();
    let first = tree(&cold.site);
    let warm = case.build();
    same(&first, &tree(&warm.site));
    assert_eq!(cold.stderr, warm.stderr);
    let elsewhere = case.place("cache elsewhere");
    fs::remove_dir_all(case.path(".candor")).unwrap();
    let moved = case.clone().option("--cache-dir").option(&elsewhere).build();
    same(&first, &tree(&moved.succeeds().site));
    assert!(std::path::Path::new(&elsewhere).is_dir() && !case.path(".candor").exists());
}

#[test]
fn a_changed_file_is_read_again_even_when_its_size_and_its_second_are_the_same() {
    let case = two();
    case.build().succeeds().mentions("Text of alpha.");
    let case = case.incident(
        "a",
        "title: Alpha\ndate: 2024-01-01\nservices: [web]\nfactors: [dns]",
        "Text of alphx. ![p](p.svg)",
    );
    case.build().succeeds().mentions("Text of alphx.").never_mentions("Text of alpha.");
}

#[test]
fn a_broken_cache_is_made_anew() {
    let case = two();
    let first = tree(&case.build().site);
    for entry in walkdir::WalkDir::new(case.path(".candor"))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file())
    {
        fs::write(entry.path(), b"\xff not what it was \x00\x01\x02\x03\x04\x05\x06\x07\x08").unwrap();
    }
    let run = case.build();
    same(&first, &tree(&run.succeeds().site));
    case.run(&["search", "alpha"]).succeeds();
}

#[test]
fn the_cache_is_for_its_owner_only() {
    let case = two();
    case.build().succeeds();
    let mode = |path: &str| fs::metadata(case.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(".candor"), 0o700);
}

#[test]
fn a_cache_that_cannot_be_written_is_only_a_warning() {
    let case = two().file("not-a-folder", "x");
    let run = case.run(&["--cache-dir", case.path("not-a-folder").to_str().unwrap(), "build"]);
    run.succeeds().says("warning[cache-unwritable]").says("--cache-dir").has("incidents/a/index.html");
    case.run(&["--cache-dir", case.path("not-a-folder").to_str().unwrap(), "search", "alpha"])
        .succeeds()
        .prints("Alpha");
}

#[test]
fn an_unchanged_page_keeps_its_time_stamp_and_a_changed_one_does_not() {
    let case = two();
    let run = case.build();
    let time = |url: &str| fs::metadata(run.site.join(url)).unwrap().modified().unwrap();
    let before = (time("404.html"), time("incidents/b/index.html"), time("incidents/a/index.html"));
    std::thread::sleep(std::time::Duration::from_millis(30));
    // What no list shows: a later paragraph.
    let fields = "title: Alpha\ndate: 2024-01-01\nservices: [web]\nfactors: [dns]";
    case.incident("a", fields, "Text of alpha. ![p](p.svg)\n\nMore of it.").build().succeeds();
    assert_eq!((time("404.html"), time("incidents/b/index.html")), (before.0, before.1));
    assert!(time("incidents/a/index.html") > before.2);
}

#[test]
fn the_output_folder_can_be_anywhere_and_new() {
    let case = two();
    let out = case.place("far/away/site");
    let run = case.clone().option("--out").option(&out).build();
    run.succeeds().is_sound().has("index.html");
    assert!(!case.path("public").exists());
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let case = two();
    let script = "candor build & candor build; r=$?; wait $!; s=$?; test $r -eq 0 -o $s -eq 0";
    case.shell(script).succeeds();
    let run = case.build();
    run.succeeds().is_sound();
}

#[test]
fn a_cache_folder_that_others_may_read_does_not_show_them_the_index() {
    let case = two();
    let cache = case.place("shared cache");
    fs::create_dir(&cache).unwrap();
    fs::set_permissions(&cache, fs::Permissions::from_mode(0o755)).unwrap();
    case.clone().option("--cache-dir").option(&cache).build().succeeds();
    let open = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o077 != 0;
    let index = std::path::Path::new(&cache).join("index");
    assert!(!open(std::path::Path::new(&cache)) || !open(&index), "the index may be read by others");
}

#[test]
fn searches_and_builds_at_once_do_not_disturb_each_other() {
    let case = Case::new("at once").config("").incident("a", "title: Zebrafinch\ndate: 2024-01-01", "x");
    for _ in 0..4 {
        let runs: Vec<_> = std::thread::scope(|scope| {
            let root = case.root();
            let start = || {
                scope.spawn(move || {
                    std::process::Command::new(env!("CARGO_BIN_EXE_candor"))
                        .arg("--root")
                        .arg(root)
                        .args(["search", "zebrafinch"])
                        .output()
                        .expect("candor runs")
                })
            };
            let handles: Vec<_> = (0..4).map(|_| start()).collect();
            handles.into_iter().map(|h| h.join().expect("a thread")).collect()
        });
        for run in runs {
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        }
        std::fs::remove_dir_all(case.path(".candor")).expect("a cache to remove");
    }
}

/// The data files of the only index of a library, by their ending.
fn index_files(case: &Case) -> std::collections::BTreeMap<String, Vec<u8>> {
    let indexes: Vec<_> =
        std::fs::read_dir(case.path(".candor/index")).expect("indexes").map(|e| e.expect("an entry").path()).collect();
    assert_eq!(indexes.len(), 1, "{indexes:?}");
    let mut files = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(&indexes[0]).expect("an index") {
        let path = entry.expect("an entry").path();
        let ending = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
        // Names and the list of segments hold a random id; the data do not.
        if !["json", "lock", ""].contains(&ending.as_str()) {
            let again = files.insert(ending.clone(), std::fs::read(&path).expect("a file"));
            assert!(again.is_none(), "two files with `.{ending}`: more than one segment");
        }
    }
    files
}

#[test]
fn the_index_is_one_segment_with_the_same_data_on_every_run() {
    let library = |threads: &str| {
        let mut case = Case::new("index").config("").env("RAYON_NUM_THREADS", threads);
        for n in 0..60 {
            let body = format!("word{n} shared words of the text\n\n## Part\n\nmore {}", n % 7);
            case = case.incident(
                &format!("i{n}"),
                &format!("title: Incident {n}\ndate: 2024-01-{:02}", n % 28 + 1),
                &body,
            );
        }
        case.build().succeeds();
        case
    };
    let (one, four) = (index_files(&library("1")), index_files(&library("4")));
    assert!(one.len() >= 4, "{:?}", one.keys());
    assert!(
        one == four,
        "the data of {:?} differ",
        one.keys().filter(|k| one.get(*k) != four.get(*k)).collect::<Vec<_>>()
    );
}
