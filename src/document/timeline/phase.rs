//! The phases of an incident, as events of its timeline name them.
//!
//! Only what an event says of the incident as a whole counts: a restart that "resolved
//! the alert" ends nothing. What is not said stays unknown.

use serde::{Deserialize, Serialize};

/// A phase of an incident, named by the event that begins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// It began.
    Started,
    /// It was noticed.
    Detected,
    /// Its effect ended.
    Mitigated,
    /// It was over.
    Resolved,
}

impl Phase {
    /// Every phase, in the order of time.
    pub const ALL: [Phase; 4] = [Phase::Started, Phase::Detected, Phase::Mitigated, Phase::Resolved];

    /// The id, as it is written to JSON.
    pub fn id(self) -> &'static str {
        match self {
            Phase::Started => "started",
            Phase::Detected => "detected",
            Phase::Mitigated => "mitigated",
            Phase::Resolved => "resolved",
        }
    }
}

/// The phase that an event names, of whose text `bold` bytes at the beginning are bold.
pub(super) fn of(text: &str, bold: usize) -> Option<Phase> {
    let words = super::super::words::lists();
    let named = |key: &str| Phase::ALL.into_iter().find(|p| p.id() == key);
    let lower = text.to_lowercase();
    let bold_words = text.get(..bold).map(str::to_lowercase).unwrap_or_default();
    let before_colon = lower.split([':', '：', '—', '（']).next().filter(|b| b.len() < lower.len()).unwrap_or_default();
    let lead = |candidate: &str| {
        let bare = candidate.trim().trim_matches([':', '：', '*', '.', ' ', '🚨', '✅']);
        words.leading.get(bare).and_then(|key| named(key))
    };
    let whole = lower.trim_end_matches(['.', '!', '。']);
    let after_colon = lower.split_once([':', '：']).map_or("", |(_, after)| after.trim());
    let nothing = ["none", "nothing", "not ", "no ", "n/a", "unknown", "tbd", "attempt", "pending"];
    if nothing.iter().any(|w| after_colon.starts_with(w)) || lower.trim_end().ends_with('?') {
        return None;
    }
    let doubted = words.doubt.iter().any(|w| lower.contains(w.as_str()));
    if let Some(phase) = lead(&bold_words).or_else(|| lead(before_colon).filter(|_| !doubted)).or_else(|| lead(whole)) {
        return Some(phase);
    }
    // `... set in Supabase secrets - RESOLVED`
    if text.trim_end().ends_with("RESOLVED") {
        return Some(Phase::Resolved);
    }
    if doubted {
        return None;
    }
    words.anywhere.iter().find(|(w, _)| lower.contains(w.as_str())).and_then(|(_, key)| named(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_is_known_only_where_an_event_names_it() {
        for (text, phase) in [
            ("Incident resolved", Some(Phase::Resolved)),
            ("Detected: pods restart", Some(Phase::Detected)),
            ("Outage begins in eu-west", Some(Phase::Started)),
            ("復旧: 全サービスが正常", Some(Phase::Resolved)),
            ("Key set again - RESOLVED", Some(Phase::Resolved)),
            ("Error rate back to normal", Some(Phase::Resolved)),
            ("We believe the issue is resolved", None),
            ("Rolled back; the issue was not resolved", None),
            ("Restarted the queue", None),
            ("Not back to normal", None),
            ("Is it back online?", None),
            ("Mitigation: none", None),
            ("Resolution: none yet", None),
        ] {
            assert_eq!(of(text, 0), phase, "{text}");
        }
        assert_eq!(of("検知 — ユーザーが報告", "検知".len()), Some(Phase::Detected));
    }
}
