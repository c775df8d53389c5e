//! The form of a file of a language.

use super::pattern::{Lists, Writer};
use super::{Language, Rule};
use crate::diagnostic::Code;
use crate::document::SectionName;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A file of a language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    /// Whether blanks stand between words; true where no file says so.
    spaces: Option<bool>,
    /// What `...` is, as a regular expression, where it is not up to nine words of a clause.
    gap: Option<String>,
    /// Marks and words that end a clause.
    clause: Vec<String>,
    /// Lists of words.
    words: Lists,
    /// What a finding says, by code.
    says: BTreeMap<String, Says>,
    /// Rules. One code may have several, which look in turn.
    rule: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Says {
    /// What is wrong, in English, as the program speaks; `{found}` is what was found.
    message: String,
    /// What the text could say instead, in its language.
    help: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Code,
    /// The list of the words that the rule turns on.
    key: String,
    find: Vec<String>,
    /// What must stand in the sentence, any of it; nothing needs to where there is none.
    #[serde(default)]
    only: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    unless_sentence: Vec<String>,
    #[serde(default)]
    not_after: Vec<String>,
    #[serde(default)]
    not_in: Vec<String>,
    #[serde(default)]
    not_under: Vec<String>,
}

/// Puts the files of a language together.
pub(super) fn read(texts: &[&str]) -> Result<Language, String> {
    let mut all = File::default();
    for text in texts {
        let file: File = toml::from_str(text).map_err(|e| e.message().to_owned())?;
        all.spaces = file.spaces.or(all.spaces);
        all.gap = file.gap.or(all.gap);
        all.clause.extend(file.clause);
        for (name, words) in file.words {
            all.words.entry(name).or_default().extend(words);
        }
        all.says.extend(file.says);
        all.rule.extend(file.rule);
    }
    language(&all)
}

fn language(file: &File) -> Result<Language, String> {
    let spaces = file.spaces.unwrap_or(true);
    let writer = Writer { lists: &file.words, spaces, gap: file.gap.as_deref() };
    let mut keys: Vec<&str> = file.rule.iter().map(|r| r.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    let ends = Some(&file.clause).filter(|c| !c.is_empty());
    let clause = ends.map(|c| writer.regex(&format!("({})", c.join("|")), "")).transpose()?;
    let rules = file.rule.iter().map(|r| rule(r, file, &writer)).collect::<Result<_, _>>()?;
    Ok(Language { spaces, keys: writer.literals(&keys)?, clause, rules })
}

fn rule(entry: &Entry, file: &File, writer: &Writer<'_>) -> Result<Rule, String> {
    let code = entry.code.as_str();
    let says = file.says.get(code).ok_or_else(|| format!("`{code}` has a rule and no message"))?;
    let not_in = entry.not_in.iter().map(|id| {
        SectionName::ALL.into_iter().find(|s| s.id() == id).ok_or_else(|| format!("there is no section `{id}`"))
    });
    Ok(Rule {
        code: entry.code,
        keys: writer.literals(&[&entry.key])?,
        find: entry.find.iter().map(|f| writer.regex(f, &entry.key)).collect::<Result<_, _>>()?,
        only: Some(&entry.only).filter(|o| !o.is_empty()).map(|o| writer.any(o, false)).transpose()?,
        unless: writer.any(&entry.unless, false)?,
        unless_sentence: writer.any(&entry.unless_sentence, false)?,
        not_after: writer.any(&entry.not_after, true)?,
        not_in: not_in.collect::<Result<_, _>>()?,
        not_under: entry.not_under.iter().map(|h| h.to_lowercase()).collect(),
        message: says.message.clone(),
        help: says.help.clone(),
    })
}
