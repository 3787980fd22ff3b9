//! In: the places and time expressions of one report. Out: [`PlacesRow`] and [`TimesRow`], as
//! `sitrep places` and `sitrep times` print them. Knows no claim.
//!
//! Offsets are Unicode code points into the clean text, end exclusive.

use std::collections::HashMap;
use std::io::BufRead;

use serde::{Deserialize, Serialize};
use sitrep::Timex;
use sitrep::record::{Place, Report};
use text::Span;

use super::{Label, PlaceValueRow, place_value_row};
use crate::label;
use crate::points::Points;

/// The places that one report names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlacesRow {
    /// The report.
    pub doc_id: String,
    /// In the order of the text, or of the given spans.
    pub toponyms: Vec<ToponymRow>,
}

/// A place name and the place of the world; the fields from `lat` to `name` are `None` when it has no answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::PlaceValue`")]
pub struct ToponymRow {
    pub start: usize,
    pub end: usize,
    /// The words.
    #[serde(default)]
    pub text: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub geonames_id: Option<u64>,
    pub name: Option<String>,
    pub precision: Label,
    /// `name`, `within-name` (in the name of a body or person) or `adjective`.
    #[serde(default)]
    pub naming: Label,
    #[serde(default)]
    pub country: Option<String>,
    #[serde(default)]
    pub admin1: Option<String>,
    #[serde(default)]
    pub feature: Option<String>,
    /// UCDP's class of the precision, 1 to 7; `None` without an answer.
    #[serde(default)]
    pub where_prec: Option<u8>,
    #[serde(default)]
    pub radius_km: Option<f64>,
    #[serde(default)]
    pub pcode: Option<String>,
    /// Up to three runners-up.
    #[serde(default)]
    pub alternatives: Vec<PlaceValueRow>,
    /// Why there is no answer; `None` when there is one.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The time expressions of one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimesRow {
    /// The report.
    pub doc_id: String,
    /// In the order of the text.
    pub timexes: Vec<TimexRow>,
}

/// A time expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimexRow {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    #[serde(default)]
    pub text: String,
    /// `DATE`, `TIME`, `DURATION` or `SET`.
    #[serde(rename = "type")]
    pub kind: Label,
    /// TIMEX3 value; `None` when it cannot be told.
    pub value: Option<String>,
    /// The days, after the opening words ("since", "by") and, in a range, from its first end to its last.
    #[serde(default)]
    pub days: DaysRow,
    /// Why there is no value; `None` when there is one.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Calendar days of a time expression, named as in the time of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::TimeValue`")]
pub struct DaysRow {
    pub start: Option<String>,
    pub end: Option<String>,
    pub edtf: Option<String>,
    pub precision: Label,
}

/// The row of a report's places.
pub fn places_row(report: &Report, places: &[Place]) -> PlacesRow {
    let points = Points::new(&report.text);
    let words = |place: &Place| place.span.of(&report.text).to_owned();
    let toponyms = (places.iter())
        .map(|place| toponym_row(place, words(place), &points))
        .collect();
    PlacesRow {
        doc_id: report.doc_id.clone(),
        toponyms,
    }
}

fn toponym_row(place: &Place, text: String, points: &Points) -> ToponymRow {
    let (start, end) = points.of_span(place.span);
    let value = place.value.as_ref();
    ToponymRow {
        start,
        end,
        text,
        lat: value.map(|v| v.lat),
        lon: value.map(|v| v.lon),
        geonames_id: value.and_then(|v| v.geonames_id),
        name: value.map(|v| v.name.clone()),
        precision: value
            .map_or("none", |v| label::place_precision(v.precision))
            .into(),
        naming: label::naming(place.naming).into(),
        country: value.and_then(|v| v.country.clone()),
        admin1: value.and_then(|v| v.admin1.clone()),
        feature: value.map(|v| v.feature.clone()),
        where_prec: value.and_then(label::where_prec),
        radius_km: value.map(|v| v.radius_km),
        pcode: value.and_then(|v| v.pcode.clone()),
        alternatives: place.alternatives.iter().map(place_value_row).collect(),
        reason: place.reason.map(str::to_owned),
    }
}

/// The one case without a value.
const NO_VALUE: &str = "counted from an event; only a claim that tells its day dates it";

