//! In: expressions of one text and what is known of its day. Out: for each its TIMEX3 value and
//! its days, as claims use them. Knows no lexicon.

use jiff::civil::Date;
use text::Span;

use super::anchor::{Anchor, Meant, back, duration};
use super::bound::{bounded, interval, joined, needs_day, precision};
use super::calendar::{Edge, Stamp, Unit, edtf_day};
use super::{Bound, Direction, Expression, Quantity, Tense, TimeContext, TimeOfDay, Timex, TimexClass, When};
use crate::record::{TimePrecision, TimeValue};

/// Days before the opening words are weighed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Days {
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub edtf: Option<String>,
    pub precision: Option<TimePrecision>,
    pub stamp: Option<Stamp>,
}

/// The values of `expressions`, which are those of one text in order.
pub fn resolve(expressions: &[Expression], context: &TimeContext) -> Vec<Timex> {
    resolve_keeping(expressions, context, &mut |_| {})
}

/// The same; `keep` is shown what had been told before each expression.
pub(super) fn resolve_keeping(
    expressions: &[Expression],
    context: &TimeContext,
    keep: &mut dyn FnMut(&Anchor),
) -> Vec<Timex> {
    let mut anchor = Anchor {
        published: context.published,
        narrative: context.narrative,
        ..Anchor::default()
    };
    let mut days = Vec::with_capacity(expressions.len());
    let mut timexes: Vec<Timex> = Vec::with_capacity(expressions.len());
    for (i, expression) in expressions.iter().enumerate() {
        let read = decided(expression, context.narrative);
        let expression = &read;
        keep(&anchor);
        let told = context.tense.get(i).copied().flatten();
        // What lasts until a day has not come to it yet.
        let lasts = told == Some(Tense::Present) && matches!(expression.bound, Bound::Until | Bound::By);
        let tense = if lasts { Some(Tense::Future) } else { told };
        let plain = plain(expression, &anchor, tense);
        let value = value(expression, &anchor, plain.stamp);
        timexes.push(Timex {
            span: expression.span,
            phrase: expression.phrase,
            class: class(expression),
            value,
            days: bounded(expression, &plain, context.published, tense),
        });
        tell(&mut anchor, expression, plain.stamp);
        days.push(plain);
    }
    for (i, expression) in expressions.iter().enumerate() {
        if let Some(mate) = expression.mate.filter(|mate| *mate > i && *mate < days.len()) {
            let both = joined(
                &days[i],
                &days[mate],
                needs_day(&expression.when) && context.published.is_some(),
            );
            timexes[i].days = both.clone();
            timexes[mate].days = both;
        }
    }
    timexes
}

/// "1530", which may be a year or a time of day: in a history a year, else a time.
pub(super) fn decided(expression: &Expression, narrative: bool) -> Expression {
    let mut e = expression.clone();
    if is_year_or_clock(&e) {
        if narrative {
            e.time = None;
        } else {
            e.when = When::Clock;
        }
    }
    e
}

fn is_year_or_clock(e: &Expression) -> bool {
    let year = matches!(
        e.when,
        When::Date {
            year: Some(_),
            month: None,
            day: None
        }
    );
    year && matches!(e.time, Some(TimeOfDay::Clock(..)))
}

/// True when a text tells history, so that its days count from each other and not from
/// publication: many of its dates bear a year, and most of these lie years before publication.
pub fn is_narrative(expressions: &[Expression], published: Option<Date>) -> bool {
    let mut years: Vec<i16> = Vec::new();
    let mut counted = 0;
    for expression in expressions.iter().filter(|e| !is_year_or_clock(e)) {
        match &expression.when {
            When::Date { year, .. } | When::Season(_, year) => years.extend(year),
            When::Weekday { .. } | When::Shifted { .. } | When::Today(_) | When::Overnight => counted += 1,
            _ => {}
        }
    }
    years.sort_unstable();
    let Some(middle) = years.get(years.len() / 2) else {
        return false;
    };
    // A despatch has some years of background, and days such as "Monday" and "last week".
    years.len() >= 4
        && years.len() > YEARS_OF_HISTORY * counted
        && published.is_none_or(|p| *middle + 1 < p.year())
}

