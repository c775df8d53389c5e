//! The names of fields: canonical ones, what other tools call them, and fields of
//! other generators that mean nothing here.

use crate::diagnostic::nearest_within;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Canonical fields with their aliases, in the order in which aliases are trusted.
const FIELDS: &[(&str, &[&str])] = &[
    ("id", &["incident_id", "reference_id"]),
    ("title", &[]),
    ("date", &["incident_date", "occurred_on", "occurred"]),
    ("kind", &["incident_type"]),
    ("severity", &["sev", "priority", "impact_level", "severity_level"]),
    ("status", &["state"]),
    ("trigger", &[]),
    (
        "started_at",
        &[
            "incident_start_date",
            "incident_start",
            "start_time",
            "started",
            "start_date",
            "date_start",
            "start",
            "began_at",
        ],
    ),
    ("detected_at", &["detected", "detect_time", "detection_time", "identified", "identified_at"]),
    ("declared_at", &["declared"]),
    ("mitigated_at", &["mitigated", "repaired", "repaired_at", "mitigation_time"]),
    (
        "resolved_at",
        &[
            "resolved_when",
            "end_time",
            "date_end",
            "end_date",
            "ended_at",
            "ended",
            "incident_end",
            "incident_end_date",
            "resolved",
        ],
    ),
    (
        "duration",
        &["incident_duration", "outage_duration", "downtime", "duration_minutes", "duration_hours", "duration_seconds"],
    ),
    ("time_to_detect", &["time_to_detection", "ttd", "time_to_detect_minutes", "time_to_detection_minutes"]),
    (
        "time_to_recover",
        &["time_to_recovery", "time_to_resolve", "ttr", "time_to_recover_minutes", "time_to_resolve_minutes"],
    ),
    ("timezone", &["tz"]),
    (
        "services",
        &[
            "service",
            "affected",
            "affected_systems",
            "affected_services",
            "services_affected",
            "systems",
            "system",
            "components",
            "component",
            "affected_components",
            "subsystems",
            "subsystem",
            "products",
            "product",
        ],
    ),
    ("factors", &["contributing_factors", "contributing_factor", "factor"]),
    (
        "suggested_factors",
        &[
            "categories",
            "category",
            "causes",
            "cause",
            "root_causes",
            "root_cause",
            "root_cause_category",
            "problem_type",
            "incident_cause",
        ],
    ),
    ("tags", &["tag", "keywords", "labels"]),
    ("teams", &["team"]),
    ("detection", &["detected_by", "detection_method"]),
    ("alerts", &["alert", "alert_names", "error_messages"]),
    ("impact", &[]),
    ("authors", &["author", "author_github", "written_by"]),
    ("participants", &["attendees", "responders", "incident_commander"]),
    ("actions", &["action_items", "follow_ups"]),
    ("related", &["related_incidents"]),
    ("supersedes", &[]),
    ("sources", &["source", "references", "links"]),
    ("summary", &["description", "abstract", "tldr"]),
    ("lang", &["language", "locale"]),
    ("audience", &["visibility"]),
    ("draft", &[]),
    // Jekyll's way to keep a page out.
    ("published", &[]),
    ("aliases", &["redirect_from"]),
    ("review_by", &["review_date"]),
    // Fields of reading paths, services, factors and pages.
    ("name", &[]),
    ("steps", &[]),
    ("for", &["audience_note"]),
    ("goal", &[]),
    ("definition", &[]),
    ("ask", &[]),
    ("menu", &[]),
];

/// Tables of other generators whose fields are looked into.
pub(crate) const NESTED: [&str; 3] = ["extra", "taxonomies", "params"];

/// Fields of other generators that are near to one of ours by chance.
const FOREIGN: &[&str] = &[
    "cascade",
    "comments",
    "cover",
    "excerpt",
    "hero",
    "hide",
    "image",
    "images",
    "layout",
    "link_title",
    "lastmod",
    "meta",
    "outputs",
    "permalink",
    "publish_date",
    "resources",
    "section",
    "sections",
    "series",
    "site",
    "slug",
    "subtitle",
    "template",
    "theme",
    "toc",
    "type",
    "updated",
    "url",
    "video",
    "weight",
    "location",
];

/// A name without case and punctuation, so that `affectedSystems`, `affected-systems`
/// and `affected_systems` are one.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The canonical field that a name means, with how far down its list of aliases it
/// stands (zero is the canonical name itself).
pub(crate) fn canonical(name: &str) -> Option<(&'static str, usize)> {
    static BY_NAME: LazyLock<HashMap<String, (&'static str, usize)>> = LazyLock::new(|| {
        let names = |(canonical, aliases): &(&'static str, &'static [&'static str])| {
            let canonical = *canonical;
            let names = std::iter::once(canonical).chain(aliases.iter().copied());
            names.enumerate().map(move |(rank, name)| (fold(name), (canonical, rank))).collect::<Vec<_>>()
        };
        FIELDS.iter().flat_map(names).collect()
    });
    BY_NAME.get(&fold(name)).copied()
}

/// The names of all canonical fields.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|(name, _)| *name)
}

/// The known field that an unknown name was probably meant to be.
pub(crate) fn meant(name: &str) -> Option<&'static str> {
    let folded = fold(name);
    if folded.len() < 4 || FOREIGN.iter().any(|f| fold(f) == folded) {
        return None;
    }
    let names = FIELDS.iter().flat_map(|(c, aliases)| std::iter::once(c).chain(aliases.iter())).copied();
    // Stricter than other suggestions: most unknown fields are simply somebody's own.
    nearest_within(if folded.len() < 8 { 1 } else { 2 }, name, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_known_under_the_names_of_other_tools() {
        for (name, expected) in [
            ("title", "title"),
            ("affectedsystems", "services"),
            ("affected_services", "services"),
            ("resolvedWhen", "resolved_at"),
            ("Incident Start Date", "started_at"),
            ("contributing-factors", "factors"),
            ("categories", "suggested_factors"),
            ("keywords", "tags"),
            ("author", "authors"),
        ] {
            assert_eq!(canonical(name).map(|(c, _)| c), Some(expected), "{name}");
        }
        assert_eq!(canonical("weight"), None);
    }

    #[test]
    fn a_slip_is_told_from_a_field_of_ones_own() {
        assert_eq!(meant("sevrity"), Some("severity"));
        assert_eq!(meant("contributing_factor s"), Some("contributing_factors"));
        for own in ["resources", "section", "cost_center", "weight", "regions", "layout"] {
            assert_eq!(meant(own), None, "{own}");
        }
    }

    #[test]
    fn no_name_means_two_fields() {
        let mut seen = std::collections::BTreeSet::new();
        for (canonical, aliases) in FIELDS {
            for name in std::iter::once(canonical).chain(aliases.iter()) {
                assert!(seen.insert(fold(name)), "{name} stands twice");
            }
        }
    }
}
