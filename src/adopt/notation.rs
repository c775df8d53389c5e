//! Fields as the three notations of front matter write them.

use crate::date::{Moment, Precision};
use crate::value::{Node, Syntax, Value, yaml_entry};

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// A text.
    Text(String),
    /// A day, a time, a month or a year.
    Moment(String, Precision),
    /// A list of texts.
    List(Vec<String>),
    /// A table of texts.
    Table(Vec<(&'static str, String)>),
}

impl Given {
    /// A moment as a text that is read back as the same moment, where there is one.
    ///
    /// A zone that is known by name is named after the time: its offset alone would be another
    /// zone. `zone` is that of the front matter, for times that state none.
    pub(super) fn moment(moment: &Moment, zone: Option<&str>) -> Option<Self> {
        let named = match &moment.zone {
            crate::date::Zone::Named(name) => Some(name),
            _ => None,
        };
        let iso = moment.iso();
        let plain = Moment { zone: crate::date::Zone::Unknown, ..moment.clone() }.iso();
        let by_field = || zone.map(|z| (plain.clone(), Moment::parse(&plain).map(|m| m.or_zone(z))));
        let by_name = || {
            let text = format!("{} {}", plain.replace('T', " "), named?);
            let read = Moment::parse(&text);
            Some((text, read))
        };
        let forms = [Some((iso.clone(), Moment::parse(&iso))), by_field(), by_name()];
        let found = forms.into_iter().flatten().find(|(_, read)| read.as_ref() == Some(moment));
        found.map(|(text, _)| Given::Moment(text, moment.precision))
    }

    /// The value for a message.
    pub(super) fn shown(&self) -> String {
        match self {
            Given::Text(text) | Given::Moment(text, _) => format!("`{text}`"),
            Given::List(list) => format!("`{}`", list.join(", ")),
            Given::Table(parts) => {
                let parts: Vec<String> = parts.iter().map(|(name, text)| format!("{name}: {text}")).collect();
                format!("`{}`", parts.join("; "))
            }
        }
    }

    /// The tree of the value.
    fn node(&self) -> Node {
        let node = |value| Node { value, span: 0..0 };
        let text = |raw: &String| node(Value::Scalar { raw: raw.clone(), quoted: true });
        match self {
            Given::Text(raw) => text(raw),
            Given::Moment(raw, _) => node(Value::Scalar { raw: raw.clone(), quoted: false }),
            Given::List(list) => node(Value::List(list.iter().map(text).collect())),
            Given::Table(parts) => {
                let entry = |(key, raw): &(&'static str, String)| crate::value::Entry {
                    key: (*key).to_owned(),
                    key_span: 0..0,
                    node: text(raw),
                };
                node(Value::Table(parts.iter().map(entry).collect()))
            }
        }
    }
}

/// A field with its value, on one line without its end.
pub(super) fn entry(syntax: Syntax, name: &str, value: &Given) -> String {
    match syntax {
        Syntax::Yaml => yaml_entry(name, &value.node()).trim_end_matches('\n').to_owned(),
        Syntax::Toml => format!("{name} = {}", toml(value)),
        Syntax::Json => format!("{}: {}", serde_json::json!(name), json(value)),
    }
}

/// A value as TOML 1.0 writes it.
fn toml(value: &Given) -> String {
    match value {
        // A time without seconds is one only in later versions than most readers know.
        Given::Moment(raw, Precision::Day) => raw.clone(),
        Given::Text(raw) | Given::Moment(raw, _) => toml_text(raw),
        Given::List(list) => format!("[{}]", list.iter().map(|t| toml_text(t)).collect::<Vec<_>>().join(", ")),
        Given::Table(parts) => {
            let parts: Vec<String> = parts.iter().map(|(key, text)| format!("{key} = {}", toml_text(text))).collect();
            format!("{{ {} }}", parts.join(", "))
        }
    }
}

/// A basic string. What JSON escapes TOML reads alike, and it wants U+007F escaped too.
fn toml_text(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

fn json(value: &Given) -> String {
    let value = match value {
        Given::Text(raw) | Given::Moment(raw, _) => serde_json::Value::from(raw.as_str()),
        Given::List(list) => serde_json::Value::from(list.as_slice()),
        Given::Table(parts) => {
            serde_json::Value::Object(parts.iter().map(|(k, t)| ((*k).to_owned(), t.as_str().into())).collect())
        }
    };
    value.to_string()
}

#[cfg(test)]
mod tests;
