//! Tables as text: CSV as of RFC 4180, with semicolons or tabs too, names of columns first.

use super::map::{self, Map};
use super::page::Page;
use super::row::{self, Row};
use super::{ImportError, Source, check_columns};
use crate::count::Count;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::value::{Entry, Node, Value};
use std::ops::Range;

/// A row after the last one: when it does not come out whole, a quote was left open.
const END: &str = "\u{1}candor: the end\u{1}";

/// How often reading begins anew after a quote that is never closed.
const MOST_RESTARTS: usize = 100;

/// The incidents of a table, one a row.
pub(super) fn read(source: &Source<'_>, map: &Map, problems: &mut Diagnostics) -> Result<Vec<Page>, ImportError> {
    let rows = rows(source, problems);
    let mut rows = rows.into_iter();
    let Some((head, _)) = rows.next() else {
        problems.push(
            Diagnostic::new(Code::EmptyFile, "the table is empty")
                .at(Place::file(source.file))
                .help("its first row has the names of its columns"),
        );
        return Ok(Vec::new());
    };
    let names = names(&head);
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    check_columns(source, map, &columns)?;
    let mut pages = Vec::new();
    for (at, (cells, span)) in rows.enumerate() {
        let number = at + 1;
        let found = Count(cells.len(), "cell", "cells");
        let wanted = Count(names.len(), "column", "columns");
        let message = format!("row {number} has {found} for {wanted}");
        if cells.len() > names.len() && cells[names.len()..].iter().any(|c| !c.trim().is_empty()) {
            problems.push(source.bad(
                message,
                span,
                "put a text with a separator in it between quotes; the row was left out",
            ));
            continue;
        }
        if cells.len() < names.len() {
            problems.push(source.bad(message, span.clone(), "the last columns of it are taken as empty"));
        }
        let entries = entries(source.text, &names, &cells, &span);
        pages.extend(row::page(Row { number, entries, span }, map, source, problems));
    }
    Ok(pages)
}

/// The names of the columns; what has none is called by its number.
fn names(head: &[String]) -> Vec<String> {
    let name = |(at, name): (usize, &String)| match name.trim() {
        "" => format!("column {}", at + 1),
        name => name.to_owned(),
    };
    head.iter().enumerate().map(name).collect()
}

/// The cells of a row under the names of their columns; columns of one name are a list.
fn entries(text: &str, names: &[String], cells: &[String], span: &Range<usize>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut from = span.start;
    for (name, cell) in names.iter().zip(cells) {
        // Cells come in the order of the text, so that each is looked for after the one before.
        let found = text[from..span.end].find(cell.as_str()).filter(|_| !cell.is_empty());
        let place = found.map_or(span.start..span.start, |at| from + at..from + at + cell.len());
        from = if found.is_some() { place.end } else { from };
        let node = Node { value: Value::Scalar { raw: cell.clone(), quoted: true }, span: place.clone() };
        match entries.iter_mut().find(|e| e.key == *name) {
            None => entries.push(Entry { key: name.clone(), key_span: place, node }),
            Some(_) if node.is_empty() => {}
            Some(entry) if entry.node.is_empty() => entry.node = node,
            Some(entry) => match &mut entry.node.value {
                Value::List(list) => list.push(node),
                _ => {
                    let first = std::mem::replace(&mut entry.node, Node::empty());
                    entry.node = Node { span: first.span.clone(), value: Value::List(vec![first, node]) };
                }
            },
        }
    }
    entries
}

/// Rows with the bytes in which they stand; empty lines are none.
fn rows(source: &Source<'_>, problems: &mut Diagnostics) -> Vec<(Vec<String>, Range<usize>)> {
    let text = source.text;
    let delimiter = delimiter(source.file, text);
    let mut all = Vec::new();
    let mut offset = 0;
    for _ in 0..MOST_RESTARTS {
        let rest = format!("{}\n{END}\n", &text[offset..]);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(rest.as_bytes());
        let mut open = None;
        let mut record = csv::StringRecord::new();
        // The bytes are UTF-8 and rows may have any length, so that nothing fails here.
        while let Ok(true) = reader.read_record(&mut record) {
            let start = offset + record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or_default());
            let start = start + text.get(start..).map_or(0, |t| t.len() - t.trim_start_matches(['\n', '\r']).len());
            let end = offset + usize::try_from(reader.position().byte()).unwrap_or_default();
            if record.iter().any(|cell| cell.contains(END)) {
                open = (record.len() != 1 || &record[0] != END).then_some(start);
                break;
            }
            let end = end.min(text.len()).max(start);
            let end = start + text[start..end].trim_end_matches(['\n', '\r']).len();
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                all.push((record.iter().map(str::to_owned).collect(), start..end));
            }
        }
        let Some(start) = open else { return all };
        let line = start + text[start..].find('\n').unwrap_or(text.len() - start);
        problems.push(source.bad(
            "a quote is opened in this row and never closed",
            start..line,
            "close it, and write a quote inside a text as two; the row was left out",
        ));
        offset = (line + 1).min(text.len());
    }
    problems.push(source.bad(
        "too many quotes are never closed",
        offset..offset,
        "this is where reading ended; is the file a table with quotes?",
    ));
    all
}

