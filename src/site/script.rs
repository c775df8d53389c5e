//! Scripts of a theme that are written in several files.
//!
//! The files of a folder in `js/` become one script of its name, in the order of their
//! names: `js/search/*.js` is `js/search.js`. They share one scope, which nothing outside
//! of it sees, and leave their comments and indentation at home.

use super::theme::Files;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Puts one script in the place of each folder in `js/`. A theme that has a file of that
/// name already keeps it.
pub(super) fn join(files: &mut Files) {
    let mut scripts: BTreeMap<String, String> = BTreeMap::new();
    files.retain(|name, bytes| {
        let Some(folder) = folder(name) else { return true };
        compact(&String::from_utf8_lossy(bytes), scripts.entry(format!("js/{folder}.js")).or_default());
        false
    });
    for (name, text) in scripts {
        let script = format!("(function () {{\n'use strict';\n{text}}})();\n");
        files.entry(name).or_insert_with(|| Cow::Owned(script.into_bytes()));
    }
}

/// The folder in `js/` that a script stands in.
fn folder(name: &str) -> Option<&str> {
    let (folder, file) = name.strip_prefix("js/")?.split_once('/')?;
    (file.ends_with(".js") && !file.contains('/')).then_some(folder)
}

/// Adds a script without its indentation, empty lines, lines of comment, and comments that
/// begin a line. Lines stay lines, so that a statement may end with one.
fn compact(text: &str, out: &mut String) {
    let mut in_comment = false;
    for line in text.lines() {
        let mut line = line.trim_start();
        loop {
            if in_comment {
                let Some((_, after)) = line.split_once("*/") else {
                    line = "";
                    break;
                };
                in_comment = false;
                line = after.trim_start();
            }
            let Some(after) = line.strip_prefix("/*") else { break };
            in_comment = true;
            line = after;
        }
        if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(all: &[(&str, &'static str)]) -> BTreeMap<String, String> {
        let mut files: Files =
            all.iter().map(|(name, text)| ((*name).to_owned(), Cow::Borrowed(text.as_bytes()))).collect();
        join(&mut files);
        files.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes.into_owned()).unwrap())).collect()
    }

    #[test]
    fn a_folder_of_scripts_becomes_one_in_the_order_of_names() {
        let files =
            joined(&[("js/x/b.js", "two();"), ("js/x/a.js", "one();\n"), ("js/y.js", "y();"), ("css/x/a.css", "")]);
        assert_eq!(files.keys().collect::<Vec<_>>(), ["css/x/a.css", "js/x.js", "js/y.js"]);
        assert_eq!(files["js/x.js"], "(function () {\n'use strict';\none();\ntwo();\n})();\n");
        assert_eq!(files["js/y.js"], "y();");
    }

    #[test]
    fn a_file_of_that_name_is_kept() {
        assert_eq!(joined(&[("js/x.js", "own();"), ("js/x/a.js", "one();")])["js/x.js"], "own();");
    }

    #[test]
    fn comments_that_begin_a_line_are_dropped_and_code_after_them_stays() {
        let text = "// head\n/**\n * doc; */\n  /** @type {X} */ (a).b();\n/*/ c */ /* d */\n  const s = '// no'; // why\n\n  `\n/* e\n*/ f();\r\n";
        let mut out = String::new();
        compact(text, &mut out);
        assert_eq!(out, "(a).b();\nconst s = '// no'; // why\n`\nf();\n");
    }
}
