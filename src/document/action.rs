//! Follow-ups: from front matter, and from the section of that name as a table, a
//! checklist, bullets or numbered headings.
//!
//! An owner is only who a column, a label or a handle at the edge of an item names.

use super::field::fold;
use super::header::says_unknown;
use super::outline::{Block, Item, Line};
use super::section::{Part, SectionName};
use super::table::Table;
use super::words;
use crate::date::{self, Moment, Order};
use crate::diagnostic::Lines;
use crate::value::Node;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The states of a follow-up.
pub const ACTION_STATES: [&str; 5] = ["proposed", "accepted", "in-progress", "done", "declined"];

/// A follow-up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What is to be done.
    pub text: String,
    /// What sort of work it is (prevent, detect, mitigate ...).
    pub kind: Option<String>,
    /// Who does it. A people field: shown to internal readers only.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<Moment>,
    /// One of [`ACTION_STATES`], or the author's own word.
    pub status: Option<String>,
    /// How urgent it is, in the author's words.
    pub priority: Option<String>,
    /// The ticket.
    pub link: Option<String>,
    /// The line of the file in which it stands, from one.
    pub line: usize,
}

/// The canonical state of a follow-up, or the author's word.
pub(super) fn state(word: &str) -> String {
    let word = word.trim();
    if let Some(state) = sign(word) {
        return state.to_owned();
    }
    let known = |text: &str| {
        let folded = fold(text);
        words::lists().states.get(&folded).cloned()
    };
    // `Done (since 2024-03-09)`
    let bare = word.split(['(', '（', '[', ',', ';', '—']).next().unwrap_or(word);
    known(word).or_else(|| known(bare)).unwrap_or_else(|| word.to_owned())
}

fn sign(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    words::lists().signs.iter().find(|(sign, _)| text.starts_with(sign.as_str())).map(|(_, state)| state.as_str())
}

/// Takes the follow-ups of front matter.
pub(super) fn of_front_matter(table: &mut Table<'_>) -> Vec<Action> {
    let Some(entry) = table.take("actions") else { return Vec::new() };
    let one = std::slice::from_ref(&entry.node);
    let parts = entry.node.list().unwrap_or(one);
    parts.iter().filter(|n| !n.is_empty()).map(|node| of_node(table, node)).collect()
}

fn of_node(table: &mut Table<'_>, node: &Node) -> Action {
    const KNOWN: [&str; 19] = [
        "id",
        "text",
        "title",
        "action",
        "description",
        "summary",
        "type",
        "kind",
        "owner",
        "assignee",
        "due",
        "due_date",
        "deadline",
        "status",
        "state",
        "priority",
        "link",
        "url",
        "issue",
    ];
    let line = table.line(&node.span);
    let Some(entries) = node.entries() else { return Action { text: node.flat(), line, ..Action::default() } };
    let get = |names: &[&str]| {
        names.iter().find_map(|name| {
            let entry = entries.iter().find(|e| fold(&e.key) == fold(name) && !e.node.is_empty())?;
            Some((entry.node.flat(), entry.node.span.clone()))
        })
    };
    let text = |names: &[&str]| get(names).map(|(t, _)| t);
    let known = |key: &str| KNOWN.iter().chain(&["ticket"]).any(|k| fold(k) == fold(key));
    for other in entries.iter().filter(|e| !known(&e.key)) {
        table.keep(format!("actions.{}", other.key), &other.node);
    }
    let id = text(&["id"]).map(|id| format!("{id}: ")).unwrap_or_default();
    Action {
        text: id + &text(&["text", "title", "action", "description", "summary"]).unwrap_or_default(),
        kind: text(&["type", "kind"]),
        owner: text(&["owner", "assignee"]),
        due: get(&["due", "due_date", "deadline"]).and_then(|(text, span)| table.read_moment("due", &text, span)),
        status: text(&["status", "state"]).map(|s| state(&s)),
        priority: text(&["priority"]),
        link: text(&["link", "url", "issue", "ticket"]),
        line: entries.first().map_or(line, |e| table.line(&e.key_span)),
    }
}

