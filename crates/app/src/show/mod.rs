//! In: what the chain found. Out: the same as text: blocks for people, CSV, CoNLL-U. Knows no file.

pub mod claim;
pub mod conllu;
pub mod csv;
pub mod event;
pub mod project;
pub mod operation;
pub mod figures;
pub mod report;
pub mod tree;
pub mod underline;
