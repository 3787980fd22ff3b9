//! In: nothing; the claim's record as the OpenAPI document describes it, field by field. Out: schemas. What is sent is the
//! row of `store::row`; a test holds the two to each other. Fields are documented there and in `sitrep::record`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Words and where they stand, in code points of the report's clean text, end exclusive.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    text: String,
    start: usize,
    end: usize,
}

/// What a claim says of its report.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportHead {
    title: Option<String>,
    url: Option<String>,
    source: Option<String>,
    language: Option<String>,
    published: Option<String>,
    published_basis: String,
}

/// The sentence of a claim.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    text: String,
    start: usize,
    end: usize,
    index: usize,
}

/// Who did it, or to whom.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    text: String,
    start: usize,
    end: usize,
    name: Option<String>,
    code: Option<String>,
    sector: Option<String>,
    same_as: Option<Span>,
}

/// A place of the world.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceValue {
    name: Option<String>,
    geonames_id: Option<u64>,
    lat: Option<f64>,
    lon: Option<f64>,
    country: Option<String>,
    admin1: Option<String>,
    feature: Option<String>,
    precision: String,
    where_prec: Option<u8>,
    radius_km: Option<f64>,
    pcode: Option<String>,
}

/// Where: the words, the best answer and the runners-up, or the reason why there is none.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    text: String,
    start: usize,
    end: usize,
    name: Option<String>,
    geonames_id: Option<u64>,
    lat: Option<f64>,
    lon: Option<f64>,
    country: Option<String>,
    admin1: Option<String>,
    feature: Option<String>,
    precision: String,
    where_prec: Option<u8>,
    radius_km: Option<f64>,
    pcode: Option<String>,
    inferred: bool,
    alternatives: Vec<PlaceValue>,
    reason: Option<String>,
}

/// When.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Time {
    text: Option<String>,
    start: Option<String>,
    end: Option<String>,
    edtf: Option<String>,
    precision: String,
    basis: String,
    span: Option<Span>,
}

/// How many.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    role: String,
    of: Option<Span>,
    text: String,
    start: usize,
    end: usize,
    low: Option<u64>,
    best: Option<u64>,
    high: Option<u64>,
    scope: String,
}

/// Who says so.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Speaker {
    text: String,
    start: usize,
    end: usize,
    name: Option<String>,
    party: bool,
}

/// The named campaign.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OperationRef {
    text: String,
    start: usize,
    end: usize,
    name: String,
    phase: Option<String>,
    phase_status: Option<String>,
    phase_span: Option<Span>,
}

/// Who is said to hold a place.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Control {
    actor: Party,
    place: Place,
    state: String,
    evidence: Span,
}

/// What coded the claim.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Coder {
    version: String,
    codebook: String,
    model: String,
    rule: String,
}

/// One claim, as `sitrep code` prints it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    claim_id: String,
    doc_id: String,
    report: ReportHead,
    sentence: Sentence,
    trigger: Span,
    r#type: String,
    mode: Option<String>,
    quad: Option<String>,
    cameo: Option<String>,
    contexts: Vec<String>,
    actors: Vec<Party>,
    recipients: Vec<Party>,
    place: Option<Place>,
    more_places: Vec<Place>,
    place_inferred: Option<Place>,
    time: Option<Time>,
    time_inferred: Option<Time>,
    counts: Vec<Count>,
    status: String,
    said_by: Option<Speaker>,
    operation: Option<OperationRef>,
    control: Option<Control>,
    sensitivity: String,
    confidence: f64,
    coder: Coder,
}

/// A stretch that was taken out of a page, with its offsets in the decoded input.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Furniture {
    text: String,
    start: usize,
    end: usize,
    reason: String,
}

/// One report, as `sitrep read` prints it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    doc_id: String,
    title: Option<String>,
    title_basis: String,
    url: Option<String>,
    author: Option<String>,
    author_basis: String,
    source: Option<String>,
    source_basis: String,
    language: Option<String>,
    language_basis: String,
    text: String,
    furniture: Vec<Furniture>,
    captions: Vec<Furniture>,
    published: Option<String>,
    published_basis: String,
    sha256: String,
    notes: Vec<String>,
}

/// A party of an event.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventParty {
    text: String,
    name: Option<String>,
    code: Option<String>,
    sector: Option<String>,
}

/// A place of an event.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventPlace {
    text: String,
    name: Option<String>,
    geonames_id: Option<u64>,
    lat: Option<f64>,
    lon: Option<f64>,
    country: Option<String>,
    admin1: Option<String>,
    feature: Option<String>,
    precision: String,
    where_prec: Option<u8>,
    radius_km: Option<f64>,
    pcode: Option<String>,
}

/// A number as one claim gives it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    claim_id: String,
    source: String,
    text: String,
    low: Option<u64>,
    best: Option<u64>,
    high: Option<u64>,
    scope: String,
}

/// What is known of one number of an event.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventCount {
    role: String,
    low: Option<u64>,
    best: Option<u64>,
    high: Option<u64>,
    figures: Vec<Figure>,
}

/// A reason of a link.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    feature: String,
    said: String,
    weight: Option<f64>,
}

/// A claim of an event, with the reasons of its link.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkedClaim {
    claim_id: String,
    doc_id: String,
    source: Option<String>,
    published: Option<String>,
    sentence: String,
    trigger: String,
    status: String,
    score: Option<f64>,
    reasons: Vec<Reason>,
}

/// A bearing on another event.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    kind: String,
    event_id: String,
}

/// One event, as `sitrep events` prints it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    event_id: String,
    kind: String,
    r#type: String,
    mode: Option<String>,
    place: Option<EventPlace>,
    /// No claim's own words name the place; reports set the act there. Absent where they do.
    #[serde(default)]
    place_inferred: bool,
    other_places: Vec<EventPlace>,
    start: Option<String>,
    end: Option<String>,
    /// What the days rest on: `text`, `narrative` or `published`; null without a day.
    time_basis: Option<String>,
    other_days: Vec<String>,
    actors: Vec<EventParty>,
    recipients: Vec<EventParty>,
    counts: Vec<EventCount>,
    status: String,
    said_by: Vec<String>,
    claims: Vec<LinkedClaim>,
    relations: Vec<Relation>,
}

/// A claim in a list, as it stands, corrections applied.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ClaimEntry {
    #[serde(flatten)]
    claim: Claim,
    /// Its event; null before linking, and for copies and rejected claims.
    event_id: Option<String>,
    /// Its report.
    report_sha256: String,
    /// `accepted`, `rejected`, or null when no person has judged it.
    verdict: Option<String>,
    /// True when a person corrected a value.
    corrected: bool,
    /// True when its report repeats another.
    copied: bool,
    /// True when the current run did not find it, and a person's work on it keeps it.
    kept: bool,
}

/// A report in a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportEntry {
    /// Its id: SHA-256 of its bytes.
    sha256: String,
    doc_id: String,
    title: Option<String>,
    url: Option<String>,
    source: Option<String>,
    language: Option<String>,
    published: Option<String>,
    input: String,
    retrieved: String,
    copy_of: Option<String>,
    similarity: Option<f64>,
    claims: u64,
}
