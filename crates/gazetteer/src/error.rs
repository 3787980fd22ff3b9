//! In: what went wrong with a pack or a table. Out: the crate's one [`Error`], whose message
//! says what was attempted, with what, and what to do.

use std::fmt;

/// A pack that cannot be read, or a table that cannot be compiled.
#[derive(Debug)]
pub struct Error(Kind);

#[derive(Debug)]
pub(crate) enum Kind {
    /// Not a gazetteer pack at all.
    Magic,
    /// A pack of another format.
    Version { found: u32, known: u32 },
    /// A section is missing, cut short, or not what its hash says.
    Section { name: String, why: &'static str },
    /// A line of a source table.
    Table {
        table: &'static str,
        line: usize,
        why: String,
    },
    /// The name index could not be made or opened.
    Index(String),
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Self(kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Magic => {
                write!(
                    f,
                    "cannot open the gazetteer: the bytes are no place pack; give packs/places.pack or build it anew"
                )
            }
            Kind::Version { found, known } => write!(
                f,
                "cannot open the gazetteer: its pack has format {found}, this build reads {known}; build the pack anew"
            ),
            Kind::Section { name, why } => write!(
                f,
                "cannot open the gazetteer: section {name:?} {why}; the file is damaged, fetch or build it anew"
            ),
            Kind::Table { table, line, why } => {
                write!(
                    f,
                    "cannot compile the gazetteer: {table}.tsv line {line}: {why}; run training/places/build.py again"
                )
            }
            Kind::Index(why) => write!(
                f,
                "cannot use the name index of the gazetteer: {why}; build the pack anew"
            ),
        }
    }
}

impl std::error::Error for Error {}
