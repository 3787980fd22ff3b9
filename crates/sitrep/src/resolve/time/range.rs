//! In: words with the expressions read so far. Out: second ends that are bare numbers ("May 4
//! and 5", "2007-08"), and neighbours made ranges ("from 3 to 9 June"). Knows no publication day.

use text::Span;

use super::date::{day, joins};
use super::find::Found;
use super::lexicon::Role;
use super::scan::Words;
use super::{Bound, Expression, When};

/// The bare second end of a pair: "May 4 and 5", "2007-08", "6-7 February" has its own month.
pub(super) fn second_of_pair(w: &Words, i: usize, last: Option<&Found>) -> Option<Found> {
    let last = last.filter(|f| f.next + 1 == i || (f.next + 2 == i && w.is(i - 1, Role::The)))?;
    if !joins(w, last.next) {
        return None;
    }
    let When::Date {
        year,
        month,
        day: first,
    } = last.when
    else {
        return None;
    };
    let (when, next) = if month.is_some() && first.is_some() {
        let number = day(w, i)?;
        if super::date::month(w, i + 1).is_some() || w.entry(i + 1).unit.is_some() {
            return None;
        }
        let comma = usize::from(w.sign(i + 1) == Some(','));
        let own = super::date::plain_year(w, i + 1 + comma);
        let next = own.map_or(i + 1, |(_, next)| next);
        (
            When::Date {
                year: own.map(|(y, _)| y).or(year),
                month,
                day: Some(number),
            },
            next,
        )
    } else {
        let (value, digits) = w.digits(i)?;
        let year =
            year.filter(|y| month.is_none() && *y > 0 && digits == 2 && w.glued(i) && w.dash(i - 1))?;
        let second = year - year % 100 + value as i16;
        if second <= year
            || w.sign(i + 1)
                .is_some_and(|c| matches!(c, '-' | '/') && w.glued(i + 1))
        {
            return None;
        }
        (
            When::Date {
                year: Some(second),
                month: None,
                day: None,
            },
            i + 1,
        )
    };
    Some(Found {
        start: i,
        next,
        when,
        edge: None,
        time: None,
    })
}

/// Makes ranges of neighbours with only "to", "and" or a dash between them.
pub(super) fn mate(w: &Words, found: &[Found], expressions: &mut [Expression]) {
    let mut k = 1;
    while k < found.len() {
        let (a, b) = (&found[k - 1], &found[k]);
        let the = usize::from(b.start > 0 && w.is(b.start - 1, Role::The) && b.start > a.next + 1);
        let next = b.start == a.next + 1 + the && joins(w, a.next);
        let opened = a.start > 0 && w.is(a.start - 1, Role::Between);
        let since = expressions[k - 1].bound == Bound::Since;
        let and = w.is(a.next, Role::And);
        let alike = std::mem::discriminant(&a.when) == std::mem::discriminant(&b.when);
        let days = matches!(
            a.when,
            When::Date { .. } | When::Weekday { .. } | When::Decade(_) | When::Season(..)
        );
        let fits = next
            && ((alike && days)
                || (!and && since && moment(&a.when) && moment(&b.when))
                || (opened && moment(&b.when)));
        if fits {
            let start = if opened {
                w.list[a.start - 1].start
            } else {
                expressions[k - 1].phrase.start
            };
            let phrase = Span::new(start, expressions[k].span.end);
            for (x, y) in [(k - 1, k), (k, k - 1)] {
                expressions[x].mate = Some(y);
                expressions[x].phrase = phrase;
                expressions[x].bound = Bound::On;
            }
            share_year(expressions, k);
            k += 1;
        }
        k += 1;
    }
}

/// True for what names a stretch of the calendar.
fn moment(when: &When) -> bool {
    !matches!(
        when,
        When::Duration(..) | When::Set(_) | When::Reference(_) | When::Clock
    )
}

/// "from 3 June to 9 July 2016": the year of the second end is that of the first.
fn share_year(expressions: &mut [Expression], second: usize) {
    let When::Date {
        year: Some(later),
        month: after,
        ..
    } = expressions[second].when
    else {
        return;
    };
    if let When::Date {
        year: year @ None,
        month: Some(month),
        ..
    } = &mut expressions[second - 1].when
    {
        let back = after.is_some_and(|after| *month > after);
        *year = Some(later - i16::from(back));
    }
}
