//! In: the word that tells where an act was, and the places of its report. Out: the place of the act. Knows no act.
//!
//! The word may be a name ("Hajin"), a word for a place with a name in its phrase ("Anbar province", "the town of Hajin",
//! "Manchester airport", "Syria's east"), or a word that takes up a place told before ("the town", "this province"): that
//! place is `inferred`. What is none of these keeps its words without a value, and the reason.

use text::{Sentence, Span, Upos};

use super::claim::Facts;
use super::place::{PlaceLexicon, Sort, blur};
use crate::claim::flat::{Flat, base, is_definite, lemma};
use crate::claim::phrase::phrase;
use crate::record::{Naming, Place, PlacePrecision, PlaceValue};

/// The reason where words tell a place and none by name: "a market".
pub const NO_NAME: &str = "words for a place that name none";

/// Sentences before the word in which the place that it takes up was told last.
const REACH: usize = 5;

/// The place that token `word` of the report tells.
pub fn place(facts: Facts<'_>, words: &PlaceLexicon, flat: &Flat, word: usize) -> Place {
    let s = flat.sentence_of(word);
    let (k, span) = (flat.within(word), flat.token(word).span);
    named(facts, span)
        .or_else(|| in_phrase(facts, words, s, k))
        .or_else(|| taken_up(facts, words, s, k, flat.sentence[word]))
        .unwrap_or_else(|| Place {
            // "The Messalo river": the words with the name in them, though nobody knows it.
            span: phrase(s, k),
            naming: Naming::Name,
            value: None,
            alternatives: Vec::new(),
            reason: Some(match flat.token(word).upos {
                Upos::Propn => "not a known place name",
                _ => NO_NAME,
            }),
            inferred: false,
        })
}

/// The place whose name overlaps the span.
pub fn named(facts: Facts<'_>, span: Span) -> Option<Place> {
    let mut names = facts.places.iter().filter(|p| p.naming == Naming::Name);
    names.find(|p| p.span.overlaps(span)).cloned()
}

fn marked(s: &Sentence, word: usize, by: &[&str]) -> bool {
    s.children(word)
        .any(|c| base(s, c) == "case" && by.contains(&lemma(s, c).as_str()))
}

fn sort(words: &PlaceLexicon, s: &Sentence, word: usize) -> Option<Sort> {
    words.sort(&s.tokens[word].lemma)
}

/// The one place that a word for places has in its phrase: before it, or behind "of". A spot of a town ("airport") is near
/// it; a word for what the place itself is ("province", "town") leaves it as exact as it is.
fn in_phrase(facts: Facts<'_>, words: &PlaceLexicon, s: &Sentence, word: usize) -> Option<Place> {
    if s.tokens[word].upos == Upos::Propn {
        return None;
    }
    let names_it = |c: &usize| match base(s, *c) {
        "compound" | "flat" | "appos" => true,
        "nmod" => s.tokens[*c].deprel == "nmod:poss" || marked(s, *c, &["of", "'s", "’s"]),
        _ => false,
    };
    let mut found: Vec<Place> = Vec::new();
    for c in s.children(word).filter(names_it) {
        if let Some(p) = named(facts, s.tokens[c].span)
            && !found.iter().any(|o| o.span == p.span)
        {
            found.push(p);
        }
    }
    let (Some(mut p), true) = (found.pop(), found.is_empty()) else {
        return None;
    };
    let is_it = sort(words, s, word).is_some_and(|k| p.value.as_ref().is_some_and(|v| fits(k, v)));
    if !is_it {
        blur(&mut p);
    }
    p.span = s.tokens[word].span.join(p.span);
    Some(p)
}

