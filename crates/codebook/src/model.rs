//! In: nothing; this is the data of a compiled codebook. Out: the types [`Kind`], [`Trigger`], [`Frame`], [`Class`],
//! [`Context`] and their parts. Knows no source and no report.

use std::sync::Arc;

use crate::pattern::Pattern;
use crate::relation::Relation;

/// Part of speech of a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "plain words")]
pub enum Pos {
    Verb,
    Noun,
    Adj,
}

impl Pos {
    /// All, with the names that sources use.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Verb, "verb"), (Self::Noun, "noun"), (Self::Adj, "adj")];
    /// The part of speech of a source's word; `None` for any other word.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(p, _)| *p)
    }
}

/// PLOVER's quad classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "PLOVER's names")]
pub enum Quad {
    VerbalCooperation,
    MaterialCooperation,
    VerbalConflict,
    MaterialConflict,
}

impl Quad {
    /// All, with PLOVER's names in lower case.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::VerbalCooperation, "verbal cooperation"),
        (Self::MaterialCooperation, "material cooperation"),
        (Self::VerbalConflict, "verbal conflict"),
        (Self::MaterialConflict, "material conflict"),
    ];
    /// The class of a source's words; `None` for any others.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(q, _)| *q)
    }
    /// PLOVER's name in lower case.
    ///
    /// ```
    /// assert_eq!(codebook::Quad::VerbalConflict.name(), "verbal conflict");
    /// ```
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
    /// `Q1` to `Q4`, in PLOVER's order.
    pub fn code(self) -> &'static str {
        ["Q1", "Q2", "Q3", "Q4"][self as usize]
    }
}

/// A way in which acts of a type are done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mode {
    /// Name ("arrest").
    pub name: String,
    /// What it covers.
    pub definition: String,
    /// CAMEO code; `None` when the source gives none (types of users).
    pub cameo: Option<String>,
    /// Contexts that every act of this mode has.
    pub contexts: Vec<String>,
    /// True when the mode is not PLOVER's.
    pub extension: bool,
}

/// A type of act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Name ("COERCE").
    pub name: String,
    /// Quad class.
    pub quad: Quad,
    /// What it covers.
    pub definition: String,
    /// CAMEO root ("17"); `None` for types without a counterpart.
    pub cameo_root: Option<String>,
    /// CAMEO code of an act without a mode ("170").
    pub code: Option<String>,
    /// Contexts that every act of this type has.
    pub contexts: Vec<String>,
    /// Modes in the order of the source.
    pub modes: Vec<Mode>,
    /// Sentences that must give this type.
    pub examples: Vec<Example>,
    /// Sentences that must not.
    pub near_misses: Vec<NearMiss>,
}

impl Kind {
    /// The mode of that name; `None` when the type has none such.
    pub fn mode(&self, name: &str) -> Option<&Mode> {
        self.modes.iter().find(|m| m.name == name)
    }
    /// CAMEO code of an act of this type and mode: the mode's, else the type's.
    pub fn cameo(&self, mode: Option<&str>) -> Option<&str> {
        mode.and_then(|m| self.mode(m)?.cameo.as_deref())
            .or(self.code.as_deref())
    }
}

/// Which relations of a trigger carry the roles, each in order of preference.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    /// Who does it.
    pub actor: Vec<Relation>,
    /// To whom.
    pub recipient: Vec<Relation>,
    /// Where; the filler should be a place.
    pub place: Vec<Relation>,
    /// When; the filler should be a time expression.
    pub time: Vec<Relation>,
}

/// A named set of roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Name ("transitive").
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Its roles.
    pub roles: Arc<Roles>,
    /// Name of the verb frame that a light verb lends when it carries this frame's noun; `None` for verb frames.
    pub light: Option<String>,
}

/// A word that names an act.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Name of its type.
    pub kind: String,
    /// Name of its mode; `None` when the word tells none.
    pub mode: Option<String>,
    /// Part of speech.
    pub pos: Pos,
    /// Lemma and conditions.
    pub pattern: Pattern,
    /// Lemmas of verbs of which one must have the noun as object, or as subject of its passive; empty when it may stand
    /// anywhere.
    pub under: Vec<String>,
    /// Name of its frame.
    pub frame: String,
    /// The frame's roles, with what the trigger overrides.
    pub roles: Arc<Roles>,
    /// How often the word, its conditions met, means this type in a report: 0..1. Zero says that it never does, one that it
    /// always does.
    pub strength: f32,
}

impl Trigger {
    /// How many conditions must hold beside the lemma: of two triggers that fit, the longer compound wins, then the one with more.
    pub fn conditions(&self) -> usize {
        self.pattern.conditions() + usize::from(!self.under.is_empty())
    }
}

/// A class of words for conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Name ("person").
    pub name: String,
    /// What belongs.
    pub about: String,
    /// Kinds of name that belong too: `PER`, `ORG`, `LOC`.
    pub names: Vec<String>,
    /// Lemmas, sorted.
    pub lemmas: Vec<String>,
}

/// A PLOVER context with the words that bring it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Name ("human_security").
    pub name: String,
    /// What it covers.
    pub definition: String,
    /// PLOVER sectors of a party that bring it.
    pub sectors: Vec<String>,
    /// Phrases of lemmas that bring it.
    pub phrases: Vec<Vec<String>>,
}

/// A sentence that must give its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// The trigger as it stands in it.
    pub trigger: String,
    /// Expected mode; `None` when any will do.
    pub mode: Option<String>,
    /// Expected actors as they stand in the text; empty when not stated.
    pub actors: Vec<String>,
    /// Expected recipients; empty when not stated.
    pub recipients: Vec<String>,
    /// Expected place; `None` when not stated.
    pub place: Option<String>,
    /// Expected status; `None` when not stated.
    pub status: Option<String>,
    /// Where it stands: path and line.
    pub origin: (String, usize),
}

/// What a near-miss is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instead {
    /// No event at all.
    Nothing,
    /// An act of this type, and of this mode where one is stated.
    Act(String, Option<String>),
}

/// A sentence whose tempting word must not give its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The sentence.
    pub text: String,
    /// The tempting word as it stands in it.
    pub word: String,
    /// What it is.
    pub is: Instead,
    /// Where it stands: path and line.
    pub origin: (String, usize),
}
