//! In: an actor table (compiled from `data/actors`), a phrase, or a whole report with the phrases
//! that are parties. Out: who that is: full name, code, PLOVER sector, country, and for pronouns and
//! short forms the fuller mention they stand for. Knows no claim; "unsure" is `None`.

pub mod sector;

pub mod fold;

pub mod source;

pub mod table;

mod compile;

mod read;

mod spelling;

mod title;

mod apart;

pub mod lookup;

mod mention;

mod refer;

pub mod party;

pub mod people;

pub use lookup::{lookup, lookup_near};
pub use party::{Cast, Phrase};
pub use sector::Sector;
pub use source::SOURCES;
pub use table::{ActorTable, EntryKind};

/// What a phrase without context says about a party.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Match {
    /// Full name from the table; `None` when only a kind of party is known ("French soldiers").
    pub name: Option<String>,
    /// ISO 3166-1 alpha-3 of a state and its organs, else the group's code. `None` when neither is known.
    pub code: Option<String>,
    /// PLOVER sector. `None` for a bare state and for bodies without a trade of their own.
    pub sector: Option<Sector>,
    /// ISO 3166-1 alpha-3, or PLOVER's `UNO`, `EUR`, `IGO`, `NGO`, `MNC`, `IMG` for what has no home state.
    pub country: Option<String>,
    /// The kind of table entry behind `name` or `code`; `None` when only a noun was understood.
    pub kind: Option<EntryKind>,
}

#[cfg(test)]
mod tests;