/// Index of the expression that tells the days of a claim's time phrase: of those that share a byte with
/// it, the one with known days, then the finest, then the longest.
pub fn of_phrase(timexes: &[Timex], phrase: Span) -> Option<usize> {
    (0..timexes.len())
        .filter(|i| timexes[*i].span.overlaps(phrase))
        .min_by_key(|i| {
            let t = &timexes[*i];
            let known = t.days.start.is_some() || t.days.end.is_some();
            (
                !known,
                t.days.edtf.is_none(),
                t.days.precision as u8,
                usize::MAX - (t.span.end - t.span.start),
            )
        })
}

fn class(expression: &Expression) -> TimexClass {
    match (&expression.when, expression.time) {
        (When::Duration(..) | When::Rolling(..) | When::Running(..), _) => TimexClass::Duration,
        (When::Set(_), _) => TimexClass::Set,
        (_, Some(_)) | (When::Overnight, _) => TimexClass::Time,
        _ => TimexClass::Date,
    }
}

/// The days of one expression as it stands, where `anchor` had been told before it.
pub(super) fn days_of(expression: &Expression, anchor: &Anchor, tense: Option<Tense>) -> TimeValue {
    bounded(
        expression,
        &plain(expression, anchor, tense),
        anchor.published,
        tense,
    )
}

/// The days without the opening words.
fn plain(expression: &Expression, anchor: &Anchor, tense: Option<Tense>) -> Days {
    match &expression.when {
        When::Rolling(count, unit, by) => rolling(*count, *unit, *by, anchor),
        // "have been besieged for two weeks", "will leave within a week"
        When::Duration(count, unit) if expression.bound == Bound::For && tense == Some(Tense::Present) => {
            rolling(*count, *unit, -1, anchor)
        }
        When::Duration(count, unit) if expression.bound == Bound::Within && tense == Some(Tense::Future) => {
            rolling(*count, *unit, 1, anchor)
        }
        When::Running(number, unit) => running(*number, *unit, anchor),
        When::Clock => clock(anchor),
        When::Overnight => anchor
            .published
            .filter(|_| !anchor.narrative)
            .map_or(Days::default(), |now| Days {
                start: now.yesterday().ok(),
                end: Some(now),
                precision: Some(TimePrecision::Days),
                ..Days::default()
            }),
        when => anchor.meant(when, tense).map_or(Days::default(), |meant| {
            of_meant(&meant, expression, anchor, tense)
        }),
    }
}

/// "At noon": on the day last told, or of publication where none was told; after a stretch of days ("between 3 and 9 June") it may
/// be any.
fn clock(anchor: &Anchor) -> Days {
    if anchor.of_range {
        return Days::default();
    }
    let day = anchor.day.or(anchor.published.filter(|_| !anchor.narrative));
    day.map_or(Days::default(), |day| Days {
        start: Some(day),
        end: Some(day),
        precision: Some(TimePrecision::Day),
        edtf: Some(edtf_day(day)),
        ..Days::default()
    })
}

/// "For an eighth day": from the first of them to publication.
fn running(number: i8, unit: Unit, anchor: &Anchor) -> Days {
    let before = Quantity {
        tenths: u32::try_from(number - 1).ok().map(|n| 10 * n),
        more: false,
    };
    rolling(before, unit, -1, anchor)
}

fn rolling(count: Quantity, unit: Unit, by: i8, anchor: &Anchor) -> Days {
    let Some(now) = anchor.published.filter(|_| !anchor.narrative) else {
        return Days::default();
    };
    let Some(other) = back(now, count, unit, i32::from(by.signum())) else {
        return Days::default();
    };
    Days {
        start: Some(now.min(other)),
        end: Some(now.max(other)),
        precision: Some(TimePrecision::Days),
        ..Days::default()
    }
}

