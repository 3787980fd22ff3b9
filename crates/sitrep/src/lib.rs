//! In: a report and the packs. Out: claims, each value with the words that gave it.
//! The modules stand in the order in which data flows; each may use only those above it.

pub mod packs;
pub mod record;
pub mod report;
pub mod resolve;
// Uses all of the above; declared last.
pub mod chain;

pub use chain::{Coded, Timex, TimexKind, Trace, analyse, code_report, places, read, read_record, times};
pub use packs::{Error, Packs};
