//! In: units of the calendar and moves along it. Out: days, TIMEX3 values and EDTF strings.
//! All arithmetic is jiff's. Knows no words and no text.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Length, ToSpan};
use serde::Deserialize;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "plain words")]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// A season of the northern hemisphere, by whole months: spring is March to May.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "plain words")]
pub enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

impl Season {
    const fn code(self) -> &'static str {
        ["SP", "SU", "FA", "WI"][self as usize]
    }
    /// First month; the season has three.
    const fn month(self) -> i8 {
        3 + 3 * self as i8
    }
}

/// A third of a longer unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "plain words")]
pub enum Edge {
    Start,
    Mid,
    End,
}

/// One unit of the calendar, or what is known of it when the year is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// A day.
    Day(Date),
    /// The week of this Monday.
    Week(Date),
    /// The weekend of this Saturday.
    Weekend(Date),
    /// Year and month.
    Month(i16, i8),
    /// Year and quarter, 1 to 4.
    Quarter(i16, i8),
    /// Year and half, 1 or 2.
    Half(i16, i8),
    /// The winter of a year begins in its December.
    Season(i16, Season),
    /// A year; 0 is 1 BC.
    Year(i16),
    /// The ten years from this one.
    Decade(i16),
    /// The hundred years from this one.
    Century(i16),
    /// Days from one to another.
    Days(Date, Date),
    /// The same, told by the moon and right to a day or so.
    Moon(Date, Date),
    /// Month and day of an unknown year.
    MonthDay(i8, i8),
    /// A month of an unknown year.
    MonthOnly(i8),
    /// A season of an unknown year.
    SeasonOnly(Season),
    /// A weekday of an unknown week, 1 is Monday.
    WeekdayOnly(i8),
    /// A day of an unknown month.
    DayOnly(i8),
}

/// A date when the calendar has it.
pub(super) fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// `n` units after `day`, before it when negative; `None` past the calendar's ends.
pub(super) fn shift(day: Date, unit: Unit, n: i32) -> Option<Date> {
    let (unit, factor) = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return Some(day),
        Unit::Day | Unit::Night => (Unit::Day, 1),
        Unit::Week | Unit::Weekend => (Unit::Week, 1),
        Unit::Fortnight => (Unit::Week, 2),
        Unit::Month => (Unit::Month, 1),
        Unit::Quarter => (Unit::Month, 3),
        Unit::Year => (Unit::Year, 1),
        Unit::Decade => (Unit::Year, 10),
        Unit::Century => (Unit::Year, 100),
    };
    let n = n.checked_mul(factor)?;
    let length = Length::new();
    let length = match unit {
        Unit::Week => length.try_weeks(n),
        Unit::Month => length.try_months(n),
        Unit::Year => length.try_years(n),
        _ => length.try_days(n),
    };
    day.checked_add(length.ok()?).ok()
}

/// Monday of the week of `day`.
pub(super) fn monday(day: Date) -> Option<Date> {
    day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days())
        .ok()
}

/// The weekday `number` (1 Monday) on or before `day`, or on or after it when `forward`.
pub(super) fn weekday(day: Date, number: i8, forward: bool) -> Option<Date> {
    let want = Weekday::from_monday_one_offset(number).ok()?;
    let ahead = i32::from(day.weekday().until(want));
    let behind = i32::from(day.weekday().since(want));
    if forward {
        day.checked_add(ahead.days()).ok()
    } else {
        day.checked_sub(behind.days()).ok()
    }
}

fn last_of_month(year: i16, month: i8) -> Option<Date> {
    Some(date(year, month, 1)?.last_of_month())
}

/// TIMEX3's year: four digits, or BC with the year as it is spoken.
fn year_text(year: i16) -> String {
    if year > 0 {
        format!("{year:04}")
    } else {
        format!("BC{:04}", 1 - i32::from(year))
    }
}

/// EDTF's year: four digits with a sign before year 0.
fn edtf_year(year: i16) -> String {
    if year < 0 {
        format!("-{:04}", -i32::from(year))
    } else {
        format!("{year:04}")
    }
}

