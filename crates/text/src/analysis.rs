//! In: nothing; this is the data that the language engine hands on. Out: the
//! types [`Analysis`], [`Sentence`], [`Token`], [`Name`]. Knows no model.
//!
//! All offsets are bytes into the clean text, end exclusive.

use serde::{Deserialize, Serialize};

/// A stretch of the clean text: bytes, end exclusive, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
    /// The words of `text` under this span.
    ///
    /// # Panics
    /// When the span does not lie on character boundaries of `text`.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
    /// True when the two stretches share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// True when `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// The universal part of speech (UD v2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the seventeen tags of UD")]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// All tags with the names that UD gives them.
    pub const ALL: [(Self, &'static str); 17] = [
        (Self::Adj, "ADJ"),
        (Self::Adp, "ADP"),
        (Self::Adv, "ADV"),
        (Self::Aux, "AUX"),
        (Self::Cconj, "CCONJ"),
        (Self::Det, "DET"),
        (Self::Intj, "INTJ"),
        (Self::Noun, "NOUN"),
        (Self::Num, "NUM"),
        (Self::Part, "PART"),
        (Self::Pron, "PRON"),
        (Self::Propn, "PROPN"),
        (Self::Punct, "PUNCT"),
        (Self::Sconj, "SCONJ"),
        (Self::Sym, "SYM"),
        (Self::Verb, "VERB"),
        (Self::X, "X"),
    ];
    /// The tag of a UD name; `None` when there is no such tag.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(u, _)| *u)
    }
    /// UD's name of the tag.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(u, _)| *u == self).map_or("X", |(_, n)| n)
    }
}

/// One syntactic word (UD). Words of a multiword token ("do" + "n't") are tokens of
/// their own whose spans touch.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Where it stands in the clean text.
    pub span: Span,
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag.
    pub xpos: String,
    /// UD features as CoNLL-U writes them ("Number=Sing|Person=3"), `_` when none.
    pub feats: String,
    /// Index of the head in the sentence's tokens; `None` for the root.
    pub head: Option<usize>,
    /// UD relation to the head, with subtype ("nsubj:pass").
    pub deprel: String,
    /// True when this word is the second or later part of a multiword token.
    pub joined: bool,
}

/// A sentence: a span and its words. Never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// From the first to the last word.
    pub span: Span,
    /// Words in order.
    pub tokens: Vec<Token>,
}

impl Sentence {
    /// Indices of the words that hang from word `head`, in order.
    pub fn children(&self, head: usize) -> impl Iterator<Item = usize> + '_ {
        self.tokens
            .iter()
            .enumerate()
            .filter(move |(_, t)| t.head == Some(head))
            .map(|(i, _)| i)
    }
    /// Index of the root word.
    pub fn root(&self) -> usize {
        self.tokens.iter().position(|t| t.head.is_none()).unwrap_or(0)
    }
}

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A person.
    Per,
    /// An organisation, force, group or government.
    Org,
    /// A place.
    Loc,
}

impl NameKind {
    /// `PER`, `ORG` or `LOC`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Per => "PER",
            Self::Org => "ORG",
            Self::Loc => "LOC",
        }
    }
}

/// A name found in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// Where it stands.
    pub span: Span,
    /// Index of its sentence.
    pub sentence: usize,
    /// First token in that sentence.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// What it names.
    pub kind: NameKind,
}

/// The language of one report: sentences with trees, and names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Analysis {
    /// Sentences in order.
    pub sentences: Vec<Sentence>,
    /// Names in order.
    pub names: Vec<Name>,
}
