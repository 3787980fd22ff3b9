//! In: claims with words. Out: values for those words: counts, days, parties, places.
//! The words stay; an unresolved value is absent with its reason.

pub mod actor;
pub mod count;
pub mod place;
pub mod time;
pub mod operation;
pub mod control;
pub mod sensitivity;
mod day;
mod scene;
pub mod choice;
pub mod narrative;
pub mod setting;
pub mod claim;
