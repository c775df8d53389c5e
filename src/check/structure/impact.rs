//! An impact that says nothing of how much.

use super::view::View;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::{Kind, SectionName};

/// Words for an amount, in lower case, with blanks where they are whole words.
const AMOUNTS: [&str; 96] = [
    " no ",
    " none",
    " nobody",
    " nothing",
    " zero ",
    " one ",
    " two ",
    " three ",
    " four ",
    " five ",
    " six ",
    " seven ",
    " eight ",
    " nine ",
    " ten ",
    " twelve ",
    " twenty ",
    " single ",
    " all ",
    " every",
    " entire",
    " whole ",
    " half ",
    " third ",
    " quarter",
    " most ",
    " majority",
    " any ",
    " dozen",
    " hundred",
    " thousand",
    " million",
    " complete",
    " fully ",
    " total",
    " both ",
    " percent",
    " double",
    " never ",
    " without ",
    " not impact",
    " not affect",
    " n/a ",
    " an hour",
    " a day ",
    " a few ",
    " several ",
    " minimal ",
    " unknown",
    " couple ",
    " once ",
    " twice ",
    "全",
    "なし",
    "無し",
    "無い",
    "ない",
    "ゼロ",
    "すべて",
    "のみ",
    "無",
    "没有",
    "无",
    "所有",
    "半",
    "一部",
    "一件",
    "部分",
    "每",
    " alle",
    " kein",
    " jede",
    " sämtlich",
    " hälfte",
    " niemand",
    " nichts",
    " aucun",
    " tous ",
    " toutes ",
    " tout ",
    " personne ",
    " moitié",
    " rien ",
    " ningún",
    " ninguna",
    " todos ",
    " todas ",
    " todo ",
    " toda ",
    " nadie",
    " mitad",
    " nada ",
    " nenhum",
    " ninguém",
    " metade",
    " total ",
];

/// Looks for an amount in the impact of a document.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    if view.is(&[Kind::NearMiss, Kind::Maintenance, Kind::Pattern]) {
        return;
    }
    let impact = &view.document.fields.impact;
    let texts = || impact.summary.iter().chain(impact.parts.iter().map(|(_, part)| part));
    if texts().any(|t| has_amount(&t.value)) {
        return;
    }
    let mut place = None;
    for (_, head) in view.sections(SectionName::Impact) {
        let content = view.subject.text.get(head.content.clone()).unwrap_or_default();
        if !view.says_something(head.content.clone()) {
            continue;
        }
        // A picture or code may show the numbers.
        let sentences = view.sentences(head.content.clone());
        let shows = content.contains("![") || content.contains("```") || sentences.is_empty();
        if shows || sentences.iter().any(|s| has_amount(&s.text)) {
            return;
        }
        place = place.or(Some(head.span.clone()));
    }
    let of_field = || texts().map(|t| t.origin.span.clone()).find(|span| !span.is_empty());
    let Some(span) = place.or_else(of_field) else { return };
    found.push(Finding::at(
        Code::ImpactWithoutNumber,
        span,
        "the impact has no number",
        "say how many: users, requests, minutes, a share; an estimate that is called one is better than none",
    ));
}

/// Whether a text has a number or a word for an amount.
fn has_amount(text: &str) -> bool {
    if text.contains(char::is_numeric) || text.contains('%') {
        return true;
    }
    let words: String = text
        .to_lowercase()
        .chars()
        .map(|c| if matches!(c, ',' | '.' | ';' | ':' | '(' | ')' | '"' | '-') { ' ' } else { c })
        .collect();
    let padded = format!(" {words} ");
    AMOUNTS.iter().any(|word| padded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::has_amount;

    #[test]
    fn numbers_and_words_for_an_amount_are_known() {
        for text in
            ["40 users", "４０人", "All users.", "No data was lost", "ユーザー影響なし", "Alle Kunden", "half of them"]
        {
            assert!(has_amount(text), "{text}");
        }
        for text in ["Users could not log in", "Checkout was slow", "検索が遅い", "Kunden sahen Fehler"] {
            assert!(!has_amount(text), "{text}");
        }
    }
}