/// The row of a report's time expressions.
pub fn times_row(report: &Report, times: &[Timex]) -> TimesRow {
    let points = Points::new(&report.text);
    let timexes = times
        .iter()
        .map(|timex| {
            let (start, end) = points.of_span(timex.span);
            TimexRow {
                start,
                end,
                text: timex.span.of(&report.text).to_owned(),
                kind: timex.class.name().into(),
                value: timex.value.clone(),
                days: DaysRow {
                    start: timex.days.start.map(|d| d.to_string()),
                    end: timex.days.end.map(|d| d.to_string()),
                    edtf: timex.days.edtf.clone(),
                    precision: label::time_precision(timex.days.precision).into(),
                },
                reason: timex.value.is_none().then(|| NO_VALUE.to_owned()),
            }
        })
        .collect();
    TimesRow {
        doc_id: report.doc_id.clone(),
        timexes,
    }
}

/// Spans to resolve, by report: what `--spans` reads.
pub type GivenSpans = HashMap<String, Vec<(usize, usize)>>;

#[derive(Deserialize)]
struct SpansRow {
    doc_id: String,
    #[serde(alias = "toponyms")]
    spans: Vec<SpanEnds>,
}

#[derive(Deserialize)]
struct SpanEnds {
    start: usize,
    end: usize,
}

/// Reads one `{"doc_id", "spans": [{"start", "end"}]}` a line (`toponyms` is read like `spans`;
/// other fields are passed over).
///
/// # Errors
/// The number of the first bad line and what is wrong with it.
pub fn read_spans(lines: impl BufRead) -> Result<GivenSpans, (usize, String)> {
    let mut given = GivenSpans::new();
    for (number, line) in (1..).zip(lines.lines()) {
        let line = line.map_err(|e| (number, e.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        let row: SpansRow = serde_json::from_str(&line).map_err(|e| (number, e.to_string()))?;
        given
            .entry(row.doc_id)
            .or_default()
            .extend(row.spans.iter().map(|s| (s.start, s.end)));
    }
    Ok(given)
}

/// Words to code and the type of each, by report: what `--triggers` reads.
pub type GivenTriggers = HashMap<String, Vec<GivenTrigger>>;

/// A word that names an act; offsets are code points of the clean text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GivenTrigger {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Deserialize)]
struct TriggersRow {
    doc_id: String,
    triggers: Vec<GivenTrigger>,
}

/// Reads one `{"doc_id", "triggers": [{"start", "end", "type"}]}` a line; other fields are passed over.
///
/// # Errors
/// The number of the first bad line and what is wrong with it.
pub fn read_triggers(lines: impl BufRead) -> Result<GivenTriggers, (usize, String)> {
    let mut given = GivenTriggers::new();
    for (number, line) in (1..).zip(lines.lines()) {
        let line = line.map_err(|e| (number, e.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        let row: TriggersRow = serde_json::from_str(&line).map_err(|e| (number, e.to_string()))?;
        given.entry(row.doc_id).or_default().extend(row.triggers);
    }
    Ok(given)
}

/// Spans in code points as spans in bytes of `text`; those that do not lie in it are left out.
pub fn spans_in(text: &str, given: &[(usize, usize)]) -> Vec<Span> {
    let points = Points::new(text);
    given
        .iter()
        .filter(|(start, end)| start < end)
        .map(|&(start, end)| Span::new(points.to_byte(start), points.to_byte(end)))
        .filter(|span| span.end <= text.len())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_spans_are_read_with_either_name_and_turned_into_bytes() {
        let file = "{\"doc_id\":\"a\",\"toponyms\":[{\"start\":3,\"end\":7,\"lat\":1.5}]}\n\n\
                    {\"doc_id\":\"b\",\"spans\":[]}\n";
        let given = read_spans(file.as_bytes()).expect("both lines are good");
        assert_eq!(given["a"], [(3, 7)]);
        assert!(given["b"].is_empty());
        let text = "né Sūrā";
        assert_eq!(
            spans_in(text, &given["a"])
                .iter()
                .map(|s| s.of(text))
                .collect::<Vec<_>>(),
            ["Sūrā"]
        );
        assert!(spans_in(text, &[(3, 99), (5, 5), (6, 2)]).is_empty());
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = read_spans("{\"doc_id\":\"a\",\"spans\":[]}\n{".as_bytes()).expect_err("line 2 is cut");
        assert_eq!(error.0, 2);
    }
}
