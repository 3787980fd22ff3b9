//! In: the HTML of a page. Out: its elements and texts as a tree in one vector, as a browser builds it.
//! Knows the form of HTML only; judges nothing.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use super::shrink::is_read;

/// Number of a node in its tree.
pub(crate) type NodeId = usize;

/// A parsed page.
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    parent: Option<u32>,
    first: Option<u32>,
    last: Option<u32>,
    before: Option<u32>,
    after: Option<u32>,
    data: Data,
}

#[derive(Default)]
enum Data {
    /// The document, comments, and what else has neither name nor text.
    #[default]
    Other,
    Element(QualName, Vec<Attribute>),
    Text(StrTendril),
}

impl Tree {
    /// Parses a page; never fails. Takes time in proportion to the page for pages that `scan` lets through.
    pub(crate) fn parse(html: &str) -> Self {
        let sink = Sink(RefCell::new(Self {
            nodes: vec![Node::default()],
        }));
        parse_document(sink, ParseOpts::default()).one(html)
    }

    /// How many nodes there are, those that stand nowhere with them.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The document, which holds everything.
    pub(crate) const fn root() -> NodeId {
        0
    }

    /// An element's name in lower case; empty for what is no element.
    pub(crate) fn tag(&self, id: NodeId) -> &str {
        match &self.nodes[id].data {
            Data::Element(name, _) => &name.local,
            _ => "",
        }
    }

    /// The text of a text node; `None` for any other.
    pub(crate) fn text(&self, id: NodeId) -> Option<&str> {
        match &self.nodes[id].data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An attribute of an element; one that pages keep when they are made small.
    pub(crate) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        debug_assert!(
            is_read(self.tag(id), name),
            "{name} of {} is left out when pages are made small",
            self.tag(id)
        );
        match &self.nodes[id].data {
            Data::Element(_, attributes) => attributes
                .iter()
                .find(|a| &*a.name.local == name)
                .map(|a| &*a.value),
            _ => None,
        }
    }

    /// The element's classes as written; empty without any.
    pub(crate) fn class(&self, id: NodeId) -> &str {
        self.attribute(id, "class").unwrap_or_default()
    }

    /// The node that holds this one; `None` for the document.
    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes[id].parent.map(|n| n as usize)
    }

    /// Direct children from the last to the first.
    pub(crate) fn children_backwards(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.nodes[id].last, |n| self.nodes[*n as usize].before).map(|n| n as usize)
    }

    /// A node and all that it holds, in the page's order. Not recursive: a page's depth must not be the stack's.
    pub(crate) fn within(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let step = move |at: &NodeId| {
            if let Some(first) = self.nodes[*at].first {
                return Some(first as usize);
            }
            let mut at = *at;
            while at != id {
                if let Some(after) = self.nodes[at].after {
                    return Some(after as usize);
                }
                at = self.nodes[at].parent? as usize;
            }
            None
        };
        std::iter::successors(Some(id), step)
    }

    /// All text that a node holds, as written.
    pub(crate) fn text_within(&self, id: NodeId) -> String {
        self.within(id).filter_map(|n| self.text(n)).collect()
    }

    fn add(&mut self, data: Data) -> NodeId {
        self.nodes.push(Node {
            data,
            ..Node::default()
        });
        self.nodes.len() - 1
    }

    fn detach(&mut self, id: NodeId) {
        let Node {
            parent,
            before,
            after,
            ..
        } = self.nodes[id];
        let Some(parent) = parent else { return };
        match before {
            Some(before) => self.nodes[before as usize].after = after,
            None => self.nodes[parent as usize].first = after,
        }
        match after {
            Some(after) => self.nodes[after as usize].before = before,
            None => self.nodes[parent as usize].last = before,
        }
        let node = &mut self.nodes[id];
        (node.parent, node.before, node.after) = (None, None, None);
    }

    /// Puts a node under `parent`, before `after` or at the end.
    fn insert(&mut self, parent: NodeId, id: NodeId, after: Option<u32>) {
        let before = match after {
            Some(after) => self.nodes[after as usize].before.replace(id as u32),
            None => self.nodes[parent].last.replace(id as u32),
        };
        match before {
            Some(before) => self.nodes[before as usize].after = Some(id as u32),
            None => self.nodes[parent].first = Some(id as u32),
        }
        let node = &mut self.nodes[id];
        (node.parent, node.before, node.after) = (Some(parent as u32), before, after);
    }

    fn place(&mut self, parent: NodeId, child: NodeOrText<NodeId>, after: Option<u32>) {
        let id = match child {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                id
            }
            NodeOrText::AppendText(text) => {
                let before = match after {
                    Some(after) => self.nodes[after as usize].before,
                    None => self.nodes[parent].last,
                };
                if let Some(before) = before
                    && let Data::Text(own) = &mut self.nodes[before as usize].data
                {
                    own.push_tendril(&text);
                    return;
                }
                self.add(Data::Text(text))
            }
        };
        self.insert(parent, id, after);
    }
}

/// Where the parser puts what it finds.
struct Sink(RefCell<Tree>);

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.0.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn get_document(&self) -> NodeId {
        Tree::root()
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        Ref::map(self.0.borrow(), |tree| match &tree.nodes[*target].data {
            Data::Element(name, _) => name,
            _ => unreachable!("the parser asks for the names of elements only"),
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> NodeId {
        self.0.borrow_mut().add(Data::Element(name, attributes))
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.0.borrow_mut().add(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.0.borrow_mut().add(Data::Other)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.0.borrow_mut().place(*parent, child, None);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        let mut tree = self.0.borrow_mut();
        if let Some(parent) = tree.nodes[*sibling].parent {
            tree.place(parent as usize, child, Some(*sibling as u32));
        }
    }

    fn append_based_on_parent_node(&self, element: &NodeId, before: &NodeId, child: NodeOrText<NodeId>) {
        let held = self.0.borrow().nodes[*element].parent.is_some();
        if held {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What a template holds is not shown: it stands under no node.
    fn get_template_contents(&self, _: &NodeId) -> NodeId {
        self.0.borrow_mut().add(Data::Other)
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        if let Data::Element(_, own) = &mut self.0.borrow_mut().nodes[*target].data {
            for attribute in attributes {
                if own.iter().all(|a| a.name != attribute.name) {
                    own.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.0.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, parent: &NodeId) {
        let mut tree = self.0.borrow_mut();
        while let Some(child) = tree.nodes[*node].first {
            tree.detach(child as usize);
            tree.insert(*parent, child as usize, None);
        }
    }
}
