//! In: the clean text of a report. Out: an [`Analysis`]: sentences, tokens,
//! UD trees, lemmas and names, every one with its byte span. Knows no conflict,
//! touches no file, clock or network.

pub mod analysis;
pub mod sentence;
pub mod token;

pub use analysis::{Analysis, Name, NameKind, Sentence, Span, Token, Upos};