/// Reads the follow-ups of the sections for them.
pub(super) fn of_sections(parts: &[Part<'_, '_>], lines: &Lines, order: Option<Order>) -> Vec<Action> {
    let mut reader = Reader { lines, order, actions: Vec::new() };
    let mut above = false;
    for part in parts.iter().filter(|p| p.name == Some(SectionName::Actions)) {
        above = above && part.own.is_none();
        let has_items = part.blocks.iter().any(|b| matches!(b, Block::List(..) | Block::Table(..)));
        if let Some((_, heading)) = part.heading
            && part.own.is_none()
            && let Some(text) = numbered(&heading.text)
            && (!has_items || above)
        {
            // `### 2) Alert on queue depth @storage`: the heading is the action.
            above = true;
            reader.heading(heading, text);
            continue;
        }
        for block in part.blocks {
            reader.block(block);
        }
    }
    reader.actions
}

/// The text of a numbered heading without its number.
fn numbered(heading: &str) -> Option<&str> {
    let heading = heading.trim();
    let digits = heading.bytes().take_while(u8::is_ascii_digit).count();
    let rest = heading.get(digits..).filter(|_| (1..=2).contains(&digits))?;
    let rest = rest.strip_prefix([')', '.', ':'])?.trim();
    (!rest.is_empty()).then_some(rest)
}

