//! In: claims of the chain. Out: their serialised rows, offsets in code points. Knows no files.

pub mod label;
pub mod points;
pub mod row;

pub use points::Points;
pub use row::{ClaimRow, Codes, ReportRow, claim_rows, report_row};
