//! Follow-ups: from front matter, and from the section of that name as a table, a
//! checklist, bullets or numbered headings.
//!
//! An owner is only who a column, a label or a handle at the edge of an item names.

mod column;
mod front_matter;
mod section;

pub(super) use front_matter::of_front_matter;
pub(super) use section::of_sections;

use crate::date::Moment;
use serde::{Deserialize, Serialize};

/// The states of a follow-up.
pub const ACTION_STATES: [&str; 5] = ["proposed", "accepted", "in-progress", "done", "declined"];

/// A follow-up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What is to be done.
    pub text: String,
    /// What sort of work it is (prevent, detect, mitigate ...).
    pub kind: Option<String>,
    /// Who does it. A people field: shown to internal readers only.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<Moment>,
    /// One of [`ACTION_STATES`], or the author's own word.
    pub status: Option<String>,
    /// How urgent it is, in the author's words.
    pub priority: Option<String>,
    /// The ticket.
    pub link: Option<String>,
    /// The line of the file in which it stands, from one.
    pub line: usize,
    /// The line in which its owner stands; zero without one.
    pub owner_line: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Lines;
    use crate::document::outline::outline;
    use crate::document::section::parts;
    use crate::document::{Words, markdown};

    fn actions(text: &str) -> Vec<Action> {
        let text = format!("## Action items\n\n{text}");
        let parsed = markdown::parse(&text);
        let blocks = outline(parsed.events(), 0, &[]);
        of_sections(&parts(&blocks, None, &Words::default()), &Lines::of(&text), None)
    }

    #[test]
    fn columns_are_known_by_their_heads() {
        let found = actions(
            "| # | Action | Owner | Due | Status |\n|---|---|---|---|---|\n| 1 | Cap retries | Storage | 2024-04-01 | **Done** (see #4) |\n| 2 | Alert | - | TBD | TODO |\n",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].owner.as_deref(), Some("Storage"));
        assert_eq!(found[0].due.as_ref().map(Moment::iso).as_deref(), Some("2024-04-01"));
        assert_eq!(found[0].status.as_deref(), Some("done"));
        assert_eq!(
            (found[1].owner.as_deref(), found[1].due.as_ref(), found[1].status.as_deref()),
            (None, None, Some("proposed"))
        );
    }

    #[test]
    fn an_owner_is_never_out_of_thin_air() {
        for text in [
            "- Ask @ana about the alert",
            "- Talk with @ana",
            "- Thank Ana and Ben",
            "- Nóva to send a list",
            "- Work with @ana and @ben on it",
        ] {
            assert_eq!(actions(text)[0].owner, None, "{text}");
        }
        for (text, owner) in [
            ("- Cap retries (@ana)", "@ana"),
            ("- @ana: cap retries", "@ana"),
            ("- Cap retries (owner: Storage team, due: 2024-04-01)", "Storage team"),
            ("- Cap retries\n  - Owner: Storage\n  - Due: 2024-04-01", "Storage"),
        ] {
            let found = actions(text);
            assert_eq!((found.len(), found[0].owner.as_deref()), (1, Some(owner)), "{text}");
            assert!(found[0].text.to_lowercase().ends_with("cap retries"), "{}", found[0].text);
        }
    }

    #[test]
    fn groups_are_told_from_items() {
        let found = actions(
            "- Short term:\n  - [x] a b\n  - [ ] c d\n- e f\n  - a remark\n\n**Later**\n\n1. ✅ g h\n2. None\n",
        );
        let all: Vec<_> = found.iter().map(|a| (a.text.as_str(), a.status.as_deref())).collect();
        assert_eq!(all, [("a b", Some("done")), ("c d", Some("proposed")), ("e f", None), ("g h", Some("done"))]);
        assert_eq!(actions("### 1) Plan for it `@ana` [repair]\n\nMore.\n")[0].owner.as_deref(), Some("@ana"));
    }
}
