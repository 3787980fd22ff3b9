//! In: a PDF with a text layer. Out: its paragraphs in reading order, columns one after the other, without
//! running heads and page numbers; what its properties state. Reads no pictures: a scanned page is a note.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::Date;
use unpdf::ParseOptions;
use unpdf::model::{Block, Document};
use unpdf::render::PageSelection;

use super::clean::Cleaned;
use super::lexicon::{FurnitureLexicon, fold};
use super::limits::Limits;
use super::pieces::{Piece, cleaned};
use super::reason::Reason;

/// Running heads stand among so many first and last paragraphs of a page.
const EDGE: usize = 3;
/// Longest running head, in characters.
const LONGEST_HEAD: usize = 160;

/// Reads a PDF.
///
/// # Errors
/// When it is broken or protected by a password.
pub(crate) fn clean(bytes: &[u8], lexicon: &FurnitureLexicon, limits: &Limits) -> Result<Cleaned, String> {
    let options = ParseOptions::new()
        .sequential()
        .lenient()
        .with_resources(false)
        .with_pages(PageSelection::Range(1..=limits.pdf_pages as u32));
    // Other people's code over arbitrary files; its failure must not end the run.
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        unpdf::parse_bytes_with_options(bytes, options)
    }));
    let document = match parsed {
        Ok(Ok(document)) => document,
        Ok(Err(e)) => {
            return Err(format!(
                "reading the PDF: {e}; save it again without a password, or as plain text"
            ));
        }
        Err(_) => {
            return Err(
                "reading the PDF: the reader failed on it; print it to a new PDF, or save it as plain text"
                    .to_owned(),
            );
        }
    };
    let mut pages: Vec<Vec<Piece>> = document
        .pages
        .iter()
        .map(|page| page.elements.iter().flat_map(pieces).collect())
        .collect();
    mark_running_heads(&mut pages);
    let empty: Vec<String> = document
        .pages
        .iter()
        .zip(&pages)
        .filter(|(_, pieces)| pieces.is_empty())
        .map(|(page, _)| page.number.to_string())
        .collect();
    let day = pages.first().and_then(|page| dated(page, lexicon));
    let mut joined = join(pages);
    let title = title(&document);
    if let Some(own) = title.as_deref().map(fold)
        && let Some(shown) = joined.iter_mut().find(|p| fold(&p.text) == own)
    {
        shown.reason = Some(Reason::Title);
    }
    let mut out = cleaned(&joined, false, lexicon, limits)?;
    state(&mut out, title, &document);
    out.state_day(day, "a line of its own on the first page");
    if !empty.is_empty() {
        let (all, list) = (document.pages.len(), empty.join(", "));
        out.notes.push(format!(
            "no text layer: {} of {all} pages ({list}) are pictures or empty",
            empty.len()
        ));
    }
    let total = document.metadata.page_count as usize;
    if total > document.pages.len() {
        out.notes.push(format!(
            "pdf: {} of {total} pages are read (limit {})",
            document.pages.len(),
            limits.pdf_pages
        ));
    }
    Ok(out)
}

fn pieces(block: &Block) -> Vec<Piece> {
    let whole = |text: String| {
        Piece::body(
            text.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                // A soft hyphen shows only where a line was broken.
                .replace('\u{ad}', ""),
        )
    };
    let found: Vec<Piece> = match block {
        Block::Paragraph(p) => vec![whole(p.plain_text())],
        Block::Table(table) => table
            .rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row.cells.iter().map(|c| whole(c.plain_text()).text).collect();
                Piece::body(cells.join("\t"))
            })
            .collect(),
        Block::Code { content } => content.lines().map(|l| Piece::body(l.trim())).collect(),
        _ => Vec::new(),
    };
    found.into_iter().filter(|p| !p.text.trim().is_empty()).collect()
}

