//! In: data/lexicon/<language>/place.toml. Out: [`PlaceLexicon`]. Knows no gazetteer.

use std::collections::HashSet;

use serde::Deserialize;

use super::keep::FindingModel;
use super::words::{Sort, sort_of};

/// The words of one language that tell sorts of places, nearness and non-places. Lower case.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceLexicon {
    /// "province", "governorate": first-level units.
    pub admin1: HashSet<String>,
    /// "region": units of either level, or regions without rank.
    pub admin: HashSet<String>,
    /// "district", "county": second-level units.
    pub admin2: HashSet<String>,
    /// "city", "village".
    pub town: HashSet<String>,
    /// Those of a town that may be a seat or a capital.
    pub large: HashSet<String>,
    /// Those that only a place that was called so is taken up by.
    pub called: HashSet<String>,
    /// Those of the capital of a country only.
    pub capital: HashSet<String>,
    /// "camp", "airport": spots with a name of their own.
    pub spot: HashSet<String>,
    /// "river", "desert": wide things.
    pub area: HashSet<String>,
    /// Sorts in the plural: they hold for each name of a list.
    pub shared: HashSet<String>,
    /// What stands between the names of a list, with its spaces.
    pub between: HashSet<String>,
    /// Words after which a capitalised word may be a place though nothing marks it as a name.
    pub locative: HashSet<String>,
    /// Beside a name: the wide land around it.
    pub land: HashSet<String>,
    /// Before a name: close by.
    pub near: HashSet<String>,
    /// Phrases of several words, before a name: close by.
    pub near_of: HashSet<String>,
    /// "northern": a part of what follows.
    pub part: HashSet<String>,
    /// Words that are passed over between a sort and its name.
    pub skip: HashSet<String>,
    /// 0..1: a mention is a place's name when it is surer than this.
    pub sure_enough: f64,
    /// How mentions are weighed; from a file of its own.
    #[serde(skip)]
    pub finding: FindingModel,
    /// Bodies that act where the place in their name is ("police", "council").
    pub public: HashSet<String>,
    /// Parties, papers, teams, firms: a place in their names is not where they act.
    pub private: HashSet<String>,
    /// Names of roads end so.
    pub road: HashSet<String>,
    /// Months, weekdays, feasts, as single words.
    pub calendar: HashSet<String>,
    /// A capitalised word before a name that makes the whole something else.
    pub not_place_before: HashSet<String>,
}

impl PlaceLexicon {
    /// The sort of place that a word means by itself; `None` for other words.
    pub fn sort(&self, word: &str) -> Option<Sort> {
        sort_of(self, word)
    }

    /// Reads the TOML forms of place.toml and place_model.toml.
    ///
    /// # Errors
    /// When a text is no TOML, a list is missing, or there is a name that nothing reads.
    pub fn from_toml(words: &str, model: &str) -> Result<Self, String> {
        let lists: Self = toml::from_str(words).map_err(|e| e.to_string())?;
        Ok(Self {
            finding: FindingModel::from_toml(model)?,
            ..lists
        })
    }
}
