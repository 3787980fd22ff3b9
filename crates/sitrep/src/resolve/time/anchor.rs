//! In: what an expression points at, and the days that a text has told so far. Out: the unit
//! of the calendar that is meant, or what is known of it. Knows no text and no opening words.

use jiff::civil::Date;

use super::calendar::{Season, Stamp, Unit, date, monday, shift, weekday};
use super::{Direction, Feast, Quantity, Tense, When};

/// The days that a text counts from while it is read.
#[derive(Debug, Clone, Default)]
pub(super) struct Anchor {
    /// Publication day.
    pub published: Option<Date>,
    /// Count from the day last told.
    pub narrative: bool,
    /// What was last told.
    pub told: Option<Stamp>,
    /// The day last told, in a history or a despatch.
    pub day: Option<Date>,
    /// It is the end of a stretch of days.
    pub of_range: bool,
    /// The year in force: that of the last date with a month, or of a bare year near it.
    pub year: Option<i16>,
    /// The year of the heading above.
    pub heading: Option<i16>,
}

/// What is meant: a unit of the calendar, or an interval that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    Unit(Stamp),
    /// First and last day; the unit is TIMEX3's coarser word for it.
    Days(Date, Date, Stamp),
    /// First and last day of the month, of an unknown year.
    MonthDays(i8, i8, i8),
}

/// Tenths of an hour.
const HALF_A_DAY: u32 = 120;
/// A month that lies so many months before the one last told is taken to be of the next year.
const TURN: i8 = 7;

impl Anchor {
    /// The day that "last week" counts from.
    fn now(&self) -> Option<Date> {
        if self.narrative {
            self.told.and_then(Stamp::days).map(|(first, _)| first)
        } else {
            self.published
        }
    }

    /// What `when` means; `None` when it cannot be told or is no stretch of the calendar.
    pub(super) fn meant(&self, when: &When, tense: Option<Tense>) -> Option<Meant> {
        if let When::Within(inner, outer) = when {
            let outer = self.stamp(outer, tense)?;
            if let (When::Piece { of: 2, number }, Stamp::Month(year, month)) = (&**inner, outer) {
                let (first, last) = outer.days()?;
                let (a, b) = if *number == 1 {
                    (first, date(year, month, 15)?)
                } else {
                    (date(year, month, 16)?, last)
                };
                return Some(Meant::Days(a, b, outer));
            }
        }
        if let When::Position { number, unit, of } = when {
            return position(*number, *unit, self.stamp(of, tense)?);
        }
        if let When::Apart(count, unit, Direction::Ago) = when {
            return self.ago(*count, *unit);
        }
        self.stamp(when, tense).map(Meant::Unit)
    }

    fn stamp(&self, when: &When, tense: Option<Tense>) -> Option<Stamp> {
        match when {
            When::Date { year, month, day } => self.date(*year, *month, *day, tense),
            When::Decade(year) if *year < 100 => {
                let century = self.now().map_or(1900, |now| now.year() / 100 * 100);
                let year = century + year;
                Some(Stamp::Decade(
                    if self.now().is_some_and(|now| now.year() < year) {
                        year - 100
                    } else {
                        year
                    },
                ))
            }
            When::Decade(year) => Some(Stamp::Decade(*year)),
            When::Century(year) => Some(Stamp::Century(*year)),
            When::Season(season, Some(year)) => Some(Stamp::Season(*year, *season)),
            When::Season(season, None) => Some(self.season(*season, tense)),
            When::Holiday(month, day, year) => self.date(*year, Some(*month), Some(*day), tense),
            When::Feast(feast, year) => self.feast(*feast, *year, tense),
            When::Weekday { day, shift } => Some(self.weekday(*day, *shift, tense)),
            When::Shifted { unit, by } => self.shifted(*unit, *by, tense),
            When::Today(by) => Stamp::around(shift(self.now_day()?, Unit::Day, i32::from(*by))?, Unit::Day),
            When::Told { unit, by } => self.told(*unit, *by),
            When::Turned { what, by, told } => self.turned(what, *by, *told, tense),
            When::Within(inner, outer) => within(inner, self.stamp(outer, tense)?),
            When::Apart(count, unit, way) => self.apart(*count, *unit, *way),
            _ => None,
        }
    }

    /// The day of "today": in a history only a day, not a month, fixes it.
    fn now_day(&self) -> Option<Date> {
        match (self.narrative, self.told) {
            (true, Some(Stamp::Day(day))) => Some(day),
            (true, _) => None,
            (false, _) => self.published,
        }
    }

