//! In: a place name. Out: the places of the world that bear it. Knows no text.
//!
//! [`Gazetteer::from_pack`] opens the compiled gazetteer; [`Gazetteer::candidates`] answers for
//! a name in any usual spelling, [`Gazetteer::place`] tells what is known of a place.
//! [`build`] makes the pack from plain tables.

pub mod build;
mod edit;
mod error;
mod fold;
pub mod import;
mod index;
mod lookup;
mod pack;
mod place;
mod table;

pub use error::Error;
pub use fold::{fold, without_article};
pub use lookup::{Gazetteer, Way};
pub use place::{Candidate, Class, How, Place, PlaceId};
