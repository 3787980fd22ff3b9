//! In: claims of the chain; tables of reports. Out: serialised rows, offsets in code points; rows of tables; the project
//! file that keeps them. Opens no other files.

pub mod coding;
pub mod compare;
pub mod exchange;
pub mod label;
pub mod points;
pub mod project;
pub mod row;
pub mod table;

pub use points::Points;
pub use row::{
    ClaimRow, Codes, CopyRow, EventRow, IncidentRow, OperationPageRow, ReportRow, account_of, claim_rows,
    copy_row, event_row, incident_rows, operation_page, origin_rows, report_row,
};
