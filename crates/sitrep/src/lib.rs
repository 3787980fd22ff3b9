//! In: a report and the packs. Out: claims, each value with the words that gave it.
//! The modules stand in the order in which data flows; each may use only those above it.

pub mod record;
pub mod report;
pub mod resolve;
