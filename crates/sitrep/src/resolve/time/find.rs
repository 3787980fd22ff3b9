//! In: text and the lexicon of time words. Out: its time expressions in order, not overlapping.
//! Knows no publication day. Puts together what `date` and `relative` read: edges ("early"),
//! times of day, longer units ("of August"), ranges and opening words ("since").

use text::Span;

use super::calendar::{Edge, Unit};
use super::date::{clock, date, group_clock, year_or_clock};
use super::daytime::{part_of_day, timed};
use super::lexicon::{Role, TimeLexicon};
use super::range::{mate, second_of_pair};
use super::relative::relative;
use super::scan::{Shape, Words, words};
use super::{Bound, Expression, TimeOfDay, When};

/// An expression while it is read: word numbers instead of bytes.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub start: usize,
    pub next: usize,
    pub when: When,
    pub edge: Option<Edge>,
    pub time: Option<TimeOfDay>,
}

/// All time expressions of `text`. Spans lie on character boundaries and do not overlap.
pub fn find(text: &str, lexicon: &TimeLexicon) -> Vec<Expression> {
    let w = words(text, lexicon);
    let mut found: Vec<Found> = Vec::new();
    let mut i = 0;
    while i < w.list.len() {
        let word = &w.list[i];
        let starts = word.entry > 0 || !matches!(word.shape, Shape::Word | Shape::Sign(_));
        if !starts {
            i += 1;
        } else if let Some(next) = second_of_pair(&w, i, found.last()).or_else(|| point(&w, i, 0)) {
            i = next.next;
            found.push(next);
        } else {
            i += 1;
        }
    }
    let mut expressions: Vec<Expression> = found.iter().map(|f| expression(&w, f)).collect();
    mate(&w, &found, &mut expressions);
    expressions
}

/// One whole expression that begins at `i`.
fn point(w: &Words, i: usize, depth: u8) -> Option<Found> {
    if depth > 3 {
        return None;
    }
    let mut found = timed(w, i, depth)
        .or_else(|| edged(w, i, depth))
        .or_else(|| positioned(w, i, depth))
        .or_else(|| base(w, i, depth))?;
    found.start = i;
    Some(found)
}

/// The longest date or relative expression at `i`, with the longer unit and time of day after it.
pub(super) fn base(w: &Words, i: usize, depth: u8) -> Option<Found> {
    let (mut when, mut next) = match (date(w, i), relative(w, i)) {
        (Some(a), Some(b)) => {
            if b.1 > a.1 {
                b
            } else {
                a
            }
        }
        (a, b) => a.or(b)?,
    };
    // "May of that year", "the second half of 2008", "spring of next year"
    if lacks_year(&when) {
        let of = usize::from(w.is(next, Role::Of) || w.is(next, Role::Inside));
        let outer = date(w, next + of)
            .filter(|(o, _)| (of > 0 || matches!(when, When::Piece { .. })) && fills(&when, o))
            .or_else(|| relative(w, next + of).filter(|(o, _)| longer(&when, o)));
        if let Some((outer, after)) = outer {
            when = When::Within(Box::new(when), Box::new(outer));
            next = after;
        } else if matches!(when, When::Piece { .. }) {
            return None;
        }
    }
    let bare_year = matches!(
        when,
        When::Date {
            year: Some(_),
            month: None,
            day: None
        }
    );
    let either = year_or_clock(w, i).filter(|_| bare_year && next == i + 1);
    let mut time = group_clock(w, i).or(either).map(|(h, m)| TimeOfDay::Clock(h, m));
    if let (When::Today(_), Some(part)) = (&when, w.entry(i).daypart) {
        time = Some(TimeOfDay::Part(part));
    } else if dated(&when) {
        let early = usize::from(w.entry(next).edge.is_some() && w.entry(next + 1).daypart.is_some());
        if let Some(part) = w.entry(next + early).daypart {
            time = Some(TimeOfDay::Part(part));
            next += early + 1;
        } else {
            let at = next + usize::from(w.is(next, Role::At));
            if let Some(((hour, minute), after)) = clock(w, at).filter(|(_, n)| *n > at + 1 || at > next) {
                time = Some(TimeOfDay::Clock(hour, minute));
                next = after;
            }
        }
    }
    // "Saturday last week"
    let weekday = depth == 0 && matches!(when, When::Weekday { shift: None, .. });
    if let Some((When::Shifted { unit: Unit::Week, by }, after)) = relative(w, next).filter(|_| weekday) {
        when = When::Turned {
            what: Box::new(when),
            by,
            told: false,
        };
        next = after;
    }
    Some(Found {
        start: i,
        next,
        when,
        edge: None,
        time,
    })
}

