//! Files beside the documents, and which of them must not be published.

use crate::fs;
use regex::Regex;
use std::path::Path;
use std::sync::LazyLock;

/// Endings of files that a browser runs or reads as a page: opened at their own address
/// they are under no policy of ours.
const ACTIVE: [&str; 12] = ["html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "js", "mjs", "xml", "xsl", "wasm"];

#[expect(clippy::unwrap_used, reason = "a constant pattern that the tests compile")]
static ACTIVE_SVG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)<\s*(script|foreignobject|iframe|embed|object|handler)\b|\son[a-z]+\s*=|javascript:|<!entity|(href|src)\s*=\s*["']?\s*(https?:)?//|@import|url\(\s*["']?(https?:)?//|<\?xml-stylesheet"#)
        .unwrap()
});

/// Why a file must not be published, if it must not.
pub(super) fn is_unsafe(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_string_lossy().to_ascii_lowercase();
    if ACTIVE.contains(&ending.as_str()) {
        return Some("a browser would run or show it as a page, outside the policy of the site");
    }
    if ending == "svg" {
        let active = fs::read(path).is_ok_and(|bytes| ACTIVE_SVG.is_match(&String::from_utf8_lossy(&bytes)));
        return active.then_some("the drawing runs or loads something");
    }
    (ending == "svgz").then_some("a packed drawing cannot be looked into")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_would_run_is_known() {
        let dir = tempfile::tempdir().unwrap();
        let svg = |text: &str| {
            let path = dir.path().join("a.svg");
            std::fs::write(&path, text).unwrap();
            is_unsafe(&path)
        };
        assert!(is_unsafe(Path::new("report.HTML")).is_some());
        assert!(is_unsafe(Path::new("log.txt")).is_none() && is_unsafe(Path::new("graph.png")).is_none());
        assert!(svg("<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>").is_none());
        for hostile in [
            "<svg><script>x</script></svg>",
            "<svg onload='x'/>",
            "<svg><image href='https://e.example/x'/></svg>",
            "<svg><style>@import url(//e)</style></svg>",
        ] {
            assert!(svg(hostile).is_some(), "{hostile}");
        }
    }
}
