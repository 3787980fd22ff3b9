//! In: the TOML text of `data/actors`. Out: its rows as written. Knows no meaning; `table` checks them.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The files of `data/actors`, embedded, with their names for diagnostics.
pub const SOURCES: [(&str, &str); 14] = [
    (
        "states.toml",
        include_str!("../../../../../data/actors/states.toml"),
    ),
    (
        "offices.toml",
        include_str!("../../../../../data/actors/offices.toml"),
    ),
    (
        "forces.toml",
        include_str!("../../../../../data/actors/forces.toml"),
    ),
    (
        "groups.toml",
        include_str!("../../../../../data/actors/groups.toml"),
    ),
    (
        "bodies.toml",
        include_str!("../../../../../data/actors/bodies.toml"),
    ),
    (
        "parties.toml",
        include_str!("../../../../../data/actors/parties.toml"),
    ),
    (
        "peoples.toml",
        include_str!("../../../../../data/actors/peoples.toml"),
    ),
    (
        "leaders.toml",
        include_str!("../../../../../data/actors/leaders.toml"),
    ),
    (
        "organs.toml",
        include_str!("../../../../../data/actors/organs.toml"),
    ),
    (
        "education.toml",
        include_str!("../../../../../data/actors/education.toml"),
    ),
    (
        "business.toml",
        include_str!("../../../../../data/actors/business.toml"),
    ),
    (
        "media.toml",
        include_str!("../../../../../data/actors/media.toml"),
    ),
    (
        "society.toml",
        include_str!("../../../../../data/actors/society.toml"),
    ),
    (
        "nouns.toml",
        include_str!("../../../../../data/actors/nouns.toml"),
    ),
];

/// One file's rows. Every file may hold every kind of row.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub state: Vec<State>,
    pub breakaway: Vec<State>,
    pub force: Vec<Named>,
    pub group: Vec<Named>,
    pub body: Vec<Named>,
    pub party: Vec<Named>,
    pub people: Vec<Named>,
    pub office: Vec<Office>,
    pub person: Vec<Person>,
    pub noun: Vec<NounRow>,
    pub irregular: BTreeMap<String, String>,
    pub modifier: BTreeMap<String, Vec<String>>,
    pub short: BTreeMap<String, Vec<String>>,
    pub gender: BTreeMap<String, Vec<String>>,
    pub word: BTreeMap<String, Vec<String>>,
    pub pronoun: BTreeMap<String, Vec<String>>,
    pub variant: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub code: String,
    pub name: String,
    pub country: Option<String>,
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub people: Vec<String>,
    #[serde(default)]
    pub folk: Vec<String>,
    #[serde(default)]
    pub seat: Vec<String>,
    #[serde(default)]
    pub city: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    pub code: Option<String>,
    pub name: String,
    pub country: Option<String>,
    pub sector: Option<String>,
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub terms: Vec<TermRow>,
    /// For the people who edit the table.
    #[serde(rename = "note")]
    pub _note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Office {
    pub name: String,
    pub sector: String,
    #[serde(default)]
    pub also: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub name: String,
    pub country: String,
    #[serde(default)]
    pub also: Vec<String>,
    pub gender: Option<String>,
    pub terms: Vec<TermRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermRow {
    pub office: Option<String>,
    pub sector: Option<String>,
    pub group: Option<String>,
    pub from: Option<String>,
    pub until: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NounRow {
    pub sector: String,
    #[serde(default)]
    pub weak: bool,
    pub owned: Option<String>,
    #[serde(default)]
    pub kin: bool,
    #[serde(default)]
    pub person: Vec<String>,
    #[serde(default)]
    pub body: Vec<String>,
    #[serde(default)]
    pub many: Vec<String>,
}