/// True for a date part that a longer unit can complete.
fn lacks_year(when: &When) -> bool {
    matches!(
        when,
        When::Date { year: None, .. } | When::Season(_, None) | When::Piece { .. }
    )
}

/// True when `outer` is a year for `inner`, or a month for the half of one.
fn fills(inner: &When, outer: &When) -> bool {
    match outer {
        When::Date {
            year: Some(_),
            day: None,
            ..
        } => true,
        When::Date {
            month: Some(_),
            day: None,
            ..
        } => matches!(inner, When::Piece { of: 2, .. }),
        _ => false,
    }
}

/// True when `outer` names a unit longer than `inner`.
fn longer(inner: &When, outer: &When) -> bool {
    let (When::Shifted { unit, .. } | When::Told { unit, .. }) = outer else {
        return false;
    };
    match inner {
        When::Date { month: None, .. } => *unit == Unit::Month,
        When::Piece { of: 2, .. } => matches!(unit, Unit::Year | Unit::Month),
        _ => *unit == Unit::Year,
    }
}

/// True when the expression is about one day, so that a time of day can follow.
pub(super) fn dated(when: &When) -> bool {
    match when {
        When::Date { day, .. } => day.is_some(),
        When::Weekday { .. } | When::Today(_) | When::Holiday(..) => true,
        When::Turned { what, .. } => dated(what),
        When::Told { unit, .. } => *unit == Unit::Day,
        When::Within(inner, _) => dated(inner),
        _ => false,
    }
}

/// "early 2016", "the end of April", "mid-July", "later that year", "late on Monday".
fn edged(w: &Words, i: usize, depth: u8) -> Option<Found> {
    let the = usize::from(w.is(i, Role::The));
    let entry = w.entry(i + the);
    let edge = entry.edge?;
    let mut at = i + the + 1;
    let dash = w.dash(at) && w.glued(at);
    let of = w.is(at, Role::Of) || w.is(at, Role::Inside);
    let on = w.is(at, Role::On);
    at += usize::from(dash || of || on);
    let the_again = usize::from(w.is(at, Role::The));
    if of && w.entry(at + the_again).unit.is_some() && the_again > 0 {
        // "the end of the year": the one told of, or this one
        let unit = w.entry(at + 1).unit?;
        let fits = unit >= Unit::Week && !w.entry(at + 1).plural && !w.is(at + 2, Role::Of);
        let when = When::Shifted { unit, by: 0 };
        return fits.then_some(Found {
            start: i,
            next: at + 2,
            when,
            edge: Some(edge),
            time: None,
        });
    }
    let mut found = match part_of_day(w, at, depth) {
        Some(found) => found,
        None => base(w, at, depth + 1)?,
    };
    let bare = matches!(
        found.when,
        When::Duration(..) | When::Set(_) | When::Reference(_) | When::Apart(..)
    );
    if bare
        || (the > 0 && !of && !matches!(found.when, When::Decade(_) | When::Century(_) | When::Season(..)))
    {
        return None;
    }
    let sub_day = dated(&found.when);
    found.edge = (!sub_day).then_some(edge);
    Some(found)
}

