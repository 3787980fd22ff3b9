//! In: words. Out: the calendar date, year, decade or century, and the clock time, that begin
//! at a word, with the word after them. Knows no day of reference.

use super::When;
use super::lexicon::Role;
use super::scan::{Shape, Words};

type Found = Option<(When, usize)>;

fn full(year: Option<i16>, month: i8, day: Option<i8>) -> When {
    When::Date {
        year,
        month: Some(month),
        day,
    }
}

/// A date that begins at `i`: the first form that fits, longest forms first.
pub(super) fn date(w: &Words, i: usize) -> Found {
    numeric(w, i)
        .or_else(|| group(w, i))
        .or_else(|| after_weekday(w, i))
        .or_else(|| day_first(w, i))
        .or_else(|| month_first(w, i))
        .or_else(|| decade(w, i))
        .or_else(|| century(w, i))
        .or_else(|| year(w, i))
        .or_else(|| bare_day(w, i))
}

/// The month named at `i`, and the word after its name and full stop.
pub(super) fn month(w: &Words, i: usize) -> Option<(i8, usize)> {
    let entry = w.entry(i);
    if entry.month == 0 {
        return None;
    }
    let letters = w.letters(i);
    if entry.doubtful && !letters.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let stop = letters.len() <= 4 && w.sign(i + 1) == Some('.') && w.glued(i + 1);
    // A full stop after a short form belongs to it, unless it is a whole name ("May.").
    let stop =
        stop && !matches!(letters.len(), 4 if entry.month == 6 || entry.month == 7) && entry.month != 5;
    Some((entry.month as i8, i + 1 + usize::from(stop)))
}

/// A day of the month at `i`: "24", "24th".
pub(super) fn day(w: &Words, i: usize) -> Option<i8> {
    let word = w.word(i)?;
    let clock = w.sign(i + 1) == Some(':') && w.glued(i + 1);
    let fits = match word.shape {
        Shape::Digits => word.end - word.start <= 2 && !clock,
        Shape::Ordinal => true,
        _ => false,
    };
    (fits && (1..=31).contains(&word.value)).then_some(word.value as i8)
}

/// A year of four digits at `i`, with "BC" and its kin; the word after.
pub(super) fn plain_year(w: &Words, i: usize) -> Option<(i16, usize)> {
    let (value, digits) = w.digits(i)?;
    if w.is(i + 1, Role::Bc) && digits <= 4 && value > 0 {
        return Some((1 - value as i16, i + 2));
    }
    let ad = usize::from(w.is(i + 1, Role::Ad) && w.letters(i + 1).starts_with('A'));
    (digits == 4 && (1000..=2100).contains(&value)).then_some((value as i16, i + 1 + ad))
}

/// A year after `i`, where a comma or "of" may stand first.
fn year_after(w: &Words, i: usize) -> (Option<i16>, usize) {
    let skip = usize::from(w.sign(i) == Some(',') || w.is(i, Role::Of));
    match plain_year(w, i + skip).or_else(|| plain_year(w, i).filter(|_| skip == 0)) {
        Some((year, next)) => (Some(year), next),
        None => (None, i),
    }
}

