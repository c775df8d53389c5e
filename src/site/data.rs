//! Values for templates, built by hand so that what many pages share is made once.

use tera::Value;
use tera::value::Key;

/// A map for a template: `data! { "title" => title, "url" => url }`.
macro_rules! data {
    ($($key:literal => $value:expr),* $(,)?) => {
        $crate::site::data::map([$(($key, tera::Value::from($value))),*])
    };
}
pub(super) use data;

/// A map of names to values.
pub(super) fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    let map: tera::value::Map = entries.into_iter().map(|(k, v)| (Key::from(k), v)).collect();
    Value::from(map)
}

/// A list of values.
pub(super) fn list(values: impl IntoIterator<Item = Value>) -> Value {
    Value::from(values.into_iter().collect::<Vec<_>>())
}

/// A list of texts.
pub(super) fn texts<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> Value {
    list(values.into_iter().map(|v| Value::from(v.as_ref())))
}
