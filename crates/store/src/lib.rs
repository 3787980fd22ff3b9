//! In: claims of the chain; tables of reports. Out: serialised rows, offsets in code points; rows of tables.
//! Opens no files.

pub mod coding;
pub mod compare;
pub mod exchange;
pub mod label;
pub mod points;
pub mod row;
pub mod table;

pub use points::Points;
pub use row::{
    ClaimRow, Codes, CopyRow, EventRow, IncidentRow, ReportRow, account_of, claim_rows, copy_row, event_row,
    incident_rows, report_row,
};
