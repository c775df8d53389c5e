//! YAML through the events of saphyr-parser, which keep scalars as written.

use super::{Entry, MAX_DEPTH, MAX_NODES, Node, SyntaxError, Value, printable};
use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use std::collections::HashMap;
use std::ops::Range;

/// Reads the first document of a YAML stream.
pub(super) fn parse(text: &str, offset: usize) -> (Node, Vec<SyntaxError>) {
    let mut builder = Builder {
        bytes: CharBytes::new(text, offset),
        stack: Vec::new(),
        anchors: HashMap::new(),
        root: None,
        nodes: 0,
    };
    let mut errors = Vec::new();
    for event in Parser::new_from_str(text) {
        let done = match event {
            Ok((event, span)) => {
                builder.take(&event, span).map_err(|message| SyntaxError { message, span: builder.bytes.range(span) })
            }
            Err(error) => {
                let at = builder.bytes.at(error.marker().index());
                Err(SyntaxError { message: error.info().to_owned(), span: at..at + 1 })
            }
        };
        match done {
            Ok(false) => {}
            Ok(true) => break,
            Err(error) => {
                builder.mend_cut_value(text, offset, error.span.start);
                errors.push(error);
                break;
            }
        }
    }
    (builder.finish(), errors)
}

/// Byte offsets of the character indices that the parser counts in.
struct CharBytes {
    offsets: Option<Vec<usize>>,
    offset: usize,
    len: usize,
}

impl CharBytes {
    fn new(text: &str, offset: usize) -> Self {
        let offsets = (!text.is_ascii()).then(|| text.char_indices().map(|(i, _)| i).collect());
        Self { offsets, offset, len: text.len() }
    }

    fn at(&self, index: usize) -> usize {
        let byte = match &self.offsets {
            Some(offsets) => offsets.get(index).copied().unwrap_or(self.len),
            None => index.min(self.len),
        };
        self.offset + byte
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.at(span.start.index());
        start..self.at(span.end.index()).max(start)
    }
}

/// A list or table that is not closed yet.
struct Open {
    node: Node,
    anchor: usize,
    key: Option<(String, Range<usize>)>,
}

struct Builder {
    bytes: CharBytes,
    stack: Vec<Open>,
    anchors: HashMap<usize, Node>,
    root: Option<Node>,
    nodes: usize,
}

impl Builder {
    /// Takes one event; true when the document has ended.
    fn take(&mut self, event: &Event<'_>, span: Span) -> Result<bool, String> {
        let range = self.bytes.range(span);
        match event {
            Event::Scalar(raw, style, anchor, _) => {
                let quoted = !matches!(style, ScalarStyle::Plain);
                let value = Value::Scalar { raw: printable(raw.to_string()), quoted };
                self.add(Node { value, span: range }, *anchor)?;
            }
            Event::SequenceStart(anchor, _) => {
                self.open(Value::List(Vec::new()), range, *anchor)?;
            }
            Event::MappingStart(anchor, _) => {
                self.open(Value::Table(Vec::new()), range, *anchor)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.stack.pop() {
                    self.add(open.node, open.anchor)?;
                }
            }
            Event::Alias(id) => {
                let node = self.anchors.get(id).cloned().ok_or("an alias that refers to itself")?;
                self.nodes += size(&node);
                self.add(Node { span: range, ..node }, 0)?;
            }
            Event::DocumentEnd => return Ok(true),
            _ => {}
        }
        Ok(false)
    }

    fn open(&mut self, value: Value, span: Range<usize>, anchor: usize) -> Result<(), String> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        self.stack.push(Open { node: Node { value, span }, anchor, key: None });
        Ok(())
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), String> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(format!("too many values (over {MAX_NODES})"));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(open) => match &mut open.node.value {
                Value::List(list) => list.push(node),
                Value::Table(entries) => match open.key.take() {
                    None => open.key = Some((node.flat(), node.span)),
                    Some((key, key_span)) => entries.push(Entry { key, key_span, node }),
                },
                Value::Scalar { .. } => {}
            },
        }
        Ok(())
    }

    /// A value of the first level on whose line the error stands is whole again: the
    /// rest of its line, as its author typed it (`title: The broker: out of disk`).
    fn mend_cut_value(&mut self, text: &str, offset: usize, error: usize) {
        let Some(Open { node: Node { value: Value::Table(entries), .. }, .. }) = self.stack.first_mut() else { return };
        let Some(last) = entries.last_mut() else { return };
        let start = last.node.span.start.saturating_sub(offset);
        let Some(rest) = text.get(start..) else { return };
        let line = rest.split('\n').next().unwrap_or_default().trim_end();
        if matches!(last.node.value, Value::Scalar { quoted: false, .. })
            && error.saturating_sub(offset) <= start + line.len()
        {
            last.node = Node {
                value: Value::Scalar { raw: printable(line.to_owned()), quoted: true },
                span: start + offset..start + offset + line.len(),
            };
        }
    }

    /// The document, closing what an error left open.
    fn finish(mut self) -> Node {
        while let Some(open) = self.stack.pop() {
            // Below the top an unfinished value would be half a truth; it is left out.
            if self.stack.is_empty() {
                self.root = Some(open.node);
            }
        }
        self.root.unwrap_or_else(Node::empty)
    }
}

/// How many values a tree has.
fn size(node: &Node) -> usize {
    match &node.value {
        Value::Scalar { .. } => 1,
        Value::List(list) => 1 + list.iter().map(size).sum::<usize>(),
        Value::Table(entries) => 1 + entries.iter().map(|e| size(&e.node)).sum::<usize>(),
    }
}
