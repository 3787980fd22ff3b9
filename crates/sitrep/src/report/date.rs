//! In: words that may state a day in full. Out: the day. Only for header lines, datelines, addresses
//! and metadata of a report; knows nothing of the times that its sentences tell, and guesses no year,
//! month or order of day and month.

use jiff::civil::Date;

use super::lexicon::{FurnitureLexicon, fold};

/// Reports are published from this year on; a smaller number is something else.
const FIRST_YEAR: i16 = 1800;
/// Hours by which the clocks of inhabited places are behind Greenwich's (Samoa) and ahead of them (Kiribati) at most.
const BEHIND: i8 = 11;
const AHEAD: i8 = 14;
/// Words that a full date may take ("Tuesday", "14", "Aug.", "2018").
const DATE_WORDS: usize = 3;

/// The day that `text` begins with, and how many bytes it takes. Forms: `2018-08-14` (also before a
/// time), `14 August 2018`, `14th Aug. 2018`, `August 14, 2018`, and `14/8/2018` when
/// no other reading is possible. `None` when the day, month or four-digit year is missing.
pub(crate) fn at_start(text: &str, lexicon: &FurnitureLexicon) -> Option<(Date, usize)> {
    let words: Vec<&str> = text.split_whitespace().take(DATE_WORDS).collect();
    let first = words.first()?;
    let end = |n: usize| words[n - 1].as_ptr() as usize - text.as_ptr() as usize + words[n - 1].len();
    if let Some(day) = iso(first).or_else(|| numeric(first)) {
        return Some((day, end(1)));
    }
    let [a, b, c] = words[..] else { return None };
    let year = number(c.trim_matches(|c: char| !c.is_ascii_digit())).filter(|_| c.len() <= 6)?;
    let month = |w: &str| {
        lexicon
            .months
            .get(fold(w.trim_end_matches(['.', ','])).as_str())
            .copied()
    };
    let day = |w: &str| {
        number::<i8>(
            w.trim_end_matches(',')
                .trim_end_matches(|c: char| c.is_ascii_lowercase()),
        )
    };
    let (month, day) = match (month(a), month(b)) {
        (Some(m), None) => (m, day(b)?),
        (None, Some(m)) => (m, day(a)?),
        _ => return None,
    };
    Some((checked(year, month, day)?, end(3)))
}

/// The day anywhere in a short text such as a header line: "Tuesday, 14 August 2018, 18:30".
/// `None` when none or two different ones stand there.
pub(crate) fn only_one(text: &str, lexicon: &FurnitureLexicon) -> Option<Date> {
    let mut found = None;
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if let Some((day, length)) = at_start(rest, lexicon) {
            if found.is_some_and(|f| f != day) {
                return None;
            }
            found = Some(day);
            rest = &rest[length..];
        }
        rest = rest
            .find(char::is_whitespace)
            .map_or("", |at| rest[at..].trim_start());
    }
    found
}

/// The first and the last day that it was somewhere on earth at an instant told in Greenwich's time
/// (`2018-08-16T01:50:00Z`, or as [`by_program`]): where it was published it was one of them. `None` for what is no such instant.
pub(crate) fn anywhere(written: &str) -> Option<(Date, Date)> {
    let written = written.trim();
    let utc = ["Z", "+00:00", "+0000", "GMT", "UTC"];
    let bare = without_zone_name(written);
    if !utc.iter().any(|end| bare.ends_with(end)) {
        return None;
    }
    let day = iso(bare).or_else(|| by_program(bare))?;
    let mark = bare.find(':')?;
    let hour: i8 = number(bare.get(mark.checked_sub(2)?..mark)?)?;
    bare[mark + 1..]
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some(())?;
    let before = (hour < BEHIND).then(|| day.yesterday().ok()).flatten();
    let after = (hour >= 24 - AHEAD).then(|| day.tomorrow().ok()).flatten();
    Some((before.unwrap_or(day), after.unwrap_or(day)))
}

/// The day of an instant as programs print it when nobody chose a form: JavaScript's `Tue Nov 19 2019 03:05:46 GMT+0000 (UTC)`,
/// and that of mails, `Tue, 19 Nov 2019 03:05:46 GMT`.
pub(crate) fn by_program(written: &str) -> Option<Date> {
    let written = without_zone_name(written);
    let of_mail = || jiff::fmt::rfc2822::parse(written).ok().map(|z| z.date());
    let script = jiff::fmt::strtime::parse("%a %b %d %Y %H:%M:%S GMT%z", written);
    let day = script.ok().and_then(|t| t.to_date().ok()).or_else(of_mail)?;
    checked(day.year(), day.month(), day.day())
}

/// A time without the name of its zone in brackets behind it.
fn without_zone_name(written: &str) -> &str {
    written.split(" (").next().unwrap_or(written).trim()
}

/// True when a line ends in a full date, a full stop and brackets aside.
pub(crate) fn ends_in_date(line: &str, lexicon: &FurnitureLexicon) -> bool {
    let line = line.trim_end_matches(['.', ')', ']', ' ']);
    if !line.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let mut starts: Vec<usize> = line
        .match_indices(char::is_whitespace)
        .map(|(at, c)| at + c.len())
        .collect();
    starts.reverse();
    starts
        .into_iter()
        .take(DATE_WORDS)
        .any(|at| at_start(&line[at..], lexicon).is_some())
}

/// The day that an ISO 8601 date or date-time begins with.
pub(crate) fn iso(text: &str) -> Option<Date> {
    let head = text.get(..10)?;
    let next = text[10..].chars().next();
    if next.is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    let bytes = head.as_bytes();
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    checked(number(&head[..4])?, number(&head[5..7])?, number(&head[8..])?)
}

