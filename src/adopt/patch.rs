//! An insertion as a unified diff, in the form that `git apply` and `patch -p1` take.
//!
//! Written by hand: the change is known, so that there is nothing to compare.

use super::Insertion;
use std::ops::Range;

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
    lines[from..first].iter().for_each(|l| put(&mut out, ' ', l));
    lines[first..first + changed].iter().for_each(|l| put(&mut out, '-', l));
    new.split_inclusive('\n').for_each(|l| put(&mut out, '+', l));
    lines[first + changed..to].iter().for_each(|l| put(&mut out, ' ', l));
    out
}

/// Bytes of a file, and what takes their place.
pub type Edit = (Range<usize>, String);

/// The change of a file by some edits as a diff; they are sorted and do not touch each other.
pub fn unified_edits(path: &str, old: &str, edits: &[Edit]) -> String {
    let lines: Vec<&str> = old.split_inclusive('\n').collect();
    let starts: Vec<usize> = lines
        .iter()
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some(start)
        })
        .collect();
    let line_of = |at: usize| starts.partition_point(|start| *start <= at).saturating_sub(1);
    // Lines that change together, by their numbers from zero, with what takes their place.
    let mut changes: Vec<(Range<usize>, Vec<&Edit>)> = Vec::new();
    for edit in edits {
        let first = line_of(edit.0.start);
        let whole = !edit.0.is_empty() && starts.get(first) == Some(&edit.0.start) && starts.contains(&edit.0.end);
        let last = if whole { line_of(edit.0.end - 1) } else { line_of(edit.0.end) };
        match changes.last_mut().filter(|(lines, _)| first < lines.end) {
            Some((lines, edits)) => {
                lines.end = lines.end.max(last + 1);
                edits.push(edit);
            }
            None => changes.push((first..(last + 1).min(lines.len().max(1)), vec![edit])),
        }
    }
    let mut out = format!("--- {}\n+++ {}\n", name("a", path), name("b", path));
    let mut shift = 0isize;
    for hunk in changes.chunk_by(|a, b| b.0.start <= a.0.end + 2 * AROUND) {
        let from = hunk[0].0.start.saturating_sub(AROUND);
        let to = (hunk[hunk.len() - 1].0.end + AROUND).min(lines.len());
        let (mut body, mut at, mut added) = (String::new(), from, 0isize);
        for (changed, edits) in hunk {
            lines[at..changed.start].iter().for_each(|l| put(&mut body, ' ', l));
            lines[changed.clone()].iter().for_each(|l| put(&mut body, '-', l));
            let start = starts[changed.start];
            let end = starts.get(changed.end).copied().unwrap_or(old.len());
            let new = applied(&old[start..end], start, edits);
            new.split_inclusive('\n').for_each(|l| put(&mut body, '+', l));
            added += new.split_inclusive('\n').count().cast_signed() - changed.len().cast_signed();
            at = changed.end;
        }
        lines[at..to].iter().for_each(|l| put(&mut body, ' ', l));
        let (old_count, new_count) = (to - from, (to - from).saturating_add_signed(added));
        let number = |count: usize, shift: isize| from.saturating_add_signed(shift) + usize::from(count > 0);
        out += &format!("@@ -{},{old_count} +{},{new_count} @@\n", number(old_count, 0), number(new_count, shift));
        out += &body;
        shift += added;
    }
    out
}

/// A piece of a file that begins at byte `start` of it, with edits made.
fn applied(text: &str, start: usize, edits: &[&Edit]) -> String {
    let (mut new, mut at) = (String::with_capacity(text.len()), 0);
    for (span, replacement) in edits {
        new += &text[at..span.start - start];
        new += replacement;
        at = span.end - start;
    }
    new + &text[at..]
}

/// A line of a diff.
fn put(out: &mut String, mark: char, line: &str) {
    out.push(mark);
    *out += line;
    if !line.ends_with('\n') {
        out.push('\n');
        *out += NO_END;
    }
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
    fn several_edits_are_hunks_with_their_lines() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14";
        let at = |line: &str| old.find(line).unwrap();
        let edits = [
            (at("2\n")..at("2\n") + 1, "two".to_owned()),
            (at("4\n")..at("5\n"), String::new()),
            (at("14")..at("14") + 2, "fourteen".to_owned()),
        ];
        assert_eq!(
            unified_edits("a.md", old, &edits).lines().skip(2).collect::<Vec<_>>(),
            [
                "@@ -1,7 +1,6 @@",
                " 1",
                "-2",
                "+two",
                " 3",
                "-4",
                " 5",
                " 6",
                " 7",
                "@@ -11,4 +10,4 @@",
                " 11",
                " 12",
                " 13",
                "-14",
                "\\ No newline at end of file",
                "+fourteen",
                "\\ No newline at end of file",
            ]
        );
    }

    #[test]
    fn a_name_that_would_break_the_diff_is_quoted() {
        assert_eq!(name("a", "x\ny\".md"), "\"a/x\\012y\\\".md\"");
    }
}
