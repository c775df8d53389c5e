//! What the rules for English find in one sentence.

use crate::check::{Subject, language};
use crate::config::{Config, Overrides, load};
use crate::document::Words;
use std::sync::LazyLock;

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    load(folder.path(), &Overrides::default(), std::iter::empty()).expect("a configuration").0
});

/// Codes with the words that they mark, in a text below a heading.
fn found(heading: &str, text: &str) -> Vec<String> {
    let text = format!("## {heading}\n\n{text}\n");
    let words = Words::default();
    let subject = Subject::new("a.md", &text, Vec::new(), &words, &CONFIG);
    let mut found = Vec::new();
    language::find(&subject, &mut found);
    found.into_iter().map(|f| format!("{} {}", f.code.as_str(), &text[f.span.unwrap_or_default()])).collect()
}

fn of(text: &str) -> Vec<String> {
    found("What happened", text)
}

#[test]
fn the_subject_of_a_clause_decides() {
    assert_eq!(of("The sidecar failed to start, the probe ignored it, and we ignored the probe."), ["W1 ignored"]);
    assert_eq!(of("The Kafka operator failed to reconcile the topic."), [""; 0]);
    assert_eq!(of("The host added by the operator failed to join the cluster."), [""; 0]);
    assert_eq!(of("The team that owns the service missed the notice."), ["W1 missed"]);
    assert_eq!(of("The alert we had set up failed to fire."), [""; 0]);
    assert_eq!(of("The pod should have restarted, and we should have looked."), ["W2 should have looked"]);
}

#[test]
fn marks_stand_on_the_telling_words() {
    assert_eq!(of("We were **careless** with keys."), ["E1 careless"]);
    assert_eq!(of("The outage was caused by\nhuman error."), ["E2 human error"]);
    assert_eq!(of("The actual root cause was the cache."), ["I2 The actual root cause"]);
    assert_eq!(found("Action items", "- Be more careful with `rm`"), ["I4 Be more careful"]);
    assert_eq!(of("@kim broke the login page."), ["W3 @kim broke"]);
}

#[test]
fn what_the_author_does_not_stand_behind_is_left_alone() {
    for text in [
        "Nobody was careless.",
        "Operator error is never a root cause.",
        "The customer wrote that we had ignored the ticket.",
        "To say that we ignored the page would be wrong.",
        "Asking people to be more careful will not help.",
        "It could have been much worse.",
    ] {
        assert_eq!(of(text), [""; 0], "{text}");
    }
    assert_eq!(found("Where we got lucky", "This could have hit on a Friday."), [""; 0]);
    assert_eq!(found("Action items", "- The reviewer should have been given access by Friday"), [""; 0]);
}

#[test]
fn a_dump_without_a_full_stop_is_passed_over_and_what_follows_is_read() {
    let dump = "we forgot ( ".repeat(20_000);
    assert_eq!(of(&format!("{dump}\n\nWe forgot the key.\n")), ["W1 forgot"]);
}

#[test]
fn help_is_made_of_the_words_of_the_sentence() {
    let text = "We failed to check the replica.\n";
    let words = Words::default();
    let subject = Subject::new("a.md", text, Vec::new(), &words, &CONFIG);
    let mut found = Vec::new();
    language::find(&subject, &mut found);
    assert!(found[0].help.contains("`nothing in the procedure asked to check the replica`"), "{}", found[0].help);
}
