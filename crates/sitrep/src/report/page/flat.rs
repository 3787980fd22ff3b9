//! In: a parsed page and the page rules. Out: what may be shown of it as one list in the page's order, each item with what it
//! is, where it ends and what its names say. Takes no decision.

use std::collections::HashMap;

use super::rules::{Marks, PageRules};
use super::tree::{NodeId, Tree};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Break,
    Link,
    Paragraph,
    Heading,
    List,
    Quote,
    Table,
    /// Bold, italic and the like.
    Format,
    Div,
    /// Stands within a line and says nothing.
    Inline,
    /// Holds others.
    Other,
}

/// An element or a text.
pub(crate) struct Item {
    pub(crate) node: NodeId,
    /// Number of the item that holds it; the first holds itself.
    pub(crate) parent: usize,
    /// One after the last item that it holds.
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    pub(crate) marks: Marks,
    /// Characters of a text, white space collapsed.
    pub(crate) chars: u32,
    /// Number of its class as written, the same for the same classes; 0 without any.
    pub(crate) class: usize,
    /// Bit `n`: the page calls it the place of the report, by the `n`th of [`RANKS`] ways, the surest first.
    pub(crate) ranks: u8,
}

/// Ways to tell the element that holds the report.
pub(crate) const RANKS: u8 = 5;

/// Elements that hold nothing of the report.
fn is_left_out(tag: &str) -> bool {
    matches!(
        tag,
        "aside"
            | "embed"
            | "footer"
            | "form"
            | "head"
            | "iframe"
            | "menu"
            | "object"
            | "script"
            | "applet"
            | "audio"
            | "canvas"
            | "map"
            | "picture"
            | "svg"
            | "video"
            | "area"
            | "blink"
            | "button"
            | "datalist"
            | "dialog"
            | "frame"
            | "frameset"
            | "fieldset"
            | "link"
            | "input"
            | "label"
            | "legend"
            | "marquee"
            | "math"
            | "menuitem"
            | "nav"
            | "noscript"
            | "optgroup"
            | "option"
            | "output"
            | "param"
            | "progress"
            | "rp"
            | "rt"
            | "rtc"
            | "select"
            | "source"
            | "style"
            | "track"
            | "textarea"
            | "time"
            | "use"
            | "template"
            | "img"
            | "meta"
            | "title"
            | "base"
            | "col"
            | "colgroup"
            | "noembed"
            | "noframes"
            | "plaintext"
            | "xmp"
            | "listing"
            | "basefont"
    )
}
/// Elements of which names tell that they stand beside the report.
fn is_telling(tag: &str) -> bool {
    matches!(
        tag,
        "div" | "dd" | "dt" | "li" | "ul" | "ol" | "dl" | "p" | "section" | "span"
    )
}

/// The page as a list, from its `body` on. A `form` is looked into only when asked: some pages stand in one whole.
pub(crate) fn flatten(tree: &Tree, rules: &PageRules, forms: bool) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut known: HashMap<&str, (Marks, usize)> = HashMap::new();
    let start = tree
        .within(Tree::root())
        .find(|n| tree.tag(*n) == "body")
        .unwrap_or(Tree::root());
    // Either a node to enter, with the item that holds it, or an item that ends.
    let mut steps: Vec<Result<(NodeId, usize), usize>> = vec![Ok((start, 0))];
    while let Some(step) = steps.pop() {
        let (node, parent) = match step {
            Ok(entered) => entered,
            Err(item) => {
                items[item].end = items.len();
                continue;
            }
        };
        let at = items.len();
        let mut item = Item {
            node,
            parent,
            end: at + 1,
            kind: Kind::Text,
            marks: Marks::default(),
            chars: 0,
            class: 0,
            ranks: 0,
        };
        if let Some(text) = tree.text(node) {
            item.chars = chars(text);
            items.push(item);
            continue;
        }
        let tag = tree.tag(node);
        let out = is_left_out(tag) && !(forms && tag == "form")
            || tag == "figure" && !tree.within(node).any(|n| tree.tag(n) == "table");
        if out || tag.is_empty() && node != Tree::root() {
            continue;
        }
        item.kind = kind(tag);
        let mut said = Marks::default();
        let class = tree.class(node);
        if !class.is_empty() {
            let number = known.len() + 1;
            (said, item.class) = *known
                .entry(class)
                .or_insert_with(|| (rules.of_class(class), number));
        }
        if let Some(id) = tree.attribute(node, "id").filter(|id| !id.is_empty()) {
            said = said.and(rules.of_id(id));
        }
        (item.marks, item.ranks) = marks(tree, node, tag, said);
        items.push(item);
        steps.push(Err(at));
        steps.extend(tree.children_backwards(node).map(|c| Ok((c, at))));
    }
    items
}

