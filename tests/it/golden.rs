//! Diagnostics as they are printed, word for word. `tests/cases/NAME/` holds a library and
//! `expected.txt`; `CANDOR_UPDATE_GOLDEN=1 cargo test --test it golden` writes them anew.

use crate::case::{Case, Run, tree};
use std::fs;
use std::path::{Path, PathBuf};

const EXPECTED: &str = "expected.txt";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// A case of the folder as a library.
fn library(name: &str) -> Case {
    let mut case = Case::new(name);
    for (path, bytes) in tree(&folder().join(name)) {
        if path != EXPECTED {
            case = case.bytes(&path, &bytes);
        }
    }
    case
}

/// Compares the exit code and standard error with what is expected.
fn compare(name: &str, run: &Run) {
    let root = run.case.root();
    let real = root.canonicalize().expect("a folder");
    let said = run.stderr.replace(&*real.to_string_lossy(), "LIBRARY").replace(&*root.to_string_lossy(), "LIBRARY");
    let found = format!("exit code {}\n\n{said}", run.code.map_or_else(|| "none".into(), |c| c.to_string()));
    let path = folder().join(name).join(EXPECTED);
    if std::env::var_os("CANDOR_UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(folder().join(name)).expect("a folder");
        fs::write(&path, &found).expect("a golden file");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|_| panic!("there is no {}", path.display()));
    assert!(found == expected, "{name}: expected\n{expected}\n--- found\n{found}");
}

macro_rules! golden {
    ($($test:ident = $folder:literal $make:expr, $check:expr;)*) => {
        /// The folders that a test uses.
        const USED: &[&str] = &[$($folder),*];

        $(#[test]
        fn $test() {
            let make: fn(Case) -> Run = $make;
            let check: fn(&Run) = $check;
            let run = make(library($folder));
            check(&run);
            compare($folder, &run);
        })*
    };
}

/// Builds in the folder of the library, so that paths are short and the same everywhere.
#[expect(clippy::needless_pass_by_value, reason = "the shape that every case of the macro has")]
fn build(case: Case) -> Run {
    case.run_inside(&["build"])
}

