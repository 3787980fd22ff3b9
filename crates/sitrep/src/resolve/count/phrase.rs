//! In: a sentence and the number words. Out: its number phrases with their intervals.
//! Knows no tree: numerals and their bounds stand side by side.

use text::{Sentence, Span};

use super::lexicon::{Limit, NumberLexicon};
use super::{Number, exact};
use crate::record::CountValue;

/// A piece of a token: tokens are cut at inner dashes ("twenty-five", "50-60").
struct Piece {
    span: Span,
    token: usize,
    lower: String,
    /// A verb's particle ("handed over 20 men") bounds no number.
    particle: bool,
}

/// A numeral: pieces `start..end`.
#[derive(Debug, Clone, Copy)]
struct Core {
    start: usize,
    end: usize,
    amount: Amount,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Amount {
    Exact(u64),
    /// "dozens", "several hundred": no fewer than this.
    Open(u64),
    /// "half a million": the words round by themselves.
    Rough(u64),
}

/// All number phrases of the sentence in order, not overlapping.
pub(super) fn phrases(text: &str, sentence: &Sentence, lexicon: &NumberLexicon) -> Vec<Number> {
    let pieces = pieces(text, sentence);
    let mut out: Vec<Number> = Vec::new();
    let mut i = 0;
    while i < pieces.len() {
        let Some(core) = core(&pieces, i, lexicon) else {
            i += 1;
            continue;
        };
        let found = range(&pieces, core, lexicon).unwrap_or_else(|| single(&pieces, core, lexicon));
        let (start, end, core_end, value) = found;
        let first = pieces[start].token;
        let floor = out.last().map_or(0, |n| n.tokens.end);
        let first = first.max(floor);
        let span = Span::new(
            pieces[start].span.start.max(out.last().map_or(0, |n| n.span.end)),
            pieces[end - 1].span.end,
        );
        let last = pieces[end - 1].token;
        let core_first = pieces[core.start].token.max(first);
        if first <= last && span.start < span.end {
            out.push(Number {
                span,
                tokens: first..last + 1,
                core: core_first..pieces[core_end - 1].token.max(core_first) + 1,
                value,
            });
        }
        i = end.max(core.end);
    }
    out
}

fn pieces(text: &str, sentence: &Sentence) -> Vec<Piece> {
    let mut out = Vec::with_capacity(sentence.tokens.len() + 4);
    for (token, t) in sentence.tokens.iter().enumerate() {
        let word = t.span.of(text);
        let mut start = 0;
        let mut push = |a: usize, b: usize| {
            if a < b {
                let span = Span::new(t.span.start + a, t.span.start + b);
                let particle = t.deprel == "compound:prt";
                out.push(Piece {
                    span,
                    token,
                    lower: word[a..b].to_lowercase(),
                    particle,
                });
            }
        };
        for (at, c) in word
            .char_indices()
            .filter(|(_, c)| matches!(c, '-' | '–' | '—' | '‑'))
        {
            push(start, at);
            push(at, at + c.len_utf8());
            start = at + c.len_utf8();
        }
        push(start, word.len());
    }
    out
}

fn word(pieces: &[Piece], i: usize) -> &str {
    pieces.get(i).map_or("", |p| p.lower.as_str())
}

fn dash(word: &str) -> bool {
    matches!(word, "-" | "–" | "—" | "‑")
}

fn follows(pieces: &[Piece], i: usize, phrase: &[String]) -> bool {
    phrase.iter().enumerate().all(|(k, p)| word(pieces, i + k) == p)
}

fn precedes(pieces: &[Piece], end: usize, phrase: &[String]) -> bool {
    end >= phrase.len() && follows(pieces, end - phrase.len(), phrase) && !pieces[end - phrase.len()].particle
}

/// The numeral that begins at piece `i`.
fn core(pieces: &[Piece], i: usize, lexicon: &NumberLexicon) -> Option<Core> {
    let made = |end: usize, amount: Amount| {
        Some(Core {
            start: i,
            end,
            amount,
        })
    };
    for (phrase, floor) in &lexicon.many {
        if !follows(pieces, i, phrase) {
            continue;
        }
        let end = i + phrase.len();
        // "several hundred", "tens of thousands", "hundreds of millions"
        if let Some((scale, next)) =
            scales(pieces, end, lexicon).or_else(|| plural_scale(pieces, end, lexicon))
        {
            // "a few dozen" is no fewer than "dozens".
            return made(next, Amount::Open(floor.checked_mul(scale)?));
        }
    }
    let first = word(pieces, i);
    if let Some(fraction) = lexicon.fraction(first) {
        let of = usize::from(lexicon.is_of(word(pieces, i + 1)));
        let article = usize::from(lexicon.is_article(word(pieces, i + 1 + of)));
        let (scale, next) =
            scales(pieces, i + 1 + of + article, lexicon).filter(|_| article > 0 || of == 0)?;
        let value = scale.checked_mul(fraction)? / 100;
        return made(
            next,
            if scale > 100 {
                Amount::Rough(value)
            } else {
                Amount::Exact(value)
            },
        );
    }
    if lexicon.is_article(first) || lexicon.value(first) == Some(1) {
        if lexicon.fraction(word(pieces, i + 1)).is_some() {
            let inner = core(pieces, i + 1, lexicon)?;
            return made(inner.end, inner.amount);
        }
        let further = usize::from(lexicon.is_further(word(pieces, i + 1)));
        if let Some((scale, next)) =
            scales(pieces, i + 1 + further, lexicon).filter(|(s, _)| *s >= 12 && *s != 20)
        {
            let (rest, end) = remainder(pieces, next, scale, lexicon);
            return made(end, Amount::Exact(scale.checked_add(rest)?));
        }
    }
    if let Some(floor) = lexicon.plural(first) {
        return made(i + 1, Amount::Open(floor));
    }
    let (value, end) = numeral(pieces, i, lexicon)?;
    made(end, Amount::Exact(value))
}

/// One or more scale words: "hundred thousand". Single letters are scales only on digits.
fn scales(pieces: &[Piece], i: usize, lexicon: &NumberLexicon) -> Option<(u64, usize)> {
    let mut value: u64 = 1;
    let mut at = i;
    while let Some(scale) = lexicon
        .scale(word(pieces, at))
        .filter(|_| word(pieces, at).len() > 2)
    {
        value = value.checked_mul(scale)?;
        at += 1;
    }
    (at > i).then_some((value, at))
}

/// "thousands" after "tens of": the singular's scale.
fn plural_scale(pieces: &[Piece], i: usize, lexicon: &NumberLexicon) -> Option<(u64, usize)> {
    let plural = word(pieces, i);
    lexicon.plural(plural)?;
    Some((lexicon.scale(plural.strip_suffix('s')?)?, i + 1))
}

/// A numeral in digits or words, with scales: "1.5 million", "two hundred and fifty", "3,000".
fn numeral(pieces: &[Piece], i: usize, lexicon: &NumberLexicon) -> Option<(u64, usize)> {
    let first = word(pieces, i);
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        let (whole, thousandths, suffix) = figure(first)?;
        let mut end = i + 1;
        let mut scale = if suffix.is_empty() {
            1
        } else {
            lexicon.scale(suffix)?
        };
        if suffix.is_empty() {
            if let Some((s, next)) = scales(pieces, end, lexicon) {
                (scale, end) = (s, next);
            } else if let Some(s) = glued_scale(pieces, end, lexicon) {
                (scale, end) = (s, end + 1);
            }
        }
        if scale == 1 && thousandths > 0 {
            return None;
        }
        let value = whole
            .checked_mul(scale)?
            .checked_add(thousandths.checked_mul(scale)? / 1000)?;
        return Some((value, end));
    }
    let (mut value, mut at) = tens(pieces, i, lexicon)?;
    if let Some((scale, next)) = scales(pieces, at, lexicon) {
        let (rest, end) = remainder(pieces, next, scale, lexicon);
        value = value.checked_mul(scale)?.checked_add(rest)?;
        at = end;
        // "two hundred and fifty thousand"
        if let Some((again, next)) = scales(pieces, at, lexicon).filter(|(s, _)| *s > scale) {
            let (rest, end) = remainder(pieces, next, again, lexicon);
            value = value.checked_mul(again)?.checked_add(rest)?;
            at = end;
        }
    }
    Some((value, at))
}