/// The last place of its sort that the report named before a bare word with an article: "the town", "this province". What has
/// many sorts ("the camp", "the valley", "the region") must have been called so.
fn taken_up(
    facts: Facts<'_>,
    words: &PlaceLexicon,
    s: &Sentence,
    word: usize,
    sentence: usize,
) -> Option<Place> {
    let span = s.tokens[word].span;
    let sort = sort(words, s, word).filter(|_| s.tokens[word].upos == Upos::Noun)?;
    let bare = s.children(word).all(|c| match base(s, c) {
        "det" | "case" | "punct" | "cc" | "conj" => true,
        // "The same town".
        "amod" => lemma(s, c) == "same",
        _ => false,
    });
    if !bare || !is_definite(s, word) {
        return None;
    }
    let from = facts.analysis.sentences[sentence.saturating_sub(REACH)]
        .span
        .start;
    let told = facts.places.iter().filter(|p| p.naming == Naming::Name);
    let mut before = told.filter(|p| p.span.start >= from && p.span.end <= span.start);
    let called = lemma(s, word);
    let (capital, large) = (words.capital.contains(&called), words.large.contains(&called));
    let is_called = |p: &Place, reach| is_called(&facts.text[..span.start], p.span, &called, reach);
    let is_meant = |p: &&Place| {
        let Some(v) = p.value.as_ref().filter(|v| fits(sort, v)) else {
            return false;
        };
        match sort {
            Sort::Town if words.called.contains(&called) && !is_called(p, BESIDE) => false,
            Sort::Town if capital => v.feature == "PPLC",
            Sort::Town => large || !matches!(v.feature.as_str(), "PPLA" | "PPLC"),
            Sort::Admin1 | Sort::Admin2 => true,
            Sort::Spot | Sort::Area | Sort::Admin => is_called(p, BEHIND),
        }
    };
    let last = before.rfind(is_meant)?;
    Some(Place {
        span,
        inferred: true,
        ..last.clone()
    })
}

/// How many words before and behind a name say what it is: "al-Hawl camp".
const BEHIND: (usize, usize) = (0, 1);
/// "The port city of Hodeidah", "Hajin, their last stronghold".
const BESIDE: (usize, usize) = (4, 4);

/// True when the word stands in a name or within so many words of it, in its clause. `told` is the text before the words that
/// take the place up, which do not call it anything.
fn is_called(told: &str, name: Span, word: &str, (before, behind): (usize, usize)) -> bool {
    let is_it = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase() == word;
    let ends = |w: &str| w.ends_with(['.', ';', ':', '!', '?']);
    let before = told[..name.start].split_whitespace().rev().take(before);
    let mut within = name.of(told).split_whitespace();
    // The word that ends the clause still belongs to it.
    let mut open = true;
    let behind = told[name.end..].split_whitespace().take(behind);
    let mut behind = behind.take_while(|w| std::mem::replace(&mut open, !ends(w)));
    within.any(is_it) || before.take_while(|w| !ends(w)).any(is_it) || behind.any(is_it)
}

/// True for a place of the sort.
fn fits(sort: Sort, v: &PlaceValue) -> bool {
    let spot = matches!(v.precision, PlacePrecision::Exact | PlacePrecision::Near);
    match sort {
        Sort::Town => spot && v.feature.starts_with("PPL"),
        Sort::Spot => spot && !v.feature.starts_with("PPL"),
        Sort::Admin1 => v.precision == PlacePrecision::Admin1,
        Sort::Admin2 => v.precision == PlacePrecision::Admin2,
        Sort::Admin => matches!(v.precision, PlacePrecision::Admin1 | PlacePrecision::Area),
        Sort::Area => v.precision == PlacePrecision::Area,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camp_or_port_is_what_was_called_so() {
        let check = |told: &str, name: &str, word: &str, reach, want: bool| {
            let at = told.find(name).expect("the name is there");
            let name = Span::new(at, at + name.len());
            assert_eq!(is_called(told, name, word, reach), want, "{told}");
        };
        check("Families left al-Hawl camp.", "al-Hawl", "camp", BEHIND, true);
        check("Families left Camp Bucca,", "Camp Bucca", "camp", BEHIND, true);
        check(
            "Families left al-Hawl for the camp.",
            "al-Hawl",
            "camp",
            BEHIND,
            false,
        );
        check(
            "Fires burn in the Jordan Valley",
            "Jordan Valley",
            "valley",
            BEHIND,
            true,
        );
        check("It is quiet in Hajin", "Hajin", "region", BEHIND, false);
        check(
            "Ships left the port city of Hodeidah.",
            "Hodeidah",
            "port",
            BESIDE,
            true,
        );
        check(
            "They hold Hajin, their last stronghold.",
            "Hajin",
            "stronghold",
            BESIDE,
            true,
        );
        check(
            "They met in Amman. The port is shut.",
            "Amman",
            "port",
            BESIDE,
            false,
        );
        check(
            "The port is shut. Amman is quiet.",
            "Amman",
            "port",
            BESIDE,
            false,
        );
        // "They left Amman for the port": what takes a place up calls it nothing.
        check("They left Amman for the ", "Amman", "port", BESIDE, false);
    }
}
