//! In: a sentence with its tree. Out: its number phrases ([`find`], [`number_at`]): what interval
//! each states, what it counts ([`of`]), whether it is one act's number or a total ([`scope`]),
//! and whom it counts in a claim ([`role`]). Knows no claim.
//!
//! A number phrase is a numeral with the words that bound it ("more than 50", "tens of thousands").
//! "Several" and "some" by themselves state no number.

mod lexicon;
mod phrase;
mod role;
#[cfg(test)]
mod tests;

use std::ops::Range;

use text::{Sentence, Span, Upos};

pub use lexicon::NumberLexicon;
pub use role::{RoleCues, role, scope};

use crate::record::CountValue;

/// A number phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The whole phrase with its bounding words.
    pub span: Span,
    /// The tokens of the phrase.
    pub tokens: Range<usize>,
    /// The tokens of the numeral alone.
    pub core: Range<usize>,
    /// What it states.
    pub value: CountValue,
}

/// The number phrase around token `word`: a numeral, "dozens", or a word of "more than 50".
/// `None` when that token belongs to no number.
pub fn number_at(text: &str, sentence: &Sentence, word: usize, lexicon: &NumberLexicon) -> Option<Number> {
    let all = phrase::phrases(text, sentence, lexicon);
    all.into_iter().find(|number| number.tokens.contains(&word))
}

/// All numbers of a sentence that can be head counts or counts of things. Left out are shares,
/// money, dates and times, distances and weights, ages, ordinals, numbers that are names
/// ("Route 60", "Resolution 2254") or parts of longer digit strings, and "one of the".
pub fn find(text: &str, sentence: &Sentence, lexicon: &NumberLexicon) -> Vec<Number> {
    let mut all = phrase::phrases(text, sentence, lexicon);
    all.retain(|number| counts(text, sentence, number, lexicon));
    all
}

fn counts(text: &str, sentence: &Sentence, number: &Number, lexicon: &NumberLexicon) -> bool {
    let lower = |i: usize| sentence.tokens.get(i).map(|t| t.span.of(text).to_lowercase());
    let (first, last) = (number.core.start, number.core.end - 1);
    let before = number
        .tokens
        .start
        .checked_sub(1)
        .and_then(lower)
        .unwrap_or_default();
    let near = first.checked_sub(1).and_then(lower).unwrap_or_default();
    let after = lower(last + 1).unwrap_or_default();
    // "12-hour", "five-year-old": the unit stands after a dash.
    let linked = matches!(after.as_str(), "-" | "–" | "‑");
    let unit = if linked {
        lower(last + 2).unwrap_or_default()
    } else {
        after.clone()
    };
    // "5,000 square metres", "four more years": the unit may stand one word on.
    let second = lower(last + 2).unwrap_or_default();
    let head = sentence.tokens[last]
        .head
        .filter(|h| *h > last)
        .and_then(lower)
        .unwrap_or_default();
    let not_unit = |word: &str| lexicon.measures(word);
    if not_unit(&unit) || not_unit(&head) || (lexicon.measures(&second) && lexicon.binds(&unit)) {
        return false;
    }
    // "August 24" is a date; "since August 300 men" counts men.
    let date = |word: &str| lexicon.measures(word) && number.value.best.is_none_or(|n| n > 31);
    let named = |word: &str| lexicon.names(word) && !date(word);
    if lexicon.money(&near) || lexicon.money(&before) || named(&near) || named(&before) {
        return false;
    }
    if after == "%"
        || near == "#"
        || near == "." && sentence.tokens[first].span.start == sentence.tokens[first - 1].span.end
    {
        return false;
    }
    // Times, telephone numbers, scores, ratios: digits on the other side of a sign.
    let sign = |word: &str| matches!(word, ":" | "/" | "+" | ".");
    let digits = |word: Option<String>| word.is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()));
    if (sign(&after) && digits(lower(last + 2)))
        || (sign(&near) && first > 1 && digits(lower(first - 2)))
        || near == "+"
    {
        return false;
    }
    if number.core.len() == 1 && year_like(text, sentence, first, &before, lexicon) {
        return false;
    }
    // "Ali Hassan, 34, was shot"; "a student of 22".
    let of_one = near == "of" && first > 1 && lower(first - 2).is_some_and(|w| lexicon.aged(&w));
    if number.tokens.len() == 1 && (of_one && of(sentence, number).is_none() || is_age(text, sentence, first))
    {
        return false;
    }
    let one = number.value == exact(1);
    let governs = sentence.tokens[last].deprel.starts_with("nummod");
    !(one && !governs && number.tokens == number.core)
}

/// The greatest age that a bare number between commas may be.
const OLDEST: u64 = 120;

/// True for an age set between commas behind its noun: "Ali Hassan, 34, was", "two brothers, 19 and 22, were".
fn is_age(text: &str, sentence: &Sentence, token: usize) -> bool {
    let t = &sentence.tokens;
    let word = |i: usize| t.get(i).map_or("", |t| t.span.of(text));
    let age = |i: usize| word(i).parse().is_ok_and(|n: u64| n <= OLDEST);
    if !age(token) {
        return false;
    }
    let joint = |i: usize| word(i) == "," || t.get(i).is_some_and(|t| t.deprel == "cc");
    let mut first = token;
    while first > 1 && joint(first - 1) && age(first - 2) {
        first -= 2;
    }
    let mut last = token;
    while joint(last + 1) && age(last + 2) {
        last += 2;
    }
    let noun = first >= 2 && matches!(t[first - 2].upos, Upos::Noun | Upos::Propn);
    noun && matches!(
        (word(first - 1), word(last + 1)),
        (",", "," | "." | "") | ("(", ")")
    )
}