/// "m" of "3.5m" where the tokenizer cut it off.
fn glued_scale(pieces: &[Piece], i: usize, lexicon: &NumberLexicon) -> Option<u64> {
    let glued = i > 0 && pieces.get(i)?.span.start == pieces[i - 1].span.end;
    lexicon.scale(word(pieces, i)).filter(|_| glued)
}

/// "forty-two" and its like: words below a hundred.
fn tens(pieces: &[Piece], i: usize, lexicon: &NumberLexicon) -> Option<(u64, usize)> {
    let mut value = lexicon.value(word(pieces, i))?;
    let mut at = i + 1;
    let next = at + usize::from(dash(word(pieces, at)));
    let unit = lexicon.value(word(pieces, next)).filter(|u| (1..10).contains(u));
    if let Some(unit) = unit.filter(|_| value >= 20 && value.is_multiple_of(10)) {
        value += unit;
        at = next + 1;
    }
    Some((value, at))
}

/// What is added after a scale: "… and fifty", "… three hundred".
fn remainder(pieces: &[Piece], i: usize, scale: u64, lexicon: &NumberLexicon) -> (u64, usize) {
    let and = usize::from(lexicon.adds(word(pieces, i)));
    let Some((value, at)) = tens(pieces, i + and, lexicon) else {
        return (0, i);
    };
    let (value, at) = match scales(pieces, at, lexicon).filter(|(s, _)| *s < scale && *s == 100) {
        Some((s, next)) => {
            let (rest, end) = remainder(pieces, next, s, lexicon);
            (value.saturating_mul(s).saturating_add(rest), end)
        }
        None => (value, at),
    };
    // "a dozen and five others" is two numbers.
    if scale >= 100 && value < scale {
        (value, at)
    } else {
        (0, i)
    }
}

