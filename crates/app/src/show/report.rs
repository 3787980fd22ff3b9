//! In: the row of a report. Out: the report for people: a head with what is known and where it comes from, the clean
//! text, and how much was removed. Knows no colours.

use std::fmt::Write as _;

use store::{CopyRow, ReportRow};

/// Width of the names in the head.
const NAMES: usize = 10;

/// A report.
pub fn whole(row: &ReportRow) -> String {
    let mut out = format!("── {}\n", row.doc_id);
    let mut line = |name: &str, value: Option<&str>, basis: &str| {
        if let Some(value) = value {
            let basis = if basis.is_empty() {
                String::new()
            } else {
                format!("  ({basis})")
            };
            let _ = writeln!(out, "{name:NAMES$}{value}{basis}");
        }
    };
    line("title", row.title.as_deref(), &row.title_basis);
    line("author", row.author.as_deref(), &row.author_basis);
    line("source", row.source.as_deref(), &row.source_basis);
    line(
        "published",
        Some(row.published.as_deref().unwrap_or("unknown")),
        &row.published_basis,
    );
    line("language", row.language.as_deref(), &row.language_basis);
    line("address", row.url.as_deref(), "");
    for caption in &row.captions {
        line("caption", Some(&caption.span.text), "");
    }
    for note in &row.notes {
        line("note", Some(note), "");
    }
    if !row.furniture.is_empty() {
        let words: usize = row
            .furniture
            .iter()
            .map(|f| f.span.text.split_whitespace().count())
            .sum();
        let text = format!("{words} words in {} places", row.furniture.len());
        line("removed", Some(&text), "");
    }
    let _ = writeln!(out, "\n{}\n", row.text.trim_end());
    out
}

/// A copy, in one line.
pub fn copy(row: &CopyRow) -> String {
    let address = row.url.as_deref().map(|u| format!("  {u}")).unwrap_or_default();
    format!(
        "── {}  copy of {} ({:.0} % alike){address}\n\n",
        row.doc_id,
        row.copy_of,
        row.similarity * 100.0
    )
}
