//! In: the HTML of a page. Out: its visible text in blocks, the blocks that are the report's body,
//! captions, title, address, publisher and day of publication. Knows no line model.

pub(crate) mod block;
mod body;
mod data;
mod flat;
mod guard;
pub(crate) mod mend;
mod metadata;
pub(crate) mod rules;
pub(crate) mod shrink;
pub(crate) mod strip;
mod tag;
pub(crate) mod tree;

pub(crate) use block::Block;
pub(crate) use metadata::Metadata;

use super::lexicon::FurnitureLexicon;
use tree::Tree;

/// A page taken apart.
pub(crate) struct Page {
    /// The visible text, block by block, in the page's order.
    pub(crate) blocks: Vec<Block>,
    /// For each block whether it is body; all false when none was found.
    pub(crate) body: Vec<bool>,
    pub(crate) metadata: Metadata,
}

/// A block is body when so much of its letters is: bits within a line may be none.
const SHARE: f32 = 0.5;

/// Takes a page apart that [`shrink::shrink`] has made small and lets pass: parsers are slow on absurd ones.
pub(crate) fn take_apart(html: &str, lexicon: &FurnitureLexicon) -> Page {
    let tree = Tree::parse(html);
    let taken = taken(&tree, lexicon);
    let blocks = block::blocks(&tree, |node| taken[node]);
    let body = blocks.iter().map(|b| !b.caption && b.taken >= SHARE).collect();
    Page {
        blocks,
        body,
        metadata: metadata::metadata(&tree, lexicon),
    }
}

/// For each node whether its text is body.
fn taken(tree: &Tree, lexicon: &FurnitureLexicon) -> Vec<bool> {
    let mut taken = vec![false; tree.len()];
    for forms in [false, true] {
        let items = flat::flatten(tree, &lexicon.page, forms);
        for (item, kept) in items.iter().zip(body::body(&items)) {
            taken[item.node] |= kept;
        }
        if taken.contains(&true) {
            break;
        }
    }
    taken
}

/// The blocks of a piece of HTML that is no page, such as the body that a feed carries.
pub(crate) fn fragment(html: &str) -> Vec<Block> {
    block::blocks(&Tree::parse(html), |_| true)
}