fn kind(tag: &str) -> Kind {
    match tag {
        "br" | "hr" => Kind::Break,
        "a" => Kind::Link,
        "p" => Kind::Paragraph,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" => Kind::Heading,
        "ul" | "ol" | "dl" => Kind::List,
        "blockquote" | "pre" | "q" | "code" => Kind::Quote,
        "table" => Kind::Table,
        "em" | "i" | "b" | "strong" | "u" | "kbd" | "samp" | "tt" | "var" | "sub" | "sup" | "del" | "s"
        | "strike" => Kind::Format,
        "div" | "details" => Kind::Div,
        _ if super::block::is_inline(tag) => Kind::Inline,
        _ => Kind::Other,
    }
}

/// What an element is by all that it carries; `said` is what its name and classes say.
fn marks(tree: &Tree, node: NodeId, tag: &str, said: Marks) -> (Marks, u8) {
    let role = tree.attribute(node, "role").unwrap_or_default();
    let style = tree.attribute(node, "style").unwrap_or_default();
    let mut marks = Marks::default();
    let mut take = |mark: Marks, when: bool| {
        if when {
            marks = marks.and(mark);
        }
    };
    let shows_nothing = style.contains("display:none")
        || style.contains("display: none")
        || style.contains("visibility:hidden")
        || tree.attribute(node, "aria-hidden") == Some("true");
    take(Marks::HIDDEN, said.has(Marks::HIDDEN) || shows_nothing);
    if is_telling(tag) {
        take(Marks::LEAVE, said.has(Marks::LEAVE) || role.contains("nav"));
        take(Marks::CAPTION, said.has(Marks::CAPTION));
        take(Marks::TEASER, said.has(Marks::TEASER));
        take(
            Marks::DOUBTFUL,
            said.has(Marks::DOUBTFUL) || style.contains("border"),
        );
    }
    take(Marks::DOUBTFUL, tag == "header");
    let list = matches!(tag, "div" | "ol" | "ul" | "dl" | "section" | "details");
    take(Marks::COMMENT, list && said.has(Marks::COMMENT));
    let mut ranks = 0;
    if matches!(tag, "article" | "div" | "main" | "section") {
        let by = |list: usize| said.has(Marks::body(list));
        let ways: [bool; RANKS as usize] = [
            by(0) || tree.attribute(node, "itemprop") == Some("articleBody"),
            tag == "article",
            by(1) || role == "article",
            by(2),
            by(3) || tag == "main" || role.starts_with("main"),
        ];
        ranks = (0..).zip(ways).map(|(n, w)| u8::from(w) << n).sum();
    }
    (marks, ranks)
}

/// Characters with white space collapsed; a text of white space only has none.
fn chars(text: &str) -> u32 {
    let mut count = 0;
    let mut blank = true;
    for c in text.chars() {
        let white = c.is_whitespace();
        count += u32::from(!(white && blank));
        blank = white;
    }
    if text.ends_with(char::is_whitespace) && count > 0 {
        count - 1
    } else {
        count
    }
}
