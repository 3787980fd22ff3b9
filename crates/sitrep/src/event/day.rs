//! In: the sentence of a claim, and its report's day. Out: the days that the sentence tells, each with the words that tell
//! it, and whether it is the day of the act or of the telling ("…, officials said on Friday"). Knows no other sentence.
//!
//! Claims have a day where the reader bound one to the act. Here linking looks at what was not bound: a list's leading day
//! ("Wed 14/2 Pale: air strike"), the day of another clause, a day written as in bulletins ("7/8").

use jiff::civil::Date;
use text::Span;

use super::profile::{Day, Days};
use super::words::{LinkWords, words};
use crate::record::TimePrecision;
use crate::resolve::time::{Direction, TimeContext, TimeLexicon, Unit, When, find, resolve};

/// Days that a sentence tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The words; bytes of the sentence.
    pub at: Span,
    /// First and last day; three at most.
    pub days: Days,
    /// When it was said, not when it was done.
    pub said: bool,
    /// Words of a list's head, which date all that follows.
    pub leads: bool,
}

/// Longest interval that fixes an act's day.
pub const SHORT: Day = 2;
/// Days before the report in which a day and month without a year are sought.
const LATELY: Day = 60;
/// Bytes after "three days after" in which the act stands.
const REACH: usize = 48;
/// Words before a day among which a verb of saying makes it the day of the telling.
const NEAR: usize = 2;

/// Days since 1 January 1970.
pub fn day(d: Date) -> Day {
    let epoch = Date::new(1970, 1, 1).unwrap_or(d);
    epoch.until(d).map_or(0, |s| s.get_days())
}

/// The days that a sentence tells, in the order of their words.
pub fn told(text: &str, published: Option<Date>, times: &TimeLexicon, lexicon: &LinkWords) -> Vec<Told> {
    let context = TimeContext {
        published,
        ..TimeContext::default()
    };
    let mut out: Vec<Told> = Vec::new();
    for t in resolve(&find(text, times), &context) {
        let (Some(start), Some(end)) = (t.days.start.map(day), t.days.end.map(day)) else {
            continue;
        };
        let coarse = matches!(
            t.days.precision,
            TimePrecision::Month | TimePrecision::Year | TimePrecision::Week
        );
        // The head of an agency's report ("DORI, May 6 -") tells the day of publication.
        if end - start > SHORT || coarse || dateline(text, t.phrase.end) {
            continue;
        }
        out.push(Told {
            at: t.phrase,
            days: (start, end.max(start)),
            said: is_said(text, t.phrase, lexicon),
            leads: t.phrase.start == 0,
        });
    }
    for (at, days) in written(text, published) {
        // "Wed 14/2": the date is surer than the weekday.
        if let Some(t) = out.iter_mut().find(|t| t.at.overlaps(at)) {
            t.days = days;
            continue;
        }
        let leads = text[..at.start].split_whitespace().count() <= 1;
        out.push(Told {
            at,
            days,
            said: false,
            leads,
        });
    }
    out.sort_by_key(|t| t.at.start);
    out
}

/// Distances of one act from another: "three days after its fall" tells that the fall was three days before what the
/// sentence dates. The words, and the days to add to the dated act's.
pub fn apart(text: &str, times: &TimeLexicon) -> Vec<(Span, Day)> {
    let shift = |when: &When| match when {
        When::Apart(q, Unit::Day, Direction::AfterEvent) if !q.more => q.tenths.map(|t| -(t as Day / 10)),
        When::Apart(q, Unit::Day, Direction::BeforeEvent) if !q.more => q.tenths.map(|t| t as Day / 10),
        _ => None,
    };
    let found = find(text, times);
    found
        .iter()
        .filter_map(|e| Some((e.phrase, shift(&e.when)?)))
        .collect()
}

