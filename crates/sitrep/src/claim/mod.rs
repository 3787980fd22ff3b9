//! In: an analysis, the states of its words and the codebook. Out: drafts of claims: words and types, nothing resolved.
//! The modules stand in the order in which data flows.

pub mod flat;
pub mod heads;
pub mod phrase;
pub mod light;
pub mod status;
pub mod relative;
pub mod argument;
pub mod frame;
pub mod fill;
pub mod zeugma;
pub mod double;
pub mod partner;
pub mod explain;
pub mod judge;
pub mod draft;
pub mod topic;
