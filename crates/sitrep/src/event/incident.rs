//! In: one report, coded, with the states of its words. Out: its [`Incident`]s: attacks, bombings, kidnappings, arson,
//! robberies and forced stoppages of work of a terrorist kind, each with those who did it, what and whom it hit, by what,
//! where, when and how far it went, and the claims that tell of it. Knows no other report.
//!
//! The slots are those of MUC-4 (docs/methods.md). Claims give place, day and the acts; which noun phrases play a part,
//! and whether the act is an incident at all and not combat between soldiers, learned weights say ([`model`]). How
//! incidents are told apart stands in [`super::group`].

pub mod model;
pub mod phrase;
pub mod row;
pub mod slots;

use text::Span;

use crate::record::{CountValue, Place, Time};

/// What kind of incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the six kinds of MUC-4")]
pub enum IncidentKind {
    Attack,
    Bombing,
    Kidnapping,
    Arson,
    Robbery,
    ForcedWorkStoppage,
}

impl IncidentKind {
    /// All, in the order of the model's outputs.
    pub const ALL: [Self; 6] = [
        Self::Attack,
        Self::Bombing,
        Self::Kidnapping,
        Self::Arson,
        Self::Robbery,
        Self::ForcedWorkStoppage,
    ];
    /// MUC-4's word, in small letters.
    pub fn name(self) -> &'static str {
        [
            "attack",
            "bombing",
            "kidnapping",
            "arson",
            "robbery",
            "forced work stoppage",
        ][self as usize]
    }
}

/// How far it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the three stages of MUC-4")]
pub enum Stage {
    Accomplished,
    Attempted,
    Threatened,
}

impl Stage {
    /// All, in the order of the model's outputs.
    pub const ALL: [Self; 3] = [Self::Accomplished, Self::Attempted, Self::Threatened];
    /// MUC-4's word, in small letters.
    pub fn name(self) -> &'static str {
        ["accomplished", "attempted", "threatened"][self as usize]
    }
}

/// What a noun phrase is to an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Persons who did it.
    Perpetrator,
    /// The organisation behind it.
    Organisation,
    /// A thing that was hit.
    Target,
    /// A person who was hit.
    Victim,
    /// What it was done with.
    Weapon,
}

impl Part {
    /// All, in the order of the model's outputs (after "no part").
    pub const ALL: [Self; 5] = [
        Self::Perpetrator,
        Self::Organisation,
        Self::Target,
        Self::Victim,
        Self::Weapon,
    ];
}

/// What became of a person or thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words of MUC-4")]
pub enum Effect {
    Death,
    Injury,
    NoInjuryOrDeath,
    RegainedFreedom,
    SomeDamage,
    Destroyed,
    NoDamage,
}

impl Effect {
    /// Effects on people, in the order of the model's outputs (after "not told").
    pub const PEOPLE: [Self; 4] = [
        Self::Death,
        Self::Injury,
        Self::NoInjuryOrDeath,
        Self::RegainedFreedom,
    ];
    /// Effects on things, likewise.
    pub const THINGS: [Self; 3] = [Self::SomeDamage, Self::Destroyed, Self::NoDamage];
    /// MUC-4's words, in small letters.
    pub fn name(self) -> &'static str {
        [
            "death",
            "injury",
            "no injury or death",
            "regained freedom",
            "some damage",
            "destroyed",
            "no damage",
        ][self as usize]
    }
}

/// Someone or something that plays a part, by all mentions that were put together.
#[derive(Debug, Clone, PartialEq)]
pub struct Player {
    /// The mention that calls it best: a full name, else the likeliest phrase.
    pub span: Span,
    /// Further mentions, in the order of the text.
    pub mentions: Vec<Span>,
    /// True for a person's name.
    pub named: bool,
    /// True when the phrase is in the plural.
    pub plural: bool,
    /// How many, where a number stands with it.
    pub number: Option<CountValue>,
    /// What became of it; `None` when that is not told, and for those who act.
    pub effect: Option<Effect>,
    /// 0..1, of the likeliest mention.
    pub score: f32,
}

/// One incident of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// What kind.
    pub kind: IncidentKind,
    /// How far it went.
    pub stage: Stage,
    /// When; `None` when the report tells no day: then it was on or before its publication.
    pub time: Option<Time>,
    /// The finest place told; its country is in its value.
    pub place: Option<Place>,
    /// ISO 3166-1 alpha-3 of the country, from the place or from the places around.
    pub country: Option<String>,
    /// Who did it.
    pub perpetrators: Vec<Player>,
    /// The organisation behind it.
    pub organisations: Vec<Player>,
    /// Things that were hit.
    pub targets: Vec<Player>,
    /// People who were hit.
    pub victims: Vec<Player>,
    /// What it was done with.
    pub weapons: Vec<Player>,
    /// The claims that tell of it, by their number in the report.
    pub claims: Vec<usize>,
    /// 0..1.
    pub score: f32,
}