golden! {
    broken_yaml_says_where_and_the_page_appears = "broken-yaml" build, |run| {
        run.succeeds().page("incidents/2024-05-06-broker/index.html", |page| {
            page.has("h1", "The broker ran out of disk").has(".prose", "What happened");
        });
    };
    broken_toml_says_where_and_the_page_appears = "broken-toml" build, |run| {
        run.succeeds().page("incidents/2024-05-06-broker/index.html", |page| {
            page.has("h1", "The broker ran out of disk").has(".prose", "What happened");
        });
    };
    unclosed_front_matter_says_where_and_the_page_appears = "unclosed-front-matter" build, |run| {
        run.succeeds().page("incidents/a/index.html", |page| {
            page.has("h1", "The broker ran out of disk").has(".prose", "What happened");
        });
    };
    an_unknown_key_says_what_was_meant = "unknown-key" build, |run| {
        run.refuses().lacks("index.html");
    };
    a_duplicate_id_names_both_files = "duplicate-id" build, |run| {
        run.fails().lacks("index.html");
    };
    services_and_paths_with_one_slug_are_said = "slug-collision" build, |run| {
        run.succeeds().has("services/c/index.html").has("services/c-2/index.html").has("incidents/disk-full/index.html").has("incidents/disk-full-2/index.html");
    };
    a_missing_image_is_said_with_the_near_one = "missing-image" build, |run| {
        run.succeeds();
    };
    a_dead_link_is_said_with_the_near_page = "dead-link" build, |run| {
        run.succeeds();
    };
    a_dead_anchor_is_said_with_the_near_heading = "dead-anchor" build, |run| {
        run.succeeds();
    };
    text_that_is_not_utf8_is_said_and_shown = "invalid-utf8" build, |run| {
        run.succeeds().has("incidents/a/index.html");
    };
    an_empty_file_is_said = "empty-file" build, |run| {
        run.succeeds().lacks("incidents/empty/index.html");
    };
    a_file_of_twenty_megabytes_is_said_and_shown = "large-file" |case| {
        let line = "The queue was long and the disk was slow, and nobody could see why.\n\n";
        build(case.file("content/incidents/large.md", &format!("# A large one\n\n{}", line.repeat(20 * 1024 * 1024 / line.len()))))
    }, |run| {
        run.succeeds().has("incidents/large/index.html");
        assert!(run.seconds < 120.0, "{} s", run.seconds);
    };
    ten_thousand_nested_quotes_are_said_and_their_text_is_shown = "deep-nesting" |case| {
        build(case.file("content/incidents/deep.md", &format!("# A deep one\n\n{}at the bottom\n", ">".repeat(10_000))))
    }, |run| {
        run.succeeds().page("incidents/deep/index.html", |page| {
            page.has(".prose", "at the bottom");
        });
    };
    a_dangling_link_is_said = "dangling-link" |case| build(case.link("content/incidents/gone.md", "nowhere.md")), |run| {
        run.succeeds();
    };
    a_pipe_is_said_and_never_read = "pipe" |case| build(case.pipe("content/incidents/pipe.md")), |run| {
        run.succeeds();
    };
    a_link_that_leaves_the_library_is_said = "link-outside" |case| build(case.link("content/incidents/out.md", "/etc/hostname")), |run| {
        run.succeeds();
    };
    an_output_folder_that_is_not_ours_is_said = "not-ours" build, |run| {
        run.refuses();
        assert_eq!(run.text_of("thesis.txt"), "years of work\n");
    };
    a_full_disk_is_said = "disk-full" |case| {
        let case = case.incident("long", "title: A long one", &"A long text. ".repeat(4000));
        // One thread, so that the first file that finds no room is always the same.
        case.env("RAYON_NUM_THREADS", "1").shell("ulimit -f 8; exec candor build --cache-dir /dev/null/cache")
    }, |run| {
        run.fails().lacks("index.html");
    };
    a_date_that_does_not_exist_is_said = "bad-date" build, |run| {
        run.succeeds();
    };
    a_date_with_day_or_month_first_is_said_wherever_it_stands = "ambiguous-date" build, |run| {
        run.succeeds();
    };
    a_date_that_another_file_decides_is_said_as_it_is_read = "date-order-of-folder" build, |run| {
        run.succeeds().page("incidents/open/index.html", |page| {
            page.fact("Date", "7 May 2023");
        });
    };
    an_end_before_the_start_is_said_for_fields_and_labels = "times-backwards" build, |run| {
        run.succeeds();
    };
    a_timeline_that_goes_back_is_said_where_it_does = "timeline-backwards" build, |run| {
        run.succeeds();
    };
    dates_and_times_that_do_not_exist_are_said_under_labels_and_in_timelines = "impossible-dates" build, |run| {
        run.succeeds();
    };
    sources_that_disagree_are_said_with_the_one_that_counts = "sources-disagree" build, |run| {
        run.succeeds();
    };
    a_name_that_is_no_time_zone_is_said_wherever_it_stands = "unknown-zone" build, |run| {
        run.succeeds();
    };
    an_unknown_factor_and_a_blaming_one_are_said = "factors" build, |run| {
        run.succeeds();
    };
}

#[test]
fn every_folder_of_cases_is_used_and_has_what_is_expected() {
    let mut there: Vec<String> = fs::read_dir(folder())
        .expect("tests/cases")
        .map(|e| e.expect("a folder").file_name().into_string().expect("a name"))
        .collect();
    there.sort();
    let mut used: Vec<&str> = USED.to_vec();
    used.sort_unstable();
    assert_eq!(there, used, "folders in tests/cases and tests that use them");
}

#[test]
fn every_expected_diagnostic_names_a_file_and_a_way_out() {
    for name in USED {
        let text = fs::read_to_string(folder().join(name).join(EXPECTED)).expect("what is expected");
        for problem in text.split("\n\n").filter(|p| ["error[", "warning[", "info["].iter().any(|s| p.starts_with(s))) {
            assert!(problem.contains("--> "), "{name}: no place in\n{problem}");
            assert!(problem.contains("help: "), "{name}: no way out in\n{problem}");
        }
    }
}
