//! Writes the files of the browser's search of one library, for tests.
//!
//! ```text
//! search_export --root DIR --out DIR
//! ```

use candor::{Clock, search_index};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let mut root = PathBuf::from(".");
    let mut out = PathBuf::from(".");
    let mut overrides = candor::config::Overrides { drafts: true, future: true, ..Default::default() };
    while let Some(arg) = args.next() {
        let value = args.next().map(PathBuf::from).ok_or("an argument has no value")?;
        match arg.as_str() {
            "--root" => root = value,
            "--out" => out = value,
            "--cache-dir" => overrides.cache_dir = Some(value),
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    let (config, _) = candor::config::load(&root, &overrides, []).map_err(|p| format!("{} problems", p.len()))?;
    let today = jiff::Zoned::now().date();
    let selection = candor::library::Selection {
        audience: config.audience.clone(),
        drafts: config.drafts,
        future: config.future,
        today,
    };
    let index = search_index(&config, &selection, Clock { today, now: 0 })?;
    index.export(&|path: String, bytes: Vec<u8>| {
        let path = out.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, bytes)
    })?;
    Ok(())
}
