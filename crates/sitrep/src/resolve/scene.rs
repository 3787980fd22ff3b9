//! In: the word that tells where an act was, and the places of its report. Out: the place of the act. Knows no act.
//!
//! The word may be a name ("Hajin"), a word for a place with a name in its phrase ("Anbar province", "the town of Hajin",
//! "Manchester airport", "Syria's east"), or a word that takes up a place told before ("the town", "this province"): that
//! place is `inferred`. What is none of these keeps its words without a value, and the reason.

use text::{Sentence, Span, Upos};

use super::claim::Facts;
use super::place::{PlaceLexicon, Sort, blur};
use crate::claim::flat::Flat;
use crate::record::{Naming, Place, PlacePrecision, PlaceValue};

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
            span,
            naming: Naming::Name,
            value: None,
            alternatives: Vec::new(),
            reason: Some(match flat.token(word).upos {
                Upos::Propn => "not a known place name",
                _ => "words for a place that name none",
            }),
            inferred: false,
        })
}

/// The place whose name overlaps the span.
pub fn named(facts: Facts<'_>, span: Span) -> Option<Place> {
    let mut names = facts.places.iter().filter(|p| p.naming == Naming::Name);
    names.find(|p| p.span.overlaps(span)).cloned()
}

fn base(s: &Sentence, word: usize) -> &str {
    s.tokens[word].deprel.split(':').next().unwrap_or("")
}

fn marked(s: &Sentence, word: usize, by: &[&str]) -> bool {
    s.children(word)
        .any(|c| base(s, c) == "case" && by.contains(&s.tokens[c].lemma.to_lowercase().as_str()))
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

/// The last place of its sort that the report named before a bare word with an article: "the town", "this province".
fn taken_up(
    facts: Facts<'_>,
    words: &PlaceLexicon,
    s: &Sentence,
    word: usize,
    sentence: usize,
) -> Option<Place> {
    let span = s.tokens[word].span;
    let sort = sort(words, s, word).filter(|_| s.tokens[word].upos == Upos::Noun)?;
    let definite = |c: usize| matches!(s.tokens[c].lemma.to_lowercase().as_str(), "the" | "this" | "that");
    let bare = s.children(word).all(|c| match base(s, c) {
        "det" => definite(c),
        "case" | "punct" | "cc" | "conj" => true,
        // "The same town".
        "amod" => s.tokens[c].lemma.eq_ignore_ascii_case("same"),
        _ => false,
    });
    if !bare || !s.children(word).any(|c| base(s, c) == "det" && definite(c)) {
        return None;
    }
    let from = facts.analysis.sentences[sentence.saturating_sub(REACH)]
        .span
        .start;
    let told = facts.places.iter().filter(|p| p.naming == Naming::Name);
    let before = told.filter(|p| p.span.start >= from && p.span.end <= span.start);
    let large = words.large.contains(&s.tokens[word].lemma.to_lowercase());
    let seat = |v: &PlaceValue| matches!(v.feature.as_str(), "PPLA" | "PPLC");
    let is_meant = |v: &PlaceValue| fits(sort, v) && (large || sort != Sort::Town || !seat(v));
    let mut meant = before.filter(|p| p.value.as_ref().is_some_and(is_meant));
    let last = meant.next_back()?;
    Some(Place {
        span,
        inferred: true,
        ..last.clone()
    })
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
