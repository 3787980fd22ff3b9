//! In: units with their facts and the flags of the body. Out: the title and the reason for which each
//! other unit is furniture. Knows no model and no HTML.

use std::collections::HashSet;

use super::facts::Facts;
use super::reason::Reason;

/// Fewest and most words of a headline.
const TITLE_WORDS: std::ops::RangeInclusive<usize> = 3..=25;
/// A caption is one or two sentences.
const CAPTION_WORDS: std::ops::RangeInclusive<usize> = 6..=80;
/// How far up and down a line without a phrase of its own takes its reason from.
const NEAR: usize = 3;

/// Index of the headline: of the lines above the body the last that stands twice or opens another line
/// ("Bridge reopens" in "Bridge reopens - The Daily"), else the last that looks like one.
pub(crate) fn title(facts: &[Facts], body: &[bool]) -> Option<usize> {
    let first = body.iter().position(|b| *b).unwrap_or(facts.len());
    let headline = |f: &Facts| {
        TITLE_WORDS.contains(&f.words)
            && !f.clock
            && !f.folded.ends_with(['.', ':', ','])
            && !matches!(f.class, Some((r, _)) if !matches!(r, Reason::Related | Reason::Player))
    };
    let candidates: Vec<usize> = (0..first).filter(|i| headline(&facts[*i])).collect();
    let again = |i: &usize| {
        let own = &facts[*i];
        facts[..first].iter().enumerate().any(|(j, f)| {
            j != *i && f.folded.starts_with(&own.folded) && (f.folded.len() > own.folded.len() || j < *i)
        })
    };
    let last = candidates.iter().copied().rfind(again);
    last.or_else(|| candidates.into_iter().rev().find(|i| facts[*i].class.is_none()))
}

/// Why unit `i` is no body. `title` is the index of the headline.
pub(crate) fn reason(facts: &[Facts], body: &[bool], title: Option<usize>, i: usize) -> Reason {
    let f = &facts[i];
    let headline = title.map(|t| facts[t].folded.as_str());
    if let Some(headline) = headline
        && (f.folded == headline || f.folded.starts_with(headline) && f.words <= TITLE_WORDS.end() + 6)
    {
        let first = facts.iter().position(|f| f.folded == headline);
        return if first == Some(i) {
            Reason::Title
        } else {
            Reason::TitleRepeat
        };
    }
    if is_caption(f) {
        return Reason::Caption;
    }
    if let Some((class, _)) = f.class {
        return class;
    }
    if f.clock {
        return Reason::Player;
    }
    let start = body.iter().position(|b| *b).unwrap_or(facts.len());
    let end = body.iter().rposition(|b| *b).map_or(0, |at| at + 1);
    if i < start
        && title.is_some_and(|t| i > t || repeats_below(facts, &facts[t], i))
        && f.ends
        && f.words >= 6
    {
        return Reason::Standfirst;
    }
    let near = (1..=NEAR).flat_map(|d| [i.checked_sub(d), Some(i + d)]).flatten();
    let neighbour = near
        .filter(|j| *j < facts.len() && !body[*j])
        .find_map(|j| facts[j].class.filter(|(_, whole)| *whole));
    match neighbour {
        Some((Reason::Navigation | Reason::Footer, _)) if f.words > 4 => Reason::Other,
        Some((Reason::Byline | Reason::Caption, _)) | None if i >= end && f.words > 3 => Reason::Related,
        Some((Reason::Byline | Reason::Caption, _)) | None if f.words <= 3 => Reason::Navigation,
        Some((class, _)) if class != Reason::Byline && class != Reason::Caption => class,
        _ => Reason::Other,
    }
}

/// True when the headline stands somewhere above line `i`.
fn repeats_below(facts: &[Facts], title: &Facts, i: usize) -> bool {
    facts[..i].iter().any(|f| f.folded == title.folded)
}

/// True when a unit that is no body is the text under a picture: it credits a photograph, or tells in
/// the present what is seen, with the day.
pub(crate) fn is_caption(f: &Facts) -> bool {
    let credit = matches!(f.class, Some((Reason::Caption, _)));
    CAPTION_WORDS.contains(&f.words) && f.sentences <= 3 && (credit || (f.dated && (f.pictured || f.ends)))
}

/// Units that the model takes for body but that stand above it, cut off by furniture, and say what the
/// body's first paragraph says: the standfirst. Cleared from `body`.
pub(crate) fn drop_standfirst(facts: &[Facts], body: &mut [bool]) {
    let Some(first) = body.iter().position(|b| *b) else {
        return;
    };
    let Some(gap) = body[first..].iter().position(|b| !b).map(|at| first + at) else {
        return;
    };
    let Some(next) = body[gap..].iter().position(|b| *b).map(|at| gap + at) else {
        return;
    };
    if gap - first == 1 && facts[first].sentences <= 1 && says_again(&facts[first], &facts[next]) {
        body[first] = false;
    }
}

/// True when nearly all words of `short` stand in `long`.
fn says_again(short: &Facts, long: &Facts) -> bool {
    let words = |f: &Facts| -> HashSet<String> {
        f.folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.len() > 2)
            .map(str::to_owned)
            .collect()
    };
    let (short, long) = (words(short), words(long));
    short.len() >= 4 && short.intersection(&long).count() * 5 >= short.len() * 4
}
