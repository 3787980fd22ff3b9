//! In: the coded report of the chain. Out: [`ClaimRow`] and [`ReportRow`], the one shape in which
//! claims and reports leave the program. Knows no file and no format but serde's.
//!
//! Fields stand in the order of the printed record. Offsets are Unicode code points, end exclusive;
//! absent is `None` or an empty list.

mod account;
mod event;
mod incident;
mod mention;
mod operation;
mod report;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sitrep::Coded;
use sitrep::record::{Claim, Control, Count, OperationRef, Party, Place, PlaceValue, Report, Speaker, Time};
use text::Span;

pub use self::account::account_of;
pub use self::event::{
    EventCountRow, EventPartyRow, EventPlaceRow, EventRow, FigureRow, LinkedRow, ReasonRow, RelationRow,
    event_row,
};
pub use self::incident::{IncidentRow, PlayerRow, incident_rows};
pub use self::mention::{
    DaysRow, GivenSpans, GivenTrigger, GivenTriggers, PlacesRow, TimesRow, TimexRow, ToponymRow, places_row,
    read_spans, read_triggers, spans_in, times_row,
};
pub use self::operation::{
    AnnouncedRow, AreaRow, OperationClaimRow, OperationPageRow, PhaseRow, TellingRow, operation_page,
};
pub use self::report::{CopyRow, FurnitureRow, ReportRow, copy_row, origin_rows, report_row};
use crate::label;
use crate::points::Points;

/// A word of a closed set; [`crate::label`] lists them.
pub type Label = Cow<'static, str>;

/// Words and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanRow {
    /// The words.
    pub text: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// What a claim says of its report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::Report`")]
pub struct ReportHead {
    pub title: Option<String>,
    pub url: Option<String>,
    pub source: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// ISO day.
    pub published: Option<String>,
    pub published_basis: Label,
}

/// The sentence of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentenceRow {
    /// The whole sentence.
    #[serde(flatten)]
    pub span: SpanRow,
    /// Its number in the report, from 0.
    pub index: usize,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::Party`")]
pub struct PartyRow {
    #[serde(flatten)]
    pub span: SpanRow,
    pub name: Option<String>,
    pub code: Option<String>,
    pub sector: Option<String>,
    pub same_as: Option<SpanRow>,
}

/// A place of the world. All fields but `precision` are `None` when the words have no answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::PlaceValue`")]
pub struct PlaceValueRow {
    pub name: Option<String>,
    pub geonames_id: Option<u64>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub country: Option<String>,
    pub admin1: Option<String>,
    pub feature: Option<String>,
    pub precision: Label,
    /// UCDP's class of that precision, 1 to 7; `None` without an answer.
    #[serde(default)]
    pub where_prec: Option<u8>,
    /// Radius in km of the circle about the point that should hold what is meant.
    #[serde(default)]
    pub radius_km: Option<f64>,
    #[serde(default)]
    pub pcode: Option<String>,
}

/// The place of a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceRow {
    /// The words.
    #[serde(flatten)]
    pub span: SpanRow,
    /// The best answer.
    #[serde(flatten)]
    pub value: PlaceValueRow,
    /// True when the words stand in another sentence.
    pub inferred: bool,
    /// Up to three runners-up.
    pub alternatives: Vec<PlaceValueRow>,
    /// Why there is no answer; `None` when there is one.
    pub reason: Option<String>,
}

/// The time of a claim. `start` and `end` are days; where the words stand is in `span`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::TimeValue`")]
pub struct TimeRow {
    /// The words; `None` when only the publication day dates the claim.
    pub text: Option<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub edtf: Option<String>,
    pub precision: Label,
    pub basis: Label,
    /// The same words with their offsets.
    pub span: Option<SpanRow>,
}

/// A number of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::Count`")]
pub struct CountRow {
    pub role: Label,
    pub of: Option<SpanRow>,
    #[serde(flatten)]
    pub span: SpanRow,
    pub low: Option<u64>,
    pub best: Option<u64>,
    pub high: Option<u64>,
    pub scope: Label,
}

/// Who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::Speaker`")]
pub struct SpeakerRow {
    #[serde(flatten)]
    pub span: SpanRow,
    pub name: Option<String>,
    pub party: bool,
}

/// The named campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::OperationRef`")]
pub struct OperationRow {
    #[serde(flatten)]
    pub span: SpanRow,
    pub name: String,
    pub phase: Option<String>,
    pub phase_status: Option<Label>,
    /// Where the phase is named.
    pub phase_span: Option<SpanRow>,
}

/// Who is said to hold a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::Control`")]
pub struct ControlRow {
    pub actor: PartyRow,
    pub place: PlaceRow,
    pub state: Label,
    /// The words that say so.
    pub evidence: SpanRow,
}

