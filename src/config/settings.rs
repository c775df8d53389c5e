//! Settings as they were given, each with where it came from, and reading them by type.

use super::{FILE, KEYS, Key, Kind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, nearest};
use crate::value::{Entry, Node, Value};
use std::ops::Range;

/// A setting with where it came from.
pub(super) struct Setting {
    key: &'static Key,
    node: Node,
    origin: Origin,
}

/// Where a setting came from.
#[derive(Clone)]
pub(super) enum Origin {
    File,
    Environment(String),
}

pub(super) struct Reader<'a> {
    text: &'a str,
    problems: Diagnostics,
    settings: Vec<Setting>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, problems: Diagnostics) -> Self {
        Self { text, problems, settings: Vec::new() }
    }

    /// The settings in the order in which they were given, and what was wrong with others.
    pub(super) fn finish(self) -> (Vec<Setting>, Diagnostics) {
        (self.settings, self.problems)
    }

    pub(super) fn file(&mut self, node: &Node) {
        for entry in node.entries().unwrap_or_default() {
            match KEYS.iter().find(|k| k.name == entry.key) {
                Some(key) => {
                    let node = entry.node.clone();
                    self.settings.push(Setting { key, node, origin: Origin::File });
                }
                None => self.unknown(entry),
            }
        }
    }

    fn unknown(&mut self, entry: &Entry) {
        let help = match nearest(&entry.key, KEYS.iter().map(|k| k.name)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "docs/configuration.md lists every key".to_owned(),
        };
        self.problems.push(
            Diagnostic::new(Code::UnknownKey, format!("unknown key `{}` in {FILE}", entry.key))
                .at(Place::span(FILE, self.text, entry.key_span.clone()))
                .help(help),
        );
    }

    pub(super) fn environment(&mut self, variables: impl IntoIterator<Item = (String, String)>) {
        let mut variables: Vec<_> = variables.into_iter().filter(|(name, _)| name.starts_with("CANDOR_")).collect();
        variables.sort();
        for (name, raw) in variables {
            match KEYS.iter().find(|k| k.variable().as_deref() == Some(&name)) {
                Some(key) => {
                    let value = Value::Scalar { raw, quoted: key.kind == Kind::Text };
                    let node = Node { value, span: 0..0 };
                    self.settings.push(Setting { key, node, origin: Origin::Environment(name) });
                }
                None => {
                    let known: Vec<_> = KEYS.iter().filter_map(Key::variable).collect();
                    let mut problem = Diagnostic::new(
                        Code::UnknownVariable,
                        format!("the environment variable `{name}` is not a setting"),
                    );
                    if let Some(near) = nearest(&name, known.iter().map(String::as_str)) {
                        problem = problem.help(format!("did you mean `{near}`?"));
                    }
                    self.problems.push(problem);
                }
            }
        }
    }
}

/// Looks settings up by name, the last one given winning.
pub(super) struct Settings<'a> {
    all: &'a [Setting],
    text: &'a str,
    pub(super) problems: &'a mut Diagnostics,
}

impl<'a> Settings<'a> {
    pub(super) fn new(all: &'a [Setting], text: &'a str, problems: &'a mut Diagnostics) -> Self {
        Self { all, text, problems }
    }

    pub(super) fn last(&self, name: &str) -> Option<(&Node, Origin)> {
        self.all.iter().rev().find(|s| s.key.name == name).map(|s| (&s.node, s.origin.clone()))
    }

    pub(super) fn wrong(&mut self, name: &str, node: &Node, origin: &Origin, message: &str, help: &str) {
        let problem = match origin {
            Origin::File => Diagnostic::new(Code::BadConfig, format!("`{name}` {message}")).at(Place::span(
                FILE,
                self.text,
                node.span.clone(),
            )),
            Origin::Environment(v) => Diagnostic::new(Code::BadConfig, format!("`{v}` {message}")),
        };
        self.problems.push(problem.help(help));
    }

    /// A place of the file.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        Place::span(FILE, self.text, span.clone())
    }

    /// A key of a table that the table does not have.
    pub(super) fn unknown_key(&mut self, message: String, entry: &Entry, help: String) {
        let place = self.place(&entry.key_span);
        self.problems.push(Diagnostic::new(Code::UnknownKey, message).at(place).help(help));
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let (node, origin) = self.last(name)?;
        let node = node.clone();
        if !matches!(node.value, Value::Scalar { quoted: true, .. }) {
            self.wrong(name, &node, &origin, "must be a text", "write it in quotes");
            return None;
        }
        node.text().map(str::to_owned)
    }

    pub(super) fn flag(&mut self, name: &str, default: bool) -> bool {
        let Some((node, origin)) = self.last(name) else { return default };
        let node = node.clone();
        let from_environment = matches!(origin, Origin::Environment(_));
        let bit = node.text().filter(|_| from_environment).and_then(|t| match t {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        });
        node.boolean().or(bit).unwrap_or_else(|| {
            self.wrong(name, &node, &origin, "must be true or false", "write `true` or `false`");
            default
        })
    }

    pub(super) fn list(&mut self, name: &str) -> Vec<(String, Node, Origin)> {
        let Some((node, origin)) = self.last(name) else { return Vec::new() };
        let node = node.clone();
        if matches!(node.value, Value::Table(_)) {
            self.wrong(name, &node, &origin, "must be a list of texts", "write `[\"..\"]`");
        }
        node.texts()
            .into_iter()
            .map(|(text, span)| {
                let part = Node { value: node.value.clone(), span };
                (text.to_owned(), part, origin.clone())
            })
            .collect()
    }
}
