//! In: nothing; what the API sends and takes where no claim of the project is in it: the codebook and a try of it, adding, the
//! log, exports. Knows no query and no route.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::ClaimRow;
use utoipa::ToSchema;

use super::record::Claim;

/// A way in which acts of a type are done.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModeInfo {
    pub name: String,
    pub definition: String,
    /// True when the mode is not PLOVER's.
    pub extension: bool,
    pub claims: u64,
}

/// A word that fired.
#[derive(Debug, Serialize, ToSchema)]
pub struct Fired {
    /// The trigger in lower case.
    pub word: String,
    pub claims: u64,
    pub accepted: u64,
    pub rejected: u64,
}

/// A type of act, and how it fares here.
#[derive(Debug, Serialize, ToSchema)]
pub struct TypeInfo {
    pub name: String,
    pub quad: String,
    pub definition: String,
    pub modes: Vec<ModeInfo>,
    pub examples: Vec<String>,
    pub near_misses: Vec<String>,
    pub claims: u64,
    /// Accepted by a person with the type that the program gave.
    pub accepted: u64,
    /// Rejected, or given another type.
    pub rejected: u64,
    /// What fires most, at most 12.
    pub fired: Vec<Fired>,
}

/// The codebook.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodebookInfo {
    pub hash: String,
    pub types: Vec<TypeInfo>,
}

/// A sentence to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// At most 4,000 characters.
    pub text: String,
    /// Day from which "last Monday" is counted.
    #[serde(default)]
    pub published: Option<String>,
}

/// Why a word fired or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct TraceInfo {
    pub word: String,
    pub kept: bool,
    pub lines: Vec<String>,
}

/// What became of a tried sentence.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tried {
    pub text: String,
    #[schema(value_type = Vec<Claim>)]
    pub claims: Vec<ClaimRow>,
    pub traces: Vec<TraceInfo>,
    pub notes: Vec<String>,
}

/// What came of an input that was added.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AddedReport {
    pub id: String,
    pub doc_id: String,
    pub title: Option<String>,
    pub claims: u64,
    /// False when the project had it.
    pub new: bool,
    /// What was removed as page furniture.
    #[schema(value_type = Vec<super::record::Furniture>)]
    pub furniture: Vec<store::row::FurnitureRow>,
    pub notes: Vec<String>,
}

/// Adding inputs, as far as it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Job {
    pub id: u64,
    /// Name of the input.
    pub name: String,
    /// `waiting`, `coding`, `linking`, `done` or `failed`.
    pub state: String,
    pub added: Vec<AddedReport>,
    /// What could not be read.
    pub faults: Vec<String>,
}

/// All that was added since the start.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobList {
    pub jobs: Vec<Job>,
}

/// A line of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogEntry {
    pub seq: i64,
    pub at: String,
    pub who: String,
    pub act: String,
    #[schema(value_type = Value)]
    pub what: Value,
    /// What a person's act was, for people: field, old and new value, claim, reason; null for the program's lines and for reviews.
    pub told: Option<String>,
    pub hash: String,
}

/// The end of the log, the newest last.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogPage {
    pub lines: Vec<LogEntry>,
}

/// What an export would hold and hold back.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportPreview {
    /// `public`, `partner` or `internal`.
    pub profile: String,
    /// What passes.
    pub reports: u64,
    pub claims: u64,
    pub events: u64,
    /// The rules in force, in words.
    pub rules: Vec<String>,
    /// What is held back.
    pub removed: Vec<Removed>,
    /// Forms that a file may have; each is a zip with its data dictionary and what was withheld or lost.
    pub formats: Vec<String>,
}

/// What is held back of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct Removed {
    pub table: String,
    /// Rows, or the field.
    pub what: String,
    /// By which rule.
    pub reason: String,
    pub number: u64,
}

/// A text to be added as a report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewText {
    pub text: String,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    /// Day of publication (YYYY-MM-DD).
    #[serde(default)]
    pub published: Option<String>,
}
