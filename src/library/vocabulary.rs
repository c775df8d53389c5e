//! The vocabulary of contributing factors: shipped, extended or replaced by a project.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, nearest};
use crate::document::markdown::slug;
use crate::value::{self, Entry, Node, Syntax};
use std::collections::{HashMap, HashSet};

/// The vocabulary that comes with Candor.
const SHIPPED: &str = include_str!("factors.toml");

/// A group of factors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Stable id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// What its factors have in common.
    pub description: String,
}

/// What the vocabulary says of a factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorEntry {
    /// Stable id, part of the address of its page.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Id of its group.
    pub group: String,
    /// When to use it.
    pub definition: Option<String>,
    /// A question that helps to see whether it was there.
    pub ask: Option<String>,
    /// Other words for it.
    pub aliases: Vec<String>,
}

/// Words that blame people, with the question to ask instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotAFactor {
    aliases: Vec<String>,
    /// The question to ask instead.
    pub ask: String,
    /// Factors to look at instead.
    pub instead: Vec<String>,
}

/// Factors by every word for them.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Groups in the order of the file.
    pub groups: Vec<Group>,
    /// Factors in the order of the file.
    pub factors: Vec<FactorEntry>,
    not_factors: Vec<NotAFactor>,
    by_word: HashMap<String, usize>,
}

/// A word without case and punctuation: `Config Change`, `config_change` and
/// `config-change` are one factor.
pub(super) fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Vocabulary {
    /// The shipped vocabulary, with a project's own file over it.
    ///
    /// A factor of the project replaces the shipped one of the same id; with
    /// `replace = true` at the top of the file only the project's are known.
    pub fn load(own: Option<(&str, &str)>, problems: &mut Diagnostics) -> Self {
        let own_node = own.map(|(file, text)| (file, text, value::parse(Syntax::Toml, text, 0)));
        let replace = own_node
            .as_ref()
            .is_some_and(|(.., (node, _))| node.get("replace").and_then(Node::boolean).unwrap_or(false));
        let mut vocabulary = Self::default();
        if !replace {
            let (node, errors) = value::parse(Syntax::Toml, SHIPPED, 0);
            debug_assert!(errors.is_empty(), "the shipped vocabulary parses");
            vocabulary.add("the shipped vocabulary", SHIPPED, &node, problems);
        }
        if let Some((file, text, (node, errors))) = own_node {
            for error in errors {
                problems.push(
                    Diagnostic::new(Code::BadVocabulary, format!("cannot read the vocabulary: {}", error.message))
                        .at(Place::span(file, text, error.span))
                        .help("mend the TOML; docs/vocabulary.md shows the form"),
                );
            }
            vocabulary.add(file, text, &node, problems);
        }
        vocabulary
    }

    fn add(&mut self, file: &str, text: &str, node: &Node, problems: &mut Diagnostics) {
        let texts = |node: &Node, key: &str| -> Vec<String> {
            node.get(key).map(|n| n.texts().into_iter().map(|(t, _)| t.to_owned()).collect()).unwrap_or_default()
        };
        let get = |node: &Node, key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let tables = |key: &str| node.get(key).and_then(Node::list).unwrap_or_default();
        for table in tables("group") {
            let Some(id) = get(table, "id") else { continue };
            let group = Group {
                name: get(table, "name").unwrap_or_else(|| id.clone()),
                description: get(table, "description").unwrap_or_default(),
                id,
            };
            match self.groups.iter_mut().find(|g| g.id == group.id) {
                Some(old) => *old = group,
                None => self.groups.push(group),
            }
        }
        let mut say = |node: &Node, message: String, help: &str| {
            problems.push(
                Diagnostic::new(Code::BadVocabulary, message).at(Place::span(file, text, node.span.clone())).help(help),
            );
        };
        for table in tables("factor") {
            let Some(id) = get(table, "id") else {
                say(table, "a factor without `id`".into(), "give it an `id` like \"config-change\"");
                continue;
            };
            for entry in unknown(table, &["id", "name", "group", "definition", "ask", "aliases"]) {
                say(
                    &entry.node,
                    format!("unknown key `{}` in `[[factor]]`", entry.key),
                    "a factor has `id`, `name`, `group`, `definition`, `ask` and `aliases`",
                );
            }
            if slug(&id) != id {
                say(
                    table,
                    format!("`{id}` cannot be the id of a factor"),
                    &format!("an id is a part of an address, like `{}`", slug(&id)),
                );
            }
            let id = slug(&id);
            let entry = FactorEntry {
                name: get(table, "name").unwrap_or_else(|| humanise(&id)),
                group: get(table, "group").unwrap_or_else(|| "other".into()),
                definition: get(table, "definition"),
                ask: get(table, "ask"),
                aliases: texts(table, "aliases"),
                id,
            };
            let group_node = table.get("group");
            if let Some(node) =
                group_node.filter(|_| entry.group != "other" && !self.groups.iter().any(|g| g.id == entry.group))
            {
                let help = match nearest(&entry.group, self.groups.iter().map(|g| g.id.as_str())) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "define it with a `[[group]]` table".to_owned(),
                };
                say(node, format!("there is no group `{}`", entry.group), &help);
            }
            self.add_factor(entry, |message| {
                say(table, message, "each id and alias may mean one factor only");
            });
        }
        for table in tables("not_a_factor") {
            self.not_factors.push(NotAFactor {
                aliases: texts(table, "aliases"),
                ask: get(table, "ask").unwrap_or_default(),
                instead: texts(table, "instead"),
            });
        }
    }

    fn add_factor(&mut self, entry: FactorEntry, mut say: impl FnMut(String)) {
        let at = match self.factors.iter().position(|f| f.id == entry.id) {
            Some(at) => {
                self.by_word.retain(|_, factor| *factor != at);
                self.factors[at] = entry;
                at
            }
            None => {
                self.factors.push(entry);
                self.factors.len() - 1
            }
        };
        let entry = &self.factors[at];
        let mut own = Vec::new();
        for word in [&entry.id, &entry.name].into_iter().chain(&entry.aliases) {
            let folded = fold(word);
            if own.contains(&folded) {
                continue;
            }
            match self.by_word.get(&folded) {
                Some(other) => {
                    say(format!("`{word}` means both `{}` and `{}`", self.factors[*other].id, entry.id));
                }
                None => own.push(folded),
            }
        }
        self.by_word.extend(own.into_iter().map(|word| (word, at)));
    }

    /// The factor that a word means.
    pub fn find(&self, word: &str) -> Option<usize> {
        let folded = fold(word);
        self.by_word.get(&folded).or_else(|| self.by_word.get(folded.strip_suffix('s')?)).copied()
    }

    /// Ids and names of factors, without case, spaces and punctuation. Their aliases are
    /// often words of other things too: a service may be called `rollout`.
    pub fn words(&self) -> HashSet<String> {
        self.factors.iter().flat_map(|f| [fold(&f.id), fold(&f.name)]).collect()
    }

    /// What to ask instead, when a word blames people.
    pub fn not_a_factor(&self, word: &str) -> Option<&NotAFactor> {
        let folded = fold(word);
        self.not_factors.iter().find(|n| n.aliases.iter().any(|a| fold(a) == folded))
    }

    /// The factor that an unknown word was probably meant to be.
    pub fn nearest(&self, word: &str) -> Option<&str> {
        nearest(word, self.factors.iter().flat_map(|f| std::iter::once(&f.id).chain(&f.aliases)).map(String::as_str))
            .and_then(|near| self.find(near))
            .map(|at| self.factors[at].id.as_str())
    }
}

