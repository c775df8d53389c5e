//! Reports for programs, and the pages of rules.

use super::{DEAD, library};
use serde_json::Value;

#[test]
fn the_page_of_a_rule_is_printed_and_a_slip_is_mended() {
    let case = library("explain");
    case.run(&["check", "--explain", "dead-link"]).succeeds().prints("the target of a link is not in this build");
    case.run(&["check", "--explain", "dead-lnk"]).refuses().says("did you mean `dead-link`?");
}

#[test]
fn annotations_name_files_from_where_the_program_runs() {
    let case = library("github").incident("linked", "title: A", "See [x](gone.md).\n");
    let run = case.run_inside(&["check", "--format", "github"]);
    run.succeeds().prints(
        "::warning file=content/incidents/linked.md,line=5,endLine=5,col=5,endColumn=17,title=candor dead-link::",
    );
    assert!(run.stdout.lines().all(|l| l.starts_with("::")), "{}", run.stdout);
}

#[test]
fn sarif_has_a_rule_a_place_and_a_fingerprint_for_each_result() {
    let text = format!("{DEAD} <!-- candor allow dead-link: soon -->\n\n{DEAD}\n");
    let case = library("sarif").incident("a b", "title: A", &text);
    let log = case.run_inside(&["check", "--format", "sarif"]).json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    let dead: Vec<&Value> = results.iter().filter(|r| r["ruleId"] == "dead-link").collect();
    assert_eq!(dead.len(), 2);
    assert_eq!(dead[0]["suppressions"][0]["kind"], "inSource");
    assert_eq!(dead[0]["suppressions"][0]["justification"], "soon");
    assert_eq!(dead[1]["suppressions"].as_array().unwrap().len(), 0);
    let prints: std::collections::BTreeSet<String> =
        results.iter().map(|r| r["partialFingerprints"]["candor/v1"].to_string()).collect();
    assert_eq!(prints.len(), results.len());
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().is_some_and(|m| !m.is_empty()));
        assert!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].is_string());
    }
    let place = &dead[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/incidents/a%20b.md");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&7.into(), &1.into()));
}