/// The days of the act whose trigger starts at `trigger`, when the words before it count them from a day that the sentence
/// tells ([`apart`]).
pub fn counted(trigger: usize, apart: &[(Span, Day)], told: &[Told]) -> Option<Days> {
    let (at, shift) = apart
        .iter()
        .rfind(|(at, _)| (at.end..at.end + REACH).contains(&trigger))?;
    let between = |t: &&Told| !(at.start <= t.at.start && t.at.start < trigger);
    let base =
        (told.iter().filter(|t| !t.said).filter(between)).min_by_key(|t| t.at.start.abs_diff(at.start))?;
    Some((base.days.0 + shift, base.days.1 + shift))
}

/// True when the telling, not the act, is of that day: a verb of saying stands just before it in its clause.
pub fn is_said(text: &str, at: Span, lexicon: &LinkWords) -> bool {
    let before = text.get(..at.start).unwrap_or_default();
    let clause = before.rsplit([',', ';', ':']).next().unwrap_or_default();
    let last: Vec<String> = words(clause).map(|(_, w)| w.to_lowercase()).collect();
    (last.iter().rev().take(NEAR)).any(|w| lexicon.saying.contains(w))
}

fn dateline(text: &str, end: usize) -> bool {
    let next = text.get(end..).unwrap_or_default().trim_start();
    end < 60 && ["- ", "-- ", "– ", "— "].iter().any(|s| next.starts_with(s))
}

/// Days written with a stroke, as "7/8" and "14/02": of both readings the latest one that lies not after the report and not
/// long before it. Without a day of publication there is none.
fn written(text: &str, published: Option<Date>) -> Vec<(Span, Days)> {
    let Some(published) = published else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (i, _) in text.match_indices('/') {
        // "24/7" is round the clock far more often than a day of July.
        if text[..i].ends_with("24") && text[i + 1..].starts_with('7') {
            continue;
        }
        let digits = |s: &str, back: bool| -> Option<(usize, i8)> {
            let is = |c: char| c.is_ascii_digit();
            let n = if back {
                s.chars().rev().take_while(|c| is(*c)).count()
            } else {
                s.chars().take_while(|c| is(*c)).count()
            };
            let part = if back { &s[s.len() - n..] } else { &s[..n] };
            let number = part.parse().ok().filter(|_| (1..=2).contains(&n))?;
            Some((n, number))
        };
        let (Some((m, a)), Some((n, b))) = (digits(&text[..i], true), digits(&text[i + 1..], false)) else {
            continue;
        };
        let reading = |(day_of, month): (i8, i8)| {
            let years = [published.year(), published.year() - 1];
            let found = years.iter().filter_map(|y| Date::new(*y, month, day_of).ok());
            found
                .map(day)
                .find(|d| (0..=LATELY).contains(&(day(published) - d)))
        };
        if let Some(d) = [(a, b), (b, a)].into_iter().filter_map(reading).max() {
            out.push((Span::new(i - m, i + 1 + n), (d, d)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_of_acts_and_of_telling() {
        let config = crate::packs::link_config().expect("the built-in tables read");
        let check = |text: &str, want: &[(&str, Date, bool)]| {
            let found = told(text, Some(date(2024, 8, 12)), &config.times, &config.words);
            let found: Vec<(&str, Days, bool)> =
                found.iter().map(|t| (t.at.of(text), t.days, t.said)).collect();
            let want: Vec<(&str, Days, bool)> = want
                .iter()
                .map(|(w, d, s)| (*w, (day(*d), day(*d)), *s))
                .collect();
            assert_eq!(found, want, "{text}");
        };
        check(
            "Gunmen shot three men, elders said on Friday.",
            &[("on Friday", date(2024, 8, 9), true)],
        );
        check(
            "Mortar fire, Bakori, 6/8 (2 dead).",
            &[("6/8", date(2024, 8, 6), false)],
        );
        check("ADEN, Aug 8 - A school was hit.", &[]);
        check("The crossing is open 24/7.", &[]);
        let text = "The raid on Friday came two days after a mine killed a herder.";
        let days = told(text, Some(date(2024, 8, 12)), &config.times, &config.words);
        let trigger = text.find("mine").unwrap_or_default();
        let wednesday = day(date(2024, 8, 7));
        assert_eq!(
            counted(trigger, &apart(text, &config.times), &days),
            Some((wednesday, wednesday))
        );
    }
}