/// Whole part, thousandths and letters of "1,170", "1.5", "3.5m"; `None` for times, codes, ordinals.
fn figure(word: &str) -> Option<(u64, u64, &str)> {
    let digits = word
        .find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.')
        .unwrap_or(word.len());
    let (number, suffix) = word.split_at(digits);
    let number = number.trim_end_matches(['.', ',']);
    let (whole, part) = number.split_once('.').map_or((number, ""), |(a, b)| (a, b));
    if part.contains(['.', ',']) || part.len() > 6 || suffix.chars().any(|c| !c.is_ascii_alphabetic()) {
        return None;
    }
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped =
        groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|g| matches!(g.len(), 2 | 3)));
    if !grouped || groups.last().is_some_and(|g| groups.len() > 1 && g.len() != 3) {
        return None;
    }
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Some((groups.concat().parse().ok()?, part.parse().ok()?, suffix))
}

/// First piece, end, end of the numeral, interval.
type Phrase = (usize, usize, usize, CountValue);

/// "between 20 and 30", "20 to 30", "50-60", "two or three".
fn range(pieces: &[Piece], first: Core, lexicon: &NumberLexicon) -> Option<Phrase> {
    let joint = word(pieces, first.end);
    let opened = first.start > 0 && lexicon.opens_range(word(pieces, first.start - 1));
    let listed = lexicon.adds(joint) && !opened;
    if !lexicon.joins(joint) || (listed && lexicon.plural(word(pieces, first.start)).is_none()) {
        return None;
    }
    let mut at = first.end + 1;
    // "hundreds and possibly thousands", "500 or even 600"
    at += usize::from(!lexicon.opens_range(joint) && core(pieces, at, lexicon).is_none());
    let second = core(pieces, at, lexicon)?;
    let (Amount::Exact(low) | Amount::Open(low) | Amount::Rough(low)) = first.amount;
    let (Amount::Exact(high) | Amount::Open(high) | Amount::Rough(high)) = second.amount;
    // "two or three thousand", "3 to 4 million"
    let shared =
        scale_of(pieces, second, lexicon).filter(|s| low < *s && scale_of(pieces, first, lexicon).is_none());
    let low = shared.map_or(Some(low), |s| low.checked_mul(s))?;
    if low >= high || (at > first.end + 1 && !matches!(first.amount, Amount::Open(_))) {
        return None;
    }
    let value = if matches!(first.amount, Amount::Open(_)) {
        CountValue {
            low: Some(low),
            best: Some(low),
            high: None,
        }
    } else {
        CountValue {
            low: Some(low),
            best: Some(low + (high - low) / 2),
            high: Some(high),
        }
    };
    let start = first.start - usize::from(opened);
    let (start, _) = limits_before(pieces, start, lexicon);
    Some((start, second.end, second.end, value))
}