    fn date(
        &self,
        year: Option<i16>,
        month: Option<i8>,
        day: Option<i8>,
        tense: Option<Tense>,
    ) -> Option<Stamp> {
        let Some(month) = month else {
            return match (year, day) {
                (Some(year), _) => Some(Stamp::Year(year)),
                (None, Some(day)) => self.day_of_month(day, tense),
                (None, None) => None,
            };
        };
        let year = year.or_else(|| self.year_of(month, day, tense));
        Some(match (year, day) {
            (Some(year), Some(day)) => Stamp::Day(date(year, month, day)?),
            (Some(year), None) => Stamp::Month(year, month),
            (None, Some(day)) => Stamp::MonthDay(month, day),
            (None, None) => Stamp::MonthOnly(month),
        })
    }

    /// The year of a day or month without one: in a history that of the day last told, else the
    /// nearest before publication, or after it for the future tense.
    fn year_of(&self, month: i8, day: Option<i8>, tense: Option<Tense>) -> Option<i16> {
        if self.narrative {
            return self.year_told(month);
        }
        let now = self.now()?;
        let Some(tense) = tense.filter(|t| *t != Tense::Present) else {
            // The nearest: more than half a year away is the other side of the new year. A bare month is behind, but in
            // November and December the first of the next year are near.
            let away = i16::from(month) - i16::from(now.month());
            let (ahead, behind) = if day.is_none() {
                (away <= -10, away > 0)
            } else {
                (away < -6, away > 6)
            };
            return Some(now.year() + i16::from(ahead) - i16::from(behind));
        };
        let day = day.unwrap_or(if tense == Tense::Future { now.day() } else { 1 });
        let ahead = (month, day) > (now.month(), now.day());
        let behind = (month, day) < (now.month(), now.day());
        Some(match tense {
            Tense::Future => now.year() + i16::from(behind),
            _ => now.year() - i16::from(ahead),
        })
    }

    /// The year of a month in a history: the heading's, else the one last told. A history goes
    /// forward: early in the year after late in the year is the next year.
    fn year_told(&self, month: i8) -> Option<i16> {
        if self.heading.is_some() {
            return self.heading;
        }
        let year = self.year?;
        let (first, _) = self.told.and_then(Stamp::days)?;
        let fine = matches!(self.told, Some(Stamp::Day(_) | Stamp::Month(..)));
        let over = fine && first.year() == year && first.month() - month >= TURN;
        Some(year + i16::from(over))
    }

    /// "the 28th": of the month last told, or the nearest in publication's.
    fn day_of_month(&self, day: i8, tense: Option<Tense>) -> Option<Stamp> {
        if self.narrative {
            return match self.told {
                Some(Stamp::Month(year, month)) => Some(Stamp::Day(date(year, month, day)?)),
                Some(Stamp::Day(told)) => Some(Stamp::Day(date(told.year(), told.month(), day)?)),
                _ => Some(Stamp::DayOnly(day)),
            };
        }
        let Some(now) = self.published else {
            return Some(Stamp::DayOnly(day));
        };
        let by = match tense {
            Some(Tense::Future) => i32::from(day < now.day()),
            _ => -i32::from(day > now.day()),
        };
        let month = shift(now.first_of_month(), Unit::Month, by)?;
        Some(Stamp::Day(date(month.year(), month.month(), day)?))
    }

    fn feast(&self, feast: Feast, year: Option<i16>, tense: Option<Tense>) -> Option<Stamp> {
        match year.or(self.year.filter(|_| self.narrative)) {
            Some(year) => feast.in_year(year),
            None => feast.near(self.published?, tense == Some(Tense::Future)),
        }
    }

    fn season(&self, season: Season, tense: Option<Tense>) -> Stamp {
        let Some(now) = self.now() else {
            return Stamp::SeasonOnly(season);
        };
        if self.narrative {
            let year = self.year_told(if season == Season::Winter {
                12
            } else {
                3 + 3 * season as i8
            });
            return Stamp::Season(year.unwrap_or(now.year()), season);
        }
        let this = Stamp::Season(now.year(), season);
        let (first, last) = this.days().unwrap_or((now, now));
        Stamp::Season(
            match tense {
                Some(Tense::Future) => now.year() + i16::from(last < now),
                _ => now.year() - i16::from(first > now),
            },
            season,
        )
    }

    fn weekday(&self, day: i8, by: Option<i8>, tense: Option<Tense>) -> Stamp {
        let found = self.now_day().and_then(|now| match by {
            Some(by) if by < 0 => weekday(shift(now, Unit::Day, -1)?, day, false),
            Some(by) if by > 0 => weekday(shift(now, Unit::Day, 1)?, day, true),
            Some(_) => shift(monday(now)?, Unit::Day, i32::from(day) - 1),
            None => weekday(now, day, tense == Some(Tense::Future)),
        });
        found.map_or(Stamp::WeekdayOnly(day), Stamp::Day)
    }

