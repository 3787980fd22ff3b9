//! In: the expressions of one report and what fixes its days. Out: their values, and the value that one of them has when
//! a claim governs it: in the claim's tense, with other opening words. Knows no claim.

use jiff::civil::Date;

use super::anchor::{Anchor, back};
use super::bound::{interval, precision};
use super::calendar::{Stamp, Unit};
use super::resolve::{days_of, decided, resolve_keeping};
use super::{Bound, Expression, Tense, TimeContext, Timex, When};
use crate::record::{TimeBasis, TimePrecision, TimeValue};

/// The time expressions of a report with all that gave their days.
#[derive(Debug, Clone, Default)]
pub struct Dates {
    expressions: Vec<Expression>,
    timexes: Vec<Timex>,
    tense: Vec<Option<Tense>>,
    anchors: Vec<Anchor>,
    published: Option<Date>,
}

impl Dates {
    /// Resolves `expressions`, which are those of one text in order.
    pub fn read(expressions: &[Expression], context: TimeContext) -> Self {
        let mut anchors = Vec::with_capacity(expressions.len());
        let expressions: Vec<Expression> = expressions
            .iter()
            .map(|e| decided(e, context.narrative))
            .collect();
        let timexes = resolve_keeping(&expressions, &context, &mut |a| anchors.push(a.clone()));
        Self {
            expressions,
            timexes,
            tense: context.tense,
            anchors,
            published: context.published,
        }
    }
    /// As written, in order.
    pub fn expressions(&self) -> &[Expression] {
        &self.expressions
    }
    /// Their values.
    pub fn timexes(&self) -> &[Timex] {
        &self.timexes
    }
    /// The tense of the clause around one; `None` where no finite verb governs it.
    pub fn tense(&self, index: usize) -> Option<Tense> {
        self.tense.get(index).copied().flatten()
    }
    /// The day last told before one.
    pub fn told_before(&self, index: usize) -> Option<Date> {
        self.anchors.get(index).and_then(|a| a.day)
    }
    /// The days of `changed`, which stands in the place of expression `index`, in this tense. The ends of a range are
    /// read again one by one and are no range then: ask only for an expression without a mate.
    pub fn again(&self, index: usize, changed: &Expression, tense: Option<Tense>) -> TimeValue {
        let lasts = tense == Some(Tense::Present) && matches!(changed.bound, Bound::Until | Bound::By);
        let tense = if lasts { Some(Tense::Future) } else { tense };
        days_of(changed, &self.anchors[index], tense)
    }
    /// The days so long before `day` (`sign` -1) or after it (1) as an expression such as "two days after" tells; `None`
    /// for an unknown number.
    pub fn counted(expression: &Expression, day: Date, sign: i32) -> Option<TimeValue> {
        let When::Apart(count, unit, _) = expression.when else {
            return None;
        };
        let stamp = Stamp::around(back(day, count, unit, sign)?, unit)?;
        let stamp = match unit {
            // A week before a day is a day again.
            Unit::Week | Unit::Fortnight => Stamp::Day(back(day, count, unit, sign)?),
            _ => stamp,
        };
        let (start, end) = stamp.days()?;
        Some(TimeValue {
            start: Some(start),
            end: Some(end),
            edtf: stamp.edtf(),
            precision: precision(stamp),
            basis: TimeBasis::Text,
        })
    }
    /// Days that are open towards the past, from publication on: what is still to come or goes on "until Friday".
    pub fn from_now(&self, value: TimeValue) -> TimeValue {
        let Some((now, end)) = self.published.zip(value.end).filter(|(now, end)| now <= end) else {
            return value;
        };
        if value.start.is_some() {
            return value;
        }
        TimeValue {
            start: Some(now),
            edtf: Some(interval(Some(now), Some(end))),
            precision: TimePrecision::Days,
            basis: TimeBasis::Published,
            ..value
        }
    }
}
