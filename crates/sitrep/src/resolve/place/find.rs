//! In: a report's text and analysis, the gazetteer. Out: the spans that name places. Knows no
//! scores: which place a name means is decided in [`super::resolve`].

use gazetteer::{Class, Gazetteer};
use text::{Analysis, NameKind, Sentence, Span, Upos};

use super::lexicon::PlaceLexicon;
use super::{PlaceContext, resolve};
use crate::record::Place;

/// Finds the toponyms of a report and resolves them, in order. Adjectives and words for people
/// ("Iraqi", "Syrians") are no toponyms; [`resolve`] takes them when their spans are given.
pub fn places(
    world: &Gazetteer,
    lexicon: &PlaceLexicon,
    text: &str,
    analysis: &Analysis,
    context: PlaceContext<'_>,
) -> Vec<Place> {
    resolve(
        world,
        lexicon,
        text,
        &find(world, lexicon, text, analysis),
        context,
    )
}

/// Names of kind LOC, and runs of proper nouns outside all names that the gazetteer knows; without
/// those that are part of a body's, person's or operation's name.
pub(super) fn find(world: &Gazetteer, lexicon: &PlaceLexicon, text: &str, analysis: &Analysis) -> Vec<Span> {
    let others = || analysis.names.iter().filter(|n| n.kind != NameKind::Loc);
    let mut found: Vec<Span> = analysis
        .names
        .iter()
        .filter(|n| n.kind == NameKind::Loc)
        .map(|n| n.span)
        .filter(|s| !others().any(|o| o.span.contains(*s)) && world.demonym(s.of(text)).is_none())
        .collect();
    for sentence in &analysis.sentences {
        for run in runs(sentence) {
            let span = sentence.tokens[run.start]
                .span
                .join(sentence.tokens[run.end - 1].span);
            if !analysis.names.iter().any(|n| n.span.overlaps(span)) {
                known_parts(world, lexicon, text, sentence, run, &mut found);
            }
        }
    }
    found.retain(|s| !part_of_other_name(lexicon, text, *s));
    found.sort_unstable();
    found.dedup();
    found
}

/// Longest runs of proper nouns, as ranges of tokens.
fn runs(sentence: &Sentence) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut start = None;
    for (k, token) in sentence.tokens.iter().enumerate() {
        match (token.upos == Upos::Propn, start) {
            (true, None) => start = Some(k),
            (false, Some(from)) => {
                out.push(from..k);
                start = None;
            }
            _ => {}
        }
    }
    out.extend(start.map(|from| from..sentence.tokens.len()));
    out
}

/// The parts of a run that the gazetteer knows, longest first, from the left.
fn known_parts(
    world: &Gazetteer,
    lexicon: &PlaceLexicon,
    text: &str,
    sentence: &Sentence,
    run: std::ops::Range<usize>,
    found: &mut Vec<Span>,
) {
    let located = run.start > 0 && lexicon.locative.contains(&sentence.tokens[run.start - 1].lemma);
    let mut from = run.start;
    while from < run.end {
        let longest = (from + 1..=run.end).rev().find_map(|to| {
            let span = sentence.tokens[from].span.join(sentence.tokens[to - 1].span);
            known(world, span.of(text), located && from == run.start).then_some((to, span))
        });
        match longest {
            Some((to, span)) => {
                found.push(span);
                from = to;
            }
            None => from += 1,
        }
    }
}

/// True when the words alone say enough that a place is meant: a country, unit or area by its
/// name; a town only behind a locative, for towns are called like people and things.
fn known(world: &Gazetteer, words: &str, located: bool) -> bool {
    if !words.starts_with(char::is_uppercase) && !words.contains(['-', ' ']) || world.demonym(words).is_some()
    {
        return false;
    }
    world
        .candidates(words)
        .into_iter()
        .map(|c| world.place(c.id).class)
        .any(|class| match class {
            Class::Country => true,
            // Two letters are initials or a postal code far more often than a province.
            Class::Admin1 | Class::Area => words.len() > 3,
            Class::Admin2 | Class::Town | Class::Spot => located && words.len() > 3,
        })
}

/// "Kirkuk Post", "Operation Kirkuk Shield", "Sheikh Hawija": the name is part of another name.
fn part_of_other_name(lexicon: &PlaceLexicon, text: &str, span: Span) -> bool {
    let capitalised = |w: &&str| w.starts_with(char::is_uppercase);
    let word = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let behind = text[span.end..]
        .strip_prefix(' ')
        .and_then(|t| t.split_whitespace().next())
        .filter(capitalised);
    let before = text[..span.start]
        .strip_suffix(' ')
        .and_then(|t| t.split_whitespace().last())
        .filter(capitalised);
    let ends = |w: &&str| w.ends_with([',', ';', ':', ')']);
    behind.is_some_and(|w| lexicon.not_place_behind.contains(&word(w)))
        || before
            .filter(|w| !ends(w))
            .is_some_and(|w| lexicon.not_place_before.contains(&word(w)))
}
