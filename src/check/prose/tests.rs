//! Tests of sentences and where they stand.

use super::*;

fn read(text: &str) -> Vec<Sentence> {
    sentences(text, &Words::default())
}

fn texts(text: &str) -> Vec<String> {
    read(text).into_iter().map(|s| s.text).collect()
}

#[test]
fn sentences_keep_their_place_in_the_file() {
    let text = "---\ntitle: A\n---\n\n# A\n\n## What went wrong\n\nWe **failed** to look. The _old\nhost_ answered.\n";
    let all = read(text);
    assert_eq!(
        all.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(),
        ["A", "What went wrong", "We failed to look.", "The old host answered."]
    );
    let failed = &all[2];
    assert_eq!(&text[failed.span(3..9)], "failed");
    assert_eq!(&text[failed.span(0..9)], "We **failed");
    assert_eq!(&text[all[3].span(4..12)], "old\nhost");
    assert_eq!(failed.section(), Some(SectionName::WentWrong));
    assert_eq!(failed.above.iter().map(|a| a.text.as_str()).collect::<Vec<_>>(), ["A", "What went wrong"]);
}

#[test]
fn a_heading_stands_below_its_parents_and_not_below_its_siblings() {
    let text = "# A\n\n## Thanks\n\nTo all.\n\n### Deep\n\n## Timeline\n\n> ## Quoted\n\nText.\n\n##\n\nMore.\n";
    let above = |s: &Sentence| s.above.iter().map(|a| a.text.as_str()).collect::<Vec<_>>().join(" > ");
    let all: Vec<String> = read(text).iter().map(|s| format!("{}: {}", s.text, above(s))).collect();
    let expected = [
        "A: ",
        "Thanks: A",
        "To all.: A > Thanks",
        "Deep: A > Thanks",
        "Timeline: A",
        "Text.: A > Timeline",
        "More.: A > ",
    ];
    assert_eq!(all, expected);
}

#[test]
fn items_cells_and_headings_end_a_sentence() {
    let text = "- one thing\n- another\n  - below it\n\n| a | b |\n|---|---|\n| c d | e. F |\n";
    assert_eq!(texts(text), ["one thing", "another", "below it", "a", "b", "c d", "e.", "F"]);
}

#[test]
fn what_the_author_does_not_say_is_left_out() {
    let text = "```\nwe failed\n```\n\n> We failed.\n\n<!-- we failed -->\n\n    indented we failed\n\n<blockquote>\n\nthey failed\n\n</blockquote>\n\nSaid.\n";
    assert_eq!(texts(text), ["Said."]);
}

#[test]
fn code_links_and_quotations_are_quiet() {
    let all = read("The `ignored` flag, [we forgot](x.md) and “they failed” are not ours, \"nor this\".\n");
    let one = &all[0];
    assert_eq!(one.text, "The ignored flag, we forgot and “they failed” are not ours, \"nor this\".");
    for word in ["ignored", "we forgot", "they failed", "nor this"] {
        let at = one.text.find(word).expect(word);
        assert!(one.is_quiet(&(at..at + word.len())), "{word}");
    }
    let ours = one.text.find("are not ours").expect("ours");
    assert!(!one.is_quiet(&(ours..ours + 12)));
}

#[test]
fn lines_of_a_log_and_of_a_chat_are_left_out_and_those_of_a_timeline_are_not() {
    let text = "2024-03-09 14:05:01,221 ERROR [main] failed to connect\n\n\
                Mar  9 14:05:01 web-1 sshd[211]: user failed to log in\n\n\
                <anna> we failed\n\n\
                [14:05] <anna> we failed\n\n\
                2024-03-09 14:05 UTC We rolled back.\n\n\
                - 14:07 The team looked at the host.\n";
    assert_eq!(texts(text), ["2024-03-09 14:05 UTC We rolled back.", "14:07 The team looked at the host."]);
}

#[test]
fn an_event_with_a_colon_is_no_chat() {
    assert_eq!(texts("15:32 Confirmed: the rack had no power\n"), ["15:32 Confirmed: the rack had no power"]);
    assert!(texts("15:32 anna: the rack had no power\n").is_empty());
}

#[test]
fn labels_and_hard_breaks_end_a_sentence() {
    let text = "**Impact**: rows were missing\n**Cause**: a full disk\n\nOne line  \nand another,\n**bold** within.\n";
    assert_eq!(
        texts(text),
        ["Impact: rows were missing", "Cause: a full disk", "One line", "and another, bold within."]
    );
}

#[test]
fn abbreviations_do_not_end_a_sentence_and_the_full_stop_of_japanese_does() {
    assert_eq!(
        texts("We saw it, e.g. Redis v. 7.2 at approx. 10 a.m. It was full."),
        ["We saw it, e.g. Redis v. 7.2 at approx. 10 a.m.", "It was full."]
    );
    assert_eq!(texts("障害が発生した。原因は不明。"), ["障害が発生した。", "原因は不明。"]);
}
