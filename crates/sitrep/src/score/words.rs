//! In: the stop words and endings of `data/score/words.toml`; phrases and sentences. Out: [`ScoreWords`], word stems, and
//! whether two phrases or sentences are the same. Knows no event. The rules are those of the bench's scorer.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;
use unicode_normalization::char::is_combining_mark;

/// Two sentences are the same when they share so much of the shorter one's words.
const SHARED: f64 = 0.8;
/// Stems at least so long may be cut short of each other ("offens", "offensiv").
const LONG: usize = 4;

/// The words by which phrases are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreWords {
    /// Words that make no two phrases alike.
    stop: BTreeSet<String>,
    /// Endings that are cut off, in the order in which they are tried.
    endings: Vec<String>,
}

/// The stems of a phrase, without stop words. Empty: nothing that could be compared.
pub type Stems = BTreeSet<String>;

/// A sentence, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    words: Vec<String>,
    joined: String,
}

impl ScoreWords {
    /// Reads the table; the error says what is wrong in it.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The stems of a phrase.
    pub fn stems(&self, phrase: &str) -> Stems {
        (words(phrase).into_iter())
            .filter(|w| !self.stop.contains(w))
            .map(|w| self.stem(&w).to_owned())
            .collect()
    }

    fn stem<'w>(&self, word: &'w str) -> &'w str {
        (self.endings.iter())
            .filter_map(|end| word.strip_suffix(end.as_str()))
            .find(|rest| rest.chars().count() >= 3)
            .unwrap_or(word)
    }
}

/// Runs of letters and digits, in small letters.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    // Marks and letters in circles are alphabetic to Unicode, but no letters by their category, which is what the scorer
    // of the bench asks.
    let is_word = |c: char| c.is_alphanumeric() && !is_combining_mark(c) && !is_circled(c);
    (lower.split(|c| !is_word(c)).filter(|w| !w.is_empty()))
        .map(str::to_owned)
        .collect()
}

fn is_circled(c: char) -> bool {
    matches!(c, '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F149}' | '\u{1F150}'..='\u{1F169}' | '\u{1F170}'..='\u{1F189}')
}

impl Sentence {
    /// Of its text.
    pub fn of(text: &str) -> Self {
        let words = words(text);
        Self {
            joined: words.join(" "),
            words,
        }
    }

    /// One holds the other, or they share four fifths of the shorter one's words. False for a sentence without words.
    pub fn is_same(&self, other: &Self) -> bool {
        if self.words.is_empty() || other.words.is_empty() {
            return false;
        }
        if self.joined.contains(&other.joined) || other.joined.contains(&self.joined) {
            return true;
        }
        let mut left: HashMap<&str, usize> = HashMap::new();
        for w in &self.words {
            *left.entry(w).or_default() += 1;
        }
        let mut shared = 0_usize;
        for w in &other.words {
            if let Some(n) = left.get_mut(w.as_str()).filter(|n| **n > 0) {
                *n -= 1;
                shared += 1;
            }
        }
        shared as f64 >= SHARED * self.words.len().min(other.words.len()) as f64
    }
}

/// True when a stem of one is a stem of the other, or the beginning of one.
pub fn close(a: &Stems, b: &Stems) -> bool {
    a.iter().any(|x| b.iter().any(|y| same_stem(x, y)))
}

fn same_stem(x: &str, y: &str) -> bool {
    x == y || ((x.starts_with(y) || y.starts_with(x)) && x.chars().count().min(y.chars().count()) >= LONG)
}

/// How many phrases of the one list share a stem with a phrase of the other, each taken once, in order.
pub fn overlap(gold: &[Stems], got: &[Stems]) -> usize {
    let mut left: Vec<&Stems> = got.iter().collect();
    let mut hit = 0;
    for g in gold {
        if let Some(k) = left.iter().position(|p| close(g, p)) {
            left.remove(k);
            hit += 1;
        }
    }
    hit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packs::score_words;

    #[test]
    fn phrases_are_alike_by_content_words_without_endings() {
        let words = score_words().expect("the words");
        for (a, b, alike) in [
            ("arrested", "the arrests", true),
            ("offensive", "Offensiveness", true),
            ("the army", "the police", false),
            ("of the", "of the", false),
            ("US forces", "US-led coalition", true),
            ("war", "warden", false),
        ] {
            assert_eq!(close(&words.stems(a), &words.stems(b)), alike, "{a} / {b}");
        }
    }

    #[test]
    fn sentences_are_the_same_with_a_word_more_or_less() {
        for (a, b, same) in [
            ("Troops left.", "On Monday troops left", true),
            ("One two three four five", "one two three four, six", true),
            ("One two three four five", "one two three seven six", false),
            ("", "", false),
        ] {
            assert_eq!(Sentence::of(a).is_same(&Sentence::of(b)), same, "{a} / {b}");
        }
    }

    #[test]
    fn marks_part_words() {
        assert_eq!(
            words("İstanbul's e\u{301}_x 2nd"),
            ["i", "stanbul", "s", "e", "x", "2nd"]
        );
    }
}