    fn shifted(&self, unit: Unit, by: i8, tense: Option<Tense>) -> Option<Stamp> {
        let now = if unit <= Unit::Night {
            self.now_day()?
        } else {
            self.now()?
        };
        if unit == Unit::Weekend {
            let saturday = weekday(now, 6, false)?;
            let inside = shift(saturday, Unit::Day, 1)? >= now;
            // On a Saturday or Sunday "this weekend" is this one, and so is the last in the past tense.
            let by = match (by, inside) {
                (0, false) if tense == Some(Tense::Future) => 1,
                (by, false) if by < 0 => by + 1,
                (by, _) => by,
            };
            return Some(Stamp::Weekend(shift(saturday, Unit::Week, i32::from(by))?));
        }
        Stamp::around(shift(first_day(now, unit), unit, i32::from(by))?, unit)
    }

    fn told(&self, unit: Unit, by: i8) -> Option<Stamp> {
        let day = match self.told {
            Some(Stamp::Day(day)) => Some(day),
            Some(stamp) if unit >= Unit::Month => stamp.days().map(|(first, _)| first),
            _ => self.day.filter(|_| unit < Unit::Month),
        };
        let day = day.or(if unit > Unit::Night { self.now() } else { None })?;
        Stamp::around(shift(first_day(day, unit), unit, i32::from(by))?, unit)
    }

    fn turned(&self, what: &When, by: i8, told: bool, tense: Option<Tense>) -> Option<Stamp> {
        // A despatch tells of days near its own; a year of background is no day to count from.
        let near = |day: &Date| self.published.is_none_or(|p| (p - *day).get_days().abs() < 60);
        let now = if self.narrative {
            self.told.and_then(Stamp::days)?.0
        } else if told && matches!(what, When::Date { .. } | When::Season(..)) {
            // "That October" after "in 2019"; "the following spring" comes after the whole of what was told.
            let (first, last) = self
                .told
                .and_then(Stamp::days)
                .or(self.published.map(|p| (p, p)))?;
            if by > 0 { last } else { first }
        } else if told {
            self.day.filter(near).or(self.published)?
        } else {
            self.published?
        };
        match what {
            When::Weekday { day, .. } if told && by == 0 => {
                Some(Stamp::Day(weekday(now, *day, self.narrative)?))
            }
            When::Weekday { day, .. } if told => Some(Stamp::Day(weekday(
                shift(now, Unit::Day, i32::from(by))?,
                *day,
                by > 0,
            )?)),
            When::Weekday { day, .. } => {
                let week = shift(monday(now)?, Unit::Week, i32::from(by))?;
                Some(Stamp::Day(shift(week, Unit::Day, i32::from(*day) - 1)?))
            }
            When::Date {
                month: Some(month), ..
            } => {
                let ahead = i16::from(now.month() >= *month);
                let year = match by {
                    0 => now.year(),
                    by if by < 0 => now.year() - 1 + ahead - i16::from(now.month() == *month),
                    _ => now.year() + ahead,
                };
                Some(Stamp::Month(year, *month))
            }
            When::Season(season, _) => {
                let this = Stamp::Season(now.year(), *season);
                let (first, last) = this.days()?;
                let year = match by {
                    0 if *season == Season::Winter && now.month() < 3 && tense != Some(Tense::Future) => {
                        now.year() - 1
                    }
                    0 => now.year(),
                    by if by < 0 => now.year() - i16::from(last >= now),
                    _ => now.year() + i16::from(first <= now),
                };
                Some(Stamp::Season(year, *season))
            }
            _ => None,
        }
    }

    /// "two weeks ago": the day; "three months ago": the month; "two years ago": the year.
    fn ago(&self, count: Quantity, unit: Unit) -> Option<Meant> {
        let now = self.now()?;
        // "Two hours ago" is the day of writing, as far as its words go.
        let hours = unit <= Unit::Hour && count.tenths.is_some_and(|t| t < HALF_A_DAY);
        let back = if hours { now } else { back(now, count, unit, -1)? };
        let stamp = Stamp::around(back, unit)?;
        Some(match unit {
            Unit::Week | Unit::Fortnight if !self.narrative => Meant::Days(back, back, stamp),
            _ => Meant::Unit(stamp),
        })
    }

    /// "two days later": counted from the day last told.
    fn apart(&self, count: Quantity, unit: Unit, way: Direction) -> Option<Stamp> {
        let sign = match way {
            Direction::Earlier => -1,
            Direction::Later => 1,
            Direction::Ahead => return Stamp::around(back(self.now()?, count, unit, 1)?, unit),
            _ => return None,
        };
        let day = match self.told? {
            Stamp::Day(day) => day,
            stamp if unit >= Unit::Month => stamp.days()?.0,
            _ => self.day?,
        };
        let stamp = Stamp::around(back(day, count, unit, sign)?, unit)?;
        Some(match unit {
            // A week after a day is a day again.
            Unit::Week | Unit::Fortnight => Stamp::Day(back(day, count, unit, sign)?),
            _ => stamp,
        })
    }
}

