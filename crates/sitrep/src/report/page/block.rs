//! In: a parsed page. Out: its visible text as blocks (paragraphs, headings, list items, cells), with
//! what the page's structure says of each. Judges nothing by words.

use trafilatura::dom::{Document, NodeId};

use crate::report::reason::Reason;

/// A stretch of visible text that the page sets apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// White space collapsed, no line break.
    pub(crate) text: String,
    /// Stands in an element for the words under a picture.
    pub(crate) caption: bool,
    /// What the enclosing element says that it is (`nav`, `footer`, `aside`).
    pub(crate) hint: Option<Reason>,
}

#[derive(Clone, Copy)]
struct Context {
    caption: bool,
    hint: Option<Reason>,
    pre: bool,
}

enum Step {
    Enter(NodeId, Context),
    Break(Context),
}

/// Elements whose text is not shown.
const HIDDEN: [&str; 13] = [
    "script", "style", "noscript", "template", "svg", "iframe", "head", "select", "textarea", "object",
    "canvas", "math", "datalist",
];
/// Elements within a line.
const INLINE: [&str; 36] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "img", "input",
];

/// The blocks of a page in its order; none is empty.
pub(crate) fn blocks(document: &Document) -> Vec<Block> {
    let mut out = Vec::new();
    let mut line = String::new();
    let start = Context {
        caption: false,
        hint: None,
        pre: false,
    };
    let mut current = start;
    // Not recursive: a page's depth must not be the stack's.
    let mut steps = vec![Step::Enter(document.root(), start)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Break(outer) => {
                flush(&mut line, current, &mut out);
                current = outer;
            }
            Step::Enter(node, context) if document.is_text(node) => {
                if line.trim().is_empty() {
                    current = context;
                }
                let text = document.text_content(node);
                if context.pre {
                    for (i, part) in text.split('\n').enumerate() {
                        if i > 0 {
                            flush(&mut line, context, &mut out);
                        }
                        line.push_str(part);
                    }
                } else {
                    line.push_str(&text);
                }
            }
            Step::Enter(node, context) => {
                let tag = document.tag_name(node).to_owned();
                if HIDDEN.contains(&tag.as_str()) {
                    continue;
                }
                let inline = INLINE.contains(&tag.as_str());
                let inner = within(document, node, &tag, context);
                let differs = inner.caption != context.caption;
                if !inline || differs {
                    flush(&mut line, current, &mut out);
                    current = inner;
                    steps.push(Step::Break(context));
                }
                steps.extend(
                    document
                        .child_nodes(node)
                        .into_iter()
                        .rev()
                        .map(|c| Step::Enter(c, inner)),
                );
            }
        }
    }
    flush(&mut line, current, &mut out);
    out
}

fn within(document: &Document, node: NodeId, tag: &str, context: Context) -> Context {
    let class = document.class_name(node).to_ascii_lowercase();
    let named = class.split_whitespace().any(|c| {
        c.split(['-', '_'])
            .any(|part| matches!(part, "caption" | "figcaption" | "credit"))
            && !matches!(tag, "body" | "article" | "main")
    });
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
    }
}

fn flush(line: &mut String, context: Context, out: &mut Vec<Block>) {
    let text = line.split_whitespace().collect::<Vec<_>>().join(" ");
    line.clear();
    if !text.is_empty() {
        out.push(Block {
            text,
            caption: context.caption,
            hint: context.hint,
        });
    }
}