/// "the first week of August", "the last two days of May", "the first weekend of next month".
fn positioned(w: &Words, i: usize, depth: u8) -> Option<Found> {
    let the = usize::from(w.is(i, Role::The));
    let word = w.word(i + the)?;
    let entry = w.entry(i + the);
    let number = match (word.shape, entry.ordinal, entry.shift) {
        (Shape::Ordinal, ..) => i8::try_from(word.value).ok()?,
        (_, 0, Some(-1)) => -1,
        (_, number, _) => number,
    };
    if number == 0 {
        return None;
    }
    let mut at = i + the + 1;
    let full =
        usize::from(w.entry(at).unit.is_none() && w.entry(at + 1).unit.is_some() && w.entry(at).is_plain());
    at += full;
    let unit = w
        .entry(at)
        .unit
        .filter(|_| !w.entry(at).plural || w.entry(at).unit == Some(Unit::Day))?;
    if !(w.is(at + 1, Role::Of) || w.is(at + 1, Role::Inside)) || unit < Unit::Day {
        return None;
    }
    let the_again = usize::from(w.is(at + 2, Role::The));
    let told = w
        .entry(at + 2 + the_again)
        .unit
        .filter(|u| the_again > 0 && *u >= Unit::Month);
    let (of, next) = if let Some(unit) = told {
        (When::Told { unit, by: 0 }, at + 4)
    } else {
        let outer = base(w, at + 2, depth + 1)?;
        let fits = match &outer.when {
            When::Date { day: None, .. }
            | When::Season(..)
            | When::Feast(..)
            | When::Shifted { .. }
            | When::Told { .. } => true,
            When::Turned { what, .. } | When::Within(what, _) => !dated(what),
            _ => false,
        };
        if !fits || outer.time.is_some() {
            return None;
        }
        (outer.when, outer.next)
    };
    let when = When::Position {
        number,
        unit,
        of: Box::new(of),
    };
    Some(Found {
        start: i,
        next,
        when,
        edge: None,
        time: None,
    })
}

/// `expressions` as a time phrase of a claim opens them: "since the conflict began in March
/// 2011" makes "March 2011" the day since when, which its own words do not.
pub fn opened(
    text: &str,
    expressions: &[Expression],
    phrase: Span,
    lexicon: &TimeLexicon,
) -> Vec<Expression> {
    let mut out = expressions.to_vec();
    // "Sunday" of "since Sunday" is the day itself, when the phrase leaves "since" out.
    for e in out
        .iter_mut()
        .filter(|e| e.mate.is_none() && e.span.start == phrase.start)
    {
        (e.bound, e.phrase) = (Bound::On, e.span);
    }
    let inside = |e: &&mut Expression| e.span.start >= phrase.start && e.span.end <= phrase.end;
    let last = out
        .iter_mut()
        .filter(inside)
        .last()
        .filter(|e| e.bound == Bound::On && e.mate.is_none());
    if let (Some(expression), Some(words_of)) = (last, text.get(phrase.start..phrase.end)) {
        let w = words(words_of, lexicon);
        let found = lexicon
            .bounds
            .iter()
            .find(|(p, b)| matches!(b, Bound::Since | Bound::Until) && w.matches(0, p));
        if let Some((_, bound)) = found {
            expression.bound = *bound;
            expression.phrase = phrase;
        }
    }
    out
}

fn expression(w: &Words, found: &Found) -> Expression {
    let span = Span::new(w.list[found.start].start, w.list[found.next - 1].end);
    let mut at = found.start;
    let skips = |k: usize| w.is(k, Role::Approx) || w.is(k, Role::The);
    while at > 0 && at + 3 > found.start && skips(at - 1) {
        // "about" opens an expression too; "least" takes its "at" along.
        let open = w.is(at - 1, Role::At) && at == found.start;
        at -= if open { break } else { 1 };
        at -=
            usize::from(at > 1 && w.is(at, Role::Approx) && w.is(at - 1, Role::At) && w.is(at - 2, Role::At));
    }
    let mut bound = Bound::On;
    let mut phrase = span;
    for (words, b) in &w.lexicon.bounds {
        let at = if words.len() > at { found.start } else { at };
        if let Some(from) = at.checked_sub(words.len()).filter(|from| w.matches(*from, words)) {
            bound = *b;
            phrase = Span::new(w.list[from].start, span.end);
            break;
        }
    }
    let line = w.list[found.start].line
        && w.word(found.next)
            .is_none_or(|x| x.line || w.sign(found.next) == Some(':'));
    Expression {
        span,
        phrase,
        when: found.when.clone(),
        edge: found.edge,
        time: found.time,
        bound,
        mate: None,
        alone: line,
    }
}
