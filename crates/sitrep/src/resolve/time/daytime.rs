//! In: words. Out: expressions in which a time of day stands first ("3 p.m. on Monday", "the
//! morning of 31 January", "that evening"). Knows no day of reference.

use super::calendar::Unit;
use super::date::clock;
use super::find::{Found, base, dated};
use super::lexicon::Role;
use super::scan::{Shape, Words};
use super::{TimeOfDay, When};

/// A time of day that stands first: "3 p.m. on Monday", "the morning of 31 January", "at dawn".
pub(super) fn timed(w: &Words, i: usize, depth: u8) -> Option<Found> {
    if let Some(((hour, minute), next)) = clock(w, i) {
        let time = Some(TimeOfDay::Clock(hour, minute));
        let comma = usize::from(w.sign(next) == Some(','));
        let on = usize::from(w.is(next + comma, Role::At) || w.is(next + comma, Role::On));
        let dated_after = base(w, next + comma + on, depth + 1).filter(|f| dated(&f.when));
        if let Some(found) = dated_after {
            return Some(Found {
                start: i,
                time,
                ..found
            });
        }
        let part = part_of_day(w, next + on, depth).filter(|_| comma == 0);
        let (when, next) = part.map_or((When::Clock, next), |f| (f.when, f.next));
        return Some(Found {
            start: i,
            next,
            when,
            edge: None,
            time,
        });
    }
    part_of_day(w, i, depth)
}

/// "the morning of 31 January", "that afternoon", "the next morning", "this evening", "at dawn".
pub(super) fn part_of_day(w: &Words, i: usize, depth: u8) -> Option<Found> {
    let the = usize::from(w.is(i, Role::The) && w.entry(i).shift.is_none());
    let mut at = i + the;
    let entry = w.entry(at);
    let turn = match (entry.shift, entry.told) {
        (Some(by), _) => Some((by, the > 0 && by > 0)),
        (None, Some(by)) => Some((by, true)),
        _ => None,
    };
    at += usize::from(turn.is_some());
    if turn == Some((0, true)) || w.entry(at).told == Some(0) {
        at += usize::from(w.entry(at).told == Some(0));
    }
    at += usize::from(w.entry(at).edge.is_some() && w.entry(at + 1).daypart.is_some());
    let part = w.entry(at).daypart.filter(|_| w.entry(at).day.is_none())?;
    let time = Some(TimeOfDay::Part(part));
    let mut next = at + 1;
    next += usize::from(w.entry(next).unit == Some(Unit::Hour));
    if let Some((by, told)) = turn {
        let when = if told {
            When::Told { unit: Unit::Day, by }
        } else {
            When::Today(by)
        };
        return Some(Found {
            start: i,
            next,
            when,
            edge: None,
            time,
        });
    }
    let of = usize::from(w.is(next, Role::Of) || w.is(next, Role::On));
    if let Some(found) = base(w, next + of, depth + 1).filter(|f| of > 0 && dated(&f.when)) {
        return Some(Found {
            start: i,
            time,
            ..found
        });
    }
    // A bare part of the day says nothing of the day; it is a time only after such a word.
    let led =
        the > 0 || (i > 0 && (w.is(i - 1, Role::At) || w.is(i - 1, Role::In) || w.is(i - 1, Role::Lone)));
    let noun = w
        .word(next)
        .is_some_and(|x| x.shape == Shape::Word && !w.is(next, Role::Attributive));
    (led && !noun).then_some(Found {
        start: i,
        next,
        when: When::Clock,
        edge: None,
        time,
    })
}
