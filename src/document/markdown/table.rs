//! The state of the table that is being written.

use super::attribute;
use pulldown_cmark::Alignment;

/// Tables of a document, one at a time.
#[derive(Default)]
pub(super) struct Tables {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// How many there are so far, to give each box a name of its own.
    count: usize,
}

impl Tables {
    /// Begins a table in a box that scrolls, so that a wide one never moves the page.
    pub(super) fn start(&mut self, alignments: Vec<Alignment>, label: &str) -> String {
        self.alignments = alignments;
        self.count += 1;
        let label = attribute(&format!("{label} {}", self.count));
        format!("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table>\n")
    }

    /// Begins the head or another row.
    pub(super) fn row(&mut self, head: bool) -> &'static str {
        self.in_head = head;
        self.column = 0;
        if head { "<thead><tr>" } else { "<tr>" }
    }

    /// Begins a cell; its alignment is a class, since the policy of the pages forbids styles.
    pub(super) fn cell(&self) -> String {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        format!("<{}{class}>", if self.in_head { "th" } else { "td" })
    }

    /// Ends a cell.
    pub(super) fn end_cell(&mut self) -> &'static str {
        self.column += 1;
        if self.in_head { "</th>" } else { "</td>" }
    }
}