/// What stands between the cells: what the first line has most of, outside of quotes.
fn delimiter(file: &str, text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(d, _)| *d == byte).for_each(|(_, n)| *n += 1),
        }
    }
    if file.to_ascii_lowercase().ends_with(".tsv") {
        counts[2].1 = usize::MAX;
    }
    // The first of the most frequent, so that a comma wins where none is there.
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(d, _)| *d)
}

/// The names of the columns of rows, each once, in the order in which they come.
pub(super) fn columns_of<'a>(rows: impl Iterator<Item = &'a [Entry]>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    rows.flat_map(map::columns).filter(|name| seen.insert(name.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(text: &str, words: &[&str]) -> (Vec<Page>, Vec<String>) {
        let mut problems = Diagnostics::new();
        let map = Map::read(&words.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
        let pages = read(&Source::new("a.csv", text), &map, &mut problems).unwrap();
        let said = |d: &Diagnostic| {
            let place = d.place.as_ref().unwrap();
            format!("{} {}:{} {}", d.code.as_str(), place.line, place.column, d.message)
        };
        (pages, problems.iter().map(said).collect())
    }

    fn titles(pages: &[Page]) -> Vec<&str> {
        pages.iter().map(|p| p.title.as_str()).collect()
    }

    #[test]
    fn a_row_becomes_fields_sections_and_a_text() {
        let text = "Title,Started,Component,Labels,Labels,Root cause,Cost centre,Description\n\
            Queue full,2024-03-09 14:05,\"queue; web\",a,b,\"A long story.\nTwo lines.\",42,\"What\n\nhappened\"\n";
        let (pages, problems) = run(text, &[]);
        assert_eq!(problems, [""; 0]);
        assert_eq!(
            pages[0].markdown(),
            "---\ntitle: Queue full\nstarted_at: \"2024-03-09 14:05\"\nservices: [queue, web]\ntags: [a, b]\n\
             Cost centre: \"42\"\n---\n\nWhat\n\nhappened\n\n## Root cause\n\nA long story.\nTwo lines.\n"
        );
    }

    #[test]
    fn semicolons_and_tabs_are_seen() {
        for text in ["title;date\nA, b;2024\n", "title\tdate\nA, b\t2024\n", "\"title\",date\n\"A, b\",2024\n"] {
            let (pages, problems) = run(text, &[]);
            assert_eq!((titles(&pages), problems.len()), (vec!["A, b"], 0), "{text}");
        }
    }

    #[test]
    fn a_date_that_cannot_be_read_stays_text_and_is_said_with_its_row() {
        let (pages, problems) = run("title,date\nA,7/5/2023\nB,soon\nC,tbd\n", &[]);
        assert_eq!(
            problems,
            [
                "bad-date 2:3 row 1: `date` may have the day or the month first: `7/5/2023`",
                "bad-date 3:3 row 2: `date` is no date that can be read: `soon`",
            ]
        );
        assert!(pages[0].markdown().contains("date_text: \"7/5/2023\""), "{}", pages[0].markdown());
        assert!(pages[2].markdown().contains("date: tbd") && pages[2].date.is_none());
    }

    #[test]
    fn a_bad_row_does_not_lose_the_others() {
        let (pages, problems) = run("title,date\nA,2024,x,y\n\nB\n \nC,2024\n", &[]);
        assert_eq!(titles(&pages), ["B", "C"]);
        assert_eq!(
            problems,
            ["bad-import 2:1 row 1 has 4 cells for 2 columns", "bad-import 4:1 row 2 has 1 cell for 2 columns",]
        );
        let (pages, problems) = run("title,note\nA,x\nB,\"open\nC,y\nD,z\n", &[]);
        assert_eq!(titles(&pages), ["A", "C", "D"]);
        assert_eq!(problems, ["bad-import 3:1 a quote is opened in this row and never closed"]);
    }

    #[test]
    fn a_row_without_a_title_is_called_by_its_first_words() {
        let (pages, problems) = run("date,summary\n2024,The disk was full. Then it was not.\n2024,\n", &[]);
        assert_eq!(titles(&pages), ["The disk was full", "Row 2"]);
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("no-title 2:1"), "{problems:?}");
    }

    #[test]
    fn a_column_that_is_not_there_is_said_before_anything_is_read() {
        let map = Map::read(&["title=Sumary".to_owned()]).unwrap();
        let error = read(&Source::new("a.csv", "Summary\nx\n"), &map, &mut Diagnostics::new()).unwrap_err();
        assert_eq!(error.to_string(), "a.csv has no column `Sumary`; did you mean `Summary`?");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in any::<String>(), csvish in "[a\",\n;]{0,60}") {
            run(&text, &[]);
            run(&csvish, &[]);
        }

        #[test]
        fn any_cell_comes_back(cell in "[^\u{0}-\u{8}\u{b}-\u{1f}\u{7f}]{1,60}") {
            let text = format!("title,mine\nA,\"{}\"\n", cell.replace('"', "\"\""));
            let (pages, problems) = run(&text, &[]);
            prop_assert_eq!(problems, [""; 0]);
            let page = &pages[0];
            let said = page.fields.iter().find(|(k, _)| k == "mine").map(|(_, n)| n.flat());
            let said = said.unwrap_or_else(|| page.body.trim().trim_start_matches("## mine").to_owned());
            let words = |t: &str| t.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&said), words(&cell));
        }
    }
}
