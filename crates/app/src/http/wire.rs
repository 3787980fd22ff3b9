//! In: nothing; what the API sends and takes, as serde and the OpenAPI document see it. Knows no query and no route.
//! Days are ISO days, moments ISO moments in UTC, offsets code points, end exclusive; null means not known.

pub mod desk;
pub mod look;
pub mod record;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::project::{ClaimEntry, ReportEntry};
use store::{ClaimRow, EventRow, ReportRow};
use utoipa::ToSchema;

pub use self::desk::*;
pub use self::look::*;
use self::record::{Claim, Event, Report};

/// The project and what may be done with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectInfo {
    /// Name of the file, without its folder and ending.
    pub name: String,
    /// Version of sitrep.
    pub version: String,
    /// True when nothing may be changed here.
    pub read_only: bool,
    pub reports: u64,
    pub claims: u64,
    pub events: u64,
    pub operations: u64,
    /// Hash of the log's last line: it stands for the state of the project.
    pub head: String,
    /// True while events are put together anew after a change; until it is false they are those of before.
    pub linking: bool,
    /// Days between which the claims lie; null without any.
    pub first_day: Option<String>,
    pub last_day: Option<String>,
    /// True when there are map tiles of the user's own.
    pub basemap: bool,
    /// People who have reviewed or corrected.
    pub coders: Vec<String>,
    /// Codings of the reports, oldest first.
    pub runs: Vec<RunInfo>,
}

/// One coding of all reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunInfo {
    pub id: i64,
    pub version: String,
    pub codebook: String,
    pub model: String,
    pub begun: String,
    pub ended: Option<String>,
    pub claims: u64,
    pub current: bool,
}

/// A page of claims.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimPage {
    #[schema(value_type = Vec<record::ClaimEntry>)]
    pub claims: Vec<ClaimEntry>,
    /// All that pass the filter.
    pub total: u64,
    /// Where the next page begins; null on the last.
    pub next: Option<String>,
}

/// A claim with all that was said of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimDetail {
    #[serde(flatten)]
    #[schema(value_type = record::ClaimEntry)]
    pub entry: ClaimEntry,
    /// What the run said; null when nothing was corrected.
    #[schema(value_type = Option<Claim>)]
    pub coded: Option<ClaimRow>,
    /// Oldest first.
    pub corrections: Vec<CorrectionInfo>,
    /// Of a caller who has not reviewed the claim, only how many there are.
    pub reviews: Vec<ReviewInfo>,
    /// Reviews that this caller may not see before his own.
    pub hidden_reviews: u64,
    /// Words before the sentence in the report, some hundred characters.
    pub before: String,
    /// Words behind it.
    pub after: String,
}

/// A correction.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrectionInfo {
    pub id: i64,
    pub claim_id: String,
    pub field: String,
    #[schema(value_type = Value)]
    pub old: Value,
    #[schema(value_type = Value)]
    pub new: Value,
    pub who: String,
    pub at: String,
    pub why: String,
    /// The correction that this one undoes.
    pub withdraws: Option<i64>,
    /// False when a later one undid it.
    pub holds: bool,
}

/// A value that a person sets.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCorrection {
    /// A field of the claim ("status", "place", "time.start") or "verdict".
    pub field: String,
    /// What should stand there.
    #[schema(value_type = Value)]
    pub value: Value,
    /// The reason.
    pub why: String,
}

/// Why something is undone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Why {
    pub why: String,
}

/// What one coder thinks of a claim, unseen by the others.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewInfo {
    pub id: i64,
    pub claim_id: String,
    pub coder: String,
    /// `right`, `wrong` or `unsure`.
    pub opinion: String,
    /// Values that the coder would set, by field.
    #[schema(value_type = Value)]
    pub fields: Value,
    pub at: String,
    pub why: String,
}

/// A review to be stored under the caller's name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    /// `right`, `wrong` or `unsure`.
    pub opinion: String,
    /// Values that the coder would set, by field.
    #[serde(default)]
    #[schema(value_type = Value)]
    pub fields: serde_json::Map<String, Value>,
    #[serde(default)]
    pub why: String,
}

/// The queue of a coder.
#[derive(Debug, Serialize, ToSchema)]
pub struct Queue {
    /// The most doubtful first.
    #[schema(value_type = Vec<record::ClaimEntry>)]
    pub claims: Vec<ClaimEntry>,
    /// Claims under the filter that are left to review.
    pub left: u64,
    /// Claims under the filter that are done.
    pub done: u64,
}

/// How far two coders agree.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementInfo {
    pub first: String,
    pub second: String,
    /// Claims that both reviewed.
    pub claims: u64,
    /// Of these, with the same opinion.
    pub same: u64,
    /// Cohen's kappa; null when chance alone would agree always.
    pub kappa: Option<f64>,
}

/// What coders said, to be settled.
#[derive(Debug, Serialize, ToSchema)]
pub struct Adjudication {
    /// Claims that two coders or more reviewed.
    pub claims: u64,
    /// Krippendorff's alpha of all coders' opinions; null where one opinion only occurs.
    pub alpha: Option<f64>,
    /// Bounds between which 95 of 100 bootstrap samples of it lie: the lower, the upper.
    pub alpha_interval: Option<[f64; 2]>,
    pub agreement: Vec<AgreementInfo>,
    /// Claims on which two coders differ and no verdict settles it.
    pub open: Vec<ClaimDetail>,
}

/// A page of reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportPage {
    #[schema(value_type = Vec<record::ReportEntry>)]
    pub reports: Vec<ReportEntry>,
    pub total: u64,
    pub next: Option<String>,
}

/// A report with its claims.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportDetail {
    pub id: String,
    #[schema(value_type = Report)]
    pub report: ReportRow,
    /// Name of the input, without its folder.
    pub input: String,
    pub retrieved: String,
    pub copy_of: Option<String>,
    /// In the order of the text.
    #[schema(value_type = Vec<record::ClaimEntry>)]
    pub claims: Vec<ClaimEntry>,
}

/// A page of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPage {
    #[schema(value_type = Vec<Event>)]
    pub events: Vec<EventRow>,
    pub total: u64,
    pub next: Option<String>,
}

/// An event with its claims as they stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventDetail {
    #[serde(flatten)]
    #[schema(value_type = Event)]
    pub event: EventRow,
    /// Its claims, in the same order.
    #[schema(value_type = Vec<record::ClaimEntry>)]
    pub rows: Vec<ClaimEntry>,
    /// What people put together or took apart here.
    pub decisions: Vec<DecisionInfo>,
}

/// A merge or split by a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionInfo {
    pub id: i64,
    /// `merge`, `split` or `withdraw`.
    pub kind: String,
    pub who: String,
    pub at: String,
    pub why: String,
    pub withdraws: Option<i64>,
    pub holds: bool,
    pub claims: Vec<String>,
}

/// Events to put together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Two or more.
    pub events: Vec<String>,
    pub why: String,
}

/// Claims to take out of an event.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    pub claims: Vec<String>,
    pub why: String,
}

/// What a change made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Done {
    /// Number of the correction, review or decision.
    pub id: i64,
}

/// A named campaign.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperationInfo {
    pub id: String,
    pub name: String,
    /// What is known of it, as `sitrep` writes it.
    #[schema(value_type = Value)]
    pub operation: Value,
    /// How many claims name it.
    pub total: u64,
    /// The first 300 of them, by day.
    #[schema(value_type = Vec<record::ClaimEntry>)]
    pub claims: Vec<ClaimEntry>,
}

/// All campaigns.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperationList {
    pub operations: Vec<OperationInfo>,
}
