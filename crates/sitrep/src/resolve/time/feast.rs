//! In: a feast of another calendar and a year or a day. Out: its days in ours. Knows no text.
//!
//! Months of the Islamic calendar begin with the moon as it is seen, which differs by a day from land to land and from
//! the tables; their days are marked as approximate.

use calendrical_calculations::gregorian::{easter, fixed_from_gregorian, gregorian_from_fixed};
use calendrical_calculations::islamic::{
    ISLAMIC_EPOCH_FRIDAY, fixed_from_tabular_islamic, tabular_year_from_fixed,
};
use calendrical_calculations::persian::fixed_from_fast_persian;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::calendar::{Stamp, date};

/// The calendars that feasts are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Calendar {
    Islamic,
    Persian,
    /// Days from Easter Sunday of the western churches.
    Easter,
}

/// A feast or a month of another calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feast {
    calendar: Calendar,
    /// Month, from 1; 0 for Easter.
    #[serde(default)]
    month: u8,
    /// Day of the month, or days after Easter.
    day: i8,
    /// How long; 0 is the whole month.
    days: i8,
}

/// The last year of ours that is looked at, for the tables go no further.
const YEARS: std::ops::RangeInclusive<i16> = 623..=3000;

impl Feast {
    /// The first that begins in this year of ours; `None` where none does, or before the calendar.
    pub(super) fn in_year(self, year: i16) -> Option<Stamp> {
        self.beginning_in(year).into_iter().next()
    }

    /// The last that has begun by `now`, or, where `ahead`, the first that is not over.
    pub(super) fn near(self, now: Date, ahead: bool) -> Option<Stamp> {
        let around = (-1..=1).flat_map(|by| self.beginning_in(now.year().saturating_add(by)));
        let mut known = around.filter_map(|s| Some((s, s.days()?)));
        if ahead {
            known.find(|(_, (_, last))| *last >= now).map(|(s, _)| s)
        } else {
            known.rfind(|(_, (first, _))| *first <= now).map(|(s, _)| s)
        }
    }

    fn beginning_in(self, year: i16) -> Vec<Stamp> {
        if !YEARS.contains(&year) {
            return Vec::new();
        }
        let ours = i32::from(year);
        let day = u8::try_from(self.day).unwrap_or(1);
        let all: Vec<_> = match self.calendar {
            Calendar::Easter => vec![(easter(ours) + i64::from(self.day), None)],
            Calendar::Persian => vec![(fixed_from_fast_persian(ours - 621, self.month, day), None)],
            Calendar::Islamic => {
                let first = tabular_year_from_fixed(fixed_from_gregorian(ours, 1, 1), ISLAMIC_EPOCH_FRIDAY);
                let of = |h: i32, month: u8| match month {
                    13 => fixed_from_tabular_islamic(h + 1, 1, day, ISLAMIC_EPOCH_FRIDAY),
                    _ => fixed_from_tabular_islamic(h, month, day, ISLAMIC_EPOCH_FRIDAY),
                };
                (first..=first + 1)
                    .map(|h| (of(h, self.month), Some(of(h, self.month + 1))))
                    .collect()
            }
        };
        let ours_of = |fixed| {
            let (y, m, d) = gregorian_from_fixed(fixed).ok()?;
            date(i16::try_from(y).ok()?, m as i8, d as i8)
        };
        let stamp = |(first, next): (_, Option<_>)| {
            let start: Date = ours_of(first)?;
            let end = match (self.days, next) {
                (0, Some(next)) => ours_of(next)?.yesterday().ok()?,
                (0, None) => start.last_of_month(),
                (days, _) => start.checked_add((i32::from(days) - 1).days()).ok()?,
            };
            Some(if self.calendar == Calendar::Islamic {
                Stamp::Moon(start, end)
            } else if start == end {
                Stamp::Day(start)
            } else {
                Stamp::Days(start, end)
            })
        };
        let begins = |s: &Stamp| s.days().is_some_and(|(first, _)| first.year() == year);
        all.into_iter().filter_map(stamp).filter(begins).collect()
    }
}
