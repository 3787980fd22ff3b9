//! In: a report and the packs. Out: claims, each value with the words that gave it.
//! The modules stand in the order in which data flows; each may use only those above it.

pub mod record;
pub mod report;
pub mod claim;
pub mod resolve;
pub mod packs;
pub mod chain;
#[cfg(test)]
mod testing;

pub use chain::{
    Coded, Trace, analyse, analyse_words, code_report, is_readable, places, read, read_record, times,
};
pub use packs::{Error, Packs};
pub use resolve::time::{Timex, TimexClass};
