//! Follow-ups of the section for them.

use super::super::field::fold;
use super::super::header::says_unknown;
use super::super::outline::{Block, Item, Line};
use super::super::section::{Part, SectionName};
use super::super::words;
use super::Action;
use super::column::{Column, column, sign, state};
use crate::date::{self, Moment, Order};
use crate::diagnostic::Lines;
use std::ops::Range;

/// Reads the follow-ups of the sections for them.
///
/// A table says more than a list, and what is listed beside one explains it; where there
/// is neither, numbered headings are the follow-ups.
pub(in crate::document) fn of_sections(parts: &[Part<'_, '_>], lines: &Lines, order: Option<Order>) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut rest = parts;
    while let Some(start) = rest.iter().position(|p| p.name == Some(SectionName::Actions)) {
        rest = &rest[start..];
        let is_next = |p: &Part<'_, '_>| p.name != Some(SectionName::Actions) || p.own == Some(SectionName::Actions);
        let end = rest.iter().skip(1).position(is_next).map_or(rest.len(), |n| n + 1);
        let (section, after) = rest.split_at(end);
        actions.extend(of_section(section, lines, order));
        rest = after;
    }
    actions
}

/// The follow-ups of one section with all that stands below its heading.
fn of_section(parts: &[Part<'_, '_>], lines: &Lines, order: Option<Order>) -> Vec<Action> {
    let mut reader = Reader { lines, order, actions: Vec::new() };
    let blocks = || parts.iter().flat_map(|p| p.blocks);
    for block in blocks().filter(|b| matches!(b, Block::Table(..))) {
        reader.block(block);
    }
    if reader.actions.is_empty() {
        blocks().for_each(|b| reader.block(b));
    }
    if reader.actions.is_empty() {
        for (_, heading) in parts.iter().filter(|p| p.own.is_none()).filter_map(|p| p.heading) {
            if let Some(text) = numbered(&heading.text) {
                reader.heading(heading, text);
            }
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
        take_handle(&mut action, true);
        action.owner_line = action.line;
        action.link = link(&[line]);
        self.actions.push(action);
    }

    fn push(&mut self, own: &[&Line<'_>], checked: Option<bool>, nested: &[&Item<'_>]) {
        let Some(first) = own.first() else { return };
        let text = own.iter().map(|l| l.text.trim()).collect::<Vec<_>>().join(" ");
        let mut action = Action { text, line: self.lines.line(first.span.start), ..Action::default() };
        if is_empty(&action.text) || own.iter().all(|l| l.is_hint(&l.text)) {
            return;
        }
        if let Some(state) = sign(&action.text) {
            action.status = Some(state.to_owned());
            let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '`' | '@' | '[' | '(' | '"' | '#');
            let text = std::mem::take(&mut action.text);
            text.trim_start_matches(is_mark).trim().clone_into(&mut action.text);
        } else if let Some(done) = checked {
            action.status = Some(if done { "done" } else { "proposed" }.to_owned());
        }
        self.remark(&mut action);
        for line in nested.iter().filter_map(|i| i.first()) {
            self.label(&mut action, &line.text);
        }
        if action.owner.is_none() {
            take_handle(&mut action, false);
        }
        if let Some(owner) = &action.owner {
            let all = own.iter().copied().chain(nested.iter().filter_map(|i| i.first()));
            let line = all.clone().find(|l| l.text.contains(owner.as_str())).unwrap_or(first);
            action.owner_line = self.lines.line(line.span.start);
        }
        action.link = link(own).or_else(|| link(&nested.iter().filter_map(|i| i.first()).collect::<Vec<_>>()));
        self.actions.push(action);
    }

    /// Takes `(owner: @a, due: 2024-04-01)`, `(in progress, @a)`, `— Owner: a` or
    /// `- in progress` from the end of an item.
    fn remark(&self, action: &mut Action) {
        let text = action.text.trim_end_matches(['.', ' ']).to_owned();
        let bracket = text.rfind(['(', '（']).filter(|_| text.ends_with([')', '）']));
        let dash = [" — ", " – ", " - "].iter().filter_map(|d| text.rfind(d).map(|at| (at, d.len()))).max();
        let (before, inner) = match (bracket, dash) {
            (Some(open), _) => (&text[..open], text[open..].trim_matches(['(', ')', '（', '）'])),
            (None, Some((at, len))) => (&text[..at], &text[at + len..]),
            (None, None) => return,
        };
        let pieces: Vec<&str> = inner.split([',', ';', '、', '，']).map(str::trim).filter(|p| !p.is_empty()).collect();
        let mut told = action.clone();
        let mut took = 0;
        let mut days = 0;
        for piece in &pieces {
            if self.label(&mut told, piece)
                || (told.status.is_none() && says_state(piece, &mut told))
                || says_owner(piece, &mut told)
            {
                took += 1;
            } else if let Some(day) = self.moment(piece).filter(|_| piece.len() < 24) {
                told.due = told.due.take().or(Some(day));
                days += 1;
            }
        }
        // A date by itself may be anything; and a remark in words is part of the text.
        let whole = took + days == pieces.len();
        if took > 0 && whole && !before.trim().is_empty() {
            before.trim_end().clone_into(&mut told.text);
            *action = told;
        }
    }

    /// Reads `Owner: @a`, `Due: 2024-04-01`, `Status: done`; gives whether it was one.
    fn label(&self, action: &mut Action, text: &str) -> bool {
        let Some((label, value)) = text.split_once([':', '：']) else {
            // `due 2024-04-01`
            let due = ["due ", "by ", "until ", "bis ", "avant le ", "hasta ", "até "]
                .iter()
                .find_map(|w| text.strip_prefix(w));
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
            if is_empty(&cell.text) || cell.is_hint(&cell.text) {
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
            action.owner_line = action.line;
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
        if cell.is_hint(value) {
            return;
        }
        let says_nothing = !value.chars().any(char::is_alphanumeric) && sign(value).is_none();
        if says_nothing || says_unknown(value) {
            return;
        }
        match column {
            // A sentence names nobody.
            Some(Column::Owner) if value.split_whitespace().count() > 6 => {}
            Some(Column::Owner) => action.owner = Some(value.to_owned()),
            Some(Column::Due) => action.due = self.moment(value),
            Some(Column::Status) => action.status = Some(state(value)),
            Some(Column::Kind) => action.kind = Some(value.to_owned()),
            Some(Column::Priority) => action.priority = Some(value.to_owned()),
            Some(Column::Link) => {
                action.link = link(&[cell]).or_else(|| Some(value.to_owned()).filter(|v| is_ticket(v)));
            }
            Some(Column::Id | Column::Text) | None => {}
        }
    }
}

/// Takes a state that a remark begins with: `done`, `declined: the map can do it`.
fn says_state(piece: &str, action: &mut Action) -> bool {
    let head = piece.split([':', '：']).next().unwrap_or(piece);
    let known = |word: &str| words::lists().states.get(&fold(word)).cloned();
    let first = || {
        head.split_whitespace().next().filter(|w| ["done", "completed", "fixed"].contains(&w.to_lowercase().as_str()))
    };
    let state = known(head).or_else(|| first().and_then(known));
    let found = state.is_some();
    action.status = action.status.take().or(state);
    found
}

/// Takes a handle that is all a piece of a remark says.
fn says_owner(piece: &str, action: &mut Action) -> bool {
    let found = action.owner.is_none() && piece.len() > 1 && piece.starts_with('@') && !piece.contains(' ');
    if found {
        action.owner = Some(piece.to_owned());
    }
    found
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
    // `[Action] ([owner])`: nothing but what a template says to fill in.
    let mut depth = 0_usize;
    let outside = text.chars().any(|c| {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => return c.is_alphanumeric(),
            _ => {}
        }
        false
    });
    let hint = text.starts_with('[') && !outside;
    !letters
        || says_unknown(text)
        || hint
        || matches!(fold(text).as_str(), "tobedecided" | "tobedetermined" | "todo" | "特になし")
}

/// Takes a handle that stands at the beginning or the end of an item, and nowhere else.
fn take_handle(action: &mut Action, in_heading: bool) {
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
    // `@a: fix it` and `fix it (@a)` tell who does it; `fix it with @a` does not.
    let first = *only == 0 && pieces[0].ends_with([':', ']', ')']);
    let before = only.checked_sub(1).map_or("", |n| pieces[n]);
    let marked = pieces[*only].starts_with(['(', '[']) || matches!(before, "-" | "–" | "—" | "->" | "→");
    let last = *only == words.len() - 1 && (marked || in_heading);
    if first || last {
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
