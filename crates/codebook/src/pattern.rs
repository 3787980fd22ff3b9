//! In: the words of a trigger as people write them ("take into custody", "capture of @place"). Out: a lemma with its
//! conditions. Knows no tree and no meaning.
//!
//! Words beside the lemma are to be compared with the lemma or with the word as written, in lower case ("arms embargo").

use std::collections::BTreeSet;

use crate::model::Pos;

/// What an argument must be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Argument {
    /// This lemma.
    Word(String),
    /// A word or name of this class.
    Class(String),
}

/// A trigger's lemma and the conditions around it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// The trigger word.
    pub lemma: String,
    /// The subject must be this (verbs only).
    pub subject: Option<Argument>,
    /// Nouns or adjectives right before a noun trigger, in order ("air" of "air strike").
    pub modifiers: Vec<String>,
    /// Small words that go with the trigger: particle, or preposition or mark of its complement.
    pub particles: Vec<String>,
    /// A word that hangs from the trigger: obj, nsubj:pass, xcomp, ccomp, or obl or nmod under one of the particles.
    pub object: Option<Argument>,
}

impl Pattern {
    /// How many conditions must hold beside the lemma: of two triggers that fit, the longer compound wins, then the one with more.
    pub fn conditions(&self) -> usize {
        usize::from(self.subject.is_some())
            + self.modifiers.len()
            + self.particles.len()
            + usize::from(self.object.is_some())
    }
    /// The classes that the conditions name.
    pub(crate) fn classes(&self) -> impl Iterator<Item = &str> {
        [&self.subject, &self.object]
            .into_iter()
            .flatten()
            .filter_map(|a| match a {
                Argument::Class(c) => Some(c.as_str()),
                Argument::Word(_) => None,
            })
    }
}

/// Reads the words of a trigger; the error says what is wrong.
pub(crate) fn parse(text: &str, pos: Pos, particles: &BTreeSet<String>) -> Result<Pattern, String> {
    let mut words: Vec<&str> = text.split(' ').collect();
    if words.iter().any(|w| w.is_empty() || *w == "@") {
        return Err("is empty or has stray spaces".into());
    }
    let mut subject = None;
    if pos == Pos::Verb && words.len() > 1 && words[0].starts_with('@') {
        subject = Some(argument(words.remove(0)));
    }
    let cut = match pos {
        Pos::Verb => 1,
        Pos::Noun | Pos::Adj => words
            .iter()
            .skip(1)
            .position(|w| particles.contains(*w))
            .map_or(words.len(), |i| i + 1),
    };
    let (head, rest) = words.split_at(cut);
    let Some((lemma, modifiers)) = head.split_last() else {
        return Err("is empty".into());
    };
    if head.iter().any(|w| w.starts_with('@')) {
        return Err("has a class where the trigger word should stand".into());
    }
    let (small, bound): (Vec<&str>, Vec<&str>) = rest.iter().copied().partition(|w| particles.contains(*w));
    if bound.len() > 1 {
        return Err(format!("has more than one complement ({})", bound.join(", ")));
    }
    Ok(Pattern {
        lemma: (*lemma).to_owned(),
        subject,
        modifiers: modifiers.iter().map(|w| (*w).to_owned()).collect(),
        particles: small.into_iter().map(str::to_owned).collect(),
        object: bound.first().map(|w| argument(w)),
    })
}

fn argument(word: &str) -> Argument {
    match word.strip_prefix('@') {
        Some(class) => Argument::Class(class.to_owned()),
        None => Argument::Word(word.to_owned()),
    }
}
