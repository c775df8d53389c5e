//! Follow-ups of which nobody can tell when they are done.
//!
//! A verb such as "investigate" or "improve" is found at the beginning of a follow-up (in
//! German and Japanese, at its end). It is let pass where the rest says something that can be
//! measured or pointed at: a number, a name in code, a ticket, "so that", "by adding".

use super::actions::is_open;
use super::view::View;
use crate::check::Finding;
use crate::diagnostic::Code;
use crate::document::{Action, Kind};

/// Verbs with which such a follow-up begins, in lower case.
const FIRST: [&str; 74] = [
    "investigate",
    "investigating",
    "improve",
    "improving",
    "look into",
    "looking into",
    "look at",
    "consider",
    "considering",
    "explore",
    "exploring",
    "evaluate",
    "discuss",
    "think about",
    "think of",
    "be better at",
    "get better at",
    "be more",
    "research",
    "assess",
    "examine",
    "enhance",
    "optimize",
    "optimise",
    "strengthen",
    "revisit",
    "rethink",
    "reconsider",
    "try to",
    "better",
    "more",
    "understand",
    "review",
    "ensure better",
    "raise awareness",
    "work on",
    "figure out",
    "be aware",
    "keep an eye",
    "étudier",
    "améliorer",
    "envisager",
    "examiner",
    "discuter",
    "réfléchir",
    "enquêter",
    "renforcer",
    "revoir",
    "optimiser",
    "investigar",
    "mejorar",
    "considerar",
    "evaluar",
    "discutir",
    "analizar",
    "estudiar",
    "reforzar",
    "revisar",
    "explorar",
    "melhorar",
    "avaliar",
    "analisar",
    "reforçar",
    "otimizar",
    "调查",
    "改进",
    "优化",
    "考虑",
    "讨论",
    "加强",
    "研究",
    "评估",
    "完善",
    "提高",
];

/// Verbs with which such a follow-up ends, in lower case.
const LAST: [&str; 27] = [
    "untersuchen",
    "prüfen",
    "verbessern",
    "besprechen",
    "diskutieren",
    "überlegen",
    "überdenken",
    "optimieren",
    "evaluieren",
    "検討",
    "検討する",
    "検討します",
    "調査",
    "調査する",
    "改善",
    "改善する",
    "見直す",
    "見直し",
    "強化",
    "強化する",
    "議論する",
    "考える",
    "注意する",
    "気をつける",
    "徹底する",
    "意識する",
    "徹底",
];

/// Words after which something that can be seen is named, in lower case.
const ENDS: [&str; 44] = [
    " so that ",
    " such that ",
    " until ",
    " by adding",
    " by using",
    " by making",
    " by moving",
    " by removing",
    " by setting",
    " by creating",
    " by running",
    " by splitting",
    " by introducing",
    " by having",
    " by ",
    " with a ",
    " with an ",
    " at least ",
    " at most ",
    " within ",
    " instead of ",
    " from ",
    " e.g",
    " i.e",
    ": ",
    " damit ",
    " bis ",
    " indem ",
    " afin ",
    " pour que ",
    " jusqu",
    " en ajoutant",
    " para que ",
    " hasta ",
    " mediante ",
    " añadiendo ",
    " até ",
    " adicionando ",
    "ように",
    "まで",
    "以上",
    "以下",
    "以内",
    "（",
];

/// What stands before the verb and says nothing, in lower case.
const LEAD: [&str; 18] = [
    "we should ",
    "we need to ",
    "we will ",
    "we'll ",
    "we could ",
    "we may ",
    "we might ",
    "need to ",
    "should ",
    "to ",
    "also ",
    "possibly ",
    "maybe ",
    "potentially ",
    "continue to ",
    "must ",
    "please ",
    "further ",
];

/// Looks at the follow-ups of a document.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    if view.is(&[Kind::Maintenance]) {
        return;
    }
    for action in view.document.fields.actions.iter().filter(|a| is_vague(a)) {
        if !is_open(view, action) {
            continue;
        }
        let line = view.line(action.line);
        let source = view.subject.text.get(line.clone()).unwrap_or_default();
        // Code and links are no part of the plain text of a follow-up, and name something.
        if source.contains('`') || source.contains("](") || source.contains("://") {
            continue;
        }
        let short: String = action.text.chars().take(60).collect();
        let dots = if short.len() < action.text.len() { "…" } else { "" };
        // A follow-up may go on in the next line.
        let begin: String = action.text.chars().take(12).collect();
        let at = source.find(begin.trim_end()).unwrap_or(0);
        let end = source[at..].find(action.text.as_str()).map_or(source.len(), |n| at + n + action.text.len());
        let span = line.start + at..line.start + end;
        found.push(Finding::at(
            Code::VagueAction,
            span,
            format!("nobody can tell when this is done: `{}{dots}`", short.trim_end()),
            "say what will be different when it is done: a change that one can see, a number, a question with who answers it and by when",
        ));
    }
}

/// Whether a follow-up begins or ends with such a verb and names nothing that can be finished.
fn is_vague(action: &Action) -> bool {
    if action.link.is_some() || action.due.is_some() && action.owner.is_some() {
        return false;
    }
    let text = action.text.trim().trim_end_matches(['.', '。', '!', ' ']).to_lowercase();
    let mut head = text.trim_start_matches(|c: char| !c.is_alphabetic());
    while let Some(rest) = LEAD.iter().find_map(|lead| head.strip_prefix(lead)) {
        head = rest.trim_start();
    }
    let first = FIRST.iter().any(|verb| {
        head.strip_prefix(verb).is_some_and(|rest| !verb.is_ascii() && !rest.starts_with(' ') || rest.starts_with(' '))
    });
    let last = LAST.iter().any(|verb| text.ends_with(verb));
    let names = text.contains(char::is_numeric)
        || ENDS.iter().any(|word| text.contains(word))
        || text.contains(['"', '「', '“']);
    // A long text says more than its verb.
    let is_long = text.split_whitespace().count() > 18 || text.chars().count() > 140;
    (first || last) && !names && !is_long
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vague(text: &str) -> bool {
        is_vague(&Action { text: text.to_owned(), ..Action::default() })
    }

    #[test]
    fn a_verb_without_an_end_is_vague() {
        for text in [
            "Investigate the slow queries",
            "Improve monitoring",
            "We should look into alerting.",
            "Consider a second region",
            "Alarmierung verbessern",
            "Améliorer la supervision",
            "Mejorar las alertas",
            "監視の改善",
            "优化告警",
        ] {
            assert!(vague(text), "{text}");
        }
    }

    #[test]
    fn a_change_that_can_be_seen_is_not() {
        for text in [
            "Add an alert on the depth of the queue",
            "Improve alerting by paging on three failed probes",
            "Investigate why 4% of requests time out",
            "Reduce retries until the queue drains",
            "Document how to fail over",
            "Moreover, add a test",
            "Backup täglich prüfen lassen",
            "キューの深さに「滞留」アラートを追加する",
        ] {
            assert!(!vague(text), "{text}");
        }
    }
}