/// "the first week of August": the days of the n-th unit, or of the last (-1), inside `of`.
fn position(number: i8, unit: Unit, of: Stamp) -> Option<Meant> {
    if let (Stamp::MonthOnly(month), Unit::Week) = (of, unit) {
        let last = date(2001, month, 1)?.days_in_month();
        return match number {
            1..=4 => Some(Meant::MonthDays(month, 7 * number - 6, 7 * number)),
            // The last week of a February without its year is not known to the day.
            -1 if month != 2 => Some(Meant::MonthDays(month, last - 6, last)),
            _ => None,
        };
    }
    let (first, last) = of.days()?;
    let place = |unit: Unit| {
        if number > 0 {
            shift(first, unit, i32::from(number) - 1)
        } else {
            shift(last, unit, 1 + i32::from(number))
        }
    };
    let (start, end) = match unit {
        Unit::Day | Unit::Night => (place(Unit::Day)?, place(Unit::Day)?),
        Unit::Week if number > 0 => {
            let start = place(Unit::Week)?;
            (start, shift(start, Unit::Day, 6)?.min(last))
        }
        Unit::Week => (shift(last, Unit::Day, -6)?, last),
        Unit::Weekend => {
            let saturday = if number > 0 {
                weekday(first, 6, true)?
            } else {
                weekday(last, 6, false)?
            };
            let saturday = shift(saturday, Unit::Week, i32::from(number.max(1)) - 1)?;
            (saturday, shift(saturday, Unit::Day, 1)?)
        }
        _ => return Stamp::around(if number > 0 { place(unit)? } else { last }, unit).map(Meant::Unit),
    };
    let stamp = if start == end {
        Stamp::Day(start)
    } else {
        Stamp::around(start, Unit::Week)?
    };
    (start >= first && end <= last).then_some(Meant::Days(start, end, stamp))
}

/// The first day of a month when months are counted, so that the 31st does not matter.
fn first_day(now: Date, unit: Unit) -> Date {
    if unit >= Unit::Month {
        now.first_of_month()
    } else {
        now
    }
}

/// A month, day, season or half inside a longer unit.
fn within(inner: &When, outer: Stamp) -> Option<Stamp> {
    let year = outer.days()?.0.year();
    match inner {
        When::Date {
            month: Some(month),
            day: Some(day),
            ..
        } => Some(Stamp::Day(date(year, *month, *day)?)),
        When::Date {
            month: Some(month), ..
        } => Some(Stamp::Month(year, *month)),
        When::Date { day: Some(day), .. } => match outer {
            Stamp::Month(year, month) => Some(Stamp::Day(date(year, month, *day)?)),
            _ => None,
        },
        When::Season(season, _) => Some(Stamp::Season(year, *season)),
        When::Piece { of: 2, number } => Some(Stamp::Half(year, *number)),
        When::Piece { number, .. } => Some(Stamp::Quarter(year, *number)),
        _ => None,
    }
}

/// `sign` times so many units from `day`. Halves of a unit are counted in the next smaller one.
pub(super) fn back(day: Date, count: Quantity, unit: Unit, sign: i32) -> Option<Date> {
    let tenths = i32::try_from(count.tenths?).ok()?;
    if unit == Unit::Hour {
        // Every day begun: the past 24 hours began the day before.
        return shift(day, Unit::Day, sign.checked_mul((tenths + 239) / 240)?);
    }
    let whole = shift(day, unit, sign.checked_mul(tenths / 10)?)?;
    match (tenths % 10, unit) {
        (0, _) => Some(whole),
        (part, Unit::Year) => shift(whole, Unit::Month, sign * (part * 12 / 10)),
        (part, Unit::Month) => shift(whole, Unit::Day, sign * part * 3),
        _ => Some(whole),
    }
}

/// TIMEX3's duration.
pub(super) fn duration(count: Quantity, unit: Unit) -> String {
    let factor = if unit == Unit::Fortnight { 2 } else { 1 };
    let number = match count.tenths {
        None => "X".to_owned(),
        Some(tenths) if tenths % 10 == 0 => (u64::from(tenths) / 10 * factor).to_string(),
        Some(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
    };
    let (before, after) = match unit {
        Unit::Second => ("PT", "S"),
        Unit::Minute => ("PT", "M"),
        Unit::Hour => ("PT", "H"),
        Unit::Day | Unit::Night => ("P", "D"),
        Unit::Week | Unit::Fortnight => ("P", "W"),
        Unit::Weekend => ("P", "WE"),
        Unit::Month => ("P", "M"),
        Unit::Quarter => ("P", "Q"),
        Unit::Year => ("P", "Y"),
        Unit::Decade => ("P", "DE"),
        Unit::Century => ("P", "CE"),
    };
    format!("{before}{number}{after}")
}