fn of_meant(meant: &Meant, expression: &Expression, anchor: &Anchor, tense: Option<Tense>) -> Days {
    let (stamp, days, precision) = match *meant {
        Meant::MonthDays(month, first, last) => {
            return Days {
                edtf: Some(format!("XXXX-{month:02}-{first:02}/XXXX-{month:02}-{last:02}")),
                precision: Some(TimePrecision::Week),
                stamp: Some(Stamp::MonthOnly(month)),
                ..Days::default()
            };
        }
        Meant::Days(first, last, stamp) if first == last => (stamp, Some((first, last)), TimePrecision::Day),
        Meant::Days(first, last, stamp) => (stamp, Some((first, last)), precision(stamp)),
        Meant::Unit(stamp) => (stamp, stamp.days(), precision(stamp)),
    };
    let mut found = Days {
        precision: Some(precision),
        stamp: Some(stamp),
        ..Days::default()
    };
    let now = anchor.published.filter(|_| !anchor.narrative);
    let this = matches!(
        expression.when,
        When::Shifted { by: 0, .. }
            | When::Turned {
                by: 0,
                told: false,
                ..
            }
    );
    let days = match (expression.edge, now) {
        (Some(Edge::Start), Some(now)) if this && tense != Some(Tense::Future) => {
            days.map(|(first, _)| (first, now))
        }
        (Some(Edge::End), Some(now)) if this && tense == Some(Tense::Future) && !ends(expression) => {
            days.map(|(_, last)| (now, last))
        }
        (Some(edge), _) => {
            found.precision = Some(TimePrecision::Days);
            stamp.third(edge).or(days)
        }
        // A month that is not over yet runs to publication, unless the act is still to come.
        (None, Some(now)) if (this || open(&expression.when)) && tense != Some(Tense::Future) => {
            days.map(|(first, last)| (first, if first <= now { last.min(now) } else { last }))
        }
        _ => days,
    };
    found.start = days.map(|(first, _)| first);
    found.end = days.map(|(_, last)| last);
    let whole = days == stamp.days();
    found.edtf = match (days, expression.edge, stamp) {
        (None, Some(edge), Stamp::MonthOnly(month)) => third_of_month(month, edge),
        (Some((first, last)), ..) if !whole => Some(interval(Some(first), Some(last))),
        _ => stamp.edtf(),
    };
    found
}

/// True for "the end of …", which is about the end itself and not the rest.
fn ends(expression: &Expression) -> bool {
    matches!(expression.bound, Bound::By | Bound::Until | Bound::Before)
}

/// True for a month or season whose year the text does not give.
fn open(when: &When) -> bool {
    matches!(
        when,
        When::Date {
            year: None,
            month: Some(_),
            day: None
        } | When::Season(_, None)
    )
}

fn third_of_month(month: i8, edge: Edge) -> Option<String> {
    let last = jiff::civil::Date::new(2001, month, 1).ok()?.days_in_month();
    let (a, b) = match edge {
        Edge::Start => (1, 10),
        Edge::Mid => (11, 20),
        // The last day of a February without its year is not known.
        Edge::End if month == 2 => return Some("XXXX-02".to_owned()),
        Edge::End => (21, last),
    };
    Some(format!("XXXX-{month:02}-{a:02}/XXXX-{month:02}-{b:02}"))
}

