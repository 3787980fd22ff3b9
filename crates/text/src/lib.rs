//! In: the clean text of a report. Out: an [`Analysis`]: sentences, tokens,
//! UD trees, lemmas and names, every one with its byte span. Knows no conflict,
//! touches no file, clock or network.

pub mod analysis;
mod error;
pub mod pack;
pub mod token;
pub mod case;
mod item;
pub mod sentence;
pub mod window;
pub mod graph;
pub mod tree;
pub mod lemma;
mod names;
pub mod piece;
pub mod embedding;
pub mod engine;

pub use analysis::{Analysis, Name, NameKind, Sentence, Span, Token, Upos};
pub use engine::{Engine, States};
pub use error::Error;
