//! In: the HTML of a page. Out: its visible text in blocks, the blocks that are the report's body,
//! captions, title, address, publisher and day of publication. Knows no line model.

mod block;
mod metadata;
pub(crate) mod scan;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::Date;
use trafilatura::dom::Document;
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

pub(crate) use block::Block;

/// Share of a block's word quadruples that must stand in the extracted body: the extractor drops
/// inline bits such as a link or a note mark from a paragraph that it keeps.
const SHARED: f32 = 0.6;
/// Words that are compared together.
const TOGETHER: usize = 4;

/// A page taken apart.
pub(crate) struct Page {
    /// The visible text, block by block, in the page's order.
    pub(crate) blocks: Vec<Block>,
    /// For each block whether it is body; all false when the extractor found nothing.
    pub(crate) body: Vec<bool>,
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) published: Option<Date>,
    pub(crate) language: Option<String>,
    pub(crate) notes: Vec<String>,
}

/// Takes a page apart. The page must have passed [`scan::scan`]: parsers are slow on absurd ones.
pub(crate) fn take_apart(html: &str) -> Page {
    let document = Document::parse(html);
    let blocks = block::blocks(&document);
    let published = metadata::published(&document);
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
    let (content, title, url, source) = match extracted {
        Ok(Ok(e)) => (
            e.content_text,
            filled(e.metadata.title),
            filled(e.metadata.url),
            filled(e.metadata.sitename),
        ),
        Ok(Err(_)) => (String::new(), None, None, None),
        Err(_) => {
            notes.push("page: the extractor failed; read line by line".to_owned());
            (String::new(), None, None, None)
        }
    };
    let body = in_content(&blocks, &content);
    Page {
        blocks,
        body,
        title,
        url,
        source,
        published,
        language,
        notes,
    }
}

/// For each block whether its words stand in the extracted text.
fn in_content(blocks: &[Block], content: &str) -> Vec<bool> {
    let paragraphs: HashSet<String> = content.lines().map(squeeze).filter(|p| !p.is_empty()).collect();
    let words: Vec<&str> = words(content);
    let quads: HashSet<&[&str]> = words.windows(TOGETHER).collect();
    let mut body: Vec<bool> = blocks
        .iter()
        .map(|b| {
            if b.caption {
                return false;
            }
            let own = self::words(&b.text);
            if own.len() < TOGETHER * 2 {
                return paragraphs.contains(&squeeze(&b.text));
            }
            let windows = own.windows(TOGETHER);
            let found = windows.filter(|w| quads.contains(w)).count();
            found as f32 >= SHARED * (own.len() + 1 - TOGETHER) as f32
        })
        .collect();
    drop_strays(blocks, &mut body);
    body
}

/// A short block that equals a paragraph of the body may stand elsewhere too (a heading that is a menu
/// word): only within the stretch of the longer ones it is body. The same block is body once.
fn drop_strays(blocks: &[Block], body: &mut [bool]) {
    let long = |i: &usize| body[*i] && self::words(&blocks[*i].text).len() >= TOGETHER * 2;
    let Some(first) = (0..body.len()).find(long) else {
        return;
    };
    let Some(last) = (0..body.len()).rev().find(long) else {
        return;
    };
    let mut seen = HashSet::new();
    for (i, keep) in body.iter_mut().enumerate() {
        let inside = (first.saturating_sub(1)..=last + 2).contains(&i);
        *keep &= inside && seen.insert(squeeze(&blocks[i].text));
    }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect()
}
