//! Tests of the reader as a whole.

use super::FurnitureLexicon;

/// The lexicon that is shipped.
pub(crate) fn lexicon() -> FurnitureLexicon {
    let furniture = include_str!("../../../../data/lexicon/en/furniture.toml");
    let model = include_str!("../../../../data/lexicon/en/furniture_model.toml");
    FurnitureLexicon::parse(furniture, model).expect("the shipped lexicon")
}
