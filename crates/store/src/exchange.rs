//! In: rows of reports, claims, events and operations. Out: files for other programs, as bytes. Opens no files.
//!
//! The modules stand in the order in which data flows: a [`Dataset`] passes the [`gate()`] of a profile, becomes linked
//! [`tables`], and these a file. [`shape`] makes the lossy forms of other projects, each with a report of what is lost.

pub mod csv;
pub mod dataset;
pub mod gate;
pub mod geojson;
pub mod jsonl;
pub mod package;
pub mod parquet;
pub mod shape;
pub mod table;
pub mod tables;
#[cfg(test)]
mod tests;

pub use dataset::{Dataset, NameOf, NameRow, operations_of};
pub use gate::{Coarseness, Gate, Profile, Withheld, gate};
pub use shape::{Loss, Shape};
pub use table::{Cell, Column, Kind, Table};
