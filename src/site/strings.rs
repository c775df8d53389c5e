//! Words of the interface, from the language file of the theme.

use crate::date::{Moment, Precision, Zone};
use crate::document::Labels;
use crate::value::{self, Node, Syntax, Value as Parsed};
use std::collections::{BTreeMap, HashMap};
use tera::Value;

/// The direction of a language's script, as HTML names it (Unicode CLDR, layout/orientation).
pub(super) fn direction(language: &str) -> &'static str {
    let base = language.split('-').next().unwrap_or(language).to_lowercase();
    let rtl = ["ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"].contains(&base.as_str());
    if rtl { "rtl" } else { "ltr" }
}

/// The words of one language, English where one is missing.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    texts: HashMap<String, String>,
    lists: HashMap<String, Vec<String>>,
    plurals: HashMap<String, Vec<(String, String)>>,
}

impl Strings {
    /// Reads language files, later ones winning over earlier ones.
    ///
    /// # Errors
    /// The name of the file and the reason, when one is no TOML.
    pub(super) fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, String> {
        let mut strings = Self::default();
        for (name, text) in files {
            let (node, errors) = value::parse(Syntax::Toml, text, 0);
            if let Some(error) = errors.first() {
                return Err(format!("{name}: {}", error.message));
            }
            for entry in node.entries().unwrap_or_default() {
                match &entry.node.value {
                    Parsed::Scalar { raw, .. } => {
                        strings.texts.insert(entry.key.clone(), raw.clone());
                    }
                    Parsed::List(list) => {
                        let list = list.iter().map(Node::flat).collect();
                        strings.lists.insert(entry.key.clone(), list);
                    }
                    Parsed::Table(tables) if entry.key == "plural" => {
                        for table in tables {
                            let forms = table.node.entries().unwrap_or_default();
                            let forms = forms.iter().map(|f| (f.key.clone(), f.node.flat())).collect();
                            strings.plurals.insert(table.key.clone(), forms);
                        }
                    }
                    Parsed::Table(_) => {}
                }
            }
        }
        Ok(strings)
    }

    /// A text by its key; the key itself when there is none, so that a gap shows.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// A number of things in words.
    pub(super) fn plural(&self, key: &str, n: usize) -> String {
        let forms = self.plurals.get(key).map(Vec::as_slice).unwrap_or_default();
        let form = |name: &str| forms.iter().find(|(f, _)| f == name).map(|(_, text)| text.as_str());
        let exact = if n == 1 { form("one") } else { None };
        exact.or_else(|| form("other")).unwrap_or("{n}").replace("{n}", &n.to_string())
    }

    /// All texts and lists, for templates.
    pub(super) fn value(&self) -> Value {
        let mut all: BTreeMap<&str, Value> =
            self.texts.iter().map(|(k, v)| (k.as_str(), Value::from(v.as_str()))).collect();
        all.extend(self.lists.iter().map(|(k, v)| (k.as_str(), super::data::texts(v))));
        Value::from_serializable(&all)
    }

    /// A date in words, without its time.
    pub(super) fn date(&self, moment: &Moment) -> String {
        let date = moment.civil.date();
        let form = match moment.precision {
            Precision::Year => return date.year().to_string(),
            Precision::Month => self.get("date_month"),
            _ => self.get("date_day"),
        };
        self.fill(form, "months", date)
    }

    /// A day without its year, as short as it is clear: `4 Oct`.
    pub(super) fn short_date(&self, date: jiff::civil::Date) -> String {
        self.fill(self.get("date_short"), "months_short", date)
    }

    /// The short name of a month.
    pub(super) fn short_month(&self, date: jiff::civil::Date) -> String {
        self.fill("{month}", "months_short", date)
    }

    fn fill(&self, form: &str, names: &str, date: jiff::civil::Date) -> String {
        let months = self.lists.get(names).map(Vec::as_slice).unwrap_or_default();
        let at = usize::try_from(date.month() - 1).unwrap_or(0);
        let month = months.get(at).cloned().unwrap_or_else(|| date.month().to_string());
        let (day, year) = (date.day().to_string(), date.year().to_string());
        form.replace("{day}", &day).replace("{month}", &month).replace("{year}", &year)
    }

    /// A date with its time, and whether the zone of that time is not known.
    pub(super) fn moment(&self, moment: &Moment) -> (String, bool) {
        match moment.clock() {
            Some(clock) => (format!("{}, {clock}", self.date(moment)), moment.zone == Zone::Unknown),
            None => (self.date(moment), false),
        }
    }

    /// A duration in words: `2 h 40 min`, `3 d 2 h`.
    pub(super) fn duration(seconds: i64) -> String {
        let minutes = seconds / 60;
        let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        let parts: Vec<String> = [(days, "d"), (hours, "h"), (minutes, "min")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .take(2)
            .map(|(n, unit)| format!("{n} {unit}"))
            .collect();
        if parts.is_empty() { format!("{seconds} s") } else { parts.join(" ") }
    }

    /// The words that stand in rendered Markdown.
    pub fn labels(&self) -> Labels {
        let get = |key: &'static str| self.get(key).to_owned();
        Labels {
            anchor: get("anchor_label"),
            footnote_back: get("footnote_back"),
            table: get("table_label"),
            task: get("task_label"),
            task_done: get("task_done_label"),
            alerts: ["note", "tip", "important", "warning", "caution"]
                .map(|k| self.get(&format!("alert_{k}")).to_owned()),
            unresolved: get("unresolved_link"),
            remote_image: get("remote_image"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_word_falls_back_and_plurals_agree() {
        let en = "a = 'A'\nb = 'B'\nmonths = ['January','February','March']\ndate_day = '{day} {month} {year}'\n[plural.x]\none = '{n} thing'\nother = '{n} things'\n";
        let strings = Strings::read([("en", en), ("xx", "a = 'Ä'\n")]).unwrap();
        assert_eq!((strings.get("a"), strings.get("b"), strings.get("c")), ("Ä", "B", "c"));
        assert_eq!((strings.plural("x", 1), strings.plural("x", 0)), ("1 thing".into(), "0 things".into()));
        assert_eq!(strings.date(&Moment::parse("2024-03-09").unwrap()), "9 March 2024");
        assert!(Strings::read([("xx", "a = ")]).is_err());
    }

    #[test]
    fn durations_have_two_parts_at_most() {
        assert_eq!(Strings::duration(9600), "2 h 40 min");
        assert_eq!(Strings::duration(86_400 * 3 + 7200 + 60), "3 d 2 h");
        assert_eq!(Strings::duration(42), "42 s");
    }
}
