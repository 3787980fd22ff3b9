//! In: a report and the packs. Out: claims, each value with the words that gave it.
//! The modules stand in the order in which data flows; each may use only those above it.

pub mod record;
pub mod report;
pub mod claim;
pub mod resolve;
pub mod event;
pub mod operation;
pub mod score;
pub mod agree;
pub mod packs;
pub mod chain;
pub mod named;
#[cfg(test)]
mod testing;

pub use chain::{
    Coded, Trace, analyse, analyse_cased, analyse_words, code_report, code_report_at, code_with_incidents,
    code_with_places, code_with_states, is_readable, places, read, read_fields, read_record, times,
};
pub use codebook::{Act, Codebook};
pub use event::{Account, Event, LinkConfig, link_events};
pub use named::{Named, NamedAs, Standing, is_person, named, unit_point};
pub use operation::{Operation, operations};
pub use packs::{Error, Packs, Reader, builtin_codebook, link_config, operation_lexicon, score_words};
pub use resolve::time::{Timex, TimexClass};