impl Stamp {
    /// The unit of the calendar around `day`. `None` at the calendar's ends.
    pub(super) fn around(day: Date, unit: Unit) -> Option<Self> {
        let (year, month) = (day.year(), day.month());
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Night => Self::Day(day),
            Unit::Week | Unit::Fortnight => Self::Week(monday(day)?),
            Unit::Weekend => Self::Weekend(monday(day)?.checked_add(5.days()).ok()?),
            Unit::Month => Self::Month(year, month),
            Unit::Quarter => Self::Quarter(year, (month - 1) / 3 + 1),
            Unit::Year => Self::Year(year),
            Unit::Decade => Self::Decade(year.div_euclid(10) * 10),
            Unit::Century => Self::Century(year.div_euclid(100) * 100),
        })
    }

    /// First and last day; `None` when the year is not known.
    pub fn days(self) -> Option<(Date, Date)> {
        let months = |year: i16, first: i8, count: i8| {
            let last = first + count - 1;
            let (end_year, last) = if last > 12 {
                (year + 1, last - 12)
            } else {
                (year, last)
            };
            Some((date(year, first, 1)?, last_of_month(end_year, last)?))
        };
        match self {
            Self::Day(day) => Some((day, day)),
            Self::Days(first, last) | Self::Moon(first, last) => Some((first, last)),
            Self::Week(monday) => Some((monday, monday.checked_add(6.days()).ok()?)),
            Self::Weekend(saturday) => Some((saturday, saturday.checked_add(1.day()).ok()?)),
            Self::Month(year, month) => months(year, month, 1),
            Self::Quarter(year, quarter) => months(year, 3 * quarter - 2, 3),
            Self::Half(year, half) => months(year, 6 * half - 5, 6),
            Self::Season(year, season) => months(year, season.month(), 3),
            Self::Year(year) => Some((date(year, 1, 1)?, date(year, 12, 31)?)),
            Self::Decade(year) => Some((date(year, 1, 1)?, date(year.checked_add(9)?, 12, 31)?)),
            Self::Century(year) => Some((date(year, 1, 1)?, date(year.checked_add(99)?, 12, 31)?)),
            _ => None,
        }
    }

    /// The first, middle or last third of the unit. Months are cut after the 10th and the 20th.
    pub(super) fn third(self, edge: Edge) -> Option<(Date, Date)> {
        let (first, last) = self.days()?;
        let length = (last - first).get_days();
        let (a, b) = match self {
            Self::Month(..) => (10, 20),
            Self::Year(_) => return year_third(first.year(), edge),
            _ => ((length + 1) / 3, 2 * (length + 1) / 3),
        };
        let day = |n: i32| first.checked_add(n.days()).ok();
        Some(match edge {
            Edge::Start => (first, day((a - 1).max(0))?),
            Edge::Mid => (day(a)?, day((b - 1).max(a))?),
            Edge::End => (day(b)?, last),
        })
    }

    /// TIMEX3's value.
    pub fn timex(self) -> String {
        match self {
            Self::Day(day) if day.year() > 0 => day.to_string(),
            Self::Day(day) => format!("{}-{:02}-{:02}", year_text(day.year()), day.month(), day.day()),
            Self::Days(first, last) | Self::Moon(first, last) if first == last => Self::Day(first).timex(),
            Self::Days(first, last) | Self::Moon(first, last) => {
                format!("{}/{}", Self::Day(first).timex(), Self::Day(last).timex())
            }
            Self::Week(monday) => {
                let week = monday.iso_week_date();
                format!("{}-W{:02}", year_text(week.year()), week.week())
            }
            Self::Weekend(saturday) => {
                let week = saturday.iso_week_date();
                format!("{}-W{:02}-WE", year_text(week.year()), week.week())
            }
            Self::Month(year, month) => format!("{}-{month:02}", year_text(year)),
            Self::Quarter(year, quarter) => format!("{}-Q{quarter}", year_text(year)),
            Self::Half(year, half) => format!("{}-H{half}", year_text(year)),
            Self::Season(year, season) => format!("{}-{}", year_text(year), season.code()),
            Self::Year(year) => year_text(year),
            Self::Decade(year) => cut(&year_text(year), 1),
            Self::Century(year) => cut(&year_text(year), 2),
            Self::MonthDay(month, day) => format!("XXXX-{month:02}-{day:02}"),
            Self::MonthOnly(month) => format!("XXXX-{month:02}"),
            Self::SeasonOnly(season) => format!("XXXX-{}", season.code()),
            Self::WeekdayOnly(day) => format!("XXXX-WXX-{day}"),
            Self::DayOnly(day) => format!("XXXX-XX-{day:02}"),
        }
    }

    /// EDTF: a day, month, year or decade as such, others as an interval of days; unknown
    /// parts are X. `None` when EDTF has no form for what is known.
    pub fn edtf(self) -> Option<String> {
        Some(match self {
            Self::Day(day) => edtf_day(day),
            Self::Moon(first, last) if first == last => format!("{}~", edtf_day(first)),
            Self::Moon(first, last) => format!("{}~/{}~", edtf_day(first), edtf_day(last)),
            Self::Month(year, month) => format!("{}-{month:02}", edtf_year(year)),
            Self::Year(year) => edtf_year(year),
            Self::Decade(year) if year > 0 => format!("{}X", cut(&edtf_year(year), 1)),
            Self::Century(year) if year >= 0 => format!("{}XX", cut(&edtf_year(year), 2)),
            Self::MonthDay(month, day) => format!("XXXX-{month:02}-{day:02}"),
            Self::MonthOnly(month) => format!("XXXX-{month:02}"),
            Self::DayOnly(day) => format!("XXXX-XX-{day:02}"),
            Self::SeasonOnly(season) => format!("XXXX-{}", 21 + season as u8),
            Self::WeekdayOnly(_) => return None,
            _ => {
                let (first, last) = self.days()?;
                format!("{}/{}", edtf_day(first), edtf_day(last))
            }
        })
    }
}

/// EDTF of a day.
pub(super) fn edtf_day(day: Date) -> String {
    format!("{}-{:02}-{:02}", edtf_year(day.year()), day.month(), day.day())
}

fn cut(text: &str, digits: usize) -> String {
    text[..text.len() - digits].to_owned()
}

/// Thirds of a year are four months each.
fn year_third(year: i16, edge: Edge) -> Option<(Date, Date)> {
    let first = 1 + 4 * edge as i8;
    Some((date(year, first, 1)?, last_of_month(year, first + 3)?))
}
