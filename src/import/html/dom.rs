//! Looking into the tree of a page. Nothing here calls itself: a page may be nested
//! as deep as its author likes.

use htmd::Node;
use markup5ever_rcdom::NodeData;
use std::rc::Rc;

/// Elements that may stand in a word.
pub(super) const INLINE: [&str; 15] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "span", "strike", "strong", "tt", "u"];

/// The name of an element.
pub(super) fn tag(node: &Node) -> Option<&str> {
    match &node.data {
        NodeData::Element { name, .. } => Some(&*name.local),
        _ => None,
    }
}

/// Whether an element has one of some names.
pub(super) fn is(node: &Node, tags: &[&str]) -> bool {
    tag(node).is_some_and(|t| tags.contains(&t))
}

/// An attribute of an element, white space around it aside.
pub(super) fn attribute(node: &Node, name: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|a| &*a.name.local == name).map(|a| a.value.trim().to_owned())
}

/// Sets an attribute that an element has; none takes it away.
pub(super) fn set_attribute(node: &Node, name: &str, value: Option<&str>) {
    let NodeData::Element { attrs, .. } = &node.data else { return };
    let mut attrs = attrs.borrow_mut();
    match value {
        None => attrs.retain(|a| &*a.name.local != name),
        Some(value) => {
            attrs.iter_mut().filter(|a| &*a.name.local == name).for_each(|a| a.value = value.into());
        }
    }
}

/// A node and all below it, in the order of the text, with how deep each is.
pub(super) fn below(node: &Rc<Node>) -> Vec<(Rc<Node>, usize)> {
    let mut out = Vec::new();
    let mut open = vec![(Rc::clone(node), 0)];
    while let Some((node, depth)) = open.pop() {
        open.extend(node.children.borrow().iter().rev().map(|c| (Rc::clone(c), depth + 1)));
        out.push((node, depth));
    }
    out
}

/// Elements of some names at or below a node, in order.
pub(super) fn all(node: &Rc<Node>, tags: &[&str]) -> Vec<Rc<Node>> {
    below(node).into_iter().map(|(n, _)| n).filter(|n| is(n, tags)).collect()
}

/// The text of a node and all below it, as it stands there; a line break is one.
pub(super) fn raw_text(node: &Rc<Node>) -> String {
    let mut out = String::new();
    for (node, _) in below(node) {
        match &node.data {
            NodeData::Text { contents } => out.push_str(&contents.borrow()),
            _ if is(&node, &["br"]) => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// The text on one line.
pub(super) fn text(node: &Rc<Node>) -> String {
    raw_text(node).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The element around a node.
pub(super) fn parent(node: &Node) -> Option<Rc<Node>> {
    let weak = node.parent.take();
    node.parent.set(weak.clone());
    weak.and_then(|w| w.upgrade())
}

/// Whether a node stands in an element of some names.
pub(super) fn is_in(node: &Node, tags: &[&str]) -> bool {
    let mut at = parent(node);
    while let Some(node) = at {
        if is(&node, tags) {
            return true;
        }
        at = parent(&node);
    }
    false
}

/// Takes a node out of the tree.
pub(super) fn remove(node: &Rc<Node>) {
    if let Some(parent) = parent(node) {
        parent.children.borrow_mut().retain(|c| !Rc::ptr_eq(c, node));
    }
    node.parent.set(None);
}

/// Puts their text in the place of the elements in a node; tells whether there were any.
pub(super) fn flatten(node: &Rc<Node>) -> bool {
    let mut found = false;
    for child in node.children.borrow_mut().iter_mut().filter(|c| tag(c).is_some()) {
        // Words of two blocks stay two.
        let text = if is(child, &INLINE) { text(child) } else { format!(" {} ", text(child)) };
        let new = Node::new(NodeData::Text { contents: std::cell::RefCell::new(text.as_str().into()) });
        new.parent.set(Some(Rc::downgrade(node)));
        std::mem::replace(child, new).parent.set(None);
        found = true;
    }
    found
}

/// Puts a text in the place of a node.
pub(super) fn replace(node: &Rc<Node>, text: &str) {
    let Some(parent) = parent(node) else { return };
    let new = Node::new(NodeData::Text { contents: std::cell::RefCell::new(text.into()) });
    new.parent.set(Some(Rc::downgrade(&parent)));
    let mut children = parent.children.borrow_mut();
    if let Some(place) = children.iter_mut().find(|c| Rc::ptr_eq(c, node)) {
        *place = new;
        node.parent.set(None);
    }
}
