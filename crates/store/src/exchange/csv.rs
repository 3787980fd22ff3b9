//! In: a table. Out: CSV or tab-separated text, and back. UTF-8, one header row (with `hxl` a second one of hashtags), LF,
//! empty for `Null`, lists joined by `;`. Knows no meaning of columns.
//!
//! Within a list `;` is written `\;` and `\` as `\\`. A text or list whose first character after any apostrophes is one of
//! `= + - @`, a tab or a carriage return gets an apostrophe in front, because spreadsheets take it for a formula and run
//! it; [`read`] takes the apostrophe away. Numbers keep their sign.

use ::csv::{ReaderBuilder, Terminator, WriterBuilder};

use super::table::{Cell, Kind, Table};

/// The characters with which a formula begins (OWASP, "CSV Injection").
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The table as CSV.
pub fn write(table: &Table, hxl: bool) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    // Writing to memory does not fail, and all records have the same length.
    let _ = writer.write_record(table.columns.iter().map(|c| &c.name));
    if hxl {
        let _ = writer.write_record(table.columns.iter().map(|c| c.hxl.unwrap_or_default()));
    }
    for row in &table.rows {
        let _ = writer.write_record(row.iter().map(field));
    }
    writer.into_inner().unwrap_or_default()
}

/// The table as tab-separated text without quotation marks, with a header or none: the form of GDELT and POLECAT. Tabs and
/// line breaks within a field become spaces.
pub fn write_tabs(table: &Table, header: bool) -> Vec<u8> {
    let flat = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let mut out = String::new();
    let mut line = |fields: Vec<String>| {
        out.push_str(&fields.join("\t"));
        out.push('\n');
    };
    if header {
        line(table.columns.iter().map(|c| c.name.clone()).collect());
    }
    for row in &table.rows {
        line(row.iter().map(|c| guarded(flat(&plain(c)), c)).collect());
    }
    out.into_bytes()
}

fn field(cell: &Cell) -> String {
    guarded(plain(cell), cell)
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(t) => t.clone(),
        Cell::Int(n) => n.to_string(),
        Cell::Float(x) => x.to_string(),
        Cell::Bool(b) => b.to_string(),
        Cell::Day(d) => d.to_string(),
        Cell::List(items) => joined(items),
    }
}

/// The items of a list in one field.
pub fn joined(items: &[String]) -> String {
    let escaped = items.iter().map(|i| i.replace('\\', "\\\\").replace(';', "\\;"));
    escaped.collect::<Vec<_>>().join(";")
}

fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

fn guarded(text: String, cell: &Cell) -> String {
    if matches!(cell, Cell::Text(_) | Cell::List(_)) && is_formula(&text) {
        format!("'{text}")
    } else {
        text
    }
}

/// Reads back what [`write`] wrote: the rows of a table with these columns. An empty text and an empty list come back as
/// `Null`: CSV does not tell them apart.
///
/// # Errors
/// When a row has another number of fields, or a field does not hold what its column says; with the line.
pub fn read(bytes: &[u8], kinds: &[Kind], hxl: bool) -> Result<Vec<Vec<Cell>>, String> {
    let mut reader = ReaderBuilder::new().from_reader(bytes);
    let mut rows = Vec::new();
    for record in reader.records().skip(usize::from(hxl)) {
        let record = record.map_err(|e| e.to_string())?;
        let line = record.position().map_or(0, ::csv::Position::line);
        if record.len() != kinds.len() {
            return Err(format!(
                "line {line}: {} fields for {} columns",
                record.len(),
                kinds.len()
            ));
        }
        let cells = record
            .iter()
            .zip(kinds)
            .map(|(f, kind)| cell(f, *kind).ok_or_else(|| format!("line {line}: \"{f}\" is no {kind:?}")));
        rows.push(cells.collect::<Result<_, _>>()?);
    }
    Ok(rows)
}

fn cell(field: &str, kind: Kind) -> Option<Cell> {
    if field.is_empty() {
        return Some(Cell::Null);
    }
    let bare = field
        .strip_prefix('\'')
        .filter(|_| is_formula(field))
        .unwrap_or(field);
    Some(match kind {
        Kind::Text => Cell::Text(bare.to_owned()),
        Kind::Int => Cell::Int(field.parse().ok()?),
        Kind::Float => Cell::Float(field.parse().ok()?),
        Kind::Bool => Cell::Bool(field.parse().ok()?),
        Kind::Day => Cell::Day(field.parse().ok()?),
        Kind::List => Cell::List(parted(bare)),
    })
}

fn parted(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let last = out.len() - 1;
        match c {
            '\\' => out[last].extend(chars.next()),
            ';' => out.push(String::new()),
            c => out[last].push(c),
        }
    }
    out
}