/// What coded the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoderRow {
    /// Version of sitrep.
    pub version: Label,
    /// Hash of the codebook.
    pub codebook: String,
    /// Hash of the language model.
    pub model: String,
    /// The head or frame that fired.
    pub rule: String,
}

/// One claim, as `sitrep code` prints it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::Claim`")]
pub struct ClaimRow {
    pub claim_id: String,
    pub doc_id: String,
    pub report: ReportHead,
    pub sentence: SentenceRow,
    pub trigger: SpanRow,
    #[serde(rename = "type")]
    pub kind: String,
    pub mode: Option<String>,
    pub quad: Option<String>,
    pub cameo: Option<String>,
    pub contexts: Vec<String>,
    pub actors: Vec<PartyRow>,
    pub recipients: Vec<PartyRow>,
    pub place: Option<PlaceRow>,
    /// Where else: the further names of a list.
    #[serde(default)]
    pub more_places: Vec<PlaceRow>,
    /// Where `place` gives none of the world: where the report sets the act.
    #[serde(default)]
    pub place_inferred: Option<PlaceRow>,
    pub time: Option<TimeRow>,
    /// Where `time` gives no day: that of the narrative, else what the day of publication bounds.
    #[serde(default)]
    pub time_inferred: Option<TimeRow>,
    pub counts: Vec<CountRow>,
    pub status: Label,
    pub said_by: Option<SpeakerRow>,
    pub operation: Option<OperationRow>,
    pub control: Option<ControlRow>,
    pub sensitivity: Label,
    /// 0..1, four decimals.
    pub confidence: f64,
    pub coder: CoderRow,
}

/// The hashes that stand in every claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Codes<'a> {
    /// Hash of the codebook.
    pub codebook: &'a str,
    /// Hash of the language model.
    pub model: &'a str,
}

/// The rows of a coded report, in the order of its claims.
pub fn claim_rows(coded: &Coded, codes: Codes<'_>) -> Vec<ClaimRow> {
    let within = Within {
        text: &coded.report.text,
        points: Points::new(&coded.report.text),
    };
    let head = report_head(&coded.report);
    coded
        .claims
        .iter()
        .map(|claim| claim_row(claim, &within, &coded.report.doc_id, &head, codes))
        .collect()
}

impl ClaimRow {
    /// Where it was: its own place where that is one of the world, else the inferred one, else its own words.
    pub fn located(&self) -> Option<&PlaceRow> {
        let own = self.place.as_ref().filter(|p| p.value.name.is_some());
        own.or(self.place_inferred.as_ref()).or(self.place.as_ref())
    }

    /// All its places: as told, of a list all, then the inferred one.
    pub fn places(&self) -> impl Iterator<Item = &PlaceRow> {
        self.place
            .iter()
            .chain(&self.more_places)
            .chain(&self.place_inferred)
    }

    /// The same, to be changed.
    pub fn places_mut(&mut self) -> impl Iterator<Item = &mut PlaceRow> {
        (self.place.iter_mut().chain(&mut self.more_places)).chain(&mut self.place_inferred)
    }

    /// When it was: its own time where that gives a day, else the inferred one, else its own without days.
    pub fn dated(&self) -> Option<&TimeRow> {
        let own = self
            .time
            .as_ref()
            .filter(|t| t.start.is_some() || t.end.is_some());
        own.or(self.time_inferred.as_ref()).or(self.time.as_ref())
    }
}

/// A text with its table of offsets.
struct Within<'a> {
    text: &'a str,
    points: Points,
}

impl Within<'_> {
    fn row(&self, span: Span) -> SpanRow {
        let (start, end) = self.points.of_span(span);
        SpanRow {
            text: span.of(self.text).to_owned(),
            start,
            end,
        }
    }
}

fn claim_row(
    claim: &Claim,
    within: &Within<'_>,
    doc_id: &str,
    head: &ReportHead,
    codes: Codes<'_>,
) -> ClaimRow {
    ClaimRow {
        claim_id: claim.id.clone(),
        doc_id: doc_id.to_owned(),
        report: head.clone(),
        sentence: SentenceRow {
            span: within.row(claim.sentence_span),
            index: claim.sentence,
        },
        trigger: within.row(claim.trigger),
        kind: claim.kind.clone(),
        mode: claim.mode.clone(),
        quad: claim.quad.clone(),
        cameo: claim.cameo.clone(),
        contexts: claim.contexts.clone(),
        actors: claim.actors.iter().map(|p| party_row(p, within)).collect(),
        recipients: claim.recipients.iter().map(|p| party_row(p, within)).collect(),
        place: claim.place.as_ref().map(|p| place_row(p, within)),
        more_places: (claim.more_places.iter()).map(|p| place_row(p, within)).collect(),
        place_inferred: claim.place_inferred.as_ref().map(|p| place_row(p, within)),
        time: claim.time.as_ref().map(|t| time_row(t, within)),
        time_inferred: claim.time_inferred.as_ref().map(|t| time_row(t, within)),
        counts: claim.counts.iter().map(|c| count_row(c, within)).collect(),
        status: label::status(claim.status).into(),
        said_by: claim.said_by.as_ref().map(|s| speaker_row(s, within)),
        operation: claim.operation.as_ref().map(|o| operation_row(o, within)),
        control: claim.control.as_ref().map(|c| control_row(c, within)),
        sensitivity: label::sensitivity(claim.sensitivity).into(),
        confidence: four_decimals(claim.confidence),
        coder: CoderRow {
            version: env!("CARGO_PKG_VERSION").into(),
            codebook: codes.codebook.to_owned(),
            model: codes.model.to_owned(),
            rule: claim.rule.clone(),
        },
    }
}