/// Entries of a table that mean nothing.
fn unknown<'a>(table: &'a Node, known: &[&str]) -> Vec<&'a Entry> {
    table.entries().unwrap_or_default().iter().filter(|e| !known.contains(&e.key.as_str())).collect()
}

/// An id as words: `config-change` becomes `Config change`.
pub(super) fn humanise(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(own: &str) -> (Vocabulary, Diagnostics) {
        let mut problems = Diagnostics::new();
        let vocabulary = Vocabulary::load(Some(("factors.toml", own)), &mut problems);
        (vocabulary, problems)
    }

    #[test]
    fn the_shipped_vocabulary_is_whole_and_has_no_collision() {
        let (vocabulary, problems) = load("");
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(vocabulary.factors.len(), 64);
        assert_eq!(vocabulary.groups.len(), 10);
        for factor in &vocabulary.factors {
            assert!(factor.definition.is_some() && factor.ask.is_some(), "{}", factor.id);
            assert!(vocabulary.groups.iter().any(|g| g.id == factor.group), "{}", factor.id);
        }
        assert!(vocabulary.find("human-error").is_none());
        assert!(vocabulary.not_a_factor("Human Error").unwrap().ask.contains("reasonable"));
    }

    #[test]
    fn a_project_extends_changes_and_replaces() {
        let (vocabulary, _) = load("[[factor]]\nid = 'tides'\n[[factor]]\nid = 'dns'\ndefinition = 'ours'\n");
        assert_eq!(vocabulary.factors[vocabulary.find("Tides").unwrap()].group, "other");
        assert_eq!(vocabulary.factors[vocabulary.find("dns").unwrap()].definition.as_deref(), Some("ours"));
        let (vocabulary, _) = load("replace = true\n[[factor]]\nid = 'tides'\n");
        assert_eq!(vocabulary.factors.len(), 1);
    }

    #[test]
    fn two_ids_that_collide_are_an_error() {
        let (_, problems) = load("[[factor]]\nid = 'configchange'\n");
        assert!(problems.has_errors());
    }

    #[test]
    fn an_id_that_is_no_part_of_an_address_is_an_error_and_made_safe() {
        let (vocabulary, problems) = load("[[factor]]\nid = '../../esc'\n[[factor]]\nid = 'ok'\ngroup = 'chnge'\n");
        assert_eq!(problems.count(crate::diagnostic::Severity::Error), 2);
        assert!(vocabulary.factors.iter().any(|f| f.id == "esc"));
    }
}
