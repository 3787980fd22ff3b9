//! In: the bytes of an input. Out: reports: clean text, title, furniture, captions, published, notes. Knows no claims.

use std::fmt;

use jiff::civil::Date;

use crate::record::{PublishedBasis, Report};

/// What the user says about the reports; it wins over what the input says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of a report")]
pub struct Given {
    pub published: Option<Date>,
    pub source: Option<String>,
    pub url: Option<String>,
    pub title: Option<String>,
    pub doc_id: Option<String>,
    pub language: Option<String>,
    pub clean: bool,
}

/// Why an input is no report, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(String);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The reports of one input.
pub fn read(name: &str, bytes: &[u8], given: &Given) -> Vec<Result<Report, Problem>> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    if text.trim().is_empty() || text.contains('\0') {
        return vec![Err(Problem(format!("cannot read {name}: no text in it")))];
    }
    vec![Ok(plain(name, text, given))]
}

/// The report of one line of a JSONL input.
pub fn read_record(name: &str, line_no: usize, line: &str, given: &Given) -> Result<Report, Problem> {
    let value: serde_json::Value = serde_json::from_str(line)
        .map_err(|e| Problem(format!("cannot read {name}, line {line_no}: {e}")))?;
    let text = value["text"].as_str().unwrap_or_default().to_owned();
    let id = value["doc_id"].as_str().unwrap_or(name).to_owned();
    Ok(plain(&id, text, given))
}

fn plain(name: &str, text: String, given: &Given) -> Report {
    Report {
        doc_id: name.to_owned(),
        title: None,
        url: given.url.clone(),
        source: given.source.clone(),
        language: Some("en".to_owned()),
        published: given.published,
        published_basis: if given.published.is_some() {
            PublishedBasis::Given
        } else {
            PublishedBasis::None
        },
        raw: text.clone(),
        text,
        furniture: Vec::new(),
        captions: Vec::new(),
        sha256: String::new(),
        notes: Vec::new(),
    }
}
