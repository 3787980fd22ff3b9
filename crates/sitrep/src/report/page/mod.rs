//! In: the HTML of a page. Out: its visible text in blocks, the blocks that are the report's body,
//! captions, title, address, publisher and day of publication. Knows no line model.

mod align;
mod block;
mod metadata;
pub(crate) mod scan;

use std::panic::{AssertUnwindSafe, catch_unwind};

use trafilatura::dom::Document;
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

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

/// Takes a page apart. The page must have passed [`scan::scan`]: parsers are slow on absurd ones.
pub(crate) fn take_apart(html: &str) -> Page {
    let document = Document::parse(html);
    let blocks = block::blocks(&document);
    let days = metadata::days(&document);
    let language = metadata::language(&document);
    let mut options = Options::default();
    options.enable_fallback = true;
    options.focus = ExtractionFocus::FavorPrecision;
    options.exclude_comments = true;
    // Its search takes any date that a page shows for that of publication.
    options.html_date_mode = HtmlDateMode::Disabled;
    let mut notes = Vec::new();
    // The extractor is other people's code over arbitrary pages; its failure must not end the run.
    let extracted = catch_unwind(AssertUnwindSafe(|| {
        trafilatura::extract_document(document, &options)
    }));
    let filled = |s: String| Some(s.trim().to_owned()).filter(|s| !s.is_empty());
    let (content, title, author, url, source) = match extracted {
        Ok(Ok(e)) => (
            e.content_text,
            filled(e.metadata.title),
            filled(e.metadata.author),
            filled(e.metadata.url),
            filled(e.metadata.sitename),
        ),
        Ok(Err(_)) => (String::new(), None, None, None, None),
        Err(_) => {
            notes.push("page: the extractor failed; read line by line".to_owned());
            (String::new(), None, None, None, None)
        }
    };
    let body = align::in_content(&blocks, &content);
    Page {
        blocks,
        body,
        title,
        author,
        url,
        source,
        days,
        language,
        notes,
    }
}

/// The blocks of a piece of HTML that is no page, such as the body that a feed carries.
pub(crate) fn fragment(html: &str) -> Vec<Block> {
    block::blocks(&Document::parse(html))
}
