//! In: what went wrong with a pack or a graph. Out: one line for people. Knows no file names.

use std::fmt;

/// Why the language engine cannot be made or run.
#[derive(Debug)]
pub struct Error(Kind);

#[derive(Debug)]
enum Kind {
    Pack { kind: String, why: String },
    Graph { name: String, why: String },
    Words(toml::de::Error),
}

impl Error {
    /// A pack of that kind cannot be read; `why` says what to do.
    pub fn pack(kind: &str, why: &str) -> Self {
        Self(Kind::Pack {
            kind: kind.to_owned(),
            why: why.to_owned(),
        })
    }
    /// A graph of the pack cannot be run.
    pub fn graph(name: &str, why: impl fmt::Display) -> Self {
        Self(Kind::Graph {
            name: name.to_owned(),
            why: why.to_string(),
        })
    }
}

impl From<toml::de::Error> for Error {
    fn from(e: toml::de::Error) -> Self {
        Self(Kind::Words(e))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Pack { kind, why } => write!(f, "cannot read the {kind} pack: {why}"),
            Kind::Graph { name, why } => write!(f, "cannot run {name} of the language pack: {why}"),
            Kind::Words(e) => write!(f, "cannot read the word lists: {e}"),
        }
    }
}

impl std::error::Error for Error {}
