//! What a document says, apart from where it stands.

use crate::document::Document;
use serde_json::{Value, json};

/// Keys that say where something stands, or what was not understood.
const PLACES: [&str; 7] = ["origin", "span", "line", "place", "head", "not_understood", "dates"];

/// All that a library has from a document, without the places in its file.
///
/// The order that its dates show is part of it: other files are read by that.
pub(super) fn said(document: &Document) -> Value {
    let order = document.dates.order().map(|o| format!("{o:?}"));
    match serde_json::to_value(document) {
        Ok(mut value) => {
            strip(&mut value);
            json!([value, order])
        }
        // Every part of a document can be written, since the cache does so.
        Err(_) => Value::Null,
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !PLACES.contains(&key.as_str()));
            map.iter_mut().for_each(|(_, v)| strip(v));
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}