/// More digits would show the noise of the last bits, which differs between machines.
fn four_decimals(value: f32) -> f64 {
    (f64::from(value) * 10_000.0).round() / 10_000.0
}

fn report_head(report: &Report) -> ReportHead {
    ReportHead {
        title: report.title.clone(),
        url: report.url.clone(),
        source: report.source.clone(),
        language: report.language.clone(),
        published: report.published.map(|d| d.to_string()),
        published_basis: label::published_basis(report.published_basis).into(),
    }
}

fn party_row(party: &Party, within: &Within<'_>) -> PartyRow {
    PartyRow {
        span: within.row(party.span),
        name: party.name.clone(),
        code: party.code.clone(),
        sector: party.sector.clone(),
        same_as: party.same_as.map(|s| within.row(s)),
    }
}

fn place_row(place: &Place, within: &Within<'_>) -> PlaceRow {
    PlaceRow {
        span: within.row(place.span),
        value: place.value.as_ref().map_or_else(no_place_value, place_value_row),
        inferred: place.inferred,
        alternatives: place.alternatives.iter().map(place_value_row).collect(),
        reason: place.reason.map(str::to_owned),
    }
}

fn no_place_value() -> PlaceValueRow {
    PlaceValueRow {
        name: None,
        geonames_id: None,
        lat: None,
        lon: None,
        country: None,
        admin1: None,
        feature: None,
        precision: "none".into(),
        where_prec: None,
        radius_km: None,
        pcode: None,
    }
}

/// The row of a resolved place.
pub fn place_value_row(value: &PlaceValue) -> PlaceValueRow {
    PlaceValueRow {
        name: Some(value.name.clone()),
        geonames_id: value.geonames_id,
        lat: Some(value.lat),
        lon: Some(value.lon),
        country: value.country.clone(),
        admin1: value.admin1.clone(),
        feature: Some(value.feature.clone()),
        precision: label::place_precision(value.precision).into(),
        where_prec: label::where_prec(value),
        radius_km: Some(value.radius_km),
        pcode: value.pcode.clone(),
    }
}

fn time_row(time: &Time, within: &Within<'_>) -> TimeRow {
    let span = time.span.map(|s| within.row(s));
    TimeRow {
        text: span.as_ref().map(|s| s.text.clone()),
        start: time.value.start.map(|d| d.to_string()),
        end: time.value.end.map(|d| d.to_string()),
        edtf: time.value.edtf.clone(),
        precision: label::time_precision(time.value.precision).into(),
        basis: label::time_basis(time.value.basis).into(),
        span,
    }
}

fn count_row(count: &Count, within: &Within<'_>) -> CountRow {
    CountRow {
        role: label::count_role(count.role).into(),
        of: count.of.map(|s| within.row(s)),
        span: within.row(count.span),
        low: count.value.low,
        best: count.value.best,
        high: count.value.high,
        scope: label::count_scope(count.scope).into(),
    }
}

fn speaker_row(speaker: &Speaker, within: &Within<'_>) -> SpeakerRow {
    SpeakerRow {
        span: within.row(speaker.span),
        name: speaker.name.clone(),
        party: speaker.party,
    }
}

fn operation_row(operation: &OperationRef, within: &Within<'_>) -> OperationRow {
    OperationRow {
        span: within.row(operation.span),
        name: operation.name.clone(),
        phase: operation.phase.as_ref().map(|(words, _)| words.clone()),
        phase_status: operation.phase_status.map(|s| label::phase_status(s).into()),
        phase_span: operation.phase.as_ref().map(|(_, span)| within.row(*span)),
    }
}

fn control_row(control: &Control, within: &Within<'_>) -> ControlRow {
    ControlRow {
        actor: party_row(&control.actor, within),
        place: place_row(&control.place, within),
        state: label::control_state(control.state).into(),
        evidence: within.row(control.evidence),
    }
}

#[cfg(test)]
mod tests;
