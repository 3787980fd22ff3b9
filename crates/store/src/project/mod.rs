//! In: reports with their claims, what people say of them, links. Out: the project file that holds all of it, and answers
//! to questions: pages of claims and events, counts, one of each with its evidence. Knows no clock (now is an argument)
//! and no thread; how claims are found and linked the chain knows.
//!
//! The file is SQLite (docs/decisions/0010-project-file.md); its tables are in `schema_1.sql`. All values go in as bound parameters.
//! What a run said is never changed: corrections lie on top, and every change adds a line to a log whose hashes chain.

mod error;
mod file;
mod log;
mod anchor;
mod run;
mod columns;
mod write;
mod field;
mod correct;
mod carry;
mod review;
mod decide;
mod link;
mod filter;
mod query;
mod find;
mod count;
mod atlas;
mod index;
mod doubt;
mod diff;
mod verify;
#[cfg(test)]
mod tests;

pub use atlas::{Atlas, Crowd, Fired, FiredWord, Mapped, Spot};
pub use correct::{Correction, Effective};
pub use count::{Facet, Facets, Period};
pub use decide::{Decision, Forced};
pub use diff::{Change, Difference};
pub use error::Error;
pub use field::Field;
pub use file::{APPLICATION_ID, Project, SCHEMA_VERSION, is_project};
pub use filter::{Filter, Polygon, Rectangle, Review};
pub use find::{EventEntry, Found};
pub use index::{Acts, Index, Tallied, Timeline};
pub use link::{Linked, OperationEntry};
pub use log::{LogLine, sha256};
pub use query::{ClaimEntry, Page, ReportEntry};
pub use review::{Agreement, CoderReview, Concord, Opinion};
pub use run::{Knowledge, Run};
pub use write::{NewReport, report_of};

/// Who did something, when and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By<'a> {
    /// A person's name, or the program's for what it does itself.
    pub who: &'a str,
    /// The moment, as ISO 8601 in UTC ("2018-08-13T12:00:00Z").
    pub at: &'a str,
    /// The reason, in the person's words.
    pub why: &'a str,
}
