//! In: JSON: one object a line, or one object or array over many lines. Out: a report, or a problem with
//! file and line, for each. Knows the field names of input records.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::lexicon::FurnitureLexicon;
use super::limits::Limits;
use super::problem::Problem;
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
/// `source`, `published` or `dct` (a full day), `language`. What the record states goes before `given`;
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
    let mut notes = Vec::new();
    let stated = stated(&fields, given, &mut notes);
    let filled = |key: &str| {
        fields
            .get(key)
            .and_then(Value::as_str)
            .filter(|s| !s.trim().is_empty())
    };
    let cleaned = match (filled("text"), filled("html")) {
        (Some(text), _) => clean::text(text, given.clean, lexicon, limits),
        (None, Some(html)) => clean::page(html, lexicon, limits),
        (None, None) => {
            let keys: Vec<&str> = fields.keys().map(String::as_str).take(8).collect();
            let found = if keys.is_empty() {
                "none".to_owned()
            } else {
                keys.join(", ")
            };
            return Err(problem(format!(
                "reading a record: no text; it needs a field \"text\" or \"html\" that is not empty (its fields: {found})"
            )));
        }
    };
    let mut cleaned = cleaned.map_err(problem)?;
    cleaned.notes.splice(0..0, notes);
    let doc_id = stated
        .doc_id
        .clone()
        .unwrap_or_else(|| format!("{}:{line_no}", file_name(name)));
    Ok(assemble(cleaned, doc_id, line.as_bytes(), &stated, lexicon))
}

/// The record's own statements, then the user's.
fn stated(fields: &Map<String, Value>, given: &Given, notes: &mut Vec<String>) -> Given {
    let string = |keys: &[&str]| {
        keys.iter().find_map(|key| match fields.get(*key)? {
            Value::String(s) => Some(s.trim().to_owned()).filter(|s| !s.is_empty()),
            Value::Number(n) => Some(n.to_string()),
            _ => None,
        })
    };
    let day = string(&["published", "dct"]);
    let published = day.as_deref().and_then(date::iso);
    if let (Some(day), None) = (&day, published) {
        notes.push(format!(
            "published: {day:?} is not a day as YYYY-MM-DD and is left out"
        ));
    }
    Given {
        // One id for many records would be none.
        doc_id: string(&["doc_id", "id"]),
        title: string(&["title"]).or_else(|| given.title.clone()),
        url: string(&["url"]).or_else(|| given.url.clone()),
        source: string(&["source"]).or_else(|| given.source.clone()),
        published: published.or(given.published),
        language: string(&["language"]).or_else(|| given.language.clone()),
        clean: given.clean,
    }
}
