//! In: a Word document (docx). Out: its paragraphs, tables row by row, footnotes; title and author as its
//! properties state them. Text marked as deleted is left out; heads and feet of pages are no part of the text.

use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::clean::Cleaned;
use super::lexicon::FurnitureLexicon;
use super::limits::Limits;
use super::pieces::{Piece, cleaned};
use super::reason::Reason;

/// The parts with text, in reading order.
const PARTS: [&str; 3] = ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"];
/// Elements in elements; documents have 10 to 40.
const DEEPEST: usize = 400;

/// Reads a document.
///
/// # Errors
/// When it is broken, protected by a password, holds no text, or unpacks to more than the limit.
pub(crate) fn clean(bytes: &[u8], lexicon: &FurnitureLexicon, limits: &Limits) -> Result<Cleaned, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|e| format!("reading the Word document: {e}; save it again, or as plain text"))?;
    let mut left = limits.document_bytes;
    let mut pieces = Vec::new();
    let mut notes = Vec::new();
    for part in PARTS {
        let Some(xml) = unpack(&mut archive, part, &mut left)? else {
            continue;
        };
        if let Err(e) = paragraphs(&xml, &mut pieces) {
            if pieces.is_empty() {
                return Err(format!(
                    "reading the Word document: {part}: {e}; save it again, or as plain text"
                ));
            }
            notes.push(format!(
                "document: {part} is broken and read as far as it goes ({e})"
            ));
        }
    }
    if pieces.iter().all(|p| p.text.trim().is_empty()) {
        return Err(
            "reading the Word document: it holds no text; a picture of a page must be read by a person"
                .to_owned(),
        );
    }
    let mut out = cleaned(&pieces, false, lexicon, limits)?;
    if let Some(xml) = unpack(&mut archive, "docProps/core.xml", &mut left)? {
        let property = |name: &str| property(&xml, name);
        out.state(property("dc:title"), property("dc:creator"), None);
        out.language = property("dc:language");
        // Templates carry the day on which somebody made them.
        if let Some(day) = property("dcterms:created").as_deref().and_then(super::date::iso) {
            notes.push(format!(
                "document: created {day}, which need not be its publication"
            ));
        }
    }
    out.notes.extend(notes);
    Ok(out)
}

/// A part as text; `None` when there is none.
fn unpack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    left: &mut usize,
) -> Result<Option<String>, String> {
    let Some(at) = archive.index_for_name(name) else {
        return Ok(None);
    };
    let file = archive
        .by_index(at)
        .map_err(|e| format!("reading the Word document: {name}: {e}; save it without a password"))?;
    let mut bytes = Vec::new();
    let read = file.take(*left as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > *left {
        return Err(format!(
            "reading the Word document: it unpacks to more than {left} bytes, which no report does; save its text as plain text"
        ));
    }
    *left -= bytes.len();
    if let Err(e) = read
        && bytes.is_empty()
    {
        return Err(format!(
            "reading the Word document: {name}: {e}; save it again, or as plain text"
        ));
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// A paragraph that is being read.
#[derive(Default)]
struct Open {
    text: String,
    style: String,
}

/// Appends the paragraphs of a part. Cells of a table's row are one line, parted by tabs.
fn paragraphs(xml: &str, pieces: &mut Vec<Piece>) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut open = Open::default();
    let mut row: Option<Vec<String>> = None;
    let (mut depth, mut deleted, mut in_text) = (0_usize, 0_usize, false);
    loop {
        let event = reader.read_event().map_err(|e| e.to_string())?;
        match event {
            Event::Eof => return Ok(()),
            Event::Start(e) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(format!("nested over {DEEPEST} deep"));
                }
                match e.local_name().as_ref() {
                    "t" => in_text = true,
                    // What is deleted, field codes, and the second rendering of a drawing.
                    "del" | "moveFrom" | "instrText" | "Fallback" => deleted += 1,
                    "tr" if row.is_none() => row = Some(Vec::new()),
                    "pStyle" => open.style = style(&e),
                    _ => {}
                }
            }
            Event::Empty(e) => match e.local_name().as_ref() {
                "tab" if deleted == 0 => open.text.push(' '),
                "br" | "cr" if deleted == 0 => open.text.push('\n'),
                "noBreakHyphen" if deleted == 0 => open.text.push('-'),
                "pStyle" => open.style = style(&e),
                _ => {}
            },
            Event::Text(e) if in_text && deleted == 0 => {
                open.text.push_str(&e);
            }
            Event::GeneralRef(e) if in_text && deleted == 0 => {
                open.text
                    .push_str(&super::page::strip::strip(&format!("&{};", &*e)));
            }
            Event::End(e) => {
                depth = depth.saturating_sub(1);
                match e.local_name().as_ref() {
                    "t" => in_text = false,
                    "del" | "moveFrom" | "instrText" | "Fallback" => deleted = deleted.saturating_sub(1),
                    "p" => end_paragraph(&mut open, row.as_mut(), pieces),
                    "tr" => {
                        if let Some(cells) = row.take() {
                            pieces.push(Piece::body(cells.join("\t")));
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

fn style(e: &BytesStart<'_>) -> String {
    e.attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == "val")
        .map(|a| a.value.to_ascii_lowercase())
        .unwrap_or_default()
}

fn end_paragraph(open: &mut Open, row: Option<&mut Vec<String>>, pieces: &mut Vec<Piece>) {
    let open = std::mem::take(open);
    let text = open.text.trim().to_owned();
    if text.is_empty() {
        return;
    }
    if let Some(cells) = row {
        cells.push(text);
        return;
    }
    let first = !pieces.iter().any(|p| p.reason == Some(Reason::Title));
    let reason = match open.style.as_str() {
        "title" if first => Some(Reason::Title),
        "caption" => Some(Reason::Caption),
        "header" | "footer" => Some(Reason::RunningHead),
        style if style.starts_with("toc") => Some(Reason::Navigation),
        _ => None,
    };
    pieces.push(Piece { text, reason });
}

/// The text of the first element with this name; properties are flat and short.
fn property(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}"))?;
    let (_, rest) = rest.split_once('>')?;
    let (value, _) = rest.split_once(&format!("</{name}>"))?;
    Some(super::page::strip::strip(value)).filter(|v| !v.trim().is_empty())
}