/// ISO, slashed and dotted dates. "03/04/2018" is only a year, for it can be read two ways.
fn numeric(w: &Words, i: usize) -> Found {
    let (a, a_digits) = w.digits(i)?;
    let mark = w.sign(i + 1).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (b, b_digits) = w.digits(i + 2)?;
    if !(w.glued(i + 1) && w.glued(i + 2)) || (i > 0 && w.sign(i - 1) == Some(mark) && w.glued(i)) {
        return None;
    }
    let third = (w.sign(i + 3) == Some(mark) && w.glued(i + 3) && w.glued(i + 4)).then(|| w.digits(i + 4));
    let (c, c_digits) = third??;
    let (year, month, day) = if a_digits == 4 && b_digits <= 2 && c_digits <= 2 {
        (a, b, c)
    } else if a_digits <= 2 && b_digits <= 2 && c_digits == 4 {
        let swapped = b > 12 && mark == '/';
        if mark == '/' && a <= 12 && b <= 12 && a != b {
            let year = Some(i16::try_from(c).ok()?);
            return (1000..=2100).contains(&c).then_some((
                When::Date {
                    year,
                    month: None,
                    day: None,
                },
                i + 5,
            ));
        }
        if swapped { (c, a, b) } else { (c, b, a) }
    } else {
        return None;
    };
    let fits = (1000..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then_some((full(Some(year as i16), month as i8, Some(day as i8)), i + 5))
}

/// A military date-time group: day, hour, minute, zone letter, month, year ("121530ZAUG18").
fn group(w: &Words, i: usize) -> Found {
    let (value, digits) = w.digits(i)?;
    if digits != 6 {
        return None;
    }
    let (day, hour, minute) = (value / 10_000, value / 100 % 100, value % 100);
    if !(1..=31).contains(&day) || hour > 24 || minute > 59 {
        return None;
    }
    let letters = w.letters(i + 1);
    let (month, next) = if letters.len() == 4 && letters.is_ascii() {
        (
            w.lexicon
                .get(w.lexicon.find(&letters[1..].to_ascii_lowercase()))
                .month,
            i + 2,
        )
    } else if letters.len() == 1 {
        (w.entry(i + 2).month, i + 3)
    } else {
        return None;
    };
    if month == 0 {
        return None;
    }
    let (year, next) = match w.digits(next) {
        Some((year, 2)) => (Some(2000 + year as i16), next + 1),
        Some((year, 4)) => (Some(year as i16), next + 1),
        _ => (None, next),
    };
    Some((full(year, month as i8, Some(day as i8)), next))
}

/// Hour and minute of a date-time group at `i`.
pub(super) fn group_clock(w: &Words, i: usize) -> Option<(u8, u8)> {
    group(w, i)?;
    let (value, _) = w.digits(i)?;
    Some(((value / 100 % 100) as u8, (value % 100) as u8))
}

/// "Thursday, 24 August": the date says more than the weekday.
fn after_weekday(w: &Words, i: usize) -> Found {
    if w.entry(i).weekday == 0 {
        return None;
    }
    let stop = usize::from(w.sign(i + 1) == Some('.') && w.letters(i).len() <= 5);
    let comma = usize::from(w.sign(i + 1 + stop) == Some(','));
    let the = usize::from(w.is(i + 1 + stop + comma, Role::The));
    let at = i + 1 + stop + comma + the;
    let found = day_first(w, at).or_else(|| month_first(w, at))?;
    matches!(found.0, When::Date { day: Some(_), .. }).then_some(found)
}

/// "24 August 2017", "the 24th of August", and the 24 of "24 and 25 August" or "24-25 August".
fn day_first(w: &Words, i: usize) -> Found {
    let the = usize::from(w.is(i, Role::The));
    let number = day(w, i + the)?;
    let mut at = i + the + 1;
    let glue = w.dash(at) && w.glued(at) && w.glued(at + 1);
    let skip = usize::from(glue || w.is(at, Role::Of));
    if let Some((month, next)) = month(w, at + skip) {
        let next_glue = usize::from(glue && w.dash(next) && w.glued(next));
        let (year, next) = year_after(w, next + next_glue);
        return Some((full(year, month, Some(number)), next));
    }
    let first = at;
    if !joins(w, at) {
        return None;
    }
    at += 1;
    at += usize::from(w.is(at, Role::The));
    day(w, at)?;
    let of = usize::from(w.is(at + 1, Role::Of));
    let (month, next) = month(w, at + 1 + of)?;
    let (year, _) = year_after(w, next);
    Some((full(year, month, Some(number)), first))
}

/// True when the word at `i` stands between the ends of a range or a pair.
pub(super) fn joins(w: &Words, i: usize) -> bool {
    w.dash(i) || w.is(i, Role::And) || w.is(i, Role::To)
}

/// "August 24, 2017", "Aug. 24", "August 2017", "August".
fn month_first(w: &Words, i: usize) -> Found {
    let (number, next) = month(w, i)?;
    let the = usize::from(w.is(next, Role::The));
    if let Some(day) = day(w, next + the) {
        // "August 24 people": the day of a month is not followed by what it counts; a year is.
        let (year, after) = year_after(w, next + the + 1);
        return Some((full(year, number, Some(day)), after));
    }
    let (year, after) = year_after(w, next);
    // "May-August 1950": the other end says that it is a month.
    let ranged = w.dash(next) && w.glued(next) && month(w, next + 1).is_some();
    if year.is_none() && w.entry(i).doubtful && !expected(w, i) && !ranged {
        return None;
    }
    Some((full(year, number, None), after))
}

/// True when the words before `i` can govern a bare month or year: "in", "mid-", another month ("January and").
fn expected(w: &Words, i: usize) -> bool {
    let paired = || i > 1 && joins(w, i - 1) && month(w, i - 2).is_some_and(|(_, next)| next == i - 1);
    i > 0
        && (w.is(i - 1, Role::In)
            || w.is(i - 1, Role::Approx)
            || w.entry(i - 1).edge.is_some()
            || w.dash(i - 1)
            || paired())
}

/// "the 1960s", "'70s".
fn decade(w: &Words, i: usize) -> Found {
    let the = usize::from(w.is(i, Role::The));
    let word = w.word(i + the)?;
    (word.shape == Shape::Decade).then_some((When::Decade(word.value as i16), i + the + 1))
}

/// "the 19th century", "the ninth century BC".
fn century(w: &Words, i: usize) -> Found {
    let the = usize::from(w.is(i, Role::The));
    let word = w.word(i + the)?;
    let number = match word.shape {
        Shape::Ordinal => word.value as i16,
        _ => i16::from(w.entry(i + the).ordinal),
    };
    let dash = usize::from(w.dash(i + the + 1));
    let unit = i + the + 1 + dash;
    if number <= 0 || number > 30 || w.entry(unit).unit != Some(super::Unit::Century) {
        return None;
    }
    if w.is(unit + 1, Role::Bc) {
        return Some((When::Century(-100 * number), unit + 2));
    }
    Some((When::Century(100 * (number - 1)), unit + 1))
}

/// "the 28th" where no noun follows ("the 28th of that month", "on the 5th,").
fn bare_day(w: &Words, i: usize) -> Found {
    let ordinal = w.word(i + 1)?.shape == Shape::Ordinal;
    if !ordinal || !w.is(i, Role::The) || w.entry(i).shift.is_some() {
        return None;
    }
    let number = day(w, i + 1)?;
    let month = w.is(i + 2, Role::Of) && w.entry(i + 4).unit == Some(super::Unit::Month);
    let free = w.word(i + 2).is_none_or(|x| matches!(x.shape, Shape::Sign(_))) && !w.dash(i + 2);
    let on = i > 0 && (w.is(i - 1, Role::At) || w.is(i - 1, Role::And) || w.is(i - 1, Role::On));
    (month || (free && on)).then_some((
        When::Date {
            year: None,
            month: None,
            day: Some(number),
        },
        i + 2,
    ))
}

/// "2017", "the year 1950", "264 BC". A number of four digits that counts something is no year.
fn year(w: &Words, i: usize) -> Found {
    let the = usize::from(w.is(i, Role::The));
    let word = i + the;
    let named = w.entry(word).unit == Some(super::Unit::Year);
    if named {
        let (year, next) = plain_year(w, word + 1)?;
        return Some((
            When::Date {
                year: Some(year),
                month: None,
                day: None,
            },
            next,
        ));
    }
    if the > 0 {
        return None;
    }
    let (year, next) = plain_year(w, i)?;
    let found = Some((
        When::Date {
            year: Some(year),
            month: None,
            day: None,
        },
        next,
    ));
    if year <= 0 {
        return found;
    }
    let before = i.checked_sub(1).and_then(|b| w.sign(b));
    let glued = matches!(before, Some('.' | ',' | '/' | '$' | '£' | '€' | '#' | ':' | '+')) && w.glued(i);
    let after = w.sign(next).filter(|_| w.glued(next));
    let part = matches!(after, Some('%' | '/' | '°' | '#')) || (w.glued(next) && after.is_none());
    let more = w.glued(next + 1) && w.digits(next + 1).is_some();
    let fraction = matches!(after, Some('.' | ':')) && more;
    let letters = i > 0 && w.glued(i) && matches!(w.word(i - 1).map(|x| x.shape), Some(Shape::Word));
    if glued || part || fraction || letters {
        return None;
    }
    let line = w.word(i)?.line
        && w.word(next)
            .is_none_or(|x| x.line || w.sign(next) == Some(':') || w.dash(next));
    let bracket = matches!(before, Some('(' | '['));
    // "2000 men" and "1990 rifles" are counts; short words in s ("was") are no plurals.
    let word = w.letters(next);
    let counts = word.len() > 3 && word.ends_with('s') && word.starts_with(|c: char| c.is_ascii_lowercase());
    let certain = expected(w, i) || line || bracket || w.dash(next);
    let modern = (1900..=2035).contains(&year) && !counts;
    (certain || modern).then_some(found?)
}

/// The hour and minute that a year at `i` may be as well, where a word stands before it that opens both ("by 1530") or it
/// opens a line of a log ("1530: convoy left").
pub(super) fn year_or_clock(w: &Words, i: usize) -> Option<(u8, u8)> {
    let (value, digits) = w.digits(i)?;
    let (hour, minute) = (value / 100, value % 100);
    let fits = digits == 4 && (10..19).contains(&hour) && minute < 60;
    let opened = i > 0 && w.is(i - 1, Role::At);
    let log = w.word(i)?.line
        && (w.sign(i + 1) == Some(':') || w.dash(i + 1))
        && w.word(i + 2).is_some_and(|x| !x.line);
    (fits && (opened || log)).then_some((hour as u8, minute as u8))
}

/// A clock time at `i` and the word after it: "15:30", "3 p.m.", "at 0310", "1900 hours".
/// Bare "15:30" counts only after a word such as "at", for players and menus print such numbers.
pub(super) fn clock(w: &Words, i: usize) -> Option<((u8, u8), usize)> {
    if let Some(time) = w.log(i) {
        return Some((time, i + 1));
    }
    let (value, digits) = w.digits(i)?;
    let led = i > 0 && w.is(i - 1, Role::At);
    if digits <= 2 && value <= 24 {
        let colon = matches!(w.sign(i + 1), Some(':' | '.')) && w.glued(i + 1) && w.glued(i + 2);
        let minute = w.digits(i + 2).filter(|(m, d)| colon && *d == 2 && *m < 60);
        let (minute, at) = minute.map_or((0, i + 1), |(m, _)| (m as u8, i + 3));
        let half = (w.is(at, Role::Am), w.is(at, Role::Pm));
        if half.0 || half.1 {
            let hour = if value > 12 {
                value
            } else {
                value % 12 + if half.1 { 12 } else { 0 }
            };
            return Some(((hour as u8, minute), zone(w, at + 1)));
        }
        // "five o'clock": the one clock word with a mark inside
        let oclock = w.is(at, Role::Clock) && w.letters(at).contains(['\'', '’']);
        let longer = w.sign(at) == Some(':');
        if (at > i + 1 && w.sign(i + 1) == Some(':') && !longer && (led || w.is(at, Role::Clock))) || oclock {
            return Some(((value as u8, minute), zone(w, at)));
        }
    }
    let (hour, minute) = (value / 100, value % 100);
    let fits = digits == 4 && hour <= 24 && minute < 60;
    let named = w.is(i + 1, Role::Clock);
    // "at 1420", but "by 1920" and "between 1998 and 2009" are years.
    let bare = led && (value < 1000 || w.is(i - 1, Role::ExactlyAt));
    (fits && (named || bare)).then(|| ((hour as u8, minute as u8), zone(w, i + 1)))
}

/// Skips "hours", "GMT", "local time" after a clock time.
fn zone(w: &Words, i: usize) -> usize {
    let mut at = i;
    while w.is(at, Role::Clock) || (at > i && w.is(at, Role::Time)) {
        at += 1;
    }
    at
}
