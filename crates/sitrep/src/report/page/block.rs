//! In: a parsed page. Out: its visible text as blocks (paragraphs, headings, list items, cells), with
//! what the page's structure says of each. Judges nothing by words.

use super::tree::{NodeId, Tree};
use crate::report::reason::Reason;

/// A stretch of visible text that the page sets apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    /// White space collapsed, no line break.
    pub(crate) text: String,
    /// Stands in an element for the words under a picture.
    pub(crate) caption: bool,
    /// What the enclosing element says that it is (`nav`, `footer`, `aside`).
    pub(crate) hint: Option<Reason>,
    /// Number of the element that holds the block's own: paragraphs of one column share it.
    pub(crate) home: usize,
    /// Share of its letters that stand in links, 0..1.
    pub(crate) linked: f32,
    /// Share of its letters that the extractor takes for body, 0..1.
    pub(crate) taken: f32,
}

#[derive(Clone, Copy)]
struct Context {
    caption: bool,
    hint: Option<Reason>,
    pre: bool,
    link: bool,
    /// Numbers of the block element and of the one that holds it.
    own: usize,
    home: usize,
}

/// A block as it is gathered.
#[derive(Default)]
struct Line {
    text: String,
    letters: usize,
    linked: usize,
    taken: usize,
}

impl Line {
    fn push(&mut self, text: &str, link: bool, taken: bool) {
        let letters = if text.is_ascii() {
            text.bytes().filter(u8::is_ascii_alphanumeric).count()
        } else {
            text.chars().filter(|c| c.is_alphanumeric()).count()
        };
        self.text.push_str(text);
        self.letters += letters;
        self.linked += if link { letters } else { 0 };
        self.taken += if taken { letters } else { 0 };
    }
}

enum Step {
    Enter(NodeId, Context),
    Break(Context),
}

/// Elements whose text is not shown.
fn never_shown(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "iframe"
            | "head"
            | "select"
            | "textarea"
            | "object"
            | "canvas"
            | "math"
            | "datalist"
    )
}
/// Elements within a line.
pub(super) fn is_inline(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "nobr"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "img"
            | "input"
    )
}

/// Parts of the classes of elements that hold the words under a picture.
const CAPTIONS: [&str; 3] = ["caption", "figcaption", "credit"];

/// The blocks of a page in its order; none is empty. `taken` says of a text node whether it is body.
pub(crate) fn blocks(tree: &Tree, taken: impl Fn(NodeId) -> bool) -> Vec<Block> {
    let mut out = Vec::new();
    let mut line = Line::default();
    let mut elements = 0;
    let start = Context {
        caption: false,
        hint: None,
        pre: false,
        link: false,
        own: 0,
        home: 0,
    };
    let mut current = start;
    // Not recursive: a page's depth must not be the stack's.
    let mut steps = vec![Step::Enter(Tree::root(), start)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Break(outer) => {
                flush(&mut line, current, &mut out);
                current = outer;
            }
            Step::Enter(node, context) => {
                if let Some(text) = tree.text(node) {
                    if line.text.trim().is_empty() {
                        current = context;
                    }
                    for (i, part) in text.split(|c| context.pre && c == '\n').enumerate() {
                        if i > 0 {
                            flush(&mut line, context, &mut out);
                        }
                        line.push(part, context.link, taken(node));
                    }
                    continue;
                }
                let tag = tree.tag(node);
                // A comment is nothing that is shown: the line goes on behind it.
                if tag.is_empty() && node != Tree::root() {
                    continue;
                }
                let inline = is_inline(tag);
                if never_shown(tag) || inline && is_hidden(tree, node) {
                    continue;
                }
                let mut inner = within(tree, node, tag, context);
                if !inline {
                    elements += 1;
                    (inner.home, inner.own) = (context.own, elements);
                }
                let differs = inner.caption != context.caption;
                if !inline || differs {
                    flush(&mut line, current, &mut out);
                    current = inner;
                    steps.push(Step::Break(context));
                }
                steps.extend(tree.children_backwards(node).map(|c| Step::Enter(c, inner)));
            }
        }
    }
    flush(&mut line, current, &mut out);
    out
}

fn within(tree: &Tree, node: NodeId, tag: &str, context: Context) -> Context {
    let named = !matches!(tag, "body" | "article" | "main")
        && (tree
            .class(node)
            .split(|c: char| c.is_whitespace() || matches!(c, '-' | '_')))
        .any(|part| CAPTIONS.iter().any(|name| part.eq_ignore_ascii_case(name)));
    let hint = match tag {
        "nav" => Some(Reason::Navigation),
        "footer" => Some(Reason::Footer),
        "aside" => Some(Reason::Related),
        _ => context.hint,
    };
    Context {
        caption: context.caption || tag == "figcaption" || named,
        hint,
        pre: context.pre || tag == "pre",
        link: context.link || tag == "a",
        ..context
    }
}

/// True for a bit of a line that a page shows only when asked, or to screen readers only: pop-ups, labels of buttons.
fn is_hidden(tree: &Tree, node: NodeId) -> bool {
    let style = tree.attribute(node, "style").unwrap_or_default();
    let class = tree.class(node);
    if style.is_empty() && class.is_empty() {
        return false;
    }
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let class = class.to_ascii_lowercase();
    let pops_up = |c: &str| {
        let mut parts = c.split(['-', '_']);
        matches!(
            parts.next(),
            Some("rollover" | "tooltip" | "popover" | "hovercard")
        ) && parts.any(|p| matches!(p, "block" | "content" | "body" | "text" | "inner"))
    };
    style.to_ascii_lowercase().contains("display:none")
        || class
            .split_whitespace()
            .any(|c| matches!(c, "sr-only" | "visually-hidden" | "screen-reader-text") || pops_up(c))
}

fn flush(line: &mut Line, context: Context, out: &mut Vec<Block>) {
    let line = std::mem::take(line);
    let text = single_spaced(&line.text);
    if !text.is_empty() {
        out.push(Block {
            text,
            caption: context.caption,
            hint: context.hint,
            home: context.home,
            linked: line.linked as f32 / line.letters.max(1) as f32,
            taken: line.taken as f32 / line.letters.max(1) as f32,
        });
    }
}

/// A text with its white space collapsed.
pub(super) fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