struct Reader<'s> {
    lines: &'s Lines,
    order: Option<Order>,
    actions: Vec<Action>,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block<'_>) {
        match block {
            Block::List(items, _) => self.items(items),
            Block::Table(head, rows) => self.table(head, rows),
            Block::Quote(blocks) => blocks.iter().for_each(|b| self.block(b)),
            Block::Terms(terms) => {
                for (term, definitions) in terms {
                    let mut all = vec![term];
                    all.extend(definitions);
                    self.push(&all, None, &[]);
                }
            }
            Block::Heading(..) | Block::Paragraph(_) | Block::Other => {}
        }
    }

    fn items(&mut self, items: &[Item<'_>]) {
        for item in items {
            let own: Vec<&Line<'_>> = item.lines().collect();
            let nested: Vec<&Item<'_>> = item.lists().flatten().collect();
            if item.checked.is_none() && is_group(&own) && !nested.is_empty() && !all_labels(&nested) {
                item.lists().for_each(|l| self.items(l));
            } else if own.is_empty() {
                item.lists().for_each(|l| self.items(l));
            } else {
                self.push(&own, item.checked, &nested);
            }
        }
    }

    fn heading(&mut self, line: &Line<'_>, text: &str) {
        let mut action = Action { text: text.to_owned(), line: self.lines.line(line.span.start), ..Action::default() };
        // `[repair]` at the end is the sort of work.
        if let Some(rest) = action.text.strip_suffix(']')
            && let Some((before, kind)) = rest.rsplit_once('[')
            && !kind.is_empty()
            && !kind.contains(' ')
        {
            (action.kind, action.text) = (Some(kind.to_owned()), before.trim().to_owned());
        }
        if let Some(rest) = action.text.strip_prefix("TODO ") {
            (action.status, action.text) = (Some(state("TODO")), rest.trim().to_owned());
        }
        take_handle(&mut action);
        action.link = link(&[line]);
        self.actions.push(action);
    }

    fn push(&mut self, own: &[&Line<'_>], checked: Option<bool>, nested: &[&Item<'_>]) {
        let Some(first) = own.first() else { return };
        let text = own.iter().map(|l| l.text.trim()).collect::<Vec<_>>().join(" ");
        let mut action = Action { text, line: self.lines.line(first.span.start), ..Action::default() };
        if is_empty(&action.text) {
            return;
        }
        if let Some(state) = sign(&action.text) {
            action.status = Some(state.to_owned());
            let rest = action
                .text
                .trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '`' | '@' | '[' | '(' | '"' | '#'));
            let rest = rest.strip_prefix(":white_check_mark:").unwrap_or(rest);
            action.text = rest.trim().to_owned();
        } else if let Some(done) = checked {
            action.status = Some(if done { "done" } else { "proposed" }.to_owned());
        }
        self.remark(&mut action);
        for line in nested.iter().filter_map(|i| i.first()) {
            self.label(&mut action, &line.text);
        }
        if action.owner.is_none() {
            take_handle(&mut action);
        }
        action.link = link(own).or_else(|| link(&nested.iter().filter_map(|i| i.first()).collect::<Vec<_>>()));
        self.actions.push(action);
    }

    /// Takes `(owner: @a, due: 2024-04-01)` from the end of an item.
    fn remark(&self, action: &mut Action) {
        let text = action.text.trim_end_matches(['.', ' ']);
        let Some(open) = text.rfind(['(', '（', '[']) else { return };
        let inner = text[open..].trim_matches(['(', ')', '（', '）', '[', ']']).to_owned();
        if !text.ends_with([')', '）', ']']) || inner.is_empty() {
            return;
        }
        let before = text[..open].trim_end().to_owned();
        let mut took = false;
        for piece in inner.split([',', ';', '、', '，']) {
            took |= self.label(action, piece.trim());
        }
        let is_state = || words::lists().states.contains_key(&fold(&inner));
        let done = ["done", "completed", "fixed", "完了"].iter().any(|w| inner.to_lowercase().starts_with(w));
        if !took && action.status.is_none() && (is_state() || done) {
            action.status = Some(if done { "done".to_owned() } else { state(&inner) });
            took = true;
        }
        if took && !before.is_empty() {
            action.text = before;
        }
    }

    /// Reads `Owner: @a`, `Due: 2024-04-01`, `Status: done`; gives whether it was one.
    fn label(&self, action: &mut Action, text: &str) -> bool {
        let Some((label, value)) = text.split_once([':', '：']) else {
            // `due 2024-04-01`
            let due = text.strip_prefix("due ").or_else(|| text.strip_prefix("by "));
            let moment = due.and_then(|d| self.moment(d));
            let found = moment.is_some();
            action.due = action.due.take().or(moment);
            return found;
        };
        let value = value.trim();
        if value.is_empty() || says_unknown(value) {
            return false;
        }
        match column(label) {
            Some(Column::Owner) => action.owner = action.owner.take().or_else(|| Some(value.to_owned())),
            Some(Column::Due) => {
                let moment = self.moment(value);
                let found = moment.is_some();
                action.due = action.due.take().or(moment);
                return found;
            }
            Some(Column::Status) => action.status = Some(state(value)),
            Some(Column::Priority) => action.priority = Some(value.to_owned()),
            Some(Column::Kind) => action.kind = Some(value.to_owned()),
            _ => return false,
        }
        true
    }

    /// A date, of which a remark may follow.
    fn moment(&self, text: &str) -> Option<Moment> {
        let reading = date::at_start(text.trim(), self.order).filter(|r| r.until.is_none())?;
        reading.moment()
    }

    fn table(&mut self, head: &[Line<'_>], rows: &[Vec<Line<'_>>]) {
        let columns: Vec<Option<Column>> = head.iter().map(|cell| column(&cell.text)).collect();
        // Two columns may both name what is to be done; the first one does.
        let text =
            columns.iter().position(|c| *c == Some(Column::Text)).or_else(|| columns.iter().position(Option::is_none));
        let Some(text) = text else { return };
        for row in rows {
            let Some(cell) = row.get(text) else { continue };
            if is_empty(&cell.text) {
                continue;
            }
            let mut action = Action {
                text: cell.text.trim().to_owned(),
                line: self.lines.line(cell.span.start),
                ..Action::default()
            };
            for (at, (cell, column)) in row.iter().zip(&columns).enumerate() {
                if at != text {
                    self.cell(&mut action, cell, *column);
                }
            }
            if let Some(state) = sign(&action.text) {
                action.status.get_or_insert_with(|| state.to_owned());
            }
            if action.link.is_none() {
                action.link = link(&row.iter().collect::<Vec<_>>());
            }
            self.actions.push(action);
        }
    }

    fn cell(&self, action: &mut Action, cell: &Line<'_>, column: Option<Column>) {
        let value = cell.text.trim();
        let says_nothing = !value.chars().any(char::is_alphanumeric) && sign(value).is_none();
        if says_nothing || says_unknown(value) {
            return;
        }
        match column {
            Some(Column::Owner) => action.owner = Some(value.to_owned()),
            Some(Column::Due) => action.due = self.moment(value),
            Some(Column::Status) => action.status = Some(state(value)),
            Some(Column::Kind) => action.kind = Some(value.to_owned()),
            Some(Column::Priority) => action.priority = Some(value.to_owned()),
            Some(Column::Link) => {
                action.link = link(&[cell]).or_else(|| Some(value.to_owned()).filter(|v| is_ticket(v)))
            }
            Some(Column::Id | Column::Text) | None => {}
        }
    }
}

