//! In: nothing; this is the compiled knowledge of actors. Out: [`ActorTable`] with entries, names and
//! nouns. Knows no report; `compile` fills it.

use super::fold::{Case, Word};
use super::sector::Sector;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// What a table entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A state or territory of ISO 3166-1.
    State,
    /// A breakaway or partially recognised entity, or a region with a government of its own.
    Breakaway,
    /// An army, police, service, ministry, parliament or company of a state.
    Force,
    /// An armed group, movement or criminal organisation.
    Group,
    /// An international body or organisation.
    Body,
    /// A political party.
    Party,
    /// A people without a state of that name.
    People,
    /// A person.
    Person,
}

/// How a name stands for its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Use {
    /// The name itself.
    Name,
    /// The adjective.
    Adjective,
    /// The noun for its people.
    Folk,
    /// Its capital or house of government.
    Seat,
    /// A town or region of it.
    City,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ref {
    pub entry: usize,
    pub how: Use,
    /// The spelling that the mention must have at least.
    pub case: Case,
}

/// A stretch of a person's life, days inclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub office: Option<usize>,
    pub sector: Option<Sector>,
    pub group: Option<usize>,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub kind: EntryKind,
    pub name: String,
    pub code: String,
    pub country: Option<String>,
    pub sector: Option<Sector>,
    pub terms: Vec<Term>,
    pub gender: Option<Gender>,
}

/// He or she.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// She.
    Female,
    /// He.
    Male,
}

/// What a noun counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    Person,
    Body,
    Many,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noun {
    pub sector: Sector,
    pub shape: Shape,
    pub plural: bool,
    pub weak: bool,
    pub owned: Option<Sector>,
    pub kin: bool,
    pub office: Option<usize>,
    pub gender: Option<Gender>,
}

/// The lists of closed-class and modifying words, folded.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub skip: HashSet<String>,
    pub owner: HashSet<String>,
    pub place: HashSet<String>,
    pub stop: HashSet<String>,
    pub serves: HashSet<String>,
    pub apart: HashSet<String>,
    pub proxy: HashSet<String>,
    pub definite: HashSet<String>,
    pub at: HashSet<String>,
    pub trade: HashSet<String>,
    pub ruling: HashSet<String>,
    pub former: HashSet<String>,
    pub unknown: HashSet<String>,
    pub backed: HashSet<String>,
    pub stance: HashSet<String>,
    pub armed_opposition: HashSet<String>,
    pub short_group: HashSet<String>,
    pub short_body: HashSet<String>,
    pub short_state: HashSet<String>,
    pub male_titles: HashSet<String>,
    pub female_titles: HashSet<String>,
    pub he: HashSet<String>,
    pub she: HashSet<String>,
    pub they: HashSet<String>,
    pub it: HashSet<String>,
    pub speaker: HashSet<String>,
}

/// The compiled actor table.
#[derive(Debug, Clone, Default)]
pub struct ActorTable {
    pub(super) entries: Vec<Entry>,
    pub(super) names: HashMap<String, Vec<Ref>>,
    pub(super) nouns: HashMap<String, Noun>,
    pub(super) offices: Vec<(String, Sector)>,
    pub(super) words: Words,
    /// Entries of persons by (country, office).
    pub(super) holders: HashMap<(String, usize), Vec<usize>>,
    pub(super) states: HashMap<String, usize>,
    /// Spellings: folded word to the word that it is read as.
    pub(super) variants: HashMap<String, String>,
    /// First word of a name or noun to the number of words of the longest that begins so.
    pub(super) starts: HashMap<String, usize>,
    /// Sounds of a person's words to the person; `None` when two persons sound so.
    pub(super) sounds: HashMap<String, Option<usize>>,
    /// A word with its inner letters sorted to the name; `None` when two names have these letters.
    pub(super) letters: HashMap<String, Option<String>>,
    /// Surname to persons.
    pub(super) surnames: HashMap<String, Vec<usize>>,
}

impl ActorTable {
    /// Compiles `(file name, TOML text)` pairs, as in [`super::SOURCES`].
    ///
    /// # Errors
    /// One line for each thing wrong: a file that is no TOML of this form, an unknown sector, code,
    /// office or date, a group code that is a state's, one noun with two meanings.
    pub fn compile(sources: &[(&str, &str)]) -> Result<Self, Vec<String>> {
        super::compile::compile(sources)
    }

    /// Number of names, nouns excluded.
    pub fn name_count(&self) -> usize {
        self.names.len()
    }

    /// The most words that a name or noun beginning with this word has; 0 when none does.
    pub(super) fn longest(&self, word: &Word) -> usize {
        let word = self.variants.get(&word.text).unwrap_or(&word.text);
        self.starts.get(word).copied().unwrap_or(0)
    }

    pub(super) fn find(&self, words: &[Word]) -> (String, Option<&Vec<Ref>>, Option<&Noun>) {
        let mut key = String::with_capacity(words.len() * 8);
        for (i, w) in words.iter().enumerate() {
            if i > 0 {
                key.push(' ');
            }
            key.push_str(self.variants.get(&w.text).unwrap_or(&w.text));
        }
        let (names, noun) = (self.names.get(&key), self.nouns.get(&key));
        (key, names, noun)
    }
}