/// Lines that come again, their numbers aside: near the edge of a page on half of the pages or more; anywhere on most
/// of three pages or more, or with another number on each (columns put the foot of a page between them).
fn mark_running_heads(pages: &mut [Vec<Piece>]) {
    let short = |piece: &Piece| piece.text.chars().count() <= LONGEST_HEAD;
    let near = |at: usize, len: usize| at < EDGE || at + EDGE >= len;
    // For each line: pages on which it stands, pages on which it stands near an edge, its different wordings.
    let mut seen: HashMap<String, (usize, usize, HashSet<String>)> = HashMap::new();
    for page in pages.iter() {
        let mut own: HashMap<String, bool> = HashMap::new();
        for (at, piece) in page.iter().enumerate().filter(|(_, p)| short(p)) {
            let key = without_numbers(&piece.text);
            *own.entry(key.clone()).or_default() |= near(at, page.len());
            seen.entry(key).or_default().2.insert(piece.text.clone());
        }
        for (key, edge) in own {
            let entry = seen.entry(key).or_default();
            entry.0 += 1;
            entry.1 += usize::from(edge);
        }
    }
    let count = pages.iter().filter(|p| !p.is_empty()).count();
    let half = count.div_ceil(2).max(2);
    for page in pages {
        let len = page.len();
        for (at, piece) in page.iter_mut().enumerate() {
            let number = piece.text.chars().all(|c| c.is_ascii_digit() || c == ' ');
            let Some((on, edge, wordings)) = seen.get(&without_numbers(&piece.text)) else {
                continue;
            };
            let counted = wordings.len() >= half && *on >= half && !number;
            let everywhere = *on >= 3 && *on * 3 >= count * 2;
            if near(at, len) && (number || *edge >= half) || counted || everywhere && !number {
                piece.reason = Some(Reason::RunningHead);
            }
        }
    }
}

fn without_numbers(text: &str) -> String {
    let word = |w: &str| {
        if w.chars().any(|c| c.is_ascii_digit()) {
            "0".to_owned()
        } else {
            w.to_owned()
        }
    };
    fold(text)
        .split_whitespace()
        .map(word)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The pages one after the other; a paragraph that a page break cut is mended.
fn join(pages: Vec<Vec<Piece>>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for page in pages {
        let mut first = true;
        for piece in page {
            let body = piece.reason.is_none();
            let open = out.iter_mut().rev().find(|p| p.reason.is_none());
            match open {
                Some(last) if body && first && goes_on(&last.text, &piece.text) => {
                    last.text.push(' ');
                    last.text.push_str(&piece.text);
                }
                _ => out.push(piece),
            }
            first &= !body;
        }
    }
    out
}

/// True when a sentence that is not ended goes on with a small letter.
fn goes_on(last: &str, next: &str) -> bool {
    let ended = last.ends_with(['.', '!', '?', ':', ';', '"', '\u{201d}', ')']);
    !ended && !last.contains('\t') && next.starts_with(char::is_lowercase) && last.split(' ').count() > 5
}

/// The one day that lines of the page state which are nothing but a date.
fn dated(page: &[Piece], lexicon: &FurnitureLexicon) -> Option<Date> {
    let whole = |p: &&Piece| {
        let words = p.text.split_whitespace().count();
        (1..=4).contains(&words)
    };
    let mut days = page
        .iter()
        .filter(whole)
        .filter_map(|p| super::date::only_one(&p.text, lexicon));
    let first = days.next()?;
    days.all(|d| d == first).then_some(first)
}

/// The title that the properties state.
fn title(document: &Document) -> Option<String> {
    // Programs write the file's name there.
    document.metadata.title.clone().filter(|t| {
        let file = t.rsplit('.').next().is_some_and(|e| (2..=4).contains(&e.len())) && !t.contains(' ');
        !file
            && !t.to_lowercase().starts_with("microsoft word")
            && !matches!(t.as_str(), "untitled" | "(anonymous)")
    })
}

fn state(out: &mut Cleaned, title: Option<String>, document: &Document) {
    let metadata = &document.metadata;
    let author = metadata
        .author
        .clone()
        .filter(|a| !matches!(a.to_lowercase().as_str(), "anonymous" | "(anonymous)" | "unknown"));
    out.state(title, author, None);
    let day = metadata.created.and_then(|t| {
        use std::str::FromStr as _;
        Date::from_str(&t.format("%Y-%m-%d").to_string()).ok()
    });
    if let Some(day) = day {
        out.notes.push(format!(
            "document: created {day}, which need not be its publication"
        ));
    }
}