/// The last scale word of a numeral.
fn scale_of(pieces: &[Piece], core: Core, lexicon: &NumberLexicon) -> Option<u64> {
    lexicon
        .scale(word(pieces, core.end - 1))
        .filter(|_| core.end > core.start + 1)
}

fn single(pieces: &[Piece], core: Core, lexicon: &NumberLexicon) -> Phrase {
    let (mut start, mut limit) = limits_before(pieces, core.start, lexicon);
    let mut end = core.end;
    for (phrase, after) in &lexicon.after {
        if follows(pieces, core.end, phrase) {
            end = core.end + phrase.len();
            limit = limit.or(Some(*after));
            break;
        }
    }
    if limit == Some(Limit::Plain) {
        (start, limit) = (core.start, None);
    }
    (start, end, core.end, value(core.amount, limit))
}

/// The bounding words before piece `end`: where they begin, and what the outermost telling one does.
fn limits_before(pieces: &[Piece], end: usize, lexicon: &NumberLexicon) -> (usize, Option<Limit>) {
    let (mut start, mut limit) = (end, None);
    // Two at most: "at least some 20".
    for _ in 0..2 {
        let Some((phrase, found)) = lexicon
            .before
            .iter()
            .find(|(phrase, _)| precedes(pieces, start, phrase))
        else {
            break;
        };
        let outer = *found != Limit::Plain && (limit.is_none() || *found != Limit::About);
        if *found != Limit::Plain || limit.is_none() {
            start -= phrase.len();
        }
        if outer {
            limit = Some(*found);
        } else if *found == Limit::Plain {
            limit = limit.or(Some(Limit::Plain));
        }
    }
    (start, limit)
}

fn value(amount: Amount, limit: Option<Limit>) -> CountValue {
    let (Amount::Exact(n) | Amount::Open(n) | Amount::Rough(n)) = amount;
    let some = |low, best, high| CountValue { low, best, high };
    match (amount, limit) {
        (_, Some(Limit::Most)) => some(None, Some(n), Some(n)),
        (_, Some(Limit::Fewer)) => some(None, Some(n.saturating_sub(1)), Some(n.saturating_sub(1))),
        (Amount::Open(_), _) | (_, Some(Limit::Least)) => some(Some(n), Some(n), None),
        (_, Some(Limit::More)) => some(Some(n.saturating_add(1)), Some(n.saturating_add(1)), None),
        (_, Some(Limit::About)) | (Amount::Rough(_), _) => some(None, Some(n), None),
        (Amount::Exact(_), _) => exact(n),
    }
}
