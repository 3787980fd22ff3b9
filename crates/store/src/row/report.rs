//! In: a report of the chain. Out: [`ReportRow`], or [`CopyRow`] for one that says again what another said. Knows no
//! file.

use serde::{Deserialize, Serialize};
use sitrep::record::{Furniture, Report};

use super::{Label, SpanRow, Within};
use crate::label;
use crate::points::Points;

/// A stretch that was taken out of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FurnitureRow {
    /// The words; offsets are code points into the decoded input.
    #[serde(flatten)]
    pub span: SpanRow,
    /// Why it was taken out.
    pub reason: String,
}

/// One report, as `--reports` and `sitrep read` print it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::Report`")]
pub struct ReportRow {
    pub doc_id: String,
    pub title: Option<String>,
    pub title_basis: Label,
    pub url: Option<String>,
    pub author: Option<String>,
    pub author_basis: Label,
    pub source: Option<String>,
    pub source_basis: Label,
    /// BCP 47.
    pub language: Option<String>,
    pub language_basis: Label,
    pub text: String,
    pub furniture: Vec<FurnitureRow>,
    pub captions: Vec<FurnitureRow>,
    /// ISO day.
    pub published: Option<String>,
    pub published_basis: Label,
    pub sha256: String,
    pub notes: Vec<String>,
}

/// A report that is a copy of an earlier one and is told with its address only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::Report`")]
pub struct CopyRow {
    pub doc_id: String,
    /// The `doc_id` of the report that stands for it.
    pub copy_of: String,
    /// Estimated share of word triples that both have, 0 to 1.
    pub similarity: f64,
    pub title: Option<String>,
    pub url: Option<String>,
    pub source: Option<String>,
    /// ISO day.
    pub published: Option<String>,
    pub published_basis: Label,
    pub sha256: String,
}

/// The row of a report.
pub fn report_row(report: &Report) -> ReportRow {
    let within = Within {
        text: &report.raw,
        points: Points::new(&report.raw),
    };
    ReportRow {
        doc_id: report.doc_id.clone(),
        title: report.title.clone(),
        title_basis: label::basis(report.bases.title).into(),
        url: report.url.clone(),
        author: report.author.clone(),
        author_basis: label::basis(report.bases.author).into(),
        source: report.source.clone(),
        source_basis: label::basis(report.bases.source).into(),
        language: report.language.clone(),
        language_basis: label::basis(report.bases.language).into(),
        text: report.text.clone(),
        furniture: report
            .furniture
            .iter()
            .map(|f| furniture_row(f, &within))
            .collect(),
        captions: report
            .captions
            .iter()
            .map(|f| furniture_row(f, &within))
            .collect(),
        published: report.published.map(|d| d.to_string()),
        published_basis: label::published_basis(report.published_basis).into(),
        sha256: report.sha256.clone(),
        notes: report.notes.clone(),
    }
}

/// Which bytes of the input gave the clean text: stretches of first code point, the one past the last, first byte and the one
/// past the last; in a stretch each letter takes equally many bytes.
pub fn origin_rows(report: &Report) -> Vec<[usize; 4]> {
    let points = Points::new(&report.text);
    let row = |o: &sitrep::record::Origin| {
        let (start, end) = points.of_span(o.span);
        [start, end, o.bytes.start, o.bytes.end]
    };
    report.origin.iter().map(row).collect()
}

/// The row of a report that is a copy of the report `of`.
pub fn copy_row(report: &Report, of: &str, similarity: f32) -> CopyRow {
    CopyRow {
        doc_id: report.doc_id.clone(),
        copy_of: of.to_owned(),
        similarity: (f64::from(similarity) * 100.0).round() / 100.0,
        title: report.title.clone(),
        url: report.url.clone(),
        source: report.source.clone(),
        published: report.published.map(|d| d.to_string()),
        published_basis: label::published_basis(report.published_basis).into(),
        sha256: report.sha256.clone(),
    }
}

fn furniture_row(furniture: &Furniture, within: &Within<'_>) -> FurnitureRow {
    let (start, end) = within.points.of_span(furniture.span);
    FurnitureRow {
        span: SpanRow {
            text: furniture.text.clone(),
            start,
            end,
        },
        reason: furniture.reason.to_owned(),
    }
}