/// TIMEX3's value.
fn value(expression: &Expression, anchor: &Anchor, stamp: Option<Stamp>) -> Option<String> {
    let base = match &expression.when {
        When::Duration(count, unit) | When::Rolling(count, unit, _) => return Some(duration(*count, *unit)),
        When::Running(number, unit) => {
            let tenths = u32::try_from(*number).ok().map(|n| 10 * n);
            return Some(duration(Quantity { tenths, more: false }, *unit));
        }
        When::Set(value) => return Some(value.clone()),
        When::Reference(value) => return Some((*value).to_owned()),
        When::Apart(Quantity { tenths: None, .. }, _, way) => {
            return match way {
                Direction::Ago | Direction::Earlier => Some("PAST_REF".to_owned()),
                Direction::Later | Direction::Ahead => Some("FUTURE_REF".to_owned()),
                Direction::BeforeEvent | Direction::AfterEvent => None,
            };
        }
        // The event's day is not looked for: by its words alone it was found right only half the time.
        When::Apart(_, _, Direction::BeforeEvent | Direction::AfterEvent) => return None,
        When::Overnight => {
            let day = anchor
                .published
                .filter(|_| !anchor.narrative)
                .and_then(|d| d.yesterday().ok());
            return Some(day.map_or_else(|| "XXXX-XX-XXTNI".to_owned(), |d| format!("{d}TNI")));
        }
        When::Clock => match anchor.told {
            Some(Stamp::Day(day)) if anchor.narrative => Stamp::Day(day).timex(),
            Some(Stamp::Month(year, month)) if anchor.narrative => {
                format!("{}-XX", Stamp::Month(year, month).timex())
            }
            _ => "XXXX-XX-XX".to_owned(),
        },
        when => match stamp {
            Some(stamp) => stamp.timex(),
            None => unknown(when)?,
        },
    };
    Some(match expression.time {
        Some(TimeOfDay::Clock(hour, minute)) => format!("{base}T{hour:02}:{minute:02}"),
        Some(TimeOfDay::Part(part)) => format!("{base}T{part}"),
        None => base,
    })
}

/// TIMEX3's value of a unit that nothing fixes.
fn unknown(when: &When) -> Option<String> {
    if matches!(when, When::Today(0)) {
        return Some("PRESENT_REF".to_owned());
    }
    let (When::Shifted { unit, .. } | When::Told { unit, .. } | When::Apart(_, unit, _)) = when else {
        return matches!(when, When::Today(_)).then(|| "XXXX-XX-XX".to_owned());
    };
    Some(match unit {
        Unit::Week | Unit::Fortnight => "XXXX-WXX".to_owned(),
        Unit::Weekend => "XXXX-WXX-WE".to_owned(),
        Unit::Month | Unit::Quarter => "XXXX-XX".to_owned(),
        Unit::Year | Unit::Decade | Unit::Century => "XXXX".to_owned(),
        _ => "XXXX-XX-XX".to_owned(),
    })
}

/// Notes what an expression told, for those after it.
fn tell(anchor: &mut Anchor, expression: &Expression, stamp: Option<Stamp>) {
    let Some(stamp) = stamp.filter(|stamp| stamp.days().is_some()) else {
        return;
    };
    if matches!(stamp, Stamp::Decade(_) | Stamp::Century(_)) {
        return;
    }
    let year = stamp.days().map(|(first, _)| first.year());
    if let Stamp::Year(heading) = stamp {
        // A bare year far from the story is an aside ("as a book of 2005 says").
        let near = anchor.year.is_none_or(|year| (heading - year).abs() <= ASIDE);
        if expression.alone {
            anchor.heading = Some(heading);
        } else if !near {
            return;
        }
    }
    // "Since 19 December, when prices rose": news goes on with its own day.
    let is_aside = !anchor.narrative && expression.bound != Bound::On && expression.mate.is_none();
    if let Stamp::Day(day) = stamp
        && !is_aside
    {
        anchor.day = Some(day);
    }
    anchor.of_range = expression.mate.is_some();
    anchor.year = year;
    anchor.told = Some(stamp);
}

/// Dates with a year for each such day in a history. In the ten histories of the development half there are 16 and more, in
/// news with years of background 3 and fewer.
const YEARS_OF_HISTORY: usize = 8;
/// Years between an aside and the story.
const ASIDE: i16 = 20;
