//! Tests that cannot run here say so, and are counted.

use std::io::Write;
use std::path::PathBuf;

/// Says that a test is skipped, and why; `CANDOR_TEST_SKIPS` names a file that collects it.
pub fn skip(reason: &str) {
    eprintln!("SKIPPED: {reason}");
    let Some(path) = std::env::var_os("CANDOR_TEST_SKIPS") else { return };
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).expect("the file of skips");
    writeln!(file, "{reason}").expect("a line in the file of skips");
}

/// A folder of `../shared`, or none after saying so.
pub fn shared(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if folder.exists() {
        return Some(folder);
    }
    skip(&format!("../shared/{name} is not here"));
    None
}