/// What a column or label of follow-ups holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Text,
    Owner,
    Due,
    Status,
    Kind,
    Priority,
    Link,
    Id,
}

impl Column {
    fn of(key: &str) -> Option<Self> {
        Some(match key {
            "text" => Column::Text,
            "owner" => Column::Owner,
            "due" => Column::Due,
            "status" => Column::Status,
            "kind" => Column::Kind,
            "priority" => Column::Priority,
            "link" => Column::Link,
            "id" => Column::Id,
            _ => return None,
        })
    }
}

fn column(head: &str) -> Option<Column> {
    let head = head.trim();
    let folded = fold(head.split(['(', '（', '/']).next().unwrap_or(head));
    if folded.is_empty() {
        return matches!(head, "#" | "№").then_some(Column::Id);
    }
    Column::of(words::lists().columns.get(&folded)?)
}

/// Whether an item only names the ones below it: it ends with a colon, or is all bold.
fn is_group(own: &[&Line<'_>]) -> bool {
    let Some(last) = own.last() else { return false };
    let colon = last.text.trim_end().ends_with([':', '：']);
    let bold = own.len() == 1 && last.bold > 0 && last.bold >= last.text.trim_end().len();
    colon || bold
}

/// Whether all items are labels of one thing: `Owner: ..`, `Due: ..`.
fn all_labels(items: &[&Item<'_>]) -> bool {
    items.iter().all(|item| {
        let label = item.first().and_then(|l| l.text.split_once([':', '：']).map(|(label, _)| label.to_owned()));
        label.is_some_and(|l| matches!(column(&l), Some(c) if c != Column::Text))
    })
}

/// Whether an item says that there is nothing to do, or was never filled in.
fn is_empty(text: &str) -> bool {
    let text = text.trim();
    let letters = text.chars().any(char::is_alphanumeric);
    let hint = text.starts_with('[') && text.ends_with(']') && !text.contains("](") && text.matches('[').count() == 1;
    !letters
        || says_unknown(text)
        || hint
        || matches!(fold(text).as_str(), "tobedecided" | "tobedetermined" | "todo" | "特になし")
}

/// Takes a handle that stands at the beginning or the end of an item, and nowhere else.
fn take_handle(action: &mut Action) {
    let is_handle = |word: &str| {
        let name = word.strip_prefix('@').unwrap_or_default();
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
    };
    let trim = |word: &str| word.trim_matches(['(', ')', '[', ']', ':', ',', '.', ';', '`', '*']).to_owned();
    let words: Vec<String> = action.text.split_whitespace().map(trim).collect();
    let handles: Vec<usize> = (0..words.len()).filter(|n| is_handle(&words[*n])).collect();
    let [only] = handles.as_slice() else { return };
    if words.len() < 2 {
        return;
    }
    let pieces: Vec<&str> = action.text.split_whitespace().collect();
    // `@a fixes it` tells who does it; `ask @a` does not.
    let first = *only == 0 && pieces[0].ends_with([':', ']', ')']);
    let last = *only == words.len() - 1;
    let asks = last
        && words.get(words.len() - 2).is_some_and(|w| {
            matches!(
                w.to_lowercase().as_str(),
                "with" | "by" | "to" | "from" | "and" | "ask" | "for" | "of" | "via" | "thank" | "thanks"
            )
        });
    if first || (last && !asks) {
        action.owner = Some(words[*only].clone());
        let rest: Vec<&str> = if first { pieces[1..].to_vec() } else { pieces[..pieces.len() - 1].to_vec() };
        let rest = rest.join(" ");
        let rest = rest.trim_end_matches([' ', '-', '–', '—', ',', '(', '[']);
        rest.clone_into(&mut action.text);
    }
}

/// The first link of some lines that leads to another place of the web.
fn link(lines: &[&Line<'_>]) -> Option<String> {
    let web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
    let marked = lines.iter().flat_map(|l| l.links.iter().map(|(_, url)| url)).find(web).cloned();
    marked.or_else(|| {
        lines.iter().find_map(|line| {
            let at: Range<usize> = {
                let start = line.text.find("https://").or_else(|| line.text.find("http://"))?;
                let len = line.text[start..]
                    .find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '、' | '。'))
                    .unwrap_or(line.text.len() - start);
                start..start + len
            };
            Some(line.text[at].trim_end_matches(['.', ',', ';']).to_owned())
        })
    })
}

/// Whether a text is the key of a ticket: `OPS-123`, `#45`.
fn is_ticket(text: &str) -> bool {
    text.len() <= 30 && !text.contains(' ') && text.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::outline::outline;
    use crate::document::section::parts;
    use crate::document::{Words, markdown};

    fn actions(text: &str) -> Vec<Action> {
        let text = format!("## Action items\n\n{text}");
        let parsed = markdown::parse(&text);
        let blocks = outline(parsed.events(), 0);
        of_sections(&parts(&blocks, None, &Words::default()), &Lines::of(&text), None)
    }

    #[test]
    fn columns_are_known_by_their_heads() {
        let found = actions(
            "| # | Action | Owner | Due | Status |\n|---|---|---|---|---|\n| 1 | Cap retries | Storage | 2024-04-01 | **Done** (see #4) |\n| 2 | Alert | - | TBD | TODO |\n",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].owner.as_deref(), Some("Storage"));
        assert_eq!(found[0].due.as_ref().map(Moment::iso).as_deref(), Some("2024-04-01"));
        assert_eq!(found[0].status.as_deref(), Some("done"));
        assert_eq!(
            (found[1].owner.as_deref(), found[1].due.as_ref(), found[1].status.as_deref()),
            (None, None, Some("proposed"))
        );
    }

    #[test]
    fn an_owner_is_never_out_of_thin_air() {
        for text in [
            "- Ask @ana about the alert",
            "- Talk with @ana",
            "- Thank Ana and Ben",
            "- Nóva to send a list",
            "- Work with @ana and @ben on it",
        ] {
            assert_eq!(actions(text)[0].owner, None, "{text}");
        }
        for (text, owner) in [
            ("- Cap retries (@ana)", "@ana"),
            ("- @ana: cap retries", "@ana"),
            ("- Cap retries (owner: Storage team, due: 2024-04-01)", "Storage team"),
            ("- Cap retries\n  - Owner: Storage\n  - Due: 2024-04-01", "Storage"),
        ] {
            let found = actions(text);
            assert_eq!((found.len(), found[0].owner.as_deref()), (1, Some(owner)), "{text}");
            assert!(found[0].text.to_lowercase().ends_with("cap retries"), "{}", found[0].text);
        }
    }

    #[test]
    fn groups_are_told_from_items() {
        let found = actions(
            "- Short term:\n  - [x] a b\n  - [ ] c d\n- e f\n  - a remark\n\n**Later**\n\n1. ✅ g h\n2. None\n",
        );
        let all: Vec<_> = found.iter().map(|a| (a.text.as_str(), a.status.as_deref())).collect();
        assert_eq!(all, [("a b", Some("done")), ("c d", Some("proposed")), ("e f", None), ("g h", Some("done"))]);
        assert_eq!(actions("### 1) Plan for it `@ana` [repair]\n\nMore.\n")[0].owner.as_deref(), Some("@ana"));
    }
}
