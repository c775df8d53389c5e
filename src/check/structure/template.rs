//! What the template of a library asks of a post-mortem: sections, and their headings.

use crate::config::Config;
use crate::diagnostic::nearest;
use crate::document::SectionName;
use std::collections::BTreeMap;

/// The sections that a library wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Sections that must be there.
    pub required: Vec<SectionName>,
    /// Sections that are worth having.
    pub advised: Vec<SectionName>,
}

/// The headings that a library uses, by section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headings(pub BTreeMap<SectionName, String>);

/// An id that no section has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no section `{id}`")]
pub struct UnknownSection {
    /// The id.
    pub id: String,
    /// The way out.
    pub help: String,
}

impl Default for Template {
    fn default() -> Self {
        Self {
            required: vec![SectionName::Impact, SectionName::Detection, SectionName::Timeline],
            advised: vec![SectionName::WentWell, SectionName::Lucky, SectionName::Lessons],
        }
    }
}

impl Template {
    /// The template of a library.
    pub fn of(config: &Config) -> Self {
        // Ids of no section were said when the configuration was read.
        Self::new(&config.check.required_sections, &config.check.advised_sections).0
    }

    /// A template from two lists of ids; ids of no section are left out and named.
    pub fn new(required: &[String], advised: &[String]) -> (Self, Vec<UnknownSection>) {
        let mut unknown = Vec::new();
        let mut read = |ids: &[String]| -> Vec<SectionName> {
            ids.iter().filter_map(|id| section(id).map_err(|e| unknown.push(e)).ok()).collect()
        };
        let template = Self { required: read(required), advised: read(advised) };
        (template, unknown)
    }
}

impl Headings {
    /// The headings of a library.
    pub fn of(config: &Config) -> Self {
        Self::new(&config.check.headings).0
    }

    /// Headings by ids of sections; ids of no section are left out and named.
    pub fn new(headings: &BTreeMap<String, String>) -> (Self, Vec<UnknownSection>) {
        let mut unknown = Vec::new();
        let known = headings.iter().filter_map(|(id, heading)| {
            let name = section(id).map_err(|e| unknown.push(e)).ok()?;
            Some((name, heading.trim().to_owned()))
        });
        let known = known.filter(|(_, heading)| !heading.is_empty()).collect();
        (Self(known), unknown)
    }
}

/// The section of an id. `metadata` is none: nobody writes it for a reader.
///
/// # Errors
/// When no section has the id.
pub fn section(id: &str) -> Result<SectionName, UnknownSection> {
    let all = || SectionName::ALL.into_iter().filter(|s| *s != SectionName::Metadata);
    all().find(|s| s.id() == id).ok_or_else(|| {
        let help = match nearest(id, all().map(SectionName::id)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is one of: {}", all().map(SectionName::id).collect::<Vec<_>>().join(", ")),
        };
        UnknownSection { id: id.to_owned(), help }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_made_of_ids_and_names_those_that_no_section_has() {
        let list = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let (template, unknown) = Template::new(&list(&["impact", "timelin"]), &list(&["lucky", "weather"]));
        assert_eq!(template.required, [SectionName::Impact]);
        assert_eq!(template.advised, [SectionName::Lucky]);
        assert_eq!(unknown[0].help, "did you mean `timeline`?");
        assert!(unknown[1].help.starts_with("it is one of: summary,"), "{}", unknown[1].help);
    }

    #[test]
    fn headings_are_known_by_ids() {
        let all = [("actions", "Action items"), ("acions", "x"), ("lucky", " ")];
        let all = all.into_iter().map(|(id, text)| (id.to_owned(), text.to_owned())).collect();
        let (headings, unknown) = Headings::new(&all);
        assert_eq!(headings.0, [(SectionName::Actions, "Action items".to_owned())].into());
        assert_eq!(unknown.len(), 1);
    }
}
