//! In: the days of an expression and the words that open it. Out: the days that both tell ("since", "until", "from … to"),
//! with EDTF, precision and basis. Knows no text and no anchor.

use jiff::civil::Date;

use super::calendar::{Edge, Stamp, edtf_day};
use super::resolve::Days;
use super::{Bound, Direction, Expression, Quantity, Tense, When};
use crate::record::{TimeBasis, TimePrecision, TimeValue};

pub(super) fn precision(stamp: Stamp) -> TimePrecision {
    match stamp {
        Stamp::Day(_) | Stamp::MonthDay(..) => TimePrecision::Day,
        Stamp::Moon(first, last) if first == last => TimePrecision::Day,
        Stamp::Week(_) => TimePrecision::Week,
        Stamp::Month(..) | Stamp::MonthOnly(_) => TimePrecision::Month,
        Stamp::Year(_) | Stamp::Decade(_) | Stamp::Century(_) => TimePrecision::Year,
        Stamp::Weekend(_)
        | Stamp::Days(..)
        | Stamp::Moon(..)
        | Stamp::Quarter(..)
        | Stamp::Half(..)
        | Stamp::Season(..)
        | Stamp::SeasonOnly(_) => TimePrecision::Days,
        Stamp::WeekdayOnly(_) | Stamp::DayOnly(_) => TimePrecision::Vague,
    }
}

/// EDTF of an interval; an open side is "..".
pub(in crate::resolve) fn interval(start: Option<Date>, end: Option<Date>) -> String {
    let side = |day: Option<Date>| day.map_or_else(|| "..".to_owned(), edtf_day);
    if start == end && start.is_some() {
        side(start)
    } else {
        format!("{}/{}", side(start), side(end))
    }
}

/// The days after "since", "until" and their kin.
pub(super) fn bounded(
    expression: &Expression,
    days: &Days,
    published: Option<Date>,
    tense: Option<Tense>,
) -> TimeValue {
    let known = days.start.is_some() || days.end.is_some();
    let needs = needs_day(&expression.when) && known && published.is_some();
    let basis = match (known || days.edtf.is_some(), needs) {
        (false, _) => TimeBasis::None,
        (true, true) => TimeBasis::Published,
        (true, false) => TimeBasis::Text,
    };
    let mut value = TimeValue {
        start: days.start,
        end: days.end,
        edtf: days.edtf.clone(),
        precision: days.precision.unwrap_or(TimePrecision::Vague),
        basis,
    };
    if let When::Apart(Quantity { more: true, .. }, _, Direction::Ago) = expression.when {
        value.start = None;
    }
    let edge = expression.edge;
    match expression.bound {
        // "By 1630" is on that day.
        _ if expression.when == When::Clock => {}
        Bound::On | Bound::Within | Bound::For => {}
        Bound::Since | Bound::From => {
            value.start = edge_day(days, edge).or(days.start);
            let now =
                published.filter(|p| tense != Some(Tense::Future) && days.start.is_some_and(|s| s <= *p));
            value.end = now.filter(|_| expression.bound == Bound::Since);
        }
        Bound::Until | Bound::By => {
            value.start = None;
            value.end = edge_day(days, edge).or(days.end);
        }
        Bound::Before if expression.time.is_some() => {}
        Bound::Before => {
            value.start = None;
            value.end = if edge.is_some() {
                days.end
            } else {
                days.start.and_then(|d| d.yesterday().ok())
            };
        }
        Bound::After => value.end = None,
    }
    let changed = (value.start, value.end) != (days.start, days.end);
    if changed || (value.edtf.is_none() && known) {
        value.edtf = Some(interval(value.start, value.end));
        if changed {
            value.precision = TimePrecision::Days;
        }
    } else if !known && expression.bound != Bound::On {
        // "since 1 August" of an unknown year: the open side is told, the year is not.
        value.edtf = days
            .edtf
            .as_deref()
            .and_then(|edtf| open_side(edtf, expression.bound));
    }
    value
}

/// The day of "mid-April" (the 15th) and "the end of May" (the last) where one day is wanted.
fn edge_day(days: &Days, edge: Option<Edge>) -> Option<Date> {
    match (edge?, days.stamp?) {
        (Edge::Mid, Stamp::Month(year, month)) => Date::new(year, month, 15).ok(),
        (Edge::End, stamp) => stamp.days().map(|(_, last)| last),
        _ => None,
    }
}

fn open_side(edtf: &str, bound: Bound) -> Option<String> {
    let (first, last) = edtf.split_once('/').unwrap_or((edtf, edtf));
    match bound {
        Bound::On | Bound::Within | Bound::For => Some(edtf.to_owned()),
        Bound::Since | Bound::From | Bound::After => Some(format!("{first}/..")),
        Bound::Until | Bound::By => Some(format!("../{last}")),
        Bound::Before => None,
    }
}

/// True when publication is needed to fix the days.
pub(super) fn needs_day(when: &When) -> bool {
    match when {
        When::Date { year, .. }
        | When::Season(_, year)
        | When::Holiday(_, _, year)
        | When::Feast(_, year) => year.is_none(),
        When::Decade(_) | When::Century(_) => false,
        When::Position { of, .. } => needs_day(of),
        When::Within(_, outer) => needs_day(outer),
        _ => true,
    }
}

/// The days of a range from the days of its ends.
pub(super) fn joined(first: &Days, second: &Days, published: bool) -> TimeValue {
    let ordered = first.start.zip(second.end).is_none_or(|(a, b)| a <= b);
    let (start, end) = if ordered {
        (first.start, second.end)
    } else {
        (second.start, first.end)
    };
    let edtf = match (start, end) {
        (Some(_), Some(_)) => Some(interval(start, end)),
        _ => first.edtf.as_deref().zip(second.edtf.as_deref()).map(|(a, b)| {
            let (a, b) = (
                a.split('/').next().unwrap_or(a),
                b.split('/').next_back().unwrap_or(b),
            );
            format!("{a}/{b}")
        }),
    };
    let basis = match (edtf.is_some(), published) {
        (false, _) => TimeBasis::None,
        (true, true) => TimeBasis::Published,
        (true, false) => TimeBasis::Text,
    };
    let precision = match (first.precision, second.precision) {
        (Some(TimePrecision::Day | TimePrecision::Days), Some(_)) => TimePrecision::Days,
        (Some(first), Some(_)) => first,
        _ => TimePrecision::Vague,
    };
    TimeValue {
        start,
        end,
        edtf,
        precision,
        basis,
    }
}
