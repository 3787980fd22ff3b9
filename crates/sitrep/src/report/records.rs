//! In: JSON: one object a line, or one object or array over many lines. Out: a report, or a problem with
//! file and line, for each. Knows the field names of input records.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::decode::note_of_mending;
use super::lexicon::FurnitureLexicon;
use super::limits::Limits;
use super::mojibake;
use super::problem::Problem;
use super::sniff::{self, Kind};
use super::{Given, assemble, clean, date, file_name};
use crate::record::Report;

/// Reads all records of an input.
pub(crate) fn read_all(
    name: &str,
    text: &str,
    given: &Given,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Vec<Result<Report, Problem>> {
    let one = |line_no: usize, record: &str| read_record(name, line_no, record, given, lexicon, limits);
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    // One value over several lines is told by its first line, which is no whole object.
    let first_whole = lines
        .next()
        .is_some_and(|l| l.starts_with('{') && serde_json::from_str::<&RawValue>(l).is_ok());
    if !first_whole {
        let at = |part: &str| {
            1 + text[..part.as_ptr() as usize - text.as_ptr() as usize]
                .matches('\n')
                .count()
        };
        if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(text) {
            if items.is_empty() {
                return vec![Err(Problem::new(
                    name,
                    None,
                    "reading the records: the array is empty; give at least one object",
                ))];
            }
            return items
                .into_iter()
                .map(|item| one(at(item.get()), item.get()))
                .collect();
        }
        if let Ok(object) = serde_json::from_str::<&RawValue>(text) {
            return vec![one(at(object.get()), object.get())];
        }
    }
    text.lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
        .map(|(i, line)| one(i + 1, line))
        .collect()
}

/// Reads one record: a JSON object with `text` or `html` and optionally `doc_id` or `id`, `title`, `url`,
/// `author`, `source`, `published` or `dct` (a full day), `language`; the field names of news-please and Fundus are
/// understood too. What the record states goes before `given`;
/// without an id the report is named after file and line. `sha256` is that of the line.
///
/// # Errors
/// When the line is no object, has neither `text` nor `html`, or its text cannot be read.
pub fn read_record(
    name: &str,
    line_no: usize,
    line: &str,
    given: &Given,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Result<Report, Problem> {
    let problem = |message: String| Problem::new(name, Some(line_no), message);
    let line = line.trim().trim_start_matches('\u{feff}');
    if line.len() > limits.report_bytes {
        let (size, limit) = (line.len(), limits.report_bytes);
        return Err(problem(format!(
            "reading a record: {size} bytes are too many for one report (limit {limit}); split it"
        )));
    }
    let value: Value = serde_json::from_str(line).map_err(|e| {
        problem(format!(
            "reading a record: not valid JSON ({e}); each line must be one whole object"
        ))
    })?;
    let Value::Object(fields) = value else {
        return Err(problem(
            "reading a record: not a JSON object; give {\"text\": ...} or {\"html\": ...}".to_owned(),
        ));
    };
    of_fields(name, line_no, &fields, line.as_bytes(), given, lexicon, limits)
}

/// Reads one row of a table, or any record that is already taken apart; `row_no` counts from 1. `sha256` is that of
/// the row as JSON.
///
/// # Errors
/// As [`read_record`].
pub fn read_fields(
    name: &str,
    row_no: usize,
    fields: &Map<String, Value>,
    given: &Given,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Result<Report, Problem> {
    let bytes = serde_json::to_vec(fields).unwrap_or_default();
    if bytes.len() > limits.report_bytes {
        let (size, limit) = (bytes.len(), limits.report_bytes);
        return Err(Problem::new(
            name,
            Some(row_no),
            format!("reading a row: {size} bytes are too many for one report (limit {limit}); split it"),
        ));
    }
    of_fields(name, row_no, fields, &bytes, given, lexicon, limits)
}

/// Fields that hold a body as text, the surest first: news-please, Fundus, and what others call it.
const TEXTS: [&str; 9] = [
    "maintext",
    "text",
    "plaintext",
    "full_text",
    "fulltext",
    "body",
    "content",
    "article",
    "description",
];
/// Fields that hold a page.
const PAGES: [&str; 3] = ["html", "raw_html", "page"];

/// True when a field or column of this name is known to hold a report's text or page.
pub fn is_text_field(name: &str) -> bool {
    TEXTS[..TEXTS.len() - 1].contains(&name) || PAGES.contains(&name)
}

fn of_fields(
    name: &str,
    number: usize,
    fields: &Map<String, Value>,
    bytes: &[u8],
    given: &Given,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Result<Report, Problem> {
    let problem = |message: String| Problem::new(name, Some(number), message);
    let mut notes = Vec::new();
    let stated = stated(fields, given, &mut notes);
    let filled = |key: &str| {
        fields
            .get(key)
            .and_then(Value::as_str)
            .filter(|s| !s.trim().is_empty())
    };
    let text = match &given.text_field {
        Some(key) => filled(key).map(str::to_owned),
        // A description is a summary; a page has more.
        None => TEXTS[..TEXTS.len() - 1]
            .iter()
            .find_map(|key| filled(key))
            .map(str::to_owned)
            .or_else(|| fundus_body(fields)),
    };
    let text = text.map(|text| match mojibake::mend(&text) {
        Some((mended, places)) => {
            notes.push(note_of_mending(places));
            mended
        }
        None => text,
    });
    let page = PAGES.iter().find_map(|key| filled(key)).or_else(|| {
        let html = fields.get("html")?.get("content")?.as_str()?;
        Some(html).filter(|h| !h.trim().is_empty())
    });
    let cleaned = match (text, page, &given.text_field) {
        (Some(text), ..) if sniff::kind(&text) == Kind::Page => clean::page(&text, lexicon, limits),
        (Some(text), ..) => clean::text(&text, given.clean, lexicon, limits),
        (None, Some(html), None) => clean::page(html, lexicon, limits),
        (None, _, None) if filled("description").is_some() => {
            notes.push("record: it holds a summary, not the report".to_owned());
            clean::text(
                filled("description").unwrap_or_default(),
                given.clean,
                lexicon,
                limits,
            )
        }
        (None, ..) => {
            let keys: Vec<&str> = fields.keys().map(String::as_str).take(8).collect();
            let found = if keys.is_empty() {
                "none".to_owned()
            } else {
                keys.join(", ")
            };
            let wanted = match &given.text_field {
                Some(field) => format!("the field {field:?} is missing or empty"),
                None => {
                    "it needs a field \"text\" or \"html\" that is not empty, or name it with --text-column"
                        .to_owned()
                }
            };
            return Err(problem(format!(
                "reading a record: no text; {wanted} (its fields: {found})"
            )));
        }
    };
    let mut cleaned = cleaned.map_err(problem)?;
    cleaned.notes.splice(0..0, notes);
    let doc_id = stated
        .doc_id
        .clone()
        .unwrap_or_else(|| format!("{}:{number}", file_name(name)));
    Ok(assemble(cleaned, doc_id, bytes, &stated, lexicon))
}

/// The paragraphs of Fundus' `body`: summary, then sections with headlines.
fn fundus_body(fields: &Map<String, Value>) -> Option<String> {
    let body = fields.get("body")?.as_object()?;
    let lines = |value: Option<&Value>| -> Vec<String> {
        let items = value.and_then(Value::as_array).cloned().unwrap_or_default();
        items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let mut out = lines(body.get("summary"));
    for section in body.get("sections")?.as_array()? {
        out.extend(lines(section.get("headline")));
        out.extend(lines(section.get("paragraphs")));
    }
    Some(out.join("\n\n")).filter(|t| !t.trim().is_empty())
}

/// The record's own statements, then the user's.
fn stated(fields: &Map<String, Value>, given: &Given, notes: &mut Vec<String>) -> Given {
    let string = |keys: &[&str]| {
        keys.iter().find_map(|key| match fields.get(*key)? {
            Value::String(s) => Some(s.trim().to_owned()).filter(|s| !s.is_empty()),
            Value::Number(n) => Some(n.to_string()),
            Value::Array(items) => {
                let names: Vec<&str> = items.iter().filter_map(Value::as_str).map(str::trim).collect();
                Some(names.join("; ")).filter(|s| !s.is_empty())
            }
            _ => None,
        })
    };
    // Fundus has the address and the publisher beside the page.
    let page = fields.get("html").and_then(Value::as_object);
    let of_page = |value: Option<&Value>| {
        let text = value.and_then(Value::as_str)?.trim();
        Some(text.to_owned()).filter(|t| !t.is_empty())
    };
    let address = || {
        let page = page?;
        ["responded_url", "requested_url"]
            .iter()
            .find_map(|key| of_page(page.get(*key)))
    };
    let publisher = || of_page(page?.get("source_info")?.get("publisher"));
    let day = string(&[
        "published",
        "dct",
        "date_publish",
        "publishing_date",
        "published_at",
        "date_published",
        "publish_date",
        "pub_date",
        "pubDate",
        "date",
    ]);
    let published = day.as_deref().and_then(date::iso);
    if let (Some(day), None) = (&day, published) {
        notes.push(format!(
            "published: {day:?} is not a day as YYYY-MM-DD and is left out"
        ));
    }
    Given {
        // One id for many records would be none.
        doc_id: string(&["doc_id", "id"]),
        title: string(&["title", "headline"]).or_else(|| given.title.clone()),
        url: string(&["url", "link"])
            .or_else(address)
            .or_else(|| given.url.clone()),
        author: string(&["author", "authors", "byline"]).or_else(|| given.author.clone()),
        source: string(&["source", "source_domain", "publisher", "outlet"])
            .or_else(publisher)
            .or_else(|| given.source.clone()),
        published: published.or(given.published),
        language: string(&["language", "lang"]).or_else(|| given.language.clone()),
        charset: None,
        text_field: None,
        clean: given.clean,
        origin: false,
    }
}
