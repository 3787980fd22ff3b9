//! In: the HTML of a page. Out: its visible text in blocks, the blocks that are the report's body,
//! captions, title, address, publisher and day of publication. Knows no line model.

mod align;
mod block;
pub(crate) mod mend;
mod metadata;
pub(crate) mod scan;

use std::panic::{AssertUnwindSafe, catch_unwind};

use trafilatura::dom::Document;
use trafilatura::{ExtractionFocus, HtmlDateMode, Metadata, Options};

pub(crate) use block::Block;

use crate::report::clean::Day;

/// A page taken apart.
pub(crate) struct Page {
    /// The visible text, block by block, in the page's order.
    pub(crate) blocks: Vec<Block>,
    /// For each block whether it is body; all false when the extractor found nothing.
    pub(crate) body: Vec<bool>,
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) source: Option<String>,
    /// Days of publication that the page declares, the most trusted first.
    pub(crate) days: Vec<Day>,
    pub(crate) language: Option<String>,
    pub(crate) notes: Vec<String>,
}

/// When less than this share of a page's paragraphs is body, the extractor is asked again, with all that it has. Of 0.15 to
/// 0.8 the least with the best F1 on the development pages.
const ENOUGH: f32 = 0.5;
/// Letters of a paragraph at least.
const PARAGRAPH: usize = 80;

/// Takes a page apart. The page must have passed [`scan::scan`]: parsers are slow on absurd ones.
pub(crate) fn take_apart(html: &str) -> Page {
    let document = Document::parse(html);
    let blocks = block::blocks(&document);
    let days = metadata::days(&document);
    let language = metadata::language(&document);
    let mut notes = Vec::new();
    let mut found = extract(document, false);
    let mut body = align::in_content(&blocks, &found.content);
    if share(&blocks, &body) < ENOUGH {
        found = extract(Document::parse(html), true);
        body = align::in_content(&blocks, &found.content);
    }
    if found.failed {
        notes.push("page: the extractor failed; read line by line".to_owned());
    }
    let filled = |s: &str| Some(s.trim().to_owned()).filter(|s| !s.is_empty());
    let of = |get: fn(&Metadata) -> &str| found.metadata.as_ref().and_then(|m| filled(get(m)));
    Page {
        title: of(|m| &m.title),
        author: of(|m| &m.author),
        url: of(|m| &m.url),
        source: of(|m| &m.sitename),
        blocks,
        body,
        days,
        language,
        notes,
    }
}

/// The extractor's word.
#[derive(Default)]
struct Extracted {
    /// The body in one string; empty when it found none.
    content: String,
    metadata: Option<Metadata>,
    failed: bool,
}

/// Asks the extractor; its comparison with two others (`compared`) takes as long again. It is other people's code over
/// arbitrary pages: its failure must not end the run.
fn extract(document: Document, compared: bool) -> Extracted {
    let mut options = Options::default();
    options.enable_fallback = compared;
    options.focus = ExtractionFocus::FavorPrecision;
    options.exclude_comments = true;
    // Its search takes any date that a page shows for that of publication.
    options.html_date_mode = HtmlDateMode::Disabled;
    match catch_unwind(AssertUnwindSafe(|| {
        trafilatura::extract_document(document, &options)
    })) {
        Ok(Ok(e)) => Extracted {
            content: e.content_text,
            metadata: Some(e.metadata),
            failed: false,
        },
        Ok(Err(_)) => Extracted::default(),
        Err(_) => Extracted {
            failed: true,
            ..Extracted::default()
        },
    }
}

/// Share of the page's paragraphs, by letters, that are body; 1 on a page without paragraphs.
fn share(blocks: &[Block], body: &[bool]) -> f32 {
    let paragraph = |b: &Block| {
        b.text.len() >= PARAGRAPH
            && b.linked < 0.5
            && b.hint.is_none()
            && !b.caption
            && b.text.ends_with(['.', '"', '”', '!', '?'])
    };
    let letters = |wanted: &dyn Fn(usize) -> bool| -> usize {
        (blocks.iter().enumerate())
            .filter(|(i, b)| paragraph(b) && wanted(*i))
            .map(|(_, b)| b.text.len())
            .sum()
    };
    let all = letters(&|_| true);
    if all == 0 {
        1.0
    } else {
        letters(&|i| body[i]) as f32 / all as f32
    }
}

/// The blocks of a piece of HTML that is no page, such as the body that a feed carries.
pub(crate) fn fragment(html: &str) -> Vec<Block> {
    block::blocks(&Document::parse(html))
}
