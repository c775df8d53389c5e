//! An insertion as a unified diff, in the form that `git apply` and `patch -p1` take.
//!
//! Written by hand: the change is known, so that there is nothing to compare.

use super::Insertion;

/// Lines that are shown before and after a change.
const AROUND: usize = 3;

/// What `git` and `patch` want to be told of a last line without its end.
const NO_END: &str = "\\ No newline at end of file\n";

/// The change of a file as a diff; `path` is that of the file from where the diff is applied.
pub fn unified(path: &str, old: &str, insertion: &Insertion) -> String {
    let lines: Vec<&str> = old.split_inclusive('\n').collect();
    let mut first = 0;
    let mut start = 0;
    while first < lines.len() && start + lines[first].len() <= insertion.at {
        start += lines[first].len();
        first += 1;
    }
    // Whole lines go between two others; anything else changes the line that it is put into.
    let between = start == insertion.at && insertion.text.ends_with('\n');
    let changed = usize::from(!between && first < lines.len());
    let new: String = match lines.get(first).filter(|_| changed == 1) {
        Some(line) => {
            let (before, after) = line.split_at(insertion.at - start);
            format!("{before}{}{after}", insertion.text)
        }
        None => insertion.text.clone(),
    };
    let added = new.split_inclusive('\n').count();
    let from = first.saturating_sub(AROUND);
    let to = (first + changed + AROUND).min(lines.len());
    let old_count = to - from;
    let new_count = old_count - changed + added;
    // The line before an empty part is named, which is none at the beginning of a file.
    let number = |count: usize| if count == 0 { from } else { from + 1 };
    let mut out = format!("--- {}\n+++ {}\n", name("a", path), name("b", path));
    out += &format!("@@ -{},{old_count} +{},{new_count} @@\n", number(old_count), number(new_count));
    let mut put = |mark: char, line: &str| {
        out.push(mark);
        out += line;
        if !line.ends_with('\n') {
            out.push('\n');
            out += NO_END;
        }
    };
    lines[from..first].iter().for_each(|l| put(' ', l));
    lines[first..first + changed].iter().for_each(|l| put('-', l));
    new.split_inclusive('\n').for_each(|l| put('+', l));
    lines[first + changed..to].iter().for_each(|l| put(' ', l));
    out
}

/// A path as a diff names it: quoted as `git` does where it must be; a tab behind a path
/// with spaces says where it ends.
fn name(side: &str, path: &str) -> String {
    let must = |c: char| c.is_control() || matches!(c, '"' | '\\');
    if path.contains(must) {
        let mut out = format!("\"{side}/");
        for byte in path.bytes() {
            match byte {
                b'"' | b'\\' => out.extend(['\\', byte as char]),
                0x20..=0x7e => out.push(byte as char),
                _ => out += &format!("\\{byte:03o}"),
            }
        }
        return out + "\"";
    }
    let end = if path.contains(' ') { "\t" } else { "" };
    format!("{side}/{path}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, at: usize, text: &str) -> String {
        unified("a b.md", old, &Insertion { at, text: text.into() })
    }

    #[test]
    fn whole_lines_go_between_others() {
        assert_eq!(
            diff("1\n2\n3\n4\n5\n", 2, "x\ny\n"),
            "--- a/a b.md\t\n+++ b/a b.md\t\n@@ -1,4 +1,6 @@\n 1\n+x\n+y\n 2\n 3\n 4\n"
        );
        assert_eq!(
            diff("1", 0, "x\n").lines().skip(2).collect::<Vec<_>>(),
            ["@@ -1,1 +1,2 @@", "+x", " 1", "\\ No newline at end of file"]
        );
    }

    #[test]
    fn a_line_that_is_added_to_is_taken_out_and_put_in() {
        assert_eq!(
            diff("{\n\"a\": 1\n}", 8, ",\n\"b\": 2").lines().skip(2).collect::<Vec<_>>(),
            ["@@ -1,3 +1,4 @@", " {", "-\"a\": 1", "+\"a\": 1,", "+\"b\": 2", " }", "\\ No newline at end of file"]
        );
    }

    #[test]
    fn a_name_that_would_break_the_diff_is_quoted() {
        assert_eq!(name("a", "x\ny\".md"), "\"a/x\\012y\\\".md\"");
    }
}