/// The day in an address: `/2018/08/14/`, `/2018/aug/14/`, `/2018-08-14`, `/20180814/`. `None` when there is none.
pub(crate) fn in_url(url: &str, lexicon: &FurnitureLexicon) -> Option<Date> {
    let path = url.split(['?', '#']).next()?;
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    for (i, part) in parts.iter().enumerate() {
        if let [year, month, day, ..] = parts[i..]
            && year.len() == 4
            && (1..=2).contains(&day.len())
            && let Some(month) = month_of(month, lexicon)
            && let Some((year, day)) = number(year).zip(number(day))
            && let Some(day) = checked(year, month, day)
        {
            return Some(day);
        }
        if let Some(day) = iso(part) {
            return Some(day);
        }
        if part.len() == 8
            && part.bytes().all(|b| b.is_ascii_digit())
            && let Some(day) = number(&part[..4])
                .zip(number(&part[4..6]))
                .zip(number(&part[6..]))
                .and_then(|((y, m), d)| checked(y, m, d))
        {
            return Some(day);
        }
    }
    None
}

/// The month that a part of an address names by its number or by a word.
fn month_of(part: &str, lexicon: &FurnitureLexicon) -> Option<i8> {
    match part.len() {
        1 | 2 => number(part),
        _ => lexicon.months.get(&part.to_ascii_lowercase()).copied(),
    }
}

/// `14.8.2018`, `2018/8/14`; `8/7/2018` could be two days and is none.
fn numeric(word: &str) -> Option<Date> {
    let word = word.trim_end_matches([',', '.', ';']);
    let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
    let [a, b, c] = parts[..] else { return None };
    if a.len() == 4 {
        return checked(number(a)?, number(b)?, number(c)?);
    }
    if c.len() != 4 {
        return None;
    }
    let (a, b): (i8, i8) = (number(a)?, number(b)?);
    let year = number(c)?;
    if word.contains('.') {
        return checked(year, b, a);
    }
    match (checked(year, b, a), checked(year, a, b)) {
        (Some(one), Some(other)) if one != other => None,
        (day_first, month_first) => day_first.or(month_first),
    }
}

fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

fn checked(year: i16, month: i8, day: i8) -> Option<Date> {
    if year < FIRST_YEAR {
        return None;
    }
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::lexicon;

    fn check(text: &str, expected: Option<&str>) {
        let found = only_one(text, &lexicon()).map(|d| d.to_string());
        assert_eq!(found.as_deref(), expected, "{text:?}");
    }

    #[test]
    fn full_dates_only() {
        check("14 August 2018", Some("2018-08-14"));
        check("Tuesday, August 14th, 2018, 18:30 GMT", Some("2018-08-14"));
        check("Aug. 14, 2018", Some("2018-08-14"));
        check("2018-08-14T18:30:00Z", Some("2018-08-14"));
        check("23/08/2018", Some("2018-08-23"));
        check("14.08.2018", Some("2018-08-14"));
        check("08/07/2018", None);
        check("14 August", None);
        check("August 2018", None);
        check("4 FEB 90", None);
        check("31 February 2018", None);
        check("1 May 2018 and 2 May 2018", None);
        check("é—2018 ٣ August", None);
    }

    #[test]
    fn captions_end_in_dates() {
        assert!(ends_in_date(
            "Volunteers hand out bread in Raqqa, Syria, Oct. 3, 2018.",
            &lexicon()
        ));
        assert!(!ends_in_date("The road was closed on Oct. 3.", &lexicon()));
        assert!(!ends_in_date("The number was 2018.", &lexicon()));
    }

    #[test]
    fn days_of_an_instant() {
        let check = |written: &str, expected: Option<(&str, &str)>| {
            let found = anywhere(written).map(|(a, b)| (a.to_string(), b.to_string()));
            let found = found.as_ref().map(|(a, b)| (a.as_str(), b.as_str()));
            assert_eq!(found, expected, "{written:?}");
        };
        check("2018-08-16T01:50:00Z", Some(("2018-08-15", "2018-08-16")));
        check(" 2018-08-16 10:59:00 UTC ", Some(("2018-08-15", "2018-08-17")));
        check("2018-08-16T11:00:00+00:00", Some(("2018-08-16", "2018-08-17")));
        check("2018-08-01T09:30Z", Some(("2018-07-31", "2018-08-01")));
        check("2018-08-16T01:50:00-05:00", None);
        check("2018-08-16T01:50:00", None);
        check("2018-08-16Z", None);
        let august = Some(("2018-08-15", "2018-08-16"));
        check(
            "Thu Aug 16 2018 01:50:00 GMT+0000 (Coordinated Universal Time)",
            august,
        );
        check("Thu, 16 Aug 2018 01:50:00 GMT", august);
        check("Thu Aug 16 2018 01:50:00 GMT-0500", None);
        check("01:50 GMT", None);
        check("2018-08-16T??:??Z", None);
    }

    #[test]
    fn addresses() {
        let day = |url: &str| in_url(url, &lexicon()).map(|d| d.to_string());
        assert_eq!(
            day("https://example.org/news/2018/08/14/story").as_deref(),
            Some("2018-08-14")
        );
        assert_eq!(
            day("https://example.org/2018-08-14-story.html").as_deref(),
            Some("2018-08-14")
        );
        assert_eq!(
            day("https://example.org/a/20180814/b").as_deref(),
            Some("2018-08-14")
        );
        assert_eq!(
            day("https://example.org/world/2018/aug/14/story").as_deref(),
            Some("2018-08-14")
        );
        assert_eq!(day("https://example.org/2018/august-heat/14"), None);
        assert_eq!(day("https://example.org/2018/08/story"), None);
        assert_eq!(day("https://example.org/story/12345678"), None);
        assert_eq!(day("example.org?d=2018-08-14"), None);
    }
}
