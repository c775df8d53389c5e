//! Fields that only reading paths, services, factors and pages have.

use super::fields::Fields;
use super::step::{self, Step};
use super::table;
use crate::source::Role;
use serde::{Deserialize, Serialize};

/// Fields that only some roles have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    /// The service or factor that the page is about, or the name of a page.
    pub name: Option<String>,
    /// Steps of a reading path.
    pub steps: Vec<Step>,
    /// For whom a reading path is.
    pub audience_note: Option<String>,
    /// What its reader can do afterwards.
    pub goal: Option<String>,
    /// Definition of a factor.
    pub definition: Option<String>,
    /// The question that a factor asks.
    pub ask: Option<String>,
    /// Whether a page stands in the menu.
    pub menu: bool,
}

/// Takes the fields that only one role has.
pub(super) fn of(table: &mut table::Table<'_>, role: Role, fields: &mut Fields) -> Special {
    let mut special = Special::default();
    match role {
        Role::Incident => return special,
        Role::Path => {
            special.steps = step::read(table);
            special.audience_note = table.text("for").map(|f| f.value);
            special.goal = table.text("goal").map(|f| f.value);
        }
        Role::Service => special.name = table.text("name").map(|f| f.value),
        Role::Factor => {
            special.name =
                table.text("name").map(|f| f.value).or_else(|| fields.factors.first().map(|f| f.name.clone()));
            special.definition = table.text("definition").map(|f| f.value);
            special.ask = table.text("ask").map(|f| f.value);
        }
        Role::Page => special.menu = table.flag("menu"),
    }
    special
}