/// An exact number's interval.
pub(crate) fn exact(n: u64) -> CountValue {
    CountValue {
        low: Some(n),
        best: Some(n),
        high: Some(n),
    }
}

/// "2017" is a year after "in" or next to a month, and where it counts no noun.
fn year_like(text: &str, sentence: &Sentence, token: usize, before: &str, lexicon: &NumberLexicon) -> bool {
    let word = sentence.tokens[token].span.of(text);
    let year = word.len() == 4 && word.parse::<u32>().is_ok_and(|n| (1900..=2100).contains(&n));
    let counts = sentence.tokens[token].deprel == "nummod"
        && sentence.tokens[token]
            .head
            .is_some_and(|h| h > token && sentence.tokens[h].feats.contains("Number=Plur"));
    year && (!counts || lexicon.opens_year(before) || lexicon.measures(before))
}

/// True for a number of a clause that is coordinated to the act's and has a subject of its own: "20 were wounded, 12 are
/// missing" are two acts' numbers.
pub fn is_of_other_clause(sentence: &Sentence, act: usize, number: &Number) -> bool {
    let t = &sentence.tokens;
    let up = |from: usize| std::iter::successors(Some(from), |w| t[*w].head).take(t.len());
    let clause = |from: usize| {
        up(from).find(|w| {
            let predicate = sentence.children(*w).any(|c| t[c].deprel.starts_with("nsubj"));
            predicate || t[*w].upos == Upos::Verb
        })
    };
    let (Some(own), Some(other)) = (clause(act), clause(number.core.end - 1)) else {
        return false;
    };
    let beside =
        |a: usize, b: usize| t[a].head == Some(b) && matches!(t[a].deprel.as_str(), "conj" | "parataxis");
    let subject = |w: usize| sentence.children(w).any(|c| t[c].deprel.starts_with("nsubj"));
    t[act].upos == Upos::Verb
        && own == act
        && other != own
        && (beside(own, other)
            || beside(other, own)
            || t[own].head == t[other].head
                && beside(own, t[own].head.unwrap_or(own))
                && beside(other, t[other].head.unwrap_or(other)))
        && subject(other)
        && !up(number.core.end - 1)
            .take_while(|w| *w != other)
            .any(|w| w == act)
}

/// The tokens of what `number` counts, by the tree: the noun that it modifies with its compounds
/// and adjectives; X of "dozens of X" and "50 of the X". `None` when it stands alone.
pub fn of(sentence: &Sentence, number: &Number) -> Option<Range<usize>> {
    let inside = |i: usize| number.core.contains(&i);
    let last = number.core.end - 1;
    // The word of the numeral that hangs from outside it, or the last one.
    let root = number
        .core
        .clone()
        .find(|i| sentence.tokens[*i].head.is_none_or(|h| !inside(h)))
        .unwrap_or(last);
    let token = &sentence.tokens[root];
    let noun = match token.head {
        Some(head) if token.deprel.starts_with("nummod") => Some(head),
        // "thousands" may stand before its noun as a modifier.
        Some(head) if matches!(token.deprel.as_str(), "compound" | "amod" | "det") && head > root => {
            Some(head)
        }
        _ => number
            .core
            .clone()
            .flat_map(|i| sentence.children(i).collect::<Vec<_>>())
            .find(|child| {
                let child_token = &sentence.tokens[*child];
                !inside(*child)
                    && *child > last
                    && child_token.deprel.starts_with("nmod")
                    && sentence
                        .children(*child)
                        .any(|c| sentence.tokens[c].lemma == "of")
            }),
    }?;
    if inside(noun) {
        return None;
    }
    let part = |i: usize| {
        let t = &sentence.tokens[i];
        matches!(
            t.deprel.as_str(),
            "compound" | "amod" | "flat" | "goeswith" | "compound:prt"
        )
    };
    let mut first = noun;
    while first > 0 && !number.tokens.contains(&(first - 1)) && chained(sentence, first - 1, noun, &part) {
        first -= 1;
    }
    let mut end = noun + 1;
    while end < sentence.tokens.len()
        && sentence.tokens[end].deprel == "flat"
        && sentence.tokens[end].head == Some(noun)
    {
        end += 1;
    }
    Some(first..end)
}

/// True when token `i` hangs from `noun` by parts of a noun phrase, or is a dash inside one.
fn chained(sentence: &Sentence, i: usize, noun: usize, part: &impl Fn(usize) -> bool) -> bool {
    let mut at = i;
    for _ in 0..6 {
        let token = &sentence.tokens[at];
        let dash = token.upos == Upos::Punct && at == i;
        let Some(head) = token.head else { return false };
        if !(part(at) || dash || (at != i && token.deprel == "punct")) {
            return false;
        }
        if head == noun {
            return true;
        }
        at = head;
    }
    false
}
