//! In: the paragraphs of a document, each with what is known of its role. Out: the cleaned report.
//! For documents that say themselves what is heading and what is running head; knows no page and no file.

use text::Span;
use unicode_normalization::UnicodeNormalization as _;

use super::clean::{Cleaned, days, split};
use super::lexicon::FurnitureLexicon;
use super::limits::Limits;
use super::reason::Reason;
use super::{facts, judge};
use crate::record::Basis;

/// A paragraph of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its words, white space collapsed; empty pieces are left out.
    pub(crate) text: String,
    /// Why it is no body; `None`: it is.
    pub(crate) reason: Option<Reason>,
}

impl Piece {
    pub(crate) fn body(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            reason: None,
        }
    }
}

/// The report made of the pieces that are body. A piece with reason [`Reason::Title`] is the title; lines
/// that are page furniture whole ("Share on Facebook") are taken away when `web`.
///
/// # Errors
/// When a piece is longer than a line may be.
pub(crate) fn cleaned(
    pieces: &[Piece],
    web: bool,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Result<Cleaned, String> {
    let mut raw = String::new();
    let mut units = Vec::new();
    let mut reasons = Vec::new();
    for piece in pieces {
        let text = piece.text.trim();
        if text.is_empty() {
            continue;
        }
        if text.len() > limits.line_bytes {
            let (size, limit) = (text.len(), limits.line_bytes);
            return Err(format!(
                "reading the report: a paragraph of {size} bytes is too long for a report (limit {limit}); break the text into paragraphs"
            ));
        }
        if !raw.is_empty() {
            raw.push_str("\n\n");
        }
        let start = raw.len();
        raw.push_str(text);
        units.push(Span::new(start, raw.len()));
        reasons.push(piece.reason);
    }
    let facts = facts::facts(&raw, &units, lexicon);
    let mut body: Vec<bool> = reasons.iter().map(Option::is_none).collect();
    if web {
        for (keep, facts) in body.iter_mut().zip(&facts) {
            let whole = facts.class.is_some_and(|(_, whole)| whole);
            *keep &= !whole || facts.prose();
        }
    }
    let mut out = Cleaned {
        raw: raw.clone(),
        ..Cleaned::default()
    };
    let title = reasons.iter().position(|r| *r == Some(Reason::Title));
    if let Some(at) = title {
        out.title = Some((units[at].of(&raw).nfc().collect(), Basis::Shown));
    }
    split(&mut out, &units, &body, |i| {
        reasons[i].unwrap_or_else(|| judge::reason(&facts, &body, title, i))
    });
    days(&mut out, &raw, &units, &body, lexicon);
    Ok(out)
}
