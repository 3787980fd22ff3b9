//! In: text, and what is known of its day. Out: its time expressions ([`find`]), and for each
//! the TIMEX3 value and the days that it names ([`resolve`]). Knows no claim and no tree.
//!
//! An expression is read by hand-written longest match over words; the words are the lexicon's.
//! Reading and resolving are apart: the same [`Expression`] names other days in a despatch
//! (counted from publication) than in a history (counted from the day last told).
//! No day is invented: what cannot be fixed has `None` for days, and an EDTF string with X.

mod anchor;
pub(in crate::resolve) mod bound;
mod calendar;
mod date;
mod dates;
mod daytime;
mod feast;
mod find;
mod lexicon;
mod range;
mod relative;
mod resolve;
mod scan;
mod tense;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::Deserialize;
use text::Span;

pub use calendar::{Edge, Season, Stamp, Unit};
pub use dates::Dates;
pub use feast::Feast;
pub use find::{find, opened};
pub use lexicon::TimeLexicon;
pub use resolve::{is_narrative, of_phrase, resolve};
pub use tense::{is_put_off, tense_at};

use crate::record::TimeValue;

/// How many of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// The number in tenths ("22.8 years" is 228). `None` for "a few", "several" and bare plurals.
    pub tenths: Option<u32>,
    /// "more than two".
    pub more: bool,
}

/// Which way, and from where, a distance is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Counted back from publication ("ago").
    Ago,
    /// Counted back from the day last told ("earlier", "before").
    Earlier,
    /// Counted on from the day last told ("later", "after").
    Later,
    /// From now on ("from now", "in two weeks' time").
    Ahead,
    /// Before an event that the words name ("before the invasion").
    BeforeEvent,
    /// After an event that the words name.
    AfterEvent,
}

/// What an expression points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Parts of a date. At least one is there. `year` 0 is 1 BC.
    Date {
        /// Year.
        year: Option<i16>,
        /// Month, 1 to 12.
        month: Option<i8>,
        /// Day of the month, 1 to 31.
        day: Option<i8>,
    },
    /// "the 1960s": its first year. A decade of unknown century is below 100.
    Decade(i16),
    /// "the nineteenth century": its first year.
    Century(i16),
    /// "summer", "summer 2014".
    Season(Season, Option<i16>),
    /// "the first quarter", "the second half" of a year.
    Piece {
        /// 2 for halves, 4 for quarters.
        of: i8,
        /// Which, from 1.
        number: i8,
    },
    /// "Saturday", "last Saturday" (-1), "next Friday" (1), "this Monday" (0).
    Weekday {
        /// 1 is Monday.
        day: i8,
        /// `None` without such a word.
        shift: Option<i8>,
    },
    /// "last month", "this week", "next year", counted from publication.
    Shifted {
        /// The unit.
        unit: Unit,
        /// How many units on.
        by: i8,
    },
    /// The same, from the day last told: "the next day", "that month".
    Told {
        /// The unit.
        unit: Unit,
        /// How many units on.
        by: i8,
    },
    /// "last August", "next spring", "that Sunday".
    Turned {
        /// A month, season or weekday.
        what: Box<When>,
        /// How many on.
        by: i8,
        /// Counted from the day last told.
        told: bool,
    },
    /// "today" 0, "yesterday" -1.
    Today(i8),
    /// "overnight", "last night".
    Overnight,
    /// "three weeks ago", "two days later".
    Apart(Quantity, Unit, Direction),
    /// "the past two days" (-1), "the next few months" (1).
    Rolling(Quantity, Unit, i8),
    /// "two weeks", "three-day".
    Duration(Quantity, Unit),
    /// "daily", "per day", "every Monday": the TIMEX3 value.
    Set(String),
    /// "now", "recently", "former": TIMEX3's word.
    Reference(&'static str),
    /// "Christmas": month and day.
    Holiday(i8, i8, Option<i16>),
    /// "Ramadan", "Nowruz 2018": of another calendar.
    Feast(Feast, Option<i16>),
    /// "the first week of August" (number 1), "the last month of 2016" (-1).
    Position {
        /// Which, from 1; -1 is the last.
        number: i8,
        /// Of what.
        unit: Unit,
        /// The longer unit.
        of: Box<When>,
    },
    /// "May of that year", "the 28th of that month".
    Within(Box<When>, Box<When>),
    /// Only a time of day.
    Clock,
    /// "for an eighth day", "on the third day of": which unit of what has gone on until publication.
    Running(i8, Unit),
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOfDay {
    /// Hour 0 to 24 and minute.
    Clock(u8, u8),
    /// TIMEX3's part of the day: MO MI AF EV NI DT.
    Part(&'static str),
}

/// What the words before an expression do to its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// Nothing: "on", "in", "during".
    On,
    /// From its first day on.
    Since,
    /// Up to its last day.
    Until,
    /// Not later than its last day.
    By,
    /// Up to the day before it.
    Before,
    /// From its last day on.
    After,
    /// From its first day on, to an end that is not told.
    From,
    /// Inside a span of time.
    Within,
    /// All through a span of time.
    For,
}

/// A time expression as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// TIMEX3's extent: "the first week of August", without "in".
    pub span: Span,
    /// With the words before it that open it ("since", "in") and, in a range, both ends.
    pub phrase: Span,
    /// What it points at.
    pub when: When,
    /// "early", "mid", "the end of".
    pub edge: Option<Edge>,
    /// Time of day.
    pub time: Option<TimeOfDay>,
    /// What stands before it.
    pub bound: Bound,
    /// Index of the other end, in a range ("from 3 to 9 June").
    pub mate: Option<usize>,
    /// It stands alone in its line, as a heading does.
    pub alone: bool,
}

/// The tense of the clause around an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "plain words")]
pub enum Tense {
    Past,
    Present,
    Future,
}

/// What fixes the days of a text.
#[derive(Debug, Clone, Default)]
pub struct TimeContext {
    /// Publication day.
    pub published: Option<Date>,
    /// Tense of the clause around each expression; shorter lists leave the rest unknown: then a
    /// weekday or month is taken as past, and a date without its year as the nearest.
    pub tense: Vec<Option<Tense>>,
    /// The text tells history: days count from the day last told. See [`is_narrative`].
    pub narrative: bool,
}

/// TIMEX3's class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "TIMEX3's words")]
pub enum TimexClass {
    Date,
    Time,
    Duration,
    Set,
}

impl TimexClass {
    /// TIMEX3's name.
    pub fn name(self) -> &'static str {
        ["DATE", "TIME", "DURATION", "SET"][self as usize]
    }
}

/// A time expression with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timex {
    /// TIMEX3's extent.
    pub span: Span,
    /// With the words that open it and, in a range, both ends.
    pub phrase: Span,
    /// TIMEX3's class.
    pub class: TimexClass,
    /// TIMEX3's value; `None` where it hangs on an event whose day is not known.
    pub value: Option<String>,
    /// The days, after the opening words and, in a range, for both ends.
    pub days: TimeValue,
}
